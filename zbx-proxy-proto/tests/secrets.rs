//! Secrets in logs: `Debug` output, errors and redacted messages.

use zbx_proxy_proto::session::{PassiveProxy, handle_acknowledgement};
use zbx_proxy_proto::{
    Answer, DecodeErrorKind, Flags, Frame, Limits, ObservedMessage, ProxyName, Request, Secret, SessionToken,
    Snippet, Task, Version, is_sensitive,
};

/// Returns the payload with everything replaced that may be secret.
fn redacted(payload: &str) -> String {
    let mut message = ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap();
    message.redact();
    let mut hidden = Vec::new();
    message.encode(&mut hidden);
    String::from_utf8(hidden).unwrap()
}

#[test]
fn secrets_are_compared_by_their_text_and_shown_by_their_name() {
    let secret = Secret::new("hunter2");
    assert_eq!(secret, Secret::new("hunter2"));
    for other in ["hunter3", "hunter", "hunter22", ""] {
        assert_ne!(secret, Secret::new(other), "{other}");
    }
    assert!(!secret.is_empty() && Secret::default().is_empty());
    assert_eq!(format!("{secret:?}"), "Secret");
}

#[test]
fn frames_show_their_flags_and_length() {
    let frame = Frame::new(&b"hunter2"[..]);
    assert_eq!(format!("{frame:?}"), "Frame { flags: Flags(0x01), payload: 7 }");
    assert_eq!(format!("{:?}", Flags::COMPRESSED.with_large(true)), "Flags(0x07)");
    assert_eq!(&frame.into_payload()[..], b"hunter2");
}

#[test]
fn unknown_members_show_their_name_and_length() {
    let payload = br#"{"request":"proxy data","later":{"token":"hunter2"}}"#;
    let Request::ProxyData(data) = Request::decode(payload, &Limits::DEFAULT).unwrap() else { panic!() };
    assert!(!data.extra.is_empty());
    assert_eq!(format!("{:?}", data.extra), r#"Extra([("later", RawJson(19 bytes))])"#);
    let Request::ProxyData(data) = Request::decode(br#"{"request":"proxy data"}"#, &Limits::DEFAULT).unwrap()
    else {
        panic!()
    };
    assert!(data.extra.is_empty());
}

#[test]
fn errors_show_32_bytes_of_what_was_found() {
    let found = |text: &str| {
        let payload = format!(r#"{{"request":"active checks","host":"h","port":"{text}"}}"#);
        Request::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap_err().kind().clone()
    };
    let whole = "x".repeat(30);
    assert_eq!(found(&whole).to_string(), format!(r#"expected a non-negative integer, found "\"{whole}\"""#));
    let cut = "x".repeat(31);
    assert_eq!(found(&cut).to_string(), format!(r#"expected a non-negative integer, found "\"{cut}…""#));
    // And in `Debug` output.
    let shown = r#"Unexpected { expected: "a non-negative integer", found: "\"a b\"" }"#;
    assert_eq!(format!("{:?}", found("a b")), shown);
    let DecodeErrorKind::Unexpected { found, .. } = found("\u{7f}") else { panic!() };
    assert_eq!(Snippet::to_string(&found), r#""\"\x7f\"""#);
}

#[test]
fn an_unknown_task_shows_its_type_and_nothing_else() {
    let payload = br#"{"response":"success","tasks":[{"password":"hunter2","type":99}]}"#;
    let answer = Answer::decode(payload, &Limits::DEFAULT).unwrap();
    let [Task::Unusable(task)] = &answer.tasks[..] else { panic!("{answer:?}") };
    let error = r#"expected a known task type, found "99" at byte 31"#;
    assert_eq!((task.kind, task.error.to_string().as_str()), (Some(99), error));
    assert!(!format!("{answer:?}").contains("hunter2"), "{answer:?}");
}

// ZBX-120
#[test]
fn a_column_is_sensitive_in_its_own_table_only() {
    for (table, field, sensitive) in [
        ("hosts", "tls_psk", true),
        ("hosts", "tls_psk_identity", false),
        ("items", "tls_psk", false),
        ("host_proxy", "tls_psk", true),
        ("config_autoreg_tls", "tls_psk", true),
        ("items", "posts", true),
        ("items", "key_", false),
        ("interface_snmp", "community", true),
        ("hostmacro", "value", true),
        ("hostmacro", "macro", false),
        ("globalmacro", "value", true),
        ("items", "url", true),
        ("items", "query_fields", true),
        ("items", "http_proxy", true),
        ("httptest", "http_proxy", true),
        ("httptest", "agent", false),
        ("httptest_field", "value", true),
        ("httptest_field", "name", false),
        ("httpstep", "url", true),
        ("httpstep", "posts", true),
        ("httpstep", "required", false),
        ("httpstep_field", "value", true),
        ("httpstep_field", "name", false),
        ("httpstep", "value", false),
        ("settings", "value", false),
        ("", "", false),
    ] {
        assert_eq!(is_sensitive(table, field), sensitive, "{table}.{field}");
    }
}

const HOSTS: &str = r#"{"fields":["hostid","host","tls_psk"],"data":[[1,"web-1","hunter2"],[2,"db-1",""],[3,"db-2",4711],[4,"db-3",null]]}"#;
const HIDDEN_HOSTS: &str = r#"{"fields":["hostid","host","tls_psk"],"data":[[1,"web-1","(hidden)"],[2,"db-1",""],[3,"db-2","(hidden)"],[4,"db-3",null]]}"#;

/// Keys, ids and empty values are kept, so that the configuration stays readable.
#[test]
fn a_configuration_hides_sensitive_columns_and_the_vault() {
    let vault = |secret: &str| format!(r#""macro.secrets":{{"kv/db":{{"password":"{secret}","user":""}}}}"#);
    for form in [
        r#"{"hosts":HOSTS,VAULT}"#,
        r#"{"request":"proxy config","data":{"hosts":HOSTS,VAULT}}"#,
        r#"{"full_sync":1,"data":{"hosts":HOSTS},VAULT,"config_revision":8}"#,
    ] {
        let payload = form.replace("HOSTS", HOSTS).replace("VAULT", &vault("hunter2"));
        let expected = form.replace("HOSTS", HIDDEN_HOSTS).replace("VAULT", &vault("(hidden)"));
        assert_eq!(redacted(&payload), expected);
    }
    let members = r#"{"data":{"later":"hunter2"},"config_revision":8,"x":["hunter2"]}"#;
    let expected = r#"{"data":{"later":"(hidden)"},"config_revision":8,"x":"(hidden)"}"#;
    assert_eq!(redacted(members), expected);
}

#[test]
fn rows_hide_what_nobody_has_described_and_what_cannot_be_read() {
    let data = |unknown: &str, faulty: &str| {
        format!(
            r#"{{"request":"proxy data","history data":[{{"id":1,"itemid":7,"value":"0.5","lastlogsize":9,"later":{unknown}}},{faulty}]}}"#
        )
    };
    let hidden = redacted(&data(r#"{"token":"hunter2"}"#, r#"{"itemid":"x","value":"hunter2"}"#));
    assert_eq!(hidden, data("\"(hidden)\"", "\"(hidden)\""));
}

#[test]
fn errors_of_rows_and_tasks_hide_what_they_found() {
    for payload in [
        r#"{"request":"proxy data","history data":[{"id":1,"itemid":"hunter2"}]}"#,
        r#"{"request":"proxy data","history data":[{"id":1,"itemid":7,"clock":"hunter2"}]}"#,
        r#"{"response":"success","tasks":[{"type":2,"clock":"hunter2"}]}"#,
    ] {
        let mut message = ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap();
        assert!(format!("{message:?}").contains("hunter2"), "{message:?}");
        message.redact();
        assert!(!format!("{message:?}").contains("hunter2"), "{message:?}");
    }
}

#[test]
fn errors_show_a_peers_reason_shortened_and_escaped() {
    let long = format!("\x1b[31m{}", "A".repeat(300));
    let refused = handle_acknowledgement(&Answer::failed(long.clone())).unwrap_err();
    let proxy = PassiveProxy::new(Version::new(7, 0, 9), SessionToken::from_random([1; 16]));
    let request = format!(r#"{{"request":"\u001b[31m{}"}}"#, "N".repeat(200));
    let request = Request::decode(request.as_bytes(), &Limits::DEFAULT).unwrap();
    let wrong = proxy.handle_request(&request).unwrap_err();
    let name = "a\x1bb".parse::<ProxyName>().unwrap_err();
    for text in [refused.to_string(), wrong.to_string(), name.to_string()] {
        assert!(text.len() < 100 && !text.contains(char::is_control), "{text:?}");
    }
    assert!(refused.to_string().contains(r"\x1b[31mAAA"), "{refused}");
}
