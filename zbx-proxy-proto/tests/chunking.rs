//! Every chunking of a stream gives the same frames and the same error.

use bytes::BytesMut;
use proptest::prelude::*;
use zbx_proxy_proto::{DecodeError, Frame, FrameDecoder};

fn stream(payloads: &[(Vec<u8>, bool)]) -> Vec<u8> {
    let mut dst = BytesMut::new();
    for (payload, compressed) in payloads {
        let frame = Frame::new(payload.clone());
        let frame = if *compressed { frame.compressed() } else { frame };
        frame.encode(&mut dst).unwrap();
    }
    dst.to_vec()
}

/// Returns all frames, and the result at the end of the stream.
fn feed(pieces: &[&[u8]]) -> (Vec<Frame>, Result<(), DecodeError>) {
    let mut decoder = FrameDecoder::new();
    let mut src = BytesMut::new();
    let mut frames = Vec::new();
    for piece in pieces {
        src.extend_from_slice(piece);
        loop {
            match decoder.decode(&mut src) {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Err(error)),
            }
        }
    }
    let end = decoder.finish(&src);
    (frames, end)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn chunks_do_not_matter(
        payloads in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..200), any::<bool>()), 0..5),
        lengths in prop::collection::vec(0_usize..40, 1..8),
        damage in prop::option::of((any::<prop::sample::Index>(), 1_u8..)),
        cut in any::<prop::sample::Index>(),
        truncate in any::<bool>(),
    ) {
        let mut bytes = stream(&payloads);
        if let (Some((at, bits)), false) = (damage, bytes.is_empty()) {
            let at = at.index(bytes.len());
            bytes[at] ^= bits;
        }
        if truncate {
            let length = cut.index(bytes.len() + 1);
            bytes.truncate(length);
        }
        let whole = feed(&[&bytes]);
        prop_assert_eq!(&feed(&testkit::chunking::by_lengths(&bytes, &lengths)), &whole);
        let single: Vec<&[u8]> = testkit::chunking::sized(&bytes, 1).collect();
        prop_assert_eq!(&feed(&single), &whole);
    }

    #[test]
    fn every_payload_survives(payload in prop::collection::vec(any::<u8>(), 0..3000), compressed in any::<bool>()) {
        let bytes = stream(&[(payload.clone(), compressed)]);
        let (frames, end) = feed(&[&bytes]);
        prop_assert_eq!(end, Ok(()));
        prop_assert_eq!(&frames[0].payload()[..], &payload[..]);
    }
}

#[test]
fn every_cut_in_two_gives_the_same() {
    let bytes = stream(&[(b"{}".to_vec(), false), (b"0123456789".repeat(9), true)]);
    let whole = feed(&[&bytes]);
    assert_eq!(whole.0.len(), 2);
    for (left, right) in testkit::chunking::splits(&bytes) {
        assert_eq!(feed(&[left, right]), whole);
    }
    for prefix in testkit::chunking::truncations(&bytes) {
        let (frames, end) = feed(&[prefix]);
        // A stream may end between two frames only.
        assert_eq!(end.is_ok(), prefix.is_empty() || prefix.len() == 15, "{}", prefix.len());
        assert!(frames.len() < 2);
    }
}
