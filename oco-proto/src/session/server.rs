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
//! * a request counts once, whatever the method, and none is signed much earlier than the
//!   newest [they look at the timestamps of hellos only, so that an old inventory can be
//!   sent again];
//! * a clock that was wrong for a while, here or there, locks no host out: a time out of
//!   range is an error that changes nothing, and with
//!   [`with_max_skew`](Verifier::with_max_skew) no time far ahead is remembered as the
//!   newest [they refuse the host until that time has come];
//! * a host that has signed once has to sign for ever [they decide by the version that
//!   the last hello or update said, or did not say];
//! * a pre-registered host has no key, and proves nothing with an empty one [theirs may
//!   send an inventory with an empty key];
//! * the registration key opens the first hello of a host and nothing else.

mod record;
mod seen;
mod verified;

use std::time::Duration;

#[cfg(feature = "serde")]
pub use record::ExposedRecord;
pub use record::{Entropy, HostRecord};
pub use seen::SeenRequests;
pub use verified::VerifiedRequest;

use self::seen::Rule;
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
    replay_window: Duration,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Replay {
    /// All of them: none comes twice, and none is earlier than the newest by more than
    /// [`with_replay_window`](Verifier::with_replay_window). Clocks are coarse (15.6 ms on
    /// Windows), and a real agent sends what it reads there: so requests may share a
    /// timestamp, but for two hellos, if their signatures differ. [`SeenRequests`] remembers them.
    #[default]
    RefusedOnEveryMethod,
    /// Hellos only, which have to be newer than all hellos before, like for a real server.
    /// Everything else can be sent again.
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
    /// The default of [`with_replay_window`](Self::with_replay_window): our choice. An agent
    /// that uploads a job's output while it says hello overtakes itself by that upload.
    pub const REPLAY_WINDOW: Duration = Duration::from_secs(60);

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
            replay_window: Self::REPLAY_WINDOW,
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

    /// Sets how much earlier than the newest request of its host a request may be signed.
    /// Default: [`REPLAY_WINDOW`](Self::REPLAY_WINDOW).
    ///
    /// Real agents send from two threads, so that a report of a job's output and a hello
    /// overtake each other (OCO-092). Each request still counts once: an attacker can hold
    /// one back for so long, and not repeat it. With zero, none is older than the newest.
    /// Where a host sends more than [`SeenRequests::LEN`] requests in that time, the window is
    /// shorter.
    #[must_use]
    pub fn with_replay_window(mut self, window: Duration) -> Self {
        self.replay_window = window;
        self
    }

    /// Sets how far the timestamp of a signed request, whatever its method and in either mode
    /// of [`Replay`], may be from the server's time. Default: however far, like a real
    /// server, since many hosts have bad clocks.
    ///
    /// With it, times beyond are never the newest of a host, no matter whose clock was wrong.
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
        let now = now.in_range().map_err(|error| plain(error.into()))?;
        let mut requests = before.requests;
        if is_signed {
            self.admit(&mut requests, now).map_err(plain)?;
        }

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
            requests,
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

    /// Remembers the request if it is new (OCO-065, OCO-092).
    fn admit(&self, seen: &mut SeenRequests, now: Timestamp) -> Result<(), SessionError> {
        let verifier = self.verifier;
        let is_hello = self.method() == Method::Hello;
        let is_compatible = verifier.replay == Replay::RefusedOnHelloOnly;
        let is_free = is_compatible && !is_hello;
        if is_free && verifier.max_skew.is_none() {
            return Ok(());
        }
        let found = self.request.timestamp.to_timestamp().ok_or(SessionError::NoTimestamp)?;
        if verifier.max_skew.is_some_and(|skew| found.distance(now) > skew) {
            return Err(SessionError::ClockSkew { found, now });
        }
        if is_free {
            return Ok(());
        }
        let rule = Rule {
            window: if is_compatible { Duration::ZERO } else { verifier.replay_window },
            is_hello,
            until: verifier.max_skew.map_or(Timestamp::MAX, |skew| now.later(skew)),
        };
        let signature = self.body.signature().unwrap_or_default();
        seen.admit(found, signature, rule).map_err(|last| SessionError::NotNewer { found, last })
    }
}
