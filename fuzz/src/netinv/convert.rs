//! From XML to the JSON form and back.

use std::collections::BTreeSet;
use std::net::IpAddr;

use netinv_xml::glpi_json::{self, Conversion, ConvertError};
use netinv_xml::{Document, Message};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{LIMITS, WIDE};

/// A document. Whatever was read has a JSON form (the PHP converter's may be refused, as
/// it does), which is JSON to everybody, names no member twice and is what the servers'
/// schema asks for; read back and converted again it stays.
pub fn convert(data: &[u8]) {
    let Ok(document) = Document::decode(data, &LIMITS) else { return };
    match glpi_json::convert(document.message(), Conversion::Php) {
        Ok(made) => {
            assert!(made.changes().is_empty() && made.documents().len() == 1);
            made.documents().iter().for_each(|json| drop(check_json(json)));
        }
        Err(error) => assert!(matches!(error, ConvertError::Refused { .. } | ConvertError::NotAnInventory)),
    }
    let made = match glpi_json::convert(document.message(), Conversion::Corrected) {
        Ok(made) => made,
        Err(ConvertError::Limit(_)) => return,
        Err(error) => {
            assert_eq!(error, ConvertError::NotAnInventory);
            assert!(matches!(document.message(), Message::Other(_) | Message::Reply(_)));
            return;
        }
    };
    assert!(!made.documents().is_empty());
    for json in made.documents() {
        check(json, document.unknown_members() == 0);
        let Ok(read) = glpi_json::decode(json.as_bytes(), &WIDE) else { continue };
        let read = Document::new(read);
        let again = glpi_json::convert(read.message(), Conversion::Corrected).expect("it was one before");
        assert_eq!(again.documents().len(), 1);
        check(&again.documents()[0], read.unknown_members() == 0);
    }
}

/// The text is JSON without duplicate members.
pub(super) fn check_json(json: &str) -> Value {
    if let Err(error) = serde_json::from_str::<Unambiguous>(json) {
        panic!("{error}: {json}");
    }
    let value: Value = serde_json::from_str(json).expect("JSON");
    assert!(value["action"].is_string(), "{json}");
    value
}

/// Checks that the JSON reads back, and passes the schema: around `content` always, inside as
/// far as the message has no unknown members, which are kept as they are
/// under whatever name.
pub(super) fn check(json: &str, is_typed: bool) {
    let value = check_json(json);
    assert!(value["content"].is_object(), "{json}");
    let root = value.as_object().expect("an object");
    for name in root.keys() {
        let known = ["content", "deviceid", "action", "jobid", "itemtype", "tag", "partial"];
        assert!(known.contains(&&**name), "{name}: {json}");
    }
    assert!(value["jobid"].is_null() || value["jobid"].is_u64(), "{json}");
    let content = &value["content"];
    assert!(content["versionclient"].is_string(), "{json}");
    if !is_typed {
        return;
    }
    if let Some(device) = content["network_device"].as_object() {
        let types =
            ["Unmanaged", "Computer", "Networking", "Printer", "Storage", "Power", "Phone", "Video", "KVM"];
        assert!(
            device.get("type").and_then(Value::as_str).is_some_and(|name| types.contains(&name)),
            "{json}"
        );
        addresses(device.get("ips"), json);
    }
    for port in content["network_ports"].as_array().into_iter().flatten() {
        assert!(port.is_object(), "{json}");
        number(&port["ifstatus"], 1..=7, json);
        number(&port["ifinternalstatus"], 1..=3, json);
        number(&port["ifportduplex"], 1..=3, json);
        for name in ["ifnumber", "iftype", "ifmtu", "ifspeed", "ifinerrors", "ifouterrors"] {
            assert!(port[name].is_null() || port[name].is_u64() || port[name].is_i64(), "{name}: {json}");
        }
        assert!(port["trunk"].is_null() || port["trunk"].is_boolean(), "{json}");
        addresses(port.get("ips"), json);
    }
    for firmware in content["firmwares"].as_array().into_iter().flatten() {
        if let Some(date) = firmware["date"].as_str() {
            let digits = date.bytes().filter(u8::is_ascii_digit).count();
            assert!(date.len() == 10 && digits == 8 && date.split('-').count() == 3, "{json}");
        }
    }
}

fn number(value: &Value, range: std::ops::RangeInclusive<u64>, json: &str) {
    assert!(value.is_null() || value.as_u64().is_some_and(|number| range.contains(&number)), "{json}");
}

fn addresses(value: Option<&Value>, json: &str) {
    for address in value.and_then(Value::as_array).into_iter().flatten() {
        assert!(address.as_str().is_some_and(|text| text.parse::<IpAddr>().is_ok()), "{json}");
    }
}

/// JSON without duplicate keys.
struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unambiguous {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
