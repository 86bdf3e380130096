//! The examples run against each other over loopback, in each dialect.

#[expect(dead_code, reason = "only its main is not used")]
#[path = "../examples/agent.rs"]
mod agent;
#[expect(dead_code, reason = "only its main is not used")]
#[path = "../examples/server.rs"]
mod server;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use oco_proto::agent::{Trust, Verified};
use oco_proto::{
    AGENT_SIGNATURE_HEADER, API_PATH, AgentKey, CONTENT_TYPE, Dialect, Hello, Host, HttpBody, HttpReply,
    JobState, RegistrationKey, Request, State, Timestamp,
};

#[test]
fn agent_and_server_talk_in_all_dialects() {
    for dialect in [Dialect::Flat, Dialect::Dotted, Dialect::Hmac] {
        let http = tiny_http::Server::http("127.0.0.1:0").unwrap();
        let address = http.server_addr().to_ip().unwrap().to_string();
        // Two hellos, four states, a package, an update, and two reports while it comes.
        let has_progress = dialect >= Dialect::Dotted;
        let requests = if has_progress { 10 } else { 8 };
        let server = std::thread::spawn(move || server::run(&http, requests));
        let log = agent::run(&address, dialect).unwrap_or_else(|error| panic!("{dialect}: {error}"));
        server.join().unwrap().unwrap();
        let job = if dialect == Dialect::Flat { "31" } else { "dynamic-31" };
        let mut expected = vec![
            "registered".to_owned(),
            "said hello".to_owned(),
            "said hello".to_owned(),
            format!("job {job}: state 1"),
            "56 %".to_owned(),
            "100 %".to_owned(),
            "downloaded 9 bytes".to_owned(),
            format!("job {job}: state 1"),
            format!("job {job}: state 2"),
            format!("job {job}: state 3"),
            "Restart { minutes: 15 }".to_owned(),
            "updated".to_owned(),
        ];
        if !has_progress {
            expected.retain(|line| !line.ends_with('%'));
        }
        assert_eq!(log, expected, "{dialect}");
    }
}

/// Sends a request and returns status and body.
fn send(address: &str, request: &HttpBody<'_>) -> (u16, Option<String>, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    let signature = request.signature().unwrap();
    let head = format!(
        "POST {API_PATH} HTTP/1.0\r\ncontent-type: {CONTENT_TYPE}\r\n{AGENT_SIGNATURE_HEADER}: {signature}\r\n\
         content-length: {}\r\n\r\n",
        request.bytes().len()
    );
    stream.write_all(&[head.as_bytes(), request.bytes()].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let signature = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("x-oco-server-signature: ").map(str::to_owned));
    (status, signature, answer[end + 4..].to_vec())
}

/// Signs by the clock alone, as each thread of a real agent does: the ids are all 1.
fn sign(mut request: Request<'_>, key: &AgentKey) -> HttpBody<'static> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    // The fourth decimal.
    request.timestamp = Timestamp::from_micros(now.as_micros() as u64 / 100 * 100).into();
    let mut body = Vec::new();
    request.encode_as_read(&mut body);
    HttpBody::sign(body, key)
}

// OCO-092
#[test]
fn an_agent_with_two_threads_is_never_refused_and_nothing_of_it_can_be_sent_again() {
    const JOBS: i64 = 200;
    let http = tiny_http::Server::http("127.0.0.1:0").unwrap();
    let address = http.server_addr().to_ip().unwrap().to_string();
    let requests = 1 + 2 * (JOBS as usize * 5);
    let server = std::thread::spawn(move || server::run(&http, requests));

    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() - Duration::from_secs(1);
    let mut trust = Trust::on_first_use(Dialect::Hmac, RegistrationKey::new("demo registration").unwrap());
    let hello = || Request::hello(Host::new("demo-02"), Hello::new("1.2.0"));
    let (_, signature, body) = send(&address, &trust.sign(&hello(), now.try_into().unwrap()).unwrap());
    let reply = HttpReply::new(200, "OK", Some(CONTENT_TYPE), HttpBody::new(&body, signature.as_deref()));
    assert!(matches!(trust.verify(&reply), Ok(Verified::Reply { keys_offered: true, .. })));
    trust.accept().unwrap();
    let key = trust.agent_key().unwrap().clone();

    // One thread runs jobs, the other sends their output; each is held up between signing and
    // sending, so that they overtake each other.
    let thread = |number: u64, states: &'static [State], hellos: bool| {
        let (address, key) = (address.clone(), key.clone());
        std::thread::spawn(move || {
            let mut sent = Vec::new();
            for job in 1..=JOBS {
                let reports = states.iter().enumerate().map(|(index, state)| {
                    let output = format!("line {job}.{index} of {number}\n").repeat(20);
                    let report = JobState { message: output.into(), ..JobState::new(job, *state) };
                    Request::job_state(Host::new("demo-02"), report.with_return_code(0))
                });
                for request in reports.chain(hellos.then(hello)) {
                    let signed = sign(request, &key);
                    std::thread::sleep(Duration::from_micros(job as u64 * (7 + 4 * number) % 13 * 100));
                    let (status, _, body) = send(&address, &signed);
                    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
                    sent.push(signed);
                }
            }
            sent
        })
    };
    let main = thread(0, &[State::DownloadStarted, State::Succeeded], true);
    let output = thread(1, &[State::ExecutionStarted, State::ExecutionStarted], false);
    let sent = [main.join().unwrap(), output.join().unwrap()].concat();
    assert_eq!(sent.len(), JOBS as usize * 5);
    for request in &sent {
        assert_eq!(send(&address, request).0, 401);
    }
    server.join().unwrap().unwrap();
}
