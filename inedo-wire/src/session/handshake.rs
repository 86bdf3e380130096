//! The handshake of either side as a loop over a stream.

use bytes::{Bytes, BytesMut};

use crate::error::SessionError;
use crate::iv::NextIv;
use crate::session::{AwaitAcknowledgement, AwaitHello, Client, Event, Progress, Server};

/// The handshake of either side, for callers that can write all of a buffer and read some
/// bytes, whatever the kind of stream.
///
/// ```
/// use std::io::{Read, Write};
/// use bytes::{BufMut, BytesMut};
/// use inedo_wire::{Client, Connection, Event, HandshakeIo, RequiredEncryption};
///
/// fn connect(
///     mut stream: impl Read + Write,
///     required: RequiredEncryption,
///     src: &mut BytesMut,
/// ) -> Result<Connection, Box<dyn std::error::Error>> {
///     let mut handshake = Client::new(required).handshake();
///     loop {
///         match handshake.next(src)? {
///             HandshakeIo::WriteAll(bytes, next) => {
///                 stream.write_all(&bytes)?;
///                 handshake = next;
///             }
///             HandshakeIo::ReadSome(next) => {
///                 let mut some = [0; 4096];
///                 let len = stream.read(&mut some)?;
///                 if len == 0 {
///                     return Err(next.finish(src).into());
///                 }
///                 src.put_slice(&some[..len]);
///                 handshake = next;
///             }
///             HandshakeIo::Done(Event::Established(connection)) => return Ok(connection),
///             HandshakeIo::Done(Event::StartTls(_)) => return Err("no TLS here".into()),
///         }
///     }
/// }
/// # let acknowledgement = [[0].as_slice(), &2000_i32.to_le_bytes(), &51_i32.to_le_bytes(), &[0; 12]].concat();
/// # struct Stream<'a>(&'a [u8], Vec<u8>);
/// # impl Read for Stream<'_> { fn read(&mut self, dst: &mut [u8]) -> std::io::Result<usize> { self.0.read(dst) } }
/// # impl Write for Stream<'_> {
/// #     fn write(&mut self, src: &[u8]) -> std::io::Result<usize> { self.1.write(src) }
/// #     fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
/// # }
/// # let stream = Stream(&acknowledgement, Vec::new());
/// # let connection = connect(stream, RequiredEncryption::None, &mut BytesMut::new())?;
/// # assert_eq!(connection.version().number(), 2000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct Handshake(State);

#[derive(Debug)]
enum State {
    /// The hello is to be written.
    Start(Box<Client>),
    AwaitAcknowledgement(Box<AwaitAcknowledgement>),
    AwaitHello(Box<AwaitHello>, NextIv),
    /// The acknowledgement is written.
    Acknowledged(Box<Event>),
}

/// The next thing that a handshake needs.
#[derive(Debug)]
#[must_use]
pub enum HandshakeIo {
    /// Write all of this, then go on.
    WriteAll(Bytes, Handshake),
    /// Read at least one byte, append what came to the buffer, then go on; at the end of the
    /// stream call [`Handshake::finish`].
    ReadSome(Handshake),
    /// The handshake is done. What is in the buffer belongs to the connection, or to TLS.
    Done(Event),
}

impl Handshake {
    /// Takes what is there of the peer's part out of `src`.
    ///
    /// # Errors
    /// See [`AwaitAcknowledgement::handle_bytes`], [`AwaitHello::handle_bytes`] and
    /// [`Greeted::acknowledge`](crate::Greeted::acknowledge). The connection has to be closed
    /// then.
    pub fn next(self, src: &mut BytesMut) -> Result<HandshakeIo, SessionError> {
        Ok(match self.0 {
            State::Start(client) => {
                let (hello, next) = client.start();
                let next = Self(State::AwaitAcknowledgement(Box::new(next)));
                HandshakeIo::WriteAll(Bytes::copy_from_slice(&hello), next)
            }
            State::AwaitAcknowledgement(state) => match state.handle_bytes(src)? {
                Progress::Pending(next) => {
                    HandshakeIo::ReadSome(Self(State::AwaitAcknowledgement(Box::new(next))))
                }
                Progress::Done(event) => HandshakeIo::Done(event),
            },
            State::AwaitHello(state, iv) => match state.handle_bytes(src)? {
                Progress::Pending(next) => HandshakeIo::ReadSome(Self(State::AwaitHello(Box::new(next), iv))),
                Progress::Done(greeted) => {
                    let mut acknowledgement = BytesMut::new();
                    let event = greeted.acknowledge(iv, &mut acknowledgement)?;
                    let next = Self(State::Acknowledged(Box::new(event)));
                    HandshakeIo::WriteAll(acknowledgement.freeze(), next)
                }
            },
            State::Acknowledged(event) => HandshakeIo::Done(*event),
        })
    }

    /// Reports that the peer closed the connection; `src` is what it had sent of its part.
    #[must_use]
    pub fn finish(self, src: &[u8]) -> SessionError {
        SessionError::Closed { received: src.len() }
    }

    /// Reports that the caller's timeout expired. See
    /// [`HANDSHAKE_TIMEOUT`](crate::HANDSHAKE_TIMEOUT).
    #[must_use]
    pub fn handle_timeout(self) -> SessionError {
        SessionError::TimedOut
    }
}

impl Client {
    /// Begins the handshake as a loop over a stream.
    pub fn handshake(self) -> Handshake {
        Handshake(State::Start(Box::new(self)))
    }
}

impl Server {
    /// Begins the handshake with a client that has connected, as a loop over a stream. With
    /// AES, `iv` starts the chains.
    pub fn handshake(&self, iv: NextIv) -> Handshake {
        Handshake(State::AwaitHello(Box::new(self.start()), iv))
    }
}
