//! Error responses of servers, in three forms, none of them JSON-RPC's.
//!
//! | dialect | form |
//! |---|---|
//! | client, flat, dotted | empty body, the meaning in HTTP's reason phrase |
//! | flat, unknown method | 200 and `{"id":1,"result":null,"error":"Unknown Method"}` |
//! | HMAC | 401 or 400 with a plain text as body, never signed |
//!
//! An error response proves nothing: anybody on the wire can write one. No key and no
//! timestamp may change because of one.

mod reason;

use std::borrow::Cow;

pub use self::reason::Reason;
use self::reason::TEXTS;
use crate::body::HttpReply;
use crate::error::{DecodeError, DecodeErrorKind, SessionError};
use crate::json::{Member, Reader};
use crate::message::Id;
use crate::signature::{CONTENT_TYPE, HttpBody};
use crate::wire::RawJson;
use crate::{Dialect, Limits};

/// A server's error response.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorResponse {
    /// The HTTP status.
    pub status: u16,
    /// The reason.
    pub reason: Reason,
    /// The request's id, where the answer has one: the flat dialect, unknown methods.
    pub id: Option<Id<'static>>,
}

/// Phrases of older dialects, with the status and the reason.
const PHRASES: [(u16, &str, Reason); 12] = [
    (400, "Content Type Mismatch", Reason::ContentType),
    (400, "Payload Corrupt", Reason::Payload),
    (400, "Parameter Mismatch", Reason::Parameters),
    (400, "Unknown Method", Reason::UnknownMethod),
    (400, "Update Not Necessary", Reason::UpdateNotNecessary),
    (401, "Client Not Authorized", Reason::NotAuthorized),
    (401, "No Active Job", Reason::NoActiveJob),
    (403, "Client Self-Registration Disabled", Reason::SelfRegistrationDisabled),
    (403, "Forbidden", Reason::JobNotAllowed(None)),
    (404, "Computer Not Found", Reason::ComputerNotFound),
    (404, "Job Not Found", Reason::JobNotFound(None)),
    (404, "Not Found", Reason::PackageNotFound),
];

/// Texts of the HMAC dialect with a job's id between guillemets.
const JOB_TEXTS: [(u16, &str, &str); 2] =
    [(400, "Job »", "« not found"), (401, "Computer not allowed to update job »", "«")];

/// Maximum number of characters kept of an unknown text.
const KEPT: usize = 256;

/// The longest body that is taken for a refusal of the flat dialect.
const FLAT_LEN: usize = 1024;

impl ErrorResponse {
    /// Creates the response for this reason, with the status of today's servers.
    #[must_use]
    pub fn new(reason: Reason) -> Self {
        let status = match &reason {
            Reason::ServerError => 500,
            Reason::JobNotAllowed(_) => 401,
            // Without a text today.
            Reason::NotAuthorized => 401,
            reason => TEXTS.iter().find(|(_, _, known)| known == reason).map_or(400, |(status, ..)| *status),
        };
        Self { status, reason, id: None }
    }

    /// Creates the response to bytes that cannot be read.
    #[must_use]
    pub fn from_decode_error(error: &DecodeError) -> Self {
        Self::new(match error.kind() {
            DecodeErrorKind::Limit(_) => Reason::TooLarge,
            DecodeErrorKind::ContentType => Reason::ContentType,
            DecodeErrorKind::UnknownMethod(_) => Reason::UnknownMethod,
            DecodeErrorKind::Missing(_) | DecodeErrorKind::Unexpected { .. }
                if error.path().is_some_and(|path| path.starts_with("params")) =>
            {
                Reason::Parameters
            }
            _ => Reason::Payload,
        })
    }

    /// Reads an error response; `None` if the answer is another.
    #[must_use]
    pub fn read(http: &HttpReply<'_>) -> Option<Self> {
        let body = http.body.bytes();
        if http.status == 200 {
            return read_flat(body);
        }
        let reason = if body.is_empty() { read_phrase(http.status, &http.phrase) } else { read_text(body) };
        Some(Self { status: http.status, reason, id: None })
    }

    /// Writes the response as a server of this dialect does.
    #[must_use]
    pub fn write(&self, dialect: Dialect) -> HttpReply<'static> {
        match dialect {
            Dialect::Hmac => self.write_text(),
            Dialect::Client | Dialect::Flat if self.reason == Reason::UnknownMethod => self.write_flat(),
            _ => self.write_phrase(dialect),
        }
    }

    fn write_text(&self) -> HttpReply<'static> {
        let job_text = |(_, before, after): (u16, &str, &str), id: &Option<String>| {
            format!("{before}{}{after}", id.as_deref().unwrap_or("?"))
        };
        let [not_found, not_allowed] = JOB_TEXTS;
        let text = match &self.reason {
            Reason::JobNotFound(id) => job_text(not_found, id),
            Reason::JobNotAllowed(id) => job_text(not_allowed, id),
            Reason::ServerError | Reason::Unnamed => String::new(),
            Reason::Other(text) => text.clone(),
            // Without a text in this dialect.
            Reason::NotAuthorized => "Agent key mismatch".to_owned(),
            Reason::Parameters => "Invalid JSON data".to_owned(),
            reason => TEXTS
                .iter()
                .find(|(_, _, known)| known == reason)
                .map_or(String::new(), |(_, text, _)| (*text).to_owned()),
        };
        let status = self.refusing();
        http(status, standard_phrase(status), "text/html; charset=UTF-8", text.into_bytes())
    }

    /// The status; 200 refuses in the flat dialect's own form alone.
    fn refusing(&self) -> u16 {
        if self.status == 200 { 400 } else { self.status }
    }

    fn write_flat(&self) -> HttpReply<'static> {
        let mut body = b"{\"id\":".to_vec();
        self.id.clone().unwrap_or(1_i64.into()).write(&mut body);
        body.extend_from_slice(b",\"result\":null,\"error\":\"Unknown Method\"}");
        http(200, "OK", CONTENT_TYPE, body)
    }

    /// The status is the dialect's: several were others than today (OCO-042).
    fn write_phrase(&self, dialect: Dialect) -> HttpReply<'static> {
        let (status, phrase) = match &self.reason {
            Reason::JobNotFound(_) if dialect <= Dialect::Flat => (400, "Job Not Found"),
            Reason::JobNotFound(_) => (404, "Job Not Found"),
            Reason::JobNotAllowed(_) => (403, "Forbidden"),
            Reason::SignatureMissing
            | Reason::InvalidSignature
            | Reason::KeyMismatch
            | Reason::RegistrationKeyMismatch
            | Reason::TimestampTooOld => (401, "Client Not Authorized"),
            Reason::InvalidPassword => (400, "Parameter Mismatch"),
            Reason::UpdateRefused => (400, "Update Not Necessary"),
            reason => PHRASES
                .iter()
                .find(|(_, _, known)| known == reason)
                .map_or((self.refusing(), standard_phrase(self.refusing())), |(status, phrase, _)| {
                    (*status, *phrase)
                }),
        };
        http(status, phrase, "text/html; charset=UTF-8", Vec::new())
    }
}

fn http(status: u16, phrase: &'static str, content_type: &'static str, body: Vec<u8>) -> HttpReply<'static> {
    HttpReply {
        status,
        phrase: Cow::Borrowed(phrase),
        content_type: Some(Cow::Borrowed(content_type)),
        body: HttpBody::unsigned(body),
        package: None,
    }
}

/// Reads the answer to an unknown method in the flat dialect: status 200, and `error` a text.
fn read_flat(body: &[u8]) -> Option<ErrorResponse> {
    // It is short, so that no reply of any size is read here, before its limits are checked.
    if body.len() > FLAT_LEN {
        return None;
    }
    let mut reader = Reader::new(body, &Limits::DEFAULT).ok()?;
    let (mut id, mut error) = (None, None);
    let read = reader.members(|reader, name| match name.as_ref() {
        "id" if id.is_none() => Id::read(reader).map(|found| id = Some(found)),
        "error" if error.is_none() => Id::read(reader).map(|found| error = Some(found)),
        "id" | "error" => Err(reader.duplicate(&name)),
        _ => reader.pass(),
    });
    read.and_then(|_| reader.end()).ok()?;
    let reason = match error?.as_str()? {
        "Unknown Method" => Reason::UnknownMethod,
        other => Reason::Other(kept(other)),
    };
    let id = id.map_or(RawJson::NULL.into(), Id::into_owned);
    Some(ErrorResponse { status: 200, reason, id: Some(id) })
}

fn read_phrase(status: u16, phrase: &str) -> Reason {
    let known = PHRASES.iter().find(|(own, text, _)| *own == status && *text == phrase);
    match (known, status, phrase) {
        (Some((_, _, reason)), ..) => reason.clone(),
        // Older servers say the same with another status.
        (None, 400, "Job Not Found") => Reason::JobNotFound(None),
        (None, 500, _) => Reason::ServerError,
        (None, _, phrase) if phrase.is_empty() || phrase == standard_phrase(status) => Reason::Unnamed,
        (None, _, phrase) => Reason::Other(kept(phrase)),
    }
}

fn read_text(body: &[u8]) -> Reason {
    let text = String::from_utf8_lossy(body.get(..KEPT.saturating_mul(4)).unwrap_or(body));
    if let Some((_, _, reason)) = TEXTS.iter().find(|(_, known, _)| *known == text) {
        return reason.clone();
    }
    let [not_found, not_allowed] = JOB_TEXTS;
    let id = |(_, before, after): (u16, &str, &str)| text.strip_prefix(before)?.strip_suffix(after).map(kept);
    match (id(not_found), id(not_allowed)) {
        (Some(id), _) => Reason::JobNotFound(Some(id)),
        (_, Some(id)) => Reason::JobNotAllowed(Some(id)),
        _ => Reason::Other(kept(&text)),
    }
}

fn kept(text: &str) -> String {
    text.chars().take(KEPT).collect()
}

/// Returns the phrase that HTTP has for a status.
fn standard_phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        413 => "Content Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

impl SessionError {
    /// Returns the response that the peer may be sent.
    #[must_use]
    pub fn response(&self) -> ErrorResponse {
        ErrorResponse::new(match self {
            Self::Decode(error) => return ErrorResponse::from_decode_error(error),
            Self::Unsigned | Self::Downgrade => Reason::SignatureMissing,
            Self::BadSignature => Reason::InvalidSignature,
            Self::WrongKey => Reason::KeyMismatch,
            Self::NotNewer { .. } | Self::NoTimestamp | Self::ClockSkew { .. } => Reason::TimestampTooOld,
            Self::RegistrationDisabled => Reason::SelfRegistrationDisabled,
            Self::UnknownHost => Reason::ComputerNotFound,
            _ => Reason::ServerError,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::error::EncodeError;

    fn round(rejection: &ErrorResponse, dialect: Dialect) -> ErrorResponse {
        ErrorResponse::read(&rejection.write(dialect)).unwrap()
    }

    #[test]
    fn each_text_of_the_hmac_dialect_is_read_and_written() {
        for (status, text, reason) in TEXTS {
            let http = HttpReply::new(status, "", None, HttpBody::new(text.as_bytes(), None));
            let rejection = ErrorResponse::read(&http).unwrap();
            assert_eq!((rejection.status, &rejection.reason), (status, &reason));
            assert_eq!(round(&ErrorResponse::new(reason.clone()), Dialect::Hmac).reason, reason);
        }
        let text = "Job »dynamic-7« not found";
        let rejection =
            ErrorResponse::read(&HttpReply::new(400, "", None, HttpBody::new(text.as_bytes(), None)))
                .unwrap();
        assert_eq!(rejection.reason, Reason::JobNotFound(Some("dynamic-7".into())));
        assert_eq!(rejection.write(Dialect::Hmac).body.bytes(), text.as_bytes());
    }

    #[test]
    fn each_phrase_of_the_older_dialects_is_read_and_written() {
        for (status, phrase, reason) in PHRASES {
            let rejection =
                ErrorResponse::read(&HttpReply::new(status, phrase, None, HttpBody::new(b"", None))).unwrap();
            assert_eq!(rejection.reason, reason);
            assert_eq!(round(&rejection, Dialect::Dotted), rejection, "{phrase}");
        }
    }

    #[test]
    fn a_page_has_the_phrase_that_http_has_for_its_status() {
        for (status, phrase) in [
            (400, "Bad Request"),
            (401, "Unauthorized"),
            (403, "Forbidden"),
            (404, "Not Found"),
            (413, "Content Too Large"),
            (500, "Internal Server Error"),
            (502, "Bad Gateway"),
            (503, "Service Unavailable"),
            (504, "Gateway Timeout"),
            (418, ""),
        ] {
            assert_eq!(standard_phrase(status), phrase);
        }
    }

    #[test]
    fn flat_servers_answer_an_unknown_method_with_200() {
        let rejection = ErrorResponse { id: Some("abc".into()), ..ErrorResponse::new(Reason::UnknownMethod) };
        let http = rejection.write(Dialect::Flat);
        assert_eq!((http.status, round(&rejection, Dialect::Flat).id), (200, Some("abc".into())));
        assert!(!String::from_utf8_lossy(http.body.bytes()).contains("jsonrpc"));
    }

    #[test]
    fn the_number_is_all_that_survives_http_2() {
        for phrase in ["", "Unauthorized"] {
            let http = HttpReply::new(401, phrase, None, HttpBody::new(b"", None));
            assert_eq!(ErrorResponse::read(&http).unwrap().reason, Reason::Unnamed);
        }
        let html = HttpReply::new(502, "Bad Gateway", None, HttpBody::new(b"<html>", None));
        assert_eq!(ErrorResponse::read(&html).unwrap().reason, Reason::Other("<html>".into()));
    }

    #[test]
    fn a_reply_is_no_refusal() {
        let body = br#"{"id":1,"error":null,"result":{"success":false,"params":[]}}"#;
        assert_eq!(ErrorResponse::read(&HttpReply::new(200, "OK", None, HttpBody::new(body, None))), None);
    }

    #[test]
    fn a_peer_is_told_no_more_than_a_real_server_tells() {
        let (found, last) = (Timestamp::ZERO, Timestamp::ZERO);
        let of_bytes = DecodeError::new(DecodeErrorKind::ContentType, 0);
        for (error, status, reason) in [
            (SessionError::Decode(of_bytes), 400, Reason::ContentType),
            (SessionError::Unsigned, 401, Reason::SignatureMissing),
            (SessionError::Downgrade, 401, Reason::SignatureMissing),
            (SessionError::BadSignature, 401, Reason::InvalidSignature),
            (SessionError::WrongKey, 401, Reason::KeyMismatch),
            (SessionError::NotNewer { found, last }, 401, Reason::TimestampTooOld),
            (SessionError::NoTimestamp, 401, Reason::TimestampTooOld),
            (SessionError::ClockSkew { found, now: last }, 401, Reason::TimestampTooOld),
            (SessionError::RegistrationDisabled, 401, Reason::SelfRegistrationDisabled),
            (SessionError::UnknownHost, 401, Reason::ComputerNotFound),
            (SessionError::UnusableKey, 500, Reason::ServerError),
            (SessionError::HelloFirst, 500, Reason::ServerError),
            (SessionError::Encode(EncodeError::WrongAnswer), 500, Reason::ServerError),
        ] {
            let response = error.response();
            assert_eq!((response.status, response.reason), (status, reason), "{error}");
        }
    }
}
