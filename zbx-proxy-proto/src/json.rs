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
