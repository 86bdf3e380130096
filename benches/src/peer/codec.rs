//! tokio-util's `LengthDelimitedCodec`, set up for the protocol's frames.

use bytes::{Buf, BufMut, BytesMut};
use inedo_wire::Frame;
use tokio_util::codec::{Decoder, Encoder, LengthDelimitedCodec};

/// Creates a codec for frames of an int32 data length, an int32 command and the data.
pub(crate) fn new() -> LengthDelimitedCodec {
    LengthDelimitedCodec::builder()
        .little_endian()
        .length_field_length(4)
        .length_adjustment(4)
        .num_skip(4)
        .max_frame_length(64 << 20)
        .new_codec()
}

/// Decodes all frames of `src`; returns the sums of their commands and of their lengths.
pub(crate) fn decode(src: &mut BytesMut) -> (i64, usize) {
    let mut codec = new();
    let (mut commands, mut bytes) = (0, 0);
    while let Some(mut frame) = codec.decode(src).expect("our frames are short") {
        commands += i64::from(frame.get_i32_le());
        bytes += frame.len();
    }
    (commands, bytes)
}

/// Encodes all frames into `dst`.
pub(crate) fn encode(frames: &[Frame], dst: &mut BytesMut) {
    let mut codec = new();
    let mut body = BytesMut::new();
    for frame in frames {
        body.reserve(4 + frame.data().len());
        body.put_i32_le(frame.command());
        body.put_slice(frame.data());
        codec.encode(body.split().freeze(), dst).expect("our frames are short");
    }
}
