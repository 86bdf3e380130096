//! What a server says where it remembers nothing: to proxies that it does not know and
//! to payloads that it cannot read.

use crate::error::{DecodeError, DecodeErrorKind, SessionError};
use crate::{Answer, Flags, ParseProxyNameError, SyntaxError};

/// What a server answers to data and heartbeats of a proxy that it does not know.
/// A request for configuration from such a proxy is not answered at all (ZBX-065).
#[must_use]
pub fn unknown_proxy(name: &str) -> Answer {
    Answer::failed(format!("proxy \"{name}\" not found"))
}

/// What a server answers to a request without a proxy's name, or with one that is no
/// name.
#[must_use]
pub fn invalid_proxy_name(name: Option<&str>, error: &ParseProxyNameError) -> Answer {
    match (name, error) {
        // Real servers read names into a buffer: a longer one is not seen at all.
        (None, _) | (_, ParseProxyNameError::TooLong(_)) => Answer::failed("missing name of proxy"),
        (Some(name), error) => Answer::failed(format!("invalid proxy name \"{name}\": {error}")),
    }
}

/// What a server answers to a payload that cannot be decoded, and how it is framed, from
/// the flags of the request's frame; `None` means to close without an answer.
///
/// Text that is no JSON is answered uncompressed, everything else the way it was asked
/// (ZBX-055, ZBX-056).
#[must_use]
pub fn answer_to(error: &DecodeError, flags: Flags) -> Option<(Answer, Flags)> {
    let asked = Flags::PLAIN.with_zlib(flags.is_zlib());
    match error.kind() {
        // Nothing, or something else than JSON.
        DecodeErrorKind::Syntax(SyntaxError::NOT_AN_OBJECT) => None,
        DecodeErrorKind::Syntax(SyntaxError::UNEXPECTED_END) if error.offset() == 0 => None,
        DecodeErrorKind::Syntax(syntax) => Some((not_json(syntax.what()), Flags::PLAIN)),
        DecodeErrorKind::TrailingData(_) => {
            Some((not_json("text after the end of the JSON value"), Flags::PLAIN))
        }
        // Too deep is no JSON to a server either.
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
