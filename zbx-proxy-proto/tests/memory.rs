//! Bounds on the memory that a peer can make the crate allocate, for frames and walked
//! rows. Messages of all sizes are measured by the workspace's fuzz targets.

use std::io::Write;

use bytes::BytesMut;
use testkit::alloc::Meter;
use zbx_proxy_proto::{
    Answer, ConfigAnswer, Frame, FrameDecoder, HistoryRow, HistoryRows, HistoryStream, Limits,
};

#[global_allocator]
static METER: Meter = Meter::new();

/// Memory of a decoder that does not depend on the input, in bytes.
const CONSTANT: usize = 64 << 10;

fn zlib_frame(payload: &[u8], reserved: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(payload).unwrap();
    let wire = encoder.finish().unwrap();
    let lengths = [wire.len(), reserved].map(|length| u32::try_from(length).unwrap().to_le_bytes());
    [b"ZBXD\x03", &lengths.concat()[..], &wire].concat()
}

#[test]
fn memory_is_bounded() {
    let limits = Limits::DEFAULT.with_frame_len(1 << 20).with_payload_len(1 << 20);

    // Headers with wrong lengths, alone and with a few bytes after them.
    for header in [
        &b"ZBXD\x01\xff\xff\x0f\0\0\0\0\0"[..],
        b"ZBXD\x03\xff\xff\x0f\0\0\0\x40\0",
        b"ZBXD\x03\x04\0\0\0\0\0\x40\0abcd",
    ] {
        let (_, used) = METER.measure(|| {
            let mut decoder = FrameDecoder::new().with_limits(limits);
            let _ = decoder.decode(&mut BytesMut::from(header));
        });
        assert!(used.peak < 2 * CONSTANT, "{used:?}");
    }

    // Bombs, with the right and a wrong size in the header.
    let zeros = vec![b' '; 8 << 20];
    for reserved in [8 << 20, 1 << 20, 512 << 10, 10] {
        let bomb = zlib_frame(&zeros, reserved);
        let mut src = BytesMut::from(&bomb[..]);
        let mut decoder = FrameDecoder::new().with_limits(limits);
        let (result, used) = METER.measure(|| decoder.decode(&mut src));
        assert!(result.is_err());
        assert!(used.peak <= (1 << 20) + CONSTANT, "{reserved}: {used:?}");
    }

    // Walking rows takes hardly any memory.
    let row = r#"{"id":1,"itemid":7,"clock":1790000000,"ns":5,"value":"0.25 \n","lastlogsize":1},"#;
    let payload = format!(r#"{{"request":"proxy data","history data":[{}{{}}]}}"#, row.repeat(10_000));
    let (rows, used) = METER.measure(|| {
        let mut rows = HistoryRows::new(payload.as_bytes(), &limits).unwrap();
        let mut count = 0;
        while let Some(row) = rows.next_row().unwrap() {
            count += usize::from(matches!(row, HistoryRow::Value(_)));
        }
        count
    });
    assert_eq!(rows, 10_000);
    assert!(used.peak <= 4096, "{used:?}");

    // A list of rows as daemons send them takes little more than their text.
    let row = r#"{"id":1,"itemid":90017,"clock":1790000000,"ns":123456789,"value":"0.25"},"#;
    let rows = format!(r#"{{"request":"proxy data","history data":[{}{{}}]}}"#, row.repeat(10_000));
    let (_, used) = METER
        .measure(|| zbx_proxy_proto::Request::decode(rows.as_bytes(), &Limits::DEFAULT).map(drop).unwrap());
    assert!(used.peak * 10 <= rows.len() * 14, "{used:?} for {}", rows.len());

    // A list whose first elements are unlike the last grows rarely, and by little.
    let early = format!("{}1,", " ".repeat(8 << 10)).repeat(32);
    let ids = format!(r#"{{"data":{{}},"del_hostids":[{early}{}1]}}"#, "1,".repeat(300));
    let (answer, used) = METER.measure(|| ConfigAnswer::decode(ids.as_bytes(), &Limits::DEFAULT).unwrap());
    assert!(matches!(answer, ConfigAnswer::Update(update) if update.del_hostids.len() == 333));
    assert!(used.allocations <= 40, "{used:?}");
    assert!(used.peak <= 3 * 333 * size_of::<u64>(), "{used:?}");

    // A text with escapes is allocated once, in one piece.
    let text = format!(r#"{{"response":"failed","info":"{}"}}"#, "\\n".repeat(35_000));
    let (answer, used) = METER.measure(|| Answer::decode(text.as_bytes(), &Limits::DEFAULT).unwrap());
    assert_eq!(answer.info.map(|info| info.len()), Some(35_000));
    assert!(used.peak <= text.len() + 256 && used.allocations <= 4, "{used:?}");

    // Compressing a compressible payload takes half of the payload in addition to the
    // compressor.
    let sent = Frame::new(vec![b' '; 512 << 10]).compressed();
    let mut wire = BytesMut::new();
    let (result, used) = METER.measure(|| sent.encode(&mut wire));
    assert!(result.is_ok() && used.peak <= (256 << 10) + (512 << 10), "{used:?}");

    // For an incompressible payload the buffer grows in a few large steps.
    let mut state = 1_u64;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_le_bytes()[7]
    });
    let sent = Frame::new(noise.take(64 << 10).collect::<Vec<_>>()).compressed();
    let mut wire = BytesMut::new();
    let (result, used) = METER.measure(|| sent.encode(&mut wire));
    assert!(result.is_ok() && wire.len() > 64 << 10 && used.allocations <= 6, "{used:?}");

    // A frame that is not compressed is not copied.
    let mut src = BytesMut::new();
    Frame::new(payload).encode(&mut src).unwrap();
    let mut decoder = FrameDecoder::new().with_limits(limits);
    let (frame, used) = METER.measure(|| decoder.decode(&mut src).unwrap().unwrap());
    assert!(frame.payload().len() > 100_000 && used.peak <= 256, "{used:?}");
}

/// A frame with rows of this many bytes in all, compressed while they are made.
fn long_frame(len: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let head = br#"{"request":"proxy data","host":"px","session":"0123456789abcdef0123456789abcdef","history data":["#;
    encoder.write_all(head).unwrap();
    let (mut written, mut id) = (head.len(), 0_u64);
    while written < len {
        let comma = if id == 0 { "" } else { "," };
        id += 1;
        let (itemid, value) = (9000 + id % 977, id.wrapping_mul(0x9e37_79b9) % 100_000);
        let row = format!(
            r#"{comma}{{"id":{id},"itemid":{itemid},"clock":1790000000,"ns":{},"value":"{value}.25"}}"#,
            id % 1_000_000_000
        );
        encoder.write_all(row.as_bytes()).unwrap();
        written += row.len();
    }
    let tail = br#"],"version":"7.0.9"}"#;
    encoder.write_all(tail).unwrap();
    let wire = encoder.finish().unwrap();
    let lengths =
        [wire.len(), written + tail.len()].map(|length| u32::try_from(length).unwrap().to_le_bytes());
    [b"ZBXD\x03", &lengths.concat()[..], &wire].concat()
}

#[test]
fn rows_that_arrive_in_pieces_take_the_same_memory_whatever_the_message() {
    // A gibibyte takes long to make.
    let full = std::env::var_os("HOSTILE").is_some_and(|value| value == "full");
    for len in [1 << 20, if full { (1 << 30) - 4096 } else { 8 << 20 }] {
        let wire = long_frame(len);
        let limits = Limits::PROTOCOL;
        let (rows, used) = METER.measure(|| {
            let mut stream = HistoryStream::new(&limits);
            let mut count = 0;
            for piece in wire.chunks(16 << 10) {
                stream.feed(piece);
                while let Some(mut rows) = stream.next_rows().unwrap() {
                    while let Some(row) = rows.next_row().unwrap() {
                        count += usize::from(matches!(row, HistoryRow::Value(_)));
                    }
                }
            }
            stream.finish().unwrap();
            count
        });
        assert!(rows > len / 100, "{rows}");
        assert!(used.peak <= 256 << 10, "{len}: {used:?}");
    }
}
