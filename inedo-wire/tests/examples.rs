//! The examples, talking to each other over loopback TCP.

#[path = "../examples/agent.rs"]
mod agent;
#[path = "../examples/client.rs"]
mod client;

use std::net::{TcpListener, TcpStream};
use std::thread;

use inedo_wire::{AesKey, AgentType, AgentVersion, RequiredEncryption, Server, SessionError};

/// The agent on one thread, the client on this one: what the client was told, and
/// how the agent fared.
fn talk(
    client_requires: RequiredEncryption,
    agent_requires: RequiredEncryption,
    version: i32,
) -> (Result<String, Box<dyn std::error::Error>>, Result<usize, String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::new(agent_requires, AgentVersion::new(version));
    let agent = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        agent::serve(stream, &server).map_err(|error| error.to_string())
    });
    let told = client::ask(TcpStream::connect(address).unwrap(), client_requires, AgentType::BuildMaster);
    (told, agent.join().unwrap())
}

#[test]
fn agent_and_client_talk_plain_and_under_aes() {
    let short = RequiredEncryption::Aes(AesKey::from_bytes_128([7; 16]));
    let long = RequiredEncryption::Aes(AesKey::from_bytes_256([7; 32]));
    for (required, version) in [
        (RequiredEncryption::None, 51),
        (RequiredEncryption::None, 42),
        (short.clone(), 42),
        (short, 51),
        (long, 51),
    ] {
        let (told, served) = talk(required.clone(), required, version);
        assert_eq!(told.unwrap(), r"C:\ProgramData\InedoAgent\BuildMaster");
        assert_eq!(served, Ok(1));
    }
}

#[test]
fn a_client_that_requires_aes_leaves_an_agent_without() {
    let required = RequiredEncryption::Aes(AesKey::from_bytes_128([7; 16]));
    let (told, served) = talk(required, RequiredEncryption::None, 51);
    let error = told.unwrap_err();
    assert!(matches!(error.downcast_ref(), Some(SessionError::EncryptionMismatch { .. })), "{error}");
    // Not a byte after the hello.
    assert_eq!(served, Ok(0));
}

#[cfg(feature = "tokio")]
#[path = "../examples/tokio.rs"]
mod tokio_example;

#[cfg(feature = "tokio")]
#[tokio::test]
async fn the_codec_talks_plain_and_under_aes() {
    let aes = RequiredEncryption::Aes(AesKey::from_bytes_256([9; 32]));
    for required in [RequiredEncryption::None, aes] {
        assert_eq!(tokio_example::converse(required).await.unwrap(), r"C:\Temp\Otter");
    }
}
