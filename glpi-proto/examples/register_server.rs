//! A server that registers agents which prove that they have its token.
//!
//! `cargo run --example glpi-register-server -- 127.0.0.1:8080 <token>`

#[path = "support/entropy.rs"]
mod entropy;
#[path = "support/incoming.rs"]
mod incoming;

use std::time::Duration;

use glpi_proto::Message as _;
use glpi_proto::register::server::{Server, Settings, Subject, TokenId};
use glpi_proto::register::{CommunicationKey, RegisterAnswer, RegisterRequest, Token};
use glpi_proto::server::Outcome;
use glpi_proto::{Body, Compression, Expiration, Headers, Limits, token};

/// A server with one token.
pub(crate) struct Running {
    server: Server,
    token: Token,
}

impl Running {
    /// A server that expects this token.
    pub(crate) fn new(token: Token) -> Self {
        Self { server: Server::new(Settings::DEFAULT), token }
    }

    /// Answers requests until the listener is unblocked, and says whom it has
    /// registered.
    pub(crate) fn serve(mut self, http: &tiny_http::Server, now: &dyn Fn() -> Duration) -> Server {
        for mut request in http.incoming_requests() {
            let Ok((_, _, headers, body)) = incoming::read(&mut request) else {
                continue;
            };
            let outcome = outcome(&headers, &self.answer(&headers, &body, now()));
            if let Err(error) = incoming::respond(request, &outcome) {
                eprintln!("an agent went away: {error}");
            }
        }
        self.server
    }

    fn answer(&mut self, headers: &Headers, body: &Body, now: Duration) -> RegisterAnswer {
        let request = body
            .open(&Limits::DEFAULT)
            .and_then(|payload| RegisterRequest::decode(&payload, &Limits::DEFAULT));
        match (Subject::from_headers(headers), request) {
            (Some(subject), Ok(RegisterRequest::Hello(_))) => {
                self.server.challenge(subject, &self.token, TokenId(1), entropy::nonce(), now)
            }
            (Some(subject), Ok(RegisterRequest::Proof(proof))) => {
                let key = CommunicationKey::from_bytes(entropy::random());
                self.server.handle_proof(subject, &proof.challenge, Some(key), now).answer().clone()
            }
            _ => RegisterAnswer::error(token::FORBIDDEN, Expiration::from_hours(4)),
        }
    }
}

fn outcome(request: &Headers, answer: &RegisterAnswer) -> Outcome {
    let body = answer.to_body(Compression::Plain).expect("an answer that can be written");
    let mut headers = Headers::default();
    headers.agent_id = request.agent_id;
    headers.request_id = request.request_id;
    headers.content_type = body.content_type().cloned();
    Outcome { status: answer.http_status(), headers, body }
}

#[allow(dead_code, reason = "the test that runs the examples has a main of its own")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let token = arguments.next().expect("a token").parse().expect("a token is a UUID");
    let http = tiny_http::Server::http(&address).expect("an address to listen on");
    println!("listening on {}", http.server_addr());
    Running::new(token).serve(&http, &entropy::now);
}
