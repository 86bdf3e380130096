//! How long something holds: the answer's `expiration`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::compat::Compat;

/// A delay as it stands in an answer: a whole number and at most one letter for
/// its unit, hours where there is none (GLPI-020).
///
/// The form it was read in (number or text, with a unit or without) is kept and
/// written again.
///
/// # Wire
/// | written | means |
/// |---|---|
/// | `24`, `"24"` | 24 hours |
/// | `"30s"` `"30m"` `"6h"` `"1d"` | 30 seconds, 30 minutes, 6 hours, 1 day |
/// | `0`, `"0s"` | at once; only with `pending`, and only as real programs read it |
///
/// ```
/// use std::time::Duration;
/// use glpi_proto::Expiration;
/// assert_eq!("90s".parse::<Expiration>()?, Expiration::from_secs(90));
/// assert_eq!("24".parse::<Expiration>()?.to_duration(), Duration::from_secs(86_400));
/// assert_eq!(Expiration::from_hours(24).to_string(), "24");
/// # Ok::<(), glpi_proto::ParseExpirationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Expiration {
    value: u64,
    unit: Option<Unit>,
    form: Form,
}

/// The unit of an [`Expiration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `s`
    Seconds,
    /// `m`
    Minutes,
    /// `h`, and no letter at all
    Hours,
    /// `d`
    Days,
}

/// How it is written in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Number,
    Text,
    /// `true`, which real agents read as 1.
    True,
}

/// The text is no expiration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an expiration is a positive whole number and at most one letter of s, m, h and d")]
pub struct ParseExpirationError(());

const ERROR: ParseExpirationError = ParseExpirationError(());

impl Expiration {
    /// The longest delay that strict reading takes: 2^53 − 1 seconds, the
    /// largest number that all JSON readers agree on (our choice, GLPI-021).
    const MAX_SECS: u64 = (1 << 53) - 1;

    /// A number of hours, written as a number, as servers do.
    #[must_use]
    pub const fn from_hours(hours: u64) -> Self {
        Self { value: hours, unit: None, form: Form::Number }
    }

    /// A number of seconds, written as text, as proxies do.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self::new(seconds, Unit::Seconds)
    }

    /// A number with its unit, written as text.
    #[must_use]
    pub const fn new(value: u64, unit: Unit) -> Self {
        Self { value, unit: Some(unit), form: Form::Text }
    }

    /// The number as it is written.
    #[must_use]
    pub const fn value(&self) -> u64 {
        self.value
    }

    /// The unit as it is written, `None` where hours are meant without saying so.
    #[must_use]
    pub const fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// The delay. One beyond `u64::MAX` seconds is cut to that.
    #[must_use]
    pub const fn to_duration(&self) -> Duration {
        let unit = match self.unit {
            None => Unit::Hours,
            Some(unit) => unit,
        };
        Duration::from_secs(self.value.saturating_mul(unit.seconds()))
    }

    /// Reads a JSON value: a number or a text.
    ///
    /// [`Compat::Spec`] takes what the specification's grammar allows: a positive
    /// whole number, as number or text, of 2^53 − 1 seconds at most.
    /// [`Compat::Real`] takes what real agents take (GLPI-022): besides, zero,
    /// numbers such as `24.0` and `1e3`, `true` for 1, a line feed at the end of a
    /// text, and any size, cut to `u64::MAX`.
    ///
    /// # Errors
    /// If it is something else. A real agent acts as if there were none.
    pub fn from_json(json: &str, compat: Compat) -> Result<Self, ParseExpirationError> {
        // Neither `24h` nor `007` is JSON.
        serde_json::from_str::<serde::de::IgnoredAny>(json).map_err(|_| ERROR)?;
        match (json.trim_ascii(), compat) {
            ("true", Compat::Real) => Ok(Self { value: 1, unit: None, form: Form::True }),
            (json, _) if json.starts_with('"') => {
                let text: String = serde_json::from_str(json).map_err(|_| ERROR)?;
                Self::from_text(&text, compat)
            }
            (json, Compat::Spec) => Self::strict(Self { form: Form::Number, ..Self::bare(json, compat)? }),
            (json, Compat::Real) => {
                let value = match Self::bare(json, compat) {
                    Ok(whole) => whole.value,
                    Err(_) => integral(json).ok_or(ERROR)?,
                };
                Ok(Self { value, unit: None, form: Form::Number })
            }
        }
    }

    /// Reads a text, as [`from_json`](Self::from_json) does what stands between
    /// the quotes.
    ///
    /// # Errors
    /// If it is no expiration.
    pub fn from_text(text: &str, compat: Compat) -> Result<Self, ParseExpirationError> {
        match compat {
            Compat::Spec => Self::strict(Self::bare(text, compat)?),
            Compat::Real => Self::bare(text.strip_suffix('\n').unwrap_or(text), compat),
        }
    }

    /// The same as XML writes it, where numbers and texts look alike.
    pub(crate) const fn without_quotes(self) -> Self {
        let form = if self.unit.is_none() { Form::Number } else { self.form };
        Self { form, ..self }
    }

    fn strict(self) -> Result<Self, ParseExpirationError> {
        let seconds = self.to_duration().as_secs();
        if seconds == 0 || seconds > Self::MAX_SECS { Err(ERROR) } else { Ok(self) }
    }

    /// Digits and at most one letter.
    fn bare(text: &str, compat: Compat) -> Result<Self, ParseExpirationError> {
        let unit = text.chars().next_back().and_then(Unit::from_letter);
        let digits =
            if unit.is_some() { text.get(..text.len().saturating_sub(1)).unwrap_or_default() } else { text };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ERROR);
        }
        let value = match (digits.parse(), compat) {
            (Ok(value), _) => value,
            // Only too many digits are left as a reason.
            (Err(_), Compat::Real) => u64::MAX,
            (Err(_), Compat::Spec) => return Err(ERROR),
        };
        Ok(Self { value, unit, form: Form::Text })
    }
}

/// A JSON number that is whole though not written so.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast of a float saturates, which is what is wanted, and the sign is checked"
)]
fn integral(json: &str) -> Option<u64> {
    let number: f64 = serde_json::from_str(json).ok()?;
    (number >= 0.0 && number.fract() == 0.0).then_some(number as u64)
}

impl Unit {
    const fn seconds(self) -> u64 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3600,
            Self::Days => 86_400,
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::Seconds => 's',
            Self::Minutes => 'm',
            Self::Hours => 'h',
            Self::Days => 'd',
        }
    }

    const fn from_letter(letter: char) -> Option<Self> {
        match letter {
            's' => Some(Self::Seconds),
            'm' => Some(Self::Minutes),
            'h' => Some(Self::Hours),
            'd' => Some(Self::Days),
            _ => None,
        }
    }
}

/// Strict, see [`Compat::Spec`].
impl FromStr for Expiration {
    type Err = ParseExpirationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_text(text, Compat::Spec)
    }
}

impl fmt::Display for Expiration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            None => write!(f, "{}", self.value),
            Some(unit) => write!(f, "{}{}", self.value, unit.letter()),
        }
    }
}

impl fmt::Debug for Expiration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            Form::Number => write!(f, "Expiration({self})"),
            Form::Text => write!(f, "Expiration(\"{self}\")"),
            Form::True => f.write_str("Expiration(true)"),
        }
    }
}

impl Serialize for Expiration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.form {
            Form::Number => serializer.serialize_u64(self.value),
            Form::Text => serializer.collect_str(self),
            Form::True => serializer.serialize_bool(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// JSON, seconds by the specification, seconds as real agents count them.
    const ROWS: [(&str, Option<u64>, Option<u64>); 46] = [
        (r#""24""#, Some(86_400), Some(86_400)),
        ("24", Some(86_400), Some(86_400)),
        ("24.0", None, Some(86_400)),
        ("24.5", None, None),
        ("1e3", None, Some(3_600_000)),
        ("1E1", None, Some(36_000)),
        (r#""1d""#, Some(86_400), Some(86_400)),
        (r#""1D""#, None, None),
        (r#"" 1d""#, None, None),
        (r#""1d ""#, None, None),
        (r#""1 d""#, None, None),
        (r#""1d\n""#, None, Some(86_400)),
        (r#""1dd""#, None, None),
        (r#""d""#, None, None),
        (r#""""#, None, None),
        ("0", None, Some(0)),
        (r#""0""#, None, Some(0)),
        (r#""0s""#, None, Some(0)),
        ("-1", None, None),
        (r#""-1""#, None, None),
        (r#""+1""#, None, None),
        (r#""007m""#, Some(420), Some(420)),
        (r#""1w""#, None, None),
        (r#""10ms""#, None, None),
        (r#""30s""#, Some(30), Some(30)),
        (r#""1m""#, Some(60), Some(60)),
        (r#""1M""#, None, None),
        (r#""6h""#, Some(21_600), Some(21_600)),
        (r#""24h""#, Some(86_400), Some(86_400)),
        (r#""240m""#, Some(14_400), Some(14_400)),
        (r#""3600s""#, Some(3600), Some(3600)),
        (r#""4d""#, Some(345_600), Some(345_600)),
        // Beyond what 64 bits of seconds hold, agents count in floating point.
        (r#""99999999999999999999""#, None, Some(u64::MAX)),
        ("99999999999999999999", None, Some(u64::MAX)),
        (r#""9223372036854775807d""#, None, Some(u64::MAX)),
        (r#""106751991167300d""#, None, Some(9_223_372_036_854_720_000)),
        ("4294967296", Some(15_461_882_265_600), Some(15_461_882_265_600)),
        (r#""4294967296s""#, Some(4_294_967_296), Some(4_294_967_296)),
        ("true", None, Some(3600)),
        ("false", None, None),
        ("null", None, None),
        ("[1]", None, None),
        ("{}", None, None),
        (r#""1.5h""#, None, None),
        (r#""0x10""#, None, None),
        (r#""1s1""#, None, None),
    ];

    // GLPI-020, GLPI-021, GLPI-022
    #[test]
    fn all_rows_of_the_table_hold() {
        for (json, spec, real) in ROWS {
            let seconds =
                |compat| Expiration::from_json(json, compat).ok().map(|e| e.to_duration().as_secs());
            assert_eq!(seconds(Compat::Spec), spec, "{json} by the specification");
            assert_eq!(seconds(Compat::Real), real, "{json} as real agents read it");
        }
    }

    #[test]
    fn the_form_that_was_read_is_written() {
        for json in [r#""24""#, "24", r#""30s""#, r#""1d""#, "0", r#""0s""#, "true", r#""24h""#] {
            let read = Expiration::from_json(json, Compat::Real).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
            if let Ok(strict) = Expiration::from_json(json, Compat::Spec) {
                assert_eq!(strict, read);
            }
        }
    }

    #[test]
    fn display_and_parse_are_inverse() {
        for text in ["24", "30s", "1m", "6h", "4d"] {
            assert_eq!(text.parse::<Expiration>().unwrap().to_string(), text);
        }
    }

    // GLPI-021
    #[test]
    fn the_longest_strict_delay_is_the_largest_number_that_all_readers_agree_on() {
        assert_eq!("9007199254740991s".parse(), Ok(Expiration::from_secs((1 << 53) - 1)));
        assert_eq!("9007199254740992s".parse::<Expiration>(), Err(ERROR));
    }

    #[test]
    fn the_unit_is_none_where_none_is_written() {
        let unit = |text: &str| text.parse::<Expiration>().unwrap().unit();
        assert_eq!((unit("24"), unit("24h"), unit("30s")), (None, Some(Unit::Hours), Some(Unit::Seconds)));
    }

    #[test]
    fn the_form_that_was_read_is_shown() {
        for (json, shown) in
            [("24", "Expiration(24)"), (r#""30s""#, r#"Expiration("30s")"#), ("true", "Expiration(true)")]
        {
            assert_eq!(format!("{:?}", Expiration::from_json(json, Compat::Real).unwrap()), shown);
        }
    }
}
