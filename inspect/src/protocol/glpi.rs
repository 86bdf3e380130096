//! GLPI: agents, servers and proxies, in JSON and XML.
//!
//! A file holds a body without its headers, and an answer does not say to what it
//! answers. So what it is, is told by its bytes and its members.

mod fields;
mod kind;
mod parts;
mod plain;
pub mod register;

use std::cell::RefCell;

use glpi_proto::{Body, Compression, ContentType, DecodeError, Format, Limits, Payload, Repair};
use serde_json::Value;

use super::{Name, Protocol};
use crate::input::Input;
use crate::message::{Failure, Message};
use kind::Kind;

/// GLPI agent protocol.
#[derive(Default)]
pub struct Glpi {
    /// The registration as far as it was seen.
    pub exchange: RefCell<register::Exchange>,
}

const LIMITS: Limits = Limits::DEFAULT;

impl Protocol for Glpi {
    fn name(&self) -> Name {
        Name::Glpi
    }

    fn samples(&self) -> Vec<Input> {
        macro_rules! samples {
            ($($name:literal)*) => {
                vec![$( Input::sample(
                    concat!("sample:glpi/", $name),
                    include_bytes!(concat!("../../../glpi-proto/samples/", $name)),
                ), )*]
            };
        }
        samples! {
            "contact.json" "contact-answer.json" "prolog.xml" "reply-jobs.xml" "inventory.json"
            "error.json" "pending.json" "get-params-answer.json" "collect-jobs.json" "deploy-jobs.json"
            "answer.zlib.bin" "register.json"
        }
    }

    fn detects(&self, input: &Input) -> bool {
        match open(input) {
            Ok((_, payload)) if register::detects(&payload) => true,
            Ok((_, payload)) => Kind::of(&payload).is_some_and(|kind| !kind.is_network_inventory()),
            Err(_) if plain::Plain::of(&input.bytes).is_some() => true,
            // A damaged body is this protocol's if nothing else claims to know it.
            Err(_) => input.extension() == "bin" && looks_compressed(&input.bytes),
        }
    }

    fn decode(&self, input: &Input) -> Result<Vec<Message>, Failure> {
        if let Some(plain) = plain::Plain::of(&input.bytes) {
            return Ok(vec![plain.explain(&input.bytes)]);
        }
        let failure = |error: DecodeError| {
            let path = error.path().map(|path| format!("{path}: ")).unwrap_or_default();
            Failure::at(error.offset(), format!("{path}{}", error.kind()))
        };
        let (body, payload) = open(input).map_err(failure)?;
        if register::detects(&payload) {
            return register::decode(&body, &payload, &mut self.exchange.borrow_mut()).map_err(failure);
        }
        let kind = Kind::of(&payload).ok_or_else(|| Failure::at(0, "no message of this protocol"))?;
        let read = kind.read(&payload).map_err(failure)?;
        let mut notes: Vec<String> = payload.repairs().iter().map(repair).collect();
        let faults = payload.faults(&LIMITS).into_iter().take(10);
        notes.extend(faults.map(|fault| format!("strict reading refuses it: {fault}")));
        notes.extend(read.notes);
        if read.unknown > 0 {
            notes.push(format!("{} unknown members", read.unknown));
        }
        Ok(vec![Message {
            kind: read.kind.to_owned(),
            headline: read.headline,
            fields: read.fields,
            notes,
            parts: parts::of(&body, &payload),
            untyped: read.unknown,
            round_trip: read.round_trip,
        }])
    }
}

/// The body as it is opened, under the content type that fits it.
fn open(input: &Input) -> Result<(Body, Payload<'static>), DecodeError> {
    let untyped = Body::new(None, input.bytes.clone());
    let first = match untyped.open(&LIMITS) {
        Ok(payload) => return Ok((untyped.clone(), payload.into_owned())),
        Err(error) => error,
    };
    // Raw deflate and brotli begin with no mark, so they are tried last.
    if input.extension() == "bin" {
        for compression in [Compression::Brotli, Compression::Deflate] {
            let content_type =
                ContentType::new_for(compression, Format::Json, glpi_proto::Compat::Documented);
            let body = Body::new(content_type, input.bytes.clone());
            if let Ok(payload) = body.open(&LIMITS) {
                let payload = payload.into_owned();
                return Ok((body, payload));
            }
        }
    }
    Err(first)
}

fn looks_compressed(bytes: &[u8]) -> bool {
    let zlib = matches!(bytes, [0x78, flags, ..] if (0x7800 + u16::from(*flags)) % 31 == 0);
    zlib || bytes.starts_with(&[0x1f, 0x8b])
}

fn repair(repair: &Repair) -> String {
    match repair {
        Repair::Leading(count) => format!("{count} bytes of blanks or byte order mark before the message"),
        Repair::Trailing(count) => format!("{count} bytes of blanks after the compressed message"),
        Repair::Compression(compression) => format!("compressed with {compression}"),
        Repair::Xml(repair) => repair.to_string(),
        Repair::Latin1 => "not UTF-8, read as Latin-1".to_owned(),
    }
}

/// JSON without regard to the order of members, to `null` in the place of absence,
/// and to PHP's `[]` for an object without members.
fn meaning(json: &str) -> Option<Value> {
    fn tidy(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|_, value| !value.is_null());
                members.values_mut().for_each(tidy);
                members.sort_keys();
            }
            Value::Array(elements) if elements.is_empty() => *value = Value::Object(serde_json::Map::new()),
            Value::Array(elements) => elements.iter_mut().for_each(tidy),
            Value::Number(number) => {
                if let Some(float) = number.as_f64() {
                    *value = Value::from(float);
                }
            }
            _ => {}
        }
    }
    let mut value = serde_json::from_str(json).ok()?;
    tidy(&mut value);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(name: &str, bytes: &[u8]) -> Message {
        let input = Input::sample(name, bytes);
        assert!(Glpi::default().detects(&input), "{name} is not recognised");
        let mut messages =
            Glpi::default().decode(&input).unwrap_or_else(|failure| panic!("{name}: {}", failure.reason));
        assert_eq!(messages.len(), 1, "{name}");
        messages.remove(0)
    }

    #[test]
    fn every_sample_is_recognised_typed_and_written_again() {
        for sample in Glpi::default().samples() {
            assert!(Glpi::default().detects(&sample), "{} is not recognised", sample.name);
            let messages = Glpi::default()
                .decode(&sample)
                .unwrap_or_else(|failure| panic!("{}: {}", sample.name, failure.reason));
            let mut parts: Vec<u8> = Vec::new();
            for mut message in messages {
                crate::secrets::hide(&mut message);
                assert_eq!((message.untyped, &message.round_trip), (0, &Ok(())), "{}", sample.name);
                parts.extend(message.parts.iter().flat_map(|part| part.bytes.clone()));
                let fields = Value::Object(message.fields).to_string();
                assert!(
                    !fields.contains("not-a-real-one") && !fields.contains("workshop"),
                    "{}",
                    sample.name
                );
            }
            assert_eq!(parts, sample.bytes, "{}: the parts are not the whole", sample.name);
        }
    }

    #[test]
    fn plain_texts_are_recognised() {
        assert_eq!(explained("refusal", b"Unknown status").kind, "proxy refusal");
        let query = explained("query", b"https://glpi.example.net/b/esx/?action=getJobs&machineid=m\n");
        assert_eq!((query.kind.as_str(), query.fields["machineid"].as_str()), ("query request", Some("m")));
    }

    #[test]
    fn what_others_explain_better_is_left_to_them() {
        for foreign in [
            "<REQUEST><QUERY>SNMPQUERY</QUERY><CONTENT/></REQUEST>",
            "<request><query> netdiscovery </query></request>",
            "<REQUEST><CONTENT><DEVICE><INFO/></DEVICE></CONTENT></REQUEST>",
            r#"{"jsonrpc":"2.0","status":"ok"}"#,
            r#"{"request":"proxy data","tasks":[]}"#,
            r#"{"response":"success","tasks":[]}"#,
            "action",
            "",
        ] {
            assert!(!Glpi::default().detects(&Input::sample("foreign", foreign)), "{foreign}");
        }
    }

    #[test]
    fn a_member_that_nobody_described_is_counted_and_kept() {
        let message = explained("extra", br#"{"status":"ok","expiration":24,"colour":[1.50]}"#);
        assert_eq!((message.untyped, message.round_trip), (1, Ok(())));
    }
}
