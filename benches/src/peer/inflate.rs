//! zlib through flate2's reader and writer, and inflating alone.

use std::io::{Read, Write};

use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress};

/// Inflates with flate2's reader into a new `Vec`.
pub(crate) fn read(zlib: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    ZlibDecoder::new(zlib).read_to_end(&mut text).expect("our payloads inflate");
    text
}

/// Compresses with flate2's writer into a new `Vec`, with the usual level.
pub(crate) fn write(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(text).and_then(|()| encoder.finish()).expect("writing to memory")
}

/// Limit: inflating alone, with a reused decoder and output and a known length.
pub(crate) struct Inflate {
    state: Decompress,
    text: Vec<u8>,
}

impl Inflate {
    pub(crate) fn new(len: usize) -> Self {
        // One more byte lets zlib reach the end of its stream.
        Self { state: Decompress::new(true), text: Vec::with_capacity(len + 1) }
    }

    pub(crate) fn run(&mut self, zlib: &[u8]) -> usize {
        self.state.reset(true);
        self.text.clear();
        self.state.decompress_vec(zlib, &mut self.text, FlushDecompress::Finish).expect("it inflates");
        self.text.len()
    }
}
