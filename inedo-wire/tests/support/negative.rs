//! The negative vectors: each with the reaction that it names.

use bytes::{Bytes, BytesMut};
use inedo_wire::{
    AesKey, AgentType, AgentVersion, Client, DecodeErrorKind, EncodeError, Encryption, Frame,
    GetAgentRootPath, Message, NextIv, Progress, ProtocolVersion, Reader, RequiredEncryption, Server,
    SessionError,
};
use serde_json::Value;

use super::pair::Setup;
use super::{ASSUMED, LIMITS, array, hex, text};

pub(crate) fn check(vector: &Value) {
    let bytes = hex(text(vector, "hex"));
    match text(vector, "on") {
        "server" => negative_on_server(&bytes, text(vector, "expect")),
        "client" => negative_on_client(&bytes, text(vector, "name")),
        "both" => negative_frame(&bytes, vector),
        "body" => negative_body(bytes, text(vector, "name")),
        other => panic!("unknown place {other}"),
    }
}

fn negative_on_server(bytes: &[u8], expect: &str) {
    let server = Server::new(RequiredEncryption::None, AgentVersion::new(51));
    let result = server.start().handle_bytes(&mut BytesMut::from(bytes));
    if expect == "incomplete" {
        assert!(matches!(result, Ok(Progress::Pending(_))));
        return;
    }
    match result.unwrap_err() {
        SessionError::Decode(error) if expect.contains("wrong protocol id") => {
            assert!(matches!(error.kind(), DecodeErrorKind::WrongProtocolId { .. }));
        }
        SessionError::NoCommonVersion { .. } => assert_eq!(expect, "no common version"),
        other => panic!("{other} instead of {expect}"),
    }
}

fn negative_on_client(bytes: &[u8], name: &str) {
    let policy = name.contains("required");
    let aes = RequiredEncryption::Aes(AesKey::from_bytes_128([1; 16]));
    let (_, handshake) = Client::new(if policy { aes } else { RequiredEncryption::None }).start();
    let error = handshake.handle_bytes(&mut BytesMut::from(bytes)).unwrap_err();
    let good = match &error {
        SessionError::EncryptionMismatch { required, .. } => policy && *required == Encryption::Aes,
        SessionError::VersionNotOffered { .. } => name.starts_with("ack-protocol"),
        SessionError::Decode(error) => match error.kind() {
            DecodeErrorKind::UnknownEncryption(_) => name.starts_with("ack-unknown-mode"),
            DecodeErrorKind::ImpossibleVersion(_) => name == "ack-negative-version",
            _ => false,
        },
        _ => false,
    };
    assert!(good, "{name}: {error}");
}

/// On both sides, each as decoder of its incoming direction (INW-033, INW-034,
/// INW-042, INW-044, INW-060).
fn negative_frame(bytes: &[u8], vector: &Value) {
    let (name, expect) = (text(vector, "name"), text(vector, "expect"));
    let required = match vector["key"].as_str() {
        Some(key) => RequiredEncryption::Aes(key.parse().unwrap()),
        None => RequiredEncryption::None,
    };
    let mut setup = Setup::new(required, 51);
    if let Some(iv) = vector["iv"].as_str() {
        setup.iv = array(iv);
    }
    let (client, agent) = setup.connect();
    for mut side in [client, agent] {
        let mut src = BytesMut::from(bytes);
        let capacity = src.capacity();
        let error = side.decode(&mut src).unwrap_err();
        let good = match error.kind() {
            DecodeErrorKind::Negative { .. } => name.contains("negative") || name.contains("lowest"),
            DecodeErrorKind::Limit(_) => expect == "reject before allocating",
            DecodeErrorKind::EncryptedLength(_) => name.starts_with("aes-length"),
            DecodeErrorKind::Decryption => {
                assert_eq!(error.to_string(), "the frame cannot be decrypted at byte 0");
                expect.starts_with("uniform decrypt error") || expect.starts_with("PKCS7 reading rejects")
            }
            _ => false,
        };
        assert!(good, "{name}: {error}");
        assert!(src.capacity() <= capacity, "nothing was reserved");
        // The connection is dead.
        assert_eq!(side.decode(&mut src), Err(error.clone()));
        assert_eq!(side.finish(&src), Err(error));
        let frame = Frame::new(1, Bytes::new());
        let encoded = side.encode(&frame, NextIv::new([9; 16]), &mut BytesMut::new());
        assert_eq!(encoded, Err(EncodeError::Poisoned));
    }
}

fn negative_body(bytes: Vec<u8>, name: &str) {
    let mut reader = Reader::new(&bytes, &LIMITS);
    match name {
        "string-prefix-6-bytes" | "string-prefix-over-int32" => {
            assert_eq!(reader.string().unwrap_err().kind(), &DecodeErrorKind::StringPrefix);
        }
        "string-invalid-utf8" => assert_eq!(reader.string().unwrap_err().kind(), &DecodeErrorKind::NotUtf8),
        "string-truncated" => {
            assert!(matches!(
                reader.string().unwrap_err().kind(),
                DecodeErrorKind::Truncated { what: "string", .. }
            ));
        }
        "array-negative-count" => {
            for error in [reader.count(1).unwrap_err(), reader.bytes().unwrap_err()] {
                assert!(matches!(error.kind(), DecodeErrorKind::Negative { .. }));
            }
        }
        "array-count-larger-than-body" => {
            for error in [reader.count(1).unwrap_err(), reader.bytes().unwrap_err()] {
                assert!(matches!(error.kind(), DecodeErrorKind::Truncated { .. }));
            }
        }
        "update-agent-trailing-bytes" => {
            let frame = Frame::new(2, bytes);
            let message = Message::decode(&frame, &ASSUMED, &LIMITS).unwrap();
            let Message::UpdateAgent(update) = &message else { panic!() };
            // INW-053
            assert!(!update.extra.is_empty());
            assert_eq!(message.to_frame(ProtocolVersion::V2, &ASSUMED, &LIMITS).unwrap(), frame);
        }
        _ if name.starts_with("agent-type-") => {
            let raw = bytes[0];
            let frame = Frame::new(3, bytes);
            let message = Message::decode(&frame, &ASSUMED, &LIMITS).unwrap();
            assert_eq!(message, Message::GetAgentRootPath(GetAgentRootPath::new(AgentType::Other(raw))));
        }
        other => panic!("unknown negative {other}"),
    }
}
