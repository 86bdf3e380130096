//! Dialogues of a server with a passive proxy.

use super::*;

#[test]
fn a_passive_proxy_of_7_0_in_four_legs() {
    let (mut proxy, mut server) = (PassiveProxy::new(V70, token(1)), ProxyPeer::new(V70));
    let expected = [
        (5, ConfigDecision::Full { revision: Revision::new(5) }),
        (5, ConfigDecision::Unchanged),
        (6, ConfigDecision::Delta { since: Revision::new(5), revision: Revision::new(6) }),
    ];
    for (revision, decision) in expected {
        let (request, poll) = ConfigPoll::start();
        let request = send(&request);
        let PassiveStep::SendRevision(has) = proxy.handle_request(&request).unwrap() else { panic!() };
        let (decided, sent) =
            poll.handle_revision(&mut server, &has.into(), Revision::new(revision)).unwrap();
        assert_eq!(decided, decision);
        let answer = config(decided);
        if let ConfigChange::Update(update) = proxy.handle_config(&answer).unwrap() {
            proxy.config_applied(update);
        }
        sent.handle_answer(&mut server, &reply(&proxy.accept())).unwrap();
    }
}

#[test]
fn a_passive_proxy_that_refuses_gets_everything_the_next_time() {
    let (mut proxy, mut server) = (PassiveProxy::new(V70, token(1)), ProxyPeer::new(V70));
    for _ in 0..2 {
        let (_, poll) = ConfigPoll::start();
        let has = ConfigRevision::new("7.0.9", token(1).to_string(), 0);
        let (decision, sent) = poll.handle_revision(&mut server, &has.into(), Revision::new(5)).unwrap();
        assert_eq!(decision, ConfigDecision::Full { revision: Revision::new(5) });
        let error = sent.handle_answer(&mut server, &proxy.refuse("table \"x\" is unknown")).unwrap_err();
        assert_eq!(error, SessionError::RefusedByProxy { info: Some("table \"x\" is unknown".to_owned()) });
        proxy.config_failed();
    }
}

#[test]
fn a_passive_proxy_that_failed_asks_for_everything() {
    let mut proxy = PassiveProxy::new(V70, token(1));
    let has = |proxy: &PassiveProxy| match proxy.handle_request(&ConfigPoll::start().0) {
        Ok(PassiveStep::SendRevision(has)) => has.config_revision,
        other => panic!("{other:?}"),
    };
    let update = ConfigUpdate::full(tables(), 5);
    assert_eq!(has(&proxy), 0);
    assert!(proxy.handle_config(&ConfigAnswer::Update(update.clone())).is_ok());
    assert_eq!(has(&proxy), 0);
    proxy.config_applied(&update);
    assert_eq!(has(&proxy), 5);
    proxy.config_failed();
    assert_eq!(has(&proxy), 0);
}

#[test]
fn a_passive_proxy_of_6_0_in_two_legs() {
    let proxy = PassiveProxy::new(V60, token(1));
    let plain = PlainConfig { tables: tables(), ..PlainConfig::default() };
    let push = ConfigRequest { data: Some(plain), ..ConfigRequest::default() };
    let request = send(&push.into());
    let PassiveStep::Replace(config) = proxy.handle_request(&request).unwrap() else { panic!() };
    assert_eq!(config.tables.table("hosts").unwrap().len(), 1);
    assert_eq!(proxy.accept().version.as_deref(), Some("6.0.14"));
    // Requests of other versions are refused.
    let (poll, _) = ConfigPoll::start();
    assert!(matches!(proxy.handle_request(&poll), Err(SessionError::WrongRequest(_))));
    assert!(PassiveProxy::new(V70, token(1)).handle_request(&request).is_err());
}

#[test]
fn a_passive_proxy_is_asked_for_data_and_results() {
    let (proxy, mut server) = (PassiveProxy::new(V70, token(1)), ProxyPeer::new(V70));
    assert_eq!(proxy.handle_request(&ProxyData::default().into()), Ok(PassiveStep::SendData));
    let data = proxy.data(rows(1..=3), clock(), ns()).unwrap();
    let mut wire = Vec::new();
    data.encode(&mut wire);
    server.queue_task(task(0));
    for new in [3, 0] {
        let reply = ProxyReply::<ProxyData<'_>>::decode(&wire, &Limits::DEFAULT).unwrap();
        let decision = server.handle_passive_data(&reply, NOW).unwrap();
        assert_eq!((decision.take, decision.history.len(), decision.duplicates), (true, new, 3 - new));
        let answer = server.commit(decision);
        assert_eq!(answer.upload, None);
        assert_eq!(handle_acknowledgement(&self::reply(&answer)).unwrap().len(), usize::from(new == 3));
    }
    assert_eq!(
        proxy.handle_request(&Request::decode(br#"{"request":"proxy tasks"}"#, &Limits::DEFAULT).unwrap()),
        Ok(PassiveStep::SendTasks)
    );
    let results = proxy.tasks(vec![task(0)], clock(), ns());
    assert_eq!((results.version.as_deref(), results.tasks.len()), (Some(V70.to_string().as_str()), 1));
    assert_eq!(
        (results.clock, results.ns),
        (Some(clock().seconds().into()), Some(ns().nanoseconds().into()))
    );
    let decision = server.handle_passive_tasks(&results.into(), NOW).unwrap();
    assert!(server.commit(decision).is_success());
}

// ZBX-072
#[test]
fn a_proxy_that_refuses_loses_no_tasks() {
    let info = "misconfiguration error: the proxy is running in the active mode";
    let refusals = [
        format!(r#"{{"response":"failed","info":"{info}","version":"7.0.9"}}"#),
        format!(r#"{{"version":"7.0.9","info":"{info}","response":"failed"}}"#),
    ];
    for wire in refusals {
        let wire = wire.as_bytes();
        let error = SessionError::RefusedByProxy { info: Some(info.to_owned()) };
        let mut server = ProxyPeer::new(V70);
        server.queue_task(task(0));
        let data = ProxyReply::<ProxyData<'_>>::decode(wire, &Limits::DEFAULT).unwrap();
        assert_eq!(server.handle_passive_data(&data, NOW), Err(error.clone()));
        let tasks = ProxyReply::<ProxyTasks>::decode(wire, &Limits::DEFAULT).unwrap();
        assert_eq!(server.handle_passive_tasks(&tasks, NOW), Err(error.clone()));
        let (_, poll) = ConfigPoll::start();
        let revision = ProxyReply::<ConfigRevision>::decode(wire, &Limits::DEFAULT).unwrap();
        assert_eq!(poll.handle_revision(&mut server, &revision, Revision::new(5)).unwrap_err(), error);
        // All tasks are still queued.
        let none =
            ProxyReply::<ProxyTasks>::decode(br#"{"version":"7.0.9","clock":1,"ns":1}"#, &Limits::DEFAULT)
                .unwrap();
        let decision = server.handle_passive_tasks(&none, NOW).unwrap();
        assert_eq!(server.commit(decision).tasks, [task(0)]);
        // Limits that exclude unknown members do not hide a refusal.
        let narrow = Limits::DEFAULT.with_members(0);
        assert_eq!(ProxyReply::<ProxyData<'_>>::decode(wire, &narrow).as_ref(), Ok(&data));
        let mut again = Vec::new();
        revision.encode(&mut again);
        assert_eq!(ProxyReply::<ConfigRevision>::decode(&again, &Limits::DEFAULT), Ok(revision));
    }
    // A damaged message that is not a refusal is an error.
    let error =
        ProxyReply::<ConfigRevision>::decode(br#"{"version":"7.0.9"}"#, &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.to_string(), "missing member \"session\" at byte 0");
}

// ZBX-105
#[test]
fn a_proxy_that_is_not_supported_gets_no_tasks() {
    let mut server = ProxyPeer::new(V70);
    server.queue_task(task(0));
    let mut data = rows(1..=1);
    data.version = Some("5.0.1".into());
    let reply = data.clone().into();
    let decision = server.handle_passive_data(&reply, NOW).unwrap();
    assert!(!decision.take);
    assert_eq!(server.commit(decision), Answer::success());
    data.version = Some("7.0.1".into());
    let reply = data.into();
    let decision = server.handle_passive_data(&reply, NOW).unwrap();
    assert_eq!(server.commit(decision).tasks, [task(0)]);
}

#[test]
fn a_passive_proxy_does_not_serve_others() {
    let proxy = PassiveProxy::new(V70, token(1));
    for text in [
        r#"{"request":"proxy data","host":"paris-1"}"#,
        r#"{"request":"proxy config","host":"paris-1"}"#,
        r#"{"request":"sender data","data":[]}"#,
    ] {
        let request = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        assert!(matches!(proxy.handle_request(&request), Err(SessionError::WrongRequest(_))), "{text}");
    }
}
