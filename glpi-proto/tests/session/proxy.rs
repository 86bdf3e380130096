//! Requests and answers that a proxy takes and holds, and its promises.

use super::*;

/// A proxy that has taken in one request.
fn proxy_with_request() -> (Proxy, Forward, Outcome) {
    let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, Compat::Deployed);
    let body = Request::from(contact()).to_body(Compression::Zlib).unwrap();
    let outgoing = Outgoing::post(Headers::new(AGENT), body);
    let handled =
        proxy.handle_request(Method::Post, None, &outgoing.headers, &outgoing.body, seconds(5), [1, 2, 3, 4]);
    (proxy, handled.forward.unwrap(), handled.answer)
}

fn fetch(proxy: &mut Proxy, agent: AgentId, request: &str, now: u64) -> Outcome {
    let headers = Headers::new(agent).with_request_id(id(request));
    proxy.handle_request(Method::Get, None, &headers, &Body::default(), seconds(now), [9; 4]).answer
}

// GLPI-160, GLPI-163
#[test]
fn an_answer_is_handed_out_once_to_the_agent_that_asked_byte_for_byte() {
    let (mut proxy, forward, answer) = proxy_with_request();
    assert_eq!((answer.status, answer.headers.request_id), (202, Some(id("01020304"))));
    assert_eq!(answer.body.bytes(), r#"{"status":"pending","expiration":"10s"}"#);
    assert_eq!(forward.outgoing.headers.proxies.as_slice(), [OTHER]);
    assert_eq!(forward.outgoing.headers.agent_id, Some(AGENT));
    assert_eq!(fetch(&mut proxy, AGENT, "01020304", 6).status, 202);

    let odd = Body::new(ContentType::JSON, " {\"status\" : \"ok\", \"colour\":1.50}\n");
    let kept = proxy.handle_upstream(forward.id, 200, &Headers::new(AGENT), &odd, seconds(12));
    assert_eq!(kept, Upstream::Kept);
    let again = proxy.handle_upstream(forward.id, 200, &Headers::new(AGENT), &odd, seconds(12));
    assert_eq!(again, Upstream::Dropped, "a second answer does not replace the first");
    let stranger = fetch(&mut proxy, OTHER, "01020304", 13);
    assert_eq!((stranger.status, &stranger.body.bytes()[..]), (404, &b"Unknown status"[..]));
    let own = fetch(&mut proxy, AGENT, "01020304", 13);
    assert_eq!((own.status, &own.body), (200, &odd));
    assert_eq!(own.headers.request_id, Some(id("01020304")));
    assert_eq!(fetch(&mut proxy, AGENT, "01020304", 13).status, 404);

    // The next promise is as long as the worst forward took.
    let body = Request::from(contact()).to_body(Compression::Plain).unwrap();
    let headers = Outgoing::post(Headers::new(AGENT), body.clone()).headers;
    let handled = proxy.handle_request(Method::Post, None, &headers, &body, seconds(20), [1; 4]);
    assert_eq!(handled.answer.body.bytes(), r#"{"status":"pending","expiration":"7s"}"#);
}

// GLPI-164
#[test]
fn nothing_is_held_for_ever_and_no_more_than_allowed() {
    let (mut proxy, forward, _) = proxy_with_request();
    let _ = proxy.handle_upstream(forward.id, 200, &Headers::default(), &body(&Answer::ok()), seconds(6));
    assert_eq!((proxy.held(), fetch(&mut proxy, AGENT, "01020304", 3606).status, proxy.held()), (1, 404, 0));

    let request = Request::from(contact()).to_body(Compression::Plain).unwrap();
    let headers = Outgoing::post(Headers::new(AGENT), request.clone()).headers;
    let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, Compat::Deployed).with_capacity(2).with_kept_bytes(20);
    let mut post = |fresh| proxy.handle_request(Method::Post, None, &headers, &request, seconds(1), fresh);
    let (first, second, third) = (post([0; 4]), post([0; 4]), post([0; 4]));
    // A random id that is in use gives way to the next.
    assert_eq!(first.forward.unwrap().id, id("00000000"));
    let second = second.forward.unwrap();
    assert_eq!(second.id, id("00000001"));
    assert_eq!((third.answer.status, third.forward.is_none()), (429, true));
    let long = body(&Answer::ok().with_message("too long for this proxy"));
    let full = proxy.handle_upstream(second.id, 200, &Headers::default(), &long, seconds(2));
    assert_eq!((full, proxy.held()), (Upstream::Dropped, 1));
}

// GLPI-166
#[test]
fn a_failed_forward_is_reported_to_the_agent() {
    for (compat, status) in [(Compat::Deployed, 200), (Compat::Documented, 502)] {
        let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, compat);
        let request = Request::from(contact()).to_body(Compression::Plain).unwrap();
        let headers = Outgoing::post(Headers::new(AGENT), request.clone()).headers;
        let _ = proxy.handle_request(Method::Post, None, &headers, &request, seconds(1), [0; 4]);
        assert_eq!(proxy.handle_failure(id("00000000"), seconds(3)), Upstream::Kept);
        let told = fetch(&mut proxy, AGENT, "00000000", 4);
        assert_eq!(told.status, status);
        assert!(std::str::from_utf8(told.body.bytes()).unwrap().contains("forward failure"));
    }
}

// GLPI-004, GLPI-005
#[test]
fn loops_and_long_chains_end_at_the_proxy() {
    let rows = [
        (
            Compat::Documented,
            vec![AGENT, OTHER],
            404,
            r#"{"status":"error","message":"proxy-loop-detected"}"#,
        ),
        (Compat::Documented, vec![AGENT; 5], 404, r#"{"status":"error","message":"too-many-proxy"}"#),
        (Compat::Deployed, vec![AGENT, OTHER], 404, r#"{"status":"error"}"#),
        (Compat::Deployed, vec![AGENT; 5], 403, r#"{"status":"error"}"#),
    ];
    for (compat, chain, status, text) in rows {
        let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, compat);
        let headers = Headers::new(AGENT).with_proxies(chain.into_iter().collect());
        let handled =
            proxy.handle_request(Method::Post, None, &headers, &body(&Answer::ok()), seconds(0), [0; 4]);
        assert_eq!((handled.answer.status, handled.forward.is_none()), (status, true));
        assert_eq!(handled.answer.body.bytes(), text);
    }
}

// GLPI-161, GLPI-162, GLPI-167
#[test]
fn a_proxy_answers_by_itself_what_it_need_not_forward() {
    let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, Compat::Deployed);
    let mut ask = |method, query, headers: Headers, body: Body| {
        let headers = match body.content_type() {
            Some(content_type) => headers.with_content_type(content_type.clone()),
            None => headers,
        };
        let handled = proxy.handle_request(method, query, &headers, &body, seconds(0), [0; 4]);
        let text = String::from_utf8(handled.answer.body.bytes().to_vec()).unwrap();
        (handled.answer.status, text, handled.forward)
    };
    let prolog = Request::from(Prolog::new("d")).to_body(Compression::Zlib).unwrap();
    let (status, text, forward) = ask(Method::Post, None, Headers::new(AGENT), prolog.clone());
    assert_eq!((status, text.as_str()), (202, r#"{"status":"pending","expiration":0}"#));
    assert!(forward.is_none());
    let (status, text, forward) = ask(Method::Post, None, Headers::anonymous(), prolog);
    assert_eq!(
        (status, text.contains("<PROLOG_FREQ>24</PROLOG_FREQ>"), forward.is_none()),
        (200, true, true)
    );
    let xml = Body::new(
        ContentType::XML,
        "<REQUEST><QUERY>INVENTORY</QUERY><DEVICEID>d</DEVICEID><CONTENT/></REQUEST>",
    );
    let (status, text, forward) = ask(Method::Post, None, Headers::anonymous(), xml.clone());
    assert_eq!((status, text.contains("<REPLY></REPLY>")), (200, true));
    assert_eq!(forward.unwrap().outgoing.body, xml);
    let (status, text, _) = ask(Method::Get, Some("action=getConfig"), Headers::new(AGENT), Body::default());
    assert_eq!((status, text.as_str()), (200, "{}"));
    for (body, reason) in [
        (Body::new(None, "{}"), "Content-type not set"),
        (Body::new(ContentType::JSON, ""), "No content"),
        (Body::new(ContentType::JSON, "hello"), "Unsupported JSON Content"),
        (Body::new(ContentType::JSON, "{"), "Unsupported JSON Content"),
    ] {
        let (status, text, _) = ask(Method::Post, None, Headers::new(AGENT), body);
        assert_eq!((status, text.as_str()), (403, reason));
    }
    // What is encrypted is passed on unread.
    let secret = Headers::new(AGENT).with_crypto_key_id(AGENT);
    let (status, _, forward) = ask(Method::Post, None, secret, Body::new(ContentType::JSON, "\u{1}\u{2}"));
    assert_eq!((status, forward.unwrap().outgoing.headers.crypto_key_id), (202, Some(AGENT)));
}

fn post(proxy: &mut Proxy, now: u64, fresh: u8) -> glpi_proto::proxy::Handled {
    let request = Request::from(contact()).to_body(Compression::Plain).unwrap();
    let headers = Outgoing::post(Headers::new(AGENT), request.clone()).headers;
    proxy.handle_request(Method::Post, None, &headers, &request, seconds(now), [fresh; 4])
}

fn real(limits: Limits) -> Proxy {
    Proxy::new(OTHER, limits, Compat::Deployed)
}

// GLPI-165
#[test]
fn an_answer_that_nobody_asked_for_is_dropped() {
    let (mut proxy, forward, _) = proxy_with_request();
    let wait = proxy.handle_upstream(forward.id, 202, &with_id("0000000A"), &pending("3s"), seconds(6));
    assert_eq!(wait, Upstream::Wait(seconds(3)));
    let ok = body(&Answer::ok());
    let early = proxy.handle_upstream(forward.id, 200, &Headers::default(), &ok, seconds(7));
    assert_eq!((early, fetch(&mut proxy, AGENT, "01020304", 7).status), (Upstream::Dropped, 202));
    let Some(poll) = proxy.handle_timeout(forward.id) else { panic!("no poll") };
    assert_eq!((poll.method, poll.headers.request_id), (Method::Get, Some(id("0000000A"))));
    let kept = proxy.handle_upstream(forward.id, 200, &Headers::default(), &ok, seconds(9));
    assert_eq!((kept, fetch(&mut proxy, AGENT, "01020304", 9).body), (Upstream::Kept, ok));
}

#[test]
fn the_promise_is_the_longest_of_the_last_thirty_forwards() {
    let mut proxy = real(Limits::DEFAULT);
    let ok = body(&Answer::ok());
    let mut promises = Vec::new();
    for number in 0..33 {
        let handled = post(&mut proxy, 10, number);
        promises.push(String::from_utf8(handled.answer.body.bytes().to_vec()).unwrap());
        let took = if number == 1 { 7 } else { 2 };
        let forward = handled.forward.unwrap();
        assert_eq!(
            proxy.handle_upstream(forward.id, 200, &Headers::default(), &ok, seconds(10 + took)),
            Upstream::Kept
        );
    }
    let promise = |seconds| format!(r#"{{"status":"pending","expiration":"{seconds}s"}}"#);
    assert_eq!((&promises[0], &promises[1]), (&promise(10), &promise(2)));
    assert!(promises[2..32].iter().all(|own| *own == promise(7)), "{promises:?}");
    assert_eq!(promises[32], promise(2), "the long one is forgotten");
}

// GLPI-164
#[test]
fn an_answer_is_held_for_an_hour() {
    for (now, status) in [(3604, 200), (3605, 404)] {
        let (mut proxy, forward, _) = proxy_with_request();
        let ok = body(&Answer::ok());
        let _ = proxy.handle_upstream(forward.id, 200, &Headers::default(), &ok, seconds(6));
        assert_eq!(fetch(&mut proxy, AGENT, "01020304", now).status, status);
    }
}

// GLPI-164
#[test]
fn all_answers_together_are_no_longer_than_allowed() {
    let ok = body(&Answer::ok());
    let mut proxy = real(Limits::DEFAULT).with_kept_bytes(2 * ok.bytes().len() - 1);
    let mut forwards = [1, 2, 3].map(|fresh| post(&mut proxy, 1, fresh).forward.unwrap().id).into_iter();
    let mut keep = |proxy: &mut Proxy| {
        proxy.handle_upstream(forwards.next().unwrap(), 200, &Headers::default(), &ok, seconds(2))
    };
    assert_eq!(keep(&mut proxy), Upstream::Kept);
    // A request in between, which looks for what is too old.
    assert_eq!(fetch(&mut proxy, AGENT, "02020202", 2).status, 202);
    assert_eq!(keep(&mut proxy), Upstream::Dropped);
    assert_eq!(fetch(&mut proxy, AGENT, "01010101", 2).status, 200);
    assert_eq!(keep(&mut proxy), Upstream::Kept, "room again");
}

// GLPI-160, GLPI-161, GLPI-168
#[test]
fn a_proxy_refuses_what_it_does_not_know() {
    let said = |handled: glpi_proto::proxy::Handled| {
        assert!(handled.forward.is_none());
        (handled.answer.status, String::from_utf8(handled.answer.body.bytes().to_vec()).unwrap())
    };
    let mut proxy = real(Limits::DEFAULT);
    for query in [Some("action=getJobs"), Some("action=%"), Some("x")] {
        let get = proxy.handle_request(
            Method::Get,
            query,
            &Headers::new(AGENT),
            &Body::default(),
            seconds(0),
            [0; 4],
        );
        assert_eq!(said(get), (403, "Unsupported request".to_owned()), "{query:?}");
    }
    let request = Request::from(contact()).to_body(Compression::Plain).unwrap();
    let headers = Headers::from_pairs([
        ("GLPI-Agent-ID", "a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1"),
        ("GLPI-Proxy-ID", "nobody"),
    ]);
    let unreadable = proxy.handle_request(Method::Post, None, &headers, &request, seconds(0), [0; 4]);
    assert_eq!(said(unreadable), (400, "Unsupported request".to_owned()));
    let mut small = real(Limits::DEFAULT.with_body_len(10));
    assert_eq!(said(post(&mut small, 0, 0)), (403, "Unsupported content".to_owned()));
}

// GLPI-030, GLPI-127, GLPI-160
#[test]
fn a_proxy_passes_on_who_it_is_for_and_who_has_the_key_and_adds_itself() {
    let pair = |name, value: &str| (name, value.to_owned());
    let agent = pair("GLPI-Agent-ID", &AGENT.to_string());
    let json = pair("Content-Type", "application/json");
    let no_cache = pair("Pragma", "no-cache");
    let request_id = pair("GLPI-Request-ID", "03030303");
    let key = |id: AgentId| pair("GLPI-CryptoKey-ID", &id.to_string());

    let mut proxy = real(Limits::DEFAULT).with_user_agent("proxy/1.0");
    let sealed = Body::new(ContentType::JSON, "\u{1}\u{2}");
    let headers = Outgoing::post(
        Headers::new(AGENT).with_crypto_key_id(AGENT).with_user_agent("agent/1.0"),
        sealed.clone(),
    )
    .headers;
    let handled = proxy.handle_request(Method::Post, None, &headers, &sealed, seconds(0), [3; 4]);
    let told = [agent.clone(), request_id.clone(), json.clone(), no_cache.clone()];
    assert_eq!(handled.answer.headers.to_pairs(), told);

    let forward = handled.forward.unwrap();
    let sent = [
        agent.clone(),
        pair("GLPI-Proxy-ID", &OTHER.to_string()),
        key(AGENT),
        json.clone(),
        no_cache.clone(),
        pair("User-Agent", "proxy/1.0"),
    ];
    assert_eq!(forward.outgoing.headers.to_pairs(), sent);

    // An answer that is encrypted is the agent's to read, who has to know with whose key.
    let upstream = Headers::new(AGENT).with_crypto_key_id(OTHER).with_user_agent("server");
    let kept = proxy.handle_upstream(forward.id, 200, &upstream, &sealed, seconds(1));
    assert_eq!(kept, Upstream::Kept);
    let given = fetch(&mut proxy, AGENT, "03030303", 2);
    assert_eq!((given.status, &given.body), (200, &sealed));
    assert_eq!(given.headers.to_pairs(), [agent, request_id, key(OTHER), json, no_cache]);
}

/// A POST that says it is encrypted, by an agent of this number.
fn encrypted(number: u32) -> Headers {
    let mut bytes = [0xaa; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Headers::new(AgentId::from_bytes(bytes)).with_crypto_key_id(AgentId::from_bytes(bytes))
}

// GLPI-164
#[test]
fn a_flood_of_requests_leaves_room_for_honest_agents() {
    let request = Request::from(contact()).to_body(Compression::Plain).unwrap();
    let honest = Outgoing::post(Headers::new(AGENT), request.clone()).headers;
    // Upstream fails at once.
    let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, Compat::Documented);
    for number in 0..1000_u32 {
        let headers = encrypted(number);
        let handled = proxy.handle_request(
            Method::Post,
            None,
            &headers,
            &Body::default(),
            seconds(1),
            number.to_be_bytes(),
        );
        assert_eq!(proxy.handle_failure(handled.forward.unwrap().id, seconds(1)), Upstream::Kept);
    }
    for after in [1, 600, 3599] {
        let handled = proxy.handle_request(Method::Post, None, &honest, &request, seconds(after), [9; 4]);
        assert!(handled.forward.is_some(), "after {after} s: {}", handled.answer.status);
        assert!(proxy.held() <= 1000);
    }
    // Upstream never answers, and the source is named.
    let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, Compat::Documented).with_source_share(10);
    for number in 0..1000_u32 {
        let handled = proxy.from_source(7).handle_request(
            Method::Post,
            None,
            &encrypted(number),
            &Body::default(),
            seconds(1),
            number.to_be_bytes(),
        );
        assert_eq!(handled.forward.is_some(), number < 10, "{number}");
    }
    let handled =
        proxy.from_source(8).handle_request(Method::Post, None, &honest, &request, seconds(2), [9; 4]);
    assert!(handled.forward.is_some());
}

// GLPI-164
#[test]
fn an_agent_has_its_share_and_its_own_answers_make_room() {
    let mut proxy = real(Limits::DEFAULT).with_agent_share(2);
    let first = post(&mut proxy, 1, 1).forward.unwrap();
    assert!(post(&mut proxy, 2, 2).forward.is_some());
    assert_eq!(post(&mut proxy, 3, 3).answer.status, 429, "both wait for upstream");
    assert_eq!(proxy.handle_failure(first.id, seconds(4)), Upstream::Kept);
    assert!(post(&mut proxy, 5, 5).forward.is_some());
    assert_eq!((proxy.held(), fetch(&mut proxy, AGENT, "01010101", 6).status), (2, 404));
    let other = proxy.handle_request(Method::Post, None, &encrypted(1), &Body::default(), seconds(6), [7; 4]);
    assert!(other.forward.is_some(), "another agent has its own share");
}

// GLPI-164
#[test]
fn an_encrypted_body_is_no_longer_than_a_plain_one_may_be() {
    let limits = Limits::DEFAULT.with_body_len(1000);
    let mut proxy = Proxy::new(OTHER, limits, Compat::Documented);
    let mut send = |length, fresh| {
        let body = Body::new(ContentType::JSON, vec![b'x'; length]);
        proxy.handle_request(Method::Post, None, &encrypted(1), &body, seconds(1), fresh).forward
    };
    assert!(send(1001, [1; 4]).is_none());
    let forward = send(1000, [2; 4]).unwrap();
    let long = Body::new(ContentType::JSON, vec![b'x'; 1001]);
    let key = encrypted(1).crypto_key_id.unwrap();
    let headers = Headers::default().with_crypto_key_id(key);
    assert_eq!(proxy.handle_upstream(forward.id, 200, &headers, &long, seconds(2)), Upstream::Kept);
    let get = encrypted(1).with_request_id(forward.id);
    let told = proxy.handle_request(Method::Get, None, &get, &Body::default(), seconds(3), [3; 4]).answer;
    assert_eq!(told.status, 502, "it was not kept");
}
