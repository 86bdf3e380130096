//! Known answers, made without this crate's code: `tests/vectors.json`, and a
//! second file of the same form next to the corpus, where there is one.

#[path = "support/negative.rs"]
mod negative;
#[path = "support/pair.rs"]
mod pair;

use std::path::Path;

use bytes::BytesMut;
use inedo_wire::{
    Acknowledgement, AesKey, AgentType, Assumptions, Client, Direction, Encryption, Frame, FrameDecoder,
    FrameEncoder, Frames, Header, Hello, Iv, IvChain, Layout, Limits, Message, NextIv, Observer, Progress,
    ProtocolVersion, Reader, Reply, ReportedVersion, RequiredEncryption, Server, Ticks, VersionField,
    Versions, Writer,
};
use pair::{Setup, connection};
use serde_json::Value;

const ASSUMED: Assumptions = Assumptions::DEFAULT;
const LIMITS: Limits = Limits::DEFAULT;

#[test]
fn own_vectors() {
    let document = serde_json::from_str(include_str!("vectors.json")).unwrap();
    assert_eq!(run(&document), 81);
}

#[test]
fn vectors_beside_the_corpus() {
    let Some(folder) = testkit::corpus::folder("vectors_beside_the_corpus", "../vectors") else {
        return;
    };
    let bytes = testkit::corpus::read(Path::new(&folder.join("inedo-vectors.json")));
    let covered = run(&serde_json::from_slice(&bytes).unwrap());
    assert_eq!(covered, 57);
    testkit::corpus::covered(&format!("vectors_beside_the_corpus ({covered} vectors)"), 1);
}

type Check = fn(&Value);

/// Runs every vector and says how many there were.
fn run(document: &Value) -> usize {
    let sections: [(&str, Check); 5] = [
        ("handshake", handshake),
        ("plain_frames", plain_frame),
        ("aes_frames", aes_session),
        ("primitives", primitive),
        ("negative", negative::check),
    ];
    let mut covered = 0;
    for (section, check) in sections {
        for vector in document[section].as_array().unwrap() {
            println!("{section}: {vector}");
            check(vector);
            covered += 1;
        }
    }
    covered
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap_or_else(|| panic!("no text {name}"))
}

fn number(value: &Value) -> i32 {
    value.as_i64().unwrap().try_into().unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap()
}

fn handshake(vector: &Value) {
    let bytes = hex(text(vector, "hex"));
    let name = text(vector, "name");
    if name.starts_with("client-hello") {
        hello(&bytes, &vector["fields"]);
    } else {
        let alternative = vector["alternative"] == true;
        let field = if alternative { VersionField::OneInt32 } else { VersionField::FourInt32 };
        acknowledgement(&bytes, &vector["fields"], ASSUMED.with_version_field(field));
        assert!(vector["length"].is_null() || vector["length"] == bytes.len());
    }
}

/// INW-010, INW-011
fn hello(bytes: &[u8], fields: &Value) {
    let hello = Hello::decode(bytes, &ASSUMED).unwrap().unwrap();
    let v1 = !fields["version"].is_null();
    let (first, second) = if v1 { ("version", "session_id") } else { ("min", "max") };
    assert_eq!((hello.first, hello.second), (number(&fields[first]), number(&fields[second])));
    assert_eq!(hello.encode(&ASSUMED), bytes);

    // The client writes it, and the server understands it.
    let versions = match (v1, hello.first) {
        (true, _) => Versions::V1,
        (false, 2000) => Versions::V2,
        (false, _) => Versions::ALL,
    };
    let client = Client::new(RequiredEncryption::None).with_versions(versions).with_session_id(hello.second);
    assert_eq!(client.start().0, bytes);
    let server = Server::new(RequiredEncryption::None, inedo_wire::AgentVersion::new(51));
    let mut src = BytesMut::from(bytes);
    let Progress::Done(greeted) = server.start().handle_bytes(&mut src).unwrap() else { panic!("whole") };
    assert_eq!(greeted.version(), if v1 { ProtocolVersion::V1 } else { ProtocolVersion::V2 });
    assert_eq!(greeted.session_id(), v1.then_some(hello.second));
}

/// INW-012, INW-013, INW-015
fn acknowledgement(bytes: &[u8], fields: &Value, assumptions: Assumptions) {
    let acknowledgement = Acknowledgement::decode(bytes, &assumptions).unwrap().unwrap();
    let mut encoded = BytesMut::new();
    acknowledgement.encode(&mut encoded);
    assert_eq!(encoded, bytes);

    let encryption = acknowledgement.announced.encryption();
    let required = match encryption {
        Encryption::None => RequiredEncryption::None,
        Encryption::Ssl => RequiredEncryption::Ssl,
        Encryption::Aes => RequiredEncryption::Aes(AesKey::from_bytes_128([1; 16])),
    };
    let (_, handshake) = Client::new(required).with_assumptions(assumptions).start();
    let mut src = BytesMut::from(bytes);
    let Progress::Done(event) = handshake.handle_bytes(&mut src).unwrap() else { panic!("whole") };
    assert!(src.is_empty(), "all of it was taken");
    let connection = connection(event);
    if fields.is_null() {
        // The reading of one int32 promises nothing about what is in it.
        assert!(matches!(connection.agreed().agent, ReportedVersion::One(_)));
        return;
    }
    assert_eq!(encryption as u8, fields["mode"].as_u64().unwrap() as u8);
    if let inedo_wire::Announced::Aes(iv) = acknowledgement.announced {
        assert_eq!(iv.as_bytes(), &array(text(fields, "iv")));
    }
    let version = connection.agreed().agent.agent_version().unwrap();
    let parts = [version.major, version.minor, version.build, version.revision];
    let expected: Vec<i32> = fields["server_version"].as_array().unwrap().iter().map(number).collect();
    assert_eq!(parts[..], expected);
    // A protocol is named by newer agents alone; all else is a session id.
    let protocol = fields["protocol"].as_i64();
    assert_eq!(i64::from(connection.version().number()), protocol.unwrap_or(1000));
    let field =
        ["protocol", "session_id", "int32"].into_iter().find_map(|name| fields[name].as_i64()).unwrap();
    assert_eq!(i64::from(connection.agreed().field), field);
    assert_eq!(connection.session_id().map(i64::from), protocol.is_none().then_some(field));
}

fn layouts(vector: &Value) -> Vec<Layout> {
    let direction = if text(vector, "dir") == "c2s" { Direction::ToAgent } else { Direction::ToClient };
    let versions = match vector["version"].as_i64() {
        Some(1) => vec![ProtocolVersion::V1],
        Some(2) => vec![ProtocolVersion::V2],
        _ => vec![ProtocolVersion::V1, ProtocolVersion::V2],
    };
    versions.into_iter().map(|version| Layout::new(version, direction)).collect()
}

fn frame_of(vector: &Value) -> Frame {
    let target = vector["agent_type"].as_u64().map(|target| AgentType::from(target as u8));
    Frame::new(number(&vector["command"]), hex(text(vector, "data"))).with_target(target)
}

/// INW-030, INW-031, INW-032
fn plain_frame(vector: &Value) {
    let (bytes, expected) = (hex(text(vector, "hex")), frame_of(vector));
    for layout in layouts(vector) {
        let mut src = BytesMut::from(&bytes[..]);
        let frame = FrameDecoder::plain(layout).decode(&mut src).unwrap().unwrap();
        assert_eq!(frame, expected);
        assert!(src.is_empty());
        let header = Header::parse(&bytes, layout, &LIMITS).unwrap().unwrap();
        assert_eq!(header.data_len + layout.header_len(), bytes.len());
        let walked: Vec<_> =
            Frames::new(&bytes, layout, &LIMITS).map(|frame| frame.unwrap().into_owned()).collect();
        assert_eq!(walked, std::slice::from_ref(&frame));
        let mut dst = BytesMut::new();
        FrameEncoder::plain(layout).encode(&frame, NextIv::not_needed(), &mut dst).unwrap();
        assert_eq!(dst, bytes);
        meaning(&frame, layout);
    }
}

/// Documented messages are understood, and written again byte for byte (INW-051).
fn meaning(frame: &Frame, layout: Layout) {
    if layout.direction() == Direction::ToClient {
        let reply = Reply::decode(frame, &ASSUMED, &LIMITS).unwrap();
        assert_eq!(matches!(reply, Reply::AgentRootPath(_)), frame.command() == 3);
        assert_eq!(&reply.to_frame(&ASSUMED, &LIMITS).unwrap(), frame);
        return;
    }
    let message = Message::decode(frame, &ASSUMED, &LIMITS).unwrap();
    let meta = frame.target().is_none_or(|target| target == AgentType::Meta);
    match frame.command() {
        2 if meta => assert!(matches!(message, Message::UpdateAgent(_))),
        3 if meta => assert!(matches!(message, Message::GetAgentRootPath(_))),
        _ => assert!(matches!(message, Message::Other(_))),
    }
    assert_eq!(&message.to_frame(layout.version(), &ASSUMED, &LIMITS).unwrap(), frame);
}

/// INW-041, INW-045
fn aes_session(vector: &Value) {
    let key: AesKey = text(vector, "key").parse().unwrap();
    let iv = array(text(vector, "handshake_iv"));
    let shared = vector["chain"].as_str().is_some_and(|chain| chain.contains("one chain"));
    let chain = if shared { IvChain::Shared } else { IvChain::PerDirection };
    let messages = vector["messages"].as_array().unwrap();
    let v1 = messages[0]["version"] == 1;
    let mut setup = Setup::new(RequiredEncryption::Aes(key.clone()), 51).chain(chain);
    setup.iv = iv;
    setup.versions = if v1 { Versions::V1 } else { Versions::V2 };
    let (mut client, mut agent) = setup.connect();
    let mut observer = Observer::aes(client.version(), &key, Iv::new(iv), &setup.assumptions);
    for message in messages {
        let (expected, bytes) = (frame_of(message), hex(text(message, "frame")));
        let layout = layouts(message)[0];
        let (writer, reader) = match layout.direction() {
            Direction::ToAgent => (&mut client, &mut agent),
            Direction::ToClient => (&mut agent, &mut client),
        };
        let next_iv: [u8; 16] = array(text(message, "next_iv"));
        let mut dst = BytesMut::new();
        writer.encode(&expected, NextIv::new(next_iv), &mut dst).unwrap();
        assert_eq!(dst, bytes);
        assert_eq!(dst.len(), 4 + message["ciphertext_len"].as_u64().unwrap() as usize);

        assert_eq!(observer.iv(layout.direction()).unwrap().as_bytes(), &array(text(message, "iv_used")));
        assert_eq!(observer.decode(layout.direction(), &mut dst.clone()).unwrap().unwrap(), expected);
        assert_eq!(observer.iv(layout.direction()).unwrap().as_bytes(), &next_iv);
        let frame = reader.decode(&mut dst).unwrap().unwrap();
        assert_eq!(frame, expected);
        meaning(&frame, layout);
    }
}

/// INW-001, INW-003, INW-005, INW-006
fn primitive(vector: &Value) {
    let bytes = hex(text(vector, "hex"));
    let mut reader = Reader::new(&bytes, &LIMITS);
    let mut encoded = BytesMut::new();
    let mut writer = Writer::new(&mut encoded, &LIMITS);
    match text(vector, "type") {
        "string-length-prefix" => {
            let length = number(&vector["value"]);
            assert_eq!(reader.string_prefix().unwrap(), length as usize);
            writer.string_prefix(length);
        }
        "string" => {
            assert_eq!(reader.string().unwrap(), text(vector, "value"));
            writer.string(text(vector, "value")).unwrap();
        }
        "datetime" | "datetime-max" => {
            let ticks: Ticks = text(vector, "value").parse().unwrap();
            assert_eq!(reader.ticks().unwrap(), ticks);
            assert_eq!(ticks.as_i64(), vector["ticks"].as_i64().unwrap());
            assert_eq!(ticks.to_string(), text(vector, "value"));
            writer.ticks(ticks);
        }
        "array<byte>" => {
            let contents = hex(&text(vector, "value").replace(' ', ""));
            assert_eq!(reader.bytes().unwrap(), contents);
            writer.bytes(&contents).unwrap();
        }
        "UpdateFile" => {
            let value = &vector["value"];
            let list = [&[0, 1, 0, 0, 0], &bytes[..], &[0; 4]].concat();
            let frame = Frame::new(2, list);
            let Message::UpdateAgent(update) = Message::decode(&frame, &ASSUMED, &LIMITS).unwrap() else {
                panic!()
            };
            let [file] = &update.assemblies[..] else { panic!() };
            assert_eq!(file.name.as_str(), text(value, "name"));
            assert_eq!(file.modified.to_string(), text(value, "mtime"));
            assert_eq!(file.contents, hex(text(value, "contents")));
            let message = Message::UpdateAgent(update);
            assert_eq!(message.to_frame(ProtocolVersion::V2, &ASSUMED, &LIMITS).unwrap(), frame);
            return;
        }
        other => panic!("unknown primitive {other}"),
    }
    assert!(reader.rest().is_empty());
    assert_eq!(encoded, bytes);
}
