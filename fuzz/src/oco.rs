//! `oco-proto`.

mod crypto;
mod grammar;
pub mod hostile;
mod message;
mod roundtrip;
pub mod seeds;
mod session;
mod trust;

pub use crypto::crypto;
pub use grammar::grammar;
pub use message::message;
pub use roundtrip::roundtrip;
pub use session::session;
pub use trust::trust;

use oco_proto::Limits;

/// Small, so that they are met.
const LIMITS: Limits = Limits::DEFAULT.with_body_len(64 << 10).with_values(4096).with_depth(32);
