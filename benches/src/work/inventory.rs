//! `glpi-inventory`: the typed inventory and its verdict.

use std::hint::black_box;
use std::rc::Rc;

use glpi_inventory::{Inventory, Judge, Limits, Release, schema};
use serde_json::Value;

use crate::measure::Group;
use crate::payload;
use crate::peer;

const KRATE: &str = "inventory";
const LIMITS: &Limits = &Limits::DEFAULT;

/// The judge of the newest release, as lenient as servers are.
const JUDGE: Judge<'static> = Judge::new(Release::NEWEST);

/// Decodes an inventory and judges it: the number of its programs, if a server takes it.
///
/// # Panics
/// If it is not an inventory.
#[must_use]
pub fn decode(json: &[u8]) -> Option<usize> {
    let (inventory, is_accepted) = JUDGE.decode(json, LIMITS).expect("our payloads are inventories");
    is_accepted.then(|| inventory.content.softwares.as_ref().map_or(0, |softwares| softwares.len()))
}

/// Returns true if a server takes an inventory.
///
/// # Panics
/// If it goes over a bound.
#[must_use]
pub fn accepts(json: &[u8]) -> bool {
    JUDGE.accepts(json, LIMITS).expect("our payloads are small")
}

/// Returns the number of faults of an inventory.
///
/// # Panics
/// If it goes over a bound.
#[must_use]
pub fn faults(json: &[u8]) -> usize {
    JUDGE.judge(json, LIMITS).expect("our payloads are small").faults().len()
}

fn value(json: &[u8]) -> Value {
    serde_json::from_slice(json).expect("our payloads are JSON")
}

/// All groups, with this many programs in the inventory.
///
/// # Panics
/// If ours and a peer do not find the same in a payload.
#[must_use]
pub fn groups(programs: usize) -> Vec<Group> {
    let text: Rc<[u8]> = payload::inventory::inventory(programs, true, None).into();
    let line: Rc<[u8]> = payload::inventory::inventory(programs, false, None).into();
    let faulty: Rc<[u8]> = payload::inventory::inventory(programs, true, Some(1)).into();
    let schema: Value = serde_json::from_str(&schema::json_schema(Release::NEWEST)).expect("it is JSON");
    let validator: Rc<_> = jsonschema::draft7::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("it is a schema")
        .into();
    for json in [&text, &line] {
        assert!(accepts(json) && validator.is_valid(&value(json)));
        assert_eq!(decode(json), Some(programs));
    }
    assert_eq!(faults(&faulty), programs);
    assert_eq!(validator.iter_errors(&value(&faulty)).count(), programs);
    // The goal is half as much again as the document as agents print it.
    let heap = text.len() * 3 / 2;
    let typed = |json: &Rc<[u8]>, work: &str| {
        let (ours, first) = (Rc::clone(json), Rc::clone(json));
        Group::new(KRATE, work, json.len(), move || {
            black_box(JUDGE.decode(&ours, LIMITS)).expect("our payloads are inventories").1
        })
        .heap(heap)
        .peer("serde_json Value", 2.5, move || value(&first))
    };
    let t = || Rc::clone(&text);
    let (first, second, third, limit, own) = (t(), t(), t(), t(), t());
    let (all, other, faults_peer) = (Rc::clone(&faulty), Rc::clone(&faulty), faulty);
    let (valid, errors) = (Rc::clone(&validator), validator);
    vec![
        typed(&text, "decode an inventory and judge it, indented"),
        typed(&line, "the same on one line"),
        Group::new(KRATE, "judge an inventory", text.len(), move || accepts(&own))
            .peer("serde_json Value", 4.0, move || value(&first))
            .peer("serde_json Value + jsonschema", 4.0, move || valid.is_valid(&value(&second)))
            .limit("serde_json IgnoredAny", move || peer::tokenise(&limit)),
        Group::new(KRATE, "all faults of an inventory with one in each program", all.len(), move || {
            faults(&all)
        })
        .peer("serde_json Value", 1.0, move || value(&other))
        .peer("serde_json Value + jsonschema errors", None, move || {
            errors.iter_errors(&value(&faults_peer)).count()
        }),
        encode(&third),
    ]
}

fn encode(text: &Rc<[u8]>) -> Group {
    let inventory = Inventory::decode(text, LIMITS).expect("it is an inventory").into_owned();
    let value = value(text);
    let mut dst = Vec::new();
    inventory.encode(&mut dst);
    assert_eq!(serde_json::from_slice::<Value>(&dst).as_ref().ok(), Some(&value));
    let bytes = dst.len();
    Group::new(KRATE, "encode the inventory", bytes, move || {
        dst.clear();
        inventory.encode(&mut dst);
    })
    .peer("serde_json to_vec Value", None, move || serde_json::to_vec(&value).expect("it is JSON"))
}
