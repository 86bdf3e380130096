//! The server's side of REGISTER, also for a proxy that guards with tokens of
//! its own.
//!
//! ```text
//!  Hello ──▶ the caller decides ──┬─▶ RegisterAnswer::registered / pending / error
//!                                 │
//!                                 └─▶ Server::challenge ─▶ pending, with a challenge
//!                                        (Issued: one use, a limited life)
//!                                            │ Server::handle_proof
//!                       holds, in time ──────┴────── anything else
//!                             │                           │
//!                    Verdict::Registered           Verdict::Refused
//!                    proof, key; in the list       always the same error
//! ```
//!
//! Which token an agent should have, whether it may register without one, and
//! whether an administrator has to allow it first are the caller's decisions. An agent
//! that must not be told apart from others by its answer, for not being known at
//! all, is given a challenge with a random token.

mod issued;
mod state;

pub use issued::{Issued, Proven};
#[cfg(feature = "serde")]
pub use state::ExposedServerState;
pub use state::{PendingState, RegistrationRecord, ServerState};

use std::time::Duration;

use subtle::Choice;

use crate::agent_id::AgentId;
use crate::expiration::{Expiration, Unit};
use crate::register::block::ByteOrder;
use crate::register::message::{RegisterAnswer, Reply};
use crate::register::secret::{CommunicationKey, Nonce, Token};
use crate::register::table::Table;
use crate::transport::headers::Headers;

/// The parties of a registration: the agent that asks, and the agent or proxy
/// that has the token (GLPI-R36).
///
/// Both come from headers that are not proven; only [`target`](Self::target)
/// is, by the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    agent: AgentId,
    target: AgentId,
}

/// The settings of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    order: ByteOrder,
    challenge: Expiration,
    registration: Expiration,
    failure: Expiration,
    most_pending: usize,
    most_registrations: usize,
}

/// The token that an agent proved to have, by a number of the program that keeps the
/// tokens: a row's number, for instance. Never a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct TokenId(pub u64);

/// Challenges that wait for their answer, and agents that are registered: all
/// that a server has to remember.
#[derive(Debug)]
pub struct Server {
    settings: Settings,
    /// A subject can be asked for more than one token, so that a request in its
    /// name for another ends nothing.
    pending: Table<(Subject, TokenId), Issued>,
    registrations: Table<Subject, Registration>,
}

/// An agent that proved itself.
#[derive(Debug, Clone)]
pub struct Registration {
    token_id: TokenId,
    key: Option<CommunicationKey>,
}

/// The result of a proof.
#[derive(Debug)]
#[must_use]
pub enum Verdict {
    /// It holds: the agent is registered.
    Registered(RegisterAnswer),
    /// The proof does not hold; the reason is not told.
    Refused(RegisterAnswer),
}

impl Subject {
    /// Creates a subject for the agent of the request, proving itself. `None` without a usable
    /// `GLPI-Agent-ID`.
    #[must_use]
    pub fn from_headers(headers: &Headers) -> Option<Self> {
        Self::new(headers.agent_id?, headers.agent_id?)
    }

    /// Creates a subject for the agent of the request, for which `proxy` proves itself. `None` if the
    /// request did not pass that proxy.
    #[must_use]
    pub fn behind(headers: &Headers, proxy: AgentId) -> Option<Self> {
        headers.proxies.as_slice().contains(&proxy).then_some(())?;
        Self::new(headers.agent_id?, proxy)
    }

    /// Returns a subject, unless one of the two is the nil UUID (GLPI-R03).
    fn new(agent: AgentId, target: AgentId) -> Option<Self> {
        (!agent.is_nil() && !target.is_nil()).then_some(Self { agent, target })
    }

    /// Parties that no challenge has.
    const DECOY: Self = Self { agent: AgentId::from_bytes([0; 16]), target: AgentId::from_bytes([0; 16]) };

    /// Returns the agent that asks.
    #[must_use]
    pub fn agent(&self) -> AgentId {
        self.agent
    }

    /// Returns the holder of the token: the agent itself or a proxy.
    #[must_use]
    pub fn target(&self) -> AgentId {
        self.target
    }
}

impl Settings {
    /// A challenge lives one minute, a registration 30 days, a failure costs one
    /// hour (the specification's examples); 10 000 challenges and 1 000 000
    /// registrations are kept at most (our choice).
    pub const DEFAULT: Self = Self {
        order: ByteOrder::Text,
        challenge: Expiration::new(1, Unit::Minutes),
        registration: Expiration::new(30, Unit::Days),
        failure: Expiration::new(1, Unit::Hours),
        most_pending: 10_000,
        most_registrations: 1_000_000,
    };

    /// Sets the reading of UUIDs.
    #[must_use]
    pub const fn with_byte_order(mut self, order: ByteOrder) -> Self {
        self.order = order;
        self
    }

    /// Sets how long a challenge lives. Default one minute.
    #[must_use]
    pub const fn with_challenge(mut self, time: Expiration) -> Self {
        self.challenge = time;
        self
    }

    /// Sets how long a registration and its key hold. Default 30 days.
    #[must_use]
    pub const fn with_registration(mut self, time: Expiration) -> Self {
        self.registration = time;
        self
    }

    /// Sets for how long an agent is silenced whose proof does not hold. Default
    /// one hour.
    #[must_use]
    pub const fn with_failure(mut self, time: Expiration) -> Self {
        self.failure = time;
        self
    }

    /// Sets how many challenges may be open. Default 10 000 (some 4 MB).
    #[must_use]
    pub const fn with_most_pending(mut self, challenges: usize) -> Self {
        self.most_pending = challenges;
        self
    }

    /// Sets how many registrations are kept. Default 1 000 000. Only a proof adds
    /// one.
    #[must_use]
    pub const fn with_most_registrations(mut self, registrations: usize) -> Self {
        self.most_registrations = registrations;
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Server {
    /// Creates a server without registrations.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            pending: Table::new(settings.most_pending),
            registrations: Table::new(settings.most_registrations),
            settings,
        }
    }

    /// Challenges the target to prove that it has the token. `nonce` holds eight
    /// fresh random bytes.
    ///
    /// While a challenge for the same subject and token lives it is given again,
    /// for what is left of its life, and `nonce` is not used: an agent whose
    /// first message came twice can still answer, and no one can end another's
    /// challenge by asking for one in the other's name (GLPI-R37).
    ///
    /// When too many challenges are open the answer is `pending` without a
    /// challenge: the agent is to ask again when they have ended (GLPI-R35).
    pub fn challenge(
        &mut self,
        subject: Subject,
        token: &Token,
        token_id: TokenId,
        nonce: Nonce,
        now: Duration,
    ) -> RegisterAnswer {
        let place = (subject, token_id);
        if let Some(issued) = self.pending.find(&place, now)
            && issued.has_token(token)
        {
            return RegisterAnswer::challenge(issued.block(), issued.rest_of_life(now));
        }
        let issued =
            Issued::new(subject, token.clone(), token_id, self.settings.order, nonce, self.ends(now));
        let answer = RegisterAnswer::challenge(issued.block(), self.settings.challenge);
        if self.pending.insert(place, issued.expires_at(), issued, now) {
            answer
        } else {
            RegisterAnswer { needs: None, challenge: None, ..answer }
        }
    }

    /// Returns the end of a challenge made now.
    fn ends(&self, now: Duration) -> Duration {
        now.saturating_add(self.settings.challenge.to_duration())
    }

    /// Takes the answer to the subject's challenge, which is over by that, right or
    /// wrong (GLPI-R32); if it was asked for several tokens, all are. `key` holds 16 fresh random bytes, or `None` where messages
    /// are not to be encrypted.
    ///
    /// A proof is refused that is late, wrong, the challenge itself, or for no
    /// challenge at all; all of these take the same path and end in the same
    /// answer (GLPI-R34).
    pub fn handle_proof(
        &mut self,
        subject: Subject,
        reply: &Reply,
        key: Option<CommunicationKey>,
        now: Duration,
    ) -> Verdict {
        let has_room = Choice::from(u8::from(self.registrations.has_room(&subject, now)));
        let mut open = self.take(subject);
        let is_known = Choice::from(u8::from(!open.is_empty()));
        if open.is_empty() {
            open.push(Issued::decoy(self.settings.order));
        }
        let mut holds = None;
        for issued in open {
            let agent = issued.check(is_known & has_room, reply, now);
            holds = holds.or(agent.map(|agent| (issued, agent)));
        }
        let Some((issued, agent)) = holds else {
            return Verdict::Refused(RegisterAnswer::challenge_failed(self.settings.failure));
        };
        let (token_id, proven) = (issued.token_id(), issued.prove(&agent, key));
        let end = now.saturating_add(self.settings.registration.to_duration());
        let answer = proven.answer(self.settings.registration);
        self.registrations.insert(subject, end, Registration { token_id, key: proven.key }, now);
        Verdict::Registered(answer)
    }

    /// Takes the subject's challenges out, so that nothing answers them again
    /// (GLPI-R32).
    fn take(&mut self, subject: Subject) -> Vec<Issued> {
        let every = (subject, TokenId(0))..=(subject, TokenId(u64::MAX));
        self.pending.take_range(every)
    }

    /// Returns the registration of an agent, while it holds.
    #[must_use]
    pub fn registration(&self, subject: Subject, now: Duration) -> Option<&Registration> {
        self.registrations.find(&subject, now)
    }

    /// Returns the key for a message of `agent` that names `owner` in
    /// `GLPI-CryptoKey-ID`. `None` if there is none, it has expired (GLPI-R39) or
    /// was revoked: such a message cannot be read, and the agent has to register
    /// anew.
    #[must_use]
    pub fn key(&self, agent: AgentId, owner: AgentId, now: Duration) -> Option<&CommunicationKey> {
        self.registrations.find(&Subject::new(agent, owner)?, now)?.key()
    }

    /// Ends the registration of an agent, its key and its open challenges, by any
    /// token (GLPI-R38). The number of what was ended. No message asks an agent
    /// to register again; it will when what it sends under the old key is refused.
    pub fn revoke(&mut self, agent: AgentId) -> usize {
        let others = |subject: &Subject| subject.agent != agent && subject.target != agent;
        let pending = self.pending.retain(|(subject, _), _| others(subject));
        pending.saturating_add(self.registrations.retain(|subject, _| others(subject)))
    }

    /// Ends all registrations, keys and open challenges of a token (GLPI-R38).
    /// The number of what was ended.
    pub fn revoke_token(&mut self, token_id: TokenId) -> usize {
        let pending = self.pending.retain(|_, issued| issued.token_id() != token_id);
        pending.saturating_add(self.registrations.retain(|_, registration| registration.token_id != token_id))
    }

    /// Forgets what has ended (GLPI-R39). The number of what was forgotten. It is
    /// done without asking when something new comes in; this is for keys that are
    /// to be wiped in time.
    pub fn handle_timeout(&mut self, now: Duration) -> usize {
        self.pending.purge(now).saturating_add(self.registrations.purge(now))
    }

    /// Returns the number of challenges that wait for their answer.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Returns the number of registered agents.
    #[must_use]
    pub fn registrations(&self) -> usize {
        self.registrations.len()
    }
}

impl Registration {
    /// The token that was proven.
    #[must_use]
    pub fn token_id(&self) -> TokenId {
        self.token_id
    }

    /// Returns the key that was handed out, if one was.
    #[must_use]
    pub fn key(&self) -> Option<&CommunicationKey> {
        self.key.as_ref()
    }
}

impl Verdict {
    /// Returns the answer for the agent.
    #[must_use]
    pub fn answer(&self) -> &RegisterAnswer {
        match self {
            Self::Registered(answer) | Self::Refused(answer) => answer,
        }
    }

    /// Returns true if the proof holds.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        matches!(self, Self::Registered(_))
    }
}
