//! Encoded values decode again, in every mode, however the stream is cut.

#[path = "support/pair.rs"]
mod pair;

use bytes::{Bytes, BytesMut};
use inedo_wire::{
    AesKey, AgentRootPath, AgentType, Assumptions, Connection, DecodeError, FileName, Frame,
    GetAgentRootPath, IvChain, Limits, Message, NextIv, ProtocolVersion, Reader, Reply, RequiredEncryption,
    Ticks, UpdateAgent, UpdateFile, Writer,
};
use pair::{Setup, iv};
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::chunking;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, ..ProptestConfig::default() }
}

fn required() -> impl Strategy<Value = RequiredEncryption> {
    prop_oneof![
        Just(RequiredEncryption::None),
        Just(RequiredEncryption::Ssl),
        any::<[u8; 16]>().prop_map(|key| RequiredEncryption::Aes(AesKey::from_bytes_128(key))),
        any::<[u8; 32]>().prop_map(|key| RequiredEncryption::Aes(AesKey::from_bytes_256(key))),
    ]
}

/// Every mode, both chains, both versions.
fn setup() -> impl Strategy<Value = Setup> {
    let chain = prop_oneof![Just(IvChain::PerDirection), Just(IvChain::Shared)];
    // A client that is told to speak version 1 does so with any agent.
    (required(), chain, any::<bool>(), any::<[u8; 16]>()).prop_map(|(required, chain, v1, first_iv)| {
        let mut setup = Setup::new(required, 51).chain(chain);
        setup.versions = if v1 { inedo_wire::Versions::V1 } else { inedo_wire::Versions::ALL };
        setup.iv = first_iv;
        setup
    })
}

fn data() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..100).prop_map(Bytes::from)
}

fn agent_type() -> impl Strategy<Value = AgentType> {
    any::<u8>().prop_map(AgentType::from)
}

fn file() -> impl Strategy<Value = UpdateFile> {
    // Some of these are devices, such as `aux`.
    let name = "[A-Za-zäß][A-Za-z0-9._-]{0,20}x".prop_filter_map("a name", |name| name.parse().ok());
    (name, 0..=Ticks::MAX.as_i64(), data()).prop_map(|(name, ticks, contents): (FileName, _, _)| UpdateFile {
        name,
        modified: Ticks::new(ticks).unwrap(),
        contents,
    })
}

fn message() -> impl Strategy<Value = Message> {
    let update = (agent_type(), vec(file(), 0..4), vec(file(), 0..3), data()).prop_map(
        |(agent_type, assemblies, extensions, extra)| {
            Message::UpdateAgent(UpdateAgent { agent_type, assemblies, extensions, extra })
        },
    );
    let ask = (agent_type(), data())
        .prop_map(|(agent_type, extra)| Message::GetAgentRootPath(GetAgentRootPath { agent_type, extra }));
    prop_oneof![update, ask]
}

/// Frames in transit: from either side, each with its own kinds.
#[derive(Debug, Clone)]
enum Sent {
    Message(Message),
    /// A frame to the agent, with the target that version 1 needs.
    Frame(i32, AgentType, Bytes),
    Reply(Reply),
}

fn sent() -> impl Strategy<Value = Sent> {
    let path =
        ("\\PC{0,40}", data()).prop_map(|(path, extra)| Reply::AgentRootPath(AgentRootPath { path, extra }));
    let other = (4..=i32::MAX, data()).prop_map(|(command, data)| Reply::Other(Frame::new(command, data)));
    prop_oneof![
        message().prop_map(Sent::Message),
        (any::<i32>(), agent_type(), data())
            .prop_map(|(command, target, data)| Sent::Frame(command, target, data)),
        prop_oneof![path, other].prop_map(Sent::Reply),
    ]
}

/// Gives `bytes` to `side` in pieces and takes all frames out.
fn receive(side: &mut Connection, bytes: &[u8], lengths: &[usize]) -> Result<Vec<Frame>, DecodeError> {
    let (mut src, mut frames) = (BytesMut::new(), Vec::new());
    for piece in chunking::by_lengths(bytes, lengths) {
        src.extend_from_slice(piece);
        while let Some(frame) = side.decode(&mut src)? {
            frames.push(frame);
        }
    }
    side.finish(&src)?;
    Ok(frames)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn conversations_arrive_whole(
        setup in setup(),
        items in vec(sent(), 1..12),
        lengths in vec(0_usize..60, 1..6),
    ) {
        let (mut client, mut agent) = setup.connect();
        let v1 = client.version() == ProtocolVersion::V1;
        for (number, item) in items.iter().enumerate() {
            let next = NextIv::new(iv(number as u64));
            let mut wire = BytesMut::new();
            match item {
                Sent::Message(message) => {
                    client.encode_message(message, next, &mut wire).unwrap();
                    let frames = receive(&mut agent, &wire, &lengths).unwrap();
                    prop_assert_eq!(frames.len(), 1);
                    prop_assert_eq!(&agent.decode_message(&frames[0]).unwrap(), message);
                }
                Sent::Frame(command, target, data) => {
                    let frame = Frame::new(*command, data.clone()).with_target(v1.then_some(*target));
                    client.encode(&frame, next, &mut wire).unwrap();
                    prop_assert_eq!(receive(&mut agent, &wire, &lengths).unwrap(), [frame]);
                }
                Sent::Reply(reply) => {
                    agent.encode_reply(reply, next, &mut wire).unwrap();
                    let frames = receive(&mut client, &wire, &lengths).unwrap();
                    prop_assert_eq!(frames.len(), 1);
                    prop_assert_eq!(&client.decode_reply(&frames[0]).unwrap(), reply);
                }
            }
        }
    }

    #[test]
    fn a_cut_makes_no_difference(
        setup in setup(),
        frames in vec((any::<i32>(), data()), 0..12),
        lengths in vec(0_usize..60, 1..6),
    ) {
        let (client, mut agent) = setup.connect();
        let mut wire = BytesMut::new();
        let frames: Vec<_> = frames.into_iter().map(|(command, data)| Frame::new(command, data)).collect();
        for (number, frame) in frames.iter().enumerate() {
            agent.encode(frame, NextIv::new(iv(number as u64)), &mut wire).unwrap();
        }
        drop(client);
        for lengths in [&lengths[..], &[1], &[usize::MAX]] {
            let (mut client, _) = setup.connect();
            prop_assert_eq!(&receive(&mut client, &wire, lengths).unwrap(), &frames);
        }
        // Lent from a slice they are the same, and the incomplete one stays.
        let (mut client, _) = setup.connect();
        wire.extend_from_slice(&[32, 0, 0, 0, 9]);
        let mut rest = &mut wire[..];
        let mut lent = Vec::new();
        while let Some(frame) = client.decode_slice(&mut rest).unwrap() {
            lent.push(frame.into_owned());
        }
        prop_assert_eq!(&lent, &frames);
        prop_assert_eq!(rest, [32, 0, 0, 0, 9]);
    }

    #[test]
    fn whatever_decodes_is_written_again(data in vec(any::<u8>(), 0..80), update in any::<bool>()) {
        let frame = Frame::new(if update { 2 } else { 3 }, data);
        if let Ok(message) = Message::decode(&frame, &Assumptions::DEFAULT, &Limits::DEFAULT) {
            let again = message.to_frame(ProtocolVersion::V2, &Assumptions::DEFAULT, &Limits::DEFAULT).unwrap();
            // Byte for byte, but for length prefixes that were longer than needed.
            let decoded = Message::decode(&again, &Assumptions::DEFAULT, &Limits::DEFAULT).unwrap();
            prop_assert_eq!(decoded, message);
            prop_assert!(again.data().len() <= frame.data().len());
        }
    }

    #[test]
    fn times_read_what_they_write(ticks in 0..=Ticks::MAX.as_i64()) {
        let ticks = Ticks::new(ticks).unwrap();
        prop_assert_eq!(ticks.to_string().parse(), Ok(ticks));
        let (seconds, nanoseconds) = ticks.to_unix();
        prop_assert_eq!(Ticks::from_unix(seconds, nanoseconds), Some(ticks));
    }

    #[test]
    fn primitives_read_what_they_write(
        byte: u8, int32: i32, int64: i64, guid: u128, text in "\\PC{0,200}", bytes in vec(any::<u8>(), 0..50),
    ) {
        let guid = uuid::Uuid::from_u128(guid);
        let order = inedo_wire::GuidOrder::DotNet;
        let mut dst = BytesMut::new();
        let mut writer = Writer::new(&mut dst, &Limits::DEFAULT);
        writer.byte(byte).int32(int32).int64(int64).guid(guid, order);
        writer.string(&text).unwrap().bytes(&bytes).unwrap().count(bytes.len()).unwrap().raw(&bytes);
        let mut reader = Reader::new(&dst, &Limits::DEFAULT);
        prop_assert_eq!(reader.byte(), Ok(byte));
        prop_assert_eq!(reader.int32(), Ok(int32));
        prop_assert_eq!(reader.int64(), Ok(int64));
        prop_assert_eq!(reader.guid(order), Ok(guid));
        prop_assert_eq!(reader.string(), Ok(&text[..]));
        prop_assert_eq!(reader.bytes(), Ok(&bytes[..]));
        prop_assert_eq!(reader.count(1), Ok(bytes.len()));
        prop_assert_eq!(reader.rest(), &bytes[..]);
    }

    #[test]
    fn file_names_that_pass_have_no_way_out(name in "\\PC{0,12}|[./\\\\:a-cNUL \u{0}]{1,6}") {
        if let Ok(name) = name.parse::<FileName>() {
            let name = name.as_str();
            prop_assert!(!name.contains(['/', '\\', ':', '\0']) && name != ".." && name != ".");
            let path = std::path::Path::new("folder").join(name);
            prop_assert_eq!(path.parent(), Some(std::path::Path::new("folder")));
        }
    }
}
