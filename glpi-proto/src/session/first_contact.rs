//! An agent's first words to a server.

use super::{Answered, Exchange, Outgoing, Step};
use crate::error::{EncodeError, SessionError};
use crate::limits::Limits;
use crate::message::{Contact, ContactAnswer, Prolog, Reply, Request, Response, Status};
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::format::Format;
use crate::transport::headers::Headers;

/// What an agent knows of its server; it keeps that from run to run.
///
/// Real agents forget it whenever a CONTACT fails, be it for the network, a refusal or an
/// answer that is none, and begin the next run with PROLOG (GLPI-143). So keep what
/// [`Contacted::kind`] says, and after an error go back to [`Unknown`](Self::Unknown): the
/// server may have been replaced by an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
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
    headers: Headers,
    contact: Body,
    prolog: Body,
    exchange: Exchange,
    saying: Saying,
    may_fall_back: bool,
    limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saying {
    Contact,
    Prolog,
}

/// What came of a first contact.
#[expect(clippy::large_enum_variant, reason = "one at a time exists, on its way to the caller")]
#[derive(Debug, Clone, PartialEq)]
pub enum Contacted {
    /// More is to be done; never [`Step::Done`].
    Step(Step),
    /// The server answered CONTACT.
    Glpi(Box<ContactAnswer>),
    /// The server answered PROLOG in JSON: from now on it is
    /// [`ServerKind::Glpi`].
    Switch(Box<ContactAnswer>),
    /// The server answered PROLOG in XML: it is [`ServerKind::Legacy`].
    Legacy(Box<Reply>),
}

impl Contacted {
    /// What to remember of the server.
    #[must_use]
    pub fn kind(&self) -> Option<ServerKind> {
        match self {
            Self::Step(_) => None,
            Self::Glpi(_) | Self::Switch(_) => Some(ServerKind::Glpi),
            Self::Legacy(_) => Some(ServerKind::Legacy),
        }
    }
}

impl FirstContact {
    /// Begins with what the server is known to understand.
    ///
    /// PROLOG is compressed as said, too; the specification allows it none, zlib
    /// and gzip.
    ///
    /// # Errors
    /// If this build cannot write that compression, or the device id holds what
    /// XML cannot carry.
    pub fn start(
        headers: Headers,
        contact: Contact,
        compression: Compression,
        kind: ServerKind,
    ) -> Result<(Self, Step), EncodeError> {
        let prolog_compression = match compression {
            Compression::Plain | Compression::Zlib | Compression::Gzip => compression,
            Compression::Deflate | Compression::Brotli => Compression::Zlib,
        };
        let prolog = Request::from(Prolog::new(&contact.device_id)).encode(prolog_compression)?;
        let contact = Request::from(contact).encode(compression)?;
        let saying = if kind == ServerKind::Glpi { Saying::Contact } else { Saying::Prolog };
        let body = if saying == Saying::Contact { &contact } else { &prolog };
        let (exchange, step) = Exchange::start(headers.clone(), body.clone());
        Ok((
            Self { headers, contact, prolog, exchange, saying, may_fall_back: true, limits: Limits::DEFAULT },
            step,
        ))
    }

    /// The same with the caller's bounds on answers.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.exchange = self.exchange.with_limits(limits);
        self.limits = limits;
        self
    }

    /// The PROLOG that fetches a plugin's jobs after CONTACT: without the agent's
    /// identity, so that the server answers in XML (GLPI-092). It is to be sent if
    /// [`ContactAnswer::needs_prolog`] says so.
    #[must_use]
    pub fn jobs_request(&self) -> Outgoing {
        let user_agent = self.headers.user_agent.clone();
        Outgoing::post(Headers { user_agent, ..Headers::anonymous() }, self.prolog.clone())
    }

    /// Takes what came back.
    ///
    /// # Errors
    /// As [`Exchange::handle_response`], and [`Unfit`](SessionError::Unfit) if the server
    /// says something else than servers say to a CONTACT or a PROLOG. After any of them the
    /// server is [`ServerKind::Unknown`].
    pub fn handle_response(
        &mut self,
        status: u16,
        headers: &Headers,
        body: &Body,
    ) -> Result<Contacted, SessionError> {
        let step = match (self.saying, self.exchange.handle_response(status, headers, body)) {
            (Saying::Contact, Ok(Step::Done(answered))) => return self.contacted(answered),
            (Saying::Contact, Err(SessionError::Decode(_))) if self.may_fall_back => self.fall_back(),
            (Saying::Contact, Err(SessionError::Refused { .. }))
                if self.may_fall_back && is_xml(body, &self.limits) =>
            {
                self.fall_back()
            }
            (Saying::Prolog, Ok(Step::Done(answered))) => return self.prologued(answered),
            // Whoever answers a PROLOG with `pending` wants CONTACT: it is not polled.
            (Saying::Prolog, Ok(Step::Wait(_) | Step::Send(_))) => self.switch(),
            (_, step) => step?,
        };
        Ok(Contacted::Step(step))
    }

    /// Goes on when the time has passed.
    ///
    /// # Errors
    /// If there was nothing to wait for.
    pub fn handle_timeout(&mut self) -> Result<Step, SessionError> {
        self.exchange.handle_timeout()
    }

    fn contacted(&mut self, answered: Answered) -> Result<Contacted, SessionError> {
        match answered.response {
            Response::Answer(answer) if answer.status == Some(Status::Ok) => {
                Ok(Contacted::Glpi(Box::new(ContactAnswer::decode(&answered.payload)?)))
            }
            Response::Legacy(_) | Response::Reply(_) if self.may_fall_back => {
                Ok(Contacted::Step(self.fall_back()))
            }
            Response::Reply(reply) => Ok(Contacted::Legacy(Box::new(reply))),
            Response::Answer(_) | Response::Legacy(_) => Err(SessionError::Unfit),
        }
    }

    fn prologued(&mut self, answered: Answered) -> Result<Contacted, SessionError> {
        match answered.response {
            Response::Reply(reply) => Ok(Contacted::Legacy(Box::new(reply))),
            Response::Answer(answer) if answer.status == Some(Status::Ok) => {
                // GLPI-141: 0 and nothing readable mean "ask properly, now".
                let now = answer.expiration.is_none_or(|delay| delay.to_duration().is_zero());
                if now {
                    return Ok(Contacted::Step(self.switch()));
                }
                Ok(Contacted::Switch(Box::new(ContactAnswer::decode(&answered.payload)?)))
            }
            Response::Answer(_) | Response::Legacy(_) => Err(SessionError::Unfit),
        }
    }

    fn switch(&mut self) -> Step {
        self.say(Saying::Contact, false)
    }

    fn fall_back(&mut self) -> Step {
        self.say(Saying::Prolog, false)
    }

    fn say(&mut self, saying: Saying, may_fall_back: bool) -> Step {
        self.saying = saying;
        self.may_fall_back = may_fall_back;
        let body = if saying == Saying::Contact { &self.contact } else { &self.prolog };
        let (exchange, step) = Exchange::start(self.headers.clone(), body.clone());
        self.exchange = exchange.with_limits(self.limits);
        step
    }
}

fn is_xml(body: &Body, limits: &Limits) -> bool {
    body.open(limits).is_ok_and(|payload| payload.format() == Format::Xml)
}
