//! What an agent sends.

use serde::{Serialize, Serializer};

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Snippet};
use crate::json::Value;
use crate::json::members::Members;
use crate::json::scalar::Loose;
use crate::limits::Limits;
use crate::message::OtherRequest;
use crate::register::block::Block;
use crate::register::message::{encode, json};
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::payload::Payload;

/// What an agent sends to register.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hello {
    /// The agent's name for itself.
    #[serde(rename = "deviceid")]
    pub device_id: String,
    /// The TCP port where the agent can be reached; 0 if it cannot.
    pub port: Loose<u16>,
    /// The program's name.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// A word of the administrator's; servers may give each tag its token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// An agent's answer to a challenge, or that it has none (GLPI-R13).
///
/// # Wire
/// | member | |
/// |---|---|
/// | `action` | `register` |
/// | `challenge` | a UUID, or any other text for a failure |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The answer.
    pub challenge: Reply,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// What an agent answers to a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A block that only the holder of the token can make.
    Block(Block),
    /// The agent could not answer, or did not believe the server. The
    /// specification asks for a text "like" `failure`, so any is read.
    Failure(String),
}

const ACTION: &str = "register";

impl Hello {
    /// The first message of an agent that cannot be reached.
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

    /// The same with the port where the agent can be reached.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = port.into();
        self
    }

    /// The same with a tag; an empty one is none.
    #[must_use]
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.tag = (!tag.is_empty()).then(|| tag.to_owned());
        self
    }
}

impl RegisterRequest {
    /// The answer to a challenge that the agent cannot or will not give.
    #[must_use]
    pub fn failure() -> Self {
        Self::proof(Reply::Failure("failure".to_owned()))
    }

    pub(in crate::register) fn proof(challenge: Reply) -> Self {
        Self::Proof(Proof { challenge, extra: Members::default() })
    }

    /// Reads a request whose `action` is `register`.
    ///
    /// # Errors
    /// If it is no JSON object, has another action, or a described member is
    /// missing or of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        Self::take(Value::of(payload.text(), &payload.limits))
    }

    fn take(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let offset = object.peek("action").unwrap_or(value).offset();
        let action = object.required("action", Value::string)?;
        if action != ACTION {
            let kind = DecodeErrorKind::UnknownMessage(Snippet::of(action.as_bytes()));
            return Err(DecodeError::new(kind, offset).in_member("action"));
        }
        if let Some(challenge) = object.optional("challenge", Value::string)? {
            let challenge = challenge.parse().map_or_else(|_| Reply::Failure(challenge), Reply::Block);
            return Ok(Self::Proof(Proof { challenge, extra: object.rest() }));
        }
        Ok(Self::Hello(Hello {
            device_id: object.required("deviceid", Value::string)?,
            port: object.required("port", |value| Loose::read(value, "a port number"))?,
            name: object.required("name", Value::string)?,
            version: object.required("version", Value::string)?,
            tag: object.optional("tag", Value::string)?,
            extra: object.rest(),
        }))
    }

    /// The body of a request with this content.
    ///
    /// # Errors
    /// If this build cannot write that compression.
    pub fn encode(&self, compression: Compression) -> Result<Body, EncodeError> {
        encode(self, compression)
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        match self {
            Self::Hello(hello) => hello.extra.len(),
            Self::Proof(proof) => proof.extra.len(),
        }
    }
}

/// For a server that has read the request without knowing what it is. Offsets
/// of errors count from the request as this crate would write it.
impl TryFrom<&OtherRequest> for RegisterRequest {
    type Error = DecodeError;

    fn try_from(request: &OtherRequest) -> Result<Self, DecodeError> {
        let text = json(request)?;
        Self::take(Value::of(&text, &Limits::DEFAULT))
    }
}

impl From<Hello> for RegisterRequest {
    fn from(hello: Hello) -> Self {
        Self::Hello(hello)
    }
}

impl Serialize for RegisterRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Tagged<'r, T> {
            action: &'static str,
            #[serde(flatten)]
            request: &'r T,
        }
        match self {
            Self::Hello(request) => Tagged { action: ACTION, request }.serialize(serializer),
            Self::Proof(request) => Tagged { action: ACTION, request }.serialize(serializer),
        }
    }
}

impl Serialize for Reply {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Block(block) => block.serialize(serializer),
            Self::Failure(text) => serializer.serialize_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(json: &str) -> Result<RegisterRequest, DecodeError> {
        RegisterRequest::decode(&Payload::of_text(json, &Limits::DEFAULT).unwrap())
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
            assert_eq!(request(json).unwrap().encode(Compression::Plain).unwrap().bytes(), json);
        }
    }
}
