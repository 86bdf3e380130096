//! The description of the format: a static table for each object, made by the macro that
//! makes the object's struct.

mod json;
mod object;
pub(crate) mod old;
pub(crate) mod pattern;
mod table;

pub use json::json_schema;
pub(crate) use object::object;
pub use pattern::Pattern;
pub use table::{Kind, Member, Requirement, Table};

/// Returns the description of the document's root; all others are reached from it.
///
/// ```
/// use glpi_inventory::schema;
/// let cpus = schema::section("cpus").unwrap();
/// assert!(cpus.kind().is_list());
/// let core = cpus.kind().table().unwrap().member("core").unwrap();
/// assert_eq!(core.kind().json_type(), Some("integer"));
/// ```
#[must_use]
pub fn root() -> &'static Table {
    &crate::inventory::ROOT
}

/// Returns the description of the content, whose members are the sections.
#[must_use]
pub fn content() -> &'static Table {
    &crate::content::CONTENT
}

/// Returns the description of a section.
#[must_use]
pub fn section(name: &str) -> Option<&'static Member> {
    content().member(name)
}
