//! `arbitrary::Arbitrary` for what can be written: every value that comes out is encoded
//! to bytes that are decoded to the same value.

mod answer;
mod grammar;
mod query;
#[cfg(feature = "register")]
mod register;
mod request;

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::value::RawValue;

use crate::json::members::Members;
use crate::xml::{Element, Unrecognised};

/// Implements `Arbitrary` for a struct by a function for each member.
macro_rules! arbitrary {
    ($($type:ident { $($field:ident: $make:expr,)* })*) => { $(
        impl arbitrary::Arbitrary<'_> for $type {
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                Ok(Self { $($field: $make(u)?,)* })
            }
        }
    )* };
}
use arbitrary;

/// Whatever the type says.
fn any<'a, T: Arbitrary<'a>>(u: &mut Unstructured<'a>) -> Result<T> {
    u.arbitrary()
}

fn optional<'a, T>(
    make: impl FnOnce(&mut Unstructured<'a>) -> Result<T>,
) -> impl FnOnce(&mut Unstructured<'a>) -> Result<Option<T>> {
    |u| if u.arbitrary()? { make(u).map(Some) } else { Ok(None) }
}

/// A few of a kind.
fn list<'a, T>(
    make: impl Fn(&mut Unstructured<'a>) -> Result<T>,
) -> impl FnOnce(&mut Unstructured<'a>) -> Result<Vec<T>> {
    move |u| (0..u.int_in_range(0..=3)?).map(|_| make(u)).collect()
}

/// A few of a kind, each with a name of its own.
fn named<'a, N: AsRef<str>, T>(
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
fn text(u: &mut Unstructured<'_>) -> Result<String> {
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
fn some_text(u: &mut Unstructured<'_>) -> Result<String> {
    text(u).map(|text| text + "x")
}

/// A text that XML can carry, without blanks at its ends.
fn xml_text(u: &mut Unstructured<'_>) -> Result<String> {
    let text: String = text(u)?.chars().filter(|&character| crate::xml::is_carried(character)).collect();
    Ok(text.trim_ascii().to_owned())
}

/// A name that no message gives a meaning.
fn free_name(u: &mut Unstructured<'_>) -> Result<String> {
    text(u).map(|text| format!("x-{text}"))
}

/// Members that nobody has described.
fn members(u: &mut Unstructured<'_>) -> Result<Members> {
    named(free_name, json)(u).map(Members::from_raw)
}

/// Any JSON.
fn json(u: &mut Unstructured<'_>) -> Result<Box<RawValue>> {
    let mut out = String::new();
    push_json(u, 3, &mut out)?;
    RawValue::from_string(out).map_err(|_| arbitrary::Error::IncorrectFormat)
}

/// A JSON object.
fn object(u: &mut Unstructured<'_>) -> Result<Box<RawValue>> {
    let members = members(u)?;
    serde_json::value::to_raw_value(&members).map_err(|_| arbitrary::Error::IncorrectFormat)
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
    serde_json::Value::from(text).to_string()
}

/// What nobody has described of an element with described children.
fn unrecognised(u: &mut Unstructured<'_>) -> Result<Unrecognised> {
    // Most have none.
    if u.ratio(3, 4)? {
        return Ok(Unrecognised::default());
    }
    Ok(Unrecognised { attributes: attributes(u)?, text: xml_text(u)?, elements: Vec::new() })
}

/// An element with a name that no message gives a meaning.
fn element(u: &mut Unstructured<'_>) -> Result<Element> {
    element_named("X", 3, u)
}

fn element_named(name: &str, depth: u8, u: &mut Unstructured<'_>) -> Result<Element> {
    let mut element = Element::of_text(name, xml_text(u)?);
    element.attributes = attributes(u)?;
    if depth > 0 {
        element.children = list(|u| element_named("Y-é", depth.saturating_sub(1), u))(u)?;
    }
    Ok(element)
}

fn attributes(u: &mut Unstructured<'_>) -> Result<Vec<(String, String)>> {
    let names = |u: &mut Unstructured<'_>| u.choose(&["XA", "XB", "XC"]).map(|name| (*name).to_owned());
    named(names, xml_text)(u)
}
