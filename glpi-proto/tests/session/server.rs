//! How a server writes what it answers.

use super::*;

// GLPI-010, GLPI-013
#[test]
fn an_answer_is_named_as_its_compression_is() {
    let rows = [
        (Compat::Spec, Compression::Plain, "application/json"),
        (Compat::Real, Compression::Plain, "application/json"),
        (Compat::Spec, Compression::Zlib, "application/x-compress-zlib"),
        (Compat::Real, Compression::Zlib, "application/x-compress-zlib"),
        (Compat::Spec, Compression::Brotli, "application/x-compress-br"),
        (Compat::Real, Compression::Brotli, "application/x-br"),
    ];
    for (compat, compression, name) in rows.into_iter().filter(|row| row.1.is_available()) {
        let server = Server::new(Limits::DEFAULT, compat);
        let request = Request::from(contact()).encode(compression).unwrap();
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
    let request = Request::from(contact()).encode(Compression::Plain).unwrap();
    let server = server();
    for (headers, text) in [
        (Headers::anonymous(), r#"{"PROLOG_FREQ":8,"RESPONSE":"SEND"}"#),
        (Headers::new(AGENT), r#"{"status":"ok","expiration":8}"#),
    ] {
        let incoming = server.receive(Method::Post, None, &headers, &request).unwrap();
        assert_eq!(incoming.answer_prolog(8, Reply::default()).unwrap().body.bytes(), text);
    }
}
