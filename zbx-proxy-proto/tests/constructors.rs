//! Values made with the constructors are encoded as the daemons write them.

use zbx_proxy_proto::{
    ActiveCheck, ActiveCheckHeartbeat, ActiveChecksAnswer, ActiveChecksRequest, ActiveCommand, AgentData,
    AgentValue, Answer, AutoRegistration, Availability, Cell, Clock, CommandAnswer, ConfigAnswer, DataKind,
    DataRequest, DiscoveredService, DiscoveryCheck, Frame, HistoryValue, HostAvailability, HostData,
    InterfaceAvailability, Limits, MacroSecrets, Nanoseconds, ObservedMessage, OtherAnswer, OtherRequest,
    PassiveCheck, PassiveChecks, PassiveChecksAnswer, PassiveValue, PlainAnswer, PlainCheck, ProxyData,
    RawJson, Redirect, RegularExpression, Request, Secret, SenderData, Status, Table,
};

fn request(request: impl Into<Request<'static>>) -> String {
    let mut dst = Vec::new();
    request.into().encode(&mut dst);
    String::from_utf8(dst).unwrap()
}

/// Encodes an answer as text.
macro_rules! answer {
    ($answer:expr) => {{
        let mut dst = Vec::new();
        $answer.encode(&mut dst);
        String::from_utf8(dst).unwrap()
    }};
}

fn time() -> (Clock, Nanoseconds) {
    (Clock::new(1_790_000_000).unwrap(), Nanoseconds::new(5).unwrap())
}

#[test]
fn rows_of_proxy_data() {
    let (clock, ns) = time();
    let data = ProxyData {
        interface_availability: vec![InterfaceAvailability::new(3, Availability::Available, "")].into(),
        host_availability: vec![HostAvailability::new(4)].into(),
        history: vec![
            HistoryValue::new(1, 7, clock, ns).with_value("0.5").with_log_position(10, 20),
            HistoryValue::new(2, 8, clock, ns).not_supported("no such file"),
        ]
        .into(),
        discovery: vec![
            DiscoveredService::new(1_790_000_000, 2, 5.into(), "192.0.2.1"),
            DiscoveredService::new(1_790_000_000, 2, DiscoveryCheck::Host, "192.0.2.1"),
        ]
        .into(),
        registrations: vec![AutoRegistration::new(1_790_000_000, "web1")].into(),
        host_data: vec![HostData::new(9, Availability::Unavailable)].into(),
        ..ProxyData::default()
    };
    let history = r#"{"id":1,"itemid":7,"clock":1790000000,"ns":5,"value":"0.5","lastlogsize":10,"mtime":20},{"id":2,"itemid":8,"clock":1790000000,"ns":5,"state":1,"value":"no such file"}"#;
    let discovery = r#"{"clock":1790000000,"drule":2,"dcheck":5,"ip":"192.0.2.1"},{"clock":1790000000,"drule":2,"dcheck":null,"ip":"192.0.2.1"}"#;
    let expected = format!(
        r#"{{"interface availability":[{{"interfaceid":3,"available":1,"error":""}}],"host availability":[{{"hostid":4}}],"history data":[{history}],"discovery data":[{discovery}],"auto registration":[{{"clock":1790000000,"host":"web1"}}],"host data":[{{"hostid":9,"active_status":2}}]}}"#
    );
    assert_eq!(answer!(data), expected);
}

#[test]
fn what_agents_and_senders_say() {
    let (clock, ns) = time();
    let values = || [AgentValue::new("web1", "trap", "1").at(clock, ns)];
    assert_eq!(
        request(SenderData::new(values())),
        r#"{"request":"sender data","data":[{"host":"web1","key":"trap","value":"1","clock":1790000000,"ns":5}]}"#
    );
    let data = AgentData {
        data: vec![AgentValue::from_item(7, "1")].into(),
        commands: vec![CommandAnswer::value(1, "done"), CommandAnswer::error(2, "no such command")].into(),
        ..AgentData::default()
    };
    assert_eq!(
        request(data),
        r#"{"request":"agent data","data":[{"itemid":7,"value":"1"}],"commands":[{"id":1,"value":"done"},{"id":2,"error":"no such command"}]}"#
    );
    assert_eq!(request(ActiveChecksRequest::new("web1")), r#"{"request":"active checks","host":"web1"}"#);
    assert_eq!(
        request(ActiveCheckHeartbeat::new("web1", 60)),
        r#"{"request":"active check heartbeat","host":"web1","heartbeat_freq":60}"#
    );
}

#[test]
fn what_agents_are_answered() {
    let mut checks = ActiveChecksAnswer::checks(vec![ActiveCheck::new("log[a]", 7, "1m")]);
    checks.commands = vec![ActiveCommand::new(Secret::new("uptime"), 4)];
    checks.regexp = vec![RegularExpression::new("ports", "^eth")];
    assert_eq!(
        answer!(checks),
        r#"{"response":"success","data":[{"key":"log[a]","itemid":7,"delay":"1m","lastlogsize":0,"mtime":0}],"commands":[{"command":"uptime","id":4}],"regexp":[{"name":"ports","expression":"^eth"}]}"#
    );
    assert_eq!(answer!(ActiveChecksAnswer::unchanged()), r#"{"response":"success"}"#);
    assert_eq!(
        answer!(ActiveChecksAnswer::failed("host [web1] not found")),
        r#"{"response":"failed","info":"host [web1] not found"}"#
    );
    let redirect = Redirect::to("192.0.2.9:10051", 3);
    let expected = r#"{"response":"failed","redirect":{"revision":3,"address":"192.0.2.9:10051"}}"#;
    assert_eq!(answer!(ActiveChecksAnswer::redirected(redirect.clone())), expected);
    let expected = r#"{"redirect":{"revision":3,"address":"192.0.2.9:10051"},"response":"failed"}"#;
    assert_eq!(answer!(Answer::redirected(redirect)), expected);
}

#[test]
fn what_passive_agents_are_asked_and_say() {
    assert_eq!(
        request(PassiveChecks::one("agent.ping", 3)),
        r#"{"request":"passive checks","data":[{"key":"agent.ping","timeout":3}]}"#
    );
    assert_eq!(PassiveChecks::one("agent.ping", 3).data, [PassiveCheck::new("agent.ping", 3)]);
    assert_eq!(PlainCheck::new(&b"agent.ping"[..]).key(), b"agent.ping");
    let mut said =
        PassiveChecksAnswer::decode(br#"{"variant":2,"version":"7.0.9","data":[]}"#, &Limits::DEFAULT)
            .unwrap();
    said.data = vec![PassiveValue::value("1"), PassiveValue::error("no such key")].into();
    assert_eq!(
        answer!(said),
        r#"{"version":"7.0.9","variant":2,"data":[{"value":"1"},{"error":"no such key"}]}"#
    );
}

#[test]
fn tables_and_secrets_are_walked() {
    let mut table = Table::new(["hostid", "host"]);
    table.push([Cell::Number("7".into()), Cell::Text("web1".into())]).unwrap();
    assert!(!table.is_empty() && Table::new(["hostid"]).is_empty());
    assert!(table.push([Cell::Null]).is_err());
    assert_eq!(table.fields().collect::<Vec<_>>(), ["hostid", "host"]);
    let row = table.rows().next().unwrap();
    let cells: Vec<_> = row.cells().map(|(name, cell)| (name, cell.as_str())).collect();
    assert_eq!(cells, [("hostid", Some("7")), ("host", Some("web1"))]);

    let mut secrets = MacroSecrets::default();
    assert!(secrets.is_empty());
    secrets.push("kv/db", vec![("user".to_owned(), Secret::new("mon"))]);
    assert!(!secrets.is_empty());
    let all: Vec<_> = secrets.iter().map(|(path, secrets)| (path, secrets.len())).collect();
    assert_eq!(all, [("kv/db", 1)]);
    assert_eq!(secrets.secret("kv/db", "user").map(Secret::expose), Some("mon"));
}

#[test]
fn members_that_nobody_described_are_counted_in_tasks_and_rows_too() {
    for (task, count) in [
        (r#"{"type":6,"clock":1,"ttl":1,"itemid":1}"#, 0),
        (r#"{"type":6,"clock":1,"ttl":1,"itemid":1,"x":1,"y":2}"#, 2),
        (r#"{"type":99}"#, 1),
    ] {
        let payload = format!(r#"{{"response":"success","tasks":[{task}]}}"#);
        assert_eq!(
            ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap().unknown_members(),
            count,
            "{payload}"
        );
    }
    let payload = br#"{"request":"proxy data","history data":[{"itemid":1,"x":1},{"itemid":2,"y":1}]}"#;
    assert_eq!(ObservedMessage::decode(payload, &Limits::DEFAULT).unwrap().unknown_members(), 2);
}

#[test]
fn members_that_nobody_described_are_counted_at_every_depth() {
    for (payload, count) in [
        (r#"{"redirect":{"reset":true,"x":1},"response":"failed"}"#, 1),
        (r#"{"request":"proxy config","data":{"macro.secrets":{},"x":7}}"#, 1),
        (r#"{"data":{"x":7,"y":[]},"config_revision":1,"z":{}}"#, 3),
        (r#"{"data":{},"proxy_group":{"x":1},"config_revision":1}"#, 1),
    ] {
        assert_eq!(
            ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap().unknown_members(),
            count,
            "{payload}"
        );
    }
    let plain = ConfigAnswer::decode(br#"{"macro.secrets":{},"x":7}"#, &Limits::DEFAULT).unwrap();
    assert_eq!(ObservedMessage::Config(plain).unknown_members(), 1);
}

#[test]
fn what_nobody_has_described_can_be_made_too() {
    let mut asked = OtherRequest::new("zabbix.stats");
    asked.members.push("type", RawJson::parse(&br#""queue""#[..]).unwrap());
    let asked = Request::from(asked);
    let frame = Frame::from(&asked);
    assert_eq!(&frame.payload()[..], br#"{"request":"zabbix.stats","type":"queue"}"#);
    assert_eq!(Request::decode(frame.payload(), &Limits::DEFAULT), Ok(asked));

    let mut answer = OtherAnswer::new(Status::Success);
    answer.members.push("data", RawJson::parse(br#"{"boottime":1.}"#.to_vec()).unwrap());
    let frame = Frame::from(&answer);
    assert_eq!(&frame.payload()[..], br#"{"response":"success","data":{"boottime":1.}}"#);
    assert_eq!(
        ObservedMessage::decode(frame.payload(), &Limits::DEFAULT),
        Ok(ObservedMessage::OtherAnswer(answer))
    );

    for bad in ["", "1,2", "{", "x", "\"\u{1}\"", "1}"] {
        assert!(RawJson::parse(bad.as_bytes()).is_err(), "{bad}");
    }
    let check = PlainCheck::new(&b"agent.ping"[..]);
    assert_eq!(&Frame::from(&check).payload()[..], b"agent.ping");
    let said = PlainAnswer::NotSupported(Some(b"why"[..].into()));
    assert_eq!(&Frame::from(&said).payload()[..], b"ZBX_NOTSUPPORTED\0why");
}

// ZBX-105
#[test]
fn requests_to_reload_the_configuration_are_good_for_longer() {
    for (kind, ttl) in [(DataKind::ConfigReload, 600), (DataKind::DiagnosticInfo, 30)] {
        assert_eq!(DataRequest::new(73, kind, "", 1_790_000_000).ttl, ttl);
    }
}
