//! Sessions, from the hello to the last frame, without I/O.
//!
//! ```text
//!  product (client)                                         agent (server)
//!
//!  Client::start ──────────── hello, 24 bytes ──────────▶ Server::start
//!       │                                                       │
//!  AwaitAcknowledgement                                     AwaitHello
//!       │ Pending: read on                       Pending: read on │
//!       │                                                       ▼
//!       │                                                    Greeted
//!       ▼                                                       │
//!   Event ◀──────────────── acknowledgement ────────────── acknowledge
//!       │                                                       │
//!       ├─ Established(Connection) ◀── frames ──▶ Connection ───┤
//!       └─ StartTls ─ TLS by the caller ─▶ Connection ──────────┘
//! ```
//!
//! [`Handshake`] is the same of either side as a loop of reading and writing.
//!
//! Each state takes `self` and gives the next one, so nothing can happen twice or
//! in the wrong order. A handshake that fails leaves nothing to go on with.

mod client;
mod connection;
mod handshake;
mod observer;
mod server;

use std::time::Duration;

pub use self::client::{AwaitAcknowledgement, Client};
pub use self::connection::{Agreed, Connection, Role};
pub use self::handshake::{Handshake, HandshakeIo};
pub use self::observer::Observer;
pub use self::server::{AwaitHello, Greeted, Server};
use crate::assumptions::Assumptions;
use crate::handshake::Encryption;
use crate::key::AesKey;
use crate::limits::Limits;

/// The port on which agents listen unless told otherwise (INW-018).
pub const DEFAULT_PORT: u16 = 46336;

/// Default timeout of an agent for the handshake. Before agent 41
/// there was no such bound, and one client that stalled kept out all others.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(30);

/// Encryption with what it needs, as one side requires it.
///
/// There is no default, and no encryption has to be asked for by name: without a key
/// an agent obeys every client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequiredEncryption {
    /// No encryption: everything can be read and altered in transit, and an agent
    /// obeys every client. For test machines.
    None,
    /// TLS, which the caller has to bring.
    Ssl,
    /// AES under this key, which both sides have been given.
    Aes(AesKey),
}

impl RequiredEncryption {
    /// The encryption, without the key.
    #[must_use]
    pub const fn encryption(&self) -> Encryption {
        match self {
            Self::None => Encryption::None,
            Self::Ssl => Encryption::Ssl,
            Self::Aes(_) => Encryption::Aes,
        }
    }
}

/// Result of feeding bytes to a step of the handshake.
#[derive(Debug)]
#[must_use]
pub enum Progress<S, T> {
    /// More bytes are needed; this is the state to give them to.
    Pending(S),
    /// The step is done.
    Done(T),
}

/// The outcome of the handshake.
#[derive(Debug)]
#[must_use]
pub enum Event {
    /// The connection is established.
    Established(Connection),
    /// Both sides now turn the connection into TLS; what is in the buffer after
    /// the handshake belongs to TLS.
    StartTls(StartTls),
}

/// The handshake is done, and TLS has to be set up by the caller: as a TLS client
/// on the product's side, as a TLS server on the agent's (INW-017).
#[derive(Debug)]
pub struct StartTls {
    connection: Connection,
}

impl StartTls {
    /// Reports that TLS is established: from now on the connection's bytes are what TLS carries.
    #[must_use]
    pub fn handle_tls_established(self) -> Connection {
        self.connection
    }
}

/// Settings common to both sides.
#[derive(Debug, Clone, Copy, Default)]
struct Settings {
    assumptions: Assumptions,
    limits: Limits,
}

impl Settings {
    /// Returns the outcome of a handshake that agreed on this.
    fn event(self, role: Role, agreed: Agreed, required: &RequiredEncryption) -> Event {
        let connection = Connection::new(role, agreed, required, self);
        match required {
            RequiredEncryption::Ssl => Event::StartTls(StartTls { connection }),
            RequiredEncryption::None | RequiredEncryption::Aes(_) => Event::Established(connection),
        }
    }
}
