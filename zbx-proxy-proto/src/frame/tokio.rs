//! `tokio_util::codec` traits for the frame codecs.

use bytes::BytesMut;
use tokio_util::codec::{Decoder, Encoder};

use super::{Frame, FrameDecoder, FrameEncoder};
use crate::error::{DecodeError, EncodeError};

/// Error of a `tokio_util` framed stream.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// Reading or writing the stream failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The peer's bytes cannot be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The frame cannot be encoded.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl Decoder for FrameDecoder {
    type Item = Frame;
    type Error = CodecError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, CodecError> {
        Ok(Self::decode(self, src)?)
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, CodecError> {
        let frame = Self::decode(self, src)?;
        if frame.is_none() {
            self.finish(src)?;
        }
        Ok(frame)
    }
}

impl Encoder<&Frame> for FrameEncoder {
    type Error = CodecError;

    fn encode(&mut self, frame: &Frame, dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(Self::encode(self, frame, dst)?)
    }
}

impl Encoder<Frame> for FrameEncoder {
    type Error = CodecError;

    fn encode(&mut self, frame: Frame, dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(Self::encode(self, &frame, dst)?)
    }
}
