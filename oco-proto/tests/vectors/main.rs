//! Known answers: messages that we wrote from the protocol's facts, read into typed
//! values and written again, in each dialect. Every rule that is named here has its
//! row in SPEC.md.

mod dialects;
mod replies;
mod requests;

use oco_proto::{Dialect, Limits, Method, Reply, Request};
use serde_json::Value;

pub(crate) fn request(json: &str) -> Request<'_> {
    let request =
        Request::decode(json.as_bytes(), &Limits::DEFAULT).unwrap_or_else(|error| panic!("{error}: {json}"));
    let mut out = Vec::new();
    request.encode_as_read(&mut out);
    assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), serde_json::from_str::<Value>(json).unwrap());
    request
}

pub(crate) fn reply(method: Method, json: &str) -> Reply<'_> {
    let reply = Reply::decode(method, json.as_bytes(), &Limits::DEFAULT)
        .unwrap_or_else(|error| panic!("{error}: {json}"));
    let mut out = Vec::new();
    reply.encode_as_read(&mut out);
    assert_eq!(String::from_utf8(out).unwrap(), json);
    reply
}

pub(crate) fn encoded(request: &Request<'_>, dialect: Dialect) -> String {
    let mut out = Vec::new();
    request.encode(dialect, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
