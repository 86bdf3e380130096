//! What agents and senders say, in all its forms.

use zbx_proxy_proto::{AgentData, DecodeErrorKind, PassiveChecks, Request, SenderData};

fn encoded(request: &Request<'_>) -> String {
    let mut payload = Vec::new();
    request.encode(&mut payload);
    String::from_utf8(payload).unwrap()
}

// ZBX-111
#[test]
fn lists_that_must_be_there_are_written_empty() {
    for (request, expected) in [
        (SenderData::default().into(), r#"{"request":"sender data","data":[]}"#),
        (AgentData::default().into(), r#"{"request":"agent data","data":[]}"#),
        (PassiveChecks::default().into(), r#"{"request":"passive checks","data":[]}"#),
    ] {
        let request: Request<'_> = request;
        assert_eq!(encoded(&request), expected);
        assert_eq!(Request::decode(expected.as_bytes()), Ok(request));
    }
    for request in [r#"{"request":"sender data"}"#, r#"{"request":"passive checks"}"#] {
        let error = Request::decode(request.as_bytes()).unwrap_err();
        assert_eq!(*error.kind(), DecodeErrorKind::Missing("data"), "{request}");
    }
    let commands = r#"{"request":"agent data","commands":[{"id":1,"value":"up"}]}"#;
    let commands = Request::decode(commands.as_bytes()).unwrap();
    assert_eq!(
        encoded(&commands),
        r#"{"request":"agent data","data":[],"commands":[{"id":1,"value":"up"}]}"#
    );
}
