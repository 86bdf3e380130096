//! An agent and a server, and a network that has its own will but no key.

use std::collections::BTreeSet;
use std::time::Duration;

use oco_proto::agent::{Identity, ServerTrust, Trust, TrustState, Verified};
use oco_proto::server::{Entropy, HostRecord, Plaintext, Verifier};
use oco_proto::{
    Answer, CONTENT_TYPE, Dialect, Events, Hello, HelloReply, Host, HttpBody, HttpReply, Inventory, JobState,
    Receipt, RegistrationKey, Reply, Request, ServerKey, SessionError, State, Timestamp,
};

use super::LIMITS;
use crate::Choices;

/// Requests and replies are lost, held back, overtaken, repeated, altered and forged, each
/// clock goes forwards and backwards, also by years, the agent's key is reverted, both sides
/// are restarted. With signatures, the server takes
/// nothing that the agent did not say, and nothing twice; the agent takes nothing that the
/// server did not answer to what was asked last; and once they know each other and the clocks
/// are right, they still talk in the end, after at most one refusal. Whatever is refused changes nothing, in plaintext as well.
pub fn trust(data: &[u8]) {
    let mut choices = Choices::new(data);
    let which = choices.byte();
    let dialect = if which & 7 == 7 { Dialect::Dotted } else { Dialect::Hmac };
    let registration = RegistrationKey::new("everybody-knows-this").expect("a key");
    let own = ServerKey::new("the-key-of-the-server").expect("a key");
    // Pre-registered, the agent knows the server's key; else both are strangers.
    let known = which & 8 == 8;
    let server = if known { ServerTrust::Known(own.clone()) } else { ServerTrust::FirstUse };
    let record = known.then(|| HostRecord { server_key: Some(own), ..HostRecord::default() });
    let mut verifier =
        Verifier::new(Some(registration.clone())).with_self_registration(true).with_limits(LIMITS);
    if which & 16 == 16 {
        verifier = verifier.with_max_skew(Duration::from_secs(600));
    }
    if which & 32 == 32 {
        verifier = verifier.with_replay_window(Duration::ZERO);
    }
    if dialect != Dialect::Hmac {
        verifier = verifier.with_plaintext(Plaintext::UntilSigned);
    }
    let trust = Trust::new(dialect, Identity::Registration(registration), server).with_limits(LIMITS);
    let mut network = Network {
        dialect,
        verifier,
        record,
        trust,
        now: 1_800_000_000_000_000,
        latest: 0,
        ahead: 0,
        drawn: 0,
        requests: Vec::new(),
        replies: Vec::new(),
        taken: BTreeSet::new(),
        asked: None,
    };
    while !choices.is_empty() {
        match choices.below(12) {
            0 | 1 => network.ask(&mut choices),
            2 | 3 => network.deliver_request(&mut choices),
            4 | 5 => network.deliver_reply(&mut choices),
            6 => network.forge(&mut choices),
            7 => {
                let state = stored(&network.trust.to_state());
                network.trust = Trust::from_state(state).expect("it has a key").with_limits(LIMITS);
                network.record = network.record.as_ref().map(stored_record);
                network.asked = None;
            }
            8 => network.pass((i64::from(choices.byte()) - 100) << 20),
            9 => network.pass(i64::from(choices.byte().cast_signed()) << 46),
            10 => network.ahead = i64::from(choices.byte().cast_signed()) << (20 + choices.below(26)),
            _ => network.revert(),
        }
    }
    network.still_talk();
}

struct Network {
    dialect: Dialect,
    verifier: Verifier,
    record: Option<HostRecord>,
    trust: Trust,
    now: u64,
    /// The latest time that either clock has shown.
    latest: u64,
    /// The microseconds by which the agent's clock is ahead of the server's.
    ahead: i64,
    drawn: u8,
    /// The agent's requests.
    requests: Vec<HttpBody<'static>>,
    /// The server's answers, each with its request.
    replies: Vec<(HttpReply<'static>, usize)>,
    /// The requests that the server took.
    taken: BTreeSet<usize>,
    /// The request whose reply the agent waits for.
    asked: Option<usize>,
}

impl Network {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.now)
    }

    fn agents_now(&mut self) -> Timestamp {
        let now = in_range(self.now, self.ahead);
        self.latest = self.latest.max(now).max(self.now);
        Timestamp::from_micros(now)
    }

    fn pass(&mut self, micros: i64) {
        self.now = in_range(self.now, micros);
    }

    fn revert(&mut self) {
        let before = self.trust.to_state();
        match self.trust.revert() {
            Ok(state) => {
                assert_ne!(state.is_reverted, before.is_reverted);
                assert_eq!(state.agent_key, before.agent_key);
                self.asked = None;
            }
            Err(error) => assert_eq!(error, SessionError::Confirmed),
        }
    }

    fn ask(&mut self, choices: &mut Choices<'_>) {
        let host = Host::new("Demo-01").with_uid("5a5a4544-0031-3510-8052-b4c04f564433");
        let request = match choices.below(4) {
            0 | 1 => Request::hello(host, Hello::new("1.2.0")),
            2 => Request::update(host, Inventory::new("1.2.0")),
            _ if choices.byte() & 1 == 1 => Request::events(host, Events::new(vec![])),
            _ => Request::job_state(host, JobState::new(7, State::Succeeded).with_return_code(0)),
        };
        let before = self.trust.to_state();
        let now = self.agents_now();
        match self.trust.sign(&request, now) {
            Ok(message) => {
                assert!(self.requests.iter().all(|earlier| *earlier != message), "said before");
                self.asked = Some(self.requests.len());
                let sibling = self.sibling(&message, choices);
                self.requests.push(message);
                self.requests.extend(sibling);
            }
            Err(error) => {
                assert!(matches!(error, SessionError::HelloFirst | SessionError::OfferPending), "{error}");
                assert_eq!(self.trust.to_state(), before);
            }
        }
    }

    /// Another request of the same tick, as agents with a coarse clock send. Only the server
    /// hears of it: the agent waits for no answer.
    fn sibling(&self, message: &HttpBody<'_>, choices: &mut Choices<'_>) -> Option<HttpBody<'static>> {
        let key = self.trust.agent_key().filter(|_| self.dialect == Dialect::Hmac)?;
        if choices.byte() & 3 != 3 {
            return None;
        }
        let mut request = Request::decode(message.bytes(), &LIMITS).expect("our own request");
        request.id = format!("sibling {}", self.requests.len()).into();
        let mut body = Vec::new();
        request.encode_as_read(&mut body);
        Some(HttpBody::sign(body, key))
    }

    fn deliver_request(&mut self, choices: &mut Choices<'_>) {
        let Some(index) = usize::from(choices.byte()).checked_rem(self.requests.len()) else { return };
        let original = self.requests[index].clone();
        let message = altered(&original, choices);
        let before = self.record.clone();
        match self.serve(&message, index) {
            Ok(_) if self.dialect == Dialect::Hmac => {
                assert_eq!(message, original, "the agent never said so");
                assert!(self.taken.insert(index), "taken twice");
            }
            Ok(_) => {}
            Err(response) => {
                assert_eq!(self.record, before);
                self.replies.push((response, index));
            }
        }
    }

    #[expect(clippy::result_large_err, reason = "both are answers, and neither is rare")]
    fn serve(
        &mut self,
        message: &HttpBody<'_>,
        index: usize,
    ) -> Result<HttpReply<'static>, HttpReply<'static>> {
        self.drawn = self.drawn.wrapping_add(2);
        let entropy = Entropy::new([self.drawn; 30], [self.drawn.wrapping_add(1); 30]);
        let unverified =
            self.verifier.receive(Some(CONTENT_TYPE), message).map_err(|refusal| refusal.response())?;
        if unverified.host_key() != "demo-01" {
            return Err(HttpReply::new(404, "", None, HttpBody::unsigned(Vec::new())));
        }
        let now = self.now();
        let verified =
            unverified.verify(self.record.as_ref(), &entropy, now).map_err(|refusal| refusal.response())?;
        let answer = match verified.request().call.method() {
            oco_proto::Method::Hello => {
                Answer::Hello(HelloReply { update: 1.into(), ..verified.hello_reply() })
            }
            oco_proto::Method::Update => Answer::Update(Receipt::default()),
            oco_proto::Method::JobState => Answer::job_succeeded(true),
            oco_proto::Method::Events => Answer::Events(Receipt::default()),
            _ => Answer::Passwords(Receipt::default()),
        };
        let reply = verified.answer(answer).expect("our own answer");
        self.record = Some(verified.record().clone());
        self.replies.push((reply.clone(), index));
        Ok(reply)
    }

    fn deliver_reply(&mut self, choices: &mut Choices<'_>) {
        let Some(index) = usize::from(choices.byte()).checked_rem(self.replies.len()) else { return };
        let (original, answers) = self.replies[index].clone();
        let message = altered(&original.body, choices);
        let is_altered = message != original.body;
        let reply = HttpReply { body: message, ..original };
        let accept = choices.byte() & 3 != 0;
        if self.hear(&reply, accept) && self.dialect == Dialect::Hmac {
            assert!(!is_altered, "the server never said so");
            assert_eq!(self.asked.take(), Some(answers), "an answer to something else");
        }
    }

    /// Returns true if the agent believes it.
    fn hear(&mut self, reply: &HttpReply<'_>, accept: bool) -> bool {
        let before = self.trust.to_state();
        match self.trust.verify(reply) {
            Ok(Verified::Reply { keys_offered, .. }) => {
                if keys_offered && accept {
                    self.trust.accept().expect("it was offered");
                } else if keys_offered {
                    self.trust.decline().expect("it was offered");
                }
                true
            }
            Ok(Verified::Rejected(_) | Verified::Package(_)) | Err(_) => {
                assert_eq!(self.trust.to_state(), before, "unproven, and yet it changes something");
                false
            }
        }
    }

    /// A reply by an attacker without a key, or with another one.
    fn forge(&mut self, choices: &mut Choices<'_>) {
        // Who believes the first that comes, believes this one as well.
        if *self.trust.server() == ServerTrust::FirstUse {
            return;
        }
        let evil = ServerKey::new("a-key-of-evil").expect("a key");
        let last = self.trust.to_state().last_id;
        let mut answer = HelloReply { update: 1.into(), ..HelloReply::default() };
        if choices.byte() & 1 == 1 {
            answer.server_key = oco_proto::Hidden::new(evil.expose());
            answer.agent_key = oco_proto::Hidden::new("another-key-for-the-agent");
        }
        let mut reply = Reply::new(last, Answer::Hello(answer));
        reply.timestamp = Timestamp::from_micros(1 << 52).into();
        let mut body = Vec::new();
        reply.encode_as_read(&mut body);
        let message = match choices.below(3) {
            0 => HttpBody::unsigned(body),
            1 => HttpBody::sign(body, &evil),
            _ => HttpBody::new(&body, self.replies.last().and_then(|(reply, _)| reply.body.signature()))
                .into_owned(),
        };
        let reply = HttpReply::new(200, "OK", Some(CONTENT_TYPE), message);
        assert!(!self.hear(&reply, true), "forged");
    }

    /// If each has the other's key and a right clock, a hello and its answer come through.
    fn still_talk(mut self) {
        if matches!(self.trust.identity(), Identity::Reverted { .. }) {
            self.revert();
        }
        let of_server = self.record.as_ref().and_then(|record| record.agent_key.clone());
        let knows_server = matches!(self.trust.server(), ServerTrust::Known(_));
        // A first reply that was lost or declined leaves the server with a key that the
        // agent never got: no protocol of this kind mends that.
        if self.dialect != Dialect::Hmac || !knows_server || self.trust.agent_key() != of_server.as_ref() {
            return;
        }
        self.ahead = 0;
        self.now = self.latest.max(self.now) + (1 << 32);
        let request = Request::hello(Host::new("demo-01"), Hello::new("1.2.0"));
        for is_last in [false, true] {
            let message = self.trust.sign(&request, self.now()).expect("no offer is open");
            match self.serve(&message, usize::MAX) {
                Ok(reply) => return assert!(self.hear(&reply, true), "the agent takes the answer"),
                Err(_) => assert!(!is_last, "the server takes it"),
            }
        }
    }
}

/// A time this much later, from 1987 to 2255.
fn in_range(time: u64, later: i64) -> u64 {
    time.saturating_add_signed(later).clamp(1 << 49, (1 << 53) - (1 << 40))
}

/// As it is, or with a bit turned over, or without or with another signature.
fn altered(message: &HttpBody<'_>, choices: &mut Choices<'_>) -> HttpBody<'static> {
    let (which, at, flip) = (choices.below(8), choices.byte(), choices.byte());
    let mut body = message.bytes().to_vec();
    match which {
        5 if !body.is_empty() => {
            let at = usize::from(at) * 7 % body.len();
            body[at] ^= flip;
            HttpBody::new(&body, message.signature()).into_owned()
        }
        6 => HttpBody::unsigned(body),
        7 => {
            let mut signature = message.signature().unwrap_or("00").to_owned();
            signature.replace_range(0..1, ["0", "f", "A", ""][usize::from(at & 3)]);
            HttpBody::new(&body, Some(&signature)).into_owned()
        }
        _ => message.clone().into_owned(),
    }
}

fn stored(state: &TrustState) -> TrustState {
    let text = serde_json::to_string(&state.expose()).expect("it is data");
    serde_json::from_str(&text).expect("what was stored is read")
}

fn stored_record(record: &HostRecord) -> HostRecord {
    let text = serde_json::to_string(&record.expose()).expect("it is data");
    serde_json::from_str(&text).expect("what was stored is read")
}
