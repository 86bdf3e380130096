//! Keys, vectors, chains, and who may read along.

#[path = "support/pair.rs"]
mod pair;

use bytes::{Bytes, BytesMut};
use inedo_wire::{
    AesKey, AgentVersion, Announced, Direction, EncodeError, Frame, FrameDecoder, FrameEncoder, Frames, Iv,
    IvChain, Layout, Limits, NextIv, Observer, ProtocolVersion, RequiredEncryption, Server, Ticks,
    UpdateFile,
};
use pair::{Setup, ask, greet, iv, key, long_key, next};

#[test]
fn an_iv_is_needed_and_must_be_new() {
    // INW-043
    let setup = Setup::new(RequiredEncryption::Aes(key()), 51);
    let (mut client, _) = setup.connect();
    let frame = Frame::new(1, "x");
    let mut dst = BytesMut::from("before");
    assert_eq!(client.encode(&frame, NextIv::not_needed(), &mut dst), Err(EncodeError::NextIvMissing));
    assert_eq!(client.encode(&frame, NextIv::new(setup.iv), &mut dst), Err(EncodeError::NextIvRepeated));
    client.encode(&frame, next(1), &mut dst).unwrap();
    let written = dst.len();
    assert_eq!(client.encode(&frame, next(1), &mut dst), Err(EncodeError::NextIvRepeated));
    assert_eq!(dst.len(), written, "nothing was written on an error");
    let server = Server::new(RequiredEncryption::Aes(key()), AgentVersion::new(51));
    let greeted = greet(&server, &setup.client().start().0).unwrap();
    assert_eq!(greeted.acknowledge(NextIv::not_needed(), &mut dst).unwrap_err(), EncodeError::NextIvMissing);
}

#[test]
fn both_chains_understand_each_other() {
    // INW-045: a wrong IV spoils the next IV alone, which is never checked.
    let of = |chain| Setup::new(RequiredEncryption::Aes(key()), 51).chain(chain).connect();
    let (mut client, _) = of(IvChain::PerDirection);
    let (_, mut agent) = of(IvChain::Shared);
    let mut wire = BytesMut::new();
    for round in 0..20 {
        let question = Frame::new(round, vec![round as u8; round as usize]);
        client.encode(&question, next(round as u64 * 2), &mut wire).unwrap();
        assert_eq!(agent.decode(&mut wire).unwrap().unwrap(), question);
        let answer = Frame::new(-round, vec![b'a'; 40 - round as usize]);
        agent.encode(&answer, next(round as u64 * 2 + 1), &mut wire).unwrap();
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
    assert_eq!(read.decode(&mut wire).unwrap().unwrap().data(), b"back");
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
        let Announced::Aes(first) = client.agreed().announced else { panic!() };
        let mut observer = Observer::aes(client.version(), &key(), first, &setup.assumptions);
        for number in 0..6 {
            let frame = Frame::new(number, Bytes::from(vec![b'q'; number as usize * 7]));
            let mut wire = BytesMut::new();
            let direction = if number % 3 == 0 { Direction::ToAgent } else { Direction::ToClient };
            let (writer, reader) =
                if number % 3 == 0 { (&mut client, &mut agent) } else { (&mut agent, &mut client) };
            writer.encode(&frame, next(number as u64), &mut wire).unwrap();
            assert_eq!(observer.decode(direction, &mut wire.clone()).unwrap(), Some(frame.clone()));
            assert_eq!(observer.iv(direction).unwrap().as_bytes(), &iv(number as u64));
            assert_eq!(reader.decode(&mut wire).unwrap(), Some(frame));
        }
    }
}

#[test]
fn an_observer_keeps_bounds_of_its_own_in_both_directions() {
    let assumptions = Setup::new(RequiredEncryption::Aes(key()), 51).assumptions;
    let limits = Limits::DEFAULT.with_to_agent_len(64).with_to_client_len(32);
    let mut observer =
        Observer::aes(ProtocolVersion::V2, &key(), Iv::new(iv(1)), &assumptions).with_limits(limits);
    for (direction, length) in [(Direction::ToAgent, 80_i32), (Direction::ToClient, 48)] {
        let error = observer.decode(direction, &mut BytesMut::from(&length.to_le_bytes()[..])).unwrap_err();
        assert!(error.is_limit(), "{error}");
    }
}

#[test]
fn debug_shows_no_key_and_no_data() {
    let secret = "a5".repeat(32);
    let setup = Setup::new(RequiredEncryption::Aes(long_key()), 51);
    let (hello, handshake) = setup.client().start();
    let greeted = greet(&setup.server(), &hello).unwrap();
    let shown = format!("{:?} {handshake:?} {greeted:?} {:?}", setup.client(), setup.connect());
    assert!(!shown.contains(&secret) && !shown.contains("165, 165") && shown.contains("AesKey"), "{shown}");
    let shown = format!("{:?} {:?}", Frame::new(1, "password"), next(7));
    assert_eq!(shown, "Frame { target: None, command: 1, data_len: 8 } NextIv");
    let layout = Layout::new(ProtocolVersion::V1, Direction::ToAgent);
    let decoder = format!("{:?}", FrameDecoder::aes(layout, &long_key(), Iv::new(iv(7))));
    assert!(decoder.starts_with("FrameDecoder { layout: Layout"), "{decoder}");
    assert!(decoder.contains("aes: true, failed: None") && !decoder.contains("165"), "{decoder}");
    let encoder = format!("{:?}", FrameEncoder::aes(layout, &long_key(), Iv::new(iv(7))));
    assert!(encoder.contains("aes: true") && !encoder.contains("165"), "{encoder}");
    let layout = Layout::new(ProtocolVersion::V1, Direction::ToClient);
    let mut plain = BytesMut::new();
    FrameEncoder::plain(layout).encode(&Frame::new(1, "password"), NextIv::not_needed(), &mut plain).unwrap();
    let frame = Frames::new(&plain, layout, &Limits::DEFAULT).next().unwrap().unwrap();
    assert_eq!(format!("{frame:?}"), "FrameRef { target: None, command: 1, data_len: 8 }");
    let file = UpdateFile {
        name: "Agent.dll".parse().unwrap(),
        modified: Ticks::UNIX_EPOCH,
        contents: "password".into(),
    };
    let shown = format!("{file:?}");
    assert!(shown.contains("Agent.dll") && shown.contains("contents_len: 8"), "{shown}");
    assert!(!shown.contains("password"), "{shown}");
}
