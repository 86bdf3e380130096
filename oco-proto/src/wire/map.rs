//! Maps whose names are data.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::json::{Member, Read, Reader, close, in_member, text};

/// A map whose names are data. Sorted by name; an empty one is written as `[]`,
/// like PHP does, unless it was read as `{}` or `null`.
#[derive(Clone, PartialEq)]
pub struct Map<'a, V> {
    entries: BTreeMap<Cow<'a, str>, V>,
    form: MapForm,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum MapForm {
    Absent,
    Null,
    Map,
    /// `[]`: PHP's empty map.
    EmptyList,
}

impl<'a, V> Map<'a, V> {
    /// A map that is there and has no entries, written as `[]`.
    pub const EMPTY: Self = Self { entries: BTreeMap::new(), form: MapForm::EmptyList };

    /// A map that is there and has no entries, written as `{}`.
    pub const EMPTY_MAP: Self = Self { entries: BTreeMap::new(), form: MapForm::Map };

    /// Returns true if there is a map: neither absent nor `null`.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !matches!(self.form, MapForm::Absent | MapForm::Null)
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns true if there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of an entry.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&V> {
        self.entries.get(name)
    }

    /// All entries, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.entries.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Adds an entry; the map is there then.
    pub fn insert(&mut self, name: impl Into<Cow<'a, str>>, value: V) -> Option<V> {
        self.form = MapForm::Map;
        self.entries.insert(name.into(), value)
    }
}

impl<V> Default for Map<'_, V> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), form: MapForm::Absent }
    }
}

impl<V: fmt::Debug> fmt::Debug for Map<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            MapForm::Absent => f.write_str("absent"),
            MapForm::Null => f.write_str("null"),
            MapForm::Map | MapForm::EmptyList => fmt::Debug::fmt(&self.entries, f),
        }
    }
}

/// The names are data: none of them is an unknown member.
impl<'a, V: Member<'a>> Member<'a> for Map<'a, V> {
    type Owned = Map<'static, V::Owned>;

    fn read(reader: &mut Reader<'a>) -> Read<Self> {
        if reader.peek() == Some(b'n') {
            return reader.word("null").map(|()| Self { entries: BTreeMap::new(), form: MapForm::Null });
        }
        let mut entries = BTreeMap::new();
        let is_list = reader.members(|reader, name| {
            if entries.contains_key(&name) {
                return Err(reader.duplicate(&name));
            }
            let value = V::read(reader).map_err(|error| in_member(error, &name))?;
            entries.insert(name, value);
            Ok(())
        })?;
        Ok(if is_list { Self::EMPTY } else { Self { entries, form: MapForm::Map } })
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self.form {
            MapForm::Null => out.extend_from_slice(b"null"),
            // One that is missing is written only as an entry of another map, for which PHP
            // knows no other form (OCO-023).
            MapForm::Absent | MapForm::EmptyList => out.extend_from_slice(b"[]"),
            MapForm::Map => {
                let start = out.len();
                for (name, value) in &self.entries {
                    out.push(b',');
                    text(out, name);
                    out.push(b':');
                    value.write(out);
                }
                close(out, start, *b"{}", "{}");
            }
        }
    }

    fn into_owned(self) -> Map<'static, V::Owned> {
        let owned =
            self.entries.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned()));
        Map { entries: owned.collect(), form: self.form }
    }

    fn is_absent(&self) -> bool {
        self.form == MapForm::Absent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{read, written};
    use crate::wire::Any;

    #[test]
    fn an_entry_that_is_added_makes_a_map_of_it() {
        for mut map in [Map::<Any<'_>>::default(), Map::EMPTY, Map::EMPTY_MAP] {
            assert_eq!((map.len(), map.is_empty()), (0, true));
            assert_eq!(map.insert("a", "old".into()), None);
            assert_eq!(map.insert("a", "new".into()), Some("old".into()));
            assert_eq!(map.insert("b", "2".into()), None);
            assert_eq!((map.len(), map.is_empty(), map.is_set()), (2, false, true));
            assert_eq!(map.iter().collect::<Vec<_>>(), [("a", &"new".into()), ("b", &"2".into())]);
            assert_eq!(written(&map), r#"{"a":"new","b":"2"}"#);
        }
    }

    // OCO-023
    #[test]
    fn a_map_keeps_the_form_in_which_it_was_empty() {
        for (json, is_set, shown) in [("null", false, "null"), ("[]", true, "{}"), ("{}", true, "{}")] {
            let map: Map<'_, Any<'_>> = read(json).unwrap();
            assert_eq!((map.is_set(), format!("{map:?}").as_str()), (is_set, shown), "{json}");
            assert_eq!(written(&map), json);
        }
        let absent = Map::<Any<'_>>::default();
        assert_eq!((absent.is_set(), format!("{absent:?}").as_str()), (false, "absent"));
    }
}
