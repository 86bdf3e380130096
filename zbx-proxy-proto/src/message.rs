//! Messages: the payloads of frames.
//!
//! A request has its name in it; the type of an answer follows from the request. So there
//! is [`Request::decode`] for the listening side, a `decode` on each answer for the
//! requesting side, and, with the feature `observe`, `ObservedMessage::decode` for
//! programs that see one direction only.

pub(crate) mod agent;
pub(crate) mod availability;
pub(crate) mod config;
pub(crate) mod data;
pub(crate) mod discovery;
pub(crate) mod heartbeat;
pub(crate) mod history;
#[cfg(feature = "observe")]
mod observed;
pub(crate) mod other;
pub(crate) mod passive;
pub(crate) mod redirect;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod rows;
pub(crate) mod secrets;
pub(crate) mod sender;
pub(crate) mod status;
pub(crate) mod table;
pub(crate) mod task;
pub(crate) mod time;
pub(crate) mod view;

#[cfg(feature = "observe")]
pub use observed::ObservedMessage;
pub use other::{OtherAnswer, OtherRequest};
pub use request::Request;

use crate::error::DecodeError;
use crate::json::{Member, Reader, Writer, cut_payload};
use crate::limits::Limits;

/// Decodes a whole payload as one value.
fn decode_payload<'a, T: Member<'a>>(payload: &'a [u8], limits: &Limits) -> Result<T, DecodeError> {
    let mut reader = Reader::new(cut_payload(payload), limits)?;
    let value = T::read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn encode_payload<'a>(value: &impl Member<'a>, dst: &mut Vec<u8>) {
    value.write(&mut Writer::new(dst));
}

/// Defines the public functions of answers.
macro_rules! payloads {
    ($($path:path),* $(,)?) => { $(
        impl<'a> $path {
            /// Decodes the payload of a frame.
            ///
            /// # Errors
            /// The payload is not JSON, is not this message, or exceeds a limit.
            pub fn decode(payload: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
                decode_payload(payload, limits)
            }

            /// Appends the payload to `dst`, byte for byte as the C daemons write it.
            pub fn encode(&self, dst: &mut Vec<u8>) {
                encode_payload(self, dst);
            }

            /// Number of unknown members, at all levels.
            #[must_use]
            pub fn unknown_members(&self) -> usize {
                Member::unknown_members(self)
            }
        }
    )* };
}

payloads!(
    agent::ActiveChecksAnswer,
    config::ConfigAnswer<'a>,
    config::ConfigRevision,
    data::Answer,
    data::ProxyData<'a>,
    data::ProxyTasks,
    OtherAnswer<'a>,
    passive::PassiveChecksAnswer<'a>,
    reply::ProxyReply<config::ConfigRevision>,
    reply::ProxyReply<data::ProxyData<'a>>,
    reply::ProxyReply<data::ProxyTasks>,
);

impl OtherAnswer<'_> {
    /// Copies the borrowed parts, so that the value outlives the payload.
    #[must_use]
    pub fn into_owned(self) -> OtherAnswer<'static> {
        Member::into_owned(self)
    }
}

impl config::ConfigAnswer<'_> {
    /// Copies the borrowed parts, so that the value outlives the payload.
    #[must_use]
    pub fn into_owned(self) -> config::ConfigAnswer<'static> {
        Member::into_owned(self)
    }
}
