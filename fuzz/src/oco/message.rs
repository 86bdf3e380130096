//! Bodies in all dialects.

use oco_proto::{
    Call, DecodeError, DecodeErrorKind, Dialect, ErrorResponse, HttpBody, HttpReply, Method, Reply, Request,
    Response,
};
use serde_json::Value;

use super::LIMITS;

/// A body, read as a request and as the reply to each method. What is read is written as
/// equal JSON, to `serde_json`, but for one misspelt name, and read again as the same; the
/// owned value is the borrowed one; what a dialect can say is understood; offsets lie
/// inside the input.
pub fn message(data: &[u8]) {
    request(data);
    Method::ALL.into_iter().for_each(|method| reply(method, data));
    answers(data);
}

fn request(data: &[u8]) {
    let read = Request::decode(data, &LIMITS);
    escaped(data, &read);
    reordered(data, &read);
    let request = match read {
        Err(error) => return is_sound(&error, data),
        Ok(request) => request,
    };
    assert_eq!(request.clone().into_owned(), request);
    let mut once = Vec::new();
    request.encode_as_read(&mut once);
    is_equal(data, &once);
    assert_eq!(Request::decode(&once, &LIMITS).as_ref(), Ok(&request));
    let _ = (request.unknown_members(), request.check_columns(), format!("{request:?}"));
    for dialect in Dialect::ALL {
        let mut out = b"before".to_vec();
        match request.encode(dialect, &mut out) {
            Ok(()) => {
                let again = Request::decode(&out[6..], &LIMITS).expect("what we write we can read");
                // The client dialect puts the host's name in: `[]` comes back as `{}`.
                let are_blank = is_blank(&again.call) && is_blank(&request.call);
                assert!(
                    again.call == request.call || dialect == Dialect::Client && are_blank,
                    "{again:?}, not {request:?}"
                );
            }
            Err(_) => assert_eq!(out, b"before"),
        }
    }
}

fn is_blank(call: &Call<'_>) -> bool {
    match call {
        Call::Hello(data) => data.is_empty(),
        Call::Update(data) => data.is_empty(),
        _ => false,
    }
}

/// A name with an escape changes nothing but the bytes: the same is found, errors included.
fn escaped(data: &[u8], read: &Result<Request<'_>, DecodeError>) {
    let (plain, escaped) = (br#""params""#, br#""\u0070arams""#);
    let Some(at) = data.windows(plain.len()).position(|window| window == plain) else { return };
    let other = [&data[..at], escaped, &data[at + plain.len()..]].concat();
    if other.len() as u64 <= LIMITS.body_len() {
        match (read, Request::decode(&other, &LIMITS)) {
            (Ok(plain), Ok(escaped)) => assert_eq!(*plain, escaped),
            // The name may be in what is left over.
            (Err(plain), Err(escaped))
                if matches!(plain.kind(), DecodeErrorKind::TrailingData(_))
                    && matches!(escaped.kind(), DecodeErrorKind::TrailingData(_)) => {}
            (Err(plain), Err(escaped)) => {
                assert_eq!((plain.kind(), plain.path()), (escaped.kind(), escaped.path()));
            }
            (plain, escaped) => panic!("{plain:?}, but {escaped:?}"),
        }
    }
}

/// Members in another order change which of several faults is found, and nothing else.
fn reordered(data: &[u8], read: &Result<Request<'_>, DecodeError>) {
    let Ok(value) = serde_json::from_slice::<Value>(data) else {
        return assert!(read.is_err(), "read, although it is not JSON");
    };
    let (Ok(request), other) = (read, value.to_string()) else { return };
    if other.len() as u64 > LIMITS.body_len() {
        return;
    }
    let again = Request::decode(other.as_bytes(), &LIMITS).expect("only the order is another");
    assert_eq!((again.dialect(), again.unknown_members()), (request.dialect(), request.unknown_members()));
    let mut out = Vec::new();
    again.encode_as_read(&mut out);
    is_equal(other.as_bytes(), &out);
}

fn reply(method: Method, data: &[u8]) {
    let reply = match Reply::decode(method, data, &LIMITS) {
        Err(error) => return is_sound(&error, data),
        Ok(reply) => reply,
    };
    assert_eq!(reply.clone().into_owned(), reply);
    assert_eq!(reply.answer.method(), method);
    let mut once = Vec::new();
    reply.encode_as_read(&mut once);
    is_equal(data, &once);
    assert_eq!(Reply::decode(method, &once, &LIMITS).as_ref(), Ok(&reply));
    let _ = (reply.unknown_members(), format!("{reply:?}"));
}

/// As the body of answers, good and bad.
fn answers(data: &[u8]) {
    let phrase = std::str::from_utf8(data).unwrap_or_default();
    for (status, phrase) in [(200, "OK"), (400, ""), (401, phrase), (500, "")] {
        let http = HttpReply::new(status, phrase, Some("application/json"), HttpBody::new(data, None));
        for method in Method::ALL {
            match Response::decode(method, &http, &LIMITS) {
                Ok(Response::Rejected(rejection)) => is_bounded(&rejection),
                Ok(_) => assert_eq!(status, 200),
                Err(error) => is_sound(&error, data),
            }
        }
    }
}

fn is_bounded(rejection: &ErrorResponse) {
    assert!(format!("{rejection:?}").len() < 8000);
    for dialect in Dialect::ALL {
        let http = rejection.write(dialect);
        assert!(http.body.signature().is_none());
        // One that is longer than all real ones together is read as a reply.
        assert!(http.status != 200 || http.body.bytes().len() > 1024 || ErrorResponse::read(&http).is_some());
    }
}

fn is_sound(error: &DecodeError, data: &[u8]) {
    assert!(error.offset() <= data.len(), "{error}");
    assert!(format!("{error}").len() < 2000);
}

fn is_equal(before: &[u8], after: &[u8]) {
    let mut read: Value = serde_json::from_slice(before).expect("JSON to everybody");
    let written: Value = serde_json::from_slice(after).expect("JSON to everybody");
    spell(&mut read, &written);
    assert_eq!(read, written);
}

/// Real agents write `merics`, and we `metrics`.
fn spell(read: &mut Value, written: &Value) {
    match (read, written) {
        (Value::Array(read), Value::Array(written)) => {
            read.iter_mut().zip(written).for_each(|(read, written)| spell(read, written));
        }
        (Value::Object(read), Value::Object(written)) => {
            if !read.contains_key("metrics")
                && let Some(metrics) = written.get("metrics")
                && let Some(misspelt) = read.remove("merics")
            {
                assert_eq!(*metrics, misspelt);
                read.insert("metrics".to_owned(), misspelt);
            }
            for (name, read) in read {
                written.get(name).into_iter().for_each(|written| spell(read, written));
            }
        }
        _ => {}
    }
}
