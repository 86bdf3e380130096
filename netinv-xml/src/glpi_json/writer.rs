//! Writing JSON text straight from the records.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::change::{Change, ChangeKind, Conversion, ConvertError};
use crate::message::device::Info;
use crate::record::leaf::Leaf;
use crate::xml::node::{Element, Node};

pub(super) type Result<T = ()> = std::result::Result<T, ConvertError>;

/// Place of a value in the one around it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// Nothing is around it.
    Root,
    Key(&'static str),
    Item(usize),
}

/// Writes JSON; leaves out what is blank, as the converter does before anything
/// else (NIX-J01).
#[derive(Debug)]
pub(super) struct Writer<'m> {
    pub(super) conversion: Conversion,
    /// Stands in for an absent one.
    pub(super) no_info: &'m Info<'m>,
    pub(super) changes: Vec<Change>,
    pub(super) json: Vec<u8>,
    /// True if the next value needs a comma before it.
    comma: bool,
    /// Number of values met so far that are not blank, written or not.
    seen: usize,
    path: Vec<Place>,
    /// Unknown members of the open record.
    extra: &'m [Node<'m>],
    /// Names in `extra` that were dealt with.
    merged: Vec<&'static str>,
    /// Keys of the open record, if it has an `extra`.
    written: Vec<Cow<'static, str>>,
}

/// The text of a member; `None` if it is absent or blank (NIX-J01).
pub(super) fn shown<'m, T: ?Sized>(leaf: &'m Option<Leaf<'_, T>>) -> Option<&'m str> {
    leaf.as_ref().filter(|leaf| !leaf.is_blank()).map(Leaf::as_str)
}

/// State of the record around the open one.
struct Outer<'m> {
    extra: &'m [Node<'m>],
    merged: Vec<&'static str>,
    written: Vec<Cow<'static, str>>,
}

impl<'m> Writer<'m> {
    pub(super) fn new(conversion: Conversion, no_info: &'m Info<'m>) -> Self {
        Self {
            conversion,
            no_info,
            changes: Vec::new(),
            json: Vec::new(),
            comma: false,
            seen: 0,
            path: Vec::new(),
            extra: &[],
            merged: Vec::new(),
            written: Vec::new(),
        }
    }

    pub(super) fn is_php(&self) -> bool {
        self.conversion == Conversion::Php
    }

    /// Number of values met so far that are not blank.
    pub(super) fn seen(&self) -> usize {
        self.seen
    }

    /// Something that is not blank was met.
    pub(super) fn see(&mut self) {
        self.seen = self.seen.saturating_add(1);
    }

    /// An object or a list, if there is anything in it that is not blank.
    /// Whether there was.
    pub(super) fn scope(
        &mut self,
        place: Place,
        [open, close]: [u8; 2],
        body: impl FnOnce(&mut Self) -> Result,
    ) -> Result<bool> {
        let before = (self.json.len(), self.comma, self.seen);
        self.lead(place);
        self.json.push(open);
        self.comma = false;
        self.path.push(place);
        let outer = self.enter(&[]);
        body(self)?;
        self.leave(outer);
        self.path.pop();
        let is_blank = self.seen == before.2;
        let is_empty = !self.comma;
        if is_blank || (is_empty && !self.is_php()) {
            self.json.truncate(before.0);
            self.comma = before.1;
            if let Place::Key(_) = place {
                self.written.pop();
            }
            return Ok(!is_blank);
        }
        if is_empty {
            // What PHP emptied: an array without keys is a list to it.
            self.json.pop();
            self.json.extend_from_slice(b"[]");
        } else {
            self.json.push(close);
        }
        self.comma = true;
        Ok(true)
    }

    /// Writes an object made of a record: the members that `body` writes, and the unknown
    /// ones.
    pub(super) fn record(
        &mut self,
        place: Place,
        extra: &'m [Node<'m>],
        body: impl FnOnce(&mut Self) -> Result,
    ) -> Result<bool> {
        self.scope(place, *b"{}", |w| {
            w.extra = extra;
            body(w)?;
            w.rest()
        })
    }

    fn enter(&mut self, extra: &'m [Node<'m>]) -> Outer<'m> {
        Outer {
            extra: std::mem::replace(&mut self.extra, extra),
            merged: std::mem::take(&mut self.merged),
            written: std::mem::take(&mut self.written),
        }
    }

    fn leave(&mut self, outer: Outer<'m>) {
        self.extra = outer.extra;
        self.merged = outer.merged;
        self.written = outer.written;
    }

    /// `Err`: the PHP converter gives up on the value of `key`.
    pub(super) fn refuse<T>(&self, key: &str, reason: &'static str) -> Result<T> {
        Err(ConvertError::Refused { path: self.path_of(key), reason })
    }

    /// Notes what became of the value of `key`.
    pub(super) fn change(&mut self, key: &str, kind: ChangeKind) {
        let path = self.path_of(key);
        self.changes.push(Change { path, kind });
    }

    fn path_of(&self, key: &str) -> String {
        let mut path = String::new();
        for place in &self.path {
            match place {
                Place::Root => {}
                Place::Key(key) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                }
                Place::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        if !path.is_empty() && !key.is_empty() {
            path.push('.');
        }
        path + key
    }

    /// Writes the text before a value: a comma, a key.
    pub(super) fn lead(&mut self, place: Place) {
        match place {
            Place::Root => {}
            Place::Key(key) => self.key(key),
            Place::Item(_) => self.comma(),
        }
    }

    fn comma(&mut self) {
        if self.comma {
            self.json.push(b',');
        }
        self.comma = true;
    }

    fn key(&mut self, key: &'static str) {
        self.comma();
        // No key of ours has anything to escape.
        self.json.push(b'"');
        self.json.extend_from_slice(key.as_bytes());
        self.json.extend_from_slice(b"\":");
        if !self.extra.is_empty() {
            self.written.push(Cow::Borrowed(key));
        }
    }

    fn string(&mut self, text: &str) {
        // Writing to a Vec does not fail.
        let _ = serde_json::to_writer(&mut self.json, text);
    }

    /// A value of `key` that `serde_json` writes.
    pub(super) fn value(&mut self, key: &'static str, value: impl serde::Serialize) {
        self.see();
        self.key(key);
        let _ = serde_json::to_writer(&mut self.json, &value);
    }

    /// Writes a value under a key of the peer's.
    pub(super) fn named(&mut self, key: &str, value: impl serde::Serialize) {
        self.see();
        self.comma();
        self.string(key);
        self.json.push(b':');
        let _ = serde_json::to_writer(&mut self.json, &value);
        if !self.extra.is_empty() {
            self.written.push(Cow::Owned(key.to_owned()));
        }
    }

    /// A text in a list.
    pub(super) fn item(&mut self, value: impl serde::Serialize) {
        self.see();
        self.comma();
        let _ = serde_json::to_writer(&mut self.json, &value);
    }

    /// A text. Of several, PHP makes a list; there is room for one (NIX-J20).
    pub(super) fn text(&mut self, key: &'static str, text: Option<&'m str>) -> Result {
        if self.extra.is_empty() {
            if let Some(text) = text {
                self.see();
                self.key(key);
                self.string(text);
            }
            return Ok(());
        }
        let more = self.same_named(key);
        if self.is_php() {
            match (text, more.as_slice()) {
                (None, []) => {}
                (Some(text), []) => self.value(key, text),
                (None, [element]) => {
                    self.key(key);
                    self.generic(element);
                }
                (text, more) => {
                    self.scope(Place::Key(key), *b"[]", |w| {
                        text.into_iter().for_each(|text| w.item(text));
                        for element in more {
                            w.comma();
                            w.generic(element);
                        }
                        Ok(())
                    })?;
                }
            }
            return Ok(());
        }
        if let Some(text) = self.one_of(key, text, &more) {
            self.value(key, text);
        }
        Ok(())
    }

    /// Returns the one text of a member that is not a text in JSON. PHP cannot take several
    /// (NIX-J20).
    pub(super) fn single(&mut self, key: &'static str, text: Option<&'m str>) -> Result<Option<&'m str>> {
        if text.is_some() {
            self.see();
        }
        if !self.extra.is_empty() {
            let more = self.same_named(key);
            if let (None, [element], true) = (text, more.as_slice(), self.is_php())
                && let Some(text) = super::generic::plain_text(element)
            {
                // NIX-J54
                self.see();
                return Ok(Some(text));
            }
            if !more.is_empty() && self.is_php() {
                return self.refuse(key, "several values, or elements, where it wants a text");
            }
            return Ok(self.one_of(key, text, &more));
        }
        Ok(text)
    }

    /// A member that PHP drops, however many there are of it.
    pub(super) fn dropped(&mut self, key: &'static str, text: Option<&'m str>) {
        let more = if self.extra.is_empty() { 0 } else { self.same_named(key).len() };
        if text.is_some() || more > 0 {
            self.see();
        }
    }

    /// Drops a member that no record describes.
    pub(super) fn dropped_if_unknown(&mut self, key: &'static str) {
        if !self.extra.is_empty() {
            self.dropped(key, None);
        }
    }

    /// Returns the known text, or else the first of those that bear the name which the member has
    /// in JSON (NIX-J54). The others are left out.
    fn one_of(&mut self, key: &str, known: Option<&'m str>, more: &[&'m Element<'m>]) -> Option<&'m str> {
        let taken = match known {
            Some(_) => None,
            None => more.iter().position(|element| super::generic::plain_text(element).is_some()),
        };
        let text =
            known.or_else(|| taken.and_then(|at| more.get(at)).and_then(|e| super::generic::plain_text(e)));
        for at in 0..more.len() {
            self.see();
            if taken != Some(at) {
                let kind = if text.is_some() { ChangeKind::Repeated } else { ChangeKind::NotAText };
                self.change(key, kind);
            }
        }
        text
    }

    /// Returns the unknown elements that have the name of a known one.
    fn same_named(&mut self, key: &'static str) -> Vec<&'m Element<'m>> {
        self.merged.push(key);
        let extra = self.extra;
        extra
            .iter()
            .filter_map(|node| match node {
                Node::Element(element) if element.name.eq_ignore_ascii_case(key) => Some(element),
                _ => None,
            })
            .filter(|element| !super::generic::is_blank(element))
            .collect()
    }

    /// Writes the unknown members of the open record, except those that were
    /// merged.
    fn rest(&mut self) -> Result {
        if self.extra.is_empty() {
            return Ok(());
        }
        let is_text = |node: &Node<'_>| matches!(node, Node::Text(text) if !text.trim_ascii().is_empty());
        if self.extra.iter().any(is_text) {
            if self.is_php() && !self.comma {
                return self.refuse("", "a text where it wants elements");
            }
            self.see();
            if !self.is_php() {
                self.change("", ChangeKind::NotAText);
            }
        }
        // All keys are in lower case. There may be as many as there are elements.
        let merged: BTreeSet<&str> = std::mem::take(&mut self.merged).into_iter().collect();
        let keys = std::mem::take(&mut self.written);
        let written: BTreeSet<&str> = keys.iter().map(|key| &**key).collect();
        let extra = self.extra;
        for node in extra {
            let Node::Element(element) = node else {
                continue;
            };
            let name = element.name.to_ascii_lowercase();
            let is_twice = written.contains(&*name) && !merged.contains(&*name);
            if is_twice && !super::generic::is_blank(element) {
                if self.is_php() {
                    return self.refuse(&name, "a member that is made of others");
                }
                self.change(&name, ChangeKind::Repeated);
            }
        }
        // The schema lists the members allowed next to `content`.
        let is_root = self.path.len() == 1 && !self.is_php();
        self.generic_members(extra, &|name| {
            let name = name.to_ascii_lowercase();
            let is_allowed = !is_root || ["tag", "partial"].contains(&&*name);
            is_allowed && !merged.contains(&*name) && !written.contains(&*name)
        });
        Ok(())
    }

    /// Writes unknown members, under their names in lower case.
    pub(super) fn generic_members(&mut self, nodes: &'m [Node<'m>], wanted: &dyn Fn(&str) -> bool) {
        let groups = super::generic::groups(nodes, wanted);
        for (name, elements) in groups.elements {
            self.comma();
            self.string(&name);
            self.json.push(b':');
            match elements.as_slice() {
                [element] => self.generic(element),
                elements => {
                    self.json.push(b'[');
                    self.comma = false;
                    for element in elements {
                        self.comma();
                        self.generic(element);
                    }
                    self.json.push(b']');
                    self.comma = true;
                }
            }
        }
        if !groups.attributes.is_empty() && (self.is_php() || self.path.len() > 1) {
            self.key("@attributes");
            let _ = serde_json::to_writer(&mut self.json, &groups.attributes);
        }
    }

    /// Writes an unknown element: a text or an object.
    fn generic(&mut self, element: &'m Element<'m>) {
        self.see();
        if let Some(text) = super::generic::text(element) {
            return self.string(&text);
        }
        self.json.push(b'{');
        self.comma = false;
        self.generic_members(&element.content, &|_| true);
        self.json.push(b'}');
        self.comma = true;
    }
}
