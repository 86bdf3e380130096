//! A connection after the handshake.

use bytes::BytesMut;

use crate::assumptions::{Assumptions, IvChain};
use crate::error::{DecodeError, EncodeError};
use crate::frame::{Direction, Frame, FrameDecoder, FrameEncoder, FrameRef, Layout};
use crate::handshake::{Announced, Encryption, ReportedVersion};
use crate::iv::NextIv;
use crate::limits::Limits;
use crate::message::{Message, Reply};
use crate::session::{RequiredEncryption, Settings};
use crate::version::ProtocolVersion;

/// Sides of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The product, which called.
    Client,
    /// The agent, which was called.
    Agent,
}

/// The result of the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// The negotiated protocol version.
    pub version: ProtocolVersion,
    /// The encryption, and the vector that AES starts with.
    pub announced: Announced,
    /// The agent's version.
    pub agent: ReportedVersion,
    /// The number from the acknowledgement as it is: version or session id.
    pub field: i32,
}

/// A connection after the handshake: frames out of bytes, bytes out of frames.
///
/// Version, direction, encryption and chain are settled, so no frame of another
/// form can be written. The first error in decoding is the last thing that
/// happens: all later calls fail, writing included (INW-060).
#[derive(Debug)]
pub struct Connection {
    agreed: Agreed,
    settings: Settings,
    decoder: FrameDecoder,
    encoder: FrameEncoder,
}

impl Connection {
    pub(super) fn new(role: Role, agreed: Agreed, required: &RequiredEncryption, settings: Settings) -> Self {
        let incoming = match role {
            Role::Client => Direction::ToClient,
            Role::Agent => Direction::ToAgent,
        };
        let layout = |direction| Layout::new(agreed.version, direction);
        let (read, write) = (layout(incoming), layout(incoming.reversed()));
        let (decoder, encoder) = match (required, agreed.announced) {
            (RequiredEncryption::Aes(key), Announced::Aes(iv)) => {
                (FrameDecoder::aes(read, key, iv), FrameEncoder::aes(write, key, iv))
            }
            _ => (FrameDecoder::plain(read), FrameEncoder::plain(write)),
        };
        let limits = settings.limits;
        Self { agreed, settings, decoder: decoder.with_limits(limits), encoder: encoder.with_limits(limits) }
    }

    /// The result of the handshake.
    #[must_use]
    pub const fn agreed(&self) -> &Agreed {
        &self.agreed
    }

    /// The negotiated protocol version.
    #[must_use]
    pub const fn version(&self) -> ProtocolVersion {
        self.agreed.version
    }

    /// The connection's encryption.
    #[must_use]
    pub const fn encryption(&self) -> Encryption {
        self.agreed.announced.encryption()
    }

    /// The session id, where the acknowledgement had one: in version 1, unless a
    /// newer agent answered with the version. The number of an older agent is a session id
    /// whatever it is (INW-015).
    #[must_use]
    pub fn session_id(&self) -> Option<i32> {
        let first = self.settings.assumptions.first_v2_agent();
        let is_old = self.agreed.agent.agent_version().is_some_and(|agent| agent.major < first);
        let is_version =
            self.agreed.field == ProtocolVersion::V1.number() || self.version() == ProtocolVersion::V2;
        (is_old || !is_version).then_some(self.agreed.field)
    }

    /// The connection's readings of the documentation.
    #[must_use]
    pub const fn assumptions(&self) -> &Assumptions {
        &self.settings.assumptions
    }

    /// The connection's bounds.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    /// Takes the next whole frame out of `src`. `Ok(None)` if it is not all there
    /// yet.
    ///
    /// # Errors
    /// See [`FrameDecoder::decode`]. The connection is dead afterwards.
    #[inline]
    pub fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, DecodeError> {
        let frame = self.decoder.decode(src)?;
        if self.is_chain_shared() {
            self.encoder.set_iv(self.decoder.iv());
        }
        Ok(frame)
    }

    /// Takes the next whole frame off the front of `src` and lends it; see
    /// [`FrameDecoder::decode_slice`].
    ///
    /// # Errors
    /// As for [`decode`](Self::decode).
    #[inline]
    pub fn decode_slice<'a>(&mut self, src: &mut &'a mut [u8]) -> Result<Option<FrameRef<'a>>, DecodeError> {
        let frame = self.decoder.decode_slice(src)?;
        if self.is_chain_shared() {
            self.encoder.set_iv(self.decoder.iv());
        }
        Ok(frame)
    }

    /// Decodes a frame from the product; for the agent's side.
    ///
    /// # Errors
    /// A documented command with data that does not fit it. The connection lives on.
    pub fn decode_message(&self, frame: &Frame) -> Result<Message, DecodeError> {
        Message::decode(frame, self.assumptions(), self.limits())
    }

    /// Decodes a frame from the agent; for the product's side.
    ///
    /// # Errors
    /// A documented command with data that does not fit it. The connection lives on.
    pub fn decode_reply(&self, frame: &Frame) -> Result<Reply, DecodeError> {
        Reply::decode(frame, self.assumptions(), self.limits())
    }

    /// Appends a frame to `dst`, which stays as it was on an error.
    ///
    /// # Errors
    /// See [`FrameEncoder::encode`]; [`EncodeError::Poisoned`] after a failed
    /// decode.
    pub fn encode(&mut self, frame: &Frame, next_iv: NextIv, dst: &mut BytesMut) -> Result<(), EncodeError> {
        if self.decoder.is_failed() {
            return Err(EncodeError::Poisoned);
        }
        self.encoder.encode(frame, next_iv, dst)?;
        if self.is_chain_shared() {
            self.decoder.set_iv(self.encoder.iv());
        }
        Ok(())
    }

    /// Appends a message to the agent to `dst`; for the product's side.
    ///
    /// # Errors
    /// As for [`encode`](Self::encode).
    pub fn encode_message(
        &mut self,
        message: &Message,
        next_iv: NextIv,
        dst: &mut BytesMut,
    ) -> Result<(), EncodeError> {
        let frame = message.to_frame(self.version(), self.assumptions(), self.limits())?;
        self.encode(&frame, next_iv, dst)
    }

    /// Appends a reply to the product to `dst`; for the agent's side.
    ///
    /// # Errors
    /// As for [`encode`](Self::encode).
    pub fn encode_reply(
        &mut self,
        reply: &Reply,
        next_iv: NextIv,
        dst: &mut BytesMut,
    ) -> Result<(), EncodeError> {
        let frame = reply.to_frame(self.assumptions(), self.limits())?;
        self.encode(&frame, next_iv, dst)
    }

    /// Checks the end of the stream; `src` is what [`decode`](Self::decode) left of it.
    ///
    /// # Errors
    /// If it ended inside a frame, or the error that ended decoding before.
    pub fn finish(&mut self, src: &[u8]) -> Result<(), DecodeError> {
        self.decoder.finish(src)
    }

    /// Splits the connection into its directions, for tasks that read and write separately. From
    /// then on the caller has to stop writing when reading has failed.
    ///
    /// # Errors
    /// Gives the connection back if its directions share a chain
    /// ([`IvChain::Shared`]).
    #[expect(clippy::result_large_err, reason = "the error is the caller's own value, given back")]
    pub fn into_split(self) -> Result<(FrameDecoder, FrameEncoder), Self> {
        if self.is_chain_shared() { Err(self) } else { Ok((self.decoder, self.encoder)) }
    }

    fn is_chain_shared(&self) -> bool {
        self.settings.assumptions.iv_chain() == IvChain::Shared
    }
}
