//! Compressing a body.

use std::io::Read;

use super::compression::Compression;
use crate::error::EncodeError;

/// Compresses `text`, at the default level: real proxies only know zlib by
/// the bytes `78 9C` that this level begins with (GLPI-011).
pub(super) fn compress(compression: Compression, text: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let level = flate2::Compression::default();
    let compressed = match compression {
        Compression::Plain => Ok(text.to_vec()),
        Compression::Zlib => read_all(flate2::bufread::ZlibEncoder::new(text, level)),
        Compression::Gzip => read_all(flate2::bufread::GzEncoder::new(text, level)),
        Compression::Deflate => read_all(flate2::bufread::DeflateEncoder::new(text, level)),
        Compression::Brotli => brotli(text),
    };
    // Reading from memory does not fail, so what is left is a missing feature.
    compressed.map_err(|_| EncodeError::Unavailable(compression))
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
            let written = compress(compression, b"{}");
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
