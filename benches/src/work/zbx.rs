//! Work on history rows with `zbx-proxy-proto` and its peers.

use std::hint::black_box;
use std::rc::Rc;

use bytes::BytesMut;
use serde_json::Value;
use zbx_proxy_proto::{
    DecodeError, Frame, FrameDecoder, FrameEncoder, HistoryRow, HistoryRows, HistoryStream, HistoryValue,
    ItemState, Limits, Request,
};

use crate::measure::Group;
use crate::payload;
use crate::peer::{self, inflate, zbx as typed};

const KRATE: &str = "zbx";

/// A summary of the rows, sufficient to detect a wrong or missing member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    rows: u64,
    numbers: u64,
    bytes: usize,
}

impl Found {
    fn add(&mut self, row: &HistoryValue<'_>) {
        let state = u64::from(row.state == ItemState::NotSupported);
        let numbers = [
            row.id.unwrap_or(0),
            row.itemid,
            row.clock.map_or(0, |clock| clock.seconds().into()),
            row.ns.map_or(0, |ns| ns.nanoseconds().into()),
            state,
        ];
        self.rows += 1;
        self.numbers += numbers.into_iter().sum::<u64>();
        self.bytes += row.value.as_deref().map_or(0, str::len);
        if let Some(log) = &row.log {
            let numbers = [log.timestamp, log.severity.map(i64::cast_unsigned), log.lastlogsize];
            self.numbers += numbers.into_iter().flatten().sum::<u64>();
            self.numbers += log.eventid.unwrap_or(0).cast_unsigned() + log.mtime.unwrap_or(0).cast_unsigned();
            self.bytes += log.source.as_deref().map_or(0, str::len);
        }
    }

    fn from_request(request: &Request<'_>) -> Self {
        let Request::ProxyData(data) = request else { panic!("it is proxy data") };
        assert_eq!(request.unknown_members(), 0);
        let mut found = Self::default();
        data.history().for_each(|row| found.add(row.expect("our rows are good")));
        found
    }

    fn from_typed(data: &typed::ProxyData) -> Self {
        let mut found = Self::default();
        for row in &data.history {
            let numbers = [
                row.id.unwrap_or(0),
                row.itemid,
                row.clock.unwrap_or(0).into(),
                row.ns.unwrap_or(0).into(),
                row.state.unwrap_or(0).into(),
                row.timestamp.unwrap_or(0),
                row.severity.unwrap_or(0).cast_unsigned(),
                row.eventid.unwrap_or(0).cast_unsigned(),
                row.lastlogsize.unwrap_or(0),
                row.mtime.unwrap_or(0).cast_unsigned(),
            ];
            found.rows += 1;
            found.numbers += numbers.into_iter().sum::<u64>();
            found.bytes += [&row.value, &row.source].into_iter().flatten().map(String::len).sum::<usize>();
        }
        found
    }
}

/// Decodes the message with a list of its rows.
///
/// # Errors
/// The payload is not a message.
pub fn list(payload: &[u8]) -> Result<Request<'_>, DecodeError> {
    Request::decode(payload, &Limits::DEFAULT)
}

/// Walks the rows without a list.
///
/// # Errors
/// The payload is not a message.
///
/// # Panics
/// A row is faulty.
pub fn visit(payload: &[u8]) -> Result<Found, DecodeError> {
    let mut rows = HistoryRows::new(payload, &Limits::DEFAULT)?;
    let mut found = Found::default();
    while let Some(row) = rows.next_row()? {
        let HistoryRow::Value(row) = row else { panic!("our rows are good") };
        found.add(&row);
    }
    Ok(found)
}

/// Decodes all frames of a buffer and their messages; returns their number.
///
/// # Errors
/// The buffer holds anything but frames with messages.
pub fn frames(decoder: &mut FrameDecoder, src: &mut BytesMut) -> Result<usize, DecodeError> {
    let mut count = 0;
    while let Some(frame) = decoder.decode(src)? {
        black_box(list(frame.payload())?);
        count += 1;
    }
    Ok(count)
}

/// Decodes with the serde peer.
fn owned(payload: &[u8]) -> typed::ProxyData {
    serde_json::from_slice(payload).expect("our payloads fit")
}

fn value(json: &[u8]) -> Value {
    serde_json::from_slice(json).expect("our payloads are JSON")
}

/// Returns all groups, with `rows` rows.
///
/// # Panics
/// A peer finds other rows in a payload than this crate.
#[must_use]
pub fn groups(rows: usize) -> Vec<Group> {
    let payload: Rc<[u8]> = payload::zbx::proxy_data(rows).into();
    let request = list(&payload).expect("our payloads are messages").into_owned();
    let found = Found::from_request(&request);
    assert_eq!(found.rows, rows as u64);
    assert_eq!(visit(&payload), Ok(found));
    assert_eq!(Found::from_typed(&owned(&payload)), found);
    let frame = Frame::from(&request).compressed();
    vec![
        decode(&payload),
        walk(&payload),
        compressed(&payload),
        arriving(&payload),
        encode(&payload, request),
        compress(&payload, frame),
    ]
}

fn decode(payload: &Rc<[u8]>) -> Group {
    let p = || Rc::clone(payload);
    let (ours, first, second, limit, source) = (p(), p(), p(), p(), p());
    let mut copied = Vec::new();
    let work = "decode 10,000 history rows (JSON, 1.35 MB) into a list";
    let group = Group::new(KRATE, work, payload.len(), move || {
        drop(black_box(list(&ours).expect("it is a message")));
    })
    .heap(payload.len() * 14 / 10)
    .peer("serde_json typed owned", 2.9, move || owned(&first))
    .peer("serde_json Value", 6.0, move || value(&second));
    #[cfg(feature = "simd")]
    let group = {
        let (third, fourth, fifth) = (p(), p(), p());
        group
            .peer("sonic-rs typed owned", None, move || {
                sonic_rs::from_slice::<typed::ProxyData>(&third).expect("our payloads fit")
            })
            .peer("sonic-rs Value", None, move || {
                sonic_rs::from_slice::<sonic_rs::Value>(&fourth).expect("our payloads are JSON")
            })
            .prepared_peer(
                "simd-json typed owned",
                None,
                move || fifth.to_vec(),
                |json: &mut Vec<u8>| {
                    let data: typed::ProxyData = simd_json::from_slice(json).expect("our payloads fit");
                    black_box(data);
                },
            )
    };
    group
        .limit("serde_json IgnoredAny", move || peer::tokenise(&limit))
        .limit("memcpy", move || peer::copy(&source, &mut copied))
}

fn walk(payload: &Rc<[u8]>) -> Group {
    let (ours, first) = (Rc::clone(payload), Rc::clone(payload));
    Group::new(KRATE, "visit the same rows without a list", payload.len(), move || visit(&ours))
        .heap(4096)
        .peer("serde_json typed owned", 3.3, move || owned(&first))
}

fn compressed(payload: &Rc<[u8]>) -> Group {
    let frame: Rc<[u8]> = payload::zbx::compressed_frame(payload).into();
    // Magic, flags, two lengths of 4 bytes.
    let zlib = |frame: &Rc<[u8]>| -> Rc<[u8]> { frame[13..].into() };
    let (first, second, limit) = (zlib(&frame), zlib(&frame), zlib(&frame));
    assert_eq!(inflate::read(&first), **payload);
    let mut decoder = FrameDecoder::new();
    assert_eq!(frames(&mut decoder, &mut BytesMut::from(&*frame)), Ok(1));
    let mut inflating = inflate::Inflate::new(payload.len());
    Group::prepared(
        KRATE,
        "decode the compressed frame, whole",
        payload.len(),
        move || BytesMut::from(&*frame),
        move |src| assert_eq!(frames(&mut decoder, src), Ok(1)),
    )
    .peer("flate2 reader + serde_json typed owned", 2.0, move || owned(&inflate::read(&first)))
    .peer("flate2 reader + serde_json Value", None, move || value(&inflate::read(&second)))
    .limit("inflate alone", move || inflating.run(&limit))
}

/// Reads the rows of a compressed frame in pieces of 16 KiB.
///
/// # Errors
/// The frame or its message is wrong.
///
/// # Panics
/// A row is faulty.
pub fn stream(frame: &[u8]) -> Result<Found, DecodeError> {
    let mut stream = HistoryStream::new(&Limits::DEFAULT);
    let mut found = Found::default();
    for piece in frame.chunks(16 << 10) {
        stream.feed(piece);
        while let Some(mut rows) = stream.next_rows()? {
            while let Some(row) = rows.next_row()? {
                let HistoryRow::Value(row) = row else { panic!("our rows are good") };
                found.add(&row);
            }
        }
    }
    stream.finish()?;
    Ok(found)
}

fn arriving(payload: &Rc<[u8]>) -> Group {
    let frame: Rc<[u8]> = payload::zbx::compressed_frame(payload).into();
    let found = visit(payload);
    assert!(found.is_ok() && stream(&frame) == found);
    let whole = Rc::clone(&frame);
    let mut decoder = FrameDecoder::new();
    Group::new(KRATE, "visit the rows of the compressed frame while it arrives", payload.len(), move || {
        stream(&frame)
    })
    .heap(256 << 10)
    .prepared_peer(
        "the whole frame, then its rows",
        0.9,
        move || BytesMut::from(&*whole),
        move |src| {
            let frame = decoder.decode(src).ok().flatten().expect("it is one frame");
            assert!(visit(frame.payload()).is_ok());
        },
    )
}

fn encode(payload: &Rc<[u8]>, request: Request<'static>) -> Group {
    let mut dst = Vec::new();
    request.encode(&mut dst);
    assert_eq!(dst, **payload, "ours writes what the daemons write");
    let typed = Rc::new(owned(payload));
    assert_eq!(serde_json::to_vec(&*typed).expect("it is JSON"), dst, "and so does the peer");
    let (first, second, source) = (Rc::clone(&typed), typed, Rc::clone(payload));
    let (mut reused, mut copied) = (Vec::new(), Vec::new());
    let group = Group::new(KRATE, "encode 10,000 rows", payload.len(), move || {
        dst.clear();
        request.encode(&mut dst);
    })
    .allocations(0)
    .peer("serde_json to_vec typed", 1.8, move || serde_json::to_vec(&*first).expect("it is JSON"))
    .peer("serde_json to_writer, reused buffer", None, move || {
        reused.clear();
        serde_json::to_writer(&mut reused, &*second).expect("it is JSON");
    });
    #[cfg(feature = "simd")]
    let group = {
        let third = Rc::new(owned(payload));
        group.peer("sonic-rs to_vec typed", None, move || sonic_rs::to_vec(&*third).expect("it is JSON"))
    };
    group.limit("memcpy", move || peer::copy(&source, &mut copied))
}

fn compress(payload: &Rc<[u8]>, frame: Frame) -> Group {
    let source = Rc::clone(payload);
    let (mut encoder, mut dst) = (FrameEncoder::new(), BytesMut::new());
    Group::new(KRATE, "compress the encoded payload into a frame", payload.len(), move || {
        dst.clear();
        encoder.encode(&frame, &mut dst)
    })
    .allocations(0)
    .peer("flate2 writer into a new Vec", None, move || inflate::write(&source))
}
