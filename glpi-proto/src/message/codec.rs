//! The one way in and out of a message.

use crate::error::{DecodeError, EncodeError};
use crate::limits::Limits;
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::format::Format;
use crate::transport::payload::Payload;

/// A message: decoded from the text of a body, encoded to it.
///
/// ```
/// use glpi_proto::{Answer, Limits, Message, Payload};
/// let payload = Payload::from_text(r#"{"status":"ok","colour":[1.50]}"#, &Limits::DEFAULT)?;
/// let answer = Answer::decode(&payload, &Limits::DEFAULT)?;
/// assert_eq!(answer.unknown_members(), 1);
/// let mut text = Vec::new();
/// answer.encode(&mut text)?;
/// assert_eq!(text, payload.text().as_bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Message<'a>: Sized {
    /// Decodes the message. What can stay in the payload does.
    ///
    /// # Errors
    /// If the text is not well-formed, or a described member is missing or of another type.
    fn decode(payload: &'a Payload<'_>, limits: &Limits) -> Result<Self, DecodeError>;

    /// Appends the message as text and returns its format. On an error the buffer is as it
    /// was.
    ///
    /// # Errors
    /// If a text holds what XML cannot carry. JSON carries all texts.
    fn encode(&self, text: &mut Vec<u8>) -> Result<Format, EncodeError>;

    /// Returns the number of unknown members. What is open by nature, such as a plugin's
    /// settings, does not count.
    fn unknown_members(&self) -> usize;

    /// Encodes the message and compresses it.
    ///
    /// # Errors
    /// As [`encode`](Self::encode), and if this build cannot write that compression.
    fn to_body(&self, compression: Compression) -> Result<Body, EncodeError> {
        let mut text = Vec::new();
        let format = self.encode(&mut text)?;
        Body::compress_bytes(text, format, compression)
    }
}

/// Makes messages of values that are one JSON object.
macro_rules! json_messages {
    ($($message:ty),* $(,)?) => { $(
        impl<'a> $crate::message::Message<'a> for $message {
            fn decode(
                payload: &'a $crate::Payload<'_>,
                limits: &$crate::Limits,
            ) -> Result<Self, $crate::DecodeError> {
                let mut reader = $crate::json::Reader::new(payload.text(), limits);
                let message = $crate::json::Json::read(&mut reader)?;
                reader.finish()?;
                Ok(message)
            }

            fn encode(&self, text: &mut Vec<u8>) -> Result<$crate::Format, $crate::EncodeError> {
                $crate::json::Json::write(self, text);
                Ok($crate::Format::Json)
            }

            fn unknown_members(&self) -> usize {
                $crate::json::Json::unknown(self)
            }
        }
    )* };
}
pub(crate) use json_messages;
