//! An agent that answers where a product's files lie, over TCP.
//!
//! `cargo run --example inedo-agent -- [address] [key]` listens (on 127.0.0.1:46336
//! unless told otherwise) and serves one client after the other; with a key of 32
//! or 64 hexadecimal digits it demands AES. `--example inedo-client` is its counterpart.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use bytes::BytesMut;
use inedo_wire::{
    AgentRootPath, AgentVersion, Event, HANDSHAKE_TIMEOUT, Message, NextIv, Progress, Reply,
    RequiredEncryption, Server,
};

#[allow(dead_code, reason = "a test includes this file and calls `serve`")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| format!("127.0.0.1:{}", inedo_wire::DEFAULT_PORT));
    let required = match arguments.next() {
        Some(key) => RequiredEncryption::Aes(key.parse()?),
        None => RequiredEncryption::None,
    };
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    let server = Server::new(required, AgentVersion::new(51));
    loop {
        let (stream, client) = listener.accept()?;
        match serve(stream, &server) {
            Ok(questions) => println!("{client}: {questions} questions answered"),
            Err(error) => println!("{client}: {error}"),
        }
    }
}

/// Serves one client until it hangs up, and says how many questions it had.
pub(crate) fn serve(mut stream: TcpStream, server: &Server) -> Result<usize, Box<dyn Error>> {
    stream.set_read_timeout(Some(HANDSHAKE_TIMEOUT))?;
    let (mut src, mut dst) = (BytesMut::new(), BytesMut::new());
    let mut handshake = server.start();
    let greeted = loop {
        if !receive(&mut stream, &mut src)? {
            return Err(handshake.finish(&src).into());
        }
        match handshake.handle_bytes(&mut src)? {
            Progress::Pending(next) => handshake = next,
            Progress::Done(greeted) => break greeted,
        }
    };
    let Event::Established(mut connection) = greeted.acknowledge(fresh_iv()?, &mut dst)? else {
        return Err("this example brings no TLS".into());
    };
    stream.write_all(&dst.split())?;
    stream.set_read_timeout(None)?;

    let mut questions = 0;
    loop {
        while let Some(frame) = connection.decode(&mut src)? {
            match connection.decode_message(&frame)? {
                Message::GetAgentRootPath(question) => {
                    let path = format!(r"C:\ProgramData\InedoAgent\{}", question.agent_type);
                    let answer = Reply::AgentRootPath(AgentRootPath::new(path));
                    connection.encode_reply(&answer, fresh_iv()?, &mut dst)?;
                    questions += 1;
                }
                // Their names are safe to write by now; this example does not.
                Message::UpdateAgent(update) => println!("{} files left alone", update.assemblies.len()),
                other => println!("not understood: {other:?}"),
            }
        }
        stream.write_all(&dst.split())?;
        if !receive(&mut stream, &mut src)? {
            connection.finish(&src)?;
            return Ok(questions);
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
