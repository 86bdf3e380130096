//! Opening a body: which bytes are believed more than the content type, and what is
//! overlooked but said.

use glpi_proto::{Body, Compression, ContentType, DecodeError, Format, Limits, Payload, Reading, Repair};

const TEXT: &str = r#"{"status":"ok","message":"a text"}"#;

fn compressed(compression: Compression) -> Vec<u8> {
    Body::compress(TEXT, Format::Json, compression).unwrap().bytes().to_vec()
}

/// Raw deflate without compression, which leaves five bits of its first byte open.
fn stored(first: u8, text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    let mut bytes = vec![first];
    bytes.extend([length, !length].map(u16::to_le_bytes).concat());
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(b"\x01\0\0\xff\xff");
    bytes
}

fn open(content_type: &str, bytes: &[u8], limits: &Limits) -> Result<Payload<'static>, DecodeError> {
    let body = Body::new(ContentType::new(content_type), bytes.to_vec());
    body.open(limits).map(Payload::into_owned)
}

// GLPI-015
#[test]
fn what_is_overlooked_is_said() {
    let zlib = compressed(Compression::Zlib);
    let gzip = compressed(Compression::Gzip);
    let deflate = compressed(Compression::Deflate);
    let other = Repair::Compression;
    let rows = [
        ("application/json", TEXT.as_bytes().to_vec(), Compression::Plain, vec![]),
        ("application/x-zlib", zlib.clone(), Compression::Zlib, vec![]),
        ("application/x-zlib", [&zlib[..], b"\r\n"].concat(), Compression::Zlib, vec![Repair::Trailing(2)]),
        (
            "application/x-deflate",
            [&deflate[..], b"\n"].concat(),
            Compression::Deflate,
            vec![Repair::Trailing(1)],
        ),
        ("application/x-gzip", [b" \n", &gzip[..]].concat(), Compression::Gzip, vec![Repair::Leading(2)]),
        ("", gzip.clone(), Compression::Gzip, vec![other(Compression::Gzip)]),
        ("application/json", gzip, Compression::Gzip, vec![other(Compression::Gzip)]),
        ("application/x-gzip", zlib, Compression::Zlib, vec![other(Compression::Zlib)]),
        ("application/x-zlib", TEXT.as_bytes().to_vec(), Compression::Plain, vec![other(Compression::Plain)]),
        (
            "application/x-deflate",
            TEXT.as_bytes().to_vec(),
            Compression::Plain,
            vec![other(Compression::Plain)],
        ),
        // Deflate that begins with what looks like a blank is deflate all the same.
        ("application/x-deflate", stored(b' ', TEXT), Compression::Deflate, vec![]),
    ];
    for (content_type, bytes, compression, repairs) in rows {
        let payload = open(content_type, &bytes, &Limits::DEFAULT).unwrap();
        assert_eq!((payload.text(), payload.compression()), (TEXT, compression), "{content_type} {bytes:?}");
        assert_eq!(payload.repairs(), repairs, "{content_type} {bytes:?}");
    }
    let latin = open("application/xml", b"<REPLY><ERROR>caf\xe9</ERROR></REPLY>", &Limits::DEFAULT).unwrap();
    assert_eq!(
        (latin.text(), latin.repairs()),
        ("<REPLY><ERROR>caf\u{e9}</ERROR></REPLY>", &[Repair::Latin1][..])
    );
}

#[test]
fn a_body_over_a_limit_is_not_read_in_another_way() {
    let limits = Limits::DEFAULT.with_inflated_len(10);
    for bytes in [stored(b' ', TEXT), compressed(Compression::Deflate)] {
        assert!(open("application/x-deflate", &bytes, &limits).unwrap_err().is_limit());
    }
}

// GLPI-016
#[test]
fn text_is_named_as_text_and_what_else_there_is_as_what_it_should_be() {
    let rows: [(&str, &[u8], &str); 10] = [
        (
            "application/x-zlib",
            b"Unknown status",
            "not a message of this protocol: text that starts with \"Unknown status\"",
        ),
        ("application/x-zlib", b"\0\x01\x02", "the body is not valid zlib data: it is damaged"),
        ("application/x-zlib", b"{\0\x01\xff", "the body is not valid zlib data: it is damaged"),
        ("application/x-gzip", b"[\0\x01\xff", "the body is not valid gzip data: it is damaged"),
        ("application/x-deflate", b"\x07text", "the body is not valid deflate data: it is damaged"),
        // The first letter, or both, are what a zlib stream could begin with.
        ("", b"hello", "not a message of this protocol: text that starts with \"hello\""),
        ("", b"Sorry", "not a message of this protocol: text that starts with \"Sorry\""),
        ("", b"xylophone", "not a message of this protocol: text that starts with \"xylophone\""),
        ("", "a\u{e9}b".as_bytes(), "not a message of this protocol: text that starts with \"a\\xc3\\xa9b\""),
        (
            "",
            b"\xff\xfe\xfd\xfc",
            "not a message of this protocol: bytes that start with \"\\xff\\xfe\\xfd\\xfc\"",
        ),
    ];
    for (content_type, bytes, expected) in rows {
        let error = open(content_type, bytes, &Limits::DEFAULT).unwrap_err().to_string();
        assert_eq!(error, format!("{expected} at byte 0"), "{content_type} {bytes:?}");
    }
}

#[test]
fn a_body_that_is_cut_short_names_its_compression() {
    let names = [
        (Compression::Zlib, "zlib"),
        (Compression::Gzip, "gzip"),
        (Compression::Deflate, "deflate"),
        (Compression::Brotli, "brotli"),
    ];
    for (compression, name) in names.into_iter().filter(|(compression, _)| compression.is_available()) {
        let body = Body::compress(TEXT, Format::Json, compression).unwrap();
        let cut = Body::new(body.content_type().cloned(), body.bytes().slice(..body.bytes().len() - 1));
        let error = cut.open_as(Reading::Strict, &Limits::DEFAULT).unwrap_err().to_string();
        assert_eq!(error, format!("the body is not valid {name} data: it is cut short at byte 0"));
    }
}
