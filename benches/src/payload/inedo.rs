//! Frames of the Inedo agent protocol, version 2, from the agent to the product.

use bytes::BytesMut;
use inedo_wire::{AesKey, Direction, Frame, FrameEncoder, Iv, Layout, NextIv, ProtocolVersion};

use super::random::Random;

/// Number of short frames in the scoreboard's stream.
pub const FRAMES: usize = 16_384;

/// Data length of a frame with 16 KiB of ciphertext, which also holds the next IV, the
/// command and one byte of padding.
pub const AES_DATA: usize = (16 << 10) - 16 - 4 - 1;

/// The layout of all frames here.
pub const LAYOUT: Layout = Layout::new(ProtocolVersion::V2, Direction::ToClient);

/// The bytes of the key of all encrypted frames here.
pub const KEY: [u8; 16] = *b"0123456789abcdef";

/// The IV of the first encrypted frame.
pub const IV: [u8; 16] = [0x5a; 16];

/// The key of all encrypted frames here.
#[must_use]
pub fn key() -> AesKey {
    AesKey::from_bytes_128(KEY)
}

/// Creates this many frames with `len` bytes of data each.
#[must_use]
pub fn frames(count: usize, len: usize) -> Vec<Frame> {
    let mut random = Random::new(5);
    (0..count)
        .map(|index| {
            let data: Vec<u8> = (0..len).map(|_| random.below(256) as u8).collect();
            Frame::new(i32::try_from(index % 100).expect("a small number"), data)
        })
        .collect()
}

/// Encodes a stream of plain frames.
#[must_use]
pub fn plain(count: usize, len: usize) -> Vec<u8> {
    let mut encoder = FrameEncoder::plain(LAYOUT);
    let mut wire = BytesMut::new();
    for frame in frames(count, len) {
        encoder.encode(&frame, NextIv::not_needed(), &mut wire).expect("a short frame");
    }
    wire.to_vec()
}

/// Encodes a stream of frames under AES-128-CBC.
#[must_use]
pub fn aes(count: usize, len: usize) -> Vec<u8> {
    let mut encoder = FrameEncoder::aes(LAYOUT, &key(), Iv::new(IV));
    let mut wire = BytesMut::new();
    for (index, frame) in (0..=u8::MAX).cycle().zip(frames(count, len)) {
        encoder.encode(&frame, NextIv::new([index; 16]), &mut wire).expect("a short frame");
    }
    wire.to_vec()
}
