//! JSON or XML.

/// The format of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON
    Json,
    /// XML
    Xml,
}
