//! REGISTER: each edge of the machines' diagrams, and what each side may be told
//! by nobody.
#![cfg(feature = "register")]

mod agent;
mod proxy;
mod server;

use std::time::Duration;

use glpi_proto::register::agent::{
    Agent, AgentState, AwaitChallenge, BackOff, Challenged, Encryption, HelloOutcome, ProofOutcome,
    Registered, RegistrationState,
};
use glpi_proto::register::proxy::{Relay, Relayed, Upstream};
use glpi_proto::register::server::{Registration, Server, ServerState, Settings, Subject, TokenId, Verdict};
use glpi_proto::register::{
    Block, CommunicationKey, Hello, Needs, Nonce, RegisterAnswer, RegisterRequest, Reply, Token,
};
use glpi_proto::{AgentId, Expiration, Headers, ProxyChain, ProxyRefusal, Status, Unit};
use proptest::prelude::*;

const NOW: Duration = Duration::from_secs(1_700_000_000);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);
const A: AgentId = AgentId::from_bytes([0xa1; 16]);
const B: AgentId = AgentId::from_bytes([0xb2; 16]);
const PROXY: AgentId = AgentId::from_bytes([0x70; 16]);

fn token(byte: u8) -> Token {
    Token::from_bytes([byte; 16]).unwrap()
}

fn nonce(byte: u8) -> Nonce {
    Nonce::from_bytes([byte; 8])
}

fn key(byte: u8) -> Option<CommunicationKey> {
    Some(CommunicationKey::from_bytes([byte; 16]))
}

fn subject(agent: AgentId) -> Subject {
    Subject::from_headers(&Headers::new(agent)).unwrap()
}

fn hello() -> Hello {
    Hello::new("pc-7", "example", "1.0").with_port(62354)
}

fn agent(id: AgentId) -> Agent {
    Agent::with_token(id, token(1), Encryption::Required).unwrap()
}

fn asked(id: AgentId) -> AwaitChallenge {
    agent(id).start(hello()).1
}

fn minutes(minutes: u64) -> Expiration {
    Expiration::new(minutes, Unit::Minutes)
}

fn prove(asked: AwaitChallenge, challenge: &RegisterAnswer) -> (Reply, Challenged) {
    match asked.handle_answer(challenge, nonce(0x20), NOW) {
        HelloOutcome::Prove(RegisterRequest::Proof(proof), challenged) => (proof.challenge, challenged),
        other => panic!("{other:?}"),
    }
}

/// A server that has challenged A, and its challenge.
fn challenged_by(settings: Settings) -> (Server, RegisterAnswer) {
    let mut server = Server::new(settings);
    let challenge = server.challenge(subject(A), &token(1), TokenId(1), nonce(0x10), NOW);
    (server, challenge)
}

fn registered(agent: &Agent, last: Option<&Registered>, byte: u8) -> ProofOutcome {
    let (mut server, challenge) = challenged_by(Settings::DEFAULT);
    let asked = match last {
        Some(last) => agent.renew(hello(), last).1,
        None => agent.start(hello()).1,
    };
    let (reply, challenged) = prove(asked, &challenge);
    let verdict = server.handle_proof(subject(A), &reply, key(byte), NOW);
    challenged.handle_answer(verdict.answer(), NOW)
}

fn is_rest(outcome: &HelloOutcome, until: Duration, silent: bool) -> bool {
    matches!(outcome, HelloOutcome::BackOff(rest) if rest.until() == until && rest.is_silent() == silent)
}
