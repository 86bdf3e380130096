//! Encoded values decode to themselves, and decoded values are encoded in a stable form.

use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;
use zbx_proxy_proto::{
    ActiveChecksAnswer, Answer, ConfigAnswer, ConfigRevision, Counts, Frame, HistoryRow, HistoryRows, Limits,
    ObservedMessage, PassiveChecksAnswer, PlainAnswer, PlainCheck, ProxyData, ProxyName, ProxyTasks, Request,
    SessionToken, Version,
};

/// Bytes to generate values from.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..3000)
}

/// Generates a value; all bytes give one.
fn value<'b, T: Arbitrary<'b>>(bytes: &'b [u8]) -> T {
    T::arbitrary(&mut Unstructured::new(bytes)).expect("every choice is a value")
}

/// Encodes a message.
macro_rules! payload {
    ($message:expr) => {{
        let mut payload = Vec::new();
        $message.encode(&mut payload);
        payload
    }};
}

/// Checks that each message is decoded to itself, and that its encoding is JSON for any
/// library.
macro_rules! messages_survive {
    ($($test:ident: $message:ident,)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]
            $( #[test]
            fn $test(bytes in bytes()) {
                let message: $message = value(&bytes);
                let payload = payload!(message);
                prop_assert_eq!($message::decode(&payload, &Limits::DEFAULT), Ok(message));
                prop_assert!(serde_json::from_slice::<serde_json::Value>(&payload).is_ok());
            } )*
        }
    };
}

messages_survive! {
    requests_survive: Request,
    answers_survive: Answer,
    active_checks_survive: ActiveChecksAnswer,
    configurations_survive: ConfigAnswer,
    revisions_survive: ConfigRevision,
    data_of_a_passive_proxy_survives: ProxyData,
    tasks_of_a_passive_proxy_survive: ProxyTasks,
    passive_checks_survive: PassiveChecksAnswer,
}

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
    fn texts_survive_in_values(texts in prop::collection::vec(text(), 0..5)) {
        use zbx_proxy_proto::{AgentValue, SenderData};
        let values = texts.iter().map(|text| AgentValue::new(text.as_str(), text.as_str(), text.as_str()));
        let request = Request::from(SenderData::new(values));
        let payload = payload!(request);
        prop_assert_eq!(Request::decode(&payload, &Limits::DEFAULT), Ok(request));
    }

    #[test]
    fn walking_gives_the_rows_of_the_list(bytes in bytes()) {
        let data: ProxyData<'_> = value(&bytes);
        let payload = payload!(data);
        let mut rows = HistoryRows::new(&payload, &Limits::DEFAULT).unwrap();
        let mut walked = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            let HistoryRow::Value(row) = row else { panic!("{row:?}") };
            walked.push(row);
        }
        prop_assert_eq!(walked, data.history.good);
    }

    #[test]
    fn owned_messages_are_the_same(bytes in bytes()) {
        let payload = payload!(value::<Request<'_>>(&bytes));
        let borrowed = Request::decode(&payload, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(borrowed.clone().into_owned(), borrowed);
        let payload = payload!(value::<ConfigAnswer<'_>>(&bytes));
        let borrowed = ConfigAnswer::decode(&payload, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(borrowed.clone().into_owned(), borrowed);
    }

    #[test]
    fn plain_texts_survive(bytes in bytes()) {
        let check: PlainCheck<'_> = value(&bytes);
        let payload = payload!(check);
        prop_assert_eq!(PlainCheck::decode(&payload), check);
        let answer: PlainAnswer<'_> = value(&bytes);
        let payload = payload!(answer);
        prop_assert_eq!(PlainAnswer::decode(&payload), answer);
    }

    #[test]
    fn small_grammars_survive(bytes in bytes()) {
        let name: ProxyName = value(&bytes);
        prop_assert_eq!(name.to_string().parse(), Ok(name));
        let version: Version = value(&bytes);
        prop_assert_eq!(version.to_string().parse(), Ok(version));
        let token: SessionToken = value(&bytes);
        prop_assert_eq!(token.to_string().parse(), Ok(token));
        let counts: Counts = value(&bytes);
        prop_assert_eq!(counts.to_string().parse(), Ok(counts));
    }

    #[test]
    fn frames_survive(bytes in bytes()) {
        let frame: Frame = value(&bytes);
        let mut wire = bytes::BytesMut::new();
        frame.encode(&mut wire).unwrap();
        prop_assert_eq!(Frame::decode(&wire, &Limits::DEFAULT), Ok(frame));
    }

    #[test]
    fn redacting_keeps_the_kind(bytes in bytes()) {
        let mut request: Request<'_> = value(&bytes);
        let kind = std::mem::discriminant(&request);
        request.redact();
        let payload = payload!(request);
        prop_assert_eq!(std::mem::discriminant(&Request::decode(&payload, &Limits::DEFAULT).unwrap()), kind);
    }

    /// Decoded values are encoded in a form that decodes to the same and is stable.
    #[test]
    fn any_json_is_stable_once_read(json in json()) {
        let wire = json.to_string();
        if let Ok(message) = ObservedMessage::decode(wire.as_bytes(), &Limits::DEFAULT) {
            let (mut once, mut twice) = (Vec::new(), Vec::new());
            message.encode(&mut once);
            ObservedMessage::decode(&once, &Limits::DEFAULT).unwrap().encode(&mut twice);
            prop_assert_eq!(once, twice);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80), json in any::<bool>()) {
        let mut payload = if json { b"{\"".to_vec() } else { Vec::new() };
        payload.extend_from_slice(&bytes);
        if let Err(error) = ObservedMessage::decode(&payload, &Limits::DEFAULT) {
            prop_assert!(error.offset() <= payload.len());
        }
    }
}

/// Constructed tasks are decoded to themselves.
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
    assert_eq!(Answer::decode(&wire, &Limits::DEFAULT).unwrap(), answer);
}
