//! The strict reader: pulls events out of well-formed XML, straight into records.
//!
//! What `quick-xml` does not check is checked here, so that the verdict on
//! well-formedness is that of libxml2 (NIX-010).

use std::borrow::Cow;

use memchr::{memchr, memmem};
use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesStart, Event};

use crate::chars::{self, Reference};
use crate::error::DecodeError;
use crate::limits::{Limits, check};
use crate::node::{Element, Node};
use crate::record::Record;
use crate::repair::{Repair, RepairKind};
use crate::tag::StartTag;
use crate::{DecodeErrorKind, Snippet};

/// The most attributes of one element; the protocol has none with more than 14.
pub(crate) const MAX_ATTRIBUTES: usize = 64;

type Result<T> = std::result::Result<T, DecodeError>;

/// Reads one document, element by element.
#[derive(Debug)]
pub(crate) struct Parser<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    limits: Limits,
    elements: usize,
    /// The open elements, for the depth and for error paths.
    open: Vec<&'a str>,
    /// What was passed over.
    pub(crate) notes: Vec<Repair>,
    /// Whether texts have to be looked at more closely for these.
    has_cdata_end: bool,
    has_carriage_return: bool,
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    pub(crate) offset: usize,
    /// Whether it is also the end: `<X/>`.
    pub(crate) empty: bool,
    has_attributes: bool,
}

/// What stands next inside an element.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    Start(Tag<'a>),
    /// A text, or a part of one.
    Text(Cow<'a, str>),
    End,
}

/// The content of an element that should hold a text.
#[derive(Debug)]
pub(crate) enum Content<'a> {
    /// The text; `None` for `<X/>`.
    Text(Option<Cow<'a, str>>),
    /// It holds elements.
    Element(Element<'a>),
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str, limits: Limits) -> Result<Self> {
        if let Some((at, _)) = chars::first_illegal(text) {
            return Err(DecodeError::malformed("a character that XML does not allow", at));
        }
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        Ok(Self {
            reader,
            text,
            limits,
            elements: 0,
            open: Vec::new(),
            notes: Vec::new(),
            has_cdata_end: memmem::find(text.as_bytes(), b"]]>").is_some(),
            has_carriage_return: memchr(b'\r', text.as_bytes()).is_some(),
        })
    }

    /// The root element's tag.
    pub(crate) fn root(&mut self) -> Result<Tag<'a>> {
        loop {
            let start = self.offset();
            match self.event()? {
                Event::Decl(declaration) => {
                    if start != 0 {
                        return Err(self.malformed("an XML declaration that is not at the start", start));
                    }
                    check_declaration(&declaration).map_err(|what| self.malformed(what, start))?;
                }
                Event::Text(text) if chars::is_all_blank(&text) => {}
                Event::Start(tag) => return self.tag(start, &tag, false),
                Event::Empty(tag) => return self.tag(start, &tag, true),
                Event::Eof => return Err(DecodeError::new(DecodeErrorKind::NoElement, start)),
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) | Event::End(_) => {
                    return Err(self.malformed("text before the root element", start));
                }
                other => self.pass_over(&other, start)?,
            }
        }
    }

    /// Nothing but white space, comments and instructions up to the end.
    pub(crate) fn finish(&mut self) -> Result<()> {
        loop {
            let start = self.offset();
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Text(text) if chars::is_all_blank(&text) => {}
                event @ (Event::Comment(_) | Event::PI(_)) => self.pass_over(&event, start)?,
                _ => return Err(self.malformed("content after the root element", start)),
            }
        }
    }

    /// What stands next inside the open element.
    pub(crate) fn item(&mut self) -> Result<Item<'a>> {
        loop {
            let start = self.offset();
            return Ok(match self.event()? {
                Event::Start(tag) => Item::Start(self.tag(start, &tag, false)?),
                Event::Empty(tag) => Item::Start(self.tag(start, &tag, true)?),
                Event::End(_) => Item::End,
                Event::Text(text) => Item::Text(self.plain(text.into_inner(), start)?),
                Event::CData(text) => Item::Text(self.normal(text.into_inner())),
                Event::GeneralRef(name) => match chars::resolve(&name) {
                    Reference::Char(c) => Item::Text(Cow::Owned(c.to_string())),
                    Reference::Illegal => {
                        return Err(
                            self.malformed("a reference to a character that XML does not allow", start)
                        );
                    }
                    Reference::Unknown => {
                        return Err(self.malformed("a reference to an unknown entity", start));
                    }
                },
                Event::Eof => return Err(self.malformed("the document ends inside an element", start)),
                other => {
                    self.pass_over(&other, start)?;
                    continue;
                }
            });
        }
    }

    /// Reads an element into a record. What the record does not know goes to its
    /// `extra`.
    pub(crate) fn record<R: Record<'a>>(&mut self, tag: Tag<'a>, record: &mut R) -> Result<()> {
        if self.enter(tag, record)? {
            while let Some(child) = self.child(record)? {
                self.member(child, record)?;
            }
        }
        Ok(())
    }

    /// Reads the tag of a record; `false` if that is all of it.
    pub(crate) fn enter<R: Record<'a>>(&mut self, tag: Tag<'a>, record: &mut R) -> Result<bool> {
        record.entered();
        self.attributes(tag, |name, value| {
            if let Err(value) = record.attribute(name, value) {
                record.extra().push(Node::Attribute(name.into(), value));
            }
        })?;
        if !tag.empty {
            self.open.push(tag.name);
        }
        Ok(!tag.empty)
    }

    /// The next child of the record that was entered, or `None` at its end.
    pub(crate) fn child<R: Record<'a>>(&mut self, record: &mut R) -> Result<Option<Tag<'a>>> {
        loop {
            match self.item()? {
                Item::Start(child) => return Ok(Some(child)),
                Item::Text(text) if chars::is_all_blank(&text) => {}
                Item::Text(text) => Node::push_text(record.extra(), text),
                Item::End => {
                    self.open.pop();
                    return Ok(None);
                }
            }
        }
    }

    /// Checks an element and everything in it, and keeps nothing.
    pub(crate) fn skim(&mut self, tag: Tag<'a>) -> Result<()> {
        let depth = self.open.len();
        let mut next = Some(tag);
        loop {
            if let Some(tag) = next.take() {
                self.attributes(tag, |_, _| {})?;
                if !tag.empty {
                    self.open.push(tag.name);
                }
            }
            if self.open.len() <= depth {
                return Ok(());
            }
            match self.item()? {
                Item::Start(child) => next = Some(child),
                Item::Text(_) => {}
                Item::End => {
                    self.open.pop();
                }
            }
        }
    }

    /// Reads one child of a record.
    pub(crate) fn member<R: Record<'a>>(&mut self, tag: Tag<'a>, record: &mut R) -> Result<()> {
        if record.member(tag.name, tag, self)? {
            return Ok(());
        }
        // Real agents write upper case; the PHP converter takes any (NIX-017).
        if tag.name.bytes().any(|b| b.is_ascii_lowercase())
            && record.member(&tag.name.to_ascii_uppercase(), tag, self)?
        {
            self.note(RepairKind::TagCase, tag.offset, tag.name.len())?;
            return Ok(());
        }
        let element = self.element(tag)?;
        record.extra().push(Node::Element(element));
        Ok(())
    }

    /// Reads an element that should hold a text.
    pub(crate) fn leaf(&mut self, tag: Tag<'a>) -> Result<Content<'a>> {
        if tag.has_attributes {
            let mut found = 0_usize;
            self.attributes(tag, |_, _| found = found.saturating_add(1))?;
            for _ in 0..found {
                self.note(RepairKind::Attribute, tag.offset, 0)?;
            }
        }
        if tag.empty {
            return Ok(Content::Text(None));
        }
        self.open.push(tag.name);
        let mut text = Cow::Borrowed("");
        let content = loop {
            match self.item()? {
                Item::End => break Content::Text(Some(text)),
                Item::Text(part) if text.is_empty() => text = part,
                Item::Text(part) => text.to_mut().push_str(&part),
                Item::Start(child) => {
                    let mut content = Vec::new();
                    if !text.is_empty() {
                        content.push(Node::Text(text));
                    }
                    content.push(Node::Element(self.element(child)?));
                    self.content(&mut content)?;
                    break Content::Element(Element {
                        name: tag.name.into(),
                        content,
                    });
                }
            }
            check("text length", text.len(), self.limits.text_len())
                .map_err(|e| self.error(e, tag.offset))?;
        };
        self.open.pop();
        Ok(content)
    }

    /// Reads an element that nobody has described.
    pub(crate) fn element(&mut self, tag: Tag<'a>) -> Result<Element<'a>> {
        let mut content = Vec::new();
        self.attributes(tag, |name, value| {
            content.push(Node::Attribute(name.into(), value));
        })?;
        if !tag.empty {
            self.open.push(tag.name);
            self.content(&mut content)?;
            self.open.pop();
        }
        Ok(Element {
            name: tag.name.into(),
            content,
        })
    }

    /// Reads the rest of an open element.
    fn content(&mut self, content: &mut Vec<Node<'a>>) -> Result<()> {
        let start = content.len();
        loop {
            match self.item()? {
                Item::Start(child) => content.push(Node::Element(self.element(child)?)),
                Item::Text(text) => Node::push_text(content, text),
                Item::End => break,
            }
        }
        if content.get(start..).is_some_and(<[_]>::is_empty)
            && !content.iter().any(|n| matches!(n, Node::Element(_)))
        {
            content.push(Node::Text("".into()));
        }
        // White space between elements is layout.
        if content.iter().any(|node| matches!(node, Node::Element(_))) {
            content.retain(|node| !matches!(node, Node::Text(text) if chars::is_all_blank(text)));
        }
        Ok(())
    }

    /// The attributes of a tag, checked.
    fn attributes(&mut self, tag: Tag<'a>, mut each: impl FnMut(&'a str, Cow<'a, str>)) -> Result<()> {
        if !tag.has_attributes {
            return Ok(());
        }
        let text = self.text.get(tag.offset..).unwrap_or("");
        let start = StartTag::read(text.as_bytes());
        let here = self.offset().saturating_sub(tag.offset);
        let Some(start) = start.filter(|start| start.len == here) else {
            return Err(self.malformed("broken attributes", tag.offset));
        };
        let mut names = Vec::new();
        for (name, value) in start.attributes {
            let name = text.get(name).unwrap_or("");
            if names.contains(&name) {
                return Err(self.malformed("an attribute that stands there twice", tag.offset));
            }
            check("attribute count", names.len(), MAX_ATTRIBUTES).map_err(|e| self.error(e, tag.offset))?;
            names.push(name);
            let value = self.attribute_value(text.get(value).unwrap_or(""), tag.offset)?;
            check("text length", value.len(), self.limits.text_len())
                .map_err(|e| self.error(e, tag.offset))?;
            each(name, value);
        }
        Ok(())
    }

    fn attribute_value(&self, value: &'a str, offset: usize) -> Result<Cow<'a, str>> {
        if value.contains('<') {
            return Err(self.malformed("\"<\" in an attribute", offset));
        }
        if !value.contains(['&', '\n', '\t', '\r']) {
            return Ok(Cow::Borrowed(value));
        }
        // White space is read as blanks, unless it is a reference.
        let blanks = value.replace("\r\n", " ").replace(['\n', '\t', '\r'], " ");
        let mut plain = String::with_capacity(blanks.len());
        let mut rest = blanks.as_str();
        while let Some((text, after)) = rest.split_once('&') {
            let reference = after
                .split_once(';')
                .map(|(name, after)| (chars::resolve(name), after));
            let Some((Reference::Char(c), after)) = reference else {
                return Err(self.malformed(
                    "a bare ampersand or a reference to nothing in an attribute",
                    offset,
                ));
            };
            plain.push_str(text);
            plain.push(c);
            rest = after;
        }
        plain.push_str(rest);
        Ok(Cow::Owned(plain))
    }

    /// Notes something that was passed over.
    pub(crate) fn note(&mut self, kind: RepairKind, offset: usize, len: usize) -> Result<()> {
        check(
            "repair count",
            self.notes.len().saturating_add(1),
            self.limits.repairs(),
        )
        .map_err(|e| self.error(e, offset))?;
        self.notes.push(Repair { kind, offset, len });
        Ok(())
    }

    /// An error at an offset, with the path of the open elements.
    pub(crate) fn error(&self, kind: impl Into<DecodeErrorKind>, offset: usize) -> DecodeError {
        let names: Vec<_> = self
            .open
            .iter()
            .map(|name| Snippet::of(name.as_bytes()).text().to_owned())
            .collect();
        DecodeError::new(kind, offset).in_path(names.join("/"))
    }

    fn malformed(&self, what: &'static str, offset: usize) -> DecodeError {
        self.error(DecodeErrorKind::Malformed(what), offset)
    }

    /// Where the next event starts.
    fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn event(&mut self) -> Result<Event<'a>> {
        self.reader.read_event().map_err(|error| {
            let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
            self.malformed(reason(&error), at)
        })
    }

    fn tag(&mut self, offset: usize, start: &BytesStart<'a>, empty: bool) -> Result<Tag<'a>> {
        self.elements = self.elements.saturating_add(1);
        check("element count", self.elements, self.limits.elements()).map_err(|e| self.error(e, offset))?;
        check("depth", self.open.len().saturating_add(1), self.limits.depth())
            .map_err(|e| self.error(e, offset))?;
        let from = offset.saturating_add(1);
        let to = from.saturating_add(start.name().as_ref().len());
        let name = self.text.get(from..to).unwrap_or("");
        // Names made of the letters that all known ones are made of need no closer look.
        if !name.bytes().all(|b| b.is_ascii_uppercase()) && !chars::is_name(name) || name.is_empty() {
            return Err(self.malformed("a tag name that XML does not allow", offset));
        }
        // Blanks alone, as in "<X />", are no attributes.
        let has_attributes = !chars::is_all_blank(start.attributes_raw());
        Ok(Tag {
            name,
            offset,
            empty,
            has_attributes,
        })
    }

    /// A text as it stands, checked and with XML's line ends.
    fn plain(&self, text: Cow<'a, str>, offset: usize) -> Result<Cow<'a, str>> {
        if self.has_cdata_end && text.contains("]]>") {
            return Err(self.malformed("\"]]>\" outside of a CDATA section", offset));
        }
        Ok(self.normal(text))
    }

    /// XML reads CR LF and CR as LF.
    fn normal(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if self.has_carriage_return && text.contains('\r') {
            Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            text
        }
    }

    fn pass_over(&mut self, event: &Event<'a>, offset: usize) -> Result<()> {
        let len = self.offset().saturating_sub(offset);
        match event {
            Event::Comment(_) => self.note(RepairKind::Comment, offset, len),
            Event::PI(instruction) => {
                let target = instruction.target();
                if target.eq_ignore_ascii_case("xml") || !chars::is_name(target) {
                    return Err(self.malformed("a processing instruction without a proper name", offset));
                }
                self.note(RepairKind::Instruction, offset, len)
            }
            Event::DocType(_) => Err(self.error(DecodeErrorKind::Doctype, offset)),
            Event::Decl(_) => Err(self.malformed("an XML declaration that is not at the start", offset)),
            _ => Ok(()),
        }
    }
}

/// Whether this is what may stand between `<?` and `?>` of a declaration.
pub(crate) fn is_declaration(body: &str) -> bool {
    check_declaration(&BytesDecl::from_start(BytesStart::from_content(body, 3))).is_ok()
}

/// `version`, then `encoding` and `standalone` if they are there.
fn check_declaration(declaration: &BytesDecl<'_>) -> std::result::Result<(), &'static str> {
    const WRONG: &str = "a broken XML declaration";
    let version = declaration.version().map_err(|_| WRONG)?;
    let minor = version.strip_prefix("1.").ok_or(WRONG)?;
    if minor.is_empty() || !minor.bytes().all(|b| b.is_ascii_digit()) {
        return Err(WRONG);
    }
    if let Some(encoding) = declaration.encoding() {
        let encoding = encoding.map_err(|_| WRONG)?;
        if !encoding.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(WRONG);
        }
    }
    if let Some(standalone) = declaration.standalone()
        && !["yes", "no"].contains(&&*standalone.map_err(|_| WRONG)?)
    {
        return Err(WRONG);
    }
    Ok(())
}

fn reason(error: &quick_xml::Error) -> &'static str {
    use quick_xml::errors::{IllFormedError as Ill, SyntaxError as Syntax};
    match error {
        quick_xml::Error::Syntax(Syntax::UnclosedTag) => "a tag that does not end",
        quick_xml::Error::Syntax(Syntax::UnclosedComment) => "a comment that does not end",
        quick_xml::Error::Syntax(Syntax::UnclosedCData) => "a CDATA section that does not end",
        quick_xml::Error::Syntax(_) => "broken markup",
        quick_xml::Error::IllFormed(Ill::MismatchedEndTag { .. }) => "an end tag of another element",
        quick_xml::Error::IllFormed(Ill::UnmatchedEndTag(_)) => "an end tag without a start tag",
        quick_xml::Error::IllFormed(Ill::DoubleHyphenInComment) => "\"--\" inside a comment",
        quick_xml::Error::IllFormed(Ill::UnclosedReference) => "a bare ampersand",
        _ => "broken markup",
    }
}
