//! Relays, guards, and proxies that vouch.

use super::*;
use glpi_proto::Limits;
use glpi_proto::Message as _;

fn relay() -> Relay {
    Relay::new(PROXY).with_port(62355)
}

fn forwarded(relayed: Result<Relayed, ProxyRefusal>) -> (RegisterRequest, RegisterAnswer) {
    match relayed {
        Ok(Relayed::Forward { request, answer, .. }) => (request, answer),
        other => panic!("not sent on: {other:?}"),
    }
}

fn answered(relayed: Result<Relayed, ProxyRefusal>) -> RegisterAnswer {
    match relayed {
        Ok(Relayed::Answer(answer)) => answer,
        other => panic!("not answered: {other:?}"),
    }
}

fn ask(
    relay: &mut Relay,
    agent: AgentId,
    request: &RegisterRequest,
    now: Duration,
) -> Result<Relayed, ProxyRefusal> {
    relay.handle_request(agent, &ProxyChain::default(), request, now)
}

fn kept(relay: &mut Relay, agent: AgentId, answer: &RegisterAnswer, now: Duration) {
    assert!(matches!(relay.handle_answer(agent, answer, nonce(0x40), now), Upstream::Kept));
}

// GLPI-R50, GLPI-R51
#[test]
fn a_registration_passes_and_each_answer_waits_for_its_agent() {
    let (mut relay, (mut server, challenge)) = (relay(), challenged_by(Settings::DEFAULT));
    let (request, mut asked) = agent(A).start(hello());
    let (_, pending) = forwarded(ask(&mut relay, A, &request, NOW));
    assert_eq!(pending, RegisterAnswer::pending(Needs::ServerValidation, Expiration::from_secs(10)));
    assert_eq!(answered(ask(&mut relay, A, &request, NOW)), pending, "sent on once");
    kept(&mut relay, A, &challenge, NOW);
    let HelloOutcome::Wait(wait) = asked.handle_answer(&pending, nonce(2), NOW) else { panic!("no wait") };
    let request;
    (request, asked) = wait.handle_timeout();
    // Somebody else does not get it, but is sent on for himself.
    forwarded(ask(&mut relay, B, &request, NOW));
    let now = NOW + Duration::from_secs(10);
    let given = answered(ask(&mut relay, A, &request, now));
    assert_eq!((given.challenge, given.expiration), (challenge.challenge, Some(Expiration::from_secs(50))));
    assert_eq!(answered(ask(&mut relay, A, &request, now)), given, "again, if it was lost");

    let HelloOutcome::Prove(proof, challenged) = asked.handle_answer(&given, nonce(0x20), now) else {
        panic!("no proof")
    };
    let (sent, pending) = forwarded(ask(&mut relay, A, &proof, now));
    assert_eq!((&sent, pending.status), (&proof, Status::Pending));
    assert_eq!(answered(ask(&mut relay, A, &proof, now)).status, Status::Pending, "sent on once");
    assert_eq!(
        answered(ask(&mut relay, A, &RegisterRequest::failure(), now)).status,
        Status::Pending,
        "and nothing else comes between"
    );
    let RegisterRequest::Proof(inner) = &proof else { panic!("no proof") };
    let verdict = server.handle_proof(subject(A), &inner.challenge, key(7), now);
    kept(&mut relay, A, verdict.answer(), now);
    assert_eq!(&answered(ask(&mut relay, A, &proof, now)), verdict.answer(), "unchanged");
    assert!(matches!(challenged.handle_answer(verdict.answer(), now), ProofOutcome::Registered(_)));
    // Nobody takes it away by beginning anew in A's name.
    assert_eq!(answered(ask(&mut relay, A, &hello().into(), now)).status, Status::Pending);
    assert_eq!(&answered(ask(&mut relay, A, &proof, now)), verdict.answer());
    assert_eq!(relay.agents(), 2);
}

#[test]
fn what_the_server_wants_waited_for_is_waited_for() {
    let mut relay = relay();
    let request = RegisterRequest::from(hello());
    forwarded(ask(&mut relay, A, &request, NOW));
    kept(&mut relay, A, &RegisterAnswer::pending(Needs::ManualValidation, minutes(5)), NOW);
    let answer = answered(ask(&mut relay, A, &request, NOW + MINUTE));
    assert_eq!(answer, RegisterAnswer::pending(Needs::ManualValidation, Expiration::from_secs(240)));
    forwarded(ask(&mut relay, A, &request, NOW + 5 * MINUTE));

    // An error is handed out, then forgotten with time.
    kept(&mut relay, A, &RegisterAnswer::error("forbidden", minutes(9)), NOW + 5 * MINUTE);
    assert_eq!(answered(ask(&mut relay, A, &request, NOW + 5 * MINUTE)).status, Status::Error);
    forwarded(ask(&mut relay, A, &request, NOW + 8 * MINUTE));

    // A next proxy that has to wait for the answer to the proof.
    let proof = RegisterRequest::failure();
    let mut relay = Relay::new(PROXY);
    forwarded(ask(&mut relay, A, &proof, NOW));
    kept(&mut relay, A, &RegisterAnswer::new(Status::Pending, minutes(1)), NOW);
    let answer = answered(ask(&mut relay, A, &proof, NOW + Duration::from_secs(1)));
    assert_eq!((answer.status, answer.expiration), (Status::Pending, Some(Expiration::from_secs(59))));
    forwarded(ask(&mut relay, A, &proof, NOW + MINUTE));
}

#[test]
fn what_the_server_gave_time_for_is_held_as_long() {
    let request = RegisterRequest::from(hello());
    let late = NOW + 4 * MINUTE;
    let rest = Some(Expiration::from_secs(60));

    let mut relay = relay();
    forwarded(ask(&mut relay, A, &request, NOW));
    kept(&mut relay, A, &RegisterAnswer::pending(Needs::ManualValidation, minutes(5)), NOW);
    let answer = answered(ask(&mut relay, A, &request, late));
    assert_eq!((answer.needs, answer.expiration), (Some(Needs::ManualValidation), rest));

    let challenge = challenged_by(Settings::DEFAULT.with_challenge(minutes(5))).1;
    forwarded(ask(&mut relay, B, &request, NOW));
    kept(&mut relay, B, &challenge, NOW);
    let answer = answered(ask(&mut relay, B, &request, late));
    assert_eq!((answer.challenge, answer.expiration), (challenge.challenge, rest));

    let mut relay = Relay::new(PROXY);
    let proof = RegisterRequest::failure();
    forwarded(ask(&mut relay, A, &proof, NOW));
    kept(&mut relay, A, &RegisterAnswer::new(Status::Pending, minutes(5)), NOW);
    assert_eq!(answered(ask(&mut relay, A, &proof, late)).expiration, rest);
}

// GLPI-R51
#[test]
fn another_proof_neither_disturbs_the_first_nor_learns_its_answer() {
    let mut relay = relay();
    let own = RegisterRequest::failure();
    let (_, challenge) = challenged_by(Settings::DEFAULT);
    let (reply, _) = prove(asked(A), &challenge);
    let Reply::Block(block) = reply else { panic!("no block") };
    let json = format!(r#"{{"action":"register","challenge":"{block}"}}"#);
    let payload = glpi_proto::Payload::from_text(&json, &Limits::DEFAULT).unwrap();
    let other = RegisterRequest::decode(&payload, &Limits::DEFAULT).unwrap();
    let pending = RegisterAnswer::new(Status::Pending, Expiration::from_secs(10));

    forwarded(ask(&mut relay, A, &own, NOW));
    assert_eq!(answered(ask(&mut relay, A, &other, NOW)), pending, "while it is on its way");
    kept(&mut relay, A, &RegisterAnswer::new(Status::Pending, minutes(1)), NOW);
    for now in [NOW, NOW + MINUTE] {
        assert_eq!(answered(ask(&mut relay, A, &other, now)), pending, "while it waits");
    }
    forwarded(ask(&mut relay, A, &own, NOW + MINUTE));
    let error = RegisterAnswer::challenge_failed(minutes(9));
    kept(&mut relay, A, &error, NOW + MINUTE);
    assert_eq!(answered(ask(&mut relay, A, &other, NOW + MINUTE)), pending, "when it is answered");
    assert_eq!(answered(ask(&mut relay, A, &own, NOW + MINUTE)), error);
}

#[test]
fn no_answer_and_a_late_one_do_no_harm() {
    let mut relay = relay();
    let request = RegisterRequest::from(hello());
    let challenge = challenged_by(Settings::DEFAULT).1;
    assert!(matches!(relay.handle_answer(A, &challenge, nonce(2), NOW), Upstream::Unexpected));
    forwarded(ask(&mut relay, A, &request, NOW));
    relay.handle_no_answer(A);
    forwarded(ask(&mut relay, A, &request, NOW));
    assert!(matches!(relay.handle_answer(A, &challenge, nonce(2), NOW + 3 * MINUTE), Upstream::Unexpected));
    forwarded(ask(&mut relay, A, &request, NOW + 3 * MINUTE));
    kept(&mut relay, A, &challenge, NOW + 3 * MINUTE);
    forwarded(ask(&mut relay, A, &request, NOW + 4 * MINUTE));
}

// GLPI-R52
#[test]
fn the_port_is_the_proxys_unless_nobody_can_be_reached() {
    for (agents, proxys, sent) in [(62354, 62355, 62355), (0, 62355, 0), (62354, 0, 0)] {
        let mut relay = Relay::new(PROXY).with_port(proxys);
        let request = RegisterRequest::from(hello().with_port(agents));
        let (RegisterRequest::Hello(hello), _) = forwarded(ask(&mut relay, A, &request, NOW)) else {
            panic!("no first message")
        };
        assert_eq!(hello.port.value(), sent);
    }
}

// GLPI-R53
#[test]
fn loops_and_long_ways_are_refused() {
    let request = RegisterRequest::from(hello());
    let mut relay = relay().with_most_proxies(2);
    let passed = |ids: &[AgentId]| ids.iter().copied().collect::<ProxyChain>();
    let mut ask = |agent, chain| relay.handle_request(agent, &chain, &request, NOW);
    assert_eq!(ask(A, passed(&[B, PROXY])), Err(ProxyRefusal::Loop));
    assert_eq!(ask(PROXY, passed(&[])), Err(ProxyRefusal::Loop));
    assert_eq!(ask(A, passed(&[A, B])), Err(ProxyRefusal::TooMany));
    let Ok(Relayed::Forward { proxies, .. }) = ask(A, passed(&[B])) else { panic!("not sent on") };
    assert_eq!(proxies.as_slice(), [B, PROXY]);
}

// GLPI-R35
#[test]
fn a_flood_takes_a_bounded_place() {
    let mut relay = relay().with_most_agents(10);
    let request = RegisterRequest::from(hello());
    for number in 0..1000_u128 {
        let flood = AgentId::from_bytes((number + 1).to_be_bytes());
        let relayed = ask(&mut relay, flood, &request, NOW);
        assert_eq!(matches!(relayed, Ok(Relayed::Forward { .. })), number < 10);
    }
    assert_eq!(relay.agents(), 10);
}

// GLPI-R54
#[test]
fn a_proxy_proves_itself_when_its_server_chooses_it() {
    let mut headers = Headers::new(A);
    headers.proxies = [PROXY].into_iter().collect();
    let behind = Subject::behind(&headers, PROXY).unwrap();
    let mut server = Server::new(Settings::DEFAULT);
    let challenge = server.challenge(behind, &token(1), TokenId(1), nonce(0x10), NOW);
    let mut relay = relay().with_agent(agent(PROXY));
    let request = RegisterRequest::from(hello());
    forwarded(ask(&mut relay, A, &request, NOW));
    assert!(matches!(relay.handle_answer(A, &challenge, nonce(0x10), NOW), Upstream::DrawAgain));
    let Upstream::ForUs(RegisterRequest::Proof(proof), challenged) =
        relay.handle_answer(A, &challenge, nonce(0x20), NOW)
    else {
        panic!("not for us")
    };
    let verdict = server.handle_proof(behind, &proof.challenge, key(7), NOW);
    assert!(matches!(challenged.handle_answer(verdict.answer(), NOW), ProofOutcome::Registered(_)));
    relay.settle(A, RegisterAnswer::registered(Expiration::from_hours(24)), NOW);
    assert_eq!(answered(ask(&mut relay, A, &request, NOW)).status, Status::Registered);

    // A challenge for the agent is passed on all the same.
    forwarded(ask(&mut relay, B, &request, NOW));
    let theirs = server.challenge(subject(B), &token(9), TokenId(2), nonce(0x10), NOW);
    kept(&mut relay, B, &theirs, NOW);
}

// GLPI-R55
#[test]
fn a_guard_is_a_server_before_it_is_an_agent() {
    // The guard's own tokens are unknown to its server.
    let (mut guard, challenge) = challenged_by(Settings::DEFAULT);
    let (reply, challenged) = prove(asked(A), &challenge);
    let verdict = guard.handle_proof(subject(A), &reply, key(7), NOW);
    assert!(matches!(challenged.handle_answer(verdict.answer(), NOW), ProofOutcome::Registered(_)));
    // Now it speaks for the agent, with its own proof.
    let own = Agent::with_token(PROXY, token(9), Encryption::Required).unwrap();
    let (_, asked) = own.start(hello());
    let mut headers = Headers::new(A);
    headers.proxies = [PROXY].into_iter().collect();
    let behind = Subject::behind(&headers, PROXY).unwrap();
    let mut server = Server::new(Settings::DEFAULT);
    let challenge = server.challenge(behind, &token(9), TokenId(9), nonce(0x50), NOW);
    let (reply, challenged) = prove(asked, &challenge);
    let verdict = server.handle_proof(behind, &reply, key(8), NOW);
    assert!(matches!(challenged.handle_answer(verdict.answer(), NOW), ProofOutcome::Registered(_)));
    assert_eq!(guard.key(A, A, NOW).unwrap().expose(), &[7; 16]);
    assert_eq!(server.key(A, PROXY, NOW).unwrap().expose(), &[8; 16]);
}

// GLPI-R56
#[test]
fn a_relay_without_the_token_learns_nothing_and_one_with_it_everything() {
    use glpi_proto::register::{ByteOrder, Cipher};
    let (mut server, challenge) = challenged_by(Settings::DEFAULT);
    let (reply, _) = prove(asked(A), &challenge);
    let verdict = server.handle_proof(subject(A), &reply, key(7), NOW);
    let crypto = verdict.answer().crypto.unwrap();
    let opened = |byte| *Cipher::new(&token(byte), ByteOrder::Text).open(crypto).whole();
    assert_eq!(opened(1), [7; 16], "who has the token has the key");
    assert_ne!(opened(2), [7; 16]);
}

#[test]
fn two_relays_in_a_chain_pass_a_registration() {
    let (mut near, mut far) = (relay(), Relay::new(B));
    let mut server = Server::new(Settings::DEFAULT);
    let (mut request, mut next) = agent(A).start(hello());
    let mut challenged = None;
    let mut now = NOW;
    // The agent asks, each relay asks its next one meanwhile.
    for round in 0..12 {
        let near_says = match ask(&mut near, A, &request, now).unwrap() {
            Relayed::Answer(answer) => answer,
            Relayed::Forward { request, proxies, answer } => {
                let far_says = match far.handle_request(A, &proxies, &request, now).unwrap() {
                    Relayed::Answer(answer) => answer,
                    Relayed::Forward { request, proxies, answer } => {
                        assert_eq!(proxies.as_slice(), [PROXY, B]);
                        let told = match &request {
                            RegisterRequest::Hello(_) => {
                                server.challenge(subject(A), &token(1), TokenId(1), nonce(0x10), now)
                            }
                            RegisterRequest::Proof(proof) => server
                                .handle_proof(subject(A), &proof.challenge, key(7), now)
                                .answer()
                                .clone(),
                        };
                        kept(&mut far, A, &told, now);
                        answer
                    }
                };
                kept(&mut near, A, &far_says, now);
                answer
            }
        };
        if let Some(waiting) = challenged.take() {
            let waiting: Challenged = waiting;
            match waiting.handle_answer(&near_says, now) {
                ProofOutcome::Registered(registered) => {
                    assert_eq!(registered.key(now).unwrap().expose(), &[7; 16]);
                    return;
                }
                ProofOutcome::Wait(wait) => {
                    now = wait.at();
                    let again;
                    (request, again) = wait.handle_timeout();
                    challenged = Some(again);
                }
                other => panic!("round {round}: {other:?}"),
            }
            continue;
        }
        match next.handle_answer(&near_says, nonce(0x20), now) {
            HelloOutcome::Wait(wait) => {
                now = wait.at();
                (request, next) = wait.handle_timeout();
            }
            HelloOutcome::Prove(proof, waiting) => {
                (request, next) = agent(A).start(hello());
                let _ = std::mem::replace(&mut request, proof);
                challenged = Some(waiting);
            }
            other => panic!("round {round}: {other:?}"),
        }
    }
    panic!("never registered");
}
