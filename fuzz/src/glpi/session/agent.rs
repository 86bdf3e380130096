//! The agent's dialogues: an exchange, a first contact, a submission.

use std::time::Duration;

use glpi_proto::{
    Body, Client, Compression, Contact, Exchange, FirstContact, Headers, Message, Method, Outgoing, Request,
    ServerKind, SessionError, Step, Submission,
};

use super::{AGENTS, Answered, some_answer};
use crate::Choices;
use crate::glpi::LIMITS;

enum Machine {
    Exchange(Box<Exchange>),
    FirstContact(Box<FirstContact>),
    Submission(Box<Submission>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Sent,
    Waiting,
    Over,
}

/// The requests that were sent so far, and that may be.
struct Sent {
    posts: usize,
    most_posts: usize,
    gets: u32,
    state: State,
}

pub(super) fn run(mut choices: Choices<'_>) {
    let contact = Contact::new("pc-7", "fuzz", "1");
    let body = Request::from(contact.clone()).to_body(Compression::Plain).expect("it is JSON");
    let client = Client::new(Headers::new(AGENTS[0])).with_limits(LIMITS).with_max_retries(2);
    let kinds = [ServerKind::Unknown, ServerKind::Glpi, ServerKind::Legacy];
    let (mut machine, most_posts, outgoing) = match choices.below(5) {
        0 => {
            let (outgoing, exchange) = Exchange::start(&client, body);
            (Machine::Exchange(Box::new(exchange)), 1, outgoing)
        }
        1 => {
            let (outgoing, submission) = Submission::start(&client, body);
            (Machine::Submission(Box::new(submission)), 3, outgoing)
        }
        which => {
            let kind = kinds[usize::from(which - 2)];
            let (outgoing, first) =
                FirstContact::start(&client, contact, Compression::Plain, kind).expect("it can be written");
            // CONTACT, the PROLOG that it falls back to, and the CONTACT that this leads to.
            (Machine::FirstContact(Box::new(first)), 3, outgoing)
        }
    };
    let mut sent = Sent { posts: 0, most_posts, gets: 0, state: State::Over };
    sent.check(&Step::Send(outgoing));
    while !choices.is_empty() {
        if choices.below(3) == 0 {
            let result = machine.handle_timeout();
            assert_eq!(result.is_ok(), sent.state == State::Waiting);
            match result {
                Ok(outgoing) => sent.check(&Step::Send(outgoing)),
                Err(error) => assert_eq!(error, SessionError::OutOfTurn),
            }
            continue;
        }
        let result = machine.handle_response(&some_answer(&mut choices));
        if sent.state != State::Sent {
            assert_eq!(result, Err(SessionError::OutOfTurn));
            continue;
        }
        match result {
            Ok(step) => sent.check(&step),
            Err(_) => sent.state = State::Over,
        }
    }
}

impl Sent {
    fn check(&mut self, step: &Step<()>) {
        let outgoing = match step {
            Step::Send(outgoing) => outgoing,
            Step::Wait(delay) => {
                assert!(!delay.is_zero() && *delay <= Duration::from_secs(86_400));
                self.state = State::Waiting;
                return;
            }
            Step::Done(()) => {
                self.state = State::Over;
                return;
            }
        };
        assert_eq!(outgoing.headers.agent_id, Some(AGENTS[0]));
        assert!(outgoing.headers.no_cache);
        assert_eq!(outgoing.headers.content_type.as_ref(), outgoing.body.content_type());
        self.state = State::Sent;
        if outgoing.method == Method::Post {
            self.posts += 1;
            self.gets = 0;
            assert!(Request::decode(&outgoing.body.open(&LIMITS).expect("our own body"), &LIMITS).is_ok());
        } else {
            self.gets += 1;
            assert_eq!((outgoing.method, &outgoing.body), (Method::Get, &Body::default()));
        }
        assert!(self.posts <= self.most_posts && self.gets <= <Exchange>::MAX_POLLS);
    }
}

impl Machine {
    fn handle_timeout(&mut self) -> Result<Outgoing, SessionError> {
        match self {
            Self::Exchange(exchange) => exchange.handle_timeout(),
            Self::FirstContact(first) => first.handle_timeout(),
            Self::Submission(submission) => submission.handle_timeout(),
        }
    }

    fn handle_response(&mut self, answered: &Answered) -> Result<Step<()>, SessionError> {
        let Answered { status, headers, body } = answered;
        Ok(match self {
            Self::Exchange(exchange) => over(exchange.handle_response(*status, headers, body)?),
            Self::Submission(submission) => over(submission.handle_response(*status, headers, body)?),
            Self::FirstContact(first) => {
                let step = first.handle_response(*status, headers, body)?;
                if let Step::Done(contacted) = &step {
                    assert_ne!(contacted.kind(), ServerKind::Unknown);
                    assert!(first.jobs_request().headers.agent_id.is_none());
                }
                over(step)
            }
        })
    }
}

fn over<T>(step: Step<T>) -> Step<()> {
    match step {
        Step::Send(outgoing) => Step::Send(outgoing),
        Step::Wait(delay) => Step::Wait(delay),
        Step::Done(_) => Step::Done(()),
    }
}
