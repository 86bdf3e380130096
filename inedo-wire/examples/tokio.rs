//! Client and agent in one program, on Tokio, with the connection as codec.
//!
//! `cargo run --example inedo-tokio --features tokio`

use std::error::Error;

use bytes::BytesMut;
use futures_util::sink::SinkExt;
use futures_util::stream::StreamExt;
use inedo_wire::{
    AesKey, AgentRootPath, AgentType, AgentVersion, Client, Connection, Event, GetAgentRootPath, Handshake,
    HandshakeIo, Message, NextIv, Reply, RequiredEncryption, Server,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::codec::Framed;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[allow(dead_code, reason = "a test includes this file and calls `converse`")]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let key = AesKey::from_bytes_256([0x5a; 32]);
    for required in [RequiredEncryption::None, RequiredEncryption::Aes(key)] {
        println!("{}: {}", required.encryption(), converse(required).await?);
    }
    Ok(())
}

/// Client and agent talk over loopback; gives the path that the client was told.
pub(crate) async fn converse(required: RequiredEncryption) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let stream = TcpStream::connect(listener.local_addr()?);
    let server = Server::new(required.clone(), AgentVersion::new(51));
    let agent = async { serve(listener.accept().await?.0, &server).await };
    let client = async { ask(stream.await?, required).await };
    let (served, path) = tokio::try_join!(agent, client)?;
    assert_eq!(served, 1);
    Ok(path)
}

async fn ask(stream: TcpStream, required: RequiredEncryption) -> Result<String> {
    let mut agent = connect(stream, Client::new(required).handshake()).await?;
    let question = Message::GetAgentRootPath(GetAgentRootPath::new(AgentType::Otter));
    agent.send((question, fresh_iv()?)).await?;
    while let Some(frame) = agent.next().await {
        if let Reply::AgentRootPath(answer) = agent.codec().decode_reply(&frame?)? {
            return Ok(answer.path);
        }
    }
    Err("the agent hung up without an answer".into())
}

async fn serve(stream: TcpStream, server: &Server) -> Result<usize> {
    let mut product = connect(stream, server.handshake(fresh_iv()?)).await?;
    let mut questions = 0;
    while let Some(frame) = product.next().await {
        if let Message::GetAgentRootPath(question) = product.codec().decode_message(&frame?)? {
            let path = format!(r"C:\Temp\{}", question.agent_type);
            product.send((Reply::AgentRootPath(AgentRootPath::new(path)), fresh_iv()?)).await?;
            questions += 1;
        }
    }
    Ok(questions)
}

/// The handshake of either side.
async fn connect(mut stream: TcpStream, mut handshake: Handshake) -> Result<Framed<TcpStream, Connection>> {
    let mut src = BytesMut::new();
    loop {
        handshake = match handshake.next(&mut src)? {
            HandshakeIo::WriteAll(bytes, next) => stream.write_all(&bytes).await.map(|()| next)?,
            HandshakeIo::ReadSome(next) if stream.read_buf(&mut src).await? > 0 => next,
            HandshakeIo::ReadSome(next) => return Err(next.finish(&src).into()),
            HandshakeIo::Done(Event::Established(connection)) => return Ok(connection.framed(stream, src)),
            HandshakeIo::Done(Event::StartTls(_)) => return Err("this example brings no TLS".into()),
        }
    }
}

/// Every message under AES takes 16 fresh random bytes.
fn fresh_iv() -> Result<NextIv> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    Ok(NextIv::new(random))
}
