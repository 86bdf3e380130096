//! The strict reader: pulls tags and texts out of well-formed XML, straight into
//! records.
//!
//! Almost all of a document is plain tags, `<IFSPEED>` and `</IFSPEED>`, and the
//! texts between them: these are read here, most of them in [`fast`]. Everything else in XML (attributes,
//! comments, instructions, CDATA, declarations) is read by `quick-xml`, piece by
//! piece. Both together judge as libxml2 does what is well-formed (NIX-010).

mod fast;
mod records;

use std::borrow::Cow;

use memchr::{memchr, memchr2};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{DecodeError, DecodeErrorKind, Snippet, SyntaxError};
use crate::limits::{Limits, check_len};
use crate::xml::chars::{self, Reference, Survey};
use crate::xml::declaration::is_declaration;
use crate::xml::repair::{Repair, RepairKind};
use crate::xml::tag::{MAX_ATTRIBUTES, StartTag};

pub(crate) use records::Content;

type Result<T> = std::result::Result<T, DecodeError>;

/// Reads one document, element by element.
#[derive(Debug)]
pub(crate) struct Parser<'a> {
    text: &'a str,
    /// Offset up to which the text is read. Always at the start of a character.
    at: usize,
    limits: Limits,
    elements: usize,
    /// Number of bytes that the records so far take, lists' doubling aside.
    records_len: usize,
    /// The open elements.
    open: Vec<&'a str>,
    /// Everything skipped.
    pub(crate) notes: Vec<Repair>,
    /// True if texts have to be searched for these.
    has_cdata_end: bool,
    has_carriage_return: bool,
    /// True if the fast way is taken where it leads ([`fast`]): always, but for
    /// the test that it leads to the same.
    is_fast: bool,
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    pub(crate) offset: usize,
    /// True if it is also the end: `<X/>`.
    pub(crate) empty: bool,
    pub(crate) has_attributes: bool,
}

/// The next item inside an element.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    Start(Tag<'a>),
    /// A text, or a part of one.
    Text(Cow<'a, str>),
    /// The end tag of the innermost open element, which is not open any more.
    End,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str, limits: Limits) -> Result<Self> {
        let survey = Survey::new(text);
        if let Some(at) = survey.illegal {
            return Err(DecodeError::syntax("a character that XML does not allow", at));
        }
        Ok(Self {
            text,
            at: 0,
            limits,
            elements: 0,
            records_len: 0,
            open: Vec::new(),
            notes: Vec::new(),
            has_cdata_end: survey.has_cdata_end,
            has_carriage_return: survey.has_carriage_return,
            is_fast: true,
        })
    }

    /// Counts the memory of another record of this type in a list.
    pub(crate) fn charge<R>(&mut self) -> Result<()> {
        self.records_len = self.records_len.saturating_add(size_of::<R>());
        let per_byte = Limits::RECORD_BYTES.saturating_mul(self.text.len());
        check_len("records' length", self.records_len, Limits::RECORDS_LEN.saturating_add(per_byte))
            .map_err(|limit| DecodeError::new(limit, self.at))
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The root element's tag.
    pub(crate) fn root(&mut self) -> Result<Tag<'a>> {
        loop {
            self.skip_blanks();
            let start = self.at;
            match self.rest().as_bytes() {
                [] => return Err(DecodeError::new(DecodeErrorKind::NoElement, start)),
                [b'<', b'/', ..] => return Err(self.syntax("an end tag without a start tag", start)),
                [b'<', ..] => match self.markup()? {
                    Some(Item::Start(tag)) => return Ok(tag),
                    Some(_) => return Err(self.syntax("text before the root element", start)),
                    None => {}
                },
                _ => return Err(self.syntax("text before the root element", start)),
            }
        }
    }

    /// Nothing but white space, comments and instructions up to the end.
    pub(crate) fn finish(&mut self) -> Result<()> {
        loop {
            self.skip_blanks();
            let start = self.at;
            let rest = self.rest();
            if rest.is_empty() {
                return Ok(());
            }
            if !rest.starts_with("<!--") && !rest.starts_with("<?") || self.markup()?.is_some() {
                return Err(self.syntax("content after the root element", start));
            }
        }
    }

    /// Reads the next item inside the open element.
    pub(crate) fn item(&mut self) -> Result<Item<'a>> {
        loop {
            let start = self.at;
            let rest = self.rest();
            match rest.as_bytes() {
                [] => return Err(self.syntax("the document ends inside an element", start)),
                [b'<', b'/', ..] => return self.end_tag().map(|()| Item::End),
                [b'<', ..] => {
                    if let Some(item) = self.markup()? {
                        return Ok(item);
                    }
                }
                [b'&', ..] => return self.reference().map(|c| Item::Text(Cow::Owned(c.to_string()))),
                bytes => {
                    let len = memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
                    let (text, _) = rest.split_at_checked(len).unwrap_or((rest, ""));
                    self.advance(len);
                    return self.plain(text, start).map(Item::Text);
                }
            }
        }
    }

    fn end_tag(&mut self) -> Result<()> {
        let start = self.at;
        let rest = self.rest();
        let Some(len) = memchr(b'>', rest.as_bytes()) else {
            return Err(self.syntax("a tag that does not end", start));
        };
        let name = rest.get(2..len).unwrap_or("");
        match self.open.last() {
            Some(&open) if name == open || name.trim_end_matches(is_blank_char) == open => {
                self.open.pop();
                self.advance(len.saturating_add(1));
                Ok(())
            }
            _ => Err(self.syntax("an end tag of another element", start)),
        }
    }

    fn reference(&mut self) -> Result<char> {
        let start = self.at;
        let rest = self.rest().get(1..).unwrap_or("");
        let end =
            memchr::memchr3(b';', b'&', b'<', rest.as_bytes()).and_then(|end| rest.split_at_checked(end));
        let Some((name, _)) = end.filter(|(_, after)| after.starts_with(';')) else {
            return Err(self.syntax("a bare ampersand", start));
        };
        match chars::resolve(name) {
            Reference::Char(c) => {
                self.advance(name.len().saturating_add(2));
                Ok(c)
            }
            Reference::Illegal => {
                Err(self.syntax("a reference to a character that XML does not allow", start))
            }
            Reference::Unknown => Err(self.syntax("a reference to an unknown entity", start)),
        }
    }

    /// Reads the markup that starts here, other than an end tag; `None` for markup that is skipped
    /// over.
    fn markup(&mut self) -> Result<Option<Item<'a>>> {
        let start = self.at;
        let rest = self.rest();
        let mut reader = Reader::from_str(rest);
        reader.config_mut().check_comments = true;
        let event = reader.read_event();
        let to_here = |position: u64| start.saturating_add(usize::try_from(position).unwrap_or(usize::MAX));
        let event = event.map_err(|error| self.syntax(reason(&error), to_here(reader.error_position())))?;
        self.at = to_here(reader.buffer_position());
        let len = self.at.saturating_sub(start);
        match event {
            Event::Start(tag) => self.tag(start, &tag, false).map(Item::Start).map(Some),
            Event::Empty(tag) => self.tag(start, &tag, true).map(Item::Start).map(Some),
            Event::CData(text) => Ok(Some(Item::Text(self.normal(text.into_inner())))),
            Event::Comment(_) => self.note(RepairKind::Comment, start, len).map(|()| None),
            Event::PI(instruction) => {
                let target = instruction.target();
                if target.eq_ignore_ascii_case("xml") || !chars::is_name(target) {
                    return Err(self.syntax("a processing instruction without a proper name", start));
                }
                self.note(RepairKind::Instruction, start, len).map(|()| None)
            }
            Event::Decl(_) if start == 0 => {
                let body = rest.get(2..len.saturating_sub(2)).unwrap_or("");
                if is_declaration(body) {
                    Ok(None)
                } else {
                    Err(self.syntax("a broken XML declaration", start))
                }
            }
            Event::Decl(_) => Err(self.syntax("an XML declaration that is not at the start", start)),
            Event::DocType(_) => Err(self.error(DecodeErrorKind::Doctype, start)),
            _ => Err(self.syntax("broken markup", start)),
        }
    }

    fn tag(&mut self, offset: usize, start: &BytesStart<'a>, empty: bool) -> Result<Tag<'a>> {
        let from = offset.saturating_add(1);
        let to = from.saturating_add(start.name().as_ref().len());
        let name = self.text.get(from..to).unwrap_or("");
        if !chars::is_name(name) {
            return Err(self.syntax("a tag name that XML does not allow", offset));
        }
        let has_attributes = !chars::is_all_blank(start.attributes_raw());
        self.count(Tag { name, offset, empty, has_attributes })
    }

    fn count(&mut self, tag: Tag<'a>) -> Result<Tag<'a>> {
        self.elements = self.elements.saturating_add(1);
        check_len("element count", self.elements, self.limits.elements())
            .map_err(|e| self.error(e, tag.offset))?;
        check_len("depth", self.open.len().saturating_add(1), self.limits.depth())
            .map_err(|e| self.error(e, tag.offset))?;
        Ok(tag)
    }

    /// The attributes of a tag, checked.
    fn attributes(&mut self, tag: Tag<'a>, mut each: impl FnMut(&'a str, Cow<'a, str>)) -> Result<()> {
        if !tag.has_attributes {
            return Ok(());
        }
        let text = self.text.get(tag.offset..).unwrap_or("");
        let start = StartTag::read(text.as_bytes());
        let here = self.at.saturating_sub(tag.offset);
        let Some(start) = start.filter(|start| start.len == here) else {
            return Err(self.syntax("broken attributes", tag.offset));
        };
        check_len("attribute count", start.attributes.len(), MAX_ATTRIBUTES)
            .map_err(|e| self.error(e, tag.offset))?;
        let mut names = Vec::new();
        for (name, value) in start.attributes {
            let name = text.get(name).unwrap_or("");
            if names.contains(&name) {
                return Err(self.syntax("a duplicate attribute", tag.offset));
            }
            names.push(name);
            let value = self.attribute_value(text.get(value).unwrap_or(""), tag.offset)?;
            check_len("text length", value.len(), self.limits.text_len())
                .map_err(|e| self.error(e, tag.offset))?;
            each(name, value);
        }
        Ok(())
    }

    fn attribute_value(&self, value: &'a str, offset: usize) -> Result<Cow<'a, str>> {
        if value.contains('<') {
            return Err(self.syntax("\"<\" in an attribute", offset));
        }
        if !value.contains(['&', '\n', '\t', '\r']) {
            return Ok(Cow::Borrowed(value));
        }
        // White space is read as blanks, unless it is a reference.
        let blanks = value.replace("\r\n", " ").replace(['\n', '\t', '\r'], " ");
        let mut plain = String::with_capacity(blanks.len());
        let mut rest = blanks.as_str();
        while let Some((text, after)) = rest.split_once('&') {
            let reference = after.split_once(';').map(|(name, after)| (chars::resolve(name), after));
            let Some((Reference::Char(c), after)) = reference else {
                return Err(self.syntax("a bare ampersand or a reference to nothing in an attribute", offset));
            };
            plain.push_str(text);
            plain.push(c);
            rest = after;
        }
        plain.push_str(rest);
        Ok(Cow::Owned(plain))
    }

    /// Notes something that was skipped.
    pub(crate) fn note(&mut self, kind: RepairKind, offset: usize, len: usize) -> Result<()> {
        check_len("repair count", self.notes.len().saturating_add(1), self.limits.repairs())
            .map_err(|e| self.error(e, offset))?;
        self.notes.push(Repair { kind, offset, len });
        Ok(())
    }

    /// An error at an offset, with the path of the open elements.
    pub(crate) fn error(&self, kind: impl Into<DecodeErrorKind>, offset: usize) -> DecodeError {
        let names: Vec<_> =
            self.open.iter().map(|name| Snippet::new(name.as_bytes()).text().to_owned()).collect();
        DecodeError::new(kind, offset).in_path(names.join("/"))
    }

    fn syntax(&self, what: &'static str, offset: usize) -> DecodeError {
        self.error(SyntaxError::xml(what), offset)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn advance(&mut self, len: usize) {
        self.at = self.at.saturating_add(len);
    }

    fn skip_blanks(&mut self) {
        let blanks = self.rest().bytes().take_while(|&b| chars::is_blank(b)).count();
        self.advance(blanks);
    }

    /// Returns a text as it is, checked and with XML's line ends.
    fn plain(&self, text: &'a str, offset: usize) -> Result<Cow<'a, str>> {
        check_len("text length", text.len(), self.limits.text_len()).map_err(|e| self.error(e, offset))?;
        if self.has_cdata_end && text.contains("]]>") {
            return Err(self.syntax("\"]]>\" outside of a CDATA section", offset));
        }
        Ok(self.normal(Cow::Borrowed(text)))
    }

    /// XML reads CR LF and CR as LF.
    fn normal(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if self.has_carriage_return && text.contains('\r') {
            Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            text
        }
    }
}

const fn is_blank_char(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn reason(error: &quick_xml::Error) -> &'static str {
    use quick_xml::errors::{IllFormedError as Ill, SyntaxError as Syntax};
    match error {
        quick_xml::Error::Syntax(Syntax::UnclosedTag) => "a tag that does not end",
        quick_xml::Error::Syntax(Syntax::UnclosedComment) => "a comment that does not end",
        quick_xml::Error::Syntax(Syntax::UnclosedCData) => "a CDATA section that does not end",
        quick_xml::Error::IllFormed(Ill::DoubleHyphenInComment) => "\"--\" inside a comment",
        _ => "broken markup",
    }
}
