//! A server's decisions about one proxy, and its answers to undecodable payloads.

use zbx_proxy_proto::session::{ConfigDecision, PeerState, ProxyPeer, Revision, answer_to};
use zbx_proxy_proto::{
    Answer, CheckNow, ConfigRequest, DataKind, DataRequest, DecodeError, Flags, Limits, ProxyData,
    ProxyReply, ProxyTasks, Request, SessionToken, Task, Version,
};

const NOW: u64 = 1_790_000_000;
const V70: Version = Version::new(7, 0, 9);

// ZBX-064
#[test]
fn only_what_was_sent_to_this_session_counts_as_known() {
    let session = |byte| SessionToken::from_random([byte; 16]).to_string();
    let full = ConfigDecision::Full { revision: Revision::new(6) };
    for (to, known, expected) in [
        (1, 5, ConfigDecision::Delta { since: Revision::new(5), revision: Revision::new(6) }),
        (1, 4, full.clone()),
        (2, 5, full.clone()),
        (2, 4, full.clone()),
        (1, 0, full),
    ] {
        let state = PeerState { config: Some((session(1), 5)), ..PeerState::default() };
        let mut server = ProxyPeer::from_state(V70, state);
        let request = ConfigRequest::new("paris-1", "7.0.9").with_revision(session(to), known);
        assert_eq!(
            server.handle_config_request(&request, Revision::new(6)),
            expected,
            "session {to}, revision {known}"
        );
        assert_eq!(server.to_state().config, Some((session(to), 6)));
    }
}

/// Creates the reply of a passive proxy without results.
fn results(version: &str) -> ProxyReply<ProxyTasks> {
    let tasks = ProxyTasks { version: Some(version.to_owned()), ..ProxyTasks::default() };
    tasks.into()
}

// ZBX-061
#[test]
fn a_revision_that_is_no_number_is_repeated() {
    for (revision, said) in [(r#""abc""#, "abc"), ("-1", "-1"), ("[7]", "[7]")] {
        let text = format!(
            r#"{{"request":"proxy config","host":"paris-1","version":"7.0.9","session":"s","config_revision":{revision}}}"#
        );
        let Request::ProxyConfig(request) = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap()
        else {
            panic!()
        };
        let decision = ProxyPeer::new(V70).handle_config_request(&request, Revision::new(6));
        let refused = Answer::failed(format!("invalid proxy configuration revision: {said}"));
        assert_eq!(decision, ConfigDecision::Refuse(refused));
        assert_eq!(
            ProxyPeer::new(Version::new(6, 0, 14)).handle_config_request(&request, Revision::new(6)),
            ConfigDecision::Plain
        );
    }
}

// ZBX-105
#[test]
fn an_outdated_proxy_gets_no_requests_for_data() {
    let check = Task::CheckNow(CheckNow::new(7, NOW, 0));
    let request = Task::DataRequest(DataRequest::new(73, DataKind::DiagnosticInfo, "{}", NOW));
    for (version, expected) in
        [("7.0.0", vec![check.clone(), request.clone()]), ("6.4.0", vec![check.clone()])]
    {
        let mut server = ProxyPeer::new(V70);
        server.queue_task(check.clone());
        server.queue_task(request.clone());
        let decision = server.handle_passive_tasks(&results(version), NOW).unwrap();
        assert_eq!(server.commit(decision).tasks, expected, "{version}");
        // Tasks that this proxy cannot have are not kept for later either.
        let decision = server.handle_passive_tasks(&results("7.0.0"), NOW).unwrap();
        assert!(server.commit(decision).tasks.is_empty());
    }
}

/// Returns a server's answer to proxy data with this section.
fn answered(server: Version, section: &str) -> Answer {
    let text = format!(r#"{{"request":"proxy data","host":"paris-1","version":"{server}",{section}}}"#);
    let Request::ProxyData(data) = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap() else {
        panic!()
    };
    // The rows are written as they were received.
    let (mut once, mut twice) = (Vec::new(), Vec::new());
    Request::from(data.clone()).encode(&mut once);
    Request::decode(&once, &Limits::DEFAULT).unwrap().encode(&mut twice);
    assert_eq!(once, twice, "{section}");
    ProxyPeer::new(server).handle_data(&data, false, NOW).answer().clone()
}

// ZBX-090
#[test]
fn a_row_that_lacks_a_member_spoils_the_message() {
    let (v60, v70) = (Version::new(6, 0, 14), V70);
    for (server, section, info) in [
        (v70, r#""discovery data":[{"drule":1,"dcheck":2,"ip":"192.0.2.1"}]"#, "clock"),
        (v70, r#""discovery data":[{"clock":1,"drule":1,"dcheck":2,"status":1}]"#, "ip"),
        (v60, r#""discovery data":[{"clock":1,"drule":1,"dcheck":null,"status":4}]"#, "ip"),
        (v70, r#""auto registration":[{"clock":1}]"#, "host"),
        (v70, r#""interface availability":[{"available":1}]"#, "interfaceid"),
        (v60, r#""auto registration":[{"clock":1,"host":"a","flags":"1"}]"#, "ip"),
    ] {
        let answer = answered(server, section);
        let info = format!("cannot find pair with name \"{info}\"");
        assert_eq!(answer, Answer::failed(info), "{server} {section}");
    }
    let silent = r#""interface availability":[{"interfaceid":90030}]"#;
    assert_eq!(answered(v60, silent), Answer::failed("no availability data for \"interfaceid\":90030"));
}

// ZBX-096
#[test]
fn an_unreadable_row_of_a_side_list_does_not_cost_the_message() {
    let good = r#""history data":[{"id":1,"itemid":7,"clock":1,"ns":1,"value":"v"}]"#;
    for (section, path) in [
        (r#""host data":[{"hostid":"x"},{"hostid":2}]"#, "host data[0].hostid"),
        (r#""host data":[{"hostid":1,"active_status":"x"}]"#, "host data[0].active_status"),
        (r#""host data":[1,{"hostid":2}]"#, "host data[0]"),
        (
            r#""interface availability":[{"interfaceid":1,"available":"x"}]"#,
            "interface availability[0].available",
        ),
        (
            r#""interface availability":[{"interfaceid":"x","available":1}]"#,
            "interface availability[0].interfaceid",
        ),
        (r#""host availability":[{"hostid":1,"available":{}}]"#, "host availability[0].available"),
        (r#""host data":7"#, "host data"),
    ] {
        let text = format!(r#"{{{section},{good}}}"#);
        let data = ProxyData::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        let faulty: Vec<_> =
            [&data.host_data.faulty[..], &data.interface_availability.faulty, &data.host_availability.faulty]
                .concat();
        let [row] = &faulty[..] else { panic!("{section}: {faulty:?}") };
        assert_eq!(row.error.path(), Some(path));
        for version in [Version::new(6, 0, 14), V70] {
            assert!(answered(version, &format!("{section},{good}")).is_success(), "{section}");
        }
    }
}

// ZBX-055
#[test]
fn a_trailing_comma_in_any_list_of_rows_is_answered() {
    let rows = [
        ("proxy data", "history data", r#"{"itemid":7}"#),
        ("proxy data", "discovery data", r#"{"clock":1,"drule":1,"dcheck":2,"ip":"192.0.2.1"}"#),
        ("proxy data", "auto registration", r#"{"clock":1,"host":"a"}"#),
        ("proxy data", "interface availability", r#"{"interfaceid":1,"available":1}"#),
        ("proxy data", "host availability", r#"{"hostid":1}"#),
        ("proxy data", "host data", r#"{"hostid":1}"#),
        ("proxy data", "tasks", r#"{"type":0,"status":0,"parent_taskid":1}"#),
        ("sender data", "data", r#"{"host":"a","key":"k","value":"1"}"#),
        ("agent data", "data", r#"{"itemid":1}"#),
        ("agent data", "commands", r#"{"id":1}"#),
    ];
    for (request, section, row) in rows {
        for list in [format!("{row},"), ",".to_owned(), format!("{row},,{row}")] {
            let text = format!(r#"{{"request":"{request}","{section}":[{list}]}}"#);
            let error = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap_err();
            let (answer, flags) = answer_to(&error, Flags::COMPRESSED).unwrap_or_else(|| panic!("{text}"));
            let info = answer.info.unwrap();
            assert!(info.starts_with("cannot parse as a valid JSON object: "), "{info}");
            assert_eq!(flags, Flags::PLAIN);
        }
    }
}

// ZBX-075, ZBX-091
#[test]
fn a_row_with_something_wrong_in_it_is_passed_over() {
    for section in [
        r#""discovery data":[{"clock":1,"drule":1,"dcheck":2,"ip":"192.0.2.1","port":"abc"}]"#,
        r#""discovery data":[{"clock":1,"drule":1,"dcheck":2,"ip":"192.0.2.1","port":70000}]"#,
        r#""discovery data":"x""#,
        r#""auto registration":[{"clock":1,"host":"a","ip":"192.0.2.1","port":""}]"#,
        r#""auto registration":[{"clock":1,"host":"a","ip":"192.0.2.1","port":70000}]"#,
        r#""auto registration":[{"clock":1,"host":"a","ip":"192.0.2.1","flags":""}]"#,
    ] {
        let text = format!(r#"{{{section}}}"#);
        let data = ProxyData::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!(data.discovery.faulty.len() + data.registrations.faulty.len(), 1, "{section}");
        assert!(answered(V70, section).is_success(), "{section}");
    }
    // These are valid.
    for section in [
        r#""discovery data":[{"clock":1,"drule":1,"dcheck":null,"status":4}]"#,
        r#""auto registration":[{"clock":1,"host":"a","port":65535}]"#,
        r#""interface availability":[{"interfaceid":1,"available":1},{"interfaceid":2,"error":""}]"#,
    ] {
        assert!(answered(V70, section).is_success(), "{section}");
    }
    let by_name = r#""auto registration":[{"clock":1,"host":"a","flags":"2"}]"#;
    assert!(answered(Version::new(6, 0, 14), by_name).is_success());
}

// ZBX-073
#[test]
fn what_a_server_does_not_need_refuses_nothing() {
    for (member, kept) in [
        (r#""clock":1700000000.25"#, "clock"),
        (r#""clock":"abc""#, "clock"),
        (r#""ns":-1"#, "ns"),
        (r#""tasks":{}"#, "tasks"),
        (r#""more":"yes""#, "more"),
        (r#""proxy_delay":[1]"#, "proxy_delay"),
    ] {
        assert!(answered(V70, member).is_success(), "{member}");
        let (_, value) = member.split_once(':').unwrap();
        let text = format!(r#"{{{member},"{kept}":7}}"#);
        let data = ProxyData::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!(data.extra.member(kept).unwrap().as_bytes(), value.as_bytes(), "{member}");
        assert_eq!((data.clock, data.ns, data.more, data.proxy_delay), (None, None, None, None));
    }
    let sender = r#"{"request":"sender data","data":[],"clock":1.5,"ns":"x"}"#;
    let Request::SenderData(sender) = Request::decode(sender.as_bytes(), &Limits::DEFAULT).unwrap() else {
        panic!()
    };
    assert_eq!((sender.clock, sender.ns, sender.extra.len()), (None, None, 2));
    // Malformed JSON is still an error.
    assert!(ProxyData::decode(br#"{"clock":01}"#, &Limits::DEFAULT).is_err());
}

/// Returns the text of the answer to an error.
fn info(error: &DecodeError) -> Option<String> {
    answer_to(error, Flags::PLAIN).and_then(|(answer, _)| answer.info)
}

// ZBX-055
#[test]
fn what_is_no_json_is_answered_uncompressed_and_the_rest_as_it_was_asked() {
    for (payload, mirrors) in [
        (&br#"{"request":"proxy data""#[..], false),
        (br#"{"request":"active checks","host":"h","port":"x"}"#, true),
        (br#"{"request":"sender data"}"#, true),
        (br#"{"request":"sender data","data":null}"#, true),
    ] {
        let error = Request::decode(payload, &Limits::DEFAULT).unwrap_err();
        assert_eq!(answer_to(&error, Flags::PLAIN).unwrap().1, Flags::PLAIN);
        let expected = if mirrors { Flags::COMPRESSED } else { Flags::PLAIN };
        assert_eq!(answer_to(&error, Flags::COMPRESSED).unwrap().1, expected, "{error}");
    }
}

// ZBX-055
#[test]
fn a_payload_that_cannot_be_read_is_answered_with_what_is_wrong() {
    for (payload, expected) in [
        (r#"{"request":"proxy data""#, "cannot parse as a valid JSON object: unexpected end of text"),
        (
            r#"{"request":"active checks","host":"h","port":"x"}"#,
            r#"port: expected a non-negative integer, found "\"x\"" at byte 45"#,
        ),
        (
            r#"{"request":"proxy config","data":{"hosts":{"fields":["hostid"],"data":[[]]}}}"#,
            "data.hosts.data[0]: expected 1 cells, found 0 at byte 71",
        ),
    ] {
        let error = Request::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert_eq!(info(&error).as_deref(), Some(expected), "{payload}");
    }
    let limits = Limits::DEFAULT.with_depth(1);
    let error = Request::decode(br#"{"request":"proxy data","tasks":[]}"#, &limits).unwrap_err();
    assert_eq!(info(&error).as_deref(), Some("JSON depth 2 exceeds the limit of 1"));
}
