//! A server that takes inventories and counts them, and hands out jobs.
//!
//! `cargo run --example glpi-server -- 127.0.0.1:8080`

#[path = "support/incoming.rs"]
mod incoming;

use glpi_proto::server::{Incoming, Offer, Outcome, Server};
use glpi_proto::{Answer, Compat, Compression, EncodeError, Expiration, Format, Limits, Reply, Request};

/// The messages that the server has seen.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The devices that said CONTACT or PROLOG.
    pub(crate) contacts: Vec<String>,
    /// The devices of which inventories came, with the length of their content.
    pub(crate) inventories: Vec<(String, usize)>,
    /// The number of proxies that the last inventory passed.
    pub(crate) proxies: usize,
    /// All documents that came in XML, and how they were compressed.
    pub(crate) documents: Vec<(Compression, String)>,
}

/// Answers requests until the listener is unblocked; those who say PROLOG get `jobs`.
pub(crate) fn serve(http: &tiny_http::Server, jobs: &Reply) -> Seen {
    let server = Server::new(Limits::DEFAULT, Compat::Documented);
    let mut seen = Seen::default();
    for mut request in http.incoming_requests() {
        let Ok((method, query, headers, body)) = incoming::read(&mut request) else {
            continue;
        };
        let outcome = match server.receive(method, query.as_deref(), &headers, &body) {
            Ok(opened) => {
                seen.proxies = headers.proxies.as_slice().len();
                answer(&opened, jobs, &mut seen)
                    .unwrap_or_else(|error| opened.refuse(500, &error.to_string()))
            }
            Err(refusal) => *refusal,
        };
        if let Err(error) = incoming::respond(request, &outcome) {
            eprintln!("an agent went away: {error}");
        }
    }
    seen
}

fn answer(incoming: &Incoming<'_>, jobs: &Reply, seen: &mut Seen) -> Result<Outcome, EncodeError> {
    let request = match incoming.request() {
        Ok(request) => request,
        Err(refusal) => return Ok(*refusal),
    };
    let payload = incoming.payload();
    if payload.format() == Format::Xml {
        seen.documents.push((payload.compression(), payload.text().to_owned()));
    }
    let day = Expiration::from_hours(24);
    match request {
        Request::Contact(contact) => {
            seen.contacts.push(contact.device_id.clone());
            let (status, answer) = Offer::new("11.0.0").answer(&contact, day, Compat::Documented);
            incoming.answer_contact(status, &answer)
        }
        Request::Prolog(prolog) => {
            seen.contacts.push(prolog.device_id);
            incoming.answer_prolog(24, jobs.clone())
        }
        Request::Inventory(inventory) => {
            seen.inventories.push((inventory.device_id.clone(), inventory.content_json().len()));
            incoming.answer_inventory(day)
        }
        Request::Xml(request) => match request.query().to_ascii_lowercase().as_str() {
            "inventory" => {
                let content = request.content.as_ref().map_or(0, |content| content.len());
                seen.inventories.push((request.device_id.unwrap_or_default(), content));
                incoming.answer_inventory(day)
            }
            // Results of jobs.
            "netdiscovery" | "netinventory" | "snmp" | "snmpquery" => incoming.answer_inventory(day),
            query => Ok(incoming.refuse_action(query)),
        },
        Request::Other(other) => Ok(incoming.refuse_action(&other.action)),
        _ => incoming.answer(200, &Answer::ok().with_expiration(day).into()),
    }
}

#[allow(dead_code, reason = "the test that runs the examples has a main of its own")]
fn main() {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let http = tiny_http::Server::http(&address).expect("an address to listen on");
    println!("listening on {}", http.server_addr());
    serve(&http, &Reply::default());
}
