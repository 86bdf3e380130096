//! The fast way to write most of a document: known elements that hold a text without
//! anything to escape, each on a line.
//!
//! Such an element is either written just as the general way would, or left to it. It never
//! decides an error.

use super::Writer;
use crate::xml::scan;

/// The name of a known element, and its tags.
#[derive(Debug)]
pub(crate) struct Name {
    name: &'static str,
    start_tag: Padded<24>,
    /// With the end of the line.
    end_tag: Padded<24>,
}

/// The [`Name`] that is this literal.
macro_rules! name {
    ($name:literal) => {
        const { &crate::xml::writer::Name::new($name, concat!("<", $name, ">"), concat!("</", $name, ">\n")) }
    };
}

pub(crate) use name;

impl Name {
    /// Creates the value of [`name!`]. A name that is too long is an error of the compiler.
    pub(crate) const fn new(name: &'static str, start_tag: &str, end_tag: &str) -> Self {
        Self { name, start_tag: Padded::new(start_tag), end_tag: Padded::new(end_tag) }
    }

    pub(crate) const fn as_str(&self) -> &'static str {
        self.name
    }
}

/// A short text, and blanks after it: it is faster to append always the same number of
/// bytes, and take some away, than to append as many as there are.
#[derive(Debug)]
struct Padded<const MAX: usize> {
    bytes: [u8; MAX],
    len: usize,
}

impl<const MAX: usize> Padded<MAX> {
    const BLANKS: [u8; MAX] = [b' '; MAX];

    const fn new(text: &str) -> Self {
        let mut bytes = Self::BLANKS;
        bytes.split_at_mut(text.len()).0.copy_from_slice(text.as_bytes());
        Self { bytes, len: text.len() }
    }

    const fn blanks(len: usize) -> Self {
        Self { bytes: Self::BLANKS, len }
    }

    #[inline(always)]
    fn append_to(&self, out: &mut Vec<u8>) {
        let end = out.len().saturating_add(self.len);
        if out.capacity().saturating_sub(out.len()) >= MAX {
            out.extend_from_slice(&self.bytes);
            out.truncate(end);
        } else {
            // A buffer of just the right size need not grow.
            out.extend_from_slice(self.bytes.get(..self.len).unwrap_or(&self.bytes));
        }
    }
}

impl Writer<'_> {
    /// Writes an element that holds a text, as [`leaf`](Self::leaf) does.
    #[inline]
    pub(crate) fn member(&mut self, name: &Name, text: Option<&str>) {
        if !text.is_some_and(|text| self.plain_leaf(name, text)) {
            self.leaf(name.name, text);
        }
    }

    /// Writes one of several of that name, as [`listed_leaf`](Self::listed_leaf) does.
    #[inline]
    pub(crate) fn listed_member(&mut self, name: &Name, text: Option<&str>) {
        if !text.is_some_and(|text| self.plain_leaf(name, text)) {
            self.listed_leaf(name.name, text);
        }
    }

    /// Writes the whole line, if there is nothing to it.
    fn plain_leaf(&mut self, name: &Name, text: &str) -> bool {
        let indent = Padded::<32>::blanks(self.level.saturating_mul(2));
        if !self.is_fast
            || self.inline
            || indent.len > indent.bytes.len()
            || !scan::is_unescaped(text.as_bytes())
        {
            return false;
        }
        self.end_tag_open(true);
        indent.append_to(self.out);
        name.start_tag.append_to(self.out);
        self.out.extend_from_slice(text.as_bytes());
        name.end_tag.append_to(self.out);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use crate::record::Record;
    use crate::xml::writer::{Style, Writer};
    use crate::{Connection, Connections, Element, EncodeError, Leaf, List, Node, Port, Vlan};

    /// Texts of all lengths about those of words, most of them with nothing to escape.
    fn text() -> impl Strategy<Value = String> {
        let special = prop::sample::select(vec![
            "&", "<", ">", "\"", "'", "#", "\n", "\t", "\r", "\u{7f}", "\0", "\u{1b}", "\u{FFFE}", "é",
        ]);
        let rough = ("[ -~]{0,20}", special, "[ -~]{0,20}");
        prop_oneof![
            4 => "[0-9A-Za-z:/ ]{0,40}",
            1 => rough.prop_map(|(before, special, after)| before + special + &after),
            1 => any::<String>(),
        ]
    }

    fn leaf<T: ?Sized + 'static>() -> impl Strategy<Value = Option<Leaf<'static, T>>> {
        let some = prop_oneof![1 => Just(Leaf::undefined()), 6 => text().prop_map(Leaf::new)];
        option::of(some)
    }

    fn extra() -> impl Strategy<Value = Vec<Node<'static>>> {
        let node = (0..4, "[A-Z]{1,9}", text()).prop_map(|(kind, name, text)| match kind {
            0 => Node::Text(text.into()),
            1 => Node::Attribute(name.into(), text.into()),
            _ => Node::Element(Element { name: name.into(), content: vec![Node::Text(text.into())] }),
        });
        prop_oneof![4 => Just(Vec::new()), 1 => vec(node, 0..3)]
    }

    prop_compose! {
        fn port()(
            alias in leaf(), admin_status in leaf(), number in leaf(), mac in leaf(), trunk in leaf(),
            aggregate in vec(text(), 0..3), vlans in vec((leaf(), leaf(), extra()), 0..3),
            cdp in leaf(), macs in vec(vec(text(), 0..3), 0..3), extra in extra(),
        ) -> Port<'static> {
            let connections = macs.into_iter().map(|macs| {
                Connection { macs: macs.into_iter().map(Leaf::new).collect(), ..Connection::default() }
            });
            Port {
                alias, admin_status, number, mac, trunk, extra,
                aggregate: aggregate.into_iter().map(Leaf::new).collect(),
                connections: Some(Connections { cdp, connections: connections.collect(), ..Connections::default() }),
                vlans: vlans.into_iter()
                    .map(|(name, number, extra)| Vlan { name, number, extra, ..Vlan::default() })
                    .collect::<List<'_, _>>(),
                ..Port::default()
            }
        }
    }

    /// Writes the port at this depth; the result says whether all of it could be written.
    fn written(
        port: &Port<'_>,
        style: Style,
        level: usize,
        is_fast: bool,
    ) -> (Vec<u8>, Result<(), EncodeError>) {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, style);
        writer.is_fast &= is_fast;
        writer.level = level;
        port.write(Port::TAG, &mut writer);
        let result = writer.finish();
        (out, result)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// NIX-015: bytes and errors.
        #[test]
        fn the_fast_way_leads_to_the_same(
            port in port(), level in 0..20_usize,
            style in prop::sample::select(vec![Style::LibXml, Style::TreePp, Style::Line]),
        ) {
            let fast = written(&port, style, level, true);
            let general = written(&port, style, level, false);
            prop_assert_eq!(fast.1, general.1);
            prop_assert_eq!(String::from_utf8_lossy(&fast.0), String::from_utf8_lossy(&general.0));
        }
    }
}
