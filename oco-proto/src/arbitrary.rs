//! `arbitrary::Arbitrary` for what can be written: every value that comes out is encoded
//! to bytes that are decoded to the same value. The structs that `wire!` declares are
//! implemented there.

mod grammar;
mod message;
mod value;

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Map, Value};

/// Whatever the type says.
fn any<'a, T: Arbitrary<'a>>(u: &mut Unstructured<'a>) -> Result<T> {
    u.arbitrary()
}

/// A few of a kind.
fn few<'a, T>(u: &mut Unstructured<'a>, make: impl Fn(&mut Unstructured<'a>) -> Result<T>) -> Result<Vec<T>> {
    (0..u.int_in_range(0..=3)?).map(|_| make(u)).collect()
}

/// A text of characters that are written in different ways.
fn text(u: &mut Unstructured<'_>) -> Result<String> {
    const RARE: [char; 16] = [
        '\0', '\t', '\n', '\r', '\u{1f}', '\u{7f}', 'ß', 'é', '\u{2028}', '\u{fffd}', '\u{ffff}', '🌈', '"',
        '\\', '%', '&',
    ];
    let length = u.int_in_range(0..=16)?;
    let character = |u: &mut Unstructured<'_>| -> Result<char> {
        let byte: u8 = u.arbitrary()?;
        match byte {
            b' '..=b'~' => Ok(char::from(byte)),
            _ => RARE.get(usize::from(byte & 15)).copied().ok_or(arbitrary::Error::IncorrectFormat),
        }
    };
    (0..length).map(|_| character(u)).collect()
}

/// Any JSON.
fn json(u: &mut Unstructured<'_>, depth: u8) -> Result<Value> {
    Ok(match u.int_in_range(0..=if depth == 0 { 4 } else { 6 })? {
        0 => Value::Null,
        1 => Value::from(u.arbitrary::<bool>()?),
        2 => Value::from(u.arbitrary::<i64>()?),
        3 => serde_json::Number::from_f64(u.arbitrary()?).map_or(Value::Null, Value::Number),
        4 => Value::from(text(u)?),
        5 => Value::from(few(u, |u| json(u, depth.saturating_sub(1)))?),
        _ => {
            let member = |u: &mut Unstructured<'_>| Ok((text(u)?, json(u, depth.saturating_sub(1))?));
            Value::Object(few(u, member)?.into_iter().collect::<Map<_, _>>())
        }
    })
}
