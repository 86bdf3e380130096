//! What all answers in JSON share.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::compat::Compat;
use crate::error::{DecodeError, EncodeError};
use crate::expiration::Expiration;
use crate::json::members::Members;
use crate::json::{Object, Value};
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::format::Format;
use crate::transport::payload::Payload;

/// The common answer: a status, a message for the log, how long it holds, and
/// whatever the answers to one action add (GLPI-040).
///
/// An answer does not say to what it answers. So it is read as this first, and
/// what it adds is in [`extra`](Self::extra) until the asker, who knows, has it
/// read as [`ContactAnswer`](crate::ContactAnswer) and the like.
///
/// # Wire
/// | member | |
/// |---|---|
/// | `status` | `ok`, `error`, `pending`, `registered`; missing in some real answers |
/// | `message` | text; several are joined with `;` by servers |
/// | `expiration` | see [`Expiration`] |
///
/// ```
/// use glpi_proto::{Answer, Compression, Expiration, Limits, Status, token};
/// let busy = Answer::error(token::BUSY_SERVER).with_expiration(Expiration::from_hours(1));
/// let body = busy.encode(Compression::Plain)?;
/// assert_eq!(body.bytes(), r#"{"status":"error","message":"busy server","expiration":1}"#);
/// let answer = Answer::decode(&body.open(&Limits::DEFAULT)?)?;
/// assert_eq!(answer.status, Some(Status::Error));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Answer {
    /// How it went; agents take an answer without it for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// A reason or remark for the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// How long the receiver is to wait, whatever that means for the action.
    /// One that cannot be read is in `extra`, as real agents ignore it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<Expiration>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// How a request went.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// `ok`
    Ok,
    /// `error`
    Error,
    /// `pending`: ask again, see [`Exchange`](crate::Exchange)
    Pending,
    /// `registered`, in answers to REGISTER
    Registered,
    /// Any other text. To agents the answer is a valid one, but none to a CONTACT.
    Other(String),
}

/// The error tokens that the specification gives a meaning. No known program
/// uses one of them: what real ones say is free text, so a `message` is never
/// more than a hint.
pub mod token {
    /// The request is no JSON.
    pub const MALFORMED_JSON: &str = "malformed json";
    /// The agent may not do this.
    pub const FORBIDDEN: &str = "forbidden";
    /// The server does not read that content type.
    pub const UNSUPPORTED_CONTENT_TYPE: &str = "unsupported content-type";
    /// The server has no time: keep the inventory and send it again later.
    pub const BUSY_SERVER: &str = "busy server";
    /// The inventory does not follow its format.
    pub const BAD_FORMAT: &str = "bad-format";
    /// The answer to the challenge is wrong.
    pub const CHALLENGE_FAILED: &str = "challenge failed";
    /// The message has passed this proxy before.
    pub const PROXY_LOOP_DETECTED: &str = "proxy-loop-detected";
    /// The message has passed too many proxies.
    pub const TOO_MANY_PROXY: &str = "too-many-proxy";
}

impl Answer {
    /// An answer with this status and nothing else.
    #[must_use]
    pub fn new(status: Status) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// `ok`
    #[must_use]
    pub fn ok() -> Self {
        Self::new(Status::Ok)
    }

    /// `error`, with a reason: one of the [`token`]s or any text.
    #[must_use]
    pub fn error(message: &str) -> Self {
        Self::new(Status::Error).with_message(message)
    }

    /// `pending`: the receiver is to ask again after that time.
    #[must_use]
    pub fn pending(expiration: Expiration) -> Self {
        Self::new(Status::Pending).with_expiration(expiration)
    }

    /// The same with a message.
    #[must_use]
    pub fn with_message(mut self, message: &str) -> Self {
        self.message = Some(message.to_owned());
        self
    }

    /// The same with an expiration.
    #[must_use]
    pub fn with_expiration(mut self, expiration: Expiration) -> Self {
        self.expiration = Some(expiration);
        self
    }

    /// Whether the server could not take the message for lack of time, so that
    /// it is to be sent again.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.status == Some(Status::Error) && self.message.as_deref() == Some(token::BUSY_SERVER)
    }

    /// Reads an answer in JSON. `[]`, which PHP writes for an object without
    /// members, is an answer without members.
    ///
    /// # Errors
    /// If it is no JSON object, or one of the common members is of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        Self::take(Value::of(payload.text(), &payload.limits).object_or_empty_list()?)
    }

    /// How many members nobody has described. One that is described but written in
    /// a way that real agents ignore does not count.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let described = ["expiration", "tasks", "disabled"];
        self.extra.iter().filter(|(name, _)| !described.contains(name)).count()
    }

    pub(crate) fn take(mut object: Object<'_>) -> Result<Self, DecodeError> {
        let status = object.optional("status", Value::string)?.filter(|status| !status.is_empty());
        let message = object.optional("message", Value::string)?;
        // GLPI-023: what cannot be read is no information to real agents.
        let written =
            object.peek("expiration").map(|value| Expiration::from_json(value.json(), Compat::Real));
        let expiration = written.and_then(Result::ok);
        if expiration.is_some() {
            object.take("expiration");
        }
        Ok(Self { status: status.map(Status::from), message, expiration, extra: object.rest() })
    }
}

/// Gives a message that serde writes its `encode`.
macro_rules! written_as_json {
    ($message:ty) => {
        impl $message {
            /// The body of a message with this content.
            ///
            /// # Errors
            /// If this build cannot write that compression.
            pub fn encode(
                &self,
                compression: $crate::Compression,
            ) -> Result<$crate::Body, $crate::EncodeError> {
                $crate::message::encode_json(self, compression)
            }
        }
    };
}
pub(crate) use written_as_json;

written_as_json!(Answer);

/// The body that holds a value as JSON.
pub(crate) fn encode_json(value: &impl Serialize, compression: Compression) -> Result<Body, EncodeError> {
    let mut json = Vec::new();
    write_json(value, &mut json)?;
    Body::compress_bytes(json, Format::Json, compression)
}

/// Appends a value as JSON.
pub(crate) fn write_json(value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    serde_json::to_writer(out, value).map_err(|_| EncodeError::Json)
}

impl Status {
    /// The status as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Pending => "pending",
            Self::Registered => "registered",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        match text.as_str() {
            "ok" => Self::Ok,
            "error" => Self::Error,
            "pending" => Self::Pending,
            "registered" => Self::Registered,
            _ => Self::Other(text),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn read(json: &str) -> Result<Answer, DecodeError> {
        Answer::decode(&Payload::of_text(json, &Limits::DEFAULT).unwrap())
    }

    // GLPI-040
    #[test]
    fn unknown_members_are_kept_and_written_again() {
        let json = r#"{"status":"ok","expiration":"24","colour":{"r":1.50},"0":[]}"#;
        let answer = read(json).unwrap();
        assert_eq!(answer.extra.json("colour"), Some(r#"{"r":1.50}"#));
        assert_eq!(answer.encode(Compression::Plain).unwrap().bytes(), json);
    }

    #[test]
    fn an_answer_may_be_empty_in_two_forms() {
        assert_eq!(read("{}").unwrap(), Answer::default());
        assert_eq!(read("[]").unwrap(), Answer::default());
        assert!(read("[1]").is_err());
    }

    // GLPI-023
    #[test]
    fn an_expiration_that_cannot_be_read_is_kept_but_no_expiration() {
        let answer = read(r#"{"status":"ok","expiration":"1w"}"#).unwrap();
        assert_eq!(answer.expiration, None);
        assert_eq!(answer.extra.json("expiration"), Some(r#""1w""#));
    }

    #[test]
    fn a_wrong_type_is_named_with_its_place() {
        let error = read(r#"{"message":"x", "status": 12}"#).unwrap_err();
        assert_eq!(error.to_string(), "status: expected a text, found \"12\" at byte 26");
        let error = read("{\"a\":1,\n\"a\":2}").unwrap_err();
        assert_eq!(error.to_string(), "member \"a\" is there twice at byte 12");
        let error = read("{\"a\":1,\n}").unwrap_err();
        assert_eq!((error.offset(), error.to_string().contains("malformed JSON")), (8, true), "{error}");
    }
}
