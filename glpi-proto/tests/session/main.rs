//! The dialogues, both sides wired together in memory, and each edge of their
//! diagrams.

mod exchange;
mod first_contact;
mod network;
mod proxy;
mod proxy_judges;
mod server;

use std::collections::VecDeque;
use std::time::Duration;

use glpi_proto::proxy::{Forward, Proxy, Upstream};
use glpi_proto::server::{Offer, Outcome, Server};
use glpi_proto::{
    AgentId, Answer, Body, Compat, Compression, Contact, ContactAnswer, Contacted, Content, ContentType,
    DecodeErrorKind, Exchange, Expiration, FirstContact, Foreign, Format, Headers, Inventory, Limits, Method,
    Outgoing, Prolog, Reply, Request, RequestId, Response, ServerKind, SessionError, Status, Step,
    Submission, Task, TaskConfig, token,
};

const AGENT: AgentId = AgentId::from_bytes([0xa1; 16]);
const OTHER: AgentId = AgentId::from_bytes([0xb2; 16]);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn id(text: &str) -> RequestId {
    text.parse().unwrap()
}

fn body(answer: &Answer) -> Body {
    answer.encode(Compression::Plain).unwrap()
}

fn pending(text: &str) -> Body {
    body(&Answer::pending(text.parse().unwrap()))
}

fn with_id(text: &str) -> Headers {
    Headers::default().with_request_id(id(text))
}

fn contact() -> Contact {
    Contact::new("laptop-42", "example", "1.0").with_installed_tasks([Task::Inventory, Task::Deploy])
}

fn exchange() -> Exchange {
    let body = Request::from(contact()).encode(Compression::Zlib).unwrap();
    let (exchange, step) = Exchange::start(Headers::new(AGENT), body.clone());
    let Step::Send(sent) = step else { panic!("{step:?}") };
    assert_eq!((sent.method, &sent.body), (Method::Post, &body));
    assert_eq!(sent.headers.content_type.as_ref(), body.content_type());
    assert!(sent.headers.no_cache);
    exchange
}

/// A GLPI server as a function.
fn serve(server: &Server, outgoing: &Outgoing) -> Outcome {
    let incoming = match server.receive(outgoing.method, None, &outgoing.headers, &outgoing.body) {
        Ok(incoming) => incoming,
        Err(refusal) => return *refusal,
    };
    match incoming.request() {
        Err(refusal) => *refusal,
        Ok(Request::Contact(contact)) => {
            let offer = Offer::new("11.0.1");
            let (status, answer) = offer.answer(&contact, Expiration::from_hours(24), Compat::Spec);
            incoming.answer_contact(status, &answer).unwrap()
        }
        Ok(Request::Inventory(_) | Request::Xml(_)) => {
            incoming.answer_inventory(Expiration::from_hours(24)).unwrap()
        }
        Ok(Request::Prolog(_)) => incoming.answer_prolog(24, Reply::default()).unwrap(),
        Ok(Request::Other(other)) => incoming.refuse_action(&other.action),
        Ok(_) => incoming.answer(200, &Answer::ok().into()).unwrap(),
    }
}

fn server() -> Server {
    Server::new(Limits::DEFAULT, Compat::Spec)
}

fn first_contact(kind: ServerKind) -> (FirstContact, Step) {
    FirstContact::start(Headers::new(AGENT), contact(), Compression::Zlib, kind).unwrap()
}

fn says(step: &Step) -> &'static str {
    let Step::Send(sent) = step else { panic!("{step:?}") };
    let payload = sent.body.open(&Limits::DEFAULT).unwrap();
    match Request::decode(&payload).unwrap() {
        Request::Contact(_) => "CONTACT",
        Request::Prolog(_) => "PROLOG",
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_dialogue_keeps_to_the_callers_limits() {
    let small = Limits::DEFAULT.with_body_len(20);
    let answer = body(&Answer::ok().with_message("longer than twenty bytes"));
    let too_long = |result: Result<(), SessionError>| {
        assert!(matches!(&result, Err(SessionError::Decode(error)) if error.is_limit()), "{result:?}");
    };
    let mut limited = exchange().with_limits(small);
    too_long(limited.handle_response(200, &Headers::default(), &answer).map(drop));
    let request = Request::from(contact()).encode(Compression::Plain).unwrap();
    let (submission, _) = Submission::start(Headers::new(AGENT), request);
    let mut submission = submission.with_limits(small);
    too_long(submission.handle_response(200, &Headers::default(), &answer).map(drop));
    let (first, _) = first_contact(ServerKind::Unknown);
    let mut first = first.with_limits(small);
    too_long(first.handle_response(200, &Headers::default(), &answer).map(drop));
    // The second request of the same dialogue as well.
    let (first, _) = first_contact(ServerKind::Glpi);
    let mut first = first.with_limits(small);
    let html = Body::new(None, "<html></html>");
    assert!(matches!(first.handle_response(200, &Headers::default(), &html), Ok(Contacted::Step(_))));
    too_long(first.handle_response(200, &Headers::default(), &answer).map(drop));
}
