//! Documents in JSON.

use super::{case, jobs, json, json_and_back};
use crate::hostile::case::{Case, Heap, nest, repeat};

/// Heap factor of the JSON form in the crate's documentation.
const READ_HEAP: Heap = Heap::new(600, 64 << 10);
/// And of jobs in JSON.
const JOBS_HEAP: Heap = Heap::new(400, 64 << 10);

/// Inventories.
pub(super) const READ: &[Case] = &[
    case(
        "netinv/json-ports",
        |n| repeat(r#"{"content":{"network_ports":["#, "{},", "{}]}}", n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-ports-lists",
        |n| repeat(r#"{"content":{"network_ports":["#, "[],", "[]]}}", n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-ports-numbers",
        |n| repeat(r#"{"content":{"network_ports":["#, "1,", "1]}}", n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-ports-nulls",
        |n| repeat(r#"{"content":{"network_ports":["#, "null,", "null]}}", n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-addresses",
        |n| repeat(r#"{"content":{"network_device":{"ips":["#, r#""","#, r#"""]}}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-macs",
        |n| repeat(r#"{"content":{"network_ports":[{"connections":[{"mac":["#, "1,", "1]}]}]}}", n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-supplies",
        |n| repeat(r#"{"content":{"cartridges":[{"#, r#""t":1,"#, r#""t":1}]}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-members",
        |n| repeat(r#"{"content":{"network_device":{"#, r#""":1,"#, r#""":1}}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-members-again",
        |n| repeat(r#"{"content":{"network_device":{"#, r#""name":1,"#, r#""name":1}}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-members-root",
        |n| repeat(r#"{"content":{"network_device":{}},"#, r#""":1,"#, r#""":1}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-contents",
        |n| repeat(r#"{"content":{"network_device":{}},"#, r#""content":{},"#, r#""a":1}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-attributes",
        |n| repeat(r#"{"content":{"network_device":{"@attributes":{"#, r#""a":1,"#, r#""a":1}}}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-nested-lists",
        |n| nest(r#"{"content":{"network_device":"#, "[", "]", "}}", n),
        json,
        READ_HEAP,
    ),
    case(
        "netinv/json-nested-objects",
        |n| nest(r#"{"content":{"a":"#, r#"{"a":"#, "}", "}}", n),
        json,
        READ_HEAP,
    ),
    case("netinv/json-nested-often", nested_often, json_and_back, READ_HEAP),
    case(
        "netinv/json-number-large",
        |n| repeat(r#"{"content":{"network_device":{"cpu":"#, "1", "}}}", n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-number-fraction",
        |n| repeat(r#"{"content":{"network_device":{"cpu":1."#, "1", "}}}", n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-numbers-long",
        |n| repeat(r#"{"content":{"network_device":{"ips":["#, "1e308,", "1]}}}", n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-text-large",
        |n| repeat(r#"{"content":{"network_device":{"name":""#, "a", r#""}}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-text-escapes",
        |n| repeat(r#"{"content":{"network_device":{"name":""#, r"\n", r#""}}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case(
        "netinv/json-keys-escapes",
        |n| repeat(r#"{"content":{"network_device":{"#, r#""\n":1,"#, r#""a":1}}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
    case("netinv/json-lines", |n| repeat("{", "\n", "", n), json, READ_HEAP),
    case(
        "netinv/json-blanks",
        |n| repeat("{", " ", r#""content":{"network_device":{}}}"#, n),
        json_and_back,
        READ_HEAP,
    ),
];

/// Jobs.
pub(super) const JOBS: &[Case] = &[
    case("netinv/jobs-targets", |n| repeat(r#"{"targets":["#, "{},", "{}]}", n), jobs, JOBS_HEAP),
    case("netinv/jobs-targets-lists", |n| repeat(r#"{"targets":["#, "[],", "[]]}", n), jobs, JOBS_HEAP),
    case("netinv/jobs-targets-numbers", |n| repeat(r#"{"targets":["#, "1,", "1]}", n), jobs, JOBS_HEAP),
    case(
        "netinv/jobs-credentials",
        |n| repeat(r#"{"targets":[{"credentials":["#, "{},", "{}]}]}", n),
        jobs,
        JOBS_HEAP,
    ),
    case(
        "netinv/jobs-credentials-secret",
        |n| repeat(r#"{"targets":[{"credentials":["#, r#"{"community":"a"},"#, "{}]}]}", n),
        jobs,
        JOBS_HEAP,
    ),
    case(
        "netinv/jobs-tasks",
        |n| repeat(r#"{"tasks":["#, r#"{"jobs":[]},"#, r#"{"jobs":[]}]}"#, n),
        jobs,
        JOBS_HEAP,
    ),
    case(
        "netinv/jobs-in-tasks",
        |n| repeat(r#"{"tasks":[{"jobs":["#, r#"{"targets":[]},"#, r#"{"targets":[]}]}]}"#, n),
        jobs,
        JOBS_HEAP,
    ),
    case("netinv/jobs-members", |n| repeat(r#"{"targets":[],"#, r#""":1,"#, r#""":1}"#, n), jobs, JOBS_HEAP),
    case("netinv/jobs-members-different", members_different, jobs, JOBS_HEAP),
    case(
        "netinv/jobs-members-lists",
        |n| repeat(r#"{"targets":[],"a":["#, "[],", "[]]}", n),
        jobs,
        JOBS_HEAP,
    ),
    case(
        "netinv/jobs-members-objects",
        |n| repeat(r#"{"targets":[],"a":["#, r#"{"":1},"#, "[]]}", n),
        jobs,
        JOBS_HEAP,
    ),
    case("netinv/jobs-nested", |n| nest(r#"{"targets":[],"a":"#, "[", "]", "}", n), jobs, JOBS_HEAP),
    case(
        "netinv/jobs-nested-objects",
        |n| nest(r#"{"targets":[],"a":"#, r#"{"a":"#, "}", "}", n),
        jobs,
        JOBS_HEAP,
    ),
    case("netinv/jobs-number-large", |n| repeat(r#"{"targets":[],"workers":"#, "1", "}", n), jobs, JOBS_HEAP),
    case(
        "netinv/jobs-number-text",
        |n| repeat(r#"{"targets":[],"workers":""#, " ", r#"1"}"#, n),
        jobs,
        JOBS_HEAP,
    ),
    case("netinv/jobs-text-large", |n| repeat(r#"{"targets":[],"id":""#, "a", r#""}"#, n), jobs, JOBS_HEAP),
    case(
        "netinv/jobs-text-escapes",
        |n| repeat(r#"{"targets":[],"id":""#, r"\n", r#""}"#, n),
        jobs,
        JOBS_HEAP,
    ),
    case("netinv/jobs-lines", |n| repeat("{", "\n", "", n), jobs, JOBS_HEAP),
];

/// Deep values one after the other.
fn nested_often(length: usize) -> Vec<u8> {
    let unit = [r#"{"a":"#.repeat(60), "1".to_owned(), "}".repeat(60), ",".to_owned()].concat();
    repeat(r#"{"content":{"network_device":{"a":["#, &unit, "1]}}}", length)
}

fn members_different(length: usize) -> Vec<u8> {
    let members: String = (0..length / 12).map(|number| format!(r#""{number}":1,"#)).collect();
    format!(r#"{{"targets":[],{members}"a":1}}"#).into()
}
