//! What a peer can make us hold is bounded, whatever it sends.
//!
//! One test, because the meter counts the whole process.

use std::io::Write;

use bytes::BytesMut;
use testkit::alloc::Meter;
use zbx_proxy_proto::{Frame, FrameDecoder, HistoryRows, Limits, Message};

#[global_allocator]
static METER: Meter = Meter::new();

/// A payload costs at most this many times its length once decoded.
const MESSAGE_FACTOR: usize = 96;
/// And this much whatever its length.
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

    // Headers that lie, alone and with a little behind them.
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

    // Bombs: honest and lying about their size.
    let zeros = vec![b' '; 8 << 20];
    for reserved in [8 << 20, 1 << 20, 512 << 10, 10] {
        let bomb = zlib_frame(&zeros, reserved);
        let mut src = BytesMut::from(&bomb[..]);
        let mut decoder = FrameDecoder::new().with_limits(limits);
        let (result, used) = METER.measure(|| decoder.decode(&mut src));
        assert!(result.is_err());
        assert!(used.peak <= (1 << 20) + CONSTANT, "{reserved}: {used:?}");
    }

    // Payloads that make much of little.
    let many = |unit: &str, count: usize| unit.repeat(count);
    for payload in [
        format!(r#"{{"request":"proxy data","history data":[{}{{}}]}}"#, many("{},", 20_000)),
        format!(r#"{{"request":"proxy data","history data":[{}1]}}"#, many("1,", 50_000)),
        format!(
            r#"{{"request":"proxy data","history data":[{}{{"itemid":1}}]}}"#,
            many("{\"itemid\":1},", 20_000)
        ),
        format!(
            r#"{{"request":"proxy data","discovery data":[{}{{}}]}}"#,
            many("{\"clock\":1,\"drule\":1,\"dcheck\":null,\"ip\":\"\"},", 10_000)
        ),
        format!(r#"{{"response":"success","tasks":[{}1]}}"#, many("1,", 50_000)),
        format!(r#"{{"data":{{"hosts":{{"fields":["a"],"data":[{}[1]]}}}}}}"#, many("[1],", 50_000)),
        format!(
            r#"{{"data":{{{}"x":{{"fields":[],"data":[]}}}}}}"#,
            many(r#""x":{"fields":[],"data":[]},"#, 5_000)
        ),
        format!(r#"{{"data":{{}},"del_hostids":[{}1],"config_revision":1}}"#, many("1,", 50_000)),
        format!(r#"{{"request":"sender data","data":[{}{{}}]}}"#, many("{},", 20_000)),
        format!(r#"{{"request":"x",{}"y":0}}"#, many("\"\":0,", 1_000)),
        format!(r#"{{"request":"proxy data","x":{}{}}}"#, many("[", 60), many("]", 60)),
        format!(r#"{{"request":"proxy data","host":"{}"}}"#, many("\\u0001", 50_000)),
        format!(r#"{{"macro.secrets":{{{}"x":{{}}}}}}"#, many(r#""x":{},"#, 20_000)),
    ] {
        let head = &payload[..60];
        let (result, used) = METER.measure(|| Message::decode_with(payload.as_bytes(), &limits).map(drop));
        assert!(
            used.peak <= MESSAGE_FACTOR * payload.len() + CONSTANT,
            "{head}… of {}: {used:?} {result:?}",
            payload.len()
        );
    }

    // Walking rows takes next to nothing.
    let row = r#"{"id":1,"itemid":7,"clock":1790000000,"ns":5,"value":"0.25 \n","lastlogsize":1},"#;
    let payload = format!(r#"{{"request":"proxy data","history data":[{}{{}}]}}"#, many(row, 10_000));
    let (rows, used) = METER.measure(|| {
        let mut rows = HistoryRows::new(payload.as_bytes(), &limits).unwrap();
        let mut count = 0;
        while let Some(row) = rows.next().unwrap() {
            count += usize::from(row.is_ok());
        }
        count
    });
    assert_eq!(rows, 10_000);
    assert!(used.peak <= 4096, "{used:?}");

    // A frame that is not compressed is not copied.
    let mut src = BytesMut::new();
    Frame::new(payload).encode(&mut src).unwrap();
    let mut decoder = FrameDecoder::new().with_limits(limits);
    let (frame, used) = METER.measure(|| decoder.decode(&mut src).unwrap().unwrap());
    assert!(frame.payload().len() > 100_000 && used.peak <= 256, "{used:?}");
}
