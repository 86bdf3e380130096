//! Kinds of errors that bear one name in several crates are one thing.

use std::collections::BTreeMap;

use crate::sources::{LIBRARIES, below};

/// Returns the variants of an enum in a file, by name: attributes and fields, without
/// documentation and conditions.
fn variants(lines: &[String], name: &str) -> BTreeMap<String, String> {
    let head = format!("pub enum {name} {{");
    let body = lines.iter().skip_while(|line| **line != head).skip(1).take_while(|line| *line != "}");
    let mut found = BTreeMap::new();
    let mut text = String::new();
    let mut depth = 0_usize;
    for line in
        body.map(|line| line.trim()).filter(|line| !line.starts_with("//") && !line.starts_with("#[cfg("))
    {
        text.push_str(line);
        depth += line.matches(['{', '(', '[']).count();
        depth -= line.matches(['}', ')', ']']).count();
        if depth == 0 && line.ends_with(',') && !line.starts_with('#') {
            let definition = text.rsplit(")]").next().unwrap_or_default().trim();
            let end = definition.find(|c: char| !c.is_alphanumeric()).unwrap_or(definition.len());
            found.insert(definition[..end].to_owned(), std::mem::take(&mut text));
        }
    }
    found
}

#[test]
fn kinds_of_one_name_are_one_thing() {
    for name in ["DecodeErrorKind", "EncodeError"] {
        let mut all: BTreeMap<String, (&str, String)> = BTreeMap::new();
        for &library in LIBRARIES {
            let mut own = BTreeMap::new();
            for source in below(&format!("{library}/src")) {
                own.extend(variants(&source.lines, name));
            }
            assert!(!own.is_empty(), "{library} has no {name}");
            for (variant, text) in own {
                let (first, known) = all.entry(variant.clone()).or_insert((library, text.clone()));
                assert_eq!(*known, text, "{name}::{variant} of {first} and {library}");
            }
        }
    }
}

#[test]
fn variants_are_read_with_their_fields() {
    let lines: Vec<String> = r#"
pub enum Kind {
    /// Doc.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// Doc.
    #[error("expected {expected}")]
    Unexpected {
        /// Doc.
        expected: &'static str,
    },
    #[error("empty")]
    Empty,
}
"#
    .lines()
    .map(str::to_owned)
    .collect();
    let found = variants(&lines, "Kind");
    let names: Vec<_> = found.keys().collect();
    assert_eq!(names, ["Empty", "Limit", "Unexpected"]);
    assert_eq!(found["Empty"], r#"#[error("empty")]Empty,"#);
}
