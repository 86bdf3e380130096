//! Whatever is written is read again, and whatever is read is written the same.

use oco_proto::{
    AgentKey, Answer, Any, Device, Event, EventCode, Events, Flag, Hello, HelloReply, Hidden, Host, Int,
    Inventory, JobState, Limits, List, Login, Map, Method, Network, PackageLink, Partition, Password,
    PasswordRule, PolicyName, Printer, Real, Receipt, Reply, Request, Screen, Sealed, Service, Software,
    SoftwareJob, State, Text, Timestamp, User,
};
use proptest::prelude::*;
use serde_json::{Number, Value};

fn string() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,12}", "\\PC{0,8}", Just("\u{0}\u{1f}\"\\/".to_owned())]
}

fn scalar() -> BoxedStrategy<oco_proto::Scalar<'static>> {
    use oco_proto::Scalar;
    prop_oneof![
        Just(Scalar::Absent),
        Just(Scalar::Null),
        any::<bool>().prop_map(Scalar::Bool),
        any::<i64>().prop_map(|number| Scalar::Number(number.into())),
        any::<u64>().prop_map(|number| Scalar::Number(number.into())),
        (-1e15..1e15_f64).prop_map(|number| Scalar::Number(Number::from_f64(number).unwrap())),
        string().prop_map(|text| Scalar::Text(text.into())),
    ]
    .boxed()
}

fn text() -> impl Strategy<Value = Text<'static>> {
    scalar().prop_map(Text::from)
}

fn int() -> impl Strategy<Value = Int<'static>> {
    scalar().prop_map(Int::from)
}

fn real() -> impl Strategy<Value = Real<'static>> {
    scalar().prop_map(Real::from)
}

fn flag() -> impl Strategy<Value = Flag<'static>> {
    scalar().prop_map(Flag::from)
}

fn hidden() -> impl Strategy<Value = Hidden> {
    prop_oneof![Just(Hidden::default()), Just(Hidden::NULL), string().prop_map(Hidden::new)]
}

fn list<T: Clone + std::fmt::Debug + 'static>(
    row: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<List<T>> {
    prop_oneof![
        1 => Just(List::default()),
        1 => Just(List::NULL),
        4 => prop::collection::vec(row, 0..4).prop_map(List::from),
    ]
    .boxed()
}

fn json() -> BoxedStrategy<Value> {
    let leaf =
        prop_oneof![Just(Value::Null), any::<i64>().prop_map(Value::from), string().prop_map(Value::from)];
    leaf.prop_recursive(3, 8, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(Value::from)).boxed()
}

fn network() -> impl Strategy<Value = Network<'static>> {
    (text(), text(), text(), prop::option::of(("x-[a-z]{1,4}", json()))).prop_map(
        |(addr, netmask, mac, extra)| {
            let mut network = Network { addr, netmask, mac, ..Network::default() };
            if let Some((name, value)) = extra {
                network.extra.insert(name, value);
            }
            network
        },
    )
}

fn inventory() -> BoxedStrategy<Inventory<'static>> {
    let rows = (
        list(network()),
        list((text(), text()).prop_map(|(name, r#type)| Screen { name, r#type, ..Screen::default() })),
        list((text(), int()).prop_map(|(name, dpi)| Printer { name, dpi, ..Printer::default() })),
        list((int(), flag()).prop_map(|(size, encrypted)| Partition {
            size,
            encrypted,
            ..Partition::default()
        })),
        list((text(), text(), text()).prop_map(|(name, version, more)| Software::new(name, version, more))),
        list((text(), text()).prop_map(|(guid, timestamp)| Login { guid, timestamp, ..Login::default() })),
        list((int(), flag()).prop_map(|(uid, disabled)| User { uid, disabled, ..User::default() })),
        list((int(), text()).prop_map(|(vendor, serial)| Device { vendor, serial, ..Device::default() })),
    );
    (text(), int(), real(), flag(), rows)
        .prop_map(|(os, ram, uptime, secure_boot, rows)| Inventory {
            os,
            ram,
            uptime,
            secure_boot,
            networks: rows.0,
            screens: rows.1,
            printers: rows.2,
            partitions: rows.3,
            software: rows.4,
            logins: rows.5,
            users: rows.6,
            devices: rows.7,
            ..Inventory::default()
        })
        .boxed()
}

fn hello() -> BoxedStrategy<Hello<'static>> {
    let service = (int(), text(), text()).prop_map(|(status, name, metrics)| Service {
        status,
        name,
        metrics,
        ..Service::default()
    });
    (text(), list(network()), list(service), real(), int())
        .prop_map(|(agent_version, networks, services, uptime, battery_status)| Hello {
            agent_version,
            networks,
            services,
            uptime,
            battery_status,
            ..Hello::default()
        })
        .boxed()
}

fn events() -> BoxedStrategy<Events<'static>> {
    let data = prop::collection::vec((string(), json()), 0..3).prop_map(|entries| {
        let mut map = Map::EMPTY_MAP;
        for (name, value) in entries {
            map.insert(name, Any::from(value));
        }
        map
    });
    let event = (text(), scalar(), data).prop_map(|(log, id, data)| Event {
        log,
        event_id: EventCode::from(id),
        data,
        ..Event::default()
    });
    prop::collection::vec(event, 0..4).prop_map(Events::new).boxed()
}

fn request() -> BoxedStrategy<Request<'static>> {
    let host = || ("[a-z]{1,9}", text()).prop_map(|(name, uid)| Host { uid, ..Host::new(name) });
    let state = (any::<i64>(), any::<i64>(), string()).prop_map(|(id, code, message)| {
        JobState::new(id, State::from_code(code)).with_return_code(code).with_message(message)
    });
    let request = prop_oneof![
        (host(), hello()).prop_map(|(host, hello)| Request::hello(host, hello)),
        (host(), inventory()).prop_map(|(host, inventory)| Request::update(host, inventory)),
        (host(), events()).prop_map(|(host, events)| Request::events(host, events)),
        (host(), state).prop_map(|(host, state)| Request::job_state(host, state)),
    ];
    (request, real(), prop::option::of(("x-[a-z]{1,4}", json())))
        .prop_map(|(mut request, timestamp, extra)| {
            request.timestamp = timestamp;
            if let Some((name, value)) = extra {
                request.extra.insert(name, value);
            }
            request
        })
        .boxed()
}

fn reply() -> BoxedStrategy<Reply<'static>> {
    let job =
        (any::<i64>(), any::<i64>(), string(), int()).prop_map(|(id, container, procedure, restart)| {
            SoftwareJob { restart, ..SoftwareJob::new(id, container, procedure) }
        });
    let rule = (text(), int(), hidden()).prop_map(|(username, length, old_password)| PasswordRule {
        username,
        length,
        old_password,
        ..PasswordRule::default()
    });
    let hello = (hidden(), hidden(), flag(), list(job), list(rule)).prop_map(
        |(server_key, agent_key, update, software_jobs, update_passwords)| {
            Answer::Hello(HelloReply {
                server_key,
                agent_key,
                update,
                software_jobs,
                update_passwords,
                ..HelloReply::default()
            })
        },
    );
    let receipt = prop::collection::vec(("[a-z]{1,4}", "[A-Z:a-z]{1,9}", json()), 0..3).prop_map(|entries| {
        let mut policies = Map::EMPTY;
        for (scope, name, value) in entries {
            let mut settings = Map::EMPTY;
            settings.insert(name, Any::from(value));
            policies.insert(scope, settings);
        }
        Answer::Update(Receipt { policies, ..Receipt::default() })
    });
    let answer = prop_oneof![hello, receipt, any::<bool>().prop_map(Answer::job_succeeded)];
    (json(), answer, real())
        .prop_map(|(id, answer, timestamp)| {
            let mut reply = Reply::new(id, answer);
            reply.timestamp = timestamp;
            reply
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_written_request_is_read_again(request in request()) {
        let mut out = Vec::new();
        request.encode_as_read(&mut out).unwrap();
        let again = Request::decode(&out, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(&again.clone().into_owned(), &again);
        // Nothing of it tells the dialect but the names.
        let mut stable = Vec::new();
        again.encode_as_read(&mut stable).unwrap();
        prop_assert_eq!(&out, &stable);
        prop_assert_eq!(again, request);
    }

    #[test]
    fn a_written_reply_is_read_again(reply in reply()) {
        let mut out = Vec::new();
        reply.encode_as_read(&mut out).unwrap();
        let again = Reply::decode(reply.answer.method(), &out, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(&again.clone().into_owned(), &again);
        let mut stable = Vec::new();
        again.encode_as_read(&mut stable).unwrap();
        prop_assert_eq!(&out, &stable);
        prop_assert_eq!(again, reply);
    }

    #[test]
    fn a_sealed_password_opens(text in "\\PC{0,40}", key in "[^\\p{Cc}]{1,60}", iv in any::<[u8; 16]>()) {
        let (password, key) = (Password::new(text), AgentKey::new(key).unwrap());
        prop_assert_eq!(Sealed::seal(&password, &key, &iv).open(&key), Ok(password));
    }

    // OCO-048
    #[test]
    fn a_link_is_read_again(hostname in "\\PC{0,20}", key in "[^\\p{Cc}]{1,20}", id in any::<i64>()) {
        let link = PackageLink::new(hostname, &AgentKey::new(key).unwrap(), id);
        let target = link.encode(oco_proto::Dialect::Flat).unwrap();
        prop_assert!(target.is_ascii());
        prop_assert_eq!(PackageLink::decode(&target).unwrap(), link);
    }

    #[test]
    fn a_policy_name_is_read_again(name in "(REGISTRY|DEFAULTS|JSON):[ -~]{0,20}:[^:]{0,10}") {
        prop_assert_eq!(name.parse::<PolicyName>().unwrap().to_string(), name);
    }

    #[test]
    fn a_timestamp_survives_the_wire(micros in 0..(1_u64 << 51)) {
        let time = Timestamp::from_micros(micros);
        let json = serde_json::to_string(&Real::from(time)).unwrap();
        prop_assert_eq!(Timestamp::of(&serde_json::from_str(&json).unwrap()), Some(time));
    }

    #[test]
    fn no_bytes_make_anything_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Request::decode(&bytes, &Limits::DEFAULT);
        for method in Method::ALL {
            let _ = Reply::decode(method, &bytes, &Limits::DEFAULT);
        }
        let _ = PackageLink::decode(&String::from_utf8_lossy(&bytes));
    }
}
