//! A message as HTTP carries it.

use std::fmt;

use bytes::Bytes;

use crate::compat::Compat;
use crate::error::{DecodeError, EncodeError};
use crate::limits::Limits;
use crate::transport::compress::compress;
use crate::transport::compression::Compression;
use crate::transport::content_type::ContentType;
use crate::transport::format::Format;
use crate::transport::payload::{Payload, Reading};

/// The body of a request or an answer: bytes and the content type that says how
/// they are compressed. Cheap to clone; what a relay forwards. `Debug` shows the content type
/// and the length alone, since any message may hold a secret.
///
/// ```
/// use glpi_proto::{Body, Compression, ContentType, Format, Limits};
/// let body = Body::compress(r#"{"status":"ok"}"#, Format::Json, Compression::Zlib)?;
/// assert_eq!(body.content_type(), Some(&ContentType::new("application/x-compress-zlib")));
/// assert_eq!(body.open(&Limits::DEFAULT)?.text(), r#"{"status":"ok"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Body {
    content_type: Option<ContentType>,
    bytes: Bytes,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("content_type", &self.content_type)
            .field("len", &self.bytes.len())
            .finish()
    }
}

impl Body {
    /// Creates the body with these bytes.
    #[must_use]
    pub fn new(content_type: impl Into<Option<ContentType>>, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: content_type.into(), bytes: bytes.into() }
    }

    /// Creates a body that holds `text`, with this compression.
    ///
    /// # Errors
    /// If this build cannot write that compression.
    pub fn compress(text: &str, format: Format, compression: Compression) -> Result<Self, EncodeError> {
        Self::compress_as(text, format, compression, Compat::Documented)
    }

    /// As [`compress`](Self::compress), with the content type of
    /// [`ContentType::new_for`].
    ///
    /// # Errors
    /// If this build cannot write that compression.
    pub fn compress_as(
        text: &str,
        format: Format,
        compression: Compression,
        compat: Compat,
    ) -> Result<Self, EncodeError> {
        let bytes = compress(compression, text.as_bytes())?;
        Ok(Self::new(ContentType::new_for(compression, format, compat), bytes))
    }

    /// As [`compress`](Self::compress) for a text of our own, which is kept if it stays as it is.
    pub(crate) fn compress_bytes(
        text: Vec<u8>,
        format: Format,
        compression: Compression,
    ) -> Result<Self, EncodeError> {
        let content_type = ContentType::new_for(compression, format, Compat::Documented);
        let bytes = if compression == Compression::Plain { text } else { compress(compression, &text)? };
        Ok(Self::new(content_type, bytes))
    }

    /// Returns the content type, where it is known.
    #[must_use]
    pub fn content_type(&self) -> Option<&ContentType> {
        self.content_type.as_ref()
    }

    /// Returns the bytes as they are on the wire.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns true if there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Inflates it and finds its format, leniently.
    ///
    /// # Errors
    /// If it is empty, too large, does not inflate, is not text, or is neither
    /// JSON nor XML.
    pub fn open(&self, limits: &Limits) -> Result<Payload<'_>, DecodeError> {
        self.open_as(Reading::Lenient, limits)
    }

    /// As [`open`](Self::open), as strictly or leniently as requested.
    ///
    /// # Errors
    /// As [`open`](Self::open); in strict reading also where something had to be
    /// repaired.
    pub fn open_as(&self, reading: Reading, limits: &Limits) -> Result<Payload<'_>, DecodeError> {
        Payload::open(&self.bytes, self.content_type.as_ref(), reading, limits)
    }
}
