//! OCO: raw HTTP exchanges between agents and servers, as `NAME.req.http` and
//! `NAME.resp.http`.
//!
//! Two messages need their companion: a reply is read as the answer to what its
//! request asks, and a request that cannot be read is fine if the real server's answer beside
//! it refused it with the status that this crate gives.

mod http;
mod samples;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use oco_proto::{
    AGENT_SIGNATURE_HEADER, AgentKey, Answer, Call, DecodeError, Dialect, ErrorResponse, HttpBody, HttpReply,
    Limits, Method, PackageLink, Reason, Reply, Request, Response, SERVER_SIGNATURE_HEADER, ServerKey,
};
use serde_json::{Map, Value, json};

use self::http::{Http, Start};
use super::{Name, Protocol};
use crate::input::Input;
use crate::message::{Failure, Message};

/// OCO agent protocol.
pub struct Oco;

/// Members whose values are never shown.
const SECRETS: [&str; 5] = ["agent-key", "server-key", "client-key", "password", "old_password"];

impl Protocol for Oco {
    fn name(&self) -> Name {
        Name::Oco
    }

    fn samples(&self) -> Vec<Input> {
        samples::all()
    }

    fn detects(&self, input: &Input) -> bool {
        let head = &input.bytes[..input.bytes.len().min(4096)];
        let has = |text: &[u8]| head.windows(text.len()).any(|window| window == text);
        let is_http = [&b"HTTP/1."[..], b"POST /", b"GET /"].iter().any(|start| head.starts_with(start));
        let is_ours = [&b"/api-agent.php"[..], b"/payloadprovider.php", b"x-oco-", b"\"success\":"]
            .iter()
            .any(|text| has(text));
        is_http && (is_ours || input.extension() == "http")
    }

    fn decode(&self, input: &Input) -> Result<Vec<Message>, Failure> {
        let others = companion(input).and_then(|bytes| Http::read_all(&bytes).ok()).unwrap_or_default();
        let keys = keys_beside(input);
        let (mut messages, mut offset) = (Vec::new(), 0);
        for (index, http) in Http::read_all(&input.bytes)?.iter().enumerate() {
            let other = others.get(index);
            let read = match &http.start {
                Start::Request { method, target } => request(http, method, target, other, &keys),
                Start::Response { status, phrase } => response(http, *status, phrase, other, &keys),
            };
            let mut message =
                read.map_err(|failure| Failure { offset: failure.offset.map(|at| at + offset), ..failure })?;
            let end = offset + http.len;
            message.parts = http.parts(&input.bytes[offset..end]);
            messages.push(message);
            offset = end;
        }
        Ok(messages)
    }
}

/// The other half of the exchange.
fn companion(input: &Input) -> Option<Vec<u8>> {
    let path = input.path.as_ref()?;
    let name = path.file_name()?.to_str()?;
    let other = match (name.strip_suffix(".req.http"), name.strip_suffix(".resp.http")) {
        (Some(stem), _) => format!("{stem}.resp.http"),
        (_, Some(stem)) => format!("{stem}.req.http"),
        _ => return None,
    };
    fs::read(path.with_file_name(other)).ok()
}

/// All texts of a `KEYS.json` in the same folder: keys to try on signatures.
fn keys_beside(input: &Input) -> Vec<String> {
    fn texts(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
            Value::Object(map) => map.values().for_each(|value| texts(value, found)),
            _ => {}
        }
    }
    let folder = input.path.as_deref().and_then(Path::parent);
    let text = folder.and_then(|folder| fs::read_to_string(folder.join("KEYS.json")).ok());
    let mut found = Vec::new();
    if let Some(value) = text.and_then(|text| serde_json::from_str(&text).ok()) {
        texts(&value, &mut found);
    }
    found
}

fn request(
    http: &Http,
    http_method: &str,
    target: &str,
    answer: Option<&Http>,
    keys: &[String],
) -> Result<Message, Failure> {
    let content_type = http.header("content-type");
    if content_type.is_none() && http.body.is_empty() && target.contains("id=") {
        return match PackageLink::decode(target) {
            Ok(link) => Ok(package_link(&link, target)),
            Err(error) => refused(&error, 0, answer),
        };
    }
    let request = match Request::decode_body(content_type, &http.body, &Limits::DEFAULT) {
        Ok(request) => request,
        Err(error) => return refused(&error, http.head_len, answer),
    };
    let mut notes = Vec::new();
    if let Some((spelled, signature)) = http.spelled(AGENT_SIGNATURE_HEADER) {
        if spelled != AGENT_SIGNATURE_HEADER {
            notes.push(format!("the header is spelled {spelled}: real servers do not find it"));
        }
        let signed = HttpBody::new(&http.body, Some(signature));
        let of = |key: &String| AgentKey::new(key.as_str()).is_ok_and(|key| signed.is_signed_by(&key));
        notes.extend(proven(keys.iter().any(of), !keys.is_empty()));
    } else if request.dialect() == Dialect::Hmac {
        notes.push("not signed, although there is no key in it".to_owned());
    }
    notes.extend(request_notes(&request, &http.body));
    let headline = format!(
        "{} by {}, {} dialect, {http_method}",
        request.call.method(),
        request.host.hostname.as_str().unwrap_or("?"),
        request.dialect()
    );
    let mut again = Vec::new();
    request.encode_as_read(&mut again);
    let round_trip = compare(&again, &http.body, true);
    Ok(Message {
        kind: format!("{} request", request.call.method()),
        headline,
        fields: fields(&again),
        notes,
        parts: Vec::new(),
        untyped: request.unknown_members(),
        round_trip,
    })
}

/// Accepts a request that cannot be read if the real server refused it too.
fn refused(error: &DecodeError, head_len: usize, answer: Option<&Http>) -> Result<Message, Failure> {
    let status = match answer.map(|answer| &answer.start) {
        Some(Start::Response { status, .. }) => Some(*status),
        _ => None,
    };
    let ours = Dialect::ALL.map(|dialect| ErrorResponse::from_decode_error(error).write(dialect).status);
    match status {
        Some(status) if ours.contains(&status) => Ok(Message {
            kind: "malformed request".to_owned(),
            headline: format!("refused with {status}: {error}"),
            fields: Map::new(),
            notes: vec!["the server refused it with the same status".to_owned()],
            parts: Vec::new(),
            untyped: 0,
            round_trip: Ok(()),
        }),
        _ => Err(Failure::at(head_len + error.offset(), format!("{error} of the body"))),
    }
}

fn package_link(link: &PackageLink, target: &str) -> Message {
    let is_flat = target.starts_with(PackageLink::FLAT_PATH);
    let dialect = if is_flat { Dialect::Flat } else { Dialect::Dotted };
    let again = link.encode(dialect).map_err(|error| error.to_string());
    let round_trip = again.and_then(|again| match PackageLink::decode(&again) {
        Ok(same) if same == *link => Ok(()),
        _ => Err("encoding it again gives another link".to_owned()),
    });
    let mut fields = Map::new();
    fields.insert("uid".to_owned(), json!(link.uid));
    fields.insert("hostname".to_owned(), json!(link.hostname));
    fields.insert("agent-key".to_owned(), json!("(hidden)"));
    fields.insert("id".to_owned(), json!(link.package_id));
    Message {
        kind: "package link".to_owned(),
        headline: format!("package {} for {}, {dialect} dialect", link.package_id, link.hostname),
        fields,
        notes: vec!["the agent's key is in the address".to_owned()],
        parts: Vec::new(),
        untyped: link.extra.len(),
        round_trip,
    }
}

fn response(
    http: &Http,
    status: u16,
    phrase: &str,
    asked: Option<&Http>,
    keys: &[String],
) -> Result<Message, Failure> {
    let message = HttpBody::new(&http.body, http.header(SERVER_SIGNATURE_HEADER));
    let reply = HttpReply::new(status, phrase, http.header("content-type"), message);
    let reply = reply.with_package_headers(http.header("content-length"), http.header("content-disposition"));
    let read = |method| Response::decode(method, &reply, &Limits::DEFAULT);
    let located =
        |error: DecodeError| Failure::at(http.head_len + error.offset(), format!("{error} of the body"));
    let (method, response) = match asked.and_then(method_of) {
        Some(method) => (method, read(method).map_err(located)?),
        None => guess(read).map_err(located)?,
    };
    match response {
        Response::Reply(reply_read) => Ok(reply_message(http, &reply, &reply_read, method, keys)),
        Response::Rejected(rejection) => Ok(rejection_message(&reply, &rejection)),
        Response::Package(head) => {
            let mut fields = Map::new();
            fields.insert("length".to_owned(), json!(head.length));
            fields.insert("file name".to_owned(), json!(head.file_name));
            fields.insert("bytes".to_owned(), json!(http.body.len()));
            let whole = head.length.is_none_or(|length| length == http.body.len() as u64);
            Ok(Message {
                kind: "package".to_owned(),
                headline: format!("archive {}", head.file_name.as_deref().unwrap_or("without a name")),
                fields,
                notes: vec!["neither signed nor hashed".to_owned()],
                parts: Vec::new(),
                untyped: 0,
                round_trip: if whole {
                    Ok(())
                } else {
                    Err("the length differs from the header's".to_owned())
                },
            })
        }
    }
}

/// Returns the method of the request that belongs to a reply.
fn method_of(asked: &Http) -> Option<Method> {
    match &asked.start {
        Start::Request { target, .. } if asked.body.is_empty() => {
            PackageLink::decode(target).ok().map(|_| Method::Download)
        }
        Start::Request { .. } => {
            let request = Request::decode(&asked.body, &Limits::DEFAULT).ok()?;
            Some(request.call.method())
        }
        Start::Response { .. } => None,
    }
}

/// A reply without its request: the method that leaves the fewest members unknown.
fn guess<'a>(
    read: impl Fn(Method) -> Result<Response<'a>, DecodeError>,
) -> Result<(Method, Response<'a>), DecodeError> {
    let mut best = (Method::Hello, read(Method::Download));
    for method in Method::ALL {
        let untyped = |response: &Result<Response<'_>, DecodeError>| match response {
            Ok(Response::Reply(reply)) => reply.unknown_members(),
            Ok(_) => 0,
            Err(_) => usize::MAX,
        };
        let next = read(method);
        if untyped(&next) < untyped(&best.1) {
            best = (method, next);
        }
    }
    Ok((best.0, best.1?))
}

fn reply_message(
    http: &Http,
    raw: &HttpReply<'_>,
    reply: &Reply<'_>,
    method: Method,
    keys: &[String],
) -> Message {
    let mut notes = Vec::new();
    let mut again = Vec::new();
    reply.encode_as_read(&mut again);
    let round_trip = compare(&again, &http.body, false);
    let shown: Value = serde_json::from_slice(&again).unwrap_or_default();
    let delivered = shown.pointer("/result/params/server-key").and_then(Value::as_str).unwrap_or("");
    if raw.body.signature().is_some() {
        let of = |key: &str| ServerKey::new(key).is_ok_and(|key| raw.body.is_signed_by(&key));
        let own = of(delivered);
        if own {
            notes.push("signed with the key that it brings".to_owned());
        } else {
            notes.extend(proven(keys.iter().any(|key| of(key)), !keys.is_empty()));
        }
    } else if !reply.timestamp.is_set() {
        notes.push("not signed: the key in clear is all that proves it".to_owned());
    }
    if !reply.success.is_truthy() {
        notes.push("success is false, which does not mean that it failed".to_owned());
    }
    let what = match &reply.answer {
        Answer::Hello(hello) => format!("{} jobs", hello.software_jobs.len()),
        Answer::JobState(state) => format!("job succeeded: {:?}", state.job_succeeded),
        Answer::Update(receipt) => format!("{} scopes of policies", receipt.policies.len()),
        _ => "received".to_owned(),
    };
    Message {
        kind: format!("{method} reply"),
        headline: what,
        fields: fields(&again),
        notes,
        parts: Vec::new(),
        untyped: reply.unknown_members(),
        round_trip,
    }
}

fn rejection_message(raw: &HttpReply<'_>, rejection: &ErrorResponse) -> Message {
    let body = raw.body.bytes();
    let dialects = Dialect::ALL.map(|dialect| rejection.write(dialect));
    let is_same = |own: &HttpReply<'_>| own.status == raw.status && own.body.bytes() == body;
    // An unknown text is kept in part, and a server that broke may say anything.
    let is_free_text = matches!(rejection.reason, Reason::Other(_) | Reason::ServerError);
    let round_trip = if is_free_text || dialects.iter().any(is_same) {
        Ok(())
    } else {
        Err("writing the refusal again gives something else".to_owned())
    };
    let mut fields = Map::new();
    fields.insert("status".to_owned(), json!(raw.status));
    fields.insert("phrase".to_owned(), json!(raw.phrase));
    fields.insert("body".to_owned(), json!(String::from_utf8_lossy(&body[..body.len().min(1024)])));
    Message {
        kind: "refusal".to_owned(),
        headline: format!("{}: {}", rejection.status, rejection.reason),
        fields,
        notes: vec!["a refusal is never proven".to_owned()],
        parts: Vec::new(),
        untyped: 0,
        round_trip,
    }
}

fn proven(by_a_key: bool, has_keys: bool) -> Option<String> {
    match (by_a_key, has_keys) {
        (true, _) => Some("the signature is that of a key in KEYS.json".to_owned()),
        (false, true) => Some("the signature is that of no key in KEYS.json".to_owned()),
        (false, false) => None,
    }
}

fn request_notes(request: &Request<'_>, body: &[u8]) -> Vec<String> {
    let mut notes = Vec::new();
    if request.agent_key.is_set() || request.client_key.is_set() {
        notes.push("its key is in it in clear".to_owned());
    }
    let version = match &request.call {
        Call::Hello(hello) => Some(&hello.agent_version),
        Call::Update(update) => Some(&update.agent_version),
        _ => None,
    };
    if version.is_some_and(|version| !version.is_set()) {
        notes.push("no agent_version: real servers take the host for an old one from now on".to_owned());
    }
    if let Call::JobState(state) = &request.call {
        let name = state.state().and_then(oco_proto::State::name).unwrap_or("a state without meaning");
        notes.push(format!("state {name}"));
    }
    if body.windows(8).any(|window| window == b"\"merics\"") {
        notes.push("the misspelt merics is written as metrics".to_owned());
    }
    if request.host.uid.is_set() && !request.host.has_own_uid() {
        notes.push("the uid does not tell this host from others".to_owned());
    }
    if let Err(error) = request.check_columns() {
        notes.push(format!("a real server would break: {error}"));
    }
    notes
}

/// Equal as JSON, but for the one rename on purpose.
fn compare(again: &[u8], body: &[u8], is_request: bool) -> Result<(), String> {
    let read = |bytes| serde_json::from_slice::<Value>(bytes).map_err(|error| error.to_string());
    let (again, mut before) = (read(again)?, read(body)?);
    if is_request
        && let Some(services) = before.pointer_mut("/params/data/services").and_then(Value::as_array_mut)
    {
        for service in services.iter_mut().filter_map(Value::as_object_mut) {
            if !service.contains_key("metrics")
                && let Some(metrics) = service.remove("merics")
            {
                service.insert("metrics".to_owned(), metrics);
            }
        }
    }
    if again == before { Ok(()) } else { Err("encoding it again gives other JSON".to_owned()) }
}

/// The message's members with secrets replaced.
fn fields(json: &[u8]) -> Map<String, Value> {
    fn redact(value: &mut Value) {
        match value {
            Value::Object(map) => {
                for (name, value) in map {
                    if SECRETS.contains(&name.as_str()) && !value.is_null() {
                        *value = json!("(hidden)");
                    } else {
                        redact(value);
                    }
                }
            }
            Value::Array(list) => list.iter_mut().for_each(redact),
            _ => {}
        }
    }
    let mut value: Value = serde_json::from_slice(json).unwrap_or_default();
    redact(&mut value);
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
