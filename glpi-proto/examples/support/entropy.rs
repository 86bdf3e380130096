//! Arguments of the library: random bytes and the time.

use std::time::{Duration, SystemTime};

use glpi_proto::register::Nonce;

/// Random bytes of the system's.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("a system with random bytes");
    bytes
}

/// Eight of them.
pub(crate) fn nonce() -> Nonce {
    Nonce::from_bytes(random())
}

/// The time since 1970.
#[allow(dead_code, reason = "the test that runs the examples has a clock of its own")]
pub(crate) fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
