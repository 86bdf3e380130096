//! Real documents, through `CORPUS_DIR`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use netinv_xml::{Checked, Document, Limits, Message, Part, RepairKind, Request, documents};
use testkit::corpus;

const LIMITS: Limits = Limits::DEFAULT;

/// Runs `fault` over all documents of a folder and fails with all that it finds.
fn check(test: &str, folder: &str, fault: impl Fn(&str, &[u8]) -> Result<(), String>) {
    let Some(path) = corpus::folder(test, &format!("netinv/{folder}")) else {
        return;
    };
    let files = corpus::files(&path, &["xml", "txt"]);
    let mut faults = String::new();
    for file in &files {
        for (index, document) in documents(&corpus::read(file)).enumerate() {
            if let Err(fault) = fault(stem(file), document) {
                let _ = writeln!(faults, "{} document {index}: {fault}", file.display());
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
    corpus::covered(test, files.len());
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8")
}

fn decode(bytes: &[u8]) -> Result<Document<'_>, String> {
    Document::decode(bytes, &LIMITS).map_err(|error| error.to_string())
}

fn encode(document: &Document<'_>) -> Result<Vec<u8>, String> {
    let mut written = Vec::new();
    document.encode(&mut written).map_err(|error| error.to_string())?;
    Ok(written)
}

/// Nothing repaired, everything typed, written byte for byte as it was (NIX-015).
fn as_agents_write(_: &str, bytes: &[u8]) -> Result<(), String> {
    let document = decode(bytes)?;
    if !document.repairs().is_empty() {
        return Err(format!("{} repairs, first {}", document.repairs().len(), document.repairs()[0]));
    }
    if document.unknown_members() > 0 {
        return Err(format!("{} untyped members", document.unknown_members()));
    }
    let written = encode(&document)?;
    if written != bytes {
        let at =
            written.iter().zip(bytes).position(|(a, b)| a != b).unwrap_or(written.len().min(bytes.len()));
        return Err(format!("written differently from byte {at}"));
    }
    Ok(())
}

/// Everything typed; what is written means the same.
fn same_when_read_again(_: &str, bytes: &[u8]) -> Result<(), String> {
    let document = decode(bytes)?;
    let written = encode(&document)?;
    let again = Document::decode_strict(&written, &LIMITS).map_err(|error| error.to_string())?;
    if again.message() != document.message() {
        return Err("reads differently when written".to_owned());
    }
    if encode(&again)? != written {
        return Err("is not written alike twice".to_owned());
    }
    Ok(())
}

macro_rules! agents {
    ($($test:ident $folder:literal)*) => { $(
        #[test]
        fn $test() {
            check(stringify!($test), $folder, as_agents_write);
        }
    )* };
}

agents! {
    glpi_agent "gen-glpi-agent-1.12dev"
    glpi_agent_on_walks "gen-glpi-agent-1.12dev-centreon"
    agent_versions "agent-versions"
    discovery "netdiscovery-glpi-agent-1.12dev"
    live "live-snmp"
    control "messages-control"
}

#[test]
fn fusioninventory_agent() {
    check("fusioninventory_agent", "gen-fi-2.6-debian", |stem, bytes| {
        if stem != "edgeos" {
            return as_agents_write(stem, bytes);
        }
        // The one in which the agent wrote references to illegal characters.
        let document = decode(bytes)?;
        let references =
            document.repairs().iter().all(|repair| repair.kind == RepairKind::CharacterReference);
        let dropped = document.repairs().iter().fold(0, |sum, repair| sum + repair.len);
        // 115 of "&#0;", four of "&#1;" or "&#2;", in runs.
        if !references || dropped != count(bytes, b"&#") * 4 || document.unknown_members() > 0 {
            return Err(format!("{:?}", document.repairs()));
        }
        same_when_read_again(stem, bytes)
    });
}

fn count(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).filter(|window| *window == what).count()
}

#[test]
fn inventory_format() {
    check("inventory_format", "inventory_format-tests", |stem, bytes| {
        let document = decode(bytes)?;
        if !document.repairs().is_empty() || document.unknown_members() > 0 {
            return Err(format!("{:?}, {} untyped", document.repairs(), document.unknown_members()));
        }
        same_when_read_again(stem, bytes)
    });
}

/// Returns the outcome of a document: "ok", the repairs, or the reason for refusing it.
fn outcome(bytes: &[u8]) -> String {
    match Document::decode(bytes, &LIMITS) {
        Err(error) => error.to_string(),
        Ok(document) => {
            let mut outcome: Vec<String> = Vec::new();
            for repair in document.repairs() {
                let name = format!("{:?}", repair.kind);
                outcome.push(format!(
                    "{}@{}+{}",
                    name.split(' ').next().unwrap_or(""),
                    repair.offset,
                    repair.len
                ));
            }
            if document.unknown_members() > 0 {
                outcome.push(format!("untyped {}", document.unknown_members()));
            }
            if outcome.is_empty() { "ok".to_owned() } else { outcome.join(", ") }
        }
    }
}

/// Each file that is not plainly ok, with what becomes of it.
fn check_outcomes(test: &str, folder: &str, expected: &[(&str, &str)]) {
    let expected: BTreeMap<_, _> = expected.iter().copied().collect();
    check(test, folder, |stem, bytes| {
        let (found, expected) = (outcome(bytes), expected.get(stem).copied().unwrap_or("ok"));
        if found != expected {
            return Err(format!("{found}, expected {expected}"));
        }
        if Document::decode(bytes, &LIMITS).is_ok() { same_when_read_again(stem, bytes) } else { Ok(()) }
    });
}

#[test]
fn edge_cases_file_by_file() {
    const DOCTYPE: &str = "a document type declaration is refused at byte 21";
    check_outcomes(
        "edge_cases_file_by_file",
        "handmade",
        &[
            ("27-vlans-text", "untyped 1"),
            ("39-unknown-device-child", "untyped 1"),
            (
                "48-comments-pi",
                "Comment@57+11, Comment@76+11, Comment@93+11, Comment@111+11, Instruction@160+8",
            ),
            ("49-attributes", "Attribute@77+0, untyped 1"),
            ("50-namespaces", "untyped 3"),
            ("51-doctype-internal", DOCTYPE),
            ("52-doctype-external", DOCTYPE),
            ("53-billion-laughs", DOCTYPE),
            (
                "54-lowercase-tags",
                "TagCase@39+7, TagCase@48+7, TagCase@57+6, TagCase@65+4, TagCase@71+4, TagCase@110+13, \
             TagCase@144+13, TagCase@186+8, TagCase@232+5",
            ),
            ("56-nul-charref", "CharacterReference@92+4"),
            ("57-ctl-charref", "CharacterReference@78+4, CharacterReference@83+5"),
            ("58-bad-tag-space", "TagName@78+15"),
            ("59-bad-tag-chars", "TagName@78+12, TagName@109+16"),
            ("60-unescaped-amp", "Ampersand@82+1"),
            ("61-truncated", "Truncated@208+3"),
            ("65-leading-newline", "LeadingBytes@0+1"),
            ("71-latin1-bytes-utf8-header", "Encoding@84+1"),
            ("73-utf8-bom", "ByteOrderMark@0+3"),
            ("74-utf16le-bom", "ByteOrderMark@0+2"),
            ("75-cp1252-no-header", "Encoding@45+1"),
            ("76-mixed-utf8-latin1", "Encoding@86+1"),
            ("77-raw-nul", "Character@84+1"),
            ("78-raw-control", "Character@84+2"),
            ("79-raw-nul-tail", "TrailingBytes@293+2"),
            ("80-invalid-utf8-overlong", "Encoding@84+5"),
        ],
    );
}

#[test]
fn pathological_file_by_file() {
    check_outcomes(
        "pathological_file_by_file",
        "pathological",
        &[
            ("glpi-1.12dev-control-chars-in-IP", "Character@13453+2"),
            ("patho-printer-fi-2.3.21", "TagName@103+16, TagName@264+12, TagName@304+15, TagName@354+16"),
            ("patho-printer-fi-2.6", "TagName@103+16, TagName@293+12"),
            ("patho-printer-glpi-1.4", "TagName@103+16, Encoding@154+13, TagName@291+12"),
            (
                "patho-text-fi-2.3.10",
                "CharacterReference@162+5, CharacterReference@933+8, CharacterReference@1340+8, CharacterReference@1747+8",
            ),
        ],
    );
}

#[test]
fn jobs_file_by_file() {
    // The orders for other tasks of the agent have parameters of their own.
    check_outcomes(
        "jobs_file_by_file",
        "jobs-reply",
        &[
            ("fiagent-response-message1", "untyped 7"),
            ("glpiagent-response-message1", "untyped 7"),
            ("glpiagent-response-message4", "untyped 1"),
        ],
    );
}

#[test]
fn jobs_in_json() {
    let Some(path) = corpus::folder("jobs_in_json", "netinv/jobs-reply") else {
        return;
    };
    let files = corpus::files(&path, &["json"]);
    for file in &files {
        let bytes = corpus::read(file);
        let jobs = netinv_xml::glpi_json::job::Jobs::decode(&bytes, &LIMITS).expect("a job");
        assert_eq!(jobs.unknown_members(), 0, "{}", file.display());
        let mut written = Vec::new();
        jobs.encode(&mut written).expect("a job that was read");
        let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).expect("JSON");
        assert_eq!(value(&written), value(&bytes), "{}", file.display());
    }
    corpus::covered("jobs_in_json", files.len());
}

#[test]
fn server_fixtures_file_by_file() {
    check_outcomes("server_fixtures_file_by_file", "php-test-fixtures", &[]);
}

/// NIX-010: strict reading and libxml2 agree on what is well-formed.
#[test]
fn strict_reading_agrees_with_libxml2() {
    const TEST: &str = "strict_reading_agrees_with_libxml2";
    let Some(folder) = corpus::folder(TEST, "netinv/handmade") else {
        return;
    };
    let table =
        String::from_utf8(corpus::read(&folder.join("EXPECTED-php-converter-1.2.3.tsv"))).expect("UTF-8");
    let mut covered = 0;
    for line in table.lines() {
        let mut columns = line.split('\t');
        let (Some(file), Some(verdict)) = (columns.next(), columns.next()) else {
            continue;
        };
        if !file.ends_with(".xml") {
            continue;
        }
        let bytes = corpus::read(&folder.join(file));
        covered += 1;
        match Document::decode_strict(&bytes, &LIMITS) {
            Ok(_) => assert_eq!(verdict, "well-formed", "{file}"),
            Err(error) if error.is_malformed() => assert_eq!(verdict, "NOT well-formed", "{file}: {error}"),
            // A document type declaration is refused before anything else is looked at.
            Err(error) => assert!(["51", "52", "53"].iter().any(|n| file.starts_with(n)), "{file}: {error}"),
        }
    }
    corpus::covered(TEST, covered);
}

/// Walking gives what reading gives, in pieces.
#[test]
fn walking_and_reading_agree() {
    for folder in
        ["gen-glpi-agent-1.12dev", "gen-fi-2.6-debian", "live-snmp", "netdiscovery-glpi-agent-1.12dev"]
    {
        check("walking_and_reading_agree", folder, |_, bytes| {
            let document = decode(bytes)?;
            let checked = Checked::decode(bytes, &LIMITS).map_err(|error| error.to_string())?;
            if checked.repairs() != document.repairs() {
                return Err("other repairs".to_owned());
            }
            let (Message::Inventory(whole) | Message::Discovery(whole) | Message::Control(whole)) =
                document.message()
            else {
                return Err("unexpected message".to_owned());
            };
            let walked = walk(&checked).map_err(|error| error.to_string())?;
            if &walked == whole { Ok(()) } else { Err("other content".to_owned()) }
        });
    }
}

fn walk(checked: &Checked<'_>) -> Result<Request<'static>, netinv_xml::DecodeError> {
    let (mut ports, mut components, mut devices) = (Vec::new(), Vec::new(), Vec::new());
    for part in checked.walk(&LIMITS)? {
        match part? {
            Part::Port(port) => ports.push(*port),
            Part::Component(component) => components.push(*component),
            Part::Device(mut device) => {
                device.ports.append(&mut ports);
                device.components.append(&mut components);
                devices.push(device.into_owned());
            }
            Part::Request(mut request) => {
                request.contents[0].devices = devices;
                return Ok(request.into_owned());
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("the walk ends without the request")
}
