//! `tokio_util`'s codec traits, by delegation.

use std::fmt;
use std::io;

use bytes::BytesMut;
use tokio_util::codec::{Decoder, Encoder, Framed, FramedParts};

use crate::error::{DecodeError, EncodeError};
use crate::frame::{Frame, FrameDecoder, FrameEncoder};
use crate::iv::NextIv;
use crate::message::{Message, Reply};
use crate::session::Connection;

/// Error of a framed stream.
#[derive(Debug)]
#[non_exhaustive]
pub enum CodecError {
    /// The stream itself failed.
    Io(io::Error),
    /// The peer's bytes are wrong.
    Decode(DecodeError),
    /// The caller's frame cannot be written.
    Encode(EncodeError),
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Encode(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CodecError {}

impl From<io::Error> for CodecError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<DecodeError> for CodecError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<EncodeError> for CodecError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl Connection {
    /// Turns a stream into one of frames, with this connection as codec. `src` is what was
    /// read after the handshake.
    pub fn framed<T>(self, stream: T, src: BytesMut) -> Framed<T, Self> {
        let mut parts = FramedParts::new::<(Frame, NextIv)>(stream, self);
        parts.read_buf = src;
        Framed::from_parts(parts)
    }
}

macro_rules! decoder {
    ($($codec:ty),*) => {$(
        impl Decoder for $codec {
            type Item = Frame;
            type Error = CodecError;

            fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, CodecError> {
                Ok(Self::decode(self, src)?)
            }

            fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, CodecError> {
                match Self::decode(self, src)? {
                    Some(frame) => Ok(Some(frame)),
                    None => Ok(self.finish(src).map(|()| None)?),
                }
            }
        }
    )*};
}

macro_rules! encoder {
    ($($codec:ty),*) => {$(
        impl Encoder<(Frame, NextIv)> for $codec {
            type Error = CodecError;

            fn encode(&mut self, (frame, next_iv): (Frame, NextIv), dst: &mut BytesMut) -> Result<(), CodecError> {
                Ok(Self::encode(self, &frame, next_iv, dst)?)
            }
        }
    )*};
}

impl Encoder<(Message, NextIv)> for Connection {
    type Error = CodecError;

    fn encode(
        &mut self,
        (message, next_iv): (Message, NextIv),
        dst: &mut BytesMut,
    ) -> Result<(), CodecError> {
        Ok(self.encode_message(&message, next_iv, dst)?)
    }
}

impl Encoder<(Reply, NextIv)> for Connection {
    type Error = CodecError;

    fn encode(&mut self, (reply, next_iv): (Reply, NextIv), dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(self.encode_reply(&reply, next_iv, dst)?)
    }
}

decoder!(Connection, FrameDecoder);
encoder!(Connection, FrameEncoder);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_its_cause_says() {
        let io = CodecError::from(io::Error::other("the disk is on fire"));
        assert_eq!(io.to_string(), "the disk is on fire");
        let encode = CodecError::from(EncodeError::Poisoned);
        assert_eq!(encode.to_string(), EncodeError::Poisoned.to_string());
        let decode = DecodeError::new(crate::DecodeErrorKind::Decryption, 3);
        assert_eq!(CodecError::from(decode.clone()).to_string(), decode.to_string());
    }
}
