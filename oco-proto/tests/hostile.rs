//! Input of a hostile peer: cut short, too deep, too much, twice, of the wrong type.
//! Every error says where, and none says what was secret.

use oco_proto::{
    DecodeError, DecodeErrorKind, ErrorResponse, HttpBody, HttpReply, Limits, Method, PackageLink, Reply,
    Request, Response,
};
use testkit::alloc::Meter;
use testkit::chunking;

#[global_allocator]
static METER: Meter = Meter::new();

const HELLO: &str = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"uid":"u-1","hostname":"pc-9","timestamp":1790000000.1234,"data":{"agent_version":"1.2.0","networks":[{"addr":"192.0.2.9","mac":"-"}],"services":null,"uptime":5.5,"battery_level":false}}}"#;
const REPLY: &str = r#"{"id":1,"error":null,"result":{"success":true,"params":{"server-key":null,"agent-key":"top-secret","update":1,"software-jobs":[{"id":1}]},"timestamp":1790000000.5}}"#;

fn refused(body: &[u8]) -> DecodeError {
    Request::decode(body, &Limits::DEFAULT).expect_err(&String::from_utf8_lossy(body))
}

#[test]
fn every_prefix_is_an_error() {
    for prefix in chunking::truncations(HELLO.as_bytes()) {
        let error = refused(prefix);
        assert!(error.offset() <= prefix.len(), "{error}");
    }
    for prefix in chunking::truncations(REPLY.as_bytes()) {
        assert!(Reply::decode(Method::Hello, prefix, &Limits::DEFAULT).is_err());
    }
    assert!(Request::decode(format!("{HELLO} x").as_bytes(), &Limits::DEFAULT).is_err());
    assert!(Request::decode(format!(" \r\n{HELLO}\n").as_bytes(), &Limits::DEFAULT).is_ok());
}

#[test]
fn every_flipped_bit_is_harmless() {
    for index in 0..HELLO.len() {
        for bit in 0..8 {
            let mut body = HELLO.as_bytes().to_vec();
            body[index] ^= 1 << bit;
            if let Ok(request) = Request::decode(&body, &Limits::DEFAULT) {
                let mut out = Vec::new();
                request.encode_as_read(&mut out);
                assert_eq!(Request::decode(&out, &Limits::DEFAULT).unwrap(), request);
            }
        }
    }
}

#[test]
fn a_wrong_type_names_its_member_and_byte() {
    let cases = [
        (
            r#"{"addr":"192.0.2.9","mac":"-"}"#,
            r#"{"addr":["x"]}"#,
            "params.data.networks[0].addr",
            "expected a text or a number, found \"a list\"",
        ),
        (
            r#"[{"addr":"192.0.2.9","mac":"-"}]"#,
            "7",
            "params.data.networks",
            "expected a list, found \"a number\"",
        ),
        (
            r#"[{"addr":"192.0.2.9","mac":"-"}]"#,
            "[[]  ,7]",
            "params.data.networks[1]",
            "expected a map, found \"a number\"",
        ),
        (r#""pc-9""#, "{}", "params.hostname", "expected a text or a number, found \"a map\""),
        (r#"{"jsonrpc""#, r#"{"params":"x","jsonrpc""#, "", "duplicate member \"params\""),
    ];
    for (from, to, path, what) in cases {
        let body = HELLO.replacen(from, to, 1);
        let error = refused(body.as_bytes());
        assert_eq!(error.path().unwrap_or(""), path, "{error}");
        assert!(error.to_string().contains(what), "{error}");
        let start = body.find(to).unwrap();
        assert!((start..body.len()).contains(&error.offset()) && !error.is_limit(), "{error}");
    }
    let body = HELLO.replacen("5.5", "}", 1);
    let error = refused(body.as_bytes());
    assert_eq!((&body[error.offset()..=error.offset()], error.path()), ("}", Some("params.data.uptime")));
    let error = refused(
        HELLO.replacen("oco.agent.hello", r"oco.agent.\u0001evil-with-a-very-long-name-indeed", 1).as_bytes(),
    );
    let DecodeErrorKind::UnknownMethod(name) = error.kind() else { panic!("{error}") };
    assert_eq!(name.to_string(), r#""oco.agent.\x01evil-with-a-very-long…""#);
}

// OCO-024
#[test]
fn members_twice_are_refused_at_every_level() {
    for (from, to) in [
        (r#""jsonrpc":"2.0""#, r#""jsonrpc":"2.0","jsonrpc":"2.0""#),
        (r#""id":1"#, r#""id":1,"id":2"#),
        ("}}}", r#"}},"params":{"hostname":"pc-9","data":{}}}"#),
        (r#""data":"#, r#""data":{},"data":"#),
        (r#""uid":"u-1""#, r#""uid":"u-1","uid":"u-2""#),
        (r#""uptime":5.5"#, r#""uptime":5.5,"uptime":6"#),
        (r#""uptime":5.5"#, r#""x":5.5,"x":6"#),
        (r#""mac":"-""#, r#""mac":"-","mac":"+""#),
        (r#""services":null"#, r#""services":null,"services":[]"#),
    ] {
        let error = refused(HELLO.replacen(from, to, 1).as_bytes());
        assert!(matches!(error.kind(), DecodeErrorKind::DuplicateMember(_)), "{error}");
    }
}

#[test]
fn brackets_have_to_match() {
    for (index, _) in HELLO.match_indices(['{', '}', '[', ']']) {
        for other in ["{", "}", "[", "]", ",", ":", " "] {
            let mut body = HELLO.to_owned();
            body.replace_range(index..=index, other);
            if body != HELLO {
                refused(body.as_bytes());
            }
        }
    }
}

// OCO-026
#[test]
fn limits_name_themselves() {
    let limits = Limits::DEFAULT.with_body_len(HELLO.len() as u64);
    assert!(Request::decode(HELLO.as_bytes(), &limits).is_ok());
    let error = Request::decode(format!("{HELLO} ").as_bytes(), &limits).unwrap_err();
    assert!(error.is_limit() && error.to_string().starts_with("body length"), "{error}");

    let deep = format!(r#"{{"x":{}1{}}}"#, "[".repeat(200), "]".repeat(200));
    let error = refused(deep.as_bytes());
    assert!(error.is_limit() && error.to_string().starts_with("x: nesting depth 65"), "{error}");
    assert_eq!(ErrorResponse::from_decode_error(&error).status, 413);
    // The most that can be allowed, filled to the brim.
    let limits = Limits::DEFAULT.with_depth(usize::MAX);
    let brim = HELLO.replacen("5.5", &format!("5.5,\"x\":{}1{}", "[".repeat(124), "]".repeat(124)), 1);
    assert!(Request::decode(brim.as_bytes(), &limits).is_ok());
    assert!(Request::decode(deep.as_bytes(), &limits).unwrap_err().is_limit());

    let limits = Limits::DEFAULT.with_values(10);
    let error = Request::decode(HELLO.as_bytes(), &limits).unwrap_err();
    assert!(error.is_limit() && error.to_string().starts_with("values 11"), "{error}");
}

#[test]
fn secrets_stay_out_of_errors() {
    for (member, value) in [
        ("agent-key", r#"["top-secret"]"#),
        ("agent-key", r#"{"top-secret":1}"#),
        ("timestamp", r#"["top-secret"]"#),
        ("data", r#""top-secret""#),
        ("data", r#"{"passwords":[{"password":["top-secret"]}]}"#),
        ("data", r#"{"passwords":"top-secret"}"#),
        ("data", r#"{"passwords":[{"password":"top-secret"}],"passwords":[]}"#),
        ("data", r#"{"passwords":[{"password":"top-secret]}"#),
    ] {
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.passwords","params":{{"hostname":"x","{member}":{value}}}}}"#
        );
        let error = refused(body.as_bytes());
        let shown = format!("{error} {error:?}");
        let value = shown.replace("agent-key.top-secret", "");
        assert!(!value.contains("top-secret"), "{shown}");
    }
    let reply = Reply::decode(Method::Hello, REPLY.as_bytes(), &Limits::DEFAULT).unwrap();
    assert!(!format!("{reply:?}").contains("top-secret"));
    let http = HttpReply::new(200, "OK", None, HttpBody::new(REPLY.as_bytes(), Some("00")));
    assert!(!format!("{http:?}").contains("top-secret"));
}

#[test]
fn text_that_is_none_is_refused() {
    let mut body = HELLO.replacen("pc-9", "pc-?", 1).into_bytes();
    let at = body.iter().position(|&byte| byte == b'?').unwrap();
    body[at] = 0xff;
    let error = refused(&body);
    assert_eq!((error.kind(), error.offset()), (&DecodeErrorKind::NotUtf8, at));
    for broken in [r"\ud800", r"\ud800x", r"\x", "\u{1}", r"\u12"] {
        refused(HELLO.replacen("pc-9", broken, 1).as_bytes());
    }
    for broken in ["NaN", "Infinity", "01", "+1", "1e", "1e999", "0x1", "'x'"] {
        refused(HELLO.replacen("5.5", broken, 1).as_bytes());
    }
}

#[test]
fn refusals_of_any_size_are_cut() {
    let page = "é".repeat(100_000);
    let http = HttpReply::new(503, "", None, HttpBody::new(page.as_bytes(), None));
    let rejection = ErrorResponse::read(&http).unwrap();
    assert!(format!("{rejection:?}").len() < 1000);
    // A large body that says 200 is a reply, and has a reply's limits.
    let huge = format!(r#"{{"id":[{}0],"error":"x"}}"#, "0,".repeat(1000));
    let http = HttpReply::new(200, "OK", None, HttpBody::new(huge.as_bytes(), None));
    assert!(
        Response::decode(Method::Hello, &http, &Limits::DEFAULT.with_values(100)).unwrap_err().is_limit()
    );
}

#[test]
fn links_are_checked() {
    for target in [
        "",
        "?",
        "/x",
        "/x?id",
        "/x?id=&hostname=a",
        "/x?hostname=a&hostname=b&id=1",
        "/x?id=%zz%ff&hostname=a",
    ] {
        assert!(PackageLink::decode(target).is_err(), "{target}");
    }
}

/// As many values as the limits allow, of the kinds that cost most.
// OCO-026
#[test]
fn memory_is_bounded() {
    let limits = Limits::DEFAULT.with_values(10_000);
    let params = |data: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.update","params":{{"hostname":"x","data":{data}}}}}"#
        )
    };
    let kinds = [
        format!(r#"{{"partitions":[{}{{}}]}}"#, "{},".repeat(4900)),
        format!(r#"{{"screens":[{}{{}}]}}"#, "{},".repeat(4900)),
        format!(r#"{{"software":[{}{{}}]}}"#, "{},".repeat(4900)),
        format!(r#"{{"x":[{}0]}}"#, "0,".repeat(9900)),
        format!(r#"{{"x":[{}{{}}]}}"#, "{},".repeat(4900)),
        format!("{{{}}}", (0..9900).map(|n| format!(r#""{n}":0"#)).collect::<Vec<_>>().join(",")),
    ];
    for data in kinds {
        let body = params(&data);
        let (result, used) = METER
            .measure(|| Request::decode(body.as_bytes(), &limits).map(|request| request.unknown_members()));
        assert!(result.is_ok());
        // A vector that grows holds its old block for a moment.
        let bound = body.len() + 10_000 * 400;
        assert!(used.peak <= bound, "{} bytes for {:.60}, bound {bound}", used.peak, data);
        let (result, used) =
            METER.measure(|| Request::decode(body.as_bytes(), &limits.with_values(1000)).is_err());
        assert!(result && used.peak < 4096, "{} bytes for an error", used.peak);
    }
}

#[test]
fn errors_of_the_envelope_and_of_absent_data_are_at_their_place() {
    for (text, at, expected) in [
        (r#"{"jsonrpc":"1.0","id":1,"method":"oco.agent.hello","params":{}}"#, "\"1.0\"", "jsonrpc: "),
        (r#"{"jsonrpc":"2.0","id":1,"method":"nope","params":{}}"#, "\"nope\"", "method: "),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.events","params":{"hostname":"x"}}"#,
            r#"{"hostname"#,
            "params.data: missing member \"events\"",
        ),
    ] {
        let error = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.offset(), text.find(at).unwrap(), "{error}");
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn a_body_is_refused_that_has_more_values_than_its_length_allows() {
    let body = |rows: usize| {
        let rows = vec!["{}"; rows].join(",");
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.update","params":{{"hostname":"h","data":{{"partitions":[{rows}]}}}}}}"#
        )
    };
    for (rows, is_taken) in [(40_000, true), (200_000, false)] {
        let body = body(rows);
        let result = Request::decode(body.as_bytes(), &Limits::DEFAULT);
        assert_eq!(result.is_ok(), is_taken, "{rows}");
        if let Err(error) = result {
            assert!(error.is_limit());
        }
    }
}
