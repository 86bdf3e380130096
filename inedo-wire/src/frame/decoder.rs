//! Frames out of a growing buffer.

use std::fmt;

use bytes::{Buf, BytesMut};
use zeroize::Zeroize;

use crate::agent_type::AgentType;
use crate::cipher::{BLOCK, Decryption};
use crate::error::{DecodeError, DecodeErrorKind, Stage};
use crate::frame::header::length;
use crate::frame::{Frame, Header, Layout};
use crate::iv::Iv;
use crate::key::AesKey;
use crate::limits::Limits;

/// The bytes of an encrypted frame's length field.
const LENGTH: usize = 4;

/// Takes frames of one direction out of a buffer, without copying their data.
///
/// A [`Connection`](crate::Connection) has one with the right layout, key and
/// chain. By itself it serves those who look on, or whose handshake was elsewhere.
///
/// Errors are sticky: after the first, every call gives the same error.
pub struct FrameDecoder {
    layout: Layout,
    limits: Limits,
    aes: Option<Aes>,
    failed: Option<Box<DecodeError>>,
}

struct Aes {
    key: Decryption,
    iv: Iv,
}

impl FrameDecoder {
    /// A decoder for frames that are not encrypted, or were decrypted by TLS.
    #[must_use]
    pub const fn plain(layout: Layout) -> Self {
        Self {
            layout,
            limits: Limits::DEFAULT,
            aes: None,
            failed: None,
        }
    }

    /// A decoder for frames that are encrypted with this key; the chain starts
    /// with `iv`.
    #[must_use]
    pub fn aes(layout: Layout, key: &AesKey, iv: Iv) -> Self {
        Self {
            aes: Some(Aes {
                key: Decryption::new(key),
                iv,
            }),
            ..Self::plain(layout)
        }
    }

    /// Sets other bounds than [`Limits::DEFAULT`].
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The layout of the frames.
    #[must_use]
    pub const fn layout(&self) -> Layout {
        self.layout
    }

    /// Whether decoding has failed, for good.
    #[must_use]
    pub const fn is_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// The vector that the next frame is decrypted with: after a frame, what that
    /// frame carried. `None` without AES.
    #[must_use]
    pub fn iv(&self) -> Option<Iv> {
        self.aes.as_ref().map(|aes| aes.iv)
    }

    /// Continues the chain at another vector, where both directions share one.
    pub(crate) fn set_iv(&mut self, iv: Option<Iv>) {
        if let (Some(aes), Some(iv)) = (&mut self.aes, iv) {
            aes.iv = iv;
        }
    }

    /// Takes the next whole frame out of `src`. `Ok(None)` if it is not all there
    /// yet; nothing is reserved for what only was announced.
    ///
    /// # Errors
    /// A length that is negative, over the limit, or (encrypted) impossible, and
    /// [`Decryption`](DecodeErrorKind::Decryption), which says no more than that.
    #[inline]
    pub fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, DecodeError> {
        if let Some(error) = &self.failed {
            return Err(DecodeError::clone(error));
        }
        let decoded = match &mut self.aes {
            None => decode_plain(src, self.layout, &self.limits),
            Some(aes) => aes.decode(src, self.layout, &self.limits),
        };
        if let Err(error) = &decoded {
            self.failed = Some(Box::new(error.clone()));
        }
        decoded
    }

    /// The stream has ended, and `src` is what [`decode`](Self::decode) left of it.
    ///
    /// # Errors
    /// [`UnexpectedEof`](DecodeErrorKind::UnexpectedEof) if it ended inside a
    /// frame, or the error that ended decoding before.
    pub fn finish(&mut self, src: &[u8]) -> Result<(), DecodeError> {
        if let Some(error) = &self.failed {
            return Err(DecodeError::clone(error));
        }
        if src.is_empty() {
            return Ok(());
        }
        let plain = self.aes.is_none();
        let header_len = if plain { self.layout.header_len() } else { LENGTH };
        let (stage, needed) = match length(src, self.layout, &self.limits)? {
            Some(length) if src.len() >= header_len => (Stage::Data, length.saturating_add(header_len)),
            _ => (Stage::Header, header_len),
        };
        let missing = needed.saturating_sub(src.len());
        Err(DecodeError::new(
            DecodeErrorKind::UnexpectedEof { stage, missing },
            src.len(),
        ))
    }
}

impl fmt::Debug for FrameDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameDecoder")
            .field("layout", &self.layout)
            .field("aes", &self.aes.is_some())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

#[inline]
fn decode_plain(src: &mut BytesMut, layout: Layout, limits: &Limits) -> Result<Option<Frame>, DecodeError> {
    let Some(header) = Header::parse(src, layout, limits)? else {
        return Ok(None);
    };
    if src.len().saturating_sub(layout.header_len()) < header.data_len {
        return Ok(None);
    }
    src.advance(layout.header_len());
    let data = src.split_to(header.data_len).freeze();
    Ok(Some(Frame {
        target: header.target,
        command: header.command,
        data,
    }))
}

impl Aes {
    fn decode(
        &mut self,
        src: &mut BytesMut,
        layout: Layout,
        limits: &Limits,
    ) -> Result<Option<Frame>, DecodeError> {
        let Some(length) = length(src, layout, limits)? else {
            return Ok(None);
        };
        // INW-042: two blocks hold the smallest message, and blocks are whole.
        if length < 2 * BLOCK || !length.is_multiple_of(BLOCK) {
            let length = i32::try_from(length).unwrap_or(i32::MAX);
            return Err(DecodeError::new(DecodeErrorKind::EncryptedLength(length), 0));
        }
        if src.len().saturating_sub(LENGTH) < length {
            return Ok(None);
        }
        src.advance(LENGTH);
        let mut body = src.split_to(length);
        match self.open(&mut body, layout) {
            Some((target, command)) => Ok(Some(Frame {
                target,
                command,
                data: body.freeze(),
            })),
            None => {
                // INW-044: whatever went wrong, nobody gets to see what came out.
                body.zeroize();
                Err(DecodeError::new(DecodeErrorKind::Decryption, 0))
            }
        }
    }

    /// Decrypts a frame in place, cuts `body` down to its data and moves the chain
    /// on.
    fn open(&mut self, body: &mut BytesMut, layout: Layout) -> Option<(Option<AgentType>, i32)> {
        let plain_len = self.key.decrypt(&self.iv, body)?;
        body.truncate(plain_len);
        let (next_iv, fields) = body.split_first_chunk()?;
        let next_iv = Iv::new(*next_iv);
        let target = if layout.has_target() {
            Some(AgentType::from(*fields.first()?))
        } else {
            None
        };
        let fields = fields.get(usize::from(target.is_some())..)?;
        let command = i32::from_le_bytes(*fields.first_chunk()?);
        // The three lengths are there, or one of the lines above had returned.
        body.advance(
            BLOCK
                .saturating_add(usize::from(target.is_some()))
                .saturating_add(size_of::<i32>()),
        );
        self.iv = next_iv;
        Some((target, command))
    }
}
