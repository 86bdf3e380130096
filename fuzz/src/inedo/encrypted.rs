//! The chain of encrypted frames.

use bytes::BytesMut;
use inedo_wire::{
    AesKey, Announced, Connection, DecodeErrorKind, Direction, Frame, FrameDecoder, IvChain, Layout,
    Observer, ProtocolVersion, RequiredEncryption,
};

use super::setup::{Setup, next};
use super::{LIMITS, Read, cut, feed};
use crate::Choices;

/// Checks a conversation under AES with an adversary in the middle. Unaltered frames arrive
/// as sent at the other side, in a slice and at an observer, in both readings of the chain.
/// Forged bytes, altered bytes, truncation and wrong keys end in one error without details,
/// independent of the chunking.
pub fn encrypted(data: &[u8]) {
    let mut choices = Choices::new(data);
    let mut setup = Setup::choose(&mut choices);
    let edges: [u8; 5] = std::array::from_fn(|_| choices.byte());
    if !matches!(setup.required, RequiredEncryption::Aes(_)) {
        setup.required = RequiredEncryption::Aes(AesKey::from_bytes_128([edges[4]; 16]));
    }
    match choices.below(6) {
        0 => raw(&setup, &edges, choices),
        1 => both_ways(&setup, choices),
        deed => tampered(&setup, &edges, deed, choices),
    }
}

/// Checks arbitrary bytes as a stream.
fn raw(setup: &Setup, edges: &[u8; 5], choices: Choices<'_>) {
    let bytes = choices.rest();
    for direction in [Direction::ToAgent, Direction::ToClient] {
        let _ = check(setup, direction, bytes, edges);
    }
}

/// Sends frames in both directions in any order, each decoded before the next.
fn both_ways(setup: &Setup, mut choices: Choices<'_>) {
    let (mut client, mut agent) = setup.connect();
    let mut observer = observer(setup, &client);
    let mut number = 0;
    while !choices.is_empty() {
        number += 1;
        let to_agent = choices.below(2) == 0;
        let (from, to, direction) = if to_agent {
            (&mut client, &mut agent, Direction::ToAgent)
        } else {
            (&mut agent, &mut client, Direction::ToClient)
        };
        let frame = frame(&mut choices, Layout::new(from.version(), direction));
        let mut wire = BytesMut::new();
        from.encode(&frame, next(number), &mut wire).expect("a small frame");
        assert!((wire.len() - 4).is_multiple_of(16), "whole blocks after the length");
        let mut seen = wire.clone();
        assert_eq!(observer.decode(direction, &mut seen).as_ref(), Ok(&Some(frame.clone())));
        assert_eq!(to.decode(&mut wire), Ok(Some(frame)));
        assert!(seen.is_empty() && wire.is_empty());
    }
}

/// Sends frames in one direction with one act of the adversary.
fn tampered(setup: &Setup, edges: &[u8; 5], deed: u8, mut choices: Choices<'_>) {
    let direction = if choices.below(2) == 0 { Direction::ToAgent } else { Direction::ToClient };
    let (at, value) = (u16::from_le_bytes([choices.byte(), choices.byte()]), choices.byte());
    let (client, agent) = setup.connect();
    let mut writer = if direction == Direction::ToAgent { client } else { agent };
    let layout = Layout::new(writer.version(), direction);
    let (mut wire, mut starts, mut sent) = (BytesMut::new(), Vec::new(), Vec::new());
    while !choices.is_empty() && sent.len() < 16 {
        let frame = frame(&mut choices, layout);
        starts.push(wire.len());
        writer.encode(&frame, next(sent.len()), &mut wire).expect("a small frame");
        sent.push(frame);
    }
    let (whole, end) = check(setup, direction, &wire, edges);
    assert_eq!((&whole, end), (&sent, Ok(())), "unaltered frames arrive");
    if wire.is_empty() {
        return;
    }

    let at = usize::from(at) % wire.len();
    let touched = starts.partition_point(|&start| start <= at) - 1;
    match deed {
        2 => {
            let (got, end) = check(setup, direction, &wire[..at], edges);
            assert_eq!((&got[..], end), (&sent[..touched], Ok(())), "whole frames before the cut");
        }
        3 => {
            let mut other = setup.clone();
            other.required = RequiredEncryption::Aes(AesKey::from_bytes_256([value | 0x80; 32]));
            // One time in 256 the padding is valid by chance; then the frame differs.
            let (got, _) = check(&other, direction, &wire, edges);
            assert!(got.iter().zip(&sent).all(|(got, sent)| got != sent), "read without the key");
        }
        _ => {
            if wire[at] == value {
                return;
            }
            wire[at] = value;
            let (got, end) = check(setup, direction, &wire, edges);
            assert_eq!(got[..touched.min(got.len())], sent[..touched], "earlier frames are unaltered");
            if at - starts[touched] >= 4 {
                // Messages are not authenticated (INW-046), so the altered one may pass.
                // Then the frame differs, and the chain is intact again after the next IV.
                assert_eq!(end.is_ok(), got.len() == sent.len());
                assert!(got.len() == touched || got.len() == sent.len(), "a failure is the end");
                if end.is_ok() {
                    assert!(got[touched] != sent[touched] && got[touched + 1..] == sent[touched + 1..]);
                }
            }
        }
    }
}

/// Decodes one direction's stream in one piece, in pieces, lent from a slice, and with an
/// observer; asserts equal results, and that no error reveals more than allowed.
fn check(setup: &Setup, direction: Direction, bytes: &[u8], edges: &[u8; 5]) -> Read {
    let reader = || {
        let (client, agent) = setup.connect();
        if direction == Direction::ToAgent { agent } else { client }
    };
    let mut owning = reader();
    let (whole, rest) = feed([bytes], |src| owning.decode(src));
    let mut chunked = reader();
    assert_eq!(feed(cut(bytes, edges), |src| chunked.decode(src)).0, whole);
    let mut observer = observer(setup, &owning);
    assert_eq!(feed(cut(bytes, edges), |src| observer.decode(direction, src)).0, whole);

    let (mut lending, mut lent_from) = (reader(), bytes.to_vec());
    let mut lent_rest = &mut lent_from[..];
    for frame in &whole.0 {
        let lent = lending.decode_slice(&mut lent_rest).expect("good").expect("whole");
        assert_eq!(&lent.into_owned(), frame);
    }
    assert_eq!(lending.decode_slice(&mut lent_rest).err(), whole.1.clone().err());
    assert!(lent_rest == &rest[..], "something was lost");

    // The split directions give the same (where they can be split).
    if let Ok((mut half, _)) = reader().into_split() {
        assert_eq!(feed([bytes], |src| FrameDecoder::decode(&mut half, src)).0, whole);
    } else {
        assert_eq!(setup.assumptions.iv_chain(), IvChain::Shared);
    }

    if let Err(error) = &whole.1 {
        assert_eq!(error.offset(), 0, "a frame error counts from the frame's start");
        let length = i32::from_le_bytes(*rest.first_chunk().expect("a length"));
        match error.kind() {
            DecodeErrorKind::Negative { .. } => assert!(length < 0),
            DecodeErrorKind::Limit(limit) => assert!(limit.found > limit.max && length > 0),
            DecodeErrorKind::EncryptedLength(_) => assert!(length < 32 || length % 16 != 0),
            DecodeErrorKind::Decryption => {
                assert_eq!(error.to_string(), "the frame cannot be decrypted at byte 0");
                let body = &rest[4..][..usize::try_from(length).expect("a length")];
                assert!(body.iter().all(|&byte| byte == 0), "the decrypted bytes are wiped");
            }
            _ => panic!("{error}"),
        }
    }
    whole
}

fn observer(setup: &Setup, side: &Connection) -> Observer {
    let (RequiredEncryption::Aes(key), Announced::Aes(iv)) = (&setup.required, side.agreed().announced)
    else {
        panic!("AES was agreed on")
    };
    Observer::aes(side.version(), key, iv, &setup.assumptions).with_limits(LIMITS)
}

fn frame(choices: &mut Choices<'_>, layout: Layout) -> Frame {
    let (command, length) = (choices.byte(), usize::from(choices.byte()));
    let target = (layout.version() == ProtocolVersion::V1 && layout.has_target()).then_some(command.into());
    Frame::new(i32::from(command) - 128, vec![command; length]).with_target(target)
}
