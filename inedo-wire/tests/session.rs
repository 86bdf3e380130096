//! Both sides of the conversation, wired together in memory.

#[path = "support/pair.rs"]
mod pair;

use bytes::BytesMut;
use inedo_wire::{
    AgentType, AgentVersion, Assumptions, Client, Connection, EncodeError, Encryption, Event, Frame,
    GuidOrder, Handshake, HandshakeIo, IvChain, Message, NextIv, Progress, ProtocolVersion,
    RequiredEncryption, Server, SessionError, VersionField, Versions,
};
use pair::{Setup, ask, connection, greet, key, long_key, next};
use testkit::chunking;

fn modes() -> [RequiredEncryption; 4] {
    let aes = RequiredEncryption::Aes;
    [RequiredEncryption::None, RequiredEncryption::Ssl, aes(key()), aes(long_key())]
}

#[test]
fn every_mode_version_and_chain_holds_a_conversation() {
    for required in modes() {
        for chain in [IvChain::PerDirection, IvChain::Shared] {
            for (agent, version) in [(43, ProtocolVersion::V2), (42, ProtocolVersion::V1)] {
                if required == RequiredEncryption::Aes(long_key()) && agent == 42 {
                    continue; // refused, see below
                }
                let (mut client, mut agent) = Setup::new(required.clone(), agent).chain(chain).connect();
                assert_eq!((client.version(), agent.version()), (version, version));
                assert_eq!(client.encryption(), required.encryption());
                assert_eq!(client.agreed(), agent.agreed());
                ask(&mut client, &mut agent);
            }
        }
    }
}

/// Gives a handshake the bytes of the peer in pieces of this length; returns what it wrote, and
/// its outcome.
fn drive(mut handshake: Handshake, peer: &[u8], piece: usize) -> (BytesMut, Result<Event, SessionError>) {
    let (mut src, mut written, mut rest) = (BytesMut::new(), BytesMut::new(), peer);
    loop {
        handshake = match handshake.next(&mut src) {
            Ok(HandshakeIo::WriteAll(bytes, next)) => {
                written.extend_from_slice(&bytes);
                next
            }
            Ok(HandshakeIo::ReadSome(next)) if rest.is_empty() => return (written, Err(next.finish(&src))),
            Ok(HandshakeIo::ReadSome(next)) => {
                let (some, later) = rest.split_at(piece.min(rest.len()));
                src.extend_from_slice(some);
                rest = later;
                next
            }
            Ok(HandshakeIo::Done(event)) => return (written, Ok(event)),
            Err(error) => return (written, Err(error)),
        }
    }
}

#[test]
fn a_handshake_that_reads_some_and_writes_all_comes_to_the_same() {
    for required in modes() {
        let setup = Setup::new(required, 51);
        let (hello, _) = setup.client().start();
        let mut acknowledgement = BytesMut::new();
        let _ = greet(&setup.server(), &hello).unwrap().acknowledge(next(0), &mut acknowledgement).unwrap();
        for piece in [1, 7, 100] {
            let (written, event) = drive(setup.server().handshake(next(0)), &hello, piece);
            assert_eq!(written, acknowledgement);
            let mut agent = connection(event.unwrap());
            let (written, event) = drive(setup.client().handshake(), &acknowledgement, piece);
            assert_eq!(written[..], hello[..]);
            ask(&mut connection(event.unwrap()), &mut agent);
        }
        for cut in 0..hello.len() {
            let (written, outcome) = drive(setup.server().handshake(next(0)), &hello[..cut], 5);
            assert_eq!(outcome.unwrap_err(), SessionError::Closed { received: cut });
            assert!(written.is_empty());
        }
    }
}

#[test]
fn a_handshake_that_fails_writes_no_more() {
    let aes = Setup::new(RequiredEncryption::Aes(key()), 51);
    let (hello, _) = aes.client().start();
    let (written, outcome) = drive(aes.server().handshake(NextIv::not_needed()), &hello, 100);
    assert_eq!(outcome.unwrap_err(), SessionError::Encode(EncodeError::NextIvMissing));
    assert!(written.is_empty());
    let (_, outcome) = drive(aes.server().handshake(next(0)), &[0; 24], 100);
    assert!(matches!(outcome, Err(SessionError::Decode(_))));
    assert_eq!(aes.client().handshake().handle_timeout(), SessionError::TimedOut);
}

#[test]
fn handshakes_survive_every_cut() {
    for required in modes() {
        let setup = Setup::new(required, 51);
        let (hello, _) = setup.client().start();
        let mut acknowledgement = BytesMut::new();
        let _ = greet(&setup.server(), &hello).unwrap().acknowledge(next(0), &mut acknowledgement).unwrap();

        for (first, second) in chunking::splits(&hello) {
            let mut src = BytesMut::from(first);
            let mut progress = setup.server().start().handle_bytes(&mut src).unwrap();
            if let Progress::Pending(waiting) = progress {
                assert!(!second.is_empty());
                src.extend_from_slice(second);
                progress = waiting.handle_bytes(&mut src).unwrap();
            }
            assert!(matches!(progress, Progress::Done(_)));
        }
        for (first, second) in chunking::splits(&acknowledgement) {
            let (_, handshake) = setup.client().start();
            let mut src = BytesMut::from(first);
            let mut progress = handshake.handle_bytes(&mut src).unwrap();
            if let Progress::Pending(waiting) = progress {
                assert!(!second.is_empty());
                src.extend_from_slice(second);
                progress = waiting.handle_bytes(&mut src).unwrap();
            }
            assert!(matches!(progress, Progress::Done(_)) && src.is_empty());
        }
    }
}

#[test]
fn bytes_after_the_handshake_stay_in_the_buffer() {
    let setup = Setup::new(RequiredEncryption::Aes(key()), 51);
    let (hello, handshake) = setup.client().start();
    let mut src = BytesMut::from(&[&hello[..], b"later"].concat()[..]);
    let Progress::Done(greeted) = setup.server().start().handle_bytes(&mut src).unwrap() else { panic!() };
    assert_eq!(&src[..], b"later");
    let mut dst = BytesMut::new();
    let mut agent = connection(greeted.acknowledge(next(0), &mut dst).unwrap());
    agent.encode(&Frame::new(9, "unsolicited"), next(1), &mut dst).unwrap();
    let Progress::Done(event) = handshake.handle_bytes(&mut dst).unwrap() else { panic!() };
    assert_eq!(connection(event).decode(&mut dst).unwrap().unwrap().data(), b"unsolicited");
}

#[test]
fn anything_but_the_required_encryption_is_refused() {
    // INW-020
    for required in modes() {
        for offered in modes() {
            let (hello, handshake) = Client::new(required.clone()).start();
            let mut src = BytesMut::new();
            let server = Server::new(offered.clone(), AgentVersion::new(51));
            let _ = greet(&server, &hello).unwrap().acknowledge(next(0), &mut src).unwrap();
            let result = handshake.handle_bytes(&mut src);
            let (required, offered) = (required.encryption(), offered.encryption());
            if required == offered {
                assert!(matches!(result, Ok(Progress::Done(_))));
            } else {
                assert_eq!(result.unwrap_err(), SessionError::EncryptionMismatch { required, offered });
            }
        }
    }
}

#[test]
fn a_downgraded_acknowledgement_is_refused_with_clear_words() {
    let (hello, handshake) = Client::new(RequiredEncryption::Aes(key())).start();
    let server = Server::new(RequiredEncryption::None, AgentVersion::new(50));
    let mut src = BytesMut::new();
    let _ = greet(&server, &hello).unwrap().acknowledge(NextIv::not_needed(), &mut src).unwrap();
    let error = handshake.handle_bytes(&mut src).unwrap_err();
    assert_eq!(error.to_string(), "encryption mismatch: AES is required, the agent asks for none");
}

#[test]
fn tls_is_announced_and_then_taken_for_granted() {
    // INW-017
    let setup = Setup::new(RequiredEncryption::Ssl, 51);
    let (hello, handshake) = setup.client().start();
    let mut dst = BytesMut::new();
    let event = greet(&setup.server(), &hello).unwrap().acknowledge(NextIv::not_needed(), &mut dst).unwrap();
    let Event::StartTls(agent) = event else { panic!("the agent starts TLS") };
    let Progress::Done(Event::StartTls(client)) = handshake.handle_bytes(&mut dst).unwrap() else {
        panic!("the client starts TLS")
    };
    let (mut client, mut agent) = (client.handle_tls_established(), agent.handle_tls_established());
    assert_eq!(client.encryption(), Encryption::Ssl);
    ask(&mut client, &mut agent);
}

#[test]
fn an_old_agents_echo_is_no_version() {
    // INW-015
    let (client, agent) = Setup::new(RequiredEncryption::None, 42).connect();
    assert_eq!((client.version(), client.agreed().field), (ProtocolVersion::V1, 2000));
    assert_eq!((client.session_id(), agent.session_id()), (Some(2000), Some(2000)));
}

#[test]
fn sessions_are_echoed_or_replaced() {
    let server = Server::new(RequiredEncryption::None, AgentVersion::new(40));
    for (replacement, expected) in [(None, 7), (Some(31), 31)] {
        let client = Client::new(RequiredEncryption::None).with_versions(Versions::V1).with_session_id(7);
        let (hello, handshake) = client.start();
        let mut greeted = greet(&server, &hello).unwrap();
        assert_eq!(greeted.session_id(), Some(7));
        if let Some(session_id) = replacement {
            greeted = greeted.with_session_id(session_id);
        }
        let mut dst = BytesMut::new();
        let _ = greeted.acknowledge(NextIv::not_needed(), &mut dst).unwrap();
        let Progress::Done(event) = handshake.handle_bytes(&mut dst).unwrap() else { panic!() };
        assert_eq!(connection(event).session_id(), Some(expected));
    }
}

#[test]
fn an_old_agents_number_is_a_session_whatever_it_is() {
    // INW-015
    for (agent, session_id, expected) in [(42, 1000, Some(1000)), (17, 2000, Some(2000)), (43, 1000, None)] {
        let client = Client::new(RequiredEncryption::None).with_versions(Versions::V1).with_session_id(7);
        let (hello, handshake) = client.start();
        let server = Server::new(RequiredEncryption::None, AgentVersion::new(agent));
        let greeted = greet(&server, &hello).unwrap().with_session_id(session_id);
        let mut dst = BytesMut::new();
        let agents = connection(greeted.acknowledge(NextIv::not_needed(), &mut dst).unwrap());
        let Progress::Done(event) = handshake.handle_bytes(&mut dst).unwrap() else { panic!() };
        assert_eq!((connection(event).session_id(), agents.session_id()), (expected, expected), "{agent}");
    }
}

#[test]
fn an_agents_versions_follow_the_assumptions() {
    let (hello, _) = Client::new(RequiredEncryption::None).start();
    let at = |first| Assumptions::DEFAULT.with_first_v2_agent(first);
    for (agent, first, version) in
        [(41, 40, ProtocolVersion::V2), (41, 42, ProtocolVersion::V1), (51, 60, ProtocolVersion::V1)]
    {
        let server =
            Server::new(RequiredEncryption::None, AgentVersion::new(agent)).with_assumptions(at(first));
        assert_eq!(greet(&server, &hello).unwrap().version(), version, "{agent} {first}");
        // Settings stay, set before or after.
        let old = Server::new(RequiredEncryption::None, AgentVersion::new(agent));
        for server in
            [server.with_versions(Versions::V1), old.with_versions(Versions::V1).with_assumptions(at(1))]
        {
            assert_eq!(greet(&server, &hello).unwrap().version(), ProtocolVersion::V1);
        }
    }
}

#[test]
fn version_2_has_no_session() {
    let (client, _) = Setup::new(RequiredEncryption::None, 43).connect();
    assert_eq!(client.session_id(), None);
}

#[test]
fn versions_that_do_not_meet_end_the_handshake() {
    let (hello, _) = Client::new(RequiredEncryption::None).with_versions(Versions::V2).start();
    let old = Server::new(RequiredEncryption::None, AgentVersion::new(42));
    assert_eq!(greet(&old, &hello).unwrap_err(), SessionError::NoCommonVersion { min: 2000, max: 2000 });
    // An old agent that answers all the same is not understood.
    let (_, handshake) = Client::new(RequiredEncryption::None).with_versions(Versions::V2).start();
    let (v1, _) = Client::new(RequiredEncryption::None).with_versions(Versions::V1).start();
    let mut dst = BytesMut::new();
    let _ = greet(&old, &v1).unwrap().acknowledge(NextIv::not_needed(), &mut dst).unwrap();
    let error = handshake.handle_bytes(&mut dst).unwrap_err();
    assert_eq!(error.to_string(), "protocol 0 was not offered (agent version 42.0.0.0)");
}

#[test]
fn a_long_key_is_refused_for_an_old_agent() {
    // INW-040
    let setup = Setup::new(RequiredEncryption::Aes(long_key()), 42);
    let (hello, handshake) = setup.client().start();
    let mut dst = BytesMut::new();
    let _ = greet(&setup.server(), &hello).unwrap().acknowledge(next(0), &mut dst).unwrap();
    assert_eq!(
        handshake.handle_bytes(&mut dst).unwrap_err(),
        SessionError::KeyTooLong { major: 42, first: 43 }
    );
}

#[test]
fn ends_and_timeouts_during_the_handshake_have_names() {
    // INW-018: when it is too long is the caller's to say.
    assert_eq!(inedo_wire::HANDSHAKE_TIMEOUT.as_secs(), 30);
    let (_, handshake) = Client::new(RequiredEncryption::None).start();
    assert_eq!(handshake.finish(b""), SessionError::Closed { received: 0 });
    let (_, handshake) = Client::new(RequiredEncryption::None).start();
    assert_eq!(handshake.handle_timeout(), SessionError::TimedOut);
    let server = Server::new(RequiredEncryption::None, AgentVersion::new(51));
    assert_eq!(server.start().finish(&[0; 23]), SessionError::Closed { received: 23 });
    assert_eq!(server.start().handle_timeout(), SessionError::TimedOut);
}

#[test]
fn other_readings_agree_with_themselves() {
    for assumptions in [
        Assumptions::DEFAULT.with_guid_order(GuidOrder::BigEndian),
        Assumptions::DEFAULT.with_version_field(VersionField::OneInt32),
        Assumptions::DEFAULT.with_root_path_answer_code(-7).with_get_agent_root_path_code(30),
        Assumptions::DEFAULT.with_first_v2_agent(60),
    ] {
        let mut setup = Setup::new(RequiredEncryption::Aes(key()), 51);
        setup.assumptions = assumptions;
        let (mut client, mut agent) = setup.connect();
        ask(&mut client, &mut agent);
    }
    // And not with each other.
    let (hello, _) = Client::new(RequiredEncryption::None).start();
    let other = Assumptions::DEFAULT.with_guid_order(GuidOrder::BigEndian);
    let server = Server::new(RequiredEncryption::None, AgentVersion::new(51)).with_assumptions(other);
    assert!(matches!(greet(&server, &hello), Err(SessionError::Decode(_))));
}

#[test]
fn frames_of_the_other_version_cannot_be_written() {
    // INW-031
    let plain = Frame::new(1, "x");
    let targeted = Frame::new(1, "x").with_target(AgentType::Otter);
    let (mut client1, mut agent1) = Setup::new(RequiredEncryption::None, 42).connect();
    let (mut client2, mut agent2) = Setup::new(RequiredEncryption::None, 43).connect();
    let mut dst = BytesMut::new();
    let mut write = |side: &mut Connection, frame: &Frame| side.encode(frame, NextIv::not_needed(), &mut dst);
    assert_eq!(write(&mut client1, &plain), Err(EncodeError::TargetMissing));
    assert_eq!(write(&mut client2, &targeted), Err(EncodeError::TargetNotCarried));
    assert_eq!(write(&mut agent1, &targeted), Err(EncodeError::TargetNotCarried));
    assert_eq!(write(&mut agent2, &targeted), Err(EncodeError::TargetNotCarried));
    for (side, frame) in
        [(&mut client1, &targeted), (&mut client2, &plain), (&mut agent1, &plain), (&mut agent2, &plain)]
    {
        write(side, frame).unwrap();
    }
}

#[test]
fn messages_for_others_are_left_alone() {
    // INW-050
    let frame = Frame::new(2, "not an update").with_target(AgentType::BuildMaster);
    let (client, _) = Setup::new(RequiredEncryption::None, 42).connect();
    assert_eq!(client.decode_message(&frame).unwrap(), Message::Other(frame.clone()));
    assert!(client.decode_message(&frame.with_target(AgentType::Meta)).is_err());
}
