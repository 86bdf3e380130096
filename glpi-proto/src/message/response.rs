//! An answer of which only the format is known.

use crate::error::{DecodeError, EncodeError};
use crate::json::Value;
use crate::message::answer::{Answer, Status};
use crate::message::legacy::LegacyAnswer;
use crate::message::reply::Reply;
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::format::Format;
use crate::transport::payload::Payload;

/// Any answer to a request with a body (GLPI-045).
///
/// # Wire
/// | body | |
/// |---|---|
/// | JSON object, `[]` | [`Answer`] |
/// | JSON object with `RESPONSE` or `PROLOG_FREQ` and without `status` | [`LegacyAnswer`] |
/// | XML | [`Reply`] |
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Response {
    /// JSON.
    Answer(Answer),
    /// JSON in the words of the XML answer.
    Legacy(LegacyAnswer),
    /// XML.
    Reply(Reply),
}

impl Response {
    /// Reads an answer.
    ///
    /// # Errors
    /// If it is no well-formed answer, or a common member is of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        if payload.format() == Format::Xml {
            return Reply::decode(payload).map(Self::Reply);
        }
        let object = Value::of(payload.text(), &payload.limits).object_or_empty_list()?;
        if LegacyAnswer::fits(&object) {
            return LegacyAnswer::take(object).map(Self::Legacy);
        }
        Answer::take(object).map(Self::Answer)
    }

    /// How it went, where it says so.
    #[must_use]
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Answer(answer) => answer.status.as_ref(),
            Self::Legacy(_) => None,
            Self::Reply(reply) => reply.status.as_ref(),
        }
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        match self {
            Self::Answer(answer) => answer.undescribed(),
            Self::Legacy(answer) => answer.undescribed(),
            Self::Reply(reply) => reply.undescribed(),
        }
    }

    /// The body of this answer.
    ///
    /// # Errors
    /// If this build cannot write that compression, or a text holds what XML
    /// cannot carry.
    pub fn encode(&self, compression: Compression) -> Result<Body, EncodeError> {
        match self {
            Self::Answer(answer) => answer.encode(compression),
            Self::Legacy(answer) => answer.encode(compression),
            Self::Reply(reply) => reply.encode(compression),
        }
    }
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

impl From<LegacyAnswer> for Response {
    fn from(answer: LegacyAnswer) -> Self {
        Self::Legacy(answer)
    }
}

impl From<Reply> for Response {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}
