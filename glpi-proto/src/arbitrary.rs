//! `arbitrary::Arbitrary` for what can be written: every value that comes out is encoded
//! to bytes that are decoded to the same value.

mod grammar;
mod xml;

use arbitrary::{Result, Unstructured};

use crate::json::Members;

/// Makes a few of a kind, with different names.
pub(crate) fn named<'a, N: AsRef<str>, T>(
    name: impl Fn(&mut Unstructured<'a>) -> Result<N>,
    make: impl Fn(&mut Unstructured<'a>) -> Result<T>,
) -> impl FnOnce(&mut Unstructured<'a>) -> Result<Vec<(N, T)>> {
    move |u| {
        let mut entries: Vec<(N, T)> = Vec::new();
        for _ in 0..u.int_in_range(0..=3)? {
            let name = name(u)?;
            if entries.iter().all(|(own, _)| own.as_ref() != name.as_ref()) {
                entries.push((name, make(u)?));
            }
        }
        Ok(entries)
    }
}

/// A text of characters that are written in different ways.
pub(crate) fn text(u: &mut Unstructured<'_>) -> Result<String> {
    const RARE: [char; 16] = [
        '\0', '\t', '\n', '\r', '\u{1f}', '\u{7f}', 'ß', 'é', '\u{2028}', '\u{fffd}', '\u{ffff}', '🌈', '"',
        '\\', '<', '&',
    ];
    let length = u.int_in_range(0..=20)?;
    let character = |u: &mut Unstructured<'_>| -> Result<char> {
        let byte: u8 = u.arbitrary()?;
        match byte {
            b' '..=b'~' => Ok(char::from(byte)),
            _ => RARE.get(usize::from(byte & 15)).copied().ok_or(arbitrary::Error::IncorrectFormat),
        }
    };
    (0..length).map(|_| character(u)).collect()
}

/// As [`text`], but not empty.
pub(crate) fn some_text(u: &mut Unstructured<'_>) -> Result<String> {
    text(u).map(|text| text + "x")
}

/// A name that no message gives a meaning.
pub(crate) fn free_name(u: &mut Unstructured<'_>) -> Result<String> {
    text(u).map(|text| format!("x-{text}"))
}

/// Makes unknown members.
pub(crate) fn members(u: &mut Unstructured<'_>) -> Result<Members> {
    let members = named(free_name, json)(u)?;
    Ok(Members::from_raw(members.into_iter().map(|(name, json)| (name.into(), json)).collect()))
}

/// Any JSON.
fn json(u: &mut Unstructured<'_>) -> Result<Box<str>> {
    let mut out = String::new();
    push_json(u, 3, &mut out)?;
    Ok(out.into())
}

fn push_json(u: &mut Unstructured<'_>, depth: u8, out: &mut String) -> Result<()> {
    let numbers = ["0", "-1", "1.50", "1e2", "18446744073709551616"];
    match u.int_in_range(0..=if depth == 0 { 3 } else { 5 })? {
        0 => out.push_str(u.choose(&["null", "true", "false", "[]", "{}"])?),
        1 => out.push_str(u.choose(&numbers)?),
        2 => out.push_str(&u.arbitrary::<i64>()?.to_string()),
        3 => out.push_str(&quoted(&text(u)?)),
        4 => push_joined(u, depth, out, '[', ']', |_, _| Ok(()))?,
        _ => push_joined(u, depth, out, '{', '}', |index, out| {
            out.push_str(&format!("\"{index}\" : "));
            Ok(())
        })?,
    }
    Ok(())
}

fn push_joined(
    u: &mut Unstructured<'_>,
    depth: u8,
    out: &mut String,
    open: char,
    close: char,
    name: impl Fn(u8, &mut String) -> Result<()>,
) -> Result<()> {
    out.push(open);
    for index in 0..u.int_in_range(0..=3_u8)? {
        if index > 0 {
            out.push(',');
        }
        name(index, out)?;
        push_json(u, depth.saturating_sub(1), out)?;
    }
    out.push(close);
    Ok(())
}

fn quoted(text: &str) -> String {
    let mut out = Vec::new();
    crate::json::text(text, &mut out);
    String::from_utf8(out).unwrap_or_default()
}
