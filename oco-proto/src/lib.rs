//! The protocol of OCO agents and servers in all its dialects, with the trust between them:
//! bytes in, values out, no I/O.
//!
//! OCO (Open Computer Orchestration) inventories computers and installs software on
//! them. Its agents talk to `api-agent.php` with a private kind of JSON-RPC over HTTP.
//! Packages come without signature, sealed passwords without integrity check, and all
//! dialects before HMAC show their keys: use TLS.
//!
//! # Scope
//!
//! In scope:
//!
//! * every request and reply of agents since 2020: hello, update, job state, events,
//!   passwords, download, in [five dialects](Dialect). Some members that only the first
//!   releases had are not described, and kept as they are: servers 0.1 send jobs as rows of
//!   their database;
//! * error responses of servers: [`ErrorResponse`];
//! * the proof of requests and replies, for both sides: [`agent::Trust`] and
//!   [`server::Verifier`];
//! * the order of jobs: [`runner::Runner`];
//! * the columns of a real server's database: `Request::check_columns`, feature `columns`.
//!
//! Out of scope: HTTP itself (chunks, compression, TLS), finding the server (DNS:
//! `_oco._tcp`), the administrators' API (`api-client.php`), mobile devices
//! (`api-mdm.php`), and the effects of a job or a policy on a machine.
//!
//! # Picture
//!
//! ```text
//!     agent                                                       server
//!  Request ──Trust::sign──▶ HttpBody ═══ HTTP ══▶ HttpBody ──Verifier::receive──▶ UnverifiedRequest
//!                                                                    verify │ ◀── HostRecord
//!  Verified ◀─Trust::verify── HttpReply ◀═ HTTP ═ HttpReply ◀──answer─ VerifiedRequest
//! ```
//!
//! Members are public fields of types that say what they mean ([`Text`], [`Int`],
//! [`Real`], [`Flag`], [`List`], [`Map`]) and keep the form in which they were written: a
//! number as text, `null`, `[]` for an empty map, or no member at all. So what was read is
//! written again as equal JSON, with one exception on purpose: the misspelt `merics` is
//! written as `metrics`. Unknown members are kept in `extra`, as JSON text. Rows of an
//! update borrow from the body; `into_owned` detaches them.
//!
//! # Example
//!
//! ```
//! use oco_proto::agent::{Trust, Verified};
//! use oco_proto::server::{Entropy, Verifier};
//! use oco_proto::{
//!     Answer, CONTENT_TYPE, Dialect, Hello, HelloReply, Host, KEY_ENTROPY_LEN, RegistrationKey, Request,
//!     SoftwareJob, Timestamp,
//! };
//!
//! // Both sides know the registration key; the agent chooses to trust on first use.
//! let key = RegistrationKey::new("only for the first hello")?;
//! let verifier = Verifier::new(Some(key.clone())).with_self_registration(true);
//! let mut trust = Trust::on_first_use(Dialect::Hmac, key);
//! let now = Timestamp::from_micros(1_800_000_000_000_000);
//!
//! // The agent says hello. Bytes and signature travel together.
//! let hello = Request::hello(Host::new("demo-01"), Hello::new("1.2.0"));
//! let message = trust.sign(&hello, now)?;
//!
//! // The server looks the host up (here: not yet known), checks, stores, answers.
//! let unverified = verifier.receive(Some(CONTENT_TYPE), &message)?;
//! assert_eq!(unverified.host_key(), "demo-01");
//! let random = Entropy::new([23; KEY_ENTROPY_LEN], [42; KEY_ENTROPY_LEN]); // not like this
//! let verified = unverified.verify(None, &random, now)?;
//! let record = verified.record().clone(); // to be stored before the answer is sent
//! let job = SoftwareJob::new(7, 1, "install.sh");
//! let todo = HelloReply { software_jobs: vec![job].into(), ..verified.hello_reply() };
//! let answer = verified.answer(Answer::Hello(todo))?;
//!
//! // The agent checks the proof before anything changes, then takes its own key.
//! let Verified::Reply { reply, keys_offered: true, .. } = trust.verify(&answer)? else { panic!() };
//! let state = trust.accept()?; // to be stored before the next request is sent
//! assert_eq!(state.agent_key, record.agent_key);
//! let Answer::Hello(todo) = reply.answer else { panic!() };
//! assert_eq!(todo.software_jobs[0].procedure.as_str(), Some("install.sh"));
//!
//! // The same bytes once more: refused.
//! let replay = verifier.receive(Some(CONTENT_TYPE), &message)?.verify(Some(&record), &random, now).unwrap_err();
//! assert_eq!(replay.response().status, 401);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! [`Limits`] bounds the bytes and the number of values of a body before any value is
//! built, and its depth before a level is entered.
//!
//! The work takes at most this from the heap in addition to its input; the package `fuzz`
//! measures it on bodies made to cost much:
//!
//! | | at most |
//! |---|---|
//! | a request or a reply, read, detached and written again | 240 × the body and 16 KiB, and not more than 64 × the body and 64 MiB; the worst are empty partitions and jobs, three bytes of text each. Updates of real agents take 1.3 × |
//! | a body over a bound | 16 KiB |
//! | signing, proving, opening a password | 4 × the input and 16 KiB |
//! | links, names, versions | 64 × the text and 16 KiB |
//!
//! The number of instructions grows with the length of the input, and no faster. So on a
//! port that is open to all, lower [`Limits::with_values`].
//!
//! # Errors
//!
//! [`DecodeError`]: the peer's bytes, with path and offset. [`SessionError`]: the
//! peer's behaviour; [`SessionError::response`] and [`server::AdmitError::response`] say
//! what may be answered. [`EncodeError`]: the caller's value. After any error a
//! machine is where it was before, and can go on. No error and no `Debug` shows a key
//! or a password.
//!
//! # Features
//!
//! Nothing is on by default.
//!
//! | feature | adds |
//! |---|---|
//! | `arbitrary` | `arbitrary::Arbitrary` for messages, keys and small values |
//! | `columns` | `Request::check_columns`: the check against the columns of the real server |
//! | `http` | conversions with `http::Request` and `http::Response` |
//! | `serde` | serde's traits for states, records, times and dialects; secrets are serialized only by `expose()` |
//!
//! # Interoperability
//!
//! Checked against exchanges of real agents 0.10.0, 1.1.6 and 1.2.0 with real servers
//! 0.13.1, 1.1.6 and 1.2.2 on Linux: every message is typed without unknown members
//! and written again, every signature verifies, every sealed password opens. Agents on
//! Windows and macOS, HTTP/2 and PHP 7 are covered from the facts of their sources only.
//!
//! # Sources
//!
//! The rules, where they come from, their place in code and tests: `SPEC.md`
//! in this crate's folder. OCO: <https://github.com/schorschii/OCO-Server>.

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
mod body;
#[cfg(feature = "columns")]
mod columns;
mod dialect;
mod error;
mod error_response;
mod foreign;
#[cfg(feature = "http")]
mod http_types;
mod json;
mod limits;
mod message;
mod response;
mod scalar;
mod secret;
mod session;
mod signature;
mod timestamp;
mod wire;

#[cfg(feature = "http")]
pub use ::http;

pub use body::HttpReply;
pub use dialect::{Dialect, Method};
pub use error::{
    DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, SessionError, Snippet, SyntaxError,
};
pub use error_response::{ErrorResponse, Reason};
pub use json::Number;
pub use limits::Limits;
pub use message::{
    Answer, Call, ContainerId, ContainerKind, Device, Download, Event, EventCode, EventQuery, Events, Hello,
    HelloReply, Host, Id, Inventory, JobId, JobKind, JobState, JobStateReply, Login, MACHINE_SCOPE, Network,
    OpenError, PACKAGE_CONTENT_TYPE, PROGRESS_UNPACKING, PackageHead, PackageLink, ParsePolicyNameError,
    Partition, PasswordEntry, PasswordForm, PasswordRule, Passwords, Policies, PolicyName, Printer,
    RETURN_CODE_ABORTED, RETURN_CODE_AGENT_ERROR, Receipt, Reply, Request, Screen, Sealed, Service, Software,
    SoftwareJob, State, Success, User,
};
pub use response::Response;
pub use scalar::{Flag, Int, Real, Scalar, Text};
pub use secret::{AgentKey, Hidden, KEY_ENTROPY_LEN, ParseKeyError, RegistrationKey, Secret, ServerKey};
pub use session::{agent, runner, server};
pub use signature::{
    AGENT_SIGNATURE_HEADER, API_PATH, CONTENT_TYPE, HttpBody, OLD_API_PATH, SERVER_SIGNATURE_HEADER,
    SigningKey,
};
pub use timestamp::{Timestamp, TimestampOutOfRange};
pub use wire::{Any, Extra, List, Map, ParseJsonError, RawJson};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
