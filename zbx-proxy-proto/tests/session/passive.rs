//! A server that asks a passive proxy.

use super::*;

#[test]
fn a_passive_proxy_of_7_0_in_four_legs() {
    let (mut proxy, mut server) = (PassiveProxy::new(V70, token(1)), ProxyPeer::new(V70));
    let expected = [
        (5, ConfigDecision::Full { revision: 5 }),
        (5, ConfigDecision::Unchanged),
        (6, ConfigDecision::Delta { since: 5, revision: 6 }),
    ];
    for (revision, decision) in expected {
        let (request, poll) = ConfigPoll::start();
        let request = send(&request);
        let PassiveStep::SendRevision(has) = proxy.handle_request(&request).unwrap() else { panic!() };
        let (decided, sent) = poll.handle_revision(&mut server, &has, revision);
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
        let has = zbx_proxy_proto::ConfigRevision::new("7.0.9", token(1).to_string(), 0);
        let (decision, sent) = poll.handle_revision(&mut server, &has, 5);
        assert_eq!(decision, ConfigDecision::Full { revision: 5 });
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
    let mut push = zbx_proxy_proto::ConfigRequest::default();
    push.data = Some(plain);
    let request = send(&push.into());
    let PassiveStep::Replace(config) = proxy.handle_request(&request).unwrap() else { panic!() };
    assert_eq!(config.tables.table("hosts").unwrap().len(), 1);
    assert_eq!(proxy.accept().version.as_deref(), Some("6.0.14"));
    // What another version would send is not understood.
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
        let data = ProxyData::decode(&wire).unwrap();
        let decision = server.handle_passive_data(&data, NOW);
        assert_eq!((decision.take, decision.history.len(), decision.duplicates), (true, new, 3 - new));
        assert_eq!(decision.answer.upload, None);
        assert_eq!(handle_acknowledgement(&reply(&decision.answer)).unwrap().len(), usize::from(new == 3));
    }
    assert_eq!(
        proxy.handle_request(&Request::decode(br#"{"request":"proxy tasks"}"#).unwrap()),
        Ok(PassiveStep::SendTasks)
    );
    let results = proxy.tasks(vec![task(0)], clock(), ns());
    assert_eq!((results.version.as_deref(), results.tasks.len()), (Some(V70.to_string().as_str()), 1));
    assert_eq!(
        (results.clock, results.ns),
        (Some(clock().seconds().into()), Some(ns().nanoseconds().into()))
    );
    assert!(server.handle_passive_tasks(results.version.as_deref(), NOW).is_success());
}

#[test]
fn a_passive_proxy_does_not_serve_others() {
    let proxy = PassiveProxy::new(V70, token(1));
    for text in [
        r#"{"request":"proxy data","host":"paris-1"}"#,
        r#"{"request":"proxy config","host":"paris-1"}"#,
        r#"{"request":"sender data","data":[]}"#,
    ] {
        let request = Request::decode(text.as_bytes()).unwrap();
        assert!(matches!(proxy.handle_request(&request), Err(SessionError::WrongRequest(_))), "{text}");
    }
}
