//! From frames to bytes.

use bytes::BytesMut;

use super::Frame;
use super::compression::Deflater;
use super::header::Header;
use crate::error::EncodeError;
use crate::limits;

/// How hard to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compression(flate2::Compression);

impl Compression {
    /// A level from 0 (none) to 9 (best); more counts as 9.
    ///
    /// Daemons use 6, the default, and read them all (ZBX-022).
    #[must_use]
    pub fn new(level: u8) -> Self {
        Self(flate2::Compression::new(u32::from(level.min(9))))
    }
}

/// Encodes frames. Keeps its compressor and buffer, so use one for many frames.
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

/// The most that a sender puts into one frame: 16 GiB (ZBX-010).
const MAX_PAYLOAD: u64 = 16 << 30;

impl FrameEncoder {
    /// With the daemons' own compression level.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how hard to compress.
    #[must_use]
    pub fn with_compression(mut self, level: Compression) -> Self {
        self.level = level;
        self.deflater = None;
        self
    }

    /// Appends a frame to `dst`, which stays as it was on an error.
    ///
    /// The large form is used where a length needs it, as real senders do.
    ///
    /// # Errors
    /// If the payload is longer than 16 GiB.
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
    /// Appends this one frame to `dst`; see [`FrameEncoder`] for many.
    ///
    /// # Errors
    /// If the payload is longer than 16 GiB.
    pub fn encode(&self, dst: &mut BytesMut) -> Result<(), EncodeError> {
        FrameEncoder::new().encode(self, dst)
    }
}
