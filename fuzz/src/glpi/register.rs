//! REGISTER: its messages, its blocks, and a run of it in enemy hands.

mod network;

use glpi_proto::Message as _;
use glpi_proto::register::{
    Block, ByteOrder, Cipher, CommunicationKey, Hello, Nonce, RegisterAnswer, RegisterRequest, Token,
};
use glpi_proto::{AgentId, Compression, Limits, OtherRequest, Payload, Request};

use super::{LIMITS, open};
use crate::Choices;

/// A message, blocks, or a network. What is read is written in a form that is read the
/// same, by either way; what is sealed opens to itself under its own token alone; an
/// agent and a server in the hands of somebody who lacks the token believe nothing that
/// the other did not say.
pub fn register(data: &[u8]) {
    let mut choices = Choices::new(data);
    match choices.below(3) {
        0 => messages(choices.rest()),
        1 => blocks(choices),
        _ => network::run(choices),
    }
}

fn messages(bytes: &[u8]) {
    let body = open(bytes);
    let Ok(payload) = body.open(&LIMITS) else { return };
    let (request, answer) =
        (RegisterRequest::decode(&payload, &LIMITS), RegisterAnswer::decode(&payload, &LIMITS));
    for error in [request.as_ref().err(), answer.as_ref().err()].into_iter().flatten() {
        assert!(error.offset() <= payload.text().len(), "{error}");
    }
    if let Ok(request) = request {
        let body = request.to_body(Compression::Plain).expect("it is JSON");
        let again = body.open(&LIMITS).expect("what we write we can open");
        assert_eq!(RegisterRequest::decode(&again, &LIMITS).as_ref(), Ok(&request));
        // A server reads any request first, and this one from what it read.
        if let Ok(Request::Other(other)) = Request::decode(&payload, &LIMITS) {
            assert_eq!(RegisterRequest::try_from(&other), Ok(request));
        }
    }
    if let Ok(answer) = answer {
        let body = answer.to_body(Compression::Plain).expect("it is JSON");
        let again = body.open(&LIMITS).expect("what we write we can open");
        assert_eq!(RegisterAnswer::decode(&again, &LIMITS).as_ref(), Ok(&answer));
        let any = glpi_proto::Answer::decode(&payload, &LIMITS).expect("it is an answer of a kind");
        assert_eq!(RegisterAnswer::try_from(&any), Ok(answer));
    }
}

fn blocks(mut choices: Choices<'_>) {
    let order = [ByteOrder::Text, ByteOrder::LittleEndian][usize::from(choices.below(2))];
    let Ok(token) = Token::from_bytes(choices.array()) else { return };
    let Ok(other) = Token::from_bytes(choices.array()) else { return };
    let (server, agent) = (Nonce::from_bytes(choices.array()), Nonce::from_bytes(choices.array()));
    let id = AgentId::from_bytes(choices.array());
    let cipher = Cipher::new(&token, order);
    let answer = cipher.answer(&server, &agent);
    let opened = cipher.open(answer);
    assert_eq!((opened.first_half(), opened.last_half()), (server.expose(), agent.expose()));
    assert_eq!(cipher.last(&agent, &server), cipher.answer(&agent, &server));
    assert_eq!(cipher.open(cipher.challenge(&server, id)).last_half(), &id.as_bytes()[8..]);
    let key = CommunicationKey::from_bytes(choices.array());
    assert_eq!(cipher.open(cipher.crypto(&key)).whole(), key.expose());
    assert_eq!(answer.to_string().parse::<Block>(), Ok(answer));
    if token.expose() != other.expose() {
        assert_ne!(Cipher::new(&other, order).open(answer).whole(), opened.whole());
    }
    for secret in [format!("{token:?}"), format!("{server:?}"), format!("{key:?}")] {
        assert!(["Token", "Nonce", "CommunicationKey"].contains(&secret.as_str()));
    }
    // The first message is as any other.
    let hello = Hello::new(&id.to_string(), "fuzz", "1").with_port(u16::from(choices.byte()));
    let body = RegisterRequest::from(hello.clone()).to_body(Compression::Zlib).expect("it is JSON");
    let payload: Payload<'_> = body.open(&Limits::DEFAULT).expect("what we write we can open");
    assert_eq!(RegisterRequest::decode(&payload, &LIMITS), Ok(RegisterRequest::Hello(hello)));
    let Ok(Request::Other(OtherRequest { action, .. })) = Request::decode(&payload, &LIMITS) else {
        panic!("another")
    };
    assert_eq!(action, "register");
}
