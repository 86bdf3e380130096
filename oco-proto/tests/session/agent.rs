//! The trust of an agent.

use oco_proto::agent::{Identity, Notice, ServerTrust, Trust, TrustState, Verified};
use oco_proto::{
    AgentKey, Answer, CONTENT_TYPE, DecodeErrorKind, Dialect, EncodeError, ErrorResponse, Events, Hello,
    HelloReply, Hidden, Host, HttpBody, HttpReply, Inventory, JobState, Limits, Passwords, Reason, Receipt,
    RegistrationKey, Request, ServerKey, Service, SessionError, Software, State, Timestamp,
};

use crate::world::{
    Server, at, believed, hello, host, registered, registration_key, restarted, signed_reply, still_usable,
    update,
};

#[test]
fn a_whole_life_in_each_dialect() {
    for dialect in [Dialect::Flat, Dialect::DottedEarly, Dialect::Dotted, Dialect::Hmac] {
        let mut server = Server::lenient();
        let mut trust = registered(dialect, &mut server);
        assert!(matches!(trust.identity(), Identity::Unconfirmed { .. }));
        still_usable(&mut trust, &mut server, 2);
        assert!(matches!(trust.identity(), Identity::Individual(_)), "{dialect}");

        let host = if dialect < Dialect::Dotted { Host::new("DEMO-01") } else { host() };
        let state = JobState::new(7, State::Succeeded).with_return_code(3010);
        let mut requests = vec![
            Request::job_state(host.clone(), state),
            Request::update(host.clone(), Inventory::new("1.2.0")),
        ];
        if dialect >= Dialect::Dotted {
            requests.push(Request::events(host.clone(), Events::new(vec![])));
            requests.push(Request::passwords(host, Passwords::new(vec![])));
        }
        for (seconds, request) in (3..).zip(requests) {
            let signed = trust.sign(&request, at(seconds)).unwrap();
            assert_eq!(signed.signature().is_some(), dialect == Dialect::Hmac);
            assert!(!believed(&mut trust, &server.answer(&signed, at(seconds)).unwrap()), "{dialect}");
        }
    }
}

#[test]
fn the_client_dialect_has_no_proof_and_says_so() {
    let mut trust = Trust::on_first_use(Dialect::Client, registration_key());
    let request = trust.sign(&hello(Dialect::Client), at(1)).unwrap();
    assert!(String::from_utf8_lossy(request.bytes()).contains("\"client-key\":\"everybody-knows-this\""));
    let body = br#"{"id":1800000001000000,"error":null,"result":{"success":true,"params":{"agent-key":"evil","update":1,"software-jobs":[]}}}"#;
    let http = HttpReply::new(200, "OK", Some(CONTENT_TYPE), HttpBody::new(body, None));
    let Verified::Reply { keys_offered, notices, .. } = trust.verify(&http).unwrap() else { panic!() };
    assert_eq!((keys_offered, notices), (false, vec![Notice::Unproven]));
}

// OCO-070
#[test]
fn a_forged_reply_with_a_far_future_timestamp_changes_nothing() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let before = trust.to_state();
    let _ = trust.sign(&hello(Dialect::Hmac), at(5)).unwrap();
    let sent = trust.to_state();
    let far = Timestamp::from_micros(9_000_000_000_000_000);
    let evil = ServerKey::new("evil").unwrap();
    let answer = || Answer::Hello(HelloReply::default());
    for forged in [
        signed_reply(&evil, at(5), answer(), far),
        HttpReply {
            body: HttpBody::unsigned(signed_reply(&evil, at(5), answer(), far).body.bytes().to_vec()),
            ..signed_reply(&evil, at(5), answer(), far)
        },
    ] {
        let error = trust.verify(&forged).unwrap_err();
        assert!(matches!(error, SessionError::BadSignature | SessionError::Unsigned), "{error}");
    }
    assert_eq!(trust.to_state(), sent);
    assert_eq!((sent.agent_key, sent.server, sent.last_sent), (before.agent_key, before.server, at(5)));
    still_usable(&mut trust, &mut server, 6);
}

// OCO-074
#[test]
fn a_reply_counts_once_and_only_for_its_request() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let first = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    let old = server.answer(&first, at(2)).unwrap();
    assert!(!believed(&mut trust, &old));
    assert_eq!(trust.verify(&old).unwrap_err(), SessionError::NotAsked);
    let second = trust.sign(&hello(Dialect::Hmac), at(3)).unwrap();
    assert_eq!(trust.verify(&old).unwrap_err(), SessionError::WrongReply);
    assert!(!believed(&mut trust, &server.answer(&second, at(3)).unwrap()));

    // Also after a restart no id comes twice: a reply that somebody held back is refused.
    let stored = trust.to_state();
    let mut trust = Trust::from_state(stored.clone()).unwrap();
    assert_eq!(trust.to_state(), stored);
    let _ = trust.sign(&hello(Dialect::Hmac), at(3)).unwrap();
    assert_eq!(trust.verify(&old).unwrap_err(), SessionError::WrongReply);
    // And if the id were the right one, the time would not be.
    let _ = trust.sign(&hello(Dialect::Hmac), at(4)).unwrap();
    let ServerTrust::Known(server_key) = trust.server().clone() else { panic!() };
    assert_eq!(trust.to_state().last_seen, at(3));
    for time in [at(2), at(3)] {
        let stale = signed_reply(&server_key, at(4), Answer::Hello(HelloReply::default()), time);
        let last = at(3);
        assert_eq!(trust.verify(&stale).unwrap_err(), SessionError::NotNewer { found: time, last });
    }
    still_usable(&mut trust, &mut server, 5);
}

// OCO-094
#[test]
fn a_reply_with_what_php_or_a_proxy_wrote_is_refused_by_name() {
    let notice = b"<br />\n<b>Deprecated</b>:  Creation of dynamic property<br />\n";
    let page = b"<html><head><title>Sign in</title></head></html>";
    for dialect in [Dialect::Dotted, Dialect::Hmac] {
        let mut server = Server::lenient();
        let mut trust = registered(dialect, &mut server);
        let request = trust.sign(&hello(dialect), at(2)).unwrap();
        let reply = server.answer(&request, at(2)).unwrap();
        let json = reply.body.bytes();
        for (body, name) in [
            ([&notice[..], json].concat(), "a PHP message before the JSON"),
            ([json, &notice[..]].concat(), "a PHP message after the JSON"),
            (page.to_vec(), "an HTML page"),
        ] {
            let before = trust.to_state();
            // The signature is that of the JSON alone.
            let http = HttpReply { body: HttpBody::new(&body, reply.body.signature()), ..reply.clone() };
            let error = trust.verify(&http).unwrap_err();
            let SessionError::Decode(error) = error else { panic!("{error}") };
            assert!(
                matches!(error.kind(), DecodeErrorKind::NotJson { what, .. } if *what == name),
                "{error}"
            );
            assert_eq!(trust.to_state(), before);
        }
        assert!(!believed(&mut trust, &reply));
    }
}

// OCO-095
#[test]
fn two_hellos_with_service_results_are_two_seconds_apart_also_after_a_restart() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let services = || Service { name: "disk".into(), ..Service::default() };
    let report = Request::hello(host(), Hello::new("1.2.0").with_services(vec![services()]));
    for (seconds, is_taken) in [(10, true), (10, false), (11, false), (12, true), (13, false), (5, true)] {
        trust = restarted(&trust, &mut server);
        let before = trust.to_state();
        let signed = trust.sign(&report, at(seconds));
        assert_eq!(signed.is_ok(), is_taken, "{seconds}");
        if let Err(error) = signed {
            assert!(matches!(error, SessionError::TooSoon { not_before } if not_before > at(seconds)));
            assert_eq!(trust.to_state(), before);
            // Without service results nothing is wrong with it.
            assert!(trust.clone().sign(&hello(Dialect::Hmac), at(seconds)).is_ok());
        }
    }
}

// OCO-070
#[test]
fn an_altered_reply_is_refused_whatever_was_altered() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let request = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    let reply = server.answer(&request, at(2)).unwrap();
    for index in 0..reply.body.bytes().len() {
        let mut body = reply.body.bytes().to_vec();
        body[index] ^= 1;
        let altered = HttpReply { body: HttpBody::new(&body, reply.body.signature()), ..reply.clone() };
        assert_eq!(trust.verify(&altered).unwrap_err(), SessionError::BadSignature);
    }
    assert!(!believed(&mut trust, &reply));
}

// OCO-073
#[test]
fn first_use_believes_only_who_has_the_key_that_it_brings() {
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let _ = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    let keys = |server: Hidden| {
        Answer::Hello(HelloReply {
            server_key: server,
            agent_key: Hidden::new("new-agent-key"),
            ..HelloReply::default()
        })
    };
    let own = ServerKey::new("server-key-1").unwrap();
    let other = ServerKey::new("server-key-2").unwrap();
    let error = |trust: &mut Trust, http: &HttpReply<'_>| trust.verify(http).unwrap_err();
    assert_eq!(
        error(&mut trust, &signed_reply(&other, at(1), keys(Hidden::new("server-key-1")), at(1))),
        SessionError::BadSignature
    );
    // The server has a key already and says null: real agents store the text `None`.
    assert_eq!(
        error(&mut trust, &signed_reply(&own, at(1), keys(Hidden::Null), at(1))),
        SessionError::FirstUseImpossible
    );
    assert_eq!(
        error(&mut trust, &signed_reply(&own, at(1), keys(Hidden::new("")), at(1))),
        SessionError::UnusableKey
    );
    assert_eq!(trust.to_state().server, ServerTrust::FirstUse);
    let good = signed_reply(&own, at(1), keys(Hidden::new("server-key-1")), at(1));
    assert!(believed(&mut trust, &good));
    // Nothing is sent before the caller has decided.
    assert_eq!(trust.sign(&hello(Dialect::Hmac), at(2)).unwrap_err(), SessionError::OfferPending);
    trust.decline().unwrap();
    assert_eq!(trust.decline().unwrap_err(), SessionError::NoOffer);
    assert_eq!(trust.to_state().server, ServerTrust::FirstUse);
    assert_eq!(trust.accept().unwrap_err(), SessionError::NoOffer);
}

// OCO-066
#[test]
fn who_declines_is_refused_until_the_server_forgets_the_key() {
    for (dialect, refusal) in
        [(Dialect::Hmac, SessionError::BadSignature), (Dialect::Dotted, SessionError::WrongKey)]
    {
        let mut server = Server::lenient();
        let mut trust = Trust::on_first_use(dialect, registration_key());
        let before = trust.to_state();
        let request = trust.sign(&hello(dialect), at(1)).unwrap();
        assert!(believed(&mut trust, &server.answer(&request, at(1)).unwrap()));
        trust.decline().unwrap();
        let TrustState { last_sent, last_id, last_seen, .. } = trust.to_state();
        assert_eq!((last_sent, last_id), (at(1), at(1).as_micros()));
        assert_eq!(trust.to_state(), TrustState { last_sent, last_id, last_seen, ..before });
        let request = trust.sign(&hello(dialect), at(2)).unwrap();
        assert_eq!(server.answer(&request, at(2)).unwrap_err(), refusal);
        // An administrator resets the host.
        server.hosts.clear();
        let request = trust.sign(&hello(dialect), at(3)).unwrap();
        assert!(believed(&mut trust, &server.answer(&request, at(3)).unwrap()));
    }
}

#[test]
fn before_both_know_each_other_only_hello_is_said() {
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    assert_eq!(trust.sign(&update(), at(1)).unwrap_err(), SessionError::HelloFirst);
    let known = ServerTrust::Known(ServerKey::new("by hand").unwrap());
    let mut trust = Trust::new(Dialect::Hmac, Identity::Registration(registration_key()), known);
    assert_eq!(trust.sign(&update(), at(1)).unwrap_err(), SessionError::HelloFirst);
}

#[test]
fn a_server_key_set_by_hand_is_used_from_the_first_reply_on() {
    let server_key = ServerKey::new("by hand").unwrap();
    let identity = Identity::Registration(registration_key());
    let mut trust = Trust::new(Dialect::Hmac, identity, ServerTrust::Known(server_key.clone()));
    let _ = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    let answer = |server: &str| {
        let (server_key, agent_key) = (Hidden::new(server), Hidden::new("new-agent-key"));
        Answer::Hello(HelloReply { server_key, agent_key, ..HelloReply::default() })
    };
    let evil = ServerKey::new("evil").unwrap();
    assert!(trust.verify(&signed_reply(&evil, at(1), answer("evil"), at(1))).is_err());
    // Even the right server cannot change its key by a reply.
    let reply = signed_reply(&server_key, at(1), answer("another"), at(1));
    let Verified::Reply { keys_offered: true, notices, .. } = trust.verify(&reply).unwrap() else { panic!() };
    assert_eq!(notices, [Notice::IgnoredServerKey]);
    assert_eq!(trust.accept().unwrap().server, ServerTrust::Known(server_key));
}

#[test]
fn a_signed_reply_that_shows_the_servers_key_is_worth_a_line_in_a_log() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let ServerTrust::Known(server_key) = trust.server().clone() else { panic!() };
    let shown = HelloReply { server_key: Hidden::new(server_key.expose()), ..HelloReply::default() };
    let _ = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    let reply = signed_reply(&server_key, at(2), Answer::Hello(shown), at(2));
    let Verified::Reply { keys_offered: false, notices, .. } = trust.verify(&reply).unwrap() else {
        panic!()
    };
    assert_eq!(notices, [Notice::ServerKeyExposed]);
    // In plaintext it is the proof, and nothing strange.
    let mut server = Server::lenient();
    let mut trust = registered(Dialect::Dotted, &mut server);
    let request = trust.sign(&hello(Dialect::Dotted), at(2)).unwrap();
    let reply = server.answer(&request, at(2)).unwrap();
    let Verified::Reply { notices, .. } = trust.verify(&reply).unwrap() else { panic!() };
    assert_eq!(notices, []);
}

// OCO-072
#[test]
fn the_agent_key_changes_once_and_only_by_a_hello() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    still_usable(&mut trust, &mut server, 2);
    let own = trust.agent_key().unwrap().clone();
    let ServerTrust::Known(server_key) = trust.server().clone() else { panic!() };
    let evil = HelloReply { agent_key: Hidden::new("overwritten"), ..HelloReply::default() };
    let _ = trust.sign(&hello(Dialect::Hmac), at(3)).unwrap();
    let reply = signed_reply(&server_key, at(3), Answer::Hello(evil), at(3));
    let Verified::Reply { keys_offered: false, notices, .. } = trust.verify(&reply).unwrap() else {
        panic!()
    };
    assert_eq!(notices, [Notice::IgnoredAgentKey]);
    let _ = trust.sign(&update(), at(4)).unwrap();
    let evil = Receipt { agent_key: Hidden::new("overwritten"), ..Receipt::default() };
    let reply = signed_reply(&server_key, at(4), Answer::Update(evil), at(4));
    let Verified::Reply { keys_offered: false, notices, .. } = trust.verify(&reply).unwrap() else {
        panic!()
    };
    assert_eq!((notices, trust.agent_key()), (vec![Notice::IgnoredAgentKey], Some(&own)));
    still_usable(&mut trust, &mut server, 5);
}

// OCO-072
#[test]
fn a_new_key_that_is_no_new_key_is_refused() {
    let own = ServerKey::new("server").unwrap();
    for agent in ["", "everybody-knows-this", "server", "nul\0nul"] {
        let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
        let _ = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
        let keys = HelloReply {
            server_key: Hidden::new("server"),
            agent_key: Hidden::new(agent),
            ..HelloReply::default()
        };
        let reply = signed_reply(&own, at(1), Answer::Hello(keys), at(1));
        assert_eq!(trust.verify(&reply).unwrap_err(), SessionError::UnusableKey, "{agent:?}");
        assert_eq!(trust.to_state().agent_key, None);
    }
}

#[test]
fn an_unconfirmed_key_can_be_taken_back_and_a_confirmed_one_cannot() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    // The server was restored from a backup without this host.
    server.hosts.clear();
    let request = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    assert_eq!(server.answer(&request, at(2)).unwrap_err(), SessionError::BadSignature);
    let state = trust.revert().unwrap();
    assert_eq!((trust.agent_key(), state.registration_key), (None, Some(registration_key())));
    // The server's key is pinned all the same: a new one is not believed.
    assert!(matches!(state.server, ServerTrust::Known(_)));
    let request = trust.sign(&hello(Dialect::Hmac), at(3)).unwrap();
    assert_eq!(trust.verify(&server.answer(&request, at(3)).unwrap()), Err(SessionError::BadSignature));

    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    still_usable(&mut trust, &mut server, 2);
    assert_eq!(trust.revert().unwrap_err(), SessionError::Confirmed);
}

// OCO-033
#[test]
fn a_refusal_changes_nothing_whoever_wrote_it() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let request = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    let before = trust.to_state();
    for reason in
        [Reason::KeyMismatch, Reason::InvalidSignature, Reason::TimestampTooOld, Reason::ServerError]
    {
        let http = ErrorResponse::new(reason.clone()).write(Dialect::Hmac);
        let Verified::Rejected(rejection) = trust.verify(&http).unwrap() else { panic!() };
        assert_eq!((rejection.reason, trust.to_state()), (reason, before.clone()));
    }
    // The real answer may still come.
    assert!(!believed(&mut trust, &server.answer(&request, at(2)).unwrap()));
}

// OCO-075
#[test]
fn in_plaintext_every_reply_has_to_show_the_known_key() {
    let mut server = Server::lenient();
    let mut trust = registered(Dialect::Dotted, &mut server);
    still_usable(&mut trust, &mut server, 2);
    for body in [
        r#"{"id":1800000003000000,"error":null,"result":{"success":true,"params":{"server-key":"evil","job-succeeded":true}}}"#,
        r#"{"id":1800000003000000,"error":null,"result":{"success":true,"params":{"server-key":null,"job-succeeded":true}}}"#,
        r#"{"id":1800000003000000,"error":null,"result":{"success":true,"params":[]}}"#,
    ] {
        let state = JobState::new(1, State::Succeeded);
        let _ = trust.sign(&Request::job_state(host(), state), at(3)).unwrap();
        let http = HttpReply::new(200, "OK", Some(CONTENT_TYPE), HttpBody::new(body.as_bytes(), None));
        assert_eq!(trust.verify(&http).unwrap_err(), SessionError::WrongKey);
    }
    still_usable(&mut trust, &mut server, 4);
}

// OCO-003
#[test]
fn empty_keys_do_not_exist() {
    assert!(RegistrationKey::new("").is_err() && AgentKey::new("").is_err() && ServerKey::new("").is_err());
    for lost in [
        r#"{"dialect":"hmac","registration-key":null,"agent-key":"","server":{"known":"k"},"last-sent":0,"last-seen":0}"#,
        r#"{"dialect":"hmac","registration-key":null,"agent-key":"a","server":{"known":""},"last-sent":0,"last-seen":0}"#,
        // Without a server key in the file, nobody becomes trusting by accident.
        r#"{"dialect":"hmac","registration-key":null,"agent-key":"a","last-sent":0,"last-seen":0}"#,
    ] {
        assert!(serde_json::from_str::<TrustState>(lost).is_err(), "{lost}");
    }
    let none = r#"{"dialect":"hmac","registration-key":null,"agent-key":null,"server":"first-use","last-sent":0,"last-seen":0}"#;
    assert!(Trust::from_state(serde_json::from_str(none).unwrap()).is_err());
}

// OCO-090
#[test]
fn a_hello_always_says_a_version_that_means_signatures() {
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    for (version, error) in [
        ("", EncodeError::Missing("data.agent_version")),
        ("?", EncodeError::VersionTooOld),
        ("1.1.6", EncodeError::VersionTooOld),
        ("1.1", EncodeError::VersionTooOld),
    ] {
        let request = Request::hello(host(), Hello::new(version));
        assert_eq!(trust.sign(&request, at(1)).unwrap_err(), SessionError::Encode(error), "{version:?}");
    }
    let none = Request::hello(host(), Hello::default());
    assert!(trust.sign(&none, at(1)).is_err());
    for version in ["1.1.7", "1.2", "2.0.0", "1.10.0"] {
        assert!(trust.sign(&Request::hello(host(), Hello::new(version)), at(1)).is_ok(), "{version}");
    }
}

// OCO-090
#[test]
fn an_update_says_such_a_version_too() {
    let mut trust = registered(Dialect::Hmac, &mut Server::open_to_all());
    let mut refused = |inventory| trust.sign(&Request::update(host(), inventory), at(2)).unwrap_err();
    assert_eq!(refused(Inventory::new("1.1.6")), SessionError::Encode(EncodeError::VersionTooOld));
    let missing = EncodeError::Missing("data.agent_version");
    assert_eq!(refused(Inventory::default()), SessionError::Encode(missing));
}

#[test]
fn a_server_whose_clock_goes_back_is_still_believed() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    for now in [at(100), at(5), at(5)] {
        let request = trust.sign(&hello(Dialect::Hmac), at(6)).unwrap();
        assert!(!believed(&mut trust, &server.answer(&request, now).unwrap()));
    }
}

// OCO-071
#[test]
fn an_agent_whose_clock_goes_back_is_still_believed() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    for now in [at(100), at(5), Timestamp::ZERO] {
        let request = trust.sign(&hello(Dialect::Hmac), now).unwrap();
        assert!(!believed(&mut trust, &server.answer(&request, at(7)).unwrap()));
    }
}

#[test]
fn no_secret_is_printed_by_anything() {
    let mut server = Server::lenient();
    let mut trust = registered(Dialect::Dotted, &mut server);
    let request = trust.sign(&hello(Dialect::Dotted), at(2)).unwrap();
    let reply = server.answer(&request, at(2)).unwrap();
    let read = Request::decode(request.bytes(), &Limits::DEFAULT).unwrap();
    let unverified = server.verifier.receive(Some(CONTENT_TYPE), &request).unwrap();
    let shown = format!(
        "{trust:?} {:?} {request:?} {reply:?} {read:?} {unverified:?} {:?} {:?}",
        trust.to_state(),
        server.hosts,
        trust.verify(&reply)
    );
    let keys = trust.to_state();
    let ServerTrust::Known(server_key) = &keys.server else { panic!() };
    for secret in ["everybody-knows-this", keys.agent_key.as_ref().unwrap().expose(), server_key.expose()] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

// OCO-076
#[test]
fn a_reply_without_timestamp_is_refused_although_it_is_signed() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let ServerTrust::Known(server_key) = trust.server().clone() else { panic!() };
    let _ = trust.sign(&hello(Dialect::Hmac), at(5)).unwrap();
    let body = format!(
        r#"{{"id":{},"error":null,"result":{{"success":true,"params":{{"update":0,"software-jobs":[]}}}}}}"#,
        at(5).as_micros()
    );
    let message = HttpBody::sign(body.into_bytes(), &server_key);
    let http = HttpReply::new(200, "OK", Some(CONTENT_TYPE), message);
    assert_eq!(trust.verify(&http).unwrap_err(), SessionError::NoTimestamp);
    still_usable(&mut trust, &mut server, 6);
}

// OCO-080
#[test]
fn the_column_check_stops_what_the_server_would_break_on() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server).with_column_check();
    let software = vec![Software::new("x".repeat(201), "1", "")];
    let update = Request::update(host(), Inventory { software: software.into(), ..Inventory::new("1.2.0") });
    let error = trust.sign(&update, at(2)).unwrap_err();
    assert!(matches!(error, SessionError::Encode(EncodeError::Column { max: 200, .. })), "{error}");
    still_usable(&mut trust, &mut server, 3);
}
