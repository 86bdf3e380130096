//! Messages of unknown type: requests that no proxy, agent or sender makes, and their
//! answers.

use super::status::Status;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Extra, Member, Reader, Writer};

/// An unknown request, such as `zabbix.stats`.
///
/// Real daemons close the connection without an answer (ZBX-056).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRequest<'a> {
    /// The member `request`.
    pub name: String,
    /// All other members.
    pub members: Extra<'a>,
}

/// The answer to an unknown request: it has a `response`, and `data` that are not checks
/// of an agent (ZBX-117).
///
/// Statistics, queues, pushed history, commands and Java gateways are answered in this
/// form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherAnswer<'a> {
    /// The result of the request.
    pub response: Status,
    /// All other members.
    pub members: Extra<'a>,
}

impl OtherRequest<'_> {
    /// Creates a request without further members.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), members: Extra::EMPTY }
    }
}

impl OtherAnswer<'_> {
    /// Creates an answer without further members. Its member `data` distinguishes it from
    /// an [`Answer`](crate::Answer).
    #[must_use]
    pub fn new(response: Status) -> Self {
        Self { response, members: Extra::EMPTY }
    }
}

impl<'a> Member<'a> for OtherAnswer<'a> {
    type Owned = OtherAnswer<'static>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = reader.offset();
        let (mut response, mut members) = (None, Extra::EMPTY);
        reader.object(|reader, name| {
            if name == "response" && response.is_none() {
                response = Some(Member::read(reader)?);
            } else {
                let value = reader.unknown()?;
                members.keep(name.clone(), value);
            }
            Ok(())
        })?;
        let missing = || DecodeError::new(DecodeErrorKind::Missing("response"), start);
        Ok(Self { response: response.ok_or_else(missing)?, members })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.object(|writer| {
            writer.name("response");
            self.response.write(writer);
            self.members.write(writer);
        });
    }

    fn into_owned(self) -> Self::Owned {
        OtherAnswer { response: self.response, members: self.members.into_owned() }
    }

    fn redact(&mut self) {
        self.members.redact();
    }

    fn unknown_members(&self) -> usize {
        self.members.len()
    }
}
