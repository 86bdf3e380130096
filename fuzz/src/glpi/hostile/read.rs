//! The calls that have to bear it.

use std::time::Duration;

use glpi_proto::proxy::Proxy;
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, Query, TokenAnswer};
use glpi_proto::register::{RegisterAnswer, RegisterRequest};
use glpi_proto::server::Server;
use glpi_proto::{
    Accept, AgentId, Body, Compat, Compression, ContactAnswer, ContentType, Exchange, Expiration, Headers,
    Limits, MagicPacket, Method, ParamsAnswer, Payload, ProxyChain, Reading, Request, RequestId, Response,
    Task, oauth,
};
use glpi_proto::{Answer, Client, Message as _};

use crate::glpi::LIMITS;

const AGENT: AgentId = AgentId::from_bytes([0xa1; 16]);

fn text(input: &[u8]) -> &str {
    std::str::from_utf8(input).expect("these cases are text")
}

fn payload(input: &[u8]) -> Option<Payload<'_>> {
    Payload::from_text(text(input), &Limits::DEFAULT).ok()
}

pub(super) fn body(compression: &str, input: &[u8]) {
    let content_type = ContentType::new(&format!("application/x-{compression}"));
    opened(&Body::new(content_type, input.to_vec()));
}

pub(super) fn plain(input: &[u8]) {
    opened(&Body::new(ContentType::XML, input.to_vec()));
}

fn opened(body: &Body) {
    drop(body.open_as(Reading::Strict, &LIMITS));
    drop(body.open(&LIMITS));
}

/// Read, shown and written again, as a log and a relay would.
pub(super) fn request(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    let Ok(request) = Request::decode(&payload, &Limits::DEFAULT) else { return };
    let _ = (request.unknown_members(), request.device_id());
    drop(request.to_body(Compression::Plain));
}

/// Read alone: the content stays where it is.
pub(super) fn inventory(input: &[u8]) {
    let payload = payload(input).expect("it is JSON");
    let Ok(Request::Inventory(inventory)) = Request::decode(&payload, &Limits::DEFAULT) else {
        panic!("it is one")
    };
    assert!(inventory.extra.is_empty());
}

pub(super) fn response(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    let Ok(response) = Response::<Answer>::decode(&payload, &Limits::DEFAULT) else { return };
    let _ = (response.unknown_members(), response.status());
    drop(response.to_body(Compression::Plain));
}

pub(super) fn contact(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    let Ok(answer) = ContactAnswer::decode(&payload, &Limits::DEFAULT) else { return };
    let _ = (answer.unknown_members(), answer.needs_prolog(), answer.disables(&Task::Esx, false));
    drop(answer.to_body(Compression::Plain));
}

pub(super) fn params(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    let Ok(answer) = ParamsAnswer::decode(&payload, &Limits::DEFAULT) else { return };
    drop(answer.to_body(Compression::Plain));
}

/// One after the other.
pub(super) fn queries(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    drop(Config::decode(&payload, &Limits::DEFAULT).map(|config| config.to_body(Compression::Plain)));
    drop(CollectJobs::decode(&payload, &Limits::DEFAULT).map(|jobs| jobs.to_body(Compression::Plain)));
    drop(EsxJobs::decode(&payload, &Limits::DEFAULT).map(|jobs| jobs.to_body(Compression::Plain)));
    drop(DeployJobs::decode(&payload, &Limits::DEFAULT).map(|jobs| jobs.to_body(Compression::Plain)));
    drop(TokenAnswer::decode(&payload, &Limits::DEFAULT));
    drop(oauth::TokenGrant::decode(&payload, &Limits::DEFAULT));
}

pub(super) fn register(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    drop(
        RegisterRequest::decode(&payload, &Limits::DEFAULT)
            .map(|request| request.to_body(Compression::Plain)),
    );
    drop(RegisterAnswer::decode(&payload, &Limits::DEFAULT).map(|answer| answer.to_body(Compression::Plain)));
}

pub(super) fn exchange(input: &[u8]) {
    let (_, mut exchange) = Exchange::<Answer>::start(&Client::new(Headers::new(AGENT)), Body::default());
    drop(exchange.handle_response(200, &Headers::default(), &Body::new(ContentType::JSON, input.to_vec())));
}

pub(super) fn server(input: &[u8]) {
    let server = Server::new(Limits::DEFAULT, Compat::Deployed);
    let body = Body::new(ContentType::JSON, input.to_vec());
    let Ok(incoming) = server.receive(Method::Post, None, &Headers::new(AGENT), &body) else { return };
    if let Ok(Request::Other(other)) = incoming.request() {
        drop(incoming.refuse_action(&other.action));
    }
}

pub(super) fn proxy(input: &[u8]) {
    let mut proxy = Proxy::new(AGENT, Limits::DEFAULT, Compat::Documented);
    let headers = Headers::new(AgentId::from_bytes([0xb2; 16]));
    let body = Body::new(ContentType::JSON, input.to_vec());
    drop(proxy.handle_request(Method::Post, None, &headers, &body, Duration::ZERO, [0; 4]));
}

/// As many requests that wait as there are bytes; the proxy holds some of them.
pub(super) fn proxy_answers(input: &[u8]) {
    let mut proxy = Proxy::new(AGENT, Limits::DEFAULT, Compat::Documented).with_capacity(64);
    let headers = Headers::new(AgentId::from_bytes([0xb2; 16]));
    let body = Body::new(
        ContentType::JSON,
        r#"{"action":"contact","deviceid":"","name":"","version":"","installed-tasks":[]}"#,
    );
    for (index, _) in input.chunks(64).enumerate() {
        let id = RequestId::from_bytes((index as u32).to_be_bytes());
        drop(proxy.handle_request(Method::Post, None, &headers, &body, Duration::ZERO, id.to_bytes()));
        let _ = proxy.handle_upstream(id, 200, &Headers::default(), &body, Duration::ZERO);
    }
    assert!(proxy.held() <= 64);
}

pub(super) fn headers(input: &[u8]) {
    let pairs = text(input).lines().filter_map(|line| line.split_once(':'));
    let headers = Headers::from_pairs(pairs);
    let _ = (headers.problems().len(), headers.to_pairs());
}

pub(super) fn query(input: &[u8]) {
    let Ok(query) = Query::decode(input, &Limits::DEFAULT) else { return };
    drop((query.to_form(), query.to_string(), query.to_post_query()));
}

/// A text as each of the small grammars.
pub(super) fn texts(input: &[u8]) {
    let text = text(input);
    let _ = (text.parse::<AgentId>(), text.parse::<RequestId>(), text.parse::<Accept>());
    let _ = (Expiration::from_text(text, Compat::Deployed), Expiration::from_json(text, Compat::Documented));
    let _ = (ProxyChain::parse(text, 5), ContentType::new(text), Task::from(text), oauth::token_path(text));
}

pub(super) fn wake_on_lan(input: &[u8]) {
    let _ = MagicPacket::find(input);
}
