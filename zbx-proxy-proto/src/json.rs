//! JSON as Zabbix daemons read and write it.
//!
//! The dialect differs from RFC 8259 in ways that a general JSON library cannot
//! follow: numbers may end in a bare point, the first of two equal keys wins, a
//! scalar of any type serves where another is expected, bytes that are not UTF-8
//! are taken, the text ends at the first NUL, and what is written has to match
//! the daemons' own output byte for byte. A single bad history row must leave
//! the others readable. Rules: ZBX-040 to ZBX-056 in `SPEC.md`.

mod macros;
mod member;
mod reader;
mod scan;
mod value;
mod writer;

pub(crate) use macros::{object, open_enum, text_enum};
pub(crate) use member::{Member, REDACTED, make_room};
pub(crate) use reader::{Cursor, Reader, Scalar, cut_payload};
pub use value::{Extra, RawJson};
pub(crate) use writer::Writer;

/// What makes a text no JSON in the daemons' eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyntaxError {
    /// The text ends where it must go on.
    #[error("unexpected end of the JSON text")]
    UnexpectedEnd,
    /// The text does not start with an object.
    #[error("expected an object")]
    NotAnObject,
    /// No value starts like this.
    #[error("expected a value")]
    ExpectedValue,
    /// An object goes on with something else than a name.
    #[error("expected a member's name")]
    ExpectedName,
    /// A name is not followed by a colon.
    #[error("expected a colon")]
    ExpectedColon,
    /// A member or element is followed by neither a comma nor the end.
    #[error("expected a comma or the end of the object or array")]
    ExpectedCommaOrEnd,
    /// A string holds a byte below 0x20 as it is.
    #[error("control character in a string")]
    ControlCharacter,
    /// A backslash is followed by something that is no escape.
    #[error("invalid escape sequence")]
    InvalidEscape,
    /// An escaped UTF-16 surrogate stands alone.
    #[error("unpaired surrogate escape")]
    LoneSurrogate,
    /// A number is not written as numbers are.
    #[error("invalid number")]
    InvalidNumber,
    /// Text after the end of the value.
    #[error("text after the end of the JSON value")]
    TrailingText,
}
