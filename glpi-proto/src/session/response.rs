//! The answer to a peer that broke a rule.

use crate::error::{DecodeErrorKind, SessionError};
use crate::message::{Answer, token};

impl SessionError {
    /// Returns what may be told to the peer. `None` for what is wrong with an answer: the
    /// protocol has no message that replies to one.
    ///
    /// ```
    /// use glpi_proto::{Answer, Limits, Message, Payload, SessionError, token};
    /// let payload = Payload::from_text("{", &Limits::DEFAULT)?;
    /// let error = Answer::decode(&payload, &Limits::DEFAULT).map_err(SessionError::from).unwrap_err();
    /// assert_eq!(error.response(), Some(Answer::error(token::MALFORMED_JSON)));
    /// assert_eq!(SessionError::OutOfTurn.response(), None);
    /// # Ok::<(), glpi_proto::DecodeError>(())
    /// ```
    #[must_use]
    pub fn response(&self) -> Option<Answer> {
        let token = match self {
            Self::Encrypted => token::FORBIDDEN,
            Self::Decode(error) if error.is_misfit() => token::BAD_FORMAT,
            Self::Decode(error) => match error.kind() {
                DecodeErrorKind::Unavailable(_) => token::UNSUPPORTED_CONTENT_TYPE,
                DecodeErrorKind::UnknownMessage(_) | DecodeErrorKind::DuplicateMember(_) => token::BAD_FORMAT,
                _ => token::MALFORMED_JSON,
            },
            _ => return None,
        };
        Some(Answer::error(token))
    }
}
