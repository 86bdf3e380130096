//! Clocks that were wrong, of either side: nobody is locked out, also over a restart.

use std::time::Duration;

use oco_proto::agent::{Identity, Trust};
use oco_proto::server::{Replay, Verifier};
use oco_proto::{Dialect, Events, HttpBody, Request, ServerKey, SessionError, Timestamp};

use crate::server::{sign_raw, stamped};
use crate::world::{
    Server, at, believed, hello, host, registered, registration_key, restarted, signed_reply, still_usable,
};

const YEARS: u64 = 315_000_000;

fn server(skew: Option<u64>, replay: Replay) -> Server {
    let verifier = Verifier::new(Some(registration_key())).with_self_registration(true).with_replay(replay);
    Server::new(match skew {
        Some(seconds) => verifier.with_max_skew(Duration::from_secs(seconds)),
        None => verifier,
    })
}

fn all_servers() -> impl Iterator<Item = (Option<u64>, Server)> {
    [None, Some(600)].into_iter().flat_map(|skew| {
        [Replay::RefusedOnEveryMethod, Replay::RefusedOnHelloOnly].map(|replay| (skew, server(skew, replay)))
    })
}

/// Returns true if a hello and its answer come through.
fn talks(trust: &mut Trust, server: &mut Server, agent: u64, now: u64) -> bool {
    let request = trust.sign(&hello(Dialect::Hmac), at(agent)).unwrap();
    server.answer(&request, at(now)).is_ok_and(|answer| !believed(trust, &answer))
}

/// Both are usable again after at most one refusal, with restarts between.
fn recovers(trust: &Trust, server: &mut Server, seconds: u64, case: &str) {
    for restarts in [false, true] {
        let (mut trust, hosts) = (trust.clone(), server.hosts.clone());
        let mut refused = 0;
        for now in (seconds..).step_by(10).take(6) {
            if restarts {
                trust = restarted(&trust, server);
            }
            refused += usize::from(!talks(&mut trust, server, now, now));
        }
        assert!(refused <= 1, "{case}, restarts {restarts}: {refused} refusals");
        server.hosts = hosts;
    }
}

// OCO-071, OCO-093
#[test]
fn an_agents_clock_that_was_years_ahead_once_locks_nobody_out() {
    for (skew, mut server) in all_servers() {
        let mut trust = registered(Dialect::Hmac, &mut server);
        let is_taken = talks(&mut trust, &mut server, YEARS, 2);
        assert_eq!(is_taken, skew.is_none());
        recovers(&trust, &mut server, 10, "years ahead");
    }
}

// OCO-093
#[test]
fn it_does_not_matter_that_the_answer_was_lost_then() {
    for (_, mut server) in all_servers() {
        let mut trust = registered(Dialect::Hmac, &mut server);
        let request = trust.sign(&hello(Dialect::Hmac), at(YEARS)).unwrap();
        let _lost = server.answer(&request, at(2));
        recovers(&trust, &mut server, 10, "years ahead, no answer");
    }
}

// OCO-093
#[test]
fn a_time_out_of_range_is_the_callers_error_on_either_side() {
    let beyond = Duration::from(Timestamp::MAX).as_secs() + 1;
    // Also milliseconds and nanoseconds for seconds.
    for micros in [beyond * 1_000_000, at(0).as_micros() * 1000, u64::MAX] {
        let wrong = Timestamp::from_micros(micros);
        for (_, mut server) in all_servers() {
            let mut trust = registered(Dialect::Hmac, &mut server);
            let before = trust.to_state();
            let error = trust.sign(&hello(Dialect::Hmac), wrong).unwrap_err();
            assert!(matches!(error, SessionError::OutOfRange(_)), "{error}");
            assert_eq!(trust.to_state(), before);
            let request = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
            let hosts = server.hosts.clone();
            let error = server.answer(&request, wrong).unwrap_err();
            assert!(matches!(error, SessionError::OutOfRange(_)), "{error}");
            assert_eq!(server.hosts, hosts);
            recovers(&trust, &mut server, 3, "out of range");
        }
    }
}

// OCO-093
#[test]
fn a_servers_clock_that_was_wrong_once_locks_nobody_out() {
    for wrong in [YEARS, 0] {
        for (skew, mut server) in all_servers() {
            let mut trust = registered(Dialect::Hmac, &mut server);
            still_usable(&mut trust, &mut server, 1000);
            let is_taken = talks(&mut trust, &mut server, 1010, wrong);
            assert_eq!(is_taken, skew.is_none());
            recovers(&trust, &mut server, 1020, "the server's clock");
        }
    }
}

// OCO-093
#[test]
fn both_clocks_wrong_at_once_lock_nobody_out_and_let_nothing_in_again() {
    for (skew, mut server) in all_servers() {
        let mut trust = registered(Dialect::Hmac, &mut server);
        let mut said = Vec::new();
        for seconds in (10..).step_by(10).take(100).chain((YEARS..).step_by(10).take(100)) {
            let request = trust.sign(&hello(Dialect::Hmac), at(seconds)).unwrap();
            assert!(!believed(&mut trust, &server.answer(&request, at(seconds)).unwrap()));
            said.push(request);
        }
        recovers(&trust, &mut server, 1020, "both clocks");
        // The agent has tried the time ahead, then its clock's.
        let first = talks(&mut trust, &mut server, 1020, 1020);
        assert_eq!(first, skew.is_none());
        assert!(talks(&mut trust, &mut server, 1030, 1030));
        for now in [1030, 700, YEARS, YEARS + 500] {
            for request in &said {
                let replay: &HttpBody<'_> = request;
                assert!(server.answer(replay, at(now)).is_err(), "{skew:?}, at {now}");
            }
        }
    }
}

// OCO-093
#[test]
fn a_real_servers_clock_that_went_back_is_believed_by_the_id() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let oco_proto::agent::ServerTrust::Known(key) = trust.server().clone() else { panic!() };
    for (asked, time, is_taken) in [(10, YEARS, true), (11, 11, true), (12, 10, false), (13, 13, true)] {
        let _ = trust.sign(&hello(Dialect::Hmac), at(asked)).unwrap();
        let answer = oco_proto::Answer::Hello(oco_proto::HelloReply::default());
        let reply = signed_reply(&key, at(asked), answer, at(time));
        assert_eq!(trust.verify(&reply).is_ok(), is_taken, "{asked}");
    }
}

// OCO-065
#[test]
fn the_bound_on_skew_holds_for_every_method_in_both_modes() {
    for replay in [Replay::RefusedOnEveryMethod, Replay::RefusedOnHelloOnly] {
        let mut server = server(Some(600), replay);
        let key = registered(Dialect::Hmac, &mut server).agent_key().unwrap().clone();
        let events = || Request::events(host(), Events::new(vec![]));
        let request = sign_raw(&stamped(events(), at(700).into()), &key);
        for now in [99, 1301, 100_000_000] {
            let error = server.answer(&request, at(now)).unwrap_err();
            assert!(matches!(error, SessionError::ClockSkew { .. }), "{replay:?} {error}");
        }
        let without = sign_raw(&events(), &key);
        assert_eq!(server.answer(&without, at(700)).unwrap_err(), SessionError::NoTimestamp);
        assert!(server.answer(&request, at(100)).is_ok());
    }
}

// OCO-072
#[test]
fn a_forged_refusal_and_a_revert_leave_the_agent_with_the_key_that_the_server_takes() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let own = trust.agent_key().unwrap().clone();
    // Whoever forged the refusal, the caller tries the other key.
    trust.revert().unwrap();
    trust = restarted(&trust, &mut server);
    assert!(matches!(trust.identity(), Identity::Reverted { .. }));
    let request = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    assert_eq!(server.answer(&request, at(2)).unwrap_err(), SessionError::BadSignature);
    trust.revert().unwrap();
    trust = restarted(&trust, &mut server);
    still_usable(&mut trust, &mut server, 3);
    assert_eq!(trust.identity(), &Identity::Individual(own));
}

// OCO-072
#[test]
fn a_server_that_was_restored_without_the_host_gives_it_a_new_key() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let old = trust.agent_key().unwrap().clone();
    let server_key: ServerKey = server.hosts["demo-01"].server_key.clone().unwrap();
    server.hosts.clear();
    server.hosts.insert(
        "demo-01".to_owned(),
        oco_proto::server::HostRecord { server_key: Some(server_key), ..Default::default() },
    );
    trust.revert().unwrap();
    let request = trust.sign(&hello(Dialect::Hmac), at(3)).unwrap();
    assert!(believed(&mut trust, &server.answer(&request, at(3)).unwrap()));
    assert_eq!(trust.identity(), &Identity::Registration(registration_key()));
    trust.accept().unwrap();
    assert!(trust.agent_key().is_some_and(|key| *key != old));
    still_usable(&mut trust, &mut server, 4);
    assert_eq!(trust.revert().unwrap_err(), SessionError::Confirmed);
}
