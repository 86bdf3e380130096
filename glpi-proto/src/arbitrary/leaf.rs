//! What the elements that `leaf!` declares are made of.

use arbitrary::{Result, Unstructured};

use super::{attributes, element, list, xml_text};
use crate::secret::Secret;
use crate::xml::Element;

/// What a value of an element may be.
pub(crate) trait Value: Sized {
    fn optional(u: &mut Unstructured<'_>) -> Result<Option<Self>>;
}

impl Value for String {
    fn optional(u: &mut Unstructured<'_>) -> Result<Option<Self>> {
        // Most are absent in most messages.
        if u.ratio(1, 4)? { xml_text(u).map(Some) } else { Ok(None) }
    }
}

impl Value for Secret {
    fn optional(u: &mut Unstructured<'_>) -> Result<Option<Self>> {
        Ok(String::optional(u)?.map(Self::from))
    }
}

/// Elements that hold more than a text.
pub(crate) fn nested(u: &mut Unstructured<'_>) -> Result<Vec<Element>> {
    let elements: Vec<Element> = list(element)(u)?;
    let holds_more = |element: &Element| !element.attributes.is_empty() || !element.children.is_empty();
    Ok(elements.into_iter().filter(holds_more).collect())
}

pub(crate) fn text(u: &mut Unstructured<'_>) -> Result<String> {
    xml_text(u)
}

/// Values that nobody has described.
pub(crate) fn extra(u: &mut Unstructured<'_>) -> Result<Vec<(String, String)>> {
    attributes(u)
}

pub(crate) fn children(u: &mut Unstructured<'_>) -> Result<bool> {
    u.arbitrary()
}
