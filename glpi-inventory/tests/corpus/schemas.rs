//! Each release's schema says what the description says.

use std::collections::BTreeSet;

use glpi_inventory::Release;
use glpi_inventory::schema::{self, Kind, Pattern, Table};
use serde_json::{Map, Value, json};
use testkit::corpus;

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
        let ours: Value = serde_json::from_str(&schema::json_schema(release)).unwrap();
        differences(release.as_str(), &tidy(&ours, &ours), &tidy(&whole, &whole), &mut found);
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
