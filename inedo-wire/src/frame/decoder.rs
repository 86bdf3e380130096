//! Frames out of a growing buffer.

use std::fmt;

use bytes::{Buf, BytesMut};
use zeroize::Zeroize;

use crate::agent_type::AgentType;
use crate::cipher::{BLOCK, Decryption};
use crate::error::{DecodeError, DecodeErrorKind, Stage};
use crate::frame::data::Data;
use crate::frame::header::length;
use crate::frame::{Frame, FrameRef, Header, Layout};
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
        Self { layout, limits: Limits::DEFAULT, aes: None, failed: None }
    }

    /// A decoder for frames that are encrypted with this key; the chain starts
    /// with `iv`.
    #[must_use]
    pub fn aes(layout: Layout, key: &AesKey, iv: Iv) -> Self {
        Self { aes: Some(Aes { key: Decryption::new(key), iv }), ..Self::plain(layout) }
    }

    /// Sets the bounds. Default [`Limits::DEFAULT`].
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

    /// Returns true if decoding has failed, which is final.
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
    /// The frame is the caller's to keep. Up to 64 bytes of data are copied; more share the
    /// memory of `src`, which takes two atomic operations and keeps all of that memory alive.
    /// [`decode_slice`](Self::decode_slice) lends it instead, several times faster;
    /// [`Frames`](crate::Frames) shows how to keep many plain ones together.
    ///
    /// # Errors
    /// A length that is negative, over the limit, or (encrypted) impossible, and
    /// [`Decryption`](DecodeErrorKind::Decryption), which says no more than that.
    #[inline]
    pub fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, DecodeError> {
        match self.plain_place(src) {
            Some(place) => Ok(Some(place.take(src))),
            None => self.decode_other(src),
        }
    }

    /// Decodes everything but a whole plain frame; a function apart, so that the result
    /// is put together in one place.
    #[inline(never)]
    fn decode_other(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, DecodeError> {
        Ok(self.other_place(src)?.map(|place| place.take(src)))
    }

    /// Takes the next whole frame off the front of `src` and lends it. `Ok(None)`
    /// if it is not all there yet.
    ///
    /// With AES it is decrypted where it lies. Use it over any buffer, and advance
    /// the buffer once by what was taken:
    ///
    /// ```
    /// use bytes::{Buf, BytesMut};
    /// use inedo_wire::{Direction, FrameDecoder, Layout, ProtocolVersion};
    /// let mut decoder = FrameDecoder::plain(Layout::new(ProtocolVersion::V2, Direction::ToClient));
    /// let mut src = BytesMut::from(&b"\x02\0\0\0\x09\0\0\0ok\x05\0"[..]);
    /// let mut rest = &mut src[..];
    /// while let Some(frame) = decoder.decode_slice(&mut rest)? {
    ///     assert_eq!((frame.command, frame.data), (9, &b"ok"[..]));
    /// }
    /// let left = rest.len();
    /// src.advance(src.len() - left);
    /// assert_eq!(&src[..], b"\x05\0");
    /// # Ok::<(), inedo_wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`decode`](Self::decode).
    #[inline]
    pub fn decode_slice<'a>(&mut self, src: &mut &'a mut [u8]) -> Result<Option<FrameRef<'a>>, DecodeError> {
        let place = match self.plain_place(src) {
            Some(place) => place,
            None => match self.other_place(src)? {
                Some(place) => place,
                None => return Ok(None),
            },
        };
        let (taken, rest) = std::mem::take(src).split_at_mut(place.whole_len());
        *src = rest;
        let data = taken.get(place.data_start..).and_then(|data| data.get(..place.data_len));
        let data = data.unwrap_or_default();
        Ok(Some(FrameRef { target: place.target, command: place.command, data }))
    }

    /// Finds the data of a whole plain frame. `None` is for everything else, errors
    /// too: a result that can hold an error is too large to be handed on quickly.
    #[inline]
    fn plain_place(&self, src: &[u8]) -> Option<Place> {
        if self.aes.is_some() || self.failed.is_some() {
            return None;
        }
        let Ok(Some(header)) = Header::parse(src, self.layout, &self.limits) else {
            return None;
        };
        let place = Place {
            target: header.target,
            command: header.command,
            data_start: self.layout.header_len(),
            data_len: header.data_len,
            padding: 0,
        };
        (place.whole_len() <= src.len()).then_some(place)
    }

    /// Finds and decrypts the data of the next whole frame, if it is not a whole plain
    /// frame; `Ok(None)` if it is not all there yet.
    #[inline(never)]
    fn other_place(&mut self, src: &mut [u8]) -> Result<Option<Place>, DecodeError> {
        if let Some(error) = &self.failed {
            return Err(DecodeError::clone(error));
        }
        let found = match &mut self.aes {
            Some(aes) => aes.next_frame(src, self.layout, &self.limits),
            // A whole one is found above: it has an error, or there is more to come.
            None => Header::parse(src, self.layout, &self.limits).map(|_| None),
        };
        found.map_err(|error| self.fail(error))
    }

    #[cold]
    fn fail(&mut self, error: DecodeError) -> DecodeError {
        self.failed = Some(Box::new(error.clone()));
        error
    }

    /// Checks the end of the stream; `src` is what [`decode`](Self::decode) left of it.
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
        let missing = needed.saturating_sub(src.len()) as u64;
        Err(DecodeError::new(DecodeErrorKind::UnexpectedEof { stage, missing }, src.len()))
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

/// A whole frame at the start of a buffer, its data in clear.
struct Place {
    target: Option<AgentType>,
    command: i32,
    data_start: usize,
    data_len: usize,
    /// Number of bytes between the data and the next frame.
    padding: usize,
}

impl Place {
    /// Takes the frame out of the buffer in which it lies.
    #[inline]
    fn take(self, src: &mut BytesMut) -> Frame {
        let data = src.get(self.data_start..).and_then(|data| data.get(..self.data_len));
        let data = match data.and_then(Data::short) {
            Some(data) => {
                src.advance(self.whole_len());
                data
            }
            None => share(self.data_start, self.data_len, self.padding, src),
        };
        Frame { target: self.target, command: self.command, data }
    }

    #[inline]
    fn whole_len(&self) -> usize {
        self.data_start.saturating_add(self.data_len).saturating_add(self.padding)
    }
}

/// Takes a frame out of a buffer, and shares its data with it.
#[inline(never)]
fn share(data_start: usize, data_len: usize, padding: usize, src: &mut BytesMut) -> Data {
    let mut data = src.split_to(data_start.saturating_add(data_len)).freeze();
    data.advance(data_start);
    src.advance(padding);
    Data::Shared(data)
}

impl Aes {
    fn next_frame(
        &mut self,
        src: &mut [u8],
        layout: Layout,
        limits: &Limits,
    ) -> Result<Option<Place>, DecodeError> {
        let Some(length) = length(src, layout, limits)? else {
            return Ok(None);
        };
        // INW-042: two blocks hold the smallest message, and blocks are whole.
        if length <= BLOCK || !length.is_multiple_of(BLOCK) {
            let length = i32::try_from(length).unwrap_or(i32::MAX);
            return Err(DecodeError::new(DecodeErrorKind::EncryptedLength(length), 0));
        }
        let body = src.get_mut(LENGTH..).and_then(|body| body.get_mut(..length));
        let Some(body) = body else { return Ok(None) };
        match self.open(body, layout) {
            Some(place) => Ok(Some(place)),
            None => {
                // INW-044: whatever went wrong, what came out is wiped.
                body.zeroize();
                Err(DecodeError::new(DecodeErrorKind::Decryption, 0))
            }
        }
    }

    /// Decrypts a frame in place (INW-041; unauthenticated, INW-046), finds its fields and moves the chain on.
    fn open(&mut self, body: &mut [u8], layout: Layout) -> Option<Place> {
        let plain_len = self.key.decrypt(&self.iv, body)?;
        let padding = body.len().checked_sub(plain_len)?;
        let (next_iv, fields) = body.get(..plain_len)?.split_first_chunk()?;
        let (target, fields) = match fields.split_first() {
            Some((&target, rest)) if layout.has_target() => (Some(AgentType::from(target)), rest),
            _ => (None, fields),
        };
        let (command, data) = fields.split_first_chunk()?;
        let place = Place {
            target,
            command: i32::from_le_bytes(*command),
            data_start: LENGTH.checked_add(plain_len.checked_sub(data.len())?)?,
            data_len: data.len(),
            padding,
        };
        self.iv = Iv::new(*next_iv);
        Some(place)
    }
}
