//! An answer in any of its forms.

use crate::error::{DecodeError, EncodeError};
use crate::expiration::Expiration;
use crate::json::{Json, Reader};
use crate::limits::Limits;
use crate::message::answer::{Answer, CommonAnswer, Status};
use crate::message::codec::Message;
use crate::message::legacy::LegacyAnswer;
use crate::message::reply::Reply;
use crate::transport::format::Format;
use crate::transport::payload::Payload;

/// Any answer to a request with a body (GLPI-045). An answer does not say to what it answers:
/// the caller says as what type it is to be decoded.
///
/// # Wire
/// | body | |
/// |---|---|
/// | JSON object, `[]` | [`Answer`], [`ContactAnswer`](crate::ContactAnswer) and the like |
/// | JSON object with `RESPONSE` or `PROLOG_FREQ` and without `status` | [`LegacyAnswer`] |
/// | XML | [`Reply`] |
#[expect(clippy::large_enum_variant, reason = "one at a time exists, on its way to the caller")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response<A = Answer> {
    /// JSON.
    Answer(A),
    /// JSON in the words of the XML answer.
    Legacy(LegacyAnswer),
    /// XML.
    Reply(Reply),
}

impl<'a, A: CommonAnswer> Message<'a> for Response<A> {
    fn decode(payload: &'a Payload<'_>, limits: &Limits) -> Result<Self, DecodeError> {
        if payload.format() == Format::Xml {
            return Reply::decode(payload, limits).map(Self::Reply);
        }
        let mut reader = Reader::new(payload.text(), limits);
        if LegacyAnswer::is_at(&mut reader)? {
            let answer = LegacyAnswer::read(&mut reader)?;
            reader.finish()?;
            return Ok(Self::Legacy(answer));
        }
        A::decode(payload, limits).map(Self::Answer)
    }

    fn encode(&self, text: &mut Vec<u8>) -> Result<Format, EncodeError> {
        match self {
            Self::Answer(answer) => answer.encode(text),
            Self::Legacy(answer) => answer.encode(text),
            Self::Reply(reply) => reply.encode(text),
        }
    }

    fn unknown_members(&self) -> usize {
        match self {
            Self::Answer(answer) => answer.unknown_members(),
            Self::Legacy(answer) => answer.unknown_members(),
            Self::Reply(reply) => reply.unknown_members(),
        }
    }
}

impl<A: CommonAnswer> Response<A> {
    /// Returns the status, where the answer has one.
    #[must_use]
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Answer(answer) => answer.status(),
            Self::Legacy(_) => None,
            Self::Reply(reply) => reply.status.as_ref(),
        }
    }

    /// Returns the time that the receiver is to wait, where the answer has one.
    #[must_use]
    pub fn expiration(&self) -> Option<Expiration> {
        match self {
            Self::Answer(answer) => answer.expiration(),
            Self::Legacy(_) => None,
            Self::Reply(reply) => reply.expiration,
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

#[cfg(feature = "arbitrary")]
impl<'u, A: arbitrary::Arbitrary<'u>> arbitrary::Arbitrary<'u> for Response<A> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'u>) -> arbitrary::Result<Self> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::Answer(u.arbitrary()?),
            1 => {
                // Without it, it would be an ordinary answer.
                let mut answer: LegacyAnswer = u.arbitrary()?;
                answer.response.get_or_insert_default();
                Self::Legacy(answer)
            }
            _ => Self::Reply(u.arbitrary()?),
        })
    }
}
