//! Our proxies, active and passive, in dialogue with a real server.

#[path = "../../zbx-proxy-proto/examples/active_proxy.rs"]
mod active_proxy;
#[path = "../../zbx-proxy-proto/examples/passive_proxy.rs"]
mod passive_proxy;

use std::time::{Duration, Instant};

use active_proxy::{exchange, now};
use interop::zabbix::Release;
use interop::zabbix::server::{
    COMMAND, COMMAND_TASK, NUMBER_ITEM, PROXY_NAME, RealServer, SERVED_HOST_NAME, TEXT_ITEM,
};
use interop::{Database, Dialogue, Listener, wait_until};
use zbx_proxy_proto::session::{ActiveProxy, ConfigChange, DataOutcome};
use zbx_proxy_proto::{
    Answer, ConfigAnswer, HistoryValue, Limits, Nanoseconds, ProxyData, Request, SessionToken, Tables, Task,
    TaskStatus,
};

const ADDED_ITEM: u64 = 82_900;
/// Maximum number of rows in a message.
const MANY: u32 = 10_000;
const TEXT: &str = "tab\tline\n\"quoted\" back\\slash / é 😀";

#[test]
fn server_6_0_serves_our_active_proxy() {
    active(Release::V6_0);
}

#[test]
fn server_7_0_serves_our_active_proxy() {
    active(Release::V7_0);
}

#[test]
fn server_6_0_polls_our_passive_proxy() {
    passive(Release::V6_0);
}

#[test]
fn server_7_0_polls_our_passive_proxy() {
    passive(Release::V7_0);
}

fn active(release: Release) {
    let setup = release.setup();
    let Some(mut dialogue) = Dialogue::start("active proxy", &setup, "zabbix_server") else { return };
    assert!(Database::is_available(), "no PostgreSQL, see interop/setup");
    let mut server = RealServer::start(&dialogue, &setup, release, None);
    let address = format!("127.0.0.1:{}", server.port);
    let token = SessionToken::from_random(0x1234_5678_u128.to_le_bytes());
    let mut proxy = ActiveProxy::new(PROXY_NAME.parse().unwrap(), release.version(), token);

    if let Some(heartbeat) = proxy.heartbeat() {
        let frame = wait_until("an answer to the heartbeat", || exchange(&address, &heartbeat).ok());
        assert!(Answer::decode(frame.payload(), &Limits::DEFAULT).unwrap().is_success());
        dialogue.proved("heartbeat");
    }
    is_configured(&mut server, &address, &mut proxy, release, &mut dialogue);
    let sent = format!("sending configuration data to proxy \"{PROXY_NAME}\"");
    assert!(server.program.log().contains(&sent), "the server has not logged it");

    // One message with the maximum number of rows, and then the same ids again.
    let (clock, ns) = now().unwrap();
    let data = ProxyData { history: many(0).into(), ..ProxyData::default() };
    let counted = format!("select count(*), sum(value) from history_uint where itemid={NUMBER_ITEM}");
    let all = format!("{MANY}|{}", u64::from(MANY) * u64::from(MANY + 1) / 2);
    assert!(tasks_after(&address, &mut proxy, data).is_empty());
    server.expect(&counted, &all);
    dialogue.proved("10,000 rows in one message, found by SQL");
    let data = ProxyData { history: many(500_000).into(), ..ProxyData::default() };
    assert!(tasks_after(&address, &mut proxy, data).is_empty());

    // A row after the repeated message is stored, so the server has processed the
    // repetition.
    let data = ProxyData {
        history: [HistoryValue::new(u64::from(MANY) + 1, TEXT_ITEM, clock, ns).with_value(TEXT)]
            .into_iter()
            .collect(),
        ..ProxyData::default()
    };
    assert!(tasks_after(&address, &mut proxy, data).is_empty());
    server.expect(&format!("select value from history_text where itemid={TEXT_ITEM}"), TEXT);
    server.expect(&counted, &all);
    dialogue.proved("repeated message suppressed, text with escapes");

    server.queue_command();
    let tasks = wait_until("a task", || {
        let tasks = tasks_after(&address, &mut proxy, ProxyData::default());
        (!tasks.is_empty()).then_some(tasks)
    });
    let data = ProxyData { tasks: vec![command_result(&tasks)], ..ProxyData::default() };
    let _ = tasks_after(&address, &mut proxy, data);
    server.expect_result("done here");
    dialogue.proved("remote command and its result");
}

/// Gets the configuration, and for 7.0 its changes.
fn is_configured(
    server: &mut RealServer,
    address: &str,
    proxy: &mut ActiveProxy,
    release: Release,
    dialogue: &mut Dialogue,
) {
    let mut configured = |awaited: &str, server: &mut RealServer| -> String {
        let start = Instant::now();
        loop {
            // A server that does not know the proxy yet closes without an answer.
            let told = exchange(address, &proxy.config_request()).ok().map(|frame| {
                let answer = ConfigAnswer::decode(frame.payload(), &Limits::DEFAULT).unwrap();
                match proxy.handle_config(&answer).unwrap() {
                    ConfigChange::Unchanged => "unchanged".to_owned(),
                    ConfigChange::Replace(config) => format!("tables {}", what_it_has(&config.tables)),
                    ConfigChange::Update(update) => {
                        proxy.config_applied(update);
                        let kind = if update.is_full() { "full" } else { "delta" };
                        format!("{kind} {}", update.data.as_ref().map_or(String::new(), what_it_has))
                    }
                }
            });
            println!("configuration: {told:?}");
            if let Some(told) = told.filter(|told| told.starts_with(awaited)) {
                return told;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "no configuration: {awaited}");
            assert!(!server.program.has_ended(), "the server has ended");
            std::thread::sleep(Duration::from_secs(1));
        }
    };
    let items = format!("{SERVED_HOST_NAME} {NUMBER_ITEM} {TEXT_ITEM}");
    match release {
        Release::V6_0 => {
            configured(&format!("tables {items}"), server);
            server.add_item(ADDED_ITEM);
            configured(&format!("tables {items} {ADDED_ITEM}"), server);
            dialogue.proved("configuration and its change");
        }
        Release::V7_0 => {
            configured(&format!("full {items}"), server);
            configured("unchanged", server);
            server.add_item(ADDED_ITEM);
            configured(&format!("delta {items} {ADDED_ITEM}"), server);
            dialogue.proved("full configuration, unchanged, delta");
        }
    }
}

/// Returns the host's name and its known items, as text.
fn what_it_has(tables: &Tables<'_>) -> String {
    let hosts =
        tables.hosts().map(|host| host.unwrap().host.to_owned()).filter(|name| name == SERVED_HOST_NAME);
    let mut items: Vec<_> =
        tables.items().map(|item| item.unwrap().itemid).filter(|id| *id >= NUMBER_ITEM).collect();
    items.sort_unstable();
    hosts.chain(items.iter().map(u64::to_string)).collect::<Vec<_>>().join(" ")
}

/// Creates the maximum number of rows for a message, with ids from 1. A database has one
/// value per item and nanosecond, so each row has another nanosecond; with another `ns`,
/// a server can recognise repeated rows by their ids only.
fn many(ns: u32) -> Vec<HistoryValue<'static>> {
    let (clock, _) = now().unwrap();
    let row = |id: u32| {
        HistoryValue::new(id.into(), NUMBER_ITEM, clock, Nanoseconds::new(ns + id).unwrap())
            .with_value(id.to_string())
    };
    (1..=MANY).map(row).collect()
}

/// Sends data, which have to be accepted, and returns the tasks in the answer.
fn tasks_after(address: &str, proxy: &mut ActiveProxy, data: ProxyData<'_>) -> Vec<Task> {
    let (clock, ns) = now().unwrap();
    let request: Request<'_> = proxy.data_request(data, clock, ns).unwrap();
    let frame = exchange(address, &request).unwrap();
    let answer = Answer::decode(frame.payload(), &Limits::DEFAULT).unwrap();
    match proxy.handle_data(&answer) {
        DataOutcome::Taken(tasks) => tasks.to_vec(),
        DataOutcome::Keep { info } => panic!("not taken: {info:?}"),
    }
}

/// Creates the result of the only task, which has to be the command.
fn command_result(tasks: &[Task]) -> Task {
    let [Task::RemoteCommand(command)] = tasks else { panic!("{tasks:?}") };
    assert_eq!((command.command.expose(), command.parent_taskid), (COMMAND, COMMAND_TASK));
    let (clock, _) = now().unwrap();
    Task::RemoteCommandResult(command.result(TaskStatus::Succeeded, "done here", clock.seconds().into()))
}

fn passive(release: Release) {
    let setup = release.setup();
    let Some(mut dialogue) = Dialogue::start("passive proxy", &setup, "zabbix_server") else { return };
    assert!(Database::is_available(), "no PostgreSQL, see interop/setup");
    let listener = Listener::new();
    let mut server = RealServer::start(&dialogue, &setup, release, Some(listener.port()));
    let token = SessionToken::from_random(0x8765_4321_u128.to_le_bytes());
    let mut proxy = passive_proxy::Proxy::new(release.version(), token);
    let until = |awaited: &str, server: &mut RealServer, proxy: &mut passive_proxy::Proxy| {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(90) {
            let told = proxy.serve(listener.accept(&mut server.program, &awaited)).unwrap();
            if told.starts_with(awaited) {
                return;
            }
        }
        panic!("missing from the server: {awaited}");
    };

    let items = format!("{SERVED_HOST_NAME} {NUMBER_ITEM} {TEXT_ITEM}");
    match release {
        Release::V6_0 => until("configuration: ", &mut server, &mut proxy),
        Release::V7_0 => until("configuration: full", &mut server, &mut proxy),
    }
    assert_eq!(what_it_has(&proxy.tables), items);
    if release == Release::V7_0 {
        // For a passive proxy, the server reports no changes by an update without tables.
        until("configuration: delta, 0 tables", &mut server, &mut proxy);
    }
    server.add_item(ADDED_ITEM);
    let changed = format!("{items} {ADDED_ITEM}");
    let start = Instant::now();
    while what_it_has(&proxy.tables) != changed {
        assert!(start.elapsed() < Duration::from_secs(60), "no change of the configuration");
        until("configuration: ", &mut server, &mut proxy);
    }
    dialogue.proved(match release {
        Release::V6_0 => "configuration and its change",
        Release::V7_0 => "full configuration in four legs, update without tables, delta",
    });

    let (clock, ns) = now().unwrap();
    let counted = format!("select count(*), sum(value) from history_uint where itemid={NUMBER_ITEM}");
    let all = format!("{MANY}|{}", u64::from(MANY) * u64::from(MANY + 1) / 2);
    proxy.rows = many(0);
    until(&format!("data: {MANY} rows"), &mut server, &mut proxy);
    server.expect(&counted, &all);
    dialogue.proved("10,000 rows in one message, found by SQL");

    proxy.rows = many(500_000);
    until(&format!("data: {MANY} rows"), &mut server, &mut proxy);
    proxy.rows = vec![HistoryValue::new(u64::from(MANY) + 1, TEXT_ITEM, clock, ns).with_value(TEXT)];
    until("data: 1 rows", &mut server, &mut proxy);
    server.expect(&format!("select value from history_text where itemid={TEXT_ITEM}"), TEXT);
    server.expect(&counted, &all);
    dialogue.proved("repeated message suppressed, text with escapes");

    server.queue_command();
    let start = Instant::now();
    while proxy.tasks.is_empty() {
        assert!(start.elapsed() < Duration::from_secs(60), "no task");
        let _ = proxy.serve(listener.accept(&mut server.program, &"a task")).unwrap();
    }
    proxy.results = vec![command_result(&proxy.tasks)];
    while !proxy.results.is_empty() {
        let _ = proxy.serve(listener.accept(&mut server.program, &"the result to be fetched")).unwrap();
    }
    server.expect_result("done here");
    dialogue.proved("remote command and its result");
}
