//! Replies of a server that did what was asked.

use super::events::EventQuery;
use super::job::{JobStateReply, SoftwareJob};
use super::passwords::PasswordRule;
use super::policy::Policies;
use super::{Gap, Id};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Snippet};
use crate::json::{Member, Read, Reader, close, in_member, object, present_member};
use crate::scalar::{Flag, Real, Scalar, Text, leaf};
use crate::secret::Hidden;
use crate::wire::{Any, Extra, List, RawJson};
use crate::{Dialect, Limits, Method};

leaf! {
    /// A statement of success: `true`, `false`, a number, or a number in a
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
    /// The server's statement of success, for what that is worth.
    pub success: Success<'a>,
    /// The answer.
    pub answer: Answer<'a>,
    /// The server's time, HMAC dialect: has to grow from reply to reply.
    pub timestamp: Real<'a>,
    /// Unknown members of `result`.
    pub extra: Extra<'a>,
    /// Unknown members next to `result`.
    pub envelope_extra: Extra<'a>,
    error: Any<'a>,
    params: Gap,
}

/// The answer: the members of `result.params`, by method.
#[derive(Debug, Clone, PartialEq)]
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

object! {
    /// The tasks that the server gives.
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
        /// Queries for events to send.
        events: List<EventQuery<'a>> = "events",
        /// Passwords to renew.
        update_passwords: List<PasswordRule<'a>> = "update-passwords",
    }
}

object! {
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

object! {
    envelope struct ReplyEnvelope<'a> {
        id: Any<'a> = "id",
        error: Any<'a> = "error",
    }
}

object! {
    envelope struct ResultEnvelope<'a> {
        success: Success<'a> = "success",
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

    /// Returns both keys, to be set.
    pub(crate) fn keys_mut(&mut self) -> (&mut Hidden, &mut Hidden) {
        keys!(self)
    }

    /// Detaches the value from the body.
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

    fn unknown_members(&self) -> usize {
        match self {
            Self::Hello(answer) => answer.unknown_members(),
            Self::JobState(answer) => answer.unknown_members(),
            Self::Update(answer) | Self::Events(answer) | Self::Passwords(answer) => answer.unknown_members(),
        }
    }

    fn read(reader: &mut Reader<'a>, method: Method) -> Read<Self> {
        Ok(match method {
            Method::Hello => Self::Hello(Member::read(reader)?),
            Method::Update => Self::Update(Member::read(reader)?),
            Method::JobState => Self::JobState(Member::read(reader)?),
            Method::Events => Self::Events(Member::read(reader)?),
            Method::Passwords => Self::Passwords(Member::read(reader)?),
            // The answer to it is an archive.
            Method::Download => {
                return Err(reader.fault(DecodeErrorKind::UnknownMethod(Snippet::new(b"download"))));
            }
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Hello(answer) => answer.write(out),
            Self::JobState(answer) => answer.write(out),
            Self::Update(answer) | Self::Events(answer) | Self::Passwords(answer) => answer.write(out),
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
            error: RawJson::NULL.into(),
            params: Gap::Given,
        }
    }

    /// Reads the reply to a request of this method.
    ///
    /// # Errors
    /// If the body goes over a limit, is not JSON, has no result, or a member holds
    /// something else than it should.
    pub fn decode(method: Method, body: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        Self::read(body, method, limits).map_err(|error| *error)
    }

    fn read(body: &'a [u8], method: Method, limits: &Limits) -> Read<Self> {
        let mut reader = Reader::new(body, limits)?;
        let mut envelope = ReplyEnvelope::default();
        let mut result = None;
        reader.members(|reader, name| {
            if name != "result" {
                return envelope.member(name, reader);
            }
            if result.is_some() {
                return Err(reader.duplicate("result"));
            }
            let read = if reader.is_null() {
                reader.word("null").map(|()| None)
            } else {
                Outcome::read(reader, method).map(Some)
            };
            result = Some(read.map_err(|error| in_member(error, "result"))?);
            Ok(())
        })?;
        reader.end()?;
        let missing = || reader.fault(DecodeErrorKind::Missing("result"));
        let Outcome { members, answer, params } = result.flatten().ok_or_else(missing)?;
        Ok(Self {
            id: envelope.id,
            success: members.success,
            answer,
            timestamp: members.timestamp,
            extra: members.extra,
            envelope_extra: envelope.extra,
            error: envelope.error,
            params,
        })
    }

    /// Appends the reply to `dst`, which stays as it is on an error.
    ///
    /// # Errors
    /// If it has a member that the dialect does not know.
    pub fn encode(&self, dialect: Dialect, dst: &mut Vec<u8>) -> Result<(), EncodeError> {
        super::check::reply(self, dialect)?;
        self.encode_as_read(dst);
        Ok(())
    }

    /// Appends the reply to `dst` as it was read, in whichever dialect. Its members are in
    /// the order of real servers.
    pub fn encode_as_read(&self, dst: &mut Vec<u8>) {
        let start = dst.len();
        present_member(dst, ",\"id\":", &self.id);
        present_member(dst, ",\"error\":", &self.error);
        dst.extend_from_slice(b",\"result\":");
        self.write_result(dst);
        self.envelope_extra.write(dst);
        close(dst, start, *b"{}", "{}");
    }

    fn write_result(&self, dst: &mut Vec<u8>) {
        let start = dst.len();
        present_member(dst, ",\"success\":", &self.success);
        self.params.write(dst, ",\"params\":", self.answer.is_empty(), |dst| self.answer.write(dst));
        present_member(dst, ",\"timestamp\":", &self.timestamp);
        self.extra.write(dst);
        close(dst, start, *b"{}", "{}");
    }

    /// The number of unknown members in it.
    #[must_use]
    pub fn unknown_members(&self) -> usize {
        self.answer
            .unknown_members()
            .saturating_add(self.extra.len())
            .saturating_add(self.envelope_extra.len())
    }

    /// Detaches the value from the body.
    #[must_use]
    pub fn into_owned(self) -> Reply<'static> {
        Reply {
            id: self.id.into_owned(),
            success: self.success.into_owned(),
            answer: self.answer.into_owned(),
            timestamp: self.timestamp.into_owned(),
            extra: self.extra.into_owned(),
            envelope_extra: self.envelope_extra.into_owned(),
            error: self.error.into_owned(),
            params: self.params,
        }
    }
}

/// The value of `result`.
struct Outcome<'a> {
    members: ResultEnvelope<'a>,
    answer: Answer<'a>,
    params: Gap,
}

impl<'a> Outcome<'a> {
    fn read(reader: &mut Reader<'a>, method: Method) -> Read<Self> {
        let mut members = ResultEnvelope::default();
        let (mut params, mut answer) = (Gap::Absent, None);
        reader.members(|reader, name| {
            if name != "params" {
                return members.member(name, reader);
            }
            if params != Gap::Absent {
                return Err(reader.duplicate("params"));
            }
            if reader.is_null() {
                params = Gap::Null;
                return reader.word("null");
            }
            params = Gap::Given;
            answer = Some(Answer::read(reader, method).map_err(|error| in_member(error, "params"))?);
            Ok(())
        })?;
        // What is missing reads like an empty object (OCO-023).
        let answer = match answer {
            Some(answer) => answer,
            None => Answer::read(&mut reader.at_nothing(), method)
                .map_err(|error| Box::new(error.at(reader.offset())))?,
        };
        Ok(Self { members, answer, params })
    }
}
