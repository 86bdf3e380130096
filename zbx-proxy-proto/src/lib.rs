//! Zabbix server-proxy protocol: ZBXD frames and their JSON messages, active and passive.

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

mod error;
mod frame;
mod json;
mod limits;
mod message;
mod name;
mod secret;
pub mod session;
mod token;
mod version;

pub use error::{
    DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, ParseCountsError, ParseProxyNameError,
    ParseSessionTokenError, ParseVersionError, SessionError, Snippet, Stage,
};
#[cfg(feature = "tokio")]
pub use frame::CodecError;
pub use frame::{Compression, FlagReading, Flags, Frame, FrameDecoder, FrameEncoder, Header};
pub use json::{Extra, RawJson, SyntaxError};
pub use limits::Limits;
pub use message::agent::{
    ActiveCheck, ActiveCheckHeartbeat, ActiveChecksAnswer, ActiveChecksRequest, ActiveCommand, AgentData,
    AgentValue, AgentVariant, CommandAnswer, Delay, RegularExpression,
};
pub use message::availability::{Availability, HostAvailability, HostData, InterfaceAvailability};
pub use message::config::{
    ConfigAnswer, ConfigRequest, ConfigRevision, ConfigUpdate, PlainConfig, ProxyGroup,
};
pub use message::data::{Answer, ProxyData, ProxyTasks};
pub use message::discovery::{
    AutoRegistration, DiscoveredService, DiscoveryCheck, DiscoveryStatus, MaybeQuoted,
};
pub use message::heartbeat::ProxyHeartbeat;
pub use message::history::{HistoryRows, HistoryValue, ItemState, LogDetails};
pub use message::passive::{
    PassiveCheck, PassiveChecks, PassiveChecksAnswer, PassiveValue, PlainAnswer, PlainCheck,
};
pub use message::redirect::Redirect;
pub use message::request::ProxyTasksRequest;
pub use message::rows::{FaultyRow, Rows};
pub use message::sender::{Counts, SenderData};
pub use message::status::{Status, Upload};
pub use message::table::{Cell, MacroSecrets, Table, TableRow, Tables, is_sensitive};
pub use message::task::{
    CheckNow, CommandKind, DataKind, DataRequest, DataResult, ExecuteOn, ProxyTaskData, RemoteCommand,
    RemoteCommandResult, Task, TaskStatus, TaskType, UnusableTask,
};
pub use message::time::{Clock, Nanoseconds};
pub use message::view::{GlobalMacro, Host, HostMacro, Interface, Item, RowError};
pub use message::{Message, OtherRequest, Request};
pub use name::ProxyName;
pub use secret::Secret;
pub use token::SessionToken;
pub use version::{Compatibility, Version};
