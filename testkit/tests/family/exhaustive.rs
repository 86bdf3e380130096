//! `#[non_exhaustive]` follows a rule, so that nobody has to look it up.
//!
//! It stands on every error enum and on every enum with an `Other` arm, because the wire
//! may gain values; on no struct, because callers write messages as literals; and on
//! nothing else.

use crate::sources::{LIBRARIES, below};

/// A public enum or struct: its name, whether it is open, and the lines of its body.
struct Item<'a> {
    name: &'a str,
    is_enum: bool,
    is_open: bool,
    body: Vec<&'a str>,
}

fn items(lines: &[String]) -> Vec<Item<'_>> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let (is_enum, rest) = if let Some(rest) = line.strip_prefix("pub enum ") {
            (true, rest)
        } else if let Some(rest) = line.strip_prefix("pub struct ") {
            (false, rest)
        } else {
            continue;
        };
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let attributes =
            lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        found.push(Item {
            name: &rest[..end],
            is_enum,
            is_open: attributes.into_iter().any(|line| line == "#[non_exhaustive]"),
            body: lines[at + 1..].iter().map(String::as_str).take_while(|line| *line != "}").collect(),
        });
    }
    found
}

fn should_be_open(item: &Item<'_>) -> bool {
    let is_error = item.name.ends_with("Error")
        || item.name.ends_with("ErrorKind")
        || item.body.iter().any(|line| line.trim_start().starts_with("#[error("));
    let has_other =
        item.body.iter().any(|line| line.starts_with("    Other(") || line.starts_with("    Other {"));
    item.is_enum && (is_error || has_other)
}

#[test]
fn what_may_grow_is_open_and_nothing_else() {
    let mut wrong = Vec::new();
    for library in LIBRARIES {
        for source in below(&format!("{library}/src")) {
            for item in items(&source.lines) {
                if item.is_open != should_be_open(&item) {
                    let should = if item.is_open { "should not be" } else { "should be" };
                    wrong.push(format!("{}: {} {should} non_exhaustive", source.path, item.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
