//! What a proxy takes, holds and promises.

use super::*;

fn post(proxy: &mut Proxy, now: u64, fresh: u8) -> glpi_proto::proxy::Handled {
    let request = Request::from(contact()).encode(Compression::Plain).unwrap();
    let headers = Outgoing::post(Headers::new(AGENT), request.clone()).headers;
    proxy.handle_request(Method::Post, None, &headers, &request, seconds(now), [fresh; 4])
}

fn real(limits: Limits) -> Proxy {
    Proxy::new(OTHER, limits, Compat::Real)
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
    let Upstream::Send(poll) = proxy.handle_timeout(forward.id) else { panic!("no poll") };
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
    for query in [None, Some("action=getJobs"), Some("action=%")] {
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
    let request = Request::from(contact()).encode(Compression::Plain).unwrap();
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
