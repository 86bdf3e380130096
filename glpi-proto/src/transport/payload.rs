//! The text of a body, inflated, with its format.

use std::borrow::Cow;
use std::fmt;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{self, Reader};
use crate::limits::{self, Limits};
use crate::transport::compression::Compression;
use crate::transport::content_type::ContentType;
use crate::transport::foreign;
use crate::transport::format::Format;
use crate::transport::inflate::inflate;
use crate::xml::encoding::Encoding;
use crate::xml::{self, Outline, XmlRepair};

/// The text of a message, ready to be decoded. `Debug` shows its format and length alone,
/// since any message may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload<'a> {
    text: Cow<'a, str>,
    format: Format,
    compression: Compression,
    repairs: Vec<Repair>,
    outline: Outline,
}

impl fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload")
            .field("format", &self.format)
            .field("compression", &self.compression)
            .field("repairs", &self.repairs)
            .field("len", &self.text.len())
            .finish()
    }
}

/// The strictness of reading a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// None: the body is exactly what its content type says, and XML is well-formed as
    /// libxml2 judges it (GLPI-089). What a server may ask of its agents.
    Strict,
    /// All that real servers are known to produce (GLPI-015): blanks and byte
    /// order marks before the message, blanks after it, a wrong content type,
    /// XML in Latin-1, or not well-formed in its characters and references. Each is
    /// reported as a [`Repair`].
    #[default]
    Lenient,
}

/// Something that was overlooked to read a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// The number of bytes of blanks and byte order marks before the message, or
    /// before its compressed form.
    Leading(usize),
    /// The number of bytes of blanks after the compressed form.
    Trailing(usize),
    /// The body is compressed in another way than the content type says.
    Compression(Compression),
    /// The text is not UTF-8 and was read as Latin-1, as servers do with XML.
    Latin1,
    /// The XML is not well-formed and was made so.
    Xml(XmlRepair),
}

impl<'a> Payload<'a> {
    /// Takes a text that came without a body, from a file for instance. Its format is
    /// found as in a body.
    ///
    /// # Errors
    /// If it is neither JSON nor XML, too long, or XML that is not well-formed and cannot be
    /// repaired.
    pub fn from_text(text: &'a str, limits: &Limits) -> Result<Self, DecodeError> {
        limits::check_len("inflated length", text.len(), limits.inflated_len())
            .map_err(|limit| DecodeError::new(limit, 0))?;
        let mut repairs = Vec::new();
        let text = trim_leading_junk(text.as_bytes(), &mut repairs);
        let text = std::str::from_utf8(text).map_err(|_| DecodeError::new(DecodeErrorKind::NotUtf8, 0))?;
        let format = format_of(text.as_bytes(), None)?;
        let payload = Self {
            text: Cow::Borrowed(text),
            format,
            compression: Compression::Plain,
            repairs,
            outline: Outline::default(),
        };
        payload.checked(Reading::Lenient, Encoding::Utf8, limits)
    }

    /// Inflates a body and finds its format.
    pub(super) fn open(
        bytes: &'a [u8],
        content_type: Option<&ContentType>,
        reading: Reading,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        limits::check("body length", bytes.len() as u64, limits.body_len())
            .map_err(|limit| DecodeError::new(limit, 0))?;
        if bytes.is_empty() {
            return Err(DecodeError::new(DecodeErrorKind::Empty, 0));
        }
        let declared = content_type.and_then(ContentType::compression);
        let mut repairs = Vec::new();
        let (bytes, compression) = match reading {
            Reading::Strict => open_strict(bytes, declared.unwrap_or_default(), limits)?,
            Reading::Lenient => open_lenient(bytes, declared, limits, &mut repairs)?,
        };
        let bytes = match (bytes, reading) {
            (bytes, Reading::Strict) => bytes,
            (Cow::Borrowed(bytes), _) => Cow::Borrowed(trim_leading_junk(bytes, &mut repairs)),
            (Cow::Owned(mut bytes), _) => {
                let dirt = bytes.len().saturating_sub(trim_leading_junk(&bytes, &mut repairs).len());
                bytes.drain(..dirt);
                Cow::Owned(bytes)
            }
        };
        let (bytes, mut encoding) = if let Some(text) = xml::encoding::utf16(&bytes).transpose()? {
            (Cow::Owned(text.into_bytes()), Encoding::Utf16)
        } else if let Some(text) = xml::encoding::single_byte(&bytes) {
            (Cow::Owned(text.into_bytes()), Encoding::SingleByte)
        } else {
            (bytes, Encoding::Utf8)
        };
        limits::check_len("inflated length", bytes.len(), limits.inflated_len())
            .map_err(|limit| DecodeError::new(limit, 0))?;
        let format = format_of(&bytes, content_type)?;
        let text = match into_text(bytes) {
            Ok(text) => text,
            Err((bytes, _)) if format == Format::Xml && reading == Reading::Lenient => {
                repairs.push(Repair::Latin1);
                encoding = Encoding::SingleByte;
                // Each byte is the character of that number.
                Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect())
            }
            Err((_, at)) => return Err(DecodeError::new(DecodeErrorKind::NotUtf8, at)),
        };
        let payload = Payload { text, format, compression, repairs, outline: Outline::default() };
        payload.checked(reading, encoding, limits)
    }

    /// Checks that XML is well-formed, or makes it so.
    fn checked(mut self, reading: Reading, encoding: Encoding, limits: &Limits) -> Result<Self, DecodeError> {
        if self.format == Format::Xml {
            let checked = xml::check(&self.text, reading == Reading::Lenient, encoding, limits)?;
            self.outline = checked.outline;
            self.repairs.extend(checked.repairs.into_iter().map(Repair::Xml));
            if let Some(text) = checked.text {
                self.text = Cow::Owned(text);
            }
        } else if reading == Reading::Strict {
            self.json_faults(limits, Err)?;
        }
        Ok(self)
    }

    /// Returns what strict reading refuses of a JSON text and lenient reading lets pass
    /// (GLPI-049): halves of surrogate pairs, and members that are there twice, in values that
    /// are kept as they came. Reads all of the text; what is not well-formed is found when a
    /// message is decoded, and has none.
    #[must_use]
    pub fn faults(&self, limits: &Limits) -> Vec<DecodeError> {
        let mut found = Vec::new();
        let most = limits.elements();
        let _ = self.json_faults(limits, |fault| {
            found.push(fault);
            if found.len() < most { Ok(()) } else { Err(()) }
        });
        found
    }

    fn json_faults<E>(
        &self,
        limits: &Limits,
        mut each: impl FnMut(DecodeError) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut reader = Reader::new(&self.text, limits);
        let start = reader.offset();
        let mut result = Ok(());
        if let (Format::Json, Ok(value)) = (self.format, reader.raw()) {
            json::faults(value, |fault| {
                let at = start.saturating_add(fault.offset());
                result = each(fault.at(at));
                result.is_ok()
            });
        }
        result
    }

    /// The places in XML that reading it goes by.
    pub(crate) fn outline(&self) -> &Outline {
        &self.outline
    }

    /// Returns the text, without what stood before it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// JSON or XML.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns the compression, which the answer is to have as well.
    #[must_use]
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// Returns what was overlooked. Empty after strict reading.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Detaches the payload from the body.
    #[must_use]
    pub fn into_owned(self) -> Payload<'static> {
        Payload { text: Cow::Owned(self.text.into_owned()), ..self }
    }
}

type Opened<'a> = Result<(Cow<'a, [u8]>, Compression), DecodeError>;

fn open_strict<'a>(bytes: &'a [u8], compression: Compression, limits: &Limits) -> Opened<'a> {
    if compression == Compression::Plain {
        limits::check_len("inflated length", bytes.len(), limits.inflated_len())
            .map_err(|limit| DecodeError::new(limit, 0))?;
        return Ok((Cow::Borrowed(bytes), compression));
    }
    let inflated = inflate(bytes, compression, limits).map_err(|kind| DecodeError::new(kind, 0))?;
    match bytes.len().saturating_sub(inflated.used) {
        0 => Ok((Cow::Owned(inflated.text), compression)),
        stray => Err(DecodeError::new(DecodeErrorKind::TrailingData(stray), inflated.used)),
    }
}

/// Skips dirt, and believes the first bytes more than the content type.
fn open_lenient<'a>(
    bytes: &'a [u8],
    declared: Option<Compression>,
    limits: &Limits,
    repairs: &mut Vec<Repair>,
) -> Opened<'a> {
    let clean = after_junk(bytes);
    // Raw deflate and brotli begin with no mark, but may by chance begin with another's
    // or with what looks like a blank: so what the content type says is tried first.
    let unmarked = declared.filter(|named| matches!(named, Compression::Deflate | Compression::Brotli));
    if let Some(compression) = unmarked {
        match inflate_lenient(bytes, compression, limits, 0) {
            Err(error) if !error.is_limit() => {}
            whole => {
                let (text, trailing) = whole?;
                note_trailing(trailing, repairs);
                return Ok((Cow::Owned(text), compression));
            }
        }
    }
    let compression = match (recognise(clean), declared) {
        (Some(found), _) => found,
        // A page in the place of a message is told better below than as bad zlib.
        (None, Some(declared)) if unmarked.is_some() || !foreign::is_text(clean) => declared,
        (None, _) => Compression::Plain,
    };
    if compression != declared.unwrap_or_default() {
        repairs.push(Repair::Compression(compression));
    }
    if compression == Compression::Plain {
        return open_strict(bytes, Compression::Plain, limits);
    }
    let dirt = bytes.len().saturating_sub(clean.len());
    let (text, trailing) = inflate_lenient(clean, compression, limits, dirt)?;
    if dirt > 0 {
        repairs.push(Repair::Leading(dirt));
    }
    note_trailing(trailing, repairs);
    Ok((Cow::Owned(text), compression))
}

/// The text, and how many blanks followed the stream.
fn inflate_lenient(
    bytes: &[u8],
    compression: Compression,
    limits: &Limits,
    start: usize,
) -> Result<(Vec<u8>, usize), DecodeError> {
    let inflated = inflate(bytes, compression, limits).map_err(|kind| DecodeError::new(kind, start))?;
    let rest = bytes.get(inflated.used..).unwrap_or_default();
    if rest.iter().all(u8::is_ascii_whitespace) {
        Ok((inflated.text, rest.len()))
    } else {
        Err(DecodeError::new(DecodeErrorKind::TrailingData(rest.len()), start.saturating_add(inflated.used)))
    }
}

fn note_trailing(trailing: usize, repairs: &mut Vec<Repair>) {
    if trailing > 0 {
        repairs.push(Repair::Trailing(trailing));
    }
}

/// The compression or format that the first bytes show.
fn recognise(bytes: &[u8]) -> Option<Compression> {
    match *bytes {
        [0x1f, 0x8b, ..] => Some(Compression::Gzip),
        // RFC 1950: method 8, a window of 32 KiB at most, and a check.
        [method, flags, ..]
            if method & 0x0f == 8
                && method >> 4 <= 7
                && u16::from_be_bytes([method, flags]).checked_rem(31) == Some(0) =>
        {
            Some(Compression::Zlib)
        }
        [b'{' | b'[' | b'<', ..] if foreign::is_text(bytes) => Some(Compression::Plain),
        _ => None,
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns what follows the blanks and byte order marks at the start.
fn after_junk(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    loop {
        let next = rest.trim_ascii_start();
        let next = next.strip_prefix(BYTE_ORDER_MARK).unwrap_or(next);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

fn trim_leading_junk<'b>(bytes: &'b [u8], repairs: &mut Vec<Repair>) -> &'b [u8] {
    let clean = after_junk(bytes);
    if clean.len() < bytes.len() {
        repairs.push(Repair::Leading(bytes.len().saturating_sub(clean.len())));
    }
    clean
}

/// JSON or XML, or what else it is.
fn format_of(bytes: &[u8], content_type: Option<&ContentType>) -> Result<Format, DecodeError> {
    if let Some(page) = foreign::page(bytes, content_type) {
        return Err(DecodeError::new(DecodeErrorKind::NotAMessage(page), 0));
    }
    match bytes.trim_ascii_start().first() {
        Some(b'{' | b'[') => Ok(Format::Json),
        Some(b'<') => Ok(Format::Xml),
        None => Err(DecodeError::new(DecodeErrorKind::Empty, 0)),
        Some(_) => Err(DecodeError::new(DecodeErrorKind::NotAMessage(foreign::other(bytes)), 0)),
    }
}

type NotText<'a> = (Cow<'a, [u8]>, usize);

fn into_text(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, NotText<'_>> {
    match bytes {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err((Cow::Borrowed(bytes), error.valid_up_to())),
        },
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            (Cow::Owned(error.into_bytes()), at)
        }),
    }
}
