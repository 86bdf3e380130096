//! Lists.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use super::{Text, Value};
use crate::error::DecodeError;
use crate::json::Reader;
use crate::kept::{At, Kept, KeptReason};
use crate::schema::Kind;

/// A list of values.
///
/// An element that is not what it should be costs itself alone: it is kept as it came, and
/// written back at its place. See [`faulty`](Self::faulty).
#[derive(Debug, Clone, PartialEq)]
pub struct List<'a, T> {
    entries: Vec<T>,
    faulty: Vec<Faulty<'a>>,
}

/// An element of a list that is not what it should be.
#[derive(Clone, PartialEq, Eq)]
pub struct Faulty<'a> {
    index: usize,
    json: Cow<'a, str>,
}

impl Faulty<'_> {
    /// Returns the place in the list, counted with all its elements.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Returns the element as it came.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// Shows the place, not the value, which may be secret.
impl std::fmt::Debug for Faulty<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Faulty({})", self.index)
    }
}

impl<'a, T> List<'a, T> {
    /// Returns the elements that are not what they should be.
    #[must_use]
    pub fn faulty(&self) -> &[Faulty<'a>] {
        &self.faulty
    }

    /// Removes the elements that are not what they should be.
    pub fn remove_faulty(&mut self) -> Vec<Faulty<'a>> {
        std::mem::take(&mut self.faulty)
    }

    /// Returns the elements without those that are faulty.
    #[must_use]
    pub fn into_entries(self) -> Vec<T> {
        self.entries
    }
}

impl<T> Default for List<'_, T> {
    fn default() -> Self {
        Self { entries: Vec::new(), faulty: Vec::new() }
    }
}

impl<T> Deref for List<'_, T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Self::Target {
        &self.entries
    }
}

impl<T> DerefMut for List<'_, T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.entries
    }
}

impl<T> From<Vec<T>> for List<'_, T> {
    fn from(entries: Vec<T>) -> Self {
        Self { entries, faulty: Vec::new() }
    }
}

impl<T> FromIterator<T> for List<'_, T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Vec::from_iter(entries).into()
    }
}

impl<'l, T> IntoIterator for &'l List<'_, T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<'a, T: Value<'a>> Value<'a> for List<'a, T> {
    const KIND: Kind = Kind::List(&T::KIND);
    type Owned = List<'static, T::Owned>;

    fn blank() -> Self {
        Self::default()
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        if reader.peek() != Some(b'[') {
            return Ok(None);
        }
        let mut list = Self::default();
        let mut inside = reader.open()?;
        let all = reader.left();
        while reader.next_element(&mut inside)? {
            let start = reader.place();
            reserve(&mut list.entries, all, reader.left());
            if !T::read_to(&mut list.entries, reader)? {
                reader.go_to(start);
                reader.misfit();
                let faulty = Faulty { index: inside.index(), json: Cow::Borrowed(reader.raw()?) };
                list.faulty.push(faulty);
            }
        }
        if list.entries.capacity() / 2 > list.entries.len().saturating_add(8) {
            list.entries.shrink_to_fit();
        }
        Ok(Some(list))
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut entries = self.entries.iter();
        let mut faulty = self.faulty().iter().peekable();
        let total = self.entries.len().saturating_add(self.faulty().len());
        out.push(b'[');
        for index in 0..total {
            if index > 0 {
                out.push(b',');
            }
            let is_due = faulty.peek().is_some_and(|next| next.index <= index) || entries.len() == 0;
            if is_due && let Some(next) = faulty.next() {
                out.extend_from_slice(next.json.as_bytes());
            } else if let Some(entry) = entries.next() {
                entry.write(out);
            }
        }
        out.push(b']');
    }

    fn detach(self) -> Self::Owned {
        let own = |one: Faulty<'a>| Faulty { index: one.index, json: Cow::Owned(one.json.into_owned()) };
        let faulty = self.faulty.into_iter().map(own).collect();
        List { entries: self.entries.into_iter().map(T::detach).collect(), faulty }
    }

    fn kept(&self, at: &At<'_>, visit: &mut dyn FnMut(Kept<'_>)) {
        let mut faulty = self.faulty.iter().peekable();
        let mut index = 0_usize;
        for entry in &self.entries {
            while faulty.next_if(|one| one.index == index).is_some() {
                index = index.saturating_add(1);
            }
            entry.kept(&At::Element(at, index), visit);
            index = index.saturating_add(1);
        }
        for one in &self.faulty {
            let pointer = At::Element(at, one.index).to_pointer();
            visit(Kept { pointer, json: &one.json, reason: KeptReason::Faulty });
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        let entries = u.int_in_range(0..=3)?;
        (0..entries).map(|_| T::arbitrary(u)).collect()
    }
}

/// Makes room for as many entries as fit into the rest of the document if they are as long as
/// those so far: entries are large, and growing holds two copies. `all` is what was left of the
/// document before them, `left` what is left now.
fn reserve<T>(entries: &mut Vec<T>, all: usize, left: usize) {
    let count = entries.len();
    if count < entries.capacity() {
        return;
    }
    if count < 16 {
        entries.reserve_exact(count.max(2));
        return;
    }
    let expected = all.saturating_sub(left).checked_div(count).and_then(|len| left.checked_div(len));
    let with_margin = expected.map_or(0, |count| count.saturating_add(count / 12).saturating_add(4));
    // Not more than three times what is left, in case the next section follows soon.
    let most = left.saturating_mul(3).checked_div(size_of::<T>());
    // The first entries alone do not tell how long the others are.
    let known = if count < 128 { 128 } else { usize::MAX };
    let more = with_margin.min(most.unwrap_or(0)).min(known);
    entries.reserve_exact(more.max(count / 4));
}

/// A text, or a list of texts.
#[derive(Debug, Clone, PartialEq)]
pub enum OneOrMany<'a> {
    /// One text.
    One(Text<'a>),
    /// A list.
    Many(Vec<Text<'a>>),
}

impl OneOrMany<'_> {
    /// Returns the texts.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let texts = match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts.as_slice(),
        };
        texts.iter().map(|text| &**text)
    }
}

impl<'a> From<&'a str> for OneOrMany<'a> {
    fn from(text: &'a str) -> Self {
        Self::One(Cow::Borrowed(text))
    }
}

impl<'a> Value<'a> for OneOrMany<'a> {
    const KIND: Kind = Kind::TextOrTexts;
    type Owned = OneOrMany<'static>;

    fn blank() -> Self {
        Self::Many(Vec::new())
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        if let Some(text) = reader.text()? {
            return Ok(Some(Self::One(text)));
        }
        if reader.peek() != Some(b'[') {
            return Ok(None);
        }
        let mut texts = Vec::new();
        let mut inside = reader.open()?;
        while reader.next_element(&mut inside)? {
            let Some(text) = reader.text()? else { return Ok(None) };
            texts.push(text);
        }
        Ok(Some(Self::Many(texts)))
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::One(text) => text.write(out),
            Self::Many(texts) => {
                out.push(b'[');
                for (index, text) in texts.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    text.write(out);
                }
                out.push(b']');
            }
        }
    }

    fn detach(self) -> Self::Owned {
        match self {
            Self::One(text) => OneOrMany::One(text.detach()),
            Self::Many(texts) => OneOrMany::Many(texts.into_iter().map(Value::detach).collect()),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        if u.arbitrary()? {
            return Text::arbitrary(u).map(Self::One);
        }
        let texts = u.int_in_range(0..=2)?;
        (0..texts).map(|_| Text::arbitrary(u)).collect::<arbitrary::Result<_>>().map(Self::Many)
    }
}
