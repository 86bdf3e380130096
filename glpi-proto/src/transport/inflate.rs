//! Inflating with bounds.

mod gzip;

use crate::error::{DecodeErrorKind, InflateFault, LimitExceeded};
use crate::limits::{self, Limits};
use crate::transport::compression::Compression;

/// Output is taken in steps of this size, so that memory beyond the limit is
/// never asked for.
const STEP: usize = 32 << 10;

/// The size to which any body may inflate, however short, without regard to the ratio.
const ALWAYS: usize = 1 << 20;

/// An inflated body.
pub(crate) struct Inflated {
    pub(crate) text: Vec<u8>,
    /// The number of bytes of the input that the stream used.
    pub(crate) used: usize,
}

/// Inflates the stream at the start of `input`.
pub(crate) fn inflate(
    input: &[u8],
    compression: Compression,
    limits: &Limits,
) -> Result<Inflated, DecodeErrorKind> {
    match compression {
        Compression::Plain => {
            limits::check_len("inflated length", input.len(), limits.inflated_len())?;
            Ok(Inflated { text: input.to_vec(), used: input.len() })
        }
        Compression::Zlib => deflate(input, flate2::Decompress::new(true), compression, limits),
        Compression::Deflate => deflate(input, flate2::Decompress::new(false), compression, limits),
        Compression::Gzip => gzip(input, limits),
        Compression::Brotli => brotli(input, limits),
    }
}

/// The output so far, and how long it may become.
struct Output {
    bytes: Vec<u8>,
    absolute: usize,
    by_ratio: usize,
}

impl Output {
    fn new(input: &[u8], limits: &Limits) -> Self {
        let by_ratio = input.len().saturating_mul(limits.ratio()).max(ALWAYS);
        Self { bytes: Vec::new(), absolute: limits.inflated_len(), by_ratio }
    }

    /// Makes room for some more bytes, within the limits. One byte more than
    /// allowed is taken, to tell "as much as allowed" from "more".
    fn reserve(&mut self) -> Result<(), LimitExceeded> {
        let held = self.bytes.len();
        limits::check_len("inflated length", held, self.absolute)?;
        limits::check_len("inflated length by compression ratio", held, self.by_ratio)?;
        let left = self.absolute.min(self.by_ratio).saturating_sub(held).saturating_add(1);
        if self.bytes.capacity() == self.bytes.len() {
            // Doubling, but never beyond what is left.
            self.bytes.reserve_exact(self.bytes.len().max(STEP).min(left));
        }
        Ok(())
    }

    /// Returns the bytes, if they are no more than allowed.
    fn finish(self) -> Result<Vec<u8>, LimitExceeded> {
        let held = self.bytes.len();
        limits::check_len("inflated length", held, self.absolute)?;
        limits::check_len("inflated length by compression ratio", held, self.by_ratio)?;
        Ok(self.bytes)
    }
}

fn deflate(
    input: &[u8],
    mut state: flate2::Decompress,
    compression: Compression,
    limits: &Limits,
) -> Result<Inflated, DecodeErrorKind> {
    let mut output = Output::new(input, limits);
    let used = deflate_into(input, &mut state, &mut output, compression)?;
    Ok(Inflated { text: output.finish()?, used })
}

/// Appends what one stream inflates to and returns how long the stream is.
fn deflate_into(
    input: &[u8],
    state: &mut flate2::Decompress,
    output: &mut Output,
    compression: Compression,
) -> Result<usize, DecodeErrorKind> {
    let fault = |fault| DecodeErrorKind::Inflate { compression, fault };
    loop {
        output.reserve()?;
        let used = position(state.total_in());
        let produced = output.bytes.len();
        let rest = input.get(used..).unwrap_or_default();
        let status = state
            .decompress_vec(rest, &mut output.bytes, flate2::FlushDecompress::None)
            .map_err(|error| fault(what_is_wrong(error.message())))?;
        let now = position(state.total_in());
        match status {
            flate2::Status::StreamEnd => return Ok(now),
            _ if now == used && output.bytes.len() == produced => return Err(fault(InflateFault::Truncated)),
            _ => {}
        }
    }
}

fn position(total: u64) -> usize {
    usize::try_from(total).unwrap_or(usize::MAX)
}

/// zlib's own words tell a wrong checksum from damage.
fn what_is_wrong(message: Option<&str>) -> InflateFault {
    match message {
        Some("incorrect data check" | "incorrect length check") => InflateFault::Checksum,
        _ => InflateFault::Corrupt,
    }
}

/// A gzip file may have several members, one after the other.
fn gzip(input: &[u8], limits: &Limits) -> Result<Inflated, DecodeErrorKind> {
    let mut output = Output::new(input, limits);
    let mut state = flate2::Decompress::new_gzip(15);
    let mut used = deflate_into(input, &mut state, &mut output, Compression::Gzip)?;
    // One state for all that follow: a new one for each would cost more than a small member.
    let mut state = None;
    loop {
        let member = input.get(used..).unwrap_or_default();
        if !member.starts_with(gzip::MAGIC) {
            return Ok(Inflated { text: output.finish()?, used });
        }
        let state = state.get_or_insert_with(|| flate2::Decompress::new(false));
        state.reset(false);
        used = used.saturating_add(gzip_member(member, state, &mut output)?);
    }
}

/// Appends what one member inflates to and returns how long it is.
fn gzip_member(
    member: &[u8],
    state: &mut flate2::Decompress,
    output: &mut Output,
) -> Result<usize, DecodeErrorKind> {
    let fault = |fault| DecodeErrorKind::Inflate { compression: Compression::Gzip, fault };
    let header = gzip::header_len(member).map_err(fault)?;
    let start = output.bytes.len();
    let stream = member.get(header..).unwrap_or_default();
    let length = deflate_into(stream, state, output, Compression::Gzip)?;
    let end = header.saturating_add(length);
    gzip::check(member, end, output.bytes.get(start..).unwrap_or_default()).map_err(fault)
}

#[cfg(feature = "brotli")]
fn brotli(input: &[u8], limits: &Limits) -> Result<Inflated, DecodeErrorKind> {
    use brotli::{BrotliDecompressStream, BrotliResult, BrotliState, enc::StandardAlloc};

    let fault = |fault| DecodeErrorKind::Inflate { compression: Compression::Brotli, fault };
    let mut output = Output::new(input, limits);
    let alloc = StandardAlloc::default;
    // "Strict" refuses windows beyond the 16 MiB of RFC 7932.
    let mut state = BrotliState::new_strict(alloc(), alloc(), alloc());
    let mut step = vec![0; STEP];
    let (mut available, mut used, mut total) = (input.len(), 0, 0);
    loop {
        output.reserve()?;
        let (mut room, mut written) = (step.len(), 0);
        let result = BrotliDecompressStream(
            &mut available,
            &mut used,
            input,
            &mut room,
            &mut written,
            &mut step,
            &mut total,
            &mut state,
        );
        let produced = step.get(..written).unwrap_or_default();
        let held = output.bytes.len().saturating_add(written);
        limits::check_len("inflated length", held, output.absolute)?;
        limits::check_len("inflated length by compression ratio", held, output.by_ratio)?;
        output.bytes.extend_from_slice(produced);
        match result {
            BrotliResult::ResultSuccess => {
                return Ok(Inflated { text: output.finish()?, used });
            }
            BrotliResult::NeedsMoreOutput => {}
            BrotliResult::NeedsMoreInput => return Err(fault(InflateFault::Truncated)),
            BrotliResult::ResultFailure => return Err(fault(InflateFault::Corrupt)),
        }
    }
}

#[cfg(not(feature = "brotli"))]
fn brotli(_: &[u8], _: &Limits) -> Result<Inflated, DecodeErrorKind> {
    Err(DecodeErrorKind::Unavailable(Compression::Brotli))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::compress::compress;

    const TEXT: &[u8] = br#"{"status":"ok","expiration":"24"}"#;

    #[test]
    fn every_compression_inflates_what_it_compressed_and_says_where_it_ends() {
        for compression in Compression::ALL.into_iter().filter(|c| c.is_available()) {
            let mut bytes = compress(compression, TEXT).unwrap();
            let length = bytes.len();
            if compression != Compression::Plain {
                bytes.extend_from_slice(b"tail");
            }
            let inflated = inflate(&bytes, compression, &Limits::DEFAULT).unwrap();
            assert_eq!((inflated.text.as_slice(), inflated.used), (TEXT, length), "{compression}");
        }
    }

    // GLPI-011
    #[test]
    fn zlib_begins_with_the_bytes_that_proxies_look_for() {
        assert_eq!(compress(Compression::Zlib, TEXT).unwrap()[..2], [0x78, 0x9c]);
    }

    #[test]
    fn gzip_members_are_joined() {
        let mut bytes = compress(Compression::Gzip, b"{\"a\":").unwrap();
        bytes.extend(compress(Compression::Gzip, b"1}").unwrap());
        let inflated = inflate(&bytes, Compression::Gzip, &Limits::DEFAULT).unwrap();
        assert_eq!((inflated.text.as_slice(), inflated.used), (&b"{\"a\":1}"[..], bytes.len()));
    }

    #[test]
    fn every_fault_has_its_name() {
        let wrong = |bytes: &[u8], compression| match inflate(bytes, compression, &Limits::DEFAULT) {
            Err(DecodeErrorKind::Inflate { fault, .. }) => Some(fault),
            _ => None,
        };
        for compression in [Compression::Zlib, Compression::Gzip, Compression::Deflate, Compression::Brotli] {
            if !compression.is_available() {
                continue;
            }
            let bytes = compress(compression, TEXT).unwrap();
            for cut in testkit::chunking::truncations(&bytes) {
                assert_eq!(
                    wrong(cut, compression),
                    Some(InflateFault::Truncated),
                    "{compression} {}",
                    cut.len()
                );
            }
        }
        for compression in [Compression::Zlib, Compression::Gzip] {
            let mut bytes = compress(compression, TEXT).unwrap();
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            assert_eq!(wrong(&bytes, compression), Some(InflateFault::Checksum), "{compression}");
            bytes[0] ^= 1;
            assert_eq!(wrong(&bytes, compression), Some(InflateFault::Corrupt), "{compression}");
        }
    }

    #[test]
    fn a_limit_holds_to_the_byte() {
        for compression in Compression::ALL.into_iter().filter(|c| c.is_available()) {
            let bytes = compress(compression, &[b' '; 100_000]).unwrap();
            let limits = Limits::DEFAULT.with_ratio(usize::MAX);
            assert!(
                inflate(&bytes, compression, &limits.with_inflated_len(100_000)).is_ok(),
                "{compression}"
            );
            let over = inflate(&bytes, compression, &limits.with_inflated_len(99_999)).err();
            assert!(matches!(over, Some(DecodeErrorKind::Limit(_))), "{compression} {over:?}");
            if compression != Compression::Plain {
                let bytes = compress(compression, &[b' '; 1 << 21]).unwrap();
                let over = inflate(&bytes, compression, &limits.with_ratio(10)).err();
                assert!(matches!(over, Some(DecodeErrorKind::Limit(_))), "{compression} {over:?}");
            }
        }
    }

    #[test]
    fn a_body_may_become_as_many_times_longer_as_allowed() {
        let bytes = compress(Compression::Zlib, &[b' '; 1 << 21]).unwrap();
        let times = (1_usize << 21).div_ceil(bytes.len());
        let inflated = |times| inflate(&bytes, Compression::Zlib, &Limits::DEFAULT.with_ratio(times));
        assert_eq!(inflated(times).ok().map(|inflated| inflated.text.len()), Some(1 << 21));
        assert!(matches!(inflated(times - 1), Err(DecodeErrorKind::Limit(limit)) if limit.max < 1 << 21));
        // As much as this may become of any body.
        for (length, is_over) in [(1 << 20, false), ((1 << 20) + 1, true)] {
            let bytes = compress(Compression::Zlib, &vec![b' '; length]).unwrap();
            let inflated = inflate(&bytes, Compression::Zlib, &Limits::DEFAULT.with_ratio(1));
            assert_eq!(inflated.is_err(), is_over, "{length}");
        }
    }
}
