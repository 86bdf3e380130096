//! The state of an agent that has to be kept.

use super::Trust;
use super::clock::{Attempt, Clock};
use crate::secret::{AgentKey, RegistrationKey, ServerKey};
use crate::{Dialect, Timestamp};

/// With what an agent proves its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Not registered yet.
    Registration(RegistrationKey),
    /// Registered, but no reply has shown yet that the server knows the new key. The old
    /// one is kept until then.
    Unconfirmed {
        /// The key that proves requests.
        agent_key: AgentKey,
        /// The key that [`Trust::revert`] goes back to.
        registration_key: RegistrationKey,
    },
    /// Registered, and the server seems not to know the new key: requests are proven by the
    /// registration key again. The new one is kept until a reply has shown which is right.
    Reverted {
        /// The key that [`Trust::revert`] goes back to.
        agent_key: AgentKey,
        /// The key that proves requests.
        registration_key: RegistrationKey,
    },
    /// Registered.
    Individual(AgentKey),
}

/// The agent's knowledge of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum ServerTrust {
    /// By its key.
    Known(ServerKey),
    /// Not at all: the first server that answers a hello is believed. Whoever is on the
    /// wire at that moment, and without TLS, can be that server.
    FirstUse,
    /// Not at all, and never: servers before 0.9.0 have no key (flat dialect). Whoever
    /// answers is believed each time, and each reply comes with
    /// [`Notice::Unproven`](super::Notice::Unproven). If one brings a key after all, since
    /// the server was upgraded, that key is offered. In later dialects nothing is signed
    /// with this.
    Unproven,
}

/// The state that has to survive a restart. Holds keys, which `Debug` does not show; to
/// store them, serialize what [`expose`](Self::expose) returns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub struct TrustState {
    /// The dialect.
    pub dialect: Dialect,
    /// The registration key, until the agent's own is confirmed.
    pub registration_key: Option<RegistrationKey>,
    /// The agent's own key.
    pub agent_key: Option<AgentKey>,
    /// Of both keys, the registration key proves requests: [`Identity::Reverted`].
    #[cfg_attr(feature = "serde", serde(default))]
    pub is_reverted: bool,
    /// The knowledge of the server. A lost server key must not turn into trust on first use
    /// by itself, so this has no default.
    pub server: ServerTrust,
    /// The greatest id of a request.
    #[cfg_attr(feature = "serde", serde(default))]
    pub last_id: u64,
    /// The greatest timestamp of a request since the last proven reply, or of the request
    /// that it answered.
    pub last_sent: Timestamp,
    /// The outcome of the last request.
    #[cfg_attr(feature = "serde", serde(default))]
    pub last_attempt: Attempt,
    /// The time of the last hello with service results.
    #[cfg_attr(feature = "serde", serde(default))]
    pub last_services: Timestamp,
    /// The timestamp of the newest proven reply.
    pub last_seen: Timestamp,
}

/// A stored state has no key at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the stored state has no key to prove requests with")]
pub struct ParseStateError(());

impl Trust {
    /// Continues where a stored state left off.
    ///
    /// # Errors
    /// If it has no key at all. (An empty key does not exist: reading the state fails.)
    pub fn from_state(state: TrustState) -> Result<Self, ParseStateError> {
        let identity = match (state.agent_key, state.registration_key) {
            (Some(agent_key), Some(registration_key)) if state.is_reverted => {
                Identity::Reverted { agent_key, registration_key }
            }
            (Some(agent_key), Some(registration_key)) => {
                Identity::Unconfirmed { agent_key, registration_key }
            }
            (Some(agent_key), None) => Identity::Individual(agent_key),
            (None, Some(registration_key)) => Identity::Registration(registration_key),
            (None, None) => return Err(ParseStateError(())),
        };
        let trust = Self::new(state.dialect, identity, state.server);
        // What no clock in range can have made would never be reached again.
        let clock = Clock {
            last_id: state.last_id.min(Timestamp::MAX.as_micros()),
            last_sent: state.last_sent.min(Timestamp::MAX),
            attempt: state.last_attempt,
            last_services: state.last_services.min(Timestamp::MAX),
        };
        Ok(Self { clock, last_seen: state.last_seen, ..trust })
    }

    /// Returns the state that has to survive a restart.
    #[must_use]
    pub fn to_state(&self) -> TrustState {
        let (registration_key, agent_key) = match self.identity.clone() {
            Identity::Registration(key) => (Some(key), None),
            Identity::Unconfirmed { agent_key, registration_key }
            | Identity::Reverted { agent_key, registration_key } => (Some(registration_key), Some(agent_key)),
            Identity::Individual(key) => (None, Some(key)),
        };
        TrustState {
            dialect: self.dialect,
            registration_key,
            agent_key,
            is_reverted: matches!(self.identity, Identity::Reverted { .. }),
            server: self.server.clone(),
            last_id: self.clock.last_id,
            last_sent: self.clock.last_sent,
            last_attempt: self.clock.attempt,
            last_services: self.clock.last_services,
            last_seen: self.last_seen,
        }
    }
}

#[cfg(feature = "serde")]
impl TrustState {
    /// Returns the state in a form that serializes its keys in clear, to be stored where only
    /// this program reads it.
    #[must_use]
    pub fn expose(&self) -> ExposedState<'_> {
        ExposedState(self)
    }
}

/// A [`TrustState`] that serializes with its keys in clear.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy)]
pub struct ExposedState<'s>(&'s TrustState);

#[cfg(feature = "serde")]
impl serde::Serialize for ExposedState<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        #[serde(rename_all = "kebab-case")]
        enum Server<'s> {
            Known(&'s str),
            FirstUse,
            Unproven,
        }
        #[derive(serde::Serialize)]
        #[serde(rename_all = "kebab-case")]
        struct State<'s> {
            dialect: Dialect,
            registration_key: Option<&'s str>,
            agent_key: Option<&'s str>,
            is_reverted: bool,
            server: Server<'s>,
            last_id: u64,
            last_sent: Timestamp,
            last_attempt: Attempt,
            last_services: Timestamp,
            last_seen: Timestamp,
        }
        let Self(state) = self;
        let server = match &state.server {
            ServerTrust::Known(key) => Server::Known(key.expose()),
            ServerTrust::FirstUse => Server::FirstUse,
            ServerTrust::Unproven => Server::Unproven,
        };
        State {
            dialect: state.dialect,
            registration_key: state.registration_key.as_ref().map(RegistrationKey::expose),
            agent_key: state.agent_key.as_ref().map(AgentKey::expose),
            is_reverted: state.is_reverted,
            server,
            last_id: state.last_id,
            last_sent: state.last_sent,
            last_attempt: state.last_attempt,
            last_services: state.last_services,
            last_seen: state.last_seen,
        }
        .serialize(serializer)
    }
}
