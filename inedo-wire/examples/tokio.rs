//! Client and agent in one program, on Tokio, with the connection as codec.
//!
//! `cargo run --example inedo-tokio --features tokio`

use std::error::Error;

use bytes::BytesMut;
use futures_util::sink::SinkExt;
use futures_util::stream::StreamExt;
use inedo_wire::{
    AesKey, AgentRootPath, AgentType, AgentVersion, Client, Connection, Event, Frame, GetAgentRootPath,
    Message, NextIv, Progress, Reply, RequiredEncryption, Server,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::codec::{Decoder, Framed, FramedParts};

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

async fn serve(mut stream: TcpStream, server: &Server) -> Result<usize> {
    let (mut src, mut dst) = (BytesMut::new(), BytesMut::new());
    let mut handshake = server.start();
    let greeted = loop {
        if stream.read_buf(&mut src).await? == 0 {
            return Err(handshake.finish(&src).into());
        }
        match handshake.handle_bytes(&mut src)? {
            Progress::Pending(next) => handshake = next,
            Progress::Done(greeted) => break greeted,
        }
    };
    let event = greeted.acknowledge(fresh_iv()?, &mut dst)?;
    stream.write_all(&dst).await?;

    let mut framed = framed(stream, event, src)?;
    let mut questions = 0;
    while let Some(frame) = framed.next().await {
        if let Message::GetAgentRootPath(question) = framed.codec().decode_message(&frame?)? {
            let answer =
                Reply::AgentRootPath(AgentRootPath::new(format!(r"C:\Temp\{}", question.agent_type)));
            let codec = framed.codec();
            let frame = answer.to_frame(codec.assumptions(), codec.limits())?;
            framed.send((frame, fresh_iv()?)).await?;
            questions += 1;
        }
    }
    Ok(questions)
}

async fn ask(mut stream: TcpStream, required: RequiredEncryption) -> Result<String> {
    let mut src = BytesMut::new();
    let (hello, mut handshake) = Client::new(required).start();
    stream.write_all(&hello).await?;
    let event = loop {
        if stream.read_buf(&mut src).await? == 0 {
            return Err(handshake.finish(&src).into());
        }
        match handshake.handle_bytes(&mut src)? {
            Progress::Pending(next) => handshake = next,
            Progress::Done(event) => break event,
        }
    };

    let mut framed = framed(stream, event, src)?;
    let codec = framed.codec();
    let question = Message::GetAgentRootPath(GetAgentRootPath::new(AgentType::Otter));
    let frame: Frame = question.to_frame(codec.version(), codec.assumptions(), codec.limits())?;
    framed.send((frame, fresh_iv()?)).await?;
    while let Some(frame) = framed.next().await {
        if let Reply::AgentRootPath(answer) = framed.codec().decode_reply(&frame?)? {
            return Ok(answer.path);
        }
    }
    Err("the agent hung up without an answer".into())
}

/// The stream with the connection as its codec; `src` is what was read already.
fn framed(stream: TcpStream, event: Event, src: BytesMut) -> Result<Framed<TcpStream, Connection>> {
    let Event::Established(connection) = event else {
        return Err("this example brings no TLS".into());
    };
    let mut parts: FramedParts<_, _> = Decoder::framed(connection, stream).into_parts();
    parts.read_buf = src;
    Ok(Framed::from_parts(parts))
}

/// Every message under AES takes 16 fresh random bytes.
fn fresh_iv() -> Result<NextIv> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    Ok(NextIv::new(random))
}
