//! History rows: values that a proxy collected.

mod fast;
mod stream;
mod walk;

use std::borrow::Cow;

use super::rows::Row;
use super::time::{Clock, Nanoseconds};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Extra, Member, Reader, Scalar, Writer};

pub use stream::{HistoryStream, StreamedRows};
pub use walk::{HistoryRow, HistoryRows};

/// One row of `history data`.
///
/// # Wire
///
/// | key | type | when |
/// |---|---|---|
/// | `id` | number | always; unique and ascending within a session |
/// | `itemid` | number; the manual shows a text, which is read too | always |
/// | `clock`, `ns` | numbers | always |
/// | `state` | 1 | the item is not supported; `value` is then the reason |
/// | `timestamp`, `source`, `severity`, `eventid` | number, text, numbers | log items, where not empty or zero |
/// | `value` | text, for numbers too; numbers and booleans are read by their text | unless the row has no value |
/// | `lastlogsize`, `mtime` | numbers | log items with meta information |
///
/// A row without value means that the item was polled and the value discarded; with
/// `lastlogsize` and `mtime` it reports the position in the log.
///
/// Source: ZBX-080 to ZBX-089.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HistoryValue<'a> {
    /// Row id, unique and ascending within the session. A row without id, or with 0, is
    /// never a duplicate.
    pub id: Option<u64>,
    /// Id of the item.
    pub itemid: u64,
    /// Time of the value. A server uses its own time if this is absent.
    pub clock: Option<Clock>,
    /// Nanoseconds after `clock`. A server uses 0, 1, 2… if this is absent.
    pub ns: Option<Nanoseconds>,
    /// State of the item.
    pub state: ItemState,
    /// The value as text, or the reason why the item is not supported. Proxies truncate
    /// it to 65 536 characters.
    pub value: Option<Cow<'a, str>>,
    /// Members that only rows of log items have, and unknown members.
    pub log: Option<Box<LogDetails<'a>>>,
}

/// The member `state` of a history row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(from = "u8", into = "u8"))]
#[non_exhaustive]
pub enum ItemState {
    /// The item is supported; the member is left out.
    #[default]
    Normal,
    /// The item is not supported; the value is the reason.
    NotSupported,
    /// An unknown number.
    Other(u8),
}

/// Members that only rows of log items have, and unknown members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LogDetails<'a> {
    /// Time of the log record, in seconds since 1970.
    pub timestamp: Option<u64>,
    /// Source of a Windows event.
    pub source: Option<Cow<'a, str>>,
    /// Severity of a Windows event: 1 information, 2 warning, 4 error, 7 failure audit, 8
    /// success audit, 9 critical, 10 verbose. Other numbers are kept.
    pub severity: Option<i64>,
    /// Id of a Windows event.
    pub eventid: Option<i64>,
    /// Number of bytes of the log that were read.
    pub lastlogsize: Option<u64>,
    /// Time of the log's last change, in seconds since 1970.
    pub mtime: Option<i64>,
    /// Unknown members, kept as they were received.
    pub extra: Extra<'a>,
}

impl<'a> HistoryValue<'a> {
    /// Creates a row without a value.
    ///
    /// A server stores one value per item, second and nanosecond (ZBX-086).
    #[must_use]
    pub fn new(id: u64, itemid: u64, clock: Clock, ns: Nanoseconds) -> Self {
        Self { id: Some(id), clock: Some(clock), ns: Some(ns), ..Self::from_item(itemid) }
    }

    /// Sets the value.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Marks the item as not supported, with the reason.
    #[must_use]
    pub fn not_supported(mut self, reason: impl Into<Cow<'a, str>>) -> Self {
        self.state = ItemState::NotSupported;
        self.with_value(reason)
    }

    /// Sets the position in a log: the number of bytes read and the time of the log's
    /// last change, in seconds since 1970.
    #[must_use]
    pub fn with_log_position(mut self, lastlogsize: u64, mtime: i64) -> Self {
        let log = self.log.get_or_insert_default();
        log.lastlogsize = Some(lastlogsize);
        log.mtime = Some(mtime);
        self
    }

    fn from_item(itemid: u64) -> Self {
        Self { id: None, itemid, clock: None, ns: None, state: ItemState::Normal, value: None, log: None }
    }

    /// Copies the borrowed parts, so that the value outlives the payload.
    #[must_use]
    pub fn into_owned(self) -> HistoryValue<'static> {
        Member::into_owned(self)
    }
}

impl<'a> HistoryValue<'a> {
    /// Reads a row with members in any order and spelling.
    fn read_any(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = reader.offset();
        let mut itemid = None;
        let mut row = Self::from_item(0);
        // A repeated name is skipped, even if the first value was `null`.
        let mut seen = Names::default();
        let mut bad_ns = None;
        let allowance = reader.enter_row();
        let members = reader.object(|reader, name| {
            match name.as_ref() {
                "id" if seen.is_first(Names::ID) => {
                    row.id = row.lenient(reader, name, Reader::unsigned)?;
                }
                "itemid" if itemid.is_none() => itemid = Some(reader.unsigned()?),
                "clock" if seen.is_first(Names::CLOCK) => row.clock = Member::read(reader)?,
                "ns" if seen.is_first(Names::NS) => {
                    let at = reader.clone();
                    row.ns = row.lenient(reader, name, Nanoseconds::read)?;
                    if row.ns.is_none() {
                        bad_ns = <Option<Nanoseconds>>::read(&mut at.clone()).err();
                    }
                }
                "value" if seen.is_first(Names::VALUE) => {
                    let start = reader.offset();
                    row.value = match reader.scalar()? {
                        Scalar::Text(text) => Some(text),
                        Scalar::Null => Some(Cow::Borrowed("")),
                        // Counts as absent (ZBX-085), but is kept.
                        Scalar::Nested => {
                            let raw = reader.raw_since(start);
                            row.log.get_or_insert_default().extra.keep(name.clone(), raw);
                            None
                        }
                    };
                }
                "state" if seen.is_first(Names::STATE) => {
                    let state = row.lenient(reader, name, |reader| {
                        let start = reader.offset();
                        let number = reader.unsigned()?;
                        u8::try_from(number).map_err(|_| reader.unexpected(start, "an item state"))
                    })?;
                    row.state = state.map_or(ItemState::Normal, ItemState::from);
                }
                "id" | "itemid" | "clock" | "ns" | "value" | "state" => {
                    reader.skip()?;
                }
                _ => LogDetails::read_member(&mut row, reader, name, &mut seen)?,
            }
            Ok(())
        });
        reader.leave_row(allowance);
        members?;
        row.itemid = itemid.ok_or_else(|| DecodeError::new(DecodeErrorKind::Missing("itemid"), start))?;
        // Members that are `null` leave nothing.
        row.log.take_if(|log| **log == LogDetails::default());
        match bad_ns {
            // They count next to a clock only (ZBX-084).
            Some(error) if row.clock.is_some() => Err(error.in_member("ns")),
            _ => Ok(row),
        }
    }

    /// Reads a number that does not cost the value (ZBX-084): an undecodable one counts as
    /// absent and is kept.
    #[expect(clippy::ptr_arg, reason = "a name that is kept borrows from the payload")]
    fn lenient<T>(
        &mut self,
        reader: &mut Reader<'a>,
        name: &Cow<'a, str>,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if reader.null()? {
            return Ok(None);
        }
        let (start, depth) = (reader.offset(), reader.depth());
        match read(reader) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                let raw = reader.unreadable(start, depth, error)?;
                self.log.get_or_insert_default().extra.keep(name.clone(), raw);
                Ok(None)
            }
        }
    }
}

/// The names of a row that were read already.
#[derive(Debug, Clone, Copy, Default)]
struct Names(u16);

impl Names {
    const ID: u16 = 1;
    const CLOCK: u16 = 1 << 1;
    const NS: u16 = 1 << 2;
    const VALUE: u16 = 1 << 3;
    const STATE: u16 = 1 << 4;
    const TIMESTAMP: u16 = 1 << 5;
    const SEVERITY: u16 = 1 << 6;
    const EVENTID: u16 = 1 << 7;
    const LASTLOGSIZE: u16 = 1 << 8;
    const MTIME: u16 = 1 << 9;

    /// Returns true the first time.
    fn is_first(&mut self, name: u16) -> bool {
        let is_first = self.0 & name == 0;
        self.0 |= name;
        is_first
    }
}

impl<'a> Member<'a> for HistoryValue<'a> {
    type Owned = HistoryValue<'static>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Self::read_any(reader)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        let log = self.log.as_deref();
        writer.object(|writer| {
            if let Some(id) = self.id {
                writer.known(",\"id\":");
                writer.unsigned(id);
            }
            writer.known(",\"itemid\":");
            writer.unsigned(self.itemid);
            if let Some(clock) = self.clock {
                writer.known(",\"clock\":");
                clock.write(writer);
            }
            if let Some(ns) = self.ns {
                writer.known(",\"ns\":");
                ns.write(writer);
            }
            if self.state != ItemState::Normal {
                writer.known(",\"state\":");
                writer.unsigned(u8::from(self.state).into());
            }
            if let Some(log) = log {
                log.write_event(writer);
            }
            if let Some(value) = &self.value {
                writer.known(",\"value\":");
                writer.string(value);
            }
            if let Some(log) = log {
                log.write_position(writer);
                log.extra.write(writer);
            }
        });
    }

    fn into_owned(self) -> Self::Owned {
        HistoryValue {
            value: self.value.map(|value| Cow::Owned(value.into_owned())),
            log: self.log.map(|log| {
                Box::new(LogDetails {
                    timestamp: log.timestamp,
                    source: log.source.map(|source| Cow::Owned(source.into_owned())),
                    severity: log.severity,
                    eventid: log.eventid,
                    lastlogsize: log.lastlogsize,
                    mtime: log.mtime,
                    extra: log.extra.into_owned(),
                })
            }),
            id: self.id,
            itemid: self.itemid,
            clock: self.clock,
            ns: self.ns,
            state: self.state,
        }
    }

    fn redact(&mut self) {
        if let Some(log) = &mut self.log {
            log.extra.redact();
        }
    }

    fn unknown_members(&self) -> usize {
        self.log.as_ref().map_or(0, |log| log.extra.len())
    }
}

impl<'a> Row<'a> for HistoryValue<'a> {
    const SECTION: &'static str = "history data";

    #[inline]
    fn predicted(reader: &mut Reader<'a>) -> Option<Self> {
        fast::read(reader)
    }
}

impl<'a> LogDetails<'a> {
    #[expect(clippy::ptr_arg, reason = "a name that is kept borrows from the payload")]
    fn read_member(
        row: &mut HistoryValue<'a>,
        reader: &mut Reader<'a>,
        name: &Cow<'a, str>,
        seen: &mut Names,
    ) -> Result<(), DecodeError> {
        match name.as_ref() {
            "timestamp" if seen.is_first(Names::TIMESTAMP) => {
                let timestamp = row.lenient(reader, name, Reader::unsigned)?;
                row.log.get_or_insert_default().timestamp = timestamp;
            }
            "severity" if seen.is_first(Names::SEVERITY) => {
                let severity = row.lenient(reader, name, Reader::signed)?;
                row.log.get_or_insert_default().severity = severity;
            }
            "eventid" if seen.is_first(Names::EVENTID) => {
                let eventid = row.lenient(reader, name, Reader::signed)?;
                row.log.get_or_insert_default().eventid = eventid;
            }
            "lastlogsize" if seen.is_first(Names::LASTLOGSIZE) => {
                let lastlogsize = row.lenient(reader, name, Reader::unsigned)?;
                row.log.get_or_insert_default().lastlogsize = lastlogsize;
            }
            "mtime" if seen.is_first(Names::MTIME) => {
                let mtime = row.lenient(reader, name, Reader::signed)?;
                row.log.get_or_insert_default().mtime = mtime;
            }
            "source" if row.log.as_ref().is_none_or(|log| log.source.is_none()) => {
                row.log.get_or_insert_default().source = Some(reader.text()?);
            }
            "timestamp" | "source" | "severity" | "eventid" | "lastlogsize" | "mtime" => {
                reader.skip()?;
            }
            _ => {
                let value = reader.unknown()?;
                row.log.get_or_insert_default().extra.keep(name.clone(), value);
            }
        }
        Ok(())
    }

    fn write_event(&self, writer: &mut Writer<'_>) {
        if let Some(timestamp) = self.timestamp {
            writer.known(",\"timestamp\":");
            writer.unsigned(timestamp);
        }
        if let Some(source) = &self.source {
            writer.known(",\"source\":");
            writer.string(source);
        }
        for (name, number) in [(",\"severity\":", self.severity), (",\"eventid\":", self.eventid)] {
            if let Some(number) = number {
                writer.known(name);
                writer.signed(number);
            }
        }
    }

    fn write_position(&self, writer: &mut Writer<'_>) {
        if let Some(lastlogsize) = self.lastlogsize {
            writer.known(",\"lastlogsize\":");
            writer.unsigned(lastlogsize);
        }
        if let Some(mtime) = self.mtime {
            writer.known(",\"mtime\":");
            writer.signed(mtime);
        }
    }
}

impl From<u8> for ItemState {
    fn from(number: u8) -> Self {
        match number {
            0 => Self::Normal,
            1 => Self::NotSupported,
            other => Self::Other(other),
        }
    }
}

impl From<ItemState> for u8 {
    fn from(state: ItemState) -> Self {
        match state {
            ItemState::Normal => 0,
            ItemState::NotSupported => 1,
            ItemState::Other(other) => other,
        }
    }
}
