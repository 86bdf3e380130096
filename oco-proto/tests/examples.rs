//! The examples run against each other over loopback, in each dialect.

#[expect(dead_code, reason = "only its main is not used")]
#[path = "../examples/agent.rs"]
mod agent;
#[expect(dead_code, reason = "only its main is not used")]
#[path = "../examples/server.rs"]
mod server;

use oco_proto::Dialect;

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
