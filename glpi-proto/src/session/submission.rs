//! Sending an inventory until a server has time for it.

use std::time::Duration;

use super::{Exchange, Outgoing, Step, schedule};
use crate::compat::Compat;
use crate::error::SessionError;
use crate::limits::Limits;
use crate::transport::body::Body;
use crate::transport::headers::Headers;

/// An [`Exchange`] that is kept and repeated when the server is busy (GLPI-126):
/// the specification asks for it, real agents drop the inventory.
///
/// ```text
///   exchange ── busy ──▶ waiting ── handle_timeout ──▶ exchange, from the start
/// ```
#[derive(Debug, Clone)]
pub struct Submission {
    headers: Headers,
    body: Body,
    exchange: Exchange,
    resting: bool,
    retries: u32,
    max_retries: u32,
    limits: Limits,
}

impl Submission {
    /// How often it is repeated unless the caller says otherwise.
    pub const DEFAULT_RETRIES: u32 = 24;
    /// How long to wait where a busy server does not say, or says 0, which would be
    /// asking it again at once: as long as the specification's example.
    const DEFAULT_DELAY: Duration = Duration::from_secs(3600);

    /// Begins with the POST of a body.
    pub fn start(headers: Headers, body: Body) -> (Self, Step) {
        let (exchange, step) = Exchange::start(headers.clone(), body.clone());
        let max_retries = Self::DEFAULT_RETRIES;
        (
            Self {
                headers,
                body,
                exchange,
                resting: false,
                retries: 0,
                max_retries,
                limits: Limits::DEFAULT,
            },
            step,
        )
    }

    /// The same with another bound on how often it is repeated.
    #[must_use]
    pub fn with_max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The same with the caller's bounds on answers.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.exchange = self.exchange.with_limits(limits);
        self.limits = limits;
        self
    }

    /// What is being sent: what to store in order to go on after a restart.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Takes what came back.
    ///
    /// # Errors
    /// As [`Exchange::handle_response`]; a busy server only after too many tries.
    pub fn handle_response(
        &mut self,
        status: u16,
        headers: &Headers,
        body: &Body,
    ) -> Result<Step, SessionError> {
        if self.resting {
            return Err(SessionError::OutOfTurn);
        }
        match self.exchange.handle_response(status, headers, body) {
            Err(SessionError::Busy { expiration }) if self.retries < self.max_retries => {
                self.resting = true;
                let said = expiration.map(|said| said.to_duration()).filter(|delay| !delay.is_zero());
                Ok(Step::Wait(schedule::bounded(said.unwrap_or(Self::DEFAULT_DELAY))))
            }
            other => other,
        }
    }

    /// Goes on when the time has passed.
    ///
    /// # Errors
    /// If there was nothing to wait for.
    pub fn handle_timeout(&mut self) -> Result<Step, SessionError> {
        if !self.resting {
            return self.exchange.handle_timeout();
        }
        self.resting = false;
        self.retries = self.retries.saturating_add(1);
        let (exchange, _) =
            Exchange::start_with(self.headers.clone(), self.body.clone(), self.limits, Compat::Spec);
        self.exchange = exchange;
        Ok(Step::Send(Outgoing::post(self.headers.clone(), self.body.clone())))
    }
}
