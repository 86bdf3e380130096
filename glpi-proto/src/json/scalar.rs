//! Values that real programs write in more than one JSON type.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::member::Json;
use super::reader::Reader;
use super::writer::text;
use crate::error::DecodeError;
use crate::secret::Secret;

/// A number, never below 0, that some programs write as text (GLPI-041). How it was
/// written is kept and written again; one made `From` a number is written as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct NumberOrText<T> {
    value: T,
    /// The number of leading zeros in a text.
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

/// The words that a server in PHP takes for yes and for no.
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

impl<T: Copy> NumberOrText<T> {
    /// Returns the number.
    pub const fn value(self) -> T {
        self.value
    }
}

/// A kind of number that is never below 0.
pub(crate) trait Number: Copy + FromStr + fmt::Display {
    const EXPECTED: &'static str;
}

impl Number for u16 {
    const EXPECTED: &'static str = "a port number";
}

impl Number for u64 {
    const EXPECTED: &'static str = "a whole number";
}

/// A number that is written as text.
fn quoted<T: Number>(text: &str) -> Option<NumberOrText<T>> {
    // The last digit is the number's own, if it is 0.
    let own = text.trim_start_matches('0').len().max(1);
    let zeros = u16::try_from(text.len().saturating_sub(own)).ok()?;
    Some(NumberOrText { value: number(text)?, quoted: Some(zeros) })
}

/// The number of one or more digits and nothing else.
fn number<T: FromStr>(digits: &str) -> Option<T> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

impl<'a, T: Number> Json<'a> for NumberOrText<T> {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let start = reader.clone();
        let number = match reader.peek() {
            Some(b'"') => quoted(&reader.text()?),
            _ => number(reader.raw()?).map(|value| Self { value, quoted: None }),
        };
        number.ok_or_else(|| start.unexpected(T::EXPECTED))
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self.quoted {
            Some(zeros) => text(&format!("{}{}", "0".repeat(zeros.into()), self.value), out),
            None => out.extend_from_slice(self.value.to_string().as_bytes()),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        let quoted = if u.ratio(1, 2)? { Some(u.int_in_range(0..=3)?) } else { None };
        let value =
            u.arbitrary::<u16>()?.to_string().parse().map_err(|_| arbitrary::Error::IncorrectFormat)?;
        Ok(Self { value, quoted })
    }
}

impl<T> From<T> for NumberOrText<T> {
    fn from(value: T) -> Self {
        Self { value, quoted: None }
    }
}

impl Flag {
    /// Yes or no.
    #[must_use]
    pub const fn value(self) -> bool {
        self.value
    }

    fn from_text(text: &str) -> Option<Self> {
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

impl<'a> Json<'a> for Flag {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let start = reader.clone();
        let flag = match reader.peek() {
            Some(b'"') => Self::from_text(&reader.text()?),
            _ => match reader.raw()? {
                "true" => Some(Self { value: true, form: FlagForm::Boolean }),
                "false" => Some(Self { value: false, form: FlagForm::Boolean }),
                "1" => Some(Self { value: true, form: FlagForm::Number }),
                "0" => Some(Self { value: false, form: FlagForm::Number }),
                _ => None,
            },
        };
        flag.ok_or_else(|| start.unexpected("yes or no as boolean, 0 or 1"))
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self.form {
            FlagForm::Boolean => out.extend_from_slice(if self.value { b"true" } else { b"false" }),
            FlagForm::Number => out.push(if self.value { b'1' } else { b'0' }),
            FlagForm::Text(word, capitals) => {
                let (word, _) = WORDS.get(usize::from(word)).copied().unwrap_or_default();
                let letters = word.char_indices().map(|(at, letter)| {
                    if capitals >> at & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
                });
                text(&letters.collect::<String>(), out);
            }
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        let forms = ["1", "0", "true", "false", "", "Yes"];
        Ok(match u.int_in_range(0..=2)? {
            0 => Self { value: u.arbitrary()?, form: FlagForm::Boolean },
            1 => Self { value: u.arbitrary()?, form: FlagForm::Number },
            _ => Self::from_text(u.choose(&forms)?).ok_or(arbitrary::Error::IncorrectFormat)?,
        })
    }
}

impl Scalar {
    /// Returns the text, or the number or truth value as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Text(text) | Repr::Number(text) => text,
            Repr::Boolean(true) => "true",
            Repr::Boolean(false) => "false",
        }
    }

    /// Returns the whole number that it is, in whichever type it is written: a text may have blanks
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

    /// Returns true if it is a whole number, perhaps one that no `i64` holds.
    pub(crate) fn is_whole(&self) -> bool {
        match &self.0 {
            Repr::Number(text) => whole(text).is_some(),
            _ => self.to_i64().is_some(),
        }
    }

    /// Returns true if it is written as a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self.0, Repr::Number(_))
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

impl<'a> Json<'a> for Scalar {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let start = reader.clone();
        match reader.peek() {
            Some(b'"') => reader.secret().map(|text| Self(Repr::Text(text.into()))),
            Some(b'-' | b'0'..=b'9') => reader.raw().map(|number| Self(Repr::Number(number.to_owned()))),
            Some(b't' | b'f') => reader.raw().map(|truth| Self(Repr::Boolean(truth == "true"))),
            _ => Err(start.unexpected("a text or number")),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Repr::Text(own) => text(own, out),
            Repr::Boolean(true) => out.extend_from_slice(b"true"),
            Repr::Boolean(false) => out.extend_from_slice(b"false"),
            // As it came: a parsed number would lose digits.
            Repr::Number(number) => out.extend_from_slice(number.as_bytes()),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 => crate::arbitrary::text(u)?.as_str().into(),
            1 => u.arbitrary::<i64>()?.into(),
            2 => Self(Repr::Boolean(u.arbitrary()?)),
            _ => Self(Repr::Number((*u.choose(&["1.50", "-0", "1e400"])?).to_owned())),
        })
    }
}

/// A text that must not be shown.
impl<'a> Json<'a> for Secret {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        reader.secret().map(Cow::into_owned).map(Self::from)
    }

    fn write(&self, out: &mut Vec<u8>) {
        text(self.expose(), out);
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        crate::arbitrary::text(u).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn read<'a, T: Json<'a>>(json: &'a str) -> Result<T, DecodeError> {
        T::read(&mut Reader::new(json, &Limits::DEFAULT))
    }

    fn written<'a>(value: &impl Json<'a>) -> String {
        let mut json = Vec::new();
        value.write(&mut json);
        String::from_utf8(json).unwrap()
    }

    // GLPI-041
    #[test]
    fn a_number_is_read_in_both_forms_and_written_in_its_own() {
        for json in ["62354", "\"62354\"", "0", "\"0\"", "\"00\"", "\"062354\"", "\"0010\""] {
            let loose = read::<NumberOrText<u16>>(json).unwrap();
            assert_eq!(written(&loose), json);
        }
        for json in ["70000", "\"70000\"", "\"\"", "\" 1\"", "\"+1\"", "null", "1.5", "-1", "\"-1\""] {
            let error = read::<NumberOrText<u16>>(json).unwrap_err();
            assert!(error.to_string().starts_with("expected a port number, found "), "{json}: {error}");
        }
        assert_eq!(read::<NumberOrText<u16>>("\"0010\"").unwrap().value(), 10);
        let zeros = |count| format!("\"{}\"", "0".repeat(count));
        assert!(read::<NumberOrText<u64>>(&zeros(65536)).is_ok());
        assert!(read::<NumberOrText<u64>>(&zeros(65537)).is_err());
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
            let flag = read::<Flag>(json).unwrap();
            assert_eq!((flag.value(), written(&flag).as_str()), (truth, json));
        }
        for json in ["2", "\"2\"", "\"yes \"", "\"y\"", "[]", "1.0"] {
            assert!(read::<Flag>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_scalar_keeps_its_type_and_all_digits_and_does_not_show_itself() {
        for json in ["\"a\\\"b\"", "1.50", "-1", "123456789012345678901234567890", "false", "true"] {
            let scalar = read::<Scalar>(json).unwrap();
            assert_eq!(
                scalar.is_number(),
                json.starts_with(|c: char| c == '-' || c.is_ascii_digit()),
                "{json}"
            );
            assert_eq!(written(&scalar), json);
            assert!(format!("{scalar:?}").starts_with("Scalar("), "{scalar:?}");
        }
        assert_eq!(read::<Scalar>("\"50\"").unwrap().to_i64(), Some(50));
        assert!(read::<Scalar>("[]").is_err());
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
            let scalar = read::<Scalar>(json).unwrap();
            assert_eq!((scalar.to_i64(), scalar.is_whole()), (number, whole), "{json}");
        }
    }
}
