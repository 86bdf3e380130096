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
use crate::{DecodeErrorKind, Snippet};

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
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    pub(crate) offset: usize,
    /// Whether it is also the end: `<X/>`.
    pub(crate) empty: bool,
    /// The whole tag, where it has attributes.
    attributes: Option<BytesStart<'a>>,
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
    pub(crate) fn record<R: Record<'a>>(&mut self, tag: &Tag<'a>, record: &mut R) -> Result<()> {
        self.attributes(tag, |name, value| {
            if let Err(value) = record.attribute(&name, value) {
                record.extra().push(Node::Attribute(name, value));
            }
        })?;
        if tag.empty {
            return Ok(());
        }
        self.open.push(tag.name);
        loop {
            match self.item()? {
                Item::Start(child) => self.member(&child, record)?,
                Item::Text(text) if chars::is_all_blank(&text) => {}
                Item::Text(text) => Node::push_text(record.extra(), text),
                Item::End => break,
            }
        }
        self.open.pop();
        Ok(())
    }

    /// Reads one child of a record.
    pub(crate) fn member<R: Record<'a>>(&mut self, tag: &Tag<'a>, record: &mut R) -> Result<()> {
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
    pub(crate) fn leaf(&mut self, tag: &Tag<'a>) -> Result<Content<'a>> {
        if tag.attributes.is_some() {
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
                    content.push(Node::Element(self.element(&child)?));
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
    pub(crate) fn element(&mut self, tag: &Tag<'a>) -> Result<Element<'a>> {
        let mut content = Vec::new();
        self.attributes(tag, |name, value| content.push(Node::Attribute(name, value)))?;
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
                Item::Start(child) => content.push(Node::Element(self.element(&child)?)),
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
    fn attributes(&mut self, tag: &Tag<'a>, mut each: impl FnMut(Cow<'a, str>, Cow<'a, str>)) -> Result<()> {
        let Some(start) = &tag.attributes else {
            return Ok(());
        };
        let raw = start.attributes_raw();
        let mut rest = raw;
        let fail = |parser: &Self, what| Err(parser.malformed(what, tag.offset));
        for attribute in start.attributes() {
            let Ok(attribute) = attribute else {
                return fail(self, "broken or repeated attributes");
            };
            let (name, value) = (attribute.key.as_ref(), &attribute.value);
            // An attribute is set off from what stands before it.
            let Some((gap, after)) = rest.split_once(name) else {
                return fail(self, "broken attributes");
            };
            if gap.is_empty() || !chars::is_all_blank(gap) || !chars::is_name(name) || value.contains('<') {
                return fail(self, "broken attributes");
            }
            rest = after
                .split_once(&**value)
                .and_then(|(_, after)| after.get(1..))
                .unwrap_or("");
            let mut plain = String::with_capacity(value.len());
            let mut left = &**value;
            while let Some((text, after)) = left.split_once('&') {
                let Some((name, after)) = after.split_once(';') else {
                    return fail(self, "a bare ampersand in an attribute");
                };
                let Reference::Char(c) = chars::resolve(name) else {
                    return fail(self, "a reference to nothing in an attribute");
                };
                plain.push_str(text);
                plain.push(c);
                left = after;
            }
            plain.push_str(left);
            check("text length", plain.len(), self.limits.text_len())
                .map_err(|e| self.error(e, tag.offset))?;
            each(Cow::Owned(name.to_owned()), Cow::Owned(plain));
        }
        if chars::is_all_blank(rest) {
            Ok(())
        } else {
            fail(self, "broken attributes")
        }
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
        let attributes = (!start.attributes_raw().is_empty()).then(|| start.clone());
        Ok(Tag {
            name,
            offset,
            empty,
            attributes,
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
    if let Some(standalone) = declaration.standalone() {
        if !["yes", "no"].contains(&&*standalone.map_err(|_| WRONG)?) {
            return Err(WRONG);
        }
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
