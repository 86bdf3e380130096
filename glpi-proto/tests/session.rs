//! The dialogues, both sides wired together in memory, and each edge of their
//! diagrams.

#[path = "session/first_contact.rs"]
mod first_contacts;
#[path = "session/proxy.rs"]
mod proxies;
#[path = "session/server.rs"]
mod servers;

use std::collections::VecDeque;
use std::time::Duration;

use glpi_proto::proxy::{Forward, Proxy, Upstream};
use glpi_proto::server::{Offer, Outcome, Server};
use glpi_proto::{
    AgentId, Answer, Body, Compat, Compression, Contact, ContactAnswer, Contacted, Content, ContentType,
    DecodeErrorKind, Exchange, Expiration, FirstContact, Foreign, Format, Headers, Inventory, Limits, Method,
    Outgoing, Prolog, Reply, Request, RequestId, Response, ServerKind, SessionError, Status, Step,
    Submission, Task, TaskConfig, token,
};

const AGENT: AgentId = AgentId::from_bytes([0xa1; 16]);
const OTHER: AgentId = AgentId::from_bytes([0xb2; 16]);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn id(text: &str) -> RequestId {
    text.parse().unwrap()
}

fn body(answer: &Answer) -> Body {
    answer.encode(Compression::Plain).unwrap()
}

fn pending(text: &str) -> Body {
    body(&Answer::pending(text.parse().unwrap()))
}

fn with_id(text: &str) -> Headers {
    Headers::default().with_request_id(id(text))
}

fn contact() -> Contact {
    Contact::new("laptop-42", "example", "1.0").with_installed_tasks([Task::Inventory, Task::Deploy])
}

fn exchange() -> Exchange {
    let body = Request::from(contact()).encode(Compression::Zlib).unwrap();
    let (exchange, step) = Exchange::start(Headers::new(AGENT), body.clone());
    let Step::Send(sent) = step else { panic!("{step:?}") };
    assert_eq!((sent.method, &sent.body), (Method::Post, &body));
    assert_eq!(sent.headers.content_type.as_ref(), body.content_type());
    assert!(sent.headers.no_cache);
    exchange
}

/// A GLPI server as a function.
fn serve(server: &Server, outgoing: &Outgoing) -> Outcome {
    let incoming = match server.receive(outgoing.method, None, &outgoing.headers, &outgoing.body) {
        Ok(incoming) => incoming,
        Err(refusal) => return *refusal,
    };
    match incoming.request() {
        Err(refusal) => *refusal,
        Ok(Request::Contact(contact)) => {
            let offer = Offer::new("11.0.1");
            let (status, answer) = offer.answer(&contact, Expiration::from_hours(24), Compat::Spec);
            incoming.answer_contact(status, &answer).unwrap()
        }
        Ok(Request::Inventory(_) | Request::Xml(_)) => {
            incoming.answer_inventory(Expiration::from_hours(24)).unwrap()
        }
        Ok(Request::Prolog(_)) => incoming.answer_prolog(24, Reply::default()).unwrap(),
        Ok(Request::Other(other)) => incoming.refuse_action(&other.action),
        Ok(_) => incoming.answer(200, &Answer::ok().into()).unwrap(),
    }
}

fn server() -> Server {
    Server::new(Limits::DEFAULT, Compat::Spec)
}

// GLPI-120
#[test]
fn an_answer_at_once_ends_the_exchange() {
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
        let Step::Send(poll) = exchange.handle_timeout().unwrap() else { panic!() };
        assert_eq!((poll.method, poll.headers.request_id), (Method::Get, Some(id(expected))));
        assert_eq!((poll.headers.agent_id, poll.body.is_empty()), (Some(AGENT), true));
        assert_eq!(poll.headers.content_type, None);
    }
    // An answer without an id leaves the last one in force.
    let _ = exchange.handle_response(202, &Headers::default(), &pending("3s")).unwrap();
    let Step::Send(poll) = exchange.handle_timeout().unwrap() else { panic!() };
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
    let xml = Body::new(None, "<REPLY><ERROR><![CDATA[no]]></ERROR></REPLY>");
    let refused = exchange().handle_response(400, &Headers::default(), &xml).unwrap_err();
    assert_eq!(refused.to_string(), "refused with HTTP 400: \"no\"");
}

// GLPI-124
#[test]
fn ok_under_http_400_is_an_answer_except_to_real_agents() {
    let ok = body(&Answer::ok());
    assert!(matches!(exchange().handle_response(400, &Headers::default(), &ok), Ok(Step::Done(_))));
    let (mut real, _) = Exchange::start_with(Headers::new(AGENT), ok.clone(), Limits::DEFAULT, Compat::Real);
    assert!(matches!(real.handle_response(400, &Headers::default(), &ok), Err(SessionError::Refused { .. })));
}

// GLPI-127
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
    assert!(matches!(error.kind(), DecodeErrorKind::NotTheProtocol(Foreign::LoginPage(_))), "{error}");
    assert_eq!(error.to_string(), "not the protocol: a login page with the title \"Sign in\" at byte 0");
}

// GLPI-126
#[test]
fn a_busy_server_that_names_no_time_is_left_alone_for_an_hour() {
    let busy = Answer::error(token::BUSY_SERVER);
    for answer in [busy.clone(), busy.with_expiration(Expiration::from_secs(0))] {
        let prolog = Request::from(Prolog::new("laptop-42")).encode(Compression::Plain).unwrap();
        let (mut submission, _) = Submission::start(Headers::new(AGENT), prolog);
        let step = submission.handle_response(503, &Headers::default(), &body(&answer)).unwrap();
        assert_eq!(step, Step::Wait(seconds(3600)));
    }
}

// GLPI-126
#[test]
fn a_busy_server_gets_the_same_inventory_again() {
    let content = Content::parse("{\"versionclient\":\"x\"}", &Limits::DEFAULT).unwrap();
    let inventory = Request::from(Inventory::new("laptop-42", content)).encode(Compression::Zlib).unwrap();
    let (submission, first) = Submission::start(Headers::new(AGENT), inventory.clone());
    let mut submission = submission.with_max_retries(1);
    let busy = body(&Answer::error(token::BUSY_SERVER).with_expiration("30m".parse().unwrap()));
    let step = submission.handle_response(503, &Headers::default(), &busy).unwrap();
    assert_eq!(step, Step::Wait(seconds(1800)));
    let again = submission.handle_timeout().unwrap();
    assert_eq!(again, first);
    let end = submission.handle_response(503, &Headers::default(), &busy);
    assert_eq!(end, Err(SessionError::Busy { expiration: Some("30m".parse().unwrap()) }));
    assert_eq!(submission.body(), &inventory);
}

fn first_contact(kind: ServerKind) -> (FirstContact, Step) {
    FirstContact::start(Headers::new(AGENT), contact(), Compression::Zlib, kind).unwrap()
}

fn says(step: &Step) -> &'static str {
    let Step::Send(sent) = step else { panic!("{step:?}") };
    let payload = sent.body.open(&Limits::DEFAULT).unwrap();
    match Request::decode(&payload).unwrap() {
        Request::Contact(_) => "CONTACT",
        Request::Prolog(_) => "PROLOG",
        other => panic!("{other:?}"),
    }
}

// GLPI-140, GLPI-141
#[test]
fn a_server_that_answers_a_prolog_in_json_is_a_glpi_server() {
    let (mut first, step) = first_contact(ServerKind::Unknown);
    assert_eq!(says(&step), "PROLOG");
    let Step::Send(sent) = step else { panic!() };
    let answer = serve(&server(), &sent);
    let contacted = first.handle_response(answer.status, &answer.headers, &answer.body).unwrap();
    assert_eq!(contacted.kind(), Some(ServerKind::Glpi));
    assert!(matches!(contacted, Contacted::Switch(_)));

    let (mut first, step) = first_contact(ServerKind::Glpi);
    assert_eq!(says(&step), "CONTACT");
    let Step::Send(sent) = step else { panic!() };
    let answer = serve(&server(), &sent);
    let Contacted::Glpi(answer) =
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
        let (mut first, _) = first_contact(ServerKind::Unknown);
        let answer = Body::new(ContentType::JSON, text.to_owned());
        let Contacted::Step(step) = first.handle_response(202, &Headers::default(), &answer).unwrap() else {
            panic!()
        };
        assert_eq!(says(&step), "CONTACT", "{text}");
    }
}

// GLPI-142
#[test]
fn a_contact_that_is_not_understood_falls_back_to_prolog_once() {
    let prolog_reply = Reply::prolog(8).encode(Compression::Plain).unwrap();
    for not_understood in [
        "<REPLY/>",
        "<REPLY><ERROR>what?</ERROR></REPLY>",
        "<html><body>404</body></html>",
        r#"{"RESPONSE":"SEND"}"#,
    ] {
        let (mut first, _) = first_contact(ServerKind::Glpi);
        let answer = Body::new(None, not_understood.to_owned());
        let Contacted::Step(step) = first.handle_response(200, &Headers::default(), &answer).unwrap() else {
            panic!()
        };
        assert_eq!(says(&step), "PROLOG", "{not_understood}");
        let end = first.handle_response(200, &Headers::default(), &prolog_reply).unwrap();
        assert_eq!(end.kind(), Some(ServerKind::Legacy));
    }
}

// GLPI-092
#[test]
fn jobs_are_fetched_without_the_agents_identity() {
    let (first, _) = first_contact(ServerKind::Glpi);
    let outgoing = first.jobs_request();
    assert_eq!(outgoing.headers.agent_id, None);
    let answer = serve(&server(), &outgoing);
    let payload = answer.body.open(&Limits::DEFAULT).unwrap();
    assert_eq!((payload.format(), payload.compression()), (Format::Xml, Compression::Zlib));
    assert_eq!(Reply::decode(&payload).unwrap(), Reply::prolog(24));
    let plugin =
        ContactAnswer::new(Answer::ok()).with_task(Task::Deploy, TaskConfig::new("glpiinventory", "1"));
    let native = ContactAnswer::new(Answer::ok()).with_task(Task::Inventory, TaskConfig::new("glpi", "11"));
    assert!(
        plugin.needs_prolog() && !native.needs_prolog() && ContactAnswer::new(Answer::ok()).needs_prolog()
    );
}

// GLPI-074
#[test]
fn an_inventory_is_acknowledged_in_the_form_of_its_request() {
    let json = r#"{"deviceid":"laptop-42","content":{"versionclient":"x"}}"#;
    let xml = "<REQUEST><QUERY>INVENTORY</QUERY><DEVICEID>d</DEVICEID><CONTENT><A>1</A></CONTENT></REQUEST>";
    let rows = [
        (json, Headers::new(AGENT), Response::from(Answer::ok().with_expiration(Expiration::from_hours(24)))),
        (json, Headers::anonymous(), Response::from(glpi_proto::LegacyAnswer::send())),
        (xml, Headers::anonymous(), Response::from(Reply::send())),
        (xml, Headers::new(AGENT), Response::from(Reply::ok(Expiration::from_hours(24)))),
    ];
    for (text, headers, expected) in rows {
        let format = if text == json { Format::Json } else { Format::Xml };
        for compression in Compression::ALL.into_iter().filter(|compression| compression.is_available()) {
            let request = Body::compress(text, format, compression).unwrap();
            let answer = serve(&server(), &Outgoing::post(headers.clone(), request));
            let payload = answer.body.open(&Limits::DEFAULT).unwrap();
            assert_eq!((answer.status, payload.compression()), (200, compression));
            assert_eq!(Response::decode(&payload).unwrap(), expected);
        }
    }
}

// GLPI-017, GLPI-018
#[test]
fn fusioninventory_programs_are_answered_in_bytes_that_they_know() {
    let prolog = "<REQUEST><DEVICEID>d</DEVICEID><QUERY>PROLOG</QUERY><TOKEN>12345678</TOKEN></REQUEST>";
    let inventory =
        "<REQUEST><CONTENT><A>1</A></CONTENT><DEVICEID>d</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>";
    let zlib = ContentType::new("application/x-compress-zlib");
    let rows = [
        ("application/x-compress-zlib", Compression::Zlib, prolog, &b"\x78\x9c"[..], &zlib),
        ("Application/x-compress", Compression::Zlib, inventory, b"\x78\x9c", &zlib),
        (
            "application/x-compress-gzip",
            Compression::Gzip,
            prolog,
            b"\x1f\x8b\x08",
            &ContentType::new("application/x-compress-gzip"),
        ),
        ("application/xml", Compression::Plain, inventory, b"<?xml", &ContentType::XML),
        ("Application/xml", Compression::Plain, inventory, b"<?xml", &ContentType::XML),
    ];
    for (content_type, compression, text, start, answered) in rows {
        let packed = Body::compress(text, Format::Xml, compression).unwrap();
        let body = Body::new(ContentType::new(content_type), packed.bytes().clone());
        let headers = Headers::from_pairs([("Content-Type", content_type), ("Pragma", "no-cache")]);
        let answer = serve(&server(), &Outgoing { method: Method::Post, headers, body });
        assert_eq!((answer.status, answer.body.content_type()), (200, Some(answered)));
        assert!(answer.body.bytes().starts_with(start), "{content_type}");
        let payload = answer.body.open(&Limits::DEFAULT).unwrap();
        let Response::Reply(reply) = Response::decode(&payload).unwrap() else { panic!("{payload:?}") };
        assert_eq!((reply.response.as_deref(), reply.error), (Some("SEND"), None));
    }
}

// GLPI-030, GLPI-150
#[test]
fn a_server_repeats_ids_and_nothing_else() {
    let headers = Headers::from_pairs([
        ("GLPI-Agent-ID", "a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1"),
        ("GLPI-Request-ID", "00C0FFEE"),
        ("Authorization", "Basic c2VjcmV0"),
        ("Accept", "application/json"),
        ("GLPI-Proxy-ID", "b2b2b2b2-b2b2-b2b2-b2b2-b2b2b2b2b2b2"),
        ("User-Agent", "example"),
    ]);
    let request = Request::from(contact()).encode(Compression::Plain).unwrap();
    let answer = serve(&server(), &Outgoing::post(headers, request));
    let names: Vec<_> = answer.headers.to_pairs().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["GLPI-Agent-ID", "GLPI-Request-ID", "Content-Type", "Pragma"]);
}

// GLPI-153, GLPI-154, GLPI-155, GLPI-158, GLPI-159
#[test]
fn a_server_refuses_with_the_right_status() {
    let real = Server::new(Limits::DEFAULT, Compat::Real);
    let headers = Headers::new(AGENT);
    let message = |outcome: &Outcome| {
        let payload = outcome.body.open(&Limits::DEFAULT).unwrap();
        match Response::decode(&payload).unwrap() {
            Response::Answer(answer) => {
                assert_eq!((answer.status, answer.expiration.unwrap().value()), (Some(Status::Error), 24));
                answer.message.unwrap()
            }
            Response::Reply(reply) => format!("XML: {}", reply.error.unwrap()),
            other => panic!("{other:?}"),
        }
    };
    let get = real.receive(Method::Get, None, &headers, &Body::default()).unwrap_err();
    assert_eq!((get.status, get.body.is_empty()), (405, true));
    let get = real.receive(Method::Get, Some("action=getConfig"), &headers, &Body::default()).unwrap_err();
    assert_eq!((get.status, message(&get).as_str()), (400, "Protocol not supported"));

    let post = |server: &Server, body: Body| serve(server, &Outgoing::post(headers.clone(), body));
    let broken = Body::compress("{\"action\":", Format::Json, Compression::Gzip).unwrap();
    let refused = post(&real, broken.clone());
    assert_eq!((refused.status, message(&refused).as_str()), (400, "JSON not well formed!"));
    assert_eq!(refused.body.content_type().unwrap().as_str(), "application/x-compress-gzip");
    assert_eq!(message(&post(&server(), broken)), "malformed json");
    let no_zlib = Body::new(ContentType::new("application/x-zlib"), b"\x78\x9c\xff\xff".to_vec());
    assert_eq!(message(&post(&real, no_zlib)), "XML: XML not well formed!");
    let unknown = Body::new(ContentType::JSON, r#"{"action":"configuration"}"#);
    let refused = post(&real, unknown);
    assert_eq!(
        (refused.status, message(&refused).as_str()),
        (501, "Query 'configuration' is not supported.")
    );
    let small = Server::new(Limits::DEFAULT.with_body_len(10), Compat::Spec);
    assert_eq!(post(&small, Request::from(contact()).encode(Compression::Plain).unwrap()).status, 413);
    let invalid = post(&real, Body::new(ContentType::JSON, r#"{"action":"contact"}"#));
    assert!(invalid.status == 400 && message(&invalid).contains("no member \"deviceid\""));
    let encrypted = headers.clone().with_crypto_key_id(AGENT);
    let refused = real.receive(Method::Post, None, &encrypted, &Body::new(None, "xx")).unwrap_err();
    assert_eq!(refused.status, 400);

    let xml = Request::from(Prolog::new("d")).encode(Compression::Plain).unwrap();
    let incoming = real.receive(Method::Post, None, &headers, &xml).unwrap();
    let refused = incoming.refuse_unauthorized("Authorization header required to send an inventory");
    assert_eq!((refused.status, message(&refused).starts_with("Authorization header")), (401, true));
    let long = incoming.refuse(500, &"x".repeat(1000));
    assert_eq!(message(&long).len(), "XML: ".len() + 250);
}

/// An agent's whole exchange through proxies, one behind the other, to a server.
/// What happens upstream happens while the agent waits.
struct Network {
    proxies: Vec<Proxy>,
    server: Server,
    now: Duration,
    fresh: u32,
    /// What waits to be sent upstream by which proxy, and when.
    queue: VecDeque<(usize, Duration, RequestId, Option<Outgoing>)>,
    waits_upstream: usize,
}

impl Network {
    fn new(proxies: usize) -> Self {
        let own = |index: usize| AgentId::from_bytes([u8::try_from(index + 1).unwrap(); 16]);
        let proxies =
            (0..proxies).map(|index| Proxy::new(own(index), Limits::DEFAULT, Compat::Spec)).collect();
        Self {
            proxies,
            server: server(),
            now: seconds(0),
            fresh: 0,
            queue: VecDeque::new(),
            waits_upstream: 0,
        }
    }

    /// Who is asked by an agent (0), by the first proxy (1) and so on.
    fn deliver(&mut self, hop: usize, outgoing: &Outgoing) -> Outcome {
        let Some(proxy) = self.proxies.get_mut(hop) else {
            return serve(&self.server, outgoing);
        };
        self.fresh += 0x0101_0101;
        let fresh = self.fresh.to_be_bytes();
        let handled =
            proxy.handle_request(outgoing.method, None, &outgoing.headers, &outgoing.body, self.now, fresh);
        if let Some(Forward { id, outgoing }) = handled.forward {
            self.queue.push_back((hop, self.now, id, Some(outgoing)));
        }
        handled.answer
    }

    /// Does all that is due upstream.
    fn work(&mut self) {
        while let Some(at) = self.queue.iter().position(|entry| entry.1 <= self.now) {
            let (hop, _, id, outgoing) = self.queue.remove(at).unwrap();
            let next = match outgoing {
                Some(outgoing) => {
                    let answer = self.deliver(hop + 1, &outgoing);
                    self.proxies[hop].handle_upstream(
                        id,
                        answer.status,
                        &answer.headers,
                        &answer.body,
                        self.now,
                    )
                }
                None => self.proxies[hop].handle_timeout(id),
            };
            match next {
                Upstream::Wait(delay) => {
                    self.waits_upstream += 1;
                    self.queue.push_back((hop, self.now + delay, id, None));
                }
                Upstream::Send(outgoing) => self.queue.push_back((hop, self.now, id, Some(outgoing))),
                Upstream::Kept | Upstream::Dropped => {}
            }
        }
    }

    fn ask(&mut self, body: Body) -> Result<glpi_proto::Answered, SessionError> {
        let (mut exchange, mut step) = Exchange::start(Headers::new(AGENT), body);
        loop {
            step = match step {
                Step::Send(outgoing) => {
                    let answer = self.deliver(0, &outgoing);
                    exchange.handle_response(answer.status, &answer.headers, &answer.body)?
                }
                Step::Wait(delay) => {
                    for _ in 0..delay.as_secs() {
                        self.work();
                        self.now += seconds(1);
                    }
                    exchange.handle_timeout()?
                }
                Step::Done(answered) => return Ok(answered),
            }
        }
    }
}

// GLPI-163, GLPI-165
#[test]
fn an_answer_comes_back_through_any_number_of_proxies() {
    for proxies in 0..=5 {
        let mut network = Network::new(proxies);
        let answered = network.ask(Request::from(contact()).encode(Compression::Zlib).unwrap()).unwrap();
        let answer = ContactAnswer::decode(&answered.payload).unwrap();
        assert_eq!(answer.answer.status, Some(Status::Ok), "{proxies} proxies");
        assert_eq!(answered.headers.agent_id, Some(AGENT));
        assert_eq!(network.waits_upstream > 0, proxies > 1, "a proxy in front of another polls it");
        assert!(network.proxies.iter().all(|proxy| proxy.held() == 0), "all answers were fetched");
    }
    let mut network = Network::new(6);
    let end = network.ask(Request::from(contact()).encode(Compression::Zlib).unwrap()).unwrap_err();
    assert_eq!(end.to_string(), "refused with HTTP 404: \"too-many-proxy\"");
}

/// A proxy that has taken in one request.
fn proxy_with_request() -> (Proxy, Forward, Outcome) {
    let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, Compat::Real);
    let body = Request::from(contact()).encode(Compression::Zlib).unwrap();
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
    let body = Request::from(contact()).encode(Compression::Plain).unwrap();
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

    let request = Request::from(contact()).encode(Compression::Plain).unwrap();
    let headers = Outgoing::post(Headers::new(AGENT), request.clone()).headers;
    let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, Compat::Real).with_capacity(2).with_kept_bytes(20);
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
    for (compat, status) in [(Compat::Real, 200), (Compat::Spec, 502)] {
        let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, compat);
        let request = Request::from(contact()).encode(Compression::Plain).unwrap();
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
        (Compat::Spec, vec![AGENT, OTHER], 404, r#"{"status":"error","message":"proxy-loop-detected"}"#),
        (Compat::Spec, vec![AGENT; 5], 404, r#"{"status":"error","message":"too-many-proxy"}"#),
        (Compat::Real, vec![AGENT, OTHER], 404, r#"{"status":"error"}"#),
        (Compat::Real, vec![AGENT; 5], 403, r#"{"status":"error"}"#),
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
    let mut proxy = Proxy::new(OTHER, Limits::DEFAULT, Compat::Real);
    let mut ask = |method, query, headers: Headers, body: Body| {
        let headers = match body.content_type() {
            Some(content_type) => headers.with_content_type(content_type.clone()),
            None => headers,
        };
        let handled = proxy.handle_request(method, query, &headers, &body, seconds(0), [0; 4]);
        let text = String::from_utf8(handled.answer.body.bytes().to_vec()).unwrap();
        (handled.answer.status, text, handled.forward)
    };
    let prolog = Request::from(Prolog::new("d")).encode(Compression::Zlib).unwrap();
    let (status, text, forward) = ask(Method::Post, None, Headers::new(AGENT), prolog.clone());
    assert_eq!((status, text.as_str()), (202, r#"{"status":"pending","expiration":0}"#));
    assert!(forward.is_none());
    let (status, text, forward) = ask(Method::Post, None, Headers::anonymous(), prolog);
    assert_eq!(
        (status, text.contains("<PROLOG_FREQ>24</PROLOG_FREQ>"), forward.is_none()),
        (200, true, true)
    );
    let xml = Body::new(ContentType::XML, "<REQUEST><QUERY>INVENTORY</QUERY><CONTENT/></REQUEST>");
    let (status, text, forward) = ask(Method::Post, None, Headers::anonymous(), xml.clone());
    assert_eq!((status, text.contains("<REPLY></REPLY>")), (200, true));
    assert_eq!(forward.unwrap().outgoing.body, xml);
    let (status, text, _) = ask(Method::Get, Some("action=getConfig"), Headers::new(AGENT), Body::default());
    assert_eq!((status, text.as_str()), (200, "{}"));
    for (body, reason) in [
        (Body::new(None, "{}"), "Content-type not set"),
        (Body::new(ContentType::JSON, ""), "No content"),
        (Body::new(ContentType::JSON, "hello"), "Unsupported Content-type"),
        (Body::new(ContentType::JSON, "{"), "Unsupported content"),
    ] {
        let (status, text, _) = ask(Method::Post, None, Headers::new(AGENT), body);
        assert_eq!((status, text.as_str()), (403, reason));
    }
    // What is encrypted is passed on unread.
    let secret = Headers::new(AGENT).with_crypto_key_id(AGENT);
    let (status, _, forward) = ask(Method::Post, None, secret, Body::new(ContentType::JSON, "\u{1}\u{2}"));
    assert_eq!((status, forward.unwrap().outgoing.headers.crypto_key_id), (202, Some(AGENT)));
}

/// What happens to one of the messages.
#[derive(Clone, Copy)]
enum Harm {
    Lost,
    Repeated,
    Altered,
}

#[test]
fn one_message_lost_repeated_or_altered_never_gives_a_wrong_answer() {
    for harm in [Harm::Lost, Harm::Repeated, Harm::Altered] {
        for at in 0..6 {
            let (mut exchange, mut step) = Exchange::start(
                Headers::new(AGENT),
                Request::from(contact()).encode(Compression::Zlib).unwrap(),
            );
            let mut network = Network::new(1);
            let mut count = 0;
            let result = loop {
                step = match step {
                    Step::Send(mut outgoing) => {
                        let harmed = count == at;
                        count += 1;
                        if harmed {
                            match harm {
                                Harm::Lost => break Err(SessionError::OutOfTurn),
                                Harm::Repeated => drop(network.deliver(0, &outgoing)),
                                Harm::Altered if outgoing.body.is_empty() => {
                                    outgoing.headers.request_id = Some(id("DEADBEEF"));
                                }
                                Harm::Altered => {
                                    let mut bytes = outgoing.body.bytes().to_vec();
                                    let middle = bytes.len() / 2;
                                    bytes[middle] ^= 0x10;
                                    outgoing.body = Body::new(outgoing.body.content_type().cloned(), bytes);
                                }
                            }
                        }
                        let answer = network.deliver(0, &outgoing);
                        match exchange.handle_response(answer.status, &answer.headers, &answer.body) {
                            Ok(step) => step,
                            Err(error) => break Err(error),
                        }
                    }
                    Step::Wait(delay) => {
                        network.now += delay;
                        network.work();
                        exchange.handle_timeout().unwrap()
                    }
                    Step::Done(answered) => break Ok(answered),
                }
            };
            if let Ok(answered) = result {
                let answer = ContactAnswer::decode(&answered.payload).unwrap();
                assert!(answer.tasks.is_some_and(|tasks| tasks.config(&Task::Inventory).is_some()));
            } else {
                assert!(at < 2, "only the two messages of this exchange can be harmed");
            }
        }
    }
}

#[test]
fn every_dialogue_keeps_to_the_callers_limits() {
    let small = Limits::DEFAULT.with_body_len(20);
    let answer = body(&Answer::ok().with_message("longer than twenty bytes"));
    let too_long = |result: Result<(), SessionError>| {
        assert!(matches!(&result, Err(SessionError::Decode(error)) if error.is_limit()), "{result:?}");
    };
    let mut limited = exchange().with_limits(small);
    too_long(limited.handle_response(200, &Headers::default(), &answer).map(drop));
    let request = Request::from(contact()).encode(Compression::Plain).unwrap();
    let (submission, _) = Submission::start(Headers::new(AGENT), request);
    let mut submission = submission.with_limits(small);
    too_long(submission.handle_response(200, &Headers::default(), &answer).map(drop));
    let (first, _) = first_contact(ServerKind::Unknown);
    let mut first = first.with_limits(small);
    too_long(first.handle_response(200, &Headers::default(), &answer).map(drop));
    // The second request of the same dialogue as well.
    let (first, _) = first_contact(ServerKind::Glpi);
    let mut first = first.with_limits(small);
    let html = Body::new(None, "<html></html>");
    assert!(matches!(first.handle_response(200, &Headers::default(), &html), Ok(Contacted::Step(_))));
    too_long(first.handle_response(200, &Headers::default(), &answer).map(drop));
}
