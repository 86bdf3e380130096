//! The calls that have to bear it.

use oco_proto::agent::{Identity, ServerTrust, Trust};
use oco_proto::runner::{Runner, Step};
use oco_proto::server::{Entropy, Verifier};
use oco_proto::{
    AgentKey, Answer, CONTENT_TYPE, ContainerId, Dialect, Hello, Host, HttpBody, HttpReply, JobId, Limits,
    Method, PackageLink, PolicyName, Real, RegistrationKey, Reply, Request, Response, Sealed, ServerKey,
    Timestamp,
};

fn text(input: &[u8]) -> &str {
    std::str::from_utf8(input).expect("these cases are text")
}

/// Read, detached and written again.
pub(super) fn request(input: &[u8]) {
    let Ok(request) = Request::decode(input, &Limits::DEFAULT) else { return };
    let _ = (request.unknown_members(), request.host.has_own_uid());
    let mut out = Vec::new();
    request.into_owned().encode_as_read(&mut out);
}

/// Refused for its many values.
pub(super) fn limited(input: &[u8]) {
    let error = Request::decode(input, &Limits::DEFAULT.with_values(50)).expect_err("there are more");
    assert!(error.is_limit());
}

pub(super) fn columns(input: &[u8]) {
    let request = Request::decode(input, &Limits::DEFAULT).expect("it is one");
    assert!(request.check_columns().is_err());
}

fn http(input: &[u8]) -> HttpReply<'_> {
    HttpReply::new(200, "OK", Some(CONTENT_TYPE), HttpBody::new(input, None))
}

pub(super) fn reply(input: &[u8]) {
    for method in [Method::Hello, Method::Update] {
        let http = http(input);
        let Ok(Response::Reply(reply)) = Response::decode(method, &http, &Limits::DEFAULT) else { continue };
        let mut out = Vec::new();
        reply.into_owned().encode_as_read(&mut out);
    }
}

pub(super) fn refusal(input: &[u8]) {
    let http = HttpReply::new(400, text(input), None, HttpBody::new(input, None));
    let Ok(Response::Rejected(rejection)) = Response::decode(Method::Hello, &http, &Limits::DEFAULT) else {
        panic!("it is one")
    };
    Dialect::ALL.into_iter().for_each(|dialect| drop(rejection.write(dialect)));
}

/// All jobs of a reply, none of which succeeds.
pub(super) fn runner(input: &[u8]) {
    let reply = Reply::decode(Method::Hello, input, &Limits::DEFAULT).expect("it is one").into_owned();
    let Answer::Hello(hello) = reply.answer else { panic!("it is none") };
    let (mut runner, mut step) = Runner::start(Dialect::Hmac, hello.software_jobs.into_vec());
    loop {
        step = match step {
            Step::Report(_) => runner.handle_report(Some(false)),
            Step::Execute { .. } => runner.handle_exit(1, ""),
            Step::Schedule(_) => runner.handle_scheduled(false),
            _ => return,
        }
        .expect("as asked");
    }
}

fn key() -> AgentKey {
    AgentKey::new("the key of an agent").expect("a key")
}

pub(super) fn signature(input: &[u8]) {
    assert!(!HttpBody::new(b"{}", Some(text(input))).is_signed_by(&key()));
}

pub(super) fn signed(input: &[u8]) {
    assert!(HttpBody::sign(input.to_vec(), &key()).is_signed_by(&key()));
}

pub(super) fn sealed(input: &[u8]) {
    let sealed =
        Sealed { iv: "AAAAAAAAAAAAAAAAAAAAAA==".into(), data: text(input).into(), ..Sealed::default() };
    let _ = sealed.open(&key());
}

pub(super) fn verifier(input: &[u8]) {
    let key = RegistrationKey::new("everybody knows this").expect("a key");
    let verifier = Verifier::new(Some(key)).with_self_registration(true);
    let message = HttpBody::new(input, Some("00"));
    let entropy = Entropy::new([1; 30], [2; 30]);
    match verifier.receive(Some(CONTENT_TYPE), &message) {
        Ok(unverified) => drop(unverified.verify(None, &entropy, Timestamp::ZERO)),
        Err(refusal) => drop(refusal.response()),
    }
}

/// A reply with the right proof, to another request.
pub(super) fn trust(input: &[u8]) {
    let server = ServerKey::new("the key of a server").expect("a key");
    let mut trust =
        Trust::new(Dialect::Hmac, Identity::Individual(key()), ServerTrust::Known(server.clone()));
    let hello = Request::hello(Host::new("x"), Hello::new("1.2.0"));
    trust.sign(&hello, Timestamp::ZERO).expect("it knows everybody");
    let message = HttpBody::sign(input.to_vec(), &server);
    let http = HttpReply::new(200, "OK", Some(CONTENT_TYPE), message);
    assert!(trust.verify(&http).is_err());
}

pub(super) fn link(input: &[u8]) {
    let Ok(link) = PackageLink::decode(text(input)) else { return };
    drop(link.encode(Dialect::Dotted));
}

/// A text as each of the small grammars.
pub(super) fn texts(input: &[u8]) {
    let text = text(input);
    if let Ok(name) = text.parse::<PolicyName>() {
        drop(name.to_string());
    }
    let container = ContainerId::from(text);
    let _ = (JobId::from(text).kind(), container.is_same(&container), Real::from(text).to_timestamp());
    let _ = Host::new("x").with_uid(text).has_own_uid();
    let _ = AgentKey::new(text);
}
