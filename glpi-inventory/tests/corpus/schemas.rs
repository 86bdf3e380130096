//! Each release's schema says what the description says.

use std::collections::BTreeSet;

use glpi_inventory::Release;
use glpi_inventory::schema::{self, Kind, Member, Pattern, Table};
use serde_json::{Map, Value, json};
use testkit::corpus;

/// The schema of a kind of value, without what does not decide.
fn expected(kind: Kind, release: Release) -> Value {
    let typed = |mut schema: Map<String, Value>| {
        schema.insert("type".into(), "string".into());
        Value::Object(schema)
    };
    let format = |name: &str| json!({ "type": "string", "format": name });
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Range(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Pattern(pattern) => {
            typed([("pattern".to_owned(), pattern.to_regex(&[]).into())].into_iter().collect())
        }
        Kind::Ipv4 => format("ipv4"),
        Kind::Ipv6 => format("ipv6"),
        Kind::Ip => json!({ "anyOf": [format("ipv4"), format("ipv6")] }),
        Kind::TextIp => json!({ "type": "string", "anyOf": [format("ipv4"), format("ipv6")] }),
        Kind::TextOrTexts => {
            json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
        }
        Kind::List(&Kind::Any) => json!({ "type": "array", "items": {} }),
        Kind::List(items) => json!({ "type": "array", "items": expected(*items, release) }),
        Kind::Object(table) | Kind::Loose(table) => object(table, kind, release),
        other => panic!("{other:?}"),
    }
}

fn object(table: &Table, kind: Kind, release: Release) -> Value {
    let mut schema = Map::new();
    if matches!(kind, Kind::Object(_)) {
        schema.insert("type".into(), "object".into());
    }
    let members = || table.members().iter().chain(table.former()).filter(|member| member.is_in(release));
    let properties: Map<_, _> = members()
        .map(|member| (member.name().to_owned(), expected(member.kind_in(release), release)))
        .collect();
    schema.insert("properties".into(), properties.into());
    let required: BTreeSet<_> =
        members().filter(|member| member.is_required_in(release)).map(Member::name).collect();
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    let is_root = std::ptr::eq(table, schema::root());
    if if is_root { release.has_closed_root() } else { release.has_closed_sections() && table.is_closed() } {
        schema.insert("additionalProperties".into(), false.into());
    }
    schema.into()
}

/// A schema of the corpus, without titles and examples, and with references resolved.
fn tidy(schema: &Value, whole: &Value) -> Value {
    let Value::Object(schema) = schema else { return json!({}) };
    if let Some(Value::String(reference)) = schema.get("$ref") {
        return tidy(whole.pointer(reference.trim_start_matches('#')).unwrap(), whole);
    }
    let mut tidied = Map::new();
    for (name, value) in schema {
        let value = match name.as_str() {
            "type" | "pattern" | "minimum" | "maximum" | "additionalProperties" => value.clone(),
            "format" if value.is_string() => value.clone(),
            "required" => {
                json!(value.as_array().unwrap().iter().filter_map(Value::as_str).collect::<BTreeSet<_>>())
            }
            "items" => tidy(value, whole),
            "anyOf" | "oneOf" => value.as_array().unwrap().iter().map(|one| tidy(one, whole)).collect(),
            "properties" => {
                let members = value.as_object().unwrap().iter();
                Value::Object(members.map(|(name, value)| (name.clone(), tidy(value, whole))).collect())
            }
            _ => continue,
        };
        tidied.insert(name.clone(), value);
    }
    tidied.into()
}

fn differences(path: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(one), Value::Object(two)) => {
            for name in one.keys().chain(two.keys()).collect::<BTreeSet<_>>() {
                let at = |map: &Map<String, Value>| map.get(name).cloned().unwrap_or(Value::Null);
                differences(&format!("{path}/{name}"), &at(one), &at(two), found);
            }
        }
        (one, two) if one != two => found.push(format!("{path}: {one} but the schema has {two}")),
        _ => {}
    }
}

// INV-001, INV-010
#[test]
fn each_release_has_the_schema_that_is_described() {
    let Some(folder) = corpus::folder("inventory schemas", "inventory/schemas") else { return };
    let mut found = Vec::new();
    let (mut equal, mut different) = (0, 0);
    for &release in Release::ALL.iter().filter(|release| release.is_usable()) {
        let whole: Value =
            serde_json::from_slice(&corpus::read(&folder.join(format!("{release}.json")))).unwrap();
        let before = found.len();
        let ours = object(schema::root(), Kind::Object(schema::root()), release);
        differences(release.as_str(), &ours, &tidy(&whole, &whole), &mut found);
        if found.len() == before { equal += 1 } else { different += 1 }
    }
    crate::tell("schemas", equal, different);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

// INV-001
#[test]
fn the_description_has_all_properties() {
    fn count(table: &Table, is_checked: bool) -> usize {
        let inner = |kind: Kind| match kind.table() {
            // The operating system of a virtual machine is that of the machine.
            Some(table) if table.member("kernel_name").is_none() => count(table, true),
            _ => 0,
        };
        let own = usize::from(is_checked) * table.members().len();
        own + table.members().iter().map(|member| inner(member.kind())).sum::<usize>()
    }
    let system = schema::section("operatingsystem").unwrap().kind().table().unwrap();
    let zone = system.member("timezone").unwrap().kind().table().unwrap();
    let systems = system.members().len() + zone.members().len();
    assert_eq!(count(schema::root(), true) + systems, 533);
    assert_eq!((schema::root().members().len(), schema::content().members().len()), (7, 49));
    assert!(Pattern::Date.matches("2024-03-09", &[]));
}
