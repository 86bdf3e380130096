//! Agent and server wired together in memory, and what an attacker between them, or
//! in the place of one, can try. Each edge of the diagrams in `session` is here.

use std::collections::BTreeMap;
use std::time::Duration;

use oco_proto::agent::{Identity, Notice, ServerTrust, Trust, TrustState, Verified};
use oco_proto::server::{Entropy, Gate, HostRecord, Plaintext, Replay};
use oco_proto::{
    AgentKey, Answer, CONTENT_TYPE, Dialect, EncodeError, Events, Hello, HelloReply, Hidden, Host, HttpReply,
    Inventory, JobState, Limits, Method, Passwords, Real, Reason, Receipt, RegistrationKey, Rejection, Reply,
    Request, ServerKey, SessionError, Signed, State, Timestamp,
};

const START: u64 = 1_800_000_000_000_000;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(START + seconds * 1_000_000)
}

fn registration_key() -> RegistrationKey {
    RegistrationKey::new("everybody-knows-this").unwrap()
}

fn host() -> Host<'static> {
    Host::new("demo-01").with_uid("5a5a4544-0031-3510-8052-b4c04f564433")
}

fn hello(dialect: Dialect) -> Request<'static> {
    let host = if dialect < Dialect::Dotted {
        Host::new("demo-01")
    } else {
        host()
    };
    let version = if dialect == Dialect::Hmac {
        "1.2.0"
    } else {
        "0.13.0"
    };
    Request::hello(host, Hello::new(version))
}

fn update() -> Request<'static> {
    Request::update(
        host(),
        Inventory {
            os: "Demo OS".into(),
            ..Inventory::new("1.2.0")
        },
    )
}

/// A server with its table of hosts. Each entropy is used once.
struct Server {
    gate: Gate,
    hosts: BTreeMap<String, HostRecord>,
    drawn: u8,
}

impl Server {
    fn new(gate: Gate) -> Self {
        Self {
            gate,
            hosts: BTreeMap::new(),
            drawn: 0,
        }
    }

    fn open_to_all() -> Self {
        Self::new(Gate::new(Some(registration_key())).with_self_registration(true))
    }

    fn lenient() -> Self {
        let gate = Gate::new(Some(registration_key())).with_self_registration(true);
        Self::new(gate.with_plaintext(Plaintext::UntilSigned))
    }

    fn answer(&mut self, message: &Signed<'_>, now: Timestamp) -> Result<HttpReply<'static>, SessionError> {
        self.drawn = self.drawn.wrapping_add(2);
        let entropy = Entropy::new([self.drawn; 30], [self.drawn + 1; 30]);
        let knock = self
            .gate
            .open(Some(CONTENT_TYPE), message)
            .map_err(|refusal| refusal.error().clone())?;
        let key = knock.host_key();
        let admission = knock
            .admit(self.hosts.get(&key), &entropy, now)
            .map_err(|refusal| refusal.error().clone())?;
        self.hosts.insert(key, admission.record().clone());
        let answer = match admission.request().call.method() {
            Method::Hello => Answer::Hello(HelloReply {
                update: 1.into(),
                ..admission.hello_reply()
            }),
            Method::Update => Answer::Update(Receipt::default()),
            Method::JobState => Answer::job_succeeded(true),
            Method::Events => Answer::Events(Receipt::default()),
            _ => Answer::Passwords(Receipt::default()),
        };
        Ok(admission.reply(answer).unwrap())
    }
}

/// What a dialogue does with an answer: nothing but check that the agent believes it.
fn believed(trust: &mut Trust, http: &HttpReply<'_>) -> bool {
    match trust.verify(http, None, None).unwrap() {
        Verified::Reply { keys_offered, .. } => keys_offered,
        other => panic!("{other:?}"),
    }
}

/// An agent that has registered with a server, and both.
fn registered(dialect: Dialect, server: &mut Server) -> Trust {
    let mut trust = Trust::on_first_use(dialect, registration_key());
    let request = trust.sign(&hello(dialect), at(1)).unwrap();
    assert!(believed(&mut trust, &server.answer(&request, at(1)).unwrap()));
    let state = trust.accept().unwrap();
    // What was stored is what goes on.
    let stored = serde_json::to_string(&state).unwrap();
    Trust::from_state(serde_json::from_str(&stored).unwrap()).unwrap()
}

/// The agent and the server still talk: the measure of "stays usable".
fn still_usable(trust: &mut Trust, server: &mut Server, seconds: u64) {
    let request = trust.sign(&hello(trust.dialect()), at(seconds)).unwrap();
    let answer = server.answer(&request, at(seconds)).unwrap();
    assert!(!believed(trust, &answer));
}

fn signed_reply(key: &ServerKey, id: u64, answer: Answer<'_>, time: Timestamp) -> HttpReply<'static> {
    let mut reply = Reply::new(serde_json::Value::from(id), answer);
    reply.timestamp = time.into();
    let mut body = Vec::new();
    reply.encode_as_read(&mut body).unwrap();
    HttpReply {
        status: 200,
        phrase: "OK".into(),
        content_type: Some(CONTENT_TYPE.into()),
        message: Signed::sign(body, key),
    }
}

#[test]
fn a_whole_life_in_each_dialect() {
    for dialect in [
        Dialect::Flat,
        Dialect::DottedEarly,
        Dialect::Dotted,
        Dialect::Hmac,
    ] {
        let mut server = Server::lenient();
        let mut trust = registered(dialect, &mut server);
        assert!(matches!(trust.identity(), Identity::Unconfirmed { .. }));
        still_usable(&mut trust, &mut server, 2);
        assert!(matches!(trust.identity(), Identity::Individual(_)), "{dialect}");

        let host = if dialect < Dialect::Dotted {
            Host::new("DEMO-01")
        } else {
            host()
        };
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
            assert!(
                !believed(&mut trust, &server.answer(&signed, at(seconds)).unwrap()),
                "{dialect}"
            );
        }
    }
}

#[test]
fn the_client_dialect_has_no_proof_and_says_so() {
    let mut trust = Trust::on_first_use(Dialect::Client, registration_key());
    let request = trust.sign(&hello(Dialect::Client), at(1)).unwrap();
    assert!(String::from_utf8_lossy(request.body()).contains("\"client-key\":\"everybody-knows-this\""));
    let body = br#"{"id":1,"error":null,"result":{"success":true,"params":{"agent-key":"evil","update":1,"software-jobs":[]}}}"#;
    let http = HttpReply::new(200, "OK", Some(CONTENT_TYPE), Signed::new(body, None));
    let Verified::Reply {
        keys_offered,
        notices,
        ..
    } = trust.verify(&http, None, None).unwrap()
    else {
        panic!()
    };
    assert_eq!((keys_offered, notices), (false, vec![Notice::Unproven]));
}

#[test]
fn a_forged_reply_with_a_far_future_timestamp_changes_nothing() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let before = trust.to_state();
    let _ = trust.sign(&hello(Dialect::Hmac), at(5)).unwrap();
    let far = Timestamp::from_micros(9_000_000_000_000_000);
    let evil = ServerKey::new("evil").unwrap();
    let answer = || Answer::Hello(HelloReply::default());
    for forged in [
        signed_reply(&evil, 1, answer(), far),
        HttpReply {
            message: Signed::plain(signed_reply(&evil, 1, answer(), far).message.body().to_vec()),
            ..signed_reply(&evil, 1, answer(), far)
        },
    ] {
        let error = trust.verify(&forged, None, None).unwrap_err();
        assert!(
            matches!(error, SessionError::BadSignature | SessionError::Unsigned),
            "{error}"
        );
    }
    assert_eq!(
        trust.to_state(),
        TrustState {
            last_sent: trust.to_state().last_sent,
            ..before
        }
    );
    still_usable(&mut trust, &mut server, 6);
}

#[test]
fn a_reply_counts_once_and_only_for_its_request() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let first = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    let old = server.answer(&first, at(2)).unwrap();
    assert!(!believed(&mut trust, &old));
    assert_eq!(
        trust.verify(&old, None, None).unwrap_err(),
        SessionError::NotAsked
    );
    let second = trust.sign(&hello(Dialect::Hmac), at(3)).unwrap();
    assert_eq!(
        trust.verify(&old, None, None).unwrap_err(),
        SessionError::WrongReply
    );
    assert!(!believed(&mut trust, &server.answer(&second, at(3)).unwrap()));

    // After a restart ids begin again, and the timestamp is what refuses the old reply.
    let mut trust = Trust::from_state(trust.to_state()).unwrap();
    let _ = trust.sign(&hello(Dialect::Hmac), at(4)).unwrap();
    let error = trust.verify(&old, None, None).unwrap_err();
    assert!(matches!(error, SessionError::NotNewer { .. }), "{error}");
    still_usable(&mut trust, &mut server, 5);
}

#[test]
fn an_altered_reply_is_refused_whatever_was_altered() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let request = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    let reply = server.answer(&request, at(2)).unwrap();
    for index in 0..reply.message.body().len() {
        let mut body = reply.message.body().to_vec();
        body[index] ^= 1;
        let altered = HttpReply {
            message: Signed::new(&body, reply.message.signature()),
            ..reply.clone()
        };
        assert_eq!(
            trust.verify(&altered, None, None).unwrap_err(),
            SessionError::BadSignature
        );
    }
    assert!(!believed(&mut trust, &reply));
}

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
    let error = |trust: &mut Trust, http: &HttpReply<'_>| trust.verify(http, None, None).unwrap_err();
    assert_eq!(
        error(
            &mut trust,
            &signed_reply(&other, 1, keys(Hidden::new("server-key-1")), at(1))
        ),
        SessionError::BadSignature
    );
    // The server has a key already and says null: real agents store the text `None`.
    assert_eq!(
        error(&mut trust, &signed_reply(&own, 1, keys(Hidden::NULL), at(1))),
        SessionError::FirstUseImpossible
    );
    assert_eq!(
        error(&mut trust, &signed_reply(&own, 1, keys(Hidden::new("")), at(1))),
        SessionError::UnusableKey
    );
    assert_eq!(trust.to_state().server, ServerTrust::FirstUse);
    let good = signed_reply(&own, 1, keys(Hidden::new("server-key-1")), at(1));
    assert!(believed(&mut trust, &good));
    // Nothing is sent before the caller has decided.
    assert_eq!(
        trust.sign(&hello(Dialect::Hmac), at(2)).unwrap_err(),
        SessionError::OfferPending
    );
    trust.decline().unwrap();
    assert_eq!(trust.decline().unwrap_err(), SessionError::NoOffer);
    assert_eq!(trust.to_state().server, ServerTrust::FirstUse);
    assert_eq!(trust.accept().unwrap_err(), SessionError::NoOffer);
}

#[test]
fn before_both_know_each_other_only_hello_is_said() {
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    assert_eq!(
        trust.sign(&update(), at(1)).unwrap_err(),
        SessionError::HelloFirst
    );
    let known = ServerTrust::Known(ServerKey::new("by hand").unwrap());
    let mut trust = Trust::new(Dialect::Hmac, Identity::Registration(registration_key()), known);
    assert_eq!(
        trust.sign(&update(), at(1)).unwrap_err(),
        SessionError::HelloFirst
    );
}

#[test]
fn a_server_key_set_by_hand_is_used_from_the_first_reply_on() {
    let server_key = ServerKey::new("by hand").unwrap();
    let identity = Identity::Registration(registration_key());
    let mut trust = Trust::new(Dialect::Hmac, identity, ServerTrust::Known(server_key.clone()));
    let _ = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    let answer = |server: &str| {
        let (server_key, agent_key) = (Hidden::new(server), Hidden::new("new-agent-key"));
        Answer::Hello(HelloReply {
            server_key,
            agent_key,
            ..HelloReply::default()
        })
    };
    let evil = ServerKey::new("evil").unwrap();
    assert!(
        trust
            .verify(&signed_reply(&evil, 1, answer("evil"), at(1)), None, None)
            .is_err()
    );
    // Even the right server cannot change its key by a reply.
    let reply = signed_reply(&server_key, 1, answer("another"), at(1));
    let Verified::Reply {
        keys_offered: true,
        notices,
        ..
    } = trust.verify(&reply, None, None).unwrap()
    else {
        panic!()
    };
    assert_eq!(notices, [Notice::IgnoredServerKey]);
    assert_eq!(trust.accept().unwrap().server, ServerTrust::Known(server_key));
}

#[test]
fn the_agent_key_changes_once_and_only_by_a_hello() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    still_usable(&mut trust, &mut server, 2);
    let own = trust.agent_key().unwrap().clone();
    let ServerTrust::Known(server_key) = trust.server().clone() else {
        panic!()
    };
    let evil = HelloReply {
        agent_key: Hidden::new("overwritten"),
        ..HelloReply::default()
    };
    let _ = trust.sign(&hello(Dialect::Hmac), at(3)).unwrap();
    let reply = signed_reply(&server_key, 2, Answer::Hello(evil), at(3));
    let Verified::Reply {
        keys_offered: false,
        notices,
        ..
    } = trust.verify(&reply, None, None).unwrap()
    else {
        panic!()
    };
    assert_eq!(notices, [Notice::IgnoredAgentKey]);
    let _ = trust.sign(&update(), at(4)).unwrap();
    let evil = Receipt {
        agent_key: Hidden::new("overwritten"),
        ..Receipt::default()
    };
    let reply = signed_reply(&server_key, 3, Answer::Update(evil), at(4));
    let Verified::Reply {
        keys_offered: false,
        notices,
        ..
    } = trust.verify(&reply, None, None).unwrap()
    else {
        panic!()
    };
    assert_eq!(
        (notices, trust.agent_key()),
        (vec![Notice::IgnoredAgentKey], Some(&own))
    );
    still_usable(&mut trust, &mut server, 5);
}

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
        let reply = signed_reply(&own, 1, Answer::Hello(keys), at(1));
        assert_eq!(
            trust.verify(&reply, None, None).unwrap_err(),
            SessionError::UnusableKey,
            "{agent:?}"
        );
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
    assert_eq!(
        server.answer(&request, at(2)).unwrap_err(),
        SessionError::BadSignature
    );
    let state = trust.revert().unwrap();
    assert_eq!(
        (state.agent_key, state.registration_key),
        (None, Some(registration_key()))
    );
    // The server's key is pinned all the same: a new one is not believed.
    assert!(matches!(state.server, ServerTrust::Known(_)));

    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    still_usable(&mut trust, &mut server, 2);
    assert_eq!(trust.revert().unwrap_err(), SessionError::Confirmed);
}

#[test]
fn a_refusal_changes_nothing_whoever_wrote_it() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let request = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    let before = trust.to_state();
    for reason in [
        Reason::KeyMismatch,
        Reason::InvalidSignature,
        Reason::TimestampTooOld,
        Reason::ServerError,
    ] {
        let http = Rejection::new(reason.clone()).write(Dialect::Hmac);
        let Verified::Rejected(rejection) = trust.verify(&http, None, None).unwrap() else {
            panic!()
        };
        assert_eq!((rejection.reason, trust.to_state()), (reason, before.clone()));
    }
    // The real answer may still come.
    assert!(!believed(&mut trust, &server.answer(&request, at(2)).unwrap()));
}

#[test]
fn in_plaintext_every_reply_has_to_show_the_known_key() {
    let mut server = Server::lenient();
    let mut trust = registered(Dialect::Dotted, &mut server);
    still_usable(&mut trust, &mut server, 2);
    for body in [
        r#"{"id":2,"error":null,"result":{"success":true,"params":{"server-key":"evil","job-succeeded":true}}}"#,
        r#"{"id":2,"error":null,"result":{"success":true,"params":{"server-key":null,"job-succeeded":true}}}"#,
        r#"{"id":2,"error":null,"result":{"success":true,"params":[]}}"#,
    ] {
        let state = JobState::new(1, State::Succeeded);
        let _ = trust.sign(&Request::job_state(host(), state), at(3)).unwrap();
        let http = HttpReply::new(200, "OK", Some(CONTENT_TYPE), Signed::new(body.as_bytes(), None));
        assert_eq!(
            trust.verify(&http, None, None).unwrap_err(),
            SessionError::WrongKey
        );
    }
    still_usable(&mut trust, &mut server, 4);
}

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
        assert_eq!(
            trust.sign(&request, at(1)).unwrap_err(),
            SessionError::Encode(error),
            "{version:?}"
        );
    }
    let none = Request::hello(host(), Hello::default());
    assert!(trust.sign(&none, at(1)).is_err());
    for version in ["1.1.7", "1.2", "2.0.0", "1.10.0"] {
        assert!(
            trust
                .sign(&Request::hello(host(), Hello::new(version)), at(1))
                .is_ok(),
            "{version}"
        );
    }
}

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
        assert!(
            matches!(replay, SessionError::NotNewer { .. }),
            "{:?}",
            request.call.method()
        );
        assert!(!believed(&mut trust, &answer));
    }
    still_usable(&mut trust, &mut server, 20);
}

#[test]
fn the_compatible_mode_checks_hellos_only() {
    let gate = Gate::new(Some(registration_key()))
        .with_self_registration(true)
        .with_replay(Replay::RefusedOnHelloOnly);
    let mut server = Server::new(gate);
    let mut trust = registered(Dialect::Hmac, &mut server);
    let hello = trust.sign(&hello(Dialect::Hmac), at(2)).unwrap();
    assert!(!believed(&mut trust, &server.answer(&hello, at(2)).unwrap()));
    assert!(server.answer(&hello, at(3)).is_err());
    let update = trust.sign(&update(), at(3)).unwrap();
    assert!(server.answer(&update, at(3)).is_ok());
    assert!(server.answer(&update, at(4)).is_ok());
}

fn stamped(mut request: Request<'static>, timestamp: Real<'static>) -> Request<'static> {
    request.timestamp = timestamp;
    request
}

/// Builds a signed request with any timestamp, as an attacker's or a broken agent does.
fn sign_raw(request: &Request<'_>, key: &AgentKey) -> Signed<'static> {
    let mut body = Vec::new();
    request.encode_as_read(&mut body).unwrap();
    Signed::sign(body, key)
}

#[test]
fn a_timestamp_that_is_missing_old_or_nonsense_is_refused() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    for timestamp in [
        Real::default(),
        1.0.into(),
        "soon".into(),
        (-1.0).into(),
        1e300.into(),
    ] {
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
    let gate = Gate::new(Some(registration_key()))
        .with_self_registration(true)
        .with_max_skew(Duration::from_secs(600));
    let mut server = Server::new(gate);
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let recorded = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    assert!(server.answer(&recorded, at(1)).is_ok());
    server.hosts.clear();
    let error = server.answer(&recorded, at(700)).unwrap_err();
    assert!(matches!(error, SessionError::ClockSkew { .. }), "{error}");
    assert!(server.hosts.is_empty());
}

#[test]
fn who_has_signed_once_has_to_sign_for_ever() {
    let mut server = Server::lenient();
    let mut old = registered(Dialect::Dotted, &mut server);
    still_usable(&mut old, &mut server, 2);
    // The agent is upgraded: same keys, signatures.
    let mut trust = Trust::from_state(TrustState {
        dialect: Dialect::Hmac,
        ..old.to_state()
    })
    .unwrap();
    still_usable(&mut trust, &mut server, 3);
    // Whoever has seen its key in clear before cannot go back, whatever version he claims.
    for version in ["1.1.6", "0.1", "?"] {
        let plain = old
            .sign(&Request::hello(host(), Hello::new(version)), at(4))
            .unwrap();
        assert_eq!(server.answer(&plain, at(4)).unwrap_err(), SessionError::Downgrade);
    }
    still_usable(&mut trust, &mut server, 5);
}

#[test]
fn a_hello_or_update_without_version_downgrades_nothing() {
    let mut server = Server::lenient();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let key = trust.agent_key().unwrap().clone();
    for (seconds, request) in (2..).zip([
        Request::hello(host(), Hello::default()),
        Request::update(host(), Inventory::default()),
    ]) {
        let request = stamped(request, at(seconds).into());
        let answer = server.answer(&sign_raw(&request, &key), at(seconds)).unwrap();
        let shown = String::from_utf8_lossy(answer.message.body()).into_owned();
        assert!(
            !shown.contains(server.hosts["demo-01"].server_key.as_ref().unwrap().expose()),
            "{shown}"
        );
    }
    assert!(server.hosts["demo-01"].has_signed);
    still_usable(&mut trust, &mut server, 9);
}

#[test]
fn plaintext_is_refused_unless_it_is_asked_for() {
    let mut server = Server::open_to_all();
    let mut trust = Trust::on_first_use(Dialect::Flat, registration_key());
    let request = trust.sign(&hello(Dialect::Flat), at(1)).unwrap();
    assert_eq!(
        server.answer(&request, at(1)).unwrap_err(),
        SessionError::Downgrade
    );
    assert!(server.hosts.is_empty());
}

#[test]
fn a_pre_registered_host_proves_nothing_with_an_empty_key() {
    let mut server = Server::lenient();
    server.hosts.insert("demo-01".to_owned(), HostRecord::default());
    let mut request = Request::update(host(), Inventory::new("1.0.0"));
    request.agent_key = Hidden::new("");
    let mut body = Vec::new();
    request.encode_as_read(&mut body).unwrap();
    assert_eq!(
        server.answer(&Signed::plain(body), at(1)).unwrap_err(),
        SessionError::WrongKey
    );
    // Nor with the registration key, nor with a signature of it, except for a hello.
    let registration = AgentKey::new(registration_key().expose()).unwrap();
    let signed = sign_raw(&stamped(update(), at(1).into()), &registration);
    assert_eq!(server.answer(&signed, at(1)).unwrap_err(), SessionError::WrongKey);
    let mut trust = registered(Dialect::Hmac, &mut server);
    still_usable(&mut trust, &mut server, 2);
}

#[test]
fn the_registration_key_overwrites_no_key() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let before = server.hosts.clone();
    let mut thief = Trust::on_first_use(Dialect::Hmac, registration_key());
    for (name, seconds) in [("demo-01", 2), ("DEMO-01", 3)] {
        let request = thief
            .sign(&Request::hello(Host::new(name), Hello::new("1.2.0")), at(seconds))
            .unwrap();
        assert_eq!(
            server.answer(&request, at(seconds)).unwrap_err(),
            SessionError::BadSignature
        );
    }
    assert_eq!(server.hosts, before);
    still_usable(&mut trust, &mut server, 4);
}

#[test]
fn who_may_register_is_the_servers_decision() {
    let mut closed = Server::new(Gate::new(Some(registration_key())));
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let request = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    assert_eq!(
        closed.answer(&request, at(1)).unwrap_err(),
        SessionError::RegistrationDisabled
    );
    closed.hosts.insert("demo-01".to_owned(), HostRecord::default());
    assert!(closed.answer(&request, at(1)).is_ok());

    let mut keyless = Server::new(Gate::new(None).with_self_registration(true));
    assert_eq!(
        keyless.answer(&request, at(1)).unwrap_err(),
        SessionError::WrongKey
    );

    let mut server = Server::open_to_all();
    let mut wrong = Trust::on_first_use(Dialect::Hmac, RegistrationKey::new("guessed").unwrap());
    let request = wrong.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    assert_eq!(
        server.answer(&request, at(1)).unwrap_err(),
        SessionError::BadSignature
    );
    assert!(server.hosts.is_empty());
    let known = Trust::new(
        Dialect::Hmac,
        Identity::Individual(AgentKey::new("a").unwrap()),
        ServerTrust::Known(ServerKey::new("s").unwrap()),
    );
    let request = { known }.sign(&update(), at(1)).unwrap();
    assert_eq!(
        server.answer(&request, at(1)).unwrap_err(),
        SessionError::UnknownHost
    );
}

#[test]
fn an_altered_request_is_refused_whatever_was_altered() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let request = trust.sign(&update(), at(2)).unwrap();
    let before = server.hosts.clone();
    for index in 0..request.body().len() {
        let mut body = request.body().to_vec();
        body[index] ^= 1;
        assert!(
            server
                .answer(&Signed::new(&body, request.signature()), at(2))
                .is_err(),
            "byte {index}"
        );
    }
    assert_eq!(server.hosts, before);
    assert!(server.answer(&request, at(2)).is_ok());
}

#[test]
fn each_refusal_has_the_status_and_text_of_real_servers() {
    let gate = Gate::new(Some(registration_key()))
        .with_self_registration(true)
        .with_plaintext(Plaintext::UntilSigned);
    let entropy = Entropy::new([1; 30], [2; 30]);
    let refuse = |body: &str, signature: Option<&str>, record: Option<&HostRecord>| {
        let message = Signed::new(body.as_bytes(), signature);
        let refusal = match gate.open(Some(CONTENT_TYPE), &message) {
            Ok(knock) => knock.admit(record, &entropy, at(1)).unwrap_err(),
            Err(refusal) => refusal,
        };
        let http = refusal.response();
        let text = String::from_utf8(http.message.body().to_vec()).unwrap();
        (http.status, http.phrase.into_owned(), text)
    };
    let known = HostRecord {
        agent_key: Some(AgentKey::new("own").unwrap()),
        ..HostRecord::default()
    };
    let line = |status, phrase: &str, text: &str| (status, phrase.to_owned(), text.to_owned());
    let hmac = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"hostname":"x","data":{}}}"#;
    assert_eq!(
        refuse("{bad", None, None),
        line(400, "Bad Request", "Invalid JSON data")
    );
    assert_eq!(
        refuse(hmac, None, None),
        line(401, "Unauthorized", "Signature header missing")
    );
    assert_eq!(
        refuse(hmac, Some("00"), None),
        line(401, "Unauthorized", "Invalid agent signature")
    );
    let nothing = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.nothing","params":{}}"#;
    assert_eq!(
        refuse(nothing, None, None),
        line(400, "Bad Request", "Unknown method")
    );
    let flat = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent_hello","params":{"hostname":"x","agent-key":"no","data":{}}}"#;
    assert_eq!(
        refuse(flat, None, Some(&known)),
        line(401, "Client Not Authorized", "")
    );
    let unknown = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent_update","params":{"hostname":"x","agent-key":"no","data":{}}}"#;
    assert_eq!(refuse(unknown, None, None), line(404, "Computer Not Found", ""));
    let message = Signed::new(hmac.as_bytes(), None);
    let refusal = gate
        .open(Some("application/json; charset=utf-8"), &message)
        .unwrap_err();
    assert_eq!(refusal.response().message.body(), b"Content type mismatch");
    let large = gate.clone().with_limits(Limits::DEFAULT.with_body_len(10));
    assert_eq!(
        large
            .open(Some(CONTENT_TYPE), &message)
            .unwrap_err()
            .response()
            .status,
        413
    );
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
fn an_answer_to_another_method_is_the_callers_mistake() {
    let mut server = Server::open_to_all();
    let mut trust = registered(Dialect::Hmac, &mut server);
    let message = trust.sign(&update(), at(2)).unwrap();
    let knock = server.gate.open(Some(CONTENT_TYPE), &message).unwrap();
    let admission = knock
        .admit(
            server.hosts.get("demo-01"),
            &Entropy::new([1; 30], [2; 30]),
            at(2),
        )
        .unwrap();
    assert_eq!(
        admission.reply(Answer::job_succeeded(true)).unwrap_err(),
        EncodeError::WrongAnswer
    );
    let refused = admission.refuse(Reason::UpdateRefused);
    assert_eq!(
        refused.message.body(),
        b"Update refused (too often or invalid data)"
    );
    assert_eq!(refused.message.signature(), None);
}

#[test]
fn a_broken_generator_does_not_make_one_key_for_both() {
    let gate = Gate::new(Some(registration_key())).with_self_registration(true);
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let message = trust.sign(&hello(Dialect::Hmac), at(1)).unwrap();
    let knock = gate.open(Some(CONTENT_TYPE), &message).unwrap();
    let refusal = knock
        .admit(None, &Entropy::new([0; 30], [0; 30]), at(1))
        .unwrap_err();
    assert_eq!(
        (refusal.error(), refusal.response().status),
        (&SessionError::UnusableKey, 500)
    );
}

#[test]
fn no_secret_is_printed_by_anything() {
    let mut server = Server::lenient();
    let mut trust = registered(Dialect::Dotted, &mut server);
    let request = trust.sign(&hello(Dialect::Dotted), at(2)).unwrap();
    let reply = server.answer(&request, at(2)).unwrap();
    let read = Request::decode(request.body(), &Limits::DEFAULT).unwrap();
    let knock = server.gate.open(Some(CONTENT_TYPE), &request).unwrap();
    let shown = format!(
        "{trust:?} {:?} {request:?} {reply:?} {read:?} {knock:?} {:?} {:?}",
        trust.to_state(),
        server.hosts,
        trust.verify(&reply, None, None)
    );
    let keys = trust.to_state();
    let ServerTrust::Known(server_key) = &keys.server else {
        panic!()
    };
    for secret in [
        "everybody-knows-this",
        keys.agent_key.as_ref().unwrap().expose(),
        server_key.expose(),
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
