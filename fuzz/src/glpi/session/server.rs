//! A server that is sent anything.

use glpi_proto::Message as _;
use glpi_proto::server::{Offer, Outcome, Server};
use glpi_proto::{
    Accept, Body, Compat, Compression, ContentType, Expiration, Format, Headers, Limits, Method, ProxyChain,
    Reply, Request, Response,
};

use super::{AGENTS, some_id, some_request};
use crate::Choices;
use crate::glpi::LIMITS;

pub(super) fn run(mut choices: Choices<'_>) {
    let compat = [Compat::Documented, Compat::Deployed][usize::from(choices.below(2))];
    let server = Server::new(LIMITS, compat);
    while !choices.is_empty() {
        let mut headers =
            Headers::default().with_user_agent("fuzz").with_proxies(AGENTS.into_iter().collect());
        headers.agent_id = AGENTS.get(usize::from(choices.below(4))).copied();
        headers.accept = "*/*".parse::<Accept>().ok();
        let which = choices.byte();
        if which & 1 == 1 {
            headers.request_id = Some(some_id(&mut choices));
        }
        if which & 0xf0 == 0xf0 {
            headers.crypto_key_id = Some(AGENTS[1]);
        }
        let method = [Method::Post, Method::Post, Method::Get, Method::Other][usize::from(which >> 1 & 3)];
        let body = some_request(&mut choices);
        let query = [None, Some("action=getConfig"), Some("%")][usize::from(choices.below(3))];
        serve(server, method, query, &headers, &body, compat);
    }
}

fn serve(
    server: Server,
    method: Method,
    query: Option<&str>,
    headers: &Headers,
    body: &Body,
    compat: Compat,
) {
    let incoming = match server.receive(method, query, headers, body) {
        Err(refusal) => {
            assert!(refusal.status >= 400);
            return is_sound(&refusal, headers, None);
        }
        Ok(incoming) => incoming,
    };
    let (compression, format) = (incoming.payload().compression(), incoming.payload().format());
    let sound = |outcome: &Outcome| is_sound(outcome, headers, Some(compression));
    let hours = Expiration::from_hours(24);
    match incoming.request() {
        Err(refusal) => return sound(&refusal),
        Ok(Request::Contact(contact)) => {
            let (status, answer) = Offer::new("11.0.1").answer(&contact, hours, compat);
            sound(&incoming.answer_contact(status, &answer).expect("all of it is ours"));
        }
        Ok(Request::Prolog(_)) => {
            sound(&incoming.answer_prolog(24, Reply::default()).expect("all of it is ours"));
        }
        Ok(Request::Inventory(_) | Request::Xml(_)) => {
            sound(&incoming.answer_inventory(hours).expect("all of it is ours"));
        }
        Ok(Request::Other(other)) => sound(&incoming.refuse_action(&other.action)),
        Ok(_) => {}
    }
    for outcome in [
        incoming.refuse_unauthorized("who are you?"),
        incoming.refuse_busy(hours),
        incoming.refuse(400, &"\u{1}é".repeat(400)),
    ] {
        sound(&outcome);
        let payload = outcome.body.open(&Limits::DEFAULT).expect("our own body");
        assert!(payload.format() == Format::Json || format == Format::Xml);
        assert!(payload.text().chars().count() < 2000, "a message is cut");
    }
}

/// The answer can be read, repeats nothing but the ids, and has the request's compression.
fn is_sound(outcome: &Outcome, request: &Headers, compression: Option<Compression>) {
    let Headers { agent_id, request_id, proxies, crypto_key_id, content_type, accept, user_agent, .. } =
        &outcome.headers;
    assert_eq!((*agent_id, *request_id), (request.agent_id, request.request_id));
    assert_eq!((proxies, crypto_key_id, accept), (&ProxyChain::default(), &None, &None));
    assert_eq!((user_agent, content_type.as_ref()), (&None, outcome.body.content_type()));
    if outcome.body.is_empty() {
        return assert_eq!(outcome.status, 405);
    }
    let payload = outcome.body.open(&Limits::DEFAULT).expect("our own body");
    assert!(Response::<glpi_proto::Answer>::decode(&payload, &LIMITS).is_ok());
    if let Some(compression) = compression {
        assert_eq!(content_type.as_ref().and_then(ContentType::compression), Some(compression));
    }
}
