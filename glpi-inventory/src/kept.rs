//! Parts of a document that are kept as they came: unknown, or not as they should be.

use crate::members::Members;
use crate::schema::Table;
use crate::section::network::CARTRIDGE;

/// A part of a document that is kept as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept<'k> {
    /// JSON pointer.
    pub pointer: String,
    /// The value as it came.
    pub json: &'k str,
    /// The reason.
    pub reason: KeptReason,
}

/// Shows the place, not the value, which may be secret.
impl std::fmt::Debug for Kept<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}", self.reason, self.pointer)
    }
}

/// The reason for which something is kept as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeptReason {
    /// A member that the format does not know.
    Unknown,
    /// A member of an object that is open by nature: a colour of a cartridge.
    Open,
    /// A known member of which the value is not what it should be.
    Misfit,
    /// An element of a list that is not what it should be.
    Faulty,
}

/// A place in a document.
#[derive(Debug)]
pub enum At<'p> {
    Root,
    Member(&'p At<'p>, &'p str),
    Element(&'p At<'p>, usize),
}

impl At<'_> {
    /// Returns the place as JSON pointer.
    pub(crate) fn to_pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(of, name) => {
                format!("{}/{}", of.to_pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Element(of, index) => format!("{}/{index}", of.to_pointer()),
        }
    }
}

/// Visits the members that an object keeps.
pub(crate) fn members(
    table: &'static Table,
    extra: &Members<'_>,
    at: &At<'_>,
    visit: &mut dyn FnMut(Kept<'_>),
) {
    for (name, json) in extra.iter() {
        let reason = match table.member(name) {
            Some(_) => KeptReason::Misfit,
            None if std::ptr::eq(table, &CARTRIDGE) => KeptReason::Open,
            None => KeptReason::Unknown,
        };
        visit(Kept { pointer: At::Member(at, name).to_pointer(), json, reason });
    }
}
