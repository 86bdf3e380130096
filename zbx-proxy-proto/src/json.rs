//! JSON in the dialect of the Zabbix daemons.
//!
//! The dialect differs from RFC 8259 in ways that general JSON libraries do not support:
//! numbers may end in a bare point, the first of two equal names wins, a scalar of any
//! type is accepted where another is expected, bytes that are not UTF-8 are accepted, the
//! text ends at the first NUL, and the output has to match the daemons' byte for byte. A
//! faulty history row must not affect the others. Rules: ZBX-040 to ZBX-056 in `SPEC.md`.

mod macros;
mod member;
mod reader;
mod scan;
mod value;
mod writer;

pub(crate) use macros::{object, open_enum, text_enum};
pub(crate) use member::{Member, REDACTED, reserve};
pub(crate) use reader::{Cursor, Reader, Scalar, cut_payload};
pub use value::{Extra, RawJson};
pub(crate) use writer::Writer;
