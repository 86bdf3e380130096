//! Arbitrary values, encoded and decoded.

use arbitrary::{Arbitrary, Unstructured};
use bytes::BytesMut;
use inedo_wire::{
    Acknowledgement, Assumptions, EncodeError, Frame, FrameDecoder, FrameEncoder, Hello, Iv, Layout, Limits,
    Message, NextIv, Reply, ReportedVersion, VersionField,
};

use super::setup::next;

const LIMITS: Limits = Limits::DEFAULT;
const ASSUMED: Assumptions = Assumptions::DEFAULT;

/// Asserts that arbitrary values encode and decode to themselves: both messages of the
/// handshake, messages, replies, and frames in every layout, plain and under AES.
pub fn roundtrip(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok(kind) = u.int_in_range(0..=4) else { return };
    let _ = match kind {
        0 => Hello::arbitrary(&mut u).map(|hello| {
            assert_eq!(Hello::decode(&hello.encode(&ASSUMED), &ASSUMED), Ok(Some(hello)));
        }),
        1 => Acknowledgement::arbitrary(&mut u).map(|acknowledgement| {
            let field = match acknowledgement.version {
                ReportedVersion::Four(_) => VersionField::FourInt32,
                ReportedVersion::One(_) => VersionField::OneInt32,
            };
            let assumed = ASSUMED.with_version_field(field);
            let mut wire = BytesMut::new();
            acknowledgement.encode(&mut wire);
            assert_eq!(wire.len(), acknowledgement.encoded_len());
            assert_eq!(Acknowledgement::decode(&wire, &assumed), Ok(Some(acknowledgement)));
            assert_eq!(Acknowledgement::decode(&wire[..wire.len() - 1], &assumed), Ok(None));
        }),
        2 => <(Message, Layout)>::arbitrary(&mut u).map(|(message, layout)| {
            let frame = message.to_frame(layout.version(), &ASSUMED, &LIMITS).expect("it can be written");
            assert_eq!(Message::decode(&frame, &ASSUMED, &LIMITS), Ok(message));
        }),
        3 => Reply::arbitrary(&mut u).map(|reply| {
            let frame = reply.to_frame(&ASSUMED, &LIMITS).expect("it can be written");
            assert_eq!(Reply::decode(&frame, &ASSUMED, &LIMITS), Ok(reply));
        }),
        _ => <(Layout, inedo_wire::AesKey, Iv, Vec<Frame>)>::arbitrary(&mut u)
            .map(|(layout, key, iv, frames)| travel(layout, &key, iv, &frames)),
    };
}

/// Sends all frames of a layout through plain and encrypted streams.
fn travel(layout: Layout, key: &inedo_wire::AesKey, iv: Iv, frames: &[Frame]) {
    let mut plain = (FrameEncoder::plain(layout), FrameDecoder::plain(layout));
    let mut aes = (FrameEncoder::aes(layout, key, iv), FrameDecoder::aes(layout, key, iv));
    for (number, frame) in frames.iter().enumerate() {
        for (encoder, decoder) in [&mut plain, &mut aes] {
            let mut wire = BytesMut::new();
            let next = if number.is_multiple_of(2) { next(number) } else { NextIv::new([number as u8; 16]) };
            match encoder.encode(frame, next, &mut wire) {
                Ok(()) => assert_eq!(decoder.decode(&mut wire).as_ref(), Ok(&Some(frame.clone()))),
                Err(EncodeError::NextIvRepeated) => return,
                Err(_) => assert!(frame.target().is_some() != layout.has_target()),
            }
            assert!(wire.is_empty(), "nothing is left, or nothing was written");
        }
    }
}
