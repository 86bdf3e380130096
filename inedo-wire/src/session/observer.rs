//! Decoding of a connection between others.

use bytes::BytesMut;

use crate::assumptions::{Assumptions, IvChain};
use crate::error::DecodeError;
use crate::frame::{Direction, Frame, FrameDecoder, Layout};
use crate::iv::Iv;
use crate::key::AesKey;
use crate::limits::Limits;
use crate::version::ProtocolVersion;

/// Decodes both directions of a connection between others: captures, proxies.
///
/// With [`IvChain::Shared`] frames have to be given in the order in which they
/// were sent; otherwise only each direction's own order counts.
#[derive(Debug)]
pub struct Observer {
    to_agent: FrameDecoder,
    to_client: FrameDecoder,
    is_chain_shared: bool,
}

impl Observer {
    /// Creates an observer of frames that are not encrypted, or were decrypted by TLS.
    #[must_use]
    pub const fn plain(version: ProtocolVersion) -> Self {
        Self {
            to_agent: FrameDecoder::plain(Layout::new(version, Direction::ToAgent)),
            to_client: FrameDecoder::plain(Layout::new(version, Direction::ToClient)),
            is_chain_shared: false,
        }
    }

    /// Creates an observer of frames encrypted with this key; `iv` is the
    /// acknowledgement's.
    #[must_use]
    pub fn aes(version: ProtocolVersion, key: &AesKey, iv: Iv, assumptions: &Assumptions) -> Self {
        Self {
            to_agent: FrameDecoder::aes(Layout::new(version, Direction::ToAgent), key, iv),
            to_client: FrameDecoder::aes(Layout::new(version, Direction::ToClient), key, iv),
            is_chain_shared: assumptions.iv_chain() == IvChain::Shared,
        }
    }

    /// Sets the bounds. Default [`Limits::DEFAULT`].
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self {
            to_agent: self.to_agent.with_limits(limits),
            to_client: self.to_client.with_limits(limits),
            ..self
        }
    }

    /// Takes the next whole frame of a direction out of `src`. `Ok(None)` if it is
    /// not all there yet.
    ///
    /// # Errors
    /// See [`FrameDecoder::decode`].
    pub fn decode(&mut self, direction: Direction, src: &mut BytesMut) -> Result<Option<Frame>, DecodeError> {
        let (read, other) = match direction {
            Direction::ToAgent => (&mut self.to_agent, &mut self.to_client),
            Direction::ToClient => (&mut self.to_client, &mut self.to_agent),
        };
        let frame = read.decode(src)?;
        if self.is_chain_shared {
            other.set_iv(read.iv());
        }
        Ok(frame)
    }

    /// The vector of a direction's next frame: after a frame, the one that it
    /// carried. `None` without AES.
    #[must_use]
    pub fn iv(&self, direction: Direction) -> Option<Iv> {
        match direction {
            Direction::ToAgent => self.to_agent.iv(),
            Direction::ToClient => self.to_client.iv(),
        }
    }
}
