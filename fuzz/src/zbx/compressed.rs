//! Compressed frames whose header and zlib stream may not match.

use bytes::BytesMut;
use zbx_proxy_proto::{DecodeErrorKind, Frame, FrameDecoder};

use super::LIMITS;
use crate::Choices;

/// Claims about compressed frames. The start of the data chooses the announced length and
/// the damage, the rest is compressed. An undamaged frame is decoded to itself; a decoded
/// frame has the announced length, is within the limits and equals the output of plain
/// zlib; the next frame on the same decoder is not affected.
pub fn compressed(data: &[u8]) {
    let mut choices = Choices::new(data);
    // A run of one byte inflates a thousandfold.
    let repeat = [1, 1, 1, 64, 4096][usize::from(choices.below(5))];
    let announced = choices.below(6);
    let other = u32::from_le_bytes([choices.byte(), choices.byte(), choices.byte(), 0]);
    let (damage, at, to) = (choices.below(4), choices.byte(), choices.byte());
    let payload: Vec<u8> =
        choices.rest().iter().take(512).flat_map(|&byte| std::iter::repeat_n(byte, repeat)).collect();
    let mut wire = BytesMut::new();
    Frame::new(payload.clone()).compressed().encode(&mut wire).expect("a short frame");
    let mut wire = wire.to_vec();
    let length = u32::try_from(payload.len()).expect("a short payload");
    let reserved = match announced {
        0..=2 => length,
        3 => length.wrapping_sub(1),
        4 => length + 1,
        _ => other,
    };
    wire[9..13].copy_from_slice(&reserved.to_le_bytes());
    let zlib = wire.len() - 13;
    match damage {
        1 => wire[13 + usize::from(at) % zlib] = to,
        2 => wire.truncate(wire.len() - usize::from(at) % zlib),
        // After the end of the stream, which is allowed.
        3 => wire.extend_from_slice(&[to; 3]),
        _ => {}
    }
    let on_wire = u32::try_from(wire.len() - 13).expect("a short frame");
    wire[5..9].copy_from_slice(&on_wire.to_le_bytes());

    let mut decoder = FrameDecoder::new().with_limits(LIMITS);
    let mut src = BytesMut::from(&wire[..]);
    let frame = decoder.decode(&mut src);
    let within = length <= 256 << 10 && on_wire <= 64 << 10;
    if reserved == length && matches!(damage, 0 | 3) && within {
        assert_eq!(frame.as_ref().map(Option::as_ref), Ok(Some(&Frame::new(payload).compressed())));
    }
    match frame {
        Ok(Some(frame)) => {
            assert!(src.is_empty());
            assert_eq!(frame.payload().len(), usize::try_from(reserved).expect("32 bits"));
            assert!(frame.payload().len() <= LIMITS.payload_len());
            assert_eq!(inflated(&wire[13..], frame.payload().len()), frame.payload()[..]);
            // The decoder's state does not leak into the next frame.
            Frame::new(&b"{}"[..]).compressed().encode(&mut src).expect("a short frame");
            let next = decoder.decode(&mut src).expect("a sound frame").expect("a whole frame");
            assert_eq!(&next.payload()[..], b"{}");
        }
        Ok(None) => panic!("the frame is whole"),
        Err(error) => {
            assert!(error.offset() <= wire.len());
            match error.kind() {
                DecodeErrorKind::Zlib => assert!(damage != 0 || reserved != length),
                DecodeErrorKind::SizeMismatch { .. } => assert!(reserved != length || damage != 0),
                kind => assert!(error.is_limit(), "{kind}"),
            }
            assert_eq!(decoder.decode(&mut src), Err(error), "an error is final");
        }
    }
}

/// Inflates with flate2's reader, which does not know the header.
fn inflated(zlib: &[u8], length: usize) -> Vec<u8> {
    use std::io::Read;
    let mut payload = Vec::with_capacity(length);
    if !zlib.is_empty() {
        flate2::read::ZlibDecoder::new(zlib).read_to_end(&mut payload).expect("it was inflated before");
    }
    payload
}
