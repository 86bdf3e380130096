//! Heap that reading and judging take.

use glpi_inventory::{Inventory, Judge, Limits, Release};
use testkit::alloc::Meter;
use testkit::corpus;

#[global_allocator]
static METER: Meter = Meter::new();

const LIMITS: &Limits = &Limits::DEFAULT;

/// Programs as an agent prints them, indented.
fn programs(count: usize) -> String {
    let one = |index: usize| {
        format!(
            "         {{\n            \"arch\": \"amd64\",\n            \"comments\": \"a program that does one thing well\",\n            \
            \"filesize\": {index},\n            \"from\": \"deb\",\n            \"name\": \"program-{index}\",\n            \
            \"publisher\": \"Example\",\n            \"system_category\": \"utils\",\n            \"version\": \"1.{index}\"\n         }}"
        )
    };
    let programs: Vec<_> = (0..count).map(one).collect();
    format!(
        "{{\n   \"content\": {{\n      \"softwares\": [\n{}\n      ],\n      \"versionclient\": \"v\"\n   }},\n   \"deviceid\": \"d\"\n}}\n",
        programs.join(",\n")
    )
}

#[test]
fn a_model_takes_less_than_twice_its_document() {
    let json = programs(2000);
    let (inventory, used) = METER.measure(|| Inventory::decode(json.as_bytes(), LIMITS).unwrap());
    assert_eq!(inventory.content.softwares.as_ref().unwrap().len(), 2000);
    assert!(used.peak < 2 * json.len(), "{} for {}", used.peak, json.len());
    assert!(used.allocations < 16, "{}", used.allocations);
}

#[test]
fn a_verdict_takes_nothing() {
    let json = programs(2000);
    let (is_accepted, used) =
        METER.measure(|| Judge::new(Release::NEWEST).accepts(json.as_bytes(), LIMITS).unwrap());
    assert!(is_accepted && used.peak < 1024, "{}", used.peak);
}

#[test]
fn findings_are_bounded_whatever_the_document() {
    for json in [
        format!(r#"{{"content":{{"cpus":[{}0]}}}}"#, "0,".repeat(99_000)),
        format!(r#"{{"content":{{"softwares":[{}0]}}}}"#, "{},".repeat(99_000)),
        format!(r#"{{"content":{{"volume_groups":[{}0]}}}}"#, "{},".repeat(99_000)),
        format!(r#"{{{}"content":{{}}}}"#, r#""x":1,"#.repeat(1000)),
    ] {
        let (verdict, used) =
            METER.measure(|| Judge::new(Release::NEWEST).judge(json.as_bytes(), LIMITS).unwrap());
        assert!(!verdict.is_accepted());
        assert!(used.peak < 16 << 20, "{}", used.peak);
    }
}

#[test]
fn the_worst_model_is_of_empty_objects() {
    for section in ["networks", "softwares", "cpus", "virtualmachines", "network_ports", "users", "drives"] {
        for entry in ["{}", "{\"x\":1}", "0"] {
            let json =
                format!(r#"{{"content":{{"{section}":[{}{entry}]}}}}"#, format!("{entry},").repeat(50_000));
            let (_, used) = METER.measure(|| Inventory::decode(json.as_bytes(), LIMITS).unwrap());
            let most = 450 * json.len() + (64 << 10);
            assert!(used.peak < most, "{} for {} of {section} {entry}", used.peak, json.len());
        }
    }
}

#[test]
fn real_documents_take_little_more_than_their_size() {
    let Some(folder) = corpus::folder("inventory heap", "inventory/docs/json") else { return };
    let files = corpus::files(&folder, &["json"]);
    let (mut total, mut heap) = (0, 0);
    for path in &files {
        let json = corpus::read(path);
        let (_, used) = METER.measure(|| Inventory::decode(&json, LIMITS).unwrap());
        total += json.len();
        heap += used.peak;
        assert!(
            used.peak < 5 * json.len() + (8 << 10),
            "{}: {} for {}",
            path.display(),
            used.peak,
            json.len()
        );
    }
    println!("heap {heap} for documents of {total} bytes");
    assert!(heap < 2 * total, "{heap} for {total}");
    corpus::covered("inventory heap", files.len());
}
