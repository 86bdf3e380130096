//! An agent behind any number of proxies, on a network that harms messages.

use super::*;
use glpi_proto::Answered;

/// An agent's whole exchange through proxies in a row to a server.
/// What happens upstream happens while the agent waits.
struct Network {
    proxies: Vec<Proxy>,
    server: Server,
    now: Duration,
    fresh: u32,
    /// The requests that wait to be sent upstream: by which proxy, and when.
    queue: VecDeque<(usize, Duration, RequestId, Option<Outgoing>)>,
    waits_upstream: usize,
}

impl Network {
    fn new(proxies: usize) -> Self {
        let own = |index: usize| AgentId::from_bytes([u8::try_from(index + 1).unwrap(); 16]);
        let proxies =
            (0..proxies).map(|index| Proxy::new(own(index), Limits::DEFAULT, Compat::Documented)).collect();
        Self {
            proxies,
            server: server(),
            now: seconds(0),
            fresh: 0,
            queue: VecDeque::new(),
            waits_upstream: 0,
        }
    }

    /// Delivers a request of an agent (0), of the first proxy (1) and so on.
    fn deliver(&mut self, hop: usize, outgoing: &Outgoing) -> Outcome {
        let Some(proxy) = self.proxies.get_mut(hop) else {
            return serve(&self.server, outgoing);
        };
        self.fresh += 0x0101_0101;
        let fresh = self.fresh.to_be_bytes();
        let handled =
            proxy.handle_request(outgoing.method, None, &outgoing.headers, &outgoing.body, self.now, fresh);
        if let Some(Forward { id, outgoing }) = handled.forward {
            self.queue.push_back((hop, self.now, id, Some(outgoing)));
        }
        handled.answer
    }

    /// Does all that is due upstream.
    fn work(&mut self) {
        while let Some(at) = self.queue.iter().position(|entry| entry.1 <= self.now) {
            let (hop, _, id, outgoing) = self.queue.remove(at).unwrap();
            let next = match outgoing {
                Some(outgoing) => {
                    let answer = self.deliver(hop + 1, &outgoing);
                    self.proxies[hop].handle_upstream(
                        id,
                        answer.status,
                        &answer.headers,
                        &answer.body,
                        self.now,
                    )
                }
                None => match self.proxies[hop].handle_timeout(id) {
                    Some(outgoing) => Upstream::Send(outgoing),
                    None => Upstream::Dropped,
                },
            };
            match next {
                Upstream::Wait(delay) => {
                    self.waits_upstream += 1;
                    self.queue.push_back((hop, self.now + delay, id, None));
                }
                Upstream::Send(outgoing) => self.queue.push_back((hop, self.now, id, Some(outgoing))),
                Upstream::Kept | Upstream::Dropped => {}
            }
        }
    }

    fn ask(&mut self, body: Body) -> Result<Answered<ContactAnswer>, SessionError> {
        let (outgoing, mut exchange) = Exchange::start(&client(), body);
        let mut step = Step::Send(outgoing);
        loop {
            step = match step {
                Step::Send(outgoing) => {
                    let answer = self.deliver(0, &outgoing);
                    exchange.handle_response(answer.status, &answer.headers, &answer.body)?
                }
                Step::Wait(delay) => {
                    for _ in 0..delay.as_secs() {
                        self.work();
                        self.now += seconds(1);
                    }
                    Step::Send(exchange.handle_timeout()?)
                }
                Step::Done(answered) => return Ok(answered),
            }
        }
    }
}

// GLPI-163, GLPI-165
#[test]
fn an_answer_comes_back_through_any_number_of_proxies() {
    for proxies in 0..=5 {
        let mut network = Network::new(proxies);
        let answered = network.ask(Request::from(contact()).to_body(Compression::Zlib).unwrap()).unwrap();
        let Response::Answer(answer) = answered.response else { panic!("{proxies} proxies") };
        assert_eq!(answer.status, Some(Status::Ok), "{proxies} proxies");
        assert_eq!(answered.headers.agent_id, Some(AGENT));
        assert_eq!(network.waits_upstream > 0, proxies > 1, "a proxy in front of another polls it");
        assert!(network.proxies.iter().all(|proxy| proxy.held() == 0), "all answers were fetched");
    }
    let mut network = Network::new(6);
    let end = network.ask(Request::from(contact()).to_body(Compression::Zlib).unwrap()).unwrap_err();
    assert_eq!(end.to_string(), "refused with HTTP 404: \"too-many-proxy\"");
}

/// The harm done to one of the messages.
#[derive(Clone, Copy)]
enum Harm {
    Lost,
    Repeated,
    Altered,
}

#[test]
fn one_message_lost_repeated_or_altered_never_gives_a_wrong_answer() {
    for harm in [Harm::Lost, Harm::Repeated, Harm::Altered] {
        for at in 0..6 {
            let (outgoing, mut exchange) = Exchange::<ContactAnswer>::start(
                &client(),
                Request::from(contact()).to_body(Compression::Zlib).unwrap(),
            );
            let mut step = Step::Send(outgoing);
            let mut network = Network::new(1);
            let mut count = 0;
            let result = loop {
                step = match step {
                    Step::Send(mut outgoing) => {
                        let harmed = count == at;
                        count += 1;
                        if harmed {
                            match harm {
                                Harm::Lost => break Err(SessionError::OutOfTurn),
                                Harm::Repeated => drop(network.deliver(0, &outgoing)),
                                Harm::Altered if outgoing.body.is_empty() => {
                                    outgoing.headers.request_id = Some(id("DEADBEEF"));
                                }
                                Harm::Altered => {
                                    let mut bytes = outgoing.body.bytes().to_vec();
                                    let middle = bytes.len() / 2;
                                    bytes[middle] ^= 0x10;
                                    outgoing.body = Body::new(outgoing.body.content_type().cloned(), bytes);
                                }
                            }
                        }
                        let answer = network.deliver(0, &outgoing);
                        match exchange.handle_response(answer.status, &answer.headers, &answer.body) {
                            Ok(step) => step,
                            Err(error) => break Err(error),
                        }
                    }
                    Step::Wait(delay) => {
                        network.now += delay;
                        network.work();
                        Step::Send(exchange.handle_timeout().unwrap())
                    }
                    Step::Done(answered) => break Ok(answered),
                }
            };
            if let Ok(answered) = result {
                let Response::Answer(answer) = answered.response else { panic!("{at}") };
                assert!(answer.tasks.is_some_and(|tasks| tasks.config(&Task::Inventory).is_some()));
            } else {
                assert!(at < 2, "only the two messages of this exchange can be harmed");
            }
        }
    }
}
