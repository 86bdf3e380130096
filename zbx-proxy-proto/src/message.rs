//! Messages: what stands in the payload of a frame.
//!
//! A request says what it is; an answer does not, it is known by what was asked.
//! So there is [`Request::decode`] for the listening side, a `decode` on each
//! answer for the asking side, and [`Message::decode`] for observers who see one
//! direction only.

pub(crate) mod agent;
pub(crate) mod availability;
pub(crate) mod config;
pub(crate) mod data;
pub(crate) mod discovery;
pub(crate) mod heartbeat;
pub(crate) mod history;
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

pub use observed::Message;
pub use other::{OtherAnswer, OtherRequest};
pub use request::Request;

use crate::error::DecodeError;
use crate::json::{Member, Reader, Writer, cut_payload};
use crate::limits::Limits;

/// A whole payload as one value.
fn decode_payload<'a, T: Member<'a>>(payload: &'a [u8], limits: &Limits) -> Result<T, DecodeError> {
    let mut reader = Reader::new(cut_payload(payload), limits)?;
    let value = T::read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn encode_payload<'a>(value: &impl Member<'a>, dst: &mut Vec<u8>) {
    value.write(&mut Writer::new(dst));
}

/// `decode`, `decode_with` and `encode` for the answers, which are payloads of
/// their own.
macro_rules! payloads {
    ($($path:path),* $(,)?) => { $(
        impl<'a> $path {
            /// Reads the payload of a frame, within [`Limits::DEFAULT`].
            ///
            /// # Errors
            /// If it is no JSON, not this message, or exceeds a limit.
            pub fn decode(payload: &'a [u8]) -> Result<Self, DecodeError> {
                Self::decode_with(payload, &Limits::DEFAULT)
            }

            /// Reads the payload of a frame, within the given limits.
            ///
            /// # Errors
            /// If it is no JSON, not this message, or exceeds a limit.
            pub fn decode_with(payload: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
                decode_payload(payload, limits)
            }

            /// Appends the payload, as the C daemons write it.
            pub fn encode(&self, dst: &mut Vec<u8>) {
                encode_payload(self, dst);
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
    /// Detaches from the payload.
    #[must_use]
    pub fn into_owned(self) -> OtherAnswer<'static> {
        Member::into_owned(self)
    }
}

impl config::ConfigAnswer<'_> {
    /// Detaches from the payload.
    #[must_use]
    pub fn into_owned(self) -> config::ConfigAnswer<'static> {
        Member::into_owned(self)
    }
}
