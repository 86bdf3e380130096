//! The first messages of an agent to a server.

use super::{Answered, Client, Exchange, Outgoing, Step};
use crate::error::{EncodeError, SessionError};
use crate::message::{Answer, Contact, ContactAnswer, Message, Prolog, Reply, Request, Response, Status};
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::format::Format;
use crate::transport::headers::Headers;

/// The knowledge of an agent about its server, kept from run to run.
///
/// Real agents forget it whenever a CONTACT fails, be it for the network, a refusal or an
/// answer of another kind, and begin the next run with PROLOG (GLPI-143). So keep what
/// [`Contacted::kind`] says, and after an error go back to [`Unknown`](Self::Unknown): the
/// server may have been replaced by an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ServerKind {
    /// Nothing yet: PROLOG is sent, which every server understands.
    #[default]
    Unknown,
    /// It answers in JSON: CONTACT is sent.
    Glpi,
    /// It answers in XML alone: PROLOG is sent.
    Legacy,
}

/// CONTACT, or PROLOG to a server that is not known to understand it (GLPI-140).
///
/// ```text
///                         XML, or no answer of the protocol
///             ┌──────────────────────────────────────────────┐
///  Glpi ──▶ CONTACT ── JSON ──▶ done(Glpi)                   ▼
///             ▲                                 Unknown ──▶ PROLOG ── XML ──▶ done(Legacy)
///             │  JSON: pending, or an expiration of 0        │
///             └──────────────────────────────────────────────┤
///                                                            └─ JSON ──▶ done(Glpi)
/// ```
///
/// A server that answers a PROLOG in JSON is a GLPI server; CONTACT is used from
/// the next run on, or at once if the answer says so, as proxies do (GLPI-141). A
/// CONTACT that is answered in XML, or with something else than this protocol,
/// falls back to PROLOG once (GLPI-142). An answer in JSON counts if it says `ok`, and only
/// then (GLPI-144).
#[derive(Debug, Clone)]
pub struct FirstContact {
    client: Client,
    contact: Body,
    prolog: Body,
    exchange: Exchange<ContactAnswer>,
    sent: Sent,
    may_fall_back: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Contact,
    Prolog,
}

/// The result of a first contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contacted {
    /// The server answered CONTACT.
    Glpi(Box<ContactAnswer>),
    /// The server answered PROLOG in JSON: from now on it is
    /// [`ServerKind::Glpi`].
    Switch(Box<ContactAnswer>),
    /// The server answered PROLOG in XML: it is [`ServerKind::Legacy`].
    Legacy(Box<Reply>),
}

impl Contacted {
    /// Returns the kind of server, to be kept.
    #[must_use]
    pub fn kind(&self) -> ServerKind {
        match self {
            Self::Glpi(_) | Self::Switch(_) => ServerKind::Glpi,
            Self::Legacy(_) => ServerKind::Legacy,
        }
    }
}

impl FirstContact {
    /// Begins with the message that the server is known to understand.
    ///
    /// PROLOG has this compression as well; the specification allows it no compression, zlib
    /// and gzip.
    ///
    /// # Errors
    /// If this build cannot write that compression, or the device id holds what
    /// XML cannot carry.
    pub fn start(
        client: &Client,
        contact: Contact,
        compression: Compression,
        kind: ServerKind,
    ) -> Result<(Outgoing, Self), EncodeError> {
        let prolog_compression = match compression {
            Compression::Plain | Compression::Zlib | Compression::Gzip => compression,
            Compression::Deflate | Compression::Brotli => Compression::Zlib,
        };
        let prolog = Request::from(Prolog::new(&contact.device_id)).to_body(prolog_compression)?;
        let contact = Request::from(contact).to_body(compression)?;
        let sent = if kind == ServerKind::Glpi { Sent::Contact } else { Sent::Prolog };
        let body = if sent == Sent::Contact { &contact } else { &prolog };
        let (outgoing, exchange) = Exchange::start(client, body.clone());
        Ok((outgoing, Self { client: client.clone(), contact, prolog, exchange, sent, may_fall_back: true }))
    }

    /// Returns the PROLOG that fetches a plugin's jobs after CONTACT: without the agent's
    /// identity, so that the server answers in XML (GLPI-092). It is to be sent if
    /// [`ContactAnswer::needs_prolog`] says so.
    #[must_use]
    pub fn jobs_request(&self) -> Outgoing {
        let user_agent = self.client.headers.user_agent.clone();
        Outgoing::post(Headers { user_agent, ..Headers::anonymous() }, self.prolog.clone())
    }

    /// Takes the answer.
    ///
    /// # Errors
    /// As [`Exchange::handle_response`], and
    /// [`UnexpectedAnswer`](SessionError::UnexpectedAnswer) if it is not one that servers give
    /// to a CONTACT or a PROLOG. After any of them the server is [`ServerKind::Unknown`].
    pub fn handle_response(
        &mut self,
        status: u16,
        headers: &Headers,
        body: &Body,
    ) -> Result<Step<Contacted>, SessionError> {
        match (self.sent, self.exchange.handle_response(status, headers, body)) {
            (Sent::Contact, Ok(Step::Done(answered))) => self.contacted(answered),
            (Sent::Contact, Err(SessionError::Decode(_))) if self.may_fall_back && !self.is_answer(body) => {
                Ok(self.fall_back())
            }
            (Sent::Contact, Err(SessionError::Refused { .. })) if self.may_fall_back && self.is_xml(body) => {
                Ok(self.fall_back())
            }
            (Sent::Prolog, Ok(Step::Done(answered))) => self.prologued(answered),
            // A server that answers a PROLOG with `pending` wants CONTACT: it is not polled.
            (Sent::Prolog, Ok(Step::Wait(_) | Step::Send(_))) => Ok(self.switch()),
            (Sent::Contact, Ok(Step::Wait(delay))) => Ok(Step::Wait(delay)),
            (Sent::Contact, Ok(Step::Send(outgoing))) => Ok(Step::Send(outgoing)),
            (_, Err(error)) => Err(error),
        }
    }

    /// Returns the GET that asks again, when the time has passed.
    ///
    /// # Errors
    /// If there was nothing to wait for.
    pub fn handle_timeout(&mut self) -> Result<Outgoing, SessionError> {
        self.exchange.handle_timeout()
    }

    fn contacted(&mut self, answered: Answered<ContactAnswer>) -> Result<Step<Contacted>, SessionError> {
        match answered.response {
            Response::Answer(answer) if answer.status == Some(Status::Ok) => {
                Ok(Step::Done(Contacted::Glpi(Box::new(answer))))
            }
            Response::Legacy(_) | Response::Reply(_) if self.may_fall_back => Ok(self.fall_back()),
            Response::Reply(reply) => Ok(Step::Done(Contacted::Legacy(Box::new(reply)))),
            Response::Answer(_) | Response::Legacy(_) => Err(SessionError::UnexpectedAnswer),
        }
    }

    fn prologued(&mut self, answered: Answered<ContactAnswer>) -> Result<Step<Contacted>, SessionError> {
        match answered.response {
            Response::Reply(reply) => Ok(Step::Done(Contacted::Legacy(Box::new(reply)))),
            Response::Answer(answer) if answer.status == Some(Status::Ok) => {
                // GLPI-141: 0 and nothing readable mean "ask properly, now".
                let now = answer.expiration.is_none_or(|delay| delay.to_duration().is_zero());
                Ok(if now { self.switch() } else { Step::Done(Contacted::Switch(Box::new(answer))) })
            }
            Response::Answer(_) | Response::Legacy(_) => Err(SessionError::UnexpectedAnswer),
        }
    }

    fn switch(&mut self) -> Step<Contacted> {
        self.send(Sent::Contact)
    }

    fn fall_back(&mut self) -> Step<Contacted> {
        self.send(Sent::Prolog)
    }

    fn send(&mut self, sent: Sent) -> Step<Contacted> {
        self.sent = sent;
        self.may_fall_back = false;
        let body = if sent == Sent::Contact { &self.contact } else { &self.prolog };
        let (outgoing, exchange) = Exchange::start(&self.client, body.clone());
        self.exchange = exchange;
        Step::Send(outgoing)
    }

    /// Returns true if a body is an answer in JSON, though not a sound one to CONTACT.
    fn is_answer(&self, body: &Body) -> bool {
        let limits = &self.client.limits;
        body.open(limits).is_ok_and(|payload| {
            payload.format() == Format::Json && Response::<Answer>::decode(&payload, limits).is_ok()
        })
    }

    fn is_xml(&self, body: &Body) -> bool {
        body.open(&self.client.limits).is_ok_and(|payload| payload.format() == Format::Xml)
    }
}
