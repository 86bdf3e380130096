//! REGISTER: an agent and its server prove to each other that they share a token,
//! and agree on a key.
mod block;
mod lifetime;
mod message;
mod secret;
mod table;

pub mod agent;
pub mod proxy;
pub mod server;

#[cfg(test)]
mod model;

pub use block::{Block, ByteOrder, Cipher, Opened, ParseBlockError};
pub use lifetime::Lifetime;
pub use message::{Hello, Needs, Proof, RegisterAnswer, RegisterRequest, Reply};
pub use secret::{CommunicationKey, Nonce, ParseTokenError, Token};
