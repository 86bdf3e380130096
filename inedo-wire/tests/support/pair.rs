//! Support for several tests: both sides of a handshake, wired together.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use bytes::BytesMut;
use inedo_wire::{
    AesKey, AgentRootPath, AgentType, AgentVersion, Assumptions, Client, Connection, Event, GetAgentRootPath,
    Greeted, IvChain, KeySize, Message, NextIv, Progress, Reply, RequiredEncryption, Server, SessionError,
    Versions,
};

/// Settings of a pair of connections.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) required: RequiredEncryption,
    pub(crate) versions: Versions,
    pub(crate) agent: i32,
    pub(crate) assumptions: Assumptions,
    pub(crate) iv: [u8; 16],
}

impl Setup {
    pub(crate) fn new(required: RequiredEncryption, agent: i32) -> Self {
        let versions = Versions::ALL;
        Self { required, versions, agent, assumptions: Assumptions::DEFAULT, iv: [0x5a; 16] }
    }

    pub(crate) fn chain(mut self, chain: IvChain) -> Self {
        self.assumptions = self.assumptions.with_iv_chain(chain);
        self
    }

    pub(crate) fn client(&self) -> Client {
        let client = Client::new(self.required.clone()).with_versions(self.versions);
        client.with_assumptions(self.assumptions)
    }

    pub(crate) fn server(&self) -> Server {
        let agent = AgentVersion::new(self.agent);
        Server::new(self.required.clone(), agent).with_assumptions(self.assumptions)
    }

    /// The client's and the agent's connection after a whole handshake.
    pub(crate) fn connect(&self) -> (Connection, Connection) {
        let (hello, handshake) = self.client().start();
        let mut src = BytesMut::from(&hello[..]);
        let Progress::Done(greeted) = self.server().start().handle_bytes(&mut src).unwrap() else {
            panic!("the hello is whole")
        };
        let mut dst = BytesMut::new();
        let agent = connection(greeted.acknowledge(NextIv::new(self.iv), &mut dst).unwrap());
        let Progress::Done(event) = handshake.handle_bytes(&mut dst).unwrap() else {
            panic!("the acknowledgement is whole")
        };
        assert!(src.is_empty() && dst.is_empty());
        (connection(event), agent)
    }
}

/// The connection of an event, TLS taken for granted.
pub(crate) fn connection(event: Event) -> Connection {
    match event {
        Event::Established(connection) => connection,
        Event::StartTls(tls) => tls.handle_tls_established(),
    }
}

/// A vector that differs for each number and looks random: the first 16 bytes
/// that `SplitMix64` gives from it.
pub(crate) fn iv(number: u64) -> [u8; 16] {
    let word = |step: u64| {
        let mut z = number.wrapping_add(step).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).to_le_bytes()
    };
    [word(1), word(1 << 32)].concat().try_into().expect("two words of eight bytes")
}

/// The next IV of that number.
pub(crate) fn next(number: u64) -> NextIv {
    NextIv::new(iv(number))
}

/// A key of 128 bits.
pub(crate) fn key() -> AesKey {
    "00112233445566778899aabbccddeeff".parse().unwrap()
}

/// A key of 256 bits.
pub(crate) fn long_key() -> AesKey {
    AesKey::from_hex(&"a5".repeat(32), KeySize::Aes256).unwrap()
}

/// The server's state after a whole hello.
pub(crate) fn greet(server: &Server, hello: &[u8]) -> Result<Greeted, SessionError> {
    let mut src = BytesMut::from(hello);
    match server.start().handle_bytes(&mut src)? {
        Progress::Done(greeted) => Ok(greeted),
        Progress::Pending(_) => panic!("the hello is whole"),
    }
}

/// The question for the root path and its answer, over a connected pair.
pub(crate) fn ask(client: &mut Connection, agent: &mut Connection) {
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
