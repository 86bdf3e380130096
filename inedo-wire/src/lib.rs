//! Inedo agent protocol v1 and v2: handshake, frames, AES chain and documented messages, both roles, without I/O.
//!
//! <div class="warning">
//!
//! **This protocol does not authenticate its messages.** Its AES mode encrypts without
//! integrity protection. An attacker who can change bytes in transit can, without the key
//! and without a trace, change a message's command and the first 12 bytes of its data bit
//! by bit, at the price of one garbled block: the next IV, which is never checked. Changing
//! later data costs a garbled block of data. With an agent that treats bad messages
//! differently from good ones, data can be read as well. The encryption is announced in
//! clear, so a machine in the middle can turn it off unless the client insists. This crate
//! insists ([`RequiredEncryption`]), gives no reason for a failed message, and ends the
//! connection at the first failure; more is not possible. **For operators:** run the
//! protocol inside a VPN, a tunnel or its own SSL mode, allow the product's addresses only,
//! and treat the key as a password for everything on the machine.
//!
//! **Not tested against a real agent.** There is no public implementation, and the
//! documentation has gaps. The README lists what is taken for true, why, and how to settle
//! it with a Windows machine.
//!
//! </div>
//!
//! # Scope
//!
//! An Inedo agent takes orders from products (`BuildMaster`, Otter, formerly Hedgehog) over
//! TCP, port [46336](DEFAULT_PORT). The product is the client.
//!
//! * In scope: the handshake of both versions and both roles, frames plain and under AES,
//!   the two messages that are documented ([`Message`], [`Reply`]), the primitive types
//!   for programs that know more messages ([`Reader`], [`Writer`]).
//! * Out of scope: sockets, TLS (the handshake says when it starts, [`Event::StartTls`]),
//!   random numbers and clocks (the caller provides both), the products' own messages
//!   (which may change with each release, and are kept as bytes), the agent's outbound mode
//!   (undocumented).
//!
//! # Picture
//!
//! ```text
//!         bytes                     frames                       messages
//!  ┌─────────────────┐      ┌─────────────────────┐       ┌───────────────────┐
//!  │ BytesMut, slice │ ───▶ │ Connection::decode  │ ────▶ │ decode_message    │ agent
//!  │                 │      │ target command data │       │ decode_reply      │ product
//!  │                 │ ◀─── │ Connection::encode  │ ◀──── │ encode_message, … │
//!  └─────────────────┘      └─────────────────────┘       └───────────────────┘
//!                                      ▲
//!  Client::start ▶ AwaitAcknowledgement┤ the handshake gives it
//!  Server::start ▶ AwaitHello ▶ Greeted┘ version, layout, key and chain
//! ```
//!
//! # Example
//!
//! Both sides in memory; `examples/client.rs` and `examples/agent.rs` are the same over
//! TCP, `examples/tokio.rs` with the codec.
//!
//! ```
//! use bytes::BytesMut;
//! use inedo_wire::{
//!     AesKey, AgentRootPath, AgentType, AgentVersion, Client, Event, GetAgentRootPath, Message,
//!     NextIv, Progress, Reply, RequiredEncryption, Server,
//! };
//!
//! /// 16 fresh random bytes, as each message under AES takes them.
//! fn fresh() -> NextIv {
//!     let mut random = [0; 16];
//!     getrandom::fill(&mut random).unwrap();
//!     NextIv::new(random)
//! }
//!
//! let key: AesKey = "00112233445566778899aabbccddeeff".parse()?;
//! let (mut to_agent, mut to_client) = (BytesMut::new(), BytesMut::new());
//!
//! // The product sends its hello.
//! let (hello, handshake) = Client::new(RequiredEncryption::Aes(key.clone())).start();
//! to_agent.extend_from_slice(&hello);
//!
//! // The agent acknowledges and asks for AES.
//! let server = Server::new(RequiredEncryption::Aes(key), AgentVersion::new(51));
//! let Progress::Done(greeted) = server.start().handle_bytes(&mut to_agent)? else { panic!("more bytes") };
//! let Event::Established(mut agent) = greeted.acknowledge(fresh(), &mut to_client)? else { panic!("TLS") };
//!
//! // Anything but AES is an error for the product.
//! let Progress::Done(event) = handshake.handle_bytes(&mut to_client)? else { panic!("more bytes") };
//! let Event::Established(mut product) = event else { panic!("TLS") };
//!
//! // A request and its answer.
//! let request = Message::GetAgentRootPath(GetAgentRootPath::new(AgentType::Otter));
//! product.encode_message(&request, fresh(), &mut to_agent)?;
//! while let Some(frame) = agent.decode(&mut to_agent)? {
//!     if let Message::GetAgentRootPath(_) = agent.decode_message(&frame)? {
//!         let answer = Reply::AgentRootPath(AgentRootPath::new(r"C:\Temp\Otter"));
//!         agent.encode_reply(&answer, fresh(), &mut to_client)?;
//!     }
//! }
//! let frame = product.decode(&mut to_client)?.expect("the answer is complete");
//! assert_eq!(product.decode_reply(&frame)?, Reply::AgentRootPath(AgentRootPath::new(r"C:\Temp\Otter")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Connection::decode`] returns frames that own their memory: up to 64 bytes of data are
//! copied, more share memory with the buffer they came from; nothing is allocated for one.
//! [`Connection::decode_slice`] and, for plain frames in a slice, [`Frames`] lend them and are
//! several times faster. AES works in place with key schedules
//! computed once per connection.
//!
//! # Limits
//!
//! [`Limits`] bounds frames by direction, strings, and the files of an update. Each bound is
//! checked on the announced length, before memory is allocated: a frame that is announced
//! and never sent takes none.
//!
//! Heap that decoding may take in addition to the caller's buffer; the package `fuzz`
//! measures it on hostile streams:
//!
//! | | at most |
//! |---|---|
//! | frames, owned, lent or walked | the shared reference count, 256 bytes per connection |
//! | the same under AES | 2 KiB per connection for the key schedules; frames are decrypted in place |
//! | a [`Message`] or [`Reply`] | 8 × its data and 4 KiB: lists of empty files are the worst, contents share memory with the frame |
//! | a [`FileName`] parsed from a text | 2 × the text |
//!
//! The number of instructions grows linearly with the length of the stream, also when it
//! arrives byte by byte.
//!
//! # Errors
//!
//! * [`DecodeError`]: the peer's bytes are wrong.
//! * [`SessionError`]: the handshake cannot continue.
//! * [`EncodeError`]: the caller's value cannot be encoded.
//!
//! The protocol has no error message, so there is nothing to answer: after either of the
//! first two, close the connection. Frame errors are sticky and end writing too.
//!
//! # Features
//!
//! Nothing is on by default.
//!
//! * `tokio`: [`Connection`], [`FrameDecoder`] and [`FrameEncoder`] implement
//!   `tokio_util::codec::{Decoder, Encoder}`, the connection also for messages and replies;
//!   `Connection::framed` goes on where the [`Handshake`] ended.
//! * `serde`: versions, times, file names and [`Assumptions`] implement serde's traits;
//!   keys, frames and messages do not.
//! * `arbitrary`: frames and messages implement `arbitrary::Arbitrary`.
//!
//! # Interoperability
//!
//! Tested with itself, and with known answers made from the documentation without this
//! crate's code. **Not tested with any agent or product of Inedo.** If you have one, you can
//! help: run `inspect --acknowledgement` on what it answers, and see the README's table of
//! open questions.
//!
//! # Sources
//!
//! The vendor's public documentation: the pages "Network Protocol" in their editions of
//! 2018, 2019 and 2021, the pages on installing and securing agents, and the release
//! notes. `SPEC.md` lists each rule with its source; ids such as INW-012 in code and tests
//! refer to it.

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
pub use crate::assumptions::{Assumptions, IvChain, VersionField};
pub use crate::error::{DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, SessionError, Stage};
pub use crate::file_name::{FileName, ParseFileNameError};
pub use crate::frame::{Direction, Frame, FrameDecoder, FrameEncoder, FrameRef, Frames, Header, Layout};
pub use crate::guid::{GuidOrder, PROTOCOL_ID};
pub use crate::handshake::{Acknowledgement, Announced, Encryption, Hello, ReportedVersion};
pub use crate::iv::{Iv, NextIv};
pub use crate::key::{AesKey, KeySize, ParseKeyError};
pub use crate::limits::Limits;
pub use crate::message::{AgentRootPath, GetAgentRootPath, Message, Reply, UpdateAgent, UpdateFile};
pub use crate::primitive::{Reader, Writer};
pub use crate::session::{
    Agreed, AwaitAcknowledgement, AwaitHello, Client, Connection, DEFAULT_PORT, Event, Greeted,
    HANDSHAKE_TIMEOUT, Handshake, HandshakeIo, Observer, Progress, RequiredEncryption, Role, Server,
    StartTls,
};
pub use crate::ticks::{ParseTicksError, Ticks, TicksRangeError};
#[cfg(feature = "tokio")]
pub use crate::tokio::CodecError;
pub use crate::version::{AgentVersion, ProtocolVersion, Versions};
pub use bytes;
pub use uuid;

/// Compiles and runs the README's examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
