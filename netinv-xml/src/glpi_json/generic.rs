//! Unknown elements, as PHP turns XML into arrays (NIX-J02):
//! repeated siblings are a list, a single one is itself, a leaf is its text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::xml::node::{Element, Node};

/// Returns true if it holds only white space. Attributes do not count.
pub(super) fn is_blank(element: &Element<'_>) -> bool {
    element.content.iter().all(|node| match node {
        Node::Element(element) => is_blank(element),
        Node::Text(text) => text.trim_ascii().is_empty(),
        Node::Attribute(..) => true,
    })
}

/// The text of an element that is a leaf to PHP: one that starts with a text.
pub(super) fn text<'e>(element: &'e Element<'_>) -> Option<Cow<'e, str>> {
    let mut content = element.content.iter().filter(|node| !matches!(node, Node::Attribute(..)));
    match (content.next(), content.next()) {
        (Some(Node::Text(text)), None) => Some(Cow::Borrowed(text)),
        (Some(Node::Text(text)), Some(_)) if !text.trim_ascii().is_empty() => {
            Some(Cow::Owned(element.text()))
        }
        _ => None,
    }
}

/// The text of an element that holds nothing else.
pub(super) fn plain_text<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    match text(element) {
        Some(Cow::Borrowed(text)) => Some(text),
        _ => None,
    }
}

/// Members of an element, by name in lower case.
#[derive(Debug, Default)]
pub(super) struct Groups<'n> {
    pub(super) elements: BTreeMap<String, Vec<&'n Element<'n>>>,
    pub(super) attributes: BTreeMap<String, &'n str>,
}

/// The members that are not blank. Those of a namespace are not seen.
pub(super) fn groups<'n>(nodes: &'n [Node<'n>], wanted: &dyn Fn(&str) -> bool) -> Groups<'n> {
    let mut groups = Groups::default();
    let is_own = |name: &str| !name.contains(':') && name != "xmlns";
    for node in nodes {
        match node {
            Node::Element(element)
                if is_own(&element.name) && wanted(&element.name) && !is_blank(element) =>
            {
                groups.elements.entry(element.name.to_ascii_lowercase()).or_default().push(element);
            }
            Node::Attribute(name, value) if is_own(name) => {
                groups.attributes.insert(name.to_ascii_lowercase(), value);
            }
            _ => {}
        }
    }
    groups
}

/// Number of nodes that are not blank.
pub(super) fn count(nodes: &[Node<'_>]) -> usize {
    let is_blank = |node: &&Node<'_>| match node {
        Node::Element(element) => is_blank(element),
        Node::Text(text) => text.trim_ascii().is_empty(),
        Node::Attribute(..) => true,
    };
    nodes.iter().filter(|node| !is_blank(node)).count()
}
