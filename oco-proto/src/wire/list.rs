//! Lists of rows.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;

use crate::json::{Member, Read, Reader, Row, close, in_element, in_member};

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

    /// Returns true if there is a list: neither absent nor `null`.
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

impl<'a, T: Member<'a> + Row> Member<'a> for List<T> {
    type Owned = List<T::Owned>;

    fn read(reader: &mut Reader<'a>) -> Read<Self> {
        match reader.peek() {
            Some(b'[') => rows(reader).map(Self::from),
            Some(b'{') => read_object(reader),
            Some(b'n') => reader.word("null").map(|()| Self::NULL),
            _ => Err(reader.unexpected("a list")),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        match (&self.form, self.rows.as_slice()) {
            (ListForm::Absent | ListForm::Null, []) => out.extend_from_slice(b"null"),
            (ListForm::EmptyMap, []) => out.extend_from_slice(b"{}"),
            (ListForm::Single, [row]) => row.write(out),
            (ListForm::Numbered(numbers), rows) => {
                for (number, row) in numbers.iter().zip(rows) {
                    out.extend_from_slice(format!(",\"{number}\":").as_bytes());
                    row.write(out);
                }
                close(out, start, *b"{}", "{}");
            }
            (_, rows) => {
                for row in rows {
                    out.push(b',');
                    row.write(out);
                }
                close(out, start, *b"[]", "[]");
            }
        }
    }

    fn into_owned(self) -> List<T::Owned> {
        List { rows: self.rows.into_iter().map(T::into_owned).collect(), form: self.form }
    }

    fn is_absent(&self) -> bool {
        self.form == ListForm::Absent
    }

    fn unknown_members(&self) -> usize {
        self.rows.iter().fold(0, |sum, row| sum.saturating_add(row.unknown_members()))
    }
}

fn rows<'a, T: Member<'a>>(reader: &mut Reader<'a>) -> Read<Vec<T>> {
    let mut rows = Vec::new();
    let mut is_more = reader.open_list()?;
    while is_more {
        rows.push(T::read(reader).map_err(|error| in_element(error, rows.len()))?);
        is_more = reader.more_elements()?;
    }
    Ok(rows)
}

/// Takes an object in place of a list.
fn read_object<'a, T: Member<'a> + Row>(reader: &mut Reader<'a>) -> Read<List<T>> {
    let start = *reader;
    let (mut known, mut numbers, mut rows) = (BTreeSet::new(), Vec::new(), Vec::new());
    let mut is_lone = false;
    let mut ahead = start;
    if ahead.open_object()? == Some(true) {
        is_lone = number(&ahead.name()?).is_none();
    }
    if is_lone {
        return read_lone(reader);
    }
    reader.members(|reader, name| {
        let number = number(&name).ok_or_else(|| start.wrong_type("a list", "a map"))?;
        if !known.insert(number) {
            return Err(reader.duplicate(&name));
        }
        numbers.push(number);
        rows.push(T::read(reader).map_err(|error| in_member(error, &name))?);
        Ok(())
    })?;
    let form = if numbers.is_empty() { ListForm::EmptyMap } else { ListForm::Numbered(numbers.into()) };
    Ok(List { rows, form })
}

/// Takes a row without a list around it.
fn read_lone<'a, T: Member<'a> + Row>(reader: &mut Reader<'a>) -> Read<List<T>> {
    let start = *reader;
    let no_list = || start.wrong_type("a list", "a map");
    if !T::MAY_BE_ALONE {
        return Err(no_list());
    }
    let row = T::read(reader)?;
    if row.is_one() { Ok(List { rows: vec![row], form: ListForm::Single }) } else { Err(no_list()) }
}

/// Reads a name as PHP writes the number of a row, which is the only text for it.
fn number(name: &str) -> Option<i64> {
    name.parse().ok().filter(|number: &i64| number.to_string() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{read, written};
    use crate::{DecodeError, SoftwareJob};

    #[test]
    fn a_row_that_is_added_makes_a_list_of_it() {
        for mut list in [List::default(), List::NULL, List::EMPTY] {
            list.push(SoftwareJob::default());
            list.push(SoftwareJob::default());
            assert_eq!((list.is_set(), written(&list)), (true, "[{},{}]".to_owned()));
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

    /// The number of rows, if equal JSON is written.
    fn count(json: &str) -> Result<usize, DecodeError> {
        let list: List<SoftwareJob<'_>> = read(json)?;
        let expected: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written(&list)).unwrap(), expected);
        assert_eq!(list.clone().into_owned(), list);
        assert_eq!(list.is_set(), json != "null");
        Ok(list.len())
    }

    // OCO-028
    #[test]
    fn a_map_of_numbers_is_a_list_with_gaps() {
        for (json, expected) in [
            ("{}", 0),
            ("[]", 0),
            ("null", 0),
            (r#"{"0":{"id":1}}"#, 1),
            (r#"{"1":{"id":1},"3":{"id":3}}"#, 2),
            (r#"{"3":{"id":3},"-1":{"id":1},"12":{}}"#, 3),
        ] {
            assert_eq!(count(json).unwrap(), expected, "{json}");
        }
        let list: List<SoftwareJob<'_>> = read(r#"{"3":{"id":30},"1":{"id":10}}"#).unwrap();
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
            assert_eq!(count(lone).unwrap(), 1, "{lone}");
        }
        for (other, expected) in [
            (r#"{"restart":1}"#, "a list"),
            (r#"{"id":null}"#, "a list"),
            (r#"{"01":{"id":1}}"#, "a list"),
            (r#"{"1":{"id":1},"x":{"id":2}}"#, "a list"),
            (r#"{"1":{"id":1},"1":{"id":2}}"#, "duplicate"),
            (r#"{"id":1,"id":2}"#, "duplicate"),
            (r#"{"1":7}"#, "a map"),
        ] {
            let error = count(other).unwrap_err().to_string();
            assert!(error.contains(expected), "{other}: {error}");
        }
    }
}
