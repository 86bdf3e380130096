//! The Zabbix server-proxy protocol: ZBXD frames and their JSON messages, active and
//! passive, 5.4 to 7.4, as values and dialogues without I/O.
//!
//! # Scope
//!
//! In scope: frames on a stream, all messages between server and proxy in both
//! directions, those of agents and senders that arrive on the same port, and who
//! says what when.
//!
//! Out of scope: sockets, TLS, storage, the checks themselves, the Java gateway and
//! the server's other requests on its port.
//!
//! # Picture
//!
//! ```text
//!  bytes ──▶ FrameDecoder ──▶ Frame ──▶ Request::decode ──▶ Request ──▶ session::ProxyPeer
//!            limits, zlib     payload   Answer::decode      Answer      session::ActiveProxy
//!  bytes ◀── FrameEncoder ◀── Frame ◀──────── encode ◀─────── …  ◀──── decisions
//! ```
//!
//! A request says what it is; an answer is known by what was asked. Each connection
//! carries one exchange.
//!
//! # A whole dialogue
//!
//! An active proxy gets its configuration and sends what it collected. `connect`
//! stands for a connection: it takes the bytes of one frame and returns those that
//! came back.
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
//! #         Request::ProxyData(data) => Frame::from(&server.handle_data(&data, false, 0).answer),
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
//! // Randomness is an argument, as time is.
//! let session = SessionToken::from_random([7; 16]);
//! let mut proxy = ActiveProxy::new("paris-1".parse()?, Version::new(7, 0, 4), session);
//!
//! // What to monitor: everything at first, later what has changed.
//! let reply = exchange(&proxy.config_request())?;
//! let answer = ConfigAnswer::decode(reply.payload(), &Limits::DEFAULT)?;
//! match proxy.handle_config(&answer)? {
//!     ConfigChange::Update(update) => {
//!         let hosts = update.data.as_ref().and_then(|tables| tables.table("hosts"));
//!         assert_eq!(hosts.map(|table| table.len()), Some(1));
//!         proxy.config_applied(update); // or the next request asks for everything
//!     }
//!     ConfigChange::Replace(_) | ConfigChange::Unchanged => {}
//! }
//! let reply = exchange(&proxy.config_request())?;
//! assert_eq!(ConfigAnswer::decode(reply.payload(), &Limits::DEFAULT)?, ConfigAnswer::Unchanged);
//!
//! // What was collected.
//! let now = (Clock::new(1_790_000_000).unwrap(), Nanoseconds::new(0).unwrap());
//! let mut data = ProxyData::default();
//! data.history = [HistoryValue::new(1, 9001, now.0, now.1).with_value("42")].into_iter().collect();
//! let reply = exchange(&proxy.data_request(data, now.0, now.1)?)?;
//! match proxy.handle_data(&Answer::decode(reply.payload(), &Limits::DEFAULT)?) {
//!     DataOutcome::Taken(tasks) => assert!(tasks.is_empty()), // forget the rows, do the tasks
//!     DataOutcome::Keep { .. } => unreachable!("send the rows again"),
//! }
//! assert!(proxy.may_upload());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! [`Limits`] bounds a frame on the wire (16 MiB by default), its inflated payload
//! (128 MiB), JSON nesting (66), and unknown members of one object and faulty rows
//! that are kept (1024 each). Beside its input,
//!
//! * a [`FrameDecoder`] holds at most the inflated payload and 64 KiB; a header that
//!   announces more than deflate could reach is refused before memory is taken;
//! * a decoded message takes at most 56 times its payload and 512 KiB (the worst is a list
//!   of empty values of a passive agent), and as much again for `into_owned`; history in
//!   practice takes less than 1.4 times;
//! * [`HistoryRows`] takes 4 KiB whatever the message, and a text once more that is written
//!   with escapes or is not UTF-8;
//! * encoding takes what it appends; compressing takes besides at most 2.5 times the
//!   payload and 300 KB, and half the payload if it shrinks to that.
//!
//! Twice the input takes twice the work. The workspace's `fuzz/` measures both with some
//! eighty kinds of hostile input in sizes up to a megabyte.
//!
//! # Errors
//!
//! [`DecodeError`] is the peer's bytes: what, at which byte, in which member.
//! [`SessionError`] is the peer's behaviour, [`EncodeError`] the caller's value. What a
//! server answers to a broken request says [`session::answer_to`].
//!
//! # Features
//!
//! `tokio` implements `tokio_util::codec`'s traits for [`FrameDecoder`] and
//! [`FrameEncoder`]. `arbitrary` implements `arbitrary::Arbitrary` for frames and
//! messages, for fuzzers.
//!
//! # Interoperability
//!
//! Every captured exchange of 6.0.14 and 7.0.9 daemons (server, proxy, both agents,
//! sender) decodes without an unknown member, and what their C components wrote is
//! encoded to the same bytes. 332 probes of framing, JSON,
//! names, versions, configurations and rows that were sent to real servers are replayed. The examples talk to real proxies, servers,
//! agents and senders of both releases; the workspace's `interop/` has these dialogues.
//! Each rule, its source and each deliberate difference is a row in `SPEC.md`. Other
//! versions rest on documents.

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
pub use frame::CodecError;
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
pub use message::history::{HistoryRow, HistoryRows, HistoryValue, ItemState, LogDetails};
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
