//! Reading and writing the small XML of the older messages.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{DecodeError, DecodeErrorKind, Snippet, SyntaxError};
use crate::limits::{self, Limits};
use crate::transport::payload::Payload;

mod chars;
mod check;
mod declaration;
mod element;
pub(crate) mod encoding;
mod repair;
mod unrecognised;

pub(crate) use check::{Outline, check};
pub use element::Element;
pub(crate) use element::is_carried;
pub use repair::{XmlRepair, XmlRepairKind};
pub use unrecognised::Unrecognised;

/// The start of every document that is written.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// A child of the root element.
pub(crate) enum Child<'a> {
    Element(Element),
    /// The child that was to be left as it is: from `<` to `>`.
    Raw(&'a str),
    /// Such a child without content, as element and as it is.
    Empty(Element, &'a str),
}

/// A document of which the root's children are read, all but the one named `raw`.
pub(crate) struct Document<'a> {
    pub(crate) root: Element,
    /// The offset of the root element.
    pub(crate) offset: usize,
    pub(crate) children: Vec<Child<'a>>,
}

/// Reads a document. The child of the root that is named `raw` is kept as text.
pub(crate) fn document<'a>(
    payload: &'a Payload<'_>,
    raw: Option<&str>,
    limits: &Limits,
) -> Result<Document<'a>, DecodeError> {
    let (text, outline) = (payload.text(), payload.outline());
    outline.check_depth(limits)?;
    let mut tree = Tree { text, outline, base: 0, reader: reader(text), elements: 0, limits };
    let (root, offset, empty) = loop {
        let offset = tree.position();
        match tree.next()? {
            Event::Start(start) => break (tree.element(&start, offset)?, offset, false),
            Event::Empty(start) => break (tree.element(&start, offset)?, offset, true),
            Event::Eof => return Err(tree.error("no element", offset)),
            Event::Text(text) if !is_blank(&text.xml10_content()) => {
                return Err(tree.error("text before the root element", offset));
            }
            _ => {}
        }
    };
    let mut document = Document { root, offset, children: Vec::new() };
    if !empty {
        tree.children(&mut document, raw)?;
    }
    loop {
        let offset = tree.position();
        match tree.next()? {
            Event::Eof => return Ok(document),
            Event::Start(_) | Event::Empty(_) => return Err(tree.error("a second root element", offset)),
            Event::Text(text) if !is_blank(&text.xml10_content()) => {
                return Err(tree.error("text after the root element", offset));
            }
            _ => {}
        }
    }
}

/// The rule of XML that a text breaks.
fn broken_rule(error: &quick_xml::Error) -> &'static str {
    match error {
        quick_xml::Error::Syntax(_) => "a tag, comment or section without end",
        quick_xml::Error::IllFormed(_) => "an end tag without its start tag, or the other way round",
        quick_xml::Error::InvalidAttr(_) => {
            "an attribute without name, quotes or value, or one that is there twice"
        }
        _ => "a text that cannot be read",
    }
}

/// Real servers forget to escape `&`, so one that begins no reference is text.
fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    reader
}

struct Tree<'a, 'l> {
    text: &'a str,
    outline: &'a Outline,
    /// Offset from which the reader reads.
    base: usize,
    reader: Reader<&'a [u8]>,
    elements: usize,
    limits: &'l Limits,
}

impl<'a> Tree<'a, '_> {
    fn position(&self) -> usize {
        self.in_text(self.reader.buffer_position())
    }

    fn in_text(&self, position: u64) -> usize {
        usize::try_from(position).unwrap_or(usize::MAX).saturating_add(self.base)
    }

    fn error(&self, what: &'static str, offset: usize) -> DecodeError {
        DecodeError::new(SyntaxError::xml(what), offset)
    }

    fn next(&mut self) -> Result<Event<'a>, DecodeError> {
        self.reader.read_event().map_err(|error| {
            let offset = self.in_text(self.reader.error_position());
            DecodeError::new(SyntaxError::xml(broken_rule(&error)), offset)
        })
    }

    fn count(&mut self, offset: usize) -> Result<(), DecodeError> {
        self.elements = self.elements.saturating_add(1);
        limits::check_len("elements", self.elements, self.limits.elements())
            .map_err(|limit| DecodeError::new(limit, offset))
    }

    /// Reads an element's name and attributes.
    fn element(&mut self, start: &BytesStart<'_>, offset: usize) -> Result<Element, DecodeError> {
        self.count(offset)?;
        let mut element = Element { name: start.name().0.to_owned(), ..Element::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| {
                self.error("an attribute without name, quotes or value, or one that is there twice", offset)
            })?;
            let held = element.attributes.len().saturating_add(1);
            limits::check_len("attributes", held, self.limits.members())
                .map_err(|limit| DecodeError::new(limit, offset))?;
            let value = unescape(&attribute.value);
            element.attributes.push((attribute.key.0.to_owned(), value));
        }
        Ok(element)
    }

    /// Reads the root's children, up to its end.
    fn children(&mut self, document: &mut Document<'a>, raw: Option<&str>) -> Result<(), DecodeError> {
        loop {
            let offset = self.position();
            match self.next()? {
                Event::Start(start) => {
                    if raw.is_some_and(|raw| start.name().0.eq_ignore_ascii_case(raw)) {
                        self.count(offset)?;
                        let name = start.to_end().into_owned();
                        self.skip(&name, offset)?;
                        let text = self.text.get(offset..self.position()).unwrap_or_default();
                        document.children.push(Child::Raw(text));
                    } else {
                        let element = self.element(&start, offset)?;
                        document.children.push(Child::Element(self.fill(element)?));
                    }
                }
                Event::Empty(start) => {
                    let element = self.element(&start, offset)?;
                    document.children.push(if raw.is_some_and(|raw| element.is(raw)) {
                        Child::Empty(element, self.text.get(offset..self.position()).unwrap_or_default())
                    } else {
                        Child::Element(element)
                    });
                }
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(self.error("the text ends inside the root element", offset)),
                event => push_event(&event, &mut document.root.text),
            }
        }
    }

    /// Skips an element without keeping anything of it. A large one is not looked at: its
    /// end is known since the text was checked.
    fn skip(&mut self, end: &quick_xml::events::BytesEnd<'_>, start: usize) -> Result<(), DecodeError> {
        if let Some(end) = self.outline.end_of(start)
            && let Some(rest) = self.text.get(end..)
        {
            self.base = end;
            self.reader = reader(rest);
            let config = self.reader.config_mut();
            // The tags that were opened before are not known to the new reader.
            config.allow_unmatched_ends = true;
            config.check_end_names = false;
            return Ok(());
        }
        self.reader.read_to_end(end.name()).map(|_| ()).map_err(|error| {
            let offset = self.in_text(self.reader.error_position());
            DecodeError::new(SyntaxError::xml(broken_rule(&error)), offset)
        })
    }

    /// Reads text and children into an element whose start was read.
    fn fill(&mut self, element: Element) -> Result<Element, DecodeError> {
        // Written without recursion, so that depth costs heap alone.
        let mut open = vec![element];
        loop {
            let offset = self.position();
            let event = self.next()?;
            let Some(element) = open.last_mut() else {
                return Err(self.error("an end without a start", offset));
            };
            match event {
                Event::Start(start) => {
                    open.push(self.element(&start, offset)?);
                }
                Event::Empty(start) => {
                    let child = self.element(&start, offset)?;
                    if let Some(element) = open.last_mut() {
                        element.children.push(child);
                    }
                }
                Event::End(_) => {
                    if !element.children.is_empty() && is_blank(&element.text) {
                        element.text.clear();
                    }
                    let (Some(done), parent) = (open.pop(), open.last_mut()) else {
                        return Err(self.error("an end without a start", offset));
                    };
                    match parent {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
                Event::Eof => return Err(self.error("the text ends inside an element", offset)),
                event => push_event(&event, &mut element.text),
            }
        }
    }
}

/// Returns true if a text is one well-formed element of that name and nothing else.
pub(crate) fn is_element(text: &str, name: &str) -> bool {
    const ANY: Limits = Limits::DEFAULT.with_depth(usize::MAX).with_members(usize::MAX);
    let after = text.get(1..).and_then(|rest| rest.split_at_checked(name.len()));
    let is_named = after.is_some_and(|(found, rest)| {
        found.eq_ignore_ascii_case(name) && rest.starts_with([' ', '\t', '\n', '\r', '/', '>'])
    });
    text.starts_with('<')
        && is_named
        && check(text, false, encoding::Encoding::Utf8, &ANY)
            .is_ok_and(|checked| checked.outline.end() == text.len())
}

/// Returns the text of the first child of that name of the element that a text is, without
/// the blanks around it.
pub(crate) fn first_child_text(element: &str, name: &str) -> Option<String> {
    let mut reader = reader(element);
    let (mut depth, mut text) = (0_usize, None);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if depth == 1 && start.name().0.eq_ignore_ascii_case(name) {
                    text = Some(String::new());
                }
                depth = depth.saturating_add(1);
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if let (1, Some(text)) = (depth, &text) {
                    return Some(text.trim_ascii().to_owned());
                }
            }
            Event::Empty(start) if depth == 1 && start.name().0.eq_ignore_ascii_case(name) => {
                return Some(String::new());
            }
            Event::Eof => return None,
            event => {
                if let (2, Some(text)) = (depth, &mut text) {
                    push_event(&event, text);
                }
            }
        }
    }
}

/// Appends the text of an event.
fn push_event(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(own) => text.push_str(&own.xml10_content()),
        Event::CData(own) => text.push_str(&own.xml10_content()),
        Event::GeneralRef(reference) => push_reference(&reference.xml10_content(), text),
        _ => {}
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}

/// Appends the character that `&name;` means. An undeclared reference stays as it
/// is written: real servers forget to escape `&` (GLPI-083).
fn push_reference(name: &str, text: &mut String) {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    match (name, number.and_then(char::from_u32)) {
        (_, Some(character)) => text.push(character),
        ("amp", _) => text.push('&'),
        ("lt", _) => text.push('<'),
        ("gt", _) => text.push('>'),
        ("quot", _) => text.push('"'),
        ("apos", _) => text.push('\''),
        _ => {
            text.push('&');
            text.push_str(name);
            text.push(';');
        }
    }
}

/// Returns the name of a reference and what follows it. The longest has ten characters, so no
/// more is looked at however far away the next semicolon is.
fn reference(after: &str) -> Option<(&str, &str)> {
    let length = after.bytes().take(11).position(|byte| byte == b';')?;
    let (name, rest) = after.split_at_checked(length)?;
    Some((name, rest.strip_prefix(';')?))
}

fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        match reference(after) {
            Some((name, tail)) => {
                push_reference(name, &mut text);
                rest = tail;
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// The error that the root element is another.
pub(crate) fn unknown_root(document: &Document<'_>) -> DecodeError {
    DecodeError::new(
        DecodeErrorKind::UnknownMessage(Snippet::new(document.root.name.as_bytes())),
        document.offset,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::EncodeError;

    fn read(text: &str) -> Result<Element, DecodeError> {
        let payload = Payload::from_text(text, &Limits::DEFAULT)?;
        let document = document(&payload, None, &Limits::DEFAULT)?;
        let children = document.children.into_iter().map(|child| match child {
            Child::Element(element) => element,
            Child::Raw(_) | Child::Empty(..) => unreachable!(),
        });
        Ok(Element { children: children.collect(), ..document.root })
    }

    #[test]
    fn elements_are_read_and_written_again() {
        let text = r#"<R><A X="1 &lt; 2">a &amp; b</A><B><C/><C>&#233;<![CDATA[<]]></C></B></R>"#;
        let read_once = read(text).unwrap();
        assert_eq!(read_once.children[0].text, "a & b");
        assert_eq!(read_once.children[0].attributes, [("X".to_owned(), "1 < 2".to_owned())]);
        assert_eq!(read_once.children[1].children[1].text, "é<");
        let mut written = String::new();
        read_once.write(&mut written).unwrap();
        let again = read(&written).unwrap();
        assert_eq!(again.children[1].children[1].text, "é<");
    }

    // GLPI-083
    #[test]
    fn an_undeclared_reference_stays_as_it_is_written() {
        let element = read(r#"<R><A X="a&b;c&d">x&b;y & z&</A></R>"#).unwrap();
        assert_eq!(element.children[0].text, "x&b;y & z&");
        assert_eq!(element.children[0].attributes[0].1, "a&b;c&d");
    }

    #[test]
    fn what_is_not_one_document_is_refused() {
        for bad in ["<R>", "<R></A>", "<R/><R/>", "<R/>x", "x<R/>", "<R", "", "<R><A></R>"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn depth_and_number_are_bounded() {
        let deep = format!("<R>{}{}</R>", "<A>".repeat(100_000), "</A>".repeat(100_000));
        assert!(read(&deep).unwrap_err().is_limit());
        let many = format!("<R>{}</R>", "<A/>".repeat(100_001));
        assert!(read(&many).unwrap_err().is_limit());
    }

    #[test]
    fn what_xml_cannot_carry_is_not_written() {
        let mut out = String::new();
        assert_eq!(Element::from_text("A", "\u{1}").write(&mut out), Err(EncodeError::XmlCharacter(1)));
        assert_eq!(Element::from_text("A B", "").write(&mut out), Err(EncodeError::XmlName));
    }

    #[test]
    fn blanks_between_children_are_no_text_but_alone_they_are() {
        let element = read("<R><A>\n  <B/>\n</A><C>  </C><D> x <E/></D></R>").unwrap();
        let texts: Vec<_> = element.children.iter().map(|child| child.text.as_str()).collect();
        assert_eq!(texts, ["", "  ", " x "]);
    }

    #[test]
    fn an_ampersand_before_a_semicolon_is_text() {
        let element = read(r#"<R><A X="a&;b">c&;d</A></R>"#).unwrap();
        assert_eq!(
            (element.children[0].attributes[0].1.as_str(), element.children[0].text.as_str()),
            ("a&;b", "c&;d")
        );
    }

    #[test]
    fn names_begin_with_a_letter_or_underscore() {
        let written = |name| Element::from_text(name, "").write(&mut String::new());
        for name in ["A", "_a", "é", "a-b.c:d_1"] {
            assert_eq!(written(name), Ok(()), "{name}");
        }
        for name in ["", "1a", "-a", ".a", "a b", "a<"] {
            assert_eq!(written(name), Err(EncodeError::XmlName), "{name}");
        }
    }
}
