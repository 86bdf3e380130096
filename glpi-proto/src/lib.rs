//! GLPI agent protocol without I/O: CONTACT, PROLOG, INVENTORY, tasks and proxies, for agents,
//! compatible servers and proxies.
//!
//! # Scope
//!
//! In scope: what agents (GLPI-Agent, FusionInventory), servers (GLPI 10 and 11, the
//! `glpiinventory` plugin) and proxy agents say to each other over HTTP, headers and
//! bodies. Out of scope: HTTP itself, TLS, Basic authentication, running tasks, the
//! content of an inventory, and the jobs for the network, both of which are kept byte for
//! byte.
//!
//! The specification describes more than exists, and deployed programs do more than it
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
//! This crate carries the XML jobs and their results; `netinv-xml` reads and writes them. The
//! lines that join the two:
//!
//! ```text
//! use std::error::Error;
//!
//! use glpi_proto::Message as _;
//! use netinv_xml::{Document, JobOption, Message, Style};
//!
//! /// Makes the answer to a PROLOG that hands out jobs.
//! pub fn hand_out(options: Vec<JobOption<'static>>) -> Result<glpi_proto::Reply, Box<dyn Error>> {
//!     let jobs = netinv_xml::Reply { options, ..netinv_xml::Reply::default() };
//!     let mut xml = Vec::new();
//!     Document::new(Message::Reply(jobs)).with_style(Style::Line).encode(&mut xml)?;
//!     let limits = glpi_proto::Limits::DEFAULT;
//!     let payload = glpi_proto::Payload::from_text(std::str::from_utf8(&xml)?, &limits)?;
//!     Ok(glpi_proto::Reply::decode(&payload, &limits)?)
//! }
//!
//! /// Reads the jobs in the answer to a PROLOG.
//! pub fn jobs(reply: &glpi_proto::Reply) -> Result<Vec<JobOption<'static>>, Box<dyn Error>> {
//!     let mut xml = Vec::new();
//!     reply.encode(&mut xml)?;
//!     let document = Document::decode(&xml, &netinv_xml::Limits::DEFAULT)?;
//!     match document.into_owned().into_message() {
//!         Message::Reply(reply) => Ok(reply.options),
//!         _ => Ok(Vec::new()),
//!     }
//! }
//! ```
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
//! # Example
//!
//! ```
//! use glpi_proto::server::{Offer, Server};
//! use glpi_proto::{
//!     AgentId, Client, Compat, Compression, Contact, ContactAnswer, Exchange, Expiration, Headers, Limits, Message,
//!     Request, Response, Step, Task, next_run,
//! };
//!
//! // The agent says hello.
//! let id: AgentId = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0".parse()?;
//! let contact = Contact::new("laptop-42", "example", "1.0").with_installed_tasks([Task::Inventory]);
//! let body = Request::from(contact).to_body(Compression::Zlib)?;
//! let (outgoing, mut exchange) = Exchange::<ContactAnswer>::start(&Client::new(Headers::new(id)), body);
//!
//! // The server reads it and answers in the same compression.
//! let server = Server::new(Limits::DEFAULT, Compat::Documented);
//! let incoming = server.receive(outgoing.method, None, &outgoing.headers, &outgoing.body).unwrap();
//! // Where it cannot be read, the error is the answer to send: status, headers and body.
//! let contact = match incoming.request() {
//!     Ok(Request::Contact(contact)) => contact,
//!     Ok(_) => unreachable!("the agent sent a CONTACT"),
//!     Err(refusal) => panic!("send {} and its body", refusal.status),
//! };
//! let day = Expiration::from_hours(24);
//! let (status, answer) = Offer::new("11.0.1").answer(&contact, day, Compat::Documented);
//! let outcome = incoming.answer_contact(status, &answer)?;
//!
//! // The agent takes the answer; a proxy would have said `pending` before.
//! let step = exchange.handle_response(outcome.status, &outcome.headers, &outcome.body)?;
//! let Step::Done(answered) = step else { unreachable!() };
//! let Response::Answer(answer) = answered.response else { unreachable!() };
//! let task = answer.tasks.as_ref().and_then(|tasks| tasks.config(&Task::Inventory)).unwrap();
//! assert_eq!(task.server.as_deref(), Some("glpi"));
//! let again = answer.expiration.unwrap().to_duration();
//! assert!(next_run(again, 0x8000_0000) < again);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! [`Limits`] bounds what a peer can make a program hold: bytes before and after inflating,
//! the ratio of both, depth, members, elements, proxies. An inventory costs no memory
//! beyond its text, whatever is in it. A proxy has bounds of its own on what it keeps.
//!
//! Heap taken at most, besides the input; the package `fuzz` measures it on bodies made to
//! cost much:
//!
//! | | at most |
//! |---|---|
//! | opening a body | 4 × what came, 2 × what it may inflate to (the output grows), and 256 KiB; 24 MiB for brotli, whose window alone may have 16 |
//! | XML that has to be repaired | 64 × the text and 256 KiB; the worst are bare ampersands |
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
//! [`SessionError`] about the peer's behaviour; [`EncodeError`] about the caller's value.
//! HTML in the place of a message is told apart: [`DecodeErrorKind::NotAMessage`].
//! None of them shows a secret.
//!
//! # Features
//!
//! Nothing is on by default.
//!
//! * `arbitrary`: messages, headers and small values implement `arbitrary::Arbitrary`.
//! * `brotli`: bodies compressed with brotli.
//! * `http`: conversions between [`Headers`] and `http::HeaderMap`.
//! * `register`: REGISTER.
//! * `serde`: serde's traits for what is stored or passed on (ids, bodies, states), never for
//!   a secret: a state that holds one is serialized through its method `expose`.
//!
//! # Interoperability
//!
//! Tested with messages that GLPI-Agent 1.12-dev printed, answers that follow the code
//! of GLPI 10 and 11 and of `glpiinventory` 1.6, the specification's examples, replies
//! for FusionInventory agents, and the example inventories of `inventory_format` 1.2.
//! The FusionInventory agent 2.6 of Debian 12 talked to the example server: PROLOG,
//! inventories in zlib, gzip and plain, jobs for the network and their results.
//!
//! # Sources
//!
//! `SPEC.md` is the ledger of all rules, with the source, the code, the test and each
//! deviation.

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

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use bytes;
#[cfg(feature = "http")]
pub use http;
#[cfg(feature = "serde")]
pub use serde_json;
pub use uuid;

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
#[cfg(feature = "serde")]
mod texts;
mod transport;
mod xml;

pub use agent_id::{AgentId, ParseAgentIdError};
pub use compat::Compat;
pub use error::{
    DecodeError, DecodeErrorKind, EncodeError, InflateFault, LimitExceeded, NotAMessage, SessionError,
    Snippet, SyntaxError, Title,
};
pub use expiration::{Expiration, ParseExpirationError, Unit};
pub use json::{Flag, Members, NumberOrText, Scalar};
pub use limits::Limits;
pub use message::{
    Answer, CommonAnswer, Contact, ContactAnswer, Content, Credential, Disabled, GetParams, HttpdPlugin,
    Inventory, Job, LegacyAnswer, MacAddress, MagicPacket, Message, OtherRequest, ParamsAnswer,
    ParamsCredential, ParseMacAddressError, Prolog, Reply, ReplyOption, Request, Response, Status, Task,
    TaskConfig, TaskParams, Tasks, Usage, XmlJobsInJson, XmlRequest, oauth, token,
};
pub use secret::Secret;
pub use session::{
    Answered, Client, Contacted, Exchange, FirstContact, Method, Outgoing, ServerKind, Step, Submission,
    next_run, proxy, server, unanswered_delay,
};
pub use transport::body::Body;
pub use transport::compression::Compression;
pub use transport::content_type::{Accept, ContentType, ParseAcceptError};
pub use transport::format::Format;
pub use transport::headers::{HeaderProblem, Headers};
pub use transport::payload::{Payload, Reading, Repair};
pub use transport::proxy_chain::{ParseProxyChainError, ProxyChain, ProxyRefusal};
pub use transport::request_id::{ParseRequestIdError, RequestId};
pub use xml::{Element, Unrecognised, XmlRepair, XmlRepairKind};
