//! The contents of described elements besides their values.

use std::fmt;

use super::element::{self, Element};
use super::is_blank;
use crate::error::EncodeError;

/// The unknown contents of an element and of its described children: real
/// programs write nothing of it. It is written again (GLPI-088). `Debug` shows names alone,
/// since any value may be a secret.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Unrecognised {
    /// The element's attributes, in order.
    pub attributes: Vec<(String, String)>,
    /// The element's own text, unless it is blank.
    pub text: String,
    /// The children that should hold a text alone and hold more, whole, by name. One is
    /// written in the place of its value as long as that is still the same.
    pub elements: Vec<Element>,
}

impl fmt::Debug for Unrecognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unrecognised")
            .field("attributes", &element::names(&self.attributes))
            .field("elements", &self.elements)
            .field("text_len", &self.text.len())
            .finish()
    }
}

impl Unrecognised {
    /// Keeps the attributes and the text of an element of which the children are read one by one.
    pub(crate) fn new(attributes: Vec<(String, String)>, text: String) -> Self {
        let text = if is_blank(&text) { String::new() } else { text };
        Self { attributes, text, elements: Vec::new() }
    }

    /// Returns the value of a child, of which the rest is kept.
    pub(crate) fn value_of(&mut self, child: Element) -> String {
        let value = child.value().to_owned();
        if !child.attributes.is_empty() || !child.children.is_empty() {
            self.elements.push(child);
            // The order in which they came is not that in which they are written.
            self.elements.sort_by(|one, other| one.name.cmp(&other.name));
        }
        value
    }

    /// Returns the number of attributes, texts and children.
    pub(crate) fn len(&self) -> usize {
        let inner = self.elements.iter().map(|own| own.attributes.len().saturating_add(own.children.len()));
        inner.chain([self.attributes.len(), usize::from(!self.text.is_empty())]).sum()
    }

    /// Writes the start of the element.
    pub(crate) fn start(&self, name: &str, out: &mut String) -> Result<(), EncodeError> {
        element::start(name, out)?;
        element::write_attributes(&self.attributes, out)?;
        out.push('>');
        element::write_text(&self.text, out)
    }

    /// Writes a child with this value.
    pub(crate) fn write(&self, name: &str, value: &str, out: &mut String) -> Result<(), EncodeError> {
        match self.elements.iter().find(|own| own.is(name) && own.value() == value) {
            Some(own) => own.write(out),
            None => element::write_element(name, value, out),
        }
    }
}
