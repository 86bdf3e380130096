//! Values in a log: enough to know them, and no secret.

use glpi_proto::Message as _;
use glpi_proto::{
    AgentId, Body, Compression, Content, ContentType, DecodeErrorKind, Format, Limits, Payload, Reply,
    Request, RequestId,
};

#[test]
fn small_values_show_the_text_that_they_have_on_the_wire() {
    let rows = [
        (format!("{:?}", AgentId::from_bytes([0xa1; 16])), "AgentId(a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1)"),
        (format!("{:?}", RequestId::from_bytes([0, 0xc0, 0xff, 0xee])), "RequestId(00C0FFEE)"),
        (format!("{:?}", ContentType::new("text/\"plain\"\n;x")), "ContentType(text/\\\"plain\\\"\\n;x)"),
    ];
    for (shown, expected) in rows {
        assert_eq!(shown, expected);
    }
}

#[test]
fn a_content_shows_how_long_it_is_alone() {
    let content = |json| Content::parse(json, &Limits::DEFAULT).unwrap();
    assert_eq!(format!("{:?}", content(r#"{"pin":"4711"}"#)), "Content(14 bytes)");
    assert_eq!(content(r#" {"a":1}"#), content(r#"{"a":1} "#));
    assert_ne!(content(r#"{"a":1}"#), content(r#"{"a":2}"#));
}

#[test]
fn compressions_have_names() {
    assert_eq!(Compression::ALL.map(|own| own.to_string()), ["plain", "zlib", "gzip", "deflate", "brotli"]);
}

#[test]
fn an_error_shows_32_bytes_of_what_came_and_says_if_there_were_more() {
    for (length, shown) in [(31, 31), (32, 32), (33, 32), (500, 32)] {
        let text = format!("<{}/>", "A".repeat(length));
        let payload = Payload::from_text(&text, &Limits::DEFAULT).unwrap();
        let error = Reply::decode(&payload, &Limits::DEFAULT).unwrap_err();
        let DecodeErrorKind::UnknownMessage(snippet) = error.kind() else { panic!("{error}") };
        let expected = format!("\"{}{}\"", "A".repeat(shown), if shown < length { "…" } else { "" });
        assert_eq!((snippet.to_string(), format!("{snippet:?}")), (expected.clone(), expected));
    }
}

#[test]
fn a_syntax_error_names_its_language() {
    for (text, language) in [("{\"action\":}", "JSON"), ("<REQUEST>", "XML")] {
        let read = Payload::from_text(text, &Limits::DEFAULT)
            .and_then(|payload| Request::decode(&payload, &Limits::DEFAULT).map(|_| ()));
        let error = read.unwrap_err();
        let DecodeErrorKind::Syntax(syntax) = error.kind() else { panic!("{error}") };
        assert_eq!(syntax.language(), language);
        assert!(syntax.to_string().starts_with(&format!("malformed {language}: ")), "{error}");
        assert!(error.to_string().contains(&syntax.to_string()), "{error}");
    }
}

#[cfg(feature = "register")]
#[test]
fn blocks_and_needs_show_themselves() {
    use glpi_proto::register::{Block, Needs};
    let block = Block::from_bytes([0xb1; 16]);
    assert_eq!(format!("{block:?}"), "Block(b1b1b1b1-b1b1-b1b1-b1b1-b1b1b1b1b1b1)");
    let needs = ["token-validation", "manual-validation", "server-validation", "coffee"];
    assert_eq!(needs.map(|text| Needs::from(text.to_owned()).to_string()), needs);
}

// GLPI-061
#[test]
fn a_contact_shows_nothing_of_its_plugins_settings() {
    let json = r#"{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[],
        "httpd-plugins":{"basicauthentication":{"user":"ada","password":"hunter2"},"inventory":{"token":"hunter2"}},"x":"hunter2"}"#;
    let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
    let request = Request::decode(&payload, &Limits::DEFAULT).unwrap();
    let shown = format!("{request:?}");
    assert!(shown.contains("basicauthentication") && shown.contains("password"), "{shown}");
    assert!(!shown.contains("hunter2") && !shown.contains("ada"), "{shown}");
}

/// Says of a type if serde can write it: the inherent function exists only then.
struct Probe<T>(std::marker::PhantomData<T>);

impl<T: serde::Serialize> Probe<T> {
    fn is_serialized(&self) -> bool {
        true
    }
}

trait Otherwise {
    fn is_serialized(&self) -> bool {
        false
    }
}

impl<T> Otherwise for &Probe<T> {}

#[test]
fn no_secret_is_serialized() {
    use glpi_proto::register::{CommunicationKey, Nonce, Token, agent, server};
    macro_rules! is_serialized {
        ($($type:ty),*) => { [$( (&Probe::<$type>(std::marker::PhantomData)).is_serialized() ),*] };
    }
    assert_eq!(
        is_serialized!(
            glpi_proto::Secret,
            Token,
            Nonce,
            CommunicationKey,
            agent::AgentState,
            server::ServerState
        ),
        [false; 6]
    );
    assert_eq!(is_serialized!(AgentId, agent::ExposedAgentState<'_>), [true; 2]);
}

#[test]
fn what_carries_a_message_shows_nothing_of_it() {
    let json = r#"{"action":"contact","deviceid":"hunter2","name":"n","version":"1"}"#;
    let body = Body::compress(json, Format::Json, Compression::Plain).unwrap();
    assert_eq!(
        format!("{body:?}"),
        format!("Body {{ content_type: Some(ContentType(application/json)), len: {} }}", json.len())
    );
    let payload = body.open(&Limits::DEFAULT).unwrap();
    let shown = format!("{payload:?}");
    assert!(shown.contains(&format!("len: {}", json.len())) && !shown.contains("hunter2"), "{shown}");

    let xml = r#"<REQUEST a="hunter2"><CONTENT><TOKEN b="hunter2">hunter2</TOKEN></CONTENT><DEVICEID c="hunter2">d</DEVICEID>
        <QUERY>PROLOG</QUERY><TOKEN><X>hunter2</X></TOKEN><Y Z="hunter2">hunter2</Y>hunter2</REQUEST>"#;
    let payload = Payload::from_text(xml, &Limits::DEFAULT).unwrap();
    let shown = format!("{:?}", Request::decode(&payload, &Limits::DEFAULT).unwrap());
    assert!(!shown.contains("hunter2"), "{shown}");
}

/// Everything that carries a message on its way shows its kind and length.
#[test]
fn carriers_show_nothing_of_what_they_carry() {
    use std::time::Duration;

    use glpi_proto::proxy::Proxy;
    use glpi_proto::server::{Offer, Server};
    use glpi_proto::{Answer, Client, Compat, Exchange, Headers, Method, Outgoing};

    let secret = |text: &str| Body::new(ContentType::JSON, text.to_owned());
    let id = AgentId::from_bytes([7; 16]);
    let mut shown = Vec::new();
    let client = Client::new(Headers::new(id));
    let (outgoing, mut exchange): (Outgoing, Exchange<Answer>) =
        Exchange::start(&client, secret(r#"{"client_secret":"hunter2"}"#));
    shown.push(format!("{outgoing:?} {exchange:?}"));
    let step = exchange.handle_response(
        200,
        &Headers::new(id),
        &secret(r#"{"status":"ok","token":"hunter2","x":{"y":"hunter2"}}"#),
    );
    shown.push(format!("{step:?} {step:#?}"));
    let contact =
        r#"{"action":"contact","deviceid":"d","name":"n","version":"1","installed-tasks":[],"x":"hunter2"}"#;
    let mut proxy = Proxy::new(AgentId::from_bytes([9; 16]), Limits::DEFAULT, Compat::Documented);
    let handled =
        proxy.handle_request(Method::Post, None, &Headers::new(id), &secret(contact), Duration::ZERO, [1; 4]);
    shown.push(format!("{handled:?}"));
    let _ = proxy.handle_upstream(
        handled.forward.unwrap().id,
        200,
        &Headers::default(),
        &secret(r#"{"status":"ok","token":"hunter2"}"#),
        Duration::ZERO,
    );
    shown.push(format!("{proxy:?}"));
    let server = Server::new(Limits::DEFAULT, Compat::Documented);
    let body = secret(contact);
    let incoming = server.receive(Method::Post, None, &Headers::new(id), &body);
    shown.push(format!("{incoming:?} {:?}", Offer::new("1")));
    for xml in [
        "<REQUEST><QUERY>PROLOG</QUERY><TOKEN>hunter2</TOKEN><DEVICEID>x</DEVICEID><A B='hunter2'>hunter2</A></REQUEST>",
        "<REQUEST A='hunter2'>hunter2<QUERY B='hunter2'>SNMP</QUERY><CONTENT><A>hunter2</A></CONTENT></REQUEST>",
        "<REPLY><OPTION><NAME>X</NAME><A COMMUNITY='hunter2'/></OPTION><A>hunter2</A></REPLY>",
    ] {
        let payload = Payload::from_text(xml, &Limits::DEFAULT).unwrap();
        let request = Request::decode(&payload, &Limits::DEFAULT);
        let reply = Reply::decode(&payload, &Limits::DEFAULT);
        shown.push(format!("{payload:?} {request:?} {reply:?}"));
    }
    for shown in shown {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
