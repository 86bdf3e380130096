//! A fast path for history rows as daemons write them, predicted member by member.
//!
//! It reads a row exactly as [`HistoryValue::read_any`] does or returns `None`; then the
//! row has to be read the general way. It never decides an error. The tests compare both.

use super::{HistoryValue, ItemState, LogDetails};
use crate::json::{Cursor, Reader};
use crate::message::time::{Clock, Nanoseconds};

/// Reads the next row; `None` leaves the reader where it was.
#[inline]
pub(super) fn read<'a>(reader: &mut Reader<'a>) -> Option<HistoryValue<'a>> {
    let mut cursor = reader.predict()?;
    let id = cursor.number(b"{\"id\":")?;
    let itemid = cursor.number(b",\"itemid\":")?;
    let clock = Clock::new(cursor.number(b",\"clock\":")?.try_into().ok()?)?;
    let ns = Nanoseconds::new(cursor.number(b",\"ns\":")?.try_into().ok()?)?;
    let mut row = HistoryValue::new(id, itemid, clock, ns);
    if cursor.takes(VALUE) {
        row.value = Some(cursor.text()?);
        if cursor.takes(b"}") {
            cursor.commit();
            return Some(row);
        }
    }
    end(cursor, row)
}

const VALUE: &[u8; 10] = b",\"value\":\"";

/// Reads the end of a row that has more, or less, than a value.
///
/// Separate from [`read`], so that the cursor of most rows stays in registers.
#[inline(never)]
fn end<'a>(mut cursor: Cursor<'_, 'a>, mut row: HistoryValue<'a>) -> Option<HistoryValue<'a>> {
    if row.value.is_none() {
        if cursor.takes(b",\"state\":1") {
            row.state = ItemState::NotSupported;
        }
        if let Some(timestamp) = cursor.number(b",\"timestamp\":") {
            row.log = Some(Box::new(event(&mut cursor, timestamp)?));
        }
        if cursor.takes(VALUE) {
            row.value = Some(cursor.text()?);
        }
    }
    if let Some(lastlogsize) = cursor.number(b",\"lastlogsize\":") {
        let log = row.log.get_or_insert_default();
        log.lastlogsize = Some(lastlogsize);
        log.mtime = Some(cursor.number(b",\"mtime\":")?.try_into().ok()?);
    }
    if !cursor.takes(b"}") {
        return None;
    }
    cursor.commit();
    Some(row)
}

/// Reads the members of a Windows event after its time.
fn event<'a>(cursor: &mut Cursor<'_, 'a>, timestamp: u64) -> Option<LogDetails<'a>> {
    let mut log = LogDetails { timestamp: Some(timestamp), ..LogDetails::default() };
    if cursor.takes(b",\"source\":\"") {
        log.source = Some(cursor.text()?);
    }
    if let Some(severity) = cursor.number(b",\"severity\":") {
        log.severity = Some(severity.try_into().ok()?);
    }
    if let Some(eventid) = cursor.number(b",\"eventid\":") {
        log.eventid = Some(eventid.try_into().ok()?);
    }
    Some(log)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Limits;
    use crate::message::rows::Row;

    /// Compares both paths at the start of a text; returns true if the fast one reads it.
    fn both(text: &str) -> bool {
        let mut general = Reader::new(text.as_bytes(), &Limits::DEFAULT).unwrap();
        let mut fast = general.clone();
        let expected = HistoryValue::read_any(&mut general);
        let row = HistoryValue::predicted(&mut fast);
        match &row {
            Some(row) => {
                assert_eq!(expected.as_ref(), Ok(row));
                assert_eq!((fast.offset(), fast.depth()), (general.offset(), general.depth()));
            }
            None => assert_eq!((fast.offset(), fast.depth()), (0, 0), "{text}"),
        }
        row.is_some()
    }

    /// Compares both paths on a row, alone and inside a message; returns true if the fast
    /// one reads it alone.
    fn is_fast(row: &str) -> bool {
        both(row);
        both(&format!("{row}],\"version\":\"7.0.4\"}}"))
    }

    #[test]
    fn rows_as_daemons_write_them_are_fast() {
        for row in [
            r#"{"id":1,"itemid":2,"clock":3,"ns":0}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":4,"value":"a \"b\" é"}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":4,"state":1,"value":"no"}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":4,"timestamp":5,"source":"s","severity":1,"eventid":2,"value":"v","lastlogsize":6,"mtime":7}"#,
            r#"{"id":1,"itemid":2,"clock":3,"ns":4,"lastlogsize":6,"mtime":0}"#,
            r#"{"id":12345678,"itemid":90017,"clock":1790000000,"ns":999999999,"value":"0.25"}"#,
            r#"{"id":123456789012345,"itemid":1234567,"clock":1790000000,"ns":12345678,"value":"1"}"#,
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

        /// Rows that are nearly as daemons write them: pieces missing, doubled or
        /// changed.
        #[test]
        fn the_two_paths_agree(pieces in prop::collection::vec(prop::sample::select(vec![
            "{\"id\":1", "{\"id\":18446744073709551615", ",\"itemid\":2", ",\"itemid\":\"2\"", ",\"clock\":3", ",\"clock\":2147483648", ",\"clock\":1790000000", ",\"ns\":12345678",
            ",\"ns\":4", ",\"ns\":999999999", ",\"state\":1", ",\"state\":0", ",\"timestamp\":5", ",\"source\":\"s\\n\"",
            ",\"severity\":1", ",\"severity\":-1", ",\"eventid\":9223372036854775808", ",\"value\":\"v\"", ",\"value\":\"\\u00e9\\ud800\"",
            ",\"value\":null", ",\"lastlogsize\":18446744073709551615", ",\"lastlogsize\":123456789012345", ",\"lastlogsize\":1234567890123456",
            ",\"mtime\":7", ",\"x\":[]", "}", " ", "0",
        ]), 0..12), canonical in any::<bool>()) {
            let head = if canonical { "{\"id\":1,\"itemid\":2,\"clock\":3,\"ns\":4" } else { "" };
            is_fast(&format!("{head}{}", pieces.concat()));
            is_fast(&format!("{head}{}}}", pieces.concat()));
        }
    }
}
