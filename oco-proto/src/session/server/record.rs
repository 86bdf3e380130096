//! The server's record of a host, and the entropy for a new one.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::SeenRequests;
use crate::Timestamp;
use crate::secret::{AgentKey, KEY_ENTROPY_LEN, ServerKey};

/// The server's knowledge of a host. Holds keys, which `Debug` does not show; to store
/// them, serialize what [`expose`](Self::expose) returns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub struct HostRecord {
    /// The host's key. None: pre-registered, its first hello has to be proven with the
    /// registration key.
    pub agent_key: Option<AgentKey>,
    /// The server's key towards this host. None: made with the next hello.
    pub server_key: Option<ServerKey>,
    /// The host has signed, and has to from now on.
    pub has_signed: bool,
    /// The signed requests that were let in, of which each counts once. Has no default where
    /// a record is read: a loss must not turn into replays.
    pub requests: SeenRequests,
    /// The newest timestamp that it was answered with.
    pub last_reply: Timestamp,
}

#[cfg(feature = "serde")]
impl HostRecord {
    /// Returns the record in a form that serializes its keys in clear, to be stored where only
    /// the server reads it.
    #[must_use]
    pub fn expose(&self) -> ExposedRecord<'_> {
        ExposedRecord(self)
    }
}

/// A [`HostRecord`] that serializes with its keys in clear.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy)]
pub struct ExposedRecord<'r>(&'r HostRecord);

#[cfg(feature = "serde")]
impl serde::Serialize for ExposedRecord<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        #[serde(rename_all = "kebab-case")]
        struct Record<'r> {
            agent_key: Option<&'r str>,
            server_key: Option<&'r str>,
            has_signed: bool,
            requests: &'r SeenRequests,
            last_reply: Timestamp,
        }
        let Self(record) = self;
        Record {
            agent_key: record.agent_key.as_ref().map(AgentKey::expose),
            server_key: record.server_key.as_ref().map(ServerKey::expose),
            has_signed: record.has_signed,
            requests: &record.requests,
            last_reply: record.last_reply,
        }
        .serialize(serializer)
    }
}

/// Random bytes for two keys, from a generator fit for keys, and never used twice.
/// Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Entropy {
    pub(super) agent: [u8; KEY_ENTROPY_LEN],
    pub(super) server: [u8; KEY_ENTROPY_LEN],
}

impl Entropy {
    /// Those bytes, half for each key.
    #[must_use]
    pub const fn new(agent: [u8; KEY_ENTROPY_LEN], server: [u8; KEY_ENTROPY_LEN]) -> Self {
        Self { agent, server }
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_shows_no_random_bytes() {
        let entropy = Entropy::new([77; KEY_ENTROPY_LEN], [88; KEY_ENTROPY_LEN]);
        assert_eq!(format!("{entropy:?}"), "Entropy");
    }
}
