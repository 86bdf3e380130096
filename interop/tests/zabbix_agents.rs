//! Real agents and senders in dialogue with our server's port.

#[path = "../../zbx-proxy-proto/examples/server.rs"]
mod server;

use std::fs;
use std::time::{Duration, Instant};

use interop::zabbix::{self, Config, Release};
use interop::{Dialogue, Listener, Program, Setup, free_port};
use server::Server;
use zbx_proxy_proto::{
    ActiveCheck, AgentData, AgentValue, AgentVariant, Delay, Redirect, Request, SenderData,
};

const AGENT: &str = "interop-agent";
const PING: u64 = 91_001;
const HOST_NAME: u64 = 91_002;
const UNKNOWN: u64 = 91_003;

#[test]
fn agent_6_0_is_served() {
    agent(Release::V6_0, "zabbix_agentd");
}

#[test]
fn agent_7_0_is_served() {
    agent(Release::V7_0, "zabbix_agentd");
}

#[test]
fn agent2_6_0_is_served() {
    agent(Release::V6_0, "zabbix_agent2");
}

#[test]
fn agent2_7_0_is_served() {
    agent(Release::V7_0, "zabbix_agent2");
}

#[test]
fn sender_6_0_is_answered() {
    sender(Release::V6_0);
}

#[test]
fn sender_7_0_is_answered() {
    sender(Release::V7_0);
}

/// Serves a program until it has sent the awaited request.
fn until<T>(
    server: &mut Server,
    listener: &Listener,
    program: &mut Program,
    what: &str,
    mut awaited: impl FnMut(Request<'static>) -> Option<T>,
) -> T {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(90) {
        let exchange = server.serve(listener.accept(program, &what)).unwrap();
        let request = exchange.request.unwrap_or_else(|| panic!("not read: {:?}", exchange.log));
        assert_eq!(request.unknown_members(), 0, "{request:?}");
        if let Some(found) = awaited(request) {
            return found;
        }
    }
    panic!("missing: {what}");
}

fn agent(release: Release, daemon: &str) {
    let setup = release.setup();
    let Some(mut dialogue) = Dialogue::start("trapper", &setup, daemon) else { return };
    let (listener, elsewhere) = (Listener::new(), Listener::new());
    let mut server = Server::new(release.version());
    server.checks = vec![
        ActiveCheck::new("agent.ping", PING, "1s"),
        ActiveCheck::new("agent.hostname", HOST_NAME, "1s"),
        ActiveCheck::new("interop.unknown", UNKNOWN, "1s"),
    ];
    // An agent of 6.0 that does not send its version needs numeric delays and no item
    // ids.
    let plain = release == Release::V6_0 && daemon == "zabbix_agentd";
    if plain {
        for check in &mut server.checks {
            check.itemid = None;
            check.delay = Delay::Seconds(1);
        }
    }
    let config = Config::new(free_port())
        .set("Server", "127.0.0.1")
        .set("ServerActive", format_args!("127.0.0.1:{}", listener.port()))
        .set("Hostname", AGENT)
        .set("HostMetadata", "interop metadata")
        .set("RefreshActiveChecks", if release == Release::V6_0 { 60 } else { 2 })
        .set("BufferSend", 1);
    let config = if daemon == "zabbix_agent2" {
        config.set("ControlSocket", dialogue.folder().join("agent2.sock").display())
    } else {
        config
    };
    let config = if release == Release::V7_0 { config.set("HeartbeatFrequency", 2) } else { config };
    let mut program = zabbix::start(&dialogue, &setup, daemon, config);

    let request = until(&mut server, &listener, &mut program, "active checks", |request| match request {
        Request::ActiveChecks(request) => Some(request),
        _ => None,
    });
    assert_eq!((request.host.as_str(), request.host_metadata.as_deref()), (AGENT, Some("interop metadata")));
    if release == Release::V7_0 {
        let variant = if daemon == "zabbix_agent2" { AgentVariant::Agent2 } else { AgentVariant::Agent };
        assert_eq!((request.version, request.variant), (setup.version_of(daemon), Some(variant)));
        assert_eq!(request.session.map(|session| session.len()), Some(32));
    }
    dialogue.proved("active checks");

    let mut seen: Vec<AgentValue<'static>> = Vec::new();
    let is = |value: &AgentValue<'_>, id: u64, key: &str| {
        value.itemid == Some(id) || value.key.as_deref() == Some(key)
    };
    let found = until(&mut server, &listener, &mut program, "values of all checks", |request| {
        seen.extend(values(request));
        let find = |id, key| seen.iter().find(|value| is(value, id, key)).cloned();
        let unknown =
            seen.iter().find(|value| is(value, UNKNOWN, "interop.unknown") && value.state == Some(1));
        Some((find(PING, "agent.ping")?, find(HOST_NAME, "agent.hostname")?, unknown.cloned()?))
    });
    let (ping, name, unknown) = found;
    assert_eq!((ping.value.as_deref(), name.value.as_deref()), (Some("1"), Some(AGENT)));
    assert!(ping.id.is_some() && ping.clock.is_some() && ping.ns.is_some(), "{ping:?}");
    assert!(unknown.value.is_some_and(
        |reason| reason.starts_with("Unsupported item key") || reason.starts_with("Unknown metric")
    ));
    dialogue.proved("agent data: values and an unsupported item");

    if release == Release::V7_0 {
        let frequency = until(&mut server, &listener, &mut program, "a heartbeat", |request| match request {
            Request::ActiveCheckHeartbeat(heartbeat) => Some(heartbeat.heartbeat_freq),
            _ => None,
        });
        assert_eq!(frequency, 2);
        dialogue.proved("heartbeat");

        server.redirect = Some(Redirect::to(format!("127.0.0.1:{}", elsewhere.port()), 1));
        let start = Instant::now();
        let stream = loop {
            assert!(start.elapsed() < Duration::from_secs(60), "the agent does not follow the redirect");
            if let Some(stream) = elsewhere.poll() {
                break stream;
            }
            match listener.poll() {
                Some(stream) => drop(server.serve(stream).unwrap()),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        server.redirect = None;
        let exchange = server.serve(stream).unwrap();
        assert!(exchange.request.is_some(), "{:?}", exchange.log);
        let again = until(&mut server, &elsewhere, &mut program, "values elsewhere", |request| {
            values(request).into_iter().find(|value| is(value, PING, "agent.ping"))
        });
        assert_eq!(again.value.as_deref(), Some("1"));
        dialogue.proved("redirect");
    }
}

fn values(request: Request<'static>) -> Vec<AgentValue<'static>> {
    match request {
        Request::AgentData(AgentData { data, .. }) => {
            assert!(data.faulty.is_empty(), "{:?}", data.faulty);
            data.good
        }
        _ => Vec::new(),
    }
}

fn sender(release: Release) {
    let setup = release.setup();
    let Some(mut dialogue) = Dialogue::start("trapper", &setup, "zabbix_sender") else { return };
    let listener = Listener::new();
    let mut server = Server::new(release.version());

    // More values than one connection carries, with the escapes that the program reads.
    let text = "line\nback\\slash \"quoted\" é 😀";
    let lines: String = (1..=300).map(|n| format!("{AGENT} interop.key {n}\n")).collect();
    let file = dialogue.folder().join("values");
    fs::write(&file, format!("{lines}{AGENT} interop.text {text:?}\n")).unwrap();
    let mut program =
        zabbix::send(&setup, listener.port(), &["-i", &file.display().to_string()], dialogue.folder());
    let mut sent: Vec<AgentValue<'static>> = Vec::new();
    while sent.len() < 301 {
        let data = until(&mut server, &listener, &mut program, "sender data", sender_data);
        assert!(data.data.good.len() <= 250, "{}", data.data.good.len());
        sent.extend(data.data.good);
    }
    let numbers: Vec<_> = (1..=300).map(|n| n.to_string()).collect();
    assert!(sent.iter().zip(&numbers).all(|(value, number)| value.value.as_deref() == Some(number)));
    assert_eq!((sent[300].host.as_deref(), sent[300].value.as_deref()), (Some(AGENT), Some(text)));
    assert!(program.wait().success(), "{}", program.log());
    let log = program.log();
    assert!(log.contains("processed: 250; failed: 0; total: 250"), "{log}");
    assert!(log.contains("processed: 51; failed: 0; total: 51"), "{log}");
    assert!(log.contains("sent: 301; skipped: 0; total: 301"), "{log}");
    dialogue.proved("sender data: 301 values in batches, counts understood");

    if release == Release::V7_0 {
        is_redirected(&dialogue, &setup, &listener, server);
        dialogue.proved("redirect");
    }
}

fn sender_data(request: Request<'static>) -> Option<SenderData<'static>> {
    match request {
        Request::SenderData(data) => {
            assert!(data.data.faulty.is_empty(), "{:?}", data.data.faulty);
            Some(data)
        }
        _ => None,
    }
}

/// Checks that a redirected sender sends its value to the other port.
fn is_redirected(dialogue: &Dialogue, setup: &Setup, listener: &Listener, mut server: Server) {
    let elsewhere = Listener::new();
    server.redirect = Some(Redirect::to(format!("127.0.0.1:{}", elsewhere.port()), 1));
    let arguments = ["-s", AGENT, "-k", "interop.key", "-o", "42"];
    let mut program = zabbix::send(setup, listener.port(), &arguments, dialogue.folder());
    let first = until(&mut server, listener, &mut program, "sender data", sender_data);
    server.redirect = None;
    let second = until(&mut server, &elsewhere, &mut program, "sender data elsewhere", sender_data);
    assert_eq!(first.data, second.data);
    assert_eq!(second.data.good[0].value.as_deref(), Some("42"));
    assert!(program.wait().success(), "{}", program.log());
    assert!(program.log().contains("processed: 1; failed: 0; total: 1"), "{}", program.log());
}
