//! A real active proxy in dialogue with our server.

#[path = "../../zbx-proxy-proto/examples/active_proxy.rs"]
mod active_proxy;
#[path = "../../zbx-proxy-proto/examples/server.rs"]
mod server;

use std::time::{Duration, Instant, SystemTime};

use interop::zabbix::{self, Config, HOST_ID, HOST_NAME, Item, Release, TRAPPED_KEY};
use interop::{Dialogue, Listener, Program, free_port, wait_until};
use server::Server;
use zbx_proxy_proto::{
    AgentValue, Answer, CheckNow, ConfigRequest, DataKind, DataRequest, ExecuteOn, HistoryValue, ItemState,
    Limits, ProxyData, RemoteCommand, Request, SenderData, Task, TaskStatus,
};

const PROXY: &str = "interop-proxy";
const FIRST: [Item; 3] = [Item::Trapped, Item::Watched, Item::Unsupported];
const LATER: [Item; 4] = [Item::Trapped, Item::Watched, Item::Unsupported, Item::Added];

#[test]
fn proxy_6_0_is_served() {
    serve(Release::V6_0);
}

#[test]
fn proxy_7_0_is_served() {
    serve(Release::V7_0);
}

/// Our server, and the proxy's messages.
struct Side {
    listener: Listener,
    server: Server,
    program: Program,
    /// Port of the proxy.
    port: u16,
    /// Log lines of our server.
    log: Vec<String>,
}

impl Side {
    /// Serves the proxy until it has sent the awaited request.
    fn until<T>(&mut self, what: &str, mut awaited: impl FnMut(Request<'static>) -> Option<T>) -> T {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(90) {
            let exchange = self.server.serve(self.listener.accept(&mut self.program, &what)).unwrap();
            self.log.extend(exchange.log);
            let request = exchange.request.unwrap_or_else(|| panic!("not read: {:?}", self.log.last()));
            assert_eq!(request.unknown_members(), 0, "{request:?}");
            let log = self.program.log();
            let refusal = log.lines().find(|line| line.contains("cannot process received configuration"));
            assert_eq!(refusal, None);
            if let Some(found) = awaited(request) {
                return found;
            }
        }
        panic!("missing from the proxy: {what}");
    }

    fn until_config(&mut self, what: &str, revision: Option<u64>) -> ConfigRequest<'static> {
        self.until(what, |request| match request {
            Request::ProxyConfig(config) if config.config_revision == revision => Some(config),
            _ => None,
        })
    }

    fn until_data<T>(&mut self, what: &str, mut awaited: impl FnMut(ProxyData<'static>) -> Option<T>) -> T {
        self.until(what, |request| match request {
            Request::ProxyData(data) => awaited(data),
            _ => None,
        })
    }

    fn until_row(
        &mut self,
        what: &str,
        mut awaited: impl FnMut(&HistoryValue<'static>) -> bool,
    ) -> HistoryValue<'static> {
        self.until_data(what, |data| {
            assert!(data.history.faulty.is_empty(), "{:?}", data.history.faulty);
            data.history.good.into_iter().find(&mut awaited)
        })
    }

    /// Sends a value to the proxy's port, as a sender.
    fn trap(&self, value: &str) {
        // The proxy answers with its counts; it needs a moment until it knows the item.
        wait_until("the proxy to take a value", || {
            let values =
                [AgentValue::new(HOST_NAME, TRAPPED_KEY, value), AgentValue::new(HOST_NAME, "none", "1")];
            let request = Request::from(SenderData::new(values));
            let frame = active_proxy::exchange(&format!("127.0.0.1:{}", self.port), &request).ok()?;
            let counts = Answer::decode(frame.payload(), &Limits::DEFAULT).unwrap().counts().unwrap();
            assert_eq!((counts.total, counts.processed + counts.failed), (2, 2));
            (counts.processed == 1).then_some(())
        });
    }

    fn until_trapped(&mut self, value: &str) {
        self.until_row(&format!("the value {value:?}"), |row| {
            row.itemid == Item::Trapped.id() && row.value.as_deref() == Some(value)
        });
    }

    fn now() -> u64 {
        SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()
    }
}

fn serve(release: Release) {
    let setup = release.setup();
    let Some(mut dialogue) = Dialogue::start("server", &setup, "zabbix_proxy") else { return };
    let listener = Listener::new();
    let port = free_port();
    let config = Config::new(port)
        .set("ProxyMode", 0)
        .set("Server", format_args!("127.0.0.1:{}", listener.port()))
        .set("Hostname", PROXY)
        .set("DBName", dialogue.folder().join("proxy.db").display())
        .set("StartPollers", 2)
        .set("EnableRemoteCommands", 1)
        .set("DataSenderFrequency", 1);
    let config = match release {
        Release::V6_0 => config.set("ConfigFrequency", 3).set("HeartbeatFrequency", 2),
        Release::V7_0 => config.set("ProxyConfigFrequency", 2),
    };
    let program = zabbix::start(&dialogue, &setup, "zabbix_proxy", config);
    let mut server = Server::new(release.version());
    server.tables = zabbix::proxy_tables(release, &FIRST);
    let version = setup.version_of("zabbix_proxy");
    let mut side = Side { listener, server, program, port, log: Vec::new() };

    if release == Release::V6_0 {
        let heartbeat = side.until("a heartbeat", |request| match request {
            Request::ProxyHeartbeat(heartbeat) => Some(heartbeat),
            _ => None,
        });
        assert_eq!((heartbeat.host.as_str(), heartbeat.version), (PROXY, version.clone()));
        dialogue.proved("heartbeat");
    }
    is_configured(&mut side, release, version.as_deref());
    dialogue.proved("full configuration");

    let row = side.until_row("a value of an internal item", |row| row.itemid == Item::Watched.id());
    assert_eq!(row.state, ItemState::Normal);
    assert!(row.value.unwrap().parse::<u64>().is_ok());
    let row = side.until_row("why an item is not supported", |row| row.itemid == Item::Unsupported.id());
    assert_eq!(row.state, ItemState::NotSupported);
    assert!(!row.value.unwrap().is_empty());
    let text = "tab\tnew\nline \u{1} / \"é\" 😀";
    side.trap(text);
    side.until_trapped(text);
    dialogue.proved("history: internal, unsupported and trapped items");

    does_tasks(&mut side);
    dialogue.proved("tasks: remote command, check now, diagnostics, and their results");
    holds_back(&mut side);
    dialogue.proved("upload off and on: held back, sent again");
    is_changed(&mut side, release);
    dialogue.proved(match release {
        Release::V6_0 => "changed configuration",
        Release::V7_0 => "unchanged configuration, delta",
    });
    assert!(!side.program.has_ended(), "the proxy has ended");
}

/// Checks that the proxy requests its configuration and logs that it has received it.
fn is_configured(side: &mut Side, release: Release, version: Option<&str>) {
    let revision = (release == Release::V7_0).then_some(0);
    let request = side.until_config("a request for configuration", revision);
    assert_eq!((request.host.as_deref(), request.version.as_deref()), (Some(PROXY), version));
    match release {
        Release::V6_0 => assert_eq!((request.session, request.config_revision), (None, None)),
        Release::V7_0 => assert_eq!(request.session.map(|session| session.len()), Some(32)),
    }
}

fn does_tasks(side: &mut Side) {
    let now = Side::now();
    let command = RemoteCommand::script(501, HOST_ID, "echo interop / done", ExecuteOn::Proxy, now);
    let question = r#"{"historycache":{"stats":["items","memory"]}}"#;
    let request = DataRequest::new(502, DataKind::DiagnosticInfo, question, now);
    let check = CheckNow::new(Item::Watched.id(), now, 3600);
    for task in [Task::RemoteCommand(Box::new(command)), Task::DataRequest(request), Task::CheckNow(check)] {
        side.server.proxy(PROXY).queue_task(task);
    }
    let (mut command, mut answer) = (None, None);
    side.until_data("results of tasks", |data| {
        for task in data.tasks {
            match task {
                Task::RemoteCommandResult(result) => command = Some(result),
                Task::DataResult(result) => answer = Some(result),
                other => panic!("not asked for: {other:?}"),
            }
        }
        (command.is_some() && answer.is_some()).then_some(())
    });
    let (command, answer) = (command.unwrap(), answer.unwrap());
    assert_eq!((command.status, command.parent_taskid), (TaskStatus::Succeeded, 501), "{}", command.info);
    assert!(command.info.starts_with("interop / done"), "{}", command.info);
    assert_eq!((answer.status, answer.parent_taskid), (TaskStatus::Succeeded, 502), "{}", answer.info);
    assert!(answer.info.contains("\"historycache\""), "{}", answer.info);
}

/// Checks that the proxy keeps its rows while our server cannot store values, and sends
/// them afterwards.
fn holds_back(side: &mut Side) {
    let refused = std::iter::repeat_with(|| {
        side.server.cache_full = true;
        let ids: Vec<_> = side.until_data("a message while nothing can be stored", |data| {
            Some(data.history.good.iter().filter_map(|row| row.id).collect())
        });
        if ids.is_empty() {
            // If it was told to wait before it had rows, it may send them once and is
            // refused the next time.
            side.server.cache_full = false;
            side.until_data("a message that is taken", |data| data.has_rows().then_some(()));
        }
        ids
    });
    let refused = refused.take(20).find(|ids| !ids.is_empty()).expect("rows that are refused");
    side.trap("held back");
    for _ in 0..3 {
        side.until_data("a message without rows", |data| {
            assert!(!data.has_rows(), "rows, though it was told to wait: {data:?}");
            Some(())
        });
    }
    side.server.cache_full = false;
    let mut again = Vec::new();
    let mut trapped = false;
    side.until_data("the rows again", |data| {
        again.extend(data.history.good.iter().filter_map(|row| row.id));
        trapped |= data.history.good.iter().any(|row| row.value.as_deref() == Some("held back"));
        (trapped && refused.iter().all(|id| again.contains(id))).then_some(())
    });
}

fn is_changed(side: &mut Side, release: Release) {
    match release {
        Release::V6_0 => side.server.tables = zabbix::proxy_tables(release, &LATER),
        Release::V7_0 => {
            side.until_config("the revision that it was sent", Some(1));
            let last = side.log.iter().rfind(|line| line.contains("asks for its configuration")).unwrap();
            assert!(last.ends_with("nothing new"), "{last}");
            side.server.changes = zabbix::host_tables(release, &LATER);
            side.server.revision = 2;
            // It sends the revision after it has applied the change.
            side.until_config("the revision of the change", Some(2));
            assert!(
                side.log.iter().any(|line| line.ends_with("what changed from revision 1 to 2")),
                "{:?}",
                side.log
            );
        }
    }
    let row = side.until_row("a value of the new item", |row| row.itemid == Item::Added.id());
    assert_eq!(row.state, ItemState::Normal);
}
