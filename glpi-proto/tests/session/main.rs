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
    AgentId, Answer, Body, Client, Compat, Compression, Contact, ContactAnswer, Contacted, Content,
    ContentType, DecodeErrorKind, Exchange, Expiration, FirstContact, Format, Headers, Inventory, Limits,
    Message, Method, NotAMessage, Outgoing, Prolog, Reply, Request, RequestId, Response, ServerKind,
    SessionError, Status, Step, Submission, Task, TaskConfig, token,
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
    answer.to_body(Compression::Plain).unwrap()
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

fn client() -> Client {
    Client::new(Headers::new(AGENT))
}

fn exchange() -> Exchange {
    let body = Request::from(contact()).to_body(Compression::Zlib).unwrap();
    let (sent, exchange) = Exchange::start(&client(), body.clone());
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
            let (status, answer) = offer.answer(&contact, Expiration::from_hours(24), Compat::Documented);
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
    Server::new(Limits::DEFAULT, Compat::Documented)
}

fn first_contact(kind: ServerKind) -> (Outgoing, FirstContact) {
    FirstContact::start(&client(), contact(), Compression::Zlib, kind).unwrap()
}

fn says(sent: &Outgoing) -> &'static str {
    let payload = sent.body.open(&Limits::DEFAULT).unwrap();
    match Request::decode(&payload, &Limits::DEFAULT).unwrap() {
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
    let client = client().with_limits(small);
    let request = Request::from(contact()).to_body(Compression::Plain).unwrap();
    let (_, mut limited) = Exchange::<Answer>::start(&client, request.clone());
    too_long(limited.handle_response(200, &Headers::default(), &answer).map(drop));
    let (_, mut submission) = Submission::start(&client, request);
    too_long(submission.handle_response(200, &Headers::default(), &answer).map(drop));
    let start = |kind| FirstContact::start(&client, contact(), Compression::Zlib, kind).unwrap().1;
    let mut first = start(ServerKind::Unknown);
    too_long(first.handle_response(200, &Headers::default(), &answer).map(drop));
    // The second request of the same dialogue as well.
    let mut first = start(ServerKind::Glpi);
    let html = Body::new(None, "<html></html>");
    assert!(matches!(first.handle_response(200, &Headers::default(), &html), Ok(Step::Send(_))));
    too_long(first.handle_response(200, &Headers::default(), &answer).map(drop));
}
