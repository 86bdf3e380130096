//! What a server decides about one proxy, and what it says to a payload that it cannot
//! read.

use zbx_proxy_proto::session::{ConfigDecision, PeerState, ProxyPeer, answer_to};
use zbx_proxy_proto::{
    CheckNow, ConfigRequest, DataKind, DataRequest, DecodeError, Limits, ProxyReply, ProxyTasks, Request,
    SessionToken, Task, Version,
};

const NOW: u64 = 1_790_000_000;
const V70: Version = Version::new(7, 0, 9);

// ZBX-064
#[test]
fn only_what_was_sent_to_this_session_counts_as_known() {
    let session = |byte| SessionToken::from_random([byte; 16]).to_string();
    let full = ConfigDecision::Full { revision: 6 };
    for (to, known, expected) in [
        (1, 5, ConfigDecision::Delta { since: 5, revision: 6 }),
        (1, 4, full.clone()),
        (2, 5, full.clone()),
        (2, 4, full.clone()),
        (1, 0, full),
    ] {
        let state = PeerState { config: Some((session(1), 5)), ..PeerState::default() };
        let mut server = ProxyPeer::from_state(V70, state);
        let request = ConfigRequest::new("paris-1", "7.0.9").with_revision(session(to), known);
        assert_eq!(server.handle_config_request(&request, 6), expected, "session {to}, revision {known}");
        assert_eq!(server.to_state().config, Some((session(to), 6)));
    }
}

/// A passive proxy of that version without results.
fn results(version: &str) -> ProxyReply<ProxyTasks> {
    let mut tasks = ProxyTasks::default();
    tasks.version = Some(version.to_owned());
    tasks.into()
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
        assert_eq!(server.handle_passive_tasks(&results(version), NOW).unwrap().tasks, expected, "{version}");
        // What is not for this proxy is not kept for later either.
        assert!(server.handle_passive_tasks(&results("7.0.0"), NOW).unwrap().tasks.is_empty());
    }
}

/// What is said to an error.
fn info(error: &DecodeError) -> Option<String> {
    answer_to(error).and_then(|answer| answer.info)
}

// ZBX-055
#[test]
fn a_payload_that_cannot_be_read_is_answered_with_what_is_wrong() {
    for (payload, expected) in [
        (
            r#"{"request":"proxy data""#,
            "cannot parse as a valid JSON object: unexpected end of the JSON text",
        ),
        (
            r#"{"request":"proxy data","clock":"x"}"#,
            r#"clock: expected a non-negative integer, found "\"x\"" at byte 32"#,
        ),
        (
            r#"{"request":"proxy config","data":{"hosts":{"fields":["hostid"],"data":[[]]}}}"#,
            "data.hosts.data[0]: expected 1 cells, found 0 at byte 71",
        ),
    ] {
        let error = Request::decode(payload.as_bytes()).unwrap_err();
        assert_eq!(info(&error).as_deref(), Some(expected), "{payload}");
    }
    let limits = Limits::DEFAULT.with_depth(1);
    let error = Request::decode_with(br#"{"request":"proxy data","tasks":[]}"#, &limits).unwrap_err();
    assert_eq!(info(&error).as_deref(), Some("JSON depth 2 exceeds the limit of 1"));
}
