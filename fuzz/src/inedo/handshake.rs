//! The handshake with a machine in the middle.

use bytes::BytesMut;
use inedo_wire::{
    Acknowledgement, AgentVersion, Assumptions, Client, Connection, Event, Frame, GuidOrder, Hello, KeySize,
    NextIv, Progress, RequiredEncryption, Server, SessionError, VersionField, Versions,
};

use super::setup::{connection, next, required, versions};
use super::{LIMITS, cut};
use crate::Choices;

/// Runs a handshake of a product and an agent with arbitrary settings and an adversary in the
/// middle. A side that considers itself connected is so under what it required and offered;
/// without alteration both sides agree. A failure consumes and sends nothing, and the
/// chunking makes no difference.
pub fn handshake(data: &[u8]) {
    let mut choices = Choices::new(data);
    let edges: [u8; 5] = std::array::from_fn(|_| choices.byte());
    let field = [VersionField::FourInt32, VersionField::OneInt32][usize::from(choices.below(8) / 7)];
    let order = [GuidOrder::DotNet, GuidOrder::BigEndian][usize::from(choices.below(8) / 7)];
    let assumptions = Assumptions::DEFAULT.with_version_field(field).with_guid_order(order);

    let (offered, client_requires) = (versions(&mut choices), required(&mut choices));
    let session_id = [0, 7, 1000, 1500, 2000, 3000, -1][usize::from(choices.below(7))];
    let client = Client::new(client_requires.clone()).with_versions(offered).with_session_id(session_id);
    let (hello, handshake) = client.with_assumptions(assumptions).with_limits(LIMITS).start();

    let server_requires =
        if choices.below(4) == 0 { required(&mut choices) } else { client_requires.clone() };
    let agent = AgentVersion::new([17, 42, 43, 51][usize::from(choices.below(4))]);
    let mut server = Server::new(server_requires.clone(), agent);
    let mut accepted = if agent.major < 43 { Versions::V1 } else { Versions::ALL };
    if choices.below(4) == 0 {
        accepted = versions(&mut choices);
        server = server.with_versions(accepted);
    }
    let server = server.with_assumptions(assumptions).with_limits(LIMITS);

    // The hello, possibly altered.
    let sent = alter(&hello, &mut choices);
    hello_keeps(&sent, &assumptions);
    let mut src = BytesMut::new();
    let (mut state, mut greeted) = (Some(server.start()), None);
    for piece in cut(&sent, &edges) {
        src.extend_from_slice(piece);
        let Some(waiting) = state.take() else { continue };
        let before = src.clone();
        match waiting.handle_bytes(&mut src) {
            Ok(Progress::Pending(waiting)) => {
                assert!(src == before && src.len() < Hello::LEN);
                state = Some(waiting);
            }
            Ok(Progress::Done(done)) => {
                assert_eq!(src, before[Hello::LEN..]);
                greeted = Some(done);
            }
            Err(error) => {
                assert_eq!(src, before, "a failure consumes nothing");
                good(&error, src.len());
                return;
            }
        }
    }
    let Some(greeted) = greeted else { return };
    assert!(accepted.contains(greeted.version()));
    assert_eq!(greeted.hello().encode(&assumptions), sent[..Hello::LEN]);
    let greeted = if choices.below(4) == 0 { greeted.with_session_id(session_id) } else { greeted };
    let mut answer = BytesMut::new();
    let agent_side = connection(greeted.acknowledge(NextIv::new([3; 16]), &mut answer).expect("an IV"));
    assert_eq!(agent_side.encryption(), server_requires.encryption());

    // The acknowledgement, possibly altered.
    let received = alter(&answer, &mut choices);
    acknowledgement_keeps(&received, &assumptions);
    let mut src = BytesMut::new();
    let (mut state, mut event) = (Some(handshake), None);
    for piece in cut(&received, &edges) {
        src.extend_from_slice(piece);
        let Some(waiting) = state.take() else { continue };
        let before = src.clone();
        match waiting.handle_bytes(&mut src) {
            Ok(Progress::Pending(waiting)) => {
                assert!(src == before && src.len() < 37);
                state = Some(waiting);
            }
            Ok(Progress::Done(done)) => event = Some(done),
            Err(error) => {
                assert_eq!(src, before, "a failure consumes nothing");
                good(&error, src.len());
                return;
            }
        }
    }
    let Some(event) = event else { return };
    assert_eq!(matches!(event, Event::StartTls(_)), client_requires == RequiredEncryption::Ssl);
    let client_side = connection(event);
    // Whatever the adversary did, only what was required and offered.
    assert_eq!(client_side.encryption(), client_requires.encryption());
    assert!(offered.contains(client_side.version()));
    if let (RequiredEncryption::Aes(key), Some(agent)) =
        (&client_requires, client_side.agreed().agent.agent_version())
    {
        assert!(key.size() == KeySize::Aes128 || agent.major >= 43, "the agent is too old for the key");
    }
    // If the agent's version cannot be read, an old agent's echo looks like a protocol version.
    let can_tell = field == VersionField::FourInt32 || agent.major >= 43;
    if sent[..] == hello[..] && received[..] == answer[..] && can_tell {
        assert!(src.is_empty());
        agree(client_side, agent_side, client_requires == server_requires);
    }
}

/// Asserts that both sides agree, and that frames decode if the keys are equal.
fn agree(mut client: Connection, mut agent: Connection, same_key: bool) {
    assert_eq!(client.agreed(), agent.agreed());
    assert_eq!(client.session_id(), agent.session_id());
    let mut wire = BytesMut::new();
    let frame = Frame::new(7, "abc");
    agent.encode(&frame, next(1), &mut wire).expect("a small frame");
    let read = client.decode(&mut wire);
    assert_eq!(read == Ok(Some(frame)), same_key);
}

/// Returns the bytes, possibly altered or replaced.
fn alter(bytes: &[u8], choices: &mut Choices<'_>) -> Vec<u8> {
    let mut altered = bytes.to_vec();
    match choices.below(8) {
        0..=3 => {}
        4 => {
            let at = usize::from(choices.byte()) % bytes.len();
            altered[at] = choices.byte();
        }
        // A chosen number in place of one of the numbers.
        5 => {
            let at = bytes.len() - 4 * (1 + usize::from(choices.below(5))).min(bytes.len() / 4);
            let number = [-1, 0, 42, 43, 999, 1000, 2000, 2001, i32::MAX][usize::from(choices.below(9))];
            altered[at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        6 => altered.truncate(usize::from(choices.byte())),
        _ => {
            altered.clear();
            altered.extend((0..choices.below(48)).map(|_| choices.byte()));
        }
    }
    altered
}

/// Asserts that an error is short, possible here, and inside the input.
fn good(error: &SessionError, length: usize) {
    assert!(error.to_string().len() < 200);
    match error {
        SessionError::Decode(error) => assert!(error.offset() <= length, "{error}"),
        SessionError::EncryptionMismatch { required, offered } => assert_ne!(required, offered),
        SessionError::KeyTooLong { major, first } => assert!(major < first),
        SessionError::NoCommonVersion { .. } | SessionError::VersionNotOffered { .. } => {}
        _ => panic!("{error}"),
    }
}

fn hello_keeps(bytes: &[u8], assumptions: &Assumptions) {
    if let Ok(Some(hello)) = Hello::decode(bytes, assumptions) {
        assert_eq!(hello.encode(assumptions), bytes[..Hello::LEN]);
    }
}

fn acknowledgement_keeps(bytes: &[u8], assumptions: &Assumptions) {
    match Acknowledgement::decode(bytes, assumptions) {
        Ok(Some(acknowledgement)) => {
            let mut again = BytesMut::new();
            acknowledgement.encode(&mut again);
            assert_eq!(again, bytes[..acknowledgement.encoded_len()]);
        }
        Ok(None) => assert!(bytes.len() < 37),
        Err(error) => assert!(error.offset() <= bytes.len(), "{error}"),
    }
}
