//! Numbers.

use std::fmt;
use std::io::Write;

use super::reader::{Read, Reader};

/// A number of JSON: a whole one of 64 bits, or another, which is finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(Kind);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Whole(u64),
    Negative(i64),
    Real(f64),
}

impl Number {
    /// Creates a number with a fraction; `None` if it is not finite, for which JSON has no
    /// form.
    #[must_use]
    pub fn from_f64(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self(Kind::Real(number)))
    }

    /// Returns the number, if it is a whole one that 64 bits with a sign hold.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Kind::Whole(number) => i64::try_from(number).ok(),
            Kind::Negative(number) => Some(number),
            Kind::Real(_) => None,
        }
    }

    /// Returns the number as the nearest of double precision.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest is what is asked for")]
    pub fn as_f64(&self) -> f64 {
        match self.0 {
            Kind::Whole(number) => number as f64,
            Kind::Negative(number) => number as f64,
            Kind::Real(number) => number,
        }
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self(Kind::Whole(number))
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self(u64::try_from(number).map_or(Kind::Negative(number), Kind::Whole))
    }
}

/// As JSON, in the shortest form that is read as the same.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Whole(number) => fmt::Display::fmt(&number, f),
            Kind::Negative(number) => fmt::Display::fmt(&number, f),
            // The form of `Debug` has a fraction or an exponent always.
            Kind::Real(number) => fmt::Debug::fmt(&number, f),
        }
    }
}

impl Number {
    /// Appends the number.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        // Writing to a vector does not fail.
        let _ = write!(out, "{self}");
    }
}

impl Reader<'_> {
    /// Takes a number.
    pub(crate) fn number(&mut self) -> Read<Number> {
        const WRONG: &str = "expected a number without leading zeros, with digits on both sides of a point";
        let rest = self.rest();
        let digits = |from: usize| {
            rest.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let sign = usize::from(rest.first() == Some(&b'-'));
        let whole = digits(sign);
        let mut len = sign.saturating_add(whole);
        if whole == 0 || whole > 1 && rest.get(sign) == Some(&b'0') {
            return Err(self.syntax(WRONG));
        }
        let is_whole = !matches!(rest.get(len), Some(b'.' | b'e' | b'E'));
        if rest.get(len) == Some(&b'.') {
            let fraction = digits(len.saturating_add(1));
            if fraction == 0 {
                return Err(self.syntax(WRONG));
            }
            len = len.saturating_add(1).saturating_add(fraction);
        }
        if let Some(b'e' | b'E') = rest.get(len) {
            len = len.saturating_add(1);
            len = len.saturating_add(usize::from(matches!(rest.get(len), Some(b'+' | b'-'))));
            let exponent = digits(len);
            if exponent == 0 {
                return Err(self.syntax("expected digits after the exponent's e"));
            }
            len = len.saturating_add(exponent);
        }
        let text = self.slice(self.offset(), self.offset().saturating_add(len));
        let number =
            parse(text, is_whole).ok_or_else(|| self.syntax("expected a number of at most 1.8e308"))?;
        self.skip(len);
        Ok(number)
    }
}

/// Reads a text of which the form is sure. `None` if it is too large.
fn parse(text: &str, is_whole: bool) -> Option<Number> {
    // Minus zero has no form among whole numbers.
    if is_whole && text != "-0" {
        if let Ok(number) = text.parse::<u64>() {
            return Some(number.into());
        }
        if let Ok(number) = text.parse::<i64>() {
            return Some(number.into());
        }
    }
    text.parse().ok().and_then(Number::from_f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Limits;

    fn read(json: &str) -> Option<Number> {
        let mut reader = Reader::of_text(json, &Limits::DEFAULT);
        let number = reader.number().ok()?;
        reader.end().is_ok().then_some(number)
    }

    fn agrees(json: &str) {
        let theirs: Option<serde_json::Number> = serde_json::from_str(json).ok();
        let ours = read(json);
        let shown =
            |number: Option<Number>| number.map(|number| (number.as_i64(), number.as_f64().to_bits()));
        let expected = theirs.map(|number| (number.as_i64(), number.as_f64().unwrap_or(f64::NAN).to_bits()));
        assert_eq!(shown(ours), expected, "{json}");
        if let Some(number) = ours {
            assert_eq!(read(&number.to_string()), Some(number), "{json}");
        }
    }

    #[test]
    fn a_number_is_what_it_is_to_serde_json() {
        for json in [
            "0",
            "-0",
            "00",
            "-",
            "",
            "+1",
            "1.",
            ".5",
            "1.5",
            "-1.50",
            "1e3",
            "1E+3",
            "1e-3",
            "1e",
            "1e+",
            "01",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "1e308",
            "1.8e308",
            "1e400",
            "-1e400",
            "1e-400",
            "0e999999999999",
            "0x1",
            "9007199254740993",
        ] {
            agrees(json);
        }
        agrees(&"9".repeat(400));
        agrees(&format!("0.{}", "9".repeat(400)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_number_is_what_it_is_to_serde_json(json in "-?[0-9]{1,22}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?") {
            agrees(&json);
        }
    }
}
