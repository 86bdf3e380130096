//! Configuration of an active proxy.

use super::*;

#[test]
fn heartbeats_end_with_6_4() {
    let Some(Request::ProxyHeartbeat(heartbeat)) = active(V60).heartbeat() else { panic!() };
    assert_eq!((heartbeat.host.as_str(), heartbeat.version.as_deref()), ("paris-1", Some("6.0.14")));
    assert!(ProxyPeer::new(V60).handle_heartbeat(&heartbeat).unwrap().is_success());
    assert_eq!(active(V64).heartbeat(), None);
    assert_eq!(ProxyPeer::new(V70).handle_heartbeat(&heartbeat), None);
}

#[test]
fn a_proxy_of_6_0_gets_everything_each_time() {
    let (mut proxy, mut server) = (active(V60), ProxyPeer::new(V60));
    for _ in 0..2 {
        assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Plain);
    }
    let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
    assert_eq!((request.session, request.config_revision), (None, None));
}

#[test]
fn a_proxy_of_7_0_gets_all_then_nothing_then_what_changed() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: Revision::new(5) });
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Unchanged);
    assert_eq!(
        sync(&mut proxy, &mut server, 8, true),
        ConfigDecision::Delta { since: Revision::new(5), revision: Revision::new(8) }
    );
    assert_eq!(sync(&mut proxy, &mut server, 8, true), ConfigDecision::Unchanged);
}

#[test]
fn what_is_not_confirmed_is_asked_for_again() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, false), ConfigDecision::Full { revision: Revision::new(5) });
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: Revision::new(5) });
    // An update that cannot be applied.
    assert_eq!(
        sync(&mut proxy, &mut server, 6, false),
        ConfigDecision::Delta { since: Revision::new(5), revision: Revision::new(6) }
    );
    assert_eq!(sync(&mut proxy, &mut server, 6, true), ConfigDecision::Full { revision: Revision::new(6) });
}

#[test]
fn a_lost_answer_leads_to_a_full_sync() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: Revision::new(5) });
    // The server's update to 6 never arrives: it knows only that 6 was sent.
    let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
    let lost = server.handle_config_request(&request, Revision::new(6));
    assert_eq!(lost, ConfigDecision::Delta { since: Revision::new(5), revision: Revision::new(6) });
    proxy.config_failed();
    assert_eq!(sync(&mut proxy, &mut server, 6, true), ConfigDecision::Full { revision: Revision::new(6) });
}

#[test]
fn what_the_server_could_not_deliver_is_sent_whole_the_next_time() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: Revision::new(5) });
    server.config_failed();
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: Revision::new(5) });
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Unchanged);
}

#[test]
fn a_session_that_the_server_does_not_know_gets_everything() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: Revision::new(5) });
    let mut restarted = ProxyPeer::new(V70);
    assert_eq!(
        sync(&mut proxy.clone(), &mut restarted, 5, true),
        ConfigDecision::Full { revision: Revision::new(5) }
    );
    let mut remembered = ProxyPeer::from_state(V70, server.to_state());
    assert_eq!(sync(&mut proxy, &mut remembered, 5, true), ConfigDecision::Unchanged);
}

#[test]
fn versions_that_differ_get_no_configuration() {
    for (proxy, server, refused) in
        [(V60, V70, true), (V64, V70, true), (V70, V64, true), (Version::new(7, 0, 1), V70, false)]
    {
        let Request::ProxyConfig(request) = active(proxy).config_request() else { panic!() };
        let decision = ProxyPeer::new(server).handle_config_request(&request, Revision::new(5));
        let ConfigDecision::Refuse(answer) = decision else {
            assert!(!refused, "{proxy} {server}");
            continue;
        };
        assert!(refused, "{proxy} {server}");
        assert_eq!(answer.info.as_deref(), Some("proxy and server major versions do not match"));
        let mut asking = active(proxy);
        let error = asking.handle_config(&ConfigAnswer::Failed(answer)).unwrap_err();
        assert!(matches!(error, SessionError::Refused { info: Some(_) }), "{error}");
    }
}

#[test]
fn requests_without_session_or_revision_are_refused() {
    let mut server = ProxyPeer::new(V70);
    let Request::ProxyConfig(mut request) = active(V70).config_request() else { panic!() };
    request.config_revision = None;
    let ConfigDecision::Refuse(answer) = server.handle_config_request(&request, Revision::new(5)) else {
        panic!()
    };
    assert_eq!(answer.info.as_deref(), Some("cannot get revision from proxy configuration request"));
    request.session = None;
    let ConfigDecision::Refuse(answer) = server.handle_config_request(&request, Revision::new(5)) else {
        panic!()
    };
    assert_eq!(answer.info.as_deref(), Some("cannot get session from proxy configuration request"));
}

#[test]
fn an_update_that_does_not_fit_is_an_error_and_asks_for_everything() {
    for update in [ConfigUpdate::delta(tables(), 5), {
        let mut update = ConfigUpdate::full(tables(), 5);
        update.config_revision = None;
        update
    }] {
        let mut proxy = active(V70);
        let error = proxy.handle_config(&ConfigAnswer::Update(update)).unwrap_err();
        assert!(matches!(error, SessionError::NotFull | SessionError::NoRevision), "{error}");
        let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
        assert_eq!(request.config_revision, Some(0));
    }
}

// ZBX-062
#[test]
fn tables_without_a_revision_are_for_older_proxies() {
    let plain = ConfigAnswer::Plain(PlainConfig { tables: tables(), ..PlainConfig::default() });
    for (version, taken) in [(V60, true), (V64, false), (V70, false)] {
        let mut proxy = active(version);
        match proxy.handle_config(&plain) {
            Ok(change) => assert!(taken && matches!(change, ConfigChange::Replace(_)), "{version}"),
            Err(error) => assert!(!taken && error == SessionError::NoRevision, "{version}"),
        }
    }
}

// ZBX-059
#[test]
fn a_member_of_a_group_gets_what_changed_in_its_host_map() {
    let mut server = ProxyPeer::new(V70);
    let mut request = ConfigRequest::new("paris-1", "7.0.9").with_revision(token(1).to_string(), 0);
    let present = |hostmap| Revision::new(5).with_hostmap(hostmap);
    assert_eq!(
        server.handle_config_request(&request, present(3)),
        ConfigDecision::Full { revision: present(3) }
    );
    request.config_revision = Some(5);
    request.hostmap_revision = Some(3);
    assert_eq!(server.handle_config_request(&request, present(3)), ConfigDecision::Unchanged);
    let changed = ConfigDecision::Delta { since: present(3), revision: present(4) };
    assert_eq!(server.handle_config_request(&request, present(4)), changed);
    // A passive proxy sends its revision in the second leg.
    let mut has = ConfigRevision::new("7.0.9", token(1).to_string(), 5);
    has.hostmap_revision = Some(3);
    let (decision, _) = ConfigPoll::start().1.handle_revision(&mut server, &has.into(), present(4)).unwrap();
    assert_eq!(decision, changed);
    // Outside of any group there is nothing to compare.
    assert_eq!(server.handle_config_request(&request, present(0)), ConfigDecision::Unchanged);
}

/// Creates a proxy with revisions of the configuration and the host map.
fn with_host_map(config: u64, hostmap: u64) -> ActiveProxy {
    let mut proxy = active(V70);
    let mut update = ConfigUpdate::full(tables(), config);
    let group = ProxyGroup { hostmap_revision: Some(hostmap), ..ProxyGroup::default() };
    update.proxy_group = Some(group);
    proxy.config_applied(&update);
    proxy
}

// ZBX-059
#[test]
fn a_full_configuration_without_a_group_forgets_the_host_map() {
    let mut proxy = with_host_map(5, 3);
    proxy.config_applied(&ConfigUpdate::full(tables(), 6));
    let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
    assert_eq!((request.config_revision, request.hostmap_revision), (Some(6), None));
}

#[test]
fn the_host_maps_revision_is_remembered_through_other_updates() {
    let mut proxy = with_host_map(5, 3);
    proxy.config_applied(&ConfigUpdate::delta(Tables::default(), 6));
    let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
    assert_eq!((request.config_revision, request.hostmap_revision), (Some(6), Some(3)));
    proxy.config_failed();
    let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
    assert_eq!((request.config_revision, request.hostmap_revision), (Some(0), None));
}
