//! A proxy between agents and a server, none of whom it can trust.

use std::collections::BTreeMap;
use std::time::Duration;

use glpi_proto::proxy::{Proxy, Upstream};
use glpi_proto::{AgentId, Body, Compat, Headers, Method, Outgoing, ProxyChain, RequestId};

use super::{AGENTS, some_answer, some_id, some_request};
use crate::Choices;
use crate::glpi::LIMITS;

const OWN: AgentId = AgentId::from_bytes([0xd4; 16]);
const MOST_PROXIES: usize = 3;
const CAPACITY: usize = 3;
const KEPT_BYTES: usize = 400;

/// A request that the proxy holds, as the adversary knows it.
struct Held {
    agent: Option<AgentId>,
    since: Duration,
    state: State,
}

#[derive(PartialEq)]
enum State {
    /// Upstream was asked.
    Asked,
    /// Upstream is to be asked again after a while.
    Waiting,
    /// This came, or the proxy gave up.
    Answered(Option<(u16, Body)>),
}

type Model = BTreeMap<RequestId, Held>;

pub(super) fn run(mut choices: Choices<'_>) {
    let compat = [Compat::Documented, Compat::Deployed][usize::from(choices.below(2))];
    let limits = LIMITS.with_proxies(MOST_PROXIES);
    let mut proxy = Proxy::new(OWN, limits, compat).with_capacity(CAPACITY).with_kept_bytes(KEPT_BYTES);
    let mut held = Model::new();
    let mut now = Duration::from_secs(1_000_000);
    while !choices.is_empty() {
        let id = some_id(&mut choices);
        match choices.below(8) {
            0 | 1 => post(&mut proxy, &mut held, now, id, &mut choices),
            2 | 3 => get(&mut proxy, &mut held, now, id, &mut choices),
            4 | 5 => answer(&mut proxy, &mut held, now, id, &mut choices),
            6 if choices.byte() & 1 == 1 => {
                let outcome = proxy.handle_failure(id, now);
                settle(&mut held, id, &outcome, None);
            }
            6 => {
                let waits = held.get(&id).is_some_and(|held| held.state == State::Waiting);
                let outgoing = proxy.handle_timeout(id);
                assert_eq!(outgoing.is_some(), waits);
                if let Some(outgoing) = outgoing {
                    settle(&mut held, id, &Upstream::Send(outgoing), None);
                }
            }
            _ => now += Duration::from_secs(u64::from(choices.byte()) * 16),
        }
        assert_eq!(proxy.held(), held.len());
        assert!(proxy.held() <= CAPACITY);
        let kept = held.values().filter_map(|held| match &held.state {
            State::Answered(Some((_, body))) => Some(body.bytes().len()),
            _ => None,
        });
        assert!(kept.sum::<usize>() <= KEPT_BYTES);
    }
}

/// Forgets what is older than an hour.
fn forget(held: &mut Model, now: Duration) {
    held.retain(|_, held| now - held.since < Duration::from_secs(3600));
}

fn post(proxy: &mut Proxy, held: &mut Model, now: Duration, id: RequestId, choices: &mut Choices<'_>) {
    let agent = AGENTS.get(usize::from(choices.below(4))).copied();
    let way = [AGENTS[1], AGENTS[2], OWN, AGENTS[0]];
    let passed = way[..usize::from(choices.below(5))].iter().skip(usize::from(choices.below(2)));
    let proxies: ProxyChain = passed.copied().collect();
    let mut headers = Headers::anonymous().with_proxies(proxies.clone());
    headers.agent_id = agent;
    let body = some_request(choices);
    let handled = proxy.handle_request(Method::Post, None, &headers, &body, now, id.to_bytes());
    forget(held, now);
    assert_eq!(handled.answer.headers.agent_id, agent);
    let may_pass = !proxies.as_slice().contains(&OWN) && proxies.as_slice().len() < MOST_PROXIES;
    let Some(forward) = handled.forward else { return };
    assert!(may_pass, "it has been here, or has come too far");
    let Outgoing { method, headers: sent, body: carried } = forward.outgoing;
    assert_eq!((method, carried, sent.agent_id), (Method::Post, body, agent));
    assert_eq!(sent.proxies.as_slice(), [proxies.as_slice(), &[OWN]].concat());
    if agent.is_some() {
        assert_eq!((handled.answer.status, handled.answer.headers.request_id), (202, Some(forward.id)));
    }
    if held.len() == CAPACITY {
        // The oldest answer that was not fetched made room.
        let answered = held.iter().filter(|(_, held)| matches!(held.state, State::Answered(_)));
        let oldest = answered.min_by_key(|(_, held)| held.since).map(|(id, _)| *id);
        held.remove(&oldest.expect("a proxy that is full of requests takes no more"));
    }
    let before = held.insert(forward.id, Held { agent, since: now, state: State::Asked });
    assert!(before.is_none(), "an id is given out twice");
}

fn get(proxy: &mut Proxy, held: &mut Model, now: Duration, id: RequestId, choices: &mut Choices<'_>) {
    let agent = AGENTS.get(usize::from(choices.below(4))).copied();
    let mut headers = Headers::anonymous().with_request_id(id);
    headers.agent_id = agent;
    let answer = proxy.handle_request(Method::Get, None, &headers, &Body::default(), now, [0; 4]).answer;
    forget(held, now);
    let own = held.get(&id).filter(|held| held.agent.is_some() && held.agent == agent);
    match own.map(|held| &held.state) {
        None => assert_eq!(answer.status, 404),
        Some(State::Asked | State::Waiting) => {
            assert_eq!((answer.status, answer.headers.request_id), (202, Some(id)));
        }
        Some(State::Answered(Some((status, body)))) => {
            assert_eq!((answer.status, &answer.body), (*status, body));
            held.remove(&id);
        }
        Some(State::Answered(None)) => {
            assert!([200, 502].contains(&answer.status));
            held.remove(&id);
        }
    }
}

fn answer(proxy: &mut Proxy, held: &mut Model, now: Duration, id: RequestId, choices: &mut Choices<'_>) {
    let answered = some_answer(choices);
    let outcome = proxy.handle_upstream(id, answered.status, &answered.headers, &answered.body, now);
    let Some(request) = held.get(&id).filter(|held| held.state == State::Asked) else {
        return assert_eq!(outcome, Upstream::Dropped, "nothing was asked");
    };
    let for_another = request.agent.is_some_and(|own| answered.headers.agent_id.is_some_and(|id| id != own));
    let readable = answered.headers.crypto_key_id.is_none();
    let pending = String::from_utf8_lossy(answered.body.bytes()).contains(r#""status":"pending""#);
    let given_up = readable && (for_another || pending);
    let came = (!given_up).then_some((answered.status, answered.body));
    settle(held, id, &outcome, came);
}

/// Settles a request that the proxy asked upstream for.
fn settle(held: &mut Model, id: RequestId, outcome: &Upstream, came: Option<(u16, Body)>) {
    let Some(request) = held.get_mut(&id).filter(|held| !matches!(held.state, State::Answered(_))) else {
        return assert_eq!(*outcome, Upstream::Dropped);
    };
    match outcome {
        Upstream::Kept => request.state = State::Answered(came),
        // Nobody comes back for it, or there is no room.
        Upstream::Dropped => drop(held.remove(&id)),
        Upstream::Wait(delay) => {
            assert!(!delay.is_zero() && *delay <= Duration::from_secs(86_400));
            request.state = State::Waiting;
        }
        Upstream::Send(outgoing) => {
            assert_eq!((outgoing.method, &outgoing.body), (Method::Get, &Body::default()));
            assert_eq!(outgoing.headers.agent_id, request.agent);
            request.state = State::Asked;
        }
    }
}
