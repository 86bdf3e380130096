//! The members that all answers in JSON have.

use crate::expiration::Expiration;
use crate::json::{object, text_enum};
use crate::message::codec::{Message, json_messages};

object! {
    /// The common answer: a status, a message for the log, an expiration, and what the
    /// answers to one action add (GLPI-040).
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `status` | `ok`, `error`, `pending`, `registered`; missing in some real answers |
    /// | `message` | text; several are joined with `;` by servers |
    /// | `expiration` | see [`Expiration`] |
    ///
    /// ```
    /// use glpi_proto::{Answer, Compression, Expiration, Limits, Message, Status, token};
    /// let busy = Answer::error(token::BUSY_SERVER).with_expiration(Expiration::from_hours(1));
    /// let body = busy.to_body(Compression::Plain)?;
    /// assert_eq!(body.bytes(), r#"{"status":"error","message":"busy server","expiration":1}"#);
    /// let answer = Answer::decode(&body.open(&Limits::DEFAULT)?, &Limits::DEFAULT)?;
    /// assert_eq!(answer.status, Some(Status::Error));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Default)]
    pub struct Answer or [] {
        /// The status; agents do not accept an answer without one.
        status: Option<Status> = "status" filled,
        /// A reason or remark for the log.
        message: Option<String> = "message",
        /// The time that the receiver is to wait, whatever that means for the action. One
        /// that cannot be read is kept with the other members, as real agents ignore it
        /// (GLPI-023).
        expiration: Option<Expiration> = "expiration" lenient,
        ..extra except is_described
    }
}

text_enum! {
    /// The status of an answer.
    pub enum Status {
        /// `ok`
        Ok = "ok",
        /// `error`
        Error = "error",
        /// `pending`: ask again, see [`Exchange`](crate::Exchange)
        Pending = "pending",
        /// `registered`, in answers to REGISTER
        Registered = "registered",
    }
}

/// Returns true if an answer's member is described, though it may be written in a way that
/// real agents ignore, or is one of the XML jobs in JSON.
pub(crate) fn is_described(name: &str, _: &str) -> bool {
    ["status", "expiration", "tasks", "disabled"].contains(&name) || super::xml_jobs_in_json::is_number(name)
}

/// An answer to one action, with the members that all answers have.
pub trait CommonAnswer: for<'a> Message<'a> {
    /// Returns the status.
    fn status(&self) -> Option<&Status>;

    /// Returns the reason or remark.
    fn message(&self) -> Option<&str>;

    /// Returns the time that the receiver is to wait.
    fn expiration(&self) -> Option<Expiration>;

    /// Returns true if the server had no time for the message, which is to be sent again.
    fn is_busy(&self) -> bool {
        self.status() == Some(&Status::Error) && self.message() == Some(token::BUSY_SERVER)
    }
}

/// Implements [`CommonAnswer`] by the fields.
macro_rules! common_answers {
    ($($answer:ty),*) => { $(
        impl $crate::message::answer::CommonAnswer for $answer {
            fn status(&self) -> Option<&$crate::Status> {
                self.status.as_ref()
            }

            fn message(&self) -> Option<&str> {
                self.message.as_deref()
            }

            fn expiration(&self) -> Option<$crate::Expiration> {
                self.expiration
            }
        }
    )* };
}
pub(crate) use common_answers;

json_messages!(Answer);
common_answers!(Answer);

/// The error tokens that the specification gives a meaning. No known program
/// uses one of them: what real ones say is free text, so a `message` is never
/// more than a hint.
pub mod token {
    /// The request is not JSON.
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
    /// Creates an answer with this status and nothing else.
    #[must_use]
    pub fn new(status: Status) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// Creates the answer `ok`.
    #[must_use]
    pub fn ok() -> Self {
        Self::new(Status::Ok)
    }

    /// Creates the answer `error` with a reason: one of the [`token`]s or any text.
    #[must_use]
    pub fn error(message: &str) -> Self {
        Self::new(Status::Error).with_message(message)
    }

    /// Creates the answer `pending`: the receiver is to ask again after that time.
    #[must_use]
    pub fn pending(expiration: Expiration) -> Self {
        Self::new(Status::Pending).with_expiration(expiration)
    }

    /// Sets the message.
    #[must_use]
    pub fn with_message(mut self, message: &str) -> Self {
        self.message = Some(message.to_owned());
        self
    }

    /// Sets the expiration.
    #[must_use]
    pub fn with_expiration(mut self, expiration: Expiration) -> Self {
        self.expiration = Some(expiration);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::DecodeError;
    use crate::limits::Limits;
    use crate::transport::compression::Compression;
    use crate::transport::payload::Payload;

    fn read(json: &str) -> Result<Answer, DecodeError> {
        Answer::decode(&Payload::from_text(json, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT)
    }

    // GLPI-040
    #[test]
    fn unknown_members_are_kept_and_written_again() {
        let json = r#"{"status":"ok","expiration":"24","colour":{"r":1.50},"0":[]}"#;
        let answer = read(json).unwrap();
        assert_eq!(answer.extra.json("colour"), Some(r#"{"r":1.50}"#));
        assert_eq!(answer.to_body(Compression::Plain).unwrap().bytes(), json);
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
        assert_eq!(error.to_string(), "duplicate member \"a\" at byte 12");
        let error = read("{\"a\":1,\n}").unwrap_err();
        assert_eq!((error.offset(), error.to_string().contains("malformed JSON")), (8, true), "{error}");
    }
}
