//! The `expiration` of an answer: the time for which it holds.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::compat::Compat;

mod json;

/// A delay as in an answer: a whole number and at most one letter for
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
    /// Wider than what counts, so that a longer number is written as it was read.
    value: u128,
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

/// The form in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Number,
    Text,
    /// `true`, which real agents read as 1.
    True,
}

/// The text is not a expiration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an expiration is a positive whole number and at most one letter of s, m, h and d")]
pub struct ParseExpirationError(());

const ERROR: ParseExpirationError = ParseExpirationError(());

impl Expiration {
    /// The longest delay that strict reading takes: 2^53 − 1 seconds, the
    /// largest number that all JSON readers agree on (our choice, GLPI-021).
    const MAX_SECS: u64 = (1 << 53) - 1;

    /// Creates an expiration of a number of hours, written as a number, as servers do.
    #[must_use]
    pub const fn from_hours(hours: u64) -> Self {
        Self { value: hours as u128, unit: None, form: Form::Number }
    }

    /// Creates an expiration of a number of seconds, written as text, as proxies do.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self::new(seconds, Unit::Seconds)
    }

    /// Creates an expiration from a number and its unit, written as text.
    #[must_use]
    pub const fn new(value: u64, unit: Unit) -> Self {
        Self { value: value as u128, unit: Some(unit), form: Form::Text }
    }

    /// Returns the number as it is written. One beyond `u64::MAX` is cut to that.
    #[must_use]
    pub const fn value(&self) -> u64 {
        saturated(self.value)
    }

    /// Returns the unit as it is written, `None` where hours are meant without saying so.
    #[must_use]
    pub const fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// Returns the delay. One beyond `u64::MAX` seconds is cut to that.
    #[must_use]
    pub const fn to_duration(&self) -> Duration {
        let unit = match self.unit {
            None => Unit::Hours,
            Some(unit) => unit,
        };
        Duration::from_secs(saturated(self.value.saturating_mul(unit.seconds() as u128)))
    }

    /// Reads a text, as [`from_json`](Self::from_json) does what is between
    /// the quotes.
    ///
    /// # Errors
    /// If it is not an expiration.
    pub fn from_text(text: &str, compat: Compat) -> Result<Self, ParseExpirationError> {
        match compat {
            Compat::Documented => Self::strict(Self::bare(text, compat)?),
            Compat::Deployed => Self::bare(text.strip_suffix('\n').unwrap_or(text), compat),
        }
    }

    /// Converts to the form of XML, where numbers and texts look alike.
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
            (Err(_), Compat::Deployed) => u128::MAX,
            (Err(_), Compat::Documented) => return Err(ERROR),
        };
        Ok(Self { value, unit, form: Form::Text })
    }
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

/// Returns the number, or the largest there is.
#[cfg_attr(not(test), expect(clippy::cast_possible_truncation, reason = "compared before"))]
const fn saturated(number: u128) -> u64 {
    if number > u64::MAX as u128 { u64::MAX } else { number as u64 }
}

/// Strict, see [`Compat::Documented`].
impl FromStr for Expiration {
    type Err = ParseExpirationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_text(text, Compat::Documented)
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
