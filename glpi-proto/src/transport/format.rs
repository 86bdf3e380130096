//! JSON or XML.

/// The format of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Format {
    /// JSON
    Json,
    /// XML
    Xml,
}
