//! Findings: what is wrong with a document, where, for whom, and how to mend it.

use std::fmt;

use crate::error::Snippet;
use crate::release::Releases;
use crate::schema::Pattern;

/// A rule that a value breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The document is not JSON.
    NotJson,
    /// The document has more than 201 levels (INV-023).
    TooDeep,
    /// The schema of the release cannot be loaded (INV-012).
    Unusable,
    /// The value has another JSON type than this one.
    Type(&'static str),
    /// A member is missing.
    Required(&'static str),
    /// A member is not known.
    Unknown,
    /// A text does not match.
    Pattern(Pattern),
    /// A number is less than this one.
    Minimum(i64),
    /// A number is greater than this one.
    Maximum(i64),
    /// A text is not an address of this format.
    Format(&'static str),
    /// A text is neither an IPv4 nor an IPv6 address.
    AnyOf,
    /// A value is neither a text nor a list of texts.
    OneOf,
    /// A number or truth value is written as text, which lenient servers take.
    WrittenAsText(&'static str),
    /// A text ends in a line feed, which patterns let pass (INV-031).
    LineFeed,
    /// A date is not one of the calendar.
    Calendar,
}

impl Rule {
    /// Returns the id of the rule, for rules of the schema its keyword.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::NotJson => "json",
            Self::TooDeep => "depth",
            Self::Unusable => "schema",
            Self::Type(_) => "type",
            Self::Required(_) => "required",
            Self::Unknown => "additionalProperties",
            Self::Pattern(_) => "pattern",
            Self::Minimum(_) => "minimum",
            Self::Maximum(_) => "maximum",
            Self::Format(_) => "format",
            Self::AnyOf => "anyOf",
            Self::OneOf => "oneOf",
            Self::WrittenAsText(_) => "text",
            Self::LineFeed => "line feed",
            Self::Calendar => "calendar",
        }
    }

    /// Returns the allowed values in words.
    #[must_use]
    pub fn expected(&self) -> String {
        let word = |word| match word {
            "integer" => "a whole number",
            "boolean" => "true or false",
            "array" => "a list",
            "object" => "an object",
            _ => "a text",
        };
        match self {
            Self::NotJson => "one JSON document".to_owned(),
            Self::TooDeep => "at most 201 levels".to_owned(),
            Self::Unusable => "a release of which the schema can be loaded".to_owned(),
            Self::Type(name) | Self::WrittenAsText(name) => word(*name).to_owned(),
            Self::Required(name) => format!("the member {name}"),
            Self::Unknown => "a known member".to_owned(),
            Self::Pattern(pattern) => pattern.in_words(),
            Self::Minimum(min) => format!("at least {min}"),
            Self::Maximum(max) => format!("at most {max}"),
            Self::Format("ipv4") => "an IPv4 address".to_owned(),
            Self::Format(_) => "an IPv6 address".to_owned(),
            Self::AnyOf => "an IPv4 or IPv6 address".to_owned(),
            Self::OneOf => "a text or a list of texts".to_owned(),
            Self::LineFeed => "no line feed at the end".to_owned(),
            Self::Calendar => "a date of the calendar".to_owned(),
        }
    }
}

/// The weight of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Severity {
    /// The server takes it, but it is probably a mistake, or other releases refuse it.
    Suspicious,
    /// The server takes the document and ignores this part.
    Ignored,
    /// The server refuses the document.
    Refused,
}

/// The JSON type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum JsonType {
    /// A text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// `null`.
    Null,
    /// A list.
    List,
    /// An object.
    Object,
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "truth value",
            Self::Null => "null",
            Self::List => "list",
            Self::Object => "object",
        })
    }
}

/// A value that was found: its type, and the value itself if it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Type of the value.
    pub json_type: JsonType,
    /// At most 32 bytes of a text, number or truth value; `None` for others, and for values
    /// that may be secret.
    pub shown: Option<Snippet>,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.json_type)?;
        self.shown.as_ref().map_or(Ok(()), |shown| write!(f, " {shown}"))
    }
}

/// A way to mend a finding.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// The value is replaced by this JSON.
    Cast(String),
    /// The value becomes the only element of a list; an object without members becomes an
    /// empty list.
    Wrap,
    /// The member is removed.
    DropMember,
    /// The element of the list that the value is in is removed.
    DropEntry,
    /// The member gets this name.
    Rename(&'static str),
    /// A member is added with this JSON.
    Insert(&'static str, &'static str),
}

/// Shows the kind of remedy, and not the value, which may be secret.
impl fmt::Debug for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cast(_) => f.write_str("Cast(..)"),
            Self::Wrap => f.write_str("Wrap"),
            Self::DropMember => f.write_str("DropMember"),
            Self::DropEntry => f.write_str("DropEntry"),
            Self::Rename(name) => write!(f, "Rename({name:?})"),
            Self::Insert(name, json) => write!(f, "Insert({name:?}, {json:?})"),
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cast(_) => f.write_str("write it as the expected type"),
            Self::Wrap => f.write_str("make it a list"),
            Self::DropMember => f.write_str("remove the member"),
            Self::DropEntry => f.write_str("remove the entry"),
            Self::Rename(name) => write!(f, "rename the member to {name}"),
            Self::Insert(name, json) => write!(f, "add the member {name} with the value {json}"),
        }
    }
}

/// A fault of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer of the value; of the object for a missing member.
    pub pointer: String,
    /// Rule that is broken.
    pub rule: Rule,
    /// Value that was found, if there is one.
    pub found: Option<Found>,
    /// Weight for the release that was asked about.
    pub severity: Severity,
    /// All releases that refuse a document for this.
    pub refused_by: Releases,
    /// A way to mend it, if there is one.
    pub remedy: Option<Remedy>,
    /// Offset of the value in the document.
    pub offset: usize,
    /// Offset of the value that the remedy is about.
    pub(crate) target: usize,
    /// The removal that is left if the remedy does not help, and its target.
    pub(crate) removal: Option<(Remedy, usize)>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: expected {}",
            if self.pointer.is_empty() { "/" } else { &self.pointer },
            self.rule.expected()
        )?;
        if let Some(found) = &self.found {
            write!(f, ", found {found}")?;
        }
        write!(f, " at byte {}", self.offset)
    }
}
