//! Explanation of the hello and the acknowledgement.

use bytes::BytesMut;
use inedo_wire::{
    Acknowledgement, Announced, Assumptions, Connection, Encryption, Hello, ProtocolVersion, ReportedVersion,
};
use serde_json::{Map, Value};

use super::readings::{Verdict, probe};
use crate::message::{Message, Part};

pub fn hello(hello: Hello, bytes: &[u8]) -> Message {
    let Hello { first, second } = hello;
    let (headline, names) = if second < 1000 || first != 1000 && second < first {
        (
            format!("the client speaks version {first} and asks for session {second}"),
            ["version", "session id"],
        )
    } else {
        (format!("the client offers protocol {first} to {second}"), ["lowest version", "highest version"])
    };
    let mut fields = Map::new();
    fields.insert(names[0].to_owned(), first.into());
    fields.insert(names[1].to_owned(), second.into());
    let round_trip = match hello.encode(&Assumptions::DEFAULT) == bytes {
        true => Ok(()),
        false => Err("the hello differs".to_owned()),
    };
    Message {
        kind: "hello".to_owned(),
        headline,
        fields,
        notes: Vec::new(),
        parts: vec![
            part("protocol id", "6CEBD24E-4AF7-4A13-B9AF-81D3DFC644BE, in .NET's order", &bytes[..16]),
            part(names[0], &first.to_string(), &bytes[16..20]),
            part(names[1], &second.to_string(), &bytes[20..]),
        ],
        untyped: 0,
        round_trip,
    }
}

/// Explains an acknowledgement in a conversation.
pub fn acknowledgement(value: &Acknowledgement, connection: &Connection, bytes: &[u8]) -> Message {
    let mut message = explain(value, bytes);
    message.headline = format!(
        "agent {} answers: {}, encryption {}",
        value.version,
        connection.version(),
        value.announced.encryption()
    );
    if let Some(session_id) = connection.session_id() {
        message.fields.insert("session id".to_owned(), session_id.into());
        if session_id == ProtocolVersion::V2.number() {
            message
                .notes
                .push("an agent before 43 echoes the offered 2000: not a version (INW-015)".to_owned());
        }
    }
    message
}

/// Explains a single acknowledgement and its evidence on the open questions.
pub fn capture(bytes: &[u8]) -> Message {
    let findings = probe(bytes);
    let readings: Map<String, Value> = findings
        .iter()
        .map(|finding| {
            let name = format!("{}: {}", finding.statement, finding.reading);
            (name, finding.verdict.to_string().into())
        })
        .collect();
    let fitting =
        [Assumptions::DEFAULT, Assumptions::DEFAULT.with_version_field(inedo_wire::VersionField::OneInt32)]
            .into_iter()
            .filter_map(|assumptions| Acknowledgement::decode(bytes, &assumptions).ok().flatten())
            .find(|acknowledgement| acknowledgement.encoded_len() == bytes.len());
    let mut message = match fitting {
        Some(acknowledgement) => explain(&acknowledgement, bytes),
        None => Message {
            kind: "acknowledgement".to_owned(),
            headline: format!("{} bytes that are not an acknowledgement in either reading", bytes.len()),
            fields: Map::new(),
            notes: Vec::new(),
            parts: vec![part("bytes", "as captured", bytes)],
            untyped: 0,
            round_trip: Ok(()),
        },
    };
    let count = |verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    message.headline = format!(
        "{}; supports {}, contradicts {} readings",
        message.headline,
        count(Verdict::Supports),
        count(Verdict::Contradicts)
    );
    for finding in &findings {
        message.notes.push(format!("{} \"{}\": {}", finding.verdict, finding.reading, finding.because));
    }
    message.fields.insert("readings".to_owned(), readings.into());
    message
}

fn explain(value: &Acknowledgement, bytes: &[u8]) -> Message {
    let encryption = value.announced.encryption();
    let mut fields = Map::new();
    fields.insert("encryption".to_owned(), encryption.to_string().into());
    fields.insert("number".to_owned(), value.field.into());
    fields.insert("agent version".to_owned(), value.version.to_string().into());
    let mut parts = vec![part("encryption", &encryption.to_string(), &bytes[..1])];
    let mut rest = &bytes[1..];
    if let Announced::Aes(_) = value.announced {
        parts.push(part("first IV", "in clear", &rest[..16]));
        rest = &rest[16..];
    }
    parts.push(part("number", &format!("{}: protocol version or session id", value.field), &rest[..4]));
    parts.push(part("agent version", &value.version.to_string(), &rest[4..]));
    let mut notes = Vec::new();
    if encryption == Encryption::None {
        notes.push("nothing is protected, and the agent obeys every client".to_owned());
    }
    if let ReportedVersion::One(_) = value.version {
        notes.push("the version is one int32, as today's documentation literally says (INW-012)".to_owned());
    }
    let mut encoded = BytesMut::new();
    value.encode(&mut encoded);
    let round_trip = match encoded == bytes {
        true => Ok(()),
        false => Err("the acknowledgement differs".to_owned()),
    };
    Message {
        kind: "acknowledgement".to_owned(),
        headline: format!(
            "agent {} answers {} and asks for encryption {encryption}",
            value.version, value.field
        ),
        fields,
        notes,
        parts,
        untyped: 0,
        round_trip,
    }
}

/// Creates a named part.
pub fn part(name: &'static str, meaning: &str, bytes: &[u8]) -> Part {
    Part { name, meaning: meaning.to_owned(), bytes: bytes.to_vec() }
}
