//! The server's record of a host, and the entropy for a new one.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

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
    /// The newest timestamp that it has proven.
    pub last_request: Timestamp,
    /// The signatures of the requests that were let in with that timestamp, of which each
    /// counts once: at most [`SIGNATURES_LEN`](Self::SIGNATURES_LEN). May be missing in what
    /// was stored; nothing but a newer request is let in then.
    #[cfg_attr(feature = "serde", serde(default))]
    pub last_signatures: Vec<String>,
    /// The newest timestamp that it was answered with.
    pub last_reply: Timestamp,
}

impl HostRecord {
    /// Maximum number of requests with one and the same timestamp. A real agent sends five in a
    /// round, and one for each step of a job.
    pub const SIGNATURES_LEN: usize = 16;

    /// Returns true if a request with this signature may have the timestamp of the newest one.
    pub(super) fn may_share_last(&self, signature: &str) -> bool {
        let earlier = &self.last_signatures;
        (1..Self::SIGNATURES_LEN).contains(&earlier.len()) && earlier.iter().all(|one| one != signature)
    }
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
            last_request: Timestamp,
            last_signatures: &'r [String],
            last_reply: Timestamp,
        }
        let Self(record) = self;
        Record {
            agent_key: record.agent_key.as_ref().map(AgentKey::expose),
            server_key: record.server_key.as_ref().map(ServerKey::expose),
            has_signed: record.has_signed,
            last_request: record.last_request,
            last_signatures: &record.last_signatures,
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
