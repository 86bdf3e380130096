//! The way from the root to a value.

use std::fmt::Write as _;

use crate::schema::{Kind, Member, Pattern};

/// A step on the way from the root to a value, with the offset of the value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) to: To,
    pub(crate) offset: usize,
    /// True if the thing cannot be removed alone: its object requires it.
    pub(crate) is_required: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum To {
    Member(&'static Member, Kind),
    Element(usize),
}

/// Returns the JSON pointer of a path, and perhaps of a member at its end.
pub(crate) fn pointer(path: &[Step], last: Option<&str>) -> String {
    let mut pointer = String::new();
    for step in path {
        match step.to {
            To::Member(member, _) => {
                pointer.push('/');
                pointer.push_str(member.name());
            }
            To::Element(index) => {
                let _ = write!(pointer, "/{index}");
            }
        }
    }
    if let Some(name) = last {
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

/// Returns the path as the server's library writes it.
pub(crate) fn of_library(path: &[Step]) -> String {
    let mut text = String::new();
    for (level, step) in path.iter().enumerate() {
        match step.to {
            To::Member(member, kind) => {
                let _ = write!(text, "->properties:{}", member.name());
                text.push_str(definition(level, member.name(), kind));
            }
            To::Element(index) => {
                let _ = write!(text, "->items[{index}]:{index}");
            }
        }
    }
    text
}

/// Returns what the library adds for a value that the schema describes elsewhere.
fn definition(level: usize, name: &str, kind: Kind) -> &'static str {
    match kind {
        Kind::Pattern(Pattern::Date) => "->$ref[#/definitions/date]",
        Kind::Pattern(Pattern::DateTime | Pattern::OldDateTime) => "->$ref[#/definitions/datetime]",
        Kind::Pattern(Pattern::DateOrTime) => "->$ref[#/definitions/dateordatetime]",
        Kind::Object(_) if level > 1 && name == "operatingsystem" => {
            "->$ref[#/properties/content/properties/operatingsystem]"
        }
        _ => "",
    }
}
