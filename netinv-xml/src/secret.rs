//! What must not show up in a log.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::DecodeError;
use crate::record::Member;
use crate::xml::node::Node;
use crate::xml::parser::{Content, Parser, Tag};
use crate::xml::writer::{Name, Writer};

/// A community or passphrase.
///
/// Prints as its type's name, is serialized as that, and is overwritten when it
/// is dropped; comparing two takes the same time wherever they differ. Its only way out is [`expose`](Self::expose).
#[derive(Clone, Default)]
pub struct Secret {
    text: Zeroizing<String>,
}

impl Secret {
    /// Keeps a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: Zeroizing::new(text.into()) }
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.text.as_bytes().ct_eq(other.text.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("Secret")
    }
}

impl<'a> Member<'a> for Option<Secret> {
    type Owned = Self;

    fn read(
        &mut self,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError> {
        if self.is_some() {
            extra.push(Node::Element(parser.element(tag)?));
            return Ok(());
        }
        match parser.leaf(tag)? {
            Content::Text(text) => *self = Some(Secret::new(text.unwrap_or_default())),
            Content::Element(element) => extra.push(Node::Element(element)),
        }
        Ok(())
    }

    fn set(&mut self, value: Cow<'a, str>) -> Result<(), Cow<'a, str>> {
        if self.is_some() {
            return Err(value);
        }
        *self = Some(Secret::new(value));
        Ok(())
    }

    fn write(&self, name: &Name, writer: &mut Writer<'_>) {
        if let Some(secret) = self {
            writer.member(name, Some(secret.expose()));
        }
    }

    fn write_attribute(&self, name: &str, writer: &mut Writer<'_>) {
        if let Some(secret) = self {
            writer.attribute(name, secret.expose());
        }
    }

    fn is_attribute(&self) -> bool {
        self.is_some()
    }

    fn into_owned(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_itself_only_where_it_is_asked_to() {
        let secret = Secret::new("open sesame");
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"Secret\"");
        assert_eq!(secret.expose(), "open sesame");
    }

    #[test]
    fn secrets_are_equal_if_all_of_them_is() {
        let secret = Secret::new("open sesame");
        assert_eq!(secret, Secret::new("open sesame".to_owned()));
        for other in ["", "open", "open sesamE", "Open sesame", "open sesame "] {
            assert_ne!(secret, Secret::new(other));
        }
    }
}
