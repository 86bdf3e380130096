//! Hostile input for `glpi-inventory`.

use glpi_inventory::{Inventory, Judge, Limits, Profile, Release};

use crate::hostile::case::{Case, Heap, nest, repeat};

/// The promise of the crate's documentation for the model, which is written again.
const MODEL: Heap = Heap::new(450, 64 << 10);
/// A verdict alone: findings are kept up to a bound, and members sorted where one is there twice.
const VERDICT: Heap = Heap::new(32, 16 << 20);
/// A document that is mended: copies of it, and the findings of each round.
const REPAIR: Heap = Heap::new(48, 96 << 20);

const LIMITS: &Limits = &Limits::DEFAULT;

/// A case: what it is, what makes it, what reads it, what that may take.
const fn case(name: &'static str, make: fn(usize) -> Vec<u8>, read: fn(&[u8]), heap: Heap) -> Case {
    Case { name, make, read, heap }
}

const SOFTWARES: &str = r#"{"deviceid":"d","content":{"versionclient":"v","softwares":["#;
const PORTS: &str = r#"{"deviceid":"d","content":{"versionclient":"v","network_ports":["#;
const GROUPS: &str = r#"{"deviceid":"d","content":{"versionclient":"v","volume_groups":["#;
const CONTENT: &str = r#"{"deviceid":"d","content":{"versionclient":"v""#;

/// All of them.
pub const CASES: &[Case] = &[
    case("inventory/empty-entries", |n| repeat(PORTS, "{},", "{}]}}", n), model, MODEL),
    case("inventory/entries-no-objects", |n| repeat(SOFTWARES, "0,", "0]}}", n), model, MODEL),
    case("inventory/texts", |n| repeat(SOFTWARES, r#"{"name":""},"#, "0]}}", n), model, MODEL),
    case("inventory/texts-escaped", |n| repeat(SOFTWARES, r#"{"name":"\n"},"#, "0]}}", n), model, MODEL),
    case("inventory/unknown-members", |n| members(CONTENT, n), model, MODEL),
    case("inventory/members-twice", |n| repeat(CONTENT, r#","bios":{}"#, "}}", n), model, MODEL),
    case(
        "inventory/members-backwards",
        |n| repeat(SOFTWARES, r#"{"name":"","from":"","arch":""},"#, "0]}}", n),
        model,
        MODEL,
    ),
    case("inventory/nested", |n| nest(r#"{"content":{"x":"#, "[", "]", "}}", n), model, MODEL),
    case("inventory/left-open", |n| repeat(SOFTWARES, "{", "", n), model, MODEL),
    case("inventory/number-long", |n| repeat(r#"{"content":{},"jobid":"#, "9", "}", n), model, MODEL),
    case("inventory/digits-in-text", |n| repeat(r#"{"content":{},"jobid":""#, "9", r#""}"#, n), model, MODEL),
    case("inventory/judge-entries", |n| repeat(SOFTWARES, "{},", "{}]}}", n), judge, VERDICT),
    case("inventory/judge-missing", |n| repeat(GROUPS, "{},", "{}]}}", n), judge, VERDICT),
    case("inventory/judge-unknown", |n| members(CONTENT, n), judge, VERDICT),
    case(
        "inventory/judge-twice",
        |n| repeat(SOFTWARES, r#"{"name":"","name":""},"#, "{}]}}", n),
        judge,
        VERDICT,
    ),
    case("inventory/judge-nested", |n| nest(r#"{"content":{"x":"#, r#"{"a":"#, "}", "}}", n), judge, VERDICT),
    case("inventory/judge-text", |n| repeat(r#"{"content":""#, r"\u00e9", r#""}"#, n), judge, VERDICT),
    case(
        "inventory/judge-data",
        |n| repeat(r#"{"content":{"softwares":["#, r#""é","#, "0]}}", n),
        judge,
        VERDICT,
    ),
    case(
        "inventory/judge-words",
        |n| repeat(SOFTWARES, r#"{"name":"","no_remove":"maybe"},"#, "0]}}", n),
        judge,
        VERDICT,
    ),
    case("inventory/repair-entries", |n| repeat(SOFTWARES, "{},", "{}]}}", n), repair, REPAIR),
    case("inventory/repair-values", |n| repeat(SOFTWARES, r#"{"name":1},"#, "{}]}}", n), repair, REPAIR),
    case(
        "inventory/repair-twice",
        |n| repeat(SOFTWARES, r#"{"name":1,"name":2},"#, "{}]}}", n),
        repair,
        REPAIR,
    ),
    case("inventory/repair-unknown", |n| members(CONTENT, n), repair, REPAIR),
];

/// Members with names of their own.
fn members(head: &str, length: usize) -> Vec<u8> {
    let members: String = (0..length / 12).map(|index| format!(",\"a{index}\":0")).collect();
    format!("{head}{members}}}}}").into_bytes()
}

/// Read, looked through, written and detached.
fn model(input: &[u8]) {
    let Ok(inventory) = Inventory::decode(input, LIMITS) else { return };
    let mut kept = 0;
    inventory.for_each_kept(|_| kept += 1);
    assert!(kept >= inventory.unknown_members());
    let mut out = Vec::new();
    inventory.encode(&mut out);
    drop(out);
}

fn judge(input: &[u8]) {
    for release in [Release::NEWEST, Release::V1_1_8] {
        let judge = Judge::new(release);
        let _ = judge.accepts(input, LIMITS);
        let Ok(verdict) = judge.judge(input, LIMITS) else { continue };
        let _ = verdict.refusal().map(|refusal| refusal.response());
    }
}

fn repair(input: &[u8]) {
    drop(Judge::from(Profile::LenientOpen).repair(input, LIMITS));
}
