//! Tests of OCO exchanges.

use std::fs;

use super::*;

fn decode(input: &Input) -> Vec<Message> {
    // A refusal without its file name is any server's.
    assert!(Oco.detects(input) || input.name.contains("refusal"), "{}", input.name);
    Oco.decode(input).unwrap_or_else(|failure| panic!("{}: {failure:?}", input.name))
}

/// The two halves of an exchange as files, and what comes of each.
fn exchange(name: &str, request: &str, response: &str) -> [Result<Vec<Message>, Failure>; 2] {
    let folder = std::env::temp_dir().join(format!("inspect-oco-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let paths = [folder.join("x.req.http"), folder.join("x.resp.http")];
    fs::write(&paths[0], request).unwrap();
    fs::write(&paths[1], response).unwrap();
    let results = [0, 1].map(|index| Oco.decode(&Input::read(&paths[index]).unwrap()));
    fs::remove_dir_all(&folder).unwrap();
    results
}

#[test]
fn samples_are_typed_and_written_again() {
    let samples = samples::all();
    assert_eq!(samples.len(), 11);
    for sample in &samples {
        for message in decode(sample) {
            assert_eq!((&message.round_trip, message.untyped), (&Ok(()), 0), "{}", sample.name);
            let shown = format!("{:?} {:?} {}", message.fields, message.notes, message.headline);
            for secret in ["demo-agent-key", "demo-server-key", "shared", "AAECAwQFBgc"] {
                assert!(!shown.contains(secret), "{}: {shown}", sample.name);
            }
        }
    }
}

#[test]
fn a_first_reply_proves_itself() {
    let samples = samples::all();
    let sample = samples.iter().find(|sample| sample.name == "hmac-hello.resp.http").unwrap();
    assert!(decode(sample)[0].notes.contains(&"signed with the key that it brings".to_owned()));
}

#[test]
fn a_request_that_cannot_be_read_needs_a_server_that_said_so() {
    let request =
        "POST /api-agent.php HTTP/1.1\r\ncontent-type: application/json\r\nContent-Length: 4\r\n\r\n{bad";
    let refusal = "HTTP/1.1 400 Payload Corrupt\r\nContent-Length: 0\r\n\r\n";
    let [good, answer] = exchange("refused", request, refusal);
    assert_eq!(good.unwrap()[0].kind, "malformed request");
    assert_eq!(answer.unwrap()[0].headline, "400: invalid json data");
    let reply = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
    let [bad, _] = exchange("let-in", request, reply);
    let failure = bad.unwrap_err();
    assert_eq!(failure.offset, Some(request.len() - 3), "{failure:?}");
}

#[test]
fn a_reply_is_read_as_the_answer_to_its_request() {
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.passwords","params":{"hostname":"x","data":{"passwords":[]}}}"#;
    let request = format!(
        "POST /api-agent.php HTTP/1.1\r\ncontent-type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"id\":1,\"error\":null,\"result\":{\"success\":false,\"params\":[],\"timestamp\":1.5}}";
    let [asked, answered] = exchange("passwords", &request, reply);
    assert_eq!(asked.unwrap()[0].kind, "passwords request");
    assert_eq!(answered.unwrap()[0].kind, "passwords reply");
}
