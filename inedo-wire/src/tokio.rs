//! `tokio_util`'s codec traits, by delegation.

use std::fmt;
use std::io;

use bytes::BytesMut;
use tokio_util::codec::{Decoder, Encoder};

use crate::error::{DecodeError, EncodeError};
use crate::frame::{Frame, FrameDecoder, FrameEncoder};
use crate::iv::NextIv;
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
