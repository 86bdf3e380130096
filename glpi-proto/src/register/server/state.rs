//! What a server has to remember, as plain data.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::agent_id::AgentId;
use crate::register::secret::{CommunicationKey, Nonce, Token};
use crate::register::server::{Issued, Registration, Server, Settings, Subject, TokenId};

/// A [`Server`] as plain data, to be stored (GLPI-R43).
///
/// Serializing it writes tokens, secrets and keys: store it where only the
/// server can read it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerState {
    /// The challenges that wait for their answer.
    pub pending: Vec<PendingState>,
    /// The agents that are registered.
    pub registrations: Vec<RegistrationState>,
}

/// A challenge that waits for its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PendingState {
    /// The agent that asks.
    #[serde(with = "id")]
    pub agent: AgentId,
    /// Who has the token.
    #[serde(with = "id")]
    pub target: AgentId,
    /// The token that is expected.
    pub token: Token,
    /// Which one that is.
    pub token_id: TokenId,
    /// The server's secret.
    pub nonce: Nonce,
    /// When the challenge ends.
    pub expires_at: Duration,
}

/// An agent that is registered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegistrationState {
    /// The agent.
    #[serde(with = "id")]
    pub agent: AgentId,
    /// Who has the token.
    #[serde(with = "id")]
    pub target: AgentId,
    /// Which token was proven.
    pub token_id: TokenId,
    /// The key, if there is one.
    pub key: Option<CommunicationKey>,
    /// When the registration and its key end.
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
            self.registrations.iter().map(|(subject, expires_at, registration)| RegistrationState {
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
        for RegistrationState { agent, target, token_id, key, expires_at } in state.registrations {
            if let Some(subject) = Subject::new(agent, target) {
                server.registrations.insert(subject, expires_at, Registration { token_id, key }, now);
            }
        }
        server.handle_timeout(now);
        server
    }
}

/// An agent id as its text.
mod id {
    use super::*;

    pub(super) fn serialize<S: Serializer>(id: &AgentId, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AgentId, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
