//! Documents in XML, and streams of them.

use super::{case, convert, decode, read, split, use_all, walk, walk_and_count};
use crate::hostile::case::{Case, Heap, nest, repeat};

/// Heap factor of a document that is read, in the crate's documentation.
const READ_HEAP: Heap = Heap::new(400, 64 << 10);
/// Heap factor of a document that has to be repaired.
const REPAIR_HEAP: Heap = Heap::new(400, 64 << 10);

const REQUEST: &str = "<REQUEST>";
const REQUEST_END: &str = "</REQUEST>";
const DEVICE: &str = "<REQUEST><CONTENT><DEVICE>";
const DEVICE_END: &str = "</DEVICE></CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>";

/// A unit over and over inside a device.
macro_rules! in_device {
    ($head:expr, $unit:expr, $tail:expr) => {
        |n| repeat(&[DEVICE, $head].concat(), $unit, &[$tail, DEVICE_END].concat(), n)
    };
}

/// Puts a text directly below the root.
macro_rules! in_request {
    ($unit:expr) => {
        |n| repeat(REQUEST, $unit, REQUEST_END, n)
    };
}

/// Well-formed ones.
pub(super) const READ: &[Case] = &[
    case("netinv/ports-empty", in_device!("<PORTS>", "<PORT/>", "</PORTS>"), read, READ_HEAP),
    case("netinv/ports-empty/used", in_device!("<PORTS>", "<PORT/>", "</PORTS>"), use_all, READ_HEAP),
    case("netinv/ports-empty/walked", in_device!("<PORTS>", "<PORT/>", "</PORTS>"), walk_and_count, WALK),
    case(
        "netinv/ports-numbered",
        in_device!("<PORTS>", "<PORT><IFNUMBER>1</IFNUMBER></PORT>", "</PORTS>"),
        use_all,
        READ_HEAP,
    ),
    case("netinv/ports-aggregated", ports_aggregated, use_all, READ_HEAP),
    case(
        "netinv/components-empty",
        in_device!("<COMPONENTS>", "<COMPONENT/>", "</COMPONENTS>"),
        read,
        READ_HEAP,
    ),
    case("netinv/components-stacked", components_stacked, use_all, READ_HEAP),
    case(
        "netinv/devices-empty",
        |n| repeat("<REQUEST><CONTENT>", "<DEVICE/>", "</CONTENT></REQUEST>", n),
        use_all,
        READ_HEAP,
    ),
    case("netinv/contents-empty", in_request!("<CONTENT/>"), use_all, READ_HEAP),
    case("netinv/firmwares-empty", in_device!("", "<FIRMWARES/>", ""), use_all, READ_HEAP),
    case("netinv/infos-again", in_device!("", "<INFO/>", ""), use_all, READ_HEAP),
    case("netinv/names-again", in_device!("<INFO>", "<NAME/>", "</INFO>"), use_all, READ_HEAP),
    case(
        "netinv/macs",
        in_device!(
            "<PORTS><PORT><CONNECTIONS><CONNECTION>",
            "<MAC/>",
            "</CONNECTION></CONNECTIONS></PORT></PORTS>"
        ),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/connections",
        in_device!("<PORTS><PORT><CONNECTIONS>", "<CONNECTION/>", "</CONNECTIONS></PORT></PORTS>"),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/vlans",
        in_device!("<PORTS><PORT><VLANS>", "<VLAN/>", "</VLANS></PORT></PORTS>"),
        use_all,
        READ_HEAP,
    ),
    case("netinv/addresses", in_device!("<INFO><IPS>", "<IP>::</IP>", "</IPS></INFO>"), use_all, READ_HEAP),
    case(
        "netinv/lists-again",
        in_device!("<PORTS><PORT>", "<VLANS><X/></VLANS>", "</PORT></PORTS>"),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/lists-again-blank",
        in_device!("<PORTS><PORT>", "<VLANS>&#32;<X/></VLANS>", "</PORT></PORTS>"),
        read,
        READ_HEAP,
    ),
    case(
        "netinv/lists-again-text",
        in_device!("<PORTS><PORT>", "<VLANS a='1'>x</VLANS>", "</PORT></PORTS>"),
        use_all,
        READ_HEAP,
    ),
    case("netinv/supplies", in_device!("<CARTRIDGES>", "<T/>", "</CARTRIDGES>"), use_all, READ_HEAP),
    case("netinv/unknown", in_request!("<A/>"), use_all, READ_HEAP),
    case("netinv/unknown-text", in_request!("<A>1</A>"), use_all, READ_HEAP),
    case("netinv/unknown-lower", in_request!("<a/>"), use_all, READ_HEAP),
    case("netinv/unknown-nested", in_request!("<A><A><A><A/></A></A></A>"), use_all, READ_HEAP),
    case("netinv/unknown-then-text", unknown_then_text, use_all, READ_HEAP),
    case("netinv/text-between", in_request!("a<A/>"), use_all, READ_HEAP),
    case("netinv/text-inside", in_request!("<A>a<B/></A>"), use_all, READ_HEAP),
    case("netinv/nested", |n| nest(REQUEST, "<A>", "</A>", REQUEST_END, n), read, READ_HEAP),
    case("netinv/nested-often", nested_often, use_all, READ_HEAP),
    case("netinv/attributes-one-element", |n| repeat("<REQUEST", " a='1'", "/>", n), read, READ_HEAP),
    case(
        "netinv/attributes",
        |n| repeat(REQUEST, &attributes("<A", "/>"), REQUEST_END, n),
        use_all,
        READ_HEAP,
    ),
    case("netinv/attributes-of-texts", in_device!("<INFO>", "<NAME a='1'/>", "</INFO>"), read, READ_HEAP),
    case(
        "netinv/attribute-large",
        |n| repeat("<REQUEST><A a='", "&lt;", "'/></REQUEST>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/text-large",
        |n| repeat("<REQUEST><QUERY>", "a", "</QUERY></REQUEST>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/text-references",
        |n| repeat("<REQUEST><QUERY>", "&lt;", "</QUERY></REQUEST>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/text-numbers",
        |n| repeat("<REQUEST><QUERY>", "&#65;", "</QUERY></REQUEST>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/text-lines",
        |n| repeat("<REQUEST><QUERY>", "\r\n", "</QUERY></REQUEST>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/text-high",
        |n| repeat("<REQUEST><QUERY>", "\u{FFFD}", "</QUERY></REQUEST>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/texts-with-references",
        in_device!("<INFO><IPS>", "<IP>&lt;</IP>", "</IPS></INFO>"),
        use_all,
        READ_HEAP,
    ),
    case("netinv/comment-large", |n| repeat("<REQUEST><!--", "a", "--></REQUEST>", n), read, READ_HEAP),
    case("netinv/comments", in_request!("<!---->"), read, READ_HEAP),
    case(
        "netinv/comments-in-text",
        |n| repeat("<REQUEST><QUERY>", "a<!---->", "</QUERY></REQUEST>", n),
        read,
        READ_HEAP,
    ),
    case("netinv/instructions", in_request!("<?x?>"), read, READ_HEAP),
    case(
        "netinv/sections",
        |n| repeat("<REQUEST><QUERY>", "<![CDATA[]]>", "</QUERY></REQUEST>", n),
        read,
        READ_HEAP,
    ),
    case(
        "netinv/section-large",
        |n| repeat("<REQUEST><QUERY><![CDATA[", "<", "]]></QUERY></REQUEST>", n),
        use_all,
        READ_HEAP,
    ),
    case("netinv/blanks", in_request!(" "), read, READ_HEAP),
    case("netinv/options", |n| repeat("<REPLY>", "<OPTION/>", "</REPLY>", n), use_all, READ_HEAP),
    case(
        "netinv/targets",
        |n| repeat("<REPLY><OPTION>", "<DEVICE/>", "</OPTION></REPLY>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/ranges",
        |n| repeat("<REPLY><OPTION>", "<RANGEIP/>", "</OPTION></REPLY>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/parameters",
        |n| repeat("<REPLY><OPTION>", "<PARAM/>", "</OPTION></REPLY>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/credentials",
        |n| repeat("<REPLY><OPTION>", "<AUTHENTICATION/>", "</OPTION></REPLY>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/credentials-secret",
        |n| repeat("<REPLY><OPTION>", "<AUTHENTICATION COMMUNITY='public'/>", "</OPTION></REPLY>", n),
        use_all,
        READ_HEAP,
    ),
    case(
        "netinv/models",
        |n| repeat("<REPLY><OPTION><MODEL>", "<GET/>", "</MODEL></OPTION></REPLY>", n),
        use_all,
        READ_HEAP,
    ),
    case("netinv/of-another", |n| repeat("<html>", "<p/>", "</html>", n), read, READ_HEAP),
    case(
        "netinv/latin",
        |n| in_latin(&repeat("<REQUEST><QUERY>", "?", "</QUERY></REQUEST>", n)),
        read,
        READ_HEAP,
    ),
    case(
        "netinv/utf-16",
        |n| in_utf16(&repeat("<REQUEST><QUERY>", "a", "</QUERY></REQUEST>", n / 2)),
        read,
        READ_HEAP,
    ),
    case("netinv/nul-tail", |n| repeat("<REQUEST/>", "\0", "", n), read, READ_HEAP),
];

/// A walk holds one part.
const WALK: Heap = Heap::new(0, 16 << 10);

/// Documents that have to be repaired.
pub(super) const REPAIRED: &[Case] = &[
    case("netinv/repair-ampersands", in_request!("&"), use_all, REPAIR_HEAP),
    case("netinv/repair-ampersands-apart", in_request!("& "), use_all, REPAIR_HEAP),
    case("netinv/repair-entities", in_request!("&a;"), use_all, REPAIR_HEAP),
    case("netinv/repair-references", in_request!("&#0;a"), use_all, REPAIR_HEAP),
    case("netinv/repair-less-than", in_request!("<"), use_all, REPAIR_HEAP),
    case("netinv/repair-less-than-apart", in_request!("< "), use_all, REPAIR_HEAP),
    case("netinv/repair-no-tag", in_request!("<1>"), use_all, REPAIR_HEAP),
    case("netinv/repair-no-end", in_request!("<A b='"), read, REPAIR_HEAP),
    case("netinv/repair-quotes", in_request!("<A b='<A c=\""), read, REPAIR_HEAP),
    case("netinv/repair-unclosed", |n| repeat(REQUEST, "<A>", "", n), read, REPAIR_HEAP),
    case(
        "netinv/repair-unclosed-leaves",
        in_device!("<PORTS>", "<PORT><IFNUMBER></PORT>", "</PORTS>"),
        use_all,
        REPAIR_HEAP,
    ),
    case("netinv/repair-stray-ends", in_request!("</A>"), use_all, REPAIR_HEAP),
    case("netinv/repair-stray-ends-apart", in_request!("</A> "), use_all, REPAIR_HEAP),
    case("netinv/repair-end-only", in_request!("</"), read, REPAIR_HEAP),
    case("netinv/repair-ends-deep", ends_deep, use_all, REPAIR_HEAP),
    case("netinv/repair-names", in_request!("<A/2>x</A/2>"), use_all, REPAIR_HEAP),
    case("netinv/repair-names-empty", in_request!("<2/>"), use_all, REPAIR_HEAP),
    case("netinv/repair-name-long", |n| repeat("<REQUEST><2", "a", "/></REQUEST>", n), use_all, REPAIR_HEAP),
    case("netinv/repair-comments", in_request!("<!-- -- -->"), read, REPAIR_HEAP),
    case("netinv/repair-comments-open", in_request!("<!--"), read, REPAIR_HEAP),
    case("netinv/repair-sections-open", in_request!("<![CDATA["), read, REPAIR_HEAP),
    case("netinv/repair-instructions-open", in_request!("<?x"), read, REPAIR_HEAP),
    case("netinv/repair-declarations", in_request!("<?xml ?>"), read, REPAIR_HEAP),
    case("netinv/repair-section-ends", in_request!("]]>"), use_all, REPAIR_HEAP),
    case("netinv/repair-characters", in_request!("a\u{1}"), use_all, REPAIR_HEAP),
    case("netinv/repair-bytes", |n| vec_of(b"<REQUEST>", b"a\xe9", b"</REQUEST>", n), use_all, REPAIR_HEAP),
    case(
        "netinv/repair-bytes-all",
        |n| vec_of(b"<REQUEST>", b"\xe9", b"</REQUEST>", n),
        use_all,
        REPAIR_HEAP,
    ),
    case(
        "netinv/repair-attributes-again",
        |n| repeat(REQUEST, "<A b='' b=''/>", REQUEST_END, n),
        use_all,
        REPAIR_HEAP,
    ),
    case(
        "netinv/repair-attribute-less-than",
        |n| repeat("<REQUEST><A b='", "<\"", "'/></REQUEST>", n),
        use_all,
        REPAIR_HEAP,
    ),
    case(
        "netinv/repair-cut-off",
        |n| repeat(DEVICE, "<INFO><NAME>a</NAME></INFO>", "<INFO>", n),
        use_all,
        REPAIR_HEAP,
    ),
    case("netinv/repair-leading", |n| repeat("", "< ", "<REQUEST/>", n), read, REPAIR_HEAP),
    case("netinv/repair-trailing", |n| repeat("<REQUEST/>", "< ", "", n), read, REPAIR_HEAP),
    case(
        "netinv/repair-large",
        |n| repeat("<REQUEST><QUERY>&", "a", "</QUERY></REQUEST>", n),
        use_all,
        REPAIR_HEAP,
    ),
    case("netinv/repair-ports", in_device!("&<PORTS>", "<PORT/>", "</PORTS>"), use_all, REPAIR_HEAP),
    case(
        "netinv/repair-ports-walked",
        in_device!("&<PORTS>", "<PORT/>", "</PORTS>"),
        walk,
        Heap::new(2, 16 << 10),
    ),
    case(
        "netinv/repair-latin",
        |n| in_latin(&repeat("<REQUEST><QUERY>", "? & ", "</QUERY></REQUEST>", n)),
        read,
        REPAIR_HEAP,
    ),
    case(
        "netinv/repair-utf-16",
        |n| in_utf16(&repeat("<REQUEST><QUERY>", "& ", "</QUERY></REQUEST>", n / 2)),
        read,
        REPAIR_HEAP,
    ),
    case(
        "netinv/repair-utf-16-halves",
        |n| vec_of(b"\xfe\xff\0<\0A\0>", b"\xd8\0\0a", b"\0<\0/\0A\0>", n),
        decode,
        REPAIR_HEAP,
    ),
    case("netinv/repair-never-a-root", |n| repeat("", "<", "", n), read, REPAIR_HEAP),
];

/// Several in a row, and the JSON that is made of them.
pub(super) const STREAMS: &[Case] = &[
    case("netinv/split", |n| repeat("", "<REPLY/>", "", n), split, NOTHING),
    case("netinv/split-long", |n| repeat("", "<REQUEST><QUERY>x</QUERY></REQUEST>\n", "", n), split, NOTHING),
    case("netinv/split-never", |n| repeat("<A>", "<A>", "", n), split, NOTHING),
    case("netinv/split-junk", |n| repeat("<A/>", "<1", "", n), split, NOTHING),
    case("netinv/split-filler", |n| repeat("<A/>", "\0", "", n), split, NOTHING),
    case("netinv/split-declared", |n| repeat("", "<?xml ?><A>", "", n), split, NOTHING),
    case("netinv/split-comments-open", |n| repeat("", "<?xml ?><A><!--", "", n), split, NOTHING),
    case("netinv/split-sections-open", |n| repeat("", "<?xml ?><A><![CDATA[", "", n), split, NOTHING),
    case("netinv/split-tags-open", |n| repeat("", "<?xml ?><A ", "", n), split, NOTHING),
    case("netinv/split-ends-open", |n| repeat("", "<A></A ", "", n), split, NOTHING),
    case("netinv/split-names-alike", |n| repeat("<A<A<A<A>", "</A<A<A", "", n), split, NOTHING),
];

const NOTHING: Heap = Heap::new(0, 0);

fn attributes(open: &str, close: &str) -> String {
    let all: String = (0..60).map(|number| format!(" a{number}=''")).collect();
    [open, &all, close].concat()
}

/// Half of it one aggregate of all interfaces that the other half has.
fn ports_aggregated(length: usize) -> Vec<u8> {
    let count = length / 64;
    let ports: String = (0..count).map(|n| format!("<PORT><IFNUMBER>{n}</IFNUMBER></PORT>")).collect();
    let members: String = (0..count).map(|n| format!("<PORT>{n}</PORT>")).collect();
    format!("{DEVICE}<PORTS>{ports}<PORT><AGGREGATE>{members}</AGGREGATE></PORT></PORTS>{DEVICE_END}").into()
}

/// A device with a long name, and many members of its stack.
fn components_stacked(length: usize) -> Vec<u8> {
    let name = "n".repeat(length / 2);
    let one = "<COMPONENT><NAME>a</NAME><SERIAL>1</SERIAL><TYPE>chassis</TYPE></COMPONENT>";
    let all = one.repeat(length / 2 / one.len());
    format!("{DEVICE}<INFO><NAME>{name}</NAME></INFO><COMPONENTS>{all}</COMPONENTS>{DEVICE_END}").into()
}

fn unknown_then_text(length: usize) -> Vec<u8> {
    let elements = "<A/>".repeat(length / 8);
    repeat(&[REQUEST, &elements].concat(), "&lt;", REQUEST_END, length)
}

fn nested_often(length: usize) -> Vec<u8> {
    let unit = ["<A>".repeat(60), "</A>".repeat(60)].concat();
    repeat(REQUEST, &unit, REQUEST_END, length)
}

/// End tags that look for an element through all that are open.
fn ends_deep(length: usize) -> Vec<u8> {
    repeat(&[REQUEST, &"<A>".repeat(120)].concat(), "</B>", REQUEST_END, length)
}

fn vec_of(head: &[u8], unit: &[u8], tail: &[u8], length: usize) -> Vec<u8> {
    [head, &unit.repeat((length - head.len() - tail.len()) / unit.len()), tail].concat()
}

/// Every `?` becomes a byte of ISO-8859-1.
fn in_latin(text: &[u8]) -> Vec<u8> {
    let text = text.iter().map(|&byte| if byte == b'?' { 0xe9 } else { byte });
    b"<?xml version='1.0' encoding='ISO-8859-1'?>".iter().copied().chain(text).collect()
}

fn in_utf16(text: &[u8]) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.iter().flat_map(|&byte| [byte, 0])).collect()
}

/// Documents whose JSON form costs.
pub(super) const CONVERTED: &[Case] = &[
    case(
        "netinv/json-of-ports",
        in_device!("<PORTS>", "<PORT><IFNUMBER>1</IFNUMBER></PORT>", "</PORTS>"),
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-bad-ports",
        in_device!("<PORTS>", "<PORT><IFSTATUS>9</IFSTATUS></PORT>", "</PORTS>"),
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-macs",
        in_device!(
            "<PORTS><PORT><CONNECTIONS><CONNECTION>",
            "<MAC>1</MAC>",
            "</CONNECTION></CONNECTIONS></PORT></PORTS>"
        ),
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-addresses",
        in_device!("<INFO><IPS>", "<IP>x</IP>", "</IPS></INFO>"),
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-supplies",
        in_device!("<CARTRIDGES>", "<T>1</T>", "</CARTRIDGES>"),
        convert,
        READ_HEAP,
    ),
    case("netinv/json-of-names", names_different, convert, READ_HEAP),
    case("netinv/json-of-names-again", in_device!("<INFO>", "<NAME>a</NAME>", "</INFO>"), convert, READ_HEAP),
    case("netinv/json-of-unknown", in_device!("<INFO>", "<A>1</A>", "</INFO>"), convert, READ_HEAP),
    case("netinv/json-of-unknown-root", in_request!("<A>1</A>"), convert, READ_HEAP),
    case(
        "netinv/json-of-unknown-nested",
        |n| repeat(DEVICE, &["<A>".repeat(60), "1".to_owned(), "</A>".repeat(60)].concat(), DEVICE_END, n),
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-attributes",
        |n| repeat(DEVICE, &attributes("<A", ">1</A>"), DEVICE_END, n),
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-devices",
        |n| {
            repeat(
                "<REQUEST><CONTENT>",
                "<DEVICE><IP>1</IP></DEVICE>",
                "</CONTENT><QUERY>SNMP</QUERY></REQUEST>",
                n,
            )
        },
        convert,
        READ_HEAP,
    ),
    case("netinv/json-of-devices-long-name", devices_long_name, convert, READ_HEAP),
    case(
        "netinv/json-of-devices-storages",
        |n| devices_beside(n, "<STORAGES><NAME>a</NAME></STORAGES>", "", ""),
        convert,
        READ_HEAP,
    ),
    case("netinv/json-of-devices-beside", |n| devices_beside(n, "<A>1</A>", "", ""), convert, READ_HEAP),
    case("netinv/json-of-devices-beside-blank", |n| devices_beside(n, "<A/>", "", ""), convert, READ_HEAP),
    case("netinv/json-of-devices-root", |n| devices_beside(n, "", "<A>1</A>", ""), convert, READ_HEAP),
    case(
        "netinv/json-of-escapes",
        |n| {
            repeat(
                "<REQUEST><CONTENT><DEVICE><INFO><NAME>",
                "\"",
                "</NAME></INFO></DEVICE></CONTENT></REQUEST>",
                n,
            )
        },
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-numbers",
        |n| {
            repeat(
                "<REQUEST><CONTENT><DEVICE><PORTS><PORT><IFNUMBER>",
                "1",
                "</IFNUMBER></PORT></PORTS></DEVICE></CONTENT></REQUEST>",
                n,
            )
        },
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-dates",
        in_device!("", "<FIRMWARES><DATE>2013-02-30</DATE></FIRMWARES>", ""),
        convert,
        READ_HEAP,
    ),
    case(
        "netinv/json-of-date-long",
        |n| {
            repeat(
                "<REQUEST><CONTENT><DEVICE><FIRMWARES><DATE>",
                "1",
                "</DATE></FIRMWARES></DEVICE></CONTENT></REQUEST>",
                n,
            )
        },
        convert,
        READ_HEAP,
    ),
];

fn names_different(length: usize) -> Vec<u8> {
    let members: String = (0..length / 20).map(|number| format!("<A{number}>1</A{number}>")).collect();
    format!("{DEVICE}<INFO>{members}</INFO>{DEVICE_END}").into()
}

/// One long text that belongs to every one of many devices.
fn devices_long_name(length: usize) -> Vec<u8> {
    let devices = "<DEVICE><IP>1</IP></DEVICE>".repeat(length / 2 / 27);
    let name = "n".repeat(length / 2);
    format!("<REQUEST><CONTENT>{devices}</CONTENT><DEVICEID>{name}</DEVICEID><QUERY>SNMP</QUERY></REQUEST>")
        .into()
}

/// Many devices, and many other members.
fn devices_beside(length: usize, in_content: &str, in_root: &str, text: &str) -> Vec<u8> {
    let devices = "<DEVICE><IP>1</IP></DEVICE>".repeat(length / 2 / 27);
    let times = length / 2 / (in_content.len() + in_root.len() + text.len());
    let (in_content, in_root) = (in_content.repeat(times), in_root.repeat(times));
    format!("<REQUEST><CONTENT>{devices}{in_content}</CONTENT>{in_root}<QUERY>SNMP</QUERY></REQUEST>").into()
}
