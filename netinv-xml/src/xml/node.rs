//! XML that the model does not know, kept as it is.

use std::borrow::Cow;
use std::fmt;

/// A piece of unknown XML: kept in the `extra` of the record
/// that holds it, and written again.
///
/// `Debug` shows names, never texts, because it may be next to a secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Node<'a> {
    /// An element.
    Element(Element<'a>),
    /// A text between elements. In a record there is one at most, without the
    /// blanks around it.
    Text(Cow<'a, str>),
    /// An attribute of the record's own element.
    Attribute(Cow<'a, str>, Cow<'a, str>),
}

/// An unknown element.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Element<'a> {
    /// Name.
    pub name: Cow<'a, str>,
    /// Everything in it, its attributes first.
    pub content: Vec<Node<'a>>,
}

/// White space that agents write between elements, without a meaning.
const LAYOUT: [char; 4] = [' ', '\t', '\n', '\r'];

impl<'a> Node<'a> {
    /// The name of an element or attribute; a text has none.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Element(element) => Some(&element.name),
            Self::Attribute(name, _) => Some(name),
            Self::Text(_) => None,
        }
    }

    /// Detaches the node from the input.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        match self {
            Self::Element(element) => Node::Element(element.into_owned()),
            Self::Text(text) => Node::Text(text.into_owned().into()),
            Self::Attribute(name, value) => {
                Node::Attribute(name.into_owned().into(), value.into_owned().into())
            }
        }
    }

    pub(crate) fn into_owned_all(nodes: Vec<Node<'_>>) -> Vec<Node<'static>> {
        nodes.into_iter().map(Node::into_owned).collect()
    }

    /// Adds a text of a record, to the one that is there if there is one: what
    /// is between the members has no meaning. It comes first, so that
    /// it need not be searched for.
    pub(crate) fn add_text(nodes: &mut Vec<Self>, text: &str) {
        if let Some(Self::Text(before)) = nodes.first_mut() {
            before.to_mut().push_str(text);
        } else {
            let text = text.trim_start_matches(LAYOUT);
            if !text.is_empty() {
                nodes.insert(0, Self::Text(text.to_owned().into()));
            }
        }
    }

    /// Takes the layout after the text of a record away.
    pub(crate) fn trim_text(nodes: &mut [Self]) {
        if let Some(Self::Text(text)) = nodes.first_mut() {
            let kept = text.trim_end_matches(LAYOUT).len();
            text.to_mut().truncate(kept);
        }
    }

    /// Adds a text, to the text before it if there is one.
    pub(crate) fn push_text(nodes: &mut Vec<Self>, text: Cow<'a, str>) {
        match nodes.last_mut() {
            Some(Self::Text(before)) => before.to_mut().push_str(&text),
            _ => nodes.push(Self::Text(text)),
        }
    }
}

impl Element<'_> {
    /// The texts in it, without those of elements in it.
    #[must_use]
    pub fn text(&self) -> String {
        self.content
            .iter()
            .filter_map(|node| if let Node::Text(text) = node { Some(&**text) } else { None })
            .collect()
    }

    /// Detaches the element from the input.
    #[must_use]
    pub fn into_owned(self) -> Element<'static> {
        Element { name: self.name.into_owned().into(), content: Node::into_owned_all(self.content) }
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(element) => fmt::Debug::fmt(element, f),
            Self::Text(text) => write!(f, "text of {} bytes", text.len()),
            Self::Attribute(name, _) => write!(f, "@{name}"),
        }
    }
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}> ", self.name)?;
        f.debug_list().entries(&self.content).finish()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Node<'_> {
    /// Serialises the name alone, as `Debug` does, and for the same reason.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{self:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(content: Vec<Node<'static>>) -> Element<'static> {
        Element { name: "X".into(), content }
    }

    #[test]
    fn the_text_of_an_element_is_all_its_texts() {
        let inner = Node::Element(element(vec![Node::Text("inner".into())]));
        let attribute = Node::Attribute("A".into(), "value".into());
        let mixed = element(vec![attribute, Node::Text("a ".into()), inner, Node::Text("b".into())]);
        assert_eq!(mixed.text(), "a b");
        assert_eq!(element(Vec::new()).text(), "");
    }

    #[test]
    fn names_print_and_texts_do_not() {
        let node = Node::Element(element(vec![
            Node::Attribute("KEY".into(), "hush".into()),
            Node::Element(element(Vec::new())),
            Node::Text("hush".into()),
        ]));
        assert_eq!(format!("{node:?}"), "<X> [@KEY, <X> [], text of 4 bytes]");
    }

    #[test]
    fn the_text_of_a_record_loses_its_layout() {
        for (parts, kept) in
            [(&["\n ", "a\n", " b ", "\n"][..], Some("a\n b")), (&["a"], Some("a")), (&[" \n"], None)]
        {
            let mut nodes = vec![];
            parts.iter().for_each(|part| Node::add_text(&mut nodes, part));
            Node::trim_text(&mut nodes);
            let kept: Vec<_> = kept.into_iter().map(|text| Node::Text(text.into())).collect();
            assert_eq!(nodes, kept, "{parts:?}");
        }
    }
}
