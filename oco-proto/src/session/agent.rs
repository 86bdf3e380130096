//! The agent's side of the trust.
//!
//! ```text
//!                         sign(hello)           verify: keys offered
//!  Registration key ────────────────────▶ asked ───────────────────▶ offer pending
//!        ▲    ▲                                                    accept │ │ decline
//!        │    └───────────────────────────────────────────────────────────│─┘
//!        │ revert                                                         ▼
//!        └───────────────────────────────────────────────────── unconfirmed agent key
//!                                                                         │ verify: any proven reply
//!                                                                         ▼
//!                                                               confirmed agent key, for good
//! ```
//!
//! What makes it hard to trick (the fact in brackets is what real agents do):
//!
//! * a proof is checked before anything else, also before the first byte of JSON where
//!   the server's key is known [they store a forged timestamp, and are locked out for
//!   good];
//! * trust on first use is a decision of the caller, and even then the reply has to be
//!   signed by the key that it brings [they trust anything];
//! * a server that does not send its key again leads to an error [they store the text
//!   `None` as key];
//! * one change of the agent's key, and only from the registration key [they overwrite
//!   it whenever a reply says so];
//! * refusals change nothing, since nobody proves them;
//! * each request has another id, and a reply has to bring it back [theirs is always 1].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SessionError;
use crate::body::{HttpReply, Response};
use crate::error::EncodeError;
use crate::message::{Host, PackageHead, PackageLink, Reply, Request, Stamp};
use crate::rejection::Rejection;
use crate::scalar::Real;
use crate::secret::{AgentKey, Hidden, RegistrationKey, ServerKey};
use crate::signature::Signed;
use crate::wire::Any;
use crate::{Dialect, Limits, Method, Timestamp};

/// With what an agent proves its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Not registered yet.
    Registration(RegistrationKey),
    /// Registered, but no reply has shown yet that the server knows the new key. The old
    /// one is kept until then.
    Unconfirmed {
        /// What requests are proven with.
        agent_key: AgentKey,
        /// What [`Trust::revert`] goes back to.
        registration_key: RegistrationKey,
    },
    /// Registered.
    Individual(AgentKey),
}

/// How an agent knows the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServerTrust {
    /// By its key.
    Known(ServerKey),
    /// Not at all: the first server that answers a hello is believed. Whoever is on the
    /// wire at that moment, and without TLS, can be that server.
    FirstUse,
}

/// The agent's trust in its server, and its own proof.
///
/// Keep [`to_state`](Self::to_state) where only this program reads it: after each
/// [`sign`](Self::sign) or at least each [`verify`](Self::verify), and *before* the
/// next request after [`accept`](Self::accept), written in one step (to another file
/// that then replaces the first).
#[derive(Debug, Clone)]
pub struct Trust {
    dialect: Dialect,
    identity: Identity,
    server: ServerTrust,
    last_sent: Timestamp,
    last_seen: Timestamp,
    next_id: u64,
    asked: Option<Asked>,
    offer: Option<Offer>,
    limits: Limits,
    checks_columns: bool,
}

#[derive(Debug, Clone, Copy)]
struct Asked {
    id: u64,
    method: Method,
}

#[derive(Debug, Clone)]
struct Offer {
    agent_key: Option<AgentKey>,
    server_key: Option<ServerKey>,
}

/// All that has to survive a restart. Holds keys: `Debug` does not show them,
/// serializing does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TrustState {
    /// The dialect.
    pub dialect: Dialect,
    /// The registration key, until the agent's own is confirmed.
    pub registration_key: Option<RegistrationKey>,
    /// The agent's own key.
    pub agent_key: Option<AgentKey>,
    /// How the server is known. A lost server key must not turn into trust on first use
    /// by itself, so this has no default.
    pub server: ServerTrust,
    /// The timestamp of the newest request.
    pub last_sent: Timestamp,
    /// The timestamp of the newest proven reply.
    pub last_seen: Timestamp,
}

/// A stored state has no key at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the stored state has no key to prove requests with")]
pub struct ParseStateError(());

/// A reply that was proven, or an answer that cannot be.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Verified<'a> {
    /// A reply, proven by the server's key (in the client dialect by nothing).
    Reply {
        /// The reply.
        reply: Box<Reply<'a>>,
        /// Keys are offered: [`Trust::accept`] or [`Trust::decline`] comes next.
        keys_offered: bool,
        /// What was strange about it.
        notices: Vec<Notice>,
    },
    /// A refusal. Nobody proves those: nothing has changed.
    Rejected(Rejection),
    /// A package. Nobody proves those either.
    Package(PackageHead),
}

/// What is strange about a proven reply. Worth a line in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// It has another server key than the known one, which stays.
    IgnoredServerKey,
    /// It has a new agent key although there is one, which stays.
    IgnoredAgentKey,
    /// It shows the server's key in clear although replies are signed: the server takes
    /// this host for an old one.
    ServerKeyExposed,
    /// It is of a dialect without a server's proof.
    Unproven,
}

impl Trust {
    /// The trust of an agent that has this to prove itself, and this to know the server.
    #[must_use]
    pub fn new(dialect: Dialect, identity: Identity, server: ServerTrust) -> Self {
        Self {
            dialect,
            identity,
            server,
            last_sent: Timestamp::ZERO,
            last_seen: Timestamp::ZERO,
            next_id: 1,
            asked: None,
            offer: None,
            limits: Limits::DEFAULT,
            checks_columns: false,
        }
    }

    /// An agent that registers, and believes the first server that answers: the
    /// explicit choice to trust on first use.
    #[must_use]
    pub fn on_first_use(dialect: Dialect, registration_key: RegistrationKey) -> Self {
        Self::new(
            dialect,
            Identity::Registration(registration_key),
            ServerTrust::FirstUse,
        )
    }

    /// The same with these limits for replies.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same with [`Request::check_columns`] before each request.
    #[must_use]
    pub fn with_column_check(mut self) -> Self {
        self.checks_columns = true;
        self
    }

    /// Continues where a stored state left off.
    ///
    /// # Errors
    /// If it has no key at all. (An empty key does not exist: reading the state fails.)
    pub fn from_state(state: TrustState) -> Result<Self, ParseStateError> {
        let identity = match (state.agent_key, state.registration_key) {
            (Some(agent_key), Some(registration_key)) => Identity::Unconfirmed {
                agent_key,
                registration_key,
            },
            (Some(agent_key), None) => Identity::Individual(agent_key),
            (None, Some(registration_key)) => Identity::Registration(registration_key),
            (None, None) => return Err(ParseStateError(())),
        };
        let trust = Self::new(state.dialect, identity, state.server);
        Ok(Self {
            last_sent: state.last_sent,
            last_seen: state.last_seen,
            ..trust
        })
    }

    /// What has to survive a restart.
    #[must_use]
    pub fn to_state(&self) -> TrustState {
        let (registration_key, agent_key) = match self.identity.clone() {
            Identity::Registration(key) => (Some(key), None),
            Identity::Unconfirmed {
                agent_key,
                registration_key,
            } => (Some(registration_key), Some(agent_key)),
            Identity::Individual(key) => (None, Some(key)),
        };
        TrustState {
            dialect: self.dialect,
            registration_key,
            agent_key,
            server: self.server.clone(),
            last_sent: self.last_sent,
            last_seen: self.last_seen,
        }
    }

    /// The dialect.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// With what requests are proven.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// How the server is known.
    #[must_use]
    pub fn server(&self) -> &ServerTrust {
        &self.server
    }

    /// The agent's own key, for sealing passwords; `None` while it is not registered.
    #[must_use]
    pub fn agent_key(&self) -> Option<&AgentKey> {
        match &self.identity {
            Identity::Registration(_) => None,
            Identity::Unconfirmed { agent_key, .. } | Identity::Individual(agent_key) => Some(agent_key),
        }
    }

    /// Writes a request with its proof. Its id, keys and timestamp are replaced; the
    /// timestamp is `now`, but always newer than the last one (OCO-071).
    ///
    /// # Errors
    /// If offered keys wait, if this is no hello although the server is not known or the
    /// agent not registered, or if the request does not fit the dialect.
    pub fn sign(&mut self, request: &Request<'_>, now: Timestamp) -> Result<Signed<'static>, SessionError> {
        if self.offer.is_some() {
            return Err(SessionError::OfferPending);
        }
        let method = request.call.method();
        let is_ready = matches!(self.server, ServerTrust::Known(_)) && self.agent_key().is_some();
        if method != Method::Hello && !is_ready && self.dialect != Dialect::Client {
            return Err(SessionError::HelloFirst);
        }
        if self.dialect == Dialect::Hmac
            && let Some(version) = request.call.agent_version()
        {
            check_version(version.as_str())?;
        }
        if self.checks_columns {
            request.check_columns()?;
        }
        let signed_dialect = self.dialect == Dialect::Hmac;
        let sent = self.last_sent.next_of_agent(now);
        let key = Hidden::new(self.key_text());
        let none = Hidden::default();
        let stamp = Stamp {
            id: &Any::Other(Value::from(self.next_id)),
            agent_key: if matches!(self.dialect, Dialect::Client | Dialect::Hmac) {
                &none
            } else {
                &key
            },
            client_key: if self.dialect == Dialect::Client {
                &key
            } else {
                &none
            },
            timestamp: &if signed_dialect {
                Real::from(sent)
            } else {
                Real::default()
            },
        };
        let mut body = Vec::new();
        request.encode_stamped(self.dialect, stamp, &mut body)?;
        self.asked = Some(Asked {
            id: self.next_id,
            method,
        });
        self.next_id = self.next_id.wrapping_add(1);
        self.last_sent = sent;
        Ok(match &self.identity {
            _ if !signed_dialect => Signed::plain(body),
            Identity::Registration(key) => Signed::sign(body, key),
            Identity::Unconfirmed { agent_key, .. } | Identity::Individual(agent_key) => {
                Signed::sign(body, agent_key)
            }
        })
    }

    /// The address of a package in the plaintext dialects, with the agent's key in it.
    ///
    /// # Errors
    /// If the agent is not registered, or in a dialect that has no such address.
    pub fn package_link(&self, host: &Host<'_>, package_id: i64) -> Result<String, SessionError> {
        let key = self.agent_key().ok_or(SessionError::HelloFirst)?;
        let link = PackageLink::new(host.hostname.as_str().unwrap_or(""), key, package_id);
        let link = match host.uid.as_str() {
            Some(uid) => link.with_uid(uid),
            None => link,
        };
        Ok(link.encode(self.dialect)?)
    }

    /// Checks what came back, and reads it. `length` and `disposition` are header values
    /// that matter for packages: see [`Response::decode`].
    ///
    /// # Errors
    /// If the proof fails, the reply is old or answers something else, or cannot be
    /// read. Nothing has changed then.
    pub fn verify<'a>(
        &mut self,
        http: &'a HttpReply<'_>,
        length: Option<&str>,
        disposition: Option<&str>,
    ) -> Result<Verified<'a>, SessionError> {
        let asked = self.asked.ok_or(SessionError::NotAsked)?;
        // Unproven by nature, and without any effect.
        if let Some(rejection) = Rejection::read(http) {
            return Ok(Verified::Rejected(rejection));
        }
        // Where the key is known, nothing is read before the proof (OCO-070).
        let known = match &self.server {
            ServerTrust::Known(key) if self.dialect == Dialect::Hmac && asked.method != Method::Download => {
                prove(&http.message, key)?;
                Some(key)
            }
            _ => None,
        };
        let reply = match Response::decode(asked.method, http, length, disposition, &self.limits)? {
            Response::Reply(reply) => reply,
            Response::Rejected(rejection) => return Ok(Verified::Rejected(rejection)),
            Response::Package(head) => {
                self.asked = None;
                return Ok(Verified::Package(head));
            }
        };
        if known.is_none() {
            self.prove_late(&http.message, &reply)?;
        }
        if reply.id != Any::Other(Value::from(asked.id)) {
            return Err(SessionError::WrongReply);
        }
        let seen = self.newer(&reply)?;
        let (offer, notices) = self.offered(asked.method, &reply)?;

        // The proof holds, and all of it is sound: only now does anything change.
        self.asked = None;
        self.last_seen = seen;
        if let Identity::Unconfirmed { agent_key, .. } = &self.identity {
            self.identity = Identity::Individual(agent_key.clone());
        }
        let keys_offered = offer.is_some();
        self.offer = offer;
        Ok(Verified::Reply {
            reply,
            keys_offered,
            notices,
        })
    }

    /// Takes the offered keys. The new state has to be stored before the next request.
    ///
    /// # Errors
    /// If none are offered.
    pub fn accept(&mut self) -> Result<TrustState, SessionError> {
        let offer = self.offer.take().ok_or(SessionError::NoOffer)?;
        if let Some(key) = offer.server_key {
            self.server = ServerTrust::Known(key);
        }
        if let (Some(agent_key), Identity::Registration(registration_key)) = (offer.agent_key, &self.identity)
        {
            let registration_key = registration_key.clone();
            self.identity = Identity::Unconfirmed {
                agent_key,
                registration_key,
            };
        }
        Ok(self.to_state())
    }

    /// Turns the offered keys down. All is as before the request.
    ///
    /// # Errors
    /// If none are offered.
    pub fn decline(&mut self) -> Result<(), SessionError> {
        self.offer.take().map(|_| ()).ok_or(SessionError::NoOffer)
    }

    /// Goes back from a new agent key that no reply has confirmed to the registration
    /// key, as when the server was restored from a backup. The server's key stays.
    ///
    /// # Errors
    /// If the agent's key is confirmed, or there is none.
    pub fn revert(&mut self) -> Result<TrustState, SessionError> {
        let Identity::Unconfirmed { registration_key, .. } = &self.identity else {
            return Err(SessionError::Confirmed);
        };
        self.identity = Identity::Registration(registration_key.clone());
        self.asked = None;
        Ok(self.to_state())
    }

    fn key_text(&self) -> &str {
        match &self.identity {
            Identity::Registration(key) => key.expose(),
            Identity::Unconfirmed { agent_key, .. } | Identity::Individual(agent_key) => agent_key.expose(),
        }
    }

    /// The proofs that need the reply to be read: a key in clear, and the first use.
    fn prove_late(&self, message: &Signed<'_>, reply: &Reply<'_>) -> Result<(), SessionError> {
        let (server_key, _) = reply.answer.keys();
        match (&self.server, self.dialect) {
            (_, Dialect::Client) => Ok(()),
            (ServerTrust::Known(key), Dialect::Hmac) => prove(message, key),
            (ServerTrust::Known(key), _) if server_key.is(key.expose()) => Ok(()),
            (ServerTrust::Known(_), _) => Err(SessionError::WrongKey),
            (ServerTrust::FirstUse, dialect) => {
                let text = server_key.expose().ok_or(SessionError::FirstUseImpossible)?;
                let key = ServerKey::new(text).map_err(|_| SessionError::UnusableKey)?;
                // Whoever sends a key has to have it (OCO-073).
                if dialect == Dialect::Hmac {
                    prove(message, &key)
                } else {
                    Ok(())
                }
            }
        }
    }

    fn newer(&self, reply: &Reply<'_>) -> Result<Timestamp, SessionError> {
        if self.dialect != Dialect::Hmac {
            return Ok(self.last_seen);
        }
        let found = Timestamp::of(&reply.timestamp).ok_or(SessionError::NoTimestamp)?;
        if found > self.last_seen {
            Ok(found)
        } else {
            Err(SessionError::NotNewer {
                found,
                last: self.last_seen,
            })
        }
    }

    /// Which keys of a proven reply are an offer, and which are just strange (OCO-072).
    fn offered(
        &self,
        method: Method,
        reply: &Reply<'_>,
    ) -> Result<(Option<Offer>, Vec<Notice>), SessionError> {
        let (server_key, agent_key) = reply.answer.keys();
        let mut notices = Vec::new();
        if self.dialect == Dialect::Client {
            return Ok((None, vec![Notice::Unproven]));
        }
        let mut offer = Offer {
            agent_key: None,
            server_key: None,
        };
        match (&self.server, server_key.expose()) {
            (ServerTrust::FirstUse, Some(text)) => {
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
            (Identity::Registration(old), Some(text)) if method == Method::Hello => {
                let key = AgentKey::new(text).map_err(|_| SessionError::UnusableKey)?;
                // A host's own key that all others have as well is none.
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
            (None, ServerTrust::FirstUse) => None,
        };
        let agent = offer
            .agent_key
            .as_ref()
            .map_or_else(|| self.key_text(), AgentKey::expose);
        if server.is_some_and(|server| crate::secret::same(server, agent)) {
            return Err(SessionError::UnusableKey);
        }
        let is_offer = offer.agent_key.is_some() || offer.server_key.is_some();
        Ok((is_offer.then_some(offer), notices))
    }
}

fn prove(message: &Signed<'_>, key: &ServerKey) -> Result<(), SessionError> {
    match message.signature() {
        None => Err(SessionError::Unsigned),
        Some(_) if message.is_signed_by(key) => Ok(()),
        Some(_) => Err(SessionError::BadSignature),
    }
}

/// A real server takes a host without version, or of one before 1.1.7, for an old one,
/// and refuses its next signed request (OCO-090).
fn check_version(version: Option<&str>) -> Result<(), EncodeError> {
    const FIRST: [u64; 3] = [1, 1, 7];
    let version = version
        .filter(|text| !text.is_empty())
        .ok_or(EncodeError::Missing("data.agent_version"))?;
    let parts: Vec<u64> = version.split('.').map_while(|part| part.parse().ok()).collect();
    if parts.as_slice() < &FIRST[..] {
        Err(EncodeError::VersionTooOld)
    } else {
        Ok(())
    }
}
