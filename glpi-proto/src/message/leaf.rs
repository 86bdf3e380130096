//! Elements of a job whose values stand in attributes or in child elements.

use crate::error::EncodeError;
use crate::xml::{self, Element};

/// How the values of an element are written (GLPI-084). Agents treat both alike,
/// so both are read; what was read is written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Style {
    /// `<DEVICE IP="192.0.2.1"/>`, as most are.
    #[default]
    Attributes,
    /// `<AUTHENTICATION><ID>1</ID></AUTHENTICATION>`, as the GLPI plugin writes
    /// credentials.
    Children,
}

/// The values of an element, of which the known ones are taken one by one.
pub(crate) struct Values {
    pub(crate) style: Style,
    pub(crate) values: Vec<(String, String)>,
    /// Children that are no plain values.
    pub(crate) nested: Vec<Element>,
    pub(crate) text: String,
}

impl Values {
    /// Attributes and children as one map; an attribute goes before a child of
    /// the same name.
    pub(crate) fn of(element: Element) -> Self {
        let style = if element.attributes.is_empty() && !element.children.is_empty() {
            Style::Children
        } else {
            Style::Attributes
        };
        let text = element.value().to_owned();
        let mut values = element.attributes;
        let mut nested = Vec::new();
        for child in element.children {
            if child.attributes.is_empty() && child.children.is_empty() {
                values.push((child.name, child.text));
            } else {
                nested.push(child);
            }
        }
        Self { style, values, nested, text }
    }

    pub(crate) fn take<T: From<String>>(&mut self, name: &str) -> Option<T> {
        let at = self.values.iter().position(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some(T::from(self.values.remove(at).1))
    }
}

/// Writes an element out of its values.
pub(crate) fn write(
    name: &str,
    style: Style,
    values: &[(&str, &str)],
    nested: &[Element],
    text: &str,
    out: &mut String,
) -> Result<(), EncodeError> {
    let mut element = Element::of_text(name, text);
    for (name, value) in values {
        match style {
            Style::Attributes => element.attributes.push(((*name).to_owned(), (*value).to_owned())),
            Style::Children => element.children.push(Element::of_text(name, *value)),
        }
    }
    xml::start(name, &mut String::new())?;
    element.children.extend(nested.iter().cloned());
    element.write(out)
}

/// Declares an element of a job: a struct with one optional text for each value
/// that real servers write or real agents read.
macro_rules! leaf {
    (
        $(#[$meta:meta])*
        $name:ident = $wire:literal {
            $( $(#[$field_meta:meta])* $field:ident : $type:ty = $key:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name {
            $( $(#[$field_meta])* pub $field: Option<$type>, )*
            /// The element's own text.
            pub text: String,
            /// Whether the values are attributes or child elements.
            pub style: Style,
            /// All other values.
            pub extra: Vec<(String, String)>,
            /// Child elements that hold more than a text.
            pub nested: Vec<Element>,
        }

        #[cfg(feature = "arbitrary")]
        impl arbitrary::Arbitrary<'_> for $name {
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                use $crate::arbitrary::leaf::{Value, children, extra, nested, text};
                let mut made = Self {
                    $( $field: Value::optional(u)?, )*
                    text: text(u)?,
                    style: Style::Children,
                    extra: extra(u)?,
                    nested: nested(u)?,
                };
                // An element without values shows no style.
                let has_values = !made.extra.is_empty() $( || made.$field.is_some() )*;
                let is_children = if has_values { children(u)? } else { !made.nested.is_empty() };
                if !is_children {
                    made.style = Style::Attributes;
                }
                Ok(made)
            }
        }

        impl $name {
            pub(crate) fn read(element: Element) -> Self {
                let mut values = Values::of(element);
                Self {
                    $( $field: values.take($key), )*
                    text: values.text,
                    style: values.style,
                    extra: values.values,
                    nested: values.nested,
                }
            }

            pub(crate) fn write(&self, out: &mut String) -> Result<(), EncodeError> {
                let mut values: Vec<(&str, &str)> = Vec::new();
                $(
                    if let Some(value) = &self.$field {
                        values.push(($key, AsText::as_text(value)));
                    }
                )*
                values.extend(self.extra.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                leaf::write($wire, self.style, &values, &self.nested, &self.text, out)
            }

            pub(crate) fn undescribed(&self) -> usize {
                self.extra.len().saturating_add(self.nested.len())
            }
        }
    };
}
pub(crate) use leaf;

/// What can be written as the text of a value.
pub(crate) trait AsText {
    fn as_text(&self) -> &str;
}

impl AsText for String {
    fn as_text(&self) -> &str {
        self
    }
}

impl AsText for crate::secret::Secret {
    fn as_text(&self) -> &str {
        self.expose()
    }
}
