//! Hostile input for `zbx-proxy-proto`.

use bytes::BytesMut;
use zbx_proxy_proto::{Frame, FrameDecoder, HistoryRows, Limits, ObservedMessage};

use crate::hostile::case::{Case, Heap, nest, repeat};

/// Heap of a decoded message, as in the crate's documentation.
const MESSAGE: Heap = Heap::new(56, 512 << 10);
/// Heap of a message in which only things of limited number take much memory.
const LIMITED: Heap = Heap::new(2, 512 << 10);
/// Heap of walking its rows: a text with escapes is held once.
const WALK: Heap = Heap::new(1, 4 << 10);
/// Heap of a stream: the received part of a frame, and its payload. A growing buffer
/// holds another two copies of the received part.
const STREAM: Heap = Heap::new(4, 64 << 10);
/// Heap of a bomb: a copy of the input, and the inflated payload.
const BOMB: Heap = Heap::new(1, INFLATED + (64 << 10));
/// Heap of all operations on a message: it is held twice, and its encoding once.
const ALL: Heap = Heap::new(2 * MESSAGE.factor, 2 * MESSAGE.constant);

/// Maximum inflated size of a bomb in bytes.
const INFLATED: usize = 1 << 20;

const HISTORY: &str = r#"{"request":"proxy data","history data":["#;
const SECTION: &str = r#"{"request":"proxy data","discovery data":["#;

macro_rules! cases {
    ($($name:literal, $make:expr, $read:ident, $heap:ident;)*) => {
        &[$( Case { name: concat!("zbx/", $name), make: $make, read: $read, heap: $heap }, )*]
    };
}

/// All cases.
pub const CASES: &[Case] = cases! {
    // Lists whose elements are short on the wire and long in memory.
    "rows-empty", |n| repeat(HISTORY, "{},", "{}]}", n), message, LIMITED;
    "rows-no-objects", |n| repeat(HISTORY, "1,", "1]}", n), message, LIMITED;
    "rows-shortest", |n| repeat(HISTORY, "{\"itemid\":1},", "{\"itemid\":1}]}", n), message, MESSAGE;
    "rows-of-log-items", |n| repeat(HISTORY, "{\"itemid\":1,\"mtime\":1},", "1]}", n), message, MESSAGE;
    "rows-short-then-long", short_rows_then_a_long_one, message, LIMITED;
    "rows-of-a-sender",
        |n| repeat(r#"{"request":"sender data","data":["#, "{\"itemid\":1},", "1]}", n), message, MESSAGE;
    "rows-of-a-sender-empty",
        |n| repeat(r#"{"request":"sender data","data":["#, "{},", "{}]}", n), message, LIMITED;
    "interfaces",
        |n| repeat(r#"{"clock":1,"interface availability":["#,
            "{\"interfaceid\":1},", "{\"interfaceid\":1}]}", n), message, MESSAGE;
    "hosts",
        |n| repeat(r#"{"clock":1,"host availability":["#,
            "{\"hostid\":1},", "{\"hostid\":1}]}", n), message, MESSAGE;
    "discovery", |n| repeat(SECTION, DISCOVERED, "{}]}", n), message, MESSAGE;
    "registrations",
        |n| repeat(r#"{"clock":1,"auto registration":["#,
            "{\"clock\":1,\"host\":\"\"},", "{}]}", n), message, MESSAGE;
    "tasks-no-objects",
        |n| repeat(r#"{"response":"success","tasks":["#, "1,", "1]}", n), message, LIMITED;
    "tasks", |n| repeat(r#"{"response":"success","tasks":["#, TASK, "1]}", n), message, MESSAGE;
    "passive-values", |n| repeat(r#"{"version":"","variant":1,"data":["#, "{},", "{}]}", n), message, MESSAGE;
    "deleted-ids",
        |n| repeat(r#"{"config_revision":1,"del_hostids":["#, "1,", "1]}", n), message, MESSAGE;
    "cells",
        |n| repeat(r#"{"data":{"hosts":{"fields":["a"],"data":["#, "[1],", "[1]]}}}", n), message, MESSAGE;
    "cells-in-one-row",
        |n| repeat(r#"{"data":{"hosts":{"fields":["a"],"data":[["#, "1,", "1]]}}}", n), message, MESSAGE;
    "cells-before-fields",
        |n| repeat(r#"{"data":{"hosts":{"data":["#,
            "[1],", "[1]],\"fields\":[\"a\"]}}}", n), message, MESSAGE;
    "fields",
        |n| repeat(r#"{"data":{"hosts":{"fields":["#, "\"\",", "\"\"],\"data\":[]}}}", n), message, MESSAGE;
    "tables",
        |n| repeat(r#"{"data":{"#,
            r#""":{"fields":[],"data":[]},"#, r#""":{"fields":[],"data":[]}}}"#, n), message, MESSAGE;
    "vault-paths", |n| repeat(r#"{"macro.secrets":{"#, "\"\":{},", "\"\":{}}}", n), message, MESSAGE;
    "vault-keys",
        |n| repeat(r#"{"macro.secrets":{"":{"#, "\"\":\"\",", "\"\":\"\"}}}", n), message, MESSAGE;
    "vault-one-key-a-path",
        |n| repeat(r#"{"macro.secrets":{"#, "\"\":{\"\":\"\"},", "\"\":{}}}", n), message, MESSAGE;

    // Many members.
    "members-unknown", |n| repeat(r#"{"request":"x","#, "\"\":0,", "\"y\":0}", n), message, LIMITED;
    "members-unknown-of-rows",
        |n| repeat(HISTORY, "{\"itemid\":1,\"x\":0},", "1]}", n), message, MESSAGE;
    "members-unknown-many-of-rows", |n| repeat(HISTORY, &crowded_row(), "1]}", n), message, MESSAGE;
    "members-unknown-of-a-senders-rows",
        |n| repeat(r#"{"request":"sender data","data":["#, "{\"itemid\":1,\"\":0},", "1]}", n), message, MESSAGE;
    "members-unknown-of-passive-values",
        |n| repeat(r#"{"version":"","variant":1,"data":["#, "{\"\":0},", "{}]}", n), message, MESSAGE;
    "members-unknown-of-hosts",
        |n| repeat(r#"{"request":"proxy data","host data":["#,
            "{\"hostid\":1,\"\":0},", "{\"hostid\":1}]}", n), message, MESSAGE;
    "members-unknown-of-tasks",
        |n| repeat(r#"{"response":"success","tasks":["#, UNKNOWN_TASK, "1]}", n), message, MESSAGE;
    "tasks-unusable-with-unknown-members",
        |n| repeat(r#"{"response":"success","tasks":["#, "{\"type\":6,\"\":0},", "1]}", n), message, LIMITED;
    "members-twice",
        |n| repeat(r#"{"request":"proxy data","#, "\"clock\":0,", "\"clock\":0}", n), message, LIMITED;
    "members-twice-of-a-row",
        |n| repeat(r#"{"request":"proxy data","history data":[{"#,
            "\"value\":\"\",", "\"itemid\":1}]}", n), message, LIMITED;
    "sections-twice",
        |n| repeat(r#"{"request":"proxy data","#,
            "\"history data\":[{}],", "\"clock\":0}", n), message, LIMITED;
    "request-last", |n| repeat("{", "\"clock\":0,", r#""request":"proxy data"}"#, n), message, LIMITED;
    "name-long", |n| repeat(r#"{"request":"x",""#, "\\n", "\":0}", n), message, LIMITED;
    "name-long-of-a-fault", |n| repeat(r#"{"request":"x",""#, "x", "\":00}", n), message, LIMITED;

    // Deep nesting.
    "nested-arrays", |n| nest(r#"{"request":"x","y":"#, "[", "]", "}", n), message, LIMITED;
    "nested-objects", |n| nest(r#"{"request":"x","y":"#, "{\"\":", "}", "}", n), message, LIMITED;
    "nested-as-deep-as-allowed", |n| repeat(r#"{"request":"x","y":["#, DEEP, "0]}", n), message, LIMITED;
    "nested-in-rows", |n| repeat(HISTORY, DEEP, "0]}", n), message, LIMITED;
    "nested-unfinished", |n| repeat(HISTORY, "[", "", n), message, LIMITED;

    // Long texts and numbers.
    "text-escaped",
        |n| repeat(r#"{"request":"proxy data","host":""#, "\\u0001", "\"}", n), message, LIMITED;
    "text-escaped-of-a-row",
        |n| repeat(r#"{"request":"proxy data","history data":[{"id":1,"itemid":1,"clock":1,"ns":1,"value":""#,
            "\\n", "\"}]}", n), message, LIMITED;
    "text-escaped-at-its-end",
        |n| repeat(r#"{"request":"proxy data","host":""#, "x", "\\n\"}", n), message, LIMITED;
    "text-unfinished", |n| repeat(r#"{"request":"proxy data","host":""#, "\\n", "", n), message, LIMITED;
    "texts-faulty-of-rows",
        |n| repeat(HISTORY,
            r#"{"id":1,"itemid":1,"clock":1,"ns":1,"value":"aaaaaaaaaaaaaaaaaaaaaa","clock":0},"#, "1]}", n), message, LIMITED;
    "text-not-utf8",
        |n| [&repeat(r#"{"request":"proxy data","host":""#,
            "x", "", n - 3)[..], b"\xff\"}"].concat(), message, LIMITED;
    "text-all-bad",
        |n| [&b"{\"request\":\"proxy data\",\"host\":\""[..], &vec![0xff; n][..], b"\"}"].concat(), message, LIMITED;
    "number-long", |n| repeat(r#"{"request":"proxy data","clock":"#, "1", "}", n), message, LIMITED;
    "number-long-quoted",
        |n| repeat(r#"{"request":"proxy data","clock":""#, "0", "\"}", n), message, LIMITED;
    "number-long-unknown", |n| repeat(r#"{"request":"x","y":1."#, "0", "e5}", n), message, LIMITED;
    "fault-long",
        |n| repeat(r#"{"request":"proxy data","history data":[{"itemid":""#,
            "x", "\"}]}", n), message, LIMITED;
    "spaces", |n| repeat("{", " \n", r#""request":"x"}"#, n), message, LIMITED;
    "spaces-in-an-empty-list", |n| repeat(r#"{"history data":["#, " ", "]}", n), message, LIMITED;
    "plain-text", |n| vec![b'x'; n], message, LIMITED;

    // Walks of rows.
    "walk", |n| repeat(HISTORY, ROW, "{}]}", n), walk, WALK;
    "walk-faulty", |n| repeat(HISTORY, "1,", "1]}", n), walk, WALK;
    "walk-slow", |n| repeat(HISTORY, "{ \"itemid\":1,\"value\":1.5},", "1]}", n), walk, WALK;
    "walk-text-escaped",
        |n| repeat(r#"{"history data":[{"id":1,"itemid":1,"clock":1,"ns":1,"value":""#,
            "\\n", "\"}]}", n), walk, WALK;
    "walk-text-all-bad",
        |n| [&b"{\"history data\":[{\"itemid\":1,\"value\":\""[..], &vec![0xff; n][..], b"\"}]}"].concat(), walk, WALK;
    "walk-to-nothing", |n| repeat("{", "\"clock\":0,", "\"clock\":0}", n), walk, WALK;

    // All operations on a message.
    "all-rows", |n| repeat(HISTORY, ROW, "{}]}", n), all, ALL;
    "all-rows-faulty", |n| repeat(HISTORY, "1,", "1]}", n), all, ALL;
    "all-cells",
        |n| repeat(r#"{"data":{"hosts":{"fields":["tls_psk"],"data":["#,
            "[\"x\"],", "[1]]}}}", n), all, ALL;
    "all-tables",
        |n| repeat(r#"{"data":{"#,
            r#""":{"fields":[],"data":[]},"#, r#""":{"fields":[],"data":[]}}}"#, n), all, ALL;
    "all-vault-keys",
        |n| repeat(r#"{"macro.secrets":{"":{"#, "\"\":\"x\",", "\"\":\"\"}}}", n), all, ALL;
    "all-tasks", |n| repeat(r#"{"response":"success","tasks":["#, TASK, "1]}", n), all, ALL;
    "all-text-escaped", |n| repeat(r#"{"request":"proxy data","host":""#, "\\u0001", "\"}", n), all, ALL;
    "all-members-unknown-of-rows", |n| repeat(HISTORY, "{\"itemid\":1,\"x\":0},", "1]}", n), all, ALL;
    "all-members-unknown-of-hosts",
        |n| repeat(r#"{"request":"proxy data","host data":["#,
            "{\"hostid\":1,\"\":0},", "{\"hostid\":1}]}", n), all, ALL;
    "all-passive-values", |n| repeat(r#"{"version":"","variant":1,"data":["#, "{},", "{}]}", n), all, ALL;

    // Streams of frames.
    "stream-whole", one_frame, whole, STREAM;
    "stream-of-single-bytes", one_frame, single_bytes, STREAM;
    "stream-unfinished",
        |n| [&b"ZBXD\x01\0\0\xff\0\0\0\0\0"[..], &vec![b' '; n][..]].concat(), single_bytes, STREAM;
    "stream-of-tiny-frames", |n| b"ZBXD\x01\x02\0\0\0\0\0\0\0{}".repeat(n / 15), whole, STREAM;
    "stream-of-tiny-frames-in-single-bytes",
        |n| b"ZBXD\x01\x02\0\0\0\0\0\0\0{}".repeat(n / 15), single_bytes, STREAM;
    "stream-of-empty-compressed-frames", |n| b"ZBXD\x03\0\0\0\0\0\0\0\0".repeat(n / 13), whole, STREAM;
    "stream-of-compressed-frames", compressed_frames, packets, STREAM;

    // Wrong lengths, and bombs.
    "length-lies",
        |n| [&b"ZBXD\x01\xff\xff\xff\0\0\0\0\0"[..], &vec![b' '; n.min(64)][..]].concat(), whole, STREAM;
    "length-lies-compressed",
        |n| [&b"ZBXD\x03\x40\0\0\0\0\0\x10\0"[..], &vec![b'x'; n.max(64)][..]].concat(), bomb, BOMB;
    "bomb-honest", |n| a_bomb(n, BOMB_LEN), bomb, BOMB;
    "bomb-that-says-the-limit", |n| a_bomb(n, INFLATED as u32), bomb, BOMB;
    "bomb-that-says-little", |n| a_bomb(n, 10), bomb, BOMB;
    "bomb-of-spaces", a_bomb_within_limits, inflate_and_read, INFLATING;
};

/// Heap of a compressed frame within the limits, which is then decoded as a message.
const INFLATING: Heap = Heap::new(1100, 512 << 10);

const ROW: &str =
    r#"{"id":1,"itemid":7,"clock":1790000000,"ns":5,"value":"0.25 \n","lastlogsize":1,"mtime":1},"#;
const DISCOVERED: &str = r#"{"clock":1,"drule":1,"dcheck":null,"ip":""},"#;
const TASK: &str = r#"{"type":6,"clock":1,"ttl":1,"itemid":1},"#;
const UNKNOWN_TASK: &str = r#"{"type":6,"clock":1,"ttl":1,"itemid":1,"":0},"#;
const DEEP: &str = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],";

/// Creates a row with unknown members, small enough that twice the input has twice the
/// rows.
fn crowded_row() -> String {
    format!("{{\"itemid\":1{}}},", ",\"\":0".repeat(100))
}

/// Inflated size of a bomb in bytes.
const BOMB_LEN: u32 = 2 << 20;

fn short_rows_then_a_long_one(length: usize) -> Vec<u8> {
    let head = format!("{HISTORY}{}", "{\"itemid\":1},".repeat(40));
    repeat(&format!("{head}{{\"itemid\":1,\"value\":\""), "x", "\"}]}", length)
}

fn one_frame(length: usize) -> Vec<u8> {
    let wire_len = u32::try_from(length).expect("a frame").to_le_bytes();
    [&b"ZBXD\x01"[..], &wire_len, &[0; 4], &vec![b' '; length]].concat()
}

fn compressed(payload: &[u8]) -> Vec<u8> {
    let mut wire = BytesMut::new();
    Frame::new(payload.to_vec()).compressed().encode(&mut wire).expect("a short frame");
    wire.to_vec()
}

fn compressed_frames(length: usize) -> Vec<u8> {
    let frame = compressed(br#"{"upload":"enabled","response":"success"}"#);
    frame.repeat(length / frame.len())
}

/// Creates a frame of about `length` bytes that inflates to more than a limit and
/// announces `announced` bytes.
fn a_bomb(length: usize, announced: u32) -> Vec<u8> {
    let mut wire = compressed(&vec![b' '; BOMB_LEN as usize]);
    // Bytes after the zlib stream are ignored.
    wire.resize(wire.len().max(length), 0);
    let wire_len = u32::try_from(wire.len() - 13).expect("a short frame");
    wire[5..9].copy_from_slice(&wire_len.to_le_bytes());
    wire[9..13].copy_from_slice(&announced.to_le_bytes());
    wire
}

fn a_bomb_within_limits(length: usize) -> Vec<u8> {
    compressed(&repeat("{", " ", r#""request":"x"}"#, length.min(8 << 10) * 1000))
}

fn message(input: &[u8]) {
    let _ = ObservedMessage::decode(input, &Limits::DEFAULT);
}

/// Decodes, copies, counts, redacts and encodes.
fn all(input: &[u8]) {
    let message = ObservedMessage::decode(input, &Limits::DEFAULT).expect("a sound message");
    let owned = message.clone().into_owned();
    drop(message);
    let mut hidden = owned.clone();
    hidden.redact();
    assert_eq!(hidden.unknown_members(), owned.unknown_members());
    drop(hidden);
    let mut payload = Vec::new();
    owned.encode(&mut payload);
}

fn walk(input: &[u8]) {
    let mut rows = HistoryRows::new(input, &Limits::DEFAULT).expect("an object");
    while let Ok(Some(row)) = rows.next_row() {
        drop(row);
    }
}

fn feed(mut decoder: FrameDecoder, pieces: std::slice::Chunks<'_, u8>) -> usize {
    let (mut src, mut frames) = (BytesMut::new(), 0);
    for piece in pieces {
        src.extend_from_slice(piece);
        while let Ok(Some(_)) = decoder.decode(&mut src) {
            frames += 1;
        }
    }
    frames
}

fn whole(input: &[u8]) {
    feed(FrameDecoder::new(), input.chunks(input.len()));
}

fn packets(input: &[u8]) {
    assert!(feed(FrameDecoder::new(), input.chunks(1460)) > 0);
}

fn single_bytes(input: &[u8]) {
    feed(FrameDecoder::new(), input.chunks(1));
}

fn bomb(input: &[u8]) {
    let limits = Limits::DEFAULT.with_payload_len(INFLATED);
    assert!(Frame::decode(input, &limits).is_err());
}

fn inflate_and_read(input: &[u8]) {
    let frame = Frame::decode(input, &Limits::DEFAULT).expect("a sound frame");
    ObservedMessage::decode(frame.payload(), &Limits::DEFAULT).expect("a sound message");
}
