//! GLPI agent protocol: CONTACT, PROLOG, INVENTORY, tasks and proxies.
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

mod agent_id;
mod body;
mod compat;
mod compression;
mod content_type;
mod error;
mod expiration;
mod foreign;
mod headers;
mod inflate;
mod json;
mod limits;
mod members;
mod message;
mod payload;
mod proxy_chain;
pub mod query;
#[cfg(feature = "register")]
pub mod register;
mod request_id;
mod scalar;
mod secret;
mod session;
mod task;
mod wake_on_lan;
mod xml;

pub use agent_id::{AgentId, ParseAgentIdError};
pub use body::Body;
pub use compat::Compat;
pub use compression::Compression;
pub use content_type::{Accept, ContentType, ParseAcceptError};
pub use error::{
    DecodeError, DecodeErrorKind, EncodeError, Foreign, InflateFault, LimitExceeded, SessionError, Snippet,
    SyntaxError, Title,
};
pub use expiration::{Expiration, ParseExpirationError, Unit};
pub use headers::{HeaderProblem, Headers};
pub use limits::Limits;
pub use members::Members;
pub use message::*;
pub use payload::{Format, Payload, Reading, Repair};
pub use proxy_chain::{ParseProxyChainError, ProxyChain, ProxyRefusal};
pub use request_id::{ParseRequestIdError, RequestId};
pub use scalar::{Flag, Loose, Scalar};
pub use secret::Secret;
pub use session::{
    Answered, Contacted, Exchange, FirstContact, Method, Outgoing, ServerKind, Step, Submission, next_run,
    proxy, server, unanswered_delay,
};
pub use task::Task;
pub use wake_on_lan::{MacAddress, MagicPacket, ParseMacAddressError};
pub use xml::Element;
