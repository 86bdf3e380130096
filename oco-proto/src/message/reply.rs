//! What a server answers when it does what was asked.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::events::EventQuery;
use super::job::{JobStateReply, SoftwareJob};
use super::passwords::PasswordRule;
use super::policy::Policies;
use super::{Gap, Id};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::json;
use crate::scalar::{Flag, Real, Scalar, Text, leaf};
use crate::secret::Hidden;
use crate::wire::{Any, Extra, IntoOwned, List, Raw, wire};
use crate::{Dialect, Limits, Method};

leaf! {
    /// Whether the server says it succeeded: `true`, `false`, a number, or a number in a
    /// text.
    ///
    /// Do not build on it. Real servers answer events and passwords with the row number
    /// of the last insert as text ("2"), and an empty list of passwords with `false`.
    /// An error has another status, not this at `false` (OCO-041).
    Success
}

impl Success<'_> {
    /// PHP's truth: neither `false`, zero, "" nor "0".
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        !self.0.is_empty()
    }
}

impl From<bool> for Success<'_> {
    fn from(value: bool) -> Self {
        Self(Scalar::Bool(value))
    }
}

/// A server's reply: `id`, `error: null` and `result`. Never has a `jsonrpc` member
/// (OCO-040).
#[derive(Debug, Clone, PartialEq)]
pub struct Reply<'a> {
    /// The request's id, of whatever type.
    pub id: Id<'a>,
    /// Whether it succeeded, for what that is worth.
    pub success: Success<'a>,
    /// What is answered.
    pub answer: Answer<'a>,
    /// The server's time, HMAC dialect: has to grow from reply to reply.
    pub timestamp: Real<'a>,
    /// Members of `result` that nobody has described.
    pub extra: Extra,
    /// Members beside `result` that nobody has described.
    pub envelope_extra: Extra,
    error: Any<'a>,
    params: Gap,
}

/// What is answered: the members of `result.params`, by method.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Answer<'a> {
    /// To a hello: what to do.
    Hello(HelloReply<'a>),
    /// To an update.
    Update(Receipt<'a>),
    /// To a job state.
    JobState(JobStateReply<'a>),
    /// To events.
    Events(Receipt<'a>),
    /// To passwords.
    Passwords(Receipt<'a>),
}

wire! {
    /// What the server wants done.
    ///
    /// # Wire
    /// | member | dialect |
    /// |---|---|
    /// | `agent-key`, `update`, `software-jobs` | always |
    /// | `server-key` | flat and later |
    /// | `logins-since`, `events`, `update-passwords` | dotted |
    pub struct HelloReply<'a> {
        /// The server's key: in every reply of the plaintext dialects, in an HMAC reply only
        /// when it was just made.
        server_key: Hidden = "server-key",
        /// A new agent key, to be used from now on; `null` if the old one stays.
        agent_key: Hidden = "agent-key",
        /// 1: send the inventory now.
        update: Flag<'a> = "update",
        /// Send logins after this time, UTC, as `YYYY-MM-DD HH:MM:SS`.
        logins_since: Text<'a> = "logins-since",
        /// Jobs, in the order in which to run them.
        software_jobs: List<SoftwareJob<'a>> = "software-jobs",
        /// Which events to send.
        events: List<EventQuery<'a>> = "events",
        /// Which passwords to renew.
        update_passwords: List<PasswordRule<'a>> = "update-passwords",
    }
}

wire! {
    /// The answer to an update, to events and to passwords: that they came, and what
    /// policies there are.
    pub struct Receipt<'a> {
        /// The server's key, in the plaintext dialects.
        server_key: Hidden = "server-key",
        /// Always `null`; a real HMAC server sends it to agents of older dialects.
        agent_key: Hidden = "agent-key",
        /// Settings to apply: in the answer to an update, since servers 1.1.12.
        policies: Policies<'a> = "policies",
    }
}

wire! {
    envelope struct ReplyEnvelope<'a> {
        id: Any<'a> = "id",
        error: Any<'a> = "error",
        result: Raw<'a> = "result",
    }
}

wire! {
    envelope struct ResultEnvelope<'a> {
        success: Success<'a> = "success",
        params: Raw<'a> = "params",
        timestamp: Real<'a> = "timestamp",
    }
}

/// The two keys that each kind of answer has, borrowed as the answer is.
macro_rules! keys {
    ($answer:expr) => {
        match $answer {
            Self::Hello(HelloReply { server_key, agent_key, .. })
            | Self::JobState(JobStateReply { server_key, agent_key, .. })
            | Self::Update(Receipt { server_key, agent_key, .. })
            | Self::Events(Receipt { server_key, agent_key, .. })
            | Self::Passwords(Receipt { server_key, agent_key, .. }) => (server_key, agent_key),
        }
    };
}

impl<'a> Answer<'a> {
    /// The method that it answers.
    #[must_use]
    pub fn method(&self) -> Method {
        match self {
            Self::Hello(_) => Method::Hello,
            Self::Update(_) => Method::Update,
            Self::JobState(_) => Method::JobState,
            Self::Events(_) => Method::Events,
            Self::Passwords(_) => Method::Passwords,
        }
    }

    /// The answer to a job state.
    #[must_use]
    pub fn job_succeeded(succeeded: bool) -> Self {
        Self::JobState(JobStateReply { job_succeeded: succeeded.into(), ..JobStateReply::default() })
    }

    /// The server's key and the agent's new one, as they are on the wire.
    pub(crate) fn keys(&self) -> (&Hidden, &Hidden) {
        keys!(self)
    }

    /// The same, to be set.
    pub(crate) fn keys_mut(&mut self) -> (&mut Hidden, &mut Hidden) {
        keys!(self)
    }

    /// The same, detached from the body.
    #[must_use]
    pub fn into_owned(self) -> Answer<'static> {
        match self {
            Self::Hello(answer) => Answer::Hello(answer.into_owned()),
            Self::Update(answer) => Answer::Update(answer.into_owned()),
            Self::JobState(answer) => Answer::JobState(answer.into_owned()),
            Self::Events(answer) => Answer::Events(answer.into_owned()),
            Self::Passwords(answer) => Answer::Passwords(answer.into_owned()),
        }
    }

    fn untyped(&self) -> usize {
        match self {
            Self::Hello(answer) => answer.untyped(),
            Self::JobState(answer) => answer.untyped(),
            Self::Update(answer) | Self::Events(answer) | Self::Passwords(answer) => answer.untyped(),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Hello(answer) => answer.is_empty(),
            Self::JobState(answer) => answer.is_empty(),
            Self::Update(answer) | Self::Events(answer) | Self::Passwords(answer) => answer.is_empty(),
        }
    }
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Hello(answer) => answer.serialize(serializer),
            Self::JobState(answer) => answer.serialize(serializer),
            Self::Update(answer) | Self::Events(answer) | Self::Passwords(answer) => {
                answer.serialize(serializer)
            }
        }
    }
}

impl<'a> Reply<'a> {
    /// A successful reply to the request with this id, without keys and timestamp:
    /// those are the trust machine's to add.
    #[must_use]
    pub fn new(id: impl Into<Id<'a>>, answer: Answer<'a>) -> Self {
        Self {
            id: id.into(),
            success: true.into(),
            answer,
            timestamp: Real::default(),
            extra: Extra::default(),
            envelope_extra: Extra::default(),
            error: Any::Other(serde_json::Value::Null),
            params: Gap::Given,
        }
    }

    /// Reads the reply to a request of this method.
    ///
    /// # Errors
    /// If the body goes over a limit, is not JSON, has no result, or a member holds
    /// something else than it should.
    pub fn decode(method: Method, body: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let text = json::text(body, limits)?;
        let envelope: ReplyEnvelope<'a> = json::parse(text, text, "")?;
        let missing = |name: &str| DecodeErrorKind::Missing(name.to_owned());
        let result = match envelope.result.as_str() {
            Some(part) if envelope.result.is_set() => part,
            _ => return Err(DecodeError::new(missing("result"), text.len(), "")),
        };
        let inner: ResultEnvelope<'a> = json::parse(text, result, "result")?;
        let (part, gap) = Gap::of(inner.params);
        let path = "result.params";
        let answer = match method {
            Method::Hello => Answer::Hello(json::parse(text, part, path)?),
            Method::Update => Answer::Update(json::parse(text, part, path)?),
            Method::JobState => Answer::JobState(json::parse(text, part, path)?),
            Method::Events => Answer::Events(json::parse(text, part, path)?),
            Method::Passwords => Answer::Passwords(json::parse(text, part, path)?),
            // Its answer is an archive.
            Method::Download => {
                return Err(DecodeError::new(
                    DecodeErrorKind::UnknownMethod(crate::error::Snippet::of(b"download")),
                    0,
                    "",
                ));
            }
        };
        Ok(Self {
            id: envelope.id,
            success: inner.success,
            answer,
            timestamp: inner.timestamp,
            extra: inner.extra,
            envelope_extra: envelope.extra,
            error: envelope.error,
            params: gap,
        })
    }

    /// Appends the reply to `dst`, which stays as it is on an error.
    ///
    /// # Errors
    /// If it has a member that the dialect does not know.
    pub fn encode(&self, dialect: Dialect, dst: &mut Vec<u8>) -> Result<(), EncodeError> {
        super::check::reply(self, dialect)?;
        self.encode_as_read(dst)
    }

    /// Appends the reply to `dst` just as it was read, in whichever dialect.
    ///
    /// # Errors
    /// Never, as far as anybody knows: what was read can be written.
    pub fn encode_as_read(&self, dst: &mut Vec<u8>) -> Result<(), EncodeError> {
        super::write(dst, |dst| serde_json::to_writer(dst, self))
    }

    /// How many members nobody has described are in it.
    #[must_use]
    pub fn untyped(&self) -> usize {
        self.answer.untyped().saturating_add(self.extra.len()).saturating_add(self.envelope_extra.len())
    }

    /// The same, detached from the body.
    #[must_use]
    pub fn into_owned(self) -> Reply<'static> {
        Reply {
            id: self.id.into_owned(),
            success: self.success.into_owned(),
            answer: self.answer.into_owned(),
            timestamp: self.timestamp.into_owned(),
            extra: self.extra,
            envelope_extra: self.envelope_extra,
            error: self.error.into_owned(),
            params: self.params,
        }
    }
}

/// In the order of real servers.
impl Serialize for Reply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        super::entry(&mut map, "id", &self.id)?;
        super::entry(&mut map, "error", &self.error)?;
        map.serialize_entry("result", &ResultOf(self))?;
        self.envelope_extra.write(&mut map)?;
        map.end()
    }
}

struct ResultOf<'r, 'a>(&'r Reply<'a>);

impl Serialize for ResultOf<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(reply) = self;
        let mut map = serializer.serialize_map(None)?;
        super::entry(&mut map, "success", &reply.success)?;
        reply.params.write(&mut map, "params", &reply.answer, reply.answer.is_empty())?;
        super::entry(&mut map, "timestamp", &reply.timestamp)?;
        reply.extra.write(&mut map)?;
        map.end()
    }
}
