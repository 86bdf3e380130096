//! The state of a server, as plain data.

use std::time::Duration;

use crate::agent_id::AgentId;
use crate::register::secret::{CommunicationKey, Nonce, Token};
use crate::register::server::{Issued, Registration, Server, Settings, Subject, TokenId};

/// A [`Server`] as plain data, to be stored (GLPI-R43).
///
/// With the feature `serde` it is deserialized as it is, and serialized through `expose`,
/// which writes tokens, secrets and keys: store it where only the server can read it.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct ServerState {
    /// The challenges that wait for their answer.
    pub pending: Vec<PendingState>,
    /// The agents that are registered.
    pub registrations: Vec<RegistrationRecord>,
}

/// A challenge that waits for its answer.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct PendingState {
    /// The agent that asks.
    pub agent: AgentId,
    /// The holder of the token.
    pub target: AgentId,
    /// The token that is expected.
    pub token: Token,
    /// The token's id.
    pub token_id: TokenId,
    /// The server's secret.
    pub nonce: Nonce,
    /// The end of the challenge.
    pub expires_at: Duration,
}

/// An agent that is registered.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct RegistrationRecord {
    /// The agent.
    pub agent: AgentId,
    /// The holder of the token.
    pub target: AgentId,
    /// The token that was proven.
    pub token_id: TokenId,
    /// The key, if there is one.
    pub key: Option<CommunicationKey>,
    /// The end of the registration and its key.
    pub expires_at: Duration,
}

impl Server {
    /// As plain data.
    #[must_use]
    pub fn to_state(&self) -> ServerState {
        let pending = self.pending.iter().map(|((subject, _), expires_at, issued)| PendingState {
            agent: subject.agent,
            target: subject.target,
            token: issued.token.clone(),
            token_id: issued.token_id,
            nonce: issued.nonce.clone(),
            expires_at,
        });
        let registrations =
            self.registrations.iter().map(|(subject, expires_at, registration)| RegistrationRecord {
                agent: subject.agent,
                target: subject.target,
                token_id: registration.token_id,
                key: registration.key.clone(),
                expires_at,
            });
        ServerState { pending: pending.collect(), registrations: registrations.collect() }
    }

    /// From plain data. What has ended by now, is about the nil UUID, or goes
    /// beyond the settings' bounds is left out.
    #[must_use]
    pub fn from_state(settings: Settings, state: ServerState, now: Duration) -> Self {
        let mut server = Self::new(settings);
        for PendingState { agent, target, token, token_id, nonce, expires_at } in state.pending {
            if let Some(subject) = Subject::new(agent, target) {
                let issued = Issued::new(subject, token, token_id, settings.order, nonce, expires_at);
                server.pending.insert((subject, token_id), expires_at, issued, now);
            }
        }
        for RegistrationRecord { agent, target, token_id, key, expires_at } in state.registrations {
            if let Some(subject) = Subject::new(agent, target) {
                server.registrations.insert(subject, expires_at, Registration { token_id, key }, now);
            }
        }
        server.handle_timeout(now);
        server
    }
}

#[cfg(feature = "serde")]
mod stored {
    use serde::Serialize;

    use super::{AgentId, Duration, PendingState, RegistrationRecord, ServerState, TokenId};
    use crate::register::stored::Exposed;

    /// A [`ServerState`] that is written with all secrets in it.
    #[derive(Serialize)]
    pub struct ExposedServerState<'s> {
        pending: Vec<ExposedPending<'s>>,
        registrations: Vec<ExposedRegistration<'s>>,
    }

    #[derive(Serialize)]
    struct ExposedPending<'s> {
        agent: AgentId,
        target: AgentId,
        token: Exposed<'s>,
        token_id: TokenId,
        nonce: Exposed<'s>,
        expires_at: Duration,
    }

    #[derive(Serialize)]
    struct ExposedRegistration<'s> {
        agent: AgentId,
        target: AgentId,
        token_id: TokenId,
        key: Option<Exposed<'s>>,
        expires_at: Duration,
    }

    impl ServerState {
        /// Returns the state to be serialized, with all secrets in it.
        #[must_use]
        pub fn expose(&self) -> ExposedServerState<'_> {
            ExposedServerState {
                pending: self.pending.iter().map(ExposedPending::from).collect(),
                registrations: self.registrations.iter().map(ExposedRegistration::from).collect(),
            }
        }
    }

    impl<'s> From<&'s PendingState> for ExposedPending<'s> {
        fn from(state: &'s PendingState) -> Self {
            let PendingState { agent, target, token, token_id, nonce, expires_at } = state;
            Self {
                agent: *agent,
                target: *target,
                token: token.into(),
                token_id: *token_id,
                nonce: nonce.into(),
                expires_at: *expires_at,
            }
        }
    }

    impl<'s> From<&'s RegistrationRecord> for ExposedRegistration<'s> {
        fn from(record: &'s RegistrationRecord) -> Self {
            let RegistrationRecord { agent, target, token_id, key, expires_at } = record;
            Self {
                agent: *agent,
                target: *target,
                token_id: *token_id,
                key: key.as_ref().map(Exposed::from),
                expires_at: *expires_at,
            }
        }
    }

    impl std::fmt::Debug for ExposedServerState<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("ExposedServerState")
        }
    }
}
#[cfg(feature = "serde")]
pub use stored::ExposedServerState;
