//! Lists of rows.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{IntoOwned, Key, Member, Row, refuse};
use crate::fast::{WriteFast, close};
use crate::json::unexpected;

/// A list of rows. Reads like a slice; `null` and a list that is not there read
/// like an empty one.
#[derive(Clone, PartialEq)]
pub struct List<T> {
    rows: Vec<T>,
    form: ListForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum ListForm {
    #[default]
    Absent,
    Null,
    List,
    /// `{}`: to PHP the same as `[]`.
    EmptyMap,
    /// One row without a list around it.
    Single,
}

impl<T> List<T> {
    /// The member with the value `null`.
    pub const NULL: Self = Self { rows: Vec::new(), form: ListForm::Null };

    /// A list that is there and has no rows.
    pub const EMPTY: Self = Self { rows: Vec::new(), form: ListForm::List };

    /// Whether there is a list: neither absent nor `null`.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !matches!(self.form, ListForm::Absent | ListForm::Null)
    }

    /// Adds a row; the list is there then.
    pub fn push(&mut self, row: T) {
        self.rows.push(row);
        self.form = ListForm::List;
    }

    /// The rows, to be changed in place.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }

    /// The rows.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.rows
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), form: ListForm::Absent }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, form: ListForm::List }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Vec::from_iter(rows).into()
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            ListForm::Absent => f.write_str("absent"),
            ListForm::Null => f.write_str("null"),
            ListForm::List | ListForm::EmptyMap | ListForm::Single => fmt::Debug::fmt(&self.rows, f),
        }
    }
}

impl<T: Member> Member for List<T> {
    fn is_absent(&self) -> bool {
        self.form == ListForm::Absent
    }

    fn untyped(&self) -> usize {
        self.rows.iter().fold(0, |sum, row| sum.saturating_add(row.untyped()))
    }
}

impl<T: IntoOwned> IntoOwned for List<T> {
    type Owned = List<T::Owned>;

    fn into_owned(self) -> List<T::Owned> {
        List { rows: self.rows.into_iter().map(T::into_owned).collect(), form: self.form }
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.form, self.rows.as_slice()) {
            (ListForm::Absent | ListForm::Null, []) => serializer.serialize_unit(),
            (ListForm::EmptyMap, []) => serializer.serialize_map(Some(0))?.end(),
            (ListForm::Single, [row]) => row.serialize(serializer),
            (_, rows) => serializer.collect_seq(rows),
        }
    }
}

impl<T: WriteFast> WriteFast for List<T> {
    fn write_fast(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        let rows = match (self.form, self.rows.as_slice()) {
            (ListForm::Absent | ListForm::Null | ListForm::EmptyMap, []) | (ListForm::Single, [_]) => {
                return serde_json::to_writer(out, self);
            }
            (_, rows) => rows,
        };
        let start = out.len();
        for row in rows {
            out.push(b',');
            row.write_fast(out)?;
        }
        close(out, start, *b"[]", "[]");
        Ok(())
    }
}

impl<'de, T: Deserialize<'de> + Row> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de> + Row> Visitor<'de> for ListVisitor<T> {
            type Value = List<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            refuse!("a list": scalar);

            fn visit_unit<E: Error>(self) -> Result<List<T>, E> {
                Ok(List::NULL)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
                let mut rows = Vec::new();
                while let Some(row) = list.next_element()? {
                    rows.push(row);
                }
                Ok(rows.into())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<T>, A::Error> {
                if T::MAY_STAND_ALONE {
                    let row = T::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                    return Ok(List { rows: vec![row], form: ListForm::Single });
                }
                match map.next_key::<Key<'_>>()? {
                    None => Ok(List { rows: Vec::new(), form: ListForm::EmptyMap }),
                    Some(_) => Err(unexpected("a list", "a map")),
                }
            }
        }
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_added_makes_a_list_of_it() {
        for mut list in [List::default(), List::NULL, List::EMPTY] {
            list.push(1);
            list.push(2);
            assert_eq!((list.is_set(), serde_json::to_string(&list).unwrap()), (true, "[1,2]".to_owned()));
        }
    }

    #[test]
    fn rows_come_out_as_they_went_in() {
        let list: List<u8> = (3..6).collect();
        let mut rows = Vec::new();
        for row in &list {
            rows.push(*row);
        }
        assert_eq!((rows, list.into_vec()), (vec![3, 4, 5], vec![3, 4, 5]));
    }

    #[test]
    fn a_log_line_tells_an_empty_list_from_none() {
        let shown = |list: List<u8>| format!("{list:?}");
        assert_eq!(shown(List::default()), "absent");
        assert_eq!(shown(List::NULL), "null");
        assert_eq!(shown(List::EMPTY), "[]");
        assert_eq!(shown(vec![7].into()), "[7]");
    }
}
