//! Reading of rows while their frame arrives gives what reading the whole message gives.

use bytes::BytesMut;
use proptest::prelude::*;
use zbx_proxy_proto::{
    DecodeError, Frame, HistoryRow, HistoryRows, HistoryStream, HistoryValue, Limits, Request, Rows,
};

/// The rows up to the end or the first error, and the error.
type Outcome = (Vec<HistoryRow<'static>>, Result<(), DecodeError>);

fn owned(row: HistoryRow<'_>) -> HistoryRow<'static> {
    match row {
        HistoryRow::Value(row) => HistoryRow::Value(row.into_owned()),
        HistoryRow::Faulty(row) => HistoryRow::Faulty(zbx_proxy_proto::FaultyRow {
            index: row.index,
            error: row.error,
            raw: row.raw.into_owned(),
        }),
    }
}

fn whole(payload: &[u8]) -> Outcome {
    let mut rows = Vec::new();
    let mut walk = match HistoryRows::new(payload, &Limits::DEFAULT) {
        Ok(walk) => walk,
        Err(error) => return (rows, Err(error)),
    };
    loop {
        match walk.next_row() {
            Ok(Some(row)) => rows.push(owned(row)),
            Ok(None) => return (rows, Ok(())),
            Err(error) => return (rows, Err(error)),
        }
    }
}

fn streamed(payload: &[u8], zlib: bool, piece: usize) -> (Outcome, Vec<u8>) {
    let mut wire = BytesMut::new();
    let frame = Frame::new(payload.to_vec());
    let frame = if zlib { frame.compressed() } else { frame };
    frame.encode(&mut wire).unwrap();
    let mut stream = HistoryStream::new(&Limits::DEFAULT);
    let mut found = Vec::new();
    let outcome = (|| {
        for piece in wire.chunks(piece) {
            stream.feed(piece);
            while let Some(mut rows) = stream.next_rows()? {
                while let Some(row) = rows.next_row()? {
                    found.push(owned(row));
                }
            }
        }
        stream.finish()
    })();
    ((found, outcome), stream.message().to_vec())
}

/// Compares both ways, in pieces of several sizes, plain and compressed.
fn check(payload: &[u8]) {
    let expected = whole(payload);
    for zlib in [false, true] {
        for piece in [1, 7, 64, 1000, usize::MAX] {
            let (outcome, message) = streamed(payload, zlib, piece);
            let shown = payload.escape_ascii();
            assert_eq!(outcome.0, expected.0, "{shown} in pieces of {piece}");
            assert_eq!(outcome.1, expected.1, "{shown} in pieces of {piece}");
            if outcome.1.is_err() {
                continue;
            }
            let Ok(Request::ProxyData(rest)) = Request::decode(&message, &Limits::DEFAULT) else {
                assert!(Request::decode(payload, &Limits::DEFAULT).is_err(), "{shown}");
                continue;
            };
            let Ok(Request::ProxyData(data)) = Request::decode(payload, &Limits::DEFAULT) else {
                panic!("{shown}")
            };
            // What else is faulty is at another place without the rows.
            let plain = |data: zbx_proxy_proto::ProxyData<'_>| {
                (
                    data.host.map(Into::into),
                    data.version.map(String::from),
                    data.session.map(String::from),
                    data.extra.len(),
                    data.discovery.good.len(),
                )
            };
            let _: &Option<String> = &plain(rest.clone()).0;
            assert!(rest.history == Rows::EMPTY || data.history.good.is_empty(), "{shown}");
            assert_eq!(plain(rest), plain(data), "{shown}");
        }
    }
}

#[test]
fn rows_come_out_the_same_however_they_arrive() {
    let row =
        |id: u64| format!(r#"{{"id":{id},"itemid":7,"clock":1700000000,"ns":5,"value":"v{id} \u00e9 é"}}"#);
    let rows = |count| (1..=count).map(row).collect::<Vec<_>>().join(",");
    let head = r#"{"request":"proxy data","host":"px","session":"0123456789abcdef0123456789abcdef","#;
    for payload in [
        format!(r#"{head}"history data":[{}],"version":"7.0.9","clock":17}}"#, rows(3)),
        format!(r#"{head}"history data":[{}],"version":"7.0.9"}}"#, rows(2000)),
        format!("{head} \"history data\" : [ {} , 7 , {{}} ]\r\n, \"clock\":12 }} \n", row(1)),
        format!(r#"{head}"history data":[{},{}],"x":1}}"#, row(1), r#"{"itemid":"x"}"#),
        format!(r#"{head}"history data":[]}}"#),
        format!(r#"{head}"clock":1234567890}}"#),
        format!(r#"{head}"history data":[{}],"history data":[{}]}}"#, row(1), row(2)),
        format!(r#"{head}"history data":7,"history data":[{}]}}"#, row(2)),
        format!("{head}\"history data\":[{}]}}\0 rest", row(1)),
        r#"{}"#.to_owned(),
    ] {
        check(payload.as_bytes());
    }
}

#[test]
fn errors_are_the_same_too() {
    let row = r#"{"id":1,"itemid":7,"clock":1,"ns":5,"value":"v"}"#;
    let head = r#"{"request":"proxy data","history data":["#;
    for payload in [
        String::new(),
        "[]".to_owned(),
        "{".to_owned(),
        format!("{head}{row}"),
        format!("{head}{row},"),
        format!("{head}{row},]}}"),
        format!("{head}{row} {row}]}}"),
        format!("{head}{row}]"),
        format!("{head}{row}]}} x y"),
        format!("{head}{row}]}}\r\n\t \u{c}~"),
        format!("{head}{row}],}}"),
        format!("{head}{row}],\"a\":tru}}"),
        format!("{head}{row}],\"a\":\"\\ud83d\"}}"),
        format!("{head}{row},{{\"itemid\":\"\\ud83d\"}}]}}"),
        format!("{head}{row},{{\"itemid\":7,\"value\":\"\\ud83d\\ude00\"}}]}}"),
        format!("{head}{}{}]}}", "[".repeat(100), "]".repeat(100)),
    ] {
        check(payload.as_bytes());
    }
}

#[test]
fn text_that_is_not_utf_8_is_read_as_by_the_whole_reader() {
    for bad in [&b"\xff"[..], b"\xe2\x82", b"\xc3", b"\xf0\x9f\x98", b"\xed\xa0\x80"] {
        let payload = [
            &br#"{"request":"proxy data","history data":[{"itemid":7,"value":"a"#[..],
            "é€😀".as_bytes(),
            bad,
            br#""},{"itemid":8,"value":"b"}]}"#,
        ]
        .concat();
        check(&payload);
        check(payload.get(..payload.len() - 30).unwrap());
    }
}

#[test]
fn a_frame_that_is_cut_or_damaged_is_an_error() {
    let payload = br#"{"request":"proxy data","history data":[{"itemid":7,"value":"1"}]}"#;
    let mut wire = BytesMut::new();
    Frame::new(&payload[..]).compressed().encode(&mut wire).unwrap();
    for cut in 0..wire.len() {
        let mut stream = HistoryStream::new(&Limits::DEFAULT);
        stream.feed(&wire[..cut]);
        while let Ok(Some(mut rows)) = stream.next_rows() {
            while let Ok(Some(_)) = rows.next_row() {}
        }
        assert!(stream.finish().is_err() && !stream.is_done(), "{cut}");
    }
    // The announced length is another one.
    for change in [1, 255] {
        let mut wrong = wire.clone();
        wrong[9] = wrong[9].wrapping_add(change);
        let mut stream = HistoryStream::new(&Limits::DEFAULT);
        stream.feed(&wrong);
        let error = loop {
            match stream.next_rows() {
                Ok(Some(mut rows)) => while let Ok(Some(_)) = rows.next_row() {},
                Ok(None) => panic!("no error"),
                Err(error) => break error,
            }
        };
        assert!(error.to_string().contains("inflate") || error.to_string().contains("bytes"), "{error}");
        assert_eq!(stream.next_rows().map(|_| ()).unwrap_err(), error);
    }
}

#[test]
fn a_row_or_member_without_end_is_refused_at_its_bound() {
    for start in [r#"{"request":"proxy data","history data":[{"itemid":7,"value":""#, r#"{"request":""#] {
        let payload = [start.as_bytes(), &vec![b'x'; 3 << 20]].concat();
        let mut wire = BytesMut::new();
        Frame::new(payload).encode(&mut wire).unwrap();
        let mut stream = HistoryStream::new(&Limits::DEFAULT);
        let mut fed = 0;
        let error = 'all: loop {
            stream.feed(&wire[fed..(fed + 1000).min(wire.len())]);
            fed += 1000;
            loop {
                match stream.next_rows() {
                    Ok(Some(mut rows)) => while let Ok(Some(_)) = rows.next_row() {},
                    Ok(None) => break,
                    Err(error) => break 'all error,
                }
            }
        };
        assert!(error.is_limit() && fed < 2 * HistoryStream::ITEM_LEN, "{error}, {fed}");
    }
    // All that is not rows is bounded too.
    let member = format!(r#""a":"{}","#, "x".repeat(1000));
    let payload = format!(r#"{{"request":"proxy data",{}"b":1}}"#, member.repeat(100));
    let mut wire = BytesMut::new();
    Frame::new(payload).encode(&mut wire).unwrap();
    let mut stream = HistoryStream::new(&Limits::DEFAULT).with_message_len(50_000);
    stream.feed(&wire);
    assert!(stream.next_rows().unwrap_err().is_limit());
    assert!(stream.message().len() <= 50_000);
}

#[test]
fn the_head_of_the_message_is_there_with_the_first_rows() {
    let payload = br#"{"request":"proxy data","host":"px","history data":[{"itemid":7},{"itemid":8}],"version":"7.0.9"}"#;
    let mut wire = BytesMut::new();
    Frame::new(&payload[..]).encode(&mut wire).unwrap();
    let mut stream = HistoryStream::new(&Limits::DEFAULT);
    stream.feed(&wire[..13 + 68]);
    let first = stream.next_rows().unwrap().unwrap().next_row().unwrap();
    let expected = HistoryValue {
        itemid: 7,
        ..HistoryValue::new(0, 7, zbx_proxy_proto::Clock::MAX, zbx_proxy_proto::Nanoseconds::MAX)
    };
    assert_eq!(first, Some(HistoryRow::Value(HistoryValue { id: None, clock: None, ns: None, ..expected })));
    let Ok(Request::ProxyData(head)) = Request::decode(stream.message(), &Limits::DEFAULT) else { panic!() };
    assert_eq!((head.host.as_deref(), head.version), (Some("px"), None));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// Messages that are nearly right: pieces missing, doubled or changed.
    #[test]
    fn both_ways_agree_on_whatever_comes(pieces in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "[", "]", ",", ":", "\"history data\":[", "\"request\":\"proxy data\"", "\"clock\":123", "\"a\":", "null", "tru", " ",
        "{\"id\":1,\"itemid\":2,\"clock\":3,\"ns\":4,\"value\":\"v\"}", "{\"itemid\":\"x\"}", "\"\\ud83d", "\\ude00\"", "12", "\u{e9}", "\"", "\0", "\r\n", "\u{c}", "\u{b}",
    ]), 0..14), canonical in any::<bool>()) {
        let head = if canonical { "{\"request\":\"proxy data\",\"history data\":[" } else { "{" };
        check(format!("{head}{}", pieces.concat()).as_bytes());
    }
}
