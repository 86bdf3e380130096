//! Servers that have no key.

use oco_proto::agent::{Identity, Notice, ServerTrust, Trust, Verified};
use oco_proto::{
    CONTENT_TYPE, Dialect, EncodeError, Host, HttpBody, HttpReply, JobState, Request, ServerKey,
    SessionError, State,
};

use crate::world::{at, believed, hello, registration_key};

/// The reply of a server without a key, to the request of this second.
fn keyless(params: &str, seconds: u64) -> HttpReply<'static> {
    let id = at(seconds).as_micros();
    let body = format!(r#"{{"id":{id},"error":null,"result":{{"success":true,"params":{params}}}}}"#);
    HttpReply::new(200, "OK", Some(CONTENT_TYPE), HttpBody::unsigned(body.into_bytes()))
}

// OCO-077
#[test]
fn a_server_without_a_key_is_believed_only_by_choice() {
    let register = r#"{"agent-key":"own","update":1,"software-jobs":[]}"#;
    for dialect in [Dialect::Flat, Dialect::DottedEarly, Dialect::Dotted] {
        let mut trust = Trust::on_first_use(dialect, registration_key());
        let _ = trust.sign(&hello(dialect), at(1)).unwrap();
        assert_eq!(trust.verify(&keyless(register, 1)).unwrap_err(), SessionError::NoServerKey);
        assert_eq!(trust.to_state().agent_key, None);
    }

    let identity = || Identity::Registration(registration_key());
    let mut trust = Trust::new(Dialect::Flat, identity(), ServerTrust::Unproven);
    let _ = trust.sign(&hello(Dialect::Flat), at(1)).unwrap();
    let http = keyless(register, 1);
    let Verified::Reply { keys_offered: true, notices, .. } = trust.verify(&http).unwrap() else { panic!() };
    assert_eq!(notices, [Notice::Unproven]);
    let stored = serde_json::to_string(&trust.accept().unwrap().expose()).unwrap();
    let mut trust = Trust::from_state(serde_json::from_str(&stored).unwrap()).unwrap();
    assert_eq!(trust.server(), &ServerTrust::Unproven);
    let state = JobState::new(7, State::Succeeded).with_return_code(0);
    let report = Request::job_state(Host::new("demo-01"), state);
    for seconds in [2, 3] {
        let _ = trust.sign(&report, at(seconds)).unwrap();
        let http = keyless(r#"{"server-key":"","job-succeeded":true}"#, seconds);
        let Verified::Reply { keys_offered: false, notices, .. } = trust.verify(&http).unwrap() else {
            panic!()
        };
        assert_eq!(notices, [Notice::Unproven]);
    }
    // The server was upgraded: from the offered key on, there is proof.
    let _ = trust.sign(&report, at(4)).unwrap();
    assert!(believed(&mut trust, &keyless(r#"{"server-key":"new","job-succeeded":true}"#, 4)));
    assert_eq!(trust.accept().unwrap().server, ServerTrust::Known(ServerKey::new("new").unwrap()));
    let _ = trust.sign(&report, at(5)).unwrap();
    assert_eq!(trust.verify(&keyless(r#"{"job-succeeded":true}"#, 5)).unwrap_err(), SessionError::WrongKey);

    // All later servers have one.
    for dialect in [Dialect::DottedEarly, Dialect::Dotted, Dialect::Hmac] {
        let mut trust = Trust::new(dialect, identity(), ServerTrust::Unproven);
        let error = trust.sign(&hello(dialect), at(1)).unwrap_err();
        let what = "a server without a key";
        assert_eq!(error, SessionError::Encode(EncodeError::NotInDialect { what, dialect }));
    }
}
