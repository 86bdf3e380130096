//! The Inedo agent protocol: captures of one side, transcripts of both sides, and
//! captured acknowledgements.

mod dialogue;
mod frames;
mod handshake;
mod readings;
mod transcript;

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use clap::Args;
use inedo_wire::{Acknowledgement, AesKey, Assumptions, GuidOrder, PROTOCOL_ID, VersionField};

use self::dialogue::Dialogue;
use self::transcript::{Chunk, Side};
use super::{Name, Protocol};
use crate::input::Input;
use crate::message::{Failure, Message};

/// Command-line options of this protocol.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Inedo agent")]
pub struct Options {
    /// Decrypt with this key: 32 or 64 hexadecimal digits
    #[arg(long)]
    key: Option<KeyText>,
    /// Read each file as everything an agent sent after a hello, as bytes or as
    /// hexadecimal text, and report which readings of the documentation it supports
    #[arg(long)]
    acknowledgement: bool,
}

impl Options {
    /// Returns true if the options imply this protocol.
    pub fn name_protocol(&self) -> bool {
        self.acknowledgement
    }
}

/// The text of a key; never shown.
#[derive(Clone)]
struct KeyText(String);

impl FromStr for KeyText {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText")
    }
}

/// The Inedo agent protocol.
#[derive(Debug, Default)]
pub struct Inedo {
    /// The user's options.
    pub options: Options,
}

impl Protocol for Inedo {
    fn name(&self) -> Name {
        Name::Inedo
    }

    fn samples(&self) -> Vec<Input> {
        vec![
            Input::sample(
                "sample: a session without encryption",
                include_str!("../../../inedo-wire/samples/plain-v2.txt"),
            ),
            Input::sample(
                "sample: a session with AES",
                include_str!("../../../inedo-wire/samples/aes-v2.txt"),
            ),
            Input::sample(
                "sample: a session with an agent 42",
                include_str!("../../../inedo-wire/samples/aes-v1.txt"),
            ),
            Input::sample(
                "sample: a captured acknowledgement",
                include_str!("../../../inedo-wire/samples/acknowledgement.txt"),
            ),
        ]
    }

    fn detects(&self, input: &Input) -> bool {
        input.bytes.starts_with(&GuidOrder::DotNet.to_bytes(PROTOCOL_ID))
            || transcript::is_transcript(&input.bytes)
            || is_acknowledgement(&input.bytes)
    }

    fn decode(&self, input: &Input) -> Result<Vec<Message>, Failure> {
        let options = &self.options;
        let key = options.key.as_ref().map(|text| text.0.parse::<AesKey>());
        let key = key.transpose().map_err(|error| Failure::new(format!("--key: {error}")))?;
        if transcript::is_transcript(&input.bytes) {
            let transcript = transcript::parse(&input.bytes)?;
            let (first_answer, is_alone) = transcript.first_answer();
            return if options.acknowledgement || is_alone && is_acknowledgement(&first_answer) {
                Ok(vec![handshake::capture(&first_answer)])
            } else {
                Dialogue::of_text(key.or(transcript.key)).read(&transcript.chunks)
            };
        }
        if options.acknowledgement {
            let text = str::from_utf8(&input.bytes).ok().and_then(transcript::hex_text);
            return Ok(vec![handshake::capture(text.as_deref().unwrap_or(&input.bytes))]);
        }
        if is_acknowledgement(&input.bytes) {
            return Ok(vec![handshake::capture(&input.bytes)]);
        }
        // The bytes of one side, from the start of the connection.
        let side =
            if input.bytes.first().is_some_and(|&byte| byte <= 2) { Side::Agent } else { Side::Client };
        let chunk = Chunk { side, offset: 0, bytes: Bytes::copy_from_slice(&input.bytes) };
        Dialogue::of_bytes(key).read(&[chunk])
    }
}

/// Returns true if the bytes are exactly one acknowledgement in either reading, and a plausible one.
fn is_acknowledgement(bytes: &[u8]) -> bool {
    [VersionField::FourInt32, VersionField::OneInt32].into_iter().any(|field| {
        let assumptions = Assumptions::DEFAULT.with_version_field(field);
        let Ok(Some(acknowledgement)) = Acknowledgement::decode(bytes, &assumptions) else {
            return false;
        };
        let plausible = match acknowledgement.version.agent_version() {
            Some(agent) => (1..1000).contains(&agent.major),
            None => [1000, 2000].contains(&acknowledgement.field),
        };
        acknowledgement.encoded_len() == bytes.len() && plausible
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(input: &Input) -> Vec<String> {
        let messages = Inedo::default().decode(input).unwrap();
        for message in &messages {
            assert_eq!(message.round_trip, Ok(()), "{message:?}");
        }
        messages.into_iter().map(|message| message.kind).collect()
    }

    fn bytes_of(sample: &Input, side: Side) -> Vec<u8> {
        let chunks = transcript::parse(&sample.bytes).unwrap().chunks;
        chunks.iter().filter(|chunk| chunk.side == side).flat_map(|chunk| chunk.bytes.to_vec()).collect()
    }

    #[test]
    fn samples_are_read_to_the_end() {
        let samples = Inedo::default().samples();
        assert!(samples.iter().all(|sample| Inedo::default().detects(sample)));
        let session = ["hello", "acknowledgement", "get agent root path", "agent root path"];
        assert_eq!(kinds(&samples[0])[..4], session);
        assert_eq!(kinds(&samples[0])[4..], ["update agent", "unknown command", "unknown command"]);
        assert_eq!(kinds(&samples[1])[..4], session);
        assert_eq!(kinds(&samples[1])[4..], ["unknown command", "update agent"]);
        assert_eq!(kinds(&samples[2])[4..], ["product message", "unknown command"]);
        assert_eq!(kinds(&samples[3]), ["acknowledgement"]);
    }

    #[test]
    fn one_sides_bytes_are_enough_without_encryption() {
        let samples = Inedo::default().samples();
        let of = |side| kinds(&Input::sample("one side", bytes_of(&samples[0], side)));
        assert_eq!(of(Side::Client), ["hello", "get agent root path", "update agent", "unknown command"]);
        assert_eq!(of(Side::Agent), ["acknowledgement", "agent root path", "unknown command"]);
    }

    #[test]
    fn without_a_key_the_frames_are_counted() {
        let agent = Input::sample("agent", bytes_of(&Inedo::default().samples()[1], Side::Agent));
        assert_eq!(kinds(&agent), ["acknowledgement", "encrypted frame", "encrypted frame"]);
    }

    #[test]
    fn the_client_alone_is_decrypted_without_the_first_iv() {
        let sample = &Inedo::default().samples()[1];
        let key = transcript::parse(&sample.bytes).unwrap().key;
        let chunk = Chunk { side: Side::Client, offset: 0, bytes: bytes_of(sample, Side::Client).into() };
        let messages = Dialogue::of_bytes(key).read(&[chunk]).unwrap();
        let kinds: Vec<_> = messages.iter().map(|message| message.kind.as_str()).collect();
        assert_eq!(kinds, ["hello", "get agent root path", "update agent"]);
    }

    #[test]
    fn what_a_client_sends_too_early_waits_for_the_acknowledgement() {
        let sample = &Inedo::default().samples()[0];
        let chunk = |side| Chunk { side, offset: 0, bytes: bytes_of(sample, side).into() };
        let messages = Dialogue::of_text(None).read(&[chunk(Side::Client), chunk(Side::Agent)]).unwrap();
        assert_eq!(messages.len(), 7);
        assert_eq!(messages[1].kind, "acknowledgement");
    }

    #[test]
    fn a_session_says_which_readings_it_supports() {
        let samples = Inedo::default().samples();
        let notes = |sample| {
            let messages = Inedo::default().decode(sample).unwrap();
            messages.into_iter().flat_map(|message| message.notes).collect::<Vec<_>>().join("\n")
        };
        assert!(notes(&samples[1]).contains("supports \"key\", \"cipher mode\" and \"padding\""));
        assert!(notes(&samples[0]).contains("supports \"reply data\""));
        assert!(!notes(&samples[0]).contains("padding"));
    }

    #[test]
    fn a_failure_is_found_at_its_byte() {
        let mut bytes = bytes_of(&Inedo::default().samples()[0], Side::Client);
        // The second frame's length becomes negative.
        bytes[24 + 9 + 3] = 0xff;
        let failure = Inedo::default().decode(&Input::sample("broken", bytes.clone())).unwrap_err();
        assert_eq!(failure.offset, Some(33));
        assert!(failure.reason.contains("negative frame length: -"), "{}", failure.reason);
        bytes.truncate(26);
        let failure = Inedo::default().decode(&Input::sample("cut", bytes)).unwrap_err();
        assert_eq!(failure.reason, "the client's last 2 bytes are not a complete message");
        assert_eq!(failure.offset, Some(24));
    }
}
