//! The two messages of the handshake, as bytes and values.
//!
//! The session's states decide what follows from them.

mod acknowledgement;
mod hello;

use std::fmt;

pub use self::acknowledgement::{Acknowledgement, Announced, ReportedVersion};
pub use self::hello::Hello;
pub(crate) use self::hello::Negotiated;

/// Protection of the messages after the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// 0: not at all.
    None,
    /// 1: the connection turns into TLS.
    Ssl,
    /// 2: each frame is encrypted with AES.
    Aes,
}

impl fmt::Display for Encryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Ssl => "SSL",
            Self::Aes => "AES",
        })
    }
}
