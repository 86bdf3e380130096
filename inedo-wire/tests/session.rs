//! Both sides of the conversation, wired together in memory.

#[path = "support/pair.rs"]
mod pair;

use bytes::{Bytes, BytesMut};
use inedo_wire::{
    AesKey, AgentRootPath, AgentType, AgentVersion, Announced, Assumptions, Client, Connection, Direction,
    EncodeError, Encryption, Event, Frame, GetAgentRootPath, GuidOrder, IvChain, KeySize, Message, NextIv,
    Observer, Progress, ProtocolVersion, Reply, RequiredEncryption, Server, SessionError, VersionField,
    Versions,
};
use pair::{Setup, connection, iv, next};
use testkit::chunking;

fn key() -> AesKey {
    "00112233445566778899aabbccddeeff".parse().unwrap()
}

fn long_key() -> AesKey {
    AesKey::from_hex(&"a5".repeat(32), KeySize::Aes256).unwrap()
}

fn modes() -> [RequiredEncryption; 4] {
    let aes = RequiredEncryption::Aes;
    [
        RequiredEncryption::None,
        RequiredEncryption::Ssl,
        aes(key()),
        aes(long_key()),
    ]
}

fn greet(server: &Server, hello: &[u8]) -> Result<inedo_wire::Greeted, SessionError> {
    let mut src = BytesMut::from(hello);
    match server.start().handle_bytes(&mut src)? {
        Progress::Done(greeted) => Ok(greeted),
        Progress::Pending(_) => panic!("the hello is whole"),
    }
}

/// The question for the root path and its answer, over a connected pair.
fn ask(client: &mut Connection, agent: &mut Connection) {
    let question = Message::GetAgentRootPath(GetAgentRootPath::new(AgentType::Otter));
    let mut wire = BytesMut::new();
    client.encode_message(&question, next(1), &mut wire).unwrap();
    let frame = agent.decode(&mut wire).unwrap().unwrap();
    assert_eq!(agent.decode_message(&frame).unwrap(), question);
    let answer = Reply::AgentRootPath(AgentRootPath::new(r"D:\Temp\Otter"));
    agent.encode_reply(&answer, next(2), &mut wire).unwrap();
    let frame = client.decode(&mut wire).unwrap().unwrap();
    assert_eq!(client.decode_reply(&frame).unwrap(), answer);
    assert!(wire.is_empty());
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

#[test]
fn handshakes_survive_every_cut() {
    for required in modes() {
        let setup = Setup::new(required, 51);
        let (hello, _) = setup.client().start();
        let mut acknowledgement = BytesMut::new();
        let _ = greet(&setup.server(), &hello)
            .unwrap()
            .acknowledge(next(0), &mut acknowledgement)
            .unwrap();

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
    let Progress::Done(greeted) = setup.server().start().handle_bytes(&mut src).unwrap() else {
        panic!()
    };
    assert_eq!(&src[..], b"later");
    let mut dst = BytesMut::new();
    let mut agent = connection(greeted.acknowledge(next(0), &mut dst).unwrap());
    agent
        .encode(&Frame::new(9, "unsolicited"), next(1), &mut dst)
        .unwrap();
    let Progress::Done(event) = handshake.handle_bytes(&mut dst).unwrap() else {
        panic!()
    };
    assert_eq!(
        connection(event).decode(&mut dst).unwrap().unwrap().data(),
        "unsolicited"
    );
}

#[test]
fn anything_but_the_required_encryption_is_refused() {
    // INW-020
    for required in modes() {
        for offered in modes() {
            let (hello, handshake) = Client::new(required.clone()).start();
            let mut src = BytesMut::new();
            let server = Server::new(offered.clone(), AgentVersion::new(51));
            let _ = greet(&server, &hello)
                .unwrap()
                .acknowledge(next(0), &mut src)
                .unwrap();
            let result = handshake.handle_bytes(&mut src);
            let (required, offered) = (required.encryption(), offered.encryption());
            if required == offered {
                assert!(matches!(result, Ok(Progress::Done(_))));
            } else {
                assert_eq!(
                    result.unwrap_err(),
                    SessionError::EncryptionMismatch { required, offered }
                );
            }
        }
    }
}

#[test]
fn a_downgraded_acknowledgement_is_refused_with_clear_words() {
    let (hello, handshake) = Client::new(RequiredEncryption::Aes(key())).start();
    let server = Server::new(RequiredEncryption::None, AgentVersion::new(50));
    let mut src = BytesMut::new();
    let _ = greet(&server, &hello)
        .unwrap()
        .acknowledge(NextIv::not_needed(), &mut src)
        .unwrap();
    let error = handshake.handle_bytes(&mut src).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the agent asks for encryption none, but AES is required"
    );
}

#[test]
fn tls_is_announced_and_then_taken_for_granted() {
    // INW-017
    let setup = Setup::new(RequiredEncryption::Ssl, 51);
    let (hello, handshake) = setup.client().start();
    let mut dst = BytesMut::new();
    let event = greet(&setup.server(), &hello)
        .unwrap()
        .acknowledge(NextIv::not_needed(), &mut dst)
        .unwrap();
    let Event::StartTls(agent) = event else {
        panic!("the agent starts TLS")
    };
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
    assert_eq!(
        (client.version(), client.agreed().field),
        (ProtocolVersion::V1, 2000)
    );
    assert_eq!(
        (client.session_id(), agent.session_id()),
        (Some(2000), Some(2000))
    );
}

#[test]
fn sessions_are_echoed_or_replaced() {
    let server = Server::new(RequiredEncryption::None, AgentVersion::new(40));
    for (replacement, expected) in [(None, 7), (Some(31), 31)] {
        let client = Client::new(RequiredEncryption::None)
            .with_versions(Versions::V1)
            .with_session_id(7);
        let (hello, handshake) = client.start();
        let mut greeted = greet(&server, &hello).unwrap();
        assert_eq!(greeted.session_id(), Some(7));
        if let Some(session_id) = replacement {
            greeted = greeted.with_session_id(session_id);
        }
        let mut dst = BytesMut::new();
        let _ = greeted.acknowledge(NextIv::not_needed(), &mut dst).unwrap();
        let Progress::Done(event) = handshake.handle_bytes(&mut dst).unwrap() else {
            panic!()
        };
        assert_eq!(connection(event).session_id(), Some(expected));
    }
}

#[test]
fn version_2_has_no_session() {
    let (client, _) = Setup::new(RequiredEncryption::None, 43).connect();
    assert_eq!(client.session_id(), None);
}

#[test]
fn versions_that_do_not_meet_end_the_handshake() {
    let (hello, _) = Client::new(RequiredEncryption::None)
        .with_versions(Versions::V2)
        .start();
    let old = Server::new(RequiredEncryption::None, AgentVersion::new(42));
    assert_eq!(
        greet(&old, &hello).unwrap_err(),
        SessionError::NoCommonVersion { min: 2000, max: 2000 }
    );
    // An old agent that answers all the same is not understood.
    let (_, handshake) = Client::new(RequiredEncryption::None)
        .with_versions(Versions::V2)
        .start();
    let (v1, _) = Client::new(RequiredEncryption::None)
        .with_versions(Versions::V1)
        .start();
    let mut dst = BytesMut::new();
    let _ = greet(&old, &v1)
        .unwrap()
        .acknowledge(NextIv::not_needed(), &mut dst)
        .unwrap();
    let error = handshake.handle_bytes(&mut dst).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the agent (version 42.0.0.0) answered protocol 0, which was not offered"
    );
}

#[test]
fn a_long_key_is_refused_for_an_old_agent() {
    // INW-040
    let setup = Setup::new(RequiredEncryption::Aes(long_key()), 42);
    let (hello, handshake) = setup.client().start();
    let mut dst = BytesMut::new();
    let _ = greet(&setup.server(), &hello)
        .unwrap()
        .acknowledge(next(0), &mut dst)
        .unwrap();
    assert_eq!(
        handshake.handle_bytes(&mut dst).unwrap_err(),
        SessionError::KeyTooLong { major: 42, first: 43 }
    );
}

#[test]
fn ends_and_timeouts_during_the_handshake_have_names() {
    let (_, handshake) = Client::new(RequiredEncryption::None).start();
    assert_eq!(handshake.handle_end(b""), SessionError::Closed { received: 0 });
    let (_, handshake) = Client::new(RequiredEncryption::None).start();
    assert_eq!(handshake.handle_timeout(), SessionError::TimedOut);
    let server = Server::new(RequiredEncryption::None, AgentVersion::new(51));
    assert_eq!(
        server.start().handle_end(&[0; 23]),
        SessionError::Closed { received: 23 }
    );
    assert_eq!(server.start().handle_timeout(), SessionError::TimedOut);
}

#[test]
fn other_readings_agree_with_themselves() {
    for assumptions in [
        Assumptions::DEFAULT.with_guid_order(GuidOrder::BigEndian),
        Assumptions::DEFAULT.with_version_field(VersionField::OneInt32),
        Assumptions::DEFAULT
            .with_root_path_answer_code(-7)
            .with_get_agent_root_path_code(30),
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
    for (side, frame) in [
        (&mut client1, &targeted),
        (&mut client2, &plain),
        (&mut agent1, &plain),
        (&mut agent2, &plain),
    ] {
        write(side, frame).unwrap();
    }
}

#[test]
fn messages_for_others_are_left_alone() {
    // INW-050
    let frame = Frame::new(2, "not an update").with_target(AgentType::BuildMaster);
    let (client, _) = Setup::new(RequiredEncryption::None, 42).connect();
    assert_eq!(
        client.decode_message(&frame).unwrap(),
        Message::Other(frame.clone())
    );
    assert!(
        client
            .decode_message(&frame.with_target(AgentType::Meta))
            .is_err()
    );
}

#[test]
fn an_iv_is_needed_and_must_be_new() {
    // INW-043
    let setup = Setup::new(RequiredEncryption::Aes(key()), 51);
    let (mut client, _) = setup.connect();
    let frame = Frame::new(1, "x");
    let mut dst = BytesMut::from("before");
    assert_eq!(
        client.encode(&frame, NextIv::not_needed(), &mut dst),
        Err(EncodeError::NextIvMissing)
    );
    assert_eq!(
        client.encode(&frame, NextIv::new(setup.iv), &mut dst),
        Err(EncodeError::NextIvRepeated)
    );
    client.encode(&frame, next(1), &mut dst).unwrap();
    let written = dst.len();
    assert_eq!(
        client.encode(&frame, next(1), &mut dst),
        Err(EncodeError::NextIvRepeated)
    );
    assert_eq!(dst.len(), written, "nothing was written on an error");
    let server = Server::new(RequiredEncryption::Aes(key()), AgentVersion::new(51));
    let greeted = greet(&server, &setup.client().start().0).unwrap();
    assert_eq!(
        greeted.acknowledge(NextIv::not_needed(), &mut dst).unwrap_err(),
        EncodeError::NextIvMissing
    );
}

#[test]
fn both_chains_understand_each_other() {
    // INW-045: a wrong IV spoils the next IV alone, which nobody checks.
    let of = |chain| {
        Setup::new(RequiredEncryption::Aes(key()), 51)
            .chain(chain)
            .connect()
    };
    let (mut client, _) = of(IvChain::PerDirection);
    let (_, mut agent) = of(IvChain::Shared);
    let mut wire = BytesMut::new();
    for round in 0..20 {
        let question = Frame::new(round, vec![round as u8; round as usize]);
        client
            .encode(&question, next(round as u64 * 2), &mut wire)
            .unwrap();
        assert_eq!(agent.decode(&mut wire).unwrap().unwrap(), question);
        let answer = Frame::new(-round, vec![b'a'; 40 - round as usize]);
        agent
            .encode(&answer, next(round as u64 * 2 + 1), &mut wire)
            .unwrap();
        assert_eq!(client.decode(&mut wire).unwrap().unwrap(), answer);
    }
}

#[test]
fn a_wrong_key_is_noticed_or_gives_nonsense_but_never_the_message() {
    let key = |byte| RequiredEncryption::Aes(AesKey::from_bytes_128([byte; 16]));
    let frame = Frame::new(3, "a message of some length, so that there is much to get wrong");
    let mut noticed = 0;
    for byte in 1..=255 {
        let (mut client, _) = Setup::new(key(byte), 51).connect();
        let (_, mut agent) = Setup::new(key(0), 51).connect();
        let mut wire = BytesMut::new();
        client.encode(&frame, next(1), &mut wire).unwrap();
        match agent.decode(&mut wire) {
            Err(_) => noticed += 1,
            Ok(got) => assert_ne!(got.unwrap(), frame),
        }
    }
    // The padding of garbage is right in about one case of 256: there is no more
    // than that to go by.
    assert!(noticed >= 245, "{noticed}");
}

#[test]
fn halves_work_apart_unless_they_share_a_chain() {
    let setup = Setup::new(RequiredEncryption::Aes(key()), 51);
    let (client, mut agent) = setup.connect();
    let (mut read, mut write) = client.into_split().unwrap();
    let mut wire = BytesMut::new();
    for number in 1..5 {
        let frame = Frame::new(number, "to the agent");
        write.encode(&frame, next(number as u64), &mut wire).unwrap();
        assert_eq!(agent.decode(&mut wire).unwrap().unwrap(), frame);
    }
    agent.encode(&Frame::new(9, "back"), next(9), &mut wire).unwrap();
    assert_eq!(read.decode(&mut wire).unwrap().unwrap().data(), "back");
    read.finish(&wire).unwrap();

    let (client, mut agent) = setup.chain(IvChain::Shared).connect();
    let mut client = client.into_split().unwrap_err();
    ask(&mut client, &mut agent);
}

#[test]
fn an_observer_reads_both_directions() {
    for chain in [IvChain::PerDirection, IvChain::Shared] {
        let setup = Setup::new(RequiredEncryption::Aes(key()), 51).chain(chain);
        let (mut client, mut agent) = setup.connect();
        let Announced::Aes(first) = client.agreed().announced else {
            panic!()
        };
        let mut observer = Observer::aes(client.version(), &key(), first, &setup.assumptions);
        for number in 0..6 {
            let frame = Frame::new(number, Bytes::from(vec![b'q'; number as usize * 7]));
            let mut wire = BytesMut::new();
            let direction = if number % 3 == 0 {
                Direction::ToAgent
            } else {
                Direction::ToClient
            };
            let (writer, reader) = if number % 3 == 0 {
                (&mut client, &mut agent)
            } else {
                (&mut agent, &mut client)
            };
            writer.encode(&frame, next(number as u64), &mut wire).unwrap();
            assert_eq!(
                observer.decode(direction, &mut wire.clone()).unwrap(),
                Some(frame.clone())
            );
            assert_eq!(observer.iv(direction).unwrap().as_bytes(), &iv(number as u64));
            assert_eq!(reader.decode(&mut wire).unwrap(), Some(frame));
        }
    }
}

#[test]
fn debug_shows_no_key_and_no_data() {
    let secret = "a5".repeat(32);
    let setup = Setup::new(RequiredEncryption::Aes(long_key()), 51);
    let (hello, handshake) = setup.client().start();
    let greeted = greet(&setup.server(), &hello).unwrap();
    let shown = format!(
        "{:?} {handshake:?} {greeted:?} {:?}",
        setup.client(),
        setup.connect()
    );
    assert!(
        !shown.contains(&secret) && !shown.contains("165, 165") && shown.contains("AesKey"),
        "{shown}"
    );
    let shown = format!("{:?} {:?}", Frame::new(1, "password"), next(7));
    assert_eq!(shown, "Frame { target: None, command: 1, data_len: 8 } NextIv");
}
