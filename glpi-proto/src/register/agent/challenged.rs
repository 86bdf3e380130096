//! The agent has answered the challenge.

use std::time::Duration;

use subtle::{Choice, ConstantTimeEq};

use crate::message::Status;
use crate::register::agent::registration::{BackOff, Registered};
use crate::register::agent::{Agent, Encryption};
use crate::register::block::{Block, Cipher};
use crate::register::message::{RegisterAnswer, RegisterRequest, Reply};
use crate::register::secret::{CommunicationKey, Nonce};

/// The agent has sent its proof and waits for the server's.
#[derive(Debug)]
#[must_use]
pub struct Challenged {
    agent: Agent,
    answer: Block,
    server: Nonce,
    nonce: Nonce,
    last_key: Option<CommunicationKey>,
    waits: u32,
}

/// The result of the answer to the proof.
#[derive(Debug)]
#[must_use]
pub enum ProofOutcome {
    /// The server proved itself as well.
    Registered(Registered),
    /// The server did not: send the failure.
    Fail(RegisterRequest, ReportFailure),
    /// Wait, then send the same proof again.
    Wait(ProveAgain),
    /// Keep still for a time.
    BackOff(BackOff),
}

/// The proof is on its way through a proxy; the same is due again later.
#[derive(Debug)]
#[must_use]
pub struct ProveAgain {
    challenged: Challenged,
    at: Duration,
}

/// The agent has sent a failure and expects an error that says for how long to
/// be silent.
#[derive(Debug)]
#[must_use]
pub struct ReportFailure {
    agent: Agent,
}

impl Challenged {
    /// Number of times that a proof is pending before the agent gives up (our choice, the
    /// number of polls that real agents make of any answer; GLPI-R27).
    pub const MOST_WAITS: u32 = 12;

    pub(super) fn new(
        agent: Agent,
        cipher: &Cipher,
        server: Nonce,
        nonce: Nonce,
        last_key: Option<CommunicationKey>,
    ) -> (RegisterRequest, Self) {
        let answer = cipher.answer(&server, &nonce);
        let next = Self { agent, answer, server, nonce, last_key, waits: 0 };
        (next.request(), next)
    }

    fn request(&self) -> RegisterRequest {
        RegisterRequest::proof(Reply::Block(self.answer))
    }

    /// Takes the answer to the proof.
    pub fn handle_answer(mut self, answer: &RegisterAnswer, now: Duration) -> ProofOutcome {
        match answer.status {
            Status::Registered => match self.check(answer) {
                Some(key) => ProofOutcome::Registered(self.agent.registered(answer, Some(key), now)),
                None => ProofOutcome::Fail(RegisterRequest::failure(), ReportFailure::new(self.agent)),
            },
            Status::Pending if self.waits < Self::MOST_WAITS => {
                self.waits = self.waits.saturating_add(1);
                let at = self.agent.again(answer, now);
                ProofOutcome::Wait(ProveAgain { challenged: self, at })
            }
            Status::Error => ProofOutcome::BackOff(self.agent.silence(answer, now)),
            _ => ProofOutcome::BackOff(self.agent.rest(now)),
        }
    }

    /// Returns the key, if there is one, of a server that proved itself. All checks are
    /// made, whichever fails.
    fn check(&self, answer: &RegisterAnswer) -> Option<Option<CommunicationKey>> {
        let cipher = self.agent.cipher()?;
        // GLPI-R22: without `challenge` the sender is unknown. The agent's own
        // answer takes its place, which never holds.
        let last = answer.challenge.unwrap_or(self.answer);
        let opened = cipher.open(last);
        // GLPI-R21
        let proven =
            opened.first_half().ct_eq(self.nonce.expose()) & opened.last_half().ct_eq(self.server.expose());
        let (key, good) = match answer.crypto {
            None => (None, Choice::from(u8::from(self.agent.encryption == Encryption::Optional))),
            Some(crypto) => {
                let key = CommunicationKey::from_bytes(*cipher.open(crypto).whole());
                let good = !self.is_known(crypto, last, &key);
                (Some(key), good)
            }
        };
        bool::from(proven & good).then_some(key)
    }

    /// Returns true if what should be a new key is one of the proofs, or the key so far
    /// (GLPI-R25). It is all that can be told: nothing ties the key to the proof.
    fn is_known(&self, crypto: Block, last: Block, key: &CommunicationKey) -> Choice {
        let again = self.last_key.as_ref().map_or(Choice::from(0), |last| last.ct_eq(key));
        crypto.ct_eq(&self.answer) | crypto.ct_eq(&last) | again
    }

    /// Handles an answer that did not come or could not be read. The server may have
    /// registered the agent or not; the agent starts again.
    pub fn handle_no_answer(self, now: Duration) -> BackOff {
        self.agent.rest(now)
    }
}

impl ProveAgain {
    /// Returns the time to send the proof again.
    #[must_use]
    pub fn at(&self) -> Duration {
        self.at
    }

    /// It is time: the proof, and what waits for its answer.
    pub fn handle_timeout(self) -> (RegisterRequest, Challenged) {
        (self.challenged.request(), self.challenged)
    }
}

impl ReportFailure {
    pub(super) fn new(agent: Agent) -> Self {
        Self { agent }
    }

    /// Takes the answer to the failure: usually an error.
    pub fn handle_answer(self, answer: &RegisterAnswer, now: Duration) -> BackOff {
        match answer.status {
            Status::Error => self.agent.silence(answer, now),
            _ => self.agent.rest(now),
        }
    }

    /// Handles an answer that did not come or could not be read.
    pub fn handle_no_answer(self, now: Duration) -> BackOff {
        self.agent.rest(now)
    }
}
