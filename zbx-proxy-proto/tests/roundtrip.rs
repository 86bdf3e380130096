//! Values survive the wire, and what was read once is written stably.

use proptest::prelude::*;
use zbx_proxy_proto::{
    AgentValue, Answer, AutoRegistration, Availability, Cell, Clock, ConfigAnswer, ConfigUpdate,
    DiscoveredService, DiscoveryCheck, DiscoveryStatus, HistoryRows, HistoryValue, InterfaceAvailability,
    Limits, MaybeQuoted, Message, Nanoseconds, ProxyData, Request, SenderData, Table, Tables, Upload,
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9 .]{0,12}",
        prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter),
        prop::collection::vec(
            prop_oneof![Just('"'), Just('\\'), Just('\u{1}'), Just('/'), Just('é'), Just('😀')],
            0..8
        )
        .prop_map(String::from_iter),
    ]
}

fn clock() -> impl Strategy<Value = Clock> {
    (0..=Clock::MAX.seconds()).prop_map(|seconds| Clock::new(seconds).unwrap())
}

fn ns() -> impl Strategy<Value = Nanoseconds> {
    (0..=Nanoseconds::MAX.nanoseconds()).prop_map(|ns| Nanoseconds::new(ns).unwrap())
}

prop_compose! {
    fn history_value()(
        id in any::<u64>(),
        itemid in any::<u64>(),
        clock in clock(),
        ns in ns(),
        value in prop::option::of(text()),
        reason in prop::option::of(text()),
        position in prop::option::of((any::<u64>(), any::<i64>())),
    ) -> HistoryValue<'static> {
        let mut row = HistoryValue::new(id, itemid, clock, ns);
        if let Some(value) = value {
            row = row.with_value(value);
        }
        if let Some(reason) = reason {
            row = row.not_supported(reason);
        }
        if let Some((size, mtime)) = position {
            row = row.with_log_position(size, mtime);
        }
        row
    }
}

prop_compose! {
    fn proxy_data()(
        history in prop::collection::vec(history_value(), 0..6),
        host in text(),
        interfaces in prop::collection::vec((any::<u64>(), any::<i64>(), text()), 0..3),
        found in prop::collection::vec((any::<u64>(), any::<Option<u64>>(), text(), any::<i64>()), 0..3),
        registered in prop::collection::vec((any::<u64>(), text(), any::<u64>(), any::<bool>()), 0..3),
        more in any::<Option<u64>>(),
    ) -> ProxyData<'static> {
        let mut data = ProxyData::default();
        data.host = Some(host.into());
        data.history = history.into();
        data.interface_availability = interfaces
            .into_iter()
            .map(|(id, available, error)| InterfaceAvailability::new(id, Availability::from(available), error))
            .collect();
        data.discovery = found
            .into_iter()
            .map(|(clock, check, ip, status)| {
                let check = check.map_or(DiscoveryCheck::Host, DiscoveryCheck::Check);
                let mut row = DiscoveredService::new(clock, 1, check, ip);
                row.status = Some(DiscoveryStatus::from(status));
                row
            })
            .collect();
        data.registrations = registered
            .into_iter()
            .map(|(clock, host, port, quoted)| {
                let mut row = AutoRegistration::new(clock, host);
                row.port = Some(if quoted { MaybeQuoted::quoted(port) } else { MaybeQuoted::bare(port) });
                row
            })
            .collect();
        data.more = more;
        data
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let name = prop_oneof![
        text(),
        prop::sample::select(vec![
            "request",
            "response",
            "data",
            "history data",
            "tasks",
            "type",
            "itemid",
            "clock",
            "value",
            "version",
            "session",
            "config_revision",
            "fields",
            "redirect",
            "host",
            "key",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn proxy_data_survives(data in proxy_data()) {
        let request: Request<'_> = data.clone().into();
        let mut wire = Vec::new();
        request.encode(&mut wire);
        prop_assert_eq!(Request::decode(&wire).unwrap(), request);
        // Any JSON library reads it.
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&wire).is_ok());

        let mut rows = HistoryRows::new(&wire, &Limits::DEFAULT).unwrap();
        let mut walked = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            walked.push(row.unwrap());
        }
        prop_assert_eq!(walked, data.history.good);
    }

    #[test]
    fn owned_values_are_the_same(data in proxy_data()) {
        let request: Request<'_> = data.into();
        let mut wire = Vec::new();
        request.encode(&mut wire);
        let borrowed = Request::decode(&wire).unwrap();
        prop_assert_eq!(borrowed.clone().into_owned(), borrowed);
    }

    #[test]
    fn sender_data_survives(values in prop::collection::vec((text(), text(), text(), clock(), ns()), 0..5)) {
        let values = values.into_iter().map(|(host, key, value, clock, ns)| AgentValue::new(host, key, value).at(clock, ns));
        let request: Request<'_> = SenderData::new(values).into();
        let mut wire = Vec::new();
        request.encode(&mut wire);
        prop_assert_eq!(Request::decode(&wire).unwrap(), request);
    }

    #[test]
    fn tables_survive(
        name in text(),
        fields in prop::collection::vec(text(), 1..5),
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![
            Just(Cell::Null), any::<i64>().prop_map(Cell::from), text().prop_map(|text| Cell::Text(text.into())),
        ], 5), 0..5),
        revision in any::<u64>(),
    ) {
        let mut table = Table::new(fields.clone());
        for row in rows {
            table.push(row.into_iter().take(fields.len())).unwrap();
        }
        let mut tables = Tables::default();
        tables.push(name, table);
        let answer = ConfigAnswer::Update(ConfigUpdate::full(tables, revision));
        let mut wire = Vec::new();
        answer.encode(&mut wire);
        prop_assert_eq!(ConfigAnswer::decode(&wire).unwrap(), answer);
    }

    #[test]
    fn answers_survive(info in prop::option::of(text()), upload in text(), version in prop::option::of(text())) {
        let mut answer = Answer::success().with_upload(Upload::from(upload.as_str()));
        answer.info = info;
        answer.version = version;
        let mut wire = Vec::new();
        answer.encode(&mut wire);
        prop_assert_eq!(Answer::decode(&wire).unwrap(), answer);
    }

    /// Whatever is read is written in a form that is read the same and stays.
    #[test]
    fn any_json_is_stable_once_read(json in json()) {
        let wire = json.to_string();
        if let Ok(message) = Message::decode(wire.as_bytes()) {
            let (mut once, mut twice) = (Vec::new(), Vec::new());
            message.encode(&mut once);
            Message::decode(&once).unwrap().encode(&mut twice);
            prop_assert_eq!(once, twice);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80), json in any::<bool>()) {
        let mut payload = if json { b"{\"".to_vec() } else { Vec::new() };
        payload.extend_from_slice(&bytes);
        if let Err(error) = Message::decode(&payload) {
            prop_assert!(error.offset() <= payload.len());
        }
    }

    #[test]
    fn redacting_keeps_the_kind(data in proxy_data()) {
        let mut message = Message::Request(data.into());
        message.redact();
        let mut wire = Vec::new();
        message.encode(&mut wire);
        prop_assert!(matches!(Message::decode(&wire), Ok(Message::Request(Request::ProxyData(_)))));
    }
}

/// Tasks that are made here are the tasks that are read.
#[test]
fn made_tasks_survive() {
    use zbx_proxy_proto::{
        CheckNow, DataKind, DataRequest, ExecuteOn, ProxyTaskData, RemoteCommand, Task, TaskStatus,
    };
    let command = RemoteCommand::script(2, 3, "uptime", ExecuteOn::Proxy, 1);
    let request = DataRequest::new(2, DataKind::DiagnosticInfo, "{}", 1);
    let tasks = vec![
        Task::RemoteCommandResult(command.result(TaskStatus::Failed, "no", 5)),
        Task::RemoteCommand(Box::new(command)),
        Task::CheckNow(CheckNow::new(2, 1, 600)),
        Task::DataResult(request.result(TaskStatus::Succeeded, "{}", 5)),
        Task::DataRequest(request),
        Task::ProxyData(ProxyTaskData::new(2, DataKind::ProxyName, "{}", 1)),
    ];
    let answer = Answer::success().with_tasks(tasks);
    let mut wire = Vec::new();
    answer.encode(&mut wire);
    assert_eq!(Answer::decode(&wire).unwrap(), answer);
}
