//! The server's side, and its bounds.

use super::*;

fn refused(verdict: &Verdict) -> &RegisterAnswer {
    assert!(!verdict.is_registered());
    verdict.answer()
}

// GLPI-R31, GLPI-R32, GLPI-R33, GLPI-R34
#[test]
fn every_failure_looks_alike() {
    let (_, challenge) = challenged_by(Settings::DEFAULT);
    let (good, _) = prove(asked(A), &challenge);
    let block = challenge.challenge.unwrap();
    let failure = |text: &str| Reply::Failure(text.to_owned());
    let expected = RegisterAnswer::challenge_failed(Expiration::new(1, Unit::Hours));
    for (what, who, reply, now) in [
        ("the challenge itself", A, Reply::Block(block), NOW),
        ("another block", A, Reply::Block(Block::from_bytes([3; 16])), NOW),
        ("a failure", A, failure("failure"), NOW),
        ("an empty text", A, failure(""), NOW),
        ("too late", A, good.clone(), NOW + MINUTE),
        ("somebody who was not asked", B, good.clone(), NOW),
    ] {
        let (mut server, _) = challenged_by(Settings::DEFAULT);
        assert_eq!(refused(&server.handle_proof(subject(who), &reply, key(7), now)), &expected, "{what}");
        assert_eq!(server.registrations(), 0, "{what}");
        if who == A {
            // The challenge is over by that, right or wrong.
            assert_eq!(
                refused(&server.handle_proof(subject(A), &good, key(7), NOW)),
                &expected,
                "after {what}"
            );
        }
    }
    let (mut server, _) = challenged_by(Settings::DEFAULT);
    assert!(
        server
            .handle_proof(subject(A), &good, key(7), NOW + MINUTE - Duration::from_nanos(1))
            .is_registered()
    );
    assert_eq!(refused(&server.handle_proof(subject(A), &good, key(7), NOW)), &expected, "twice");
    assert_eq!(server.key(A, A, NOW).unwrap().expose(), &[7; 16], "and the first still counts");
    assert_eq!((expected.http_status(), expected.message.as_deref()), (403, Some("challenge failed")));
}

// GLPI-R31
#[test]
fn an_answer_made_of_what_was_sent_is_refused_whoever_is_asked() {
    use glpi_proto::register::{ByteOrder, Cipher};
    let cipher = Cipher::from_key([1; 16], ByteOrder::Text);
    let mut headers = Headers::new(A);
    headers.proxies = [PROXY].into_iter().collect();
    let behind = Subject::behind(&headers, PROXY).unwrap();
    // The agent's half, the proxy's half and the server's secret are no secrets of the agent.
    let rows = [
        (subject(A), 0x10, vec![0xa1, 0x10], vec![0x20, 0x70]),
        (behind, 0x10, vec![0x70, 0xa1, 0x10], vec![0x20]),
        (subject(A), 0xa1, vec![0xa1], vec![0x20, 0x10]),
        (behind, 0xa1, vec![0x70, 0xa1], vec![0x20, 0x10]),
        (behind, 0x70, vec![0x70, 0xa1], vec![0x20, 0x10]),
    ];
    for (subject, secret, bad, good) in rows {
        let answered = |reply: Option<Block>| {
            let mut server = Server::new(Settings::DEFAULT);
            let challenge = server.challenge(subject, &token(1), TokenId(1), nonce(secret), NOW);
            let reply = Reply::Block(reply.or(challenge.challenge).unwrap());
            server.handle_proof(subject, &reply, key(7), NOW).is_registered()
        };
        assert!(!answered(None), "the challenge itself, secret {secret:#x}");
        for (agent, holds) in bad.iter().map(|own| (own, false)).chain(good.iter().map(|own| (own, true))) {
            let reply = cipher.answer(&nonce(secret), &nonce(*agent));
            assert_eq!(answered(Some(reply)), holds, "secret {secret:#x}, answered with {agent:#x}");
        }
    }
}

// GLPI-R32
#[test]
fn a_challenge_can_be_kept_elsewhere() {
    use glpi_proto::register::ByteOrder;
    use glpi_proto::register::server::Issued;
    let issued = || Issued::new(subject(A), token(1), TokenId(1), ByteOrder::Text, nonce(0x10), NOW + MINUTE);
    let challenge = RegisterAnswer::challenge(issued().block(), issued().rest_of_life(NOW));
    let (reply, challenged) = prove(asked(A), &challenge);
    let proven = issued().handle_proof(&reply, key(7), NOW).unwrap();
    let answer = proven.answer(Expiration::new(30, Unit::Days));
    assert!(matches!(challenged.handle_answer(&answer, NOW), ProofOutcome::Registered(_)));
    assert!(issued().handle_proof(&reply, key(7), NOW + MINUTE).is_none(), "too late");
    assert!(issued().handle_proof(&Reply::Failure(String::new()), key(7), NOW).is_none());
}

// GLPI-R37
#[test]
fn a_token_that_was_changed_is_asked_for_anew() {
    let (mut server, first) = challenged_by(Settings::DEFAULT);
    let changed = server.challenge(subject(A), &token(2), TokenId(1), nonce(0x11), NOW);
    assert_ne!(changed.challenge, first.challenge);
    let (reply, _) = prove(asked(A), &first);
    assert!(!server.handle_proof(subject(A), &reply, key(7), NOW).is_registered(), "the old one is over");
}

// GLPI-R37
#[test]
fn a_repeated_first_message_gets_the_same_challenge_for_what_is_left_of_its_life() {
    let (mut server, first) = challenged_by(Settings::DEFAULT);
    let now = NOW + Duration::from_secs(20);
    let again = server.challenge(subject(A), &token(1), TokenId(1), nonce(0x11), now);
    assert_eq!((again.challenge, again.expiration), (first.challenge, Some(Expiration::from_secs(40))));
    let other = server.challenge(subject(A), &token(2), TokenId(2), nonce(0x12), now);
    assert_ne!(other.challenge, first.challenge, "another token is another challenge");
    // And does not end the first, no matter who asked for it.
    let (reply, _) = prove(asked(A), &first);
    assert!(server.handle_proof(subject(A), &reply, None, now).is_registered());
    assert_eq!(server.registration(subject(A), now).map(Registration::token_id), Some(TokenId(1)));
    assert_eq!(server.pending(), 0, "and all are over by an answer");
    let (mut server, first) = challenged_by(Settings::DEFAULT);
    let late = server.challenge(subject(A), &token(1), TokenId(1), nonce(0x13), NOW + MINUTE);
    assert_ne!(late.challenge, first.challenge, "and so is one after the first has ended");
    assert_eq!(server.pending(), 1);
}

// GLPI-R35
#[test]
fn a_flood_of_first_messages_takes_a_bounded_place_and_ends_nobodys_challenge() {
    let (mut server, challenge) = challenged_by(Settings::DEFAULT.with_most_pending(100));
    for number in 0..5000_u128 {
        let flood = AgentId::from_bytes((number + 1).to_be_bytes());
        let answer = server.challenge(subject(flood), &token(1), TokenId(1), nonce(0x30), NOW);
        assert_eq!(answer.status, Status::Pending);
        assert_eq!(answer.challenge.is_some(), number < 99);
    }
    assert_eq!(server.pending(), 100);
    let (reply, _) = prove(asked(A), &challenge);
    assert!(server.handle_proof(subject(A), &reply, None, NOW).is_registered());
    let answer = server.challenge(subject(B), &token(1), TokenId(1), nonce(0x31), NOW + MINUTE);
    assert!(answer.challenge.is_some(), "room after a minute");
    assert_eq!(server.pending(), 1);
}

// GLPI-R35
#[test]
fn without_room_for_a_challenge_an_agent_is_to_ask_again_for_no_special_reason() {
    let (server, answer) = challenged_by(Settings::DEFAULT.with_most_pending(0));
    assert_eq!((answer, server.pending()), (RegisterAnswer::new(Status::Pending, minutes(1)), 0));
}

#[test]
fn a_full_list_of_registrations_refuses_and_forgets_nobody() {
    let mut server = Server::new(Settings::DEFAULT.with_most_registrations(1));
    for (id, holds) in [(A, true), (B, false), (A, true)] {
        let challenge = server.challenge(subject(id), &token(1), TokenId(1), nonce(0x10), NOW);
        let (reply, _) = prove(asked(id), &challenge);
        assert_eq!(server.handle_proof(subject(id), &reply, key(7), NOW).is_registered(), holds);
    }
    assert_eq!((server.registrations(), server.handle_timeout(NOW + 30 * DAY)), (1, 1));
}

// GLPI-R38, GLPI-R39
#[test]
fn keys_end_with_time_and_by_revocation() {
    let server = || {
        let mut server = Server::new(Settings::DEFAULT);
        for (id, number) in [(A, 1), (B, 2)] {
            let challenge = server.challenge(subject(id), &token(1), TokenId(number), nonce(0x10), NOW);
            let (reply, _) = prove(asked(id), &challenge);
            assert!(server.handle_proof(subject(id), &reply, key(7), NOW).is_registered());
            let _ = server.challenge(subject(id), &token(1), TokenId(number), nonce(0x10), NOW);
        }
        server
    };
    let keys = |server: &Server, now| (server.key(A, A, now).is_some(), server.key(B, B, now).is_some());
    assert_eq!(keys(&server(), NOW + 30 * DAY), (false, false));
    let mut one = server();
    assert_eq!((one.revoke(A), keys(&one, NOW), one.pending()), (2, (false, true), 1));
    let mut one = server();
    assert_eq!((one.revoke_token(TokenId(2)), keys(&one, NOW), one.pending()), (2, (true, false), 1));
    let open = one.to_state().pending;
    assert_eq!(open.iter().map(|open| (open.agent, open.token_id)).collect::<Vec<_>>(), [(A, TokenId(1))]);
    assert!(one.key(A, B, NOW).is_none(), "nobody uses another's key");
    assert_eq!(one.registration(subject(A), NOW).map(Registration::token_id), Some(TokenId(1)));
}

// GLPI-R36
#[test]
fn the_target_is_the_agent_or_a_proxy_in_the_list() {
    let mut headers = Headers::new(A);
    assert_eq!(Subject::from_headers(&headers).map(|subject| subject.target()), Some(A));
    assert_eq!(Subject::behind(&headers, PROXY), None, "not in the list");
    headers.proxies = [B, PROXY].into_iter().collect();
    let behind = Subject::behind(&headers, PROXY).unwrap();
    assert_eq!((behind.agent(), behind.target()), (A, PROXY));
    assert_eq!(Subject::from_headers(&Headers::anonymous()), None);
    assert_eq!(Subject::from_headers(&Headers::new(AgentId::from_bytes([0; 16]))), None, "GLPI-R03");

    // The proxy proves itself, and the key is the proxy's, for this agent.
    let mut server = Server::new(Settings::DEFAULT);
    let challenge = server.challenge(behind, &token(1), TokenId(1), nonce(0x10), NOW);
    assert!(matches!(asked(A).handle_answer(&challenge, nonce(2), NOW), HelloOutcome::Fail(..)));
    let (reply, _) = prove(asked(PROXY), &challenge);
    assert!(server.handle_proof(behind, &reply, key(7), NOW).is_registered());
    assert!(server.key(A, PROXY, NOW).is_some() && server.key(A, A, NOW).is_none());
    assert_eq!(server.revoke(PROXY), 1, "a proxy takes those with it for whom it vouched");
}

// GLPI-R43
#[test]
fn a_server_goes_on_after_a_restart() {
    let (mut server, challenge) = challenged_by(Settings::DEFAULT);
    let for_b = server.challenge(subject(B), &token(1), TokenId(1), nonce(0x10), NOW);
    let (reply, _) = prove(asked(B), &for_b);
    assert!(server.handle_proof(subject(B), &reply, key(7), NOW).is_registered());

    let json = serde_json::to_string(&server.to_state().expose()).unwrap();
    let state: ServerState = serde_json::from_str(&json).unwrap();
    let mut again = Server::from_state(Settings::DEFAULT, state.clone(), NOW);
    assert_eq!(again.key(B, B, NOW).unwrap().expose(), &[7; 16]);
    let (reply, challenged) = prove(asked(A), &challenge);
    let verdict = again.handle_proof(subject(A), &reply, key(8), NOW);
    assert!(matches!(challenged.handle_answer(verdict.answer(), NOW), ProofOutcome::Registered(_)));

    let late = Server::from_state(Settings::DEFAULT, state.clone(), NOW + DAY);
    assert_eq!((late.pending(), late.registrations()), (0, 1));
    let small = Server::from_state(Settings::DEFAULT.with_most_pending(0), state, NOW);
    assert_eq!((small.pending(), small.registrations()), (0, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn both_sides_agree_after_any_run(
        token in any::<[u8; 16]>(), id in any::<[u8; 16]>(),
        server_secret in any::<[u8; 8]>(), agent_secret in any::<[u8; 8]>(), key in any::<[u8; 16]>(),
    ) {
        prop_assume!(token != [0; 16] && id != [0; 16] && agent_secret != server_secret && agent_secret != id[8..]);
        let (token, id) = (Token::from_bytes(token).unwrap(), AgentId::from_bytes(id));
        let mut server = Server::new(Settings::DEFAULT);
        let challenge =
            server.challenge(subject(id), &token, TokenId(1), Nonce::from_bytes(server_secret), NOW);
        let (_, asked) = Agent::with_token(id, token, Encryption::Required).unwrap().start(hello());
        let outcome = asked.handle_answer(&challenge, Nonce::from_bytes(agent_secret), NOW);
        let HelloOutcome::Prove(RegisterRequest::Proof(proof), challenged) = outcome else { panic!("no proof") };
        let communication = CommunicationKey::from_bytes(key);
        let verdict = server.handle_proof(subject(id), &proof.challenge, Some(communication), NOW);
        let ProofOutcome::Registered(registered) = challenged.handle_answer(verdict.answer(), NOW) else {
            panic!("not registered")
        };
        prop_assert_eq!(registered.key(NOW).unwrap().expose(), &key);
        prop_assert_eq!(server.key(id, id, NOW).unwrap().expose(), &key);
    }

    #[test]
    fn a_block_that_was_not_made_is_not_taken(block in any::<[u8; 16]>(), bit in 0..128_usize) {
        let (mut server, challenge) = challenged_by(Settings::DEFAULT);
        let reply = Reply::Block(Block::from_bytes(block));
        prop_assert!(!server.handle_proof(subject(A), &reply, None, NOW).is_registered());
        // Nor is one that was made but for a bit.
        let (mut server, _) = challenged_by(Settings::DEFAULT);
        let (Reply::Block(good), challenged) = prove(asked(A), &challenge) else { panic!("no block") };
        let mut bytes = *good.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let reply = Reply::Block(Block::from_bytes(bytes));
        prop_assert!(!server.handle_proof(subject(A), &reply, None, NOW).is_registered());
        // And an agent takes none either.
        let answer = RegisterAnswer {
            challenge: Some(Block::from_bytes(block)),
            crypto: Some(Block::from_bytes([9; 16])),
            ..RegisterAnswer::registered(minutes(1))
        };
        prop_assert!(matches!(challenged.handle_answer(&answer, NOW), ProofOutcome::Fail(..)));
    }
}
