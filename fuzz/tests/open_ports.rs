//! Test that at the default limits nothing takes more heap than what a server on an open port
//! can plan with: 64 times the input and 64 MiB, in all sizes around the doublings of a list.
//!
//! Small sizes by default; all with `HOSTILE=full` in the environment (`just hostile`).

use fuzz::hostile::{is_full, repeat};
use netinv_xml::{Checked, Document};
use oco_proto::{Method, Reply, Request};
use testkit::alloc::Meter;

#[global_allocator]
static METER: Meter = Meter::new();

/// An input of about this length, and the call that reads it.
type Case = (&'static str, fn(usize) -> Vec<u8>, fn(&[u8]));

const CASES: &[Case] = &[
    ("netinv devices", |n| content("<DEVICE/>", n), netinv),
    ("netinv discovered", |n| content("<DEVICE><IP/></DEVICE>", n), netinv),
    ("netinv ports", |n| device("<PORTS>", "<PORT/>", "</PORTS>", n), netinv),
    ("netinv components", |n| device("<COMPONENTS>", "<COMPONENT/>", "</COMPONENTS>", n), netinv),
    ("netinv firmwares", |n| device("", "<FIRMWARES/>", "", n), netinv),
    ("netinv storages", |n| content("<STORAGES/>", n), netinv),
    ("netinv addresses", |n| device("<INFO><IPS>", "<IP/>", "</IPS></INFO>", n), netinv),
    ("netinv unknown", |n| device("", "<X/>", "", n), netinv),
    ("netinv repaired", |n| content("<DEVICE/>& ", n), netinv),
    ("oco partitions", |n| oco("oco.agent.update", r#""partitions":["#, n), oco_request),
    ("oco networks", |n| oco("oco.agent.hello", r#""networks":["#, n), oco_request),
    ("oco events", |n| oco("oco.agent.events", r#""events":["#, n), oco_request),
    (
        "oco jobs",
        |n| {
            repeat(
                r#"{"id":1,"error":null,"result":{"success":true,"params":{"software-jobs":["#,
                "{},",
                "{}]}}}",
                n,
            )
        },
        oco_reply,
    ),
];

fn content(unit: &str, length: usize) -> Vec<u8> {
    repeat("<REQUEST><CONTENT>", unit, "</CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>", length)
}

fn device(head: &str, unit: &str, tail: &str, length: usize) -> Vec<u8> {
    let head = format!("<REQUEST><CONTENT><DEVICE>{head}");
    let tail = format!("{tail}</DEVICE></CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>");
    repeat(&head, unit, &tail, length)
}

fn oco(method: &str, list: &str, length: usize) -> Vec<u8> {
    let head =
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{"hostname":"h","data":{{{list}"#);
    repeat(&head, "{},", "{}]}}}", length)
}

fn netinv(input: &[u8]) {
    drop(Document::decode(input, &netinv_xml::Limits::DEFAULT));
    drop(Checked::decode(input, &netinv_xml::Limits::DEFAULT));
}

fn oco_request(input: &[u8]) {
    drop(Request::decode(input, &oco_proto::Limits::DEFAULT));
}

fn oco_reply(input: &[u8]) {
    drop(Reply::decode(Method::Hello, input, &oco_proto::Limits::DEFAULT));
}

/// Sizes 1.2 % apart around each doubling, where a list holds the old and the new.
fn sizes() -> Vec<usize> {
    let (mut sizes, mut size) = (vec![1 << 10, 16 << 10], 40_000_f64);
    let last = if is_full() { 1_500_000.0 } else { 42_000.0 };
    while size < last {
        sizes.push(size as usize);
        size *= 1.012;
    }
    sizes
}

#[test]
fn no_input_takes_more_than_64_times_its_length_and_64_mebibytes() {
    let mut wrong = Vec::new();
    for (name, make, read) in CASES {
        let mut worst = (0.0, 0);
        for size in sizes() {
            let input = make(size);
            let ((), used) = METER.measure(|| read(&input));
            let bound = 64 * input.len() + (64 << 20);
            let share = used.peak as f64 / bound as f64;
            if share > worst.0 {
                worst = (share, input.len());
            }
            if used.peak > bound {
                wrong.push(format!("{name}: {} of {bound} for {} bytes", used.peak, input.len()));
            }
        }
        println!("{name:24} at most {:.2} of the bound, at {} bytes", worst.0, worst.1);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
