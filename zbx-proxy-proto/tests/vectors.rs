//! Test vectors that were written from the protocol's rules.

use zbx_proxy_proto::{
    Cell, CheckNow, ConfigAnswer, DataKind, DataRequest, DecodeErrorKind, DiscoveryCheck, DiscoveryStatus,
    ExecuteOn, HistoryRow, HistoryRows, ItemState, Limits, ObservedMessage, OtherAnswer, RemoteCommand,
    Request, Status, Task, TaskStatus, Upload,
};

/// Returns name, kind and payload of each vector.
fn payloads() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines = include_str!("vectors/payloads.tsv").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
            [name, kind, payload] => (name, kind, payload),
            _ => panic!("not a vector: {line}"),
        })
        .collect()
}

fn payload(name: &str) -> &'static str {
    payloads().into_iter().find(|vector| vector.0 == name).unwrap_or_else(|| panic!("no vector {name}")).2
}

fn kind(message: &ObservedMessage<'_>) -> String {
    match message {
        ObservedMessage::Request(request) => request.name().to_owned(),
        ObservedMessage::Answer(_) => "answer".to_owned(),
        ObservedMessage::ActiveChecksAnswer(_) => "active checks answer".to_owned(),
        ObservedMessage::OtherAnswer(_) => "other answer".to_owned(),
        ObservedMessage::Config(_) => "config".to_owned(),
        ObservedMessage::ConfigRevision(_) => "config revision".to_owned(),
        ObservedMessage::ProxyData(_) => "proxy data answer".to_owned(),
        ObservedMessage::ProxyTasks(_) => "proxy tasks answer".to_owned(),
        ObservedMessage::PassiveChecksAnswer(_) => "passive checks answer".to_owned(),
        ObservedMessage::Plain(_) => "plain".to_owned(),
        other => panic!("{other:?}"),
    }
}

fn proxy_data(name: &str) -> zbx_proxy_proto::ProxyData<'static> {
    let Request::ProxyData(data) = Request::decode(payload(name).as_bytes(), &Limits::DEFAULT).unwrap()
    else {
        panic!("{name}")
    };
    data
}

#[test]
fn every_payload_is_of_its_kind_and_written_byte_for_byte() {
    for (name, expected, payload) in payloads() {
        let message = ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(kind(&message), expected, "{name}");
        assert_eq!(message.unknown_members(), 0, "{name}");
        let mut again = Vec::new();
        message.encode(&mut again);
        assert_eq!(String::from_utf8(again).unwrap(), payload, "{name}");
    }
}

#[test]
fn members_come_in_any_order() {
    // The objects with their members in another order: serde_json's maps are sorted.
    for (name, expected, payload) in payloads().into_iter().filter(|vector| vector.2.starts_with('{')) {
        if expected.starts_with("active checks answer") {
            // Recognised by the order of its members only.
            continue;
        }
        let sorted = serde_json::from_str::<serde_json::Value>(payload).unwrap().to_string();
        let (first, second) = (
            ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT),
            ObservedMessage::decode(sorted.as_bytes(), &Limits::DEFAULT),
        );
        let first = first.unwrap();
        // The order of tables and secrets is part of the message.
        if !matches!(first, ObservedMessage::Config(_)) && expected != "proxy config" {
            assert_eq!(first, second.unwrap(), "{name}");
        }
    }
}

// ZBX-042
#[test]
fn the_first_of_two_equal_members_tells_the_message() {
    let twice =
        |first, second| format!(r#"{{"history data":{first},"version":"7.0.9","history data":{second}}}"#);
    let text = twice("[]", "[1]");
    let message = ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
    assert!(matches!(message, ObservedMessage::Plain(_)), "{message:?}");
    let message =
        ObservedMessage::decode(twice("[1]", "[]").as_bytes(), &Limits::DEFAULT).unwrap().into_owned();
    assert!(matches!(message, ObservedMessage::ProxyData(data) if data.history.faulty.len() == 1));
}

#[test]
fn history_rows_say_what_they_are() {
    let data = proxy_data("history of every kind");
    let rows: Vec<_> = data.history().map(Result::unwrap).collect();
    assert_eq!(rows[0].value.as_deref(), Some("42"));
    assert_eq!((rows[0].itemid, rows[0].id), (9001, Some(1)));
    assert_eq!(
        (rows[1].state, rows[1].value.as_deref()),
        (ItemState::NotSupported, Some("Cannot evaluate \"x\""))
    );
    let event = rows[2].log.as_ref().unwrap();
    assert_eq!(
        (event.severity, event.eventid, event.source.as_deref()),
        (Some(4), Some(7036), Some("Service"))
    );
    assert_eq!(event.lastlogsize, Some(u64::MAX));
    assert_eq!((rows[3].value.as_deref(), rows[3].log.as_ref().unwrap().mtime), (None, Some(1_790_000_000)));
    assert_eq!((rows[4].value.as_deref(), rows[4].log.as_ref()), (None, None));
    assert_eq!(rows[5].value.as_deref(), Some(""));
    assert_eq!(rows[6].value.as_deref(), Some("tab\tnew\nline \u{1} / é 😀 \u{2028}"));
    assert!(data.has_more() && data.has_rows());
    assert_eq!(data.proxy_delay, Some(61));
}

#[test]
fn walking_the_rows_gives_what_the_list_gives() {
    for (name, _, payload) in payloads().into_iter().filter(|vector| vector.2.contains("history data")) {
        let message = ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap();
        let (ObservedMessage::Request(Request::ProxyData(data)) | ObservedMessage::ProxyData(data)) = message
        else {
            panic!("{name}")
        };
        let mut rows = HistoryRows::new(payload.as_bytes(), &Limits::DEFAULT).unwrap();
        let mut walked = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            let HistoryRow::Value(row) = row else { panic!("{row:?}") };
            walked.push(row);
        }
        assert_eq!(walked, data.history.good, "{name}");
        assert!(!walked.is_empty(), "{name}");
    }
}

#[test]
fn discovery_rows_leave_out_what_is_usual() {
    let data = proxy_data("discovery 7.0");
    assert_eq!(data.discovery.good[0].dcheck, DiscoveryCheck::Host);
    assert_eq!((data.discovery.good[0].status, data.discovery.good[0].dns.as_deref()), (None, None));
    assert_eq!(data.discovery.good[1].status, Some(DiscoveryStatus::Finished));
    assert_eq!(data.discovery.good[1].error.as_deref(), Some("invalid range"));
    assert_eq!(proxy_data("discovery 6.0").discovery.good[0].dns.as_deref(), Some(""));
}

// ZBX-095
#[test]
fn a_row_that_closes_a_host_has_two_spellings_and_keeps_its_own() {
    for (dcheck, expected) in
        [("null", DiscoveryCheck::Host), ("0", DiscoveryCheck::HostInMemory), ("5", 5.into())]
    {
        let text = format!(
            r#"{{"discovery data":[{{"clock":1,"drule":2,"dcheck":{dcheck},"ip":"192.0.2.1"}}],"version":"7.0.29"}}"#
        );
        let data = zbx_proxy_proto::ProxyData::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        let row = &data.discovery.good[0];
        assert_eq!((row.dcheck, row.dcheck.is_host()), (expected, dcheck != "5"));
        let mut again = Vec::new();
        data.encode(&mut again);
        assert_eq!(String::from_utf8(again).unwrap(), text);
    }
}

#[test]
fn ports_of_registrations_are_texts_before_7_0() {
    let (old, new) = (proxy_data("registration 6.0"), proxy_data("registration 7.0"));
    let (old, new) = (old.registrations.good[0].port.unwrap(), new.registrations.good[0].port.unwrap());
    assert_eq!((old.number, old.quoted), (10050, true));
    assert_eq!((new.number, new.quoted), (10050, false));
}

#[test]
fn tasks_have_the_real_types() {
    let message =
        ObservedMessage::decode(payload("answer to data with tasks").as_bytes(), &Limits::DEFAULT).unwrap();
    let ObservedMessage::Answer(answer) = message else { panic!("no answer") };
    assert_eq!((answer.response, answer.upload), (Some(Status::Success), Some(Upload::Enabled)));
    let [Task::RemoteCommand(command), Task::CheckNow(check), Task::DataRequest(request)] = &answer.tasks[..]
    else {
        panic!("other tasks")
    };
    assert_eq!((command.command.expose(), command.password.expose(), command.port), ("uptime", "p\"w", 22));
    assert_eq!((check.itemid, check.ttl), (9001, 3600));
    assert_eq!(request.data.expose(), "{\"historycache\":{}}");
    let results = proxy_data("task results");
    let Task::RemoteCommandResult(result) = &results.tasks[1] else { panic!("another result") };
    assert_eq!((result.status, result.parent_taskid), (TaskStatus::Failed, 72));
}

/// Constructed tasks are encoded as daemons send them.
#[test]
fn tasks_and_their_results_can_be_made() {
    let command = RemoteCommand::script(71, 501, "uptime", ExecuteOn::Proxy, 1_790_000_000);
    let request = DataRequest::new(73, DataKind::DiagnosticInfo, "{}", 1_790_000_000);
    let results = vec![
        Task::RemoteCommandResult(command.result(TaskStatus::Succeeded, "up", 1_790_000_001)),
        Task::DataResult(request.result(TaskStatus::Failed, "no", 1_790_000_001)),
    ];
    let check = CheckNow::new(9001, 1_790_000_000, 3600);
    let tasks =
        vec![Task::RemoteCommand(Box::new(command)), Task::DataRequest(request), Task::CheckNow(check)];
    for (tasks, expected) in [
        (
            tasks,
            r#"{"type":2,"clock":1790000000,"ttl":600,"commandtype":0,"command":"uptime","execute_on":2,"port":0,"authtype":0,"username":"","password":"","publickey":"","privatekey":"","alertid":0,"parent_taskid":71,"hostid":501},{"type":7,"clock":1790000000,"ttl":30,"datatype":1,"parent_taskid":73,"data":"{}"},{"type":6,"clock":1790000000,"ttl":3600,"itemid":9001}"#,
        ),
        (
            results,
            r#"{"type":3,"clock":1790000001,"ttl":0,"status":0,"info":"up","parent_taskid":71},{"type":8,"clock":1790000001,"ttl":0,"status":-1,"info":"no","parent_taskid":73}"#,
        ),
    ] {
        let mut payload = Vec::new();
        zbx_proxy_proto::Answer::success().with_tasks(tasks).encode(&mut payload);
        let payload = String::from_utf8(payload).unwrap();
        assert_eq!(payload, format!(r#"{{"response":"success","tasks":[{expected}]}}"#));
    }
}

#[test]
fn tables_are_read_by_column_name_and_by_type() {
    let ConfigAnswer::Plain(config) =
        ConfigAnswer::decode(payload("config answer 6.0").as_bytes(), &Limits::DEFAULT).unwrap()
    else {
        panic!("not plain")
    };
    let tables = &config.tables;
    let names: Vec<_> = tables.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["globalmacro", "hosts", "interface", "items", "config_autoreg_tls"]);
    let row = tables.table("items").unwrap().rows().nth(1).unwrap();
    assert_eq!(row.cell("interfaceid"), Some(&Cell::Null));
    assert_eq!(row.cell("master_itemid").unwrap().as_u64(), Some(9001));
    assert_eq!(row.cell("no such column"), None);

    let host = tables.hosts().next().unwrap().unwrap();
    assert_eq!((host.hostid, host.host, host.name), (501, "web-1", "Web server 1"));
    assert_eq!(host.tls_psk.expose(), "00112233445566778899aabbccddeeff");
    let interface = tables.interfaces().next().unwrap().unwrap();
    assert_eq!((interface.ip, interface.port, interface.kind), ("192.0.2.10", "10050", 1));
    let items: Vec<_> = tables.items().map(Result::unwrap).collect();
    assert_eq!((items[0].interfaceid, items[0].master_itemid), (Some(61), None));
    assert_eq!((items[1].key, items[1].interfaceid), ("web.part[\"a\"]", None));
    let global = tables.global_macros().next().unwrap().unwrap();
    assert_eq!((global.name, global.value.expose()), ("{$SITE}", "paris"));
    assert_eq!(tables.host_macros().count(), 0);
}

#[test]
fn a_row_that_lacks_a_column_is_an_error_of_its_own() {
    let payload = payload("config answer full 7.0");
    let ConfigAnswer::Update(update) = ConfigAnswer::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap()
    else {
        panic!("no update")
    };
    let data = update.data.unwrap();
    let errors: Vec<_> = data.hosts().map(|host| host.unwrap_err().to_string()).collect();
    assert_eq!(errors[1], "row 1: column \"status\" is missing or not a number");
    assert_eq!(data.host_macros().next().unwrap().unwrap().value.expose(), "tops3cret");
}

#[test]
fn vault_secrets_are_found_by_path_and_key() {
    let payload = payload("config answer delta with vault secrets");
    let ConfigAnswer::Update(update) = ConfigAnswer::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap()
    else {
        panic!("no update")
    };
    let secrets = update.macro_secrets.unwrap();
    assert_eq!(secrets.secret("kv/db", "password").unwrap().expose(), "s3same\"open");
    assert!(secrets.secret("kv/db", "nope").is_none() && secrets.secret("nope", "password").is_none());
}

/// The manual's sample, with its missing comma: two `tasks`, of which the first wins,
/// tasks that real daemons drop, and texts where daemons write numbers.
#[test]
fn the_manuals_sample_is_read_as_a_real_server_reads_it() {
    let sample = r#"{
        "request": "proxy data",
        "host": "edge-1",
        "session": "0123456789abcdef0123456789abcdef",
        "history data": [
            {"itemid": "12345", "clock": 1500000000, "ns": 332510044, "value": "52956612", "id": 1},
            {"itemid": "12346", "clock": 1500000000, "ns": 330690279, "state": 1, "value": "no such interface", "id": 2}
        ],
        "discovery data": [
            {"clock": 1500000000, "drule": 2, "dcheck": null, "type": -1, "ip": "192.0.2.3", "dns": "d", "status": 1}
        ],
        "auto registration": [{"clock": 1500000000, "host": "h", "ip": "192.0.2.1", "dns": "d", "port": "10050"}],
        "tasks": [
            {"type": 2, "clock": 1500000000, "ttl": 600, "commandtype": 1, "command": "x", "execute_on": 0,
             "authtype": 0, "username": "", "password": "", "publickey": "", "privatekey": "",
             "parent_taskid": 20, "hostid": 10084}
        ],
        "tasks": [
            {"type": 0, "status": 0, "parent_taskid": 10}
        ],
        "version": "5.4.0"
    }"#;
    let Request::ProxyData(data) = Request::decode(sample.as_bytes(), &Limits::DEFAULT).unwrap() else {
        panic!("no data")
    };
    assert_eq!(data.history.good.len(), 2);
    assert_eq!(data.history.good[0].itemid, 12345);
    assert_eq!(data.discovery.good[0].kind, Some(-1));
    let [Task::Unusable(task)] = &data.tasks[..] else { panic!("{:?}", data.tasks) };
    assert_eq!((task.kind, task.error.kind()), (Some(2), &DecodeErrorKind::Missing("port")));
    let without_comma = sample.replace("cdef\",\n", "cdef\"\n");
    let error = Request::decode(without_comma.as_bytes(), &Limits::DEFAULT).unwrap_err();
    assert!(
        error.to_string().starts_with("malformed JSON: expected a comma or the end of the object or array"),
        "{error}"
    );
}

#[test]
fn a_task_of_another_or_no_type_is_kept_as_it_came() {
    let text = r#"{"response":"success","tasks":[{"type":5,"x":[1]},{"status":0},7]}"#;
    let answer = zbx_proxy_proto::Answer::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
    let kinds: Vec<_> = answer
        .tasks
        .iter()
        .map(|task| if let Task::Unusable(task) = task { task.kind } else { panic!("usable") })
        .collect();
    assert_eq!(kinds, [Some(5), None, None]);
    let mut again = Vec::new();
    answer.encode(&mut again);
    assert_eq!(String::from_utf8(again).unwrap(), text);
}

#[test]
fn members_tell_what_an_answer_is() {
    for (payload, expected) in [
        (r#"{"response":"success","commands":[{"command":"uptime","id":4}]}"#, "active checks answer"),
        (r#"{"response":"success","refresh_unsupported":600}"#, "active checks answer"),
        (r#"{"response":"success","regexp":[{"name":"err","expression":"x"}]}"#, "active checks answer"),
        (r#"{"response":"success","commands":[],"regexp":null}"#, "answer"),
        (r#"{"version":"7.0.4","data":[{"value":"1"}]}"#, "passive checks answer"),
        (r#"{"data":[]}"#, "plain"),
        (r#"{"data":{}}"#, "config"),
        (r#"{"macro.secrets":{}}"#, "config"),
    ] {
        assert_eq!(
            kind(&ObservedMessage::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap()),
            expected,
            "{payload}"
        );
    }
    // With a vault that is not one, the message is still a configuration, which cannot be
    // decoded.
    let error = ObservedMessage::decode(br#"{"macro.secrets":7}"#, &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.to_string(), r#"macro.secrets: expected an object, found "a number" at byte 17"#);
}

// ZBX-042
#[test]
fn a_vault_that_comes_again_is_passed_over() {
    let message =
        ObservedMessage::decode(br#"{"macro.secrets":{},"macro.secrets":7}"#, &Limits::DEFAULT).unwrap();
    let mut again = Vec::new();
    message.encode(&mut again);
    assert_eq!(String::from_utf8(again).unwrap(), r#"{"macro.secrets":{}}"#);
}

// ZBX-117
#[test]
fn answers_to_other_requests_are_kept_as_they_came() {
    for text in [
        r#"{"response":"success","data":{"boottime":1}}"#,
        r#"{"response":"success","data":[{"itemid":"1"},{"error":"x"}]}"#,
        r#"{"response":"success","data":"uid=0"}"#,
        r#"{"response":"success","data":[{"value":"1"},{"error":"no such bean"}],"total":2}"#,
        r#"{"response":"failed","data":[1,null,[]]}"#,
    ] {
        let ObservedMessage::OtherAnswer(answer) =
            ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT).unwrap()
        else {
            panic!("{text}")
        };
        assert_eq!(answer.response == Status::Success, text.contains("success"));
        let mut again = Vec::new();
        answer.encode(&mut again);
        assert_eq!(String::from_utf8(again).unwrap(), text);
        assert_eq!(OtherAnswer::decode(text.as_bytes(), &Limits::DEFAULT).unwrap().into_owned(), answer);
        let mut hidden = ObservedMessage::OtherAnswer(answer);
        assert!(hidden.unknown_members() > 0);
        hidden.redact();
        let mut redacted = Vec::new();
        hidden.encode(&mut redacted);
        assert!(!String::from_utf8(redacted).unwrap().contains("uid=0"));
    }
    // A redirect is an `Answer`, whatever other members it has.
    let text = r#"{"redirect":{"reset":true},"data":1,"response":"failed"}"#;
    let message = ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
    assert!(matches!(message, ObservedMessage::Answer(_)), "{message:?}");
    let mut again = Vec::new();
    message.encode(&mut again);
    assert_eq!(ObservedMessage::decode(&again, &Limits::DEFAULT), Ok(message.clone()));
    // Damaged checks are not taken for another message.
    for text in [
        r#"{"response":"success","data":[{"key":"agent.ping"}]}"#,
        r#"{"response":"success","config_revision":4,"data":[7]}"#,
    ] {
        assert!(ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT).is_err(), "{text}");
    }
    let error = OtherAnswer::decode(br#"{"data":1}"#, &Limits::DEFAULT).unwrap_err();
    assert_eq!(*error.kind(), DecodeErrorKind::Missing("response"));
}

#[test]
fn more_is_said_with_1_only() {
    for (more, expected) in [("", false), (r#","more":0"#, false), (r#","more":1"#, true)] {
        let payload = format!(r#"{{"request":"proxy data"{more}}}"#);
        let Request::ProxyData(data) = Request::decode(payload.as_bytes(), &Limits::DEFAULT).unwrap() else {
            panic!()
        };
        assert_eq!(data.has_more(), expected, "{payload}");
    }
}
