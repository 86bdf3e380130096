//! The agent's side of REGISTER.
//!
//! ```text
//!                 Agent::start ─▶ (hello, AwaitChallenge)
//!                                    │ handle_answer(answer, nonce, now)
//!     ┌────────────────┬─────────────┼────────────────────┬──────────────┐
//!  AskAgain         (proof,      (failure,            Registered      BackOff
//!  wait, same     Challenged)    ReportFailure)      without proof   keep still
//!  hello again         │ handle_answer(answer, now)
//!     ┌────────────────┼─────────────┬────────────────────┐
//!  ProveAgain      Registered    (failure,             BackOff
//!  wait, same       proven       ReportFailure)
//!  proof again                       │ handle_answer(answer, now)
//!                                 BackOff
//! ```
//!
//! [`Registered`] and [`BackOff`] end a run; a [`RegistrationState`] takes both, says when
//! the next run is due, and survives a restart.

mod await_challenge;
mod challenged;
mod registration;

pub use await_challenge::{AskAgain, AwaitChallenge, HelloOutcome};
pub use challenged::{Challenged, ProofOutcome, ProveAgain, ReportFailure};
#[cfg(feature = "serde")]
pub use registration::ExposedAgentState;
pub use registration::{AgentState, BackOff, Registered, RegistrationState};

use std::time::Duration;

use crate::agent_id::AgentId;
use crate::expiration::Expiration;
use crate::register::block::{ByteOrder, Cipher};
use crate::register::message::{Hello, RegisterAnswer, RegisterRequest};
use crate::register::secret::{CommunicationKey, Token};

/// The settings of an agent that registers: its id, what it shares with its server, and what
/// it is content with.
#[derive(Debug, Clone)]
pub struct Agent {
    id: AgentId,
    token: Option<Token>,
    order: ByteOrder,
    encryption: Encryption,
    simple: bool,
    contact_delay: Duration,
    longest_silence: Duration,
}

/// The demand of an agent for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// A server that proves itself but hands out no key is not believed: the key
    /// may have been taken out on the way (GLPI-R24).
    Required,
    /// The server decides, and so does an attacker on the way.
    Optional,
}

/// The nil UUID is not an identity to register with (GLPI-R03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the nil agent id cannot be registered")]
pub struct NilAgentId(pub(super) ());

impl Agent {
    /// Creates an agent that shares no token: its server may register it as it is
    /// (*simple registration*), and neither side knows with whom it speaks.
    ///
    /// # Errors
    /// If the identity is the nil UUID.
    pub fn new(id: AgentId) -> Result<Self, NilAgentId> {
        if id.is_nil() {
            return Err(NilAgentId(()));
        }
        Ok(Self {
            id,
            token: None,
            order: ByteOrder::Text,
            encryption: Encryption::Optional,
            simple: true,
            contact_delay: Duration::from_secs(86_400),
            longest_silence: Duration::MAX,
        })
    }

    /// Creates an agent that shares a token with its server, and then believes only a
    /// server that proves it has it as well (GLPI-R26).
    ///
    /// # Errors
    /// If the identity is the nil UUID.
    pub fn with_token(id: AgentId, token: Token, encryption: Encryption) -> Result<Self, NilAgentId> {
        Ok(Self { token: Some(token), encryption, simple: false, ..Self::new(id)? })
    }

    /// Sets the reading of UUIDs.
    #[must_use]
    pub fn with_byte_order(mut self, order: ByteOrder) -> Self {
        self.order = order;
        self
    }

    /// Makes the agent content with a registration without proof although it has a
    /// token. Anybody on the way can then pass for the server.
    #[must_use]
    pub fn with_simple_registration(mut self) -> Self {
        self.simple = true;
        self
    }

    /// Sets the delay between two CONTACTs, which is the least between two
    /// attempts to register, and the delay after an attempt that had no answer.
    /// Default one day.
    #[must_use]
    pub fn with_contact_delay(mut self, delay: Duration) -> Self {
        self.contact_delay = delay;
        self
    }

    /// Sets the longest silence that an `error` can impose. Nothing proves who
    /// sent it, so without a bound one forged answer can silence an agent for
    /// good. Default: no bound, as the specification has none.
    #[must_use]
    pub fn with_longest_silence(mut self, time: Duration) -> Self {
        self.longest_silence = time;
        self
    }

    /// Returns the agent's id.
    #[must_use]
    pub fn id(&self) -> AgentId {
        self.id
    }

    /// Begins a registration.
    pub fn start(&self, hello: Hello) -> (RegisterRequest, AwaitChallenge) {
        AwaitChallenge::new(self.clone(), hello, None)
    }

    /// Begins to register again, knowing the key so far, which must not come
    /// back (GLPI-R25). Whether this message goes out encrypted with that key is
    /// the caller's to decide; the specification wants it but names no way.
    pub fn renew(&self, hello: Hello, registered: &Registered) -> (RegisterRequest, AwaitChallenge) {
        AwaitChallenge::new(self.clone(), hello, registered.last_key().cloned())
    }

    fn cipher(&self) -> Option<Cipher> {
        self.token.as_ref().map(|token| Cipher::new(token, self.order))
    }

    /// Returns the delay of an answer, the CONTACT delay where it has none.
    fn delay(&self, answer: &RegisterAnswer) -> Duration {
        answer.expiration.map_or(self.contact_delay, |expiration| expiration.to_duration())
    }

    /// Returns the pause after an `error` (GLPI-R41).
    fn silence(&self, answer: &RegisterAnswer, now: Duration) -> BackOff {
        BackOff::new(now.saturating_add(self.delay(answer).min(self.longest_silence)), true)
    }

    /// Returns the pause after no answer, or after one that means nothing here.
    fn rest(&self, now: Duration) -> BackOff {
        BackOff::new(now.saturating_add(self.contact_delay), false)
    }

    /// Returns the time when a pending request is sent again: at its expiration, and
    /// never at once.
    fn again(&self, answer: &RegisterAnswer, now: Duration) -> Duration {
        now.saturating_add(self.delay(answer).max(Duration::from_secs(1)))
    }

    /// Returns a registration as the answer says.
    fn registered(
        &self,
        answer: &RegisterAnswer,
        proof: Option<Option<CommunicationKey>>,
        now: Duration,
    ) -> Registered {
        let time = answer.expiration.as_ref().map_or(self.contact_delay, Expiration::to_duration);
        Registered::new(now, time, self.contact_delay, proof)
    }
}
