//! One request and its answer, however often it has to be asked for.

use std::marker::PhantomData;
use std::time::Duration;

use super::{Client, Outgoing, Step, schedule};
use crate::agent_id::AgentId;
use crate::compat::Compat;
use crate::error::{DecodeError, DecodeErrorKind, NotAMessage, SessionError, Snippet};
use crate::expiration::Expiration;
use crate::message::{Answer, CommonAnswer, Message, Response, Status};
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
///
/// `A` is the type of the answer in JSON: [`ContactAnswer`](crate::ContactAnswer) and the like.
#[derive(Debug, Clone)]
pub struct Exchange<A = Answer> {
    client: Client,
    request_id: Option<RequestId>,
    polls: u32,
    state: State,
    answer: PhantomData<fn() -> A>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Sent,
    Waiting,
    Over,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<A = Answer> {
    /// The HTTP status. Servers are known to say 400 to what they nevertheless
    /// answer with `ok` (GLPI-124).
    pub status: u16,
    /// The answer's headers.
    pub headers: Headers,
    /// The answer as it came.
    pub body: Body,
    /// The answer.
    pub response: Response<A>,
}

impl<A: CommonAnswer> Exchange<A> {
    /// Maximum number of times that an answer is asked for by GET.
    pub const MAX_POLLS: u32 = 11;

    /// Begins with the POST of a body.
    #[must_use]
    pub fn start(client: &Client, body: Body) -> (Outgoing, Self) {
        let exchange = Self {
            client: client.clone(),
            request_id: client.headers.request_id,
            polls: 0,
            state: State::Sent,
            answer: PhantomData,
        };
        (Outgoing::post(client.headers.clone(), body), exchange)
    }

    /// Returns the number of times that the answer was asked for by GET so far.
    #[must_use]
    pub fn polls(&self) -> u32 {
        self.polls
    }

    /// Returns true if a request is on its way and its answer may come.
    pub(crate) fn is_sent(&self) -> bool {
        self.state == State::Sent
    }

    /// Takes the answer.
    ///
    /// # Errors
    /// If nothing was asked, or the answer cannot be decoded, is for another agent or
    /// encrypted, refuses the request, or was pending too often.
    pub fn handle_response(
        &mut self,
        status: u16,
        headers: &Headers,
        body: &Body,
    ) -> Result<Step<Answered<A>>, SessionError> {
        if self.state != State::Sent {
            return Err(SessionError::OutOfTurn);
        }
        self.state = State::Over;
        check_headers(self.client.headers.agent_id, headers)?;
        let limits = &self.client.limits;
        let payload = match body.open(limits) {
            Ok(payload) => payload,
            Err(error) => return Err(refusal_in_text(status, &error).unwrap_or(SessionError::Decode(error))),
        };
        let response = match Response::decode(&payload, limits) {
            Ok(response) => response,
            Err(error) => return self.undecoded(status, headers, &payload, error),
        };
        if response.status() == Some(&Status::Pending) {
            return self.wait(headers, response.expiration());
        }
        match self.refusal(status, &response) {
            Some(refused) => Err(refused),
            None => {
                Ok(Step::Done(Answered { status, headers: headers.clone(), body: body.clone(), response }))
            }
        }
    }

    /// Returns the GET that asks again, when the time has passed.
    ///
    /// # Errors
    /// If there was nothing to wait for.
    pub fn handle_timeout(&mut self) -> Result<Outgoing, SessionError> {
        if self.state != State::Waiting {
            return Err(SessionError::OutOfTurn);
        }
        Ok(self.poll())
    }

    fn poll(&mut self) -> Outgoing {
        self.state = State::Sent;
        self.polls = self.polls.saturating_add(1);
        Outgoing::poll(Headers { request_id: self.request_id, ..self.client.headers.clone() })
    }

    fn wait(
        &mut self,
        headers: &Headers,
        given: Option<Expiration>,
    ) -> Result<Step<Answered<A>>, SessionError> {
        if self.polls >= Self::MAX_POLLS {
            return Err(SessionError::TooMuchPending(self.polls));
        }
        // GLPI-121: the last answer's id, if it has one.
        self.request_id = headers.request_id.or(self.request_id);
        let delay = given.map_or_else(|| schedule::unanswered_delay(self.polls), |given| given.to_duration());
        let delay = schedule::bounded(delay);
        if delay == Duration::ZERO {
            return Ok(Step::Send(self.poll()));
        }
        self.state = State::Waiting;
        Ok(Step::Wait(delay))
    }

    /// Takes an answer of which a member is wrong: it may be pending or a refusal all the same.
    fn undecoded(
        &mut self,
        status: u16,
        headers: &Headers,
        payload: &Payload<'_>,
        error: DecodeError,
    ) -> Result<Step<Answered<A>>, SessionError> {
        let Ok(response) = Response::<Answer>::decode(payload, &self.client.limits) else {
            return Err(undecodable(status, payload, error));
        };
        if response.status() == Some(&Status::Pending) {
            return self.wait(headers, response.expiration());
        }
        Err(self.refusal(status, &response).unwrap_or(SessionError::Decode(error)))
    }

    fn refusal<B: CommonAnswer>(&self, status: u16, response: &Response<B>) -> Option<SessionError> {
        let good = (200..300).contains(&status);
        let refused = |message: Option<&str>, expiration| SessionError::Refused {
            status,
            message: Snippet::new(message.unwrap_or_default().as_bytes()),
            expiration,
        };
        let is_strict = self.client.compat == Compat::Deployed;
        match response {
            Response::Answer(answer) if answer.is_busy() => {
                Some(SessionError::Busy { expiration: answer.expiration() })
            }
            Response::Answer(answer)
                if answer.status() == Some(&Status::Error)
                    || !good && (answer.status().is_none() || is_strict) =>
            {
                Some(refused(answer.message(), answer.expiration()))
            }
            Response::Reply(reply) if reply.error.is_some() => Some(refused(reply.error.as_deref(), None)),
            Response::Legacy(_) | Response::Reply(_) if !good => Some(refused(None, None)),
            _ => None,
        }
    }
}

/// Refuses an answer for another agent, and an encrypted one (GLPI-127).
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
    SessionError::Refused { status, message: Snippet::new(payload.text().as_bytes()), expiration: None }
}

/// Proxies refuse in plain text, servers with an empty body (GLPI-125).
fn refusal_in_text(status: u16, error: &DecodeError) -> Option<SessionError> {
    let message = match error.kind() {
        DecodeErrorKind::NotAMessage(NotAMessage::Text(message)) => message.clone(),
        DecodeErrorKind::Empty => Snippet::new(b""),
        _ => return None,
    };
    let is_refusal = !(200..300).contains(&status);
    is_refusal.then_some(SessionError::Refused { status, message, expiration: None })
}
