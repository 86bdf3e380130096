//! Decoding of a conversation: the hello, the acknowledgement, then frames in both directions.

use bytes::{Buf, BytesMut};
use inedo_wire::{
    Acknowledgement, AesKey, Announced, Assumptions, Client, Connection, Direction, Encryption, Event, Hello,
    Iv, Limits, Observer, Progress, ProtocolVersion, RequiredEncryption, SessionError, VersionField,
    Versions,
};

use super::frames::{self, Sealed};
use super::handshake;
use super::transcript::{Chunk, Side};
use crate::message::{Failure, Message};

/// State of a conversation.
enum State {
    AwaitHello,
    AwaitAcknowledgement(Hello),
    Frames(Box<Frames>),
    /// TLS bytes follow.
    Tls,
}

struct Frames {
    version: ProtocolVersion,
    observer: Observer,
    /// The key, if given.
    key: Option<AesKey>,
    is_encrypted: bool,
}

/// Decoder of a conversation, chunk by chunk.
pub struct Dialogue {
    key: Option<AesKey>,
    state: State,
    buffers: [Pending; 2],
    messages: Vec<Message>,
    /// True for a transcript: offsets are those of its lines, not of single bytes.
    is_text: bool,
    /// True if the input contains the agent's side.
    hears_agent: bool,
}

/// Bytes that one side sent and that are not decoded yet.
#[derive(Default)]
struct Pending {
    bytes: BytesMut,
    offset: usize,
}

impl Pending {
    /// Advances the offset after bytes were taken.
    fn moved(&mut self, before: usize, is_text: bool) {
        if !is_text {
            self.offset += before - self.bytes.len();
        }
    }
}

impl Dialogue {
    /// Creates a decoder for raw bytes.
    pub fn of_bytes(key: Option<AesKey>) -> Self {
        let buffers = Default::default();
        Self {
            key,
            state: State::AwaitHello,
            buffers,
            messages: Vec::new(),
            is_text: false,
            hears_agent: false,
        }
    }

    /// Creates a decoder for a transcript.
    pub fn of_text(key: Option<AesKey>) -> Self {
        Self { is_text: true, ..Self::of_bytes(key) }
    }

    /// Decodes all messages of the chunks.
    pub fn read(mut self, chunks: &[Chunk]) -> Result<Vec<Message>, Failure> {
        if chunks.iter().all(|chunk| chunk.side == Side::Agent) {
            // Only the agent's bytes: a hello is assumed.
            self.state = State::AwaitAcknowledgement(Hello::offer(Versions::ALL));
        }
        self.hears_agent = chunks.iter().any(|chunk| chunk.side == Side::Agent);
        for (index, chunk) in chunks.iter().enumerate() {
            let pending = &mut self.buffers[chunk.side as usize];
            if pending.bytes.is_empty() {
                pending.offset = chunk.offset;
            }
            pending.bytes.extend_from_slice(&chunk.bytes);
            // Everything the agent sends before the client's next bytes is the
            // acknowledgement, so its length determines its form.
            let answered = |next: &&Chunk| next.side == Side::Agent;
            let sent: usize = chunks[index..].iter().take_while(answered).map(|c| c.bytes.len()).sum();
            self.advance(chunk.side, sent)?;
            // Bytes that a client sent before the acknowledgement wait for it.
            self.advance(chunk.side.other(), sent)?;
        }
        self.finish()
    }

    fn advance(&mut self, side: Side, sent_by_agent: usize) -> Result<(), Failure> {
        loop {
            let pending = &mut self.buffers[side as usize];
            let (offset, before) = (pending.offset, pending.bytes.len());
            let fail = |reason: String| Failure::at(offset, reason);
            match (&mut self.state, side) {
                (State::AwaitHello, Side::Client) => {
                    let hello = Hello::decode(&pending.bytes, &Assumptions::DEFAULT);
                    let Some(hello) = hello.map_err(|error| fail(error.to_string()))? else {
                        return Ok(());
                    };
                    self.messages.push(handshake::hello(hello, &pending.bytes.split_to(Hello::LEN)));
                    pending.moved(before, self.is_text);
                    self.state = State::AwaitAcknowledgement(hello);
                }
                (State::AwaitAcknowledgement(hello), Side::Agent) => {
                    let hello = *hello;
                    let assumptions = reading_of(&pending.bytes, sent_by_agent);
                    let Some((acknowledgement, connection)) =
                        agree(hello, &pending.bytes, &assumptions, self.key.as_ref())
                            .map_err(|error| fail(error.to_string()))?
                    else {
                        return Ok(());
                    };
                    let bytes = pending.bytes.split_to(acknowledgement.encoded_len());
                    pending.moved(before, self.is_text);
                    self.messages.push(handshake::acknowledgement(&acknowledgement, &connection, &bytes));
                    self.state = self.after(&acknowledgement, connection.version());
                }
                (State::AwaitAcknowledgement(hello), Side::Client)
                    if !self.hears_agent && !pending.bytes.is_empty() =>
                {
                    // Only the client's bytes: its frames can be read nevertheless.
                    let version =
                        if hello.second >= 2000 { ProtocolVersion::V2 } else { ProtocolVersion::V1 };
                    self.state = self.unacknowledged(version);
                }
                (State::Frames(frames), _) => {
                    let message = frames.next(side, pending)?;
                    let Some(message) = message else { return Ok(()) };
                    pending.moved(before, self.is_text);
                    self.messages.push(message);
                }
                (State::Tls, _) => {
                    let bytes = pending.bytes.split();
                    if !bytes.is_empty() {
                        self.messages.push(frames::tls(side, &bytes));
                    }
                    return Ok(());
                }
                _ => return Ok(()),
            }
        }
    }

    fn after(&self, acknowledgement: &Acknowledgement, version: ProtocolVersion) -> State {
        let (observer, is_encrypted) = match (acknowledgement.announced, &self.key) {
            (Announced::Ssl, _) => return State::Tls,
            (Announced::Aes(iv), Some(key)) => (Observer::aes(version, key, iv, &Assumptions::DEFAULT), true),
            (Announced::Aes(_), None) => (Observer::plain(version), true),
            (Announced::None, _) => (Observer::plain(version), false),
        };
        State::Frames(Box::new(Frames { version, observer, key: self.key.clone(), is_encrypted }))
    }

    /// Returns the state after a missing acknowledgement. Its IV is unknown then, which
    /// affects only the next IV of the first message.
    fn unacknowledged(&self, version: ProtocolVersion) -> State {
        let observer = match &self.key {
            Some(key) => Observer::aes(version, key, Iv::new([0; 16]), &Assumptions::DEFAULT),
            None => Observer::plain(version),
        };
        let is_encrypted = self.key.is_some();
        State::Frames(Box::new(Frames { version, observer, key: self.key.clone(), is_encrypted }))
    }

    fn finish(self) -> Result<Vec<Message>, Failure> {
        for (side, pending) in ["client", "agent"].into_iter().zip(self.buffers) {
            if !pending.bytes.is_empty() {
                let reason =
                    format!("the {side}'s last {} bytes are not a complete message", pending.bytes.len());
                return Err(Failure::at(pending.offset, reason));
            }
        }
        if self.messages.is_empty() {
            return Err(Failure::at(0, "the input has no message"));
        }
        Ok(self.messages)
    }
}

/// Returns the form of the version field that matches the acknowledgement's length.
fn reading_of(bytes: &[u8], sent: usize) -> Assumptions {
    let encryption = match bytes.first() {
        Some(2) => Encryption::Aes,
        _ => Encryption::None,
    };
    let one = Acknowledgement::wire_len(encryption, VersionField::OneInt32) == sent;
    let field = if one { VersionField::OneInt32 } else { VersionField::FourInt32 };
    Assumptions::DEFAULT.with_version_field(field)
}

/// Returns the acknowledgement and the connection of a client that sent `hello`.
fn agree(
    hello: Hello,
    bytes: &[u8],
    assumptions: &Assumptions,
    key: Option<&AesKey>,
) -> Result<Option<(Acknowledgement, Connection)>, SessionError> {
    let Some(acknowledgement) = Acknowledgement::decode(bytes, assumptions)? else {
        return Ok(None);
    };
    let required = match acknowledgement.announced.encryption() {
        Encryption::None => RequiredEncryption::None,
        Encryption::Ssl => RequiredEncryption::Ssl,
        // Without a key nothing is decrypted, so any key is good enough.
        Encryption::Aes => RequiredEncryption::Aes(key.cloned().unwrap_or(AesKey::from_bytes_128([0; 16]))),
    };
    let versions = match (hello.first, hello.second) {
        (1000, second) if second < 2000 => Versions::V1,
        (first, _) if first > 1000 => Versions::V2,
        _ => Versions::ALL,
    };
    let client = Client::new(required).with_versions(versions).with_assumptions(*assumptions);
    let (_, handshake) = client.start();
    match handshake.handle_bytes(&mut BytesMut::from(bytes))? {
        Progress::Pending(_) => Ok(None),
        Progress::Done(Event::Established(connection)) => Ok(Some((acknowledgement, connection))),
        Progress::Done(Event::StartTls(tls)) => Ok(Some((acknowledgement, tls.handle_tls_established()))),
    }
}

impl Frames {
    fn next(&mut self, side: Side, pending: &mut Pending) -> Result<Option<Message>, Failure> {
        let direction = match side {
            Side::Client => Direction::ToAgent,
            Side::Agent => Direction::ToClient,
        };
        if self.is_encrypted && self.key.is_none() {
            return sealed(direction, pending);
        }
        let before = pending.bytes.clone();
        let iv = self.observer.iv(direction);
        let decoded = self.observer.decode(direction, &mut pending.bytes);
        let frame = decoded.map_err(|error| Failure::at(pending.offset, error.kind().to_string()))?;
        let Some(frame) = frame else { return Ok(None) };
        let raw = &before[..before.len() - pending.bytes.len()];
        let seal = match (&self.key, iv, self.observer.iv(direction)) {
            (Some(key), Some(iv), Some(next)) => Some(Sealed { key, iv, next }),
            _ => None,
        };
        Ok(Some(frames::explain(&frame, self.version, direction, raw, seal.as_ref())))
    }
}

/// Returns a message for an encrypted frame without a key.
fn sealed(direction: Direction, pending: &mut Pending) -> Result<Option<Message>, Failure> {
    let Some(&field) = pending.bytes.first_chunk() else {
        return Ok(None);
    };
    let length = i32::from_le_bytes(field);
    let max = match direction {
        Direction::ToAgent => Limits::DEFAULT.to_agent_len(),
        Direction::ToClient => Limits::DEFAULT.to_client_len(),
    };
    let good = usize::try_from(length).ok().filter(|&len| len >= 32 && len % 16 == 0 && len as u64 <= max);
    let Some(length) = good else {
        return Err(Failure::at(
            pending.offset,
            format!("encrypted frame length {length}: must be a multiple of 16, at least 32"),
        ));
    };
    if pending.bytes.len() - 4 < length {
        return Ok(None);
    }
    let message = frames::sealed(direction, &pending.bytes[..4 + length]);
    pending.bytes.advance(4 + length);
    Ok(Some(message))
}
