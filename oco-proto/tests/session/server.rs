//! Requests that a server admits, and those that it refuses.

use oco_proto::agent::{Identity, ServerTrust, Trust, TrustState};
use oco_proto::server::{Entropy, HostRecord, Plaintext, Replay, SeenRequests, Verifier};
use oco_proto::{
    AgentKey, Answer, CONTENT_TYPE, Dialect, EncodeError, Events, Hello, Hidden, Host, HttpBody, Inventory,
    JobState, Limits, Passwords, Real, Reason, RegistrationKey, Request, ServerKey, SessionError, State,
};
use std::time::Duration;

use crate::world::{Server, at, believed, hello, host, registered, registration_key, still_usable, update};

// OCO-065
#[test]
fn a_replayed_request_is_refused_on_every_method() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let requests = [
        hello(Dialect::Hmac),
        update(),
        Request::job_state(host(), JobState::new(1, State::Succeeded)),
        Request::events(host(), Events::new(vec![])),
        Request::passwords(host(), Passwords::new(vec![])),
    ];
    for (seconds, request) in (2..).zip(&requests) {
        let signed = trust.sign(request, at(seconds)).unwrap();
        let answer = server.answer(&signed, at(seconds)).unwrap();
        let replay = server.answer(&signed, at(seconds + 1)).unwrap_err();
        assert!(matches!(replay, SessionError::NotNewer { .. }), "{:?}", request.call.method());
        assert!(!believed(&mut trust, &answer));
    }
    still_usable(&mut trust, &mut server, 20);
}

/// Requests of a real agent with a coarse clock: each has the same timestamp.
fn of_one_tick(key: &AgentKey, number: usize) -> HttpBody<'static> {
    let mut request = Request::events(host(), Events::new(vec![]));
    request.id = (number as u64).into();
    sign_raw(&stamped(request, at(2).into()), key)
}

// OCO-065
#[test]
fn requests_of_one_tick_of_a_coarse_clock_count_once_each() {
    let mut server = Server::open_to_all();
    let trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    let said = |seconds| sign_raw(&stamped(hello(Dialect::Hmac), at(seconds).into()), &key);
    assert!(server.answer(&said(2), at(2)).is_ok());
    let refused = Err(SessionError::NotNewer { found: at(2), last: at(2) });
    for number in 1..SeenRequests::LEN {
        let request = of_one_tick(&key, number);
        assert!(server.answer(&request, at(2)).is_ok(), "{number}");
        assert_eq!(server.answer(&request, at(3)), refused, "{number} once more");
    }
    let before = server.hosts.clone();
    // One of the first again, a hello.
    assert_eq!(server.answer(&of_one_tick(&key, 1), at(2)), refused);
    assert_eq!(server.answer(&said(2), at(2)), refused);
    assert_eq!(server.hosts, before);
    // The last for which there is room closes this tick, and only this.
    assert!(server.answer(&of_one_tick(&key, 98), at(2)).is_ok());
    for number in [98, 99, 1] {
        assert_eq!(server.answer(&of_one_tick(&key, number), at(2)), refused);
    }
    // The next tick lets none of them in again.
    assert!(server.answer(&said(4), at(4)).is_ok());
    let last = at(4);
    let old = server.answer(&of_one_tick(&key, 1), at(4));
    assert_eq!(old, Err(SessionError::NotNewer { found: at(2), last }));
}

// OCO-065
#[test]
fn a_hello_of_the_same_tick_is_refused_like_by_a_real_server() {
    for replay in [Replay::RefusedOnEveryMethod, Replay::RefusedOnHelloOnly] {
        let verifier =
            Verifier::new(Some(registration_key())).with_self_registration(true).with_replay(replay);
        let mut server = Server::new(verifier);
        let key = registered(Dialect::Hmac, &mut server).agent_key().unwrap().clone();
        for (version, is_in) in [("1.2.0", true), ("1.2.1", false)] {
            let request = stamped(Request::hello(host(), Hello::new(version)), at(2).into());
            assert_eq!(server.answer(&sign_raw(&request, &key), at(2)).is_ok(), is_in, "{replay:?}");
        }
    }
}

// OCO-065
#[test]
fn a_record_that_was_stored_without_its_requests_is_not_read() {
    let mut server = Server::open_to_all();
    let key = registered(Dialect::Hmac, &mut server).agent_key().unwrap().clone();
    assert!(server.answer(&of_one_tick(&key, 1), at(2)).is_ok());
    let mut stored = serde_json::to_value(server.hosts["demo-01"].expose()).unwrap();
    assert_eq!(serde_json::from_value::<HostRecord>(stored.clone()).unwrap(), server.hosts["demo-01"]);
    assert!(stored.as_object_mut().unwrap().remove("requests").is_some());
    assert!(serde_json::from_value::<HostRecord>(stored).is_err());
}

// OCO-065
#[test]
fn the_compatible_mode_checks_hellos_only() {
    let verifier = Verifier::new(Some(registration_key()))
        .with_self_registration(true)
        .with_replay(Replay::RefusedOnHelloOnly);
    let mut server = Server::new(verifier);
    let mut trust = registered(Dialect::Hmac, &mut server);
    let hello = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    assert!(!believed(&mut trust, &server.answer(&hello, at(2)).unwrap()));
    assert!(server.answer(&hello, at(3)).is_err());
    let update = trust.sign(&update(), at(3)).unwrap();
    assert!(server.answer(&update, at(3)).is_ok());
    assert!(server.answer(&update, at(4)).is_ok());
}

pub(crate) fn stamped(mut request: Request<'static>, timestamp: Real<'static>) -> Request<'static> {
    request.timestamp = timestamp;
    request
}

/// Builds a signed request with any timestamp, as an attacker's or a broken agent does.
pub(crate) fn sign_raw(request: &Request<'_>, key: &AgentKey) -> HttpBody<'static> {
    let mut body = Vec::new();
    request.encode_as_read(&mut body);
    HttpBody::sign(body, key)
}

// OCO-065
#[test]
fn a_timestamp_that_is_missing_old_or_nonsense_is_refused() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    for timestamp in [Real::default(), 1.0.into(), "soon".into(), (-1.0).into(), 1e300.into()] {
        let request = stamped(update(), timestamp.clone());
        let error = server.answer(&sign_raw(&request, &key), at(9)).unwrap_err();
        assert!(
            matches!(error, SessionError::NoTimestamp | SessionError::NotNewer { .. }),
            "{timestamp:?}: {error}"
        );
    }
    // A decimal text is as good as a number.
    let request = stamped(update(), "1800000002.5".into());
    assert!(server.answer(&sign_raw(&request, &key), at(9)).is_ok());
    still_usable(&mut trust, &mut server, 10);
}

#[test]
fn a_bound_on_skew_refuses_the_replayed_registration_of_a_deleted_host() {
    let verifier = Verifier::new(Some(registration_key()))
        .with_self_registration(true)
        .with_max_skew(Duration::from_secs(600));
    let mut server = Server::new(verifier);
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let recorded = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    assert!(server.answer(&recorded, at(1)).is_ok());
    server.hosts.clear();
    let error = server.answer(&recorded, at(700)).unwrap_err();
    assert!(matches!(error, SessionError::ClockSkew { .. }), "{error}");
    assert!(server.hosts.is_empty());
}

// OCO-064
#[test]
fn who_has_signed_once_has_to_sign_for_ever() {
    let mut server = Server::lenient();
    let mut old = registered(Dialect::Dotted, &mut server);
    still_usable(&mut old, &mut server, 2);
    // The agent is upgraded: same keys, signatures.
    let mut trust = Trust::from_state(TrustState { dialect: Dialect::Hmac, ..old.to_state() }).unwrap();
    still_usable(&mut trust, &mut server, 3);
    // Whoever has seen its key in clear before cannot go back, whatever version he claims.
    for version in ["1.1.6", "0.1", "?"] {
        let plain = old.sign(&Request::hello(host(), Hello::new(version)), at(4)).unwrap();
        assert_eq!(server.answer(&plain, at(4)).unwrap_err(), SessionError::Downgrade);
    }
    still_usable(&mut trust, &mut server, 5);
}

// OCO-064
#[test]
fn a_hello_or_update_without_version_downgrades_nothing() {
    let mut server = Server::lenient();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    for (seconds, request) in
        (2..).zip([Request::hello(host(), Hello::default()), Request::update(host(), Inventory::default())])
    {
        let request = stamped(request, at(seconds).into());
        let answer = server.answer(&sign_raw(&request, &key), at(seconds)).unwrap();
        let shown = String::from_utf8_lossy(answer.body.bytes()).into_owned();
        assert!(!shown.contains(server.hosts["demo-01"].server_key.as_ref().unwrap().expose()), "{shown}");
    }
    assert!(server.hosts["demo-01"].has_signed);
    still_usable(&mut trust, &mut server, 9);
}

// OCO-064
#[test]
fn plaintext_is_refused_unless_it_is_asked_for() {
    let mut server = Server::open_to_all();
    let mut trust = Trust::on_first_use(Dialect::Flat, registration_key());
    let request = trust.sign(&hello(Dialect::Flat), at(1)).unwrap();
    assert_eq!(server.answer(&request, at(1)).unwrap_err(), SessionError::Downgrade);
    assert!(server.hosts.is_empty());
}

// OCO-063
#[test]
fn a_pre_registered_host_proves_nothing_with_an_empty_key() {
    let mut server = Server::lenient();
    server.hosts.insert("demo-01".to_owned(), HostRecord::default());
    let mut request = Request::update(host(), Inventory::new("1.0.0"));
    request.agent_key = Hidden::new("");
    let mut body = Vec::new();
    request.encode_as_read(&mut body);
    assert_eq!(server.answer(&HttpBody::unsigned(body), at(1)).unwrap_err(), SessionError::WrongKey);
    // Nor with the registration key, nor with a signature of it, except for a hello.
    let registration = AgentKey::new(registration_key().expose()).unwrap();
    let signed = sign_raw(&stamped(update(), at(1).into()), &registration);
    assert_eq!(server.answer(&signed, at(1)).unwrap_err(), SessionError::WrongKey);
    let mut trust = registered(Dialect::Hmac, &mut server);
    still_usable(&mut trust, &mut server, 2);
}

// OCO-062, OCO-066
#[test]
fn the_registration_key_overwrites_no_key() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let before = server.hosts.clone();
    let mut thief = Trust::on_first_use(Dialect::Hmac, registration_key());
    for (name, seconds) in [("demo-01", 2), ("DEMO-01", 3)] {
        let request = thief.sign(&Request::hello(Host::new(name), Hello::new("1.2.0")), at(seconds)).unwrap();
        assert_eq!(server.answer(&request, at(seconds)).unwrap_err(), SessionError::BadSignature);
    }
    assert_eq!(server.hosts, before);
    still_usable(&mut trust, &mut server, 4);
}

// OCO-067
#[test]
fn who_may_register_is_the_servers_decision() {
    let mut closed = Server::new(Verifier::new(Some(registration_key())));
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let request = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    assert_eq!(closed.answer(&request, at(1)).unwrap_err(), SessionError::RegistrationDisabled);
    closed.hosts.insert("demo-01".to_owned(), HostRecord::default());
    assert!(closed.answer(&request, at(1)).is_ok());

    let mut keyless = Server::new(Verifier::new(None).with_self_registration(true));
    assert_eq!(keyless.answer(&request, at(1)).unwrap_err(), SessionError::WrongKey);

    let mut server = Server::open_to_all();
    let mut wrong = Trust::on_first_use(Dialect::Hmac, RegistrationKey::new("guessed").unwrap());
    let request = wrong.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    assert_eq!(server.answer(&request, at(1)).unwrap_err(), SessionError::BadSignature);
    assert!(server.hosts.is_empty());
    let known = Trust::new(
        Dialect::Hmac,
        Identity::Individual(AgentKey::new("a").unwrap()),
        ServerTrust::Known(ServerKey::new("s").unwrap()),
    );
    let request = { known }.sign(&update(), at(1)).unwrap();
    assert_eq!(server.answer(&request, at(1)).unwrap_err(), SessionError::UnknownHost);
}

#[test]
fn an_altered_request_is_refused_whatever_was_altered() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let request = trust.sign(&update(), at(2)).unwrap();
    let before = server.hosts.clone();
    for index in 0..request.bytes().len() {
        let mut body = request.bytes().to_vec();
        body[index] ^= 1;
        assert!(server.answer(&HttpBody::new(&body, request.signature()), at(2)).is_err(), "byte {index}");
    }
    assert_eq!(server.hosts, before);
    assert!(server.answer(&request, at(2)).is_ok());
}

// OCO-021
#[test]
fn each_refusal_has_the_status_and_text_of_real_servers() {
    let verifier = Verifier::new(Some(registration_key()))
        .with_self_registration(true)
        .with_plaintext(Plaintext::UntilSigned);
    let entropy = Entropy::new([1; 30], [2; 30]);
    let refuse = |body: &str, signature: Option<&str>, record: Option<&HostRecord>| {
        let message = HttpBody::new(body.as_bytes(), signature);
        let refusal = match verifier.receive(Some(CONTENT_TYPE), &message) {
            Ok(unverified) => unverified.verify(record, &entropy, at(1)).unwrap_err(),
            Err(refusal) => refusal,
        };
        let http = refusal.response();
        let text = String::from_utf8(http.body.bytes().to_vec()).unwrap();
        (http.status, http.phrase.into_owned(), text)
    };
    let known = HostRecord { agent_key: Some(AgentKey::new("own").unwrap()), ..HostRecord::default() };
    let line = |status, phrase: &str, text: &str| (status, phrase.to_owned(), text.to_owned());
    let hmac = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":"x","data":{}}}"#;
    assert_eq!(refuse("{bad", None, None), line(400, "Bad Request", "Invalid JSON data"));
    assert_eq!(refuse(hmac, None, None), line(401, "Unauthorized", "Signature header missing"));
    assert_eq!(refuse(hmac, Some("00"), None), line(401, "Unauthorized", "Invalid agent signature"));
    let nothing = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.nothing","params":{}}"#;
    assert_eq!(refuse(nothing, None, None), line(400, "Bad Request", "Unknown method"));
    let flat = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent_hello","params":{"hostname":"x","agent-key":"no","data":{}}}"#;
    assert_eq!(refuse(flat, None, Some(&known)), line(401, "Client Not Authorized", ""));
    let unknown = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent_update","params":{"hostname":"x","agent-key":"no","data":{}}}"#;
    assert_eq!(refuse(unknown, None, None), line(404, "Computer Not Found", ""));
    let message = HttpBody::new(hmac.as_bytes(), None);
    let refusal = verifier.receive(Some("application/json; charset=utf-8"), &message).unwrap_err();
    assert_eq!(refusal.response().body.bytes(), b"Content type mismatch");
    let large = verifier.clone().with_limits(Limits::DEFAULT.with_body_len(10));
    assert_eq!(large.receive(Some(CONTENT_TYPE), &message).unwrap_err().response().status, 413);
}

#[test]
fn an_answer_to_another_method_is_the_callers_mistake() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let message = trust.sign(&update(), at(2)).unwrap();
    let unverified = server.verifier.receive(Some(CONTENT_TYPE), &message).unwrap();
    let verified =
        unverified.verify(server.hosts.get("demo-01"), &Entropy::new([1; 30], [2; 30]), at(2)).unwrap();
    assert_eq!(verified.answer(Answer::job_succeeded(true)).unwrap_err(), EncodeError::WrongAnswer);
    let refused = verified.refuse(Reason::UpdateRefused);
    assert_eq!(refused.body.bytes(), b"Update refused (too often or invalid data)");
    assert_eq!(refused.body.signature(), None);
}

#[test]
fn a_broken_generator_does_not_make_one_key_for_both() {
    let verifier = Verifier::new(Some(registration_key())).with_self_registration(true);
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let message = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    let unverified = verifier.receive(Some(CONTENT_TYPE), &message).unwrap();
    let refusal = unverified.verify(None, &Entropy::new([0; 30], [0; 30]), at(1)).unwrap_err();
    assert_eq!((refusal.error(), refusal.response().status), (&SessionError::UnusableKey, 500));
}
