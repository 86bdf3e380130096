//! The agent's side of the trust.
//!
//! ```text
//!                         sign(hello)           verify: keys offered
//!  Registration key ────────────────────▶ asked ───────────────────▶ offer pending
//!        ▲    ▲                                                    accept │ │ decline
//!        │    └───────────────────────────────────────────────────────────│─┘
//!        │ verify: any proven reply                                       ▼
//!  reverted to the registration key ◀───────── revert ─────────▶ unconfirmed agent key
//!  (the agent key is kept)                                                │ verify: any proven reply
//!                                                                         ▼
//!                                                               confirmed agent key, for good
//! ```
//!
//! Measures against attacks, with the behaviour of real agents in brackets:
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
//! * refusals change nothing, since they are never proven; not even
//!   [`revert`](Trust::revert) gives a key away that a proven reply has not replaced;
//! * each request has another id, also after a restart, and a reply has to bring it back
//!   [theirs is always 1];
//! * a clock that was wrong for a while, here or there, locks nobody out: a time far ahead
//!   counts when a reply has proven it, and until then it and the clock's time are tried in
//!   turn [they wait until that time has come].

mod clock;
mod proof;
mod state;

pub use clock::Attempt;
#[cfg(feature = "serde")]
pub use state::ExposedState;
pub use state::{Identity, ParseStateError, ServerTrust, TrustState};

use self::clock::{Clock, Sent};
use self::proof::{check_version, prove};
use crate::body::HttpReply;
use crate::error::{DecodeError, EncodeError, SessionError};
use crate::error_response::ErrorResponse;
use crate::foreign;
use crate::message::{Call, Host, PackageHead, PackageLink, Reply, Request, Stamp};
use crate::response::Response;
use crate::scalar::Real;
use crate::secret::{AgentKey, Hidden, RegistrationKey, ServerKey};
use crate::signature::HttpBody;
use crate::wire::Any;
use crate::{Dialect, Limits, Method, Timestamp};

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
    clock: Clock,
    last_seen: Timestamp,
    asked: Option<Asked>,
    offer: Option<Offer>,
    limits: Limits,
    #[cfg(feature = "columns")]
    checks_columns: bool,
}

#[derive(Debug, Clone, Copy)]
struct Asked {
    sent: Sent,
    method: Method,
}

#[derive(Debug, Clone)]
struct Offer {
    agent_key: Option<AgentKey>,
    server_key: Option<ServerKey>,
}

/// A reply that was proven, or an answer that cannot be.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Verified<'a> {
    /// A reply, proven by the server's key (by nothing in the client dialect, and from
    /// servers that are [`Unproven`](ServerTrust::Unproven)).
    Reply {
        /// The reply.
        reply: Box<Reply<'a>>,
        /// Keys are offered: [`Trust::accept`] or [`Trust::decline`] comes next.
        keys_offered: bool,
        /// Peculiarities of it.
        notices: Vec<Notice>,
    },
    /// A refusal, which is never proven: nothing has changed.
    Rejected(ErrorResponse),
    /// A package, which is not proven either. All that is said here is in the headers:
    /// see [`Trust::verify`] for how to report progress while the archive comes.
    Package(PackageHead),
}

/// Peculiarities of a proven reply, worth a line in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It has another server key than the known one, which stays.
    IgnoredServerKey,
    /// It has a new agent key although there is one, which stays.
    IgnoredAgentKey,
    /// It shows the server's key in clear although replies are signed: the server takes
    /// this host for an old one.
    ServerKeyExposed,
    /// Nothing proves it: it is of the client dialect, or from a server that has no key,
    /// [`ServerTrust::Unproven`].
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
            clock: Clock::default(),
            last_seen: Timestamp::ZERO,
            asked: None,
            offer: None,
            limits: Limits::DEFAULT,
            #[cfg(feature = "columns")]
            checks_columns: false,
        }
    }

    /// An agent that registers, and believes the first server that answers: the
    /// explicit choice to trust on first use.
    #[must_use]
    pub fn on_first_use(dialect: Dialect, registration_key: RegistrationKey) -> Self {
        Self::new(dialect, Identity::Registration(registration_key), ServerTrust::FirstUse)
    }

    /// Sets the bounds on replies.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Switches on [`Request::check_columns`] before each request.
    #[cfg(feature = "columns")]
    #[must_use]
    pub fn with_column_check(mut self) -> Self {
        self.checks_columns = true;
        self
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

    /// Returns the knowledge of the server.
    #[must_use]
    pub fn server(&self) -> &ServerTrust {
        &self.server
    }

    /// The agent's own key, for sealing passwords; `None` while it is not registered.
    #[must_use]
    pub fn agent_key(&self) -> Option<&AgentKey> {
        match &self.identity {
            Identity::Registration(_) | Identity::Reverted { .. } => None,
            Identity::Unconfirmed { agent_key, .. } | Identity::Individual(agent_key) => Some(agent_key),
        }
    }

    /// Writes a request with its proof. Its id, keys and timestamp are replaced; the
    /// timestamp is `now`, or newer than the last one where the clock stands still or went
    /// back (OCO-071, and [`Attempt`]).
    ///
    /// # Errors
    /// If `now` is after [`Timestamp::MAX`], if a hello with service results comes within two
    /// seconds after one (OCO-095), if offered keys wait, if this is not a hello although the server is not known or the
    /// agent not registered, or if the request, or a server without a key, does not fit
    /// the dialect.
    pub fn sign(&mut self, request: &Request<'_>, now: Timestamp) -> Result<HttpBody<'static>, SessionError> {
        if self.offer.is_some() {
            return Err(SessionError::OfferPending);
        }
        let method = request.call.method();
        if self.server == ServerTrust::Unproven && self.dialect > Dialect::Flat {
            let what = "a server without a key";
            return Err(EncodeError::NotInDialect { what, dialect: self.dialect }.into());
        }
        let is_ready = self.server != ServerTrust::FirstUse && self.agent_key().is_some();
        if method != Method::Hello && !is_ready && self.dialect != Dialect::Client {
            return Err(SessionError::HelloFirst);
        }
        if self.dialect == Dialect::Hmac
            && let Some(version) = request.call.agent_version()
        {
            check_version(version.as_str())?;
        }
        #[cfg(feature = "columns")]
        if self.checks_columns {
            request.check_columns()?;
        }
        let reports_services = matches!(&request.call, Call::Hello(hello) if !hello.services.is_empty());
        let signed_dialect = self.dialect == Dialect::Hmac;
        let mut clock = self.clock;
        let sent = clock.next(now)?;
        if reports_services {
            clock.report_services(now).map_err(|not_before| SessionError::TooSoon { not_before })?;
        }
        let key = Hidden::new(self.key_text());
        let none = Hidden::Absent;
        let stamp = Stamp {
            id: &sent.id.into(),
            agent_key: if matches!(self.dialect, Dialect::Client | Dialect::Hmac) { &none } else { &key },
            client_key: if self.dialect == Dialect::Client { &key } else { &none },
            timestamp: &if signed_dialect { Real::from(sent.timestamp) } else { Real::default() },
        };
        let mut body = Vec::new();
        request.encode_stamped(self.dialect, stamp, &mut body)?;
        self.asked = Some(Asked { sent, method });
        self.clock = clock;
        Ok(match &self.identity {
            _ if !signed_dialect => HttpBody::unsigned(body),
            Identity::Registration(key) | Identity::Reverted { registration_key: key, .. } => {
                HttpBody::sign(body, key)
            }
            Identity::Unconfirmed { agent_key, .. } | Identity::Individual(agent_key) => {
                HttpBody::sign(body, agent_key)
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

    /// Checks what came back, and reads it.
    ///
    /// The request signed next takes the place of the one before, whose answer is
    /// refused then. So a large package is verified as soon as its headers are there, with
    /// an empty body: if [`HttpReply::package`] says that it is one, the body is not looked
    /// at. While the archive comes, other requests are signed and verified, such as
    /// reports of [`Runner::handle_progress`](super::runner::Runner::handle_progress). (All
    /// other answers, refusals too, need their body.)
    ///
    /// # Errors
    /// If the proof fails, the reply is old or answers something else, or cannot be
    /// read. Nothing has changed then.
    pub fn verify<'a>(&mut self, http: &'a HttpReply<'_>) -> Result<Verified<'a>, SessionError> {
        let asked = self.asked.ok_or(SessionError::NotAsked)?;
        // Unproven by nature, and without any effect (OCO-033).
        if let Some(rejection) = ErrorResponse::read(http) {
            return Ok(Verified::Rejected(rejection));
        }
        // Where the key is known, nothing is read before the proof (OCO-070).
        let known = match &self.server {
            ServerTrust::Known(key) if self.dialect == Dialect::Hmac && asked.method != Method::Download => {
                prove(&http.body, key).map_err(|error| {
                    // Still refused, but by the name of what is there.
                    let foreign = foreign::recognise(http.body.bytes());
                    foreign.map_or(error, |kind| DecodeError::new(kind, 0).into())
                })?;
                Some(key)
            }
            _ => None,
        };
        let reply = match Response::decode(asked.method, http, &self.limits)? {
            Response::Reply(reply) => reply,
            Response::Rejected(rejection) => return Ok(Verified::Rejected(rejection)),
            Response::Package(head) => {
                self.asked = None;
                return Ok(Verified::Package(head));
            }
        };
        if known.is_none() {
            self.prove_late(&http.body, &reply)?;
        }
        if reply.id != Any::from(asked.sent.id) {
            return Err(SessionError::WrongReply);
        }
        let seen = self.newer(&reply)?;
        let (offer, notices) = self.offered(asked.method, &reply)?;

        // The proof holds, and all of it is sound: only now does anything change.
        self.asked = None;
        self.clock.prove(asked.sent);
        self.last_seen = seen;
        match &self.identity {
            Identity::Unconfirmed { agent_key, .. } => {
                self.identity = Identity::Individual(agent_key.clone());
            }
            Identity::Reverted { registration_key, .. } => {
                self.identity = Identity::Registration(registration_key.clone());
            }
            Identity::Registration(_) | Identity::Individual(_) => {}
        }
        let keys_offered = offer.is_some();
        self.offer = offer;
        Ok(Verified::Reply { reply, keys_offered, notices })
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
            self.identity = Identity::Unconfirmed { agent_key, registration_key };
        }
        Ok(self.to_state())
    }

    /// Turns the offered keys down: the agent has the keys of before, and only its
    /// timestamps have moved on.
    ///
    /// The server does not hear of it. It has bound the host to the agent key that it
    /// offered, and refuses the registration key from now on
    /// ([`BadSignature`](SessionError::BadSignature), or
    /// [`WrongKey`](SessionError::WrongKey) in plaintext) until an administrator takes the
    /// host's key away there.
    ///
    /// # Errors
    /// If none are offered.
    pub fn decline(&mut self) -> Result<(), SessionError> {
        self.offer.take().map(|_| ()).ok_or(SessionError::NoOffer)
    }

    /// Changes between a new agent key that no reply has confirmed and the registration key,
    /// as when the server was restored from a backup and refuses the new key. The server's
    /// key stays.
    ///
    /// Both keys are kept until a reply is proven: a refusal proves nothing, and a
    /// forged one would otherwise leave the agent without the only key that the server takes.
    /// So call it again when the other key is refused as well.
    ///
    /// # Errors
    /// If the agent's key is confirmed, or there is none.
    pub fn revert(&mut self) -> Result<TrustState, SessionError> {
        self.identity = match self.identity.clone() {
            Identity::Unconfirmed { agent_key, registration_key } => {
                Identity::Reverted { agent_key, registration_key }
            }
            Identity::Reverted { agent_key, registration_key } => {
                Identity::Unconfirmed { agent_key, registration_key }
            }
            Identity::Registration(_) | Identity::Individual(_) => return Err(SessionError::Confirmed),
        };
        self.asked = None;
        Ok(self.to_state())
    }
}
