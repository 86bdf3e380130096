//! The answers of a server, and their form.

use glpi_proto::server::reason;

use super::*;

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
            assert_eq!(Response::<Answer>::decode(&payload, &Limits::DEFAULT).unwrap(), expected);
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
        let Response::Reply(reply) = Response::<Answer>::decode(&payload, &Limits::DEFAULT).unwrap() else {
            panic!("{payload:?}")
        };
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
    let request = Request::from(contact()).to_body(Compression::Plain).unwrap();
    let answer = serve(&server(), &Outgoing::post(headers, request));
    let names: Vec<_> = answer.headers.to_pairs().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["GLPI-Agent-ID", "GLPI-Request-ID", "Content-Type", "Pragma"]);
}

// GLPI-151, GLPI-152, GLPI-153, GLPI-154, GLPI-155, GLPI-158, GLPI-159, GLPI-R61
#[test]
fn a_server_refuses_with_the_right_status() {
    let real = Server::new(Limits::DEFAULT, Compat::Deployed);
    let headers = Headers::new(AGENT);
    let message = |outcome: &Outcome| {
        let payload = outcome.body.open(&Limits::DEFAULT).unwrap();
        match Response::<Answer>::decode(&payload, &Limits::DEFAULT).unwrap() {
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
    let small = Server::new(Limits::DEFAULT.with_body_len(10), Compat::Documented);
    assert_eq!(post(&small, Request::from(contact()).to_body(Compression::Plain).unwrap()).status, 413);
    let invalid = post(&real, Body::new(ContentType::JSON, r#"{"action":"contact"}"#));
    assert!(invalid.status == 400 && message(&invalid).contains("missing member \"deviceid\""));
    let encrypted = headers.clone().with_crypto_key_id(AGENT);
    let refused = real.receive(Method::Post, None, &encrypted, &Body::new(None, "xx")).unwrap_err();
    assert_eq!(refused.status, 400);

    let xml = Request::from(Prolog::new("d")).to_body(Compression::Plain).unwrap();
    let incoming = real.receive(Method::Post, None, &headers, &xml).unwrap();
    for reason in [reason::NO_AUTHORIZATION, reason::WRONG_PASSWORD, reason::WRONG_SCOPE] {
        let refused = incoming.refuse_unauthorized(reason);
        assert_eq!(
            (refused.status, message(&refused).as_str()),
            (401, reason),
            "in JSON, though asked in XML"
        );
    }
    let long = incoming.refuse(500, &"x".repeat(1000));
    assert_eq!(message(&long).len(), "XML: ".len() + 250);
}

// GLPI-010, GLPI-013
#[test]
fn an_answer_is_named_as_its_compression_is() {
    let rows = [
        (Compat::Documented, Compression::Plain, "application/json"),
        (Compat::Deployed, Compression::Plain, "application/json"),
        (Compat::Documented, Compression::Zlib, "application/x-compress-zlib"),
        (Compat::Deployed, Compression::Zlib, "application/x-compress-zlib"),
        (Compat::Documented, Compression::Brotli, "application/x-compress-br"),
        (Compat::Deployed, Compression::Brotli, "application/x-br"),
    ];
    for (compat, compression, name) in rows.into_iter().filter(|row| row.1.is_available()) {
        let server = Server::new(Limits::DEFAULT, compat);
        let request = Request::from(contact()).to_body(compression).unwrap();
        let answer = serve(&server, &Outgoing::post(Headers::new(AGENT), request.clone()));
        assert_eq!(answer.body.content_type().map(ContentType::as_str), Some(name), "{compat:?}");
        assert_eq!(answer.headers.content_type.as_ref(), answer.body.content_type());
        let payload = answer.body.open(&Limits::DEFAULT).unwrap();
        assert_eq!((payload.compression(), payload.repairs()), (compression, &[][..]));
        let incoming = server.receive(Method::Post, None, &Headers::new(AGENT), &request).unwrap();
        let busy = incoming.refuse_busy(Expiration::from_hours(1));
        assert_eq!((busy.status, busy.body.content_type()), (503, answer.body.content_type()));
    }
}

// GLPI-157
#[test]
fn a_prolog_in_json_without_a_name_is_answered_in_the_words_of_xml() {
    let request = Body::new(ContentType::JSON, r#"{"action":"prolog","deviceid":"d"}"#);
    let server = server();
    for (headers, text) in [
        (Headers::anonymous(), r#"{"PROLOG_FREQ":8,"RESPONSE":"SEND"}"#),
        (Headers::new(AGENT), r#"{"status":"ok","expiration":8}"#),
    ] {
        let incoming = server.receive(Method::Post, None, &headers, &request).unwrap();
        assert!(matches!(incoming.request(), Ok(Request::Prolog(_))));
        assert_eq!(incoming.answer_prolog(8, Reply::default()).unwrap().body.bytes(), text);
    }
}
