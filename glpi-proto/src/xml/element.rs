//! Elements, and writing them.

use std::fmt;

use quick_xml::escape::escape;

use crate::error::EncodeError;
use crate::xml::chars;

/// An element that a message does not describe, kept to be written again. `Debug` shows names
/// alone, since any value may be a secret.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// The name.
    pub name: String,
    /// The attributes, in order.
    pub attributes: Vec<(String, String)>,
    /// The child elements, in order.
    pub children: Vec<Element>,
    /// The text, without what is between child elements only to indent them.
    pub text: String,
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Element")
            .field("name", &self.name)
            .field("attributes", &names(&self.attributes))
            .field("children", &self.children)
            .field("text_len", &self.text.len())
            .finish()
    }
}

/// Returns the names of attributes, without their values.
pub(super) fn names(attributes: &[(String, String)]) -> Vec<&str> {
    attributes.iter().map(|(name, _)| name.as_str()).collect()
}

impl Element {
    /// Creates an element that holds a text.
    #[must_use]
    pub fn from_text(name: &str, text: impl Into<String>) -> Self {
        Self { name: name.to_owned(), text: text.into(), ..Self::default() }
    }

    /// Returns true if it has this name; real servers and agents compare names without
    /// regard to case or in upper case, so either is read.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Returns the text without the blanks around it.
    pub(crate) fn value(&self) -> &str {
        self.text.trim_matches(|c: char| c.is_ascii_whitespace())
    }

    /// Appends it as XML.
    pub(crate) fn write(&self, out: &mut String) -> Result<(), EncodeError> {
        start(&self.name, out)?;
        write_attributes(&self.attributes, out)?;
        if self.text.is_empty() && self.children.is_empty() {
            out.push_str("/>");
            return Ok(());
        }
        out.push('>');
        write_text(&self.text, out)?;
        for child in &self.children {
            child.write(out)?;
        }
        end(&self.name, out);
        Ok(())
    }
}

pub(crate) fn start(name: &str, out: &mut String) -> Result<(), EncodeError> {
    check_name(name)?;
    out.push('<');
    out.push_str(name);
    Ok(())
}

pub(super) fn write_attributes(attributes: &[(String, String)], out: &mut String) -> Result<(), EncodeError> {
    for (name, value) in attributes {
        out.push(' ');
        check_name(name)?;
        out.push_str(name);
        out.push_str("=\"");
        write_text(value, out)?;
        out.push('"');
    }
    Ok(())
}

pub(crate) fn end(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Appends an element with a text.
pub(crate) fn write_element(name: &str, text: &str, out: &mut String) -> Result<(), EncodeError> {
    start(name, out)?;
    out.push('>');
    write_text(text, out)?;
    end(name, out);
    Ok(())
}

fn check_name(name: &str) -> Result<(), EncodeError> {
    if chars::is_name(name) { Ok(()) } else { Err(EncodeError::XmlName) }
}

/// Returns true if XML can carry a character in any form.
pub(crate) fn is_carried(character: char) -> bool {
    chars::is_char(character)
}

pub(super) fn write_text(text: &str, out: &mut String) -> Result<(), EncodeError> {
    match text.chars().find(|&character| !is_carried(character)) {
        Some(character) => Err(EncodeError::XmlCharacter(character.into())),
        None => {
            // A carriage return would be read as a line feed.
            out.push_str(&escape(text).replace('\r', "&#13;"));
            Ok(())
        }
    }
}
