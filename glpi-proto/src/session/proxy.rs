//! The proxy's side: take a request, forward it, hand out the answer once.
//!
//! ```text
//!  POST ─▶ handle_request ─▶ 202 pending, id     (the agent comes back with GET, id)
//!              │
//!              └─▶ Forward ──▶ upstream ──▶ handle_upstream ──▶ Wait / Send  (upstream is pending)
//!                                                │                  │
//!                                                ▼                  └─ handle_timeout ─▶ Send GET
//!                                          the answer is kept
//!  GET, id ─▶ handle_request ─▶ the answer, byte for byte, once, to the agent that asked
//! ```
//!
//! A proxy in front of another proxy polls that one (GLPI-165), which real proxies
//! do not: their agents poll until they give up.

mod judge;
pub mod reason;
mod store;

use std::collections::VecDeque;
use std::time::Duration;

use super::server::Outcome;
use super::{Client, Exchange, Method, Outgoing, Step};
use crate::agent_id::AgentId;
use crate::compat::Compat;
use crate::error::SessionError;
use crate::expiration::Expiration;
use crate::limits::{self, Limits};
use crate::message::{Answer, Message, Reply};
use crate::query::Query;
use crate::transport::body::Body;
use crate::transport::content_type::ContentType;
use crate::transport::headers::{self, Headers};
use crate::transport::proxy_chain::ProxyRefusal;
use crate::transport::request_id::RequestId;
use judge::Judgement;
use store::{Entry, Store};

/// A proxy agent.
///
/// It knows who asked for what; what is sent and received is the caller's, and so
/// are clock and randomness. Nothing is held for ever: an answer that is not
/// fetched is dropped after an hour, and there is a bound on how many are held
/// and how large they are together (GLPI-164). Where there are too many, answers that were
/// not fetched make room, the oldest first; requests that wait for upstream do not.
#[derive(Debug)]
pub struct Proxy {
    id: AgentId,
    limits: Limits,
    compat: Compat,
    user_agent: Option<String>,
    /// In hours.
    prolog_freq: u64,
    store: Store,
    /// The duration of the last forwards, in seconds.
    durations: VecDeque<u64>,
}

/// A proxy that takes requests from one source: see [`Proxy::from_source`].
#[derive(Debug)]
pub struct Source<'p> {
    proxy: &'p mut Proxy,
    source: Option<u128>,
}

/// A request is answered, or forwarded with these proxies in its way. The latter is answered at
/// once where its sender does not come back.
enum Decision {
    Answer(Outcome),
    Forward(crate::ProxyChain, Option<Outcome>),
}

/// The reaction of a proxy to a request.
#[derive(Debug)]
#[must_use]
pub struct Handled {
    /// The answer, to be sent at once.
    pub answer: Outcome,
    /// The request to be forwarded, if there is one.
    pub forward: Option<Forward>,
}

/// A request to be forwarded.
#[derive(Debug)]
pub struct Forward {
    /// By which the proxy knows it.
    pub id: RequestId,
    /// The request for upstream.
    pub outgoing: Outgoing,
}

/// The reaction of a proxy to an answer from upstream.
#[expect(clippy::large_enum_variant, reason = "one at a time exists, on its way to the caller")]
#[derive(Debug, PartialEq)]
#[must_use]
pub enum Upstream {
    /// Upstream is pending: wait that long, then call [`Proxy::handle_timeout`].
    Wait(Duration),
    /// Upstream is pending: ask again at once.
    Send(Outgoing),
    /// The answer is kept for its agent.
    Kept,
    /// Nobody waits for it (any more).
    Dropped,
}

impl Proxy {
    /// The number of forwards of which the promised delay is made.
    const REMEMBERED: usize = 30;
    /// The delay that is promised before the first answer, in seconds.
    const FIRST_PROMISE: u64 = 10;

    /// The default hours until agents come again.
    const PROLOG_FREQ: u64 = 24;

    /// Creates a proxy with this identity. [`Compat::Deployed`] refuses what real proxies refuse, as
    /// they do: without a message and with their status codes, where the specification
    /// asks for others.
    #[must_use]
    pub fn new(id: AgentId, limits: Limits, compat: Compat) -> Self {
        Self {
            id,
            limits,
            compat,
            user_agent: None,
            prolog_freq: Self::PROLOG_FREQ,
            store: Store::default(),
            durations: VecDeque::new(),
        }
    }

    /// Sets the hours until agents come again: in the answer to a PROLOG in
    /// XML, and, with [`Compat::Deployed`], after a failed forward (GLPI-166). 24 by default.
    #[must_use]
    pub fn with_prolog_freq(mut self, hours: u64) -> Self {
        self.prolog_freq = hours;
        self
    }

    /// Sets the name of the proxy for upstream.
    #[must_use]
    pub fn with_user_agent(mut self, text: &str) -> Self {
        self.user_agent = Some(text.to_owned());
        self
    }

    /// Sets the maximum number of requests that are held at once; 1000 by
    /// default.
    #[must_use]
    pub fn with_capacity(mut self, requests: usize) -> Self {
        self.store.capacity = requests;
        self
    }

    /// Sets the maximum number of requests that are held at once of one agent; 16 by default.
    /// An agent has one at a time, unless its answers are lost on the way.
    #[must_use]
    pub fn with_agent_share(mut self, requests: usize) -> Self {
        self.store.agent_share = requests;
        self
    }

    /// Sets the maximum number of requests that are held at once of one
    /// [source](Self::from_source); 100 by default. Agents choose their ids themselves, so
    /// that this bound alone keeps a single host from taking all places.
    #[must_use]
    pub fn with_source_share(mut self, requests: usize) -> Self {
        self.store.source_share = requests;
        self
    }

    /// Sets the maximum size in bytes of all answers that are held; 256 MiB
    /// by default.
    #[must_use]
    pub fn with_kept_bytes(mut self, bytes: usize) -> Self {
        self.store.max_bytes = bytes;
        self
    }

    /// Returns the number of requests that are held.
    #[must_use]
    pub fn held(&self) -> usize {
        self.store.len()
    }

    /// Names the source of a request, such as the address that it came from as a number, of
    /// IPv6 the network alone. Requests without a source share all places.
    pub fn from_source(&mut self, source: u128) -> Source<'_> {
        Source { proxy: self, source: Some(source) }
    }

    /// Takes a request from a source that is not named. `query` is the part of the address after `?`, `now` the time since
    /// some moment of the caller's choice, `fresh` four random bytes.
    pub fn handle_request(
        &mut self,
        method: Method,
        query: Option<&str>,
        headers: &Headers,
        body: &Body,
        now: Duration,
        fresh: [u8; 4],
    ) -> Handled {
        let mut source = Source { proxy: self, source: None };
        source.handle_request(method, query, headers, body, now, fresh)
    }

    /// Decides what to do with a request: the answer, and the proxies that it has passed if
    /// it is to be forwarded.
    fn decide(
        &mut self,
        method: Method,
        query: Option<&str>,
        headers: &Headers,
        body: &Body,
        now: Duration,
    ) -> Decision {
        self.store.drop_old(now);
        // GLPI-160: who has been here before, or has come too far, goes no further.
        let proxies = match headers.proxies.joined_by(self.id, self.limits.proxies()) {
            Ok(_) if headers.has_problem(headers::name::PROXY_ID) => {
                return Decision::Answer(self.refuse_text(headers, 400, reason::REQUEST));
            }
            Ok(proxies) => proxies,
            Err(refusal) => return Decision::Answer(self.refuse_chain(headers, refusal)),
        };
        match (method, headers.request_id, query.filter(|query| !query.is_empty())) {
            (Method::Get, Some(id), _) => return Decision::Answer(self.hand_out(id, headers)),
            // GLPI-161: the older protocol ends here.
            (_, _, Some(query)) if is_get_config(query) => {
                return Decision::Answer(json_outcome(200, headers, &Answer::default()));
            }
            (Method::Post, _, None) => {}
            // GLPI-169: real proxies look at it as at a POST.
            (Method::Get, None, None) if self.compat == Compat::Deployed => {}
            _ => return Decision::Answer(self.refuse_text(headers, 403, reason::REQUEST)),
        }
        let answer = match judge::judge(headers, body, &self.limits, self.compat) {
            Judgement::Refuse(reason) => return Decision::Answer(self.refuse_text(headers, 403, reason)),
            Judgement::AskForContact => {
                let pending = Answer::pending(Expiration::from_hours(0));
                return Decision::Answer(json_outcome(202, headers, &pending));
            }
            Judgement::AnswerProlog => {
                return Decision::Answer(xml_outcome(headers, &Reply::prolog(self.prolog_freq)));
            }
            Judgement::Forward => None,
            Judgement::ForwardAndForget => Some(xml_outcome(headers, &Reply::default())),
        };
        Decision::Forward(proxies, answer)
    }

    /// Takes what upstream answered to the request known as `id`. An answer while
    /// nothing is asked is dropped.
    pub fn handle_upstream(
        &mut self,
        id: RequestId,
        status: u16,
        headers: &Headers,
        body: &Body,
        now: Duration,
    ) -> Upstream {
        let Some(entry) = self.store.waiting(id) else {
            return Upstream::Dropped;
        };
        // Nothing was asked, so this cannot be the answer.
        if !entry.exchange.is_sent() {
            return Upstream::Dropped;
        }
        let took = now.saturating_sub(entry.since).as_secs();
        // What is too long to be read is too long to be kept as well, encrypted or not.
        if limits::check("body length", body.bytes().len() as u64, self.limits.body_len()).is_err() {
            return self.handle_failure(id, now);
        }
        // An encrypted answer is the agent's alone to read.
        let readable = headers.crypto_key_id.is_none();
        let step = if readable {
            entry.exchange.handle_response(status, headers, body)
        } else {
            Err(SessionError::Encrypted)
        };
        match step {
            Ok(Step::Wait(delay)) => Upstream::Wait(delay),
            Ok(Step::Send(outgoing)) => Upstream::Send(outgoing),
            Err(SessionError::TooMuchPending(_)) => self.handle_failure(id, now),
            Err(SessionError::NotForUs) => self.handle_failure(id, now),
            // Whatever else it is, it is the agent's to judge: it gets what came.
            Ok(Step::Done(_)) | Err(_) => {
                self.remember(took);
                let kept = Headers { crypto_key_id: headers.crypto_key_id, ..Headers::default() };
                self.keep(id, status, kept, body.clone())
            }
        }
    }

    /// Returns the GET that asks upstream again when the time has passed, if an answer is
    /// still wanted.
    pub fn handle_timeout(&mut self, id: RequestId) -> Option<Outgoing> {
        self.store.waiting(id)?.exchange.handle_timeout().ok()
    }

    /// Upstream could not be reached, or never came to an end (GLPI-166).
    pub fn handle_failure(&mut self, id: RequestId, now: Duration) -> Upstream {
        let Some(entry) = self.store.waiting(id) else {
            return Upstream::Dropped;
        };
        let took = now.saturating_sub(entry.since).as_secs();
        self.remember(took);
        let (status, hours) = match self.compat {
            Compat::Documented => (502, 1),
            Compat::Deployed => (200, self.prolog_freq),
        };
        let answer = Answer::error("server0 forward failure").with_expiration(Expiration::from_hours(hours));
        let body = answer.to_body(crate::Compression::Plain).unwrap_or_default();
        self.keep(id, status, Headers::default(), body)
    }

    fn keep(&mut self, id: RequestId, status: u16, headers: Headers, body: Body) -> Upstream {
        match self.store.keep(id, status, headers, body) {
            true => Upstream::Kept,
            false => Upstream::Dropped,
        }
    }

    /// Returns the answer to a GET (GLPI-163): for the agent that asked, and once.
    fn hand_out(&mut self, id: RequestId, headers: &Headers) -> Outcome {
        match self.store.hand_out(id, headers.agent_id) {
            store::HandedOut::Unknown => text_outcome(404, headers, reason::UNKNOWN),
            store::HandedOut::Waiting => self.pending(id, headers),
            store::HandedOut::Ready(kept) => {
                let headers = Headers {
                    content_type: kept.body.content_type().cloned(),
                    crypto_key_id: kept.headers.crypto_key_id,
                    ..answer_headers(headers)
                };
                Outcome { status: kept.status, headers, body: kept.body }
            }
        }
    }

    fn pending(&self, id: RequestId, headers: &Headers) -> Outcome {
        // Never 0: an agent told "at once" would use up its polls in a moment.
        let worst = self.durations.iter().copied().max().unwrap_or(Self::FIRST_PROMISE).max(1);
        let answer = Answer::pending(Expiration::from_secs(worst));
        let mut outcome = json_outcome(202, headers, &answer);
        outcome.headers.request_id = Some(id);
        outcome
    }

    fn remember(&mut self, seconds: u64) {
        if self.durations.len() == Self::REMEMBERED {
            self.durations.pop_front();
        }
        self.durations.push_back(seconds);
    }

    fn refuse_chain(&self, headers: &Headers, refusal: ProxyRefusal) -> Outcome {
        let answer = match self.compat {
            Compat::Documented => Answer::error(refusal.message()),
            Compat::Deployed => Answer::new(crate::Status::Error),
        };
        json_outcome(refusal.status(self.compat), headers, &answer)
    }

    fn refuse_text(&self, headers: &Headers, status: u16, reason: &str) -> Outcome {
        match self.compat {
            Compat::Documented => json_outcome(status, headers, &Answer::error(reason)),
            Compat::Deployed => text_outcome(status, headers, reason),
        }
    }
}

impl Source<'_> {
    /// Takes a request, as [`Proxy::handle_request`] does.
    pub fn handle_request(
        &mut self,
        method: Method,
        query: Option<&str>,
        headers: &Headers,
        body: &Body,
        now: Duration,
        fresh: [u8; 4],
    ) -> Handled {
        match self.proxy.decide(method, query, headers, body, now) {
            Decision::Answer(answer) => Handled { answer, forward: None },
            Decision::Forward(proxies, answer) => self.forward(headers, proxies, body, now, fresh, answer),
        }
    }

    /// Takes a request in; `answer` where its sender does not come back for one.
    fn forward(
        &mut self,
        headers: &Headers,
        proxies: crate::ProxyChain,
        body: &Body,
        now: Duration,
        fresh: [u8; 4],
        answer: Option<Outcome>,
    ) -> Handled {
        let proxy = &mut *self.proxy;
        if !proxy.store.make_room(headers.agent_id, self.source) {
            return Handled { answer: proxy.refuse_text(headers, 429, reason::TOO_MANY), forward: None };
        }
        let id = proxy.store.free_id(fresh);
        let upstream = Headers {
            agent_id: headers.agent_id,
            crypto_key_id: headers.crypto_key_id,
            proxies,
            no_cache: true,
            user_agent: proxy.user_agent.clone(),
            ..Headers::default()
        };
        let client = Client::new(upstream).with_limits(proxy.limits);
        let (outgoing, exchange) = Exchange::start(&client, body.clone());
        let answer = answer.unwrap_or_else(|| proxy.pending(id, headers));
        proxy.store.insert(id, Entry::new(headers.agent_id, self.source, exchange, now));
        Handled { answer, forward: Some(Forward { id, outgoing }) }
    }
}

fn is_get_config(query: &str) -> bool {
    query.parse::<Query>().is_ok_and(|query| query.action() == "getConfig")
}

fn answer_headers(request: &Headers) -> Headers {
    Headers {
        agent_id: request.agent_id,
        request_id: request.request_id,
        no_cache: true,
        ..Headers::default()
    }
}

/// Proxies answer plain JSON whatever the request's compression (GLPI-167).
fn json_outcome(status: u16, request: &Headers, answer: &Answer) -> Outcome {
    let body = answer.to_body(crate::Compression::Plain).unwrap_or_default();
    with_body(status, request, body)
}

fn xml_outcome(request: &Headers, reply: &Reply) -> Outcome {
    with_body(200, request, reply.to_body(crate::Compression::Plain).unwrap_or_default())
}

fn text_outcome(status: u16, request: &Headers, reason: &str) -> Outcome {
    with_body(status, request, Body::new(ContentType::TEXT, reason.to_owned()))
}

fn with_body(status: u16, request: &Headers, body: Body) -> Outcome {
    let content_type = body.content_type().cloned();
    Outcome { status, headers: Headers { content_type, ..answer_headers(request) }, body }
}
