//! From tags and texts to records.

use std::borrow::Cow;

use super::fast::Plain;
use super::{Item, Parser, Result, Tag};
use crate::limits::check_len;
use crate::record::Record;
use crate::xml::chars;
use crate::xml::node::{Element, Node};
use crate::xml::repair::RepairKind;

/// The content of an element that should hold a text.
#[derive(Debug)]
pub(crate) enum Content<'a> {
    /// The text; `None` for `<X/>`.
    Text(Option<Cow<'a, str>>),
    /// It holds elements.
    Element(Element<'a>),
}

impl<'a> Parser<'a> {
    /// Reads an element into a record. What the record does not know goes to its
    /// `extra`.
    pub(crate) fn record<R: Record<'a>>(&mut self, tag: Tag<'a>, record: &mut R) -> Result<()> {
        if self.enter(tag, record)? {
            let mut cursor = 0;
            while let Some(child) = self.child(record, &mut cursor)? {
                self.member(child, record, &mut cursor)?;
            }
        }
        Ok(())
    }

    /// Reads the tag of a record; `false` if that is all of it.
    pub(crate) fn enter<R: Record<'a>>(&mut self, tag: Tag<'a>, record: &mut R) -> Result<bool> {
        record.entered();
        self.attributes(tag, |name, value| {
            if let Err(value) = record.attribute(name, value) {
                record.extra().push(Node::Attribute(name.into(), value));
            }
        })?;
        if !tag.empty {
            self.open.push(tag.name);
        }
        Ok(!tag.empty)
    }

    /// The next child of the record that was entered, or `None` at its end. What the
    /// record takes in passing is not returned.
    ///
    /// `cursor` is the place of the last member in the list: the next is
    /// likely to come soon after it.
    pub(crate) fn child<R: Record<'a>>(
        &mut self,
        record: &mut R,
        cursor: &mut usize,
    ) -> Result<Option<Tag<'a>>> {
        // Between two elements there is nothing but layout, as a rule.
        while let Some(next) = self.plain_item() {
            let Plain::Start(next) = next else { return self.end(record) };
            if !self.take_leaf(&next, record, cursor) {
                let Some(tag) = self.take_tag(&next) else { break };
                return Ok(Some(tag));
            }
        }
        self.skip_layout();
        loop {
            match self.item()? {
                Item::Start(child) => return Ok(Some(child)),
                Item::Text(text) => {
                    Node::add_text(record.extra(), &text);
                }
                Item::End => return self.end(record),
            }
        }
    }

    /// Goes on to the markup that follows after blanks alone.
    fn skip_layout(&mut self) {
        let start = self.at;
        self.skip_blanks();
        if !self.rest().starts_with('<') {
            self.at = start;
        }
    }

    fn end<R: Record<'a>>(&mut self, record: &mut R) -> Result<Option<Tag<'a>>> {
        if !record.extra().is_empty() {
            Node::trim_text(record.extra());
        }
        Ok(None)
    }

    /// Reads one child of a record. `cursor` is that of [`child`](Self::child).
    pub(crate) fn member<R: Record<'a>>(
        &mut self,
        tag: Tag<'a>,
        record: &mut R,
        cursor: &mut usize,
    ) -> Result<()> {
        if record.member(tag.name, tag, self, cursor)? {
            return Ok(());
        }
        // Real agents write upper case; the PHP converter takes any (NIX-017).
        if tag.name.bytes().any(|b| b.is_ascii_lowercase())
            && record.member(&tag.name.to_ascii_uppercase(), tag, self, cursor)?
        {
            return self.note(RepairKind::TagCase, tag.offset, tag.name.len());
        }
        let element = self.element(tag)?;
        record.extra().push(Node::Element(element));
        Ok(())
    }

    /// Reads an element that should hold a text.
    pub(crate) fn leaf(&mut self, tag: Tag<'a>) -> Result<Content<'a>> {
        if tag.has_attributes {
            let mut found = 0_usize;
            self.attributes(tag, |_, _| found = found.saturating_add(1))?;
            for _ in 0..found {
                self.note(RepairKind::Attribute, tag.offset, 0)?;
            }
        }
        if tag.empty {
            return Ok(Content::Text(None));
        }
        if let Some(text) = self.plain_text(tag.name) {
            return Ok(Content::Text(Some(Cow::Borrowed(text))));
        }
        self.open.push(tag.name);
        let mut text = Cow::Borrowed("");
        loop {
            match self.item()? {
                Item::End => return Ok(Content::Text(Some(text))),
                Item::Text(part) if text.is_empty() => text = part,
                Item::Text(part) => text.to_mut().push_str(&part),
                Item::Start(child) => {
                    let mut content = Vec::new();
                    if !text.is_empty() {
                        content.push(Node::Text(text));
                    }
                    content.push(Node::Element(self.element(child)?));
                    self.content(&mut content)?;
                    return Ok(Content::Element(Element { name: tag.name.into(), content }));
                }
            }
            check_len("text length", text.len(), self.limits.text_len())
                .map_err(|e| self.error(e, tag.offset))?;
        }
    }

    /// Checks an element and everything in it, and keeps nothing.
    pub(crate) fn skim(&mut self, tag: Tag<'a>) -> Result<()> {
        let depth = self.open.len();
        let mut next = Some(tag);
        loop {
            if let Some(tag) = next.take() {
                self.attributes(tag, |_, _| {})?;
                if !tag.empty && self.plain_text(tag.name).is_none() {
                    self.open.push(tag.name);
                }
            }
            if self.open.len() <= depth {
                return Ok(());
            }
            next = match self.plain_item() {
                Some(Plain::End) => continue,
                Some(Plain::Start(next)) if self.skip_leaf(&next) => continue,
                Some(Plain::Start(next)) => self.take_tag(&next),
                None => None,
            };
            if next.is_none() {
                self.skip_layout();
                if let Item::Start(child) = self.item()? {
                    next = Some(child);
                }
            }
        }
    }

    /// Reads an unknown element.
    pub(crate) fn element(&mut self, tag: Tag<'a>) -> Result<Element<'a>> {
        let mut content = Vec::new();
        self.attributes(tag, |name, value| {
            content.push(Node::Attribute(name.into(), value));
        })?;
        if !tag.empty {
            self.open.push(tag.name);
            self.content(&mut content)?;
        }
        Ok(Element { name: tag.name.into(), content })
    }

    /// Reads the rest of an open element.
    fn content(&mut self, content: &mut Vec<Node<'a>>) -> Result<()> {
        let start = content.len();
        loop {
            match self.item()? {
                Item::Start(child) => content.push(Node::Element(self.element(child)?)),
                Item::Text(text) => Node::push_text(content, text),
                Item::End => break,
            }
        }
        if content.get(start..).is_some_and(<[_]>::is_empty)
            && !content.iter().any(|n| matches!(n, Node::Element(_)))
        {
            content.push(Node::Text("".into()));
        }
        // White space between elements is layout, unless there is other text too.
        let is_text = |node: &Node<'_>| matches!(node, Node::Text(text) if !chars::is_all_blank(text));
        if content.iter().any(|node| matches!(node, Node::Element(_))) && !content.iter().any(is_text) {
            content.retain(|node| !matches!(node, Node::Text(_)));
        }
        Ok(())
    }
}
