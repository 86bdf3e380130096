//! The crate's own reader of JSON, compared with `serde_json`.

use oco_proto::{DecodeErrorKind, Limits, Method, Reply, Request};
use proptest::prelude::*;
use serde_json::Value;

const PLAIN: [(&str, &str); 6] = [
    (
        "oco.agent.update",
        r#"{"agent_version": "1.2.0", "networks": [{"addr": "192.0.2.1", "mac": "-"}], "ram": 8589934592,
            "uptime": 4711.25, "screens": [], "software": [{"name": "a", "version": "1", "description": ""}, {
            "name": "b", "version": null, "description": "\u00fcber, all]", "later": {"x": [1, -2.5]}}]}"#,
    ),
    (
        "oco.agent_hello",
        r#"{"networks": null, "services": [{"metrics": "a=1", "status": "0"}], "battery_level": false}"#,
    ),
    ("oco.agent.update_job_state", r#"{"job-id":"dynamic-1","state":3,"return-code":-9999,"message":""}"#),
    ("oco.agent.events", r#"{"events": [{"log": "System", "event_id": 7, "data": {"a": "b"}}]}"#),
    ("oco.agent.passwords", r#"{"passwords": [{"username": "a", "password": {"iv": "aQ==", "data": ""}}]}"#),
    ("oco.agent.download", r#"{"x": 1}, "package-id": 7"#),
];

const GOOD: &str = r#"null true false 0 -0 7 -7 1.50 1e3 12345678901234567890 18446744073709551616 "" "a" "ü"
    "\u00fc" "\ud83c\uDF08" "\"\\" "\n\/\b" "a\\" "[{," "01234567" "0123456\t" "plain,and_more_of_it" [] {}
    {"iv":"a","data":"b"} [[[]]]"#;

const BAD: &str = r#"nul nullx 00 01 1. - +1 1E400 "\ud83c" "\udf08\ud83c" "\u00e" "\x" "a" "a [1}"#;

const NAMES: &str = "hostname log provider agent_version ram uptime secure_boot networks software services events \
    passwords data password old_password job-id state return-code message name version description metrics x \
    \\u0078";

fn body(method: &str, data: &str) -> String {
    format!(
        r#"{{"jsonrpc": "2.0", "id": 1, "method": "{method}", "params": {{"uid": "u", "hostname": "h",
            "agent-key": "k", "timestamp": 1800000000.5, "data": {data}}}}}"#
    )
}

/// Writes a value with members in reverse order, names escaped and no white space.
fn turned(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let member = |(name, value): (&String, &Value)| {
                let name: String = name.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
                format!("\"{name}\":{}", turned(value))
            };
            format!("{{{}}}", map.iter().rev().map(member).collect::<Vec<_>>().join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(turned).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// The number of members, as the colons outside of texts tell it.
fn members(json: &str) -> usize {
    let (mut colons, mut in_text, mut escaped) = (0, false, false);
    for character in json.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => in_text = !in_text,
            ':' if !in_text => colons += 1,
            _ => {}
        }
    }
    colons
}

/// Asserts: what is read is JSON to `serde_json`, and equal to it when written; the order of members and
/// the way in which names are written change nothing but the place of an error.
fn agrees(body: &str, limits: &Limits) {
    let read = Request::decode(body.as_bytes(), limits);
    let theirs: Value = match (serde_json::from_str(body), &read) {
        (Ok(value), _) => value,
        (Err(_), Err(_)) => return,
        (Err(error), Ok(_)) => panic!("{body}: {error}"),
    };
    let other = turned(&theirs);
    let again = Request::decode(other.as_bytes(), limits);
    match (&read, &again) {
        (Ok(read), Ok(again)) => {
            for request in [read, again] {
                let mut out = Vec::new();
                request.encode_as_read(&mut out);
                assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), theirs, "{body}");
            }
            assert_eq!(read.unknown_members(), again.unknown_members(), "{body}");
        }
        // Of members that come twice `serde_json` keeps one, so that the other body may be sound.
        (Err(_), Ok(_)) if members(&other) < members(body) => {}
        // Which of several faults is found first depends on the order.
        (Err(error), Err(_)) => {
            assert!(!matches!(error.kind(), DecodeErrorKind::Syntax(_) | DecodeErrorKind::TrailingData(_)));
        }
        (read, again) => panic!("{body}: {read:?}, but {other}: {again:?}"),
    }
}

#[test]
fn each_value_is_read_in_each_place_as_serde_json_reads_it() {
    for value in GOOD.split_ascii_whitespace().chain(BAD.split_ascii_whitespace()) {
        for (name, (method, data)) in
            NAMES.split_ascii_whitespace().flat_map(|name| PLAIN.map(|plain| (name, plain)))
        {
            let data = data.replacen('{', &format!("{{\"x\":0, \"{name}\":{value}, "), 1);
            agrees(&body(method, &data), &Limits::DEFAULT);
        }
        agrees(&body("oco.agent.hello", value), &Limits::DEFAULT);
        agrees(&body("oco.agent.hello", &format!("{{}}, \"timestamp\": {value}")), &Limits::DEFAULT);
        agrees(&body("oco.agent.hello", &format!("{{}}}}, \"later\": {{\"x\": {value}}}")), &Limits::DEFAULT);
    }
}

#[test]
fn what_is_plain_is_read() {
    for (method, data) in PLAIN {
        let body = body(method, data);
        assert!(Request::decode(body.as_bytes(), &Limits::DEFAULT).is_ok(), "{body}");
        agrees(&body, &Limits::DEFAULT);
    }
}

fn one_of(words: &'static str) -> impl Strategy<Value = String> + Clone {
    prop::sample::select(words.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>())
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![30 => one_of(GOOD), 1 => one_of(BAD)].prop_recursive(4, 24, 6, move |inner| {
        let member = (one_of(NAMES), inner.clone()).prop_map(|(name, value)| format!("\"{name}\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|map| format!("{{{}}}", map.join(","))),
        ]
    })
}

fn bodies() -> impl Strategy<Value = String> {
    let method = prop::sample::select(&PLAIN[..]).prop_map(|(method, _)| method);
    let data = prop_oneof![value(), prop::sample::select(&PLAIN[..]).prop_map(|(_, data)| data.to_owned())];
    let spaces = prop::sample::select(&[",", ", ", " ,\n\t"][..]);
    let strange =
        prop::option::of((any::<prop::sample::Index>(), prop::sample::select(&b"\"{}[],:\\0.e \n"[..])));
    (method, data, value(), spaces, strange).prop_map(|(method, data, extra, space, strange)| {
        let body = body(method, &format!("{data},\"x\":{extra}")).replace(',', space);
        let Some((index, byte)) = strange else { return body };
        let mut bytes = body.into_bytes();
        let at = index.index(bytes.len());
        bytes[at] = byte;
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn a_request_is_read_as_serde_json_reads_it(body in bodies(), depth in 1..9_usize, values in 1..60_usize) {
        agrees(&body, &Limits::DEFAULT);
        agrees(&body, &Limits::DEFAULT.with_depth(depth));
        agrees(&body, &Limits::DEFAULT.with_values(values));
    }

    /// All JSON may be an unknown member, and nothing else.
    #[test]
    fn an_unknown_member_is_json_or_refused(value in value(), method in prop::sample::select(&Method::ALL[..5])) {
        let body = format!(r#"{{"id":1,"error":null,"result":{{"success":true,"params":{{"x":{value}}}}}}}"#);
        let theirs = serde_json::from_str::<Value>(&body);
        let ours = Reply::decode(method, body.as_bytes(), &Limits::DEFAULT);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}", body);
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            let mut out = Vec::new();
            ours.encode_as_read(&mut out);
            prop_assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), theirs);
        }
    }
}
