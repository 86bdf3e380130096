//! Reading of history rows while their frame arrives.

use std::mem;

use super::walk::row_in_section;
use super::{HistoryRow, HistoryValue, fast};
use crate::error::{DecodeError, DecodeErrorKind, SyntaxError};
use crate::frame::PayloadStream;
use crate::json::Reader;
use crate::limits::{self, Limits};
use crate::message::rows::Row;

/// Reads the history rows of a proxy data message while its frame arrives, in memory that does
/// not depend on the length of the message: pieces of its inflated text, its longest row, and
/// its other members.
///
/// ```
/// use zbx_proxy_proto::{Frame, HistoryRow, HistoryStream, Limits, Request};
/// let payload = br#"{"request":"proxy data","host":"px","history data":[
///     {"id":1,"itemid":7,"clock":1700000000,"ns":5,"value":"42"},
///     {"id":2,"itemid":7,"clock":1700000001,"ns":5,"value":"43"}],"version":"7.0.9"}"#;
/// let mut wire = bytes::BytesMut::new();
/// Frame::new(&payload[..]).compressed().encode(&mut wire)?;
///
/// let mut stream = HistoryStream::new(&Limits::DEFAULT);
/// let mut values = Vec::new();
/// for piece in wire.chunks(20) { // as they come from the network
///     stream.feed(piece);
///     while let Some(mut rows) = stream.next_rows()? {
///         while let Some(row) = rows.next_row()? {
///             if let HistoryRow::Value(row) = row {
///                 values.push(row.value.unwrap_or_default().into_owned());
///             }
///         }
///     }
/// }
/// stream.finish()?;
/// assert_eq!(values, ["42", "43"]);
/// let Request::ProxyData(data) = Request::decode(stream.message(), &Limits::DEFAULT)? else { panic!() };
/// assert_eq!((data.host.as_deref(), data.version.as_deref()), (Some("px"), Some("7.0.9")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The sender's name and session come before the rows: [`message`](Self::message) has them
/// already while rows arrive. Rows are returned before the rest of the message is known, so
/// store them where they can be given up if an error follows.
#[derive(Debug)]
pub struct HistoryStream {
    limits: Limits,
    item_len: usize,
    message_len: usize,
    payload: PayloadStream,
    window: Window,
    /// Offset in the payload of the window's next byte.
    offset: usize,
    /// Number of bytes that the window must have before it is worth another try.
    needed: usize,
    place: Place,
    index: usize,
    message: Message,
    failed: Option<DecodeError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the message.
    Start,
    /// Before the first member, or before a comma and the next.
    Members { first: bool, found: bool },
    /// Inside the list of rows.
    Rows,
    /// After the message; number of bytes that should not be there.
    Trailing(usize),
}

/// The message without its rows.
#[derive(Debug, Default)]
struct Message {
    text: Vec<u8>,
    /// Number of bytes at the end that close the text while rows arrive.
    closing: usize,
}

impl Message {
    const CLOSING: &'static [u8] = b"]}";

    fn push(&mut self, text: &[u8]) {
        self.open();
        self.text.extend_from_slice(text);
    }

    fn open(&mut self) {
        self.text.truncate(self.text.len().saturating_sub(self.closing));
        self.closing = 0;
    }

    fn close(&mut self) {
        self.text.extend_from_slice(Self::CLOSING);
        self.closing = Self::CLOSING.len();
    }
}

/// Inflated text that was not read yet.
#[derive(Debug, Default)]
struct Window {
    bytes: Vec<u8>,
    /// Number of bytes at the start that were read.
    read: usize,
    /// There was something that is not UTF-8: from then on no text is known to be.
    is_raw: bool,
}

impl Window {
    fn len(&self) -> usize {
        self.bytes.len().saturating_sub(self.read)
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(self.read..).unwrap_or_default()
    }

    /// Returns the bytes up to the last whole character, and their text if it is UTF-8.
    fn text(&mut self, is_last: bool) -> (&[u8], Option<&str>) {
        whole_text(self.bytes.get(self.read..).unwrap_or_default(), &mut self.is_raw, is_last)
    }

    /// Drops what was read.
    fn compact(&mut self) {
        self.bytes.drain(..mem::take(&mut self.read));
    }
}

/// Returns the bytes up to the last whole character, and their text if it is UTF-8.
fn whole_text<'w>(bytes: &'w [u8], is_raw: &mut bool, is_last: bool) -> (&'w [u8], Option<&'w str>) {
    if *is_raw {
        return (bytes, None);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (bytes, Some(text)),
        Err(error) if error.error_len().is_none() && !is_last => {
            let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
            (whole, std::str::from_utf8(whole).ok())
        }
        Err(_) => {
            *is_raw = true;
            (bytes, None)
        }
    }
}

impl HistoryStream {
    /// Default of [`with_item_len`](Self::with_item_len): proxies cut values at 65 536
    /// characters, which JSON escapes with at most six bytes each.
    pub const ITEM_LEN: usize = 512 << 10;

    /// Default of [`with_message_len`](Self::with_message_len): 10 000 rows of each of the
    /// other sections.
    pub const MESSAGE_LEN: usize = 8 << 20;

    /// Number of bytes that are inflated at a time.
    const PIECE: usize = 112 << 10;

    /// Creates a reader of one frame.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            item_len: Self::ITEM_LEN,
            message_len: Self::MESSAGE_LEN,
            payload: PayloadStream::new(limits),
            window: Window::default(),
            offset: 0,
            needed: 0,
            place: Place::Start,
            index: 0,
            message: Message::default(),
            failed: None,
        }
    }

    /// Sets the maximum length of a row, and of another member of the message, in bytes.
    /// Default [`ITEM_LEN`](Self::ITEM_LEN) (our choice). It is also the most that is read on
    /// after a text that is not JSON.
    #[must_use]
    pub fn with_item_len(mut self, bytes: usize) -> Self {
        self.item_len = bytes;
        self
    }

    /// Sets the maximum length of the message without its rows, in bytes. Default
    /// [`MESSAGE_LEN`](Self::MESSAGE_LEN) (our choice).
    #[must_use]
    pub fn with_message_len(mut self, bytes: usize) -> Self {
        self.message_len = bytes;
        self
    }

    /// Takes bytes of the frame. Read all rows before the next: they are kept until then.
    pub fn feed(&mut self, wire: &[u8]) {
        self.payload.feed(wire);
    }

    /// Returns the rows of the next piece of text; `None` if more bytes are needed, or after
    /// the message: see [`is_done`](Self::is_done).
    ///
    /// # Errors
    /// The frame or its text is wrong, or exceeds a limit; all later calls return the same
    /// error. Offsets count from the start of the payload, those of the frame's errors from
    /// its start.
    pub fn next_rows(&mut self) -> Result<Option<StreamedRows<'_>>, DecodeError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        match self.prepare() {
            Ok(true) => Ok(Some(StreamedRows::new(self))),
            Ok(false) => Ok(None),
            Err(error) => {
                self.failed = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Returns true if the whole frame was read.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.place, Place::Trailing(_)) && self.payload.is_done()
    }

    /// Checks the end of the stream.
    ///
    /// # Errors
    /// The frame is incomplete, or an error was returned before.
    pub fn finish(&self) -> Result<(), DecodeError> {
        match &self.failed {
            Some(error) => Err(error.clone()),
            None if self.is_done() => Ok(()),
            None => self.payload.finish(),
        }
    }

    /// The message without its rows, as far as it has arrived: JSON from the first rows on.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message.text
    }

    /// Moves on until there are rows to read; returns false if more bytes are needed, or
    /// after the message.
    fn prepare(&mut self) -> Result<bool, DecodeError> {
        loop {
            if self.window.len() <= self.needed && !self.pull()? {
                return Ok(false);
            }
            let is_last = self.payload.is_done();
            let before = (self.window.read, self.place);
            match self.place {
                Place::Start => self.start(is_last)?,
                Place::Members { .. } => self.member(is_last)?,
                Place::Rows => return Ok(true),
                Place::Trailing(found) => {
                    let text = self.window.bytes();
                    // JSON's white space, which is less than ASCII's.
                    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
                    let space =
                        if found == 0 { text.iter().take_while(|byte| is_space(byte)).count() } else { 0 };
                    let found = found.saturating_add(text.len().saturating_sub(space));
                    self.consume(self.window.len());
                    self.place = Place::Trailing(found);
                    self.needed = 0;
                    if is_last && found > 0 {
                        let at = self.offset.saturating_sub(found);
                        return Err(DecodeError::new(DecodeErrorKind::TrailingData(found), at));
                    }
                    if is_last {
                        return Ok(false);
                    }
                    continue;
                }
            }
            self.await_more(before == (self.window.read, self.place));
        }
    }

    /// Waits for twice as much before the next try if this one led to nothing.
    fn await_more(&mut self, is_stuck: bool) {
        let held = self.window.len();
        self.needed = if is_stuck { twice(held) } else { 0 };
    }

    /// Inflates the next piece into the window; returns false if there is none.
    fn pull(&mut self) -> Result<bool, DecodeError> {
        if self.payload.is_done() {
            // Nothing more comes: what is there has to do.
            return Ok(self.needed > 0 || self.place != Place::Trailing(0));
        }
        limits::check_len("item length", self.window.len(), self.item_len)
            .map_err(|limit| DecodeError::new(limit, self.offset))?;
        self.window.compact();
        while self.window.len() <= self.needed && !self.payload.is_done() {
            let bytes = &mut self.window.bytes;
            // One allocation, with room for a row that the piece before has cut.
            if bytes.capacity().saturating_sub(bytes.len()) < Self::PIECE / 2 {
                bytes.reserve_exact(Self::PIECE.saturating_add(Self::PIECE / 8));
            }
            let room = bytes.capacity().saturating_sub(bytes.len());
            if !self.payload.next_piece(room, bytes)? {
                break;
            }
        }
        Ok(self.window.len() > self.needed || self.payload.is_done())
    }

    fn consume(&mut self, len: usize) {
        self.window.read = self.window.read.saturating_add(len);
        self.offset = self.offset.saturating_add(len);
    }

    fn start(&mut self, is_last: bool) -> Result<(), DecodeError> {
        match self.window.bytes().first() {
            Some(b'{') => {
                self.message.push(b"{");
                self.consume(1);
                self.place = Place::Members { first: true, found: false };
                Ok(())
            }
            None if !is_last => Ok(()),
            None => Err(DecodeError::new(SyntaxError::UNEXPECTED_END, 0)),
            // Also white space or a byte order mark (ZBX-047).
            Some(_) => Err(DecodeError::new(SyntaxError::NOT_AN_OBJECT, 0)),
        }
    }

    /// Passes a member, up to the rows.
    fn member(&mut self, is_last: bool) -> Result<(), DecodeError> {
        let Place::Members { first, found } = self.place else { return Ok(()) };
        let (bytes, text) = self.window.text(is_last);
        let mut reader = Reader::window(bytes, text, &self.limits, 1);
        let step = (|| -> Result<Place, DecodeError> {
            let Some(name) = reader.next_member(first)? else { return Ok(Place::Trailing(0)) };
            let is_section = name == HistoryValue::SECTION;
            // The first of two sections wins (ZBX-042).
            if is_section && !found && reader.at_array() {
                reader.enter_array()?;
                return Ok(Place::Rows);
            }
            reader.skip().map_err(|error: DecodeError| error.in_member(&name))?;
            Ok(Place::Members { first: false, found: found || is_section })
        })();
        let (end, is_at_end) = (reader.offset(), reader.remaining() == 0);
        // A number that ends with the window may go on.
        let is_cut = !is_last && is_at_end && matches!(step, Ok(Place::Members { .. }));
        match step {
            // It may be whole once more has come.
            Err(_) if !is_last => Ok(()),
            Err(error) => Err(error.shifted(self.offset)),
            Ok(_) if is_cut => Ok(()),
            Ok(place) => {
                let text = self.window.bytes().get(..end).unwrap_or_default();
                let len = self.message.text.len().saturating_add(text.len());
                limits::check_len("message length without rows", len, self.message_len)
                    .map_err(|limit| DecodeError::new(limit, self.offset))?;
                self.message.push(text);
                if place == Place::Rows {
                    self.message.close();
                }
                self.consume(end);
                self.place = place;
                Ok(())
            }
        }
    }
}

/// The length to wait for after a try with this length: so nothing is read twice more often
/// than its length doubles.
const fn twice(held: usize) -> usize {
    held.saturating_mul(2).saturating_sub(1)
}

/// The rows of a piece of text.
#[derive(Debug)]
pub struct StreamedRows<'s> {
    reader: Reader<'s>,
    is_last: bool,
    /// Offset in the reader after the last row that was returned.
    read: usize,
    index: usize,
    place: Place,
    needed: usize,
    base: usize,
    /// The length of the window, with the start of a character whose rest has not arrived.
    len: usize,
    stream: Kept<'s>,
}

/// The parts of the stream that change with its rows.
#[derive(Debug)]
struct Kept<'s> {
    read: &'s mut usize,
    offset: &'s mut usize,
    needed: &'s mut usize,
    index: &'s mut usize,
    place: &'s mut Place,
    message: &'s mut Message,
    failed: &'s mut Option<DecodeError>,
}

impl<'s> StreamedRows<'s> {
    fn new(stream: &'s mut HistoryStream) -> Self {
        let is_last = stream.payload.is_done();
        let len = stream.window.len();
        let Window { bytes, read, is_raw } = &mut stream.window;
        let (bytes, text) = whole_text(bytes.get(*read..).unwrap_or_default(), is_raw, is_last);
        Self {
            reader: Reader::window(bytes, text, &stream.limits, 2),
            is_last,
            read: 0,
            index: stream.index,
            place: stream.place,
            needed: 0,
            base: stream.offset,
            len,
            stream: Kept {
                read,
                offset: &mut stream.offset,
                needed: &mut stream.needed,
                index: &mut stream.index,
                place: &mut stream.place,
                message: &mut stream.message,
                failed: &mut stream.failed,
            },
        }
    }

    /// Returns the next row, or `None` after the last of this piece.
    ///
    /// # Errors
    /// As for [`HistoryStream::next_rows`].
    #[inline]
    pub fn next_row(&mut self) -> Result<Option<HistoryRow<'s>>, DecodeError> {
        if self.place != Place::Rows {
            return Ok(None);
        }
        match self.reader.next_element(self.index == 0) {
            Ok(true) => {
                if let Some(row) = fast::read(&mut self.reader) {
                    self.commit();
                    return Ok(Some(HistoryRow::Value(row)));
                }
                self.any_row()
            }
            Ok(false) => {
                self.stream.message.push(b"]");
                self.place = Place::Members { first: false, found: true };
                self.read = self.reader.offset();
                Ok(None)
            }
            Err(error) => self.cut_or(error),
        }
    }

    /// Reads a row the general way.
    #[inline(never)]
    fn any_row(&mut self) -> Result<Option<HistoryRow<'s>>, DecodeError> {
        match row_in_section(&mut self.reader, self.index) {
            // A number in place of a row may go on after the piece.
            Ok(HistoryRow::Faulty(row)) if !self.is_last && self.reader.remaining() == 0 => {
                self.cut_or(row.error)
            }
            Ok(HistoryRow::Faulty(mut row)) => {
                self.commit();
                row.error = row.error.shifted(self.base);
                Ok(Some(HistoryRow::Faulty(row)))
            }
            Ok(row) => {
                self.commit();
                Ok(Some(row))
            }
            Err(error) => self.cut_or(error),
        }
    }

    /// Waits for more text, if there is any to come, and else returns the error.
    #[cold]
    fn cut_or(&mut self, error: DecodeError) -> Result<Option<HistoryRow<'s>>, DecodeError> {
        if self.is_last {
            let error = error.shifted(self.base);
            *self.stream.failed = Some(error.clone());
            return Err(error);
        }
        // The list is at depth 2.
        self.reader.rewind(self.read, 2);
        let held = self.len.saturating_sub(self.read);
        self.needed = if self.read == 0 { twice(held) } else { held };
        Ok(None)
    }

    #[inline]
    fn commit(&mut self) {
        self.index = self.index.saturating_add(1);
        self.read = self.reader.offset();
    }
}

impl Drop for StreamedRows<'_> {
    /// Continues after the last row that was returned.
    fn drop(&mut self) {
        let Kept { read, offset, needed, index, place, .. } = &mut self.stream;
        **read = read.saturating_add(self.read);
        **offset = offset.saturating_add(self.read);
        (**needed, **index, **place) = (self.needed, self.index, self.place);
    }
}
