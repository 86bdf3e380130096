//! The request of an agent.

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Snippet};
use crate::json::{Json, Members, NumberOrText, Reader, object, text};
use crate::limits::Limits;
use crate::message::{Message, OtherRequest, Request};
use crate::register::block::Block;
use crate::register::message::payload;
use crate::transport::format::Format;
use crate::transport::payload::Payload;

/// A request to register.
///
/// # Wire
/// `action` is `register`; with a `challenge` it is a [`Proof`], without one a
/// [`Hello`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterRequest {
    /// The first message.
    Hello(Hello),
    /// The answer to a challenge.
    Proof(Proof),
}

object! {
    /// An agent's first message (GLPI-R10).
    ///
    /// # Wire
    /// | member | | |
    /// |---|---|---|
    /// | `action` | `register` | |
    /// | `deviceid` | text | the agent's name for itself |
    /// | `port` | number; text is read too | where the agent can be reached, 0 if it cannot |
    /// | `name`, `version` | text | the program |
    /// | `tag` | text, optional | |
    pub struct Hello tagged "action": "register" {
        /// The agent's name for itself.
        device_id: String = "deviceid",
        /// The TCP port where the agent can be reached; 0 if it cannot.
        port: NumberOrText<u16> = "port",
        /// The program's name.
        name: String = "name",
        /// The program's version.
        version: String = "version",
        /// A word of the administrator's; servers may give each tag its token.
        tag: Option<String> = "tag",
        ..extra
    }
}

object! {
    /// An agent's answer to a challenge, or the word that it has no answer (GLPI-R13).
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `action` | `register` |
    /// | `challenge` | a UUID, or any other text for a failure |
    pub struct Proof tagged "action": "register" {
        /// The answer.
        challenge: Reply = "challenge",
        ..extra
    }
}

/// The answer of an agent to a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A block that only the holder of the token can make.
    Block(Block),
    /// The agent could not answer, or did not believe the server. The
    /// specification asks for a text "like" `failure`, so any is read.
    Failure(String),
}

impl Hello {
    /// Creates the first message of an agent that cannot be reached.
    #[must_use]
    pub fn new(device_id: &str, name: &str, version: &str) -> Self {
        Self {
            device_id: device_id.to_owned(),
            port: 0.into(),
            name: name.to_owned(),
            version: version.to_owned(),
            tag: None,
            extra: Members::default(),
        }
    }

    /// Sets the port where the agent can be reached.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = port.into();
        self
    }

    /// Sets the tag; an empty one is as good as absent.
    #[must_use]
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.tag = (!tag.is_empty()).then(|| tag.to_owned());
        self
    }
}

impl RegisterRequest {
    /// Creates the answer to a challenge that the agent cannot or will not give.
    #[must_use]
    pub fn failure() -> Self {
        Self::proof(Reply::Failure("failure".to_owned()))
    }

    pub(in crate::register) fn proof(challenge: Reply) -> Self {
        Self::Proof(Proof { challenge, extra: Members::default() })
    }
}

impl<'a> Message<'a> for RegisterRequest {
    fn decode(payload: &'a Payload<'_>, limits: &Limits) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(payload.text(), limits);
        check_action(&mut reader)?;
        let is_proof = reader.member("challenge")?.is_some_and(|mut challenge| !challenge.null());
        let request = match is_proof {
            true => Proof::read(&mut reader).map(Self::Proof),
            false => Hello::read(&mut reader).map(Self::Hello),
        }?;
        reader.finish()?;
        Ok(request)
    }

    fn encode(&self, text: &mut Vec<u8>) -> Result<Format, EncodeError> {
        match self {
            Self::Hello(hello) => hello.write(text),
            Self::Proof(proof) => proof.write(text),
        }
        Ok(Format::Json)
    }

    fn unknown_members(&self) -> usize {
        match self {
            Self::Hello(hello) => hello.unknown(),
            Self::Proof(proof) => proof.unknown(),
        }
    }
}

/// Returns an error if the action is not `register`.
fn check_action(reader: &mut Reader<'_, '_>) -> Result<(), DecodeError> {
    let start = reader.offset();
    let value = reader.member("action")?.filter(|value| !value.clone().null());
    let mut value = value.ok_or_else(|| DecodeError::new(DecodeErrorKind::Missing("action"), start))?;
    let offset = value.offset();
    let action = value.text().map_err(|error| error.in_member("action"))?;
    if action == "register" {
        return Ok(());
    }
    let kind = DecodeErrorKind::UnknownMessage(Snippet::new(action.as_bytes()));
    Err(DecodeError::new(kind, offset).in_member("action"))
}

/// For a server that has decoded the request without knowing what it is. Offsets of errors
/// count from the request as this crate writes it.
impl TryFrom<&OtherRequest> for RegisterRequest {
    type Error = DecodeError;

    fn try_from(request: &OtherRequest) -> Result<Self, DecodeError> {
        Self::decode(&payload(&Request::Other(request.clone()))?, &Limits::DEFAULT)
    }
}

impl From<Hello> for RegisterRequest {
    fn from(hello: Hello) -> Self {
        Self::Hello(hello)
    }
}

#[cfg(feature = "arbitrary")]
impl arbitrary::Arbitrary<'_> for RegisterRequest {
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        if u.ratio(1, 2)? { u.arbitrary().map(Self::Hello) } else { u.arbitrary().map(Self::Proof) }
    }
}

impl<'a> Json<'a> for Reply {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        reader.text().map(|text| text.parse().map_or_else(|_| Self::Failure(text.into()), Self::Block))
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Block(block) => block.write(out),
            Self::Failure(failure) => text(failure, out),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        // Shorter than a block.
        if u.ratio(1, 2)? { u.arbitrary().map(Self::Block) } else { Json::arbitrary(u).map(Self::Failure) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::compression::Compression;

    fn request(json: &str) -> Result<RegisterRequest, DecodeError> {
        RegisterRequest::decode(&Payload::from_text(json, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT)
    }

    // GLPI-R10, GLPI-R13, GLPI-R14
    #[test]
    fn requests_are_read_and_written_alike() {
        for json in [
            r#"{"action":"register","deviceid":"pc-7","port":62354,"name":"example","version":"2.1","tag":"lab"}"#,
            r#"{"action":"register","deviceid":"pc-7","port":"62354","name":"example","version":"2.1","x":[1.50]}"#,
            r#"{"action":"register","challenge":"0c1d2e3f-0000-1111-2222-333344445555","x":1}"#,
            r#"{"action":"register","challenge":"failure"}"#,
            r#"{"action":"register","challenge":"Failure: no token"}"#,
        ] {
            assert_eq!(request(json).unwrap().to_body(Compression::Plain).unwrap().bytes(), json);
        }
    }
}
