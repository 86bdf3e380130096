//! Writing, in the layouts of the real writers.

mod fast;

use crate::error::{EncodeError, Snippet};
use crate::xml::chars;
use crate::xml::node::{Element, Node};

pub(crate) use fast::{Name, name};

/// Layouts of documents (NIX-015, NIX-018, NIX-019).
///
/// | style | declaration | layout | `<X/>` | escapes |
/// |---|---|---|---|---|
/// | `LibXml` | `<?xml version="1.0" encoding="UTF-8"?>` | two blanks a level | `<X/>` | `&` `<` `>` |
/// | `TreePp` | the same with a blank before `?>` | two blanks a level, none after `<X />` | `<X />` | also `"` `'`, and DEL as `&#127;` |
/// | `Line` | `<?xml version="1.0"?>` | one line | `<X/>` | `&` `<` `>` |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum Style {
    /// The layout of GLPI agents from 1.5 on (`XML::LibXML`).
    #[default]
    LibXml,
    /// The layout of FusionInventory agents and GLPI agents up to 1.4 (`XML::TreePP`).
    TreePp,
    /// The layout of answers of GLPI servers.
    Line,
}

/// Writes elements. The first thing that cannot be written is kept as an error,
/// and nothing is written from there on.
#[derive(Debug)]
pub(crate) struct Writer<'w> {
    out: &'w mut Vec<u8>,
    style: Style,
    level: usize,
    /// The line goes on after an undefined leaf (`TreePp`).
    inline: bool,
    /// True if the innermost open tag still lacks its `>`.
    tag_open: bool,
    /// Attributes of the element that is opened next.
    attributes: Vec<u8>,
    error: Option<EncodeError>,
    /// True if the fast way is taken where it leads ([`fast`]): in all styles that
    /// have lines, but for the test that it leads to the same.
    is_fast: bool,
}

impl<'w> Writer<'w> {
    pub(crate) fn new(out: &'w mut Vec<u8>, style: Style) -> Self {
        out.extend_from_slice(match style {
            Style::LibXml => b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".as_slice(),
            Style::TreePp => b"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n",
            Style::Line => b"<?xml version=\"1.0\"?>\n",
        });
        let is_fast = style != Style::Line;
        let attributes = Vec::new();
        Self { out, style, level: 0, inline: false, tag_open: false, attributes, error: None, is_fast }
    }

    pub(crate) fn finish(self) -> Result<(), EncodeError> {
        if self.style == Style::Line {
            self.out.push(b'\n');
        }
        self.error.map_or(Ok(()), Err)
    }

    /// Keeps an attribute for the element that is opened next.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        self.check_name(name);
        self.attributes.push(b' ');
        self.attributes.extend_from_slice(name.as_bytes());
        self.attributes.extend_from_slice(b"=\"");
        for part in value.split_inclusive(['"', '\n', '\t']) {
            let (text, end) = match part.as_bytes() {
                [.., b'"'] => (part.strip_suffix('"'), b"&quot;".as_slice()),
                // White space would be read as blanks.
                [.., b'\n'] => (part.strip_suffix('\n'), b"&#10;".as_slice()),
                [.., b'\t'] => (part.strip_suffix('\t'), b"&#9;".as_slice()),
                _ => (None, b"".as_slice()),
            };
            if let Err(error) = escape(text.unwrap_or(part), self.style, &mut self.attributes) {
                self.fail(error);
            }
            self.attributes.extend_from_slice(end);
        }
        self.attributes.push(b'"');
    }

    /// Opens a record's element: its tag, unknown attributes and texts.
    /// Returns the rest of `extra`: elements.
    pub(crate) fn open<'e, 'n>(&mut self, name: &str, extra: &'e [Node<'n>]) -> &'e [Node<'n>] {
        for node in extra {
            if let Node::Attribute(name, value) = node {
                self.attribute(name, value);
            }
        }
        self.tag(name, true);
        self.tag_open = true;
        self.level = self.level.saturating_add(1);
        for node in extra {
            if let Node::Text(text) = node {
                self.end_tag_open(false);
                self.text(text);
                self.inline = true;
            }
        }
        extra
    }

    /// Writes those elements at the front of `extra` that come before `member`.
    pub(crate) fn extra_before<'e, 'n>(&mut self, member: &str, extra: &'e [Node<'n>]) -> &'e [Node<'n>] {
        let mut rest = extra;
        while let [first, after @ ..] = rest {
            match first {
                Node::Element(element) if &*element.name >= member => break,
                Node::Element(element) => self.element(element),
                _ => {}
            }
            rest = after;
        }
        rest
    }

    /// Writes the rest of `extra` and closes the element.
    pub(crate) fn close(&mut self, name: &str, extra: &[Node<'_>]) {
        for node in extra {
            if let Node::Element(element) = node {
                self.element(element);
            }
        }
        self.level = self.level.saturating_sub(1);
        if self.tag_open {
            self.tag_open = false;
            self.push(if self.style == Style::TreePp { b" />" } else { b"/>" });
        } else {
            if !self.inline {
                self.indent();
            }
            self.push(b"</");
            self.push(name.as_bytes());
            self.push(b">");
        }
        self.inline = false;
        self.line_end();
    }

    /// Writes an element that holds a text; `None` for `<X/>`.
    pub(crate) fn leaf(&mut self, name: &str, text: Option<&str>) {
        self.any_leaf(name, text);
        // The one without content does not end its line.
        if text.is_none() && self.style == Style::TreePp {
            self.inline = true;
        } else {
            self.line_end();
        }
    }

    /// Writes one of several leaves of that name, which always ends its line.
    pub(crate) fn listed_leaf(&mut self, name: &str, text: Option<&str>) {
        self.any_leaf(name, text);
        self.line_end();
    }

    fn any_leaf(&mut self, name: &str, text: Option<&str>) {
        self.tag(name, true);
        match text {
            None => self.push(if self.style == Style::TreePp { b" />" } else { b"/>" }),
            Some(text) => {
                // Once for all that follows.
                self.out.reserve(text.len().saturating_add(name.len()).saturating_add(5));
                self.out.push(b'>');
                self.text(text);
                self.push(b"</");
                self.push(name.as_bytes());
                self.out.push(b'>');
            }
        }
    }

    /// Writes an unknown element.
    fn element(&mut self, element: &Element<'_>) {
        self.check_name(&element.name);
        match element.content.as_slice() {
            [] => self.leaf(&element.name, None),
            [Node::Text(text)] => self.leaf(&element.name, Some(text)),
            content if content.iter().any(|node| matches!(node, Node::Text(_))) => {
                self.verbatim(element, true);
                self.line_end();
            }
            content => {
                let rest = self.open(&element.name, content);
                self.close(&element.name, rest);
            }
        }
    }

    /// Writes an element that holds both texts and elements: without layout,
    /// which would be text.
    fn verbatim(&mut self, element: &Element<'_>, on_own_line: bool) {
        self.check_name(&element.name);
        for node in &element.content {
            if let Node::Attribute(name, value) = node {
                self.attribute(name, value);
            }
        }
        self.tag(&element.name, on_own_line);
        if !element.content.iter().any(|node| !matches!(node, Node::Attribute(..))) {
            self.push(if self.style == Style::TreePp { b" />" } else { b"/>" });
            return;
        }
        self.push(b">");
        for node in &element.content {
            match node {
                Node::Text(text) => self.text(text),
                Node::Element(element) => self.verbatim(element, false),
                Node::Attribute(..) => {}
            }
        }
        self.push(b"</");
        self.push(element.name.as_bytes());
        self.push(b">");
    }

    /// `<name` and the attributes.
    fn tag(&mut self, name: &str, on_own_line: bool) {
        if on_own_line {
            self.end_tag_open(true);
            if self.inline {
                self.inline = false;
                self.push(b"  ");
            } else {
                self.indent();
            }
        }
        self.out.push(b'<');
        self.push(name.as_bytes());
        if !self.attributes.is_empty() {
            self.out.append(&mut self.attributes);
        }
    }

    fn end_tag_open(&mut self, with_line: bool) {
        if self.tag_open {
            self.tag_open = false;
            self.push(b">");
            if with_line {
                self.line_end();
            }
        }
    }

    fn indent(&mut self) {
        if self.style != Style::Line {
            let len = self.out.len().saturating_add(self.level.saturating_mul(2));
            self.out.resize(len, b' ');
        }
    }

    fn line_end(&mut self) {
        if self.style != Style::Line {
            self.out.push(b'\n');
        }
    }

    fn text(&mut self, text: &str) {
        if let Err(error) = escape(text, self.style, self.out) {
            self.fail(error);
        }
    }

    pub(crate) fn check_name(&mut self, name: &str) {
        if !chars::is_name(name) {
            self.fail(EncodeError::Name(Snippet::new(name.as_bytes())));
        }
    }

    fn fail(&mut self, error: EncodeError) {
        self.error.get_or_insert(error);
    }

    fn push(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }
}

/// Bytes that may have to be escaped: 1 in all styles, 2 in
/// [`Style::TreePp`].
const SPECIAL: [u8; 256] = {
    let mut special = [0; 256];
    let mut byte = 0_u8;
    loop {
        let class = match byte {
            b'\t' | b'\n' => 0,
            // 0xEF starts U+FFFE and U+FFFF.
            ..0x20 | b'&' | b'<' | b'>' | 0xEF => 1,
            b'"' | b'\'' | 0x7F => 2,
            _ => 0,
        };
        #[expect(clippy::indexing_slicing, reason = "256 bytes, 256 entries")]
        {
            special[byte as usize] = class;
        }
        match byte.checked_add(1) {
            Some(next) => byte = next,
            None => break special,
        }
    }
};

/// Appends the text with what has to be escaped escaped, and no more. What XML
/// cannot hold is left out; the first of it is the error.
fn escape(text: &str, style: Style, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let classes = if style == Style::TreePp { 0b11 } else { 0b01 };
    let is_special = |&b: &u8| SPECIAL.get(usize::from(b)).is_none_or(|class| class & classes != 0);
    let mut rest = text.as_bytes();
    let mut result = Ok(());
    while let Some(at) = rest.iter().position(is_special) {
        let (plain, after) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        out.extend_from_slice(plain);
        let Some((&byte, after)) = after.split_first() else { break };
        rest = after;
        let escaped: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&apos;",
            b'\r' => b"&#13;",
            0x7F => b"&#127;",
            0xEF => {
                match rest {
                    [0xBF, 0xBE, ..] => result = result.and(Err(EncodeError::Character(0xFFFE))),
                    [0xBF, 0xBF, ..] => result = result.and(Err(EncodeError::Character(0xFFFF))),
                    _ => {}
                }
                b"\xEF"
            }
            other => {
                result = result.and(Err(EncodeError::Character(other.into())));
                b""
            }
        };
        out.extend_from_slice(escaped);
    }
    out.extend_from_slice(rest);
    result
}
