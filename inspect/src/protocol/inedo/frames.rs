//! Explanation of frames and their messages.

use bytes::BytesMut;
use inedo_wire::{
    AesKey, AgentType, Assumptions, Direction, Frame, FrameEncoder, Iv, Layout, Limits, Message as Wire,
    NextIv, ProtocolVersion, Reply, UpdateFile,
};
use serde_json::{Map, Value, json};

use super::handshake::part;
use super::transcript::Side;
use crate::message::{Message, Part};

const ASSUMED: Assumptions = Assumptions::DEFAULT;
const LIMITS: Limits = Limits::DEFAULT;

/// End of the note on unknown bytes.
const EXTRA: &str = "bytes after the known fields: a later version?";

/// The key and IVs of an encrypted frame.
pub struct Sealed<'a> {
    pub key: &'a AesKey,
    pub iv: Iv,
    pub next: Iv,
}

/// Explains a frame that was decoded from the bytes `raw`.
pub fn explain(
    frame: &Frame,
    version: ProtocolVersion,
    direction: Direction,
    raw: &[u8],
    seal: Option<&Sealed<'_>>,
) -> Message {
    let layout = Layout::new(version, direction);
    let mut message = meaning(frame, version, direction);
    message.parts = parts(frame, layout, raw, seal);
    if seal.is_some() {
        message.headline.push_str(", decrypted");
    }
    // Data that matches a documented layout is not a coincidence.
    match message.kind.as_str() {
        "get agent root path" | "update agent" | "agent root path" if seal.is_some() => {
            message.notes.push("supports \"key\", \"cipher mode\" and \"padding\"".to_owned());
        }
        "agent root path" => message.notes.push("supports \"reply data\" and \"answer code\"".to_owned()),
        _ => {}
    }
    if let Err(reason) = written_again(frame, layout, raw, seal) {
        message.round_trip = Err(reason);
    }
    message
}

fn meaning(frame: &Frame, version: ProtocolVersion, direction: Direction) -> Message {
    let mut notes = Vec::new();
    let (kind, what, mut fields, again) = match direction {
        Direction::ToAgent => match Wire::decode(frame, &ASSUMED, &LIMITS) {
            Ok(message) => {
                let again = message.to_frame(version, &ASSUMED, &LIMITS).ok();
                let (kind, what, fields) = to_agent(&message, &mut notes);
                (kind, what, fields, again)
            }
            Err(error) => {
                notes.push(format!("not as documented: {error}"));
                (
                    "unreadable message",
                    format!("command {}", frame.command()),
                    Map::new(),
                    Some(frame.clone()),
                )
            }
        },
        Direction::ToClient => match Reply::decode(frame, &ASSUMED, &LIMITS) {
            Ok(reply) => {
                let again = reply.to_frame(&ASSUMED, &LIMITS).ok();
                let (kind, what, fields) = to_client(&reply, &mut notes);
                (kind, what, fields, again)
            }
            Err(error) => {
                notes.push(format!("not an answer to Get Agent Root Path: {error}"));
                (
                    "unreadable message",
                    format!("command {}", frame.command()),
                    Map::new(),
                    Some(frame.clone()),
                )
            }
        },
    };
    if let Some(target) = frame.target() {
        fields.insert("target".to_owned(), target.to_string().into());
    }
    fields.insert("command".to_owned(), frame.command().into());
    fields.insert("data length".to_owned(), frame.data().len().into());
    let arrow = match direction {
        Direction::ToAgent => "to the agent",
        Direction::ToClient => "to the client",
    };
    let untyped = usize::from(notes.iter().any(|note| note.ends_with(EXTRA)));
    // A length prefix may be longer than necessary; its value is kept.
    let same = again.is_some_and(|again| again == *frame);
    if !same {
        notes.push("a string's length prefix is longer than necessary".to_owned());
    }
    Message {
        kind: kind.to_owned(),
        headline: format!("{arrow}: {what}"),
        fields,
        notes,
        parts: Vec::new(),
        untyped,
        round_trip: Ok(()),
    }
}

fn to_agent(message: &Wire, notes: &mut Vec<String>) -> (&'static str, String, Map<String, Value>) {
    let mut fields = Map::new();
    match message {
        Wire::UpdateAgent(update) => {
            fields.insert("agent type".to_owned(), update.agent_type.to_string().into());
            fields.insert("assemblies".to_owned(), update.assemblies.iter().map(file).collect());
            fields.insert("extensions".to_owned(), update.extensions.iter().map(file).collect());
            note_extra(&update.extra, notes);
            let count = update.assemblies.len() + update.extensions.len();
            (
                "update agent",
                format!("replace the programs of {} by {count} files", update.agent_type),
                fields,
            )
        }
        Wire::GetAgentRootPath(question) => {
            fields.insert("agent type".to_owned(), question.agent_type.to_string().into());
            note_extra(&question.extra, notes);
            ("get agent root path", format!("where are the files of {}?", question.agent_type), fields)
        }
        Wire::Other(frame) => {
            let product = frame.target().is_some_and(|target| target != AgentType::Meta);
            let kind = if product { "product message" } else { "unknown command" };
            (kind, format!("command {} with {} bytes", frame.command(), frame.data().len()), data(frame))
        }
        _ => ("unknown command", "a message newer than this program".to_owned(), fields),
    }
}

fn to_client(reply: &Reply, notes: &mut Vec<String>) -> (&'static str, String, Map<String, Value>) {
    let mut fields = Map::new();
    match reply {
        Reply::AgentRootPath(answer) => {
            fields.insert("path".to_owned(), answer.path.as_str().into());
            note_extra(&answer.extra, notes);
            notes.push("recognised as an answer by its command, which is an assumption".to_owned());
            ("agent root path", format!("they are in {}", answer.path), fields)
        }
        Reply::Other(frame) => (
            "unknown command",
            format!("command {} with {} bytes", frame.command(), frame.data().len()),
            data(frame),
        ),
        _ => ("unknown command", "a message newer than this program".to_owned(), fields),
    }
}

fn data(frame: &Frame) -> Map<String, Value> {
    let shown = frame.data().iter().take(64).map(|byte| format!("{byte:02x}")).collect::<String>();
    let text =
        frame.data().iter().take(64).map(|&b| if (32..127).contains(&b) { char::from(b) } else { '.' });
    let mut fields = Map::new();
    fields.insert("data".to_owned(), shown.into());
    fields.insert("as text".to_owned(), text.collect::<String>().into());
    fields
}

fn file(file: &UpdateFile) -> Value {
    json!({
        "name": file.name.as_str(),
        "modified": file.modified.to_string(),
        "bytes": file.contents.len(),
    })
}

fn note_extra(extra: &[u8], notes: &mut Vec<String>) {
    if !extra.is_empty() {
        notes.push(format!("{} {EXTRA}", extra.len()));
    }
}

/// Returns the named parts of a frame; encrypted ones decrypted.
fn parts(frame: &Frame, layout: Layout, raw: &[u8], seal: Option<&Sealed<'_>>) -> Vec<Part> {
    let length = i32::from_le_bytes(raw.first_chunk().copied().unwrap_or_default());
    let counted = if seal.is_some() { "of the ciphertext" } else { "of the data" };
    let mut parts = vec![part("length", &format!("{length} bytes {counted}"), &raw[..4])];
    if let Some(seal) = seal {
        parts.push(part("next IV", "decrypted", seal.next.as_bytes()));
    }
    if let Some(target) = frame.target() {
        parts.push(part("target", &target.to_string(), &[u8::from(target)]));
    }
    parts.push(part("command", &frame.command().to_string(), &frame.command().to_le_bytes()));
    parts.push(part("data", &format!("{} bytes", frame.data().len()), frame.data()));
    if seal.is_some() {
        let fields = 4 + 16 + (layout.header_len() - 4) + frame.data().len();
        let padding = raw.len().saturating_sub(fields);
        parts.push(part("padding", "PKCS#7", &vec![u8::try_from(padding).unwrap_or_default(); padding]));
    }
    parts
}

/// Encodes the frame again with the same IVs and compares.
fn written_again(frame: &Frame, layout: Layout, raw: &[u8], seal: Option<&Sealed<'_>>) -> Result<(), String> {
    let (mut encoder, next) = match seal {
        Some(seal) => (FrameEncoder::aes(layout, seal.key, seal.iv), NextIv::new(*seal.next.as_bytes())),
        None => (FrameEncoder::plain(layout), NextIv::not_needed()),
    };
    let mut dst = BytesMut::new();
    encoder.encode(frame, next, &mut dst).map_err(|error| error.to_string())?;
    if dst == raw { Ok(()) } else { Err("the frame differs".to_owned()) }
}

/// Explains an encrypted frame without a key.
pub fn sealed(direction: Direction, raw: &[u8]) -> Message {
    let mut fields = Map::new();
    fields.insert("ciphertext length".to_owned(), (raw.len() - 4).into());
    let arrow = if direction == Direction::ToAgent { "to the agent" } else { "to the client" };
    Message {
        kind: "encrypted frame".to_owned(),
        headline: format!("{arrow}: {} encrypted bytes; give --key to read them", raw.len() - 4),
        fields,
        notes: Vec::new(),
        parts: vec![
            part("length", &format!("{} bytes of the ciphertext", raw.len() - 4), &raw[..4]),
            part("ciphertext", "AES", &raw[4..]),
        ],
        untyped: 0,
        round_trip: Ok(()),
    }
}

/// Explains bytes after an acknowledgement that asks for SSL.
pub fn tls(side: Side, bytes: &[u8]) -> Message {
    let mut fields = Map::new();
    fields.insert("length".to_owned(), bytes.len().into());
    let who = if side == Side::Client { "client" } else { "agent" };
    // A TLS record: handshake (22) and a version 3.x.
    let notes = match bytes {
        [22, 3, ..] => vec!["starts with a TLS handshake record: supports \"TLS start\"".to_owned()],
        _ => vec!["does not start with a TLS handshake record".to_owned()],
    };
    Message {
        kind: "TLS bytes".to_owned(),
        headline: format!("the {who}'s {} bytes after the handshake, which are TLS", bytes.len()),
        fields,
        notes,
        parts: vec![part("bytes", "TLS", bytes)],
        untyped: 0,
        round_trip: Ok(()),
    }
}
