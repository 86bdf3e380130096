//! Passing messages on between agents and a server.

use std::time::Duration;

use crate::agent_id::AgentId;
use crate::expiration::Expiration;
use crate::message::Status;
use crate::register::agent::{Agent, Challenged, HelloOutcome};
use crate::register::message::{Hello, Needs, RegisterAnswer, RegisterRequest, Reply};
use crate::register::secret::Nonce;
use crate::register::table::Table;
use crate::transport::proxy_chain::{ProxyChain, ProxyRefusal};

/// The registrations that a proxy passes on, a bounded number of them, each
/// until it is done or has taken too long.
#[derive(Debug, Clone)]
pub struct Relay {
    own: AgentId,
    port: u16,
    delay: Expiration,
    patience: Duration,
    most_proxies: usize,
    agent: Option<Agent>,
    table: Table<AgentId, Passage>,
}

/// The reaction of a proxy to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Relayed {
    /// Send `request` on, under the agent's `GLPI-Agent-ID` and with `proxies` as
    /// `GLPI-Proxy-ID`, and `answer` back.
    Forward {
        /// The request for the server.
        request: RegisterRequest,
        /// The proxies it has passed by then.
        proxies: ProxyChain,
        /// The answer for the agent meanwhile.
        answer: RegisterAnswer,
    },
    /// Send this back.
    Answer(RegisterAnswer),
}

/// The reaction of a proxy to its server's answer.
#[expect(clippy::large_enum_variant, reason = "one at a time exists, on its way to the caller")]
#[derive(Debug)]
#[must_use]
pub enum Upstream {
    /// Nothing: it is kept for the agent.
    Kept,
    /// The challenge is for the proxy itself (GLPI-R54): send the request, finish
    /// the exchange with [`Challenged`], and tell the relay with
    /// [`settle`](Relay::settle) what to tell the agent.
    ForUs(RegisterRequest, Challenged),
    /// The challenge is for the proxy itself, and the nonce equals one of its
    /// halves: hand the answer over again with another.
    DrawAgain,
    /// Nobody waits for it.
    Unexpected,
}

/// The progress of an agent's registration.
#[derive(Debug, Clone)]
enum Passage {
    /// The first message is on its way.
    Asked(Hello),
    /// The server wants it again at this time.
    AskAgain(Needs, Duration),
    /// The server's challenge, and when it ends.
    Challenged(RegisterAnswer, Duration),
    /// A proof is on its way.
    Proving(Reply),
    /// The server wants it again at this time.
    ProveAgain(Reply, Duration),
    /// The server's last word, to a proof if there was one.
    Done(Option<Reply>, RegisterAnswer),
}

impl Relay {
    /// Creates a relay with the proxy's own identity.
    #[must_use]
    pub fn new(own: AgentId) -> Self {
        Self {
            own,
            port: 0,
            delay: Expiration::from_secs(10),
            patience: Duration::from_secs(120),
            most_proxies: 5,
            agent: None,
            table: Table::new(10_000),
        }
    }

    /// Sets the port where the proxy can be reached. It takes the place
    /// of the agent's port, unless one of them is 0, which means that it cannot be reached
    /// (GLPI-R52).
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets after what time an agent is to ask again while the server has not
    /// answered. Default 10 seconds, as real proxies begin with.
    #[must_use]
    pub fn with_delay(mut self, delay: Expiration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets how long an answer of the server, or of the agent, is waited for.
    /// Default two minutes (our choice).
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets how many proxies a message may have passed. Default 5 (the
    /// protocol's).
    #[must_use]
    pub fn with_most_proxies(mut self, proxies: usize) -> Self {
        self.most_proxies = proxies;
        self
    }

    /// Sets how many agents can register at a time. Default 10 000 (our choice).
    #[must_use]
    pub fn with_most_agents(mut self, agents: usize) -> Self {
        self.table = Table::new(agents);
        self
    }

    /// Makes the proxy answer a challenge itself when its server
    /// chooses the proxy to prove itself in an agent's stead.
    ///
    /// The server then takes the proxy's word for the agent; so hand only
    /// requests of agents to this relay that the proxy trusts.
    #[must_use]
    pub fn with_agent(mut self, agent: Agent) -> Self {
        self.agent = Some(agent);
        self
    }

    /// Takes a request of `agent` that has passed `proxies`.
    ///
    /// # Errors
    /// If the request has passed this proxy already, comes in its own name, or
    /// has passed too many (GLPI-R53).
    pub fn handle_request(
        &mut self,
        agent: AgentId,
        proxies: &ProxyChain,
        request: &RegisterRequest,
        now: Duration,
    ) -> Result<Relayed, ProxyRefusal> {
        let proxies = proxies.joined_by(self.own, self.most_proxies)?;
        if agent == self.own {
            return Err(ProxyRefusal::Loop);
        }
        let passage = self.table.find(&agent, now);
        let (request, passage) = match request {
            RegisterRequest::Hello(hello) => match on_hello(passage, self.delay, now) {
                Some(answer) => return Ok(Relayed::Answer(answer)),
                None => {
                    let mut hello = hello.clone();
                    // GLPI-R52
                    if hello.port.value() != 0 {
                        hello.port = self.port.into();
                    }
                    (hello.clone().into(), Passage::Asked(hello))
                }
            },
            RegisterRequest::Proof(proof) => match on_proof(passage, &proof.challenge, self.delay, now) {
                Some(answer) => return Ok(Relayed::Answer(answer)),
                None => (request.clone(), Passage::Proving(proof.challenge.clone())),
            },
        };
        let answer = RegisterAnswer::pending(Needs::ServerValidation, self.delay);
        if self.keep(agent, passage, now) {
            Ok(Relayed::Forward { request, proxies, answer })
        } else {
            // GLPI-R35: the agent asks again, and by then there may be room.
            Ok(Relayed::Answer(answer))
        }
    }

    fn keep(&mut self, agent: AgentId, passage: Passage, now: Duration) -> bool {
        let patience = now.saturating_add(self.patience);
        let end = match &passage {
            Passage::AskAgain(_, until) | Passage::ProveAgain(_, until) => {
                until.saturating_add(self.patience)
            }
            Passage::Challenged(_, until) => *until,
            _ => patience,
        };
        self.table.insert(agent, end, passage, now)
    }

    /// Takes the server's answer to a request of `agent` that was sent on. `nonce`
    /// holds eight fresh random bytes, used if the challenge is for the proxy.
    pub fn handle_answer(
        &mut self,
        agent: AgentId,
        answer: &RegisterAnswer,
        nonce: Nonce,
        now: Duration,
    ) -> Upstream {
        let delay = answer.expiration.unwrap_or(self.delay).to_duration();
        let at = now.saturating_add(delay);
        let passage = match self.table.find(&agent, now) {
            Some(Passage::Asked(hello)) => {
                if let Some(ours) = self.agent.as_ref().and_then(|own| for_us(own, hello, answer, nonce, now))
                {
                    return ours;
                }
                match answer.status {
                    _ if answer.asked().is_some() => Passage::Challenged(answer.clone(), at),
                    Status::Pending => {
                        let needs = answer.needs.clone().unwrap_or(Needs::ServerValidation);
                        Passage::AskAgain(needs, at)
                    }
                    _ => Passage::Done(None, answer.clone()),
                }
            }
            Some(Passage::Proving(reply)) => match answer.status {
                Status::Pending => Passage::ProveAgain(reply.clone(), at),
                _ => Passage::Done(Some(reply.clone()), answer.clone()),
            },
            _ => return Upstream::Unexpected,
        };
        self.keep(agent, passage, now);
        Upstream::Kept
    }

    /// The server did not answer a request of `agent`: its next one is sent on
    /// again.
    pub fn handle_no_answer(&mut self, agent: AgentId) {
        self.table.take(&agent);
    }

    /// Says what the agent is told for whom the proxy proved itself.
    pub fn settle(&mut self, agent: AgentId, answer: RegisterAnswer, now: Duration) {
        self.keep(agent, Passage::Done(None, answer), now);
    }

    /// Returns the number of agents that are registering.
    #[must_use]
    pub fn agents(&self) -> usize {
        self.table.len()
    }
}

/// The answer to a first message, `None` if it is to be sent on.
fn on_hello(passage: Option<&Passage>, delay: Expiration, now: Duration) -> Option<RegisterAnswer> {
    match passage? {
        // The last word waits for the sender of the proof; a peer that starts again in
        // its name must not take it away.
        Passage::Asked(_) | Passage::Proving(_) | Passage::Done(Some(_), _) => {
            Some(RegisterAnswer::pending(Needs::ServerValidation, delay))
        }
        Passage::AskAgain(needs, at) => {
            rest(*at, now).map(|rest| RegisterAnswer::pending(needs.clone(), rest))
        }
        // GLPI-R50: as the server gave it, for what is left of its life.
        Passage::Challenged(answer, end) => {
            rest(*end, now).map(|rest| RegisterAnswer { expiration: Some(rest), ..answer.clone() })
        }
        Passage::ProveAgain(_, at) => {
            rest(*at, now).map(|rest| RegisterAnswer::pending(Needs::ServerValidation, rest))
        }
        Passage::Done(None, answer) => Some(answer.clone()),
    }
}

/// The answer to a proof, `None` if it is to be sent on (GLPI-R51).
fn on_proof(
    passage: Option<&Passage>,
    reply: &Reply,
    delay: Expiration,
    now: Duration,
) -> Option<RegisterAnswer> {
    let pending = |delay| Some(RegisterAnswer::new(Status::Pending, delay));
    match passage? {
        Passage::Challenged(..) | Passage::Done(None, _) => None,
        Passage::ProveAgain(own, at) if own == reply => rest(*at, now).and_then(pending),
        Passage::Done(Some(own), answer) if own == reply => Some(answer.clone()),
        // Another proof than the one that is on its way, perhaps another peer's:
        // it must not disturb the first.
        _ => pending(delay),
    }
}

/// The time until `at` in whole seconds, `None` if it has come.
fn rest(at: Duration, now: Duration) -> Option<Expiration> {
    let rest = at.checked_sub(now).filter(|rest| !rest.is_zero())?;
    Some(Expiration::from_secs(rest.as_secs().max(1)))
}

/// Handles a challenge for the proxy itself.
fn for_us(
    own: &Agent,
    hello: &Hello,
    answer: &RegisterAnswer,
    nonce: Nonce,
    now: Duration,
) -> Option<Upstream> {
    answer.asked()?;
    let (_, asked) = own.start(hello.clone());
    match asked.handle_answer(answer, nonce, now) {
        HelloOutcome::Prove(request, challenged) => Some(Upstream::ForUs(request, challenged)),
        HelloOutcome::DrawAgain(_) => Some(Upstream::DrawAgain),
        _ => None,
    }
}
