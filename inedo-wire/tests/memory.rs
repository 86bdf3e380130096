//! Frames are neither copied nor given memory of their own.

#[path = "support/pair.rs"]
mod pair;

use bytes::BytesMut;
use inedo_wire::{
    AesKey, Direction, Frame, FrameDecoder, FrameEncoder, Frames, Iv, Layout, Limits, NextIv, ProtocolVersion,
};
use pair::next;
use testkit::alloc::Meter;

#[global_allocator]
static METER: Meter = Meter::new();

const LAYOUT: Layout = Layout::new(ProtocolVersion::V2, Direction::ToAgent);
const FRAMES: usize = 1000;

#[test]
fn frames_cost_no_memory() {
    let frame = Frame::new(7, vec![b'x'; 56]);
    let key = AesKey::from_bytes_256([1; 32]);
    let start = Iv::new([2; 16]);
    let mut plain = BytesMut::new();
    let mut encoder = FrameEncoder::plain(LAYOUT);
    for _ in 0..FRAMES {
        encoder.encode(&frame, NextIv::not_needed(), &mut plain).unwrap();
    }

    // A slice: nothing at all.
    let (count, used) =
        METER.measure(|| Frames::new(&plain, LAYOUT, &Limits::DEFAULT).map(Result::unwrap).count());
    assert_eq!((count, used.allocations), (FRAMES, 0));

    // A buffer: once, when it first gives a part of itself away.
    let mut src = plain.clone();
    let mut decoder = FrameDecoder::plain(LAYOUT);
    let (count, used) = METER.measure(|| std::iter::from_fn(|| decoder.decode(&mut src).unwrap()).count());
    assert_eq!(count, FRAMES);
    assert!(used.allocations <= 1, "{used:?}");

    // Encrypted: in place, so the same.
    let mut encoder = FrameEncoder::aes(LAYOUT, &key, start);
    let mut dst = BytesMut::with_capacity(128 * FRAMES);
    let (_, used) = METER.measure(|| {
        for number in 0..FRAMES {
            encoder.encode(&frame, next(number as u64), &mut dst).unwrap();
        }
    });
    // The test's own `next` makes one small block a call.
    assert!(used.allocations <= FRAMES && used.peak <= 64, "{used:?}");
    let mut decoder = FrameDecoder::aes(LAYOUT, &key, start);
    let (count, used) = METER.measure(|| std::iter::from_fn(|| decoder.decode(&mut dst).unwrap()).count());
    assert_eq!(count, FRAMES);
    assert!(used.allocations <= 1, "{used:?}");

    // A frame that is announced and does not come costs nothing.
    let mut src = BytesMut::from(&(60_i32 << 20).to_le_bytes()[..]);
    let mut decoder = FrameDecoder::plain(LAYOUT);
    let (result, used) = METER.measure(|| decoder.decode(&mut src));
    assert_eq!((result, used.allocations), (Ok(None), 0));
}
