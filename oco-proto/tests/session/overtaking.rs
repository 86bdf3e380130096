//! Requests of an agent with two threads, which overtake each other.

use std::time::Duration;

use oco_proto::server::{SeenRequests, Verifier};
use oco_proto::{AgentKey, Dialect, HttpBody, JobState, Request, SessionError, State};

use crate::server::{sign_raw, stamped};
use crate::world::{Server, at, hello, host, registered, registration_key, restarted, still_usable};

fn server(window: u64) -> Server {
    let verifier = Verifier::new(Some(registration_key())).with_self_registration(true);
    Server::new(verifier.with_replay_window(Duration::from_secs(window)))
}

fn report(key: &AgentKey, job: i64, seconds: u64) -> HttpBody<'static> {
    let request = Request::job_state(host(), JobState::new(job, State::Succeeded).with_return_code(0));
    sign_raw(&stamped(request, at(seconds).into()), key)
}

// OCO-092
#[test]
fn a_request_that_was_overtaken_is_taken_once() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    let said = |seconds| sign_raw(&stamped(hello(Dialect::Hmac), at(seconds).into()), &key);
    let in_order = [report(&key, 1, 10), said(11), report(&key, 1, 12), said(13), report(&key, 2, 14)];
    let mut arrived = Vec::new();
    for index in [2, 0, 1, 4, 3] {
        assert!(server.answer(&in_order[index], at(15)).is_ok(), "{index}");
        arrived.push(index);
        for replayed in &arrived {
            let replay = server.answer(&in_order[*replayed], at(16)).unwrap_err();
            assert!(matches!(replay, SessionError::NotNewer { .. }), "{replayed} after {index}");
        }
    }
    still_usable(&mut trust, &mut server, 20);
}

// OCO-065, OCO-092
#[test]
fn a_hello_and_a_report_may_share_a_tick_and_two_hellos_may_not() {
    let mut server = Server::open_to_all();
    let key = registered(Dialect::Hmac, &mut server).agent_key().unwrap().clone();
    let said = |id: i64, seconds| {
        let mut request = stamped(hello(Dialect::Hmac), at(seconds).into());
        request.id = id.into();
        sign_raw(&request, &key)
    };
    for (request, is_taken) in [
        (report(&key, 1, 10), true),
        (said(1, 10), true),
        (report(&key, 2, 10), true),
        (said(2, 10), false),
        (said(3, 9), true),
        (said(4, 9), false),
    ] {
        assert_eq!(server.answer(&request, at(10)).is_ok(), is_taken);
    }
}

// OCO-092
#[test]
fn a_restart_between_forgets_nothing() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    let (early, late) = (report(&key, 1, 10), report(&key, 1, 11));
    assert!(server.answer(&late, at(12)).is_ok());
    trust = restarted(&trust, &mut server);
    assert!(server.answer(&early, at(12)).is_ok());
    trust = restarted(&trust, &mut server);
    assert!(server.answer(&early, at(13)).is_err() && server.answer(&late, at(13)).is_err());
    still_usable(&mut trust, &mut server, 20);
}

// OCO-092
#[test]
fn the_window_is_the_most_by_which_a_request_may_be_early() {
    for (window, early, is_taken) in [(0, 9, false), (5, 5, true), (5, 4, false), (60, 1, true)] {
        let mut server = server(window);
        let key = registered(Dialect::Hmac, &mut server).agent_key().unwrap().clone();
        assert!(server.answer(&report(&key, 1, 10), at(10)).is_ok());
        assert_eq!(server.answer(&report(&key, 2, early), at(10)).is_ok(), is_taken, "{window}, {early}");
    }
}

// OCO-092
#[test]
fn more_requests_than_are_remembered_make_the_window_shorter_and_let_nothing_in_again() {
    let mut server = server(3600);
    let mut trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    let count = 3 * SeenRequests::LEN as u64;
    let even: Vec<_> = (0..count).map(|index| report(&key, 1, 10 + 2 * index)).collect();
    for request in &even {
        assert!(server.answer(request, at(10 + 2 * count)).is_ok());
    }
    for request in &even {
        assert!(server.answer(request, at(11 + 2 * count)).is_err());
    }
    still_usable(&mut trust, &mut server, 20 + 2 * count);
}

// OCO-092
#[test]
fn a_clock_set_back_between_two_threads_lets_nothing_in_again() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    let said = [report(&key, 1, 100), report(&key, 1, 70), report(&key, 2, 71), report(&key, 2, 101)];
    for request in &said {
        assert!(server.answer(request, at(101)).is_ok());
    }
    for request in &said {
        assert!(server.answer(request, at(102)).is_err());
    }
    // Older than the window: refused, and nothing changes.
    let hosts = server.hosts.clone();
    assert!(server.answer(&report(&key, 3, 40), at(102)).is_err());
    assert_eq!(server.hosts, hosts);
    still_usable(&mut trust, &mut server, 110);
}
