//! The fast path for history rows: rows as daemons write them, predicted member by
//! member.
//!
//! It reads a row exactly as [`HistoryValue::read_any`] does or not at all; whatever
//! it does not expect is left to that. The tests hold the two against each other.

use std::borrow::Cow;

use super::{HistoryValue, ItemState, LogDetails};
use crate::json::Reader;
use crate::message::time::{Clock, Nanoseconds};

/// Reads the row that comes next, or nothing, and then stands where it stood.
pub(super) fn read<'a>(reader: &mut Reader<'a>) -> Option<HistoryValue<'a>> {
    let start = reader.offset();
    let row = predicted(reader);
    if row.is_none() {
        let depth = reader.depth();
        reader.rewind(start, depth);
    }
    row
}

fn predicted<'a>(reader: &mut Reader<'a>) -> Option<HistoryValue<'a>> {
    // Rows at the limit of nesting are for the path that says so.
    if !reader.may_nest() {
        return None;
    }
    let id = reader.after(b"{\"id\":")?.digits()?;
    let itemid = reader.after(b",\"itemid\":")?.digits()?;
    let clock = Clock::new(reader.after(b",\"clock\":")?.digits()?.try_into().ok()?)?;
    let ns = Nanoseconds::new(reader.after(b",\"ns\":")?.digits()?.try_into().ok()?)?;
    let mut row = HistoryValue::new(id, itemid, clock, ns);
    if reader.after(b",\"state\":1").is_some() {
        row.state = ItemState::NotSupported;
    }
    if reader.after(b",\"timestamp\":").is_some() {
        row.log = Some(Box::new(event(reader)?));
    }
    if reader.after(b",\"value\":\"").is_some() {
        row.value = Some(text(reader)?);
    }
    if reader.after(b",\"lastlogsize\":").is_some() {
        let log = row.log.get_or_insert_default();
        log.lastlogsize = Some(reader.digits()?);
        log.mtime = Some(reader.after(b",\"mtime\":")?.digits()?.try_into().ok()?);
    }
    reader.after(b"}")?;
    Some(row)
}

/// What a Windows event has, behind the name of its first member.
fn event<'a>(reader: &mut Reader<'a>) -> Option<LogDetails<'a>> {
    let mut log = LogDetails { timestamp: Some(reader.digits()?), ..LogDetails::default() };
    if reader.after(b",\"source\":\"").is_some() {
        log.source = Some(text(reader)?);
    }
    if reader.after(b",\"severity\":").is_some() {
        log.severity = Some(reader.digits()?.try_into().ok()?);
    }
    if reader.after(b",\"eventid\":").is_some() {
        log.eventid = Some(reader.digits()?.try_into().ok()?);
    }
    Some(log)
}

/// A text behind its quote. An error in it is for the general path to tell.
fn text<'a>(reader: &mut Reader<'a>) -> Option<Cow<'a, str>> {
    reader.string_after_quote().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Limits;

    fn both(row: &str) {
        let mut general = Reader::new(row.as_bytes(), &Limits::DEFAULT).unwrap();
        let mut fast = general.clone();
        let expected = HistoryValue::read_any(&mut general);
        match read(&mut fast) {
            Some(row) => {
                assert_eq!(expected.as_ref(), Ok(&row));
                assert_eq!((fast.offset(), fast.depth()), (general.offset(), general.depth()));
            }
            None => assert_eq!((fast.offset(), fast.depth()), (0, 0), "{row}"),
        }
    }

    fn is_fast(row: &str) -> bool {
        both(row);
        read(&mut Reader::new(row.as_bytes(), &Limits::DEFAULT).unwrap()).is_some()
    }

    #[test]
    fn rows_as_daemons_write_them_are_fast() {
        for row in [
            r#"{"id":1,"itemid":2,"clock":3,"ns":0}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":4,"value":"a \"b\" é"}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":4,"state":1,"value":"no"}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":4,"timestamp":5,"source":"s","severity":1,"eventid":2,"value":"v","lastlogsize":6,"mtime":7}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":4,"lastlogsize":6,"mtime":0}"#,
        ] {
            assert!(is_fast(row), "{row}");
        }
    }

    #[test]
    fn other_rows_are_left_alone() {
        for row in [
            r#"{"itemid":2,"id":1,"clock":3,"ns":0}"#,
            r#"{ "id":1,"itemid":2,"clock":3,"ns":0}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":0,"x":1}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":0,"state":12}"#,
            r#"{"id":1,"itemid":2,"clock":3.5,"ns":0}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":1000000000}"#,
            r#"{"id":18446744073709551616,"itemid":2,"clock":3,"ns":0}"#,
            r#"{"id":01,"itemid":2,"clock":3,"ns":0}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":0,"value":"\x"}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":0,"value":"a"#,
        ] {
            assert!(!is_fast(row), "{row}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

        /// Rows that are nearly as daemons write them: pieces left out, doubled,
        /// changed.
        #[test]
        fn the_two_paths_agree(pieces in prop::collection::vec(prop::sample::select(vec![
            "{\"id\":1", "{\"id\":18446744073709551615", ",\"itemid\":2", ",\"itemid\":\"2\"", ",\"clock\":3", ",\"clock\":2147483648",
            ",\"ns\":4", ",\"ns\":999999999", ",\"state\":1", ",\"state\":0", ",\"timestamp\":5", ",\"source\":\"s\\n\"",
            ",\"severity\":1", ",\"severity\":-1", ",\"eventid\":9223372036854775808", ",\"value\":\"v\"", ",\"value\":\"\\u00e9\\ud800\"",
            ",\"value\":null", ",\"lastlogsize\":18446744073709551615", ",\"mtime\":7", ",\"x\":[]", "}", " ", "0",
        ]), 0..12), canonical in any::<bool>()) {
            let head = if canonical { "{\"id\":1,\"itemid\":2,\"clock\":3,\"ns\":4" } else { "" };
            both(&format!("{head}{}", pieces.concat()));
            both(&format!("{head}{}}}", pieces.concat()));
        }
    }
}
