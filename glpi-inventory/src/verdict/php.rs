//! JSON as PHP prints it in its messages.

use std::borrow::Cow;

use crate::error::DecodeError;
use crate::json::Reader;
use crate::limits::Limits;
use crate::object::last_members;

/// The way in which PHP prints a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Slashes are escaped.
    Escaped,
    /// Slashes are not escaped, and the outer object is printed as PHP's array.
    Array,
}

/// Prints a value up to a number of characters or so.
pub(crate) fn print(json: &str, style: Style, max: usize) -> String {
    let mut printer = Printer { out: String::new(), style, max };
    let mut reader = Reader::at(json, &Limits::DEFAULT);
    match printer.value(&mut reader, true) {
        Ok(()) | Err(Stop::Full) => printer.out,
        Err(Stop::Unprintable) => String::new(),
    }
}

/// The reason to print no more.
enum Stop {
    Full,
    /// A number is infinite: PHP prints nothing at all.
    Unprintable,
}

impl From<DecodeError> for Stop {
    fn from(_: DecodeError) -> Self {
        Self::Unprintable
    }
}

struct Printer {
    out: String,
    style: Style,
    max: usize,
}

impl Printer {
    /// Prints the value at hand. Values in it are no deeper than the
    /// depth that was checked.
    fn value(&mut self, reader: &mut Reader<'_, '_>, is_outer: bool) -> Result<(), Stop> {
        if self.out.len() > self.max {
            return Err(Stop::Full);
        }
        match reader.peek() {
            Some(b'"') => {
                let text = reader.text()?.unwrap_or_default();
                self.quote(&text);
            }
            Some(b'-' | b'0'..=b'9') => {
                let number = reader.number()?.unwrap_or_default();
                self.number(number)?;
            }
            Some(b'[') => {
                self.out.push('[');
                let mut inside = reader.open()?;
                while reader.next_element(&mut inside)? {
                    if inside.index() > 0 {
                        self.out.push(',');
                    }
                    self.value(reader, false)?;
                }
                self.out.push(']');
            }
            Some(b'{') => return self.object(reader, is_outer && self.style == Style::Array),
            _ => self.out.push_str(reader.raw()?),
        }
        Ok(())
    }

    fn object(&mut self, reader: &mut Reader<'_, '_>, is_array: bool) -> Result<(), Stop> {
        let mut inside = reader.open()?;
        let members = last_members(reader, &mut inside)?;
        let end = reader.place();
        let is_list = is_array && members.iter().enumerate().all(|(at, (name, _))| **name == at.to_string());
        self.out.push(if is_list { '[' } else { '{' });
        for (at, (name, place)) in members.iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            if !is_list {
                self.quote(name);
                self.out.push(':');
            }
            reader.go_to(*place);
            self.value(reader, false)?;
        }
        self.out.push(if is_list { ']' } else { '}' });
        reader.go_to(end);
        Ok(())
    }

    fn quote(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '/' if self.style == Style::Escaped => self.out.push_str("\\/"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                ' '..='~' | '\u{7f}' => self.out.push(character),
                other => {
                    for unit in other.encode_utf16(&mut [0; 2]) {
                        self.out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
            if self.out.len() > self.max {
                break;
            }
        }
        self.out.push('"');
    }

    fn number(&mut self, number: &str) -> Result<(), Stop> {
        match float(number) {
            None => self.out.push_str(number),
            Some(float) if float.is_finite() => self.out.push_str(&print_float(float)),
            Some(_) => return Err(Stop::Unprintable),
        }
        Ok(())
    }
}

/// Returns the number as floating point where PHP takes it so.
fn float(number: &str) -> Option<f64> {
    if number.parse::<i64>().is_ok() { None } else { number.parse().ok() }
}

/// Prints a number with as few digits as tell it from others.
fn print_float(float: f64) -> Cow<'static, str> {
    let exponent = format!("{float:e}");
    let (digits, power) = exponent.split_once('e').unwrap_or((&exponent, "0"));
    let power: i32 = power.parse().unwrap_or_default();
    if (-5..17).contains(&power) {
        // No more than 17 digits, so nothing is added by printing it out.
        return format!("{float}").into();
    }
    let digits = if digits.contains('.') { digits.to_owned() } else { format!("{digits}.0") };
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{}", power.unsigned_abs()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_printed_as_by_php() {
        for (json, escaped, array) in [
            ("{}", "{}", "[]"),
            (r#"{"0":"a","1":{}}"#, r#"{"0":"a","1":{}}"#, r#"["a",{}]"#),
            (r#"{"a":"/é😀","a":[ 1 , true]}"#, r#"{"a":[1,true]}"#, r#"{"a":[1,true]}"#),
            (r#""/\u00e9😀\u0001""#, r#""\/\u00e9\ud83d\ude00\u0001""#, r#""/\u00e9\ud83d\ude00\u0001""#),
            ("[1.0,-0,2.50]", "[1,-0,2.5]", "[1,-0,2.5]"),
            ("1e25", "1.0e+25", "1.0e+25"),
            ("1e400", "", ""),
        ] {
            assert_eq!(print(json, Style::Escaped, 100), escaped);
            assert_eq!(print(json, Style::Array, 100), array);
        }
    }

    #[test]
    fn printing_stops_at_the_bound() {
        let long = format!("[{}1]", "1,".repeat(100_000));
        assert!(print(&long, Style::Escaped, 100).len() < 110);
        let text = format!("\"{}\"", "x".repeat(100_000));
        assert!(print(&text, Style::Escaped, 100).len() < 110);
    }
}
