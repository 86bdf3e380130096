//! REGISTER: an agent and its server prove to each other that they share a token,
//! and the server hands out a key for messages to come.
//!
//! The specification calls this chapter a draft, and no known agent or server
//! implements it. This is an implementation of the draft that other ones can be
//! tested against, hardened against attackers.
//!
//! # Picture
//!
//! ```text
//!   agent                                                   server
//!   agent::Agent                                            server::Server
//!     │ 1  Hello: who I am ─────────────────────────────────▶ │
//!     │ ◀─────────────── 2  pending, challenge: E(S ‖ A[8..]) │  S  server's nonce
//!     │ 3  Proof: E(S ‖ G) ─────────────────────────────────▶ │  G  agent's nonce
//!     │ ◀──── 4  registered, challenge: E(G ‖ S), crypto: E(K)│  K  key
//! ```
//!
//! `E` is AES-128 of one block under the token, `A[8..]` the last half of the
//! agent id; see [`Cipher`]. A [proxy] is between them: it relays, proves itself in
//! an agent's stead, or guards with its own tokens.
//!
//! # Example
//!
//! ```
//! use std::time::Duration;
//! use glpi_proto::register::agent::{Agent, Encryption, HelloOutcome, ProofOutcome};
//! use glpi_proto::register::server::{Server, Settings, Subject, TokenId};
//! use glpi_proto::register::{CommunicationKey, Hello, Nonce, RegisterRequest, Token};
//! use glpi_proto::{AgentId, Headers};
//!
//! # fn random<const N: usize>() -> [u8; N] { [N as u8; N] }
//! let now = Duration::from_secs(1_700_000_000); // since 1970
//! let id: AgentId = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0".parse()?;
//! let token: Token = "5d0c8a41-77f0-4f3e-9b1c-2e6ad81f9004".parse()?;
//! let agent = Agent::with_token(id, token.clone(), Encryption::Required)?;
//! let mut server = Server::new(Settings::DEFAULT);
//!
//! // 1, 2: the server knows the agent by its headers and picks the token.
//! let (_hello, asked) = agent.start(Hello::new("pc-7", "example", "1.0"));
//! let subject = Subject::from_headers(&Headers::new(id)).ok_or("no agent id")?;
//! let challenge = server.challenge(subject, &token, TokenId(1), Nonce::from_bytes(random()), now);
//!
//! // 3: the agent's nonce is another one.
//! let nonce = Nonce::from_bytes([0x5a; 8]);
//! let HelloOutcome::Prove(RegisterRequest::Proof(proof), challenged) = asked.handle_answer(&challenge, nonce, now)
//! else { panic!("not challenged") };
//!
//! // 4: both sides have proven themselves, and have a key.
//! let key = CommunicationKey::from_bytes(random());
//! let verdict = server.handle_proof(subject, &proof.challenge, Some(key), now);
//! let ProofOutcome::Registered(registered) = challenged.handle_answer(verdict.answer(), now)
//! else { panic!("not registered") };
//! assert!(registered.is_proven());
//! assert_eq!(registered.key(now).unwrap().expose(), server.key(id, id, now).unwrap().expose());
//! assert_eq!(registered.lifetime().next_attempt(), now + Duration::from_secs(15 * 86_400));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Security considerations
//!
//! Beyond the draft, this server refuses
//!
//! * an answer that is its own challenge. By the letter of the draft such an
//!   answer passes, since it begins with the right secret: a client *without* the
//!   token would be registered (GLPI-R31);
//! * a second answer to a challenge, right or wrong, and any answer after the
//!   challenge has expired (GLPI-R32, GLPI-R33);
//! * all of these in the same way: one path, one answer, no reason (GLPI-R34);
//! * to hold more than a bounded number of challenges, and to let one peer's first
//!   message end another's challenge (GLPI-R35, GLPI-R37).
//!
//! An agent that has a token believes no server that does not prove itself
//! (GLPI-R22, GLPI-R26), insists on a key if configured to
//! ([`Encryption::Required`](agent::Encryption), GLPI-R24), accepts neither a block of
//! the proofs nor its previous key as a new key (GLPI-R25), and uses no nonce that
//! makes one block pass for another (GLPI-R23). Secrets are compared in constant
//! time, wiped when dropped, and never shown (GLPI-R60).
//!
//! What the draft, and so any program that keeps to it, cannot give:
//!
//! * **No integrity of `crypto`.** Nothing ties the key to the proofs. An attacker on
//!   the way can replace it by any 16 bytes, so that both sides have different keys; by
//!   an old block, so that an old key comes back; or remove it, so that messages stay in
//!   clear. The attacker does not learn a key by that. Only
//!   [`Encryption::Required`](agent::Encryption) detects the removal.
//! * **No integrity of anything else.** Name, port, tag, status and expiration are not
//!   protected. One forged `error` silences an agent for as long as it says
//!   ([`with_longest_silence`](agent::Agent::with_longest_silence) bounds it), and an
//!   answer in an agent's name ends its challenge.
//! * **Off-line search of weak tokens.** Anyone may ask for a challenge for any agent id
//!   and gets a block of which one half is known. A random token of 122 bits holds; one
//!   made from the time does not ([`Token::is_guessable`]), nor does an invented one.
//! * **No defence against a flood.** A server holds a bounded number of challenges, so a
//!   peer that sends first messages fast enough, in any names, keeps others waiting.
//!   Bound what one address may send.
//! * **One token, one trust.** A holder of the token can pass for every agent and for the
//!   server, and can read every key, past ones as well: there is no forward secrecy.
//!   A proxy that relays *without* the token learns nothing and can only drop,
//!   delay or alter; one that *has* the token of its agents can do all of the above
//!   undetected. Give each proxy its own token.
//! * **The last message may be lost.** The server then counts the agent as registered, and
//!   the agent does not. The agent starts again, and the new registration replaces the
//!   old one. A `failure` that comes afterwards ends nothing, since it is not proven.
//! * **No cipher for later messages.** The draft names no mode, vector, padding or
//!   check for what `GLPI-CryptoKey-ID` announces. This crate does not invent one: the key
//!   is handed to the caller, and a message with that header is refused by
//!   [`server`](crate::server) and [`Exchange`](crate::Exchange) (GLPI-R61).
//! * **Short secrets.** 64 bits each, three kinds of block under one key without
//!   a mark of their kind. The model in this crate's tests tries all ways to use
//!   one for another, to a depth, and finds no way that passes.
//!
//! Run it inside TLS: what it adds there is that the agent is known.
//!
//! The caller provides random bytes from the system's generator for cryptography, a clock
//! that is not set by the peer, and storage for states that only the program can read.

mod block;
mod lifetime;
mod message;
mod secret;
#[cfg(feature = "serde")]
mod stored;
mod table;

pub mod agent;
pub mod proxy;
pub mod server;

pub use block::{Block, ByteOrder, Cipher, Opened, ParseBlockError};
pub use lifetime::Lifetime;
pub use message::{Hello, Needs, Proof, RegisterAnswer, RegisterRequest, Reply};
pub use secret::{CommunicationKey, Nonce, ParseTokenError, Token};
