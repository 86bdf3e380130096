//! Zabbix server-proxy protocol, 5.4 to 7.4: ZBXD frames and their JSON messages, active and passive, without I/O.
//!
//! # Scope
//!
//! A Zabbix proxy collects values for a server. An active proxy connects to its server, a
//! passive one is connected to; both use TCP port 10051.
//!
//! * In scope: frames on a stream, all messages between server and proxy in both
//!   directions, messages of agents and senders, which use the same port, and the order of
//!   messages ([`session`]).
//! * Out of scope: sockets, TLS, storage, the checks themselves, clocks and random numbers
//!   (the caller provides both), the Java gateway, and the server's other requests, which
//!   are kept as JSON ([`OtherRequest`]).
//!
//! # Picture
//!
//! ```text
//!  bytes ──▶ FrameDecoder ──▶ Frame ──▶ Request::decode ──▶ Request ──▶ session::ProxyPeer
//!            limits, zlib     payload   Answer::decode      Answer      session::ActiveProxy
//!  bytes ◀── FrameEncoder ◀── Frame ◀──────── encode ◀─────── …  ◀──── decisions
//! ```
//!
//! A request has its name in it; the type of an answer follows from the request. Each
//! connection carries one exchange.
//!
//! # Example
//!
//! An active proxy gets its configuration and sends data. `connect` is used in place of a
//! connection: it takes the bytes of a request and returns those of the answer.
//! `examples/server.rs`, `examples/active_proxy.rs` and `examples/passive_proxy.rs` are
//! the same over TCP.
//!
//! ```
//! use bytes::BytesMut;
//! use zbx_proxy_proto::session::{ActiveProxy, ConfigChange, DataOutcome};
//! use zbx_proxy_proto::{
//!     Answer, Clock, ConfigAnswer, Frame, HistoryValue, Limits, Nanoseconds, ProxyData, Request, SessionToken,
//!     Version,
//! };
//!
//! # use zbx_proxy_proto::{session::{ConfigDecision, ProxyPeer, Revision}, ConfigUpdate, Table, Tables};
//! # let mut server = ProxyPeer::new(Version::new(7, 0, 4));
//! # let mut connect = |sent: &[u8]| -> Vec<u8> {
//! #     let frame = Frame::decode(sent, &Limits::DEFAULT).unwrap();
//! #     let answer = match Request::decode(frame.payload(), &Limits::DEFAULT).unwrap() {
//! #         Request::ProxyConfig(request) => match server.handle_config_request(&request, Revision::new(4)) {
//! #             ConfigDecision::Full { revision } => {
//! #                 let mut tables = Tables::default();
//! #                 let mut hosts = Table::new(["hostid", "host"]);
//! #                 hosts.push([501_u64.into(), "web-1".into()]).unwrap();
//! #                 tables.push("hosts", hosts);
//! #                 Frame::from(&ConfigAnswer::Update(ConfigUpdate::full(tables, revision.config)))
//! #             }
//! #             _ => Frame::from(&ConfigAnswer::Unchanged),
//! #         },
//! #         Request::ProxyData(data) => {
//! #             let decision = server.handle_data(&data, false, 0);
//! #             Frame::from(&server.commit(decision))
//! #         }
//! #         _ => unreachable!(),
//! #     };
//! #     let mut dst = BytesMut::new();
//! #     answer.compressed().encode(&mut dst).unwrap();
//! #     dst.to_vec()
//! # };
//! let mut exchange = |request: &Request<'_>| -> Result<Frame, Box<dyn std::error::Error>> {
//!     let mut wire = BytesMut::new();
//!     Frame::from(request).compressed().encode(&mut wire)?;
//!     Ok(Frame::decode(&connect(&wire), &Limits::DEFAULT)?)
//! };
//!
//! // The caller provides random bytes and the time.
//! let session = SessionToken::from_random([7; 16]);
//! let mut proxy = ActiveProxy::new("paris-1".parse()?, Version::new(7, 0, 4), session);
//!
//! // The configuration: a full one at first, later the changes.
//! let reply = exchange(&proxy.config_request())?;
//! let answer = ConfigAnswer::decode(reply.payload(), &Limits::DEFAULT)?;
//! match proxy.handle_config(&answer)? {
//!     ConfigChange::Update(update) => {
//!         let hosts = update.data.as_ref().and_then(|tables| tables.table("hosts"));
//!         assert_eq!(hosts.map(|table| table.len()), Some(1));
//!         proxy.config_applied(update); // otherwise the next one is full
//!     }
//!     ConfigChange::Replace(_) | ConfigChange::Unchanged => {}
//! }
//! let reply = exchange(&proxy.config_request())?;
//! assert_eq!(ConfigAnswer::decode(reply.payload(), &Limits::DEFAULT)?, ConfigAnswer::Unchanged);
//!
//! // The data.
//! let now = (Clock::new(1_790_000_000).unwrap(), Nanoseconds::new(0).unwrap());
//! let mut data = ProxyData::default();
//! data.history = [HistoryValue::new(1, 9001, now.0, now.1).with_value("42")].into_iter().collect();
//! let reply = exchange(&proxy.data_request(data, now.0, now.1)?)?;
//! match proxy.handle_data(&Answer::decode(reply.payload(), &Limits::DEFAULT)?) {
//!     DataOutcome::Taken(tasks) => assert!(tasks.is_empty()), // forget the rows, carry out the tasks
//!     DataOutcome::Keep { .. } => unreachable!("send the rows again"),
//! }
//! assert!(proxy.may_upload());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! [`Limits`] bounds the size of a frame on the wire (default 16 MiB) and inflated
//! (128 MiB), the nesting depth of JSON (66), the number of unknown members per object and
//! the number of faulty rows that are kept (1024 each). Sizes are checked when they are
//! announced, before memory is allocated; a header that announces more than deflate can
//! produce is refused.
//!
//! Memory in addition to the input; the package `fuzz` measures it, and the time, on
//! some eighty kinds of hostile input:
//!
//! | | at most |
//! |---|---|
//! | [`FrameDecoder`] | the inflated payload and 64 KiB |
//! | a decoded message | 56 × its payload and 512 KiB: lists of empty values of a passive agent are the worst, history typically takes less than 1.4 × |
//! | `into_owned` | the size of the message again |
//! | [`HistoryRows`] | 4 KiB, and one copy of a text that has escapes or is not UTF-8 |
//! | [`HistoryStream`] | 256 KiB, the longest row, and the message without its rows, whatever its length |
//! | encoding | the bytes appended |
//! | compressing | 2.5 × the payload and 300 KB; half the payload if it shrinks to that |
//!
//! Time grows linearly with the input.
//!
//! # Errors
//!
//! * [`DecodeError`]: the peer's bytes are wrong; it has the kind, the offset and the path
//!   of the fault, such as `history data[17].clock`.
//! * [`SessionError`]: the peer refused, or its message is not allowed at this moment.
//! * [`EncodeError`]: the caller's value cannot be encoded.
//!
//! [`session::answer_to`] returns a server's answer to a request that cannot be decoded,
//! [`SessionError::response`] a passive proxy's. After an error of a frame close the
//! connection.
//!
//! # Features
//!
//! Nothing is on by default.
//!
//! * `tokio`: [`FrameDecoder`] and [`FrameEncoder`] implement
//!   `tokio_util::codec::{Decoder, Encoder}`; `FrameCodec` is both, for `Framed`.
//! * `serde`: states, ids, versions, times and history rows implement serde's traits;
//!   secrets, commands and tasks do not.
//! * `observe`: `ObservedMessage` recognises messages by their members alone, for programs
//!   such as sniffers that see one direction only.
//! * `arbitrary`: frames and messages implement `arbitrary::Arbitrary`.
//!
//! # Interoperability
//!
//! Tested with `zabbix_server`, `zabbix_proxy`, both agents and `zabbix_sender` of the
//! releases 6.0.14 and 7.0.9: all captured exchanges decode without an unknown member, and
//! those written by C programs are encoded to the same bytes; 332 probes that were sent to
//! real servers are replayed; the examples run against these programs in the package
//! `interop`. Other versions are implemented from documents.
//!
//! # Sources
//!
//! The vendor's manual, pages of the server-proxy protocol, 5.4 to 7.4; exchanges with
//! daemons of 6.0.14 and 7.0.9; probes of these servers. `SPEC.md` lists each rule with its
//! source, its code, its tests and each deliberate difference; ids such as ZBX-042 in code
//! and tests refer to it.

// twin: lints
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
// Library code may not panic or do I/O; unit tests may.
#![cfg_attr(
    not(test),
    warn(
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
    )
)]
// end of twin

#[cfg(feature = "arbitrary")]
mod arbitrary;
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

pub use bytes;
pub use error::{
    DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, ParseCountsError, ParseProxyNameError,
    ParseSessionTokenError, ParseVersionError, SessionError, Snippet, Stage, SyntaxError,
};
#[cfg(feature = "tokio")]
pub use frame::{CodecError, FrameCodec};
pub use frame::{Compression, FlagReading, Flags, Frame, FrameDecoder, FrameEncoder, Header};
pub use json::{Extra, RawJson};
pub use limits::Limits;
#[cfg(feature = "observe")]
pub use message::ObservedMessage;
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
pub use message::history::{
    HistoryRow, HistoryRows, HistoryStream, HistoryValue, ItemState, LogDetails, StreamedRows,
};
pub use message::passive::{
    CheckedValue, PassiveCheck, PassiveChecks, PassiveChecksAnswer, PassiveValue, PlainAnswer, PlainCheck,
};
pub use message::redirect::Redirect;
pub use message::reply::ProxyReply;
pub use message::request::ProxyTasksRequest;
pub use message::rows::{FaultyRow, Rows};
pub use message::secrets::{MacroSecrets, is_sensitive};
pub use message::sender::{Counts, SenderData};
pub use message::status::{Status, Upload};
pub use message::table::{Cell, Table, TableRow, Tables};
pub use message::task::{
    CheckNow, CommandKind, DataKind, DataRequest, DataResult, DataTask, ExecuteOn, ProxyTaskData,
    RemoteCommand, RemoteCommandResult, Task, TaskResult, TaskStatus, TaskType, UnusableTask,
};
pub use message::time::{Clock, Nanoseconds, TimeRangeError};
pub use message::view::{GlobalMacro, Host, HostMacro, Interface, Item, RowError};
pub use message::{OtherAnswer, OtherRequest, Request};
pub use name::ProxyName;
pub use secret::Secret;
pub use token::SessionToken;
pub use version::{Compatibility, Version};

/// Compiles and runs the README's examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
