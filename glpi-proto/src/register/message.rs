//! The messages of REGISTER.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::body::Body;
use crate::compression::Compression;
use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Snippet};
use crate::expiration::Expiration;
use crate::json::Value;
use crate::limits::Limits;
use crate::members::Members;
use crate::message::{Answer, OtherRequest, Status, token};
use crate::payload::{Format, Payload};
use crate::register::block::Block;
use crate::scalar::Loose;

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

/// A server's or proxy's answer to either request (GLPI-R11).
///
/// # Wire
/// | member | | |
/// |---|---|---|
/// | `status` | `registered`, `error`, `pending` | |
/// | `message` | text, optional | for the log |
/// | `needs` | text, optional | with `pending`, see [`Needs`] |
/// | `expiration` | see [`Expiration`] | what it means depends on the status |
/// | `challenge` | UUID, optional | with `pending` and `token-validation`; with `registered` after a proof |
/// | `crypto` | UUID, optional | with `registered` after a proof: the key, sealed |
///
/// ```
/// use glpi_proto::register::{Needs, RegisterAnswer};
/// use glpi_proto::{Compression, Expiration, Limits, Unit};
/// let answer = RegisterAnswer::pending(Needs::ManualValidation, Expiration::new(4, Unit::Hours));
/// let body = answer.encode(Compression::Plain)?;
/// assert_eq!(body.bytes(), r#"{"status":"pending","needs":"manual-validation","expiration":"4h"}"#);
/// assert_eq!(RegisterAnswer::decode(&body.open(&Limits::DEFAULT)?)?, answer);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterAnswer {
    /// How it went.
    pub status: Status,
    /// A reason or remark for the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What has to happen before the agent is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Needs>,
    /// How long the status holds. The specification wants it always; one that
    /// cannot be read is in `extra`, as with all answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<Expiration>,
    /// What the agent is to answer, or the server's own proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Block>,
    /// The key for messages to come, sealed with the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crypto: Option<Block>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// What a pending registration waits for (GLPI-R12).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Needs {
    /// `token-validation`: the agent's answer to the challenge.
    TokenValidation,
    /// `manual-validation`: somebody has to allow the agent.
    ManualValidation,
    /// `server-validation`: the proxy has no answer from its server yet. Servers
    /// do not use it.
    ServerValidation,
    /// Any other text.
    Other(String),
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

    pub(super) fn proof(challenge: Reply) -> Self {
        Self::Proof(Proof {
            challenge,
            extra: Members::default(),
        })
    }

    /// Reads a request whose `action` is `register`.
    ///
    /// # Errors
    /// If it is no JSON object, has another action, or a described member is
    /// missing or of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        Self::take(Value::of(payload.text(), &payload.limits)?)
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
            let challenge = challenge
                .parse()
                .map_or_else(|_| Reply::Failure(challenge), Reply::Block);
            return Ok(Self::Proof(Proof {
                challenge,
                extra: object.rest(),
            }));
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

impl RegisterAnswer {
    /// An answer with this status and expiration and nothing else.
    #[must_use]
    pub fn new(status: Status, expiration: Expiration) -> Self {
        Self {
            status,
            message: None,
            needs: None,
            expiration: Some(expiration),
            challenge: None,
            crypto: None,
            extra: Members::default(),
        }
    }

    /// `registered`, without any proof.
    #[must_use]
    pub fn registered(expiration: Expiration) -> Self {
        Self::new(Status::Registered, expiration)
    }

    /// `pending`: the agent is to send the same request again after that time.
    #[must_use]
    pub fn pending(needs: Needs, expiration: Expiration) -> Self {
        Self {
            needs: Some(needs),
            ..Self::new(Status::Pending, expiration)
        }
    }

    /// `pending`, with a challenge that lives for that time.
    #[must_use]
    pub fn challenge(challenge: Block, expiration: Expiration) -> Self {
        Self {
            challenge: Some(challenge),
            ..Self::pending(Needs::TokenValidation, expiration)
        }
    }

    /// `error`: the agent is to be silent for that time.
    #[must_use]
    pub fn error(message: &str, expiration: Expiration) -> Self {
        Self {
            message: Some(message.to_owned()),
            ..Self::new(Status::Error, expiration)
        }
    }

    /// The one answer to every proof that does not hold.
    #[must_use]
    pub fn challenge_failed(expiration: Expiration) -> Self {
        Self::error(token::CHALLENGE_FAILED, expiration)
    }

    /// The challenge that the agent is to answer, if this is one. `needs` may be
    /// absent (GLPI-R12).
    #[must_use]
    pub fn asked(&self) -> Option<Block> {
        let token = matches!(self.needs, None | Some(Needs::TokenValidation));
        self.challenge.filter(|_| token && self.status == Status::Pending)
    }

    /// The HTTP status that goes with it: 403 for an error, else 200.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        if self.status == Status::Error { 403 } else { 200 }
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// If it is no JSON object, has no `status`, or a described member is of
    /// another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        Self::take(Value::of(payload.text(), &payload.limits)?)
    }

    fn take(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let needs = object.optional("needs", Value::string)?.map(Needs::from);
        let challenge = object.optional("challenge", block)?;
        let crypto = object.optional("crypto", block)?;
        let common = Answer::take(object)?;
        let status = common
            .status
            .ok_or_else(|| DecodeError::new(DecodeErrorKind::Missing("status"), value.offset()))?;
        let (message, expiration, extra) = (common.message, common.expiration, common.extra);
        Ok(Self {
            status,
            message,
            needs,
            expiration,
            challenge,
            crypto,
            extra,
        })
    }

    /// The body of an answer with this content.
    ///
    /// # Errors
    /// If this build cannot write that compression.
    pub fn encode(&self, compression: Compression) -> Result<Body, EncodeError> {
        encode(self, compression)
    }
}

fn block(value: Value<'_>) -> Result<Block, DecodeError> {
    value.string()?.parse().map_err(|_| value.unexpected("a UUID"))
}

fn encode(message: &impl Serialize, compression: Compression) -> Result<Body, EncodeError> {
    let text = serde_json::to_string(message).map_err(|_| EncodeError::Json)?;
    Body::compress(&text, Format::Json, compression)
}

/// For a server that has read the request without knowing what it is. Offsets
/// of errors count from the request as this crate would write it.
impl TryFrom<&OtherRequest> for RegisterRequest {
    type Error = DecodeError;

    fn try_from(request: &OtherRequest) -> Result<Self, DecodeError> {
        let text = json(request)?;
        Self::take(Value::of(&text, &Limits::DEFAULT)?)
    }
}

/// For an agent that has read the answer without knowing to what. Offsets of
/// errors count from the answer as this crate would write it.
impl TryFrom<&Answer> for RegisterAnswer {
    type Error = DecodeError;

    fn try_from(answer: &Answer) -> Result<Self, DecodeError> {
        let text = json(answer)?;
        Self::take(Value::of(&text, &Limits::DEFAULT)?)
    }
}

fn json(message: &impl Serialize) -> Result<String, DecodeError> {
    let kind = |_| DecodeErrorKind::UnknownMessage(Snippet::of(b"no JSON"));
    serde_json::to_string(message).map_err(|error| DecodeError::new(kind(error), 0))
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
            Self::Hello(request) => Tagged {
                action: ACTION,
                request,
            }
            .serialize(serializer),
            Self::Proof(request) => Tagged {
                action: ACTION,
                request,
            }
            .serialize(serializer),
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

impl Needs {
    /// The text as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::TokenValidation => "token-validation",
            Self::ManualValidation => "manual-validation",
            Self::ServerValidation => "server-validation",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Needs {
    fn from(text: String) -> Self {
        let known = [
            Self::TokenValidation,
            Self::ManualValidation,
            Self::ServerValidation,
        ];
        known
            .into_iter()
            .find(|needs| needs.as_str() == text)
            .unwrap_or(Self::Other(text))
    }
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Needs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(json: &str) -> Result<RegisterRequest, DecodeError> {
        RegisterRequest::decode(&Payload::of_text(json, &Limits::DEFAULT).unwrap())
    }

    fn answer(json: &str) -> Result<RegisterAnswer, DecodeError> {
        RegisterAnswer::decode(&Payload::of_text(json, &Limits::DEFAULT).unwrap())
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
            assert_eq!(
                request(json).unwrap().encode(Compression::Plain).unwrap().bytes(),
                json
            );
        }
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_named() {
        for (json, words) in [
            (
                r#"{"action":"contact"}"#,
                "action: unknown message: \"contact\" at byte 10",
            ),
            (r#"{"deviceid":"x"}"#, "no member \"action\" at byte 0"),
            (
                r#"{"action":"register","deviceid":"x"}"#,
                "no member \"port\" at byte 0",
            ),
            (
                r#"{"action":"register","challenge":1}"#,
                "challenge: expected a text, found \"1\" at byte 33",
            ),
            (
                r#"{"action":"register","deviceid":"x","port":65536}"#,
                "port: expected a port number, found \"65536\" at byte 43",
            ),
        ] {
            assert_eq!(request(json).unwrap_err().to_string(), words);
        }
        assert_eq!(
            answer(r#"{"expiration":1}"#).unwrap_err().to_string(),
            "no member \"status\" at byte 0"
        );
        let error = answer(r#"{"status":"pending","challenge":"failure"}"#).unwrap_err();
        assert_eq!(
            error.to_string(),
            r#"challenge: expected a UUID, found "\"failure\"" at byte 32"#
        );
    }

    // GLPI-R11, GLPI-R12, GLPI-R14
    #[test]
    fn answers_are_read_and_written_alike() {
        for json in [
            r#"{"status":"registered","expiration":"30d"}"#,
            r#"{"status":"error","message":"forbidden","expiration":"4h"}"#,
            r#"{"status":"pending","needs":"token-validation","expiration":"1m","challenge":"ffffffff-0000-0000-0000-00000000000a"}"#,
            r#"{"status":"pending","needs":"coffee","expiration":24}"#,
            r#"{"status":"registered","expiration":"30d","challenge":"ffffffff-0000-0000-0000-00000000000a","crypto":"ffffffff-0000-0000-0000-00000000000b","colour":"red"}"#,
            r#"{"status":"maybe"}"#,
        ] {
            assert_eq!(
                answer(json).unwrap().encode(Compression::Plain).unwrap().bytes(),
                json
            );
        }
    }

    // GLPI-R12
    #[test]
    fn a_challenge_is_asked_for_with_or_without_needs() {
        let block = r#""challenge":"ffffffff-0000-0000-0000-00000000000a""#;
        let asked = |head: &str| answer(&format!("{{{head},{block}}}")).unwrap().asked().is_some();
        assert!(asked(r#""status":"pending""#));
        assert!(asked(r#""status":"pending","needs":"token-validation""#));
        assert!(!asked(r#""status":"pending","needs":"manual-validation""#));
        assert!(!asked(r#""status":"registered""#));
    }

    #[test]
    fn untyped_messages_become_typed_ones() {
        let json = r#"{"action":"register","challenge":"failure","x":1}"#;
        let payload = Payload::of_text(json, &Limits::DEFAULT).unwrap();
        let Ok(crate::Request::Other(other)) = crate::Request::decode(&payload) else {
            panic!("another request")
        };
        assert_eq!(RegisterRequest::try_from(&other).unwrap(), request(json).unwrap());
        let json = r#"{"status":"pending","expiration":"1m","challenge":"ffffffff-0000-0000-0000-00000000000a","x":1}"#;
        let untyped = Answer::decode(&Payload::of_text(json, &Limits::DEFAULT).unwrap()).unwrap();
        assert_eq!(RegisterAnswer::try_from(&untyped).unwrap(), answer(json).unwrap());
    }
}
