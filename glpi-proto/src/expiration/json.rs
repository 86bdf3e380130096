//! Expirations in JSON.

use super::{ERROR, Expiration, Form, ParseExpirationError};
use crate::compat::Compat;
use crate::error::DecodeError;
use crate::json::{Json, Reader, text};
use crate::limits::Limits;

impl Expiration {
    /// Reads a JSON value: a number or a text.
    ///
    /// [`Compat::Documented`] takes the specification's grammar: a positive whole number, as
    /// number or text, of 2^53 − 1 seconds at most. [`Compat::Deployed`] takes what real
    /// agents take (GLPI-022): besides, zero, numbers such as `24.0` and `1e3`, `true` for 1,
    /// a line feed at the end of a text, and any size, which counts as `u64::MAX` and keeps
    /// its digits up to 2^128.
    ///
    /// # Errors
    /// If the value is not an expiration. A real agent acts as if there were none.
    pub fn from_json(json: &str, compat: Compat) -> Result<Self, ParseExpirationError> {
        let mut reader = Reader::new(json, &Limits::DEFAULT);
        let expiration = Self::from_value(&mut reader, compat).map_err(|_| ERROR)?;
        reader.finish().map_err(|_| ERROR)?;
        expiration
    }

    fn from_value(
        reader: &mut Reader<'_, '_>,
        compat: Compat,
    ) -> Result<Result<Self, ParseExpirationError>, DecodeError> {
        if reader.peek() == Some(b'"') {
            return reader.text().map(|text| Self::from_text(&text, compat));
        }
        Ok(match (reader.raw()?, compat) {
            ("true", Compat::Deployed) => Ok(Self { value: 1, unit: None, form: Form::True }),
            (json, Compat::Documented) => {
                Self::bare(json, compat).and_then(|bare| Self::strict(Self { form: Form::Number, ..bare }))
            }
            (json, Compat::Deployed) => {
                let value = Self::bare(json, compat).ok().map(|whole| whole.value);
                let value = value.or_else(|| integral(json)).ok_or(ERROR);
                value.map(|value| Self { value, unit: None, form: Form::Number })
            }
        })
    }
}

/// A JSON number that is whole though not written so.
#[cfg_attr(
    not(test),
    expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast of a float saturates, which is what is wanted, and the sign is checked"
    )
)]
fn integral(json: &str) -> Option<u128> {
    let number: f64 = json.parse().ok()?;
    (number >= 0.0 && number.fract() == 0.0).then_some(number as u128)
}

/// As real agents read it (GLPI-022).
impl<'a> Json<'a> for Expiration {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let start = reader.clone();
        Self::from_value(reader, Compat::Deployed)?.map_err(|_| start.unexpected("an expiration"))
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self.form {
            Form::Number => out.extend_from_slice(self.value.to_string().as_bytes()),
            Form::Text => text(&self.to_string(), out),
            Form::True => out.extend_from_slice(b"true"),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        use super::Unit;
        let value = if u.arbitrary()? { u.arbitrary()? } else { u.int_in_range(1..=1000)? };
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::from_hours(value),
            1 => Self::new(value, *u.choose(&[Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days])?),
            _ => Self { value: u.int_in_range(1..=1000)?, unit: None, form: Form::Text },
        })
    }
}

#[cfg(feature = "arbitrary")]
impl arbitrary::Arbitrary<'_> for Expiration {
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Json::arbitrary(u)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expiration::Unit;

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
    // GLPI-022
    #[test]
    fn digits_beyond_64_bits_count_as_the_most_and_are_written_again() {
        for json in
            ["18446744073709551616", r#""99999999999999999999""#, r#""123456789012345678901234567890d""#]
        {
            let read = Expiration::read(&mut Reader::new(json, &Limits::DEFAULT)).unwrap();
            let mut written = Vec::new();
            read.write(&mut written);
            assert_eq!(written, json.as_bytes());
            assert_eq!((read.value(), read.to_duration().as_secs()), (u64::MAX, u64::MAX));
        }
    }

    #[test]
    fn all_rows_of_the_table_hold() {
        for (json, spec, real) in ROWS {
            let seconds =
                |compat| Expiration::from_json(json, compat).ok().map(|e| e.to_duration().as_secs());
            assert_eq!(seconds(Compat::Documented), spec, "{json} by the specification");
            assert_eq!(seconds(Compat::Deployed), real, "{json} as real agents read it");
        }
    }

    #[test]
    fn the_form_that_was_read_is_written() {
        for json in [r#""24""#, "24", r#""30s""#, r#""1d""#, "0", r#""0s""#, "true", r#""24h""#] {
            let read = Expiration::from_json(json, Compat::Deployed).unwrap();
            let mut written = Vec::new();
            read.write(&mut written);
            assert_eq!(written, json.as_bytes());
            if let Ok(strict) = Expiration::from_json(json, Compat::Documented) {
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
            assert_eq!(format!("{:?}", Expiration::from_json(json, Compat::Deployed).unwrap()), shown);
        }
    }
}
