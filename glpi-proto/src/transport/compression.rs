//! How a body is compressed, and compressing one.

use std::fmt;
use std::io::Read;

use crate::error::EncodeError;

/// The compression of a body. There is one at most, it is named by the content
/// type alone, and an answer has that of its request (GLPI-010).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Compression {
    /// None: the text as it is.
    #[default]
    Plain,
    /// RFC 1950, what agents send.
    Zlib,
    /// RFC 1952, what agents send where they lack zlib.
    Gzip,
    /// RFC 1951 without a wrapper. Not in the specification; servers read and
    /// write it.
    Deflate,
    /// RFC 7932. In the specification; servers have it with an extension, agents
    /// and proxies never.
    Brotli,
}

impl Compression {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Zlib, Self::Gzip, Self::Deflate, Self::Brotli];

    /// Whether this build can read and write it: all but brotli always, brotli
    /// with the feature of that name.
    #[must_use]
    pub const fn is_available(self) -> bool {
        !matches!(self, Self::Brotli) || cfg!(feature = "brotli")
    }

    /// Compresses `text`, at the default level: real proxies only know zlib by
    /// the bytes `78 9C` that this level begins with (GLPI-011).
    pub(crate) fn compress(self, text: &[u8]) -> Result<Vec<u8>, EncodeError> {
        let level = flate2::Compression::default();
        let compressed = match self {
            Self::Plain => Ok(text.to_vec()),
            Self::Zlib => read_all(flate2::bufread::ZlibEncoder::new(text, level)),
            Self::Gzip => read_all(flate2::bufread::GzEncoder::new(text, level)),
            Self::Deflate => read_all(flate2::bufread::DeflateEncoder::new(text, level)),
            Self::Brotli => brotli(text),
        };
        // Reading from memory does not fail, so what is left is a missing feature.
        compressed.map_err(|_| EncodeError::Unavailable(self))
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "plain",
            Self::Zlib => "zlib",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "brotli",
        })
    }
}

fn read_all(mut encoder: impl Read) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    encoder.read_to_end(&mut compressed)?;
    Ok(compressed)
}

#[cfg(feature = "brotli")]
fn brotli(text: &[u8]) -> std::io::Result<Vec<u8>> {
    use std::io::Write;

    // Quality 5 of 11 and a window of 4 MiB: about zlib's speed, smaller results.
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    encoder.write_all(text)?;
    Ok(encoder.into_inner())
}

#[cfg(not(feature = "brotli"))]
fn brotli(_: &[u8]) -> std::io::Result<Vec<u8>> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_available_can_be_written_and_all_but_brotli_always_is() {
        for compression in Compression::ALL {
            let written = compression.compress(b"{}");
            assert_eq!(written.is_ok(), compression.is_available(), "{compression}");
            if !compression.is_available() {
                assert_eq!(
                    (compression, written),
                    (Compression::Brotli, Err(EncodeError::Unavailable(compression)))
                );
            }
        }
        assert_eq!(Compression::Brotli.is_available(), cfg!(feature = "brotli"));
    }
}
