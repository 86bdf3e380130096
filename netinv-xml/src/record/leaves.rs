//! Members that are texts, secret or not.

use std::borrow::Cow;

use super::Member;
use crate::error::DecodeError;
use crate::record::leaf::Leaf;
use crate::secret::Secret;
use crate::xml::node::Node;
use crate::xml::parser::{Content, Parser, Tag};
use crate::xml::writer::{Name, Writer};

/// Reads a leaf; an element that holds elements goes to `extra`.
fn read_leaf<'a, T: ?Sized>(
    tag: Tag<'a>,
    parser: &mut Parser<'a>,
    extra: &mut Vec<Node<'a>>,
) -> Result<Option<Leaf<'a, T>>, DecodeError> {
    if !tag.empty
        && !tag.has_attributes
        && let Some(text) = parser.plain_text(tag.name)
    {
        return Ok(Some(Leaf::new(text)));
    }
    Ok(match parser.leaf(tag)? {
        Content::Text(text) => Some(Leaf::from_content(text)),
        Content::Element(element) => {
            extra.push(Node::Element(element));
            None
        }
    })
}

impl<'a, T: ?Sized> Member<'a> for Option<Leaf<'a, T>> {
    type Owned = Option<Leaf<'static, T>>;

    fn read(
        &mut self,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError> {
        if self.is_some() {
            // A second one: the first stays, this one is kept too.
            extra.push(Node::Element(parser.element(tag)?));
        } else {
            *self = read_leaf(tag, parser, extra)?;
        }
        Ok(())
    }

    #[inline]
    fn leaf(&mut self, text: &'a str) -> bool {
        let is_free = self.is_none();
        if is_free {
            *self = Some(Leaf::new(text));
        }
        is_free
    }

    fn set(&mut self, value: Cow<'a, str>) -> Result<(), Cow<'a, str>> {
        if self.is_some() {
            return Err(value);
        }
        *self = Some(Leaf::new(value));
        Ok(())
    }

    #[inline]
    fn write(&self, name: &Name, writer: &mut Writer<'_>) {
        if let Some(leaf) = self {
            writer.member(name, leaf.content());
        }
    }

    fn write_attribute(&self, name: &str, writer: &mut Writer<'_>) {
        if let Some(leaf) = self {
            writer.attribute(name, leaf.as_str());
        }
    }

    fn is_attribute(&self) -> bool {
        self.is_some()
    }

    fn into_owned(self) -> Self::Owned {
        self.map(Leaf::into_owned)
    }
}

impl<'a, T: ?Sized> Member<'a> for Vec<Leaf<'a, T>> {
    type Owned = Vec<Leaf<'static, T>>;

    fn read(
        &mut self,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError> {
        self.extend(read_leaf(tag, parser, extra)?);
        Ok(())
    }

    #[inline]
    fn leaf(&mut self, text: &'a str) -> bool {
        self.push(Leaf::new(text));
        true
    }

    #[inline]
    fn write(&self, name: &Name, writer: &mut Writer<'_>) {
        for leaf in self {
            writer.listed_member(name, leaf.content());
        }
    }

    fn into_owned(self) -> Self::Owned {
        self.into_iter().map(Leaf::into_owned).collect()
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
