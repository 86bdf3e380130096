//! A product that asks an agent where its files lie, over TCP.
//!
//! `cargo run --example inedo-client -- [address] [key]` calls the agent (at
//! 127.0.0.1:46336 unless told otherwise); with a key of 32 or 64 hexadecimal
//! digits it accepts AES alone. `--example inedo-agent` is its counterpart.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;

use bytes::BytesMut;
use inedo_wire::{
    AgentType, Client, Connection, Event, GetAgentRootPath, HANDSHAKE_TIMEOUT, Message, NextIv, Progress,
    Reply, RequiredEncryption,
};

#[allow(dead_code, reason = "a test includes this file and calls `ask`")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| format!("127.0.0.1:{}", inedo_wire::DEFAULT_PORT));
    let required = match arguments.next() {
        Some(key) => RequiredEncryption::Aes(key.parse()?),
        // Everything can be read and altered in transit: for test machines.
        None => RequiredEncryption::None,
    };
    for product in [AgentType::Otter, AgentType::BuildMaster] {
        println!("{product}: {}", ask(TcpStream::connect(&address)?, required.clone(), product)?);
    }
    Ok(())
}

/// Asks for a product's root path over a fresh connection.
pub(crate) fn ask(
    mut stream: TcpStream,
    required: RequiredEncryption,
    product: AgentType,
) -> Result<String, Box<dyn Error>> {
    stream.set_read_timeout(Some(HANDSHAKE_TIMEOUT))?;
    let (mut src, mut dst) = (BytesMut::new(), BytesMut::new());
    let mut connection = connect(&mut stream, required, &mut src)?;

    let question = Message::GetAgentRootPath(GetAgentRootPath::new(product));
    connection.encode_message(&question, fresh_iv()?, &mut dst)?;
    stream.write_all(&dst)?;
    loop {
        while let Some(frame) = connection.decode(&mut src)? {
            // Replies carry no number: the one that looks like the answer is it.
            match connection.decode_reply(&frame)? {
                Reply::AgentRootPath(answer) => return Ok(answer.path),
                other => println!("not understood: {other:?}"),
            }
        }
        if !receive(&mut stream, &mut src)? {
            connection.finish(&src)?;
            return Err("the agent hung up without an answer".into());
        }
    }
}

/// The handshake. What the agent sent after it stays in `src`.
fn connect(
    stream: &mut TcpStream,
    required: RequiredEncryption,
    src: &mut BytesMut,
) -> Result<Connection, Box<dyn Error>> {
    let (hello, mut handshake) = Client::new(required).start();
    stream.write_all(&hello)?;
    loop {
        if !receive(stream, src)? {
            return Err(handshake.finish(src).into());
        }
        match handshake.handle_bytes(src)? {
            Progress::Pending(next) => handshake = next,
            Progress::Done(Event::Established(connection)) => return Ok(connection),
            Progress::Done(Event::StartTls(_)) => return Err("this example brings no TLS".into()),
        }
    }
}

/// Appends what the peer sent; `false` at the end of the stream.
fn receive(stream: &mut TcpStream, src: &mut BytesMut) -> std::io::Result<bool> {
    let mut chunk = [0; 4096];
    let count = stream.read(&mut chunk)?;
    src.extend_from_slice(&chunk[..count]);
    Ok(count > 0)
}

/// Every message under AES takes 16 fresh random bytes.
fn fresh_iv() -> Result<NextIv, getrandom::Error> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    Ok(NextIv::new(random))
}
