//! Bounded zlib compression with reusable state.

use flate2::{Compress, Decompress, FlushCompress, FlushDecompress, Status};

use crate::error::{DecodeErrorKind, EncodeError};

/// Maximum ratio of deflate: 258 bytes from two bits. A header that announces more is
/// refused before memory is allocated (ZBX-025).
const MAX_RATIO: u64 = 1032;

/// Inflates payloads, one after the other with the same state.
#[derive(Debug)]
pub(super) struct Inflater(Decompress);

impl Inflater {
    pub(super) fn new() -> Self {
        Self(Decompress::new(true))
    }

    /// Inflates into exactly `announced` bytes, which the caller has checked against
    /// its limits.
    ///
    /// Bytes after the end of the zlib stream are ignored, as by real receivers
    /// (ZBX-024).
    pub(super) fn inflate(&mut self, wire: &[u8], announced: u64) -> Result<Vec<u8>, DecodeErrorKind> {
        if wire.is_empty() && announced == 0 {
            return Ok(Vec::new());
        }
        let possible = (wire.len() as u64).saturating_mul(MAX_RATIO);
        if announced > possible {
            return Err(DecodeErrorKind::SizeMismatch { announced, found: possible });
        }
        self.0.reset(true);
        // One byte more than announced: it detects a longer payload, and zlib needs it to
        // reach the end of its stream.
        let room =
            usize::try_from(announced).ok().and_then(|n| n.checked_add(1)).ok_or(DecodeErrorKind::Zlib)?;
        let mut payload = Vec::with_capacity(room);
        let status = self.0.decompress_vec(wire, &mut payload, FlushDecompress::Finish);
        let found = payload.len() as u64;
        match status {
            _ if found > announced => Err(DecodeErrorKind::SizeMismatch { announced, found }),
            Ok(Status::StreamEnd) if found == announced => Ok(payload),
            Ok(Status::StreamEnd) => Err(DecodeErrorKind::SizeMismatch { announced, found }),
            _ => Err(DecodeErrorKind::Zlib),
        }
    }
}

/// Deflates payloads, one after the other with the same state.
#[derive(Debug)]
pub(super) struct Deflater(Compress);

impl Deflater {
    pub(super) fn new(level: flate2::Compression) -> Self {
        Self(Compress::new(level, true))
    }

    /// Appends the zlib stream of `payload` to `scratch`.
    pub(super) fn deflate(&mut self, payload: &[u8], scratch: &mut Vec<u8>) -> Result<(), EncodeError> {
        self.0.reset();
        let mut rest = payload;
        loop {
            // Most payloads shrink to less than half; the others get more room.
            scratch.reserve((rest.len() / 2).max(256));
            let before = self.0.total_in();
            let status = self.0.compress_vec(rest, scratch, FlushCompress::Finish);
            let taken = usize::try_from(self.0.total_in().saturating_sub(before)).unwrap_or(rest.len());
            rest = rest.get(taken..).unwrap_or_default();
            match status {
                Ok(Status::StreamEnd) => return Ok(()),
                // The output buffer is full.
                Ok(Status::Ok | Status::BufError) => {}
                Err(_) => return Err(EncodeError::Deflate),
            }
        }
    }
}
