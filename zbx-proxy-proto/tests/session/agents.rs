//! Values of active agents and senders.

use super::*;

const SESSION: &str = "0123456789abcdef0123456789abcdef";

fn data(session: Option<&'static str>, ids: &[u64]) -> AgentData<'static> {
    let value = |id: &u64| AgentValue { id: Some(*id), ..AgentValue::from_item(7, "v") };
    AgentData {
        session: session.map(Into::into),
        data: ids.iter().map(value).collect(),
        ..AgentData::default()
    }
}

/// Returns the number of new values, and the counts of the answer.
fn taken(peer: &mut AgentPeer, data: &AgentData<'_>) -> (usize, (u64, u64, u64)) {
    let decision = peer.handle_data(data);
    let new = decision.values.len();
    let counts = peer.commit(decision, 0, "0.000001").counts().unwrap();
    (new, (counts.processed, counts.failed, counts.total))
}

// ZBX-097
#[test]
fn values_of_an_agent_are_taken_once_and_count_as_failed_again() {
    let mut peer = AgentPeer::default();
    let first = data(Some(SESSION), &[1, 2, 3]);
    // A decision that is dropped leaves everything as before.
    let _ = peer.handle_data(&first);
    assert_eq!(taken(&mut peer, &first), (3, (3, 0, 3)));
    assert_eq!(taken(&mut peer, &first), (0, (0, 3, 3)));
    assert_eq!(taken(&mut peer, &data(Some(SESSION), &[3, 4])), (1, (1, 1, 2)));
    // By the last id before the message; the last of the message is remembered.
    assert_eq!(taken(&mut peer, &data(Some(SESSION), &[7, 6, 5])), (3, (3, 0, 3)));
    assert_eq!(taken(&mut peer, &data(Some(SESSION), &[6])), (1, (1, 0, 1)));
    let another = "f".repeat(32).leak();
    assert_eq!(taken(&mut peer, &data(Some(another), &[1])), (1, (1, 0, 1)));
    assert_eq!(taken(&mut peer, &data(Some(SESSION), &[6])), (0, (0, 1, 1)));
}

// ZBX-097
#[test]
fn values_without_id_or_session_are_never_duplicates() {
    let mut peer = AgentPeer::default();
    for _ in 0..2 {
        assert_eq!(taken(&mut peer, &data(Some(SESSION), &[0])), (1, (1, 0, 1)));
        assert_eq!(taken(&mut peer, &data(None, &[1])), (1, (1, 0, 1)));
    }
    for session in ["", "abc", "0123456789abcdef0123456789abcdef0"] {
        let refused = data(Some(session), &[1]);
        let decision = peer.handle_data(&refused);
        assert!(decision.values.is_empty());
        let info = format!("invalid session token length {}", session.len());
        assert_eq!(peer.commit(decision, 0, "0.1"), Answer::failed(info));
    }
}

// ZBX-098
#[test]
fn undecodable_rows_count_next_to_others_only() {
    for (rows, counts) in [
        (r#"{"host":"h","key":"k","value":"1"},{"value":"2"}"#, (1, 1, 2)),
        (r#"{"value":"2"}"#, (0, 0, 0)),
        (r#"7"#, (0, 0, 0)),
        ("", (0, 0, 0)),
    ] {
        let text = format!(r#"{{"request":"sender data","data":[{rows}]}}"#);
        let Ok(Request::SenderData(data)) = Request::decode(text.as_bytes(), &Limits::DEFAULT) else {
            panic!("{text}")
        };
        let found = data.decide().answer(0, "0.000001").counts().unwrap();
        assert_eq!((found.processed, found.failed, found.total), counts, "{rows}");
    }
    // The caller's failures count too.
    let two = data(None, &[1, 2]);
    let counts = AgentPeer::default().handle_data(&two).answer(1, "0.000001").counts().unwrap();
    assert_eq!((counts.processed, counts.failed, counts.total), (1, 1, 2));
}

#[cfg(feature = "serde")]
#[test]
fn an_agents_state_survives_a_restart() {
    let mut peer = AgentPeer::default();
    let sent = data(Some(SESSION), &[1]);
    assert_eq!(taken(&mut peer, &sent).0, 1);
    let stored = serde_json::to_string(&peer).unwrap();
    let mut peer: AgentPeer = serde_json::from_str(&stored).unwrap();
    assert_eq!(taken(&mut peer, &sent).0, 0);
}
