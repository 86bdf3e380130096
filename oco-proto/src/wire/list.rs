//! Lists of rows.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{IntoOwned, Key, Member, Row, refuse};
use crate::fast::{WriteFast, close};
use crate::json::{twice, unexpected};

/// A list of rows. Reads like a slice; `null` and a list that is not there read
/// like an empty one, and a map whose names are whole numbers, which is how PHP writes a
/// list with gaps, like the list of its values.
#[derive(Clone, PartialEq)]
pub struct List<T> {
    rows: Vec<T>,
    form: ListForm,
}

#[derive(Debug, Clone, PartialEq, Default)]
enum ListForm {
    #[default]
    Absent,
    Null,
    List,
    /// `{}`: to PHP the same as `[]`.
    EmptyMap,
    /// `{"1":…,"3":…}`: PHP's list after something was taken out. The numbers of its rows.
    Numbered(Box<[i64]>),
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
        match &self.form {
            ListForm::Absent => f.write_str("absent"),
            ListForm::Null => f.write_str("null"),
            ListForm::List | ListForm::EmptyMap | ListForm::Numbered(_) | ListForm::Single => {
                fmt::Debug::fmt(&self.rows, f)
            }
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
        match (&self.form, self.rows.as_slice()) {
            (ListForm::Absent | ListForm::Null, []) => serializer.serialize_unit(),
            (ListForm::EmptyMap, []) => serializer.serialize_map(Some(0))?.end(),
            (ListForm::Single, [row]) => row.serialize(serializer),
            (ListForm::Numbered(numbers), rows) => serializer.collect_map(numbers.iter().zip(rows)),
            (_, rows) => serializer.collect_seq(rows),
        }
    }
}

impl<T: WriteFast> WriteFast for List<T> {
    fn write_fast(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        let rows = match (&self.form, self.rows.as_slice()) {
            (ListForm::Absent | ListForm::Null | ListForm::EmptyMap, [])
            | (ListForm::Single, [_])
            | (ListForm::Numbered(_), _) => return serde_json::to_writer(out, self),
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
                let Some(first) = map.next_key::<Key<'de>>()? else {
                    return Ok(List { rows: Vec::new(), form: ListForm::EmptyMap });
                };
                match number(&first) {
                    Some(number) => numbered(number, map),
                    None if T::MAY_STAND_ALONE => single(first, map),
                    None => Err(unexpected("a list", "a map")),
                }
            }
        }
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

/// A name as PHP writes the number of a row, which is the only text for it.
fn number(name: &Key<'_>) -> Option<i64> {
    name.0.parse().ok().filter(|number: &i64| number.to_string() == name.0)
}

/// The rows of a map whose names are numbers, of which the first was read.
fn numbered<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    first: i64,
    mut map: A,
) -> Result<List<T>, A::Error> {
    let mut known = BTreeSet::from([first]);
    let (mut numbers, mut rows) = (vec![first], vec![map.next_value()?]);
    while let Some(name) = map.next_key::<Key<'de>>()? {
        let number = number(&name).ok_or_else(|| unexpected("a list", "a map"))?;
        if !known.insert(number) {
            return Err(twice(&name.0));
        }
        numbers.push(number);
        rows.push(map.next_value()?);
    }
    Ok(List { rows, form: ListForm::Numbered(numbers.into()) })
}

/// The row without a list around it of which the first name was read.
fn single<'de, T: Deserialize<'de> + Row, A: MapAccess<'de>>(
    first: Key<'de>,
    map: A,
) -> Result<List<T>, A::Error> {
    let row = T::deserialize(MapAccessDeserializer::new(Again { first: Some(first), map }))?;
    if row.is_one() {
        Ok(List { rows: vec![row], form: ListForm::Single })
    } else {
        Err(unexpected("a list", "a map"))
    }
}

/// A map whose first name was read already, and comes once more.
struct Again<'de, A> {
    first: Option<Key<'de>>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Again<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(Key(Cow::Borrowed(name))) => seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some),
            Some(Key(Cow::Owned(name))) => seed.deserialize(name.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
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

    use crate::SoftwareJob;

    /// How many rows are read, if it is written as equal JSON, each way.
    fn rows(json: &str) -> Result<usize, serde_json::Error> {
        let list: List<SoftwareJob<'_>> = serde_json::from_str(json)?;
        let mut fast = Vec::new();
        list.write_fast(&mut fast).unwrap();
        let expected: serde_json::Value = serde_json::from_str(json)?;
        assert_eq!(serde_json::to_value(&list).unwrap(), expected);
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&fast).unwrap(), expected);
        assert_eq!(list.clone().into_owned(), list);
        assert_eq!(list.is_set(), json != "null");
        Ok(list.len())
    }

    // OCO-028
    #[test]
    fn a_map_of_numbers_is_a_list_with_gaps() {
        for (json, count) in [
            ("{}", 0),
            ("[]", 0),
            ("null", 0),
            (r#"{"0":{"id":1}}"#, 1),
            (r#"{"1":{"id":1},"3":{"id":3}}"#, 2),
            (r#"{"3":{"id":3},"-1":{"id":1},"12":{}}"#, 3),
        ] {
            assert_eq!(rows(json).unwrap(), count, "{json}");
        }
        let list: List<SoftwareJob<'_>> = serde_json::from_str(r#"{"3":{"id":30},"1":{"id":10}}"#).unwrap();
        assert_eq!(list.iter().map(|job| job.id.to_string()).collect::<Vec<_>>(), ["30", "10"]);
    }

    // OCO-028, OCO-044
    #[test]
    fn only_what_looks_like_a_job_stands_alone() {
        for lone in [
            r#"{"id":5}"#,
            r#"{"x":1,"procedure":"run"}"#,
            "{\"\\u0069d\":5,\"restart\":1}",
            r#"{"procedure":"","id":null}"#,
        ] {
            assert_eq!(rows(lone).unwrap(), 1, "{lone}");
        }
        for (other, expected) in [
            (r#"{"restart":1}"#, "a list"),
            (r#"{"id":null}"#, "a list"),
            (r#"{"01":{"id":1}}"#, "a list"),
            (r#"{"1":{"id":1},"x":{"id":2}}"#, "a list"),
            (r#"{"1":{"id":1},"1":{"id":2}}"#, "twice"),
            (r#"{"id":1,"id":2}"#, "twice"),
            (r#"{"1":7}"#, "a map"),
        ] {
            let error = rows(other).unwrap_err().to_string();
            assert!(error.contains(expected), "{other}: {error}");
        }
    }
}
