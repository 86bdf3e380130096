//! Network inventory and discovery of GLPI and FusionInventory agents.

use memchr::memmem;
use netinv_xml::glpi_json::job::Jobs;
use netinv_xml::{Control, Document, Limits, Message as NetMessage, Reply, Request, documents};
use serde_json::{Map, Value};

use super::{Name, Protocol};
use crate::input::Input;
use crate::message::{Failure, Message, Part};

/// The crate `netinv-xml`.
pub struct Netinv;

const LIMITS: Limits = Limits::DEFAULT;

/// Texts that only documents of this protocol have, in lower case: the names of its
/// messages and tasks as the text of an element.
const MARKS: [&[u8]; 4] = [b">snmpquery<", b">netdiscovery<", b">snmpinventory<", b"<query>snmp<"];

impl Protocol for Netinv {
    fn name(&self) -> Name {
        Name::Netinv
    }

    fn samples(&self) -> Vec<Input> {
        macro_rules! samples {
            ($($name:literal)*) => {
                vec![$( Input::sample(
                    concat!("sample:netinv/", $name),
                    include_bytes!(concat!("../../../netinv-xml/samples/", $name)),
                ), )*]
            };
        }
        samples! {
            "inventory-libxml.xml" "inventory-treepp.xml" "discovery.xml" "stream.xml" "job-attributes.xml"
            "job-children.xml" "job.json" "broken.xml"
        }
    }

    fn detects(&self, input: &Input) -> bool {
        // Without the NUL bytes UTF-16 reads like ASCII, as far as it matters here.
        let text: Vec<u8> = input.bytes.iter().filter(|&&b| b != 0).map(u8::to_ascii_lowercase).collect();
        let has = |what: &[u8]| memmem::find(&text, what).is_some();
        if text.trim_ascii_start().starts_with(b"{") {
            let is_task = has(b"\"netinventory\"") || has(b"\"netdiscovery\"");
            return is_task && has(b"\"targets\"");
        }
        if !has(b"<request") && !has(b"<reply") {
            return false;
        }
        // Results that lack their end or call themselves something else, and orders
        // for the agent's other tasks.
        let is_result = has(b"<device>") && (has(b"<info>") || !has(b"<query>"));
        let is_order = has(b"<reply") && has(b"<option");
        MARKS.iter().any(|mark| has(mark)) || is_result || is_order
    }

    fn decode(&self, input: &Input) -> Result<Vec<Message>, Failure> {
        if input.bytes.trim_ascii_start().starts_with(b"{") {
            return job(&input.bytes).map(|message| vec![message]);
        }
        let mut messages = Vec::new();
        let mut start = 0;
        for bytes in documents(&input.bytes) {
            let document = Document::decode(bytes, &LIMITS)
                .map_err(|error| Failure::at(start + error.offset(), error.to_string()))?;
            messages.push(message(&document, bytes, start));
            start += bytes.len();
        }
        if messages.is_empty() {
            return Err(Failure::at(0, "there is no document in it"));
        }
        Ok(messages)
    }

    fn lists_notes(&self) -> bool {
        true
    }
}

fn message(document: &Document<'_>, bytes: &[u8], start: usize) -> Message {
    let (kind, headline) = match document.message() {
        NetMessage::Inventory(request) => inventory(request),
        NetMessage::Discovery(request) => (
            "discovery result",
            format!("{} found by {}", count(request.devices().count(), "device"), agent(request)),
        ),
        NetMessage::Control(request) => ("control message", control(request)),
        NetMessage::Reply(reply) => ("server reply", jobs(reply)),
        _ => ("message of another task", String::new()),
    };
    let mut written = Vec::new();
    let round_trip = document.encode(&mut written).map_err(|error| error.to_string()).and_then(|()| {
        if written == bytes {
            return Ok(());
        }
        let again = Document::decode_strict(&written, &LIMITS)
            .map_err(|error| format!("what was written does not read: {error}"))?;
        if again.message() == document.message() {
            Ok(())
        } else {
            Err("what was written reads differently".to_owned())
        }
    });
    let layout = if written == bytes { "byte for byte" } else { "in the agents' order and layout" };
    Message {
        kind: kind.to_owned(),
        headline: format!("{headline}; written again {layout}"),
        fields: fields(document.message()),
        notes: document
            .repairs()
            .iter()
            .map(|repair| format!("{} at byte {}", repair.kind, start + repair.offset))
            .collect(),
        parts: vec![Part {
            name: "document",
            meaning: format!("{:?} layout", document.style()),
            bytes: bytes.to_owned(),
        }],
        untyped: document.unknown_members(),
        round_trip,
    }
}

/// The members of the message; those of its one `CONTENT` next to its own, and its
/// one device by itself.
fn fields(message: &NetMessage<'_>) -> Map<String, Value> {
    // The one member is the kind of message.
    let value = match serde_json::to_value(message) {
        Ok(Value::Object(message)) => message.into_iter().find_map(|(_, value)| pruned(value)),
        _ => None,
    };
    let Some(Value::Object(mut fields)) = value else {
        return Map::new();
    };
    if let Some(Value::Array(contents)) = fields.get_mut("contents")
        && let [Value::Object(_)] = contents.as_slice()
        && let Some(Value::Object(content)) = contents.pop()
    {
        fields.shift_remove("contents");
        fields.extend(content);
    }
    if let Some(Value::Array(devices)) = fields.get_mut("devices")
        && devices.len() == 1
        && let Some(device) = devices.pop()
    {
        fields.shift_remove("devices");
        fields.insert("device".to_owned(), device);
    }
    fields
}

fn inventory(request: &Request<'_>) -> (&'static str, String) {
    let mut what = Vec::new();
    for device in request.devices() {
        if let Some(error) = &device.error {
            what.push(format!("error: {}", error.message.as_ref().map_or("", |message| message.as_str())));
            continue;
        }
        let name = device.name().unwrap_or("(no name)");
        let kind = device.kind().map_or_else(|| "unknown type".to_owned(), |kind| kind.to_string());
        what.push(format!("{name}: {kind}, {}", count(device.ports.len(), "port")));
        let stack = device.stack_members().len();
        if stack > 0 {
            what.push(format!("stack of {stack}"));
        }
        let access_points = device.access_points().count();
        if access_points > 0 {
            what.push(count(access_points, "access point"));
        }
    }
    ("inventory result", format!("{} from {}", what.join(", "), agent(request)))
}

fn control(request: &Request<'_>) -> String {
    let job = request.job().map_or("?", |job| job.as_str());
    let what = match request.control() {
        Some(Control::Start) => "started".to_owned(),
        Some(Control::Addresses(count)) => format!("looks at {count} addresses"),
        Some(Control::End) => "ended".to_owned(),
        Some(Control::Exit) => "given up".to_owned(),
        _ => "of unknown state".to_owned(),
    };
    format!("job {job} {what}, says {}", agent(request))
}

fn jobs(reply: &Reply<'_>) -> String {
    let tasks: Vec<_> = reply
        .options
        .iter()
        .map(|option| {
            let task = option.name.as_ref().map_or("?", |name| name.as_str());
            let targets = option.devices.len() + option.ranges.len();
            format!("{task} of {}", count(targets, "target"))
        })
        .collect();
    if tasks.is_empty() { "nothing to do".to_owned() } else { tasks.join(", ") }
}

fn job(bytes: &[u8]) -> Result<Message, Failure> {
    let jobs =
        Jobs::decode(bytes, &LIMITS).map_err(|error| Failure::at(error.offset(), error.to_string()))?;
    let mut written = Vec::new();
    let round_trip = jobs.encode(&mut written).map_err(|error| error.to_string()).and_then(|()| {
        let value = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).map_err(|error| error.to_string());
        if value(bytes)? == value(&written)? {
            Ok(())
        } else {
            Err("what was written reads differently".to_owned())
        }
    });
    Ok(Message {
        kind: "job in JSON".to_owned(),
        headline: jobs
            .iter()
            .map(|job| format!("{} of {}", job.task, count(job.targets.len(), "target")))
            .collect::<Vec<_>>()
            .join(", "),
        fields: match serde_json::from_slice(bytes) {
            Ok(Value::Object(job)) => job.into_iter().map(redacted).collect(),
            _ => Map::new(),
        },
        notes: Vec::new(),
        parts: vec![Part { name: "document", meaning: "JSON".to_owned(), bytes: bytes.to_owned() }],
        untyped: jobs.unknown_members(),
        round_trip,
    })
}

/// A member of a job; of credentials only what is known to be no secret is shown.
fn redacted((key, value): (String, Value)) -> (String, Value) {
    const OPEN: [&str; 5] = ["version", "username", "authprotocol", "privprotocol", "timeout"];
    fn each(value: Value, in_credentials: bool) -> Value {
        match value {
            Value::Array(items) => items.into_iter().map(|item| each(item, in_credentials)).collect(),
            Value::Object(map) => map
                .into_iter()
                .map(|(key, value)| {
                    let in_credentials = in_credentials || key == "credentials";
                    let value = each(value, in_credentials && !OPEN.contains(&key.as_str()));
                    (key, value)
                })
                .collect(),
            _ if in_credentials => "Secret".into(),
            plain => plain,
        }
    }
    let in_credentials = key == "credentials";
    (key, each(value, in_credentials))
}

fn agent(request: &Request<'_>) -> String {
    request.device_id.as_ref().map_or_else(|| "an agent".to_owned(), |id| format!("agent {id}"))
}

fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The value without what is absent or empty; `None` if nothing is left.
fn pruned(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) => {
            // An empty interface is one nevertheless.
            let items: Vec<_> =
                items.into_iter().map(|item| pruned(item).unwrap_or_else(|| Map::new().into())).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(map) => {
            let map: Map<_, _> =
                map.into_iter().filter_map(|(key, value)| Some((key, pruned(value)?))).collect();
            (!map.is_empty()).then_some(Value::Object(map))
        }
        other => Some(other),
    }
}
