//! Frames into a buffer.

use std::fmt;

use bytes::{BufMut, BytesMut};

use crate::cipher::{BLOCK, Encryption, padded};
use crate::error::{EncodeError, LimitExceeded};
use crate::frame::{Frame, Layout};
use crate::iv::{Iv, NextIv};
use crate::key::AesKey;
use crate::limits::{self, Limits};

/// Writes frames of one direction: the counterpart of
/// [`FrameDecoder`](crate::FrameDecoder).
pub struct FrameEncoder {
    layout: Layout,
    limits: Limits,
    aes: Option<Aes>,
}

struct Aes {
    key: Encryption,
    iv: Iv,
}

impl FrameEncoder {
    /// An encoder for frames that are not encrypted, or will be by TLS.
    #[must_use]
    pub const fn plain(layout: Layout) -> Self {
        Self { layout, limits: Limits::DEFAULT, aes: None }
    }

    /// An encoder for frames encrypted with this key; the chain starts with `iv`.
    #[must_use]
    pub fn aes(layout: Layout, key: &AesKey, iv: Iv) -> Self {
        Self { aes: Some(Aes { key: Encryption::new(key), iv }), ..Self::plain(layout) }
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

    /// The vector that the next frame is encrypted with. `None` without AES.
    pub(crate) fn iv(&self) -> Option<Iv> {
        self.aes.as_ref().map(|aes| aes.iv)
    }

    /// Continues the chain at another vector, where both directions share one.
    pub(crate) fn set_iv(&mut self, iv: Option<Iv>) {
        if let (Some(aes), Some(iv)) = (&mut self.aes, iv) {
            aes.iv = iv;
        }
    }

    /// Appends a frame to `dst`, which stays as it was on an error. Without AES
    /// `next_iv` is not used.
    ///
    /// # Errors
    /// The frame is too long, has a target that its layout has no field for, or lacks one
    /// that its layout needs; with AES, the next IV is missing or is the one in use.
    pub fn encode(&mut self, frame: &Frame, next_iv: NextIv, dst: &mut BytesMut) -> Result<(), EncodeError> {
        // INW-031: a frame of the wrong version cannot be written.
        let target = match (self.layout.has_target(), frame.target()) {
            (true, None) => return Err(EncodeError::TargetMissing),
            (false, Some(_)) => return Err(EncodeError::TargetNotCarried),
            (_, target) => target.map(u8::from),
        };
        let max = self.limits.frame_len(self.layout.direction());
        let data = frame.data();
        match &mut self.aes {
            None => {
                let length = length_field(data.len(), max)?;
                dst.reserve(self.layout.header_len().saturating_add(data.len()));
                dst.put_i32_le(length);
                put_fields(target, frame.command(), data, dst);
            }
            Some(aes) => {
                // INW-041, INW-043: the next IV comes first, and is not this one.
                let next_iv = next_iv.into_iv().ok_or(EncodeError::NextIvMissing)?;
                if next_iv == aes.iv {
                    return Err(EncodeError::NextIvRepeated);
                }
                let fields = self.layout.header_len().saturating_sub(size_of::<i32>());
                let plain_len = BLOCK.saturating_add(fields).saturating_add(data.len());
                let length = length_field(padded(plain_len), max)?;
                dst.reserve(size_of::<i32>().saturating_add(padded(plain_len)));
                dst.put_i32_le(length);
                let start = dst.len();
                dst.put_slice(next_iv.as_bytes());
                put_fields(target, frame.command(), data, dst);
                dst.put_bytes(0, padded(plain_len).saturating_sub(plain_len));
                let body = dst.get_mut(start..).unwrap_or_default();
                if aes.key.encrypt(&aes.iv, body, plain_len).is_none() {
                    // The room for the padding was made above, so this cannot be;
                    // if it were, nothing may leave in clear.
                    dst.truncate(start.saturating_sub(size_of::<i32>()));
                    return Err(EncodeError::Poisoned);
                }
                aes.iv = next_iv;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for FrameEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameEncoder")
            .field("layout", &self.layout)
            .field("aes", &self.aes.is_some())
            .finish_non_exhaustive()
    }
}

fn put_fields(target: Option<u8>, command: i32, data: &[u8], dst: &mut BytesMut) {
    if let Some(target) = target {
        dst.put_u8(target);
    }
    dst.put_i32_le(command);
    dst.put_slice(data);
}

fn length_field(length: usize, max: u64) -> Result<i32, LimitExceeded> {
    let max = max.min(i32::MAX.unsigned_abs().into());
    limits::check("frame length", length as u64, max)?;
    // It is not over an int32's maximum.
    Ok(i32::try_from(length).unwrap_or(i32::MAX))
}
