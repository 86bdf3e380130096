//! Properties of the JSON form, on documents that no agent would send: whatever
//! members stand wherever, with whatever texts.

use std::collections::BTreeSet;
use std::fmt;

use netinv_xml::glpi_json::{self, Conversion, ConvertError};
use netinv_xml::{Document, Limits, Message};
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

const TAGS: &[&str] = &[
    "AGENT",
    "AGGREGATE",
    "AUTHPORT",
    "AUTHSNMP",
    "CARTRIDGES",
    "CDP",
    "COMMENTS",
    "COMPONENT",
    "COMPONENTS",
    "CONNECTION",
    "CONNECTIONS",
    "CONSUMABLE",
    "CONSUMABLES",
    "CONTAINEDININDEX",
    "CONTAINED_INDEX",
    "CPU",
    "CREDENTIALS",
    "DATE",
    "DESCRIPTION",
    "DEVICE",
    "DICO",
    "DNSHOSTNAME",
    "DRIVES",
    "END",
    "ENTITY",
    "ERROR",
    "FIRMWARE",
    "FIRMWARES",
    "FREE",
    "ID",
    "IFDESCR",
    "IFINBYTES",
    "IFINOCTETS",
    "IFNUMBER",
    "IFSTATUS",
    "IMSI",
    "INDEX",
    "INFO",
    "INTERFACE",
    "IP",
    "IPS",
    "ITEMTYPE",
    "LINE_NUMBER",
    "LLDP",
    "MAC",
    "MACADDR",
    "MANUFACTURER",
    "MEMORY",
    "MODELSNMP",
    "MODEMS",
    "MODULEVERSION",
    "NAME",
    "NBIP",
    "NETPORTVENDOR",
    "NUMBER",
    "PAGECOUNTERS",
    "PAPERROLL",
    "PDU",
    "PLUGS",
    "PORT",
    "PORTS",
    "PRINTOTAL",
    "PRINTTOTAL",
    "PROCESSNUMBER",
    "RAM",
    "REVISION",
    "SERIAL",
    "SERIALNUMBER",
    "SIMCARDS",
    "SNMPHOSTNAME",
    "STORAGES",
    "SUBSCRIBER_ID",
    "SYSNAME",
    "TAG",
    "TAGGED",
    "TONERBLACK",
    "TOTAL",
    "TRUNK",
    "TYPE",
    "UNKNOWN",
    "UUID",
    "VENDOR",
    "VERSION",
    "VERSIONCLIENT",
    "VLAN",
    "VLANS",
    "WORKGROUP",
    "tonerblack",
    "unknown",
];

const TEXTS: &[&str] = &[
    "",
    " ",
    "0",
    "1",
    "7",
    "-5",
    "1e3",
    "5.5",
    "512 MB",
    "up(1)",
    "yes",
    "false",
    "n/a",
    "NETWORKING",
    "FIREWALL",
    "PRINTER",
    "192.0.2.1",
    "2001:db8::1",
    "2013-02-30",
    "20131018",
    "18446744073709551616",
    "1280265498/024",
    "a \"quoted\" \\ text",
    "&lt;x&gt;",
    "é\u{2028}",
    "missing",
    "Unmanaged",
];

#[derive(Debug, Clone)]
enum Tree {
    Text(&'static str),
    Elements(Vec<(&'static str, Option<&'static str>, Tree)>),
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Elements(elements) => {
                elements.iter().try_for_each(|(tag, attribute, content)| match attribute {
                    Some(value) => write!(f, "<{tag} X=\"{value}\">{content}</{tag}>"),
                    None => write!(f, "<{tag}>{content}</{tag}>"),
                })
            }
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop::sample::select(TEXTS).prop_map(Tree::Text);
    leaf.prop_recursive(5, 60, 6, |inner| {
        let attribute = prop::option::weighted(0.05, Just("1"));
        prop::collection::vec((prop::sample::select(TAGS), attribute, inner), 0..6).prop_map(Tree::Elements)
    })
}

/// Parts of a device that look like what agents send, with anything inside.
fn document() -> impl Strategy<Value = String> {
    let query = prop::sample::select(&["SNMPQUERY", "NETDISCOVERY", "SNMPINVENTORY", ""][..]);
    let content = prop_oneof![3 => Just(Tree::Text("")), 1 => tree()];
    (query, tree(), content, tree(), tree(), tree()).prop_map(|(query, root, content, device, info, port)| {
        format!(
            "<REQUEST><CONTENT><DEVICE>{device}<INFO>{info}</INFO><PORTS><PORT>{port}</PORT></PORTS></DEVICE>{content}\
             </CONTENT><QUERY>{query}</QUERY>{root}</REQUEST>"
        )
    })
}

/// JSON in which no key stands twice.
struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unambiguous {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = object.next_key::<String>()? {
            object.next_value::<Self>()?;
            if let Some(twice) = keys.replace(key) {
                return Err(A::Error::custom(format!("{twice} stands there twice")));
            }
        }
        Ok(self)
    }
}

fn check(json: &str) {
    if let Err(error) = serde_json::from_str::<Unambiguous>(json) {
        panic!("{error}: {json}");
    }
}

/// The only document, if it is read at all.
fn read_and_converted(json: &str) -> Option<String> {
    let read = glpi_json::decode(json.as_bytes(), &Limits::DEFAULT).ok()?;
    let again = glpi_json::convert(&read, Conversion::Corrected).expect("a conversion");
    assert_eq!(again.documents().len(), 1);
    Some(again.documents()[0].clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn whatever_is_sent_becomes_json(xml in document()) {
        let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("a document");
        match glpi_json::convert(document.message(), Conversion::Php) {
            Ok(made) => made.documents().iter().for_each(|json| check(json)),
            Err(error) => assert!(matches!(error, ConvertError::Refused { .. } | ConvertError::NotAnInventory)),
        }
        match glpi_json::convert(document.message(), Conversion::Corrected) {
            Ok(made) => made.documents().iter().for_each(|json| check(json)),
            Err(error) => {
                assert_eq!(error, ConvertError::NotAnInventory);
                assert!(matches!(document.message(), Message::Other(_)));
            }
        }
    }

    #[test]
    fn what_became_json_stays_as_it_is(xml in document()) {
        // An attribute alone is nothing, and so the last to go.
        let xml = xml.replace(" X=\"1\"", "");
        let document = Document::decode(xml.as_bytes(), &Limits::DEFAULT).expect("a document");
        let (Message::Inventory(_) | Message::Discovery(_)) = document.message() else { return Ok(()) };
        let made = glpi_json::convert(document.message(), Conversion::Corrected).expect("a conversion");
        let parse = |json: &str| serde_json::from_str::<serde_json::Value>(json).expect("JSON");
        for json in made.documents() {
            let Some(again) = read_and_converted(json) else { continue };
            // An element that is unknown, or a second one where one belongs, is kept
            // under its name, by which it may be read as what is described: once.
            if document.unknown_members() == 0 {
                prop_assert_eq!(parse(&again), parse(json));
            }
            let last = read_and_converted(&again).expect("it was read before");
            prop_assert_eq!(parse(&last), parse(&again));
        }
    }

    #[test]
    fn whatever_json_is_read_can_be_converted(json in "[ -~]{0,40}", name in "[a-z_]{1,12}", text in any::<String>()) {
        let _ = glpi_json::decode(json.as_bytes(), &Limits::DEFAULT);
        let json = serde_json::json!({
            "action": "netinventory", "content": {"network_device": {&name: &text, "type": "Printer"}, &name: {&name: [&text, 1]}},
        });
        let json = json.to_string();
        let read = glpi_json::decode(json.as_bytes(), &Limits::DEFAULT).expect("an inventory");
        let made = glpi_json::convert(&read, Conversion::Corrected).expect("a conversion");
        made.documents().iter().for_each(|json| check(json));
    }
}
