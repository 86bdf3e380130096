//! The payload of a frame, while it arrives.

use flate2::{Decompress, FlushDecompress, Status};

use super::decoder::FlagReading;
use super::header::{Header, HeaderRules};
use crate::error::{DecodeError, DecodeErrorKind, Stage};
use crate::limits::Limits;

/// Inflates the payload of one frame piece by piece. The text ends at its first NUL
/// (ZBX-045).
#[derive(Debug)]
pub(crate) struct PayloadStream {
    rules: HeaderRules,
    header: Option<Header>,
    wire: Vec<u8>,
    /// Number of bytes of `wire` that were taken.
    taken: usize,
    /// Number of bytes of the payload that are still to come over the wire.
    left: u64,
    inflater: Option<Decompress>,
    /// Length of the payload so far.
    produced: u64,
    /// A NUL has come.
    is_cut: bool,
    is_done: bool,
}

impl PayloadStream {
    pub(crate) fn new(limits: &Limits) -> Self {
        let rules = HeaderRules { limits: *limits, reading: FlagReading::Strict, large: true };
        Self {
            rules,
            header: None,
            wire: Vec::new(),
            taken: 0,
            left: 0,
            inflater: None,
            produced: 0,
            is_cut: false,
            is_done: false,
        }
    }

    pub(crate) fn feed(&mut self, wire: &[u8]) {
        self.wire.drain(..self.taken);
        self.taken = 0;
        self.wire.extend_from_slice(wire);
    }

    /// Returns true if all of the text was returned.
    pub(crate) fn is_done(&self) -> bool {
        self.is_done
    }

    /// Appends the next piece of at most `max` bytes, for which `dst` has room; returns false
    /// if more bytes are needed.
    pub(crate) fn next_piece(&mut self, max: usize, dst: &mut Vec<u8>) -> Result<bool, DecodeError> {
        let header = match self.header {
            Some(header) => header,
            None => {
                let Some(header) = self.rules.parse(&self.wire)? else { return Ok(false) };
                self.taken = header.len();
                self.left = header.wire_len;
                self.inflater = header.flags.is_zlib().then(|| Decompress::new(true));
                self.header = Some(header);
                header
            }
        };
        if self.is_done {
            return Ok(false);
        }
        let start = dst.len();
        let wire = self.wire.get(self.taken..).unwrap_or_default();
        let wire = wire.get(..usize::try_from(self.left).unwrap_or(usize::MAX)).unwrap_or(wire);
        let is_last_wire = wire.len() as u64 == self.left;
        let taken = match &mut self.inflater {
            None => {
                let some = wire.get(..max).unwrap_or(wire);
                dst.extend_from_slice(some);
                self.is_done = some.len() as u64 == self.left;
                some.len()
            }
            Some(inflater) => {
                let fault = |kind| DecodeError::new(kind, header.len());
                let before = inflater.total_in();
                let is_empty = header.wire_len == 0 && header.reserved == 0;
                let status = if is_empty {
                    Ok(Status::StreamEnd)
                } else {
                    inflater.decompress_vec(wire, dst, FlushDecompress::None)
                };
                let taken = usize::try_from(inflater.total_in().saturating_sub(before)).unwrap_or(wire.len());
                let found = self.produced.saturating_add(dst.len().saturating_sub(start) as u64);
                let announced = header.reserved;
                let is_stuck = taken == 0 && dst.len() == start;
                match status {
                    _ if found > announced => {
                        return Err(fault(DecodeErrorKind::SizeMismatch { announced, found }));
                    }
                    Ok(Status::StreamEnd) if found == announced => {
                        // Bytes after the end of the zlib stream are ignored (ZBX-024).
                        self.is_done = true;
                    }
                    Ok(Status::StreamEnd) => {
                        return Err(fault(DecodeErrorKind::SizeMismatch { announced, found }));
                    }
                    Ok(Status::Ok | Status::BufError) if !(is_stuck && is_last_wire) => {}
                    _ => return Err(fault(DecodeErrorKind::Zlib)),
                }
                taken
            }
        };
        self.taken = self.taken.saturating_add(taken);
        self.left = self.left.saturating_sub(taken as u64);
        let produced = dst.len().saturating_sub(start);
        self.produced = self.produced.saturating_add(produced as u64);
        self.cut(dst, start);
        Ok(taken > 0 || produced > 0 || self.is_done)
    }

    /// Ends the text at its first NUL.
    fn cut(&mut self, dst: &mut Vec<u8>, start: usize) {
        let nul = if self.is_cut { Some(0) } else { memchr::memchr(0, dst.get(start..).unwrap_or_default()) };
        if let Some(nul) = nul {
            self.is_cut = true;
            dst.truncate(start.saturating_add(nul));
        }
    }

    /// Returns the error of a stream that ends here.
    pub(crate) fn finish(&self) -> Result<(), DecodeError> {
        if self.is_done {
            return Ok(());
        }
        let (stage, missing) = match self.header {
            Some(_) => {
                let here = self.wire.len().saturating_sub(self.taken) as u64;
                (Stage::Payload, self.left.saturating_sub(here))
            }
            None => (Stage::Lengths, 13_u64.saturating_sub(self.wire.len() as u64)),
        };
        Err(DecodeError::new(DecodeErrorKind::UnexpectedEof { stage, missing }, self.wire.len()))
    }
}
