//! `inedo-wire`: short plain frames, and long ones under AES.

use std::hint::black_box;
use std::rc::Rc;

use bytes::BytesMut;
use inedo_wire::{DecodeError, Frame, FrameDecoder, FrameEncoder, Frames, Iv, Limits, NextIv};

use crate::measure::Group;
use crate::payload::inedo::{AES_DATA, IV, LAYOUT, aes, frames, key, plain};
use crate::peer::{self, codec};

const KRATE: &str = "inedo";

/// The sums of the frames' commands and of their lengths.
type Found = (i64, usize);

/// Walks the frames in a slice.
///
/// # Errors
/// If there is something other than a frame.
#[inline(never)]
pub fn walk(wire: &[u8]) -> Result<Found, DecodeError> {
    let mut found = (0, 0);
    for frame in Frames::new(wire, LAYOUT, &Limits::DEFAULT) {
        let frame = frame?;
        found.0 += i64::from(frame.command);
        found.1 += frame.data.len();
    }
    Ok(found)
}

/// Decodes frames that are lent by a buffer.
///
/// # Errors
/// If there is something other than a frame.
#[inline(never)]
pub fn lend(decoder: &mut FrameDecoder, src: &mut BytesMut) -> Result<Found, DecodeError> {
    let mut found = (0, 0);
    let mut rest = &mut src[..];
    while let Some(frame) = decoder.decode_slice(&mut rest)? {
        found.0 += i64::from(frame.command);
        found.1 += frame.data.len();
    }
    let left = rest.len();
    bytes::Buf::advance(src, src.len() - left);
    Ok(found)
}

/// Decodes frames from a buffer, each kept.
///
/// # Errors
/// If there is something other than a frame.
#[inline(never)]
pub fn keep(decoder: &mut FrameDecoder, src: &mut BytesMut) -> Result<Found, DecodeError> {
    let mut found = (0, 0);
    while let Some(frame) = decoder.decode(src)? {
        found.0 += i64::from(frame.command());
        found.1 += frame.data().len();
    }
    Ok(found)
}

/// Creates a decoder at the start of an encrypted stream.
#[must_use]
pub fn aes_decoder() -> FrameDecoder {
    FrameDecoder::aes(LAYOUT, &key(), Iv::new(IV))
}

/// Returns all groups, for these numbers of short frames and of encrypted frames of 16 KiB.
///
/// # Panics
/// If ours and a peer do not find the same values in a stream.
#[must_use]
pub fn groups(short: usize, long: usize) -> Vec<Group> {
    let wire: Rc<[u8]> = plain(short, 64).into();
    let found = codec::decode(&mut BytesMut::from(&*wire));
    assert_eq!(found.1, short * 64);
    let mut decoder = FrameDecoder::plain(LAYOUT);
    assert_eq!(walk(&wire), Ok(found));
    assert_eq!(lend(&mut decoder, &mut BytesMut::from(&*wire)), Ok(found));
    assert_eq!(keep(&mut decoder, &mut BytesMut::from(&*wire)), Ok(found));
    let mut groups = vec![
        buffer(&wire, "64-byte frames out of a `BytesMut`", 3.5, lend),
        buffer(&wire, "64-byte frames out of a `BytesMut`, each to keep", 3.0, keep),
        slice(&wire),
        encode(&wire, short),
    ];
    groups.extend(encrypted(long));
    groups
}

fn buffer(
    wire: &Rc<[u8]>,
    work: &str,
    goal: impl Into<Option<f64>>,
    decode: fn(&mut FrameDecoder, &mut BytesMut) -> Result<Found, DecodeError>,
) -> Group {
    let (ours, first) = (Rc::clone(wire), Rc::clone(wire));
    let mut decoder = FrameDecoder::plain(LAYOUT);
    Group::prepared(
        KRATE,
        work,
        wire.len(),
        move || BytesMut::from(&*ours),
        move |src| {
            black_box(decode(&mut decoder, src).is_ok());
        },
    )
    .prepared_peer(
        "LengthDelimitedCodec",
        goal,
        move || BytesMut::from(&*first),
        |src: &mut BytesMut| {
            black_box(codec::decode(src));
        },
    )
}

fn slice(wire: &Rc<[u8]>) -> Group {
    let (ours, first, source, mut copied) = (Rc::clone(wire), Rc::clone(wire), Rc::clone(wire), Vec::new());
    Group::new(KRATE, "walk 64-byte frames in a slice", wire.len(), move || walk(&ours))
        .allocations(0)
        .prepared_peer(
            "LengthDelimitedCodec",
            15.0,
            move || BytesMut::from(&*first),
            |src: &mut BytesMut| {
                black_box(codec::decode(src));
            },
        )
        .limit("memcpy", move || peer::copy(&source, &mut copied))
}

fn encode(wire: &[u8], count: usize) -> Group {
    let ours = frames(count, 64);
    let theirs = ours.clone();
    let mut dst = BytesMut::new();
    codec::encode(&theirs, &mut dst);
    assert_eq!(dst, *wire, "both write the same");
    let mut encoder = FrameEncoder::plain(LAYOUT);
    let mut reused = BytesMut::new();
    Group::new(KRATE, "encode 64-byte frames", wire.len(), move || {
        dst.clear();
        for frame in &ours {
            encoder.encode(frame, NextIv::not_needed(), &mut dst).expect("a short frame");
        }
    })
    .allocations(0)
    .peer("LengthDelimitedCodec", None, move || {
        reused.clear();
        codec::encode(&theirs, &mut reused);
    })
}

fn encrypted(count: usize) -> Vec<Group> {
    let wire: Rc<[u8]> = aes(count, AES_DATA).into();
    let found = lend(&mut aes_decoder(), &mut BytesMut::from(&*wire));
    assert_eq!(found.map(|(_, bytes)| bytes), Ok(count * AES_DATA));
    let decode = Group::prepared(
        KRATE,
        "AES-128-CBC frames of 16 KiB, decode whole",
        wire.len(),
        {
            let wire = Rc::clone(&wire);
            move || (BytesMut::from(&*wire), aes_decoder())
        },
        |(src, decoder)| {
            black_box(lend(decoder, src).is_ok());
        },
    )
    .allocations(0);
    let all: Vec<Frame> = frames(count, AES_DATA);
    let mut dst = BytesMut::new();
    let mut encoder = FrameEncoder::aes(LAYOUT, &key(), Iv::new(IV));
    let mut number = 0_u128;
    let encode = Group::new(KRATE, "AES-128-CBC frames of 16 KiB, encode whole", wire.len(), move || {
        dst.clear();
        for frame in &all {
            // Not random, but never the previous one.
            number += 1;
            encoder.encode(frame, NextIv::new(number.to_le_bytes()), &mut dst).expect("a short frame");
        }
    })
    .allocations(0);
    with_openssl(&wire, decode, encode)
}

#[cfg(not(feature = "openssl"))]
fn with_openssl(_: &Rc<[u8]>, decode: Group, encode: Group) -> Vec<Group> {
    vec![decode, encode]
}

/// Adds OpenSSL, which gets only the bodies of the frames and need not decode frames.
#[cfg(feature = "openssl")]
fn with_openssl(wire: &Rc<[u8]>, decode: Group, encode: Group) -> Vec<Group> {
    use crate::payload::inedo::KEY;
    use crate::peer::openssl::{OpenSsl, Way};

    const FRAME: usize = 4 + (16 << 10);
    let (Some(mut first), Some(mut second)) = (OpenSsl::load(), OpenSsl::load()) else {
        return vec![decode, encode];
    };
    let mut text = vec![0; FRAME + 16];
    let len = first.run(Way::Decrypt, &KEY, &IV, &wire[4..FRAME], &mut text);
    let expected = aes_decoder()
        .decode_slice(&mut &mut wire.to_vec()[..FRAME])
        .map(|frame| frame.map(|f| f.data.to_vec()));
    assert_eq!(expected, Ok(Some(text[16 + 4..len].to_vec())), "both decrypt to the same");
    let plain: Vec<u8> = text[..len].to_vec();
    let mut secret = vec![0; FRAME + 16];
    assert_eq!(second.run(Way::Encrypt, &KEY, &IV, &plain, &mut secret), FRAME - 4);
    assert_eq!(secret[..FRAME - 4], wire[4..FRAME], "both encrypt to the same");
    let count = wire.len() / FRAME;
    let source = Rc::clone(wire);
    let decode = decode.peer("OpenSSL decrypt alone", 0.9, move || {
        source
            .chunks(FRAME)
            .map(|frame| first.run(Way::Decrypt, &KEY, &IV, &frame[4..], &mut text))
            .sum::<usize>()
    });
    let encode = encode.peer("OpenSSL encrypt alone", None, move || {
        (0..count).map(|_| second.run(Way::Encrypt, &KEY, &IV, &plain, &mut secret)).sum::<usize>()
    });
    vec![decode, encode]
}
