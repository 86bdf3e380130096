//! One request and its answer, however often it has to be asked for.

use std::time::Duration;

use super::{Outgoing, Step, schedule};
use crate::agent_id::AgentId;
use crate::compat::Compat;
use crate::error::{DecodeError, DecodeErrorKind, Foreign, SessionError, Snippet};
use crate::limits::Limits;
use crate::message::{Answer, Response, Status};
use crate::transport::body::Body;
use crate::transport::format::Format;
use crate::transport::headers::Headers;
use crate::transport::payload::Payload;
use crate::transport::request_id::RequestId;

/// A request that is sent once by POST and then, while the answer is `pending`,
/// asked for by GET (GLPI-120).
///
/// ```text
///            start             pending            handle_timeout
///  (start) ────────▶ POST sent ────────▶ waiting ────────────────▶ GET sent
///                        │                  ▲                         │
///                        │ answer           └───────── pending ───────┤ answer
///                        ▼                                            ▼
///                      done ◀──────────────────────────────────────────
/// ```
///
/// The GET names the request by the id of the last answer, which may be another
/// than the agent's own (GLPI-121). After 11 GETs it gives up (GLPI-122). Without
/// a delay in the answer the pauses grow: 1, 2, 4 seconds and so on up to a minute
/// (GLPI-123).
///
/// An error never leaves the machine: what the caller may do after one is to
/// start again.
#[derive(Debug, Clone)]
pub struct Exchange {
    headers: Headers,
    request_id: Option<RequestId>,
    polls: u32,
    state: State,
    limits: Limits,
    compat: Compat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Sent,
    Waiting,
    Over,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The HTTP status. Servers are known to say 400 to what they nevertheless
    /// answer with `ok` (GLPI-124).
    pub status: u16,
    /// The answer's headers.
    pub headers: Headers,
    /// The answer as it came.
    pub body: Body,
    /// The answer's text, for the answer's own type:
    /// [`ContactAnswer::decode`](crate::ContactAnswer::decode) and the like.
    pub payload: Payload<'static>,
    /// The answer as far as it can be read without knowing what was asked.
    pub response: Response,
}

impl Exchange {
    /// How often an answer is asked for by GET.
    pub const MAX_POLLS: u32 = 11;

    /// Begins with the POST of a body.
    pub fn start(headers: Headers, body: Body) -> (Self, Step) {
        Self::start_with(headers, body, Limits::DEFAULT, Compat::Spec)
    }

    /// As [`start`](Self::start), with the caller's bounds on answers.
    ///
    /// With [`Compat::Real`] an answer with an HTTP status other than 2xx is an
    /// error whatever its body says, as it is to real agents; else the body's
    /// status decides and the HTTP status counts where there is none.
    pub fn start_with(headers: Headers, body: Body, limits: Limits, compat: Compat) -> (Self, Step) {
        let request_id = headers.request_id;
        let outgoing = Outgoing::post(headers.clone(), body);
        (Self { headers, request_id, polls: 0, state: State::Sent, limits, compat }, Step::Send(outgoing))
    }

    /// The same with the caller's bounds on answers.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How often the answer was asked for by GET so far.
    #[must_use]
    pub fn polls(&self) -> u32 {
        self.polls
    }

    /// Whether a request is on its way, whose answer may come.
    pub(crate) fn is_sent(&self) -> bool {
        self.state == State::Sent
    }

    /// Takes what came back.
    ///
    /// # Errors
    /// If nothing was asked, the answer is none, is for another agent or
    /// encrypted, refuses the request, or was pending too often.
    pub fn handle_response(
        &mut self,
        status: u16,
        headers: &Headers,
        body: &Body,
    ) -> Result<Step, SessionError> {
        if self.state != State::Sent {
            return Err(SessionError::OutOfTurn);
        }
        self.state = State::Over;
        check_headers(self.headers.agent_id, headers)?;
        let payload = match body.open(&self.limits) {
            Ok(payload) => payload.into_owned(),
            Err(error) => return Err(refusal_in_text(status, &error).unwrap_or(SessionError::Decode(error))),
        };
        let response = Response::decode(&payload).map_err(|error| undecodable(status, &payload, error))?;
        if response.status() == Some(&Status::Pending) {
            return self.wait(headers, &response);
        }
        if let Some(refused) = self.refusal(status, &response) {
            return Err(refused);
        }
        let (headers, body) = (headers.clone(), body.clone());
        Ok(Step::Done(Answered { status, headers, body, payload, response }))
    }

    /// Goes on when the time has passed.
    ///
    /// # Errors
    /// If there was nothing to wait for.
    pub fn handle_timeout(&mut self) -> Result<Step, SessionError> {
        if self.state != State::Waiting {
            return Err(SessionError::OutOfTurn);
        }
        Ok(self.poll())
    }

    fn poll(&mut self) -> Step {
        self.state = State::Sent;
        self.polls = self.polls.saturating_add(1);
        Step::Send(Outgoing::poll(Headers { request_id: self.request_id, ..self.headers.clone() }))
    }

    fn wait(&mut self, headers: &Headers, response: &Response) -> Result<Step, SessionError> {
        if self.polls >= Self::MAX_POLLS {
            return Err(SessionError::TooMuchPending(self.polls));
        }
        // GLPI-121: the last answer's id, if it has one.
        self.request_id = headers.request_id.or(self.request_id);
        let given = match response {
            Response::Answer(answer) => answer.expiration,
            Response::Reply(reply) => reply.expiration,
            Response::Legacy(_) => None,
        };
        let delay = given.map_or_else(|| schedule::unanswered_delay(self.polls), |given| given.to_duration());
        let delay = schedule::bounded(delay);
        if delay == Duration::ZERO {
            return Ok(self.poll());
        }
        self.state = State::Waiting;
        Ok(Step::Wait(delay))
    }

    fn refusal(&self, status: u16, response: &Response) -> Option<SessionError> {
        let good = (200..300).contains(&status);
        let refused = |message: Option<&str>, answer: Option<&Answer>| SessionError::Refused {
            status,
            message: Snippet::of(message.unwrap_or_default().as_bytes()),
            expiration: answer.and_then(|answer| answer.expiration),
        };
        match response {
            Response::Answer(answer) if answer.is_busy() => {
                Some(SessionError::Busy { expiration: answer.expiration })
            }
            Response::Answer(answer) if answer.status == Some(Status::Error) => {
                Some(refused(answer.message.as_deref(), Some(answer)))
            }
            Response::Reply(reply) if reply.error.is_some() => Some(refused(reply.error.as_deref(), None)),
            Response::Answer(answer) if !good && (answer.status.is_none() || self.compat == Compat::Real) => {
                Some(refused(answer.message.as_deref(), Some(answer)))
            }
            Response::Legacy(_) | Response::Reply(_) if !good => Some(refused(None, None)),
            _ => None,
        }
    }
}

/// An answer for somebody else, or one that nobody here can decrypt (GLPI-127).
fn check_headers(own: Option<AgentId>, headers: &Headers) -> Result<(), SessionError> {
    if headers.crypto_key_id.is_some() {
        return Err(SessionError::Encrypted);
    }
    match (own, headers.agent_id) {
        (Some(own), Some(theirs)) if own != theirs => Err(SessionError::NotForUs),
        _ => Ok(()),
    }
}

/// A refusal in JSON that is not the protocol's, as gateways write it (GLPI-125).
fn undecodable(status: u16, payload: &Payload<'_>, error: DecodeError) -> SessionError {
    let is_refusal = !(200..300).contains(&status) && payload.format() == Format::Json;
    if !is_refusal || error.is_limit() {
        return SessionError::Decode(error);
    }
    SessionError::Refused { status, message: Snippet::of(payload.text().as_bytes()), expiration: None }
}

/// Proxies refuse in plain text, servers with an empty body (GLPI-125).
fn refusal_in_text(status: u16, error: &DecodeError) -> Option<SessionError> {
    let message = match error.kind() {
        DecodeErrorKind::NotTheProtocol(Foreign::Text(message)) => message.clone(),
        DecodeErrorKind::Empty => Snippet::of(b""),
        _ => return None,
    };
    let is_refusal = !(200..300).contains(&status);
    is_refusal.then_some(SessionError::Refused { status, message, expiration: None })
}
