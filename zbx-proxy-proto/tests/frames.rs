//! Frames on a stream, valid and invalid: rules ZBX-001 to ZBX-027.

use std::io::Write;

use bytes::BytesMut;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use zbx_proxy_proto::{
    Compression, DecodeError, DecodeErrorKind, FlagReading, Flags, Frame, FrameDecoder, FrameEncoder, Header,
    Limits, Stage,
};

const PAYLOAD: &[u8] = br#"{"request":"proxy tasks"}"#;

fn frame(flags: u8, wire: &[u8], length: u64, reserved: u64) -> Vec<u8> {
    let mut bytes = b"ZBXD".to_vec();
    bytes.push(flags);
    let width = if flags & 4 == 0 { 4 } else { 8 };
    for number in [length, reserved] {
        bytes.extend_from_slice(&number.to_le_bytes()[..width]);
    }
    bytes.extend_from_slice(wire);
    bytes
}

fn zlib(payload: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(payload).unwrap();
    encoder.finish().unwrap()
}

fn compressed(wire: &[u8], reserved: usize) -> Vec<u8> {
    frame(0x03, wire, wire.len() as u64, reserved as u64)
}

fn decode_with(mut decoder: FrameDecoder, bytes: &[u8]) -> Result<Option<Frame>, DecodeError> {
    let mut src = BytesMut::from(bytes);
    decoder.decode(&mut src)
}

fn decode(bytes: &[u8]) -> Result<Option<Frame>, DecodeError> {
    decode_with(FrameDecoder::new(), bytes)
}

fn fails(bytes: &[u8]) -> (DecodeErrorKind, usize) {
    let error = decode(bytes).unwrap_err();
    (error.kind().clone(), error.offset())
}

fn ends(bytes: &[u8]) -> Result<(), DecodeError> {
    let mut decoder = FrameDecoder::new();
    let mut src = BytesMut::from(bytes);
    assert_eq!(decoder.decode(&mut src), Ok(None));
    decoder.finish(&src)
}

#[test]
fn bytes_that_cannot_become_the_magic_are_refused_at_once() {
    for (bytes, offset) in [(&b"{"[..], 0), (b"Z{", 1), (b"zbxd\x01", 0), (b"ZBXd", 3), (b"{\"request\"", 0)]
    {
        let (kind, at) = fails(bytes);
        assert!(matches!(kind, DecodeErrorKind::BadMagic { .. }), "{kind}");
        assert_eq!(at, offset);
    }
    assert_eq!(decode(b"ZB"), Ok(None));
}

#[test]
fn a_stream_without_bytes_is_well_ended() {
    assert_eq!(ends(b""), Ok(()));
}

#[test]
fn a_stream_that_ends_inside_a_frame_says_where() {
    let whole = frame(0x01, PAYLOAD, 25, 0);
    for (length, stage, missing) in [
        (1, Stage::Magic, 3),
        (4, Stage::Flags, 1),
        (5, Stage::Lengths, 8),
        (12, Stage::Lengths, 1),
        (13, Stage::Payload, 25),
        (37, Stage::Payload, 1),
    ] {
        let error = ends(&whole[..length]).unwrap_err();
        assert_eq!(*error.kind(), DecodeErrorKind::UnexpectedEof { stage, missing });
        assert_eq!(error.offset(), length);
    }
    let large = frame(0x05, PAYLOAD, 25, 0);
    let error = ends(&large[..20]).unwrap_err();
    assert_eq!(*error.kind(), DecodeErrorKind::UnexpectedEof { stage: Stage::Lengths, missing: 1 });
}

#[test]
fn flags_are_strict_unless_read_as_the_c_receivers_do() {
    for flags in 0..=0xff_u8 {
        let wire = if flags & 2 == 0 { PAYLOAD.to_vec() } else { zlib(PAYLOAD) };
        let bytes = frame(flags, &wire, wire.len() as u64, 25);
        let strict = decode(&bytes);
        if [1, 3, 5, 7].contains(&flags) {
            assert_eq!(&strict.unwrap().unwrap().payload()[..], PAYLOAD, "{flags:#04x}");
        } else {
            assert_eq!(*strict.unwrap_err().kind(), DecodeErrorKind::BadFlags(flags));
        }
        let lenient = decode_with(FrameDecoder::new().with_flag_reading(FlagReading::SignedByte), &bytes);
        let taken = [1, 3, 5, 7].contains(&flags) || (flags >= 0x81 && flags & 1 == 1);
        assert_eq!(lenient.is_ok(), taken, "{flags:#04x}");
        let small = decode_with(FrameDecoder::new().with_large_frames(false), &bytes);
        assert_eq!(small.is_ok(), [1, 3].contains(&flags), "{flags:#04x}");
    }
    let refused =
        decode_with(FrameDecoder::new().with_large_frames(false), &frame(5, PAYLOAD, 25, 0)).unwrap_err();
    assert_eq!((refused.kind(), refused.offset()), (&DecodeErrorKind::LargeNotAllowed(5), 4));
}

#[test]
fn lengths_beyond_the_limits_are_refused_before_the_payload() {
    let limits = Limits::DEFAULT.with_frame_len(1000).with_payload_len(5000);
    let header = |flags, length, reserved| Header::parse(&frame(flags, b"", length, reserved), &limits);
    assert!(header(1, 1000, 0).is_ok() && header(3, 1000, 5000).is_ok());
    let error = header(1, 1001, 0).unwrap_err();
    assert!(error.is_limit());
    assert_eq!(error.to_string(), "frame length 1001 exceeds the limit of 1000 at byte 5");
    let error = header(3, 1000, 5001).unwrap_err();
    assert_eq!(error.to_string(), "inflated length 5001 exceeds the limit of 5000 at byte 9");
    let error = header(7, u64::MAX, 0).unwrap_err();
    assert_eq!(error.offset(), 5);
    let error = header(7, 1, u64::MAX).unwrap_err();
    assert_eq!(error.offset(), 13);
    // Without compression the second length is ignored.
    // Without zlib receivers do not use it, but close above a bound.
    assert!(header(1, 1, u64::from(u32::MAX)).is_ok());
    assert!(header(5, 1, 16 << 30).is_ok());
    assert!(header(5, 1, (16 << 30) + 1).unwrap_err().is_limit());
    for (reserved, is_taken) in [(1 << 30, true), ((1 << 30) + 1, false)] {
        let mut src = BytesMut::from(&frame(1, b"x", 1, reserved)[..]);
        let taken = FrameDecoder::new().with_large_frames(false).decode(&mut src);
        assert_eq!(taken.is_ok(), is_taken, "{reserved}");
    }
    // And the first is the length of the payload.
    let error = Header::parse(&frame(1, b"", 900, 0), &limits.with_payload_len(899)).unwrap_err();
    assert_eq!(error.to_string(), "payload length 900 exceeds the limit of 899 at byte 5");
}

#[test]
fn the_limits_of_real_daemons_are_a_gibibyte_on_the_wire_and_inflated() {
    // ZBX-009
    let header = |length, reserved, limits| Header::parse(&frame(3, b"", length, reserved), &limits);
    let (mebibyte, gibibyte) = (1 << 20, 1 << 30);
    for (limits, wire, inflated) in
        [(Limits::DEFAULT, 16 * mebibyte, 128 * mebibyte), (Limits::PROTOCOL, gibibyte, gibibyte)]
    {
        assert!(header(wire, inflated, limits).is_ok());
        assert!(header(wire + 1, inflated, limits).unwrap_err().is_limit());
        assert!(header(wire, inflated + 1, limits).unwrap_err().is_limit());
    }
}

#[test]
fn empty_frames_are_valid() {
    for bytes in [frame(1, b"", 0, 0), frame(3, b"", 0, 0), frame(5, b"", 0, 0)] {
        assert_eq!(decode(&bytes).unwrap().unwrap().payload().len(), 0);
    }
    let empty = zlib(b"");
    assert_eq!(decode(&compressed(&empty, 0)).unwrap().unwrap().payload().len(), 0);
}

#[test]
fn reserved_without_compression_is_ignored() {
    assert_eq!(&decode(&frame(1, PAYLOAD, 25, 999)).unwrap().unwrap().payload()[..], PAYLOAD);
}

#[test]
fn compression_of_every_level_is_read() {
    for level in 0..=9 {
        let mut dst = BytesMut::new();
        let sent = Frame::new(PAYLOAD).compressed();
        FrameEncoder::new().with_compression(Compression::new(level)).encode(&sent, &mut dst).unwrap();
        assert_eq!(decode(&dst).unwrap().unwrap(), sent);
    }
}

#[test]
fn the_default_level_writes_the_header_that_peers_look_for() {
    let mut dst = BytesMut::new();
    Frame::new(PAYLOAD).compressed().encode(&mut dst).unwrap();
    assert_eq!(dst[13..15], [0x78, 0x9c]);
}

#[test]
fn what_does_not_inflate_to_the_announced_length_is_refused() {
    let wire = zlib(PAYLOAD);
    for reserved in [0, 24, 26, 1000] {
        let (kind, offset) = fails(&compressed(&wire, reserved));
        let DecodeErrorKind::SizeMismatch { announced, .. } = kind else { panic!("{reserved}: {kind}") };
        assert_eq!((announced, offset), (reserved as u64, 13));
    }
}

#[test]
fn a_lie_about_the_inflated_length_costs_no_memory() {
    let (kind, _) = fails(&compressed(&zlib(PAYLOAD), 100 << 20));
    let DecodeErrorKind::SizeMismatch { announced, found } = kind else { panic!("{kind}") };
    assert_eq!(announced, 100 << 20);
    assert!(found < 1 << 20, "a ratio that deflate does not reach is refused before anything is inflated");
}

#[test]
fn damaged_compression_is_refused() {
    let wire = zlib(PAYLOAD);
    let mut bad_checksum = wire.clone();
    *bad_checksum.last_mut().unwrap() ^= 1;
    assert_eq!(fails(&compressed(&bad_checksum, 25)).0, DecodeErrorKind::Zlib);
    assert_eq!(fails(&compressed(&wire[..wire.len() - 1], 25)).0, DecodeErrorKind::Zlib);
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(PAYLOAD).unwrap();
    assert_eq!(fails(&compressed(&gzip.finish().unwrap(), 25)).0, DecodeErrorKind::Zlib);
    let mut raw = DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    raw.write_all(PAYLOAD).unwrap();
    assert_eq!(fails(&compressed(&raw.finish().unwrap(), 25)).0, DecodeErrorKind::Zlib);
}

#[test]
fn bytes_behind_the_compressed_stream_are_ignored() {
    let mut wire = zlib(PAYLOAD);
    wire.extend_from_slice(b"garbage");
    assert_eq!(&decode(&compressed(&wire, 25)).unwrap().unwrap().payload()[..], PAYLOAD);
}

#[test]
fn a_connection_for_one_frame_refuses_more_in_the_same_read() {
    let one = frame(1, PAYLOAD, 25, 0);
    for behind in [&b"\n"[..], &one] {
        let bytes = [&one[..], behind].concat();
        let error = decode_with(FrameDecoder::new().with_single_frame(true), &bytes).unwrap_err();
        assert_eq!(*error.kind(), DecodeErrorKind::TrailingData(behind.len()));
        assert_eq!(error.offset(), 38);
        let error = Frame::decode(&bytes, &Limits::DEFAULT).unwrap_err();
        assert_eq!(*error.kind(), DecodeErrorKind::TrailingData(behind.len()));
    }
    assert_eq!(&Frame::decode(&one, &Limits::DEFAULT).unwrap().payload()[..], PAYLOAD);
    assert!(
        Frame::decode(&one[..20], &Limits::DEFAULT).is_err() && Frame::decode(b"", &Limits::DEFAULT).is_err()
    );
}

#[test]
fn a_connection_for_one_frame_drops_what_comes_later() {
    let mut decoder = FrameDecoder::new().with_single_frame(true);
    let mut src = BytesMut::from(&frame(1, PAYLOAD, 25, 0)[..]);
    assert!(decoder.decode(&mut src).unwrap().is_some());
    src.extend_from_slice(b"anything");
    assert_eq!(decoder.decode(&mut src), Ok(None));
    assert_eq!(decoder.finish(&src), Ok(()));
}

#[test]
fn frames_back_to_back_come_one_by_one() {
    let mut src = BytesMut::from(
        &[frame(1, b"a", 1, 0), compressed(&zlib(b"b"), 1), frame(5, b"c", 1, 0)].concat()[..],
    );
    let mut decoder = FrameDecoder::new();
    let mut payloads = Vec::new();
    while let Some(frame) = decoder.decode(&mut src).unwrap() {
        payloads.extend_from_slice(frame.payload());
    }
    assert_eq!(payloads, b"abc");
    assert_eq!(decoder.finish(&src), Ok(()));
}

#[test]
fn errors_are_final() {
    let mut decoder = FrameDecoder::new();
    let mut src = BytesMut::from(&b"nonsense"[..]);
    let error = decoder.decode(&mut src).unwrap_err();
    let mut good = BytesMut::from(&frame(1, PAYLOAD, 25, 0)[..]);
    assert_eq!(decoder.decode(&mut good).unwrap_err(), error);
    assert_eq!(decoder.finish(&good).unwrap_err(), error);
}

#[test]
fn answers_travel_as_they_were_asked() {
    assert_eq!(Frame::new(PAYLOAD).like(Flags::COMPRESSED).flags(), Flags::COMPRESSED);
    assert_eq!(Frame::new(PAYLOAD).compressed().like(Flags::PLAIN).flags(), Flags::PLAIN);
}

#[cfg(feature = "tokio")]
#[test]
fn the_tokio_codec_is_the_same_codec() {
    use tokio_util::codec::{Decoder, Encoder};
    let mut dst = BytesMut::new();
    let sent = Frame::new(PAYLOAD).compressed();
    Encoder::encode(&mut FrameEncoder::new(), &sent, &mut dst).unwrap();
    let mut decoder = FrameDecoder::new();
    assert_eq!(Decoder::decode(&mut decoder, &mut dst).unwrap(), Some(sent));
    dst.extend_from_slice(b"ZBX");
    let error = decoder.decode_eof(&mut dst).unwrap_err();
    assert_eq!(error.to_string(), "the stream ended inside the magic: 1 more bytes expected at byte 3");

    // Frames can be encoded by value and by reference.
    let mut dst = BytesMut::new();
    Encoder::encode(&mut FrameEncoder::new(), Frame::new(PAYLOAD), &mut dst).unwrap();
    assert_eq!(&dst[..], frame(0x01, PAYLOAD, 25, 0));
}

#[test]
fn an_early_end_says_where() {
    for (stage, name) in [
        (Stage::Magic, "magic"),
        (Stage::Flags, "flags"),
        (Stage::Lengths, "lengths"),
        (Stage::Payload, "payload"),
    ] {
        assert_eq!(stage.to_string(), name);
    }
}

#[test]
fn what_deflate_could_just_reach_is_tried() {
    let wire = [0x78, 0x9c, 0xff];
    let inflated = |announced| Frame::decode(&frame(3, &wire, 3, announced), &Limits::DEFAULT).unwrap_err();
    assert_eq!(*inflated(3 * 1032).kind(), DecodeErrorKind::Zlib);
    let kind = DecodeErrorKind::SizeMismatch { announced: 3 * 1032 + 1, found: 3 * 1032 };
    assert_eq!(*inflated(3 * 1032 + 1).kind(), kind);
}

#[test]
fn flags_are_set_and_cleared_whatever_they_were() {
    for flags in [Flags::PLAIN, Flags::PLAIN.with_zlib(true), Flags::PLAIN.with_large(true).with_zlib(true)] {
        for set in [true, false] {
            assert_eq!(flags.with_large(set).with_large(set).is_large(), set);
            assert_eq!(flags.with_zlib(set).with_zlib(set).is_zlib(), set);
            assert_eq!(flags.with_large(set).is_zlib(), flags.is_zlib());
        }
    }
}

#[test]
fn only_limits_count_as_limits() {
    let limits = Limits::DEFAULT.with_frame_len(24);
    assert!(Frame::decode(&frame(1, PAYLOAD, 25, 0), &limits).unwrap_err().is_limit());
    for bytes in [&b"ZBXd"[..], b"ZBXD\x09", b"ZBXD\x01\x01", &frame(3, PAYLOAD, 25, 25)] {
        let error = Frame::decode(bytes, &limits.with_frame_len(25)).unwrap_err();
        assert!(!error.is_limit(), "{error}");
    }
}

#[test]
fn a_wrong_start_is_shown_as_it_came() {
    let (kind, _) = fails(b"ZBXd\x01");
    assert_eq!(kind.to_string(), "not a ZBXD frame: it starts with \"ZBXd\"");
    assert_eq!(format!("{kind:?}"), "BadMagic { found: \"ZBXd\" }");
}

#[test]
fn there_is_room_for_what_comes_next_but_not_for_all_that_is_claimed() {
    for (claimed, least, most) in [(100, 100, 4096), (1 << 20, 16 << 10, 64 << 10)] {
        let mut src = BytesMut::from(&frame(1, b"", claimed, 0)[..]);
        assert_eq!(FrameDecoder::new().decode(&mut src), Ok(None));
        let room = src.capacity() - src.len();
        assert!((least..=most).contains(&room), "{room} for {claimed}");
    }
}

// ZBX-022
#[test]
fn the_level_shows_in_the_zlib_header() {
    for (level, mark) in [(0, 0x01), (1, 0x01), (6, 0x9c), (9, 0xda), (200, 0xda)] {
        let mut dst = BytesMut::new();
        let mut encoder = FrameEncoder::new();
        // A level that is set between two frames applies to the second.
        encoder.encode(&Frame::new(PAYLOAD).compressed(), &mut dst).unwrap();
        dst.clear();
        let mut encoder = encoder.with_compression(Compression::new(level));
        encoder.encode(&Frame::new(PAYLOAD).compressed(), &mut dst).unwrap();
        assert_eq!(dst[13..15], [0x78, mark], "{level}");
    }
}
