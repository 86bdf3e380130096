//! Reasons for which a server refuses, and the texts for them.

use std::fmt;

/// Reasons for which a server refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The content type is not `application/json`.
    ContentType,
    /// The body is not a request: not JSON, or a part of the envelope is missing.
    Payload,
    /// The request lacks a member that its method needs. The HMAC dialect has the same
    /// text for this and for [`Payload`](Self::Payload).
    Parameters,
    /// The body goes over the server's bounds. Real servers have none.
    TooLarge,
    /// The server does not know the method.
    UnknownMethod,
    /// The key is not the one that was expected, or nothing proves the request: all that
    /// the plaintext dialects say.
    NotAuthorized,
    /// There is no signature header, or it is spelled in upper case.
    SignatureMissing,
    /// The signature is not that of the expected key.
    InvalidSignature,
    /// The key in clear is not the expected one; or a signed request met a server that
    /// takes the host for an old one, because a hello had no `agent_version` (OCO-090).
    KeyMismatch,
    /// The host is unknown, and the key is not the registration key.
    RegistrationKeyMismatch,
    /// The timestamp is not newer than the last one: a replay, or clock trouble.
    TimestampTooOld,
    /// The host is unknown, and hosts may not register themselves.
    SelfRegistrationDisabled,
    /// The host is unknown.
    ComputerNotFound,
    /// There is no such job. Holds its id where the answer has it.
    JobNotFound(Option<String>),
    /// The job belongs to another host. Holds its id where the answer has it.
    JobNotAllowed(Option<String>),
    /// An update that comes too often or is empty; since servers 1.1.13.
    UpdateRefused,
    /// An update that is neither due nor asked for; servers from 0.13.2 to 1.1.12.
    UpdateNotNecessary,
    /// There is no such package.
    PackageNotFound,
    /// No job of this host needs the package now.
    NoActiveJob,
    /// A sealed password does not open.
    InvalidPassword,
    /// The server broke, as on a text that is too long for its database, a row without a
    /// version, or a uid that another host has: 500 and nothing else.
    ServerError,
    /// Nothing but the status: an older server through HTTP/2 or a proxy.
    Unnamed,
    /// Anything else: at most 256 characters of what it says.
    Other(String),
}

/// Texts of the HMAC dialect, with the status and the reason.
pub(super) const TEXTS: [(u16, &str, Reason); 16] = [
    (400, "Content type mismatch", Reason::ContentType),
    (400, "Invalid JSON data", Reason::Payload),
    (400, "Unknown method", Reason::UnknownMethod),
    (401, "Signature header missing", Reason::SignatureMissing),
    (401, "Invalid agent signature", Reason::InvalidSignature),
    (401, "Agent key mismatch", Reason::KeyMismatch),
    (401, "Agent registration key mismatch", Reason::RegistrationKeyMismatch),
    (401, "Agent timestamp too old", Reason::TimestampTooOld),
    (401, "Client self-registration is disabled", Reason::SelfRegistrationDisabled),
    (401, "Computer not found", Reason::ComputerNotFound),
    (400, "Update refused (too often or invalid data)", Reason::UpdateRefused),
    (400, "Update not necessary", Reason::UpdateNotNecessary),
    (400, "Package not found", Reason::PackageNotFound),
    (400, "No active job for this package", Reason::NoActiveJob),
    (400, "Invalid password data", Reason::InvalidPassword),
    (413, "Request too large", Reason::TooLarge),
];

impl fmt::Display for Reason {
    /// The words of the HMAC dialect, where it has some.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameters => f.write_str("a parameter is missing"),
            Self::NotAuthorized => f.write_str("not authorized"),
            Self::JobNotFound(id) => write!(f, "job {:?} not found", id.as_deref().unwrap_or("?")),
            Self::JobNotAllowed(id) => {
                write!(f, "not allowed to update job {:?}", id.as_deref().unwrap_or("?"))
            }
            Self::ServerError => f.write_str("the server broke"),
            Self::Unnamed => f.write_str("no reason given"),
            Self::Other(text) => write!(f, "{text:?}"),
            reason => {
                let text = TEXTS.iter().find(|(_, _, known)| known == reason).map_or("", |(_, text, _)| text);
                f.write_str(&text.to_lowercase())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_displayed_in_a_few_words() {
        for (reason, words) in [
            (Reason::KeyMismatch, "agent key mismatch"),
            (Reason::UpdateRefused, "update refused (too often or invalid data)"),
            (Reason::Parameters, "a parameter is missing"),
            (Reason::NotAuthorized, "not authorized"),
            (Reason::JobNotFound(Some("7\n".into())), "job \"7\\n\" not found"),
            (Reason::JobNotAllowed(None), "not allowed to update job \"?\""),
            (Reason::ServerError, "the server broke"),
            (Reason::Unnamed, "no reason given"),
            (Reason::Other("a\tb".into()), "\"a\\tb\""),
        ] {
            assert_eq!(reason.to_string(), words);
        }
    }
}
