//! A whole connection with a machine in the middle.

use std::collections::VecDeque;

use bytes::{Buf, BytesMut};
use inedo_wire::{
    AgentRootPath, AgentType, Connection, EncodeError, Frame, GetAgentRootPath, IvChain, Message,
    ProtocolVersion, Reply,
};

use super::setup::{Setup, next};
use crate::Choices;

/// One direction: bytes in transit, and the frames that have not arrived yet.
#[derive(Default)]
struct Way {
    /// Sent, but not delivered.
    wire: BytesMut,
    /// Delivered, but not decoded.
    src: BytesMut,
    expected: VecDeque<Frame>,
    /// True if bytes were altered, so that nothing is known about what arrives.
    touched: bool,
}

/// Runs a conversation in which an adversary chooses the sender, the frames, the time of
/// delivery, and what is altered or lost. Until a direction is altered its frames arrive in
/// order and as sent; a side whose decoding has failed sends nothing more. With a shared
/// chain this holds as long as the sides take turns.
pub fn session(data: &[u8]) {
    let mut choices = Choices::new(data);
    let setup = Setup::choose(&mut choices);
    let (mut client, mut agent) = setup.connect();
    let (mut to_agent, mut to_client) = (Way::default(), Way::default());
    let take_turns = setup.assumptions.iv_chain() == IvChain::Shared;
    // True if decoding has failed: at the client, at the agent.
    let mut dead = [false; 2];
    let mut number = 0;
    while !choices.is_empty() {
        number += 1;
        let act = choices.byte();
        let from_client = act & 1 == 0;
        let idle = |way: &Way| way.wire.is_empty() && way.src.is_empty();
        // If both directions share a chain, a side must not send while the other does.
        let may_speak = !take_turns || idle(if from_client { &to_client } else { &to_agent });
        let (speaker, listener, way) = if from_client {
            (&mut client, &mut agent, &mut to_agent)
        } else {
            (&mut agent, &mut client, &mut to_client)
        };
        match (act >> 1) % 8 {
            0..=2 if may_speak => {
                let dead = dead[usize::from(!from_client)];
                say(speaker, from_client, dead, number, way, &mut choices);
            }
            0..=5 => {
                let count = if act >> 4 == 0 { usize::MAX } else { usize::from(choices.byte()) };
                dead[usize::from(from_client)] |= deliver(way, listener, count);
            }
            6 if !way.wire.is_empty() => {
                let at = usize::from(choices.byte()) % way.wire.len();
                let value = choices.byte();
                way.touched |= way.wire[at] != value;
                way.wire[at] = value;
                // The other direction continues from IVs that arrived with this one.
                to_agent.touched |= take_turns;
                to_client.touched |= take_turns;
            }
            _ => {
                let lost = usize::from(choices.byte()).min(way.wire.len());
                way.wire.advance(lost);
                way.touched |= lost > 0;
                to_agent.touched |= take_turns && lost > 0;
                to_client.touched |= take_turns && lost > 0;
            }
        }
    }
    for (way, listener) in [(&mut to_agent, &mut agent), (&mut to_client, &mut client)] {
        deliver(way, listener, usize::MAX);
        if !way.touched {
            assert!(way.expected.is_empty(), "a frame did not arrive");
            assert_eq!(listener.finish(&way.src), Ok(()));
        }
    }
}

/// Sends a frame or message from one side; that must fail if its decoding has failed.
fn say(
    side: &mut Connection,
    is_client: bool,
    dead: bool,
    number: usize,
    way: &mut Way,
    choices: &mut Choices<'_>,
) {
    let before = way.wire.len();
    let kind = choices.byte();
    let targeted = is_client && side.version() == ProtocolVersion::V1;
    let (frame, result) = match kind % 4 {
        0 if is_client => {
            let message = Message::GetAgentRootPath(GetAgentRootPath::new(AgentType::from(kind)));
            let frame = message.to_frame(side.version(), side.assumptions(), side.limits());
            (frame.expect("small"), side.encode_message(&message, next(number), &mut way.wire))
        }
        0 => {
            let reply = Reply::AgentRootPath(AgentRootPath::new("x".repeat(usize::from(kind))));
            let frame = reply.to_frame(side.assumptions(), side.limits()).expect("small");
            (frame, side.encode_reply(&reply, next(number), &mut way.wire))
        }
        _ => {
            let frame = Frame::new(i32::from(kind), vec![kind; usize::from(choices.byte())]);
            let frame = frame.with_target(targeted.then_some(AgentType::from(kind)));
            let result = side.encode(&frame, next(number), &mut way.wire);
            (frame, result)
        }
    };
    if dead {
        assert_eq!(result, Err(EncodeError::Poisoned));
        assert_eq!(way.wire.len(), before, "a dead connection sends nothing");
    } else {
        assert_eq!(result, Ok(()));
        way.expected.push_back(frame);
    }
}

/// Delivers some bytes to the listener, which decodes all whole frames. Returns true if that
/// has failed.
fn deliver(way: &mut Way, listener: &mut Connection, count: usize) -> bool {
    let count = count.min(way.wire.len());
    way.src.extend_from_slice(&way.wire.split_to(count));
    loop {
        match listener.decode(&mut way.src) {
            Ok(Some(frame)) => {
                if !way.touched {
                    assert_eq!(Some(frame), way.expected.pop_front());
                }
            }
            Ok(None) => return false,
            Err(error) => {
                assert!(way.touched, "{error}");
                assert_eq!(listener.decode(&mut way.src), Err(error.clone()));
                assert_eq!(listener.finish(&way.src), Err(error));
                return true;
            }
        }
    }
}
