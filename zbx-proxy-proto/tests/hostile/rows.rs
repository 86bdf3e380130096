//! Rows that cannot be decoded, are repeated or are not rows at all.

use zbx_proxy_proto::{
    Answer, ConfigAnswer, DecodeErrorKind, HistoryRow, HistoryRows, Limits, ObservedMessage, RawJson, Request,
};

use crate::{good_row, history};

#[test]
fn a_bad_row_does_not_cost_the_others() {
    for (bad, path, expected) in [
        (
            r#"{"id":2,"itemid":"x","clock":1,"ns":1}"#,
            "history data[1].itemid",
            "expected a non-negative integer",
        ),
        (r#"{"id":2,"clock":1,"ns":1,"value":"v"}"#, "history data[1]", "missing member \"itemid\""),
        (
            r#"{"id":2,"itemid":7,"clock":-1,"ns":1}"#,
            "history data[1].clock",
            "expected a non-negative integer",
        ),
        (
            r#"{"id":2,"itemid":7,"clock":1.5,"ns":1}"#,
            "history data[1].clock",
            "expected a non-negative integer",
        ),
        (
            r#"{"id":2,"itemid":7,"clock":2147483648,"ns":1}"#,
            "history data[1].clock",
            "expected seconds since 1970",
        ),
        (r#"{"id":2,"itemid":7,"clock":1,"ns":1000000000}"#, "history data[1].ns", "expected nanoseconds"),
        (
            r#"{"id":2,"itemid":7,"clock":1,"ns":{"a":[1]}}"#,
            "history data[1].ns",
            "expected a non-negative integer",
        ),
        (
            r#"{"id":2,"ns":"x","itemid":7,"clock":1}"#,
            "history data[1].ns",
            "expected a non-negative integer",
        ),
        ("17", "history data[1]", "expected an object, found \"a number\""),
        ("[{}]", "history data[1]", "expected an object"),
    ] {
        let text = history(&format!("{},{bad},{}", good_row(1), good_row(3)));
        let Request::ProxyData(data) = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap() else {
            panic!()
        };
        let read: Vec<_> = data.history().collect();
        assert_eq!(read.len(), 3, "{bad}");
        assert_eq!(read[0].unwrap().value.as_deref(), Some("v1"));
        assert_eq!(read[2].unwrap().value.as_deref(), Some("v3"));
        let faulty = read[1].unwrap_err();
        assert_eq!((faulty.index, faulty.raw.as_bytes()), (1, bad.as_bytes()));
        assert_eq!(faulty.error.path(), Some(path), "{bad}");
        assert!(faulty.error.kind().to_string().starts_with(expected), "{}", faulty.error);
        let at = faulty.error.offset();
        assert!(
            text[at..].starts_with(|c: char| !c.is_whitespace()) && at >= text.find(bad).unwrap(),
            "{at}"
        );

        // The row is written back as it was received.
        let mut again = Vec::new();
        Request::ProxyData(data.clone()).encode(&mut again);
        assert_eq!(String::from_utf8(again).unwrap(), text);

        let mut rows = HistoryRows::new(text.as_bytes(), &Limits::DEFAULT).unwrap();
        let mut walked = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            walked.push(row);
        }
        let [HistoryRow::Value(_), HistoryRow::Faulty(found), HistoryRow::Value(_)] = &walked[..] else {
            panic!("{bad}: {walked:?}")
        };
        assert_eq!(found, faulty);
    }
}

// ZBX-084
#[test]
fn an_unreadable_number_of_a_row_does_not_cost_the_value() {
    let names = ["id", "state", "timestamp", "severity", "eventid", "lastlogsize", "mtime"];
    for name in names {
        for bad in ["null", "\"x\"", "\"\"", "1000.5", "99999999999999999999", "{\"a\":1}", "[]", "true"] {
            let members = format!(r#""{name}":{bad},"clock":1,"ns":1,"value":"v","{name}":2"#);
            let text = history(&format!(r#"{{"itemid":7,{members}}}"#));
            let Ok(Request::ProxyData(data)) = Request::decode(text.as_bytes(), &Limits::DEFAULT) else {
                panic!("{text}")
            };
            let [row] = &data.history.good[..] else { panic!("{text}") };
            assert_eq!((row.value.as_deref(), row.id), (Some("v"), None));
            let log = row.log.as_deref();
            // What is not null is kept, and written again.
            let kept = log.and_then(|log| log.extra.member(name)).map(RawJson::as_bytes);
            assert_eq!(kept, (bad != "null").then_some(bad.as_bytes()), "{name} {bad}");
            let mut again = Vec::new();
            Request::ProxyData(data.clone()).encode(&mut again);
            assert_eq!(Request::decode(&again, &Limits::DEFAULT), Ok(Request::ProxyData(data)));

            for (request, item) in
                [("sender data", r#""host":"h","key":"k""#), ("agent data", r#""itemid":7"#)]
            {
                let text = format!(r#"{{"request":"{request}","data":[{{{item},{members}}}]}}"#);
                let values = match Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap() {
                    Request::SenderData(data) => data.data,
                    Request::AgentData(data) => data.data,
                    other => panic!("{other:?}"),
                };
                let [value] = &values.good[..] else { panic!("{text}") };
                assert_eq!((value.value.as_deref(), value.id), (Some("v"), None));
                let kept = value.extra.member(name).map(RawJson::as_bytes);
                assert_eq!(kept, (bad != "null").then_some(bad.as_bytes()), "{name} {bad}");
            }
        }
    }
}

// ZBX-084
#[test]
fn nanoseconds_count_next_to_a_clock_only() {
    for (item, section) in [(r#""itemid":7"#, "history data"), (r#""host":"h","key":"k""#, "data")] {
        for ns in ["\"x\"", "1000000000", "-1", "{}"] {
            let request = if section == "data" { "sender data" } else { "proxy data" };
            for (members, is_good) in [
                (format!(r#"{item},"ns":{ns}"#), true),
                (format!(r#"{item},"clock":null,"ns":{ns}"#), true),
                (format!(r#"{item},"ns":{ns},"clock":1"#), false),
                (format!(r#""clock":1,{item},"ns":{ns},"ns":1"#), false),
                (format!(r#""clock":1,{item},"ns":1,"ns":{ns}"#), true),
            ] {
                let text = format!(r#"{{"request":"{request}","{section}":[{{{members}}}]}}"#);
                let faulty = match Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap() {
                    Request::ProxyData(data) => data.history.faulty,
                    Request::SenderData(data) => data.data.faulty,
                    other => panic!("{other:?}"),
                };
                assert_eq!(faulty.is_empty(), is_good, "{text}");
                if let [row] = &faulty[..] {
                    assert_eq!(row.error.path(), Some(format!("{section}[0].ns").as_str()));
                    assert!(text[row.error.offset()..].starts_with(ns), "{}", row.error);
                }
            }
        }
    }
}

#[test]
fn broken_text_ends_the_walk_for_good() {
    let text = history(&format!("{},{{\"id\":2,\"itemid\":7 ", good_row(1)));
    let mut rows = HistoryRows::new(text.as_bytes(), &Limits::DEFAULT).unwrap();
    assert!(matches!(rows.next_row().unwrap(), Some(HistoryRow::Value(_))));
    let error = rows.next_row().unwrap_err();
    assert!(error.to_string().starts_with("history data[1]"), "{error}");
    assert!(rows.next_row().unwrap().is_none());
}

#[test]
fn the_walk_sees_what_is_wrong_behind_the_rows() {
    let text = history(&good_row(1)).replace("]}", "],\"version\":}");
    let mut rows = HistoryRows::new(text.as_bytes(), &Limits::DEFAULT).unwrap();
    assert!(rows.next_row().unwrap().is_some());
    assert!(rows.next_row().is_err());
    assert!(Request::decode(text.as_bytes(), &Limits::DEFAULT).is_err());
}

#[test]
fn a_section_that_is_no_list_is_one_faulty_row() {
    for section in ["{}", "7", "\"x\""] {
        let text = format!(r#"{{"request":"proxy data","history data":{section},"version":"7.0.0"}}"#);
        let Request::ProxyData(data) = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap() else {
            panic!()
        };
        assert_eq!((data.history.good.len(), data.history.faulty.len()), (0, 1));
        assert_eq!(data.history.faulty[0].error.path(), Some("history data"));
    }
    let text = br#"{"request":"proxy data","history data":null}"#;
    let Request::ProxyData(data) = Request::decode(text, &Limits::DEFAULT).unwrap() else { panic!() };
    assert!(data.history.is_empty());
}

#[test]
fn rows_with_another_number_of_cells_spoil_the_configuration() {
    for (row, found) in [("[1]", 1), ("[1,\"a\",2]", 3), ("[]", 0)] {
        let text = format!(r#"{{"data":{{"hosts":{{"fields":["hostid","host"],"data":[[1,"a"],{row}]}}}}}}"#);
        let error = ConfigAnswer::decode(text.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert_eq!(*error.kind(), DecodeErrorKind::CellCount { expected: 2, found });
        assert_eq!(error.path(), Some("data.hosts.data[1]"));
    }
}

#[test]
fn values_of_agents_and_senders_must_say_what_they_belong_to() {
    let text = br#"{"request":"sender data","data":[{"host":"a","value":"1"},{"host":"a","key":"k"},{"key":"k"},{"itemid":1}]}"#;
    let Request::SenderData(data) = Request::decode(text, &Limits::DEFAULT).unwrap() else { panic!() };
    let missing: Vec<_> =
        data.data.iter().map(|row| row.err().map(|row| row.error.kind().to_string())).collect();
    let no = |name: &str| Some(format!("missing member \"{name}\""));
    assert_eq!(missing, [no("key"), None, no("host"), None]);
}

#[test]
fn faulty_rows_are_kept_up_to_a_limit_and_never_cost_the_good_ones() {
    let text = history(&format!("{}{}", "7,".repeat(50), good_row(1)));
    let limits = Limits::DEFAULT.with_faulty_rows(20);
    let Request::ProxyData(data) = Request::decode(text.as_bytes(), &limits).unwrap() else { panic!() };
    assert_eq!((data.history.good.len(), data.history.faulty.len(), data.history.skipped), (1, 20, 30));
    assert_eq!(data.history().count(), 21);
}

// ZBX-042
#[test]
fn a_member_of_a_row_that_comes_again_is_passed_over() {
    let row = |members: &str| {
        let text = history(&format!(r#"{{"itemid":7{members}}}"#));
        let Request::ProxyData(data) = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap() else {
            panic!()
        };
        data.history.good[0].clone().into_owned()
    };
    for (name, first, second) in [
        ("id", "1", "2"),
        ("clock", "1", "2"),
        ("ns", "1", "2"),
        ("value", "\"a\"", "\"b\""),
        ("state", "1", "0"),
        ("timestamp", "1", "2"),
        ("source", "\"a\"", "\"b\""),
        ("severity", "1", "2"),
        ("eventid", "1", "2"),
        ("lastlogsize", "1", "2"),
        ("mtime", "1", "2"),
    ] {
        let (first, second) = (format!(r#","{name}":{first}"#), format!(r#","{name}":{second}"#));
        assert_ne!(row(&first), row(&second), "{name}");
        assert_eq!(row(&format!("{first}{second}")), row(&first), "{name}");
        assert_eq!(row(&format!("{second}{first}")), row(&second), "{name}");
    }
    assert_eq!(row(r#","itemid":8"#), row(""));
}

// ZBX-075
#[test]
fn a_section_that_is_no_list_stays_none() {
    for section in ["\"history data\"", "\"discovery data\"", "\"auto registration\""] {
        for value in ["{}", "\"x\"", "7", "[7]"] {
            let text = format!(r#"{{"request":"proxy data",{section}:{value}}}"#);
            let mut again = Vec::new();
            Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap().encode(&mut again);
            assert_eq!(String::from_utf8(again).unwrap(), text);
        }
    }
}

// ZBX-053
#[test]
fn each_row_may_have_unknown_members_of_its_own() {
    let list = |row: &str| vec![row; 3000].join(",");
    for (head, row, tail) in [
        (r#"{"request":"proxy data","history data":["#, r#"{"itemid":1,"unit":"ms"}"#, "]}"),
        (r#"{"request":"sender data","data":["#, r#"{"host":"h","key":"k","unit":"ms"}"#, "]}"),
        (r#"{"request":"proxy data","host data":["#, r#"{"hostid":1,"unit":"ms"}"#, "]}"),
        (r#"{"response":"success","data":["#, r#"{"key":"k","delay":"1s","unit":"ms"}"#, "]}"),
    ] {
        let text = [head, &list(row), tail].concat();
        let message = ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!(message.unknown_members(), 3000, "{row}");
        let mut again = Vec::new();
        message.encode(&mut again);
        assert_eq!(String::from_utf8(again).unwrap(), text);
    }
    // After a row, good or faulty, the message has the allowance that it had before.
    let limits = Limits::DEFAULT.with_members(1);
    let rows = r#"{"itemid":1,"x":1},{"itemid":"a","x":1}"#;
    for (members, taken) in [(r#""y":1"#, true), (r#""y":1,"z":1"#, false)] {
        let text = format!(r#"{{"request":"proxy data","history data":[{rows}],{members}}}"#);
        assert_eq!(Request::decode(text.as_bytes(), &limits).is_ok(), taken, "{members}");
    }
    // Unusable tasks are kept whole, so they are counted together.
    let tasks = |count| format!(r#"{{"tasks":[{}]}}"#, vec![r#"{"type":6,"x":1}"#; count].join(","));
    assert!(Answer::decode(tasks(1).as_bytes(), &limits).is_ok());
    assert!(Answer::decode(tasks(2).as_bytes(), &limits).unwrap_err().is_limit());
}

// ZBX-042
#[test]
fn of_two_sections_the_walk_takes_the_first() {
    let section = |rows: &str| format!(r#""history data":{rows}"#);
    let (first, second) =
        (section(&format!("[{}]", good_row(1))), section(&format!("[{},{}]", good_row(2), good_row(3))));
    for (members, expected) in [
        (format!("{first},{second}"), &[1][..]),
        (format!(r#"{first},"x":1,{second}"#), &[1]),
        (format!(r#""x":1,{second},"y":[],{first}"#), &[2, 3]),
        (format!("{},{first}", section("[]")), &[]),
        (format!("{},{first}", section("7")), &[]),
        (format!(r#"{},"x":1,{first}"#, section("{}")), &[]),
    ] {
        let text = format!(r#"{{"request":"proxy data",{members}}}"#);
        let mut rows = HistoryRows::new(text.as_bytes(), &Limits::DEFAULT).unwrap();
        let mut walked = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            let HistoryRow::Value(row) = row else { panic!("{row:?}") };
            walked.extend(row.id);
        }
        assert_eq!(walked, expected, "{text}");
        let Request::ProxyData(data) = Request::decode(text.as_bytes(), &Limits::DEFAULT).unwrap() else {
            panic!()
        };
        assert!(data.history.good.iter().filter_map(|row| row.id).eq(expected.iter().copied()), "{text}");
    }
}
