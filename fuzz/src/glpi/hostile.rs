//! Hostile input for `glpi-proto`.

mod read;

use glpi_proto::{Compression, Format};

use crate::hostile::case::{Case, Heap, nest, repeat};

/// The promise of the crate's documentation for opening a body: as much as it may inflate to,
/// twice while it grows, and the state of the decompressor.
const OPEN: Heap = Heap::new(4, (2 << 18) + (256 << 10));
/// Brotli's window may take 16 MiB of its own.
const OPEN_BROTLI: Heap = Heap::new(4, (2 << 18) + (24 << 20));
/// A message that is decoded, and written again.
const MESSAGE: Heap = Heap::new(480, 64 << 10);
/// The envelope around an inventory.
const ENVELOPE: Heap = Heap::new(0, 16 << 10);
/// The small grammars.
const GRAMMAR: Heap = Heap::new(16, 16 << 10);

/// A case: what it is, what makes it, what reads it, what that may take.
const fn case(name: &'static str, make: fn(usize) -> Vec<u8>, read: fn(&[u8]), heap: Heap) -> Case {
    Case { name, make, read, heap }
}

/// All of them.
pub const CASES: &[Case] = &[
    case("glpi/bomb-zlib", |n| bomb(n, Compression::Zlib), |i| read::body("zlib", i), OPEN),
    case("glpi/bomb-gzip", |n| bomb(n, Compression::Gzip), |i| read::body("gzip", i), OPEN),
    case("glpi/bomb-deflate", |n| bomb(n, Compression::Deflate), |i| read::body("deflate", i), OPEN),
    case("glpi/bomb-brotli", |n| bomb(n, Compression::Brotli), |i| read::body("br", i), OPEN_BROTLI),
    case("glpi/gzip-members", gzip_members, |i| read::body("gzip", i), OPEN),
    case("glpi/zlib-of-zeros", |n| vec![0; n], |i| read::body("zlib", i), OPEN),
    case("glpi/brotli-of-zeros", |n| vec![0; n], |i| read::body("br", i), OPEN_BROTLI),
    case("glpi/dirt", |n| repeat("", " \u{feff}\n", "{}", n), read::plain, OPEN),
    case("glpi/latin1", |n| [b"<REPLY>", &vec![0xe9; n][..], b"</REPLY>"].concat(), read::plain, OPEN),
    case("glpi/comments-of-a-page", |n| repeat("<?x?>", "<!-- -->", "<html>", n), read::plain, OPEN),
    case("glpi/page-without-end", |n| repeat("<html><title", " <title", "", n), read::plain, OPEN),
    case("glpi/lists-nested", |n| nest(r#"{"x":"#, "[", "]", "}", n), read::response, MESSAGE),
    case("glpi/objects-nested", |n| nest(r#"{"x":"#, r#"{"a":"#, "}", "}", n), read::response, MESSAGE),
    case("glpi/lists-left-open", |n| repeat("", "[", "", n), read::response, MESSAGE),
    case("glpi/texts-left-open", |n| repeat(r#"{"x":""#, "\\\"", "", n), read::response, MESSAGE),
    case("glpi/members-unknown", |n| members(r#"{"status":"ok""#, n), read::response, MESSAGE),
    case("glpi/members-twice", |n| repeat("{", r#""a":0,"#, r#""a":0}"#, n), read::response, MESSAGE),
    case("glpi/elements-unknown", |n| repeat(r#"{"x":["#, "{},", "0]}", n), read::response, MESSAGE),
    case("glpi/text-escaped", |n| repeat(r#"{"message":""#, r"\u00e9", r#""}"#, n), read::response, MESSAGE),
    case("glpi/number-long", |n| repeat(r#"{"expiration":"#, "9", "}", n), read::response, MESSAGE),
    case("glpi/expiration-long", |n| repeat(r#"{"expiration":""#, "9", r#"d"}"#, n), read::response, MESSAGE),
    case("glpi/exponent-long", |n| repeat(r#"{"expiration":1e"#, "0", "1}", n), read::response, MESSAGE),
    case("glpi/lines", |n| repeat("{", "\n", "x}", n), read::response, MESSAGE),
    case("glpi/tasks", |n| repeat(CONTACT, r#""","#, r#""x"]}"#, n), read::request, MESSAGE),
    case("glpi/tasks-no-texts", |n| repeat(CONTACT, "0,", "0]}", n), read::request, MESSAGE),
    case(
        "glpi/tasks-disabled",
        |n| repeat(r#"{"disabled":["#, r#""","#, r#"""]}"#, n),
        read::contact,
        MESSAGE,
    ),
    case("glpi/tasks-params", |n| repeat(PARAMS, "{},", "{}]}}}", n), read::contact, MESSAGE),
    case("glpi/jobs", |n| repeat(r#"{"jobs":{"x":["#, "{},", "{}]}}", n), read::contact, MESSAGE),
    case("glpi/xml-jobs", |n| repeat(r#"{"0":{"OPTION":["#, "{},", "{}]}}", n), read::contact, MESSAGE),
    case("glpi/xml-jobs-params", |n| repeat(XML_JOBS, "{},", "{}]}}}", n), read::contact, MESSAGE),
    case(
        "glpi/xml-jobs-nested",
        |n| nest(r#"{"0":"#, r#"{"0":"#, "}", "}", n.min(700)),
        read::contact,
        MESSAGE,
    ),
    case("glpi/credentials", |n| repeat(r#"{"credentials":["#, "{},", "{}]}", n), read::params, MESSAGE),
    case(
        "glpi/schedule",
        |n| repeat(r#"{"schedule":["#, r#"{"task":""},"#, "{}]}", n),
        read::queries,
        MESSAGE,
    ),
    case("glpi/questions", |n| repeat(QUESTIONS, "{},", "{}]}]}", n), read::queries, MESSAGE),
    case("glpi/mirrors", |n| repeat(MIRRORS, r#""","#, r#""x"]}}}"#, n), read::queries, MESSAGE),
    case("glpi/inventory", |n| repeat(INVENTORY, "{},", "{}]}}", n), read::inventory, ENVELOPE),
    case("glpi/inventory-flat", |n| repeat(INVENTORY, r#""\u00e9","#, "0]}}", n), read::inventory, ENVELOPE),
    case("glpi/inventory-written", |n| repeat(INVENTORY, "{},", "{}]}}", n), read::request, MESSAGE),
    case(
        "glpi/inventory-xml",
        |n| repeat(CONTENT, "<A/>", "</CONTENT></REQUEST>", n),
        read::request,
        MESSAGE,
    ),
    case(
        "glpi/inventory-xml-nested",
        |n| nest(CONTENT, "<A>", "</A>", "</CONTENT></REQUEST>", n),
        read::request,
        MESSAGE,
    ),
    case("glpi/elements", |n| repeat("<REPLY>", "<A/>", "</REPLY>", n), read::response, MESSAGE),
    case("glpi/elements-nested", |n| nest("<REPLY>", "<A>", "</A>", "</REPLY>", n), read::response, MESSAGE),
    case("glpi/elements-left-open", |n| repeat("", "<A>", "", n), read::response, MESSAGE),
    case("glpi/options", |n| repeat("<REPLY>", "<OPTION/>", "</REPLY>", n), read::response, MESSAGE),
    case(
        "glpi/option-params",
        |n| repeat(OPTION, "<PARAM/>", "</OPTION></REPLY>", n),
        read::response,
        MESSAGE,
    ),
    case(
        "glpi/option-values",
        |n| repeat(VALUES, "<X/>", "</PARAM></OPTION></REPLY>", n),
        read::response,
        MESSAGE,
    ),
    case(
        "glpi/attributes",
        |n| attributes("<REPLY><OPTION><PARAM", "/></OPTION></REPLY>", n),
        read::response,
        MESSAGE,
    ),
    case(
        "glpi/references",
        |n| repeat("<REPLY><ERROR>", "&#233;&x;&", "</ERROR></REPLY>", n),
        read::response,
        MESSAGE,
    ),
    case(
        "glpi/attribute-references",
        |n| repeat("<REPLY><A B='", "&", "'/></REPLY>", n),
        read::response,
        MESSAGE,
    ),
    case("glpi/cdata", |n| repeat("<REPLY><A>", "<![CDATA[]]>", "</A></REPLY>", n), read::response, MESSAGE),
    case("glpi/comments", |n| repeat("<REPLY>", "<!---->", "</REPLY>", n), read::response, MESSAGE),
    case(
        "glpi/control-characters",
        |n| repeat("<REPLY><ERROR>", "\u{1}", "</ERROR></REPLY>", n),
        read::response,
        MESSAGE,
    ),
    case(
        "glpi/register",
        |n| repeat(r#"{"action":"register","challenge":""#, "\\n", r#""}"#, n),
        read::register,
        MESSAGE,
    ),
    case(
        "glpi/register-members",
        |n| members(r#"{"action":"register","challenge":"x""#, n),
        read::register,
        MESSAGE,
    ),
    case("glpi/exchange", |n| repeat(r#"{"x":["#, "{},", "0]}", n), read::exchange, MESSAGE),
    case("glpi/server", |n| repeat(CONTACT, r#""","#, r#""x"]}"#, n), read::server, MESSAGE),
    case("glpi/server-action", |n| repeat(r#"{"action":""#, "é", r#""}"#, n), read::server, MESSAGE),
    case("glpi/proxy", |n| repeat(INVENTORY, "{},", "{}]}}", n), read::proxy, MESSAGE),
    case("glpi/proxy-answers", |n| vec![b'x'; n], read::proxy_answers, MESSAGE),
    case("glpi/headers", |n| repeat("", "GLPI-Proxy-ID: x\n", "", n), read::headers, GRAMMAR),
    case("glpi/headers-accept", |n| repeat("Accept: ", "a/b;q=0.5,", "", n), read::headers, GRAMMAR),
    case("glpi/headers-proxies", |n| repeat("", PROXY, "", n), read::headers, GRAMMAR),
    case("glpi/header-names", |n| repeat("", "X: y\n", "", n), read::headers, GRAMMAR),
    case("glpi/query-arguments", |n| repeat("action=x", "&a=b", "", n), read::query, GRAMMAR),
    case("glpi/query-value", |n| repeat("action=x&a=", "%C3%A9", "", n), read::query, GRAMMAR),
    case("glpi/query-ampersands", |n| repeat("", "&", "", n), read::query, GRAMMAR),
    case("glpi/texts", |n| repeat("", "1d", "", n), read::texts, GRAMMAR),
    case("glpi/wake-on-lan", |n| vec![0xff; n], read::wake_on_lan, GRAMMAR),
];

const CONTACT: &str = r#"{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":["#;
const PARAMS: &str = r#"{"tasks":{"inventory":{"params":["#;
const XML_JOBS: &str = r#"{"0":{"OPTION":{"PARAM":["#;
const QUESTIONS: &str = r#"{"associatedFiles":{},"jobs":[{"uuid":"u","checks":[],"actions":[],"associatedFiles":[],"userinteractions":["#;
const MIRRORS: &str = r#"{"jobs":[],"associatedFiles":{"x":{"name":"n","p2p":0,"p2p-retention-duration":0,"uncompress":0,"multiparts":[],"mirrors":["#;
const INVENTORY: &str = r#"{"deviceid":"d","content":{"softwares":["#;
const CONTENT: &str = "<REQUEST><CONTENT>";
const OPTION: &str = "<REPLY><OPTION>";
const VALUES: &str = "<REPLY><OPTION><PARAM>";
const PROXY: &str = "GLPI-Proxy-ID: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\n";

/// Compressed to much less than that many bytes, inflated to many more.
fn bomb(length: usize, compression: Compression) -> Vec<u8> {
    let text = " ".repeat(length * 4);
    let body = glpi_proto::Body::compress(&text, Format::Json, compression).expect("all are available");
    body.bytes().to_vec()
}

fn gzip_members(length: usize) -> Vec<u8> {
    let member = bomb(0, Compression::Gzip);
    member.iter().copied().cycle().take(length / member.len() * member.len()).collect()
}

/// Members with names of their own.
fn members(head: &str, length: usize) -> Vec<u8> {
    let members: String = (0..length / 12).map(|index| format!(",\"a{index}\":0")).collect();
    format!("{head}{members}}}").into_bytes()
}

fn attributes(head: &str, tail: &str, length: usize) -> Vec<u8> {
    let attributes: String = (0..length / 10).map(|index| format!(" a{index}=\"\"")).collect();
    format!("{head}{attributes}{tail}").into_bytes()
}
