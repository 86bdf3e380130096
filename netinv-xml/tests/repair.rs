//! Repairs of each kind of breakage, with offsets in
//! the input.

use netinv_xml::{DecodeErrorKind, Document, Leaf, Limits, Message, RepairKind, Request};

fn document(xml: &[u8]) -> Document<'_> {
    Document::decode(xml, &Limits::DEFAULT).unwrap_or_else(|error| panic!("{error}: {}", xml.escape_ascii()))
}

fn request(document: Document<'_>) -> Request<'_> {
    match document.into_message() {
        Message::Inventory(request) | Message::Other(request) => request,
        other => panic!("{other:?}"),
    }
}

fn said(document: &Document<'_>) -> Vec<String> {
    document.repairs().iter().map(ToString::to_string).collect()
}

/// The text of `QUERY`, and what was repaired.
fn query(xml: &[u8]) -> (String, Vec<String>) {
    let document = document(xml);
    let said = said(&document);
    (request(document).query.as_ref().map_or("", Leaf::as_str).to_owned(), said)
}

/// Offset of `QUERY` with this text.
fn in_query(text: &str) -> (String, Vec<String>) {
    query(format!("<REQUEST><QUERY>{text}</QUERY></REQUEST>").as_bytes())
}

#[test]
fn each_repair_is_said_with_its_place() {
    let mut wrong = Vec::new();
    for (xml, expected) in [
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
        let all = said(&document(xml.as_bytes()));
        if !all.iter().any(|repair| repair == expected) {
            wrong.push(format!("{xml}: {all:?}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let latin = b"<REQUEST><QUERY>caf\xe9</QUERY></REQUEST>";
    assert_eq!(said(&document(latin)), ["bytes that are not UTF-8 read as windows-1252 at byte 19"]);
    let declared =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><REQUEST><QUERY>caf\u{e9}</QUERY></REQUEST>";
    assert_eq!(said(&document(declared.as_bytes())), ["read as UTF-8 despite the declaration at byte 30"]);
}

// NIX-020
#[test]
fn places_are_those_of_the_input() {
    for (xml, expected) in [
        (
            "<REQUEST><QUERY>a & b</QUERY><!-- c --><!-- d --></REQUEST>",
            &[
                "bare ampersand kept as text at byte 18",
                "comment passed over at byte 29",
                "comment passed over at byte 39",
            ][..],
        ),
        (
            "1 < 2 & <REQUEST><!-- c --><QUERY>q</QUERY></REQUEST>",
            &["bytes before the document dropped at byte 0", "comment passed over at byte 17"],
        ),
        (
            "<REQUEST>& <!-- a -- b --> <!-- c ---> <!-- d --><QUERY>q</QUERY></REQUEST>",
            &[
                "bare ampersand kept as text at byte 9",
                "broken markup dropped at byte 11",
                "broken markup dropped at byte 27",
                "comment passed over at byte 39",
            ],
        ),
        (
            "<REQUEST><A><B>x</REQUEST>",
            &["missing end tag added at byte 16", "missing end tag added at byte 16"],
        ),
    ] {
        assert_eq!(said(&document(xml.as_bytes())), expected, "{xml}");
    }
    let error = |xml: &str| {
        Document::decode(xml.as_bytes(), &Limits::DEFAULT.with_text_len(10))
            .expect_err("too long")
            .to_string()
    };
    assert_eq!(
        error("<REQUEST><A>& & &</A><QUERY>a longer text</QUERY></REQUEST>"),
        "REQUEST/QUERY: text length 13 exceeds the limit of 10 at byte 28"
    );
}

// NIX-022
#[test]
fn a_cut_keeps_the_repairs_of_what_was_kept() {
    for (xml, expected) in [
        (
            "<REQUEST><A>&</A><!-- c --><B>& more",
            &[
                "bare ampersand kept as text at byte 12",
                "comment passed over at byte 17",
                "truncated document closed at byte 27",
            ][..],
        ),
        (
            "<REQUEST><A>1</A><B>&<?xml version='1.0'?><REQUEST/>",
            &["truncated document closed at byte 17", "another document follows at byte 21"],
        ),
        (
            "<REQUEST><A>1</A><?xml version='1.0'?><REQUEST/>",
            &["another document follows at byte 17", "truncated document closed at byte 17"],
        ),
    ] {
        assert_eq!(said(&document(xml.as_bytes())), expected, "{xml}");
    }
}

// NIX-025
#[test]
fn texts_are_repaired_where_they_are_broken_alone() {
    for (text, meant, expected) in [
        ("a] b]] &c ]>", "a] b]] &c ]>", &["bare ampersand kept as text at byte 23"][..]),
        ("&<![CDATA[x]]>", "&x", &["bare ampersand kept as text at byte 16"]),
        (
            "a\u{1}\u{2}\u{1b}b\u{1}",
            "ab",
            &["illegal character dropped at byte 17", "illegal character dropped at byte 21"],
        ),
        (
            "]]>]]>\u{1}]]]>",
            "]]>]]>]]]>",
            &[
                "bare \"]]>\" kept as text at byte 16",
                "illegal character dropped at byte 22",
                "bare \"]]>\" kept as text at byte 24",
            ],
        ),
        ("a\r\nb & c\rd", "a\nb & c\nd", &["bare ampersand kept as text at byte 21"]),
    ] {
        let expected = expected.iter().map(|&said| said.to_owned()).collect();
        assert_eq!(in_query(text), (meant.to_owned(), expected), "{text}");
    }
}

// NIX-023
#[test]
fn what_cannot_be_a_tag_is_text() {
    let long = format!("a<A%{}/>b", "x".repeat(255));
    for text in ["a< A%/>b", "a<A%>b", "a<A% b='c'>d", &long] {
        assert_eq!(
            in_query(text),
            (text.to_owned(), vec!["bare less-than sign kept as text at byte 17".to_owned()])
        );
    }
    let (text, repairs) = in_query("a<></>b");
    assert_eq!(text, "a<>b");
    assert_eq!(repairs, ["bare less-than sign kept as text at byte 17", "stray end tag dropped at byte 19"]);

    // One byte less, and it is a tag; so is the one after a sign that is not one.
    for (text, made) in [(long.replacen('x', "", 1), 17), ("a<A% <B%/>c".to_owned(), 21)] {
        let xml = format!("<REQUEST><QUERY>{text}</QUERY></REQUEST>");
        let document = document(xml.as_bytes());
        let tags =
            document.repairs().iter().filter(|repair| matches!(repair.kind, RepairKind::TagName { .. }));
        assert_eq!(tags.map(|repair| repair.offset).collect::<Vec<_>>(), [made + 1], "{xml}");
    }

    // Nor is it the root.
    let (text, repairs) = query(b"<A%/><REQUEST><QUERY>q</QUERY></REQUEST>");
    assert_eq!(text, "q");
    assert_eq!(repairs, ["broken markup dropped at byte 0", "bytes before the document dropped at byte 1"]);
}

// NIX-033
#[test]
fn attributes_are_repaired() {
    let xml = "<REPLY><OPTION><AUTHENTICATION ID='1' COMMUNITY='a<b \"c\" &d \"'/></OPTION></REPLY>";
    let read = document(xml.as_bytes());
    let Message::Reply(reply) = read.message() else { panic!("{read:?}") };
    let auth = reply.options[0].authentication(1).expect("its credentials");
    assert_eq!(auth.community.as_ref().map(netinv_xml::Secret::expose), Some("a<b \"c\" &d \""));
    assert_eq!(
        said(&read),
        ["bare less-than sign kept as text at byte 50", "bare ampersand kept as text at byte 57"]
    );
}

// NIX-017
#[test]
fn a_root_in_lower_case_is_read() {
    for (xml, upper) in [
        ("<request><query>SNMP</query></request>", "<REQUEST><QUERY>SNMP</QUERY></REQUEST>"),
        ("<Reply><Response>SEND</Response></Reply>", "<REPLY><RESPONSE>SEND</RESPONSE></REPLY>"),
    ] {
        let read = document(xml.as_bytes());
        assert_eq!(read.message(), document(upper.as_bytes()).message());
        let inner = xml
            .rfind("</")
            .and_then(|end| xml[..end].find('<').map(|_| xml.find('>').map_or(0, |at| at + 1)));
        let expected = [0, inner.unwrap_or(0)].map(|at| format!("tag name read as upper case at byte {at}"));
        assert_eq!(said(&read), expected);
    }
}

/// A declared encoding, what the text is in, whether strict reading takes it, and whether
/// tolerant reading says that the declaration was not heeded.
#[test]
fn declared_encodings() {
    let utf8 = "é".as_bytes();
    for (name, text, strict, is_noted) in [
        ("UTF-8", utf8, Ok("é"), false),
        ("utf8", b"e", Ok("e"), false),
        ("ISO-8859-1", b"e", Ok("e"), false),
        ("latin1", b"\xE9", Ok("é"), false),
        ("windows-1252", b"\x80", Ok("€"), false),
        ("cp1252", utf8, Ok("Ã©"), true),
        ("US-ASCII", b"e", Ok("e"), false),
        ("ascii", utf8, Err(DecodeErrorKind::WrongEncoding("ASCII")), true),
        ("US-ASCII", b"\xE9", Err(DecodeErrorKind::WrongEncoding("ASCII")), true),
    ] {
        let mut xml = format!("<?xml version='1.0' encoding='{name}'?><REQUEST><QUERY>").into_bytes();
        xml.extend_from_slice(text);
        xml.extend_from_slice(b"</QUERY></REQUEST>");
        let read = Document::decode_strict(&xml, &Limits::DEFAULT);
        let read = read.map(|document| request(document).query.map(|text| text.as_str().to_owned()));
        let read = read.map_err(|error| error.kind().clone());
        assert_eq!(read, strict.map(|text| Some(text.to_owned())), "{name}");
        let read = document(&xml);
        let notes = read.repairs().iter().filter(|repair| repair.kind == RepairKind::DeclaredEncoding);
        assert_eq!(
            notes.map(|note| (note.offset, note.len)).collect::<Vec<_>>(),
            if is_noted { vec![(30, name.len())] } else { vec![] },
            "{name}"
        );
    }
    // One that nobody knows is no more than a note where it makes no difference.
    let unknown = b"<?xml version='1.0' encoding='KOI8-R'?><REQUEST/>";
    assert_eq!(said(&document(unknown)), ["read as UTF-8 despite the declaration at byte 30"]);
    let error = Document::decode_strict(unknown, &Limits::DEFAULT).expect_err("unknown");
    assert!(matches!(error.kind(), DecodeErrorKind::UnsupportedEncoding(_)));
}

#[test]
fn places_in_other_encodings() {
    let xml =
        b"<?xml version='1.0' encoding='ISO-8859-1'?><REQUEST><QUERY>\xE9\xE8\x80 & x</QUERY></REQUEST>";
    let (text, repairs) = query(xml);
    assert_eq!(
        (text.as_str(), repairs),
        ("éè€ & x", vec!["bare ampersand kept as text at byte 63".to_owned()])
    );
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let text = "<?xml version='1.0'?><REQUEST><QUERY>é🖨 & x</QUERY></REQUEST>";
    assert_eq!(query(&utf16(text)).1, ["bare ampersand kept as text at byte 82"]);
    let with_mark = utf16(&format!("\u{FEFF}{text}"));
    assert_eq!(
        query(&with_mark).1,
        ["byte order mark skipped at byte 0", "bare ampersand kept as text at byte 84"]
    );
}

#[test]
fn as_much_of_broken_utf16_is_read_as_repairs_are_allowed() {
    let units = "<?xml version='1.0'?><REQUEST><QUERY>a?b?c</QUERY></REQUEST>".encode_utf16();
    let units = units.enumerate().map(|(at, unit)| if [38, 40].contains(&at) { 0xD800 } else { unit });
    let bytes: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
    let read = Document::decode(&bytes, &Limits::DEFAULT.with_repairs(2)).expect("two repairs");
    assert_eq!(read.repairs().iter().map(|repair| repair.offset).collect::<Vec<_>>(), [76, 80]);
    let found = request(read);
    assert_eq!(found.query.as_ref().map(Leaf::as_str), Some("a\u{FFFD}b\u{FFFD}c"));
    let error = Document::decode(&bytes, &Limits::DEFAULT.with_repairs(1)).expect_err("one too many");
    assert!(error.is_limit() && error.offset() == 76, "{error}");
}

// NIX-027
#[test]
fn nul_bytes_behind_a_document_are_no_part_of_it() {
    for (tail, at) in [("\0", 10), ("\0\0\0", 10), ("\n\0", 11), (" \n\0 \0\n", 12)] {
        let xml = format!("<REQUEST/>{tail}");
        let read = Document::decode_strict(xml.as_bytes(), &Limits::DEFAULT);
        let read = read.unwrap_or_else(|error| panic!("{error}: {tail:?}"));
        assert_eq!(said(&read), [format!("bytes after the document dropped at byte {at}")]);
        assert_eq!(read.repairs()[0].len, xml.len() - at);
    }
    for xml in ["<REQUEST/>\0x", "<REQUEST/>x\0", "<REQUEST/\0>"] {
        assert!(Document::decode_strict(xml.as_bytes(), &Limits::DEFAULT).is_err(), "{xml:?}");
    }
}

// NIX-022
#[test]
fn what_a_cut_takes_away_is_told_from_its_first_byte() {
    for (kept, lost) in [
        ("<REQUEST><A>1</A>", "<B>2"),
        ("<REQUEST><A>1</A>\n  ", "<B"),
        ("<REQUEST><A>1</A >", " text<B"),
        ("<REQUEST><A/>", "a & b"),
        ("<REQUEST><A>1</A>", "text"),
    ] {
        let xml = [kept, lost].concat();
        let document = document(xml.as_bytes());
        let told: Vec<_> = document.repairs().iter().map(|r| (&r.kind, r.offset, r.len)).collect();
        assert_eq!(told, [(&RepairKind::Truncated, kept.len(), lost.len())], "{xml}");
    }
}
