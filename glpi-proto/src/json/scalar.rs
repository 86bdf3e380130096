//! Values that real programs write in more than one JSON type.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::error::DecodeError;
use crate::json::Value;

/// A number, none below 0, that some programs write as text (GLPI-041). How it was
/// written is kept and written again; one made `From` a number is written as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Loose<T> {
    value: T,
    /// In a text, how many zeros stand in front.
    quoted: Option<u16>,
}

/// Yes or no (GLPI-042): `true`, `false`, 1, 0, and as text, in either case, `1`, `true`,
/// `on` and `yes`, or `0`, `false`, `off`, `no` and nothing. How it was written is kept;
/// one made `From` a `bool` is written `true` or `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flag {
    value: bool,
    form: FlagForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum FlagForm {
    Boolean,
    Number,
    /// The place of the word in [`WORDS`], and a bit for each of its letters that is a capital.
    Text(u8, u8),
}

/// What a server in PHP takes for yes and for no.
const WORDS: [(&str, bool); 9] = [
    ("1", true),
    ("true", true),
    ("on", true),
    ("yes", true),
    ("0", false),
    ("false", false),
    ("off", false),
    ("no", false),
    ("", false),
];

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
            return Ok(Self { value: value.read(expected)?, quoted: None });
        }
        let text = value.string()?;
        Self::of_text(&text).ok_or_else(|| value.unexpected(expected))
    }

    fn of_text(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // The last digit is the number's own, if it is 0.
        let own = text.trim_start_matches('0').len().max(1);
        let zeros = u16::try_from(text.len().saturating_sub(own)).ok()?;
        Some(Self { value: text.parse().ok()?, quoted: Some(zeros) })
    }
}

#[cfg(feature = "arbitrary")]
impl<'a, T: arbitrary::Arbitrary<'a>> arbitrary::Arbitrary<'a> for Loose<T> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let quoted = if u.arbitrary()? { Some(u.int_in_range(0..=3)?) } else { None };
        Ok(Self { value: u.arbitrary()?, quoted })
    }
}

impl<T> From<T> for Loose<T> {
    fn from(value: T) -> Self {
        Self { value, quoted: None }
    }
}

impl<T: Serialize + fmt::Display> Serialize for Loose<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.quoted {
            Some(zeros) => {
                let zeros = "0".repeat(zeros.into());
                serializer.collect_str(&format_args!("{zeros}{}", self.value))
            }
            None => self.value.serialize(serializer),
        }
    }
}

impl Flag {
    /// Yes or no.
    #[must_use]
    pub const fn value(self) -> bool {
        self.value
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let flag = match value.json() {
            "true" => Some(Self { value: true, form: FlagForm::Boolean }),
            "false" => Some(Self { value: false, form: FlagForm::Boolean }),
            "1" => Some(Self { value: true, form: FlagForm::Number }),
            "0" => Some(Self { value: false, form: FlagForm::Number }),
            _ if value.is_string() => Self::of_text(&value.string()?),
            _ => None,
        };
        flag.ok_or_else(|| value.unexpected("yes or no as boolean, 0 or 1"))
    }

    fn of_text(text: &str) -> Option<Self> {
        let at = WORDS.iter().position(|(word, _)| word.eq_ignore_ascii_case(text))?;
        let (_, value) = *WORDS.get(at)?;
        let capitals =
            text.bytes().rev().fold(0, |bits, letter| bits << 1 | u8::from(letter.is_ascii_uppercase()));
        Some(Self { value, form: FlagForm::Text(u8::try_from(at).ok()?, capitals) })
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
            FlagForm::Text(word, capitals) => {
                let (word, _) = WORDS.get(usize::from(word)).copied().unwrap_or_default();
                let letters = word.char_indices().map(|(at, letter)| {
                    if capitals >> at & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
                });
                serializer.serialize_str(&letters.collect::<String>())
            }
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

    /// The whole number that it is, in whichever type it is written: a text may have blanks
    /// around it, a number a fraction of zero.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Text(text) => text.trim_ascii().parse().ok(),
            Repr::Number(text) => {
                let whole = || format!("{:.0}", whole(text)?).parse().ok();
                text.parse().ok().or_else(whole)
            }
            Repr::Boolean(_) => None,
        }
    }

    /// Whether it is a whole number, perhaps one that no `i64` holds.
    pub(crate) fn is_whole(&self) -> bool {
        match &self.0 {
            Repr::Number(text) => whole(text).is_some(),
            _ => self.to_i64().is_some(),
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

/// A number without a fraction, as near as floating point comes.
fn whole(number: &str) -> Option<f64> {
    number.parse().ok().filter(|number: &f64| number.is_finite() && number.fract() == 0.0)
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
        for json in ["62354", "\"62354\"", "0", "\"0\"", "\"00\"", "\"062354\"", "\"0010\""] {
            let loose = Loose::<u16>::read(value(json), "a port").unwrap();
            assert_eq!(serde_json::to_string(&loose).unwrap(), json);
        }
        for json in ["70000", "\"70000\"", "\"\"", "\" 1\"", "\"+1\"", "null", "1.5", "-1", "\"-1\""] {
            let error = Loose::<u16>::read(value(json), "a port number").unwrap_err();
            assert!(error.to_string().starts_with("expected a port number, found "), "{json}: {error}");
        }
        assert_eq!(Loose::<u16>::read(value("\"0010\""), "a port").unwrap().value(), 10);
        let zeros = |count| format!("\"{}\"", "0".repeat(count));
        assert!(Loose::<u64>::read(value(&zeros(65536)), "a number").is_ok());
        assert!(Loose::<u64>::read(value(&zeros(65537)), "a number").is_err());
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
            ("\"yes\"", true),
            ("\"on\"", true),
            ("\"TRUE\"", true),
            ("\"yEs\"", true),
            ("\"off\"", false),
            ("\"No\"", false),
            ("\"falsE\"", false),
        ] {
            let flag = Flag::read(value(json)).unwrap();
            assert_eq!((flag.value(), serde_json::to_string(&flag).unwrap().as_str()), (truth, json));
        }
        for json in ["2", "\"2\"", "\"yes \"", "\"y\"", "[]", "1.0"] {
            assert!(Flag::read(value(json)).is_err(), "{json}");
        }
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
        for (json, number, whole) in [
            ("\" 12 \"", Some(12), true),
            ("12.0", Some(12), true),
            ("-1.2e2", Some(-120), true),
            ("1e30", None, true),
            ("1e400", None, false),
            ("1.5", None, false),
            ("\"1.0\"", None, false),
            ("\"1 2\"", None, false),
            ("true", None, false),
            ("9223372036854775807", Some(i64::MAX), true),
        ] {
            let scalar = Scalar::read(value(json)).unwrap();
            assert_eq!((scalar.to_i64(), scalar.is_whole()), (number, whole), "{json}");
        }
    }
}
