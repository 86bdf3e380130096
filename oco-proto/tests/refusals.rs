//! Error responses of servers of each age.

use oco_proto::{Dialect, ErrorResponse, HttpBody, HttpReply, Limits, Reason, Request};

#[test]
fn http_decides_between_reply_and_refusal() {
    let read = |status, phrase, body: &str| {
        let http = HttpReply::new(status, phrase, Some("text/html"), HttpBody::new(body.as_bytes(), None));
        ErrorResponse::read(&http).map(|rejection| rejection.reason)
    };
    assert_eq!(
        read(200, "OK", r#"{"id":1,"result":null,"error":"Unknown Method"}"#),
        Some(Reason::UnknownMethod)
    );
    assert_eq!(read(400, "Job Not Found", ""), Some(Reason::JobNotFound(None)));
    assert_eq!(read(401, "Unauthorized", "Agent timestamp too old"), Some(Reason::TimestampTooOld));
    assert_eq!(read(500, "Internal Server Error", ""), Some(Reason::ServerError));
    assert_eq!(read(401, "", ""), Some(Reason::Unnamed));
}

// OCO-042
#[test]
fn an_unknown_job_has_the_status_of_its_time() {
    let rejection = ErrorResponse::new(Reason::JobNotFound(Some("7".into())));
    for (dialect, status) in
        [(Dialect::Client, 400), (Dialect::Flat, 400), (Dialect::DottedEarly, 404), (Dialect::Dotted, 404)]
    {
        let http = rejection.write(dialect);
        assert_eq!((http.status, http.phrase.as_ref()), (status, "Job Not Found"), "{dialect}");
        assert_eq!(ErrorResponse::read(&http).unwrap().reason, Reason::JobNotFound(None));
    }
}

#[test]
fn a_job_of_another_host_is_named() {
    let text = "Computer not allowed to update job »12«";
    let http = HttpReply::new(401, "", None, HttpBody::new(text.as_bytes(), None));
    let rejection = ErrorResponse::read(&http).unwrap();
    assert_eq!(rejection.reason, Reason::JobNotAllowed(Some("12".into())));
    assert_eq!(rejection.write(Dialect::Hmac).body.bytes(), text.as_bytes());
}

#[test]
fn a_phrase_that_nobody_knows_is_kept() {
    let http = HttpReply::new(403, "Not On Sundays", None, HttpBody::new(b"", None));
    assert_eq!(ErrorResponse::read(&http).unwrap().reason, Reason::Other("Not On Sundays".into()));
}

#[test]
fn what_is_longer_than_a_flat_refusal_is_a_reply() {
    let read = |len: usize| {
        let start = r#"{"id":1,"result":null,"error":""#;
        let body = format!("{start}{}\"}}", "x".repeat(len - start.len() - 2));
        ErrorResponse::read(&HttpReply::new(200, "OK", None, HttpBody::new(body.as_bytes(), None)))
    };
    assert_eq!(read(1024).map(|rejection| rejection.id), Some(Some(1_i64.into())));
    assert_eq!(read(1025), None);
}

#[test]
fn a_method_that_is_no_text_is_named_by_its_type() {
    for (method, expected) in [
        ("5", "method: expected the name of a method, found \"a number\" at byte 45"),
        ("true", "method: expected the name of a method, found \"true or false\" at byte 45"),
        ("[]", "method: expected a text or a number, found \"a list\" at byte 45"),
        ("null", "missing member \"method\" at byte 50"),
    ] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"params":{{}},"method":{method}}}"#);
        assert_eq!(Request::decode(body.as_bytes(), &Limits::DEFAULT).unwrap_err().to_string(), expected);
    }
}
