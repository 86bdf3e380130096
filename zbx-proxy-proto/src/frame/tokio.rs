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

/// Both directions of a stream of frames, for `tokio_util::codec::Framed`.
///
/// ```
/// use tokio_util::codec::Framed;
/// use zbx_proxy_proto::{FrameCodec, FrameDecoder, FrameEncoder, Limits};
/// let decoder = FrameDecoder::new().with_limits(Limits::PROTOCOL).with_single_frame(true);
/// let stream = tokio::io::empty(); // a connection
/// let framed = Framed::new(stream, FrameCodec::new(decoder, FrameEncoder::new()));
/// # let _ = framed;
/// ```
#[derive(Debug, Default)]
pub struct FrameCodec {
    decoder: FrameDecoder,
    encoder: FrameEncoder,
}

impl FrameCodec {
    /// Creates a codec of these settings; [`FrameCodec::default`] has the default ones.
    #[must_use]
    pub fn new(decoder: FrameDecoder, encoder: FrameEncoder) -> Self {
        Self { decoder, encoder }
    }
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

impl Decoder for FrameCodec {
    type Item = Frame;
    type Error = CodecError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, CodecError> {
        Ok(self.decoder.decode(src)?)
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<Frame>, CodecError> {
        self.decoder.decode_eof(src)
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

impl Encoder<&Frame> for FrameCodec {
    type Error = CodecError;

    fn encode(&mut self, frame: &Frame, dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(self.encoder.encode(frame, dst)?)
    }
}

impl Encoder<Frame> for FrameCodec {
    type Error = CodecError;

    fn encode(&mut self, frame: Frame, dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(self.encoder.encode(&frame, dst)?)
    }
}
