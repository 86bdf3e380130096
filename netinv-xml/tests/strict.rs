//! Errors of strict reading, and no shortcut that leads past it.

use netinv_xml::{Checked, DecodeErrorKind, Document, Leaf, Limits, Message};

fn error(xml: &str) -> String {
    Document::decode_strict(xml.as_bytes(), &Limits::DEFAULT).expect_err(xml).to_string()
}

// NIX-010
#[test]
fn errors_say_what_and_where() {
    let mut wrong = Vec::new();
    for (xml, said) in [
        ("", "no XML element at byte 0"),
        ("<?xml version='1.0'?>\n<!-- -->", "no XML element at byte 30"),
        ("</REQUEST>", "malformed XML: an end tag without a start tag at byte 0"),
        ("x<REQUEST/>", "malformed XML: text before the root element at byte 0"),
        ("<REQUEST/>x", "malformed XML: content after the root element at byte 10"),
        ("<REQUEST><A", "REQUEST: malformed XML: a tag that does not end at byte 9"),
        ("<REQUEST></A", "REQUEST: malformed XML: a tag that does not end at byte 9"),
        ("<REQUEST></A>", "REQUEST: malformed XML: an end tag of another element at byte 9"),
        ("<REQUEST><!-- ", "REQUEST: malformed XML: a comment that does not end at byte 9"),
        ("<REQUEST><![CDATA[ ", "REQUEST: malformed XML: a CDATA section that does not end at byte 9"),
        ("<REQUEST><!-- -- --></REQUEST>", "REQUEST: malformed XML: \"--\" inside a comment at byte 14"),
        ("<REQUEST><?x", "REQUEST: malformed XML: broken markup at byte 9"),
        ("<REQUEST>a]]>b</REQUEST>", "REQUEST: malformed XML: \"]]>\" outside of a CDATA section at byte 9"),
        ("<REQUEST><A>1</A>", "REQUEST: malformed XML: the document ends inside an element at byte 17"),
        (
            " <?xml version='1.0'?><REQUEST/>",
            "malformed XML: an XML declaration that is not at the start at byte 1",
        ),
        ("<?xml version='1'?><REQUEST/>", "malformed XML: a broken XML declaration at byte 0"),
        ("<!DOCTYPE r><REQUEST/>", "a document type declaration is refused at byte 0"),
        ("<REQUEST><!DOCTYPE r></REQUEST>", "REQUEST: a document type declaration is refused at byte 9"),
    ] {
        let found = error(xml);
        if found != said {
            wrong.push(format!("{xml}: {found}, not {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A bound is no reason to repair: the error is the one of the first reading.
#[test]
fn bounds_are_named_with_the_path() {
    let xml = "<REQUEST><CONTENT><DEVICE><PORTS/></DEVICE></CONTENT></REQUEST>";
    for (limits, said) in [
        (Limits::DEFAULT.with_depth(3), "REQUEST/CONTENT/DEVICE: depth 4 exceeds the limit of 3 at byte 26"),
        (
            Limits::DEFAULT.with_elements(2),
            "REQUEST/CONTENT: element count 3 exceeds the limit of 2 at byte 18",
        ),
    ] {
        for error in
            [Document::decode(xml.as_bytes(), &limits), Document::decode_strict(xml.as_bytes(), &limits)]
        {
            assert_eq!(error.expect_err("over a bound").to_string(), said);
        }
    }
}

/// Plain elements, described or not, are held to all that other elements are.
#[test]
fn plain_elements_are_not_let_through() {
    let limits = Limits::DEFAULT.with_text_len(8);
    for name in ["QUERY", "UNKNOWN"] {
        for (text, is_good) in [("12345678", true), ("123456789", false), ("12345&lt;7", true)] {
            let xml = format!("<REQUEST><{name}>{text}</{name}></REQUEST>");
            let read = Document::decode_strict(xml.as_bytes(), &limits);
            assert_eq!(read.is_ok(), is_good, "{xml}");
            let checked = Checked::decode(xml.as_bytes(), &limits);
            assert!(is_good == checked.is_ok(), "{xml}");
            assert!(checked.err().is_none_or(|error| error.is_limit()), "{xml}");
        }
    }
    for inside in [
        "<2X>1</2X>",
        "<X/2>1</X/2>",
        "<QUERY/>a</QUERY>",
        "<X/>a</X>",
        "<QUERY>a]]>b</QUERY>",
        "<X>a]]>b</X>",
        "<QUERY>a</QUERY",
        "<QUERY>a</X>",
    ] {
        let xml = format!("<REQUEST>{inside}</REQUEST>");
        let read = Document::decode_strict(xml.as_bytes(), &Limits::DEFAULT);
        assert!(read.is_err_and(|error| error.is_malformed()), "{xml}");
        let checked = Checked::decode(xml.as_bytes(), &Limits::DEFAULT).expect("repaired");
        assert!(!checked.repairs().is_empty(), "{xml}");
        let again = Document::decode_strict(checked.as_str().as_bytes(), &Limits::DEFAULT);
        assert!(again.is_ok(), "{}", checked.as_str());
    }
}

#[test]
fn ends_of_lines_in_texts_are_line_feeds() {
    for (text, read) in [("a\r\nb\rc", "a\nb\nc"), ("\r", "\n"), ("a\nb", "a\nb"), ("a&#13;b", "a\rb")] {
        let xml = format!("<REQUEST>\r\n<QUERY>{text}</QUERY></REQUEST>");
        let document = Document::decode_strict(xml.as_bytes(), &Limits::DEFAULT).expect("well-formed");
        let Message::Other(request) = document.message() else { panic!("{document:?}") };
        assert_eq!(request.query.as_ref().map(Leaf::as_str), Some(read), "{text:?}");
    }
}

// NIX-026
#[test]
fn document_types_are_no_reason_to_repair() {
    let error = Document::decode(b"<!DOCTYPE r><REQUEST>&</REQUEST>", &Limits::DEFAULT).expect_err("refused");
    assert_eq!(*error.kind(), DecodeErrorKind::Doctype);
    assert!(!error.is_limit() && !error.is_malformed());
}
