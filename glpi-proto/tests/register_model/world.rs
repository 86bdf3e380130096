//! The sides, the attacker, and what each of them may do next.

mod view;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use crate::agent_id::AgentId;
use crate::expiration::Expiration;
use crate::message::Status;
use crate::register::agent::{
    Agent, AskAgain, Asked, Challenged, Encryption, Failing, HelloOutcome, ProofOutcome, ProveAgain,
    Registered,
};
use crate::register::block::Block;
use crate::register::message::{Hello, Needs, RegisterAnswer, RegisterRequest, Reply};
use crate::register::proxy::{Relay, Upstream};
use crate::register::secret::{CommunicationKey, Nonce, Token};
use crate::register::server::{Server, Settings, Subject, TokenId, Verdict};
use crate::transport::headers::Headers;
use crate::transport::proxy_chain::ProxyChain;

/// Who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scene {
    /// Agents A and B with one token, and their server.
    Direct,
    /// Agent A without a token, a relay that proves itself for it, agent B with
    /// the relay's token, and a server.
    Vouching,
    /// Agent A with a guard's token, the guard which is an agent of the server
    /// with a token of its own, and the server.
    Guarded,
}

/// Something that the attacker lets happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// An agent begins a run, or repeats its message after a wait.
    Speak(usize),
    /// An agent gets an answer.
    Answer(usize, Status1, Option<Block>, Option<Block>),
    /// A server gets a first message in the name of subject number so-and-so.
    Hello(usize, usize),
    /// A server gets a proof, `None` for a failure.
    Proof(usize, usize, Option<Block>),
    /// The relay gets a first message of A.
    RelayHello,
    /// The relay gets a challenge for A.
    RelayAnswer(Block),
    /// Forty seconds pass; a challenge lives sixty.
    Tick,
}

/// The statuses that an answer can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status1 {
    Registered,
    Pending,
    Error,
}

/// Where an agent is.
#[derive(Debug, Clone)]
enum Side {
    Idle,
    Asked(Asked),
    AskAgain(AskAgain),
    Challenged(Challenged, Block),
    ProveAgain(ProveAgain, Block),
    Failing(Failing),
    Done(Registered, Block),
}

#[derive(Debug, Clone)]
struct Party {
    agent: Agent,
    side: Side,
    runs: u8,
    /// The key of the run before, which the agent remembers.
    last_key: Option<[u8; 16]>,
}

/// What really happened: a server took an answer.
#[derive(Debug, Clone)]
struct Taken {
    subject: Subject,
    answer: Block,
    last: Block,
    crypto: Option<Block>,
}

#[derive(Debug, Clone)]
struct Site {
    server: Server,
    /// Whom it serves, with which token.
    subjects: Vec<(Subject, Token)>,
    /// The challenges it made, for which subject and when.
    made: Vec<(usize, Block, Duration)>,
    taken: Vec<Taken>,
}

/// All sides, and what the attacker knows. What a step does not touch is shared
/// with the world before it.
#[derive(Debug, Clone)]
pub(super) struct World {
    parties: Vec<Rc<Party>>,
    sites: Vec<Rc<Site>>,
    relay: Option<Rc<Relay>>,
    known: Rc<BTreeSet<Block>>,
    /// Which agent really answered what: target and block.
    answered: Vec<(AgentId, Block)>,
    now: Duration,
}

const LIFE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_secs(40);
const MOST_RUNS: u8 = 2;
const MOST_MADE: usize = 2;
const JUNK: Block = Block::from_bytes([0xee; 16]);
/// The relay's own half of an exchange is that of party number 1.
const PROXY: usize = 1;

fn id(number: u8) -> AgentId {
    AgentId::from_bytes([number; 16])
}

fn token(number: u8) -> Token {
    Token::from_bytes([number; 16]).unwrap()
}

fn hello() -> Hello {
    Hello::new("pc", "example", "1.0")
}

impl World {
    pub(super) fn new(scene: Scene) -> Self {
        let agent = |number, key| Agent::with_token(id(number), token(key), Encryption::Optional).unwrap();
        let party = |agent| Party { agent, side: Side::Idle, runs: 0, last_key: None };
        let of = |number| Subject::of(&Headers::new(id(number))).unwrap();
        let site = |subjects| Site {
            server: Server::new(Settings::DEFAULT.with_challenge(Expiration::from_secs(LIFE.as_secs()))),
            subjects,
            made: Vec::new(),
            taken: Vec::new(),
        };
        let (parties, sites, relay) = match scene {
            Scene::Direct => {
                let subjects = vec![(of(1), token(0x71)), (of(2), token(0x71))];
                (vec![agent(1, 0x71), agent(2, 0x71)], vec![site(subjects)], None)
            }
            Scene::Vouching => {
                let mut headers = Headers::new(id(1));
                headers.proxies = [id(9)].into_iter().collect();
                let behind = Subject::behind(&headers, id(9)).unwrap();
                let subjects = vec![(behind, token(0x79)), (of(9), token(0x79))];
                let relay = Relay::new(id(9)).with_agent(agent(9, 0x79));
                (vec![agent(2, 0x79), agent(9, 0x79)], vec![site(subjects)], Some(relay))
            }
            Scene::Guarded => {
                let server = site(vec![(of(9), token(0x71))]);
                let guard = site(vec![(of(1), token(0x79))]);
                (vec![agent(1, 0x79), agent(9, 0x71)], vec![server, guard], None)
            }
        };
        Self {
            parties: parties.into_iter().map(party).map(Rc::new).collect(),
            sites: sites.into_iter().map(Rc::new).collect(),
            relay: relay.map(Rc::new),
            known: Rc::new(BTreeSet::from([JUNK])),
            answered: Vec::new(),
            now: Duration::ZERO,
        }
    }

    /// All that can happen next.
    pub(super) fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let known = || self.known.iter().copied();
        for (number, party) in self.parties.iter().enumerate() {
            match &party.side {
                Side::Idle | Side::Done(..) if party.runs < MOST_RUNS => steps.push(Step::Speak(number)),
                Side::Idle | Side::Done(..) => {}
                Side::AskAgain(_) | Side::ProveAgain(..) => steps.push(Step::Speak(number)),
                Side::Asked(_) => {
                    steps.extend(
                        known().map(|block| Step::Answer(number, Status1::Pending, Some(block), None)),
                    );
                    steps.push(Step::Answer(number, Status1::Pending, None, None));
                    steps.push(Step::Answer(number, Status1::Registered, None, None));
                    steps.push(Step::Answer(number, Status1::Error, None, None));
                }
                Side::Challenged(challenged, _) => {
                    steps.push(Step::Answer(number, Status1::Pending, None, None));
                    steps.push(Step::Answer(number, Status1::Error, None, None));
                    let proofs = known().map(Some).chain([None]);
                    for proof in proofs {
                        // Whether the proof holds does not depend on the key, so keys
                        // are tried only where it does.
                        let bare = answer(Status1::Registered, proof, None);
                        let holds = challenged.clone().handle_answer(&bare, self.now);
                        steps.push(Step::Answer(number, Status1::Registered, proof, None));
                        if matches!(holds, ProofOutcome::Registered(_)) {
                            let keys = known()
                                .map(|key| Step::Answer(number, Status1::Registered, proof, Some(key)));
                            steps.extend(keys);
                        }
                    }
                }
                Side::Failing(_) => steps.push(Step::Answer(number, Status1::Error, None, None)),
            }
        }
        for (number, site) in self.sites.iter().enumerate() {
            for subject in 0..site.subjects.len() {
                steps.push(Step::Hello(number, subject));
                steps.extend(known().map(|block| Step::Proof(number, subject, Some(block))));
                steps.push(Step::Proof(number, subject, None));
            }
        }
        if self.relay.is_some() {
            steps.push(Step::RelayHello);
            steps.extend(known().map(Step::RelayAnswer));
        }
        if self.now < 3 * TICK {
            steps.push(Step::Tick);
        }
        steps
    }

    /// Lets it happen. The error is what somebody now believes and is not so.
    pub(super) fn take(&mut self, step: Step) -> Result<(), String> {
        match step {
            Step::Tick => self.now += TICK,
            Step::Speak(number) => self.speak(number),
            Step::Answer(number, status, proof, key) => {
                return self.answer(number, &answer(status, proof, key));
            }
            Step::Hello(site, subject) => self.hello(site, subject),
            Step::Proof(site, subject, block) => return self.proof(site, subject, block),
            Step::RelayHello => {
                if let Some(relay) = self.relay.as_mut().map(Rc::make_mut) {
                    let _ = relay.handle_request(id(1), &ProxyChain::default(), &hello().into(), self.now);
                }
            }
            Step::RelayAnswer(block) => self.relay_answer(block),
        }
        Ok(())
    }

    fn speak(&mut self, number: usize) {
        let now = self.now;
        let party = Rc::make_mut(&mut self.parties[number]);
        party.side = match std::mem::replace(&mut party.side, Side::Idle) {
            Side::AskAgain(wait) => Side::Asked(wait.handle_timeout().1),
            Side::ProveAgain(wait, answer) => Side::Challenged(wait.handle_timeout().1, answer),
            Side::Done(registered, _) => {
                party.runs += 1;
                party.last_key = registered.key(now).map(|key| *key.expose());
                Side::Asked(party.agent.renew(hello(), &registered).1)
            }
            _ => {
                party.runs += 1;
                Side::Asked(party.agent.start(hello()).1)
            }
        };
    }

    /// The agent's secret of this run, which no other run has.
    fn nonce(&self, number: usize) -> Nonce {
        Nonce::from_bytes([0xa0, number as u8, self.parties[number].runs, 1, 2, 3, 4, 5])
    }

    fn answer(&mut self, number: usize, answer: &RegisterAnswer) -> Result<(), String> {
        let nonce = self.nonce(number);
        let now = self.now;
        let target = self.parties[number].agent.id();
        let side = std::mem::replace(&mut Rc::make_mut(&mut self.parties[number]).side, Side::Idle);
        let next = match side {
            Side::Asked(asked) => match asked.handle_answer(answer, nonce, now) {
                HelloOutcome::Prove(request, challenged) => {
                    Side::Challenged(challenged, self.sent(target, &request))
                }
                HelloOutcome::Fail(_, failing) => Side::Failing(failing),
                HelloOutcome::Wait(wait) => Side::AskAgain(wait),
                HelloOutcome::Rest(_) => Side::Idle,
                HelloOutcome::Registered(_) => {
                    return Err("an agent with a token believes a bare word".to_owned());
                }
                HelloOutcome::DrawAgain(_) => return Err("a secret came twice".to_owned()),
            },
            Side::Challenged(challenged, block) => match challenged.handle_answer(answer, now) {
                ProofOutcome::Registered(registered) => {
                    let taken = self.taken_of(target, block);
                    if taken.is_none_or(|taken| answer.challenge != Some(taken.last)) {
                        return Err("an agent believes a server that did not register it".to_owned());
                    }
                    Side::Done(registered, block)
                }
                ProofOutcome::Fail(_, failing) => Side::Failing(failing),
                ProofOutcome::Wait(wait) => Side::ProveAgain(wait, block),
                ProofOutcome::Rest(_) => Side::Idle,
            },
            Side::Failing(failing) => {
                let _ = failing.handle_answer(answer, now);
                Side::Idle
            }
            other => other,
        };
        Rc::make_mut(&mut self.parties[number]).side = next;
        Ok(())
    }

    /// A request that an honest side sent: the attacker has its block now.
    fn sent(&mut self, target: AgentId, request: &RegisterRequest) -> Block {
        let RegisterRequest::Proof(proof) = request else { panic!("no proof") };
        let Reply::Block(block) = proof.challenge else { panic!("no block") };
        Rc::make_mut(&mut self.known).insert(block);
        self.answered.push((target, block));
        block
    }

    fn taken_of(&self, target: AgentId, answer: Block) -> Option<&Taken> {
        let mut taken = self.sites.iter().flat_map(|site| &site.taken);
        taken.find(|taken| taken.subject.target() == target && taken.answer == answer)
    }

    fn hello(&mut self, number: usize, subject: usize) {
        let site = Rc::make_mut(&mut self.sites[number]);
        let count = site.made.iter().filter(|(own, ..)| *own == subject).count();
        let (name, token) = site.subjects[subject].clone();
        let live = site.server.open().any(|(own, end, _)| own == name && end > self.now);
        if count == MOST_MADE && !live {
            return;
        }
        let nonce = Nonce::from_bytes([0x50, number as u8, subject as u8, count as u8, 1, 2, 3, 4]);
        let answer = site.server.challenge(name, &token, TokenId(1), nonce, self.now);
        let block = answer.asked().unwrap();
        if Rc::make_mut(&mut self.known).insert(block) {
            site.made.push((subject, block, self.now));
        }
    }

    fn proof(&mut self, number: usize, subject: usize, block: Option<Block>) -> Result<(), String> {
        let reply = block.map_or_else(|| Reply::Failure("failure".to_owned()), Reply::Block);
        let site = Rc::make_mut(&mut self.sites[number]);
        let (name, _) = site.subjects[subject].clone();
        let count = site.taken.iter().filter(|taken| taken.subject == name).count();
        let key =
            CommunicationKey::from_bytes([0x60 + number as u8 * 16 + subject as u8 * 4 + count as u8; 16]);
        let verdict = site.server.handle_proof(name, &reply, Some(key), self.now);
        let Verdict::Registered(answer) = verdict else {
            return Ok(());
        };
        let block = block.ok_or("the server took a failure for a proof")?;
        if !self.answered.contains(&(name.target(), block)) {
            return Err("the server registered an agent that never answered".to_owned());
        }
        if site.taken.iter().any(|taken| taken.answer == block) {
            return Err("the server took one answer twice".to_owned());
        }
        let last_made = site.made.iter().rev().find(|(own, ..)| *own == subject);
        if last_made.is_none_or(|(.., at)| self.now >= *at + LIFE) {
            return Err("the server took an answer after its time".to_owned());
        }
        let last = answer.challenge.ok_or("the server gave no proof")?;
        Rc::make_mut(&mut self.known).insert(last);
        Rc::make_mut(&mut self.known).extend(answer.crypto);
        site.taken.push(Taken { subject: name, answer: block, last, crypto: answer.crypto });
        Ok(())
    }

    fn relay_answer(&mut self, block: Block) {
        let Some(relay) = self.relay.as_mut().map(Rc::make_mut) else {
            return;
        };
        let answer = RegisterAnswer::challenge(block, Expiration::from_secs(LIFE.as_secs()));
        let nonce = Nonce::from_bytes([0xb0, self.answered.len() as u8, 0, 1, 2, 3, 4, 5]);
        if let Upstream::ForUs(request, challenged) = relay.handle_answer(id(1), &answer, nonce, self.now) {
            let sent = self.sent(id(9), &request);
            // The proxy goes on as the agent that it is to the server.
            Rc::make_mut(&mut self.parties[PROXY]).side = Side::Challenged(challenged, sent);
            if let Some(relay) = self.relay.as_mut().map(Rc::make_mut) {
                relay.settle(
                    id(1),
                    RegisterAnswer::pending(Needs::ServerValidation, Expiration::from_secs(9)),
                    self.now,
                );
            }
        }
    }
}

fn answer(status: Status1, proof: Option<Block>, key: Option<Block>) -> RegisterAnswer {
    let status = match status {
        Status1::Registered => Status::Registered,
        Status1::Pending => Status::Pending,
        Status1::Error => Status::Error,
    };
    RegisterAnswer {
        challenge: proof,
        crypto: key,
        ..RegisterAnswer::new(status, Expiration::from_hours(720))
    }
}
