//! `#[non_exhaustive]` follows a rule, so that it need not be looked up.
//!
//! Required on every error enum and on every enum with an `Other` arm, because they gain
//! variants; forbidden on structs, because callers write messages as literals. Other enums
//! choose: open where a later version may add a variant.

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

fn must_be_open(item: &Item<'_>) -> bool {
    let is_error = item.name.ends_with("Error")
        || item.name.ends_with("ErrorKind")
        || item.body.iter().any(|line| line.trim_start().starts_with("#[error("));
    let has_other =
        item.body.iter().any(|line| line.starts_with("    Other(") || line.starts_with("    Other {"));
    item.is_enum && (is_error || has_other)
}

#[test]
fn enums_that_grow_are_open_and_structs_are_not() {
    let mut wrong = Vec::new();
    for &library in LIBRARIES {
        for source in below(&format!("{library}/src")) {
            for item in items(&source.lines) {
                if must_be_open(&item) && !item.is_open {
                    wrong.push(format!("{}: {} must be non_exhaustive", source.path, item.name));
                }
                if item.is_open && !item.is_enum {
                    wrong.push(format!("{}: {} is a struct: not non_exhaustive", source.path, item.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
