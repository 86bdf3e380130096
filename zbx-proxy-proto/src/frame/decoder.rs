//! Decoding of frames.

use bytes::{Buf, Bytes, BytesMut};

use super::Frame;
use super::compression::Inflater;
pub use super::header::FlagReading;
use super::header::{Flags, Header, HeaderRules, MAGIC};
use crate::error::{DecodeError, DecodeErrorKind, Stage};
use crate::limits::Limits;

/// Decodes frames from a stream.
///
/// An error is final: the decoder repeats it, because the start of the next frame is
/// unknown.
///
/// ```
/// use bytes::BytesMut;
/// use zbx_proxy_proto::FrameDecoder;
/// let mut frames = FrameDecoder::new();
/// let mut src = BytesMut::from(&b"ZBXD\x01\x02\0\0\0\0\0"[..]);
/// assert_eq!(frames.decode(&mut src)?, None); // incomplete
/// src.extend_from_slice(b"\0\0{}");
/// let frame = frames.decode(&mut src)?.expect("the frame is complete");
/// assert_eq!(&frame.payload()[..], b"{}");
/// frames.finish(&src)?; // the stream may end here
/// # Ok::<(), zbx_proxy_proto::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct FrameDecoder {
    rules: HeaderRules,
    single: bool,
    /// In single mode: the frame has been returned.
    done: bool,
    inflater: Option<Inflater>,
    failed: Option<DecodeError>,
}

impl FrameDecoder {
    /// Creates a decoder with [`Limits::DEFAULT`] and strict flags, which accepts the
    /// large form and any number of consecutive frames.
    #[must_use]
    pub fn new() -> Self {
        let rules = HeaderRules { limits: Limits::DEFAULT, reading: FlagReading::Strict, large: true };
        Self { rules, single: false, done: false, inflater: None, failed: None }
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.rules.limits = limits;
        self
    }

    /// Sets the reading of the flags byte. Default [`FlagReading::Strict`].
    #[must_use]
    pub fn with_flag_reading(mut self, reading: FlagReading) -> Self {
        self.rules.reading = reading;
        self
    }

    /// Accepts or refuses frames in the large form. Default true; daemons differ by
    /// version and role (ZBX-005).
    #[must_use]
    pub fn with_large_frames(mut self, large: bool) -> Self {
        self.rules.large = large;
        self
    }

    /// Limits the stream to one frame, as daemons do. Default false. Further bytes in the
    /// same read are an error, and the frame is lost; later bytes are dropped (ZBX-018,
    /// ZBX-019).
    #[must_use]
    pub fn with_single_frame(mut self, single: bool) -> Self {
        self.single = single;
        self
    }

    /// Removes the next complete frame from the front of `src`; `Ok(None)` if more bytes
    /// are needed.
    ///
    /// # Errors
    /// `src` does not start with a frame, or the frame exceeds a limit or cannot be
    /// inflated. All later calls return the same error. The offset counts from the
    /// frame's start.
    pub fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, DecodeError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.next_frame(src).inspect_err(|error| self.failed = Some(error.clone()))
    }

    fn next_frame(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, DecodeError> {
        if self.done {
            src.clear();
            return Ok(None);
        }
        let Some(header) = self.rules.parse(src)? else {
            return Ok(None);
        };
        let wire_len = usize::try_from(header.wire_len).unwrap_or(usize::MAX);
        let frame_len = header.len().saturating_add(wire_len);
        if src.len() < frame_len {
            // Room for the next read, but never for all that a header announces.
            src.reserve(frame_len.saturating_sub(src.len()).min(16 << 10));
            return Ok(None);
        }
        if self.single && src.len() > frame_len {
            let kind = DecodeErrorKind::TrailingData(src.len().saturating_sub(frame_len));
            return Err(DecodeError::new(kind, frame_len));
        }
        let payload = if header.flags.is_zlib() {
            let wire = src.get(header.len()..frame_len).unwrap_or_default();
            let inflater = self.inflater.get_or_insert_with(Inflater::new);
            let payload = inflater
                .inflate(wire, header.reserved)
                .map_err(|kind| DecodeError::new(kind, header.len()))?;
            src.advance(frame_len);
            Bytes::from(payload)
        } else {
            src.advance(header.len());
            src.split_to(wire_len).freeze()
        };
        self.done = self.single;
        Ok(Some(Frame { payload, flags: header.flags }))
    }

    /// Checks the end of the stream; `src` is the rest that [`decode`](Self::decode)
    /// left.
    ///
    /// # Errors
    /// The stream ended inside a frame, or [`decode`](Self::decode) has returned an
    /// error, which is repeated.
    pub fn finish(&self, src: &BytesMut) -> Result<(), DecodeError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if src.is_empty() || self.done {
            return Ok(());
        }
        let (stage, expected) = match self.rules.parse(src)? {
            Some(header) => (Stage::Payload, (header.len() as u64).saturating_add(header.wire_len)),
            None if src.len() < MAGIC.len() => (Stage::Magic, MAGIC.len() as u64),
            None => match src.get(MAGIC.len()) {
                None => (Stage::Flags, MAGIC.len().saturating_add(1) as u64),
                Some(&byte) => (Stage::Lengths, Header::len_with(Flags::from_byte(byte)) as u64),
            },
        };
        let missing = expected.saturating_sub(src.len() as u64);
        Err(DecodeError::new(DecodeErrorKind::UnexpectedEof { stage, missing }, src.len()))
    }
}

impl Default for FrameDecoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Frame {
    /// Decodes exactly one frame.
    ///
    /// # Errors
    /// Those of [`FrameDecoder::decode`]; the bytes end early or continue after the
    /// frame.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut decoder = FrameDecoder::new().with_limits(*limits).with_single_frame(true);
        let mut src = BytesMut::from(bytes);
        match decoder.decode(&mut src)? {
            Some(frame) => Ok(frame),
            None => Err(decoder.finish(&src).err().unwrap_or_else(|| {
                DecodeError::new(DecodeErrorKind::UnexpectedEof { stage: Stage::Magic, missing: 4 }, 0)
            })),
        }
    }
}
