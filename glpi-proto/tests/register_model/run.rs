//! An agent's run. Its machines cannot be copied, for nobody should answer twice, so a
//! world remembers what the agent was told and brings the machine back by telling it again.

use std::time::Duration;

use glpi_proto::register::agent::{
    Agent, AskAgain, AwaitChallenge, Challenged, HelloOutcome, ProofOutcome, ProveAgain, Registered,
    ReportFailure,
};
use glpi_proto::register::{Block, ByteOrder, Cipher, Hello, Nonce, RegisterAnswer, RegisterRequest, Token};

use super::Check;

/// An agent, and the token that the model knows of it.
#[derive(Debug, Clone)]
pub(super) struct Own {
    pub(super) agent: Agent,
    pub(super) token: Token,
}

/// A run as everything that the agent was told since it began.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    renewed: Option<Registered>,
    told: Vec<Told>,
}

#[derive(Debug, Clone)]
enum Told {
    Answer(Box<RegisterAnswer>, [u8; 8], Duration),
    Timeout,
}

/// The result of an answer.
#[derive(Debug)]
pub(super) enum Next {
    /// The run goes on; a proof was sent if there is one.
    Prove(RegisterRequest),
    Fail,
    Wait,
    BackOff,
    Registered(Registered),
    DrawAgain,
}

enum Machine {
    Asked(AwaitChallenge),
    AskAgain(AskAgain),
    Challenged(Challenged),
    ProveAgain(ProveAgain),
    ReportFailure(ReportFailure),
    Over,
}

impl Run {
    pub(super) fn renewing(registered: Registered) -> Self {
        Self { renewed: Some(registered), told: Vec::new() }
    }

    /// Lets the time pass that the agent waits for.
    pub(super) fn wait(&mut self) {
        self.told.push(Told::Timeout);
    }

    /// Tells the agent an answer and keeps it.
    pub(super) fn tell(
        &mut self,
        own: &Own,
        answer: &RegisterAnswer,
        nonce: [u8; 8],
        now: Duration,
        without: Option<Check>,
    ) -> Next {
        let answer = self.believed(own, answer, without);
        let (machine, next) = step(self.machine(own), &answer, nonce, now);
        drop(machine);
        self.told.push(Told::Answer(Box::new(answer), nonce, now));
        next
    }

    /// Returns true if the agent would believe an answer to its proof.
    pub(super) fn believes(
        &self,
        own: &Own,
        answer: &RegisterAnswer,
        now: Duration,
        without: Option<Check>,
    ) -> bool {
        let answer = self.believed(own, answer, without);
        matches!(step(self.machine(own), &answer, [0; 8], now).1, Next::Registered(_))
    }

    /// The answer that an agent without the last check (GLPI-R21) takes this one for: the
    /// one with the true proof in it.
    fn believed(&self, own: &Own, answer: &RegisterAnswer, without: Option<Check>) -> RegisterAnswer {
        let proof = if without == Some(Check::Final) { self.true_proof(own) } else { None };
        RegisterAnswer { challenge: proof.or(answer.challenge), ..answer.clone() }
    }

    fn true_proof(&self, own: &Own) -> Option<Block> {
        let challenged = |told: &Told| match told {
            Told::Answer(answer, nonce, _) => Some((answer.asked()?, *nonce)),
            Told::Timeout => None,
        };
        let (challenge, nonce) = self.told.iter().find_map(challenged)?;
        let cipher = Cipher::new(&own.token, ByteOrder::Text);
        let server = Nonce::from_bytes(*cipher.open(challenge).first_half());
        Some(cipher.last(&Nonce::from_bytes(nonce), &server))
    }

    fn machine(&self, own: &Own) -> Machine {
        let hello = Hello::new("pc", "example", "1.0");
        let (_, asked) = match &self.renewed {
            Some(registered) => own.agent.renew(hello, registered),
            None => own.agent.start(hello),
        };
        let told = self.told.iter();
        told.fold(Machine::Asked(asked), |machine, told| match (machine, told) {
            (Machine::AskAgain(wait), Told::Timeout) => Machine::Asked(wait.handle_timeout().1),
            (Machine::ProveAgain(wait), Told::Timeout) => Machine::Challenged(wait.handle_timeout().1),
            (machine, Told::Timeout) => machine,
            (machine, Told::Answer(answer, nonce, now)) => step(machine, answer, *nonce, *now).0,
        })
    }
}

fn step(machine: Machine, answer: &RegisterAnswer, nonce: [u8; 8], now: Duration) -> (Machine, Next) {
    match machine {
        Machine::Asked(asked) => match asked.handle_answer(answer, Nonce::from_bytes(nonce), now) {
            HelloOutcome::Prove(request, next) => (Machine::Challenged(next), Next::Prove(request)),
            HelloOutcome::Fail(_, next) => (Machine::ReportFailure(next), Next::Fail),
            HelloOutcome::Wait(next) => (Machine::AskAgain(next), Next::Wait),
            HelloOutcome::BackOff(_) => (Machine::Over, Next::BackOff),
            HelloOutcome::Registered(registered) => (Machine::Over, Next::Registered(registered)),
            HelloOutcome::DrawAgain(next) => (Machine::Asked(next), Next::DrawAgain),
        },
        Machine::Challenged(challenged) => match challenged.handle_answer(answer, now) {
            ProofOutcome::Registered(registered) => (Machine::Over, Next::Registered(registered)),
            ProofOutcome::Fail(_, next) => (Machine::ReportFailure(next), Next::Fail),
            ProofOutcome::Wait(next) => (Machine::ProveAgain(next), Next::Wait),
            ProofOutcome::BackOff(_) => (Machine::Over, Next::BackOff),
        },
        Machine::ReportFailure(failing) => {
            let _ = failing.handle_answer(answer, now);
            (Machine::Over, Next::BackOff)
        }
        waiting => (waiting, Next::BackOff),
    }
}
