//! Sending an inventory until a server has time for it.

use std::time::Duration;

use super::{Answered, Client, Exchange, Outgoing, Step, schedule};
use crate::error::SessionError;
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
    client: Client,
    body: Body,
    exchange: Exchange,
    resting: bool,
    retries: u32,
}

impl Submission {
    /// The wait where a busy server does not say, or says 0, which would be asking it again
    /// at once: as long as the specification's example.
    const DEFAULT_DELAY: Duration = Duration::from_secs(3600);

    /// Begins with the POST of a body.
    #[must_use]
    pub fn start(client: &Client, body: Body) -> (Outgoing, Self) {
        let (outgoing, exchange) = Exchange::start(client, body.clone());
        (outgoing, Self { client: client.clone(), body, exchange, resting: false, retries: 0 })
    }

    /// Returns the body that is being sent: what to store in order to go on after a restart.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Takes the answer.
    ///
    /// # Errors
    /// As [`Exchange::handle_response`]; a busy server only after too many tries.
    pub fn handle_response(
        &mut self,
        status: u16,
        headers: &Headers,
        body: &Body,
    ) -> Result<Step<Answered>, SessionError> {
        if self.resting {
            return Err(SessionError::OutOfTurn);
        }
        match self.exchange.handle_response(status, headers, body) {
            Err(SessionError::Busy { expiration }) if self.retries < self.client.max_retries => {
                self.resting = true;
                let said = expiration.map(|said| said.to_duration()).filter(|delay| !delay.is_zero());
                Ok(Step::Wait(schedule::bounded(said.unwrap_or(Self::DEFAULT_DELAY))))
            }
            other => other,
        }
    }

    /// Returns the next request, when the time has passed.
    ///
    /// # Errors
    /// If there was nothing to wait for.
    pub fn handle_timeout(&mut self) -> Result<Outgoing, SessionError> {
        if !self.resting {
            return self.exchange.handle_timeout();
        }
        self.resting = false;
        self.retries = self.retries.saturating_add(1);
        let (outgoing, exchange) = Exchange::start(&self.client, self.body.clone());
        self.exchange = exchange;
        Ok(outgoing)
    }
}
