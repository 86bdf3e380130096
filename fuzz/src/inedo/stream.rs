//! Streams of plain frames.

use bytes::BytesMut;
use inedo_wire::{
    DecodeErrorKind, Direction, Frame, FrameDecoder, FrameEncoder, FrameRef, Frames, Header, Layout, NextIv,
    ProtocolVersion,
};

use super::{LIMITS, Read, cut, feed};
use crate::Choices;

/// Checks a stream of plain frames: every chunking gives the same; walking a slice, lending
/// and owning give the same and leave the same; the frames encode to the bytes they were
/// decoded from; a false length is rejected with the right error; nothing exceeds the limits,
/// and errors are inside the input.
pub fn stream(data: &[u8]) {
    let mut choices = Choices::new(data);
    let layout = [
        Layout::new(ProtocolVersion::V1, Direction::ToAgent),
        Layout::new(ProtocolVersion::V2, Direction::ToAgent),
        Layout::new(ProtocolVersion::V2, Direction::ToClient),
    ][usize::from(choices.below(3))];
    let edges: [u8; 5] = std::array::from_fn(|_| choices.byte());
    let bytes = if choices.byte() & 1 == 1 { build(choices, layout) } else { choices.rest().to_vec() };

    let decoder = || FrameDecoder::plain(layout).with_limits(LIMITS);
    let mut owning = decoder();
    let (whole, rest) = feed([&bytes[..]], |src| owning.decode(src));
    let mut chunked = decoder();
    let pieces = cut(&bytes, &edges);
    assert_eq!(feed(pieces, |src| chunked.decode(src)).0, whole);
    assert_eq!(chunked.finish(&rest), owning.finish(&rest));
    end(&whole, &rest, &mut owning);

    let mut walked = Frames::new(&bytes, layout, &LIMITS);
    let mut lent_from = bytes.clone();
    let (mut lending, mut lent_rest) = (decoder(), &mut lent_from[..]);
    for frame in &whole.0 {
        let header = Header::parse(walked.rest(), layout, &LIMITS).expect("good").expect("whole");
        assert_eq!((header.target, header.command), (frame.target(), frame.command()));
        assert_eq!(header.data_len, frame.data().len());
        assert_eq!(walked.next().expect("a frame").map(FrameRef::into_owned).as_ref(), Ok(frame));
        let lent = lending.decode_slice(&mut lent_rest).expect("good").expect("whole");
        assert_eq!(&lent.into_owned(), frame);
    }
    assert_eq!(walked.next().transpose().err(), whole.1.clone().err());
    assert_eq!(lending.decode_slice(&mut lent_rest).err(), whole.1.clone().err());
    assert!(walked.rest() == &rest[..] && lent_rest == &rest[..], "the remaining bytes differ");

    // Plain frames have one form, so they encode to the bytes that were decoded.
    let (mut encoder, mut wire) = (FrameEncoder::plain(layout).with_limits(LIMITS), BytesMut::new());
    for frame in &whole.0 {
        encoder.encode(frame, NextIv::not_needed(), &mut wire).expect("it was read within the limits");
    }
    assert_eq!(wire, bytes[..bytes.len() - rest.len()]);
}

/// Asserts that a stream ends in a valid way: complete, inside a frame, or before a false length.
fn end((_, result): &Read, rest: &[u8], decoder: &mut FrameDecoder) {
    let max = if decoder.layout().direction() == Direction::ToAgent {
        LIMITS.to_agent_len()
    } else {
        LIMITS.to_client_len()
    };
    match result {
        Ok(()) => match decoder.finish(rest) {
            Ok(()) => assert!(rest.is_empty()),
            Err(error) => {
                assert!(error.offset() <= rest.len() && !rest.is_empty());
                let DecodeErrorKind::UnexpectedEof { missing, .. } = error.kind() else { panic!("{error}") };
                assert!(*missing > 0 && *missing <= decoder.layout().header_len() as u64 + max);
            }
        },
        Err(error) => {
            assert_eq!(error.offset(), 0, "a frame error counts from the frame's start");
            let length = i32::from_le_bytes(*rest.first_chunk().expect("a length"));
            match error.kind() {
                DecodeErrorKind::Negative { found, .. } => assert!(*found < 0 && *found == length),
                DecodeErrorKind::Limit(limit) => {
                    assert_eq!((limit.found, limit.max), (u64::from(length.unsigned_abs()), max));
                    assert!(length >= 0 && limit.found > limit.max);
                }
                _ => panic!("{error}"),
            }
        }
    }
}

/// Encodes a stream of good frames, with a false length now and then.
fn build(mut choices: Choices<'_>, layout: Layout) -> Vec<u8> {
    let mut wire = BytesMut::new();
    let mut encoder = FrameEncoder::plain(layout);
    while !choices.is_empty() && wire.len() < 16 << 10 {
        let start = wire.len();
        let (kind, length) = (choices.byte(), usize::from(choices.byte()));
        let target = layout.has_target().then(|| choices.byte().into());
        let frame = Frame::new(i32::from(kind), vec![kind; length]).with_target(target);
        encoder.encode(&frame, NextIv::not_needed(), &mut wire).expect("small");
        let lie = match kind {
            0..=239 => continue,
            240..=243 => length.wrapping_add(1) as u32,
            244..=247 => length.wrapping_sub(1) as u32,
            248..=251 => u32::from_le_bytes([choices.byte(), choices.byte(), choices.byte(), choices.byte()]),
            252 => 0,
            253 => i32::MIN.unsigned_abs(),
            254 => i32::MAX.unsigned_abs(),
            255 => LIMITS.to_client_len() as u32,
        };
        wire[start..start + 4].copy_from_slice(&lie.to_le_bytes());
    }
    wire.to_vec()
}
