//! An agent and a server with one token, and a network that has its own will.

use std::time::Duration;

use glpi_proto::register::agent::{
    Agent, AwaitChallenge, Challenged, Encryption, HelloOutcome, ProofOutcome, RegistrationState,
};
use glpi_proto::register::server::{Server, Settings, Subject, TokenId, Verdict};
use glpi_proto::register::{
    Block, CommunicationKey, Hello, Needs, Nonce, RegisterAnswer, RegisterRequest, Reply, Token,
};
use glpi_proto::{AgentId, Expiration, Headers, Status};

use crate::Choices;

/// The life of a challenge, in seconds.
const CHALLENGE: u64 = 60;

struct Network {
    agent: Agent,
    server: Server,
    subject: Subject,
    token: Token,
    now: Duration,
    drawn: u32,
    /// All blocks that were ever seen on the way.
    seen: Vec<Block>,
    /// The challenge that the server waits to have answered, and until when.
    open: Option<(Block, Duration)>,
    /// The answers of the agent, by challenge.
    proofs: Vec<(Block, Block)>,
    /// The answers of the server to a proof that it took.
    lasts: Vec<(Block, Block)>,
}

/// Whatever the network delivers, and when: the server registers the agent only by its own
/// answer to the challenge that is open, once, in time; the agent believes to be
/// registered only by the server's answer to the proof of this very run; and afterwards
/// both can still come to an end together.
pub(super) fn run(mut choices: Choices<'_>) {
    let id = AgentId::from_bytes(*b"an agent of fuzz");
    let token = Token::from_bytes(*b"a token of fuzz.").expect("it is not nil");
    let encryption = [Encryption::Optional, Encryption::Required][usize::from(choices.below(2))];
    let settings = Settings::DEFAULT.with_challenge(Expiration::from_secs(CHALLENGE));
    let mut network = Network {
        agent: Agent::with_token(id, token.clone(), encryption).expect("its id is not nil"),
        server: Server::new(settings),
        subject: Subject::from_headers(&Headers::new(id)).expect("it has an id"),
        token,
        now: Duration::from_secs(1_700_000_000),
        drawn: 0,
        seen: vec![Block::from_bytes([0; 16])],
        open: None,
        proofs: Vec::new(),
        lasts: Vec::new(),
    };
    let (mut asked, mut challenged): (Option<AwaitChallenge>, Option<(Challenged, Block)>) = (None, None);
    let mut standing = RegistrationState::default();
    while !choices.is_empty() {
        match choices.below(7) {
            0 => asked = Some(network.agent.start(Hello::new("pc-7", "fuzz", "1")).1),
            1 => drop(network.challenge()),
            2 => {
                let (block, answer) = network.any_answer(&mut choices);
                let Some(asked) = asked.take() else { continue };
                let nonce = Nonce::from_bytes(network.draw(2));
                match asked.handle_answer(&answer, nonce, network.now) {
                    HelloOutcome::Prove(request, next) => {
                        let proof = block_of(&request);
                        network.seen.push(proof);
                        network.proofs.push((block, proof));
                        challenged = Some((next, proof));
                    }
                    HelloOutcome::Registered(_) => panic!("a bare word is believed"),
                    HelloOutcome::BackOff(rest) => standing.handle_back_off(rest, network.now),
                    HelloOutcome::Fail(request, _) => assert_eq!(request, RegisterRequest::failure()),
                    HelloOutcome::Wait(_) | HelloOutcome::DrawAgain(_) => {}
                }
            }
            3 | 4 => {
                let block = network.any_block(&mut choices);
                network.prove(block);
            }
            5 => {
                let (block, answer) = network.any_answer(&mut choices);
                let Some((own, proof)) = challenged.take() else { continue };
                match own.handle_answer(&answer, network.now) {
                    ProofOutcome::Registered(registered) => {
                        assert!(registered.is_proven());
                        assert!(network.lasts.contains(&(proof, block)), "the server never said so");
                        if encryption == Encryption::Required {
                            assert!(answer.crypto.is_some(), "registered without a key");
                        }
                        standing.handle_registered(registered);
                    }
                    ProofOutcome::Fail(request, _) => assert_eq!(request, RegisterRequest::failure()),
                    ProofOutcome::BackOff(rest) => standing.handle_back_off(rest, network.now),
                    ProofOutcome::Wait(again) => challenged = Some((again.handle_timeout().1, proof)),
                }
            }
            _ => network.now += Duration::from_secs(u64::from(choices.byte())),
        }
        standing = RegistrationState::from_state(standing.to_state());
    }
    network.comes_to_an_end();
}

impl Network {
    /// Never the same, nor one of the other side.
    fn draw<const N: usize>(&mut self, side: u8) -> [u8; N] {
        self.drawn += 1;
        let mut drawn = [side; N];
        drawn[1..5].copy_from_slice(&self.drawn.to_be_bytes());
        drawn
    }

    fn challenge(&mut self) -> Block {
        let nonce = Nonce::from_bytes(self.draw(1));
        let answer = self.server.challenge(self.subject, &self.token, TokenId(1), nonce, self.now);
        let block = answer.asked().expect("there is room");
        // One that is still open is given out again, with the time that it has left.
        let until = self.open.filter(|(open, _)| *open == block).map(|(_, until)| until);
        self.open = Some((block, until.unwrap_or(self.now + Duration::from_secs(CHALLENGE))));
        self.seen.push(block);
        block
    }

    fn prove(&mut self, block: Block) -> Option<RegisterAnswer> {
        let key = CommunicationKey::from_bytes(self.draw(3));
        let verdict = self.server.handle_proof(self.subject, &Reply::Block(block), Some(key), self.now);
        let open = self.open.take();
        let Verdict::Registered(answer) = verdict else { return None };
        let (challenge, until) = open.expect("nothing was open");
        assert!(self.now < until, "the time was over");
        assert!(self.proofs.contains(&(challenge, block)), "the agent never said so");
        self.seen.extend(answer.challenge.into_iter().chain(answer.crypto));
        self.lasts.extend(answer.challenge.map(|last| (block, last)));
        Some(answer)
    }

    /// One that was seen, perhaps with a bit turned over.
    fn any_block(&self, choices: &mut Choices<'_>) -> Block {
        let block = self.seen[usize::from(choices.byte()) % self.seen.len()];
        let (at, flip) = (choices.byte(), choices.byte());
        if at < 0xc0 {
            return block;
        }
        let mut bytes = *block.as_bytes();
        bytes[usize::from(at & 15)] ^= flip;
        Block::from_bytes(bytes)
    }

    fn any_answer(&self, choices: &mut Choices<'_>) -> (Block, RegisterAnswer) {
        let status = [Status::Pending, Status::Registered, Status::Error, Status::Ok];
        let needs = [None, Some(Needs::TokenValidation), Some(Needs::ManualValidation)];
        let expiration = Expiration::from_secs(u64::from(choices.byte()));
        let mut answer = RegisterAnswer::new(status[usize::from(choices.below(4))].clone(), expiration);
        answer.needs = needs[usize::from(choices.below(3))].clone();
        let block = self.any_block(choices);
        answer.challenge = Some(block);
        answer.crypto = (choices.byte() & 1 == 1).then(|| self.any_block(choices));
        (block, answer)
    }

    /// Without an attacker in between, a run ends well.
    fn comes_to_an_end(&mut self) {
        let (_, asked) = self.agent.start(Hello::new("pc-7", "fuzz", "1"));
        let challenge = self.challenge();
        let answer = RegisterAnswer::challenge(challenge, Expiration::from_secs(CHALLENGE));
        let nonce = Nonce::from_bytes(self.draw(2));
        let outcome = asked.handle_answer(&answer, nonce, self.now);
        let HelloOutcome::Prove(request, challenged) = outcome else { panic!("it cannot prove itself") };
        let proof = block_of(&request);
        self.proofs.push((challenge, proof));
        let answer = self.prove(proof).expect("the server takes the proof");
        let outcome = challenged.handle_answer(&answer, self.now);
        assert!(matches!(outcome, ProofOutcome::Registered(_)), "the agent takes the answer");
    }
}

fn block_of(request: &RegisterRequest) -> Block {
    match request {
        RegisterRequest::Proof(proof) => match proof.challenge {
            Reply::Block(block) => block,
            Reply::Failure(_) => panic!("a failure is no proof"),
        },
        RegisterRequest::Hello(_) => panic!("a first message is no proof"),
    }
}
