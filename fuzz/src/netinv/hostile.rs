//! Hostile input for `netinv-xml`.

mod json;
mod xml;

use netinv_xml::glpi_json::job::Jobs;
use netinv_xml::glpi_json::{self, Conversion};
use netinv_xml::{Checked, Document, Limits, Message, Part, documents};

use crate::hostile::case::{Case, Heap, repeat};

/// All of them.
pub const CASES: &[&[Case]] =
    &[LIMITED, xml::READ, xml::REPAIRED, xml::STREAMS, xml::CONVERTED, json::READ, json::JOBS];

/// No bound but the depth, so that what is measured is the decoder.
const WIDE: Limits = Limits::DEFAULT
    .with_elements(usize::MAX)
    .with_text_len(usize::MAX)
    .with_repairs(usize::MAX)
    .with_depth(Limits::MAX_DEPTH);

/// Bounds that the inputs below go over.
const SMALL: Limits = Limits::DEFAULT.with_elements(1000).with_repairs(1000);

/// Input over a bound is refused before it costs: the rest is a copy to be repaired,
/// and everything that the bounds allow.
const REFUSED: Heap = Heap::new(2, 4 << 20);

const LIMITED: &[Case] = &[
    case("netinv/limited-elements", ports, limited, REFUSED),
    case("netinv/limited-repairs", |n| repeat("<REQUEST>", "& ", "</REQUEST>", n), limited, REFUSED),
    case("netinv/limited-notes", |n| repeat("<REQUEST>", "<!---->", "</REQUEST>", n), limited, REFUSED),
    case(
        "netinv/limited-halves",
        |n| [&b"\xfe\xff"[..], &b"\xd8\0\0a".repeat(n / 4)].concat(),
        limited,
        REFUSED,
    ),
    case(
        "netinv/limited-json",
        |n| repeat(r#"{"content":{"network_ports":["#, "{},", "{}]}}", n),
        limited_json,
        REFUSED,
    ),
    case("netinv/limited-jobs", |n| repeat(r#"{"targets":["#, "{},", "{}]}", n), limited_json, REFUSED),
];

fn ports(length: usize) -> Vec<u8> {
    repeat("<REQUEST><CONTENT><DEVICE><PORTS>", "<PORT/>", "</PORTS></DEVICE></CONTENT></REQUEST>", length)
}

fn limited(input: &[u8]) {
    drop(Document::decode(input, &SMALL));
    drop(Checked::decode(input, &SMALL));
}

fn limited_json(input: &[u8]) {
    drop(glpi_json::decode(input, &SMALL));
    drop(Jobs::decode(input, &SMALL));
}

const fn case(name: &'static str, make: fn(usize) -> Vec<u8>, read: fn(&[u8]), heap: Heap) -> Case {
    Case { name, make, read, heap }
}

/// Reads a document in every way there is, one after the other.
fn read(input: &[u8]) {
    drop(Document::decode_strict(input, &WIDE));
    drop(Document::decode(input, &WIDE));
    walk(input);
}

fn decode(input: &[u8]) {
    drop(Document::decode(input, &WIDE));
}

/// Checks and walks, and keeps no part.
fn walk(input: &[u8]) {
    if let Ok(checked) = Checked::decode(input, &WIDE) {
        checked.walk(&WIDE).into_iter().flatten().for_each(drop);
    }
}

/// Reads and does what users do with a document.
fn use_all(input: &[u8]) {
    let Ok(document) = Document::decode(input, &WIDE) else { return };
    let mut written = Vec::new();
    let _ = document.encode(&mut written);
    drop(written);
    if let Message::Inventory(request) = document.message() {
        for device in request.devices() {
            drop(device.stack_members());
            let _ = device.access_points().count();
            for port in &device.ports {
                let _ = device.aggregated_ports(port).count();
                drop(port.neighbor());
            }
        }
    }
    drop(document.into_owned());
}

fn convert(input: &[u8]) {
    let Ok(document) = Document::decode(input, &WIDE) else { return };
    drop(glpi_json::convert(document.message(), Conversion::Corrected));
    drop(glpi_json::convert(document.message(), Conversion::Php));
}

fn split(input: &[u8]) {
    let _ = documents(input).count();
}

fn jobs(input: &[u8]) {
    let Ok(jobs) = Jobs::decode(input, &WIDE) else { return };
    let mut written = Vec::new();
    let _ = jobs.encode(&mut written);
    let _ = jobs.unknown_members();
}

fn json(input: &[u8]) {
    drop(glpi_json::decode(input, &WIDE));
}

fn json_and_back(input: &[u8]) {
    let Ok(message) = glpi_json::decode(input, &WIDE) else { return };
    drop(glpi_json::convert(&message, Conversion::Corrected));
    drop(glpi_json::convert(&message, Conversion::Php));
    let mut written = Vec::new();
    let _ = Document::new(message).encode(&mut written);
}

/// Ports of a walk, kept as a user might.
fn walk_and_count(input: &[u8]) {
    let Ok(checked) = Checked::decode(input, &WIDE) else { return };
    let parts = checked.walk(&WIDE).into_iter().flatten();
    let _ = parts.filter(|part| matches!(part, Ok(Part::Port(_)))).count();
}
