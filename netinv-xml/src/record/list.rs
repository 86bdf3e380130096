//! An element that only holds others of one kind: `PORTS`, `IPS`, `VLANS`, …

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::error::DecodeError;
use crate::record::leaf::Leaf;
use crate::record::{Detach, Member, Record};
use crate::xml::node::Node;
use crate::xml::parser::{Parser, Tag};
use crate::xml::writer::{Name, Writer};

/// The elements of a list element, such as the ports in `PORTS`.
///
/// Behaves as a `Vec` of them. An absent list element is an empty list; so is an
/// empty one, but it is remembered and written again.
#[derive(Clone)]
pub struct List<'a, T> {
    items: Vec<T>,
    present: bool,
    /// Everything else in the list element, kept and written again.
    pub extra: Vec<Node<'a>>,
}

impl<T> List<'_, T> {
    /// Returns true if the list element is there, even if it is empty.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.present || !self.items.is_empty() || !self.extra.is_empty()
    }

    /// Returns the elements by value.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.items
    }
}

/// Elements of a list element.
pub(crate) trait Listed<'a>: Sized {
    /// Name of the elements.
    const NAME: &'static str;
    type Owned;

    fn read_into(
        items: &mut Vec<Self>,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError>;
    /// Takes the text of an element, if they hold texts.
    fn leaf_into(_items: &mut Vec<Self>, _text: &'a str) -> bool {
        false
    }
    fn write(&self, writer: &mut Writer<'_>);
    fn into_owned(self) -> Self::Owned;
    fn unknown_members(&self) -> usize;
}

/// Types of leaves in list elements.
pub(crate) trait ListedMeaning {
    /// Name of the leaves.
    const NAME: &Name;
}

impl<'a, T: ListedMeaning> Listed<'a> for Leaf<'a, T> {
    const NAME: &'static str = T::NAME.as_str();
    type Owned = Leaf<'static, T>;

    fn read_into(
        items: &mut Vec<Self>,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError> {
        Member::read(items, tag, parser, extra)
    }

    fn leaf_into(items: &mut Vec<Self>, text: &'a str) -> bool {
        Member::leaf(items, text)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.listed_member(T::NAME, self.content());
    }

    fn into_owned(self) -> Self::Owned {
        Leaf::into_owned(self)
    }

    fn unknown_members(&self) -> usize {
        0
    }
}

impl<'a, R: Record<'a> + Detach> Listed<'a> for R {
    const NAME: &'static str = R::TAG;
    type Owned = R::Detached;

    fn read_into(
        items: &mut Vec<Self>,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError> {
        Member::read(items, tag, parser, extra)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        Record::write(self, R::TAG, writer);
    }

    fn into_owned(self) -> Self::Owned {
        self.detach()
    }

    fn unknown_members(&self) -> usize {
        Record::unknown_members(self)
    }
}

impl<'a, T: Listed<'a>> Record<'a> for List<'a, T> {
    const TAG: &'static str = "";

    fn entered(&mut self) {
        self.present = true;
    }

    fn member(
        &mut self,
        name: &str,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        _cursor: &mut usize,
    ) -> Result<bool, DecodeError> {
        if name != T::NAME {
            return Ok(false);
        }
        T::read_into(&mut self.items, tag, parser, &mut self.extra)?;
        Ok(true)
    }

    fn leaf(&mut self, name: &str, text: &'a str, _cursor: &mut usize) -> bool {
        name == T::NAME && T::leaf_into(&mut self.items, text)
    }

    fn attribute(
        &mut self,
        _name: &str,
        value: std::borrow::Cow<'a, str>,
    ) -> Result<(), std::borrow::Cow<'a, str>> {
        Err(value)
    }

    fn extra(&mut self) -> &mut Vec<Node<'a>> {
        &mut self.extra
    }

    fn write(&self, name: &str, writer: &mut Writer<'_>) {
        let extra = writer.open(name, &self.extra);
        let extra = writer.extra_before(T::NAME, extra);
        for item in &self.items {
            item.write(writer);
        }
        writer.close(name, extra);
    }

    fn unknown_members(&self) -> usize {
        self.items.iter().fold(self.extra.len(), |sum, item| sum.saturating_add(item.unknown_members()))
    }
}

impl<'a, T: Listed<'a>> Member<'a> for List<'a, T> {
    type Owned = List<'static, T::Owned>;

    fn read(
        &mut self,
        tag: Tag<'a>,
        parser: &mut Parser<'a>,
        _extra: &mut Vec<Node<'a>>,
    ) -> Result<(), DecodeError> {
        parser.record(tag, self)
    }

    fn write(&self, name: &Name, writer: &mut Writer<'_>) {
        if self.is_present() {
            Record::write(self, name.as_str(), writer);
        }
    }

    fn into_owned(self) -> Self::Owned {
        List {
            items: self.items.into_iter().map(T::into_owned).collect(),
            present: self.present,
            extra: Node::into_owned_all(self.extra),
        }
    }

    fn unknown_members(&self) -> usize {
        Record::unknown_members(self)
    }
}

impl<T: PartialEq> PartialEq for List<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_present() == other.is_present() && self.items == other.items && self.extra == other.extra
    }
}

impl<T: Eq> Eq for List<'_, T> {}

impl<T> Default for List<'_, T> {
    fn default() -> Self {
        Self { items: Vec::new(), present: false, extra: Vec::new() }
    }
}

impl<T> Deref for List<'_, T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.items
    }
}

impl<T> DerefMut for List<'_, T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.items
    }
}

impl<T> From<Vec<T>> for List<'_, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, ..Self::default() }
    }
}

impl<T> FromIterator<T> for List<'_, T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::from(Vec::from_iter(items))
    }
}

impl<'l, T> IntoIterator for &'l List<'_, T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.items).entries(&self.extra).finish()
    }
}

#[cfg(feature = "serde")]
impl<T: serde::Serialize> serde::Serialize for List<'_, T> {
    /// Serialises the elements, then the names of everything else.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeSeq;
        let mut list = serializer.serialize_seq(self.items.len().checked_add(self.extra.len()))?;
        self.items.iter().try_for_each(|item| list.serialize_element(item))?;
        self.extra.iter().try_for_each(|node| list.serialize_element(node))?;
        list.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[u8], extra: &[&'static str]) -> List<'static, u8> {
        let extra = extra.iter().map(|text| Node::Text((*text).into())).collect();
        List { extra, ..items.iter().copied().collect() }
    }

    #[test]
    fn lists_are_equal_if_they_are_written_alike() {
        let empty = List { present: true, ..List::default() };
        let different = [list(&[], &[]), empty, list(&[1], &[]), list(&[2], &[]), list(&[1], &["x"])];
        for (at, one) in different.iter().enumerate() {
            for (other_at, other) in different.iter().enumerate() {
                assert_eq!(one == other, at == other_at, "{one:?} {other:?}");
            }
        }
        // Whether the element was there matters only where nothing else tells.
        assert_eq!(List { present: true, ..list(&[1], &[]) }, list(&[1], &[]));
    }

    #[test]
    fn a_list_behaves_as_its_items() {
        let list = list(&[3, 1], &["rest"]);
        let mut sum = 0;
        for item in &list {
            sum += item;
        }
        assert_eq!((sum, list.len()), (4, 2));
        assert_eq!(format!("{list:?}"), "[3, 1, text of 4 bytes]");
        assert_eq!(list.into_items(), [3, 1]);
    }
}
