//! REGISTER: each edge of the machines' diagrams, and what each side may be told
//! by nobody.
#![cfg(feature = "register")]

use std::time::Duration;

use glpi_proto::register::agent::{
    Agent, AgentState, Asked, Challenged, Encryption, HelloOutcome, ProofOutcome, Registered, Rest, Standing,
};
use glpi_proto::register::proxy::{Relay, Relayed, Upstream};
use glpi_proto::register::server::{Server, ServerState, Settings, Subject, TokenId, Verdict};
use glpi_proto::register::{
    Block, CommunicationKey, Hello, Needs, Nonce, RegisterAnswer, RegisterRequest, Reply, Token,
};
use glpi_proto::{AgentId, Expiration, Headers, ProxyChain, ProxyRefusal, Status, Unit};
use proptest::prelude::*;

const NOW: Duration = Duration::from_secs(1_700_000_000);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);
const A: AgentId = AgentId::from_bytes([0xa1; 16]);
const B: AgentId = AgentId::from_bytes([0xb2; 16]);
const PROXY: AgentId = AgentId::from_bytes([0x70; 16]);

fn token(byte: u8) -> Token {
    Token::from_bytes([byte; 16]).unwrap()
}

fn nonce(byte: u8) -> Nonce {
    Nonce::from_bytes([byte; 8])
}

fn key(byte: u8) -> Option<CommunicationKey> {
    Some(CommunicationKey::from_bytes([byte; 16]))
}

fn subject(agent: AgentId) -> Subject {
    Subject::of(&Headers::new(agent)).unwrap()
}

fn hello() -> Hello {
    Hello::new("pc-7", "example", "1.0").with_port(62354)
}

fn agent(id: AgentId) -> Agent {
    Agent::with_token(id, token(1), Encryption::Required).unwrap()
}

fn asked(id: AgentId) -> Asked {
    agent(id).start(hello()).1
}

fn minutes(minutes: u64) -> Expiration {
    Expiration::new(minutes, Unit::Minutes)
}

fn prove(asked: Asked, challenge: &RegisterAnswer) -> (Reply, Challenged) {
    match asked.handle_answer(challenge, nonce(0x20), NOW) {
        HelloOutcome::Prove(RegisterRequest::Proof(proof), challenged) => (proof.challenge, challenged),
        other => panic!("{other:?}"),
    }
}

/// A server that has challenged A, and its challenge.
fn challenged_by(settings: Settings) -> (Server, RegisterAnswer) {
    let mut server = Server::new(settings);
    let challenge = server.challenge(subject(A), &token(1), TokenId(1), nonce(0x10), NOW);
    (server, challenge)
}

fn registered(agent: &Agent, last: Option<&Registered>, byte: u8) -> ProofOutcome {
    let (mut server, challenge) = challenged_by(Settings::DEFAULT);
    let asked = match last {
        Some(last) => agent.renew(hello(), last).1,
        None => agent.start(hello()).1,
    };
    let (reply, challenged) = prove(asked, &challenge);
    let verdict = server.handle_proof(subject(A), &reply, key(byte), NOW);
    challenged.handle_answer(verdict.answer(), NOW)
}

fn is_rest(outcome: HelloOutcome, until: Duration, silent: bool) -> bool {
    matches!(outcome, HelloOutcome::Rest(rest) if rest.until() == until && rest.is_silent() == silent)
}

mod agents {
    use super::*;

    // GLPI-R41
    #[test]
    fn an_error_is_a_silence_for_its_expiration() {
        let error = RegisterAnswer::error("forbidden", Expiration::from_hours(4));
        assert!(is_rest(
            asked(A).handle_answer(&error, nonce(2), NOW),
            NOW + 4 * HOUR,
            true
        ));
        let bare = RegisterAnswer {
            expiration: None,
            ..error.clone()
        };
        assert!(
            is_rest(asked(A).handle_answer(&bare, nonce(2), NOW), NOW + DAY, true),
            "the CONTACT delay"
        );
        let (_, asked) = agent(A).with_longest_silence(HOUR).start(hello());
        assert!(is_rest(
            asked.handle_answer(&error, nonce(2), NOW),
            NOW + HOUR,
            true
        ));
    }

    // GLPI-R26
    #[test]
    fn a_bare_word_registers_only_an_agent_that_is_content_with_it() {
        let answer = RegisterAnswer::registered(Expiration::new(30, Unit::Days));
        assert!(is_rest(
            asked(A).handle_answer(&answer, nonce(2), NOW),
            NOW + DAY,
            false
        ));
        for agent in [Agent::new(A).unwrap(), agent(A).with_simple_registration()] {
            let (_, asked) = agent.start(hello());
            let HelloOutcome::Registered(registered) = asked.handle_answer(&answer, nonce(2), NOW) else {
                panic!("not registered")
            };
            assert!(!registered.is_proven() && registered.key(NOW).is_none());
            assert_eq!(registered.lifetime().next_attempt(), NOW + 15 * DAY);
        }
    }

    // GLPI-R42
    #[test]
    fn a_wait_ends_in_the_same_request() {
        for (needs, expiration, delay) in [
            (
                Some(Needs::ManualValidation),
                Some(Expiration::from_hours(2)),
                2 * HOUR,
            ),
            (
                Some(Needs::ServerValidation),
                Some(Expiration::from_secs(10)),
                Duration::from_secs(10),
            ),
            (None, None, DAY),
            // A challenge is wanted but not there; and a delay of nothing is not believed.
            (
                Some(Needs::TokenValidation),
                Some(Expiration::from_secs(0)),
                Duration::from_secs(1),
            ),
        ] {
            let answer = RegisterAnswer {
                needs,
                expiration,
                ..RegisterAnswer::new(Status::Pending, minutes(1))
            };
            let HelloOutcome::Wait(wait) = asked(A).handle_answer(&answer, nonce(2), NOW) else {
                panic!("no wait")
            };
            assert_eq!(wait.at(), NOW + delay);
            assert_eq!(wait.handle_timeout().0, RegisterRequest::Hello(hello()));
        }
    }

    // GLPI-R20
    #[test]
    fn an_agent_without_token_answers_a_challenge_with_a_failure() {
        let (_, challenge) = challenged_by(Settings::DEFAULT);
        let (_, asked) = Agent::new(A).unwrap().start(hello());
        let HelloOutcome::Fail(request, failing) = asked.handle_answer(&challenge, nonce(2), NOW) else {
            panic!("no failure")
        };
        assert_eq!(request, RegisterRequest::failure());
        let rest = failing.handle_no_answer(NOW);
        assert_eq!((rest.until(), rest.is_silent()), (NOW + DAY, false));
    }

    // GLPI-R23
    #[test]
    fn a_nonce_that_makes_two_blocks_alike_is_drawn_again() {
        let (_, challenge) = challenged_by(Settings::DEFAULT);
        let HelloOutcome::DrawAgain(again) = asked(A).handle_answer(&challenge, nonce(0x10), NOW) else {
            panic!("the server's secret was taken for a nonce")
        };
        let HelloOutcome::DrawAgain(again) = again.handle_answer(&challenge, nonce(0xa1), NOW) else {
            panic!("half the agent id was taken for a nonce")
        };
        assert!(matches!(
            again.handle_answer(&challenge, nonce(2), NOW),
            HelloOutcome::Prove(..)
        ));
    }

    // GLPI-R27
    #[test]
    fn a_pending_proof_is_sent_again_twelve_times() {
        let (_, challenge) = challenged_by(Settings::DEFAULT);
        let (reply, mut challenged) = prove(asked(A), &challenge);
        let pending = RegisterAnswer::new(Status::Pending, minutes(1));
        for _ in 0..Challenged::MOST_WAITS {
            let ProofOutcome::Wait(wait) = challenged.handle_answer(&pending, NOW) else {
                panic!("no wait")
            };
            assert_eq!(wait.at(), NOW + MINUTE);
            let (request, again) = wait.handle_timeout();
            assert!(matches!(request, RegisterRequest::Proof(proof) if proof.challenge == reply));
            challenged = again;
        }
        assert!(
            matches!(challenged.handle_answer(&pending, NOW), ProofOutcome::Rest(rest) if !rest.is_silent())
        );
    }

    #[test]
    fn an_error_or_nonsense_after_the_proof_ends_the_run() {
        let (_, challenge) = challenged_by(Settings::DEFAULT);
        let error = RegisterAnswer::challenge_failed(Expiration::from_hours(1));
        let (_, challenged) = prove(asked(A), &challenge);
        let outcome = challenged.handle_answer(&error, NOW);
        assert!(
            matches!(outcome, ProofOutcome::Rest(rest) if rest.until() == NOW + HOUR && rest.is_silent())
        );
        let (_, challenged) = prove(asked(A), &challenge);
        let nonsense = RegisterAnswer::new(Status::Ok, minutes(1));
        let outcome = challenged.handle_answer(&nonsense, NOW);
        assert!(
            matches!(outcome, ProofOutcome::Rest(rest) if rest.until() == NOW + DAY && !rest.is_silent())
        );
        let (_, challenged) = prove(asked(A), &challenge);
        assert_eq!(challenged.handle_no_answer(NOW).until(), NOW + DAY);
    }

    // GLPI-R25
    #[test]
    fn a_key_does_not_come_back() {
        let ProofOutcome::Registered(first) = registered(&agent(A), None, 7) else {
            panic!("not registered")
        };
        assert!(matches!(
            registered(&agent(A), Some(&first), 7),
            ProofOutcome::Fail(..)
        ));
        assert!(matches!(
            registered(&agent(A), Some(&first), 8),
            ProofOutcome::Registered(_)
        ));
    }

    // GLPI-R39
    #[test]
    fn a_key_ends_with_its_registration() {
        let ProofOutcome::Registered(registered) = registered(&agent(A), None, 7) else {
            panic!("not registered")
        };
        assert!(registered.key(NOW + 30 * DAY - MINUTE).is_some());
        assert!(registered.key(NOW + 30 * DAY).is_none());
    }

    // GLPI-R40, GLPI-R42, GLPI-R43
    #[test]
    fn the_standing_keeps_the_registration_through_failures_and_restarts() {
        let ProofOutcome::Registered(registered) = registered(&agent(A), None, 7) else {
            panic!("not registered")
        };
        let mut standing = Standing::default();
        assert!(standing.is_due(NOW) && standing.may_speak(NOW) && standing.next_attempt().is_none());
        standing.handle_registered(registered);
        assert_eq!(standing.next_attempt(), Some(NOW + 15 * DAY));

        // No answer to the renewal: the middle of what remains.
        let at = NOW + 15 * DAY;
        standing.handle_rest(asked(A).handle_no_answer(at), at);
        assert_eq!(standing.next_attempt(), Some(NOW + 15 * DAY + 15 * DAY / 2));
        assert!(standing.may_speak(at));

        // An error: silence, but the registration and its key stand.
        let error = RegisterAnswer::error("forbidden", Expiration::new(9, Unit::Days));
        let at = NOW + 22 * DAY;
        let HelloOutcome::Rest(rest) = asked(A).handle_answer(&error, nonce(2), at) else {
            panic!("no rest")
        };
        standing.handle_rest(rest, at);
        assert!(!standing.may_speak(at + DAY) && standing.may_speak(at + 9 * DAY));
        assert_eq!(standing.next_attempt(), Some(at + 9 * DAY));
        assert!(standing.registered(at + DAY).is_some());

        let json = serde_json::to_string(&standing.to_state()).unwrap();
        let state: AgentState = serde_json::from_str(&json).unwrap();
        let again = Standing::from_state(state);
        assert_eq!(again.next_attempt(), standing.next_attempt());
        assert_eq!(again.may_speak(at + DAY), standing.may_speak(at + DAY));
        assert_eq!(again.registered(at).unwrap().key(at).unwrap().expose(), &[7; 16]);
        assert_eq!(serde_json::to_string(&again.to_state()).unwrap(), json);
        assert!(again.registered(NOW + 30 * DAY).is_none() && again.last().is_some());
        let nothing: AgentState = serde_json::from_str("{}").unwrap();
        assert!(Standing::from_state(nothing).is_due(NOW));
    }

    #[test]
    fn without_a_registration_an_agent_rests_as_told() {
        let mut standing = Standing::default();
        let rest: Rest = asked(A).handle_no_answer(NOW);
        standing.handle_rest(rest, NOW);
        assert_eq!(standing.next_attempt(), Some(NOW + DAY));
        assert!(standing.may_speak(NOW));
    }

    // GLPI-R60
    #[test]
    fn no_machine_shows_a_secret() {
        let (server, challenge) = challenged_by(Settings::DEFAULT);
        let (_, challenged) = prove(asked(A), &challenge);
        let ProofOutcome::Registered(registered) = registered(&agent(A), None, 7) else {
            panic!("not registered")
        };
        let mut standing = Standing::default();
        standing.handle_registered(registered);
        let shown = format!(
            "{:?} {:?} {challenged:?} {server:?} {:?} {standing:?} {:?}",
            agent(A),
            asked(A),
            server.to_state(),
            standing.to_state(),
        );
        for secret in [
            "0101", "1010", "2020", "0707", "[1, 1", "[16, 16", "[32, 32", "[7, 7",
        ] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}

mod servers {
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
            assert_eq!(
                refused(&server.handle_proof(subject(who), &reply, key(7), now)),
                &expected,
                "{what}"
            );
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
        assert_eq!(
            refused(&server.handle_proof(subject(A), &good, key(7), NOW)),
            &expected,
            "twice"
        );
        assert_eq!(
            server.key(A, A, NOW).unwrap().expose(),
            &[7; 16],
            "and the first still counts"
        );
        assert_eq!(
            (expected.http_status(), expected.message.as_deref()),
            (403, Some("challenge failed"))
        );
    }

    // GLPI-R37
    #[test]
    fn a_repeated_first_message_gets_the_same_challenge_for_what_is_left_of_its_life() {
        let (mut server, first) = challenged_by(Settings::DEFAULT);
        let now = NOW + Duration::from_secs(20);
        let again = server.challenge(subject(A), &token(1), TokenId(1), nonce(0x11), now);
        assert_eq!(
            (again.challenge, again.expiration),
            (first.challenge, Some(Expiration::from_secs(40)))
        );
        let other = server.challenge(subject(A), &token(2), TokenId(2), nonce(0x12), now);
        assert_ne!(
            other.challenge, first.challenge,
            "another token is another challenge"
        );
        let (mut server, first) = challenged_by(Settings::DEFAULT);
        let late = server.challenge(subject(A), &token(1), TokenId(1), nonce(0x13), NOW + MINUTE);
        assert_ne!(
            late.challenge, first.challenge,
            "and so is one after the first has ended"
        );
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

    #[test]
    fn a_full_list_of_registrations_refuses_and_forgets_nobody() {
        let mut server = Server::new(Settings::DEFAULT.with_most_registrations(1));
        for (id, holds) in [(A, true), (B, false), (A, true)] {
            let challenge = server.challenge(subject(id), &token(1), TokenId(1), nonce(0x10), NOW);
            let (reply, _) = prove(asked(id), &challenge);
            assert_eq!(
                server
                    .handle_proof(subject(id), &reply, key(7), NOW)
                    .is_registered(),
                holds
            );
        }
        assert_eq!(
            (server.registrations(), server.handle_timeout(NOW + 30 * DAY)),
            (1, 1)
        );
    }

    // GLPI-R38, GLPI-R39
    #[test]
    fn keys_end_with_time_and_by_revocation() {
        let server = || {
            let mut server = Server::new(Settings::DEFAULT);
            for (id, number) in [(A, 1), (B, 2)] {
                let challenge = server.challenge(subject(id), &token(1), TokenId(number), nonce(0x10), NOW);
                let (reply, _) = prove(asked(id), &challenge);
                assert!(
                    server
                        .handle_proof(subject(id), &reply, key(7), NOW)
                        .is_registered()
                );
                let _ = server.challenge(subject(id), &token(1), TokenId(number), nonce(0x10), NOW);
            }
            server
        };
        let keys = |server: &Server, now| (server.key(A, A, now).is_some(), server.key(B, B, now).is_some());
        assert_eq!(keys(&server(), NOW + 30 * DAY), (false, false));
        let mut one = server();
        assert_eq!(
            (one.revoke(A), keys(&one, NOW), one.pending()),
            (2, (false, true), 1)
        );
        let mut one = server();
        assert_eq!(
            (one.revoke_token(TokenId(2)), keys(&one, NOW), one.pending()),
            (2, (true, false), 1)
        );
        assert!(one.key(A, B, NOW).is_none(), "nobody uses another's key");
        assert_eq!(
            one.registration(subject(A), NOW)
                .map(|registration| registration.token_id()),
            Some(TokenId(1))
        );
    }

    // GLPI-R36
    #[test]
    fn the_target_is_the_agent_or_a_proxy_in_the_list() {
        let mut headers = Headers::new(A);
        assert_eq!(Subject::of(&headers).map(|subject| subject.target()), Some(A));
        assert_eq!(Subject::behind(&headers, PROXY), None, "not in the list");
        headers.proxies = [B, PROXY].into_iter().collect();
        let behind = Subject::behind(&headers, PROXY).unwrap();
        assert_eq!((behind.agent(), behind.target()), (A, PROXY));
        assert_eq!(Subject::of(&Headers::anonymous()), None);
        assert_eq!(
            Subject::of(&Headers::new(AgentId::from_bytes([0; 16]))),
            None,
            "GLPI-R03"
        );

        // The proxy proves itself, and the key is the proxy's, for this agent.
        let mut server = Server::new(Settings::DEFAULT);
        let challenge = server.challenge(behind, &token(1), TokenId(1), nonce(0x10), NOW);
        assert!(matches!(
            asked(A).handle_answer(&challenge, nonce(2), NOW),
            HelloOutcome::Fail(..)
        ));
        let (reply, _) = prove(asked(PROXY), &challenge);
        assert!(server.handle_proof(behind, &reply, key(7), NOW).is_registered());
        assert!(server.key(A, PROXY, NOW).is_some() && server.key(A, A, NOW).is_none());
        assert_eq!(
            server.revoke(PROXY),
            1,
            "a proxy takes those with it for whom it vouched"
        );
    }

    // GLPI-R43
    #[test]
    fn a_server_goes_on_after_a_restart() {
        let (mut server, challenge) = challenged_by(Settings::DEFAULT);
        let for_b = server.challenge(subject(B), &token(1), TokenId(1), nonce(0x10), NOW);
        let (reply, _) = prove(asked(B), &for_b);
        assert!(
            server
                .handle_proof(subject(B), &reply, key(7), NOW)
                .is_registered()
        );

        let json = serde_json::to_string(&server.to_state()).unwrap();
        let state: ServerState = serde_json::from_str(&json).unwrap();
        let mut again = Server::from_state(Settings::DEFAULT, state.clone(), NOW);
        assert_eq!(again.key(B, B, NOW).unwrap().expose(), &[7; 16]);
        let (reply, challenged) = prove(asked(A), &challenge);
        let verdict = again.handle_proof(subject(A), &reply, key(8), NOW);
        assert!(matches!(
            challenged.handle_answer(verdict.answer(), NOW),
            ProofOutcome::Registered(_)
        ));

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
}

mod proxies {
    use super::*;

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
        assert!(matches!(
            relay.handle_answer(agent, answer, nonce(0x40), now),
            Upstream::Kept
        ));
    }

    // GLPI-R50, GLPI-R51
    #[test]
    fn a_registration_passes_and_each_answer_waits_for_its_agent() {
        let (mut relay, (mut server, challenge)) = (relay(), challenged_by(Settings::DEFAULT));
        let (request, mut asked) = agent(A).start(hello());
        let (_, pending) = forwarded(ask(&mut relay, A, &request, NOW));
        assert_eq!(
            pending,
            RegisterAnswer::pending(Needs::ServerValidation, Expiration::from_secs(10))
        );
        assert_eq!(
            answered(ask(&mut relay, A, &request, NOW)),
            pending,
            "sent on once"
        );
        kept(&mut relay, A, &challenge, NOW);
        let HelloOutcome::Wait(wait) = asked.handle_answer(&pending, nonce(2), NOW) else {
            panic!("no wait")
        };
        let request;
        (request, asked) = wait.handle_timeout();
        // Somebody else does not get it, but is sent on for himself.
        forwarded(ask(&mut relay, B, &request, NOW));
        let now = NOW + Duration::from_secs(10);
        let given = answered(ask(&mut relay, A, &request, now));
        assert_eq!(
            (given.challenge, given.expiration),
            (challenge.challenge, Some(Expiration::from_secs(50)))
        );
        assert_eq!(
            answered(ask(&mut relay, A, &request, now)),
            given,
            "again, if it was lost"
        );

        let HelloOutcome::Prove(proof, challenged) = asked.handle_answer(&given, nonce(0x20), now) else {
            panic!("no proof")
        };
        let (sent, pending) = forwarded(ask(&mut relay, A, &proof, now));
        assert_eq!((&sent, pending.status), (&proof, Status::Pending));
        assert_eq!(
            answered(ask(&mut relay, A, &proof, now)).status,
            Status::Pending,
            "sent on once"
        );
        assert_eq!(
            answered(ask(&mut relay, A, &RegisterRequest::failure(), now)).status,
            Status::Pending,
            "and nothing else comes between"
        );
        let RegisterRequest::Proof(inner) = &proof else {
            panic!("no proof")
        };
        let verdict = server.handle_proof(subject(A), &inner.challenge, key(7), now);
        kept(&mut relay, A, verdict.answer(), now);
        assert_eq!(
            &answered(ask(&mut relay, A, &proof, now)),
            verdict.answer(),
            "unchanged"
        );
        assert!(matches!(
            challenged.handle_answer(verdict.answer(), now),
            ProofOutcome::Registered(_)
        ));
        assert_eq!(relay.agents(), 2);
    }

    #[test]
    fn what_the_server_wants_waited_for_is_waited_for() {
        let mut relay = relay();
        let request = RegisterRequest::from(hello());
        forwarded(ask(&mut relay, A, &request, NOW));
        kept(
            &mut relay,
            A,
            &RegisterAnswer::pending(Needs::ManualValidation, minutes(5)),
            NOW,
        );
        let answer = answered(ask(&mut relay, A, &request, NOW + MINUTE));
        assert_eq!(
            answer,
            RegisterAnswer::pending(Needs::ManualValidation, Expiration::from_secs(240))
        );
        forwarded(ask(&mut relay, A, &request, NOW + 5 * MINUTE));

        // An error is handed out, then forgotten with time.
        kept(
            &mut relay,
            A,
            &RegisterAnswer::error("forbidden", minutes(9)),
            NOW + 5 * MINUTE,
        );
        assert_eq!(
            answered(ask(&mut relay, A, &request, NOW + 5 * MINUTE)).status,
            Status::Error
        );
        forwarded(ask(&mut relay, A, &request, NOW + 8 * MINUTE));

        // A next proxy that has to wait for the answer to the proof.
        let proof = RegisterRequest::failure();
        let mut relay = Relay::new(PROXY);
        forwarded(ask(&mut relay, A, &proof, NOW));
        kept(
            &mut relay,
            A,
            &RegisterAnswer::new(Status::Pending, minutes(1)),
            NOW,
        );
        let answer = answered(ask(&mut relay, A, &proof, NOW + Duration::from_secs(1)));
        assert_eq!(
            (answer.status, answer.expiration),
            (Status::Pending, Some(Expiration::from_secs(59)))
        );
        forwarded(ask(&mut relay, A, &proof, NOW + MINUTE));
    }

    #[test]
    fn no_answer_and_a_late_one_do_no_harm() {
        let mut relay = relay();
        let request = RegisterRequest::from(hello());
        let challenge = challenged_by(Settings::DEFAULT).1;
        assert!(matches!(
            relay.handle_answer(A, &challenge, nonce(2), NOW),
            Upstream::Unexpected
        ));
        forwarded(ask(&mut relay, A, &request, NOW));
        relay.handle_no_answer(A);
        forwarded(ask(&mut relay, A, &request, NOW));
        assert!(matches!(
            relay.handle_answer(A, &challenge, nonce(2), NOW + 3 * MINUTE),
            Upstream::Unexpected
        ));
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
        let Ok(Relayed::Forward { proxies, .. }) = ask(A, passed(&[B])) else {
            panic!("not sent on")
        };
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
        assert!(matches!(
            relay.handle_answer(A, &challenge, nonce(0x10), NOW),
            Upstream::DrawAgain
        ));
        let Upstream::ForUs(RegisterRequest::Proof(proof), challenged) =
            relay.handle_answer(A, &challenge, nonce(0x20), NOW)
        else {
            panic!("not for us")
        };
        let verdict = server.handle_proof(behind, &proof.challenge, key(7), NOW);
        assert!(matches!(
            challenged.handle_answer(verdict.answer(), NOW),
            ProofOutcome::Registered(_)
        ));
        relay.settle(A, RegisterAnswer::registered(Expiration::from_hours(24)), NOW);
        assert_eq!(
            answered(ask(&mut relay, A, &request, NOW)).status,
            Status::Registered
        );

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
        assert!(matches!(
            challenged.handle_answer(verdict.answer(), NOW),
            ProofOutcome::Registered(_)
        ));
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
        assert!(matches!(
            challenged.handle_answer(verdict.answer(), NOW),
            ProofOutcome::Registered(_)
        ));
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
                Relayed::Forward {
                    request,
                    proxies,
                    answer,
                } => {
                    let far_says = match far.handle_request(A, &proxies, &request, now).unwrap() {
                        Relayed::Answer(answer) => answer,
                        Relayed::Forward {
                            request,
                            proxies,
                            answer,
                        } => {
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
}
