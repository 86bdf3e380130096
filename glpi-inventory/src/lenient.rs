//! Numbers and truth values as the server takes them, by PHP's filters.

use std::borrow::Cow;

use crate::json::Reader;
use crate::limits::Limits;

/// Returns the number that a JSON number is, if it has digits alone and 64 bits hold it. A
/// negative zero is not plain, so that it is written back with its sign.
#[inline]
pub(crate) fn plain(number: &str) -> Option<i64> {
    if number == "-0" {
        return None;
    }
    number.parse().ok()
}

/// Returns true if a JSON number has no fraction: the server's floating point decides, for
/// which infinity has none (INV-042).
pub(crate) fn is_whole(number: &str) -> bool {
    number.parse().is_ok_and(|number: f64| number.is_infinite() || number.fract() == 0.0)
}

/// Returns the whole number that a JSON number is, if 64 bits hold it.
pub(crate) fn whole(number: &str) -> Option<i64> {
    let plain = number.parse().ok();
    plain.or_else(|| is_whole(number).then(|| format!("{:.0}", number.parse::<f64>().ok()?).parse().ok())?)
}

/// Returns the number that a text is (INV-040): blanks around it, a sign, and digits without a
/// zero before them.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let text = text.trim_matches(is_blank);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits == "0" || !digits.starts_with('0');
    (is_number && digits.starts_with(|c: char| c.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Returns the truth value that a text is (INV-041).
pub(crate) fn boolean(text: &str) -> Option<bool> {
    let text = text.trim_matches(is_blank);
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&["1", "true", "on", "yes"]) {
        return Some(true);
    }
    is(&["0", "false", "off", "no", ""]).then_some(false)
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\0')
}

/// Returns the text that a JSON text is.
pub(crate) fn text_of(json: &str) -> Cow<'_, str> {
    Reader::at(json, &Limits::DEFAULT).text().ok().flatten().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    // INV-040
    #[test]
    fn a_text_is_a_number_as_for_the_filter() {
        for (text, number) in [
            ("5", Some(5)),
            (" 5 ", Some(5)),
            ("\n5\0\u{b}", Some(5)),
            ("+7", Some(7)),
            ("-0", Some(0)),
            ("0", Some(0)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("05", None),
            ("00", None),
            ("5.0", None),
            ("1e3", None),
            ("0x10", None),
            ("", None),
            ("+", None),
            ("+-1", None),
            ("\u{a0}5", None),
            ("\u{665}", None),
        ] {
            assert_eq!(integer(text), number, "{text:?}");
        }
    }

    // INV-041
    #[test]
    fn a_text_is_a_truth_value_as_for_the_filter() {
        for (text, value) in [
            ("1", Some(true)),
            ("TRUE", Some(true)),
            (" on\n", Some(true)),
            ("yes", Some(true)),
            ("", Some(false)),
            (" ", Some(false)),
            ("No", Some(false)),
            ("maybe", None),
            ("2", None),
        ] {
            assert_eq!(boolean(text), value, "{text:?}");
        }
    }
}
