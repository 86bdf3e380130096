//! An agent that registers.
//!
//! `cargo run --example glpi-register-agent -- 127.0.0.1:8080 <token>`

#[path = "support/entropy.rs"]
mod entropy;
#[path = "support/http.rs"]
mod http;

use std::time::Duration;

use glpi_proto::Message as _;
use glpi_proto::register::agent::{
    Agent, BackOff, Encryption, HelloOutcome, ProofOutcome, Registered, RegistrationState, ReportFailure,
};
use glpi_proto::register::{Hello, RegisterAnswer, RegisterRequest};
use glpi_proto::{Compression, Headers, Limits, Method, Outgoing};

/// An agent and its surroundings.
pub(crate) struct Client<'w> {
    /// The server or proxy, as `host:port`.
    pub(crate) address: String,
    /// The settings of the registration.
    pub(crate) agent: Agent,
    /// The time since 1970.
    pub(crate) now: &'w dyn Fn() -> Duration,
    /// Sleeps until then.
    pub(crate) sleep_until: &'w dyn Fn(Duration),
}

impl Client<'_> {
    /// One run: registers, or says for how long to keep still.
    pub(crate) fn register(&self, last: Option<&Registered>) -> Result<Registered, BackOff> {
        let hello = Hello::new("example-2025-01-01-00-00-00", "example", "1.0");
        let (mut request, mut asked) = match last {
            Some(last) => self.agent.renew(hello, last),
            None => self.agent.start(hello),
        };
        let (mut request, mut challenged) = loop {
            let Some(answer) = self.ask(&request) else {
                return Err(asked.handle_no_answer((self.now)()));
            };
            match asked.handle_answer(&answer, entropy::nonce(), (self.now)()) {
                HelloOutcome::Prove(proof, challenged) => break (proof, challenged),
                HelloOutcome::Fail(failure, failing) => return Err(self.fail(&failure, failing)),
                HelloOutcome::Wait(wait) => {
                    (self.sleep_until)(wait.at());
                    (request, asked) = wait.handle_timeout();
                }
                HelloOutcome::Registered(registered) => return Ok(registered),
                HelloOutcome::BackOff(rest) => return Err(rest),
                // One in 2^63: ask again, and draw another nonce.
                HelloOutcome::DrawAgain(again) => asked = again,
            }
        };
        loop {
            let Some(answer) = self.ask(&request) else {
                return Err(challenged.handle_no_answer((self.now)()));
            };
            match challenged.handle_answer(&answer, (self.now)()) {
                ProofOutcome::Registered(registered) => return Ok(registered),
                ProofOutcome::Fail(failure, failing) => return Err(self.fail(&failure, failing)),
                ProofOutcome::Wait(wait) => {
                    (self.sleep_until)(wait.at());
                    (request, challenged) = wait.handle_timeout();
                }
                ProofOutcome::BackOff(rest) => return Err(rest),
            }
        }
    }

    /// Tells the server of a failure, and keeps still for as long as it says.
    fn fail(&self, failure: &RegisterRequest, failing: ReportFailure) -> BackOff {
        match self.ask(failure) {
            Some(answer) => failing.handle_answer(&answer, (self.now)()),
            None => failing.handle_no_answer((self.now)()),
        }
    }

    /// The answer, `None` if there is none or it cannot be read.
    fn ask(&self, request: &RegisterRequest) -> Option<RegisterAnswer> {
        let body = request.to_body(Compression::Zlib).ok()?;
        let mut headers = Headers::new(self.agent.id());
        headers.content_type = body.content_type().cloned();
        let outgoing = Outgoing { method: Method::Post, headers, body };
        let (_, _, body) = http::send(&self.address, &outgoing).ok()?;
        RegisterAnswer::decode(&body.open(&Limits::DEFAULT).ok()?, &Limits::DEFAULT).ok()
    }
}

#[allow(dead_code, reason = "the test that runs the examples has a main of its own")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let token = arguments.next().ok_or("a token")?.parse()?;
    let id = "5b1c9c4e-0000-4000-8000-0123456789ab".parse()?;
    let client = Client {
        address,
        agent: Agent::with_token(id, token, Encryption::Required)?,
        now: &entropy::now,
        sleep_until: &|at| std::thread::sleep(at.saturating_sub(entropy::now())),
    };
    let mut standing = RegistrationState::default();
    match client.register(None) {
        Ok(registered) => standing.handle_registered(registered),
        Err(rest) => standing.handle_back_off(rest, entropy::now()),
    }
    match (standing.registered(entropy::now()), standing.next_attempt()) {
        (Some(registered), next) => {
            println!("registered, proven: {}; next: {next:?}", registered.is_proven());
        }
        (None, next) => println!("not registered; next: {next:?}"),
    }
    Ok(())
}
