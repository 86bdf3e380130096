//! What is written can be read, and what is read can be written again.

use std::time::Duration;

use glpi_proto::query::Query;
use glpi_proto::{
    Accept, AgentId, Answer, Authentication, Body, Compat, Compression, Contact, ContactAnswer, Content,
    Device, Expiration, Format, GetParams, Headers, Inventory, JobOption, Limits, Param, Prolog, ProxyChain,
    Reading, Repair, Reply, Request, RequestId, Response, Secret, Status, Style, Task, TaskConfig, Unit,
    next_run,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

fn config() -> ProptestConfig {
    // No failure files: a failure prints its input.
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) }
}

fn compression() -> impl Strategy<Value = Compression> {
    let available: Vec<_> =
        Compression::ALL.into_iter().filter(|compression| compression.is_available()).collect();
    prop::sample::select(available)
}

fn task() -> impl Strategy<Value = Task> {
    prop_oneof![prop::sample::select(Task::REAL.to_vec()), "[a-z]{1,12}".prop_map(Task::from)]
}

fn expiration() -> impl Strategy<Value = Expiration> {
    let unit = prop::sample::select(vec![Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days]);
    prop_oneof![
        (1..1_000_000_u64).prop_map(Expiration::from_hours),
        (1..1_000_000_u64, unit).prop_map(|(value, unit)| Expiration::new(value, unit)),
        (1..1_000_000_u64).prop_map(|value| value.to_string().parse().unwrap()),
    ]
}

/// Text that XML can carry and that does not begin or end with a blank.
fn xml_text() -> impl Strategy<Value = String> {
    "[!-~äß€]([ -~äß€\r\n\t]{0,20}[!-~äß€])?"
}

fn json(depth: u32) -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(depth, 20, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn contact() -> impl Strategy<Value = Contact> {
    let tasks = || vec(task(), 0..5);
    (".{0,20}", tasks(), of(tasks()), of(any::<u16>()), ".{0,10}", vec(("x-[a-z]{1,5}", json(3)), 0..4))
        .prop_map(|(device, installed, enabled, port, tag, extra)| {
            let mut contact = Contact::new(&device, "n", "1").with_installed_tasks(installed).with_tag(&tag);
            contact.enabled_tasks = enabled;
            contact.httpd_port = port.map(Into::into);
            for (name, value) in extra {
                contact.extra.insert(&name, &value).unwrap();
            }
            contact
        })
}

fn answer() -> impl Strategy<Value = Answer> {
    let status = prop_oneof![
        prop::sample::select(vec![Status::Ok, Status::Error, Status::Pending, Status::Registered]),
        "[a-z]{1,8}x".prop_map(Status::from),
    ];
    (of(status), of(".{0,30}"), of(expiration()), vec(("x-[a-z]{1,5}", json(3)), 0..4)).prop_map(
        |(status, message, expiration, extra)| {
            let mut answer = Answer { status, message, expiration, ..Answer::default() };
            for (name, value) in extra {
                answer.extra.insert(&name, &value).unwrap();
            }
            answer
        },
    )
}

fn authentication() -> impl Strategy<Value = Authentication> {
    (of(xml_text()), of(xml_text()), any::<bool>()).prop_map(|(id, community, children)| {
        let has_values = id.is_some() || community.is_some();
        Authentication {
            id,
            community: community.map(Secret::from),
            // An element without values shows no style.
            style: if children && has_values { Style::Children } else { Style::Attributes },
            ..Authentication::default()
        }
    })
}

fn reply() -> impl Strategy<Value = Reply> {
    let device = (of(xml_text()), of(xml_text())).prop_map(|(ip, id)| Device { ip, id, ..Device::default() });
    let param = (of(xml_text()), xml_text()).prop_map(|(pid, text)| Param { pid, text, ..Param::default() });
    let option = (xml_text(), vec(param, 0..3), vec(device, 0..3), vec(authentication(), 0..3)).prop_map(
        |(name, params, devices, authentications)| JobOption {
            params,
            devices,
            authentications,
            ..JobOption::new(&name)
        },
    );
    (of(1..10_000_u64), of(xml_text()), of(xml_text()), vec(option, 0..3)).prop_map(
        |(hours, response, error, options)| Reply {
            prolog_freq: hours.map(Expiration::from_hours),
            response,
            error,
            options,
            ..Reply::default()
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn bodies(text in "[{\\[<][ -~é€]{0,2000}", compression in compression(), blanks in "[ \n\t]{0,3}", mark: bool) {
        // Not HTML, which is told apart.
        let text = format!("{}é", text.replace('<', "<x"));
        let format = if text.starts_with('<') { Format::Xml } else { Format::Json };
        let body = Body::compress(&text, format, compression).unwrap();
        let strict = body.open_as(Reading::Strict, &Limits::DEFAULT).unwrap();
        prop_assert_eq!((strict.text(), strict.format(), strict.compression()), (&*text, format, compression));
        let mark = if mark { "\u{feff}" } else { "" };
        let dirt = format!("{mark}{blanks}");
        let dirty = Body::new(body.content_type().cloned(), [dirt.as_bytes(), body.bytes()].concat());
        let lenient = dirty.open(&Limits::DEFAULT).unwrap();
        prop_assert_eq!(lenient.text(), &*text);
        let repairs = if dirt.is_empty() { vec![] } else { vec![Repair::Leading(dirt.len())] };
        prop_assert_eq!(lenient.repairs(), repairs);
    }

    #[test]
    fn contacts(contact in contact(), compression in compression()) {
        let request = Request::from(contact);
        let body = request.encode(compression).unwrap();
        let payload = body.open(&Limits::DEFAULT).unwrap();
        prop_assert_eq!(Request::decode(&payload).unwrap(), request);
    }

    #[test]
    fn answers(answer in answer(), tasks in vec((task(), ".{0,8}"), 0..4), compression in compression()) {
        let body = answer.encode(compression).unwrap();
        let payload = body.open(&Limits::DEFAULT).unwrap();
        prop_assert_eq!(&Answer::decode(&payload).unwrap(), &answer);
        prop_assert_eq!(Response::decode(&payload).unwrap(), Response::from(answer.clone()));
        let mut contact = ContactAnswer::new(answer);
        for (task, version) in tasks {
            let known = contact.tasks.as_ref().is_some_and(|tasks| tasks.entries.iter().any(|entry| entry.0 == task));
            if !known {
                contact = contact.with_task(task, TaskConfig::new("glpi", &version));
            }
        }
        let body = contact.encode(compression).unwrap();
        let payload = body.open(&Limits::DEFAULT).unwrap();
        prop_assert_eq!(ContactAnswer::decode(&payload).unwrap(), contact);
    }

    #[test]
    fn inventories(content in json(5), device in ".{0,20}", compression in compression()) {
        let content = serde_json::json!({ "versionclient": content });
        for content in [content.to_string(), serde_json::to_string_pretty(&content).unwrap()] {
            let content = Content::parse(&content, &Limits::DEFAULT).unwrap();
            let request = Request::from(Inventory::new(&device, content.clone()));
            let body = request.encode(compression).unwrap();
            let payload = body.open(&Limits::DEFAULT).unwrap();
            let read = Request::decode(&payload).unwrap();
            prop_assert_eq!(&read, &request);
            let Request::Inventory(inventory) = read else { panic!() };
            prop_assert_eq!(inventory.content_json(), content.as_str());
        }
    }

    #[test]
    fn xml(reply in reply(), device in xml_text(), compression in compression()) {
        let body = reply.encode(compression).unwrap();
        let payload = body.open(&Limits::DEFAULT).unwrap();
        prop_assert_eq!(Reply::decode(&payload).unwrap(), reply);
        let request = Request::from(Prolog::new(&device));
        let body = request.encode(compression).unwrap();
        let payload = body.open(&Limits::DEFAULT).unwrap();
        prop_assert_eq!(Request::decode(&payload).unwrap(), request);
    }

    #[test]
    fn params(device in ".{0,20}", id in "[0-9,]{1,8}", usage in "[a-z]{1,8}") {
        let request = Request::from(GetParams::new(&device, &id, &usage));
        let body = request.encode(Compression::Plain).unwrap();
        let payload = body.open(&Limits::DEFAULT).unwrap();
        prop_assert_eq!(Request::decode(&payload).unwrap(), request);
    }

    #[test]
    fn queries(action in "[a-zA-Z]{1,10}", arguments in vec(("[a-z_\\[\\]é &=]{1,8}", ".{1,30}"), 0..6)) {
        let arguments = arguments.iter().filter(|(name, _)| name != "action");
        let query = arguments.fold(Query::new(&action), |query, (name, value)| query.with(name, value));
        prop_assert_eq!(&query.to_string().parse::<Query>().unwrap(), &query);
        prop_assert_eq!(&query.to_form().parse::<Query>().unwrap(), &query);
    }

    #[test]
    fn small_grammars(bytes: [u8; 16], id: [u8; 4], chain in vec(any::<[u8; 16]>(), 0..6), expiration in expiration()) {
        let agent = AgentId::from_bytes(bytes);
        prop_assert_eq!(agent.to_string().parse(), Ok(agent));
        let id = RequestId::from_bytes(id);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        let chain: ProxyChain = chain.into_iter().map(AgentId::from_bytes).collect();
        prop_assert_eq!(ProxyChain::parse(&chain.to_string(), 6), Ok(chain.clone()));
        let json = serde_json::to_string(&expiration).unwrap();
        prop_assert_eq!(Expiration::from_json(&json, Compat::Spec), Ok(expiration));
        let headers = Headers::new(agent).with_request_id(id).with_proxies(chain);
        let pairs = headers.to_pairs();
        let again = Headers::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
        prop_assert_eq!(again, headers);
    }

    #[test]
    fn no_text_makes_a_small_grammar_panic(text in ".{0,60}", random: u32, delay: u64) {
        let _ = text.parse::<AgentId>();
        let _ = text.parse::<RequestId>();
        let _ = text.parse::<Query>();
        if let Ok(accept) = text.parse::<Accept>() {
            prop_assert_eq!(accept.to_string().parse(), Ok(accept));
        }
        for compat in [Compat::Spec, Compat::Real] {
            let _ = Expiration::from_json(&text, compat);
            if let Ok(expiration) = Expiration::from_text(&text, compat) {
                prop_assert_eq!(Expiration::from_text(&expiration.to_string(), Compat::Real), Ok(expiration));
            }
        }
        let delay = Duration::from_secs(delay);
        prop_assert!(next_run(delay, random) <= delay);
        prop_assert!(next_run(delay, random) >= delay / 2);
    }
}
