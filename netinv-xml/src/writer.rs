//! Writing, in the layouts of the real writers.

use crate::chars;
use crate::error::{EncodeError, Snippet};
use crate::node::{Element, Node};

/// How a document is laid out (NIX-015, NIX-018, NIX-019).
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
    /// As GLPI agents from 1.5 on write (`XML::LibXML`).
    #[default]
    LibXml,
    /// As FusionInventory agents and GLPI agents up to 1.4 write (`XML::TreePP`).
    TreePp,
    /// As GLPI servers write their answers.
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
    /// Whether the innermost open tag still lacks its `>`.
    tag_open: bool,
    /// Attributes of the element that is opened next.
    attributes: Vec<u8>,
    error: Option<EncodeError>,
}

impl<'w> Writer<'w> {
    pub(crate) fn new(out: &'w mut Vec<u8>, style: Style) -> Self {
        out.extend_from_slice(match style {
            Style::LibXml => b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".as_slice(),
            Style::TreePp => b"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n",
            Style::Line => b"<?xml version=\"1.0\"?>\n",
        });
        Self {
            out,
            style,
            level: 0,
            inline: false,
            tag_open: false,
            attributes: Vec::new(),
            error: None,
        }
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
        let mut attributes = std::mem::take(&mut self.attributes);
        for c in value.chars() {
            match c {
                '"' => attributes.extend_from_slice(b"&quot;"),
                // White space would be read as blanks.
                '\n' => attributes.extend_from_slice(b"&#10;"),
                '\t' => attributes.extend_from_slice(b"&#9;"),
                c => {
                    let mut buffer = [0; 4];
                    self.escape(c.encode_utf8(&mut buffer), &mut attributes);
                }
            }
        }
        attributes.push(b'"');
        self.attributes = attributes;
    }

    /// Opens a record's element: its tag, attributes and texts that nobody has
    /// described. Returns what is left of `extra`: elements.
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
            self.push(if self.style == Style::TreePp {
                b" />"
            } else {
                b"/>"
            });
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

    /// The same for one of several of that name, which always ends its line.
    pub(crate) fn listed_leaf(&mut self, name: &str, text: Option<&str>) {
        self.any_leaf(name, text);
        self.line_end();
    }

    fn any_leaf(&mut self, name: &str, text: Option<&str>) {
        self.tag(name, true);
        match text {
            None => self.push(if self.style == Style::TreePp {
                b" />"
            } else {
                b"/>"
            }),
            Some(text) => {
                self.push(b">");
                self.text(text);
                self.push(b"</");
                self.push(name.as_bytes());
                self.push(b">");
            }
        }
    }

    /// Writes an element that nobody has described.
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
        if !element
            .content
            .iter()
            .any(|node| !matches!(node, Node::Attribute(..)))
        {
            self.push(if self.style == Style::TreePp {
                b" />"
            } else {
                b"/>"
            });
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
        self.push(b"<");
        self.push(name.as_bytes());
        let mut attributes = std::mem::take(&mut self.attributes);
        self.push(&attributes);
        attributes.clear();
        self.attributes = attributes;
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
            for _ in 0..self.level {
                self.push(b"  ");
            }
        }
    }

    fn line_end(&mut self) {
        if self.style != Style::Line {
            self.push(b"\n");
        }
    }

    fn text(&mut self, text: &str) {
        let mut out = std::mem::take(self.out);
        self.escape(text, &mut out);
        *self.out = out;
    }

    /// Appends the text with what has to be escaped escaped, and no more.
    fn escape(&mut self, text: &str, out: &mut Vec<u8>) {
        let tree_pp = self.style == Style::TreePp;
        let mut rest = text.as_bytes();
        loop {
            let special = |&b: &u8| match b {
                b'&' | b'<' | b'>' | b'\r' => true,
                b'"' | b'\'' | 0x7F => tree_pp,
                b'\t' | b'\n' => false,
                // 0xEF starts U+FFFE and U+FFFF.
                _ => b < 0x20 || b == 0xEF,
            };
            let at = rest.iter().position(special).unwrap_or(rest.len());
            let (plain, after) = rest.split_at(at);
            out.extend_from_slice(plain);
            let Some((&byte, after)) = after.split_first() else {
                return;
            };
            rest = after;
            match byte {
                b'&' => out.extend_from_slice(b"&amp;"),
                b'<' => out.extend_from_slice(b"&lt;"),
                b'>' => out.extend_from_slice(b"&gt;"),
                b'"' => out.extend_from_slice(b"&quot;"),
                b'\'' => out.extend_from_slice(b"&apos;"),
                b'\r' => out.extend_from_slice(b"&#13;"),
                0x7F => out.extend_from_slice(b"&#127;"),
                0xEF => {
                    match rest {
                        [0xBF, 0xBE, ..] => self.fail(EncodeError::Character(0xFFFE)),
                        [0xBF, 0xBF, ..] => self.fail(EncodeError::Character(0xFFFF)),
                        _ => {}
                    }
                    out.push(0xEF);
                }
                other => self.fail(EncodeError::Character(other.into())),
            }
        }
    }

    pub(crate) fn check_name(&mut self, name: &str) {
        if !chars::is_name(name) {
            self.fail(EncodeError::Name(Snippet::of(name.as_bytes())));
        }
    }

    fn fail(&mut self, error: EncodeError) {
        self.error.get_or_insert(error);
    }

    fn push(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }
}
