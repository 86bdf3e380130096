//! Repairs made while reading XML leniently.

use std::fmt;

/// A fault in XML, and its repair.
///
/// Repairs of the same kind that touch each other are reported as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmlRepair {
    /// The kind of repair.
    pub kind: XmlRepairKind,
    /// Offset in the text as it came, from its first byte that is neither blank nor byte order mark.
    pub offset: usize,
    /// Number of bytes of that text concerned.
    pub len: usize,
}

/// Kinds of repairs of XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum XmlRepairKind {
    /// NUL bytes after the document were dropped.
    TrailingBytes,
    /// A broken XML declaration, or one in the wrong place, was dropped.
    Declaration,
    /// The declaration names an encoding that the text is not in.
    DeclaredEncoding,
    /// A reference to a character that XML does not allow (`&#0;`) was dropped.
    CharacterReference,
    /// A character that XML does not allow was dropped.
    Character,
    /// An ampersand that starts no reference, or one to an unknown entity, was taken for
    /// itself.
    Ampersand,
    /// A `<` in the value of an attribute was taken for itself.
    LessThan,
    /// `]]>` outside of a CDATA section was taken for itself.
    CdataEnd,
    /// The characters that no name may hold were replaced in a tag's name.
    TagName,
    /// Broken markup, such as a comment with `--` inside, was dropped.
    Markup,
}

impl fmt::Display for XmlRepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TrailingBytes => "bytes after the document dropped",
            Self::Declaration => "misplaced or broken XML declaration dropped",
            Self::DeclaredEncoding => "read as UTF-8 despite the declaration",
            Self::CharacterReference => "reference to an illegal character dropped",
            Self::Character => "illegal character dropped",
            Self::Ampersand => "bare ampersand kept as text",
            Self::LessThan => "bare less-than sign kept as text",
            Self::CdataEnd => "bare \"]]>\" kept as text",
            Self::TagName => "impossible tag name read as another",
            Self::Markup => "broken markup dropped",
        })
    }
}

impl fmt::Display for XmlRepair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}
