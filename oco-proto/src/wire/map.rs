//! Maps whose names are data.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::{IntoOwned, Key, Member, refuse};
use crate::json::{twice, unexpected};

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

    /// Whether there is a map: neither absent nor `null`.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !matches!(self.form, MapForm::Absent | MapForm::Null)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
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

/// Its names are data: none of them is one that nobody has described.
impl<V> Member for Map<'_, V> {
    fn is_absent(&self) -> bool {
        self.form == MapForm::Absent
    }
}

impl<V: IntoOwned> IntoOwned for Map<'_, V> {
    type Owned = Map<'static, V::Owned>;

    fn into_owned(self) -> Map<'static, V::Owned> {
        let owned =
            self.entries.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned()));
        Map { entries: owned.collect(), form: self.form }
    }
}

impl<V: Serialize> Serialize for Map<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.form {
            MapForm::Null => serializer.serialize_unit(),
            // One that is not there is written only as an entry of another map, for which PHP
            // knows no other form (OCO-023).
            MapForm::Absent | MapForm::EmptyList => serializer.serialize_seq(Some(0))?.end(),
            MapForm::Map => serializer.collect_map(&self.entries),
        }
    }
}

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Map<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MapVisitor<'a, V>(PhantomData<(&'a str, V)>);
        impl<'de: 'a, 'a, V: Deserialize<'de>> Visitor<'de> for MapVisitor<'a, V> {
            type Value = Map<'a, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            refuse!("a map": scalar);

            fn visit_unit<E: Error>(self) -> Result<Map<'a, V>, E> {
                Ok(Map { entries: BTreeMap::new(), form: MapForm::Null })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Map<'a, V>, A::Error> {
                match list.next_element::<serde::de::IgnoredAny>()? {
                    None => Ok(Map::EMPTY),
                    Some(_) => Err(unexpected("a map", "a list")),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Map<'a, V>, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some((Key(name), value)) = map.next_entry()? {
                    if entries.contains_key(&name) {
                        return Err(twice(&name));
                    }
                    entries.insert(name, value);
                }
                Ok(Map { entries, form: MapForm::Map })
            }
        }
        deserializer.deserialize_any(MapVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":"new","b":"2"}"#);
        }
    }

    // OCO-023
    #[test]
    fn a_map_keeps_the_form_in_which_it_was_empty() {
        for (json, is_set, shown) in [("null", false, "null"), ("[]", true, "{}"), ("{}", true, "{}")] {
            let map: Map<'_, Any<'_>> = serde_json::from_str(json).unwrap();
            assert_eq!((map.is_set(), format!("{map:?}").as_str()), (is_set, shown), "{json}");
            assert_eq!(serde_json::to_string(&map).unwrap(), json);
        }
        let absent = Map::<Any<'_>>::default();
        assert_eq!((absent.is_set(), format!("{absent:?}").as_str()), (false, "absent"));
    }
}
