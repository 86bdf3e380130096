//! From bytes to frames.

use bytes::{Buf, Bytes, BytesMut};

use super::Frame;
use super::compression::Inflater;
pub use super::header::FlagReading;
use super::header::{Flags, Header, HeaderRules, MAGIC};
use crate::error::{DecodeError, DecodeErrorKind, Stage};
use crate::limits::Limits;

/// Takes frames out of a stream.
///
/// An error is final: the decoder repeats it, because nobody knows where the next
/// frame starts.
///
/// ```
/// use bytes::BytesMut;
/// use zbx_proxy_proto::FrameDecoder;
/// let mut frames = FrameDecoder::new();
/// let mut src = BytesMut::from(&b"ZBXD\x01\x02\0\0\0\0\0"[..]);
/// assert_eq!(frames.decode(&mut src)?, None); // more bytes, please
/// src.extend_from_slice(b"\0\0{}");
/// let frame = frames.decode(&mut src)?.expect("it is whole");
/// assert_eq!(&frame.payload()[..], b"{}");
/// frames.finish(&src)?; // the stream may end here
/// # Ok::<(), zbx_proxy_proto::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct FrameDecoder {
    rules: HeaderRules,
    single: bool,
    /// In single mode: the frame was handed out.
    done: bool,
    inflater: Option<Inflater>,
    failed: Option<DecodeError>,
}

impl FrameDecoder {
    /// Within [`Limits::DEFAULT`], strict about flags, taking the large form and any
    /// number of frames back to back.
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

    /// Sets how the flags byte is read.
    #[must_use]
    pub fn with_flag_reading(mut self, reading: FlagReading) -> Self {
        self.rules.reading = reading;
        self
    }

    /// Sets whether frames in the large form are taken. Which daemons take them, and
    /// when, differs between versions (ZBX-005).
    #[must_use]
    pub fn with_large_frames(mut self, large: bool) -> Self {
        self.rules.large = large;
        self
    }

    /// Takes one frame only, as daemons do: more bytes in the same read are an error
    /// that costs the frame, later ones are dropped (ZBX-018, ZBX-019).
    #[must_use]
    pub fn with_single_frame(mut self, single: bool) -> Self {
        self.single = single;
        self
    }

    /// Takes the next whole frame off the front of `src`; `Ok(None)` asks for more
    /// bytes.
    ///
    /// # Errors
    /// If no frame starts there, it exceeds a limit or cannot be inflated; the same
    /// error comes again at the next call. Its offset counts from the frame's start.
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
            // Room for what comes next, but never for all that a header claims.
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

    /// The stream has ended, with `src` left over.
    ///
    /// # Errors
    /// If it ended inside a frame, or after the error that [`decode`](Self::decode)
    /// has returned.
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
    /// Reads bytes that are exactly one frame, within the given limits.
    ///
    /// # Errors
    /// As [`FrameDecoder::decode`], and if the bytes end early or go on behind the
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
