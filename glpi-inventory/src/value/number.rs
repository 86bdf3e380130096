//! Whole numbers and truth values, which servers take as text too.

use std::borrow::Cow;

use super::Value;
use crate::error::{DecodeError, EncodeError};
use crate::json::Reader;
use crate::lenient;
use crate::schema::Kind;

/// A whole number.
///
/// Documents may write it as text, with a fraction of zero, or larger than 64 bits hold; it
/// is written back as it came. A strict server refuses the text (INV-040).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integer<'a>(Form<'a, i64>);

/// True or false.
///
/// Documents may write it as text, such as `"yes"`; it is written back as it came. A strict
/// server refuses the text (INV-041).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boolean<'a>(Form<'a, bool>);

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within<'a, const MIN: i64, const MAX: i64>(Integer<'a>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form<'a, T> {
    Plain(T),
    /// A JSON number that is no `i64`, or the JSON text as it came.
    Written(Cow<'a, str>),
}

impl Integer<'_> {
    /// Returns the number, or `None` if 64 bits do not hold it.
    #[must_use]
    pub fn value(&self) -> Option<i64> {
        match &self.0 {
            Form::Plain(number) => Some(*number),
            Form::Written(json) => match json.strip_prefix('"') {
                Some(_) => lenient::integer(&lenient::text_of(json)),
                None => lenient::whole(json),
            },
        }
    }

    /// Returns true if a strict server takes it too: it is not written as text.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        !matches!(&self.0, Form::Written(json) if json.starts_with('"'))
    }
}

impl From<i64> for Integer<'_> {
    fn from(number: i64) -> Self {
        Self(Form::Plain(number))
    }
}

impl From<i32> for Integer<'_> {
    fn from(number: i32) -> Self {
        Self(Form::Plain(number.into()))
    }
}

impl From<u32> for Integer<'_> {
    fn from(number: u32) -> Self {
        Self(Form::Plain(number.into()))
    }
}

impl<'a> Value<'a> for Integer<'a> {
    const KIND: Kind = Kind::Integer;
    type Owned = Integer<'static>;

    fn blank() -> Self {
        Self(Form::Plain(0))
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        let start = reader.place();
        if let Some(number) = reader.number()? {
            if let Some(plain) = lenient::plain(number) {
                return Ok(Some(Self(Form::Plain(plain))));
            }
            return Ok(lenient::is_whole(number).then_some(Self(Form::Written(number.into()))));
        }
        let Some(text) = reader.text()? else { return Ok(None) };
        let is_number = lenient::integer(&text).is_some();
        reader.written_as_text();
        Ok(is_number.then(|| Self(Form::Written(reader.since(start).into()))))
    }

    fn write(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Form::Plain(number) => out.extend_from_slice(itoa::Buffer::new().format(*number).as_bytes()),
            Form::Written(json) => out.extend_from_slice(json.as_bytes()),
        }
    }

    fn detach(self) -> Self::Owned {
        Integer(self.0.detach())
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 => Self(Form::Written((*u.choose(&["\" 12 \"", "5.0", "1e400", "\"-0\""])?).into())),
            _ => u.arbitrary::<i64>()?.into(),
        })
    }
}

impl<T> Form<'_, T> {
    fn detach(self) -> Form<'static, T> {
        match self {
            Self::Plain(value) => Form::Plain(value),
            Self::Written(json) => Form::Written(Cow::Owned(json.into_owned())),
        }
    }
}

impl Boolean<'_> {
    /// Returns the truth value.
    #[must_use]
    pub fn value(&self) -> bool {
        match &self.0 {
            Form::Plain(value) => *value,
            Form::Written(json) => lenient::boolean(&lenient::text_of(json)).unwrap_or_default(),
        }
    }

    /// Returns true if a strict server takes it too: it is not written as text.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        matches!(self.0, Form::Plain(_))
    }
}

impl From<bool> for Boolean<'_> {
    fn from(value: bool) -> Self {
        Self(Form::Plain(value))
    }
}

impl<'a> Value<'a> for Boolean<'a> {
    const KIND: Kind = Kind::Boolean;
    type Owned = Boolean<'static>;

    fn blank() -> Self {
        Self(Form::Plain(false))
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        if let Some(value) = reader.boolean() {
            return Ok(Some(value.into()));
        }
        let start = reader.place();
        let Some(text) = reader.text()? else { return Ok(None) };
        let is_word = lenient::boolean(&text).is_some();
        reader.written_as_text();
        Ok(is_word.then(|| Self(Form::Written(reader.since(start).into()))))
    }

    fn write(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Form::Plain(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
            Form::Written(json) => out.extend_from_slice(json.as_bytes()),
        }
    }

    fn detach(self) -> Self::Owned {
        Boolean(self.0.detach())
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 => Self(Form::Written((*u.choose(&["\"Yes\"", "\"0\"", "\"\"", "\" on\""])?).into())),
            _ => u.arbitrary::<bool>()?.into(),
        })
    }
}

impl<const MIN: i64, const MAX: i64> Within<'_, MIN, MAX> {
    /// Creates the number.
    ///
    /// # Errors
    /// If it is not in the range.
    pub fn new(number: i64) -> Result<Self, EncodeError> {
        if (MIN..=MAX).contains(&number) {
            return Ok(Self(number.into()));
        }
        Err(EncodeError::form(format!("a whole number from {MIN} to {MAX}"), &number.to_string()))
    }

    /// Returns the number.
    #[must_use]
    pub fn value(&self) -> i64 {
        self.0.value().unwrap_or(MIN)
    }
}

impl<'a, const MIN: i64, const MAX: i64> Value<'a> for Within<'a, MIN, MAX> {
    const KIND: Kind = Kind::Range(MIN, MAX);
    type Owned = Within<'static, MIN, MAX>;

    fn blank() -> Self {
        Self(MIN.into())
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        let number = Integer::read(reader)?;
        Ok(number.filter(|number| number.value().is_some_and(|value| (MIN..=MAX).contains(&value))).map(Self))
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }

    fn detach(self) -> Self::Owned {
        Within(self.0.detach())
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        u.int_in_range(MIN..=MAX).map(|number| Self(number.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn read<'a, T: Value<'a>>(json: &'a str) -> Option<(T, String)> {
        let value = T::read(&mut Reader::at(json, &Limits::DEFAULT)).unwrap()?;
        let mut out = Vec::new();
        value.write(&mut out);
        Some((value, String::from_utf8(out).unwrap()))
    }

    // INV-040
    #[test]
    fn a_number_is_read_in_all_forms_and_written_in_its_own() {
        for (json, value) in [
            ("5", Some(5)),
            ("-1", Some(-1)),
            ("5.0", Some(5)),
            ("1e2", Some(100)),
            ("1e19", None),
            ("1e400", None),
            ("\" 5 \"", Some(5)),
            ("\"+7\"", Some(7)),
            ("\"\\u0035\"", Some(5)),
        ] {
            let (number, written) = read::<Integer<'_>>(json).unwrap();
            assert_eq!((number.value(), written.as_str()), (value, json));
        }
        for json in ["5.5", "\"05\"", "\"\"", "true", "null", "[]", "{}"] {
            assert_eq!(read::<Integer<'_>>(json), None, "{json}");
        }
        assert_eq!(read::<Within<'_, 1, 7>>("8"), None);
        assert_eq!(read::<Within<'_, 1, 7>>("\"7\"").unwrap().0.value(), 7);
        assert!(Within::<'_, 1, 7>::new(0).is_err());
    }

    // INV-041
    #[test]
    fn a_truth_value_is_read_in_all_forms_and_written_in_its_own() {
        for (json, value) in [("true", true), ("\"Yes\"", true), ("\"\"", false), ("\" off\"", false)] {
            let (truth, written) = read::<Boolean<'_>>(json).unwrap();
            assert_eq!((truth.value(), written.as_str()), (value, json));
        }
        for json in ["1", "0", "null", "\"maybe\"", "[]"] {
            assert_eq!(read::<Boolean<'_>>(json), None, "{json}");
        }
    }
}
