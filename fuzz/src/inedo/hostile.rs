//! Hostile input for `inedo-wire`.

use bytes::{Buf, Bytes, BytesMut};
use inedo_wire::{
    AesKey, AgentVersion, Assumptions, Client, Direction, FileName, Frame, FrameDecoder, FrameEncoder,
    Frames, Iv, Layout, Limits, Message, Observer, Progress, ProtocolVersion, Reader, Reply,
    RequiredEncryption, Server, Ticks,
};

use super::setup::next;
use crate::hostile::case::{Case, Heap};

/// Documented heap of a frame: zero.
const FRAME: Heap = Heap::new(0, 0);
/// The caller's buffer, which doubles when it grows, and its shared reference count.
const BUFFER: Heap = Heap::new(3, 256);
/// Documented heap of a message, the frame's data included.
const MESSAGE: Heap = Heap::new(8, 4 << 10);
/// The frame's data, without the message.
const REFUSED: Heap = Heap::new(1, 256);

const LAYOUT: Layout = Layout::new(ProtocolVersion::V1, Direction::ToAgent);
const KEY: AesKey = AesKey::from_bytes_256([7; 32]);
const IV: Iv = Iv::new([9; 16]);
/// No bounds, so that the decoder itself is measured.
const WIDE: Limits = Limits::DEFAULT
    .with_to_agent_len(u64::MAX)
    .with_to_client_len(u64::MAX)
    .with_string_len(usize::MAX)
    .with_files(usize::MAX);

/// All cases.
pub const CASES: &[Case] = &[
    case("inedo/frames-empty/owned", frames_empty, |n| in_pieces(plain(), n, usize::MAX), BUFFER),
    case("inedo/frames-empty/pieces-of-one", frames_empty, |n| in_pieces(plain(), n, 1), BUFFER),
    case("inedo/frames-empty/lent", frames_empty, lent_plain, Heap::new(1, 0)),
    case("inedo/frames-empty/walked", frames_empty, walk, FRAME),
    case("inedo/frame-large/pieces-of-one", frame_large, |n| in_pieces(plain(), n, 1), BUFFER),
    case("inedo/frame-never-whole", frame_never_whole, |n| in_pieces(plain(), n, 1), BUFFER),
    case("inedo/lengths-lie", |n| vec![0xff; n], |n| in_pieces(plain(), n, 1), BUFFER),
    case("inedo/encrypted-small/owned", encrypted_small, |n| in_pieces(aes(), n, usize::MAX), AES),
    case("inedo/encrypted-small/pieces-of-one", encrypted_small, |n| in_pieces(aes(), n, 1), AES),
    case("inedo/encrypted-small/lent", encrypted_small, lent_encrypted, AES),
    case("inedo/encrypted-small/observed", encrypted_small, observe, AES),
    case("inedo/encrypted-large/pieces-of-one", encrypted_large, |n| in_pieces(aes(), n, 1), AES),
    case("inedo/encrypted-never-whole", frame_never_whole, |n| in_pieces(aes(), n, 1), AES),
    case("inedo/encrypted-garbage", encrypted_garbage, |n| in_pieces(aes(), n, usize::MAX), AES),
    case("inedo/written-again", frames_empty, write_again, BUFFER),
    case("inedo/written-again-encrypted", encrypted_small, encrypt_again, Heap::new(6, 2 << 10)),
    case("inedo/hello-and-more", hello_and_more, hello_in_pieces, BUFFER),
    case("inedo/hello-of-another", |n| vec![0x4e; n], hello_in_pieces, BUFFER),
    case("inedo/acknowledgement-and-more", |n| vec![0; n], acknowledgement_in_pieces, BUFFER),
    case("inedo/update-files", |n| update(n, true), message, MESSAGE),
    case("inedo/update-files-but-one", |n| update(n, false), message, MESSAGE),
    case("inedo/update-count-lies", update_count_lies, message, MESSAGE),
    case("inedo/update-count-largest", update_count_largest, message, MESSAGE),
    case("inedo/limited-files", |n| update(n, true), limited, REFUSED),
    case("inedo/update-one-large", update_one_large, message, MESSAGE),
    case("inedo/update-written-again", |n| update(n, true), message_again, Heap::new(12, 4 << 10)),
    case("inedo/root-path", root_path, reply, MESSAGE),
    case("inedo/root-path-no-text", root_path_no_text, reply, MESSAGE),
    case("inedo/extra", |n| vec![1; n], message_of_extra, MESSAGE),
    case("inedo/fields", |n| vec![1; n], fields, FRAME),
    case("inedo/prefixes", |n| [0x80, 0x80, 0x80, 0x80, 0].repeat(n / 5), fields, FRAME),
    case("inedo/key", |n| vec![b'a'; n], |input| text(input, |text| drop(text.parse::<AesKey>())), FRAME),
    case("inedo/name", |n| vec![b'a'; n], |input| text(input, |text| drop(text.parse::<FileName>())), NAME),
    case(
        "inedo/name-wide",
        |n| "é".repeat(n / 2).into(),
        |input| text(input, |text| drop(text.parse::<FileName>())),
        NAME,
    ),
    case("inedo/time", |n| vec![b'1'; n], |input| text(input, |text| drop(text.parse::<Ticks>())), FRAME),
    case(
        "inedo/time-fraction",
        time_fraction,
        |input| text(input, |text| drop(text.parse::<Ticks>())),
        FRAME,
    ),
];

/// The buffer and a key schedule.
const AES: Heap = Heap::new(3, 2 << 10);
/// A copy of the text, and one that is compared with device names.
const NAME: Heap = Heap::new(2, 0);

const fn case(name: &'static str, make: fn(usize) -> Vec<u8>, read: fn(&[u8]), heap: Heap) -> Case {
    Case { name, make, read, heap }
}

fn plain() -> FrameDecoder {
    FrameDecoder::plain(LAYOUT).with_limits(WIDE)
}

fn aes() -> FrameDecoder {
    FrameDecoder::aes(LAYOUT, &KEY, IV).with_limits(WIDE)
}

fn frames_empty(length: usize) -> Vec<u8> {
    vec![0; length / LAYOUT.header_len() * LAYOUT.header_len()]
}

fn frame_large(length: usize) -> Vec<u8> {
    let data = length - LAYOUT.header_len();
    [&(data as u32).to_le_bytes()[..], &[0; 5], &vec![7; data]].concat()
}

/// Announces the longest possible frame, which is never complete.
fn frame_never_whole(length: usize) -> Vec<u8> {
    [&0x7fff_fff0_u32.to_le_bytes()[..], &vec![0; length - 4]].concat()
}

fn encrypted(frames: impl Iterator<Item = Frame>) -> Vec<u8> {
    let (mut encoder, mut wire) = (FrameEncoder::aes(LAYOUT, &KEY, IV).with_limits(WIDE), BytesMut::new());
    for (number, frame) in frames.enumerate() {
        encoder
            .encode(&frame.with_target(Some(0.into())), next(number), &mut wire)
            .expect("it can be written");
    }
    wire.to_vec()
}

fn encrypted_small(length: usize) -> Vec<u8> {
    encrypted((0..length / 36).map(|_| Frame::new(1, Bytes::new())))
}

fn encrypted_large(length: usize) -> Vec<u8> {
    encrypted(std::iter::once(Frame::new(1, vec![7; length - 64])))
}

fn encrypted_garbage(length: usize) -> Vec<u8> {
    let body = length / 16 * 16;
    [&(body as u32).to_le_bytes()[..], &vec![7; body]].concat()
}

/// Decodes as a user reads from a socket: a piece into the buffer, then all whole frames.
fn in_pieces(mut decoder: FrameDecoder, input: &[u8], size: usize) {
    let mut src = BytesMut::new();
    for piece in input.chunks(size) {
        src.extend_from_slice(piece);
        loop {
            match decoder.decode(&mut src) {
                Ok(Some(frame)) => drop(frame),
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
    let _ = decoder.finish(&src);
}

fn lent(mut decoder: FrameDecoder, input: &[u8]) {
    let mut buffer = input.to_vec();
    let mut rest = &mut buffer[..];
    while let Ok(Some(_)) = decoder.decode_slice(&mut rest) {}
}

fn lent_plain(input: &[u8]) {
    lent(plain(), input);
}

fn lent_encrypted(input: &[u8]) {
    lent(aes(), input);
}

fn walk(input: &[u8]) {
    Frames::new(input, LAYOUT, &WIDE).for_each(drop);
}

fn observe(input: &[u8]) {
    let mut observer = Observer::aes(ProtocolVersion::V1, &KEY, IV, &Assumptions::DEFAULT).with_limits(WIDE);
    let mut src = BytesMut::from(input);
    while let Ok(Some(_)) = observer.decode(Direction::ToAgent, &mut src) {}
}

/// Decodes all frames and encodes each one again.
fn write_again(input: &[u8]) {
    again(plain(), FrameEncoder::plain(LAYOUT), input);
}

fn encrypt_again(input: &[u8]) {
    again(aes(), FrameEncoder::aes(LAYOUT, &KEY, IV), input);
}

fn again(mut decoder: FrameDecoder, encoder: FrameEncoder, input: &[u8]) {
    let (mut encoder, mut src, mut dst) = (encoder.with_limits(WIDE), BytesMut::from(input), BytesMut::new());
    let mut number = 0;
    while let Ok(Some(frame)) = decoder.decode(&mut src) {
        number += 1;
        encoder.encode(&frame, next(number), &mut dst).expect("it was read");
        dst.advance(dst.len() / 2);
    }
}

fn hello_and_more(length: usize) -> Vec<u8> {
    let (hello, _) = Client::new(RequiredEncryption::None).start();
    [&hello[..], &vec![0; length - hello.len()]].concat()
}

fn hello_in_pieces(input: &[u8]) {
    let mut src = BytesMut::new();
    let mut state = Some(Server::new(RequiredEncryption::None, AgentVersion::new(51)).start());
    for piece in input.chunks(1) {
        src.extend_from_slice(piece);
        if let Some(Ok(Progress::Pending(waiting))) = state.take().map(|state| state.handle_bytes(&mut src)) {
            state = Some(waiting);
        }
    }
}

fn acknowledgement_in_pieces(input: &[u8]) {
    let mut src = BytesMut::new();
    let mut state = Some(Client::new(RequiredEncryption::None).start().1);
    for piece in input.chunks(1) {
        src.extend_from_slice(piece);
        if let Some(Ok(Progress::Pending(waiting))) = state.take().map(|state| state.handle_bytes(&mut src)) {
            state = Some(waiting);
        }
    }
}

/// The smallest possible file: a name of one byte, a time, no contents.
const FILE: [u8; 14] = [1, b'a', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

fn update(length: usize, good: bool) -> Vec<u8> {
    let count = length.saturating_sub(9) / FILE.len();
    let mut data = [&[1][..], &(count as u32).to_le_bytes(), &FILE.repeat(count), &[0; 4]].concat();
    if !good {
        // The last name leaves its folder.
        let at = 5 + (count - 1) * FILE.len() + 1;
        data[at] = b'/';
    }
    data
}

/// Announces the maximum number of files for this length, without the files.
fn update_count_lies(length: usize) -> Vec<u8> {
    let count = length.saturating_sub(5) / 13;
    [&[1][..], &(count as u32).to_le_bytes(), &vec![0; length - 5]].concat()
}

fn update_count_largest(length: usize) -> Vec<u8> {
    [&[1][..], &0x00ff_ffff_u32.to_le_bytes(), &vec![0; length - 5]].concat()
}

fn update_one_large(length: usize) -> Vec<u8> {
    let contents = length - 23;
    let head = [&[1, 1, 0, 0, 0][..], &FILE[..10], &(contents as u32).to_le_bytes()].concat();
    [&head[..], &vec![7; contents], &[0; 4]].concat()
}

fn decoded(input: &[u8], command: i32) -> Option<Message> {
    let frame = Frame::new(command, Bytes::copy_from_slice(input));
    Message::decode(&frame, &Assumptions::DEFAULT, &WIDE).ok()
}

fn message(input: &[u8]) {
    decoded(input, 2);
}

/// Decodes an update with more files than allowed, which is rejected by the count.
fn limited(input: &[u8]) {
    let frame = Frame::new(2, Bytes::copy_from_slice(input));
    assert!(Message::decode(&frame, &Assumptions::DEFAULT, &WIDE.with_files(10)).is_err());
}

fn message_of_extra(input: &[u8]) {
    decoded(input, 3).expect("a question, and more");
}

fn message_again(input: &[u8]) {
    let message = decoded(input, 2).expect("an update");
    let frame = message.to_frame(ProtocolVersion::V1, &Assumptions::DEFAULT, &WIDE).expect("it was read");
    assert_eq!(frame.data(), input);
}

fn root_path(length: usize) -> Vec<u8> {
    // The length prefix is padded to a fixed number of bytes for every size.
    let text = length.clamp(16, 2 << 20) - 4;
    let prefix = [text as u8 | 0x80, (text >> 7) as u8 | 0x80, (text >> 14) as u8 | 0x80, 0];
    [&prefix[..], &vec![b'x'; text]].concat()
}

fn root_path_no_text(length: usize) -> Vec<u8> {
    let mut data = root_path(length);
    if let Some(last) = data.last_mut() {
        *last = 0xff;
    }
    data
}

fn reply(input: &[u8]) {
    let frame = Frame::new(3, Bytes::copy_from_slice(input));
    let _ = Reply::decode(&frame, &Assumptions::DEFAULT, &WIDE);
}

fn fields(input: &[u8]) {
    let mut reader = Reader::new(input, &WIDE);
    while reader.string().is_ok() {}
    let mut reader = Reader::new(input, &WIDE);
    while reader.byte().is_ok() {
        let _ = (reader.bytes(), reader.count(1), reader.ticks());
    }
}

fn text(input: &[u8], parse: fn(&str)) {
    parse(std::str::from_utf8(input).expect("a text"));
}

fn time_fraction(length: usize) -> Vec<u8> {
    crate::hostile::case::repeat("2019-07-19T12:34:56.", "0", "Z", length)
}
