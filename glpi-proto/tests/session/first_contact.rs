//! The answers that an agent accepts to its first messages.

use super::*;

// GLPI-140, GLPI-141
#[test]
fn a_server_that_answers_a_prolog_in_json_is_a_glpi_server() {
    let (sent, mut first) = first_contact(ServerKind::Unknown);
    assert_eq!(says(&sent), "PROLOG");
    let answer = serve(&server(), &sent);
    let step = first.handle_response(answer.status, &answer.headers, &answer.body).unwrap();
    let Step::Done(contacted) = step else { panic!("{step:?}") };
    assert_eq!(contacted.kind(), ServerKind::Glpi);
    assert!(matches!(contacted, Contacted::Switch(_)));

    let (sent, mut first) = first_contact(ServerKind::Glpi);
    assert_eq!(says(&sent), "CONTACT");
    let answer = serve(&server(), &sent);
    let Step::Done(Contacted::Glpi(answer)) =
        first.handle_response(answer.status, &answer.headers, &answer.body).unwrap()
    else {
        panic!()
    };
    assert_eq!(answer.tasks.unwrap().config(&Task::Inventory), Some(&TaskConfig::new("glpi", "11.0.1")));
}

// GLPI-141
#[test]
fn a_prolog_that_is_pending_is_followed_by_a_contact() {
    for text in [
        r#"{"status":"pending","expiration":0}"#,
        r#"{"status":"pending","expiration":"10s"}"#,
        r#"{"status":"ok"}"#,
    ] {
        let (_, mut first) = first_contact(ServerKind::Unknown);
        let answer = Body::new(ContentType::JSON, text.to_owned());
        let Step::Send(sent) = first.handle_response(202, &Headers::default(), &answer).unwrap() else {
            panic!()
        };
        assert_eq!(says(&sent), "CONTACT", "{text}");
    }
}

// GLPI-142
#[test]
fn a_contact_that_is_not_understood_falls_back_to_prolog_once() {
    let prolog_reply = Reply::prolog(8).to_body(Compression::Plain).unwrap();
    for not_understood in [
        "<REPLY/>",
        "<REPLY><ERROR>what?</ERROR></REPLY>",
        "<html><body>404</body></html>",
        r#"{"RESPONSE":"SEND"}"#,
    ] {
        let (_, mut first) = first_contact(ServerKind::Glpi);
        let answer = Body::new(None, not_understood.to_owned());
        let Step::Send(sent) = first.handle_response(200, &Headers::default(), &answer).unwrap() else {
            panic!()
        };
        assert_eq!(says(&sent), "PROLOG", "{not_understood}");
        let end = first.handle_response(200, &Headers::default(), &prolog_reply).unwrap();
        assert!(matches!(end, Step::Done(end) if end.kind() == ServerKind::Legacy));
    }
}

// GLPI-092
#[test]
fn jobs_are_fetched_without_the_agents_identity() {
    let (_, first) = first_contact(ServerKind::Glpi);
    let outgoing = first.jobs_request();
    assert_eq!(outgoing.headers.agent_id, None);
    let answer = serve(&server(), &outgoing);
    let payload = answer.body.open(&Limits::DEFAULT).unwrap();
    assert_eq!((payload.format(), payload.compression()), (Format::Xml, Compression::Zlib));
    assert_eq!(Reply::decode(&payload, &Limits::DEFAULT).unwrap(), Reply::prolog(24));
    let plugin =
        ContactAnswer::from(Answer::ok()).with_task(Task::Deploy, TaskConfig::new("glpiinventory", "1"));
    let native = ContactAnswer::from(Answer::ok()).with_task(Task::Inventory, TaskConfig::new("glpi", "11"));
    assert!(
        plugin.needs_prolog() && !native.needs_prolog() && ContactAnswer::from(Answer::ok()).needs_prolog()
    );
}

fn heard(first: &mut FirstContact, status: u16, text: &str) -> Result<Step<Contacted>, SessionError> {
    first.handle_response(status, &Headers::default(), &Body::new(None, text.to_owned()))
}

// GLPI-142
#[test]
fn after_the_switch_to_contact_there_is_no_way_back() {
    let switched = || {
        let (_, mut first) = first_contact(ServerKind::Unknown);
        let Ok(Step::Send(sent)) = heard(&mut first, 200, r#"{"status":"pending","expiration":0}"#) else {
            panic!("no step")
        };
        assert_eq!(says(&sent), "CONTACT");
        first
    };
    let page = heard(&mut switched(), 200, "<html></html>");
    assert!(matches!(page, Err(SessionError::Decode(_))), "{page:?}");
    let reply = heard(&mut switched(), 200, "<REPLY/>");
    assert_eq!(reply, Ok(Step::Done(Contacted::Legacy(Box::default()))));
    let refused = heard(&mut switched(), 400, "<REPLY><ERROR>what?</ERROR></REPLY>");
    assert!(matches!(refused, Err(SessionError::Refused { status: 400, .. })), "{refused:?}");
    assert_eq!(heard(&mut switched(), 200, r#"{"RESPONSE":"SEND"}"#), Err(SessionError::UnexpectedAnswer));
}

// GLPI-142
#[test]
fn a_refusal_in_json_is_understood_and_no_reason_to_fall_back() {
    for (status, text) in [
        (403, r#"{"status":"error","message":"forbidden"}"#),
        (404, "Unknown status"),
        (405, ""),
        (404, r#"{"status":404,"error":"Not Found"}"#),
        (500, "[1]"),
        (502, "{oops"),
    ] {
        let (_, mut first) = first_contact(ServerKind::Glpi);
        let refused = heard(&mut first, status, text);
        assert!(matches!(refused, Err(SessionError::Refused { .. })), "{text}: {refused:?}");
    }
}

// GLPI-144
#[test]
fn a_contact_is_answered_with_ok_or_not_at_all() {
    for text in [
        "{}",
        "[]",
        r#"{"status":""}"#,
        r#"{"status":"paused"}"#,
        r#"{"status":"registered","expiration":24}"#,
    ] {
        for kind in [ServerKind::Glpi, ServerKind::Unknown] {
            let (_, mut first) = first_contact(kind);
            if kind == ServerKind::Unknown {
                let switched = heard(&mut first, 202, r#"{"status":"pending","expiration":0}"#);
                assert!(matches!(switched, Ok(Step::Send(_))));
            }
            assert_eq!(heard(&mut first, 200, text), Err(SessionError::UnexpectedAnswer), "{text}");
        }
    }
    let (_, mut first) = first_contact(ServerKind::Glpi);
    assert!(matches!(heard(&mut first, 200, r#"{"status":"ok"}"#), Ok(Step::Done(Contacted::Glpi(_)))));
}

// GLPI-141
#[test]
fn a_prolog_is_answered_with_ok_or_not_at_all() {
    for text in
        [r#"{"status":"registered","expiration":24}"#, r#"{"expiration":24}"#, r#"{"RESPONSE":"SEND"}"#]
    {
        let (_, mut first) = first_contact(ServerKind::Unknown);
        assert_eq!(heard(&mut first, 200, text), Err(SessionError::UnexpectedAnswer), "{text}");
    }
}

// GLPI-124
#[test]
fn without_a_status_of_its_own_an_answer_has_that_of_http() {
    for text in ["<REPLY/>", r#"{"RESPONSE":"SEND"}"#, "{}"] {
        let answer = Body::new(None, text.to_owned());
        for (status, is_good) in [(200, true), (299, true), (199, false), (300, false), (500, false)] {
            match exchange().handle_response(status, &Headers::default(), &answer) {
                Ok(Step::Done(_)) => assert!(is_good, "{status} {text}"),
                Err(SessionError::Refused { status: refused, .. }) => {
                    assert_eq!((refused, is_good), (status, false), "{text}");
                }
                other => panic!("{status} {text}: {other:?}"),
            }
        }
    }
}

// GLPI-092
#[test]
fn the_request_for_jobs_keeps_the_programs_name() {
    let headers = Headers::new(AGENT).with_user_agent("example/1.0");
    let client = Client::new(headers);
    let (_, first) = FirstContact::start(&client, contact(), Compression::Plain, ServerKind::Glpi).unwrap();
    let pairs = first.jobs_request().headers.to_pairs();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let expected =
        [("Content-Type", "application/xml"), ("Pragma", "no-cache"), ("User-Agent", "example/1.0")];
    assert_eq!(pairs, expected);
}

// GLPI-121
#[test]
fn a_poll_has_no_content_and_no_type() {
    let headers = Headers::new(AGENT).with_content_type(ContentType::XML);
    let (first, mut exchange) = Exchange::<Answer>::start(&Client::new(headers), body(&Answer::ok()));
    assert_eq!(first.headers.content_type, Some(ContentType::JSON), "the body's");
    let _ = exchange.handle_response(202, &with_id("0000000A"), &pending("1s")).unwrap();
    let poll = exchange.handle_timeout().unwrap();
    assert_eq!((poll.headers.content_type, poll.body), (None, Body::default()));
}
