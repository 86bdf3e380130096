//! The answer of a server or proxy.

use crate::error::DecodeError;
use crate::expiration::Expiration;
use crate::json::{Members, object, text_enum};
use crate::limits::Limits;
use crate::message::{Answer, Message, Status, json_messages, token};
use crate::register::block::Block;
use crate::register::message::payload;

object! {
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
    /// use glpi_proto::{Compression, Expiration, Limits, Message, Unit};
    /// let answer = RegisterAnswer::pending(Needs::ManualValidation, Expiration::new(4, Unit::Hours));
    /// let body = answer.to_body(Compression::Plain)?;
    /// assert_eq!(body.bytes(), r#"{"status":"pending","needs":"manual-validation","expiration":"4h"}"#);
    /// assert_eq!(RegisterAnswer::decode(&body.open(&Limits::DEFAULT)?, &Limits::DEFAULT)?, answer);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct RegisterAnswer {
        /// The status of the registration.
        status: Status = "status" filled,
        /// A reason or remark for the log.
        message: Option<String> = "message",
        /// The condition of the registration.
        needs: Option<Needs> = "needs",
        /// The time for which the status holds. The specification wants it always; one that
        /// cannot be read is kept with the other members, as in all answers.
        expiration: Option<Expiration> = "expiration" lenient,
        /// The challenge for the agent, or the server's own proof.
        challenge: Option<Block> = "challenge",
        /// The key for messages to come, sealed with the token.
        crypto: Option<Block> = "crypto",
        ..extra
    }
}

text_enum! {
    /// The condition of a pending registration (GLPI-R12).
    pub enum Needs {
        /// `token-validation`: the agent's answer to the challenge.
        TokenValidation = "token-validation",
        /// `manual-validation`: an administrator has to allow the agent.
        ManualValidation = "manual-validation",
        /// `server-validation`: the proxy has no answer from its server yet. Servers do not
        /// use it.
        ServerValidation = "server-validation",
    }
}

json_messages!(RegisterAnswer);

impl RegisterAnswer {
    /// Creates an answer with this status and expiration and nothing else.
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

    /// Creates the answer `registered` without any proof.
    #[must_use]
    pub fn registered(expiration: Expiration) -> Self {
        Self::new(Status::Registered, expiration)
    }

    /// Creates the answer `pending`: the agent is to send the same request again after that time.
    #[must_use]
    pub fn pending(needs: Needs, expiration: Expiration) -> Self {
        Self { needs: Some(needs), ..Self::new(Status::Pending, expiration) }
    }

    /// Creates the answer `pending` with a challenge that lives for that time.
    #[must_use]
    pub fn challenge(challenge: Block, expiration: Expiration) -> Self {
        Self { challenge: Some(challenge), ..Self::pending(Needs::TokenValidation, expiration) }
    }

    /// Creates the answer `error`: the agent is to be silent for that time.
    #[must_use]
    pub fn error(message: &str, expiration: Expiration) -> Self {
        Self { message: Some(message.to_owned()), ..Self::new(Status::Error, expiration) }
    }

    /// Creates the one answer to every proof that does not hold.
    #[must_use]
    pub fn challenge_failed(expiration: Expiration) -> Self {
        Self::error(token::CHALLENGE_FAILED, expiration)
    }

    /// Returns the challenge that the agent is to answer, if this is one. `needs` may be
    /// absent (GLPI-R12).
    #[must_use]
    pub fn asked(&self) -> Option<Block> {
        let token = matches!(self.needs, None | Some(Needs::TokenValidation));
        self.challenge.filter(|_| token && self.status == Status::Pending)
    }

    /// Returns the HTTP status that goes with it: 403 for an error, else 200.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        if self.status == Status::Error { 403 } else { 200 }
    }
}

/// For an agent that has decoded the answer without knowing to what. Offsets of errors count
/// from the answer as this crate writes it.
impl TryFrom<&Answer> for RegisterAnswer {
    type Error = DecodeError;

    fn try_from(answer: &Answer) -> Result<Self, DecodeError> {
        Self::decode(&payload(answer)?, &Limits::DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::compression::Compression;
    use crate::transport::payload::Payload;

    fn answer(json: &str) -> Result<RegisterAnswer, DecodeError> {
        RegisterAnswer::decode(&Payload::from_text(json, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT)
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
            assert_eq!(answer(json).unwrap().to_body(Compression::Plain).unwrap().bytes(), json);
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
