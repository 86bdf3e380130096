//! Dialogues, without I/O: each is told what happened and says what to do next.
//!
//! ```text
//!   agent                        proxy                         server
//!   FirstContact, Submission     proxy::Proxy                  server::Server
//!     └─ Exchange  ── POST ──▶     ├─ 202 pending, an id
//!                                  └─ Exchange  ── POST ──▶      request → answer
//!                  ── GET, id ─▶   the answer, once  ◀────────   200
//! ```
//!
//! Time and randomness are arguments: a point in time is the [`Duration`] since some moment
//! of the caller's choice, and waiting is a value.

mod client;
mod exchange;
mod first_contact;
pub mod proxy;
mod response;
mod schedule;
pub mod server;
mod submission;

use std::time::Duration;

pub use client::Client;
pub use exchange::{Answered, Exchange};
pub use first_contact::{Contacted, FirstContact, ServerKind};
pub use schedule::{next_run, unanswered_delay};
pub use submission::Submission;

use crate::transport::body::Body;
use crate::transport::headers::Headers;

/// The HTTP method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// Any other, which is not answered in this protocol.
    Other,
}

/// A request to be sent, always to the one address that the dialogue is with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// The headers; the content type is the body's.
    pub headers: Headers,
    /// The body; empty with GET.
    pub body: Body,
}

/// The next step of a dialogue.
#[expect(clippy::large_enum_variant, reason = "one at a time exists, on its way to the caller")]
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Step<T> {
    /// Send this, and tell `handle_response` what comes back.
    Send(Outgoing),
    /// Wait that long, then call `handle_timeout` and send what it returns.
    Wait(Duration),
    /// The dialogue is over, with this result.
    Done(T),
}

impl Method {
    /// Returns the method as it is written in a request; `None` for [`Method::Other`].
    #[must_use]
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Get => Some("GET"),
            Self::Post => Some("POST"),
            Self::Other => None,
        }
    }
}

impl From<&str> for Method {
    fn from(text: &str) -> Self {
        match text {
            "GET" => Self::Get,
            "POST" => Self::Post,
            _ => Self::Other,
        }
    }
}

impl Outgoing {
    /// Creates the POST of a body.
    #[must_use]
    pub fn post(headers: Headers, body: Body) -> Self {
        let content_type = body.content_type().cloned();
        Self { method: Method::Post, headers: Headers { content_type, ..headers }, body }
    }

    /// Creates a GET that asks for the answer to an earlier request.
    pub(crate) fn poll(headers: Headers) -> Self {
        let headers = Headers { content_type: None, ..headers };
        Self { method: Method::Get, headers, body: Body::default() }
    }
}
