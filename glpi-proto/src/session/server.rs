//! The server's side: which answer, with which status, headers and compression.
//!
//! ```text
//!  method, query, headers, body ──▶ Server::receive ──▶ Incoming ──▶ request() ──▶ Request
//!                                        │                 │
//!                                        ▼                 ▼
//!                                      Reject            Incoming::answer…  ──▶ Outcome
//! ```
//!
//! The answer has the request's compression and format, repeats its agent id and
//! request id, and nothing else of it (GLPI-030, GLPI-150).

mod contact;
pub mod reason;

pub use contact::Offer;

use super::Method;
use crate::compat::Compat;
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::expiration::Expiration;
use crate::limits::Limits;
use crate::message::{Answer, ContactAnswer, LegacyAnswer, Message, Reply, Request, Response, token};
use crate::query::Query;
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::content_type::ContentType;
use crate::transport::format::Format;
use crate::transport::headers::Headers;
use crate::transport::payload::Payload;
use crate::xml;

/// A server: its bounds and its rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct Server {
    limits: Limits,
    compat: Compat,
}

/// An answer to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The HTTP status.
    pub status: u16,
    /// The headers; the content type is the body's.
    pub headers: Headers,
    /// The body.
    pub body: Body,
}

/// A request that could be opened.
#[derive(Debug)]
pub struct Incoming<'b> {
    payload: Payload<'b>,
    headers: Headers,
    /// A mark that there was a `GLPI-Agent-ID`, readable or not.
    named: bool,
    limits: Limits,
    compat: Compat,
}

/// The hours for which an error holds, as real servers say (GLPI-151).
const ERROR_HOURS: u64 = 24;
/// Maximum number of characters of a message that are sent (GLPI-152).
const MESSAGE_CHARS: usize = 250;

impl Server {
    /// Creates a server with these bounds. [`Compat::Documented`] says the specification's
    /// error tokens, [`Compat::Deployed`] the texts of real servers.
    #[must_use]
    pub fn new(limits: Limits, compat: Compat) -> Self {
        Self { limits, compat }
    }

    /// Opens a request. `query` is the part of the address after `?`.
    ///
    /// # Errors
    /// The answer, where there is nothing else to do: a method other than POST
    /// (GLPI-153), an encrypted body (GLPI-154), a body that cannot be read
    /// (GLPI-155).
    pub fn receive<'b>(
        &self,
        method: Method,
        query: Option<&str>,
        headers: &Headers,
        body: &'b Body,
    ) -> Result<Incoming<'b>, Box<Outcome>> {
        let echo = echoed(headers);
        if method != Method::Post {
            let query = query.and_then(|query| query.parse::<Query>().ok());
            let asks_config = query.is_some_and(|query| query.action() == "getConfig");
            return Err(Box::new(match asks_config && method == Method::Get {
                true => self.refuse(400, "Protocol not supported", Format::Json, Compression::Plain, &echo),
                false => Outcome { status: 405, headers: echo, body: Body::default() },
            }));
        }
        let plain = |status, message: &str| {
            Box::new(self.refuse(status, message, Format::Json, Compression::Plain, &echo))
        };
        if headers.crypto_key_id.is_some() {
            return Err(plain(400, "encrypted requests are not supported"));
        }
        match body.open(&self.limits) {
            Ok(payload) => Ok(Incoming {
                payload,
                headers: echo,
                named: headers.has_agent_id(),
                limits: self.limits,
                compat: self.compat,
            }),
            Err(error) => Err(Box::new(self.unreadable(&error, body, &echo))),
        }
    }

    /// Returns the answer to a body that cannot be read.
    fn unreadable(&self, error: &DecodeError, body: &Body, echo: &Headers) -> Outcome {
        let declared = body.content_type().and_then(ContentType::format);
        let compression = body.content_type().and_then(ContentType::compression).unwrap_or_default();
        if let DecodeErrorKind::Unavailable(_) = error.kind() {
            let message = match self.compat {
                Compat::Documented => token::UNSUPPORTED_CONTENT_TYPE,
                Compat::Deployed => "Unsupported compression",
            };
            return self.refuse(415, message, Format::Json, Compression::Plain, echo);
        }
        let status = if error.is_limit() { 413 } else { 400 };
        match (self.compat, declared) {
            // Real servers take for XML whatever does not begin with `{`.
            (Compat::Deployed, Some(Format::Json)) => {
                self.refuse(status, NO_JSON, Format::Json, compression, echo)
            }
            (Compat::Deployed, _) => self.refuse(status, NO_XML, Format::Xml, compression, echo),
            (Compat::Documented, _) => {
                self.refuse(status, token::MALFORMED_JSON, Format::Json, compression, echo)
            }
        }
    }

    fn refuse(
        &self,
        status: u16,
        message: &str,
        format: Format,
        compression: Compression,
        echo: &Headers,
    ) -> Outcome {
        let answer = match format {
            Format::Json => Response::from(error(message)),
            Format::Xml => {
                Response::from(Reply::error(&cut(message).replace(|c| !xml::is_carried(c), "\u{fffd}")))
            }
        };
        // Only a missing feature can fail here, and it does not in the plainest form.
        let body =
            answer.to_body(compression).or_else(|_| error("request refused").to_body(Compression::Plain));
        outcome(status, echo, body.unwrap_or_default())
    }
}

const NO_JSON: &str = "JSON not well formed!";
const NO_XML: &str = "XML not well formed!";

fn error(message: &str) -> Answer {
    Answer::error(&cut(message)).with_expiration(Expiration::from_hours(ERROR_HOURS))
}

fn cut(message: &str) -> String {
    message.chars().take(MESSAGE_CHARS).collect()
}

/// The headers that an answer repeats, and those that it has anyway.
fn echoed(headers: &Headers) -> Headers {
    Headers {
        agent_id: headers.agent_id,
        request_id: headers.request_id,
        no_cache: true,
        ..Headers::default()
    }
}

fn outcome(status: u16, echo: &Headers, body: Body) -> Outcome {
    let content_type = body.content_type().cloned();
    Outcome { status, headers: Headers { content_type, ..echo.clone() }, body }
}

impl Incoming<'_> {
    /// Returns the request.
    ///
    /// # Errors
    /// The answer: HTTP 400, or 413 for a limit (GLPI-155).
    pub fn request(&self) -> Result<Request<'_>, Box<Outcome>> {
        Request::decode(&self.payload, &self.limits).map_err(|error| Box::new(self.undecodable(&error)))
    }

    /// Returns the opened body.
    #[must_use]
    pub fn payload(&self) -> &Payload<'_> {
        &self.payload
    }

    fn undecodable(&self, error: &DecodeError) -> Outcome {
        let status = if error.is_limit() { 413 } else { 400 };
        let syntax = matches!(
            error.kind(),
            DecodeErrorKind::Syntax(_) | DecodeErrorKind::TrailingData(_) | DecodeErrorKind::NotUtf8
        );
        let message = match (self.compat, syntax, self.payload.format()) {
            (Compat::Documented, true, _) => token::MALFORMED_JSON.to_owned(),
            (Compat::Documented, false, _) => token::BAD_FORMAT.to_owned(),
            (Compat::Deployed, true, Format::Json) => NO_JSON.to_owned(),
            (Compat::Deployed, _, Format::Xml) => NO_XML.to_owned(),
            (Compat::Deployed, false, Format::Json) => {
                format!("JSON does not validate. Violations:\n{error}")
            }
        };
        self.refuse(status, &message)
    }

    /// Returns the answer to CONTACT (GLPI-156): 200, or for an unknown task the 400 with
    /// `ok` of real servers.
    ///
    /// # Errors
    /// If a plugin's text cannot be written.
    pub fn answer_contact(&self, status: u16, answer: &ContactAnswer) -> Result<Outcome, EncodeError> {
        Ok(outcome(status, &self.headers, self.recoded(answer.to_body(self.payload.compression())?)))
    }

    /// Returns the answer to a PROLOG (GLPI-157): in JSON if the agent said who it is, else
    /// in XML with the jobs of `reply`, or in the words of XML for one in JSON.
    ///
    /// # Errors
    /// If a text of `reply` holds what XML cannot carry.
    pub fn answer_prolog(&self, hours: u64, reply: Reply) -> Result<Outcome, EncodeError> {
        if self.named {
            return self.answer(200, &Answer::ok().with_expiration(Expiration::from_hours(hours)).into());
        }
        match self.payload.format() {
            Format::Xml => {
                let start = Reply::prolog(hours);
                let reply = Reply { prolog_freq: start.prolog_freq, response: start.response, ..reply };
                self.answer(200, &reply.into())
            }
            Format::Json => {
                let answer = LegacyAnswer { prolog_freq: Some(hours.into()), ..LegacyAnswer::send() };
                self.answer(200, &answer.into())
            }
        }
    }

    /// Returns the answer to an inventory that was taken, in the form that goes with the
    /// request's (GLPI-074).
    ///
    /// # Errors
    /// Never in practice: all four forms can be written.
    pub fn answer_inventory(&self, expiration: Expiration) -> Result<Outcome, EncodeError> {
        let answer = match (self.payload.format(), self.named) {
            (Format::Json, true) => Response::from(Answer::ok().with_expiration(expiration)),
            (Format::Json, false) => Response::from(LegacyAnswer::send()),
            (Format::Xml, false) => Response::from(Reply::send()),
            (Format::Xml, true) => Response::from(Reply::ok(expiration)),
        };
        self.answer(200, &answer)
    }

    /// Any other answer.
    ///
    /// # Errors
    /// If a text of it cannot be written.
    pub fn answer(&self, status: u16, response: &Response) -> Result<Outcome, EncodeError> {
        Ok(outcome(status, &self.headers, self.recoded(response.to_body(self.payload.compression())?)))
    }

    /// Returns an error in the request's format, cut to 250 characters.
    #[must_use]
    pub fn refuse(&self, status: u16, message: &str) -> Outcome {
        let server = Server { compat: self.compat, limits: Limits::DEFAULT };
        server.refuse(status, message, self.payload.format(), self.payload.compression(), &self.headers)
    }

    /// Creates the answer to an action that is not served: HTTP 501 (GLPI-158).
    #[must_use]
    pub fn refuse_action(&self, action: &str) -> Outcome {
        self.refuse(501, &format!("Query '{action}' is not supported."))
    }

    /// Returns the answer to a missing or wrong authorization: HTTP 401, in JSON whatever
    /// the request is in (GLPI-159); [`reason`] has what real servers say. The caller adds
    /// `WWW-Authenticate`.
    #[must_use]
    pub fn refuse_unauthorized(&self, message: &str) -> Outcome {
        let server = Server { compat: self.compat, limits: Limits::DEFAULT };
        server.refuse(401, message, Format::Json, self.payload.compression(), &self.headers)
    }

    /// "Busy": the agent is to send the same again later (GLPI-126).
    #[must_use]
    pub fn refuse_busy(&self, expiration: Expiration) -> Outcome {
        let answer = Answer::error(token::BUSY_SERVER).with_expiration(expiration);
        let body = answer.to_body(self.payload.compression()).unwrap_or_default();
        outcome(503, &self.headers, self.recoded(body))
    }

    /// Gives a body the content type that real servers give it.
    fn recoded(&self, body: Body) -> Body {
        if self.compat == Compat::Deployed && self.payload.compression() == Compression::Brotli {
            let short = ContentType::new_for(Compression::Brotli, Format::Json, Compat::Deployed);
            return Body::new(short, body.bytes().clone());
        }
        body
    }
}
