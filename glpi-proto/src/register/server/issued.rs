//! A challenge that waits for its answer.

use std::time::Duration;

use subtle::{Choice, ConstantTimeEq};

use crate::expiration::Expiration;
use crate::register::block::{Block, ByteOrder, Cipher, last_half};
use crate::register::message::{RegisterAnswer, Reply};
use crate::register::secret::{CommunicationKey, Nonce, Token};
use crate::register::server::{Subject, TokenId};

/// A challenge that was sent and is not answered yet.
///
/// [`Server`](super::Server) keeps them; they are public for a server that keeps
/// them elsewhere. [`handle_proof`](Self::handle_proof) takes it away, so it can
/// be answered once.
#[derive(Debug)]
#[must_use]
pub struct Issued {
    pub(super) subject: Subject,
    pub(super) token: Token,
    pub(super) token_id: TokenId,
    pub(super) order: ByteOrder,
    pub(super) nonce: Nonce,
    pub(super) expires_at: Duration,
}

/// The agent proved to have the token: what the server sends last.
#[derive(Debug)]
#[must_use]
pub struct Proven {
    /// The server's own proof.
    pub last: Block,
    /// The key, sealed, if there is one.
    pub crypto: Option<Block>,
    /// The key, if there is one.
    pub key: Option<CommunicationKey>,
}

impl Issued {
    /// Creates a challenge to prove the token, until `expires_at`. `nonce` holds eight
    /// fresh random bytes.
    pub fn new(
        subject: Subject,
        token: Token,
        token_id: TokenId,
        order: ByteOrder,
        nonce: Nonce,
        expires_at: Duration,
    ) -> Self {
        Self { subject, token, token_id, order, nonce, expires_at }
    }

    /// One that no answer fits, at the same price.
    pub(super) fn decoy(order: ByteOrder) -> Self {
        Self::new(Subject::DECOY, Token::decoy(), TokenId(0), order, Nonce::from_bytes([0; 8]), Duration::MAX)
    }

    /// Returns the block that is sent as `challenge` (GLPI-R04).
    #[must_use]
    pub fn block(&self) -> Block {
        self.cipher().challenge(&self.nonce, self.subject.target())
    }

    /// Returns the end.
    #[must_use]
    pub fn expires_at(&self) -> Duration {
        self.expires_at
    }

    /// Returns the rest of its life, in whole seconds and at least one.
    #[must_use]
    pub fn rest_of_life(&self, now: Duration) -> Expiration {
        Expiration::from_secs(self.expires_at.saturating_sub(now).as_secs().max(1))
    }

    /// The parties of the registration.
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The token that the challenge asks for.
    #[must_use]
    pub fn token_id(&self) -> TokenId {
        self.token_id
    }

    pub(super) fn has_token(&self, token: &Token) -> bool {
        self.token.ct_eq(token).into()
    }

    fn cipher(&self) -> Cipher {
        Cipher::new(&self.token, self.order)
    }

    /// Takes the answer. `None` if it does not hold, for whatever reason.
    #[must_use]
    pub fn handle_proof(self, reply: &Reply, key: Option<CommunicationKey>, now: Duration) -> Option<Proven> {
        self.check(Choice::from(1), reply, now).map(|agent| self.prove(&agent, key))
    }

    /// Returns the agent's secret, if the answer holds and is `wanted`. All checks are
    /// made, whichever fails (GLPI-R34).
    pub(super) fn check(&self, wanted: Choice, reply: &Reply, now: Duration) -> Option<Nonce> {
        let challenge = self.block();
        let (answer, is_block) = match reply {
            Reply::Block(block) => (*block, 1),
            Reply::Failure(_) => (challenge, 0),
        };
        let opened = self.cipher().open(answer);
        let agent = Nonce::from_bytes(*opened.last_half());
        // GLPI-R30
        let proven = opened.first_half().ct_eq(self.nonce.expose());
        let genuine = self.is_genuine(&agent);
        // GLPI-R33
        let in_time = Choice::from(u8::from(now < self.expires_at));
        bool::from(wanted & Choice::from(is_block) & proven & genuine & in_time).then_some(agent)
    }

    /// Creates what follows an answer that holds.
    pub(super) fn prove(&self, agent: &Nonce, key: Option<CommunicationKey>) -> Proven {
        let cipher = self.cipher();
        let crypto = key.as_ref().map(|key| cipher.crypto(key));
        Proven { last: cipher.last(agent, &self.nonce), crypto, key }
    }

    /// Returns true if the answer was made, and not taken from this exchange (GLPI-R31):
    /// the challenge sent back begins with the right secret as well, and makes
    /// half an agent id of the agent's secret, by which it is told.
    fn is_genuine(&self, agent: &Nonce) -> Choice {
        let reflected = agent.expose().ct_eq(&last_half(self.subject.target()))
            | agent.expose().ct_eq(&last_half(self.subject.agent()))
            // The last message would be the answer.
            | agent.ct_eq(&self.nonce);
        !reflected
    }
}

impl Proven {
    /// Returns the answer that registers the agent for that time.
    #[must_use]
    pub fn answer(&self, expiration: Expiration) -> RegisterAnswer {
        RegisterAnswer {
            challenge: Some(self.last),
            crypto: self.crypto,
            ..RegisterAnswer::registered(expiration)
        }
    }
}
