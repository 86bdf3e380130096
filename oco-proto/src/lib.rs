//! OCO agent JSON-RPC protocol.

#![forbid(unsafe_code)]
#![warn(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::disallowed_methods,
        clippy::disallowed_types,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod body;
mod columns;
mod dialect;
mod error;
mod json;
mod limits;
mod message;
mod rejection;
mod scalar;
mod secret;
mod session;
mod signature;
mod timestamp;
mod wire;

pub use body::{HttpReply, Response};
pub use dialect::{Dialect, Method};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, Snippet};
pub use limits::Limits;
pub use message::*;
pub use rejection::{Reason, Rejection};
pub use scalar::{Flag, Int, Real, Scalar, Text};
pub use secret::{AgentKey, Hidden, KEY_ENTROPY_LEN, ParseKeyError, Password, RegistrationKey, ServerKey};
pub use session::{SessionError, agent, runner, server};
pub use signature::{AGENT_SIGNATURE_HEADER, CONTENT_TYPE, SERVER_SIGNATURE_HEADER, Signed, SigningKey};
pub use timestamp::Timestamp;
pub use wire::{Any, Extra, List, Map};
