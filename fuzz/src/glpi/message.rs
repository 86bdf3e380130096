//! Messages of all kinds, in JSON and XML.

mod agreement;

use std::fmt::Debug;

use glpi_proto::Message;
use glpi_proto::oauth::{TokenGrant, TokenRequest};
use glpi_proto::query::{CollectJobs, Config, DeployJobs, EsxJobs, TokenAnswer};
use glpi_proto::{
    Answer, Compression, ContactAnswer, DecodeError, DecodeErrorKind, EncodeError, Format, ParamsAnswer,
    Payload, Reply, ReplyOption, Request, Response,
};

use super::{LIMITS, open};
use crate::Choices;

/// A text, read as each message there is. What is read is written in a form that is read
/// the same and stays; what was JSON is JSON to `serde_json`, and so is what is written,
/// with the value of every member kept; offsets lie inside the input.
pub fn message(data: &[u8]) {
    let body = open(data);
    let payload = match body.open(&LIMITS) {
        // A byte of Latin-1 is up to two of the text.
        Err(error) => return assert!(error.offset() <= 2 * data.len(), "{error}"),
        Ok(payload) => payload,
    };
    each(&payload, Kind::Text);
}

/// A message with a secret somewhere in the input's text. Neither the
/// error nor the value shows it.
pub fn secrets(data: &[u8]) {
    let mut choices = Choices::new(data);
    let names = ["password", "token", "community", "client_secret", "access_token"];
    let name = names[usize::from(choices.below(5))];
    let at = usize::from(choices.byte());
    let rest = choices.rest();
    let (before, after) = rest.split_at(at.min(rest.len()));
    let planted = format!("\"{name}\":\"{SECRET}\"");
    let body = open(&[before, planted.as_bytes(), after].concat());
    let Ok(payload) = body.open(&LIMITS) else { return };
    // Inside of a text it would be no member.
    if payload.format() == Format::Json && is_member(payload.text()) {
        each(&payload, Kind::Secret);
    }
}

const SECRET: &str = "hunter2";

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Secret,
}

/// Returns true if the secret is the value of a member somewhere, and no other text's part.
fn is_member(text: &str) -> bool {
    fn count(value: &serde_json::Value) -> usize {
        match value {
            serde_json::Value::Array(values) => values.iter().map(count).sum(),
            serde_json::Value::Object(members) => members.values().map(count).sum(),
            value => usize::from(value == SECRET),
        }
    }
    serde_json::from_str(text).is_ok_and(|value| count(&value) == text.matches(SECRET).count())
}

fn each(payload: &Payload<'_>, kind: Kind) {
    // Borrows from the payload, so it does not fit below.
    let request = Request::decode(payload, &LIMITS);
    check(
        payload,
        &request,
        |again, request| Request::decode(again, &LIMITS).is_ok_and(|read| read == *request),
        kind,
    );
    if let Ok(request) = &request {
        let _ = (request.unknown_members(), request.device_id());
    }
    of::<Response>(payload, kind);
    of::<Response<ContactAnswer>>(payload, kind);
    of::<Answer>(payload, kind);
    of::<ContactAnswer>(payload, kind);
    of::<ParamsAnswer>(payload, kind);
    of::<Config>(payload, kind);
    of::<CollectJobs>(payload, kind);
    of::<EsxJobs>(payload, kind);
    of::<DeployJobs>(payload, kind);
    of::<TokenAnswer>(payload, kind);
    of::<TokenRequest>(payload, kind);
    of::<TokenGrant>(payload, kind);
    of::<Reply>(payload, kind);
    if let Ok(Response::Reply(reply)) = Response::<Answer>::decode(payload, &LIMITS) {
        jobs(&reply);
    }
    if let Ok(answer) = ContactAnswer::decode(payload, &LIMITS) {
        let _ = (answer.needs_prolog(), answer.xml_jobs().is_empty());
    }
}

/// Each job is one element of the reply, and `netinv-xml` reads a reply that holds nothing else.
fn jobs(reply: &Reply) {
    for option in &reply.options {
        assert_eq!(ReplyOption::from_xml(option.xml()).as_ref(), Ok(option));
        let text = format!("<REPLY>{}</REPLY>", option.xml());
        let Ok(document) = netinv_xml::Document::decode(text.as_bytes(), &netinv_xml::Limits::DEFAULT) else {
            continue;
        };
        let _ = document.message();
    }
}

/// Returns true if the error shows a text where no secret belongs: a member named `password` among
/// the names of tasks is none.
fn is_displaced<T>(read: &Result<T, DecodeError>) -> bool {
    let homes = ["jobs[0].password", "credentials[0].password", "token", "client_secret", "access_token"];
    let Err(error) = read else { return false };
    let DecodeErrorKind::Unexpected { found, .. } = error.kind() else { return false };
    let path = error.path().unwrap_or_default();
    let shown = found.to_string();
    if !shown.contains(&format!("\\\"{SECRET}\\\"")) || shown.starts_with("\"{") {
        return false;
    }
    let is_community = path.starts_with("credentials.") && path.ends_with(".community");
    !homes.contains(&path) && !is_community
}

fn of<T: for<'p> Message<'p> + Debug + PartialEq>(payload: &Payload<'_>, kind: Kind) {
    let is_same = |again: &Payload<'_>, value: &T| T::decode(again, &LIMITS).is_ok_and(|read| read == *value);
    check(payload, &T::decode(payload, &LIMITS), is_same, kind);
}

fn check<'m, T: Message<'m> + Debug>(
    payload: &Payload<'_>,
    read: &Result<T, DecodeError>,
    is_same: impl Fn(&Payload<'_>, &T) -> bool,
    kind: Kind,
) {
    if kind == Kind::Secret {
        return assert!(!format!("{read:?}").contains(SECRET) || is_displaced(read), "{read:?}");
    }
    let value = match read {
        Err(error) => return assert!(error.offset() <= payload.text().len(), "{error}"),
        Ok(value) => value,
    };
    let body = match value.to_body(Compression::Plain) {
        Ok(body) => body,
        // The reader lets pass what XML cannot carry; the writer says so.
        Err(EncodeError::XmlCharacter(_) | EncodeError::XmlName) if payload.format() == Format::Xml => return,
        Err(error) => panic!("{error}: {value:?}"),
    };
    let again = body.open(&LIMITS).expect("what we write we can open");
    assert!(is_same(&again, value), "{value:?}\nis written as\n{}", again.text());
    if payload.format() == Format::Json {
        agreement::members_are_kept(payload.text(), again.text());
    }
}
