//! A server, kept as plain data between two steps.

use std::time::Duration;

use glpi_proto::Expiration;
use glpi_proto::register::server::{Server, ServerState, Settings, Subject, TokenId, Verdict};
use glpi_proto::register::{Block, ByteOrder, Cipher, CommunicationKey, Nonce, RegisterAnswer, Reply, Token};

use super::Check;
use super::world::LIFE;

/// An answer that a server really took.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) subject: Subject,
    pub(super) answer: Block,
    pub(super) last: Block,
    pub(super) crypto: Option<Block>,
}

#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) state: ServerState,
    /// The agents that it serves, with their tokens.
    pub(super) subjects: Vec<(Subject, Token)>,
    /// The challenges it made, for which subject and when.
    pub(super) made: Vec<(usize, Block, Duration)>,
    pub(super) taken: Vec<Taken>,
}

impl Site {
    pub(super) fn new(subjects: Vec<(Subject, Token)>) -> Self {
        Self { state: ServerState::default(), subjects, made: Vec::new(), taken: Vec::new() }
    }

    /// The server with all that it held, even what has ended by now.
    pub(super) fn server(&self) -> Server {
        let settings = Settings::DEFAULT.with_challenge(Expiration::from_secs(LIFE.as_secs()));
        Server::from_state(settings, self.state.clone(), Duration::ZERO)
    }

    pub(super) fn challenge(&mut self, subject: usize, nonce: Nonce, now: Duration) -> RegisterAnswer {
        let (name, token) = self.subjects[subject].clone();
        let mut server = self.server();
        let answer = server.challenge(name, &token, TokenId(1), nonce, now);
        self.state = server.to_state();
        answer
    }

    /// Returns true if a challenge for a subject waits for its answer.
    pub(super) fn is_open(&self, subject: Subject, now: Duration) -> bool {
        self.state
            .pending
            .iter()
            .any(|own| (own.agent, own.target) == (subject.agent(), subject.target()) && own.expires_at > now)
    }

    /// Takes an answer, as the server would that lacks a check.
    pub(super) fn take(
        &mut self,
        subject: usize,
        reply: &Reply,
        key: CommunicationKey,
        now: Duration,
        without: Option<Check>,
    ) -> Verdict {
        let (name, token) = self.subjects[subject].clone();
        let mut server = self.server();
        let (reply, now) = match without {
            Some(Check::Reflection) => (self.unreflected(name, &token, reply), now),
            Some(Check::Expiry) => (reply.clone(), self.in_time(name, now)),
            _ => (reply.clone(), now),
        };
        let verdict = server.handle_proof(name, &reply, Some(key), now);
        let mut after = server.to_state();
        if without == Some(Check::SingleUse) {
            after.pending.clone_from(&self.state.pending);
        }
        self.state = after;
        verdict
    }

    /// An answer that holds, in the place of the challenge sent back (GLPI-R31).
    fn unreflected(&self, subject: Subject, token: &Token, reply: &Reply) -> Reply {
        let cipher = Cipher::new(token, ByteOrder::Text);
        for own in &self.state.pending {
            let challenge = cipher.challenge(&own.nonce, own.target);
            if own.target == subject.target() && *reply == Reply::Block(challenge) {
                return Reply::Block(cipher.answer(&own.nonce, &Nonce::from_bytes([0x99; 8])));
            }
        }
        reply.clone()
    }

    /// A moment at which the subject's challenges have not ended (GLPI-R33).
    fn in_time(&self, subject: Subject, now: Duration) -> Duration {
        let own = self.state.pending.iter().filter(|own| own.agent == subject.agent());
        own.map(|own| own.expires_at.saturating_sub(Duration::from_nanos(1))).fold(now, Duration::min)
    }
}
