//! The agent's machines.

use super::*;

// GLPI-R41
#[test]
fn an_error_is_a_silence_for_its_expiration() {
    let error = RegisterAnswer::error("forbidden", Expiration::from_hours(4));
    assert!(is_rest(&asked(A).handle_answer(&error, nonce(2), NOW), NOW + 4 * HOUR, true));
    let bare = RegisterAnswer { expiration: None, ..error.clone() };
    assert!(is_rest(&asked(A).handle_answer(&bare, nonce(2), NOW), NOW + DAY, true), "the CONTACT delay");
    let (_, asked) = agent(A).with_longest_silence(HOUR).start(hello());
    assert!(is_rest(&asked.handle_answer(&error, nonce(2), NOW), NOW + HOUR, true));
}

// GLPI-R26
#[test]
fn a_bare_word_registers_only_an_agent_that_is_content_with_it() {
    let answer = RegisterAnswer::registered(Expiration::new(30, Unit::Days));
    assert!(is_rest(&asked(A).handle_answer(&answer, nonce(2), NOW), NOW + DAY, false));
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
        (Some(Needs::ManualValidation), Some(Expiration::from_hours(2)), 2 * HOUR),
        (Some(Needs::ServerValidation), Some(Expiration::from_secs(10)), Duration::from_secs(10)),
        (None, None, DAY),
        // A challenge is wanted but not there; and a delay of nothing is not believed.
        (Some(Needs::TokenValidation), Some(Expiration::from_secs(0)), Duration::from_secs(1)),
    ] {
        let answer = RegisterAnswer { needs, expiration, ..RegisterAnswer::new(Status::Pending, minutes(1)) };
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
    assert!(matches!(again.handle_answer(&challenge, nonce(2), NOW), HelloOutcome::Prove(..)));
}

// GLPI-R27
#[test]
fn a_pending_proof_is_sent_again_twelve_times() {
    let (_, challenge) = challenged_by(Settings::DEFAULT);
    let (reply, mut challenged) = prove(asked(A), &challenge);
    let pending = RegisterAnswer::new(Status::Pending, minutes(1));
    for _ in 0..Challenged::MOST_WAITS {
        let ProofOutcome::Wait(wait) = challenged.handle_answer(&pending, NOW) else { panic!("no wait") };
        assert_eq!(wait.at(), NOW + MINUTE);
        let (request, again) = wait.handle_timeout();
        assert!(matches!(request, RegisterRequest::Proof(proof) if proof.challenge == reply));
        challenged = again;
    }
    assert!(
        matches!(challenged.handle_answer(&pending, NOW), ProofOutcome::BackOff(rest) if !rest.is_silent())
    );
}

#[test]
fn an_error_or_nonsense_after_the_proof_ends_the_run() {
    let (_, challenge) = challenged_by(Settings::DEFAULT);
    let error = RegisterAnswer::challenge_failed(Expiration::from_hours(1));
    let (_, challenged) = prove(asked(A), &challenge);
    let outcome = challenged.handle_answer(&error, NOW);
    assert!(matches!(outcome, ProofOutcome::BackOff(rest) if rest.until() == NOW + HOUR && rest.is_silent()));
    let (_, challenged) = prove(asked(A), &challenge);
    let nonsense = RegisterAnswer::new(Status::Ok, minutes(1));
    let outcome = challenged.handle_answer(&nonsense, NOW);
    assert!(matches!(outcome, ProofOutcome::BackOff(rest) if rest.until() == NOW + DAY && !rest.is_silent()));
    let (_, challenged) = prove(asked(A), &challenge);
    assert_eq!(challenged.handle_no_answer(NOW).until(), NOW + DAY);
}

// GLPI-R25
#[test]
fn a_key_does_not_come_back() {
    let ProofOutcome::Registered(first) = registered(&agent(A), None, 7) else { panic!("not registered") };
    assert!(matches!(registered(&agent(A), Some(&first), 7), ProofOutcome::Fail(..)));
    assert!(matches!(registered(&agent(A), Some(&first), 8), ProofOutcome::Registered(_)));
}

// GLPI-R25
#[test]
fn a_key_that_is_the_last_one_and_a_proof_at_once_does_not_come_back_either() {
    use glpi_proto::register::{ByteOrder, Cipher};
    // What the last message of the second run will hold.
    let mut both = [0x20; 16];
    both[8..].fill(0x10);
    let run = |asked: AwaitChallenge, secret| {
        let mut server = Server::new(Settings::DEFAULT);
        let challenge = server.challenge(subject(A), &token(1), TokenId(1), nonce(secret), NOW);
        let (reply, challenged) = prove(asked, &challenge);
        let key = Some(CommunicationKey::from_bytes(both));
        let verdict = server.handle_proof(subject(A), &reply, key, NOW);
        (challenged.handle_answer(verdict.answer(), NOW), verdict.answer().clone())
    };
    let (ProofOutcome::Registered(first), _) = run(asked(A), 0x11) else { panic!("not registered") };
    let (second, answer) = run(agent(A).renew(hello(), &first).1, 0x10);
    assert_eq!(answer.crypto, answer.challenge, "one block");
    assert_eq!(Cipher::new(&token(1), ByteOrder::Text).open(answer.crypto.unwrap()).whole(), &both);
    assert!(matches!(second, ProofOutcome::Fail(..)));
}

// GLPI-R23
#[test]
fn a_nonce_that_is_the_servers_and_half_the_agents_id_is_drawn_again() {
    for (secret, own) in [(0xa1, 0xa1), (0x10, 0xa1), (0x10, 0x10)] {
        let mut server = Server::new(Settings::DEFAULT);
        let challenge = server.challenge(subject(A), &token(1), TokenId(1), nonce(secret), NOW);
        let HelloOutcome::DrawAgain(again) = asked(A).handle_answer(&challenge, nonce(own), NOW) else {
            panic!("taken")
        };
        let _ = prove(again, &challenge);
    }
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
    let mut standing = RegistrationState::default();
    assert!(standing.is_due(NOW) && standing.may_speak(NOW) && standing.next_attempt().is_none());
    standing.handle_registered(registered);
    assert_eq!(standing.next_attempt(), Some(NOW + 15 * DAY));

    // No answer to the renewal: the middle of what remains.
    let at = NOW + 15 * DAY;
    standing.handle_back_off(asked(A).handle_no_answer(at), at);
    let next = NOW + 15 * DAY + 15 * DAY / 2;
    assert_eq!(standing.next_attempt(), Some(next));
    assert!(!standing.is_due(next - Duration::from_nanos(1)) && standing.is_due(next));
    assert!(standing.may_speak(at));

    // An error: silence, but the registration and its key stand.
    let error = RegisterAnswer::error("forbidden", Expiration::new(9, Unit::Days));
    let at = NOW + 22 * DAY;
    let HelloOutcome::BackOff(rest) = asked(A).handle_answer(&error, nonce(2), at) else { panic!("no rest") };
    standing.handle_back_off(rest, at);
    assert!(!standing.may_speak(at + DAY) && standing.may_speak(at + 9 * DAY));
    assert_eq!(standing.next_attempt(), Some(at + 9 * DAY));
    assert!(standing.registered(at + DAY).is_some());

    let json = serde_json::to_string(&standing.to_state().expose()).unwrap();
    let state: AgentState = serde_json::from_str(&json).unwrap();
    let again = RegistrationState::from_state(state);
    assert_eq!(again.next_attempt(), standing.next_attempt());
    assert_eq!(again.may_speak(at + DAY), standing.may_speak(at + DAY));
    assert_eq!(again.registered(at).unwrap().key(at).unwrap().expose(), &[7; 16]);
    assert_eq!(serde_json::to_string(&again.to_state().expose()).unwrap(), json);
    assert!(again.registered(NOW + 30 * DAY).is_none() && again.last().is_some());
    let nothing: AgentState = serde_json::from_str("{}").unwrap();
    assert!(RegistrationState::from_state(nothing).is_due(NOW));
}

#[test]
fn without_a_registration_an_agent_rests_as_told() {
    let mut standing = RegistrationState::default();
    let rest: BackOff = asked(A).handle_no_answer(NOW);
    standing.handle_back_off(rest, NOW);
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
    let mut standing = RegistrationState::default();
    standing.handle_registered(registered);
    let shown = format!(
        "{:?} {:?} {challenged:?} {server:?} {:?} {standing:?} {:?}",
        agent(A),
        asked(A),
        server.to_state(),
        standing.to_state(),
    );
    for secret in ["0101", "1010", "2020", "0707", "[1, 1", "[16, 16", "[32, 32", "[7, 7"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

// GLPI-R40
#[test]
fn a_renewal_goes_by_its_own_rule_however_long_the_agent_would_rest() {
    let ProofOutcome::Registered(registered) = registered(&agent(A), None, 7) else {
        panic!("not registered")
    };
    let mut standing = RegistrationState::default();
    standing.handle_registered(registered);
    let patient = agent(A).with_contact_delay(40 * DAY);
    let at = NOW + 15 * DAY;
    let rest = patient.start(hello()).1.handle_no_answer(at);
    assert_eq!((rest.until(), rest.is_silent()), (at + 40 * DAY, false));
    standing.handle_back_off(rest, at);
    assert_eq!(standing.next_attempt(), Some(at + 15 * DAY / 2));
}
