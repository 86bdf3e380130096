//! Agent and server wired together in memory.

use oco_proto::agent::{Trust, Verified};
use oco_proto::server::{Entropy, HostRecord, Plaintext, Verifier};
use oco_proto::{
    Answer, CONTENT_TYPE, Dialect, Hello, HelloReply, Host, HttpBody, HttpReply, Inventory, Method, Receipt,
    RegistrationKey, Reply, Request, ServerKey, SessionError, Timestamp,
};
use std::collections::BTreeMap;

pub(crate) const START: u64 = 1_800_000_000_000_000;

pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(START + seconds * 1_000_000)
}

pub(crate) fn registration_key() -> RegistrationKey {
    RegistrationKey::new("everybody-knows-this").unwrap()
}

pub(crate) fn host() -> Host<'static> {
    Host::new("demo-01").with_uid("5a5a4544-0031-3510-8052-b4c04f564433")
}

pub(crate) fn hello(dialect: Dialect) -> Request<'static> {
    let host = if dialect < Dialect::Dotted { Host::new("demo-01") } else { host() };
    let version = if dialect == Dialect::Hmac { "1.2.0" } else { "0.13.0" };
    Request::hello(host, Hello::new(version))
}

pub(crate) fn update() -> Request<'static> {
    Request::update(host(), Inventory { os: "Demo OS".into(), ..Inventory::new("1.2.0") })
}

/// A server with its table of hosts. Each entropy is used once.
pub(crate) struct Server {
    pub(crate) verifier: Verifier,
    pub(crate) hosts: BTreeMap<String, HostRecord>,
    pub(crate) drawn: u8,
}

impl Server {
    pub(crate) fn new(verifier: Verifier) -> Self {
        Self { verifier, hosts: BTreeMap::new(), drawn: 0 }
    }

    pub(crate) fn open_to_all() -> Self {
        Self::new(Verifier::new(Some(registration_key())).with_self_registration(true))
    }

    pub(crate) fn lenient() -> Self {
        let verifier = Verifier::new(Some(registration_key())).with_self_registration(true);
        Self::new(verifier.with_plaintext(Plaintext::UntilSigned))
    }

    pub(crate) fn answer(
        &mut self,
        message: &HttpBody<'_>,
        now: Timestamp,
    ) -> Result<HttpReply<'static>, SessionError> {
        self.drawn = self.drawn.wrapping_add(2);
        let entropy = Entropy::new([self.drawn; 30], [self.drawn + 1; 30]);
        let unverified =
            self.verifier.receive(Some(CONTENT_TYPE), message).map_err(|refusal| refusal.error().clone())?;
        let key = unverified.host_key();
        let verified = unverified
            .verify(self.hosts.get(&key), &entropy, now)
            .map_err(|refusal| refusal.error().clone())?;
        self.hosts.insert(key, verified.record().clone());
        let answer = match verified.request().call.method() {
            Method::Hello => Answer::Hello(HelloReply { update: 1.into(), ..verified.hello_reply() }),
            Method::Update => Answer::Update(Receipt::default()),
            Method::JobState => Answer::job_succeeded(true),
            Method::Events => Answer::Events(Receipt::default()),
            _ => Answer::Passwords(Receipt::default()),
        };
        Ok(verified.answer(answer).unwrap())
    }
}

/// Checks that the agent believes an answer, and nothing else.
pub(crate) fn believed(trust: &mut Trust, http: &HttpReply<'_>) -> bool {
    match trust.verify(http).unwrap() {
        Verified::Reply { keys_offered, .. } => keys_offered,
        other => panic!("{other:?}"),
    }
}

/// An agent that has registered with a server, and both.
pub(crate) fn registered(dialect: Dialect, server: &mut Server) -> Trust {
    let mut trust = Trust::on_first_use(dialect, registration_key());
    let request = trust.sign(&hello(dialect), at(1)).unwrap();
    assert!(believed(&mut trust, &server.answer(&request, at(1)).unwrap()));
    let state = trust.accept().unwrap();
    // What was stored is what goes on.
    let stored = serde_json::to_string(&state.expose()).unwrap();
    Trust::from_state(serde_json::from_str(&stored).unwrap()).unwrap()
}

/// The agent and the server still talk: the measure of "stays usable".
pub(crate) fn still_usable(trust: &mut Trust, server: &mut Server, seconds: u64) {
    let request = trust.sign(&hello(trust.dialect()), at(seconds)).unwrap();
    let answer = server.answer(&request, at(seconds)).unwrap();
    assert!(!believed(trust, &answer));
}

/// The host as the server and the agent have it after both were restarted.
pub(crate) fn restarted(trust: &Trust, server: &mut Server) -> Trust {
    for record in server.hosts.values_mut() {
        let stored = serde_json::to_string(&record.expose()).unwrap();
        *record = serde_json::from_str(&stored).unwrap();
    }
    let stored = serde_json::to_string(&trust.to_state().expose()).unwrap();
    Trust::from_state(serde_json::from_str(&stored).unwrap()).unwrap()
}

/// A reply to the request that was sent at a time: that is its id.
pub(crate) fn signed_reply(
    key: &ServerKey,
    asked: Timestamp,
    answer: Answer<'_>,
    time: Timestamp,
) -> HttpReply<'static> {
    let mut reply = Reply::new(asked.as_micros(), answer);
    reply.timestamp = time.into();
    let mut body = Vec::new();
    reply.encode_as_read(&mut body);
    HttpReply::new(200, "OK", Some(CONTENT_TYPE), HttpBody::sign(body, key))
}
