//! The trust between agents and server, and the order of jobs.
//!
//! | machine | side | remembers |
//! |---|---|---|
//! | [`agent::Trust`] | agent | its key, the server's key, two timestamps |
//! | [`server::Gate`] | server | nothing; the caller stores one [`HostRecord`](server::HostRecord) a host |
//! | [`runner::Runner`] | agent | the jobs of one hello |
//!
//! No machine does I/O, has a clock or draws random numbers: answers, the time and
//! entropy are arguments.

pub mod agent;
pub mod runner;
pub mod server;

use crate::Timestamp;
use crate::error::{DecodeError, EncodeError};
use crate::rejection::{Reason, Rejection};

/// The peer behaved as it must not: the wrong key, a replay, the wrong moment.
///
/// Whatever the error, the machine is where it was before and can go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The bytes cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The caller's request or reply cannot be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// There is no signature.
    #[error("the message is not signed")]
    Unsigned,
    /// The signature is not that of the expected key, or the bytes were altered.
    #[error("the signature does not prove the message")]
    BadSignature,
    /// The key in clear is not the expected one, or is missing.
    #[error("the key is not the expected one")]
    WrongKey,
    /// The timestamp is not newer than the last one: a replay, or the peer's clock was
    /// set back.
    #[error("the timestamp {found} is not newer than the last one, {last}")]
    NotNewer {
        /// What the message says.
        found: Timestamp,
        /// The newest that was proven.
        last: Timestamp,
    },
    /// There is no timestamp, or none that makes sense.
    #[error("the message has no timestamp")]
    NoTimestamp,
    /// The timestamp is too far from our own time.
    #[error("the timestamp {found} is too far from our time, {now}")]
    ClockSkew {
        /// What the message says.
        found: Timestamp,
        /// Our own time.
        now: Timestamp,
    },
    /// The reply answers another request than the last one.
    #[error("the reply answers another request")]
    WrongReply,
    /// No request waits for a reply.
    #[error("no request waits for a reply")]
    NotAsked,
    /// The agent does not know the server's key yet, or has no key of its own: nothing
    /// but a hello makes sense.
    #[error("agent and server do not know each other yet: say hello first")]
    HelloFirst,
    /// The server has a key for this host already and does not send it again, so that
    /// it cannot be trusted on first use: it has to come another way.
    #[error("the server does not send its key again: it has to be set by hand")]
    FirstUseImpossible,
    /// The server shows no key at all, as servers before 0.9.0 do, which have none: nothing
    /// proves what they say. To believe them all the same is an explicit choice:
    /// [`ServerTrust::Unproven`](agent::ServerTrust::Unproven).
    #[error("the server shows no key: nothing proves its replies")]
    NoServerKey,
    /// The keys that were offered have to be accepted or declined first.
    #[error("the offered keys have to be accepted or declined first")]
    OfferPending,
    /// No keys are offered.
    #[error("no keys are offered")]
    NoOffer,
    /// An offered key is empty, or the same as another.
    #[error("an offered key is unusable")]
    UnusableKey,
    /// The agent's key is confirmed: there is no way back.
    #[error("the agent's key is confirmed already")]
    Confirmed,
    /// The host is unknown, and hosts may not register themselves.
    #[error("the host is unknown and self-registration is off")]
    RegistrationDisabled,
    /// The host is unknown.
    #[error("the host is unknown")]
    UnknownHost,
    /// A host that has used signatures came without one, or plaintext is refused
    /// altogether.
    #[error("a message without signature is refused")]
    Downgrade,
    /// The event does not belong to this moment.
    #[error("not the moment for this")]
    OutOfOrder,
}

impl SessionError {
    /// What the peer may be told.
    #[must_use]
    pub fn response(&self) -> Rejection {
        Rejection::new(match self {
            Self::Decode(error) => return Rejection::of_bytes(error),
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
    use crate::error::DecodeErrorKind;

    #[test]
    fn a_peer_is_told_no_more_than_a_real_server_tells() {
        let (found, last) = (Timestamp::ZERO, Timestamp::ZERO);
        let of_bytes = DecodeError::new(DecodeErrorKind::ContentType, 0, "");
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
            (SessionError::Encode(EncodeError::Json), 500, Reason::ServerError),
        ] {
            let response = error.response();
            assert_eq!((response.status, response.reason), (status, reason), "{error}");
        }
    }
}
