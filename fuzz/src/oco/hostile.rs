//! Hostile input for `oco-proto`.

mod read;

use crate::hostile::case::{Case, Heap, nest, repeat};

/// A body that is decoded, and written again.
const MESSAGE: Heap = Heap::new(240, 16 << 10);
/// A body over a bound, which is refused before it costs.
const REFUSED: Heap = Heap::new(0, 16 << 10);
/// The small grammars.
const GRAMMAR: Heap = Heap::new(64, 16 << 10);
/// A body that is only signed, and a password that is opened.
const CRYPTO: Heap = Heap::new(4, 16 << 10);

const fn case(name: &'static str, make: fn(usize) -> Vec<u8>, read: fn(&[u8]), heap: Heap) -> Case {
    Case { name, make, read, heap }
}

/// All of them.
pub const CASES: &[Case] = &[
    case("oco/batch", |n| repeat("[", r#"{"jsonrpc":"2.0"},"#, "0]", n), read::request, MESSAGE),
    case("oco/limited-rows", |n| update(r#""software":["#, "{},", "{}]", n), read::limited, REFUSED),
    case("oco/limited-lists", |n| hello(r#""x":["#, "[],", "[]]", n), read::limited, REFUSED),
    case("oco/lists-nested", |n| nest(r#"{"id":"#, "[", "]", "}", n), read::request, MESSAGE),
    case("oco/objects-nested", |n| nest(r#"{"id":"#, r#"{"a":"#, "}", "}", n), read::request, MESSAGE),
    case("oco/lists-left-open", |n| repeat("", "[", "", n), read::request, MESSAGE),
    case("oco/texts-left-open", |n| repeat(r#"{"id":""#, "\\\"", "", n), read::request, MESSAGE),
    case("oco/commas", |n| repeat("{", ",", "", n), read::request, MESSAGE),
    case("oco/lines", |n| repeat("{", "\n", "x", n), read::request, MESSAGE),
    case("oco/no-text", |n| vec![0xff; n], read::request, MESSAGE),
    case("oco/id-list", |n| request_with(r#""id":["#, "0,", "0]", n), read::request, MESSAGE),
    case("oco/id-objects", |n| request_with(r#""id":["#, "{},", "0]", n), read::request, MESSAGE),
    case("oco/members-unknown", |n| members("\"id\":1", n), read::request, MESSAGE),
    case("oco/members-twice", |n| request_with(r#""id":1"#, r#","a":0"#, "", n), read::request, MESSAGE),
    case(
        "oco/method-long",
        |n| repeat(r#"{"jsonrpc":"2.0","id":1,"params":{},"method":""#, "x", r#""}"#, n),
        read::request,
        MESSAGE,
    ),
    case(
        "oco/hostname-long",
        |n| {
            repeat(
                r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":""#,
                r"\u00c9",
                r#""}}"#,
                n,
            )
        },
        read::request,
        MESSAGE,
    ),
    case("oco/number-long", |n| hello(r#""uptime":"#, "9", "", n), read::request, MESSAGE),
    case("oco/fraction-long", |n| hello(r#""uptime":0."#, "9", "", n), read::request, MESSAGE),
    case("oco/exponent-long", |n| hello(r#""uptime":1e"#, "0", "1", n), read::request, MESSAGE),
    case(
        "oco/text-escaped",
        |n| hello(r#""agent_version":""#, r"\ud83c\udf08", "\"", n),
        read::request,
        MESSAGE,
    ),
    case("oco/networks", |n| hello(r#""networks":["#, "{},", "{}]", n), read::request, MESSAGE),
    case("oco/networks-empty-lists", |n| hello(r#""networks":["#, "[],", "{}]", n), read::request, MESSAGE),
    case("oco/networks-no-objects", |n| hello(r#""networks":["#, "0,", "0]", n), read::request, MESSAGE),
    case("oco/services", |n| hello(r#""services":["#, r#"{"merics":""},"#, "{}]", n), read::request, MESSAGE),
    case("oco/partitions", |n| update(r#""partitions":["#, "{},", "{}]", n), read::request, MESSAGE),
    case("oco/screens", |n| update(r#""screens":["#, "{},", "{}]", n), read::request, MESSAGE),
    case("oco/software", |n| update(r#""software":["#, "{},", "{}]", n), read::request, MESSAGE),
    case("oco/users", |n| update(r#""users":["#, "{},", "{}]", n), read::request, MESSAGE),
    case("oco/unknown-rows", |n| update(r#""x":["#, r#"{"a":0},"#, "0]", n), read::request, MESSAGE),
    case("oco/unknown-numbers", |n| update(r#""x":["#, "0,", "0]", n), read::request, MESSAGE),
    case("oco/events", |n| events(r#"{},"#, n), read::request, MESSAGE),
    case("oco/event-data", |n| events(r#"{"data":{"":0}},"#, n), read::request, MESSAGE),
    case("oco/passwords", |n| passwords(r#"{},"#, n), read::request, MESSAGE),
    case("oco/passwords-sealed", |n| passwords(r#"{"password":{}},"#, n), read::request, MESSAGE),
    case("oco/jobs", |n| reply(r#""software-jobs":["#, "{},", "{}]", n), read::reply, MESSAGE),
    case("oco/jobs-numbered", numbered, read::reply, MESSAGE),
    case("oco/jobs-run", |n| reply(r#""software-jobs":["#, JOB, "{}]", n), read::runner, MESSAGE),
    case("oco/jobs-aborting", aborting, read::runner, MESSAGE),
    case("oco/event-queries", |n| reply(r#""events":["#, "{},", "{}]", n), read::reply, MESSAGE),
    case("oco/password-rules", |n| reply(r#""update-passwords":["#, "{},", "{}]", n), read::reply, MESSAGE),
    case(
        "oco/policies",
        |n| reply(r#""policies":{"machine":{"x":["#, "{},", "0]}}", n),
        read::reply,
        MESSAGE,
    ),
    case("oco/policy-names", policies, read::reply, MESSAGE),
    case("oco/refusal-page", |n| repeat("<html>", "é", "", n), read::refusal, GRAMMAR),
    case("oco/refusal-of-a-job", |n| repeat("Job »", "7", "« not found", n), read::refusal, GRAMMAR),
    case(
        "oco/unknown-method-reply",
        |n| repeat(r#"{"error":"x","id":["#, "0,", "0]}", n),
        read::reply,
        MESSAGE,
    ),
    case("oco/signature-long", |n| vec![b'a'; n], read::signature, CRYPTO),
    case("oco/body-signed", |n| vec![b'{'; n], read::signed, CRYPTO),
    case("oco/verifier", |n| hello(r#""networks":["#, "{},", "{}]", n), read::verifier, MESSAGE),
    case("oco/verifier-garbage", |n| repeat("", "\"oco.agent", "", n), read::verifier, MESSAGE),
    case("oco/trust", |n| reply(r#""software-jobs":["#, "{},", "{}]", n), read::trust, MESSAGE),
    case("oco/password-long", |n| vec![b'A'; n / 64 * 64], read::sealed, CRYPTO),
    case("oco/password-no-base64", |n| vec![b'='; n], read::sealed, CRYPTO),
    case("oco/link-arguments", link, read::link, GRAMMAR),
    case("oco/link-value", |n| repeat("/x?id=1&hostname=", "%C3%A9", "", n), read::link, GRAMMAR),
    case("oco/link-ampersands", |n| repeat("/x?id=1", "&", "", n), read::link, GRAMMAR),
    case("oco/texts", |n| repeat("JSON:", "a\\", ":b", n), read::texts, GRAMMAR),
    case(
        "oco/columns",
        |n| update(r#""software":["#, r#"{"name":"","version":"","description":""},"#, "{}]", n),
        read::columns,
        MESSAGE,
    ),
];

const JOB: &str = r#"{"id":1,"procedure":"x","restart":0},"#;

fn request_with(member: &str, unit: &str, tail: &str, length: usize) -> Vec<u8> {
    let rest = r#","jsonrpc":"2.0","method":"oco.agent.hello","params":{"hostname":"x"}}"#;
    repeat(&format!("{{{member}"), unit, &format!("{tail}{rest}"), length)
}

fn members(head: &str, length: usize) -> Vec<u8> {
    let members: String = (0..length / 12).map(|index| format!(",\"a{index}\":0")).collect();
    request_with(&format!("{head}{members}"), "", "", 0)
}

fn call(method: &str, head: &str, unit: &str, tail: &str, length: usize) -> Vec<u8> {
    let start = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent.{method}","params":{{"hostname":"x","data":{{{head}"#
    );
    repeat(&start, unit, &format!("{tail}}}}}}}"), length)
}

fn hello(head: &str, unit: &str, tail: &str, length: usize) -> Vec<u8> {
    call("hello", head, unit, tail, length)
}

fn update(head: &str, unit: &str, tail: &str, length: usize) -> Vec<u8> {
    call("update", head, unit, tail, length)
}

fn events(unit: &str, length: usize) -> Vec<u8> {
    call("events", r#""events":["#, unit, "{}]", length)
}

fn passwords(unit: &str, length: usize) -> Vec<u8> {
    call("passwords", r#""passwords":["#, unit, "{}]", length)
}

fn reply(head: &str, unit: &str, tail: &str, length: usize) -> Vec<u8> {
    let start = format!(r#"{{"id":1,"error":null,"result":{{"success":true,"params":{{{head}"#);
    repeat(&start, unit, &format!("{tail}}}}}}}"), length)
}

/// PHP's list with gaps.
fn numbered(length: usize) -> Vec<u8> {
    let jobs: String = (1..length / 11).map(|index| format!("\"{index}\":{{}},")).collect();
    reply(&format!(r#""software-jobs":{{{jobs}"#), "", "\"0\":{}}", 0)
}

/// Jobs of which each takes a container of its own with it.
fn aborting(length: usize) -> Vec<u8> {
    let job =
        |index| format!(r#"{{"id":{index},"container-id":{index},"procedure":"x","sequence-mode":1}},"#);
    let jobs: String = (0..length / 66).map(job).collect();
    reply(&format!(r#""software-jobs":[{jobs}"#), "", "{}]", 0)
}

fn policies(length: usize) -> Vec<u8> {
    let names: String = (0..length / 12).map(|index| format!("\"a{index}\":0,")).collect();
    reply(&format!(r#""policies":{{"machine":{{{names}"#), "", "\"x\":0}}", 0)
}

fn link(length: usize) -> Vec<u8> {
    let arguments: String = (0..length / 8).map(|index| format!("&a{index}=b")).collect();
    format!("/x?id=1{arguments}").into_bytes()
}
