//! Messages of agents and senders, in all their forms.

use zbx_proxy_proto::{
    AgentData, CheckedValue, DecodeErrorKind, Delay, Limits, PassiveChecks, PassiveChecksAnswer,
    PassiveValue, Request, SenderData,
};

fn encoded(request: &Request<'_>) -> String {
    let mut payload = Vec::new();
    request.encode(&mut payload);
    String::from_utf8(payload).unwrap()
}

// ZBX-111
#[test]
fn lists_that_must_be_there_are_written_empty() {
    for (request, expected) in [
        (SenderData::default().into(), r#"{"request":"sender data","data":[]}"#),
        (AgentData::default().into(), r#"{"request":"agent data","data":[]}"#),
        (PassiveChecks::default().into(), r#"{"request":"passive checks","data":[]}"#),
    ] {
        let request: Request<'_> = request;
        assert_eq!(encoded(&request), expected);
        assert_eq!(Request::decode(expected.as_bytes(), &Limits::DEFAULT), Ok(request));
    }
    for request in [
        r#"{"request":"sender data"}"#,
        r#"{"request":"sender data","data":null}"#,
        r#"{"request":"passive checks"}"#,
        r#"{"request":"passive checks","data":null}"#,
    ] {
        let error = Request::decode(request.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert_eq!(*error.kind(), DecodeErrorKind::Missing("data"), "{request}");
    }
    let commands = r#"{"request":"agent data","commands":[{"id":1,"value":"up"}]}"#;
    let commands = Request::decode(commands.as_bytes(), &Limits::DEFAULT).unwrap();
    assert_eq!(
        encoded(&commands),
        r#"{"request":"agent data","data":[],"commands":[{"id":1,"value":"up"}]}"#
    );
}

// ZBX-096
#[test]
fn what_else_is_wrong_in_a_message_of_an_agent_does_not_cost_it() {
    for members in [
        r#""variant":"agent2""#,
        r#""variant":{}"#,
        r#""commands":[{"id":"x","value":"a"},{"id":2,"value":"b"}]"#,
        r#""commands":7"#,
    ] {
        let text = format!(r#"{{"request":"agent data",{members},"data":[{{"itemid":7,"value":"v"}}]}}"#);
        let request = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        let Request::AgentData(data) = &request else { panic!() };
        assert_eq!((data.data.good.len(), data.variant), (1, None));
        assert_eq!(data.commands.faulty.len(), usize::from(members.contains("commands")), "{members}");
        let again = encoded(&request);
        assert_eq!(encoded(&Request::decode(again.as_bytes(), &Limits::DEFAULT).unwrap()), again);
    }
    for members in [r#""variant":"agent2""#, r#""host_metadata":{"a":1}"#] {
        for (request, more) in [("active checks", ""), ("active check heartbeat", r#","heartbeat_freq":60"#)]
        {
            let text = format!(r#"{{"request":"{request}","host":"h",{members}{more}}}"#);
            let request = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
            assert!(!matches!(request, Request::Other(_)) && request.unknown_members() == 1, "{text}");
        }
    }
}

// ZBX-118
#[test]
fn a_timeout_is_seconds_or_text() {
    for (timeout, expected) in [("3", Delay::Seconds(3)), ("\"3s\"", Delay::Text("3s".to_owned()))] {
        let text =
            format!(r#"{{"request":"passive checks","data":[{{"key":"agent.ping","timeout":{timeout}}}]}}"#);
        let request = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!(encoded(&request), text);
        let Request::PassiveChecks(checks) = request else { panic!() };
        assert_eq!(checks.data[0].timeout, expected);
    }
}

// ZBX-085
#[test]
fn a_value_of_null_is_an_empty_text_and_one_with_parts_is_kept() {
    let request = r#"{"request":"sender data","data":[{"host":"h","key":"k","value":null},{"host":"h","key":"k","value":{"a":1}},{"host":"h","key":"k"}]}"#;
    let request = Request::decode(request.as_bytes(), &Limits::DEFAULT).unwrap();
    let Request::SenderData(data) = &request else { panic!() };
    let values: Vec<_> = data.data.good.iter().map(|row| row.value.as_deref()).collect();
    assert_eq!(values, [Some(""), None, None]);
    assert_eq!(data.data.good[1].extra.member("value").unwrap().as_bytes(), br#"{"a":1}"#);
    let again = encoded(&request);
    assert!(
        again.contains(r#"{"host":"h","key":"k","value":""},{"host":"h","key":"k","value":{"a":1}},"#),
        "{again}"
    );
    assert_eq!(Request::decode(again.as_bytes(), &Limits::DEFAULT), Ok(request));
}

// ZBX-116
#[test]
fn a_checked_value_may_be_null() {
    let text = r#"{"version":"7.0.9","variant":2,"data":[{"value":null},{"value":""},{"error":"x"}]}"#;
    let answer = PassiveChecksAnswer::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
    let values = answer.data.as_ref().unwrap();
    assert_eq!(*values, [PassiveValue::null(), PassiveValue::value(""), PassiveValue::error("x")]);
    let texts: Vec<_> = values.iter().map(|row| row.value.as_ref().map(CheckedValue::as_str)).collect();
    assert_eq!(texts, [Some(None), Some(Some("")), None]);
    let mut again = Vec::new();
    answer.encode(&mut again);
    assert_eq!(String::from_utf8(again).unwrap(), text);
    assert_eq!(answer.clone().into_owned(), answer);
}
