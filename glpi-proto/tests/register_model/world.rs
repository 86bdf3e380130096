//! The sides, the attacker, and what each of them may do next.

mod view;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use glpi_proto::register::agent::{Agent, Encryption, Registered};
use glpi_proto::register::proxy::{Relay, Upstream};
use glpi_proto::register::server::{Subject, Verdict};
use glpi_proto::register::{
    Block, CommunicationKey, Hello, Needs, Nonce, RegisterAnswer, RegisterRequest, Reply, Token,
};
use glpi_proto::{AgentId, Expiration, Headers, ProxyChain, Status};

use super::Check;
use super::run::{Next, Own, Run};
use super::site::{Site, Taken};

/// The parties of a scene.
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

/// The place of an agent, with its run up to there.
#[derive(Debug, Clone)]
enum Side {
    Idle,
    Asked(Run),
    AskAgain(Run),
    Challenged(Run, Block),
    ProveAgain(Run, Block),
    ReportFailure(Run),
    Done(Registered, Block),
}

#[derive(Debug, Clone)]
struct Party {
    own: Own,
    side: Side,
    runs: u8,
    /// The key of the run before, which the agent remembers.
    last_key: Option<[u8; 16]>,
}

/// All sides, and what the attacker knows. What a step does not touch is shared
/// with the world before it.
#[derive(Debug, Clone)]
pub(super) struct World {
    parties: Vec<Rc<Party>>,
    sites: Vec<Rc<Site>>,
    relay: Option<Rc<Relay>>,
    known: Rc<BTreeSet<Block>>,
    /// The answers that agents really gave: target and block.
    answered: Vec<(AgentId, Block)>,
    now: Duration,
    without: Option<Check>,
}

pub(super) const LIFE: Duration = Duration::from_secs(60);
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
    pub(super) fn new(scene: Scene, without: Option<Check>) -> Self {
        let agent = |number, key| Own {
            agent: Agent::with_token(id(number), token(key), Encryption::Optional).unwrap(),
            token: token(key),
        };
        let party = |own| Party { own, side: Side::Idle, runs: 0, last_key: None };
        let of = |number| Subject::from_headers(&Headers::new(id(number))).unwrap();
        let (parties, sites, relay) = match scene {
            Scene::Direct => {
                let subjects = vec![(of(1), token(0x71)), (of(2), token(0x71))];
                (vec![agent(1, 0x71), agent(2, 0x71)], vec![Site::new(subjects)], None)
            }
            Scene::Vouching => {
                let mut headers = Headers::new(id(1));
                headers.proxies = [id(9)].into_iter().collect();
                let behind = Subject::behind(&headers, id(9)).unwrap();
                let subjects = vec![(behind, token(0x79)), (of(9), token(0x79))];
                let relay = Relay::new(id(9)).with_agent(agent(9, 0x79).agent);
                (vec![agent(2, 0x79), agent(9, 0x79)], vec![Site::new(subjects)], Some(relay))
            }
            Scene::Guarded => {
                let server = Site::new(vec![(of(9), token(0x71))]);
                let guard = Site::new(vec![(of(1), token(0x79))]);
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
            without,
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
                Side::Challenged(run, _) => {
                    steps.push(Step::Answer(number, Status1::Pending, None, None));
                    steps.push(Step::Answer(number, Status1::Error, None, None));
                    let proofs = known().map(Some).chain([None]);
                    for proof in proofs {
                        // Whether the proof holds does not depend on the key, so keys
                        // are tried only where it does.
                        let bare = answer(Status1::Registered, proof, None);
                        let holds = run.believes(&party.own, &bare, self.now, self.without);
                        steps.push(Step::Answer(number, Status1::Registered, proof, None));
                        if holds {
                            let keys = known()
                                .map(|key| Step::Answer(number, Status1::Registered, proof, Some(key)));
                            steps.extend(keys);
                        }
                    }
                }
                Side::ReportFailure(_) => steps.push(Step::Answer(number, Status1::Error, None, None)),
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
            Side::AskAgain(mut run) => {
                run.wait();
                Side::Asked(run)
            }
            Side::ProveAgain(mut run, answer) => {
                run.wait();
                Side::Challenged(run, answer)
            }
            Side::Done(registered, _) => {
                party.runs += 1;
                party.last_key = registered.key(now).map(|key| *key.expose());
                Side::Asked(Run::renewing(registered))
            }
            _ => {
                party.runs += 1;
                Side::Asked(Run::default())
            }
        };
    }

    /// The agent's secret of this run, which no other run has.
    fn nonce(&self, number: usize) -> [u8; 8] {
        [0xa0, number as u8, self.parties[number].runs, 1, 2, 3, 4, 5]
    }

    fn answer(&mut self, number: usize, answer: &RegisterAnswer) -> Result<(), String> {
        let (nonce, now, without) = (self.nonce(number), self.now, self.without);
        let party = Rc::make_mut(&mut self.parties[number]);
        let (own, side) = (party.own.clone(), std::mem::replace(&mut party.side, Side::Idle));
        let target = own.agent.id();
        let next = match side {
            Side::Asked(mut run) => match run.tell(&own, answer, nonce, now, None) {
                Next::Prove(request) => Side::Challenged(run, self.sent(target, &request)),
                Next::Fail => Side::ReportFailure(run),
                Next::Wait => Side::AskAgain(run),
                Next::BackOff => Side::Idle,
                Next::Registered(_) => return Err("an agent with a token believes a bare word".to_owned()),
                Next::DrawAgain => return Err("a secret came twice".to_owned()),
            },
            Side::Challenged(mut run, block) => match run.tell(&own, answer, nonce, now, without) {
                Next::Registered(registered) => {
                    let taken = self.taken_of(target, block);
                    if taken.is_none_or(|taken| answer.challenge != Some(taken.last)) {
                        return Err("an agent believes a server that did not register it".to_owned());
                    }
                    Side::Done(registered, block)
                }
                Next::Fail => Side::ReportFailure(run),
                Next::Wait => Side::ProveAgain(run, block),
                _ => Side::Idle,
            },
            Side::ReportFailure(mut run) => {
                run.tell(&own, answer, nonce, now, None);
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
        if count == MOST_MADE && !site.is_open(site.subjects[subject].0, self.now) {
            return;
        }
        let nonce = Nonce::from_bytes([0x50, number as u8, subject as u8, count as u8, 1, 2, 3, 4]);
        let answer = site.challenge(subject, nonce, self.now);
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
        let verdict = site.take(subject, &reply, key, self.now, self.without);
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
        let nonce = [0xb0, self.answered.len() as u8, 0, 1, 2, 3, 4, 5];
        let upstream = relay.handle_answer(id(1), &answer, Nonce::from_bytes(nonce), self.now);
        if let Upstream::ForUs(request, _) = upstream {
            let sent = self.sent(id(9), &request);
            // The proxy goes on as the agent that it is to the server.
            let party = Rc::make_mut(&mut self.parties[PROXY]);
            let mut run = Run::default();
            run.tell(&party.own, &answer, nonce, self.now, None);
            party.side = Side::Challenged(run, sent);
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
