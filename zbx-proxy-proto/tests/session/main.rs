//! Both sides of each dialogue in memory, also with messages lost, repeated and altered.

mod agents;
mod configuration;
mod data;
mod passive;

use zbx_proxy_proto::session::{
    ActiveProxy, AgentPeer, ConfigChange, ConfigDecision, ConfigPoll, DataOutcome, PassiveProxy, PassiveStep,
    ProxyPeer, Revision, answer_to, handle_acknowledgement, invalid_proxy_name, unknown_proxy,
};
use zbx_proxy_proto::{
    AgentData, AgentValue, Answer, Availability, CheckNow, Clock, ConfigAnswer, ConfigRequest,
    ConfigRevision, ConfigUpdate, EncodeError, Flags, HistoryValue, InterfaceAvailability, Limits,
    Nanoseconds, PlainConfig, ProxyData, ProxyGroup, ProxyName, ProxyReply, ProxyTasks, Request,
    SessionError, SessionToken, Status, Table, Tables, Task, Upload, Version,
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
    ProxyData {
        history: ids.into_iter().map(|id| HistoryValue::new(id, 7, clock(), ns()).with_value("1")).collect(),
        ..ProxyData::default()
    }
}

fn tables() -> Tables<'static> {
    let mut tables = Tables::default();
    let mut hosts = Table::new(["hostid", "host"]);
    hosts.push([1_u64.into(), "web-1".into()]).unwrap();
    tables.push("hosts", hosts);
    tables
}

/// Encodes and decodes a request, as over the wire.
fn send(request: &Request<'_>) -> Request<'static> {
    let mut wire = Vec::new();
    request.encode(&mut wire);
    Request::decode(&wire, &Limits::DEFAULT).unwrap().into_owned()
}

fn reply(answer: &Answer) -> Answer {
    let mut wire = Vec::new();
    answer.encode(&mut wire);
    Answer::decode(&wire, &Limits::DEFAULT).unwrap()
}

/// Creates the answer that a server sends for a decision.
fn config(decision: ConfigDecision) -> ConfigAnswer<'static> {
    let answer = match decision {
        ConfigDecision::Plain => {
            ConfigAnswer::Plain(PlainConfig { tables: tables(), ..PlainConfig::default() })
        }
        ConfigDecision::Full { revision } => {
            ConfigAnswer::Update(ConfigUpdate::full(tables(), revision.config))
        }
        ConfigDecision::Delta { revision, .. } => {
            ConfigAnswer::Update(ConfigUpdate::delta(tables(), revision.config))
        }
        ConfigDecision::Unchanged => ConfigAnswer::Unchanged,
        ConfigDecision::Refuse(answer) => ConfigAnswer::Failed(answer),
    };
    let mut wire = Vec::new();
    answer.encode(&mut wire);
    ConfigAnswer::decode(&wire, &Limits::DEFAULT).unwrap().into_owned()
}

/// Runs one exchange about the configuration; the proxy applies it if `apply` is true.
fn sync(proxy: &mut ActiveProxy, server: &mut ProxyPeer, revision: u64, apply: bool) -> ConfigDecision {
    let Request::ProxyConfig(request) = send(&proxy.config_request()) else { panic!() };
    let decision = server.handle_config_request(&request, Revision::new(revision));
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
    let rows = decision.history.len();
    let answer = server.commit(decision);
    (rows, matches!(proxy.handle_data(&reply(&answer)), DataOutcome::Taken(_)))
}

fn task(ttl: u64) -> Task {
    Task::CheckNow(CheckNow::new(7, NOW, ttl))
}

#[test]
fn compression_of_answers_follows_the_versions_rules() {
    let data: Request<'_> = ProxyData::default().into();
    let config = active(V60).config_request();
    let (plain, zlib) = (Flags::PLAIN, Flags::COMPRESSED);
    // Up to 6.4: answers to data follow the previous request, those with a configuration
    // the present one.
    let mut server = ProxyPeer::new(V60);
    let success = Answer::success();
    let success = Some(&success);
    assert_eq!(server.answer_flags(&data, plain, success), zlib);
    assert_eq!(server.answer_flags(&data, plain, success), plain);
    assert_eq!(server.answer_flags(&data, zlib, success), plain);
    assert_eq!(server.answer_flags(&config, plain, None), plain);
    assert_eq!(server.answer_flags(&config, zlib, None), zlib);
    let mut refused = Answer::failed("x");
    assert_eq!(server.answer_flags(&data, plain, Some(&refused)), plain);
    refused.upload = Some(Upload::Disabled);
    assert_eq!(server.answer_flags(&data, plain, Some(&refused)), plain);
    // Since 7.0: always, except for failures without `upload`.
    let mut server = ProxyPeer::new(V70);
    assert_eq!(server.answer_flags(&data, plain, success), zlib);
    assert_eq!(server.answer_flags(&config, plain, None), zlib);
    assert_eq!(server.answer_flags(&data, plain, Some(&refused)), zlib);
    refused.upload = None;
    assert_eq!(server.answer_flags(&data, plain, Some(&refused)), plain);
    assert_eq!(server.answer_flags(&data, zlib, Some(&refused)), zlib);
}

// ZBX-027
#[test]
fn agents_and_senders_are_answered_the_way_they_ask() {
    let (plain, zlib) = (Flags::PLAIN, Flags::COMPRESSED);
    let success = Answer::success();
    let sender = Request::decode(br#"{"request":"sender data","data":[]}"#, &Limits::DEFAULT).unwrap();
    for version in [V60, V64, V70] {
        let mut server = ProxyPeer::new(version);
        for flags in [plain, zlib, plain] {
            assert_eq!(server.answer_flags(&sender, flags, Some(&success)), flags, "{version}");
        }
        // The request does not change the proxy's state.
        assert!(server.to_state().compressed, "{version}");
    }
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
    let answer = |text: &[u8]| {
        answer_to(&Request::decode(text, &Limits::DEFAULT).unwrap_err(), Flags::PLAIN)
            .and_then(|(answer, _)| answer.info)
    };
    let missing = br#"{"request":"sender data"}"#;
    assert_eq!(answer(missing).as_deref(), Some("cannot find pair with name \"data\""));
    assert!(answer(b"{\"request\":}").unwrap().starts_with("cannot parse as a valid JSON object: "));
    assert_eq!(answer(b"hello"), None);
    assert_eq!(answer(b""), None);
    assert_eq!(answer(br#"{"data":1}"#), None);
}
