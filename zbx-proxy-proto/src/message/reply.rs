//! Replies of a passive proxy to a server's request.

use super::config::ConfigRevision;
use super::data::{Answer, ProxyData, ProxyTasks};
use crate::error::{DecodeError, SessionError};
use crate::json::{Extra, Member, Reader, Writer};

/// A passive proxy's reply: the requested message or a refusal.
///
/// A proxy that runs in active mode, or is busy with another configuration, answers every
/// request with `response`, `info` and `version` (ZBX-072).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ProxyReply<T> {
    /// The requested message.
    Given(T),
    /// A refusal, with the reason.
    Failed(Box<Answer>),
}

impl<T> ProxyReply<T> {
    /// Returns the requested message.
    ///
    /// # Errors
    /// The proxy refused: [`SessionError::RefusedByProxy`].
    pub fn given(&self) -> Result<&T, SessionError> {
        match self {
            Self::Given(value) => Ok(value),
            Self::Failed(answer) => Err(SessionError::RefusedByProxy { info: answer.info.clone() }),
        }
    }
}

impl<T> From<T> for ProxyReply<T> {
    fn from(value: T) -> Self {
        Self::Given(value)
    }
}

/// Messages that a server can request from a passive proxy.
pub(crate) trait Replied {
    fn extra(&self) -> &Extra<'_>;
}

macro_rules! replied {
    ($($type:ty),*) => { $(
        impl Replied for $type {
            fn extra(&self) -> &Extra<'_> {
                &self.extra
            }
        }
    )* };
}

replied!(ConfigRevision, ProxyData<'_>, ProxyTasks);

/// Returns true if the next object has a `response`.
fn has_response(reader: &mut Reader<'_>) -> Result<bool, DecodeError> {
    let mut found = false;
    reader.object(|reader, name| {
        found |= name == "response";
        reader.skip().map(drop)
    })?;
    Ok(found)
}

impl<'a, T: Member<'a> + Replied> Member<'a> for ProxyReply<T> {
    type Owned = ProxyReply<T::Owned>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = reader.clone();
        // Replies are long and refusals rare: look for a refusal only after a sign of
        // one.
        let error = match T::read(reader) {
            Ok(value) if value.extra().member("response").is_none() => return Ok(Self::Given(value)),
            Ok(_) => None,
            Err(error) => Some(error),
        };
        match error {
            Some(error) if !has_response(&mut start.clone()).unwrap_or(false) => Err(error),
            _ => {
                *reader = start;
                Answer::read(reader).map(|answer| Self::Failed(Box::new(answer)))
            }
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Given(value) => value.write(writer),
            Self::Failed(answer) => answer.write(writer),
        }
    }

    fn into_owned(self) -> Self::Owned {
        match self {
            Self::Given(value) => ProxyReply::Given(value.into_owned()),
            Self::Failed(answer) => ProxyReply::Failed(answer),
        }
    }

    fn redact(&mut self) {
        match self {
            Self::Given(value) => value.redact(),
            Self::Failed(answer) => answer.redact(),
        }
    }

    fn unknown_members(&self) -> usize {
        match self {
            Self::Given(value) => value.unknown_members(),
            Self::Failed(answer) => answer.unknown_members(),
        }
    }
}
