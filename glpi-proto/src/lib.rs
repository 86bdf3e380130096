//! GLPI agent protocol: CONTACT, PROLOG, INVENTORY, tasks and proxies, without I/O,
//! for whoever writes an agent, a compatible server or a proxy.
//!
//! # Scope
//!
//! In scope: what agents (GLPI-Agent, FusionInventory), servers (GLPI 10 and 11, the
//! `glpiinventory` plugin) and proxy agents say to each other over HTTP, headers and
//! bodies. Out of scope: HTTP itself, TLS, Basic authentication, running tasks, and
//! the content of an inventory, which is kept as it comes, byte for byte.
//!
//! The specification describes more than exists, and real programs do more than it
//! describes. Both are here, and each item says which it is:
//!
//! | | specified | in the field |
//! |---|---|---|
//! | CONTACT, INVENTORY, errors, proxies | yes | yes, with differences: [`Compat`] |
//! | PROLOG and REPLY in XML ([`Prolog`], [`Reply`]) | the request | both |
//! | REGISTER, encryption, `jobs` and `credentials` in CONTACT | yes | no |
//! | [`GetParams`], deflate, `OAuth2` ([`oauth`]) | no | yes |
//! | collect, deploy, ESX ([`query`]) | "for the future" | yes, by query string |
//! | netdiscovery, netinventory | "for the future" | yes, as XML jobs: [`ReplyOption`] |
//! | wakeonlan ([`MagicPacket`]) | "for the future" | the agent's half |
//! | remoteinventory, configuration | "for the future" | nothing on the wire |
//!
//! # Picture
//!
//! ```text
//!  bytes            text                values                     decisions
//!  Body ── open ──▶ Payload ── decode ─▶ Request, Response, ──────▶ Exchange, FirstContact,
//!  Headers          JSON or XML          ContactAnswer, query::…    Submission (agent)
//!    ◀───────────────── encode ──────────                           server::Server
//!                                                                   proxy::Proxy
//! ```
//!
//! # A dialogue
//!
//! ```
//! use glpi_proto::server::{Offer, Server};
//! use glpi_proto::*;
//!
//! // The agent says hello.
//! let id: AgentId = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0".parse()?;
//! let contact = Contact::new("laptop-42", "example", "1.0").with_installed_tasks([Task::Inventory]);
//! let body = Request::from(contact).encode(Compression::Zlib)?;
//! let (mut exchange, step) = Exchange::start(Headers::new(id), body);
//! let Step::Send(outgoing) = step else { unreachable!() };
//!
//! // The server reads it and answers in the same compression.
//! let server = Server::new(Limits::DEFAULT, Compat::Spec);
//! let incoming = server.receive(outgoing.method, None, &outgoing.headers, &outgoing.body).unwrap();
//! let Ok(Request::Contact(contact)) = incoming.request() else { unreachable!() };
//! let (status, answer) = Offer::new("11.0.1").answer(&contact, Expiration::from_hours(24), Compat::Spec);
//! let outcome = incoming.answer_contact(status, &answer)?;
//!
//! // The agent takes the answer; a proxy would have said `pending` before.
//! let step = exchange.handle_response(outcome.status, &outcome.headers, &outcome.body)?;
//! let Step::Done(answered) = step else { unreachable!() };
//! let answer = ContactAnswer::decode(&answered.payload)?;
//! let task = answer.tasks.as_ref().and_then(|tasks| tasks.config(&Task::Inventory)).unwrap();
//! assert_eq!(task.server.as_deref(), Some("glpi"));
//! let again = answer.answer.expiration.unwrap().to_duration();
//! assert!(next_run(again, 0x8000_0000) < again);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! [`Limits`] bounds what a peer can make us hold: bytes before and after inflating,
//! the ratio of both, depth, members, elements, proxies. An inventory costs no memory
//! beyond its text, whatever is in it. A proxy has bounds of its own on what it keeps.
//!
//! What the work may take from the heap beside its input; the package `fuzz` measures it
//! on bodies made to cost much:
//!
//! | | at most |
//! |---|---|
//! | opening a body | 4 × what came, 2 × what it may inflate to (the output grows), and 256 KiB; 24 MiB for brotli, whose window alone may have 16 |
//! | an inventory in JSON | 16 KiB: its content stays in the payload |
//! | any other message, read and written again | 480 × the payload and 64 KiB; the worst are empty objects in the lists of answers, three bytes of text each |
//! | headers and the small grammars | 16 × the text and 16 KiB |
//!
//! The number of instructions grows with the length of the input, and no faster. So on a
//! port that is open to all, lower [`Limits::with_elements`].
//!
//! # Errors
//!
//! [`DecodeError`] is about the peer's bytes and knows kind, byte and member;
//! [`SessionError`] about what the peer did; [`EncodeError`] about the caller's value.
//! HTML in the place of a message is told apart: [`DecodeErrorKind::NotTheProtocol`].
//! None of them shows a secret.
//!
//! # Features
//!
//! * `arbitrary`: messages, headers and small values implement `arbitrary::Arbitrary`.
//! * `brotli` (on): bodies compressed with brotli.
//! * `register` (on): REGISTER.
//! * `http`: conversions between [`Headers`] and `http::HeaderMap`.
//!
//! # Interoperability
//!
//! Tested with messages that GLPI-Agent 1.12-dev printed, answers that follow the code
//! of GLPI 10 and 11 and of `glpiinventory` 1.6, the specification's examples, replies
//! for FusionInventory agents, and the example inventories of `inventory_format` 1.2.
//! The FusionInventory agent 2.6 of Debian 12 talked to the example server: PROLOG,
//! inventories in zlib, gzip and plain, jobs for the network and their results.
//! The ledger of all rules, with every deviation, is in `SPEC.md`.

// Says in the published documentation what needs which feature.
#![cfg_attr(docsrs, feature(doc_cfg))]
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

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod agent_id;
#[cfg(feature = "arbitrary")]
mod arbitrary;
mod compat;
mod error;
mod expiration;
mod json;
mod limits;
mod message;
pub mod query;
#[cfg(feature = "register")]
pub mod register;
mod secret;
mod session;
mod transport;
mod xml;

pub use agent_id::{AgentId, ParseAgentIdError};
pub use compat::Compat;
pub use error::{
    DecodeError, DecodeErrorKind, EncodeError, Foreign, InflateFault, LimitExceeded, SessionError, Snippet,
    SyntaxError, Title,
};
pub use expiration::{Expiration, ParseExpirationError, Unit};
pub use json::members::Members;
pub use json::scalar::{Flag, Loose, Scalar};
pub use limits::Limits;
pub use message::{
    Answer, Contact, ContactAnswer, Content, Credential, Credentials, Disabled, GetParams, HttpdPlugin,
    HttpdPlugins, Inventory, Job, Jobs, LegacyAnswer, MacAddress, MagicPacket, OtherRequest, ParamsAnswer,
    ParamsCredential, ParseMacAddressError, Prolog, Reply, ReplyOption, Request, Response, Status, Task,
    TaskConfig, TaskParams, Tasks, Usage, XmlJobsInJson, XmlRequest, oauth, token,
};
pub use secret::Secret;
pub use session::{
    Answered, Contacted, Exchange, FirstContact, Method, Outgoing, ServerKind, Step, Submission, next_run,
    proxy, server, unanswered_delay,
};
pub use transport::body::Body;
pub use transport::compression::Compression;
pub use transport::content_type::{Accept, ContentType, ParseAcceptError};
pub use transport::format::Format;
pub use transport::headers::{HeaderProblem, Headers};
pub use transport::payload::{Payload, Reading, Repair};
pub use transport::proxy_chain::{ParseProxyChainError, ProxyChain, ProxyRefusal};
pub use transport::request_id::{ParseRequestIdError, RequestId};
pub use xml::{Element, Unrecognised};
