//! Repairs and notes made while reading a document.

use std::fmt;

use crate::error::Snippet;

/// A fault in a document, and its repair.
///
/// Repairs of the same kind that touch each other are reported as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The kind of repair.
    pub kind: RepairKind,
    /// At which byte of the input as it was given.
    pub offset: usize,
    /// Number of bytes of the input concerned. 0 where something was added.
    pub len: usize,
}

/// Kinds of repairs and notes.
///
/// Those from [`Comment`](Self::Comment) on concern well-formed XML that this
/// protocol has no place for: they are notes, and also made in strict reading.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepairKind {
    /// A byte order mark before the document was skipped.
    ByteOrderMark,
    /// Bytes before the document were dropped, such as the line feed in front of
    /// the declaration that some servers send.
    LeadingBytes,
    /// Bytes after the document were dropped: NUL bytes, or text.
    TrailingBytes,
    /// Another document follows this one and was not read:
    /// [`documents`](crate::documents) takes such a stream apart.
    AnotherDocument,
    /// A broken XML declaration, or one in the wrong place, was dropped.
    Declaration,
    /// Bytes that are not UTF-8 were read as windows-1252, of which ISO-8859-1
    /// is a part; those that are not UTF-16 as U+FFFD.
    Encoding,
    /// The declaration names an encoding that the bytes are not in; they were
    /// read as UTF-8.
    DeclaredEncoding,
    /// A reference to a character that XML does not allow (`&#0;`) was dropped.
    CharacterReference,
    /// A character that XML does not allow was dropped.
    Character,
    /// An ampersand that starts no reference, or one to an unknown entity, was
    /// taken for itself.
    Ampersand,
    /// A `<` that starts no tag was taken for itself.
    LessThan,
    /// `]]>` outside of a CDATA section was taken for itself.
    CdataEnd,
    /// A tag name that is not an XML name was replaced by one.
    TagName {
        /// The name found.
        found: Snippet,
        /// The name it was replaced with.
        made: String,
    },
    /// An element that was not closed before its parent was closed there.
    MissingEndTag,
    /// An end tag that closes nothing was dropped.
    StrayEndTag,
    /// Broken markup, such as a comment with `--` inside, was dropped.
    Markup,
    /// The document ends in the middle. Elements that were complete were kept,
    /// an unfinished text was dropped; the offset is where the loss starts.
    Truncated,
    /// A tag in other than upper case was read as if it were.
    TagCase,
    /// A comment was skipped.
    Comment,
    /// A processing instruction was skipped.
    Instruction,
    /// An attribute of an element that holds a text was skipped.
    Attribute,
}

impl fmt::Display for RepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByteOrderMark => "byte order mark skipped",
            Self::LeadingBytes => "bytes before the document dropped",
            Self::TrailingBytes => "bytes after the document dropped",
            Self::AnotherDocument => "another document follows",
            Self::Declaration => "misplaced or broken XML declaration dropped",
            Self::Encoding => "bytes that are not UTF-8 read as windows-1252",
            Self::DeclaredEncoding => "read as UTF-8 despite the declaration",
            Self::CharacterReference => "reference to an illegal character dropped",
            Self::Character => "illegal character dropped",
            Self::Ampersand => "bare ampersand kept as text",
            Self::LessThan => "bare less-than sign kept as text",
            Self::CdataEnd => "bare \"]]>\" kept as text",
            Self::TagName { found, made } => return write!(f, "impossible tag name {found} read as {made}"),
            Self::MissingEndTag => "missing end tag added",
            Self::StrayEndTag => "stray end tag dropped",
            Self::Markup => "broken markup dropped",
            Self::Truncated => "truncated document closed",
            Self::TagCase => "tag name read as upper case",
            Self::Comment => "comment passed over",
            Self::Instruction => "processing instruction passed over",
            Self::Attribute => "attribute passed over",
        })
    }
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}
