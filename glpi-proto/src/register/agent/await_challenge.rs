//! The agent has sent its first message.

use std::time::Duration;

use subtle::ConstantTimeEq;

use crate::message::Status;
use crate::register::agent::Agent;
use crate::register::agent::challenged::{Challenged, ReportFailure};
use crate::register::agent::registration::{BackOff, Registered};
use crate::register::block::{Block, last_half};
use crate::register::message::{Hello, RegisterAnswer, RegisterRequest};
use crate::register::secret::{CommunicationKey, Nonce};

/// The agent has sent its first message and waits for the answer.
#[derive(Debug)]
#[must_use]
pub struct AwaitChallenge {
    agent: Agent,
    hello: Hello,
    last_key: Option<CommunicationKey>,
}

/// The result of the answer to the first message.
#[derive(Debug)]
#[must_use]
pub enum HelloOutcome {
    /// The challenge is for this agent: send the proof.
    Prove(RegisterRequest, Challenged),
    /// The challenge cannot be answered: send the failure.
    Fail(RegisterRequest, ReportFailure),
    /// Wait, then send the same message again.
    Wait(AskAgain),
    /// Registered as it is, which the agent is content with.
    Registered(Registered),
    /// Keep still for a time.
    BackOff(BackOff),
    /// The nonce equals the server's secret or half the agent's id, by chance or
    /// for want of chance: hand the same answer over again with another
    /// (GLPI-R23).
    DrawAgain(AwaitChallenge),
}

/// The registration is pending; the same message is due again later.
#[derive(Debug)]
#[must_use]
pub struct AskAgain {
    asked: AwaitChallenge,
    at: Duration,
}

impl AwaitChallenge {
    pub(super) fn new(
        agent: Agent,
        hello: Hello,
        last_key: Option<CommunicationKey>,
    ) -> (RegisterRequest, Self) {
        (hello.clone().into(), Self { agent, hello, last_key })
    }

    /// Takes the answer to the first message. `nonce` holds eight fresh random
    /// bytes, which are used if the answer is a challenge.
    pub fn handle_answer(self, answer: &RegisterAnswer, nonce: Nonce, now: Duration) -> HelloOutcome {
        match (&answer.status, answer.asked()) {
            (Status::Pending, Some(challenge)) => self.handle_challenge(challenge, nonce),
            (Status::Pending, None) => {
                let at = self.agent.again(answer, now);
                HelloOutcome::Wait(AskAgain { asked: self, at })
            }
            // GLPI-R26: an agent with a token does not believe a bare word.
            (Status::Registered, _) if self.agent.simple => {
                HelloOutcome::Registered(self.agent.registered(answer, None, now))
            }
            (Status::Error, _) => HelloOutcome::BackOff(self.agent.silence(answer, now)),
            _ => HelloOutcome::BackOff(self.agent.rest(now)),
        }
    }

    fn handle_challenge(self, challenge: Block, nonce: Nonce) -> HelloOutcome {
        let Some(cipher) = self.agent.cipher() else {
            return HelloOutcome::Fail(RegisterRequest::failure(), ReportFailure::new(self.agent));
        };
        let opened = cipher.open(challenge);
        let own_half = last_half(self.agent.id);
        // GLPI-R20
        if !bool::from(opened.last_half().ct_eq(&own_half)) {
            return HelloOutcome::Fail(RegisterRequest::failure(), ReportFailure::new(self.agent));
        }
        let server = Nonce::from_bytes(*opened.first_half());
        // GLPI-R23: either would make one block of the exchange pass for another.
        if bool::from(nonce.ct_eq(&server) | nonce.expose().ct_eq(&own_half)) {
            return HelloOutcome::DrawAgain(self);
        }
        let (request, next) = Challenged::new(self.agent, &cipher, server, nonce, self.last_key);
        HelloOutcome::Prove(request, next)
    }

    /// Handles an answer that did not come or could not be read.
    pub fn handle_no_answer(self, now: Duration) -> BackOff {
        self.agent.rest(now)
    }
}

impl AskAgain {
    /// Returns the time to send the message again.
    #[must_use]
    pub fn at(&self) -> Duration {
        self.at
    }

    /// It is time: the message, and what waits for its answer.
    pub fn handle_timeout(self) -> (RegisterRequest, AwaitChallenge) {
        (self.asked.hello.clone().into(), self.asked)
    }
}
