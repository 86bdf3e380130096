//! The server's state for one proxy as plain data.

use crate::message::task::Task;

/// State that has to survive a restart of the server.
///
/// With the feature `serde` it is read directly and written through
/// [`expose`](Self::expose), because commands of tasks may hold passwords.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(try_from = "serde_impls::Stored"))]
pub struct PeerState {
    /// Row id of the last accepted row of each data session, the latest session last.
    pub sessions: Vec<(String, u64)>,
    /// Session and revision of the configuration that was sent to the proxy.
    pub config: Option<(String, u64)>,
    /// True if the proxy's last request was compressed.
    pub compressed: bool,
    /// Tasks for the next answer to data or results.
    pub tasks: Vec<Task>,
}

/// Maximum number of data sessions kept per peer, which starts one at every restart.
const SESSIONS: usize = 16;

/// Returns the id of the last accepted row of a session; 0 for an unknown session.
pub(super) fn last_id(sessions: &[(String, u64)], session: &str) -> u64 {
    sessions.iter().find(|(known, _)| known == session).map_or(0, |(_, id)| *id)
}

/// Records the id of the last accepted row of a session.
pub(super) fn remember(sessions: &mut Vec<(String, u64)>, session: String, last: u64) {
    sessions.retain(|(known, _)| *known != session);
    if sessions.len() >= SESSIONS {
        sessions.remove(0);
    }
    sessions.push((session, last));
}

#[cfg(feature = "serde")]
pub use serde_impls::ExposedPeerState;

#[cfg(feature = "serde")]
mod serde_impls {
    use serde::{Deserialize, Serialize};

    use super::PeerState;
    use crate::{Answer, DecodeError, Limits};

    /// A [`PeerState`] with the commands of its tasks in clear, to be stored.
    #[derive(Serialize)]
    pub struct ExposedPeerState<'a> {
        sessions: &'a [(String, u64)],
        config: Option<&'a (String, u64)>,
        compressed: bool,
        /// The tasks as an answer on the wire.
        tasks: String,
    }

    /// Shows the type only: commands may hold passwords.
    impl std::fmt::Debug for ExposedPeerState<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("ExposedPeerState")
        }
    }

    impl PeerState {
        /// Returns the serialisable form, with the commands of tasks in clear.
        #[must_use]
        pub fn expose(&self) -> ExposedPeerState<'_> {
            let mut tasks = Vec::new();
            Answer::success().with_tasks(self.tasks.clone()).encode(&mut tasks);
            ExposedPeerState {
                sessions: &self.sessions,
                config: self.config.as_ref(),
                compressed: self.compressed,
                tasks: String::from_utf8_lossy(&tasks).into_owned(),
            }
        }
    }

    #[derive(Deserialize)]
    pub(super) struct Stored {
        sessions: Vec<(String, u64)>,
        config: Option<(String, u64)>,
        compressed: bool,
        tasks: String,
    }

    impl TryFrom<Stored> for PeerState {
        type Error = DecodeError;

        fn try_from(stored: Stored) -> Result<Self, DecodeError> {
            let Answer { tasks, .. } = Answer::decode(stored.tasks.as_bytes(), &Limits::PROTOCOL)?;
            let Stored { sessions, config, compressed, .. } = stored;
            Ok(Self { sessions, config, compressed, tasks })
        }
    }
}
