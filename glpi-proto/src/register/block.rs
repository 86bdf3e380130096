//! The blocks of the exchange: their text and what is in them.

use std::fmt;
use std::str::FromStr;

use aes::Aes128;
use cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use subtle::{Choice, ConstantTimeEq};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::agent_id::AgentId;
use crate::error::DecodeError;
use crate::json::{Json, Reader, text};
use crate::register::secret::{CommunicationKey, Nonce, Token};

/// 128 encrypted bits, as the text of a UUID in `challenge` and `crypto`.
///
/// Any bits are valid: neither version nor variant is looked at (GLPI-R03).
/// What is on the wire is not secret, so it can be shown and compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block(AgentId);

/// The text is not a UUID of 36 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a block has the form 8-4-4-4-12 hexadecimal digits")]
pub struct ParseBlockError(());

/// The order of the bytes of a token and of a block in their text.
///
/// The specification does not say. [`Text`](Self::Text) is what its wording and
/// common practice suggest; a program that takes the bytes which a UUID
/// library keeps in memory would make [`LittleEndian`](Self::LittleEndian) of
/// it. The half of the agent id that is in a challenge is the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ByteOrder {
    /// The digits read from left to right.
    #[default]
    Text,
    /// The first three groups each from right to left.
    LittleEndian,
}

/// Seals and opens blocks with a token: AES-128, one block, no mode, no
/// padding (GLPI-R01).
///
/// The machines of agent and server do this on their own; it is public for
/// tools that look into an exchange.
///
/// ```
/// use glpi_proto::register::{Block, ByteOrder, Cipher, Nonce};
/// // Known answer of FIPS-197, appendix C.1.
/// let cipher = Cipher::from_key([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], ByteOrder::Text);
/// let agent_id = "00000000-0000-0000-8899-aabbccddeeff".parse()?;
/// let secret = Nonce::from_bytes([0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77]);
/// let challenge = cipher.challenge(&secret, agent_id);
/// assert_eq!(challenge.to_string(), "69c4e0d8-6a7b-0430-d8cd-b78070b4c55a");
/// assert_eq!(cipher.open(challenge).last_half(), &[0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]);
/// # Ok::<(), glpi_proto::ParseAgentIdError>(())
/// ```
pub struct Cipher {
    aes: Aes128,
    order: ByteOrder,
}

/// The contents of a block, which `Debug` does not show and which are wiped.
pub struct Opened(Zeroizing<[u8; 16]>);

impl Block {
    /// Creates the block with these bytes, in the order of the text.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(AgentId::from_bytes(bytes))
    }

    /// Returns the 16 bytes, in the order of the text.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl ConstantTimeEq for Block {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.as_bytes().ct_eq(other.as_bytes())
    }
}

impl FromStr for Block {
    type Err = ParseBlockError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| ParseBlockError(()))
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Block({self})")
    }
}

impl<'a> Json<'a> for Block {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let start = reader.clone();
        reader.text()?.parse().map_err(|_| start.unexpected("a UUID"))
    }

    fn write(&self, out: &mut Vec<u8>) {
        text(&self.to_string(), out);
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        use arbitrary::Arbitrary;
        <[u8; 16]>::arbitrary(u).map(Self::from_bytes)
    }
}

#[cfg(feature = "arbitrary")]
impl arbitrary::Arbitrary<'_> for Block {
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Json::arbitrary(u)
    }
}

impl ByteOrder {
    /// From the order of the text to that of the cipher, and back.
    fn swap(self, bytes: [u8; 16]) -> [u8; 16] {
        match self {
            Self::Text => bytes,
            Self::LittleEndian => Uuid::from_bytes_le(bytes).into_bytes(),
        }
    }
}

impl Cipher {
    /// Creates the cipher of a token.
    #[must_use]
    pub fn new(token: &Token, order: ByteOrder) -> Self {
        Self::from_key(*token.expose(), order)
    }

    /// Creates the cipher of a key that need not be good for a token: its bytes in the
    /// order of the text.
    #[must_use]
    pub fn from_key(bytes: [u8; 16], order: ByteOrder) -> Self {
        let bytes = Zeroizing::new(bytes);
        let key = Zeroizing::new(order.swap(*bytes));
        Self { aes: Aes128::new((&*key).into()), order }
    }

    /// Seals what the server sends first: its secret and the last half of the agent id
    /// (GLPI-R04).
    #[must_use]
    pub fn challenge(&self, server: &Nonce, agent_id: AgentId) -> Block {
        self.seal(&joined(server.expose(), &last_half(agent_id)))
    }

    /// Seals the answer of the agent: the server's secret and its own (GLPI-R05).
    #[must_use]
    pub fn answer(&self, server: &Nonce, agent: &Nonce) -> Block {
        self.seal(&joined(server.expose(), agent.expose()))
    }

    /// Seals what the server sends last: the agent's secret and its own (GLPI-R06).
    #[must_use]
    pub fn last(&self, agent: &Nonce, server: &Nonce) -> Block {
        self.seal(&joined(agent.expose(), server.expose()))
    }

    /// Returns the key for messages to come (GLPI-R07).
    #[must_use]
    pub fn crypto(&self, key: &CommunicationKey) -> Block {
        self.seal(&Zeroizing::new(*key.expose()))
    }

    /// Opens a block. Nothing tells if the token was the right one.
    #[must_use]
    pub fn open(&self, block: Block) -> Opened {
        let mut bytes = Zeroizing::new(self.order.swap(*block.as_bytes()));
        self.aes.decrypt_block((&mut *bytes).into());
        Opened(bytes)
    }

    fn seal(&self, plain: &[u8; 16]) -> Block {
        let mut bytes = *plain;
        self.aes.encrypt_block((&mut bytes).into());
        Block::from_bytes(self.order.swap(bytes))
    }
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher")
    }
}

impl Opened {
    /// All 16 bytes: the key, where the block was `crypto`.
    #[must_use]
    pub fn whole(&self) -> &[u8; 16] {
        &self.0
    }

    /// Bytes 0 to 7.
    #[must_use]
    pub fn first_half(&self) -> &[u8; 8] {
        self.0.first_chunk().unwrap_or(&[0; 8])
    }

    /// Bytes 8 to 15.
    #[must_use]
    pub fn last_half(&self) -> &[u8; 8] {
        self.0.last_chunk().unwrap_or(&[0; 8])
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opened")
    }
}

/// The half of an agent id that is in a challenge.
pub(super) fn last_half(agent_id: AgentId) -> [u8; 8] {
    let [_, _, _, _, _, _, _, _, half @ ..] = *agent_id.as_bytes();
    half
}

fn joined(first: &[u8; 8], last: &[u8; 8]) -> Zeroizing<[u8; 16]> {
    let mut bytes = Zeroizing::new([0; 16]);
    for (byte, value) in bytes.iter_mut().zip(first.iter().chain(last)) {
        *byte = *value;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-R02
    #[test]
    fn little_endian_turns_the_first_three_groups_only() {
        let bytes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        let turned = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
        assert_eq!(ByteOrder::LittleEndian.swap(bytes), turned);
        assert_eq!(ByteOrder::LittleEndian.swap(turned), bytes);
        assert_eq!(ByteOrder::Text.swap(bytes), bytes);
    }

    #[test]
    fn the_same_token_in_another_order_is_another_key() {
        let token: Token = "5d0c8a41-77f0-4f3e-9b1c-2e6ad81f9004".parse().unwrap();
        let key = CommunicationKey::from_bytes([7; 16]);
        let [text, little] =
            [ByteOrder::Text, ByteOrder::LittleEndian].map(|order| Cipher::new(&token, order));
        assert_ne!(text.crypto(&key), little.crypto(&key));
        assert_eq!(little.open(little.crypto(&key)).whole(), key.expose());
        assert_ne!(text.open(little.crypto(&key)).whole(), key.expose());
    }

    #[test]
    fn the_halves_of_a_block_are_where_the_layout_says() {
        let cipher = Cipher::from_key([9; 16], ByteOrder::Text);
        let (server, agent) = (Nonce::from_bytes([1; 8]), Nonce::from_bytes([2; 8]));
        let opened = cipher.open(cipher.answer(&server, &agent));
        assert_eq!((opened.first_half(), opened.last_half()), (&[1; 8], &[2; 8]));
        let opened = cipher.open(cipher.last(&agent, &server));
        assert_eq!((opened.first_half(), opened.last_half()), (&[2; 8], &[1; 8]));
        assert_eq!(format!("{opened:?} {cipher:?}"), "Opened Cipher");
    }
}
