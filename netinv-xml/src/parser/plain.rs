//! The quick way through what most of a document is: tags and texts with nothing
//! in them that has to be looked at more closely.
//!
//! Each function either reads something, and then just as the general way would
//! have, or leaves everything as it is and gives `None`. So it decides nothing:
//! whatever is not well-formed or over a bound goes the general way.

use super::{Item, Parser, Tag};
use crate::record::Record;
use crate::scan;

/// An element that holds a text alone.
pub(super) struct PlainLeaf<'a> {
    name: &'a str,
    text: &'a str,
    /// Where it ends.
    end: usize,
}

impl<'a> Parser<'a> {
    /// Reads the whole element that stands next, layout before it included, if the
    /// record has a text of that name.
    #[inline]
    pub(super) fn take_leaf<R: Record<'a>>(&mut self, record: &mut R, cursor: &mut usize) -> bool {
        match self.plain_leaf() {
            Some(leaf) if record.leaf(leaf.name, leaf.text, cursor) => {
                self.pass(&leaf);
                true
            }
            _ => false,
        }
    }

    /// Goes on after the element.
    pub(super) fn pass(&mut self, leaf: &PlainLeaf<'a>) {
        self.at = leaf.end;
        self.elements = self.elements.saturating_add(1);
    }

    /// The element that stands next, layout before it included.
    #[inline]
    pub(super) fn plain_leaf(&self) -> Option<PlainLeaf<'a>> {
        if !self.has_room() {
            return None;
        }
        let rest = self.rest();
        let start = scan::layout(rest.as_bytes());
        let (_, markup) = rest.split_at_checked(start)?;
        let after = markup.strip_prefix('<')?;
        let (name, content) = after.split_at_checked(plain_name(after.as_bytes())?)?;
        let content = content.strip_prefix('>')?;
        let (text, end) = content.split_at_checked(scan::text(content.as_bytes())?)?;
        let rest = end.as_bytes().strip_prefix(b"</")?.strip_prefix(name.as_bytes())?.strip_prefix(b">")?;
        if !self.is_plain(text) {
            return None;
        }
        Some(PlainLeaf { name, text, end: self.text.len().checked_sub(rest.len())? })
    }

    /// The next tag, if nothing but layout stands between here and its end.
    #[inline]
    pub(super) fn plain_tag(&mut self) -> Option<Item<'a>> {
        if !self.is_quick {
            return None;
        }
        let rest = self.text.as_bytes().get(self.at..)?;
        let layout = scan::layout(rest);
        let start = self.at.checked_add(layout)?;
        let after = match rest.get(layout..)? {
            [b'<', b'/', after @ ..] => {
                let open = self.open.last()?;
                if after.strip_prefix(open.as_bytes())?.first() != Some(&b'>') {
                    return None;
                }
                self.at = start.checked_add(open.len())?.checked_add(3)?;
                self.open.pop();
                return Some(Item::End);
            }
            [b'<', after @ ..] => after,
            _ => return None,
        };
        let len = plain_name(after)?;
        if after.get(len) != Some(&b'>') || !self.has_room() {
            return None;
        }
        let name_start = start.checked_add(1)?;
        let name_end = name_start.checked_add(len)?;
        let name = self.text.get(name_start..name_end)?;
        self.at = name_end.checked_add(1)?;
        self.elements = self.elements.saturating_add(1);
        Some(Item::Start(Tag { name, offset: start, empty: false, has_attributes: false }))
    }

    /// The text up to the end tag of `name`, and the end tag, if that is all there
    /// is.
    #[inline]
    pub(crate) fn plain_text(&mut self, name: &str) -> Option<&'a str> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let len = scan::text(rest)?;
        let end = rest.get(len..)?.strip_prefix(b"</")?.strip_prefix(name.as_bytes())?;
        let text = self.text.get(self.at..self.at.checked_add(len)?)?;
        if end.first() != Some(&b'>') || !self.is_quick || !self.is_plain(text) {
            return None;
        }
        self.at = self.at.checked_add(len)?.checked_add(name.len())?.checked_add(3)?;
        Some(text)
    }

    /// Whether a text without markup and references is what it stands for.
    fn is_plain(&self, text: &str) -> bool {
        text.len() <= self.limits.text_len()
            && !(self.has_carriage_return && text.contains('\r'))
            && !(self.has_cdata_end && text.contains("]]>"))
    }

    /// Whether the quick way may be taken, and the bounds allow an element more.
    fn has_room(&self) -> bool {
        self.is_quick && self.elements < self.limits.elements() && self.open.len() < self.limits.depth()
    }
}

/// How long the name at the start is, if it is one as all known names are.
#[inline]
fn plain_name(bytes: &[u8]) -> Option<usize> {
    bytes.first().filter(|first| first.is_ascii_uppercase()).map(|_| scan::plain_name(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::{DecodeError, Document, Limits, Repair};

    /// Pieces of documents: what agents write, and if `rough` much that they do not.
    fn pieces(rough: bool) -> impl Strategy<Value = String> {
        let good =
            ["IFNAME", "IFNUMBER", "IFALIAS", "MAC", "IP", "NAME", "QUERY", "UNKNOWN", "TONER2", "ifname"];
        let bad = ["2X", "É", "PORT", "PORTS", "DEVICE", "CONTENT"];
        let names = [&good[..], if rough { &bad } else { &[] }].concat();
        let name = move || prop::sample::select(names.clone());
        let long = "a longer text than eight bytes, and than thirty-two of them";
        let good =
            ["", " ", "1", "Gi1/0/1", long, "é", "a &amp; b", "x\r\ny", "]] >", "<![CDATA[x]]>", " \n  x"];
        let bad = ["&", "&#0;", "]]>", "<!-- c -->", "<X/>", "<?p?>", ">"];
        let texts = [&good[..], if rough { &bad } else { &[] }].concat();
        let text = move || prop::sample::select(texts.clone());
        let layout = prop::sample::select(vec!["", "\n", "\n    ", "\n            ", "\t", "\r\n  ", " x "]);
        let rough = u32::from(rough);
        let piece = prop_oneof![
            8 => (name(), text()).prop_map(|(name, text)| format!("<{name}>{text}</{name}>")),
            3 * rough => name().prop_map(|name| format!("<{name}>")),
            3 * rough => name().prop_map(|name| format!("</{name}>")),
            1 => name().prop_map(|name| format!("<{name}/>")),
            1 => (name(), text()).prop_map(|(name, text)| format!("<{name} >{text}</{name} >")),
            1 => name().prop_map(|name| format!("<{name} A=\"1\">x</{name}>")),
            rough => text().prop_map(str::to_owned),
        ];
        vec((layout, piece), 0..12).prop_map(|pieces| {
            pieces.into_iter().flat_map(|(layout, piece)| [layout.to_owned(), piece]).collect()
        })
    }

    /// A document of them, the elements that they are in being closed.
    fn documents() -> impl Strategy<Value = String> {
        let around = prop::sample::subsequence(vec!["CONTENT", "DEVICE", "PORTS", "PORT"], 0..=4);
        let pieces = prop_oneof![3 => pieces(false), 1 => pieces(true)];
        (around, pieces).prop_map(|(around, inside)| {
            let open: String = around.iter().map(|name| format!("<{name}>\n  ")).collect();
            let close: String = around.iter().rev().map(|name| format!("\n</{name}>")).collect();
            format!("<REQUEST>\n{open}{inside}{close}\n</REQUEST>\n")
        })
    }

    fn limits() -> impl Strategy<Value = Limits> {
        let few = (1..12_usize, 1..8_usize, 0..40_usize).prop_map(|(elements, depth, text_len)| {
            Limits::DEFAULT.with_elements(elements).with_depth(depth).with_text_len(text_len)
        });
        prop_oneof![3 => Just(Limits::DEFAULT), 1 => few]
    }

    fn parser(text: &str, limits: Limits, is_quick: bool) -> Result<Parser<'_>, DecodeError> {
        Parser::new(text, limits).map(|parser| Parser { is_quick, ..parser })
    }

    fn skimmed(text: &str, limits: Limits, is_quick: bool) -> Result<Vec<Repair>, DecodeError> {
        let mut parser = parser(text, limits, is_quick)?;
        let root = parser.root()?;
        parser.skim(root)?;
        parser.finish()?;
        Ok(parser.notes)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// NIX-010: values, notes and errors with their places.
        #[test]
        fn the_quick_way_leads_to_the_same(text in documents(), limits in limits()) {
            let read = |is_quick| {
                Document::parse_with(parser(&text, limits, is_quick)?).map(|document| (document.message().clone(), document.repairs().to_vec()))
            };
            prop_assert_eq!(read(true), read(false), "{}", &text);
            prop_assert_eq!(skimmed(&text, limits, true), skimmed(&text, limits, false), "{}", &text);
        }
    }
}
