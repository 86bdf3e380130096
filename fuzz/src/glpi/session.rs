//! Dialogues of agents, proxies and servers with an adversary.

mod agent;
mod proxy;
mod server;

use std::sync::LazyLock;

use glpi_proto::Message as _;
use glpi_proto::{
    AgentId, Answer, Body, Compression, Contact, ContactAnswer, ContentType, Expiration, Format, Headers,
    Inventory, LegacyAnswer, Prolog, Reply, Request, RequestId, Status, Task, TaskConfig, token,
};
use serde_json::value::RawValue;

use crate::Choices;

/// An adversary chooses what comes, in which order, and when. An agent asks as often as it
/// may, waits a day at most, and never asks out of turn; a proxy hands an answer out once,
/// byte for byte, to the agent that asked, and holds no more and no longer than it may; a
/// server repeats nothing that is not the protocol's.
pub fn session(data: &[u8]) {
    let mut choices = Choices::new(data);
    match choices.below(3) {
        0 => agent::run(choices),
        1 => proxy::run(choices),
        _ => server::run(choices),
    }
}

const AGENTS: [AgentId; 3] =
    [AgentId::from_bytes([0xa1; 16]), AgentId::from_bytes([0xb2; 16]), AgentId::from_bytes([0xc3; 16])];

/// An answer that a peer may give, or some bytes that it may not.
struct Answered {
    status: u16,
    headers: Headers,
    body: Body,
}

fn some_id(choices: &mut Choices<'_>) -> RequestId {
    RequestId::from_bytes([0, 0, 0, choices.below(4)])
}

fn some_answer(choices: &mut Choices<'_>) -> Answered {
    let status = [200, 200, 202, 400, 403, 500][usize::from(choices.below(6))];
    let mut headers = Headers::default();
    let which = choices.byte();
    if which & 1 == 1 {
        headers.agent_id = Some(AGENTS[usize::from(which >> 1 & 1)]);
    }
    if which & 4 == 4 {
        headers.request_id = Some(some_id(choices));
    }
    if which & 0xf8 == 0xf8 {
        headers.crypto_key_id = Some(AGENTS[0]);
    }
    let seconds = Expiration::from_secs(u64::from(choices.byte()) << u32::from(choices.below(40)));
    let json = |answer: Answer| answer.to_body(Compression::Plain);
    let body = match choices.below(12) {
        0 | 1 => json(Answer::pending(seconds)),
        2 => json(Answer::new(Status::Pending)),
        3 => json(Answer::ok().with_expiration(seconds)),
        4 => json(Answer::error(token::BUSY_SERVER).with_expiration(seconds)),
        5 => json(Answer::error("no")),
        6 => ContactAnswer::from(Answer::ok())
            .with_task(Task::Inventory, TaskConfig::new("glpi", "11"))
            .to_body(Compression::Plain),
        7 => Reply::prolog(24).to_body(Compression::Plain),
        8 => Reply::error("no").to_body(Compression::Plain),
        9 => LegacyAnswer::send().to_body(Compression::Plain),
        10 => Ok(Body::new(ContentType::TEXT, "Unsupported request")),
        _ => Ok(some_bytes(choices)),
    };
    Answered { status, headers, body: body.expect("it can be written") }
}

fn some_bytes(choices: &mut Choices<'_>) -> Body {
    let length = usize::from(choices.byte());
    Body::new(ContentType::JSON, (0..length).map(|_| choices.byte()).collect::<Vec<_>>())
}

fn some_request(choices: &mut Choices<'_>) -> Body {
    // Mostly plain: compressing the answer takes longer than all the rest.
    let compressed = &COMPRESSED[usize::from(choices.below(16).saturating_sub(11))];
    match usize::from(choices.below(6)) {
        4 => Body::default(),
        5 => some_bytes(choices),
        which => compressed[which].clone(),
    }
}

/// The requests in each compression.
static COMPRESSED: LazyLock<[[Body; 4]; 5]> = LazyLock::new(|| {
    let contact = || Contact::new("pc-7", "fuzz", "1").with_installed_tasks([Task::Inventory]);
    let content = RawValue::from_string(r#"{"versionclient":"fuzz"}"#.to_owned()).expect("it is JSON");
    let xml = "<REQUEST><QUERY>SNMPQUERY</QUERY><CONTENT/></REQUEST>";
    Compression::ALL.map(|compression| {
        [
            Request::from(contact()).to_body(compression),
            Request::from(Inventory::new("pc-7", content.as_ref())).to_body(compression),
            Request::from(Prolog::new("pc-7")).to_body(compression),
            Body::compress(xml, Format::Xml, compression),
        ]
        .map(|body| body.expect("it can be written"))
    })
});
