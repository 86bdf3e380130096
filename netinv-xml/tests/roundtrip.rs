//! Properties: what is written reads back, and reading what was written changes
//! nothing.

use netinv_xml::{
    Agent, Authentication, Cartridge, Cartridges, Component, Connection, Connections, Content, Device,
    DeviceError, Document, Element, Form, Info, JobOption, Leaf, Limits, Message, Node, Port, Reply, Request,
    Secret, Style, Target, Uptime, Vlan,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

type L<T = str> = Option<Leaf<'static, T>>;

/// Any text that XML can hold, special characters more often than others.
fn text() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "&", "<", ">", "\"", "'", "]]>", "\n", "\t", "\u{7f}", "\r", "é", "&#0;", " ",
    ]);
    let char = any::<char>().prop_filter_map("a character of XML", |c| {
        let is_char =
            matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
        is_char.then(|| c.to_string())
    });
    vec(prop_oneof![special.prop_map(str::to_owned), char], 0..8).prop_map(|parts| parts.concat())
}

fn leaf<T: ?Sized + 'static>() -> impl Strategy<Value = L<T>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(Leaf::undefined())),
        4 => text().prop_map(|text| Some(Leaf::new(text))),
    ]
}

fn extra() -> impl Strategy<Value = Vec<Node<'static>>> {
    let element = ("[A-Z][A-Z0-9_]{2,6}X", text()).prop_map(|(name, text)| {
        let content = vec![Node::Text(text.into())];
        Node::Element(Element { name: name.into(), content })
    });
    // Written in the order of names, so only sorted ones come back as they were.
    vec(element, 0..3).prop_map(|mut nodes| {
        nodes.sort_by(|a, b| a.name().cmp(&b.name()));
        nodes
    })
}

prop_compose! {
    fn port()(
        alias in leaf(), description in leaf(), number in leaf(), speed in leaf(), last_change in leaf(),
        vlans in option::of(vec((leaf(), leaf()), 0..3)), ips in vec(text(), 0..3),
        connections in option::of((leaf(), vec(vec(text(), 0..3), 0..3))), extra in extra(),
    ) -> Port<'static> {
        Port {
            alias, description, number, speed, last_change,
            vlans: vlans.into_iter().flatten()
                .map(|(name, number)| Vlan { name, number, ..Vlan::default() }).collect(),
            ips: ips.into_iter().map(Leaf::new).collect(),
            connections: connections.map(|(cdp, connections)| Connections {
                cdp,
                connections: connections.into_iter()
                    .map(|macs| Connection { macs: macs.into_iter().map(Leaf::new).collect(), ..Connection::default() })
                    .collect(),
                ..Connections::default()
            }),
            extra,
            ..Port::default()
        }
    }
}

prop_compose! {
    fn device()(
        name in leaf(), device_type in leaf(), comments in leaf(), ports in vec(port(), 0..4),
        components in vec((leaf(), leaf()), 0..3), error in option::of((leaf(), leaf())),
        supplies in option::of(vec(("[A-Z]{3,9}[0-9_-]?", text()), 0..4)),
        snmp_host_name in leaf(), ip in leaf(), extra in extra(),
    ) -> Device<'static> {
        Device {
            info: Some(Info { name, device_type, comments, ..Info::default() }),
            ports: ports.into(),
            components: components.into_iter()
                .map(|(name, index)| Component { name, index, ..Component::default() }).collect(),
            error: error.map(|(id, message)| DeviceError { id, message, ..DeviceError::default() }),
            cartridges: supplies.map(|supplies| Cartridges {
                supplies: supplies.into_iter()
                    .filter(|(tag, _)| tag != "PAPERROLL")
                    .map(|(tag, level)| Cartridge { tag: tag.into(), level: Leaf::new(level) }).collect(),
                ..Cartridges::default()
            }),
            snmp_host_name, ip, extra,
            ..Device::default()
        }
    }
}

prop_compose! {
    fn document()(
        devices in vec(device(), 0..3), agent in option::of((leaf(), leaf())), process_number in leaf(),
        device_id in leaf(), query in prop_oneof![Just("SNMPQUERY"), Just("NETDISCOVERY"), Just("PROLOG")],
        style in prop_oneof![Just(Style::LibXml), Just(Style::TreePp), Just(Style::Line)],
    ) -> Document<'static> {
        let content = Content {
            agent: agent.map(|(start, agent_version)| Agent { start, agent_version, ..Agent::default() }),
            devices, process_number,
            ..Content::default()
        };
        let request = Request {
            contents: vec![content], device_id, query: Some(Leaf::new(query)), ..Request::default()
        };
        Document::new(Message::from(request)).with_style(style)
    }
}

prop_compose! {
    fn reply()(
        options in vec((
            vec((text(), option::of(text()), option::of(text()), any::<bool>()), 0..3),
            vec((text(), option::of(text()), any::<bool>()), 0..3),
            option::of(text()),
        ), 0..3),
        response in leaf(),
    ) -> Reply<'static> {
        let form = |attributes| if attributes { Form::Attributes } else { Form::Children };
        let options = options.into_iter().map(|(authentications, devices, name)| JobOption {
            name: name.map(Leaf::new),
            authentications: authentications.into_iter().map(|(id, community, username, attributes)| Authentication {
                id: Some(Leaf::new(id)),
                community: community.map(Secret::new),
                username: username.map(Leaf::new),
                form: form(attributes),
                ..Authentication::default()
            }).collect(),
            devices: devices.into_iter().map(|(ip, pid, attributes)| Target {
                ip: Some(Leaf::new(ip)),
                pid: pid.map(Leaf::new),
                form: form(attributes),
                ..Target::default()
            }).collect(),
            ..JobOption::default()
        });
        Reply { options: options.collect(), response, ..Reply::default() }
    }
}

fn encode(document: &Document<'_>) -> Vec<u8> {
    let mut written = Vec::new();
    document.encode(&mut written).expect("a writable document");
    written
}

/// Texts that break XML.
const DAMAGE: &[&[u8]] = &[
    b"&",
    b"<",
    b">",
    b"\0",
    b"\xE9",
    b"&#0;",
    b"]]>",
    b"</",
    b"<A B>",
    b"<!--",
    b"<![CDATA[",
    b"<?xml ",
    b"\"",
    b"\xEF\xBF\xBF",
    b"\r",
    b"<X/2>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(document in document()) {
        let written = encode(&document);
        let read = Document::decode_strict(&written, &Limits::DEFAULT);
        let read = read.map_err(|error| TestCaseError::fail(format!("{error}: {}", String::from_utf8_lossy(&written))))?;
        prop_assert_eq!(read.message(), document.message(), "{}", String::from_utf8_lossy(&written));
        prop_assert_eq!(read.style(), document.style());
        prop_assert_eq!(encode(&read), written);
    }

    /// Jobs, with secrets and in both forms.
    #[test]
    fn jobs_that_are_written_read_back(reply in reply(), line in any::<bool>()) {
        let style = if line { Style::Line } else { Style::LibXml };
        let document = Document::new(Message::Reply(reply)).with_style(style);
        let written = encode(&document);
        let read = Document::decode_strict(&written, &Limits::DEFAULT);
        let read = read.map_err(|error| TestCaseError::fail(format!("{error}: {}", String::from_utf8_lossy(&written))))?;
        prop_assert!(read.message() == document.message(), "{}", String::from_utf8_lossy(&written));
    }

    /// Strict, tolerant and walking readers agree on what is well-formed.
    #[test]
    fn readers_agree(document in document()) {
        let written = encode(&document);
        let strict = Document::decode_strict(&written, &Limits::DEFAULT).expect("well-formed");
        let lenient = Document::decode(&written, &Limits::DEFAULT).expect("well-formed");
        prop_assert_eq!(&strict, &lenient);
        let checked = netinv_xml::Checked::decode(&written, &Limits::DEFAULT).expect("well-formed");
        let parts = checked.walk(&Limits::DEFAULT).expect("within bounds").collect::<Result<Vec<_>, _>>();
        prop_assert!(parts.is_ok());
    }

    /// However a document is damaged, what can be read of it can be written and
    /// read again; nothing panics, and places lie inside the input.
    #[test]
    fn what_was_repaired_is_well_formed(
        document in document(),
        damage in vec((any::<prop::sample::Index>(), prop::sample::select(DAMAGE), any::<bool>()), 1..6),
    ) {
        let mut bytes = encode(&document);
        for (place, what, replace) in damage {
            let at = place.index(bytes.len());
            let end = if replace { (at + what.len()).min(bytes.len()) } else { at };
            bytes.splice(at..end, what.iter().copied());
        }
        let strict = Document::decode_strict(&bytes, &Limits::DEFAULT);
        match Document::decode(&bytes, &Limits::DEFAULT) {
            Ok(read) => {
                for repair in read.repairs() {
                    prop_assert!(repair.offset <= bytes.len() && repair.len <= bytes.len() - repair.offset);
                }
                if let Ok(strict) = &strict {
                    prop_assert_eq!(strict.message(), read.message());
                } else {
                    prop_assert!(!read.repairs().is_empty(), "{:?} {}", strict, String::from_utf8_lossy(&bytes));
                }
                let written = encode(&read);
                let again = Document::decode_strict(&written, &Limits::DEFAULT)
                    .map_err(|error| TestCaseError::fail(format!("{error}: {}", String::from_utf8_lossy(&written))))?;
                prop_assert_eq!(String::from_utf8(encode(&again)), String::from_utf8(written), "{}", String::from_utf8_lossy(&bytes));
            }
            Err(error) => {
                prop_assert!(strict.is_err());
                prop_assert!(error.offset() <= bytes.len(), "{error}");
            }
        }
        let _ = netinv_xml::documents(&bytes).count();
    }

    #[test]
    fn times_print_and_read_back(ticks in any::<u32>()) {
        let uptime = Uptime::from_ticks(ticks.into());
        prop_assert_eq!(uptime.to_string().parse(), Ok(uptime));
    }
}
