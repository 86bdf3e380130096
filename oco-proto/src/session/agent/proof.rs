//! The proofs of a reply, which come before anything changes.

use super::{Clock, Identity, Notice, Offer, ServerTrust, Trust};
use crate::error::{EncodeError, SessionError};
use crate::message::Reply;
use crate::secret::{AgentKey, ServerKey};
use crate::signature::HttpBody;
use crate::{Dialect, Method, Timestamp};

impl Trust {
    pub(super) fn key_text(&self) -> &str {
        match &self.identity {
            Identity::Registration(key) | Identity::Reverted { registration_key: key, .. } => key.expose(),
            Identity::Unconfirmed { agent_key, .. } | Identity::Individual(agent_key) => agent_key.expose(),
        }
    }

    /// The proofs that need the reply to be read: a key in clear, and the first use.
    pub(super) fn prove_late(&self, body: &HttpBody<'_>, reply: &Reply<'_>) -> Result<(), SessionError> {
        let (server_key, _) = reply.answer.keys();
        match (&self.server, self.dialect) {
            (_, Dialect::Client) => Ok(()),
            (ServerTrust::Known(key), Dialect::Hmac) => prove(body, key),
            (ServerTrust::Known(key), _) if server_key.is(key.expose()) => Ok(()),
            // In every reply, not just to a hello (OCO-075).
            (ServerTrust::Known(_), _) => Err(SessionError::WrongKey),
            (ServerTrust::Unproven, Dialect::Flat) => Ok(()),
            (ServerTrust::Unproven, _) => Err(SessionError::NoServerKey),
            (ServerTrust::FirstUse, dialect) => {
                // In plaintext, every server that has a key shows it each time (OCO-077).
                let text = server_key.expose().ok_or(match dialect {
                    Dialect::Hmac => SessionError::FirstUseImpossible,
                    _ => SessionError::NoServerKey,
                })?;
                let key = ServerKey::new(text).map_err(|_| SessionError::UnusableKey)?;
                // Whoever sends a key has to have it (OCO-073).
                if dialect == Dialect::Hmac { prove(body, &key) } else { Ok(()) }
            }
        }
    }

    pub(super) fn newer(&self, reply: &Reply<'_>) -> Result<Timestamp, SessionError> {
        if self.dialect != Dialect::Hmac {
            return Ok(self.last_seen);
        }
        let found = reply.timestamp.to_timestamp().ok_or(SessionError::NoTimestamp)?;
        let last = self.last_seen;
        Clock::seen(last, found).ok_or(SessionError::NotNewer { found, last })
    }

    /// Returns the keys of a proven reply that are an offer; others are ignored (OCO-072).
    pub(super) fn offered(
        &self,
        method: Method,
        reply: &Reply<'_>,
    ) -> Result<(Option<Offer>, Vec<Notice>), SessionError> {
        let (server_key, agent_key) = reply.answer.keys();
        let mut notices = Vec::new();
        if self.dialect == Dialect::Client {
            return Ok((None, vec![Notice::Unproven]));
        }
        let mut offer = Offer { agent_key: None, server_key: None };
        if self.server == ServerTrust::Unproven {
            notices.push(Notice::Unproven);
        }
        match (&self.server, server_key.expose()) {
            (ServerTrust::Unproven, Some("")) => {}
            (ServerTrust::FirstUse | ServerTrust::Unproven, Some(text)) => {
                offer.server_key = Some(ServerKey::new(text).map_err(|_| SessionError::UnusableKey)?);
            }
            (ServerTrust::Known(key), Some(text)) if !server_key.is(key.expose()) && !text.is_empty() => {
                notices.push(Notice::IgnoredServerKey);
            }
            (ServerTrust::Known(_), Some(_)) if self.dialect == Dialect::Hmac => {
                notices.push(Notice::ServerKeyExposed);
            }
            _ => {}
        }
        match (&self.identity, agent_key.expose()) {
            (Identity::Registration(old) | Identity::Reverted { registration_key: old, .. }, Some(text))
                if method == Method::Hello =>
            {
                let key = AgentKey::new(text).map_err(|_| SessionError::UnusableKey)?;
                // A key that all hosts have does not tell them apart.
                if agent_key.is(old.expose()) {
                    return Err(SessionError::UnusableKey);
                }
                offer.agent_key = Some(key);
            }
            (_, Some(_)) => notices.push(Notice::IgnoredAgentKey),
            (_, None) => {}
        }
        // With one key for both directions, our own requests would prove replies.
        let server = match (&offer.server_key, &self.server) {
            (Some(key), _) | (None, ServerTrust::Known(key)) => Some(key.expose()),
            (None, ServerTrust::FirstUse | ServerTrust::Unproven) => None,
        };
        let agent = offer.agent_key.as_ref().map_or_else(|| self.key_text(), AgentKey::expose);
        if server.is_some_and(|server| crate::secret::same(server, agent)) {
            return Err(SessionError::UnusableKey);
        }
        let is_offer = offer.agent_key.is_some() || offer.server_key.is_some();
        Ok((is_offer.then_some(offer), notices))
    }
}

/// Also a reply of the first 1.1.7 servers, some of which forgot it, has to be signed
/// (OCO-076).
pub(super) fn prove(body: &HttpBody<'_>, key: &ServerKey) -> Result<(), SessionError> {
    match body.signature() {
        None => Err(SessionError::Unsigned),
        Some(_) if body.is_signed_by(key) => Ok(()),
        Some(_) => Err(SessionError::BadSignature),
    }
}

/// A real server takes a host without version, or of one before 1.1.7, for an old one,
/// and refuses its next signed request (OCO-090).
pub(super) fn check_version(version: Option<&str>) -> Result<(), EncodeError> {
    const FIRST: [u64; 3] = [1, 1, 7];
    let version =
        version.filter(|text| !text.is_empty()).ok_or(EncodeError::Missing("data.agent_version"))?;
    let parts: Vec<u64> = version.split('.').map_while(|part| part.parse().ok()).collect();
    if parts.as_slice() < &FIRST[..] { Err(EncodeError::VersionTooOld) } else { Ok(()) }
}
