//! JSON in the layouts of the programs that send it.

use std::fmt::Write;

/// A JSON value; members keep the given order.
#[derive(Debug, Clone)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Int(i64),
    /// A number with a fraction, as text.
    Real(String),
    Text(String),
    List(Vec<Json>),
    Map(Vec<(&'static str, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).expect("our numbers are small"))
    }
}

/// A map of members.
macro_rules! map {
    ($($name:literal: $value:expr),* $(,)?) => {
        $crate::payload::json::Json::Map(vec![$(($name, $value.into())),*])
    };
}
pub(super) use map;

/// Layout of JSON text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Perl's `Cpanel::JSON::XS` with `canonical`, `indent` and `space_after`: sorted
    /// names, three spaces per level.
    Perl,
    /// Python's `json.dumps`: one line, spaces after `,` and `:`, ASCII only.
    Python,
}

impl Json {
    /// Reverses the members of each map.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::List(items) => Self::List(items.into_iter().map(Self::reversed).collect()),
            Self::Map(members) => {
                let members = members.into_iter().rev();
                Self::Map(members.map(|(name, value)| (name, value.reversed())).collect())
            }
            other => other,
        }
    }

    pub(super) fn write(&self, layout: Layout) -> Vec<u8> {
        let mut out = String::new();
        self.append(layout, 0, &mut out);
        if layout == Layout::Perl {
            out.push('\n');
        }
        out.into_bytes()
    }

    fn append(&self, layout: Layout, depth: usize, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Int(number) => write!(out, "{number}").expect("a string"),
            Self::Real(text) => out.push_str(text),
            Self::Text(text) => string(text, layout == Layout::Python, out),
            Self::List(items) => {
                bracketed("[]", items, layout, depth, out, |item, out| item.append(layout, depth + 1, out));
            }
            Self::Map(members) => {
                let mut members: Vec<_> = members.iter().collect();
                if layout == Layout::Perl {
                    members.sort_by_key(|(name, _)| *name);
                }
                bracketed("{}", &members, layout, depth, out, |(name, value), out| {
                    string(name, false, out);
                    out.push_str(": ");
                    value.append(layout, depth + 1, out);
                });
            }
        }
    }
}

fn bracketed<T>(
    brackets: &str,
    items: &[T],
    layout: Layout,
    depth: usize,
    out: &mut String,
    mut append: impl FnMut(&T, &mut String),
) {
    let new_line = |depth: usize, out: &mut String| {
        if layout == Layout::Perl && !items.is_empty() {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', 3 * depth));
        }
    };
    let (open, close) = brackets.split_at(1);
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(if layout == Layout::Python { ", " } else { "," });
        }
        new_line(depth + 1, out);
        append(item, out);
    }
    new_line(depth, out);
    out.push_str(close);
}

/// Appends a JSON string, escaped as little as possible, or to ASCII.
pub(super) fn string(text: &str, ascii: bool, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if ascii && !c.is_ascii() => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").expect("a string");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
