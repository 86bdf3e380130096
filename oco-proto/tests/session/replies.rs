//! The forms of a server's replies.

use oco_proto::agent::Trust;
use oco_proto::server::{Entropy, HostRecord, Plaintext, Verifier};
use oco_proto::{AgentKey, CONTENT_TYPE, Dialect, HttpBody, HttpReply, Reason, SessionError};
use serde_json::{Value, json};

use crate::world::{Server, at, believed, hello, registered, registration_key, update};

fn params(http: &HttpReply<'_>) -> Value {
    let body: Value = serde_json::from_slice(http.body.bytes()).unwrap();
    body["result"]["params"].clone()
}

#[test]
fn the_first_reply_brings_the_keys_and_the_lists_of_its_dialect() {
    // What comes of the random bytes that the server draws first.
    let (agent_key, server_key) = ("c".repeat(30), "d".repeat(30));
    let basic = json!({"agent-key": agent_key, "update": 1, "software-jobs": []});
    let with = |mut base: Value, more: Value| {
        base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        base
    };
    let flat = with(basic.clone(), json!({"server-key": server_key}));
    let dotted = with(
        flat.clone(),
        json!({"logins-since": "1970-01-01 00:00:00", "events": [], "update-passwords": []}),
    );
    for (dialect, expected) in
        Dialect::ALL.into_iter().zip([basic, flat.clone(), flat, dotted.clone(), dotted])
    {
        let mut trust = Trust::on_first_use(dialect, registration_key());
        let request = trust.sign(&hello(dialect), at(1)).unwrap();
        assert_eq!(params(&Server::lenient().answer(&request, at(1)).unwrap()), expected, "{dialect}");
    }
}

#[test]
fn later_replies_show_the_servers_key_in_plaintext_only() {
    for (dialect, shown) in [(Dialect::Dotted, json!("d".repeat(30))), (Dialect::Hmac, Value::Null)] {
        let mut server = Server::lenient();
        let mut trust = registered(dialect, &mut server);
        let request = trust.sign(&hello(dialect), at(2)).unwrap();
        let reply = server.answer(&request, at(2)).unwrap();
        let said = params(&reply);
        // A hello of today's servers says `null` where there is nothing new.
        assert!(said.get("server-key").is_some() && said.get("agent-key").is_some(), "{said}");
        assert_eq!((&said["server-key"], &said["agent-key"]), (&shown, &Value::Null), "{dialect}");
        assert!(!believed(&mut trust, &reply));
        let request = trust.sign(&update(), at(3)).unwrap();
        let expected = if shown.is_null() { json!({}) } else { json!({"server-key": shown}) };
        assert_eq!(params(&server.answer(&request, at(3)).unwrap()), expected, "{dialect}");
    }
}

#[test]
fn a_registration_is_the_request_that_gets_a_key() {
    let verifier = Verifier::new(Some(registration_key())).with_self_registration(true);
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let mut record: Option<HostRecord> = None;
    for (seconds, expected) in [(1, true), (2, false)] {
        let message = trust.sign(&hello(Dialect::Hmac), at(seconds)).unwrap();
        let unverified = verifier.receive(Some(CONTENT_TYPE), &message).unwrap();
        let verified =
            unverified.verify(record.as_ref(), &Entropy::new([1; 30], [2; 30]), at(seconds)).unwrap();
        assert_eq!(verified.is_registration(), expected);
        record = Some(verified.record().clone());
        let answer = oco_proto::Answer::Hello(verified.hello_reply());
        assert_eq!(believed(&mut trust, &verified.answer(answer).unwrap()), expected);
        if expected {
            trust.accept().unwrap();
        }
    }
}

// OCO-042
#[test]
fn what_cannot_be_read_is_refused_in_the_dialect_of_its_method() {
    let verifier = Verifier::new(None);
    let refuse = |body: &str| {
        let message = HttpBody::new(body.as_bytes(), None);
        let http = verifier.receive(Some(CONTENT_TYPE), &message).unwrap_err().response();
        (http.status, http.phrase.into_owned(), String::from_utf8(http.body.bytes().to_vec()).unwrap())
    };
    let line = |status, phrase: &str, text: &str| (status, phrase.to_owned(), text.to_owned());
    let corrupt = line(400, "Payload Corrupt", "");
    for names in [
        r#""oco.agent_hello""#,
        r#""oco.agent_update""#,
        r#""oco.update_deploy_status""#,
        r#""oco.client_hello""#,
        r#""oco.agent.hello","params":{"agent-key":"#,
    ] {
        assert_eq!(refuse(&format!("{{bad {names}")), corrupt, "{names}");
    }
    let invalid = line(400, "Bad Request", "Invalid JSON data");
    assert_eq!(refuse(r#"{bad "oco.agent.hello""#), invalid);
    // Far after the start it is not looked for.
    assert_eq!(refuse(&format!("{{bad {}\"oco.agent_hello\"", " ".repeat(5000))), invalid);
    let flat = |name: &str| {
        refuse(&format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{name}","params":{{"agent-key":""}}}}"#))
    };
    let unknown = line(200, "OK", r#"{"id":1,"result":null,"error":"Unknown Method"}"#);
    assert_eq!(flat("oco.agent_nothing"), unknown);
    assert_eq!(flat("oco.update_nothing"), unknown);
    assert_eq!(flat("oco.client_nothing"), unknown);
    assert_eq!(flat("oco.agent.nothing"), line(400, "Unknown Method", ""));
}

#[test]
fn an_admitted_request_is_refused_by_its_id_or_answered_with_nothing_to_do() {
    let verifier = Verifier::new(Some(registration_key()))
        .with_self_registration(true)
        .with_plaintext(Plaintext::UntilSigned);
    for dialect in [Dialect::Flat, Dialect::Hmac] {
        let mut trust = Trust::on_first_use(dialect, registration_key());
        let message = trust.sign(&hello(dialect), at(1)).unwrap();
        let unverified = verifier.receive(Some(CONTENT_TYPE), &message).unwrap();
        let verified = unverified.verify(None, &Entropy::new([1; 30], [2; 30]), at(1)).unwrap();
        assert_eq!(verified.hello_reply().update.to_bool(), Some(false));
        let refusal = verified.refuse(Reason::UnknownMethod);
        // The one refusal that names the request.
        if dialect == Dialect::Flat {
            let asked: Value = serde_json::from_slice(message.bytes()).unwrap();
            let expected = json!({"id": asked["id"], "result": null, "error": "Unknown Method"});
            assert_eq!(serde_json::from_slice::<Value>(refusal.body.bytes()).unwrap(), expected);
        } else {
            assert_eq!(refusal.status, 400);
        }
    }
}

#[test]
fn a_wrong_key_in_clear_is_told_from_none() {
    let verifier = Verifier::new(None).with_plaintext(Plaintext::UntilSigned);
    let known = HostRecord { agent_key: Some(AgentKey::new("own").unwrap()), ..HostRecord::default() };
    for (key, expected) in [
        (r#""agent-key":"other","#, SessionError::WrongKey),
        (r#""agent-key":"","#, SessionError::WrongKey),
        (r#""agent-key":null,"#, SessionError::Unsigned),
        ("", SessionError::Unsigned),
        // The key of another dialect is none.
        (r#""client-key":"own","#, SessionError::Unsigned),
    ] {
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"oco.agent_hello","params":{{{key}"hostname":"demo-01"}}}}"#
        );
        let message = HttpBody::new(body.as_bytes(), None);
        let unverified = verifier.receive(Some(CONTENT_TYPE), &message).unwrap();
        let refusal = unverified.verify(Some(&known), &Entropy::new([1; 30], [2; 30]), at(1)).unwrap_err();
        assert_eq!((refusal.error(), refusal.response().status), (&expected, 401), "{key}");
    }
}

#[test]
fn the_bound_on_skew_is_the_most_that_is_let_in() {
    let skew = std::time::Duration::from_secs(600);
    let verifier = Verifier::new(Some(registration_key())).with_self_registration(true).with_max_skew(skew);
    let mut trust = Trust::on_first_use(Dialect::Hmac, registration_key());
    let message = trust.sign(&hello(Dialect::Hmac), at(1000)).unwrap();
    for (now, is_in) in [(399, false), (400, true), (1600, true), (1601, false)] {
        let unverified = verifier.receive(Some(CONTENT_TYPE), &message).unwrap();
        let verified = unverified.verify(None, &Entropy::new([1; 30], [2; 30]), at(now));
        assert_eq!(verified.is_ok(), is_in, "{now}");
    }
}
