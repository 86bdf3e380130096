//! Zabbix: frames of the server-proxy protocol and of the other protocols on its port.

use serde_json::{Map, Value};
use zbx_proxy_proto::{
    Answer, ConfigAnswer, DecodeError, Frame, FrameDecoder, Limits, ObservedMessage as Decoded, PlainAnswer,
    ProxyData, Request, Task,
};

use super::{Name, Protocol};
use crate::input::Input;
use crate::message::{Failure, Message, Part};
use crate::secrets::without_arguments;

/// The Zabbix server-proxy protocol.
pub struct Zbx;

impl Protocol for Zbx {
    fn name(&self) -> Name {
        Name::Zbx
    }

    fn samples(&self) -> Vec<Input> {
        samples::all()
    }

    fn detects(&self, input: &Input) -> bool {
        input.bytes.starts_with(b"ZBXD") || ["zbxd"].contains(&input.extension())
    }

    fn decode(&self, input: &Input) -> Result<Vec<Message>, Failure> {
        let mut decoder = FrameDecoder::new().with_limits(Limits::PROTOCOL);
        let mut rest = bytes::BytesMut::from(&input.bytes[..]);
        let mut messages = Vec::new();
        loop {
            let offset = input.bytes.len() - rest.len();
            let located = |error: DecodeError| Failure::at(offset + error.offset(), error.to_string());
            let Some(frame) = decoder.decode(&mut rest).map_err(located)? else {
                decoder.finish(&rest).map_err(located)?;
                break;
            };
            let end = input.bytes.len() - rest.len();
            messages.push(explain(&frame, &input.bytes[offset..end]).map_err(|error| Failure {
                offset: Some(offset),
                reason: format!("{error} of the payload"),
            })?);
            if messages.len() == 1 && rest.is_empty() {
                compare_with_companion(input, &frame, &mut messages[0]);
            }
        }
        if messages.is_empty() { Err(Failure::at(0, "no frame")) } else { Ok(messages) }
    }
}

/// Compares the payload of a frame with the file next to the capture.
fn compare_with_companion(input: &Input, frame: &Frame, message: &mut Message) {
    let companion = ["json", "txt"].iter().find_map(|extension| input.companion(extension));
    if companion.is_some_and(|payload| payload != frame.payload()[..]) {
        message.round_trip = Err("the payload differs from the one in the companion file".to_owned());
    }
}

fn explain(frame: &Frame, wire: &[u8]) -> Result<Message, DecodeError> {
    let payload = frame.payload();
    let mut decoded = Decoded::decode(payload, &Limits::PROTOCOL)?;
    let mut notes = notes(frame, &decoded);
    let round_trip = round_trip(frame, &decoded).and_then(|()| understood(&decoded));
    let untyped = decoded.unknown_members();
    if untyped > 0 {
        notes.push(format!("{untyped} members that nobody has described"));
    }
    let kind = kind(&decoded);
    let headline = headline(&decoded);
    decoded.redact();
    Ok(Message {
        kind,
        headline,
        fields: fields(&decoded),
        notes,
        parts: parts(frame, wire),
        untyped,
        round_trip,
    })
}

/// Encodes the message again. Messages of proxies and servers have to be reproduced byte
/// for byte. Agents and senders are many programs (agent 2 is written in Go, senders
/// exist in every language), so an equal message is enough.
fn round_trip(frame: &Frame, decoded: &Decoded<'_>) -> Result<(), String> {
    let payload = frame.payload();
    let mut again = Vec::new();
    decoded.encode(&mut again);
    if again == payload[..] {
        return Ok(());
    }
    if !is_from_agent_or_sender(decoded) {
        let at = again
            .iter()
            .zip(payload.iter())
            .position(|(a, b)| a != b)
            .unwrap_or(again.len().min(payload.len()));
        return Err(format!("encoding it again differs from byte {at} of the payload on"));
    }
    match Decoded::decode(&again, &Limits::PROTOCOL) {
        Ok(same) if same == *decoded => Ok(()),
        Ok(_) => Err("encoding it again gives another message".to_owned()),
        Err(error) => Err(format!("encoding it again gives something unreadable: {error}")),
    }
}

fn is_from_agent_or_sender(decoded: &Decoded<'_>) -> bool {
    matches!(
        decoded,
        Decoded::Request(
            Request::ActiveChecks(_)
                | Request::AgentData(_)
                | Request::ActiveCheckHeartbeat(_)
                | Request::SenderData(_)
        ) | Decoded::PassiveChecksAnswer(_)
    )
}

/// Returns an error for unknown messages, unknown members, faulty rows and unusable
/// tasks.
fn understood(decoded: &Decoded<'_>) -> Result<(), String> {
    let (tasks, faulty) = match decoded {
        Decoded::Request(Request::Other(request)) => {
            return Err(format!("unknown request {:?}", request.name));
        }
        Decoded::OtherAnswer(_) => return Err("answer to an unknown request".to_owned()),
        Decoded::Request(Request::ProxyData(data)) | Decoded::ProxyData(data) => {
            (&data.tasks[..], faulty_rows(data).next())
        }
        Decoded::Request(Request::SenderData(data)) => {
            (&[][..], data.data.faulty.first().map(|row| &row.error))
        }
        Decoded::Request(Request::AgentData(data)) => {
            (&[][..], data.data.faulty.first().map(|row| &row.error))
        }
        Decoded::ProxyTasks(tasks) => (&tasks.tasks[..], None),
        Decoded::Answer(answer) => (&answer.tasks[..], None),
        _ => return Ok(()),
    };
    if let Some(error) = faulty {
        return Err(format!("faulty row: {error}"));
    }
    match tasks.iter().find_map(|task| if let Task::Unusable(task) = task { Some(&task.error) } else { None })
    {
        Some(error) => Err(format!("unusable task: {error}")),
        None => Ok(()),
    }
}

/// Returns the errors of faulty rows.
fn faulty_rows<'d>(data: &'d ProxyData<'_>) -> impl Iterator<Item = &'d DecodeError> {
    data.history
        .faulty
        .iter()
        .chain(&data.discovery.faulty)
        .chain(&data.registrations.faulty)
        .map(|row| &row.error)
}

fn kind(decoded: &Decoded<'_>) -> String {
    match decoded {
        Decoded::Request(Request::ProxyData(data)) if data.host.is_none() => "proxy data poll".to_owned(),
        Decoded::Request(Request::ProxyConfig(config)) if config.data.is_some() => {
            "proxy config push".to_owned()
        }
        Decoded::Request(Request::ProxyConfig(config)) if config.host.is_none() => {
            "proxy config poll".to_owned()
        }
        Decoded::Request(request) => request.name().to_owned(),
        Decoded::Answer(answer) if answer.redirect.is_some() => "redirect".to_owned(),
        Decoded::Answer(answer) if answer.upload.is_some() => "answer to proxy data".to_owned(),
        Decoded::Answer(_) => "answer".to_owned(),
        Decoded::ActiveChecksAnswer(_) => "active checks answer".to_owned(),
        Decoded::OtherAnswer(_) => "answer to another request".to_owned(),
        Decoded::Config(ConfigAnswer::Unchanged) => "configuration unchanged".to_owned(),
        Decoded::Config(ConfigAnswer::Plain(_)) => "configuration (5.4, 6.0)".to_owned(),
        Decoded::Config(ConfigAnswer::Update(update)) if update.is_full() => "configuration, full".to_owned(),
        Decoded::Config(_) => "configuration, delta".to_owned(),
        Decoded::ConfigRevision(_) => "config revision".to_owned(),
        Decoded::ProxyData(_) => "proxy data answer".to_owned(),
        Decoded::ProxyTasks(_) => "proxy tasks answer".to_owned(),
        Decoded::PassiveChecksAnswer(_) => "passive checks answer".to_owned(),
        Decoded::Plain(PlainAnswer::NotSupported(_)) => "plain check answer, not supported".to_owned(),
        Decoded::Plain(_) => "plain check or its value".to_owned(),
        _ => "unknown".to_owned(),
    }
}

fn headline(decoded: &Decoded<'_>) -> String {
    let who = |name: Option<&str>, version: Option<&str>| match (name, version) {
        (Some(name), Some(version)) => format!("{name} (version {version})"),
        (Some(name), None) => name.to_owned(),
        (None, Some(version)) => format!("a peer of version {version}"),
        (None, None) => "a peer".to_owned(),
    };
    match decoded {
        Decoded::Request(Request::ProxyHeartbeat(r)) => {
            format!("active proxy {} is alive", who(Some(&r.host), r.version.as_deref()))
        }
        Decoded::Request(Request::ProxyConfig(r)) => match (&r.host, &r.data) {
            (_, Some(config)) => format!("a server sends a passive proxy {} tables", config.tables.len()),
            (Some(host), None) => {
                format!("active proxy {} asks for its configuration", who(Some(host), r.version.as_deref()))
            }
            (None, None) => "a server asks a passive proxy which configuration it has".to_owned(),
        },
        Decoded::Request(Request::ProxyData(r)) if r.host.is_none() => {
            "a server asks a passive proxy for data".to_owned()
        }
        Decoded::Request(Request::ProxyData(data)) | Decoded::ProxyData(data) => {
            let sender = who(data.host.as_deref(), data.version.as_deref());
            format!("{sender} sends {}", sections(data))
        }
        Decoded::Request(Request::ProxyTasks(_)) => {
            "a server asks a passive proxy for results of tasks".to_owned()
        }
        Decoded::Request(Request::SenderData(r)) => {
            format!("a sender pushes {} values", r.data.iter().count())
        }
        Decoded::Request(Request::ActiveChecks(r)) => {
            format!("agent {} asks what to check", who(Some(&r.host), r.version.as_deref()))
        }
        Decoded::Request(Request::AgentData(r)) => {
            let values = r.data.iter().count();
            format!("agent {} sends {values} values", who(r.host.as_deref(), r.version.as_deref()))
        }
        Decoded::Request(Request::ActiveCheckHeartbeat(r)) => {
            format!("agent {} is alive", who(Some(&r.host), r.version.as_deref()))
        }
        Decoded::Request(Request::PassiveChecks(r)) => {
            format!("an agent is asked for {} values", r.data.len())
        }
        Decoded::Request(other) => format!("request {:?}", other.name()),
        Decoded::Answer(answer) => answer_headline(answer),
        Decoded::ActiveChecksAnswer(answer) => match (&answer.data, &answer.redirect) {
            (_, Some(redirect)) => {
                format!("the agent should go to {}", redirect.address.as_deref().unwrap_or("its own servers"))
            }
            (Some(checks), None) => format!("{} checks for an agent", checks.len()),
            (None, None) => "no checks".to_owned(),
        },
        Decoded::OtherAnswer(answer) => {
            format!("{}, {} more members", answer.response.as_str(), answer.members.len())
        }
        Decoded::Config(ConfigAnswer::Unchanged) => "nothing has changed".to_owned(),
        Decoded::Config(ConfigAnswer::Plain(config)) => format!("{} tables", config.tables.len()),
        Decoded::Config(ConfigAnswer::Update(update)) => {
            let tables = update.data.as_ref().map_or(0, zbx_proxy_proto::Tables::len);
            let revision = update.config_revision.map_or_else(|| "none".to_owned(), |r| r.to_string());
            format!("{tables} tables, revision {revision}")
        }
        Decoded::Config(_) => "a server refuses a configuration".to_owned(),
        Decoded::ConfigRevision(r) => {
            format!("a passive proxy (version {}) has revision {}", r.version, r.config_revision)
        }
        Decoded::ProxyTasks(tasks) => format!("a passive proxy answers with {} results", tasks.tasks.len()),
        Decoded::PassiveChecksAnswer(answer) => {
            format!("an agent answers with {} values", answer.data.as_ref().map_or(0, Vec::len))
        }
        Decoded::Plain(_) => "an older agent's key or value".to_owned(),
        _ => String::new(),
    }
}

fn answer_headline(answer: &Answer) -> String {
    let outcome =
        answer.response.as_ref().map_or("no `response`, which counts as failed", |status| status.as_str());
    let mut line = outcome.to_owned();
    if let Some(upload) = &answer.upload {
        line += &format!(", upload {}", upload.as_str());
    }
    if !answer.tasks.is_empty() {
        line += &format!(", {} tasks", answer.tasks.len());
    }
    if let Some(redirect) = &answer.redirect {
        line += &format!(", go to {}", redirect.address.as_deref().unwrap_or("your own servers"));
    }
    line
}

fn sections(data: &ProxyData<'_>) -> String {
    let counts = [
        (data.history.iter().count(), "history rows"),
        (
            data.interface_availability.iter().count() + data.host_availability.iter().count(),
            "availabilities",
        ),
        (data.discovery.iter().count(), "discovery rows"),
        (data.registrations.iter().count(), "registrations"),
        (data.host_data.iter().count(), "host states"),
        (data.tasks.len(), "task results"),
    ];
    let named: Vec<_> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if named.is_empty() { "only a sign of life".to_owned() } else { named.join(", ") }
}

/// Returns notes for the reader.
fn notes(frame: &Frame, decoded: &Decoded<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if frame.payload().is_empty() {
        notes.push("empty payload: daemons close without an answer".to_owned());
    }
    if frame.flags().is_large() {
        notes.push("large form, which real senders use from 4 GiB on only".to_owned());
    }
    match decoded {
        Decoded::Request(Request::ProxyData(data)) | Decoded::ProxyData(data) => {
            if data.has_more() {
                notes.push("more rows wait at the proxy".to_owned());
            }
            if let Some(delay) = data.proxy_delay {
                notes.push(format!("the oldest value waited {delay} seconds"));
            }
            notes.extend(faulty_rows(data).map(|error| format!("row skipped: {error}")));
        }
        Decoded::Request(Request::ActiveCheckHeartbeat(_)) => {
            notes.push("there is no answer to this request".to_owned());
        }
        Decoded::Answer(answer) => {
            if let Some(counts) = answer.counts().filter(|counts| counts.failed > 0) {
                notes.push(format!("{} of {} values were not taken", counts.failed, counts.total));
            }
        }
        _ => {}
    }
    notes
}

/// Returns the members as JSON, without secrets.
fn fields(redacted: &Decoded<'_>) -> Map<String, Value> {
    let mut json = Vec::new();
    redacted.encode(&mut json);
    if let Ok(Value::Object(fields)) = serde_json::from_slice(&json) {
        return fields;
    }
    // A key or its value, which cannot be told from each other.
    let text = without_arguments(&String::from_utf8_lossy(&json));
    Map::from_iter([("text".to_owned(), Value::String(text))])
}

fn parts(frame: &Frame, wire: &[u8]) -> Vec<Part> {
    let flags = frame.flags();
    let width = if flags.is_large() { 8 } else { 4 };
    let names = [(0x01, "protocol"), (0x02, "zlib"), (0x04, "large")];
    let set: Vec<_> =
        names.iter().filter(|(bit, _)| flags.byte() & bit != 0).map(|(_, name)| *name).collect();
    let number =
        |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |number, &byte| (number << 8) | u64::from(byte));
    let (magic, rest) = wire.split_at(4);
    let (flag, rest) = rest.split_at(1);
    let (length, rest) = rest.split_at(width);
    let (reserved, payload) = rest.split_at(width);
    let part = |name, meaning: String, bytes: &[u8]| Part { name, meaning, bytes: bytes.to_vec() };
    let reserved_meaning = if flags.is_zlib() {
        format!("{} bytes after inflating", number(reserved))
    } else {
        "not used".to_owned()
    };
    let payload_meaning = if flags.is_zlib() { "zlib stream".to_owned() } else { "text".to_owned() };
    vec![
        part("magic", "ZBXD".to_owned(), magic),
        part("flags", format!("{:#04x} = {}", flag[0], set.join(" + ")), flag),
        part("length", format!("{} bytes on the wire", number(length)), length),
        part("reserved", reserved_meaning, reserved),
        part("payload", payload_meaning, payload),
    ]
}

/// Payloads that were written from the protocol's rules, framed as by the daemons.
mod samples {
    use super::{Frame, Input};

    macro_rules! sample {
        ($name:literal, $compressed:literal) => {
            ($name, $compressed, include_str!(concat!("../../samples/zbx/", $name, ".json")))
        };
    }

    /// Name, true if the daemon compresses it, payload.
    const SAMPLES: [(&str, bool, &str); 12] = [
        sample!("heartbeat", true),
        sample!("heartbeat-answer", true),
        sample!("config-request", true),
        sample!("config-full", true),
        sample!("data-history", true),
        sample!("data-answer-with-tasks", true),
        sample!("data-discovery", true),
        sample!("upload-disabled", true),
        sample!("passive-config-revision", false),
        sample!("agent-redirect", false),
        sample!("sender-data", false),
        sample!("sender-answer", false),
    ];

    pub(super) fn all() -> Vec<Input> {
        let mut samples = Vec::new();
        for (name, compressed, payload) in SAMPLES {
            let frame = Frame::new(payload.trim_end().as_bytes());
            let frame = if compressed { frame.compressed() } else { frame };
            let mut wire = bytes::BytesMut::new();
            if frame.encode(&mut wire).is_ok() {
                samples.push(Input::sample(&format!("sample zbx/{name}"), &wire[..]));
            }
        }
        samples
    }
}
