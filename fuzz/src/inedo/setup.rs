//! Both sides of a handshake, set up by choices.

use bytes::BytesMut;
use inedo_wire::{
    AesKey, AgentVersion, Assumptions, Client, Connection, Event, IvChain, NextIv, Progress,
    RequiredEncryption, Server, Versions,
};

use super::LIMITS;
use crate::Choices;

/// Settings of a pair of connections.
#[derive(Debug, Clone)]
pub(super) struct Setup {
    pub(super) required: RequiredEncryption,
    pub(super) versions: Versions,
    pub(super) assumptions: Assumptions,
    iv: [u8; 16],
}

impl Setup {
    pub(super) fn choose(choices: &mut Choices<'_>) -> Self {
        let chain = if choices.below(2) == 0 { IvChain::PerDirection } else { IvChain::Shared };
        Self {
            required: required(choices),
            versions: versions(choices),
            assumptions: Assumptions::DEFAULT.with_iv_chain(chain),
            iv: [choices.byte(); 16],
        }
    }

    /// Returns the client's and the agent's connection after a whole handshake.
    pub(super) fn connect(&self) -> (Connection, Connection) {
        let client = Client::new(self.required.clone()).with_versions(self.versions);
        let (hello, handshake) = client.with_assumptions(self.assumptions).with_limits(LIMITS).start();
        let server = Server::new(self.required.clone(), AgentVersion::new(51));
        let server = server.with_assumptions(self.assumptions).with_limits(LIMITS);
        let mut wire = BytesMut::from(&hello[..]);
        let Ok(Progress::Done(greeted)) = server.start().handle_bytes(&mut wire) else { panic!("a hello") };
        let agent = connection(greeted.acknowledge(NextIv::new(self.iv), &mut wire).expect("there is an IV"));
        let Ok(Progress::Done(event)) = handshake.handle_bytes(&mut wire) else { panic!("an answer") };
        assert!(wire.is_empty());
        (connection(event), agent)
    }
}

/// Returns the connection of an event; TLS is assumed to be established.
pub(super) fn connection(event: Event) -> Connection {
    match event {
        Event::Established(connection) => connection,
        Event::StartTls(tls) => tls.handle_tls_established(),
    }
}

/// Chooses the required encryption and one of a few keys.
pub(super) fn required(choices: &mut Choices<'_>) -> RequiredEncryption {
    match choices.below(6) {
        0 => RequiredEncryption::None,
        1 => RequiredEncryption::Ssl,
        way @ 2..=3 => RequiredEncryption::Aes(AesKey::from_bytes_128([way; 16])),
        way => RequiredEncryption::Aes(AesKey::from_bytes_256([way; 32])),
    }
}

pub(super) fn versions(choices: &mut Choices<'_>) -> Versions {
    [Versions::ALL, Versions::V1, Versions::V2][usize::from(choices.below(3))]
}

/// Returns the next IV for this number, which is pseudo-random (`SplitMix64`): it is not a sum
/// of others, and not the IV that a handshake starts with.
pub(super) fn next(number: usize) -> NextIv {
    let word = |step: u64| {
        let mut z = (number as u64).wrapping_add(step).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u128::from(z ^ (z >> 31))
    };
    NextIv::new((word(1) << 64 | word(1 << 32)).to_le_bytes())
}
