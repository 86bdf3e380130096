//! Hostile input: a clear error, or the usual result.

mod rows;

use zbx_proxy_proto::{
    ActiveChecksAnswer, Answer, ConfigAnswer, DecodeErrorKind, HistoryRows, Limits, ObservedMessage,
    PlainAnswer, Request,
};

fn history(rows: &str) -> String {
    format!(r#"{{"request":"proxy data","host":"px","history data":[{rows}]}}"#)
}

fn good_row(id: u32) -> String {
    format!(r#"{{"id":{id},"itemid":7,"clock":1790000000,"ns":5,"value":"v{id}"}}"#)
}

#[test]
fn every_truncation_of_every_vector_is_an_error() {
    let vectors = include_str!("../vectors/payloads.tsv").lines();
    let payloads =
        vectors.filter_map(|line| line.split('\t').nth(2)).filter(|payload| payload.starts_with('{'));
    for payload in payloads {
        for prefix in testkit::chunking::truncations(payload.as_bytes()).filter(|prefix| !prefix.is_empty()) {
            let error = ObservedMessage::decode(prefix, &Limits::DEFAULT)
                .expect_err(&String::from_utf8_lossy(prefix));
            assert!(matches!(error.kind(), DecodeErrorKind::Syntax(_)), "{error}");
            assert!(error.offset() <= prefix.len(), "{error}");
        }
    }
}

#[test]
fn every_changed_byte_of_every_vector_is_read_or_refused() {
    let vectors = include_str!("../vectors/payloads.tsv").lines();
    for payload in vectors.filter_map(|line| line.split('\t').nth(2)) {
        for at in 0..payload.len() {
            for byte in [0, b'"', b'{', b'}', b'[', b']', b',', b':', b'\\', b'0', b'-', b' ', 0xff] {
                let mut bytes = payload.as_bytes().to_vec();
                bytes[at] = byte;
                match ObservedMessage::decode(&bytes, &Limits::DEFAULT) {
                    Err(error) => assert!(error.offset() <= bytes.len(), "{error}"),
                    Ok(message) => {
                        let (mut once, mut twice) = (Vec::new(), Vec::new());
                        message.encode(&mut once);
                        ObservedMessage::decode(&once, &Limits::DEFAULT)
                            .expect("our output can be decoded")
                            .encode(&mut twice);
                        assert_eq!(once, twice, "{}", String::from_utf8_lossy(&bytes));
                    }
                }
            }
        }
    }
}

#[test]
fn the_first_of_two_equal_names_counts_everywhere() {
    let row = r#"{"id":1,"itemid":7,"itemid":8,"clock":5,"clock":6,"ns":1,"value":"first","value":"second","state":0,"state":1}"#;
    let text = format!(
        r#"{{"request":"proxy data","request":"sender data","host":"a","host":"b","history data":[{row}],"history data":[]}}"#
    );
    let Request::ProxyData(data) = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap() else {
        panic!()
    };
    assert_eq!(data.host.as_deref(), Some("a"));
    let row = &data.history.good[0];
    assert_eq!((row.itemid, row.clock.unwrap().seconds(), row.value.as_deref()), (7, 5, Some("first")));
    assert_eq!(u8::from(row.state), 0);
    let answer = Answer::decode(
        br#"{"upload":"disabled","upload":"enabled","response":"failed","response":"success"}"#,
        &Limits::DEFAULT,
    );
    assert!(!answer.unwrap().is_success());
}

#[test]
fn nesting_is_bounded_in_every_place() {
    let deep = "[".repeat(70) + &"]".repeat(70);
    for text in [
        format!(r#"{{"request":"proxy data","x":{deep}}}"#),
        format!(r#"{{"request":"proxy data","history data":[{{"itemid":1,"x":{deep}}}]}}"#),
        format!(r#"{{"request":"proxy data","history data":[{{"itemid":{deep}}}]}}"#),
        format!(r#"{{"request":"nope","x":{deep}}}"#),
        format!(r#"{{"response":"success","tasks":[{deep}]}}"#),
        format!(r#"{{"data":{deep}}}"#),
    ] {
        let error = ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert!(error.is_limit(), "{error}");
    }
    // The stack stays flat even without a bound.
    let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    let text = format!(r#"{{"request":"proxy data","x":{deep}}}"#);
    let limits = Limits::DEFAULT.with_depth(usize::MAX);
    assert!(Request::decode(text.as_bytes(), &limits).is_ok());
}

#[test]
fn unknown_members_are_kept_up_to_a_limit() {
    let members = |count: usize| (0..count).map(|n| format!(r#","x{n}":{n}"#)).collect::<String>();
    let text = |count| format!(r#"{{"request":"proxy data"{}}}"#, members(count));
    let limits = Limits::DEFAULT.with_members(10);
    let kept = text(10);
    let Request::ProxyData(data) = Request::decode(kept.as_bytes(), &limits).unwrap() else { panic!() };
    assert_eq!(data.extra.len(), 10);
    assert_eq!(data.extra.member("x3").unwrap().as_bytes(), b"3");
    let names: Vec<_> = data.extra.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9"]);
    let error = Request::decode(text(11).as_bytes(), &limits).unwrap_err();
    assert!(error.is_limit(), "{error}");
    assert!(error.to_string().contains("unknown members 11 exceeds the limit of 10"), "{error}");
    // The member `request` counts as known, even if no unknown members are allowed.
    let limits = Limits::DEFAULT.with_members(0);
    for (payload, taken) in [
        (r#"{"request":"proxy data"}"#, true),
        (r#"{"host":"paris-1","request":"proxy data"}"#, true),
        (r#"{"request":"nope"}"#, true),
        (r#"{"request":"nope","x":1}"#, false),
        (r#"{"request":"proxy data","x":1}"#, false),
    ] {
        assert_eq!(Request::decode(payload.as_bytes(), &limits).is_ok(), taken, "{payload}");
    }
}

#[test]
fn errors_show_little_of_what_the_peer_sent() {
    let long = "A".repeat(1000);
    for text in [
        format!(r#"{{"request":"proxy data","host data":[{{"hostid":"{long}"}}]}}"#),
        format!(r#"{{"{long}":{{"x":1,}}}}"#),
        long.clone(),
    ] {
        if let Err(error) = ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT) {
            assert!(error.to_string().len() < 200, "{error}");
        }
    }
    let text = br#"{"request":"proxy data","host data":[{"hostid":"\u001b[31m"}]}"#;
    let Ok(Request::ProxyData(data)) = Request::decode(text, &Limits::DEFAULT) else { panic!() };
    assert!(!data.host_data.faulty[0].error.to_string().contains('\u{1b}'));
    let error = Request::decode(br#"{"request":"\u001b[31m"} x"#, &Limits::DEFAULT).unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'));
}

#[test]
fn secrets_do_not_show_in_errors() {
    let config = r#"{"data":{"hosts":{"fields":["hostid","tls_psk"],"data":[[1,{"key":"hunter2"}]]}},"config_revision":1}"#;
    let error = ConfigAnswer::decode(config.as_bytes(), &Limits::DEFAULT).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    for config in [
        r#"{"macro.secrets":{"kv":"hunter2"}}"#,
        r#"{"macro.secrets":["hunter2"]}"#,
        r#"{"macro.secrets":{"kv":{"key":["hunter2"]}}}"#,
        r#"{"macro.secrets":"hunter2"}"#,
        r#"{"hostmacro":{"fields":["value"],"data":["hunter2"]}}"#,
        r#"{"hosts":{"fields":["tls_psk"],"data":"hunter2"}}"#,
        r#"{"hosts":{"fields":"hunter2","data":[]}}"#,
        r#"{"hosts":{"fields":["tls_psk"],"data":[{"k":"hunter2"}]}}"#,
    ] {
        let error = ConfigAnswer::decode(config.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{config}: {error}");
    }
    for commands in
        [r#""hunter2""#, r#"["hunter2"]"#, r#"[["hunter2"]]"#, r#"[{"command":["hunter2"],"id":1}]"#]
    {
        let answer = format!(r#"{{"response":"success","commands":{commands}}}"#);
        let error = ActiveChecksAnswer::decode(answer.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{commands}: {error}");
    }
    for tasks in
        [r#""hunter2""#, r#"["hunter2"]"#, r#"[["hunter2"]]"#, r#"[{"type":2,"command":{"a":"hunter2"}}]"#]
    {
        let answer = format!(r#"{{"response":"success","tasks":{tasks}}}"#);
        let shown = format!("{:?}", Answer::decode(answer.as_bytes(), &Limits::DEFAULT));
        assert!(!shown.contains("hunter2"), "{tasks}: {shown}");
    }
    let task = r#"{"response":"success","tasks":[{"type":2,"password":{"p":"hunter2"}}]}"#;
    let answer = Answer::decode(task.as_bytes(), &Limits::DEFAULT).unwrap();
    assert!(!format!("{answer:?}").contains("hunter2"), "{answer:?}");
}

#[test]
fn what_is_no_object_at_all_is_broken_syntax_inside_it_another_value() {
    for payload in ["[1]", "7", "\"text\"", ""] {
        let error = Answer::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::Syntax(_)), "{payload}: {error}");
    }
    let error = Answer::decode(br#"{"response":"success","redirect":7}"#, &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.path(), Some("redirect"));
    assert!(matches!(error.kind(), DecodeErrorKind::Unexpected { .. }), "{error}");
}

#[test]
fn members_that_are_no_tables_tell_nothing() {
    for payload in [r#"{"x":7}"#, r#"{"x":"y"}"#, r#"{"x":[]}"#, r#"{"x":{},"y":7}"#] {
        let message = ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap();
        assert!(matches!(message, ObservedMessage::Plain(_)), "{payload}: {message:?}");
    }
}

// ZBX-119
#[test]
fn a_value_that_is_json_itself_is_a_bare_text() {
    for value in [
        r#"{"x509":{"version":3},"result":{"value":"valid"},"sha1_fingerprint":"ab"}"#,
        r#"{"basename":"a"}"#,
        r#"{"Id":"A","Containers":1}"#,
        r#"{"os":{"type":"linux"},"version":"6.0"}"#,
        r##"{"data":[{"{#IFNAME}":"eth0"}]}"##,
        r#"{"data":{"os":"linux"}}"#,
        r#"{"version":"5","clock":1}"#,
        r#"{"version":"5","data":[1]}"#,
        r#"{"session":"a","clock":1}"#,
        r#"{"redirect":"elsewhere"}"#,
        r#"{"password":"hunter2"}"#,
    ] {
        let message = ObservedMessage::decode(value.as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!(message, ObservedMessage::Plain(PlainAnswer::Value(value.as_bytes().into())), "{value}");
        let mut again = Vec::new();
        message.encode(&mut again);
        assert_eq!(again, value.as_bytes());
    }
    // An object that is marked as a message is not a value, however broken.
    for message in [
        r#"{"request":"active checks"}"#,
        r#"{"response":{}}"#,
        r#"{"response":"failed","redirect":7}"#,
        r#"{"version":"7.0.9","config_revision":1}"#,
        r#"{"data":{"hosts":7.5},"config_revision":{}}"#,
        r#"{"hosts":{"fields":[]},"macro.secrets":{"a":{"b":"c"}}}"#,
        r#"{"version":"7.0.9","variant":2,"data":[7]}"#,
        r#"{"basename":"#,
    ] {
        let decoded = ObservedMessage::decode(message.as_bytes(), &Limits::DEFAULT);
        assert!(decoded.is_err(), "{message}: {decoded:?}");
    }
    for message in [
        r#"{"interface availability":[{"available":1}]}"#,
        r#"{"session":"a","version":"7.0.9","clock":1,"host data":[7]}"#,
    ] {
        let decoded = ObservedMessage::decode(message.as_bytes(), &Limits::DEFAULT);
        assert!(matches!(decoded, Ok(ObservedMessage::ProxyData(_))), "{message}: {decoded:?}");
    }
    let narrow = Limits::DEFAULT.with_members(0);
    assert!(ObservedMessage::decode(br#"{"data":{"x":7}}"#, &narrow).unwrap_err().is_limit());
}

// ZBX-046
#[test]
fn each_sequence_that_is_no_text_becomes_one_question_mark() {
    for (bytes, text) in [
        (&b"a\xffb"[..], "a?b"),
        (b"\xc3\xa9\xff", "\u{e9}?"),
        (b"\xff\xe2\x82\xac", "?\u{20ac}"),
        (b"\xff\xf0\x9f\x98\x80", "?\u{1f600}"),
        (b"\xf5\x80\x80\x80b", "?b"),
        (b"\xe2\x82b", "?b"),
        (b"\xed\xa0\x80", "?"),
        (b"\x80\x80", "??"),
    ] {
        let payload = [&br#"{"request":"proxy data","host":""#[..], bytes, b"\"}"].concat();
        let Ok(Request::ProxyData(data)) = Request::decode(&payload, &Limits::DEFAULT) else {
            panic!("{text}")
        };
        assert_eq!(data.host.as_deref(), Some(text));
    }
}

#[test]
fn hidden_messages_hold_no_secret() {
    for (payload, what_stays) in [
        (
            r#"{"data":{},"macro.secrets":{"kv/db":{"password":"hunter2"}},"config_revision":8}"#,
            "\"kv/db\":{\"password\"",
        ),
        (
            r#"{"response":"success","data":[],"commands":[{"command":"sh hunter2","id":9,"wait":1}]}"#,
            "\"id\":9",
        ),
        (
            r#"{"response":"success","tasks":[{"type":2,"clock":1,"ttl":600,"commandtype":2,
                "command":"mysql -phunter2","execute_on":0,"port":22,"authtype":1,"username":"mon",
                "password":"hunter2","publickey":"id.pub","privatekey":"hunter2","alertid":0,
                "parent_taskid":7,"hostid":1}]}"#,
            "\"parent_taskid\":7",
        ),
        (r#"{"request":"x","later":{"token":"hunter2"}}"#, "\"request\":\"x\""),
    ] {
        let mut message = ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap();
        message.redact();
        let mut hidden = Vec::new();
        message.encode(&mut hidden);
        let hidden = String::from_utf8(hidden).unwrap();
        assert!(!hidden.contains("hunter2") && hidden.contains(what_stays), "{hidden}");
    }
}

#[test]
fn a_payload_ends_at_the_first_nul() {
    for text in [
        &b"{\"request\":\"proxy tasks\"}\0"[..],
        b"{\"request\":\"proxy tasks\"}\0garbage",
        b"{\"request\":\"proxy tasks\"} \r\n",
    ] {
        assert!(matches!(Request::decode(text, &Limits::DEFAULT), Ok(Request::ProxyTasks(_))));
    }
    let error = Request::decode(b"{\"request\":\"proxy\0 tasks\"}", &Limits::DEFAULT).unwrap_err();
    assert!(
        matches!(error.kind(), DecodeErrorKind::Syntax(syntax) if syntax.what() == "unexpected end of text")
    );
}

#[test]
fn a_payload_longer_than_the_limit_is_refused_unread() {
    let text = history(&good_row(1));
    let limits = Limits::DEFAULT.with_payload_len(20);
    assert!(Request::decode(text.as_bytes(), &limits).unwrap_err().is_limit());
    assert!(HistoryRows::new(text.as_bytes(), &limits).unwrap_err().is_limit());
}

#[test]
fn a_limit_ends_the_message_wherever_it_is_exceeded() {
    let members: String = (0..11).map(|n| format!(r#","x{n}":{n}"#)).collect();
    let limits = Limits::DEFAULT.with_members(10);
    for (text, path) in [
        (history(&format!(r#"{{"itemid":1{members}}}"#)), "history data[0].x10"),
        (
            format!(
                r#"{{"response":"success","tasks":[{{"type":6,"clock":1,"ttl":1,"itemid":1{members}}}]}}"#
            ),
            "tasks[0].x10",
        ),
    ] {
        let error = ObservedMessage::decode(text.as_bytes(), &limits).unwrap_err();
        assert!(error.is_limit(), "{error}");
        assert_eq!(error.path(), Some(path), "{error}");
        assert!(ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT).is_ok());
    }
}

#[test]
fn elements_are_parted_by_one_comma_whatever_white_space_is_around() {
    let tasks = |list: &str| {
        let text = format!(r#"{{"response":"success","tasks":{list}}}"#);
        Answer::decode(text.as_bytes(), &Limits::DEFAULT).map(|answer| answer.tasks.len())
    };
    for good in ["[7,7]", "[7 ,7]", "[7, 7]", " [ 7\r\n,\t7 ] "] {
        assert_eq!(tasks(good), Ok(2), "{good:?}");
    }
    for bad in ["[,7]", "[ ,7]", "[7 7]", "[7,,7]", "[7,]", "[7,7"] {
        let error = tasks(bad).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::Syntax(_)), "{bad}: {error}");
    }
}
