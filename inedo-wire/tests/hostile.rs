//! Input of hostile and broken peers: never a panic, never more memory than
//! the limits allow, never a frame after a failure.

#[path = "support/pair.rs"]
mod pair;

use bytes::{Bytes, BytesMut};
use inedo_wire::{
    AesKey, AgentType, Assumptions, Connection, DecodeError, DecodeErrorKind, Direction, Frame, FrameDecoder,
    FrameEncoder, Frames, IvChain, Layout, Limits, Message, NextIv, ProtocolVersion, Reply,
    RequiredEncryption, Stage, Versions,
};
use pair::{Setup, iv, next};
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::chunking;

const LIMITS: Limits = Limits::DEFAULT;

fn aes() -> RequiredEncryption {
    RequiredEncryption::Aes(AesKey::from_bytes_128([3; 16]))
}

/// All frames and how the stream ended. Checks on the way that an error is the
/// last thing that happens.
fn drain(side: &mut Connection, bytes: &[u8]) -> (Vec<Frame>, Result<(), DecodeError>) {
    let (mut src, mut frames) = (BytesMut::from(bytes), Vec::new());
    let end = loop {
        match side.decode(&mut src) {
            Ok(Some(frame)) => frames.push(frame),
            Ok(None) => break side.finish(&src),
            Err(error) => {
                assert_eq!(side.decode(&mut src), Err(error.clone()), "errors are sticky");
                // Good bytes do not bring it back to life.
                let mut good = BytesMut::from(&[0; 64][..]);
                assert_eq!(side.decode(&mut good), Err(error.clone()));
                assert_eq!(good.len(), 64, "and are not taken");
                let encoded = side.encode(&Frame::new(0, "x"), next(99), &mut good);
                assert_eq!(encoded, Err(inedo_wire::EncodeError::Poisoned));
                break Err(error);
            }
        }
    };
    (frames, end)
}

/// Some frames of one side, with the offset of each, and the other side to read them.
fn conversation(
    setup: &Setup,
    sizes: &[usize],
    direction: Direction,
) -> (Vec<u8>, Vec<usize>, Vec<Frame>, Connection) {
    let (client, agent) = setup.connect();
    let (mut writer, reader) =
        if direction == Direction::ToAgent { (client, agent) } else { (agent, client) };
    let targeted = writer.version() == ProtocolVersion::V1 && direction == Direction::ToAgent;
    let (mut wire, mut starts, mut frames) = (BytesMut::new(), Vec::new(), Vec::new());
    for (number, &size) in sizes.iter().enumerate() {
        let data: Vec<u8> = iv(number as u64).into_iter().cycle().take(size).collect();
        let frame = Frame::new(number as i32, data).with_target(targeted.then_some(AgentType::Hedgehog));
        starts.push(wire.len());
        writer.encode(&frame, next(number as u64), &mut wire).unwrap();
        frames.push(frame);
    }
    (wire.to_vec(), starts, frames, reader)
}

#[test]
fn a_stream_that_ends_anywhere_is_whole_frames_or_an_error() {
    for required in [RequiredEncryption::None, aes()] {
        let setup = Setup::new(required, 51);
        let (wire, starts, frames, _) = conversation(&setup, &[0, 5, 40], Direction::ToAgent);
        for cut in chunking::truncations(&wire) {
            let (_, mut agent) = setup.connect();
            let (got, end) = drain(&mut agent, cut);
            let whole = starts.iter().filter(|&&start| start > 0 && start <= cut.len()).count();
            assert_eq!(got, frames[..whole]);
            if starts.contains(&cut.len()) {
                assert_eq!(end, Ok(()));
            } else {
                let error = end.unwrap_err();
                let DecodeErrorKind::UnexpectedEof { stage, missing } = error.kind() else {
                    panic!("{error}")
                };
                // What is said to be missing is what would have come, as far as
                // the header tells.
                let next = starts.get(whole + 1).copied().unwrap_or(wire.len());
                match stage {
                    Stage::Data => assert_eq!(cut.len() as u64 + missing, next as u64),
                    _ => assert!(*missing > 0 && cut.len() as u64 + missing <= next as u64),
                }
            }
        }
    }
}

/// Checks what must hold when one byte of a conversation is altered.
///
/// Plain: data and commands arrive altered where they were, since the format
/// cannot notice; every other change is seen. Encrypted: there is no integrity, so
/// a change may pass. In both: what came before is untouched, and nothing follows
/// a failure. Says whether the change was noticed.
fn check_altered(setup: &Setup, sizes: &[usize], direction: Direction, at: usize, value: u8) -> bool {
    let (mut wire, starts, frames, mut reader) = conversation(setup, sizes, direction);
    if wire[at] == value {
        return false;
    }
    wire[at] = value;
    let (got, end) = drain(&mut reader, &wire);
    let altered = starts.partition_point(|&start| start <= at) - 1;
    assert_eq!(got[..altered.min(got.len())], frames[..altered], "what came before is untouched");
    let in_length = at - starts[altered] < 4;
    if setup.required == aes() {
        // A bad frame ends it all there; a bad length may be seen later.
        assert!(in_length || end.is_ok() || got.len() == altered);
    } else if in_length {
        // If the stream ends well, the frames account for every byte of it.
        if end.is_ok() {
            let header = Layout::new(reader.version(), direction).header_len();
            let total: usize = got.iter().map(|frame| frame.data().len() + header).sum();
            assert_eq!(total, wire.len());
        }
    } else {
        assert_eq!(end, Ok(()));
        let different: Vec<_> = (0..frames.len()).filter(|&i| got[i] != frames[i]).collect();
        assert_eq!((got.len(), &different[..]), (frames.len(), &[altered][..]));
    }
    end.is_err()
}

fn setups() -> Vec<Setup> {
    let mut setups = Vec::new();
    for (required, chain) in [
        (RequiredEncryption::None, IvChain::PerDirection),
        (aes(), IvChain::PerDirection),
        (aes(), IvChain::Shared),
    ] {
        for versions in [Versions::V1, Versions::V2] {
            let mut setup = Setup::new(required.clone(), 51).chain(chain);
            setup.versions = versions;
            setups.push(setup);
        }
    }
    setups
}

#[test]
fn each_byte_altered_in_turn() {
    let sizes = [0, 5, 40, 1];
    for setup in setups() {
        for direction in [Direction::ToAgent, Direction::ToClient] {
            let (wire, ..) = conversation(&setup, &sizes, direction);
            let mut noticed = 0;
            for (at, &byte) in wire.iter().enumerate() {
                for value in [byte ^ 1, byte ^ 0x80, byte.wrapping_sub(1), 0xff] {
                    noticed += usize::from(check_altered(&setup, &sizes, direction, at, value));
                }
            }
            assert!(noticed > 0, "{setup:?} {direction:?}");
        }
    }
}

#[test]
fn a_command_can_be_altered_unnoticed() {
    // INW-046: why the documentation opens with a warning.
    let setup = Setup::new(aes(), 51);
    let (mut wire, _, _, mut agent) = conversation(&setup, &[3], Direction::ToAgent);
    wire[4] ^= 0x20;
    let (frames, end) = drain(&mut agent, &wire);
    assert_eq!(end, Ok(()));
    assert_eq!(frames[0].command(), 0x20, "was 0");
}

#[test]
fn lengths_at_their_ends() {
    for (limits, lengths) in [
        (LIMITS, vec![-1, i32::MIN, i32::MAX, (64 << 20) + 1]),
        (LIMITS.with_to_agent_len(64), vec![65, i32::MAX, -64]),
        (LIMITS.with_to_agent_len(0), vec![1]),
        (LIMITS.with_to_agent_len(u64::MAX), vec![-1, i32::MIN]),
    ] {
        let layout = Layout::new(ProtocolVersion::V2, Direction::ToAgent);
        let key = AesKey::from_bytes_128([0; 16]);
        for length in lengths {
            let plain = FrameDecoder::plain(layout).with_limits(limits);
            let encrypted = FrameDecoder::aes(layout, &key, inedo_wire::Iv::new([0; 16])).with_limits(limits);
            for mut decoder in [plain, encrypted] {
                // Seen as soon as the length is there, and before anything else.
                let mut src = BytesMut::from(&length.to_le_bytes()[..]);
                let capacity = src.capacity();
                let error = decoder.decode(&mut src).unwrap_err();
                assert_eq!(error.is_limit(), length >= 0, "{error}");
                assert_eq!(error.offset(), 0);
                assert_eq!(src.capacity(), capacity, "nothing was reserved");
            }
        }
    }
}

#[test]
fn every_impossible_encrypted_length_is_refused() {
    // INW-042
    let layout = Layout::new(ProtocolVersion::V1, Direction::ToAgent);
    let key = AesKey::from_bytes_128([0; 16]);
    for length in 0..200 {
        let mut decoder = FrameDecoder::aes(layout, &key, inedo_wire::Iv::new([0; 16]));
        let result = decoder.decode(&mut BytesMut::from(&i32::to_le_bytes(length)[..]));
        if length >= 32 && length % 16 == 0 {
            assert_eq!(result, Ok(None));
        } else {
            assert_eq!(result.unwrap_err().kind(), &DecodeErrorKind::EncryptedLength(length));
        }
    }
}

#[test]
fn frames_over_the_limit_are_not_written_either() {
    let layout = Layout::new(ProtocolVersion::V2, Direction::ToClient);
    let limits = LIMITS.with_to_client_len(64);
    let mut dst = BytesMut::new();
    let mut plain = FrameEncoder::plain(layout).with_limits(limits);
    plain.encode(&Frame::new(1, vec![0; 64]), NextIv::not_needed(), &mut dst).unwrap();
    let written = dst.len();
    assert!(plain.encode(&Frame::new(1, vec![0; 65]), NextIv::not_needed(), &mut dst).is_err());
    assert_eq!(dst.len(), written);
    // Encrypted, the limit counts the ciphertext: 16 + 4 + 43 + 1 of padding.
    let key = AesKey::from_bytes_128([0; 16]);
    let mut encrypted = FrameEncoder::aes(layout, &key, inedo_wire::Iv::new([0; 16])).with_limits(limits);
    encrypted.encode(&Frame::new(1, vec![0; 43]), next(1), &mut dst).unwrap();
    assert!(encrypted.encode(&Frame::new(1, vec![0; 44]), next(2), &mut dst).is_err());
}

#[test]
fn file_lists_are_bounded_before_memory_is_taken() {
    let decode = |data: Vec<u8>, limits: &Limits| {
        Message::decode(&Frame::new(2, data), &Assumptions::DEFAULT, limits).unwrap_err()
    };
    // Two thousand million files announced, no byte of them there.
    let error = decode([&[0][..], &i32::MAX.to_le_bytes()].concat(), &LIMITS);
    assert!(matches!(error.kind(), DecodeErrorKind::Truncated { what: "array", .. }));
    assert_eq!(error.path(), Some("assemblies"));
    // Two announced, and one byte too few for the smallest there can be.
    let error = decode([&[0][..], &2_i32.to_le_bytes(), &[0; 25]].concat(), &LIMITS);
    assert!(matches!(error.kind(), DecodeErrorKind::Truncated { what: "array", .. }));
    // More files than allowed, all there.
    let file = [&b"\x01x"[..], &[0; 8], &[0; 4]].concat();
    let update = [&[0][..], &3_i32.to_le_bytes(), &file, &file, &file, &[0; 4]].concat();
    let error = decode(update, &LIMITS.with_files(2));
    assert!(error.is_limit());
    assert_eq!(error.to_string(), "assemblies: number of files 3 exceeds the limit of 2 at byte 1");
}

#[test]
fn bad_files_are_named() {
    // INW-052
    let good = [&b"\x05a.dll"[..], &[0; 8], &[0; 4]].concat();
    for (bad, expected) in [
        ([&b"\x09..\\x.exe!"[..], &[0; 12]].concat(), "a file name with the character '\\\\'"),
        ([&b"\x03C:x"[..], &[0; 12]].concat(), "a file name with the character ':'"),
        ([&b"\x02x\0"[..], &[0; 12]].concat(), "a file name with the character '\\0'"),
        ([&b"\x02.."[..], &[0; 12]].concat(), "a file name that means a folder"),
        ([&b"\x00"[..], &[0; 12]].concat(), "a file name without a character"),
    ] {
        let data = [&[0][..], &0_i32.to_le_bytes(), &2_i32.to_le_bytes(), &good, &bad].concat();
        let error = Message::decode(&Frame::new(2, data), &Assumptions::DEFAULT, &LIMITS).unwrap_err();
        assert_eq!(error.path(), Some("extensions[1].name"));
        assert_eq!(error.kind().to_string(), expected);
        assert_eq!(error.offset(), 1 + 4 + 4 + good.len());
    }
}

#[test]
fn a_message_cut_short_anywhere_is_an_error() {
    let files = [&b"\x05a.dll"[..], &[1; 7], &[0], &3_i32.to_le_bytes(), b"abc"].concat();
    let data = [&[1][..], &1_i32.to_le_bytes(), &files, &1_i32.to_le_bytes(), &files].concat();
    let decode = |data: &[u8]| {
        let frame = Frame::new(2, Bytes::copy_from_slice(data));
        Message::decode(&frame, &Assumptions::DEFAULT, &LIMITS)
    };
    decode(&data).unwrap();
    for cut in chunking::truncations(&data) {
        let error = decode(cut).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::Truncated { .. }), "{error}");
        assert!(error.path().is_some());
    }
    let answer = Frame::new(3, &b"\x05abcd"[..]);
    let error = Reply::decode(&answer, &Assumptions::DEFAULT, &LIMITS).unwrap_err();
    assert_eq!(error.to_string(), "path: the string is cut short: 1 more bytes expected at byte 1");
}

#[test]
fn an_early_end_says_where_and_how_much_is_missing() {
    for (stage, name) in [
        (Stage::Hello, "hello"),
        (Stage::Acknowledgement, "acknowledgement"),
        (Stage::Header, "frame header"),
        (Stage::Data, "frame data"),
    ] {
        let kind = DecodeErrorKind::UnexpectedEof { stage, missing: 7 };
        assert_eq!(kind.to_string(), format!("the stream ended inside the {name}: 7 more bytes expected"));
    }
}

#[test]
fn a_stream_that_ends_inside_the_header_is_told_from_one_that_ends_in_the_data() {
    let layout = Layout::new(ProtocolVersion::V1, Direction::ToAgent);
    let frame = [5, 0, 0, 0, 1, 0, 0, 0, 0, 9, 9, 9, 9, 9];
    for (end, stage, missing) in [
        (2, Stage::Header, 7),
        (4, Stage::Header, 5),
        (8, Stage::Header, 1),
        (9, Stage::Data, 5),
        (13, Stage::Data, 1),
    ] {
        let error = FrameDecoder::plain(layout).finish(&frame[..end]).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::UnexpectedEof { stage, missing });
    }
}

#[test]
fn a_frame_as_long_as_its_limit_is_read() {
    let layout = Layout::new(ProtocolVersion::V1, Direction::ToClient);
    let frame = Frame::new(7, vec![3; 64]);
    let mut wire = BytesMut::new();
    FrameEncoder::plain(layout).encode(&frame, NextIv::not_needed(), &mut wire).unwrap();
    let mut decoder = FrameDecoder::plain(layout).with_limits(LIMITS.with_to_client_len(64));
    let read = decoder.decode(&mut wire).unwrap().unwrap();
    assert_eq!(read.into_data(), vec![3; 64]);
}

#[test]
fn limits_say_what_they_were_set_to() {
    let limits = LIMITS.with_to_agent_len(11).with_to_client_len(12).with_string_len(13).with_files(14);
    let said = (limits.to_agent_len(), limits.to_client_len(), limits.string_len(), limits.files());
    assert_eq!(said, (11, 12, 13, 14));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_stream_does_harm(bytes in vec(any::<u8>(), 0..300), encrypted: bool, v1: bool) {
        let mut setup = Setup::new(if encrypted { aes() } else { RequiredEncryption::None }, 51);
        setup.versions = if v1 { Versions::V1 } else { Versions::V2 };
        let (client, agent) = setup.connect();
        for mut side in [client, agent] {
            let (frames, _) = drain(&mut side, &bytes);
            for frame in frames {
                let _ = side.decode_message(&frame);
                let _ = side.decode_reply(&frame);
            }
        }
    }

    #[test]
    fn small_lengths_do_no_harm(lengths in vec(0_u32..64, 1..8), filler: u8) {
        let mut bytes = Vec::new();
        for length in lengths {
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend(std::iter::repeat_n(filler, length as usize));
        }
        for required in [RequiredEncryption::None, aes()] {
            let (client, agent) = Setup::new(required, 51).connect();
            for mut side in [client, agent] {
                let _ = drain(&mut side, &bytes);
            }
        }
    }

    #[test]
    fn any_byte_altered_in_any_conversation(
        setup in proptest::sample::select(setups()),
        sizes in vec(0_usize..80, 1..6),
        to_agent: bool,
        at: proptest::sample::Index,
        value: u8,
    ) {
        let direction = if to_agent { Direction::ToAgent } else { Direction::ToClient };
        let (wire, ..) = conversation(&setup, &sizes, direction);
        check_altered(&setup, &sizes, direction, at.index(wire.len()), value);
    }

    #[test]
    fn the_slice_walker_agrees_with_the_decoder(bytes in vec(prop_oneof![Just(0_u8), 0_u8..9, any::<u8>()], 0..120), v1: bool) {
        let version = if v1 { ProtocolVersion::V1 } else { ProtocolVersion::V2 };
        let layout = Layout::new(version, Direction::ToAgent);
        let mut walker = Frames::new(&bytes, layout, &LIMITS);
        let (mut decoder, mut src) = (FrameDecoder::plain(layout), BytesMut::from(&bytes[..]));
        loop {
            let walked = walker.next().transpose().map(|frame| frame.map(inedo_wire::FrameRef::into_owned));
            let decoded = decoder.decode(&mut src);
            prop_assert_eq!(&walked, &decoded);
            prop_assert_eq!(walker.rest(), &src[..]);
            if !matches!(decoded, Ok(Some(_))) {
                break;
            }
        }
    }

    #[test]
    fn handshakes_of_random_bytes_do_no_harm(bytes in vec(any::<u8>(), 0..60)) {
        let setup = Setup::new(RequiredEncryption::None, 51);
        let _ = setup.client().start().1.handle_bytes(&mut BytesMut::from(&bytes[..]));
        let _ = setup.server().start().handle_bytes(&mut BytesMut::from(&bytes[..]));
    }

    #[test]
    fn random_messages_do_no_harm(data in vec(any::<u8>(), 0..100), command in 2..4) {
        let frame = Frame::new(command, data);
        let _ = Message::decode(&frame, &Assumptions::DEFAULT, &LIMITS);
        let _ = Reply::decode(&frame, &Assumptions::DEFAULT, &LIMITS);
    }
}
