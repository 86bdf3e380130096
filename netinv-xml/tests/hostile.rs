//! Hostile and broken peers: bounds, bombs, cuts, and every error.

use netinv_xml::glpi_json::job::Jobs;
use netinv_xml::{
    Checked, DecodeErrorKind, Document, EncodeError, Info, Leaf, Limits, Message, Node, RepairKind, Request,
    documents,
};
use testkit::chunking;

const SAMPLES: [&[u8]; 6] = [
    include_bytes!("../samples/inventory-libxml.xml"),
    include_bytes!("../samples/inventory-treepp.xml"),
    include_bytes!("../samples/discovery.xml"),
    include_bytes!("../samples/job-attributes.xml"),
    include_bytes!("../samples/job-children.xml"),
    include_bytes!("../samples/broken.xml"),
];

fn error(bytes: &[u8], limits: &Limits) -> netinv_xml::DecodeError {
    Document::decode(bytes, limits).expect_err("it must be refused")
}

/// NIX-022: whatever is cut off, what is complete is kept; strict reading refuses.
#[test]
fn every_cut_is_survived() {
    for sample in SAMPLES {
        // At every byte of the small ones.
        let step = 1 + sample.len() / 2000 * 3;
        for cut in chunking::truncations(sample).step_by(step) {
            match Document::decode(cut, &Limits::DEFAULT) {
                Ok(document) => {
                    // Only the end of line after the root may be missing without a loss.
                    let complete = cut.trim_ascii_end().len() == sample.trim_ascii_end().len();
                    let truncated =
                        document.repairs().iter().any(|repair| repair.kind == RepairKind::Truncated);
                    assert!(truncated || complete);
                    let mut written = Vec::new();
                    document.encode(&mut written).expect("writable");
                    assert!(Document::decode_strict(&written, &Limits::DEFAULT).is_ok());
                }
                Err(error) => {
                    assert!(error.is_malformed() && error.offset() <= cut.len(), "{error}");
                    assert!(cut.len() < 250, "{} bytes are worth something: {error}", cut.len());
                }
            }
            let _ = documents(cut).count();
        }
    }
}

#[test]
fn a_cut_keeps_finished_ports() {
    let sample = SAMPLES[0];
    let cut = sample.windows(8).rposition(|window| window == b"<IFTYPE>").expect("the last port");
    let document = Document::decode(&sample[..cut + 10], &Limits::DEFAULT).expect("worth something");
    let Message::Inventory(result) = document.message() else { panic!("{document:?}") };
    let device = result.devices().next().expect("one device");
    assert_eq!(device.ports.len(), 5);
    assert_eq!(device.ports[4].number.as_ref().map(Leaf::as_str), Some("200"));
    assert_eq!(device.ports[4].port_type, None);
}

#[test]
fn every_bound_is_kept_and_named() {
    let sample = SAMPLES[0];
    for (limits, what) in [
        (Limits::DEFAULT.with_document_len(100), "document length"),
        (Limits::DEFAULT.with_depth(5), "depth"),
        (Limits::DEFAULT.with_elements(20), "element count"),
        (Limits::DEFAULT.with_text_len(10), "text length"),
    ] {
        let error = error(sample, &limits);
        assert!(error.is_limit() && error.to_string().contains(what), "{error}");
        assert!(!error.is_malformed());
        let error = Checked::decode(sample, &limits).expect_err("it must be refused");
        assert!(error.is_limit(), "{error}");
    }
    let error = error(SAMPLES[5], &Limits::DEFAULT.with_repairs(3));
    assert!(error.is_limit() && error.to_string().contains("repair count"), "{error}");
    // Notes of well-formed documents count too.
    let comments = format!("<REQUEST>{}</REQUEST>", "<!-- -->".repeat(10));
    let error =
        Document::decode(comments.as_bytes(), &Limits::DEFAULT.with_repairs(9)).expect_err("too many");
    assert!(error.is_limit(), "{error}");
}

#[test]
fn nesting_is_bounded_in_both_passes() {
    let deep = "<A>".repeat(100_000);
    for document in [
        format!("<REQUEST>{deep}"),
        format!("<REQUEST>{deep}{}</REQUEST>", "</A>".repeat(100_000)),
        format!("<REQUEST><INFO><NAME>&{deep}"),
    ] {
        let limits = Limits::DEFAULT.with_depth(usize::MAX);
        assert_eq!(limits.depth(), Limits::MAX_DEPTH);
        let error = error(document.as_bytes(), &limits);
        assert!(error.is_limit() && error.to_string().contains("depth"), "{error}");
    }
}

/// Each of these took minutes if anything in it were looked at again for every
/// byte.
#[test]
fn nothing_takes_quadratic_time() {
    let limits = Limits::DEFAULT.with_repairs(usize::MAX);
    for (head, piece) in [
        ("<REQUEST>", "<"),
        ("<REQUEST>", "</"),
        ("<REQUEST>", "<A"),
        ("<REQUEST>", "<A "),
        ("<REQUEST>", "<A b="),
        ("<REQUEST>", "<A b='' "),
        ("<REQUEST>", "<!--"),
        ("<REQUEST>", "<![CDATA["),
        ("<REQUEST>", "<?x"),
        ("<REQUEST>", "<!x"),
        ("<REQUEST>", "&"),
        ("<REQUEST>", "&a;"),
        ("<REQUEST>", "&#0;"),
        ("<REQUEST>", "a\u{1}"),
        ("<REQUEST>", "]]>"),
        ("<REQUEST>", "]]"),
        ("<REQUEST>", "<A 2>"),
        ("<REQUEST>", "</A>"),
        ("<REQUEST>", "<A/2>x</A/2>"),
        ("<REQUEST>", "<!-- -- -->"),
        ("<REQUEST", " a=''"),
        ("<REQUEST>&", "<A/>"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><REQUEST>\u{e9}", "&"),
        ("", "<"),
        ("", "<!--"),
        ("", "\0"),
        ("<REQUEST/>", "<!--"),
        ("<REQUEST>", "<![CDATA[ <!-- "),
    ] {
        for tail in ["", "</REQUEST>", ">"] {
            let mut document = head.to_owned();
            document.push_str(&piece.repeat((200 << 10) / piece.len()));
            document.push_str(tail);
            // Not UTF-8, so that places have to be counted.
            let bytes: Vec<u8> = if head.contains("8859") {
                document.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect()
            } else {
                document.into_bytes()
            };
            let _ = Document::decode(&bytes, &limits);
            let _ = documents(&bytes).count();
        }
    }
}

/// NIX-026
#[test]
fn entities_are_never_expanded() {
    for document in [
        "<!DOCTYPE r [<!ENTITY a 'AAA'>]><REQUEST>&a;</REQUEST>",
        "<!doctype r SYSTEM 'file:///etc/hostname'><REQUEST/>",
        "junk & <!DOCTYPE r><REQUEST/>",
        "<REQUEST>&<!DOCTYPE r></REQUEST>",
    ] {
        let error = error(document.as_bytes(), &Limits::DEFAULT);
        assert_eq!(*error.kind(), DecodeErrorKind::Doctype, "{document}");
    }
    let document =
        Document::decode(b"<REQUEST><QUERY>&lol;</QUERY></REQUEST>", &Limits::DEFAULT).expect("repaired");
    let Message::Other(request) = document.message() else { panic!("{document:?}") };
    assert_eq!(request.query.as_ref().map(Leaf::as_str), Some("&lol;"));
}

#[test]
fn every_other_refusal() {
    for (bytes, expected) in [
        (&b""[..], DecodeErrorKind::NoElement),
        (b"no markup at all", DecodeErrorKind::NoElement),
        (b"< 5 <6", DecodeErrorKind::NoElement),
        (b"\xFF\xFE<\0", DecodeErrorKind::NoElement),
    ] {
        assert_eq!(*error(bytes, &Limits::DEFAULT).kind(), expected, "{}", bytes.escape_ascii());
    }
    let cut = error(b"<REQUEST>", &Limits::DEFAULT);
    assert_eq!(cut.to_string(), "malformed XML: it ends before anything is complete at byte 9");
    let error = error(b"<html><body/></html>", &Limits::DEFAULT);
    assert_eq!(error.to_string(), "unknown root element \"html\": expected REQUEST or REPLY at byte 0");
    let error = Document::decode_strict(b"<?xml version='1.0' encoding='KOI8-R'?><REPLY/>", &Limits::DEFAULT);
    assert_eq!(
        error.expect_err("unsupported").to_string(),
        "unsupported encoding \"KOI8-R\": expected UTF-8, UTF-16, ISO-8859-1, windows-1252 or ASCII at byte 30"
    );
    for bytes in [&b"\xFF\xFE<\0A"[..], b"\xFE\xFF\xD8\x00\0<"] {
        let error = Document::decode_strict(bytes, &Limits::DEFAULT).expect_err("not UTF-16");
        assert_eq!(*error.kind(), DecodeErrorKind::WrongEncoding("UTF-16"));
    }
    let error = Document::decode_strict(b"<REQUEST><QUERY>\xE9</QUERY></REQUEST>", &Limits::DEFAULT);
    assert_eq!(error.expect_err("not UTF-8").to_string(), "the text is not valid UTF-8 at byte 16");
    assert!(matches!(
        Jobs::decode(b"[1]", &Limits::DEFAULT).expect_err("no job").kind(),
        DecodeErrorKind::NotAJob(_)
    ));
}

/// NIX-010: strict reading refuses what libxml2 refuses.
#[test]
fn strict_reading_is_strict() {
    for bad in [
        "<REQUEST>&</REQUEST>",
        "<REQUEST>a & b</REQUEST>",
        "<REQUEST>&nbsp;</REQUEST>",
        "<REQUEST>&#0;</REQUEST>",
        "<REQUEST>&#xFFFE;</REQUEST>",
        "<REQUEST>\u{1}</REQUEST>",
        "<REQUEST>\u{FFFF}</REQUEST>",
        "<REQUEST>]]></REQUEST>",
        "<REQUEST><A></B></REQUEST>",
        "<REQUEST></REQUEST x>",
        "<REQUEST></ REQUEST>",
        "<REQUEST>",
        "</REQUEST>",
        "<REQUEST/><REQUEST/>",
        "<REQUEST/>text",
        "text<REQUEST/>",
        "<REQUEST><2/></REQUEST>",
        "<REQUEST><A/2/></REQUEST>",
        "<REQUEST a/>",
        "<REQUEST a=1/>",
        "<REQUEST a='1' a='2'/>",
        "<REQUEST a='1'b='2'/>",
        "<REQUEST a='<'/>",
        "<REQUEST a='&'/>",
        "<REQUEST a='&#0;'/>",
        "<REQUEST><!-- a -- b --></REQUEST>",
        "<REQUEST><!-- </REQUEST>",
        "<REQUEST><![CDATA[ </REQUEST>",
        "<REQUEST><![cdata[ ]]></REQUEST>",
        "<REQUEST><?xml version='1.0'?></REQUEST>",
        "<REQUEST><?XML x?></REQUEST>",
        "<REQUEST><? x?></REQUEST>",
        "<?xml?><REQUEST/>",
        "<?xml version='2.0'?><REQUEST/>",
        "<?xml encoding='UTF-8'?><REQUEST/>",
        "<?xml version='1.0' standalone='maybe'?><REQUEST/>",
        "<?xml version='1.0' encoding=''?><REQUEST/>",
        "<?xml version='1.0' encoding='U&TF-8'?><REQUEST/>",
        "<?xml version='1.0'encoding='UTF-8'?><REQUEST/>",
        "<?xml version='1.0' standalone='no' encoding='UTF-8'?><REQUEST/>",
        "<?xml version='1.0' coding='UTF-8'?><REQUEST/>",
        "<?xml version='1.0' /?><REQUEST/>",
        " <?xml version='1.0'?><REQUEST/>",
        "<?xml version='1.0'?><?xml version='1.0'?><REQUEST/>",
        "<REQUEST/><?xml version='1.0'?>",
        "<REQUEST/><![CDATA[]]>",
        "<REQUEST><A <B/></REQUEST>",
    ] {
        let result = Document::decode_strict(bad.as_bytes(), &Limits::DEFAULT);
        assert!(result.is_err_and(|error| error.is_malformed()), "{bad}");
        let checked = Checked::decode(bad.as_bytes(), &Limits::DEFAULT);
        assert!(checked.is_err() || checked.is_ok_and(|checked| !checked.repairs().is_empty()), "{bad}");
    }
    for good in [
        "<REQUEST a = '1'  b=\"&amp;'>\" />",
        "<REQUEST ></REQUEST >",
        "<REQUEST><![CDATA[]]><!----><?x?></REQUEST>\n<!-- -->\n<?y z?>",
        "<!-- --><?x?>\n<REQUEST>]] ></REQUEST>",
        "<?xml version=\"1.1\" encoding='utf-8' standalone='no' ?><REQUEST>&#x10FFFF;</REQUEST>",
        "<REQUEST><é/><_a.b-c:d/></REQUEST>",
    ] {
        let result = Document::decode_strict(good.as_bytes(), &Limits::DEFAULT);
        assert!(result.is_ok(), "{good}: {}", result.expect_err("not good"));
    }
}

#[test]
fn errors_tell_where_and_no_text() {
    let bytes = b"<REPLY><OPTION><AUTHENTICATION COMMUNITY='hush'><COMMUNITY>hush \xE9 hush</COMMUNITY>";
    let error = Document::decode_strict(bytes, &Limits::DEFAULT).expect_err("not UTF-8");
    assert!(!format!("{error} {error:?}").contains("hush"));
    let bytes = b"<REPLY><OPTION><AUTHENTICATION><COMMUNITY>hush & hush</COMMUNITY></AUTHENTICATION></OPTION></REPLY>";
    let error = Document::decode_strict(bytes, &Limits::DEFAULT).expect_err("a bare ampersand");
    assert_eq!(
        error.to_string(),
        "REPLY/OPTION/AUTHENTICATION/COMMUNITY: malformed XML: a bare ampersand at byte 47"
    );
}

/// A second member of a name, an element where a text should be: kept, not read.
#[test]
fn what_does_not_fit_is_kept() {
    let document = Document::decode(
        b"<REQUEST><CONTENT><DEVICE><INFO><NAME>a</NAME><NAME>b</NAME><TYPE><X>1</X>t</TYPE></INFO><INFO/>text</DEVICE></CONTENT>\
          <QUERY>SNMPQUERY</QUERY></REQUEST>",
        &Limits::DEFAULT,
    )
    .expect("well-formed");
    assert_eq!(document.unknown_members(), 4);
    let Message::Inventory(result) = document.message() else { panic!("{document:?}") };
    let device = result.devices().next().expect("one device");
    assert_eq!(device.extra.len(), 2);
    let info = device.info.as_ref().expect("INFO");
    assert_eq!(info.name.as_ref().map(Leaf::as_str), Some("a"));
    assert_eq!(info.device_type, None);
    let names: Vec<_> = info.extra.iter().filter_map(Node::name).collect();
    assert_eq!(names, ["NAME", "TYPE"]);
}

/// The first `PAPERROLL` is the roll, and stays the first when it is written.
#[test]
fn one_roll_of_paper_of_several_is_typed() {
    let source = b"<REQUEST><CONTENT><DEVICE><CARTRIDGES><DRUMBLACK>9</DRUMBLACK>\
        <PAPERROLL><INCHES>24</INCHES></PAPERROLL><PAPERROLL>full</PAPERROLL><TONERBLACK>8</TONERBLACK>\
        <PAPERROLL><INCHES>12</INCHES></PAPERROLL><WASTETONER/></CARTRIDGES></DEVICE></CONTENT>\
        <QUERY>SNMPQUERY</QUERY></REQUEST>";
    let document = Document::decode(source, &Limits::DEFAULT).expect("readable");
    let mut written = Vec::new();
    document.encode(&mut written).expect("writable");
    let again = Document::decode_strict(&written, &Limits::DEFAULT).expect("well-formed");
    assert_eq!(again.message(), document.message());
}

#[test]
fn what_xml_cannot_hold_is_not_written() {
    let with_name = |name: &'static str| {
        let info = Info { name: Some(Leaf::new(name)), ..Info::default() };
        let device = netinv_xml::Device { info: Some(info), ..netinv_xml::Device::default() };
        let content = netinv_xml::Content { devices: vec![device], ..netinv_xml::Content::default() };
        Document::new(Message::Inventory(Request { contents: vec![content], ..Request::default() }))
    };
    for (name, code) in [("a\0", 0), ("\u{1b}[0m", 27), ("\u{FFFE}", 0xFFFE), ("x\u{FFFF}", 0xFFFF)] {
        let mut dst = b"before".to_vec();
        assert_eq!(with_name(name).encode(&mut dst), Err(EncodeError::Character(code)));
        assert_eq!(dst, b"before");
    }
    let mut dst = Vec::new();
    assert_eq!(with_name("\u{FFFD} \u{EFFF} ok").encode(&mut dst), Ok(()));

    let cartridges = netinv_xml::Cartridges {
        supplies: vec![netinv_xml::Cartridge { tag: "TONER LIGHT".into(), level: Leaf::new("1") }],
        ..netinv_xml::Cartridges::default()
    };
    let device = netinv_xml::Device { cartridges: Some(cartridges), ..netinv_xml::Device::default() };
    let content = netinv_xml::Content { devices: vec![device], ..netinv_xml::Content::default() };
    let document =
        Document::new(Message::Inventory(Request { contents: vec![content], ..Request::default() }));
    let error = document.encode(&mut dst).expect_err("no name");
    assert_eq!(error.to_string(), "\"TONER LIGHT\" is not an XML name");
}

/// NIX-021: the encodings, and how far headers are trusted.
#[test]
fn encodings() {
    let location = |bytes: &[u8]| {
        let document = Document::decode(bytes, &Limits::DEFAULT).expect("readable").into_owned();
        let kinds: Vec<_> =
            document.repairs().iter().map(|repair| format!("{:?}@{}", repair.kind, repair.offset)).collect();
        let Message::Other(request) = document.into_message() else { panic!("unexpected") };
        (request.query.map(|query| query.as_str().to_owned()).unwrap_or_default(), kinds)
    };
    let xml = |header: &str, text: &[u8]| {
        let mut bytes = header.as_bytes().to_vec();
        bytes.extend_from_slice(b"<REQUEST><QUERY>");
        bytes.extend_from_slice(text);
        bytes.extend_from_slice(b"</QUERY></REQUEST>");
        bytes
    };
    let latin = "<?xml version='1.0' encoding='ISO-8859-1'?>";
    assert_eq!(location(&xml(latin, b"Caf\xE9")), ("Café".to_owned(), vec![]));
    // A header that lies: the text is UTF-8.
    assert_eq!(
        location(&xml(latin, "Café".as_bytes())),
        ("Café".to_owned(), vec!["DeclaredEncoding@30".to_owned()])
    );
    let strict = xml(latin, "Café".as_bytes());
    let strict = Document::decode_strict(&strict, &Limits::DEFAULT).expect("well-formed");
    let Message::Other(request) = strict.message() else { panic!("unexpected") };
    assert_eq!(request.query.as_ref().map(Leaf::as_str), Some("CafÃ©"));
    // Both in one document, and what windows-1252 has beyond ISO-8859-1.
    assert_eq!(
        location(&xml("", b"\xC3\xA9 \xE9 \x92")),
        ("é é ’".to_owned(), vec!["Encoding@19".to_owned(), "Encoding@21".to_owned()])
    );
    assert_eq!(location(&xml("<?xml version='1.0' encoding='KOI8-R'?>", b"\xC1")).0, "Á");
    // UTF-16 in both orders, with and without a mark; places are those of the input.
    let text = "<?xml version='1.0'?><REQUEST><QUERY>Café 🖨 &x</QUERY></REQUEST>";
    for big_endian in [false, true] {
        for mark in [false, true] {
            let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
            let bytes: Vec<u8> = units
                .flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            let (text, _) = location(&bytes);
            assert_eq!(text, "Café 🖨 &x");
            // Half a character in the middle, half a unit at the end.
            let mut broken = bytes.clone();
            let e_acute = 2 * (usize::from(mark) + 40);
            broken[e_acute..e_acute + 2].copy_from_slice(if big_endian { &[0xD8, 0] } else { &[0, 0xD8] });
            broken.push(7);
            let (text, repairs) = location(&broken);
            assert_eq!(text, "Caf\u{FFFD} 🖨 &x");
            assert!(repairs.contains(&format!("Encoding@{e_acute}")), "{repairs:?}");
            let (_, repairs) = location(&bytes);
            let at = 2 * (usize::from(mark) + 45);
            assert_eq!(repairs.last().map(String::as_str), Some(&*format!("Ampersand@{at}")));
        }
    }
}

#[test]
fn records_may_take_so_much_memory_for_each_byte_of_the_document() {
    let document = |unit: &str, count: usize| {
        let units = unit.repeat(count);
        format!("<REQUEST><CONTENT>{units}</CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>")
    };
    for (unit, count, is_taken) in [("<DEVICE/>", 5000, true), ("<DEVICE/>", 100_000, false)] {
        let text = document(unit, count);
        let result = Document::decode(text.as_bytes(), &Limits::DEFAULT);
        assert_eq!(result.is_ok(), is_taken, "{unit} {count}");
        if let Err(error) = result {
            assert!(error.is_limit() && error.to_string().contains("records' length"), "{error}");
        }
    }
}
