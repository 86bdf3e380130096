//! Inedo agent protocol v1 and v2: handshake, frames, AES chain and documented messages, both roles.

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

mod agent_type;
#[cfg(feature = "arbitrary")]
mod arbitrary;
mod assumptions;
mod cipher;
mod error;
mod file_name;
mod frame;
mod guid;
mod handshake;
mod iv;
mod key;
mod limits;
mod message;
mod primitive;
mod session;
mod ticks;
#[cfg(feature = "tokio")]
mod tokio;
mod version;

pub use crate::agent_type::AgentType;
pub use crate::assumptions::{Assumptions, Evidence, IvChain, Statement, VersionField};
pub use crate::error::{DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, SessionError, Stage};
pub use crate::file_name::{FileName, ParseFileNameError};
pub use crate::frame::{Direction, Frame, FrameDecoder, FrameEncoder, FrameRef, Frames, Header, Layout};
pub use crate::guid::{GuidOrder, PROTOCOL_ID};
pub use crate::handshake::{
    Acknowledgement, Announced, Encryption, Finding, Hello, ReportedVersion, Verdict, probe,
};
pub use crate::iv::{Iv, NextIv};
pub use crate::key::{AesKey, KeySize, ParseKeyError};
pub use crate::limits::Limits;
pub use crate::message::{AgentRootPath, GetAgentRootPath, Message, Reply, UpdateAgent, UpdateFile};
pub use crate::primitive::{Reader, Writer};
pub use crate::session::{
    Agreed, AwaitAcknowledgement, AwaitHello, Client, Connection, DEFAULT_PORT, Event, Greeted,
    HANDSHAKE_TIMEOUT, Observer, Progress, RequiredEncryption, Role, Server, StartTls,
};
pub use crate::ticks::{ParseTicksError, Ticks};
#[cfg(feature = "tokio")]
pub use crate::tokio::CodecError;
pub use crate::version::{AgentVersion, ProtocolVersion, Versions};
