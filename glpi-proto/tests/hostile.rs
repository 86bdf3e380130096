//! Messages of a hostile or broken peer: cut, altered and foreign ones. Nothing
//! panics, errors name the place and no secret.

use glpi_proto::Message as _;
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, Query, TokenAnswer};
use glpi_proto::{
    Answer, Body, Compression, ContactAnswer, Content, ContentType, DecodeError, DecodeErrorKind,
    EncodeError, Headers, Limits, ParamsAnswer, Payload, Prolog, Reading, Repair, Reply, Request, Response,
    XmlRequest,
};
use testkit::chunking;

const SAMPLES: [(&str, &[u8]); 11] = [
    ("contact", include_bytes!("../samples/contact.json")),
    ("contact answer", include_bytes!("../samples/contact-answer.json")),
    ("prolog", include_bytes!("../samples/prolog.xml")),
    ("reply", include_bytes!("../samples/reply-jobs.xml")),
    ("inventory", include_bytes!("../samples/inventory.json")),
    ("error", include_bytes!("../samples/error.json")),
    ("pending", include_bytes!("../samples/pending.json")),
    ("params", include_bytes!("../samples/get-params-answer.json")),
    ("collect", include_bytes!("../samples/collect-jobs.json")),
    ("deploy", include_bytes!("../samples/deploy-jobs.json")),
    ("zlib", include_bytes!("../samples/answer.zlib.bin")),
];

/// Reads bytes as everything there is.
fn read_as_anything(content_type: Option<ContentType>, bytes: &[u8], limits: &Limits) -> bool {
    let body = Body::new(content_type, bytes.to_vec());
    let _ = body.open_as(Reading::Strict, limits);
    let Ok(payload) = body.open(limits) else {
        return false;
    };
    let mut read = Request::decode(&payload, limits).is_ok();
    read |= Response::<Answer>::decode(&payload, limits).is_ok();
    read |= Answer::decode(&payload, limits).is_ok() | ContactAnswer::decode(&payload, limits).is_ok();
    read |= ParamsAnswer::decode(&payload, limits).is_ok() | Config::decode(&payload, limits).is_ok();
    read |= CollectJobs::decode(&payload, limits).is_ok() | EsxJobs::decode(&payload, limits).is_ok();
    read |= DeployJobs::decode(&payload, limits).is_ok() | TokenAnswer::decode(&payload, limits).is_ok();
    read
}

#[test]
fn no_cut_and_no_alteration_does_harm() {
    for (name, bytes) in SAMPLES {
        assert!(read_as_anything(None, bytes, &Limits::DEFAULT), "{name}");
        let meaningful = bytes.trim_ascii_end().len();
        for cut in chunking::truncations(&bytes[..meaningful]) {
            assert!(!read_as_anything(None, cut, &Limits::DEFAULT), "{name} cut at {}", cut.len());
        }
        for at in 0..bytes.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut altered = bytes.to_vec();
                altered[at] ^= flip;
                read_as_anything(None, &altered, &Limits::DEFAULT);
            }
        }
    }
}

#[test]
fn no_garbage_does_harm() {
    let types = [
        None,
        Some(ContentType::JSON),
        Some(ContentType::XML),
        Some(ContentType::new("application/x-compress-zlib")),
        Some(ContentType::new("application/x-compress-gzip")),
        Some(ContentType::new("application/x-compress-br")),
        Some(ContentType::new("application/x-compress-deflate")),
        Some(ContentType::new("text/html")),
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..2000 {
        let mut bytes = Vec::new();
        for _ in 0..round % 60 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend_from_slice(&state.to_le_bytes());
        }
        for content_type in &types {
            read_as_anything(content_type.clone(), &bytes, &Limits::DEFAULT);
        }
        let text = String::from_utf8_lossy(&bytes);
        let _ = text.parse::<Query>();
        let _ =
            Headers::from_pairs([("GLPI-Proxy-ID", &*text), ("Accept", &*text), ("GLPI-Agent-ID", &*text)]);
    }
}

// GLPI-046
#[test]
fn errors_name_the_place() {
    let rows = [
        (
            r#"{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":["a",7]}"#,
            r#"installed-tasks[1]: expected a text, found "7" at byte 83"#,
        ),
        (r#"{"action":"contact"}"#, "missing member \"deviceid\" at byte 0"),
        (r#"{"action":7}"#, "action: expected a text, found \"7\" at byte 10"),
        (r#"{"deviceid":"d","content":[]}"#, "content: expected an object, found \"[]\" at byte 26"),
        (
            r#"{"deviceid":"d","content":{},"partial":"maybe"}"#,
            "partial: expected yes or no as boolean, 0 or 1, found \"\\\"maybe\\\"\" at byte 39",
        ),
        (
            r#"{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[],"httpd-port":70000}"#,
            "httpd-port: expected a port number, found \"70000\" at byte 94",
        ),
        (r#"{"deviceid":"a","deviceid":"b"}"#, "duplicate member \"deviceid\" at byte 27"),
        (r#"{"query":"contact","query":"contact"}"#, "duplicate member \"query\" at byte 27"),
        (r#"{"action":"contact","action":"contact"}"#, "duplicate member \"action\" at byte 29"),
        ("{\"deviceid\":\"\\ud800\"}", "deviceid: malformed JSON"),
    ];
    for (json, expected) in rows {
        let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
        let error = Request::decode(&payload, &Limits::DEFAULT).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{json}\n{error}\n{expected}");
    }
    for (tasks, path, at) in [
        (r#"{"tasks":{"inventory":{"params":[],"server":5}}}"#, "tasks.inventory.server", "5"),
        (
            r#"{"tasks":{"inventory":{"params":[{"use[1]":"a"},{"use[2]":"\ud800"}]}}}"#,
            "tasks.inventory.params[1].use[2]",
            "\\ud800",
        ),
    ] {
        let payload = Payload::from_text(tasks, &Limits::DEFAULT).unwrap();
        let error = ContactAnswer::decode(&payload, &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.path(), Some(path));
        assert!(error.offset().abs_diff(tasks.find(at).unwrap()) <= 1, "{error}");
    }
}

#[test]
fn a_secret_never_stands_in_an_error_or_in_debug() {
    for json in [
        r#"{"jobs":[{"uuid":"u","host":"h","user":"u","password":["hunter2"]}]}"#,
        r#"{"jobs":[{"uuid":"u","host":"h","user":"u","password":{"is":"hunter2"}}]}"#,
    ] {
        let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
        let error = EsxJobs::decode(&payload, &Limits::DEFAULT).unwrap_err();
        assert!(!format!("{error:?} {error}").contains("hunter2"), "{error}");
        assert_eq!(error.path(), Some("jobs[0].password"));
    }
    let json = r#"{"jobs":[{"uuid":"u","host":"h","user":"u","password":"hunter2","pin":"hunter2"}]}"#;
    let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
    let jobs = EsxJobs::decode(&payload, &Limits::DEFAULT).unwrap();
    assert!(!format!("{jobs:?}").contains("hunter2"));
    let xml = r#"<REPLY><OPTION><NAME>X</NAME><AUTHENTICATION COMMUNITY="hunter2" PASSWORD="hunter2"/></OPTION></REPLY>"#;
    let reply = Reply::decode(&Payload::from_text(xml, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT).unwrap();
    assert!(!format!("{reply:?}").contains("hunter2"));
}

// GLPI-016
#[test]
fn what_stands_in_the_place_of_a_message_is_named() {
    let open = |content_type: &str, text: &str| {
        let body = Body::new(ContentType::new(content_type), text.to_owned());
        match body.open(&Limits::DEFAULT).map(|_| ()).unwrap_err().kind() {
            DecodeErrorKind::NotAMessage(foreign) => foreign.to_string(),
            other => panic!("{text}: {other}"),
        }
    };
    let rows = [
        (
            "text/html",
            "<!DOCTYPE html>\n<html><head><TITLE>GLPI - Authentification</TITLE></head>",
            "an HTML page with the title \"GLPI - Authentification\"",
        ),
        ("text/html", "<html><form><input name=\"login_name\"></form>", "a login page"),
        ("application/x-compress-zlib", "\n<!-- proxy --><html><script>challenge()</script>", "an HTML page"),
        (
            "",
            "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html xmlns=\"x\"><title>SSO</title>",
            "an HTML page with the title \"SSO\"",
        ),
        (
            "text/html; charset=UTF-8",
            "<p>Inventory is disabled</p>",
            "a page that says inventory is disabled",
        ),
        ("text/plain", "Unknown status", "text that starts with \"Unknown status\""),
        ("application/json", "\u{1}\u{2}\u{3}", "bytes that start with \"\\x01\\x02\\x03\""),
    ];
    for (content_type, text, expected) in rows {
        assert_eq!(open(content_type, text), expected, "{text}");
    }
}

// GLPI-016
#[test]
fn a_message_that_says_it_is_html_is_a_message() {
    for text in [
        "<?xml version=\"1.0\"?>\n<!-- by php --><REPLY><ERROR><![CDATA[<html><title>Oops</title>]]></ERROR></REPLY>",
        "<REPLY><RESPONSE>SEND</RESPONSE></REPLY>",
        "{\"status\":\"ok\",\"message\":\"<html>\"}",
        "[]",
    ] {
        for content_type in ["text/html; charset=UTF-8", "application/xml", ""] {
            let body = Body::new(ContentType::new(content_type), text.to_owned());
            let payload = body.open(&Limits::DEFAULT).unwrap();
            assert!(Response::<Answer>::decode(&payload, &Limits::DEFAULT).is_ok(), "{content_type}: {text}");
        }
    }
}

#[test]
fn repeated_elements_of_a_request_stay_in_their_order() {
    for query in ["INVENTORY", "PROLOG"] {
        let text = format!(
            "<REQUEST><DEVICEID>laptop-42</DEVICEID><QUERY>{query}</QUERY>\
             <TOKEN>1</TOKEN><A>2</A><TOKEN>3</TOKEN><QUERY>4</QUERY></REQUEST>"
        );
        let request =
            Request::decode(&Payload::from_text(&text, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT)
                .unwrap()
                .into_owned();
        let body = request.to_body(Compression::Plain).unwrap();
        let written = body.open(&Limits::DEFAULT).unwrap();
        assert!(
            written.text().ends_with("<TOKEN>1</TOKEN><A>2</A><TOKEN>3</TOKEN><QUERY>4</QUERY></REQUEST>\n")
        );
        assert_eq!(Request::decode(&written, &Limits::DEFAULT).unwrap(), request);
    }
}

#[test]
fn depth_counts_brackets_but_not_those_in_texts() {
    let limits = Limits::DEFAULT.with_depth(3);
    // A name with an escape takes another way through the reader.
    for name in ["a", "\\u0061"] {
        for (value, is_over) in [
            ("[[1]]", false),
            ("[[[]]]", true),
            (r#"{"x":{"y":1}}"#, false),
            (r#"{"x":{"y":{}}}"#, true),
            (r#""[[[[{{{{""#, false),
            (r#""\"[[[[{{{{""#, false),
            (r#""\\", "b":[[1]]"#, false),
            (r#""\\", "b":[[[1]]]"#, true),
            (r#""]]]}}}", "b":[[[1]]]"#, true),
            (r#"[[1]], "b":[[2]], "c":{"d":{}}, "e":[[3]]"#, false),
        ] {
            let json = format!("{{\"{name}\":{value}}}");
            let read =
                Payload::from_text(&json, &limits).and_then(|payload| Answer::decode(&payload, &limits));
            assert_eq!(read.as_ref().err().map(DecodeError::is_limit), is_over.then_some(true), "{json}");
            let content = Content::parse(&json, &limits);
            assert_eq!(content.as_ref().err().map(DecodeError::is_limit), is_over.then_some(true), "{json}");
        }
    }
}

#[test]
fn a_content_that_is_no_object_is_refused_at_its_byte() {
    for (json, words, offset) in [
        ("[]", "expected an object, found \"[]\"", 0),
        ("{\"a\":}", "malformed JSON", 5),
        ("{\"a\":[1}", "malformed JSON", 7),
        ("{} {}", "2 bytes of trailing data", 3),
        ("", "malformed JSON", 0),
    ] {
        let error = Content::parse(json, &Limits::DEFAULT).unwrap_err();
        assert!(error.to_string().starts_with(words), "{json}: {error}");
        assert_eq!(error.offset(), offset, "{json}");
    }
}

#[test]
fn every_other_fault_has_its_kind() {
    let open = |content_type: &str, bytes: &[u8], reading| {
        let body = Body::new(ContentType::new(content_type), bytes.to_vec());
        body.open_as(reading, &Limits::DEFAULT).map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(open("", b"", Reading::Lenient), "the body is empty at byte 0");
    assert_eq!(open("", b" \n ", Reading::Lenient), "the body is empty at byte 0");
    let start = "not a message of this protocol: bytes that start with \"x\\x9c\" at byte 0";
    assert_eq!(open("", b"x\x9c", Reading::Strict), start, "the start of zlib is no text");
    let latin = b"{\"message\":\"caf\xe9\"}";
    assert_eq!(open("", latin, Reading::Lenient), "the text is not valid UTF-8 at byte 15");
    assert_eq!(open("", b"<REPLY>\xe9</REPLY>", Reading::Strict), "the text is not valid UTF-8 at byte 7");
    let zlib: &[u8] = include_bytes!("../samples/answer.zlib.bin");
    let trailing = [zlib, b"more"].concat();
    let stray = format!("4 bytes of trailing data at byte {}", zlib.len());
    assert_eq!(open("application/x-zlib", &trailing, Reading::Lenient), stray);
    assert_eq!(open("application/x-zlib", &trailing, Reading::Strict), stray);
    let xml = Payload::from_text("<SNMP/>", &Limits::DEFAULT).unwrap();
    assert_eq!(
        Reply::decode(&xml, &Limits::DEFAULT).unwrap_err().to_string(),
        "unknown message \"SNMP\" at byte 0"
    );
    assert_eq!(
        Request::decode(&xml, &Limits::DEFAULT).unwrap_err().to_string(),
        "unknown message \"SNMP\" at byte 0"
    );
    let form_feed = Payload::from_text("{\"status\":\"ok\"}\n\u{c}", &Limits::DEFAULT).unwrap();
    assert_eq!(
        Answer::decode(&form_feed, &Limits::DEFAULT).unwrap_err().to_string(),
        "1 bytes of trailing data at byte 16"
    );
    let nobody = Payload::from_text("<REQUEST><QUERY>PROLOG</QUERY></REQUEST>", &Limits::DEFAULT).unwrap();
    assert_eq!(
        Request::decode(&nobody, &Limits::DEFAULT).unwrap_err().to_string(),
        "REQUEST: missing member \"DEVICEID\" at byte 0"
    );
    let twice =
        Payload::from_text("<REQUEST><CONTENT>a</CONTENT><CONTENT>b</CONTENT></REQUEST>", &Limits::DEFAULT)
            .unwrap();
    assert_eq!(
        Request::decode(&twice, &Limits::DEFAULT).unwrap_err().to_string(),
        "duplicate member \"CONTENT\" at byte 0"
    );

    let content =
        |content: &'static str| XmlRequest { content: Some(content.into()), ..XmlRequest::default() };
    for bad in ["", "text", "<CONTENT>", "<CONTENT/><A/>", "<A/>", "<A></A>", "<CONTENT><A></CONTENT>"] {
        let error = Request::from(content(bad)).to_body(Compression::Plain);
        assert_eq!(error, Err(EncodeError::XmlElement("CONTENT")), "{bad}");
    }
    for good in ["<CONTENT><A/></CONTENT>", "<CONTENT/>", "<content></content>"] {
        assert!(Request::from(content(good)).to_body(Compression::Plain).is_ok(), "{good}");
    }
    let control = Request::from(Prolog::new("a\u{1}b")).to_body(Compression::Plain);
    assert_eq!(control, Err(EncodeError::XmlCharacter(1)));
    // What cannot be written leaves the buffer as it was.
    let mut text = b"before".to_vec();
    assert!(Request::from(Prolog::new("a\u{1}b")).encode(&mut text).is_err());
    assert!(Request::from(content("<A/>")).encode(&mut text).is_err());
    assert!(Reply::error("\u{1}").encode(&mut text).is_err());
    assert_eq!(text, b"before");
}

/// Without the feature, brotli is refused by name and a server says 415.
#[cfg(not(feature = "brotli"))]
#[test]
fn brotli_is_unavailable_without_its_feature() {
    use glpi_proto::server::Server;
    use glpi_proto::{Compat, Method};

    let body = Body::new(ContentType::new("application/x-br"), b"\x0b\x02\x80{}\x03".to_vec());
    let error = body.open(&Limits::DEFAULT).unwrap_err();
    assert_eq!(error.to_string(), "compression brotli is not available at byte 0");
    let server = Server::new(Limits::DEFAULT, Compat::Documented);
    let refused = server.receive(Method::Post, None, &Headers::default(), &body).unwrap_err();
    assert_eq!(refused.status, 415);
    let written = Answer::ok().to_body(Compression::Brotli);
    assert_eq!(written, Err(EncodeError::Unavailable(Compression::Brotli)));
}

// GLPI-089
#[test]
fn strict_xml_is_what_libxml2_takes_wherever_the_fault_is() {
    let body = |text: &str| Body::new(ContentType::XML, text.to_owned());
    for (fault, repair) in [
        ("a\0b", "illegal character dropped"),
        ("a\u{1b}b", "illegal character dropped"),
        ("a\u{ffff}b", "illegal character dropped"),
        ("a&#0;b", "reference to an illegal character dropped"),
        ("a&#27;b", "reference to an illegal character dropped"),
        ("a & b", "bare ampersand kept as text"),
        ("a&nbsp;b", "bare ampersand kept as text"),
        ("a]]>b", "bare \"]]>\" kept as text"),
        ("<A B='<'/>", "bare less-than sign kept as text"),
        ("<50%/>", "impossible tag name read as another"),
        ("<!-- -- -->", "broken markup dropped"),
    ] {
        for (before, after) in [
            ("<REPLY><ERROR>", "</ERROR></REPLY>"),
            ("<REPLY><OPTION><NAME>X</NAME>", "</OPTION></REPLY>"),
            ("<REPLY><A><B>", "</B></A></REPLY>"),
        ] {
            let body = body(&format!("{before}{fault}{after}"));
            assert!(body.open_as(Reading::Strict, &Limits::DEFAULT).is_err(), "{body:?} {fault:?}");
            let payload = body.open(&Limits::DEFAULT).unwrap();
            let [Repair::Xml(made)] = payload.repairs() else { panic!("{:?}", payload.repairs()) };
            assert_eq!(made.kind.to_string(), repair, "{fault:?}");
            assert!(made.offset >= before.len() && made.offset < before.len() + fault.len(), "{fault:?}");
            // What was repaired is read, written, and strictly read again.
            let reply = Reply::decode(&payload, &Limits::DEFAULT).unwrap();
            let written = reply.to_body(Compression::Plain).unwrap();
            let again = written.open_as(Reading::Strict, &Limits::DEFAULT).unwrap();
            assert_eq!(Reply::decode(&again, &Limits::DEFAULT).unwrap(), reply, "{fault:?}");
        }
    }
    for bad in [
        "<REPLY><OPTION><A B=1/></OPTION></REPLY>",
        "<REPLY><OPTION><A B='1' B='2'/></OPTION></REPLY>",
        "<REPLY/>&amp;",
        "<REPLY/>&#65;",
        "<REPLY/><![CDATA[]]>",
    ] {
        for reading in [Reading::Strict, Reading::Lenient] {
            assert!(body(bad).open_as(reading, &Limits::DEFAULT).is_err(), "{bad}");
        }
    }
}

// GLPI-089
#[test]
fn names_that_are_read_are_written() {
    let text = "<REPLY><A\u{b7} B\u{203f}='1'/><\u{f8}\u{300}.-:>x</\u{f8}\u{300}.-:></REPLY>";
    let payload = Payload::from_text(text, &Limits::DEFAULT).unwrap();
    let reply = Reply::decode(&payload, &Limits::DEFAULT).unwrap();
    let written = reply.to_body(Compression::Plain).unwrap();
    let again = written.open_as(Reading::Strict, &Limits::DEFAULT).unwrap();
    assert_eq!(Reply::decode(&again, &Limits::DEFAULT).unwrap(), reply);
}

// GLPI-089
#[test]
fn levels_of_xml_are_counted_in_jobs_as_well() {
    let deep = format!("<REPLY><OPTION>{}{}</OPTION></REPLY>", "<A>".repeat(100_000), "</A>".repeat(100_000));
    let prolog = "<REQUEST><DEVICEID>d</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>";
    let empty = "<REPLY><A><B/></A></REPLY>";
    let level = "<REPLY><OPTION><A><B/></A></OPTION></REPLY>";
    for (text, depth, is_over) in [
        (deep.as_str(), 1000, true),
        (deep.as_str(), 100_002, false),
        (prolog, 0, true),
        (prolog, 1, true),
        (prolog, 2, false),
        (empty, 2, true),
        (empty, 3, false),
        (level, 3, true),
        (level, 4, false),
    ] {
        let limits = Limits::DEFAULT.with_depth(depth);
        let opened = Payload::from_text(text, &limits).map(|_| ());
        assert_eq!(opened.as_ref().err().map(DecodeError::is_limit), is_over.then_some(true), "{depth}");
        // A bound that is lower than when it was opened holds too.
        let payload = Payload::from_text(text, &limits.with_depth(usize::MAX)).unwrap();
        let read = if text == prolog {
            Request::decode(&payload, &limits).map(|_| ())
        } else {
            Reply::decode(&payload, &limits).map(|_| ())
        };
        assert_eq!(read.as_ref().err().map(DecodeError::is_limit), is_over.then_some(true), "{depth}");
    }
}

// GLPI-049
#[test]
fn what_is_kept_is_as_good_as_what_is_read() {
    for (fault, words) in [
        (r#""\ud800""#, "malformed JSON: half of a surrogate pair in a text"),
        (r#"{"\udc00":1}"#, "malformed JSON: half of a surrogate pair in a text"),
        (r#"["a",{"b":1,"\u0062":2}]"#, "duplicate member \"b\""),
    ] {
        for json in [
            format!(
                r#"{{"action":"inventory","deviceid":"x","itemtype":"Computer","content":{{"hardware":{fault}}}}}"#
            ),
            format!(
                r#"{{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[],"x":{fault}}}"#
            ),
            format!(r#"{{"action":"any","deviceid":"d","x":[{fault}]}}"#),
        ] {
            let body = Body::new(ContentType::JSON, json.clone());
            let error = body.open_as(Reading::Strict, &Limits::DEFAULT).map(|_| ()).unwrap_err();
            assert!(error.to_string().starts_with(words), "{json}: {error}");
            let payload = body.open(&Limits::DEFAULT).unwrap();
            assert!(Request::decode(&payload, &Limits::DEFAULT).is_ok(), "{json}");
            assert_eq!(payload.faults(&Limits::DEFAULT), [error], "{json}");
        }
    }
    let json = r#"{"status":"ok","x":{"y":[1,2,3,4]}}"#;
    let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
    let limits = Limits::DEFAULT.with_elements(3);
    let error = Answer::decode(&payload, &limits).unwrap_err();
    assert_eq!(error.to_string(), "x: elements 4 exceeds the limit of 3 at byte 30");
}

#[test]
fn texts_in_the_place_of_objects_are_not_shown() {
    let contact = |plugins: &str| {
        format!(
            r#"{{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[],"httpd-plugins":{plugins}}}"#
        )
    };
    let shown = |json: &str| {
        let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
        let request = Request::decode(&payload, &Limits::DEFAULT);
        let params = ParamsAnswer::decode(&payload, &Limits::DEFAULT);
        let errors = [request.as_ref().err(), params.as_ref().err()];
        let errors: Vec<_> = errors.into_iter().flatten().map(ToString::to_string).collect();
        format!("{request:?} {params:?} {errors:?}")
    };
    for json in [
        contact(r#"{"ssl":"hunter2"}"#),
        contact(r#""hunter2""#),
        contact(r#"["hunter2"]"#),
        contact(r#"{"ssl":["hunter2"]}"#),
        r#"{"status":"ok","credentials":"hunter2"}"#.to_owned(),
        r#"{"status":"ok","credentials":["hunter2"]}"#.to_owned(),
    ] {
        assert!(!shown(&json).contains("hunter2"), "{json}\n{}", shown(&json));
    }
}

// GLPI-040
#[test]
fn an_empty_status_is_kept() {
    let json = r#"{"status":"","message":"x"}"#;
    let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
    let answer = Answer::decode(&payload, &Limits::DEFAULT).unwrap();
    assert_eq!((&answer.status, answer.extra.json("status")), (&None, Some("\"\"")));
    assert_eq!(answer.unknown_members(), 0);
    let written = answer.to_body(Compression::Plain).unwrap();
    assert_eq!(written.bytes(), r#"{"message":"x","status":""}"#);
}
