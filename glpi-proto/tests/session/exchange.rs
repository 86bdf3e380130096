//! A request, its answer, and what lies between: polls, refusals, a busy server.

use super::*;

// GLPI-031, GLPI-120
#[test]
fn an_answer_at_once_ends_the_exchange() {
    let (sent, _) = Exchange::<Answer>::start(&client(), body(&Answer::ok()));
    let names: Vec<_> = sent.headers.to_pairs().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["GLPI-Agent-ID", "Content-Type", "Pragma"]);
    let mut exchange = exchange();
    let step = exchange.handle_response(200, &Headers::default(), &body(&Answer::ok())).unwrap();
    let Step::Done(answered) = step else { panic!("{step:?}") };
    assert_eq!((answered.status, answered.response), (200, Response::Answer(Answer::ok())));
    let again = exchange.handle_response(200, &Headers::default(), &body(&Answer::ok()));
    assert_eq!(again, Err(SessionError::OutOfTurn));
    assert_eq!(exchange.handle_timeout(), Err(SessionError::OutOfTurn));
}

// GLPI-121
#[test]
fn a_pending_answer_is_fetched_by_the_id_of_the_last_answer() {
    let mut exchange = exchange();
    for (text, expected) in [("0000000A", "0000000A"), ("0000000B", "0000000B")] {
        let step = exchange.handle_response(202, &with_id(text), &pending("3s")).unwrap();
        assert_eq!(step, Step::Wait(seconds(3)));
        let poll = exchange.handle_timeout().unwrap();
        assert_eq!((poll.method, poll.headers.request_id), (Method::Get, Some(id(expected))));
        assert_eq!((poll.headers.agent_id, poll.body.is_empty()), (Some(AGENT), true));
        assert_eq!(poll.headers.content_type, None);
    }
    // An answer without an id leaves the last one in force.
    let _ = exchange.handle_response(202, &Headers::default(), &pending("3s")).unwrap();
    let poll = exchange.handle_timeout().unwrap();
    assert_eq!(poll.headers.request_id, Some(id("0000000B")));
}

// GLPI-122
#[test]
fn after_eleven_polls_it_gives_up() {
    let mut exchange = exchange();
    for poll in 0..11 {
        assert_eq!(exchange.polls(), poll);
        let _ = exchange.handle_response(202, &with_id("0000000A"), &pending("1s")).unwrap();
        let _ = exchange.handle_timeout().unwrap();
    }
    let end = exchange.handle_response(202, &with_id("0000000A"), &pending("1s"));
    assert_eq!(end, Err(SessionError::TooMuchPending(11)));
}

// GLPI-123
#[test]
fn delays_are_given_or_grow_and_zero_means_at_once() {
    let mut exchange = exchange();
    let bare = body(&Answer::new(Status::Pending));
    for delay in [1, 2, 4] {
        let step = exchange.handle_response(202, &with_id("0000000A"), &bare).unwrap();
        assert_eq!(step, Step::Wait(seconds(delay)));
        let _ = exchange.handle_timeout().unwrap();
    }
    let endless = Body::new(None, r#"{"status":"pending","expiration":"99999999999999999999d"}"#);
    let step = exchange.handle_response(202, &with_id("0000000A"), &endless).unwrap();
    assert_eq!(step, Step::Wait(seconds(86_400)), "nobody makes us wait longer than a day");
    let _ = exchange.handle_timeout().unwrap();
    let zero = Body::new(None, r#"{"status":"pending","expiration":0}"#);
    let step = exchange.handle_response(202, &with_id("0000000A"), &zero).unwrap();
    assert!(matches!(step, Step::Send(poll) if poll.method == Method::Get));
}

#[test]
fn refusals_keep_their_reason_and_their_delay() {
    let error = Answer::error("forbidden").with_expiration("4h".parse().unwrap());
    let refused = exchange().handle_response(403, &Headers::default(), &body(&error)).unwrap_err();
    assert_eq!(refused.to_string(), "refused with HTTP 403: \"forbidden\"");
    let SessionError::Refused { expiration, .. } = refused else { panic!() };
    assert_eq!(expiration, Some("4h".parse().unwrap()));
    // The body decides even under HTTP 200, as proxies report failures.
    let refused = exchange().handle_response(200, &Headers::default(), &body(&error));
    assert!(matches!(refused, Err(SessionError::Refused { status: 200, .. })));
    // GLPI-125: proxies say it in plain text, servers say nothing.
    let text = Body::new(ContentType::TEXT, "Unknown status");
    let refused = exchange().handle_response(404, &Headers::default(), &text).unwrap_err();
    assert_eq!(refused.to_string(), "refused with HTTP 404: \"Unknown status\"");
    let refused = exchange().handle_response(405, &Headers::default(), &Body::default()).unwrap_err();
    assert!(matches!(refused, SessionError::Refused { status: 405, .. }));
    // And gateways in JSON of their own.
    let foreign = Body::new(ContentType::JSON, r#"{"status":404,"error":"Not Found"}"#);
    let refused = exchange().handle_response(404, &Headers::default(), &foreign).unwrap_err();
    assert_eq!(refused.to_string(), r#"refused with HTTP 404: "{\"status\":404,\"error\":\"Not Found…""#);
    let good = exchange().handle_response(200, &Headers::default(), &foreign);
    assert!(matches!(good, Err(SessionError::Decode(_))), "{good:?}");
    let deep = Body::new(ContentType::JSON, format!("{{\"a\":{}", "[".repeat(100)));
    let deep = exchange().handle_response(404, &Headers::default(), &deep);
    assert!(matches!(&deep, Err(SessionError::Decode(error)) if error.is_limit()), "{deep:?}");
    let xml = Body::new(None, "<REPLY><ERROR><![CDATA[no]]></ERROR></REPLY>");
    let refused = exchange().handle_response(400, &Headers::default(), &xml).unwrap_err();
    assert_eq!(refused.to_string(), "refused with HTTP 400: \"no\"");
}

// GLPI-124
#[test]
fn ok_under_http_400_is_an_answer_except_to_real_agents() {
    let ok = body(&Answer::ok());
    assert!(matches!(exchange().handle_response(400, &Headers::default(), &ok), Ok(Step::Done(_))));
    let (_, mut real) = Exchange::<Answer>::start(&client().with_compat(Compat::Deployed), ok.clone());
    assert!(matches!(real.handle_response(400, &Headers::default(), &ok), Err(SessionError::Refused { .. })));
}

// GLPI-127, GLPI-R61
#[test]
fn what_is_not_for_us_or_not_readable_is_an_error() {
    let ok = body(&Answer::ok());
    assert_eq!(exchange().handle_response(200, &Headers::new(OTHER), &ok), Err(SessionError::NotForUs));
    let encrypted = Headers::default().with_crypto_key_id(AGENT);
    assert_eq!(exchange().handle_response(200, &encrypted, &ok), Err(SessionError::Encrypted));
    let page =
        Body::new(ContentType::new("text/html"), "<html><title>Sign in</title><input type=\"password\">");
    let Err(SessionError::Decode(error)) = exchange().handle_response(200, &Headers::default(), &page) else {
        panic!()
    };
    assert!(matches!(error.kind(), DecodeErrorKind::NotAMessage(NotAMessage::LoginPage(_))), "{error}");
    assert_eq!(
        error.to_string(),
        "not a message of this protocol: a login page with the title \"Sign in\" at byte 0"
    );
}

// GLPI-126
#[test]
fn a_busy_server_that_names_no_time_is_left_alone_for_an_hour() {
    let busy = Answer::error(token::BUSY_SERVER);
    for answer in [busy.clone(), busy.with_expiration(Expiration::from_secs(0))] {
        let prolog = Request::from(Prolog::new("laptop-42")).to_body(Compression::Plain).unwrap();
        let (_, mut submission) = Submission::start(&client(), prolog);
        let step = submission.handle_response(503, &Headers::default(), &body(&answer)).unwrap();
        assert_eq!(step, Step::Wait(seconds(3600)));
    }
}

// GLPI-126
#[test]
fn a_busy_server_gets_the_same_inventory_again() {
    let content = Content::parse("{\"versionclient\":\"x\"}", &Limits::DEFAULT).unwrap();
    let inventory = Request::from(Inventory::new("laptop-42", content)).to_body(Compression::Zlib).unwrap();
    let (first, mut submission) = Submission::start(&client().with_max_retries(1), inventory.clone());
    let busy = body(&Answer::error(token::BUSY_SERVER).with_expiration("30m".parse().unwrap()));
    let step = submission.handle_response(503, &Headers::default(), &busy).unwrap();
    assert_eq!(step, Step::Wait(seconds(1800)));
    let again = submission.handle_timeout().unwrap();
    assert_eq!(again, first);
    let end = submission.handle_response(503, &Headers::default(), &busy);
    assert_eq!(end, Err(SessionError::Busy { expiration: Some("30m".parse().unwrap()) }));
    assert_eq!(submission.body(), &inventory);
}
