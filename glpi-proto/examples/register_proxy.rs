//! A proxy that relays registrations and learns nothing from them.
//!
//! `cargo run --example glpi-register-proxy -- 127.0.0.1:62354 127.0.0.1:8080`

#[path = "support/entropy.rs"]
mod entropy;
#[path = "support/http.rs"]
mod http;
#[path = "support/incoming.rs"]
mod incoming;

use std::time::Duration;

use glpi_proto::Message as _;
use glpi_proto::register::proxy::{Relay, Relayed};
use glpi_proto::register::{RegisterAnswer, RegisterRequest};
use glpi_proto::server::Outcome;
use glpi_proto::{
    AgentId, Compression, Expiration, Headers, Limits, Method, Outgoing, ProxyChain, ProxyRefusal, token,
};

/// A relay and its surroundings.
pub(crate) struct Running {
    relay: Relay,
    upstream: String,
}

impl Running {
    /// A relay to `upstream`.
    pub(crate) fn new(id: AgentId, upstream: &str) -> Self {
        Self { relay: Relay::new(id), upstream: upstream.to_owned() }
    }

    /// Answers requests until the listener is unblocked.
    pub(crate) fn serve(mut self, listener: &tiny_http::Server, now: &dyn Fn() -> Duration) {
        for mut request in listener.incoming_requests() {
            let Ok((_, _, headers, body)) = incoming::read(&mut request) else {
                continue;
            };
            let message = body
                .open(&Limits::DEFAULT)
                .and_then(|payload| RegisterRequest::decode(&payload, &Limits::DEFAULT));
            let (Some(agent), Ok(message)) = (headers.agent_id, message) else {
                respond(
                    request,
                    403,
                    &headers,
                    &RegisterAnswer::error(token::FORBIDDEN, Expiration::from_hours(4)),
                );
                continue;
            };
            match self.relay.handle_request(agent, &headers.proxies, &message, now()) {
                Ok(Relayed::Answer(answer)) => respond(request, answer.http_status(), &headers, &answer),
                Ok(Relayed::Forward { request: forward, proxies, answer }) => {
                    // The agent is answered first; its next contact finds the result.
                    respond(request, 202, &headers, &answer);
                    match self.ask(agent, proxies, &forward) {
                        Some(answer) => {
                            let _ = self.relay.handle_answer(agent, &answer, entropy::nonce(), now());
                        }
                        None => self.relay.handle_no_answer(agent),
                    }
                }
                Err(refusal) => {
                    let answer = RegisterAnswer::error(refusal.message(), Expiration::from_hours(4));
                    respond(
                        request,
                        ProxyRefusal::status(refusal, glpi_proto::Compat::Documented),
                        &headers,
                        &answer,
                    );
                }
            }
        }
    }

    fn ask(&self, agent: AgentId, proxies: ProxyChain, request: &RegisterRequest) -> Option<RegisterAnswer> {
        let body = request.to_body(Compression::Zlib).ok()?;
        let mut headers = Headers::new(agent);
        headers.proxies = proxies;
        headers.content_type = body.content_type().cloned();
        let (_, _, body) =
            http::send(&self.upstream, &Outgoing { method: Method::Post, headers, body }).ok()?;
        RegisterAnswer::decode(&body.open(&Limits::DEFAULT).ok()?, &Limits::DEFAULT).ok()
    }
}

fn respond(request: tiny_http::Request, status: u16, to: &Headers, answer: &RegisterAnswer) {
    let body = answer.to_body(Compression::Plain).expect("an answer that can be written");
    let mut headers = Headers::default();
    headers.agent_id = to.agent_id;
    headers.request_id = to.request_id;
    headers.content_type = body.content_type().cloned();
    if let Err(error) = incoming::respond(request, &Outcome { status, headers, body }) {
        eprintln!("an agent went away: {error}");
    }
}

#[allow(dead_code, reason = "the test that runs the examples has a main of its own")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:62354".to_owned());
    let upstream = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = tiny_http::Server::http(&address).expect("an address to listen on");
    println!("relaying from {} to {upstream}", listener.server_addr());
    Running::new(AgentId::from_bytes([0x70; 16]), &upstream).serve(&listener, &entropy::now);
}
