//! `glpi-proto`.

mod body;
mod grammar;
pub mod hostile;
mod inventory;
mod message;
mod register;
mod roundtrip;
pub mod seeds;
mod session;

pub use body::body;
pub use grammar::grammar;
pub use inventory::inventory;
pub use message::{message, secrets};
pub use register::register;
pub use roundtrip::roundtrip;
pub use session::session;

use glpi_proto::{Body, ContentType, Limits, Payload};

/// Small, so that a bomb is quick to refuse.
const LIMITS: Limits = Limits::DEFAULT.with_body_len(64 << 10).with_inflated_len(256 << 10);

/// The text of an uncompressed message without a content type, and where it begins.
fn open(bytes: &[u8]) -> Body {
    Body::new(None::<ContentType>, bytes.to_vec())
}

/// Returns true if a part of a payload's text is the very same memory, not a copy.
fn borrows(payload: &Payload<'_>, part: &str) -> bool {
    payload.text().as_bytes().as_ptr_range().contains(&part.as_ptr())
}
