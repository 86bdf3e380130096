//! Encoding of frames.

use bytes::BytesMut;

use super::Frame;
use super::compression::Deflater;
use super::header::Header;
use crate::error::EncodeError;
use crate::limits;

/// A compression level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compression(flate2::Compression);

impl Compression {
    /// Creates a level from 0 (none) to 9 (best); higher numbers count as 9.
    ///
    /// Daemons use 6, the default, and read all levels (ZBX-022).
    #[must_use]
    pub fn new(level: u8) -> Self {
        Self(flate2::Compression::new(u32::from(level.min(9))))
    }
}

/// Encodes frames. The compressor and its buffer are reused, so one encoder should serve
/// many frames.
///
/// ```
/// use bytes::BytesMut;
/// use zbx_proxy_proto::{Answer, Frame, FrameEncoder};
/// let mut dst = BytesMut::new();
/// FrameEncoder::new().encode(&Frame::from(&Answer::success()), &mut dst)?;
/// assert_eq!(&dst[..], b"ZBXD\x01\x16\0\0\0\0\0\0\0{\"response\":\"success\"}");
/// # Ok::<(), zbx_proxy_proto::EncodeError>(())
/// ```
#[derive(Debug, Default)]
pub struct FrameEncoder {
    level: Compression,
    deflater: Option<Deflater>,
    scratch: Vec<u8>,
}

/// Maximum size of a payload that senders put into one frame: 16 GiB (ZBX-010).
const MAX_PAYLOAD: u64 = 16 << 30;

impl FrameEncoder {
    /// Creates an encoder with the daemons' compression level, 6.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the compression level. Default 6.
    #[must_use]
    pub fn with_compression(mut self, level: Compression) -> Self {
        self.level = level;
        self.deflater = None;
        self
    }

    /// Appends a frame to `dst`, which is left untouched on error.
    ///
    /// The large form is used where a length needs it, as by real senders.
    ///
    /// # Errors
    /// The payload is longer than 16 GiB, or cannot be compressed.
    pub fn encode(&mut self, frame: &Frame, dst: &mut BytesMut) -> Result<(), EncodeError> {
        let payload = frame.payload();
        let payload_len = payload.len() as u64;
        limits::check("payload length", payload_len, MAX_PAYLOAD)?;
        let (wire, reserved) = if frame.flags().is_zlib() {
            self.scratch.clear();
            let deflater = self.deflater.get_or_insert_with(|| Deflater::new(self.level.0));
            deflater.deflate(payload, &mut self.scratch)?;
            (self.scratch.as_slice(), payload_len)
        } else {
            (payload.as_ref(), 0)
        };
        let header = Header::announcing(frame.flags().is_zlib(), wire.len() as u64, reserved);
        dst.reserve(header.len().saturating_add(wire.len()));
        header.write(dst);
        dst.extend_from_slice(wire);
        Ok(())
    }
}

impl Frame {
    /// Appends the frame to `dst`; for many frames use a [`FrameEncoder`].
    ///
    /// # Errors
    /// The payload is longer than 16 GiB, or cannot be compressed.
    pub fn encode(&self, dst: &mut BytesMut) -> Result<(), EncodeError> {
        FrameEncoder::new().encode(self, dst)
    }
}
