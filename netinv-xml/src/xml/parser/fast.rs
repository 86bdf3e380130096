//! The fast way through most of a document: tags and texts without anything to resolve.
//!
//! `None` means "not mine: read it the general way", and leaves everything as it is.
//! Anything else is just what the general way would have read. It never decides an error:
//! input that is not well-formed or over a bound is left to the general way.

use super::{Parser, Tag};
use crate::record::Record;
use crate::xml::scan;

/// The next item inside an element.
pub(super) enum Plain<'a> {
    /// A start tag that is not read yet.
    Start(PlainTag<'a>),
    /// The end tag, which is.
    End,
}

/// A start tag without attributes.
pub(super) struct PlainTag<'a> {
    tag: Tag<'a>,
    /// The text after it.
    content: &'a str,
    /// The text of the element and what comes after that, if it holds nothing else.
    leaf: Option<(&'a str, &'a str)>,
}

impl<'a> Parser<'a> {
    /// Reads the next item, if only layout comes before it. The name of a
    /// tag is yet to be checked.
    #[inline]
    pub(super) fn plain_item(&mut self) -> Option<Plain<'a>> {
        if !self.is_fast {
            return None;
        }
        let rest = self.rest();
        let (_, markup) = rest.split_at_checked(scan::layout(rest.as_bytes()))?;
        let after = markup.strip_prefix('<')?;
        if let Some(name) = after.strip_prefix('/') {
            let after = name.strip_prefix(*self.open.last()?)?.strip_prefix('>')?;
            self.at = self.position(after);
            self.open.pop();
            return Some(Plain::End);
        }
        let (name, after) = after.split_at_checked(scan::tag_end(after.as_bytes())?)?;
        let content = after.strip_prefix('>')?;
        if self.elements >= self.limits.elements() || self.open.len() >= self.limits.depth() {
            return None;
        }
        let tag = Tag { name, offset: self.position(markup), empty: false, has_attributes: false };
        Some(Plain::Start(PlainTag { tag, content, leaf: self.plain_content(name, content) }))
    }

    /// Offset of a rest of the document.
    #[inline]
    fn position(&self, rest: &str) -> usize {
        self.text.len().saturating_sub(rest.len())
    }

    /// Reads the whole element, if the record has a text of that name.
    #[inline]
    pub(super) fn take_leaf<R: Record<'a>>(
        &mut self,
        next: &PlainTag<'a>,
        record: &mut R,
        cursor: &mut usize,
    ) -> bool {
        match next.leaf {
            Some((text, after)) if record.leaf(next.tag.name, text, cursor) => self.pass(after),
            _ => false,
        }
    }

    /// Reads the whole element, if it holds a text alone.
    pub(super) fn skip_leaf(&mut self, next: &PlainTag<'a>) -> bool {
        match next.leaf {
            Some((_, after)) if is_plain_name(next.tag.name) => self.pass(after),
            _ => false,
        }
    }

    /// Goes on after the element.
    #[inline]
    fn pass(&mut self, after: &str) -> bool {
        self.at = self.position(after);
        self.elements = self.elements.saturating_add(1);
        true
    }

    /// Reads the start tag.
    pub(super) fn take_tag(&mut self, next: &PlainTag<'a>) -> Option<Tag<'a>> {
        if !is_plain_name(next.tag.name) {
            return None;
        }
        self.at = self.position(next.content);
        self.elements = self.elements.saturating_add(1);
        Some(next.tag)
    }

    /// The text up to the end tag of `name`, and the end tag, if that is all there
    /// is.
    #[inline]
    pub(crate) fn plain_text(&mut self, name: &str) -> Option<&'a str> {
        if !self.is_fast {
            return None;
        }
        let (text, after) = self.plain_content(name, self.rest())?;
        self.at = self.position(after);
        Some(text)
    }

    /// The text up to the end tag of `name`, and what comes after that.
    #[inline(always)]
    fn plain_content(&self, name: &str, content: &'a str) -> Option<(&'a str, &'a str)> {
        let (text, end) = content.split_at_checked(scan::text(content.as_bytes())?)?;
        let after = end.strip_prefix("</")?.strip_prefix(name)?.strip_prefix('>')?;
        self.is_plain(text).then_some((text, after))
    }

    /// Returns true if a text without markup and references is its own meaning.
    #[inline(always)]
    fn is_plain(&self, text: &str) -> bool {
        text.len() <= self.limits.text_len()
            && !(self.has_carriage_return && text.contains('\r'))
            && !(self.has_cdata_end && text.contains("]]>"))
    }
}

/// Returns true if the name is made as all known names are.
fn is_plain_name(name: &str) -> bool {
    let is_plain = |b: u8| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    name.starts_with(|first: char| first.is_ascii_uppercase()) && name.bytes().all(is_plain)
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

    fn parser(text: &str, limits: Limits, is_fast: bool) -> Result<Parser<'_>, DecodeError> {
        Parser::new(text, limits).map(|parser| Parser { is_fast, ..parser })
    }

    fn skimmed(text: &str, limits: Limits, is_fast: bool) -> Result<Vec<Repair>, DecodeError> {
        let mut parser = parser(text, limits, is_fast)?;
        let root = parser.root()?;
        parser.skim(root)?;
        parser.finish()?;
        Ok(parser.notes)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// NIX-010: values, notes and errors with their places.
        #[test]
        fn the_fast_way_leads_to_the_same(text in documents(), limits in limits()) {
            let read = |is_fast| {
                Document::parse_with(parser(&text, limits, is_fast)?).map(|document| (document.message().clone(), document.repairs().to_vec()))
            };
            prop_assert_eq!(read(true), read(false), "{}", &text);
            prop_assert_eq!(skimmed(&text, limits, true), skimmed(&text, limits, false), "{}", &text);
        }
    }
}
