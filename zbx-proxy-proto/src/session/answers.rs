//! A server's answers without session state: to unknown proxies and to undecodable
//! payloads.

use crate::error::{DecodeError, DecodeErrorKind, SessionError};
use crate::{Answer, Flags, ParseProxyNameError, Status, SyntaxError};

/// Returns the answer to data and heartbeats of an unknown proxy. Its requests for
/// configuration are not answered at all (ZBX-065).
#[must_use]
pub fn unknown_proxy(name: &str) -> Answer {
    Answer::failed(format!("proxy \"{name}\" not found"))
}

/// Returns the answer to a request with a missing or invalid proxy name.
#[must_use]
pub fn invalid_proxy_name(name: Option<&str>, error: &ParseProxyNameError) -> Answer {
    match (name, error) {
        // Real servers read names into a buffer: a longer name counts as missing.
        (None, _) | (_, ParseProxyNameError::TooLong(_)) => Answer::failed("missing name of proxy"),
        (Some(name), error) => Answer::failed(format!("invalid proxy name \"{name}\": {error}")),
    }
}

/// Returns the answer to an undecodable payload and the flags to send it with, for the
/// flags of the request's frame; `None` means to close without an answer.
///
/// The answer to text that is not JSON is uncompressed; all other answers are compressed
/// if the request was (ZBX-055, ZBX-056).
#[must_use]
pub fn answer_to(error: &DecodeError, flags: Flags) -> Option<(Answer, Flags)> {
    let asked = Flags::PLAIN.with_zlib(flags.is_zlib());
    match error.kind() {
        // Empty, or not an object.
        DecodeErrorKind::Syntax(SyntaxError::NOT_AN_OBJECT) if error.offset() == 0 => None,
        DecodeErrorKind::Syntax(SyntaxError::UNEXPECTED_END) if error.offset() == 0 => None,
        DecodeErrorKind::Syntax(syntax) => Some((not_json(syntax.what()), Flags::PLAIN)),
        DecodeErrorKind::TrailingData(_) => {
            Some((not_json("text after the end of the JSON value"), Flags::PLAIN))
        }
        // For a server, text that is nested too deep is not JSON either.
        DecodeErrorKind::Limit(limit) => Some((Answer::failed(limit.to_string()), Flags::PLAIN)),
        DecodeErrorKind::Missing("request") => None,
        DecodeErrorKind::Missing(name) => {
            Some((Answer::failed(format!("cannot find pair with name \"{name}\"")), asked))
        }
        DecodeErrorKind::Unexpected { .. } | DecodeErrorKind::CellCount { .. } => {
            Some((Answer::failed(error.to_string()), asked))
        }
        _ => None,
    }
}

fn not_json(what: &str) -> Answer {
    Answer::failed(format!("cannot parse as a valid JSON object: {what}"))
}

impl SessionError {
    /// Returns the answer for the peer, or `None` to close without one.
    ///
    /// A passive proxy answers a configuration that it cannot use with the reason; all
    /// other requests of the wrong kind, and refusals by the peer, are not answered.
    #[must_use]
    pub fn response(&self) -> Option<Answer> {
        match self {
            Self::NoRevision | Self::NotFull => Some(Answer::failed(self.to_string())),
            Self::WrongRequest(name) if name == "proxy config" => Some(Answer::failed(self.to_string())),
            Self::WrongRequest(_) | Self::Refused { .. } | Self::RefusedByProxy { .. } | Self::NoResponse => {
                None
            }
        }
    }
}

/// Returns the error of an answer that is not a success.
pub(super) fn refusal(answer: &Answer) -> SessionError {
    match &answer.response {
        None => SessionError::NoResponse,
        Some(Status::Success | Status::Failed | Status::Other(_)) => {
            SessionError::Refused { info: answer.info.clone() }
        }
    }
}
