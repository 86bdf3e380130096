//! Walking of history rows without building a list.

use super::{HistoryValue, fast};
use crate::error::DecodeError;
use crate::json::{Reader, cut_payload};
use crate::limits::Limits;
use crate::message::rows::{FaultyRow, Row, read_row};

/// Walks the history rows of a proxy data message one by one, without building a list;
/// the memory needed does not depend on the message.
///
/// Rows are returned while the text is read, so an error in the text after them is found
/// only when the walk gets there. A row that cannot be decoded is a
/// [`HistoryRow::Faulty`]; the walk continues after it.
///
/// ```
/// use zbx_proxy_proto::{HistoryRow, HistoryRows, Limits};
/// let payload = br#"{"request":"proxy data","host":"px","history data":[
///     {"id":1,"itemid":7,"clock":1700000000,"ns":5,"value":"42"},
///     {"id":2,"itemid":"x","clock":1700000000,"ns":6,"value":"43"},
///     {"id":3,"itemid":7,"clock":1700000001,"ns":5,"value":"44"}]}"#;
/// let mut rows = HistoryRows::new(payload, &Limits::DEFAULT)?;
/// let (mut good, mut faulty) = (0, 0);
/// while let Some(row) = rows.next_row()? {
///     match row {
///         HistoryRow::Value(_) => good += 1,
///         HistoryRow::Faulty(row) => {
///             assert_eq!(row.error.path(), Some("history data[1].itemid"));
///             faulty += 1;
///         }
///     }
/// }
/// assert_eq!((good, faulty), (2, 1));
/// # Ok::<(), zbx_proxy_proto::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct HistoryRows<'a> {
    reader: Reader<'a>,
    place: Place,
    index: usize,
}

/// A row of [`HistoryRows`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryRow<'a> {
    /// A row.
    Value(HistoryValue<'a>),
    /// A row that cannot be decoded, with its error.
    Faulty(FaultyRow<'a>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first member of the message, or before a comma and the next.
    Members { first: bool, found: bool },
    /// Inside the list of rows.
    Rows,
    /// After the message, or after an error.
    End,
}

impl<'a> HistoryRows<'a> {
    const SECTION: &'static str = HistoryValue::SECTION;

    /// Creates a walk over the payload of a frame.
    ///
    /// # Errors
    /// The payload is longer than `limits` allow or is not a JSON object.
    pub fn new(payload: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(cut_payload(payload), limits)?;
        reader.enter_object()?;
        Ok(Self { reader, place: Place::Members { first: true, found: false }, index: 0 })
    }

    /// Returns the next row, or `None` after the last, when the rest of the message has
    /// been checked too.
    ///
    /// # Errors
    /// The text of the message is not JSON or exceeds a limit; this ends the walk.
    #[inline]
    pub fn next_row(&mut self) -> Result<Option<HistoryRow<'a>>, DecodeError> {
        if self.place == Place::Rows {
            match self.reader.next_element(self.index == 0) {
                Ok(true) => {
                    let index = self.index;
                    self.index = index.saturating_add(1);
                    return match fast::read(&mut self.reader) {
                        Some(row) => Ok(Some(HistoryRow::Value(row))),
                        None => self.any_row(index).inspect_err(|_| self.place = Place::End),
                    };
                }
                Ok(false) => self.place = Place::Members { first: false, found: true },
                Err(error) => {
                    self.place = Place::End;
                    return Err(error);
                }
            }
        }
        self.members().inspect_err(|_| self.place = Place::End)
    }

    /// Reads the next row the general way.
    #[inline(never)]
    fn any_row(&mut self, index: usize) -> Result<Option<HistoryRow<'a>>, DecodeError> {
        row_in_section(&mut self.reader, index).map(Some)
    }

    /// Skips members up to the rows, or to the end.
    #[inline(never)]
    fn members(&mut self) -> Result<Option<HistoryRow<'a>>, DecodeError> {
        while let Place::Members { first, found } = self.place {
            let Some(name) = self.reader.next_member(first)? else {
                self.reader.finish()?;
                self.place = Place::End;
                break;
            };
            let is_section = name == Self::SECTION;
            // The first of two sections wins (ZBX-042).
            if is_section && !found && self.reader.at_array() {
                self.reader.enter_array()?;
                self.place = Place::Rows;
                return self.next_row();
            }
            self.reader.skip().map_err(|error| error.in_member(&name))?;
            self.place = Place::Members { first: false, found: found || is_section };
        }
        Ok(None)
    }
}

/// Reads a row the general way; its errors have the path from the message on.
pub(super) fn row_in_section<'a>(
    reader: &mut Reader<'a>,
    index: usize,
) -> Result<HistoryRow<'a>, DecodeError> {
    let located = |error: DecodeError| error.in_element(index).in_member(HistoryValue::SECTION);
    Ok(match read_row(reader, index).map_err(located)? {
        Ok(row) => HistoryRow::Value(row),
        Err(row) => HistoryRow::Faulty(FaultyRow { error: located(row.error), ..row }),
    })
}
