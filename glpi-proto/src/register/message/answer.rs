//! What a server or proxy answers.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::expiration::Expiration;
use crate::json::Value;
use crate::json::members::Members;
use crate::limits::Limits;
use crate::message::{Answer, Status, token};
use crate::register::block::Block;
use crate::register::message::{encode, json};
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::payload::Payload;

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
        Self { needs: Some(needs), ..Self::new(Status::Pending, expiration) }
    }

    /// `pending`, with a challenge that lives for that time.
    #[must_use]
    pub fn challenge(challenge: Block, expiration: Expiration) -> Self {
        Self { challenge: Some(challenge), ..Self::pending(Needs::TokenValidation, expiration) }
    }

    /// `error`: the agent is to be silent for that time.
    #[must_use]
    pub fn error(message: &str, expiration: Expiration) -> Self {
        Self { message: Some(message.to_owned()), ..Self::new(Status::Error, expiration) }
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
        Self::take(Value::of(payload.text(), &payload.limits))
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
        Ok(Self { status, message, needs, expiration, challenge, crypto, extra })
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

/// For an agent that has read the answer without knowing to what. Offsets of
/// errors count from the answer as this crate would write it.
impl TryFrom<&Answer> for RegisterAnswer {
    type Error = DecodeError;

    fn try_from(answer: &Answer) -> Result<Self, DecodeError> {
        let text = json(answer)?;
        Self::take(Value::of(&text, &Limits::DEFAULT))
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
        let known = [Self::TokenValidation, Self::ManualValidation, Self::ServerValidation];
        known.into_iter().find(|needs| needs.as_str() == text).unwrap_or(Self::Other(text))
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

    fn answer(json: &str) -> Result<RegisterAnswer, DecodeError> {
        RegisterAnswer::decode(&Payload::of_text(json, &Limits::DEFAULT).unwrap())
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
            assert_eq!(answer(json).unwrap().encode(Compression::Plain).unwrap().bytes(), json);
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
}
