//! Both sides of each dialogue wired together in memory, then with messages lost,
//! repeated and altered.

use zbx_proxy_proto::session::{
    ActiveProxy, ConfigChange, ConfigDecision, ConfigPoll, DataOutcome, PassiveProxy, PassiveStep, ProxyPeer,
    answer_to, handle_acknowledgement, invalid_proxy_name, unknown_proxy,
};
use zbx_proxy_proto::{
    Answer, CheckNow, Clock, ConfigAnswer, ConfigUpdate, EncodeError, Flags, HistoryValue, Nanoseconds,
    PlainConfig, ProxyData, ProxyName, Request, SessionError, SessionToken, Status, Table, Tables, Task,
    Upload, Version,
};

const NOW: u64 = 1_790_000_000;
const V60: Version = Version::new(6, 0, 14);
const V64: Version = Version::new(6, 4, 4);
const V70: Version = Version::new(7, 0, 9);

fn clock() -> Clock {
    Clock::new(1_790_000_000).unwrap()
}

fn ns() -> Nanoseconds {
    Nanoseconds::new(5).unwrap()
}

fn token(byte: u8) -> SessionToken {
    SessionToken::from_random([byte; 16])
}

fn active(version: Version) -> ActiveProxy {
    ActiveProxy::new("paris-1".parse::<ProxyName>().unwrap(), version, token(1))
}

fn rows(ids: impl IntoIterator<Item = u64>) -> ProxyData<'static> {
    let mut data = ProxyData::default();
    data.history =
        ids.into_iter().map(|id| HistoryValue::new(id, 7, clock(), ns()).with_value("1")).collect();
    data
}

fn tables() -> Tables<'static> {
    let mut tables = Tables::default();
    let mut hosts = Table::new(["hostid", "host"]);
    hosts.push([1_u64.into(), "web-1".into()]).unwrap();
    tables.push("hosts", hosts);
    tables
}

/// Over the wire: what was encoded is decoded again.
fn send(request: &Request<'_>) -> Request<'static> {
    let mut wire = Vec::new();
    request.encode(&mut wire);
    Request::decode(&wire).unwrap().into_owned()
}

fn reply(answer: &Answer) -> Answer {
    let mut wire = Vec::new();
    answer.encode(&mut wire);
    Answer::decode(&wire).unwrap()
}

/// What a server with this configuration puts on the wire.
fn config(decision: ConfigDecision) -> ConfigAnswer<'static> {
    let answer = match decision {
        ConfigDecision::Plain => {
            ConfigAnswer::Plain(PlainConfig { tables: tables(), ..PlainConfig::default() })
        }
        ConfigDecision::Full { revision } => ConfigAnswer::Update(ConfigUpdate::full(tables(), revision)),
        ConfigDecision::Delta { revision, .. } => {
            ConfigAnswer::Update(ConfigUpdate::delta(tables(), revision))
        }
        ConfigDecision::Unchanged => ConfigAnswer::Unchanged,
        ConfigDecision::Refuse(answer) => ConfigAnswer::Failed(answer),
    };
    let mut wire = Vec::new();
    answer.encode(&mut wire);
    ConfigAnswer::decode(&wire).unwrap().into_owned()
}

/// One exchange about the configuration, which is applied or not.
fn sync(proxy: &mut ActiveProxy, server: &mut ProxyPeer, revision: u64, apply: bool) -> ConfigDecision {
    let Request::ProxyConfig(request) = send(&proxy.config_request()) else { panic!() };
    let decision = server.handle_config_request(&request, revision);
    let answer = config(decision.clone());
    match proxy.handle_config(&answer).unwrap() {
        ConfigChange::Update(update) if apply => proxy.config_applied(update),
        _ => {}
    }
    decision
}

fn upload(
    proxy: &mut ActiveProxy,
    server: &mut ProxyPeer,
    data: ProxyData<'_>,
    cache_full: bool,
) -> (usize, bool) {
    let Request::ProxyData(data) = send(&proxy.data_request(data, clock(), ns()).unwrap()) else { panic!() };
    let decision = server.handle_data(&data, cache_full, NOW);
    let taken = matches!(proxy.handle_data(&reply(&decision.answer)), DataOutcome::Taken(_));
    (decision.history.len(), taken)
}

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
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: 5 });
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Unchanged);
    assert_eq!(sync(&mut proxy, &mut server, 8, true), ConfigDecision::Delta { since: 5, revision: 8 });
    assert_eq!(sync(&mut proxy, &mut server, 8, true), ConfigDecision::Unchanged);
}

#[test]
fn what_is_not_confirmed_is_asked_for_again() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, false), ConfigDecision::Full { revision: 5 });
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: 5 });
    // An update that cannot be applied.
    assert_eq!(sync(&mut proxy, &mut server, 6, false), ConfigDecision::Delta { since: 5, revision: 6 });
    assert_eq!(sync(&mut proxy, &mut server, 6, true), ConfigDecision::Full { revision: 6 });
}

#[test]
fn a_lost_answer_leads_to_a_full_sync() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: 5 });
    // The server's update to 6 never arrives: it knows only that 6 was sent.
    let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
    let lost = server.handle_config_request(&request, 6);
    assert_eq!(lost, ConfigDecision::Delta { since: 5, revision: 6 });
    proxy.config_failed();
    assert_eq!(sync(&mut proxy, &mut server, 6, true), ConfigDecision::Full { revision: 6 });
}

#[test]
fn what_the_server_could_not_deliver_is_sent_whole_the_next_time() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: 5 });
    server.config_failed();
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: 5 });
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Unchanged);
}

#[test]
fn a_session_that_the_server_does_not_know_gets_everything() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(sync(&mut proxy, &mut server, 5, true), ConfigDecision::Full { revision: 5 });
    let mut restarted = ProxyPeer::new(V70);
    assert_eq!(sync(&mut proxy.clone(), &mut restarted, 5, true), ConfigDecision::Full { revision: 5 });
    let mut remembered = ProxyPeer::from_state(V70, server.to_state());
    assert_eq!(sync(&mut proxy, &mut remembered, 5, true), ConfigDecision::Unchanged);
}

#[test]
fn versions_that_differ_get_no_configuration() {
    for (proxy, server, refused) in
        [(V60, V70, true), (V64, V70, true), (V70, V64, true), (Version::new(7, 0, 1), V70, false)]
    {
        let Request::ProxyConfig(request) = active(proxy).config_request() else { panic!() };
        let decision = ProxyPeer::new(server).handle_config_request(&request, 5);
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
    let ConfigDecision::Refuse(answer) = server.handle_config_request(&request, 5) else { panic!() };
    assert_eq!(answer.info.as_deref(), Some("cannot get revision from proxy configuration request"));
    request.session = None;
    let ConfigDecision::Refuse(answer) = server.handle_config_request(&request, 5) else { panic!() };
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

#[test]
fn the_host_maps_revision_is_remembered_through_other_updates() {
    let mut proxy = active(V70);
    let mut update = ConfigUpdate::full(tables(), 5);
    let mut group = zbx_proxy_proto::ProxyGroup::default();
    group.hostmap_revision = Some(3);
    update.proxy_group = Some(group);
    proxy.config_applied(&update);
    proxy.config_applied(&ConfigUpdate::delta(Tables::default(), 6));
    let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
    assert_eq!((request.config_revision, request.hostmap_revision), (Some(6), Some(3)));
    proxy.config_failed();
    let Request::ProxyConfig(request) = proxy.config_request() else { panic!() };
    assert_eq!((request.config_revision, request.hostmap_revision), (Some(0), None));
}

#[test]
fn rows_are_taken_once() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(upload(&mut proxy, &mut server, rows(1..=3), false), (3, true));
    // The answer got lost, so the proxy sends the same again, and more.
    assert_eq!(upload(&mut proxy, &mut server, rows(1..=5), false), (2, true));
    assert_eq!(upload(&mut proxy, &mut server, rows([5, 4, 6, 6]), false), (1, true));
    // Also after the server's restart, if it keeps its state.
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
        assert_eq!(server.handle_data(&unnamed, false, NOW).history.len(), 2);
    }
}

#[test]
fn a_session_of_another_length_is_refused_only_with_rows() {
    let mut server = ProxyPeer::new(V70);
    let mut data = rows(1..=1);
    data.session = Some("abc".into());
    data.version = Some("7.0.9".into());
    let decision = server.handle_data(&data, false, NOW);
    assert!(!decision.take);
    assert_eq!(decision.answer.info.as_deref(), Some("invalid session token length 3"));
    data.history = Default::default();
    assert!(server.handle_data(&data, false, NOW).take);
}

#[test]
fn a_full_cache_stops_rows_until_it_has_room() {
    let (mut proxy, mut server) = (active(V70), ProxyPeer::new(V70));
    assert_eq!(upload(&mut proxy, &mut server, rows(1..=3), true), (0, false));
    assert!(!proxy.may_upload());
    assert_eq!(proxy.data_request(rows(1..=3), clock(), ns()), Err(EncodeError::UploadDisabled));
    // Signs of life and results go on, and bring the good news.
    assert_eq!(upload(&mut proxy, &mut server, ProxyData::default(), true), (0, true));
    assert!(!proxy.may_upload());
    assert_eq!(upload(&mut proxy, &mut server, ProxyData::default(), false), (0, true));
    assert!(proxy.may_upload());
    assert_eq!(upload(&mut proxy, &mut server, rows(1..=3), false), (3, true));
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
        let answer = Answer::decode(text.as_bytes()).unwrap();
        assert!(matches!(proxy.handle_data(&answer), DataOutcome::Keep { .. }), "{text}");
        assert!(handle_acknowledgement(&answer).is_err(), "{text}");
    }
}

#[test]
fn old_and_new_proxies_are_refused_the_servers_way() {
    let mut data = rows(1..=1);
    data.version = Some("5.4.0".into());
    let answer = ProxyPeer::new(V70).handle_data(&data, false, NOW).answer;
    assert_eq!((answer.upload, answer.response), (Some(Upload::Disabled), Some(Status::Failed)));
    assert_eq!(answer.info.as_deref(), Some("current proxy version is not supported by server"));
    for version in [Some("6.2.0"), Some("x"), None] {
        data.version = version.map(Into::into);
        let answer = ProxyPeer::new(V60).handle_data(&data, false, NOW).answer;
        assert_eq!((answer.upload, answer.response, answer.info), (None, Some(Status::Failed), None));
    }
}

fn task(ttl: u64) -> Task {
    Task::CheckNow(CheckNow::new(7, NOW, ttl))
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
    let answer = reply(&server.handle_data(&data, false, NOW + 31).answer);
    let DataOutcome::Taken([Task::CheckNow(CheckNow { ttl: 0, itemid: 7, .. })]) = proxy.handle_data(&answer)
    else {
        panic!("{answer:?}")
    };
    assert!(server.handle_data(&data, false, NOW).answer.tasks.is_empty());
}

#[test]
fn too_many_rows_for_one_message_are_the_callers_fault() {
    let error = active(V70).data_request(rows(1..=10_001), clock(), ns()).unwrap_err();
    assert_eq!(error.to_string(), "rows of a section 10001 exceeds the limit of 10000");
    assert!(active(V70).data_request(rows(1..=10_000), clock(), ns()).is_ok());
}

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

#[test]
fn compression_of_answers_follows_the_versions_rules() {
    let data: Request<'_> = ProxyData::default().into();
    let config = active(V60).config_request();
    let (plain, zlib) = (Flags::PLAIN, Flags::COMPRESSED);
    // Up to 6.4: data lags one request behind, configuration does not.
    let mut server = ProxyPeer::new(V60);
    assert_eq!(server.answer_flags(&data, plain, true), zlib);
    assert_eq!(server.answer_flags(&data, plain, true), plain);
    assert_eq!(server.answer_flags(&data, zlib, true), plain);
    assert_eq!(server.answer_flags(&config, plain, true), plain);
    assert_eq!(server.answer_flags(&config, zlib, true), zlib);
    // Since 7.0: always, but for failures.
    let mut server = ProxyPeer::new(V70);
    assert_eq!(server.answer_flags(&data, plain, true), zlib);
    assert_eq!(server.answer_flags(&data, plain, false), plain);
    assert_eq!(server.answer_flags(&data, zlib, false), zlib);
}

#[test]
fn names_and_texts_are_refused_in_the_servers_words() {
    assert_eq!(unknown_proxy("nobody").info.as_deref(), Some("proxy \"nobody\" not found"));
    for (name, info) in [
        (None, "missing name of proxy"),
        (Some("".to_owned()), "invalid proxy name \"\": name is empty"),
        (Some("a#b".to_owned()), "invalid proxy name \"a#b\": name contains invalid character '#'"),
        (Some("x".repeat(200)), "missing name of proxy"),
    ] {
        let error = name.as_deref().unwrap_or("").parse::<ProxyName>().unwrap_err();
        assert_eq!(invalid_proxy_name(name.as_deref(), &error).info.as_deref(), Some(info));
    }
    let answer = |text: &[u8]| answer_to(&Request::decode(text).unwrap_err()).and_then(|answer| answer.info);
    let missing = br#"{"request":"proxy data","interface availability":[{"available":1}]}"#;
    assert_eq!(answer(missing).as_deref(), Some("cannot find pair with name \"interfaceid\""));
    assert!(answer(b"{\"request\":}").unwrap().starts_with("cannot parse as a valid JSON object: "));
    assert_eq!(answer(b"hello"), None);
    assert_eq!(answer(b""), None);
    assert_eq!(answer(br#"{"data":1}"#), None);
}
