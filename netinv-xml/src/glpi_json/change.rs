//! Rules of a conversion, and its changes and errors.

use std::fmt;

use crate::error::LimitExceeded;

/// The rules of a conversion to JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Conversion {
    /// The rules of the PHP converter without its faults.
    ///
    /// Never refuses a document of this protocol. Everything without a place in the JSON
    /// form is listed in [`changes`](super::Converted::changes). The differences are NIX-J20
    /// and the following of `SPEC.md`.
    #[default]
    Corrected,
    /// The rules of the PHP converter 1.2.3, faults included.
    Php,
}

/// Reasons for which a message has no JSON form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// The message is a server's answer, or of another of the agent's tasks.
    #[error("the message is not a network inventory or discovery")]
    NotAnInventory,
    /// Every one of many documents would repeat long texts.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// [`Conversion::Php`](super::Conversion::Php) only: the PHP converter gives up on
    /// such a document, and stores nothing of it.
    #[error("the PHP converter gives up at {path}: {reason}")]
    Refused {
        /// Path in the JSON.
        path: String,
        /// The value at fault.
        reason: &'static str,
    },
}

/// A value that [`Conversion::Corrected`] could not take over unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Path in the JSON, also where the value was left out:
    /// `content.network_ports[3].ifstatus`.
    pub path: String,
    /// The kind of change.
    pub kind: ChangeKind,
}

/// Kinds of changes to values that the JSON form cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// A text that is not a number was left out.
    NotANumber,
    /// A text that is neither yes nor no was left out.
    NotAFlag,
    /// A text that is not an IP address was left out.
    NotAnAddress,
    /// A text that is not a date was left out.
    NotADay,
    /// A number outside the allowed ones was left out.
    OutOfRange,
    /// A second value where there is room for one was left out.
    Repeated,
    /// A text between elements, or elements where a text should be, was left out.
    NotAText,
    /// A value that no server stores was left out: the device's number in the job.
    NotStored,
    /// There was no type: the device became an unmanaged one.
    NoType,
    /// The type is not one that agents have: the device became an unmanaged one.
    UnknownType,
    /// GLPI's schema has no such type: replaced by the nearest that it has.
    NearestType,
    /// The agent's name is absent. Servers refuse the document.
    NoDeviceId,
    /// The version of the agent's task is unknown: replaced by `missing`.
    NoVersion,
    /// The number of a neighbour's interface is a name, and was taken for its
    /// description.
    NameForNumber,
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "left out, not a number",
            Self::NotAFlag => "left out, neither yes nor no",
            Self::NotAnAddress => "left out, not an IP address",
            Self::NotADay => "left out, not a date",
            Self::OutOfRange => "left out, out of range",
            Self::Repeated => "left out, there is one already",
            Self::NotAText => "left out, not a text",
            Self::NotStored => "left out, no server stores it",
            Self::NoType => "no type, taken for unmanaged",
            Self::UnknownType => "unknown type, taken for unmanaged",
            Self::NearestType => "not a type of the schema, the nearest taken",
            Self::NoDeviceId => "the agent's name is absent",
            Self::NoVersion => "no version, written as missing",
            Self::NameForNumber => "a name, taken for the description",
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.kind)
    }
}
