//! `arbitrary::Arbitrary` for what can be written: every value that comes out is encoded
//! to bytes that are decoded to the same value. The structs that `object!` defines are
//! implemented there.

mod grammar;
mod message;
mod value;

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::json::Number;
use crate::wire::RawJson;

/// A value of any type.
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

/// A JSON value that is not a text.
fn json(u: &mut Unstructured<'_>) -> Result<RawJson<'static>> {
    let mut out = Vec::new();
    match u.int_in_range(0..=4)? {
        0 => out.extend_from_slice(b"null"),
        1 => out.extend_from_slice(if u.arbitrary()? { b"true" } else { b"-0.50" }),
        2 => Number::from(u.arbitrary::<i64>()?).write(&mut out),
        3 => Number::from_f64(u.arbitrary()?).unwrap_or(0_u64.into()).write(&mut out),
        _ => nested(u, 2, &mut out)?,
    }
    let text = String::from_utf8(out).unwrap_or_default();
    RawJson::new(&text).map(RawJson::into_owned).map_err(|_| arbitrary::Error::IncorrectFormat)
}

/// A list or a map.
fn nested(u: &mut Unstructured<'_>, depth: u8, out: &mut Vec<u8>) -> Result<()> {
    let is_map: bool = u.arbitrary()?;
    let start = out.len();
    for index in 0..u.int_in_range(0..=3)? {
        out.push(b',');
        if is_map {
            crate::json::text(out, &format!("{index}{}", text(u)?));
            out.extend_from_slice(b": ");
        }
        match u.int_in_range(0..=3)? {
            0 if depth > 0 => nested(u, depth.saturating_sub(1), out)?,
            1 => Number::from(u.arbitrary::<i64>()?).write(out),
            _ => crate::json::text(out, &text(u)?),
        }
    }
    if is_map {
        crate::json::close(out, start, *b"{}", "{}");
    } else {
        crate::json::close(out, start, *b"[]", "[]");
    }
    Ok(())
}

/// Any value but a missing one.
fn value(u: &mut Unstructured<'_>) -> Result<crate::Any<'static>> {
    Ok(if u.arbitrary()? { text(u)?.into() } else { json(u)?.into() })
}
