//! The state of an agent between two runs.

use std::time::Duration;

use crate::register::lifetime::Lifetime;
use crate::register::secret::CommunicationKey;

/// The agent is registered.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Registered {
    lifetime: Lifetime,
    proven: bool,
    key: Option<CommunicationKey>,
}

/// The agent is not registered by this run, and is not to try again for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct BackOff {
    until: Duration,
    silent: bool,
}

/// The state of a registration between two runs.
///
/// An `error` silences the agent but ends no registration, since nothing proves
/// who sent it; only time does (GLPI-R42).
///
/// ```
/// use std::time::Duration;
/// use glpi_proto::register::agent::{Agent, HelloOutcome, RegistrationState};
/// use glpi_proto::register::{Hello, Nonce, RegisterAnswer};
/// use glpi_proto::{AgentId, Expiration};
/// let agent = Agent::new(AgentId::from_bytes([7; 16]))?;
/// let (hour, mut standing) = (Duration::from_secs(3600), RegistrationState::default());
/// assert!(standing.is_due(hour));
/// let (_request, asked) = agent.start(Hello::new("pc-7", "example", "1.0"));
/// let answer = RegisterAnswer::registered(Expiration::from_hours(100)); // what came back
/// if let HelloOutcome::Registered(registered) = asked.handle_answer(&answer, Nonce::from_bytes([1; 8]), hour) {
///     standing.handle_registered(registered);
/// }
/// assert_eq!(standing.next_attempt(), Some(51 * hour));
/// # Ok::<(), glpi_proto::register::agent::NilAgentId>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct RegistrationState {
    registered: Option<Registered>,
    rest: Option<BackOff>,
}

/// A [`RegistrationState`] as plain data, to be stored (GLPI-R43). A run that a restart
/// interrupts starts again.
///
/// With the feature `serde` it is deserialized as it is, and serialized through `expose`,
/// which writes the key: store it where only the agent can read it.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct AgentState {
    /// The registration, if there is one.
    pub registered: Option<Registered>,
    /// Until when no run begins.
    pub back_off_until: Option<Duration>,
    /// A mark that until then nothing is sent at all.
    pub silent: bool,
}

impl Registered {
    /// `proof` is what came with the server's proof, if it gave one.
    pub(super) fn new(
        now: Duration,
        time: Duration,
        contact_delay: Duration,
        proof: Option<Option<CommunicationKey>>,
    ) -> Self {
        let lifetime = Lifetime::new(now, time, contact_delay);
        Self { lifetime, proven: proof.is_some(), key: proof.flatten() }
    }

    /// Returns the time for which it holds and the time of its renewal.
    #[must_use]
    pub fn lifetime(&self) -> &Lifetime {
        &self.lifetime
    }

    /// Returns true if both sides proved to have the token. If not, neither knows with
    /// whom it speaks.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.proven
    }

    /// Returns the key for messages, while the registration holds.
    ///
    /// That it is the key which the server handed out is *not* proven: an attacker who is
    /// on the way may have put another block in its place.
    #[must_use]
    pub fn key(&self, now: Duration) -> Option<&CommunicationKey> {
        self.key.as_ref().filter(|_| !self.lifetime.is_over(now))
    }

    pub(super) fn last_key(&self) -> Option<&CommunicationKey> {
        self.key.as_ref()
    }
}

impl BackOff {
    pub(super) fn new(until: Duration, silent: bool) -> Self {
        Self { until, silent }
    }

    /// Until when the agent does not try to register.
    #[must_use]
    pub fn until(&self) -> Duration {
        self.until
    }

    /// Returns true if it is not to send anything else either: the server said `error`
    /// (GLPI-R41).
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.silent
    }
}

impl RegistrationState {
    /// A run ended well.
    pub fn handle_registered(&mut self, registered: Registered) {
        *self = Self { registered: Some(registered), rest: None };
    }

    /// A run that ended `now` did not.
    pub fn handle_back_off(&mut self, rest: BackOff, now: Duration) {
        if let Some(registered) = &mut self.registered {
            registered.lifetime.handle_no_answer(now);
        }
        self.rest = Some(rest);
    }

    /// Returns the registration, while it holds.
    #[must_use]
    pub fn registered(&self, now: Duration) -> Option<&Registered> {
        self.registered.as_ref().filter(|registered| !registered.lifetime.is_over(now))
    }

    /// Returns true if the agent may send anything.
    #[must_use]
    pub fn may_speak(&self, now: Duration) -> bool {
        self.rest.is_none_or(|rest| !rest.silent || now >= rest.until)
    }

    /// Returns the time of the next run; `None` means at once.
    #[must_use]
    pub fn next_attempt(&self) -> Option<Duration> {
        let renewal = self.registered.as_ref().map(|registered| registered.lifetime.next_attempt());
        match (renewal, self.rest) {
            // Without an answer the renewal has its own rule.
            (Some(renewal), Some(rest)) if rest.silent => Some(renewal.max(rest.until)),
            (Some(renewal), _) => Some(renewal),
            (None, rest) => rest.map(|rest| rest.until),
        }
    }

    /// Returns true if a run is due.
    #[must_use]
    pub fn is_due(&self, now: Duration) -> bool {
        self.next_attempt().is_none_or(|at| now >= at)
    }

    /// Returns the last registration, even if it is over, for [`Agent::renew`](super::Agent::renew).
    #[must_use]
    pub fn last(&self) -> Option<&Registered> {
        self.registered.as_ref()
    }

    /// As plain data.
    #[must_use]
    pub fn to_state(&self) -> AgentState {
        AgentState {
            registered: self.registered.clone(),
            back_off_until: self.rest.map(|rest| rest.until),
            silent: self.rest.is_some_and(|rest| rest.silent),
        }
    }

    /// From plain data.
    #[must_use]
    pub fn from_state(state: AgentState) -> Self {
        let rest = state.back_off_until.map(|until| BackOff { until, silent: state.silent });
        Self { registered: state.registered, rest }
    }
}

#[cfg(feature = "serde")]
mod stored {
    use serde::Serialize;

    use super::{AgentState, Duration, Lifetime};
    use crate::register::stored::Exposed;

    /// An [`AgentState`] that is written with the key in it.
    #[derive(Serialize)]
    pub struct ExposedAgentState<'s> {
        registered: Option<ExposedRegistered<'s>>,
        back_off_until: Option<Duration>,
        silent: bool,
    }

    #[derive(Serialize)]
    struct ExposedRegistered<'s> {
        lifetime: Lifetime,
        proven: bool,
        key: Option<Exposed<'s>>,
    }

    impl AgentState {
        /// Returns the state to be serialized, with the key in it.
        #[must_use]
        pub fn expose(&self) -> ExposedAgentState<'_> {
            let registered = self.registered.as_ref().map(|registered| ExposedRegistered {
                lifetime: registered.lifetime,
                proven: registered.proven,
                key: registered.key.as_ref().map(Exposed::from),
            });
            ExposedAgentState { registered, back_off_until: self.back_off_until, silent: self.silent }
        }
    }

    impl std::fmt::Debug for ExposedAgentState<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("ExposedAgentState")
        }
    }
}
#[cfg(feature = "serde")]
pub use stored::ExposedAgentState;
