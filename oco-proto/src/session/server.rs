//! The server's side of the trust.
//!
//! ```text
//!  bytes ──receive──▶ UnverifiedRequest ──(caller looks the host up)──▶ verify ──▶ VerifiedRequest ──▶ answer
//!             │                                                           │        │ (caller stores the record)
//!             └──────────────── AdmitError, with the response ────────────┘        └──▶ refuse
//! ```
//!
//! The machine keeps nothing. The knowledge of a host is a [`HostRecord`] that the
//! caller stores; [`VerifiedRequest::record`] is the new one, to be stored *before* the
//! reply is sent, and only over the one that was given: two requests at a time, each
//! checked against the same record, would let one replay through.
//!
//! Measures against attacks, with the behaviour of real servers in brackets:
//!
//! * a request counts once, whatever the method, and none is older than the newest
//!   [they look at the timestamps of hellos only, so that an old inventory can be sent
//!   again];
//! * a host that has signed once has to sign for ever [they decide by the version that
//!   the last hello or update said, or did not say];
//! * a pre-registered host has no key, and proves nothing with an empty one [theirs may
//!   send an inventory with an empty key];
//! * the registration key opens the first hello of a host and nothing else.

mod record;
mod verified;

use std::cmp::Ordering;
use std::time::Duration;

#[cfg(feature = "serde")]
pub use record::ExposedRecord;
pub use record::{Entropy, HostRecord};
pub use verified::VerifiedRequest;

use crate::body::HttpReply;
use crate::error::SessionError;
use crate::error_response::{ErrorResponse, Reason};
use crate::message::{PackageLink, Request};
use crate::secret::{AgentKey, RegistrationKey, ServerKey, same};
use crate::signature::{HttpBody, SigningKey};
use crate::{Dialect, Limits, Method, Timestamp};

/// The rules for requests that a server lets in. Strict unless loosened.
#[derive(Debug, Clone)]
pub struct Verifier {
    registration_key: Option<RegistrationKey>,
    self_registration: bool,
    plaintext: Plaintext,
    replay: Replay,
    max_skew: Option<Duration>,
    limits: Limits,
}

/// The rule for requests with a key in clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Plaintext {
    /// Never.
    #[default]
    Refused,
    /// From hosts that have never signed. There is no protection against replays, and the
    /// keys that went over the wire in clear stay the same when the host begins to sign:
    /// the protocol has no way to renew them.
    UntilSigned,
}

/// The rule for signed requests that come again.
///
/// A hello has to be newer than all requests before it, in either mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Replay {
    /// All of them: none is older than the newest, and none comes twice. Clocks are
    /// coarse (15.6 ms on Windows), and a real agent sends what it reads there: so a
    /// request other than a hello may have the timestamp of the newest, if its signature
    /// is another. [`HostRecord::last_signatures`] remembers
    /// [that many](HostRecord::SIGNATURES_LEN).
    #[default]
    RefusedOnEveryMethod,
    /// Hellos only, like a real server. Everything else can be sent again.
    RefusedOnHelloOnly,
}

/// A request that is turned away, and what to answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{error}")]
pub struct AdmitError {
    #[source]
    error: SessionError,
    reason: Option<Reason>,
    dialect: Dialect,
}

impl AdmitError {
    /// Returns the reason, for the server's own log. The peer is told less.
    #[must_use]
    pub fn error(&self) -> &SessionError {
        &self.error
    }

    /// Returns the answer, in the dialect of the request.
    #[must_use]
    pub fn response(&self) -> HttpReply<'static> {
        match &self.reason {
            Some(reason) => ErrorResponse::new(reason.clone()),
            None => self.error.response(),
        }
        .write(self.dialect)
    }
}

impl Verifier {
    /// A verifier for hosts that an administrator has registered: their first hello is
    /// proven with this key. Like a real server's default, no host registers itself
    /// (OCO-067).
    #[must_use]
    pub fn new(registration_key: Option<RegistrationKey>) -> Self {
        Self {
            registration_key,
            self_registration: false,
            plaintext: Plaintext::default(),
            replay: Replay::default(),
            max_skew: None,
            limits: Limits::DEFAULT,
        }
    }

    /// Sets whether an unknown host with the registration key becomes a known one.
    #[must_use]
    pub fn with_self_registration(mut self, allowed: bool) -> Self {
        self.self_registration = allowed;
        self
    }

    /// Sets whether keys in clear are let in. Default: never.
    #[must_use]
    pub fn with_plaintext(mut self, plaintext: Plaintext) -> Self {
        self.plaintext = plaintext;
        self
    }

    /// Sets which requests may not come again. Default: none of them.
    #[must_use]
    pub fn with_replay(mut self, replay: Replay) -> Self {
        self.replay = replay;
        self
    }

    /// Sets how far the timestamp of a signed request may be from the server's time.
    /// Default: however far, like a real server, since many hosts have bad clocks.
    ///
    /// Without it, the recorded first hello of a host can register it once more after
    /// its record was deleted, or with another server that has the same registration
    /// key.
    #[must_use]
    pub fn with_max_skew(mut self, skew: Duration) -> Self {
        self.max_skew = Some(skew);
        self
    }

    /// Sets the bounds on requests.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reads a request. Proves nothing yet.
    ///
    /// # Errors
    /// If the content type is not the right one, or the body cannot be read.
    pub fn receive<'a>(
        &'a self,
        content_type: Option<&str>,
        body: &'a HttpBody<'_>,
    ) -> Result<UnverifiedRequest<'a>, AdmitError> {
        match Request::decode_body(content_type, body.bytes(), &self.limits) {
            Ok(request) => Ok(UnverifiedRequest { verifier: self, request, body }),
            Err(error) => {
                let dialect = guess(body.bytes());
                Err(AdmitError { error: error.into(), reason: None, dialect })
            }
        }
    }
}

impl Verifier {
    /// Checks the address with which a host of an older dialect asks for a package: its
    /// key is in it in clear, so all that holds for plaintext holds for it.
    ///
    /// # Errors
    /// If plaintext is refused, the host is unknown or has signed before, or the key is
    /// not its own.
    pub fn verify_link(&self, link: &PackageLink, record: Option<&HostRecord>) -> Result<(), AdmitError> {
        let check = || match record {
            _ if self.plaintext == Plaintext::Refused => Err(SessionError::Downgrade),
            None => Err(SessionError::WrongKey),
            Some(record) if record.has_signed => Err(SessionError::Downgrade),
            Some(HostRecord { agent_key: Some(key), .. }) if link.agent_key.is(key.expose()) => Ok(()),
            Some(_) => Err(SessionError::WrongKey),
        };
        check().map_err(|error| AdmitError { error, reason: None, dialect: Dialect::Dotted })
    }
}

/// The dialect in which to refuse what could not be read: that of the method, if one
/// is found. Nothing depends on it but the form of the answer.
fn guess(body: &[u8]) -> Dialect {
    let has = |name: &str| body.windows(name.len()).take(1 << 12).any(|window| window == name.as_bytes());
    if has("\"oco.agent_") || has("\"oco.update_") {
        Dialect::Flat
    } else if has("\"oco.client_") {
        Dialect::Client
    } else if has("\"agent-key\"") {
        Dialect::Dotted
    } else {
        Dialect::Hmac
    }
}

/// A request that was read and not yet proven. Believe nothing of it.
#[derive(Debug)]
pub struct UnverifiedRequest<'a> {
    verifier: &'a Verifier,
    request: Request<'a>,
    body: &'a HttpBody<'a>,
}

impl<'a> UnverifiedRequest<'a> {
    /// The name by which to look the host up: in lower case, since upper and lower case
    /// are alike (OCO-062). Empty in a job state of the client dialect without a name.
    #[must_use]
    pub fn host_key(&self) -> String {
        match self.request.host.hostname.as_str() {
            Some(name) => name.to_lowercase(),
            // A job state of the client dialect.
            None if !self.request.host.hostname.is_set() => String::new(),
            None => format!("{:?}", self.request.host.hostname),
        }
    }

    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.request.call.method()
    }

    /// The dialect in which it is answered.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        if self.body.signature().is_some() { Dialect::Hmac } else { self.request.dialect() }
    }

    /// Checks the request against what is known of the host (`None`: nothing), at the
    /// time `now`.
    ///
    /// # Errors
    /// If it is not let in. Nothing has to be stored then.
    pub fn verify(
        self,
        record: Option<&HostRecord>,
        entropy: &Entropy,
        now: Timestamp,
    ) -> Result<VerifiedRequest<'a>, AdmitError> {
        let dialect = self.dialect();
        match self.check(record, entropy, now) {
            Ok((record, agent_key, server_key)) => Ok(VerifiedRequest {
                request: self.request,
                dialect,
                record,
                new_agent_key: agent_key,
                new_server_key: server_key,
            }),
            Err((error, reason)) => Err(AdmitError { error, reason, dialect }),
        }
    }

    fn check(
        &self,
        record: Option<&HostRecord>,
        entropy: &Entropy,
        now: Timestamp,
    ) -> Result<(HostRecord, bool, bool), (SessionError, Option<Reason>)> {
        let plain = |error| (error, None);
        let is_hello = self.method() == Method::Hello;
        let before = match record {
            Some(record) => record.clone(),
            None if !is_hello => return Err(plain(SessionError::UnknownHost)),
            None if !self.verifier.self_registration => {
                return Err(plain(SessionError::RegistrationDisabled));
            }
            None => HostRecord::default(),
        };
        // Decided before any key is compared (OCO-064).
        let is_signed = self.body.signature().is_some();
        if !is_signed && (before.has_signed || self.verifier.plaintext == Plaintext::Refused) {
            return Err(plain(SessionError::Downgrade));
        }
        // A host without a key proves nothing, except its first hello (OCO-063), and one with
        // a key nothing by the registration key (OCO-066).
        match (&before.agent_key, &self.verifier.registration_key) {
            (Some(key), _) => self.prove(key, is_signed).map_err(plain)?,
            (None, Some(key)) if is_hello => self.prove(key, is_signed).map_err(|error| {
                let reason =
                    matches!(error, SessionError::WrongKey).then_some(Reason::RegistrationKeyMismatch);
                (error, reason)
            })?,
            (None, _) => return Err(plain(SessionError::WrongKey)),
        }
        let (last_request, last_signatures) = if is_signed {
            self.newer(&before, now).map_err(plain)?
        } else {
            (before.last_request, before.last_signatures)
        };

        let makes_agent_key = before.agent_key.is_none();
        let makes_server_key = before.server_key.is_none() && is_hello;
        let after = HostRecord {
            agent_key: before.agent_key.or_else(|| Some(AgentKey::generate(&entropy.agent))),
            server_key: if makes_server_key {
                Some(ServerKey::generate(&entropy.server))
            } else {
                before.server_key
            },
            has_signed: before.has_signed || is_signed,
            last_request,
            last_signatures,
            last_reply: before.last_reply.next_of_server(now),
        };
        // Nothing could prove the reply.
        if after.server_key.is_none() {
            return Err(plain(SessionError::HelloFirst));
        }
        // The caller's generator is broken: our reply's key would be everybody's.
        if let (Some(agent), Some(server)) = (&after.agent_key, &after.server_key)
            && same(agent.expose(), server.expose())
        {
            return Err(plain(SessionError::UnusableKey));
        }
        Ok((after, makes_agent_key, makes_server_key))
    }

    fn prove(&self, key: &impl SigningKey, is_signed: bool) -> Result<(), SessionError> {
        let request = &self.request;
        let in_clear =
            if request.dialect() == Dialect::Client { &request.client_key } else { &request.agent_key };
        match is_signed {
            true if self.body.is_signed_by(key) => Ok(()),
            true => Err(SessionError::BadSignature),
            false if in_clear.is(key.text()) => Ok(()),
            false if in_clear.is_set() => Err(SessionError::WrongKey),
            false => Err(SessionError::Unsigned),
        }
    }

    /// The timestamp to remember, with the signatures that came with it, if the request
    /// is new (OCO-065).
    fn newer(&self, before: &HostRecord, now: Timestamp) -> Result<(Timestamp, Vec<String>), SessionError> {
        let is_hello = self.method() == Method::Hello;
        if self.verifier.replay == Replay::RefusedOnHelloOnly && !is_hello {
            return Ok((before.last_request, before.last_signatures.clone()));
        }
        let last = before.last_request;
        let found = self.request.timestamp.to_timestamp().ok_or(SessionError::NoTimestamp)?;
        let own = self.body.signature().unwrap_or_default();
        let earlier = match found.cmp(&last) {
            Ordering::Greater => &[][..],
            Ordering::Equal if !is_hello && before.may_share_last(own) => before.last_signatures.as_slice(),
            Ordering::Equal | Ordering::Less => return Err(SessionError::NotNewer { found, last }),
        };
        match self.verifier.max_skew {
            Some(skew) if found.distance(now) > skew => Err(SessionError::ClockSkew { found, now }),
            _ => Ok((found, [earlier, &[own.to_owned()]].concat())),
        }
    }
}
