//! Each repair is said in words, with its place.

use netinv_xml::{Document, Limits};

fn repairs(xml: &[u8]) -> Vec<String> {
    let document = Document::decode(xml, &Limits::DEFAULT).unwrap();
    document.repairs().iter().map(ToString::to_string).collect()
}

#[test]
fn each_repair_is_said_with_its_place() {
    let mut wrong = Vec::new();
    for (xml, said) in [
        ("\u{feff}<REQUEST><QUERY>SNMP</QUERY></REQUEST>", "byte order mark skipped at byte 0"),
        ("\n<?xml version=\"1.0\"?><REQUEST/>", "bytes before the document dropped at byte 0"),
        ("<REQUEST><QUERY>SNMP</QUERY></REQUEST>x", "bytes after the document dropped at byte 38"),
        ("<REQUEST><QUERY>SNMP</QUERY></REQUEST><REQUEST/>", "another document follows at byte 38"),
        ("<REQUEST><QUERY>a&#1;b</QUERY></REQUEST>", "reference to an illegal character dropped at byte 17"),
        ("<REQUEST><QUERY>a\u{1}b</QUERY></REQUEST>", "illegal character dropped at byte 17"),
        ("<REQUEST><QUERY>a & b</QUERY></REQUEST>", "bare ampersand kept as text at byte 18"),
        ("<REQUEST><QUERY>a < b</QUERY></REQUEST>", "bare less-than sign kept as text at byte 18"),
        ("<REQUEST><QUERY>a]]>b</QUERY></REQUEST>", "bare \"]]>\" kept as text at byte 17"),
        ("<REQUEST><QUERY>a</REQUEST>", "missing end tag added at byte 17"),
        ("<REQUEST></X><QUERY>a</QUERY></REQUEST>", "stray end tag dropped at byte 9"),
        ("<REQUEST><QUERY>a</QUERY>", "truncated document closed at byte 25"),
        ("<REQUEST><query>a</query></REQUEST>", "tag name read as upper case at byte 9"),
        ("<REQUEST><!-- a --><QUERY>a</QUERY></REQUEST>", "comment passed over at byte 9"),
        ("<REQUEST><?a?><QUERY>a</QUERY></REQUEST>", "processing instruction passed over at byte 9"),
        ("<REQUEST><QUERY a=\"b\">a</QUERY></REQUEST>", "attribute passed over at byte 9"),
    ] {
        let all = repairs(xml.as_bytes());
        if !all.iter().any(|repair| repair == said) {
            wrong.push(format!("{xml}: {all:?}, not {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let latin = b"<REQUEST><QUERY>caf\xe9</QUERY></REQUEST>";
    assert_eq!(repairs(latin), ["bytes that are not UTF-8 read as windows-1252 at byte 19"]);
    let declared =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><REQUEST><QUERY>caf\u{e9}</QUERY></REQUEST>";
    assert_eq!(repairs(declared.as_bytes()), ["read as UTF-8 despite the declaration at byte 30"]);
}
