//! Data and tasks of an active proxy.

use super::*;

#[test]
fn rows_are_taken_once() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(upload(&mut proxy, &mut server, rows(1..=3), false), (3, true));
    // The answer was lost, so the proxy repeats its rows and adds more.
    assert_eq!(upload(&mut proxy, &mut server, rows(1..=5), false), (2, true));
    // Ids within one message are not compared with each other (ZBX-082).
    assert_eq!(upload(&mut proxy, &mut server, rows([5, 4, 6, 6]), false), (2, true));
    // Also after a restart of the server that kept its state.
    let mut remembered = ProxyPeer::from_state(V70, server.to_state());
    assert_eq!(upload(&mut proxy, &mut remembered, rows(1..=7), false), (1, true));
}

#[test]
fn another_session_counts_from_the_start() {
    let mut server = ProxyPeer::new(V70);
    assert_eq!(upload(&mut active(V70), &mut server, rows(1..=3), false), (3, true));
    let name: ProxyName = "paris-1".parse().unwrap();
    let mut restarted = ActiveProxy::new(name.clone(), V70, token(2));
    assert_eq!(upload(&mut restarted, &mut server, rows(1..=3), false), (3, true));
    // The first session is still known,
    assert_eq!(upload(&mut active(V70), &mut server, rows(1..=3), false), (0, true));
    // until many have followed: a server's memory is bounded.
    for byte in 10..40 {
        let mut proxy = ActiveProxy::new(name.clone(), V70, token(byte));
        upload(&mut proxy, &mut server, rows(1..=3), false);
    }
    assert!(server.to_state().sessions.len() <= 16);
}

#[test]
fn rows_without_id_or_session_are_never_duplicates() {
    let mut server = ProxyPeer::new(V70);
    let mut data = rows([0, 0]);
    data.history.good[1].id = None;
    let mut proxy = active(V70);
    assert_eq!(upload(&mut proxy, &mut server, data.clone(), false), (2, true));
    assert_eq!(upload(&mut proxy, &mut server, data, false), (2, true));
    let mut unnamed = rows(1..=2);
    unnamed.version = Some("7.0.9".into());
    for _ in 0..2 {
        let decision = server.handle_data(&unnamed, false, NOW);
        assert_eq!(decision.history.len(), 2);
        let _ = server.commit(decision);
    }
}

#[test]
fn a_session_of_another_length_is_refused_only_with_rows() {
    let server = ProxyPeer::new(V70);
    let mut data = rows(1..=1);
    data.session = Some("abc".into());
    data.version = Some("7.0.9".into());
    let decision = server.handle_data(&data, false, NOW);
    assert!(!decision.take);
    assert_eq!(decision.answer().info.as_deref(), Some("invalid session token length 3"));
    data.history = Default::default();
    assert!(server.handle_data(&data, false, NOW).take);
}

#[test]
fn a_full_cache_stops_rows_until_it_has_room() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(upload(&mut proxy, &mut server, rows(1..=3), true), (0, false));
    assert!(!proxy.may_upload());
    assert_eq!(proxy.data_request(rows(1..=3), clock(), ns()), Err(EncodeError::UploadDisabled));
    // Empty messages and results are still sent, and their answers enable uploading
    // again.
    assert_eq!(upload(&mut proxy, &mut server, ProxyData::default(), true), (0, true));
    assert!(!proxy.may_upload());
    assert_eq!(upload(&mut proxy, &mut server, ProxyData::default(), false), (0, true));
    assert!(proxy.may_upload());
    assert_eq!(upload(&mut proxy, &mut server, rows(1..=3), false), (3, true));
}

// ZBX-078
#[test]
fn a_full_cache_of_5_4_refuses_everything() {
    let data = ProxyData { version: Some("5.4.0".into()), ..ProxyData::default() };
    for (server, expected) in [(Version::new(5, 4, 0), Status::Failed), (V60, Status::Success)] {
        let answer = ProxyPeer::new(server).handle_data(&data, true, NOW).answer().clone();
        assert_eq!((answer.upload, answer.response), (Some(Upload::Disabled), Some(expected)), "{server}");
    }
}

#[test]
fn what_upload_says_holds_until_it_says_otherwise() {
    let mut proxy = active(V70);
    let _ = proxy.handle_data(&Answer::success().with_upload(Upload::Disabled));
    let _ = proxy.handle_data(&Answer::success());
    let _ = proxy.handle_data(&Answer::success().with_upload(Upload::from("perhaps")));
    assert!(!proxy.may_upload());
    let _ = proxy.handle_data(&Answer::failed("x").with_upload(Upload::Enabled));
    assert!(proxy.may_upload());
}

#[test]
fn only_an_exact_success_counts() {
    let mut proxy = active(V70);
    for text in [r#"{"response":"SUCCESS"}"#, r#"{"response":"failed"}"#, "{}", r#"{"upload":"enabled"}"#] {
        let answer = Answer::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        assert!(matches!(proxy.handle_data(&answer), DataOutcome::Keep { .. }), "{text}");
        assert!(handle_acknowledgement(&answer).is_err(), "{text}");
    }
}

#[test]
fn old_and_new_proxies_are_refused_the_servers_way() {
    let mut data = rows(1..=1);
    data.version = Some("5.4.0".into());
    let answer = ProxyPeer::new(V70).handle_data(&data, false, NOW).answer().clone();
    assert_eq!((answer.upload, answer.response), (Some(Upload::Disabled), Some(Status::Failed)));
    assert_eq!(answer.info.as_deref(), Some("current proxy version is not supported by server"));
    for version in [Some("6.2.0"), Some("x"), None] {
        data.version = version.map(Into::into);
        let answer = ProxyPeer::new(V60).handle_data(&data, false, NOW).answer().clone();
        assert_eq!((answer.upload, answer.response, answer.info), (None, Some(Status::Failed), None));
    }
}

#[test]
fn tasks_are_handed_out_once_and_while_they_are_good() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    server.queue_task(task(30));
    server.queue_task(task(0));
    let Request::ProxyData(data) = send(&proxy.data_request(ProxyData::default(), clock(), ns()).unwrap())
    else {
        panic!()
    };
    let decision = server.handle_data(&data, false, NOW + 31);
    let answer = reply(&server.commit(decision));
    let DataOutcome::Taken([Task::CheckNow(CheckNow { ttl: 0, itemid: 7, .. })]) = proxy.handle_data(&answer)
    else {
        panic!("{answer:?}")
    };
    let decision = server.handle_data(&data, false, NOW);
    assert!(server.commit(decision).tasks.is_empty());
}

#[test]
fn too_many_rows_for_one_message_are_the_callers_fault() {
    let error = active(V70).data_request(rows(1..=10_001), clock(), ns()).unwrap_err();
    assert_eq!(error.to_string(), "number of rows in a section 10001 exceeds the limit of 10000");
    assert!(active(V70).data_request(rows(1..=10_000), clock(), ns()).is_ok());
    // The bound applies to every section.
    let data = ProxyData {
        interface_availability: (0..10_001)
            .map(|id| InterfaceAvailability::new(id, Availability::Available, ""))
            .collect(),
        ..ProxyData::default()
    };
    assert!(active(V70).data_request(data, clock(), ns()).is_err());
}

/// Sends the rows of these ids as a new message; returns the ids that are accepted.
fn accepted(server: &mut ProxyPeer, ids: &[u64]) -> Vec<u64> {
    let Request::ProxyData(data) =
        send(&active(V70).data_request(rows(ids.iter().copied()), clock(), ns()).unwrap())
    else {
        panic!()
    };
    let decision = server.handle_data(&data, false, NOW);
    let accepted = decision.history.iter().filter_map(|row| row.id).collect();
    let _ = server.commit(decision);
    accepted
}

// ZBX-082
#[test]
fn duplicates_are_judged_by_the_last_row_of_the_message_before() {
    let mut server = ProxyPeer::new(V70);
    for (ids, expected) in [
        (&[5, 3, 6][..], &[5, 3, 6][..]),
        // A batch that failed earlier comes too late.
        (&[1, 2], &[]),
        (&[6], &[]),
        (&[25, 26, 23], &[25, 26, 23]),
        (&[24], &[24]),
        (&[26], &[26]),
        (&[20, 27], &[27]),
        (&[27], &[]),
    ] {
        assert_eq!(accepted(&mut server, ids), expected, "{ids:?}");
    }
}

#[test]
fn a_decision_that_is_not_committed_changes_nothing() {
    let (proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    server.queue_task(task(0));
    let before = server.to_state();
    let Request::ProxyData(data) = send(&proxy.data_request(rows(1..=3), clock(), ns()).unwrap()) else {
        panic!()
    };
    // The rows could not be stored: the connection is closed without an answer.
    let decision = server.handle_data(&data, false, NOW);
    assert_eq!(decision.history.len(), 3);
    drop(decision);
    assert_eq!(server.to_state(), before);
    // The proxy sends them again, with the same ids.
    let decision = server.handle_data(&data, false, NOW);
    assert_eq!((decision.history.len(), decision.duplicates), (3, 0));
    let answer = server.commit(decision);
    assert_eq!(answer.tasks, [task(0)]);
    // The answer did not reach the proxy: the rows are duplicates, the tasks wait.
    server.data_failed(answer);
    let decision = server.handle_data(&data, false, NOW);
    assert_eq!((decision.take, decision.history.len(), decision.duplicates), (true, 0, 3));
    let answer = server.commit(decision);
    assert_eq!((answer.is_success(), answer.tasks), (true, vec![task(0)]));
}

#[test]
fn queued_tasks_survive_a_restart() {
    let mut server = ProxyPeer::new(V70);
    server.queue_task(task(0));
    let mut server = ProxyPeer::from_state(V70, server.to_state());
    let data = ProxyData { version: Some("7.0.9".into()), ..ProxyData::default() };
    let decision = server.handle_data(&data, false, NOW);
    assert_eq!(server.commit(decision).tasks, [task(0)]);
}

#[test]
fn a_session_longer_than_a_token_is_not_kept() {
    let mut server = ProxyPeer::new(V70);
    let request = ConfigRequest::new("paris-1", "7.0.9").with_revision("x".repeat(1 << 20), 0);
    let _ = server.handle_config_request(&request, Revision::new(5));
    assert_eq!(server.to_state().config, None);
}
