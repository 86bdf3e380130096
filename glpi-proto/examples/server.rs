//! A server that takes inventories and counts them.
//!
//! `cargo run --example glpi-server -- 127.0.0.1:8080`

#[path = "support/incoming.rs"]
mod incoming;

use glpi_proto::server::{Incoming, Offer, Outcome, Server};
use glpi_proto::{Answer, Compat, EncodeError, Expiration, Limits, Reply, Request};

/// What the server has seen.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Who said CONTACT or PROLOG.
    pub(crate) contacts: Vec<String>,
    /// Whose inventories came, with the length of their content.
    pub(crate) inventories: Vec<(String, usize)>,
    /// How many proxies the last inventory passed.
    pub(crate) proxies: usize,
}

/// Answers requests until the listener is unblocked.
pub(crate) fn serve(http: &tiny_http::Server) -> Seen {
    let server = Server::new(Limits::DEFAULT, Compat::Spec);
    let mut seen = Seen::default();
    for mut request in http.incoming_requests() {
        let Ok((method, query, headers, body)) = incoming::read(&mut request) else {
            continue;
        };
        let outcome = match server.receive(method, query.as_deref(), &headers, &body) {
            Ok(opened) => {
                seen.proxies = headers.proxies.as_slice().len();
                answer(&opened, &mut seen).unwrap_or_else(|error| opened.refuse(500, &error.to_string()))
            }
            Err(refusal) => *refusal,
        };
        if let Err(error) = incoming::respond(request, &outcome) {
            eprintln!("an agent went away: {error}");
        }
    }
    seen
}

fn answer(incoming: &Incoming<'_>, seen: &mut Seen) -> Result<Outcome, EncodeError> {
    let request = match incoming.request() {
        Ok(request) => request,
        Err(refusal) => return Ok(*refusal),
    };
    let day = Expiration::from_hours(24);
    match request {
        Request::Contact(contact) => {
            seen.contacts.push(contact.device_id.clone());
            let (status, answer) = Offer::new("11.0.0").answer(&contact, day, Compat::Spec);
            incoming.answer_contact(status, &answer)
        }
        Request::Prolog(prolog) => {
            seen.contacts.push(prolog.device_id);
            incoming.answer_prolog(24, Reply::default())
        }
        Request::Inventory(inventory) => {
            seen.inventories.push((inventory.device_id.clone(), inventory.content_json().len()));
            incoming.answer_inventory(day)
        }
        Request::Other(other) => Ok(incoming.refuse_action(&other.action)),
        _ => incoming.answer(200, &Answer::ok().with_expiration(day).into()),
    }
}

#[allow(dead_code, reason = "the test that runs the examples has a main of its own")]
fn main() {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let http = tiny_http::Server::http(&address).expect("an address to listen on");
    println!("listening on {}", http.server_addr());
    serve(&http);
}
