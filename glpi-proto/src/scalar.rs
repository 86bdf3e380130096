//! Values that real programs write in more than one JSON type.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::error::DecodeError;
use crate::json::Value;

/// A number that some programs write as text (GLPI-041). How it was written is
/// kept and written again; one made `From` a number is written as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Loose<T> {
    value: T,
    quoted: bool,
}

/// Yes or no, written `true`, `1`, `"1"` and so on (GLPI-042). How it was written
/// is kept; one made `From` a `bool` is written `true` or `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flag {
    value: bool,
    form: FlagForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum FlagForm {
    Boolean,
    Number,
    /// `"0"` and `"1"`
    Digit,
    /// `"false"` and `"true"`
    Word,
    /// `""`, which is no
    Empty,
}

/// A text, number, `true` or `false`, where the type tells nothing: databases
/// hand the same value over in different types. `Debug` shows the type alone,
/// since it may be a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Scalar(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Text(String),
    /// As it is written.
    Number(String),
    Boolean(bool),
}

impl<T: Copy> Loose<T> {
    /// The number.
    pub const fn value(self) -> T {
        self.value
    }
}

impl<T: serde::de::DeserializeOwned + std::str::FromStr> Loose<T> {
    pub(crate) fn read(value: Value<'_>, expected: &'static str) -> Result<Self, DecodeError> {
        if !value.is_string() {
            return Ok(Self { value: value.read(expected)?, quoted: false });
        }
        let text = value.string()?;
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let canonical = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = if canonical { text.parse().ok() } else { None };
        number.map(|number| Self { value: number, quoted: true }).ok_or_else(|| value.unexpected(expected))
    }
}

impl<T> From<T> for Loose<T> {
    fn from(value: T) -> Self {
        Self { value, quoted: false }
    }
}

impl<T: Serialize + fmt::Display> Serialize for Loose<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.quoted { serializer.collect_str(&self.value) } else { self.value.serialize(serializer) }
    }
}

impl Flag {
    /// Yes or no.
    #[must_use]
    pub const fn value(self) -> bool {
        self.value
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let (truth, form) = match value.json() {
            "true" => (true, FlagForm::Boolean),
            "false" => (false, FlagForm::Boolean),
            "1" => (true, FlagForm::Number),
            "0" => (false, FlagForm::Number),
            "\"1\"" => (true, FlagForm::Digit),
            "\"0\"" => (false, FlagForm::Digit),
            "\"true\"" => (true, FlagForm::Word),
            "\"false\"" => (false, FlagForm::Word),
            "\"\"" => (false, FlagForm::Empty),
            _ => return Err(value.unexpected("yes or no as boolean, 0 or 1")),
        };
        Ok(Self { value: truth, form })
    }
}

impl From<bool> for Flag {
    fn from(value: bool) -> Self {
        Self { value, form: FlagForm::Boolean }
    }
}

impl Serialize for Flag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.form {
            FlagForm::Boolean => serializer.serialize_bool(self.value),
            FlagForm::Number => serializer.serialize_u8(self.value.into()),
            FlagForm::Digit => serializer.serialize_str(if self.value { "1" } else { "0" }),
            FlagForm::Word => serializer.collect_str(&self.value),
            FlagForm::Empty => serializer.serialize_str(""),
        }
    }
}

impl Scalar {
    /// The text, or the number or truth value as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Text(text) | Repr::Number(text) => text,
            Repr::Boolean(true) => "true",
            Repr::Boolean(false) => "false",
        }
    }

    /// The whole number that it is, in whichever type it is written.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Text(text) | Repr::Number(text) => text.parse().ok(),
            Repr::Boolean(_) => None,
        }
    }

    /// Whether it is written as a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self.0, Repr::Number(_))
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        match value.json().bytes().next() {
            Some(b'"') => value.secret().map(|text| Self(Repr::Text(text))),
            Some(b'-' | b'0'..=b'9') => Ok(Self(Repr::Number(value.json().to_owned()))),
            Some(b't' | b'f') => value.boolean().map(|truth| Self(Repr::Boolean(truth))),
            _ => Err(value.unexpected("a text or number")),
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self(Repr::Text(text.to_owned()))
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self(Repr::Number(number.to_string()))
    }
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Repr::Text(_) => "Scalar(text)",
            Repr::Number(_) => "Scalar(number)",
            Repr::Boolean(_) => "Scalar(boolean)",
        })
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Text(text) => serializer.serialize_str(text),
            Repr::Boolean(truth) => serializer.serialize_bool(*truth),
            // As it came: a parsed number would lose digits.
            Repr::Number(text) => match RawValue::from_string(text.clone()) {
                Ok(raw) => raw.serialize(serializer),
                Err(_) => serializer.serialize_str(text),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn value(json: &str) -> Value<'_> {
        Value::of(json, &Limits::DEFAULT)
    }

    // GLPI-041
    #[test]
    fn a_number_is_read_in_both_forms_and_written_in_its_own() {
        for json in ["62354", "\"62354\"", "0"] {
            let loose = Loose::<u16>::read(value(json), "a port").unwrap();
            assert_eq!(serde_json::to_string(&loose).unwrap(), json);
        }
        for json in ["70000", "\"70000\"", "\"\"", "\" 1\"", "\"+1\"", "null", "1.5", "-1", "\"-1\""] {
            let error = Loose::<u16>::read(value(json), "a port number").unwrap_err();
            assert!(error.to_string().starts_with("expected a port number, found "), "{json}: {error}");
        }
        assert_eq!(Loose::<i64>::read(value("\"-1\""), "a number").unwrap().value(), -1);
    }

    // GLPI-042
    #[test]
    fn yes_and_no_are_read_in_all_forms_and_written_in_their_own() {
        for (json, truth) in [
            ("true", true),
            ("false", false),
            ("1", true),
            ("0", false),
            ("\"1\"", true),
            ("\"0\"", false),
            ("\"true\"", true),
            ("\"false\"", false),
            ("\"\"", false),
        ] {
            let flag = Flag::read(value(json)).unwrap();
            assert_eq!((flag.value(), serde_json::to_string(&flag).unwrap().as_str()), (truth, json));
        }
        assert!(Flag::read(value("2")).is_err());
    }

    #[test]
    fn a_scalar_keeps_its_type_and_all_digits_and_does_not_show_itself() {
        for json in ["\"a\\\"b\"", "1.50", "-1", "123456789012345678901234567890", "false", "true"] {
            let scalar = Scalar::read(value(json)).unwrap();
            assert_eq!(
                scalar.is_number(),
                json.starts_with(|c: char| c == '-' || c.is_ascii_digit()),
                "{json}"
            );
            assert_eq!(serde_json::to_string(&scalar).unwrap(), json);
            assert!(format!("{scalar:?}").starts_with("Scalar("), "{scalar:?}");
        }
        assert_eq!(Scalar::read(value("\"50\"")).unwrap().to_i64(), Some(50));
        assert!(Scalar::read(value("[]")).is_err());
    }
}
