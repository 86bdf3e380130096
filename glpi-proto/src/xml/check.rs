//! The check that a text is well-formed, as libxml2 judges it (GLPI-089), or made so.
//!
//! Runs once over a text, before anything is read of it. Structure is never repaired: a text
//! that ends too early or tags that do not match are errors in both readings.

mod markup;
mod tag;

use memchr::{memchr, memmem};

use crate::error::{DecodeError, SyntaxError};
use crate::limits::{self, Limits};
use crate::xml::chars::{self, Reference, Survey};
use crate::xml::encoding::Encoding;
use crate::xml::repair::{XmlRepair, XmlRepairKind};

type Result<T> = std::result::Result<T, DecodeError>;

/// Children of the root from this length on are remembered.
const LARGE: usize = 256;

/// The places in a well-formed text that reading it can go by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Outline {
    /// Start and end of the root's large children.
    large: Vec<(usize, usize)>,
    /// End of the root element.
    end: usize,
    /// The number of levels, and the offset of the first element on the last of them.
    deepest: (usize, usize),
}

impl Outline {
    /// Returns the end of the large child that starts here.
    pub(crate) fn end_of(&self, start: usize) -> Option<usize> {
        let index = self.large.binary_search_by_key(&start, |&(start, _)| start).ok()?;
        self.large.get(index).map(|&(_, end)| end)
    }

    /// Returns the end of the root element.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// Checks the number of levels.
    pub(crate) fn check_depth(&self, limits: &Limits) -> Result<()> {
        let (depth, at) = self.deepest;
        limits::check_len("depth", depth, limits.depth()).map_err(|limit| DecodeError::new(limit, at))
    }
}

/// A text that is well-formed, or that was made so.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) outline: Outline,
    /// The text, if it is another than before.
    pub(crate) text: Option<String>,
    pub(crate) repairs: Vec<XmlRepair>,
}

/// Checks a text that came in an encoding; a lenient check repairs it.
pub(crate) fn check(text: &str, lenient: bool, encoding: Encoding, limits: &Limits) -> Result<Checked> {
    let survey = Survey::new(text);
    if let (Some(at), false) = (survey.illegal, lenient) {
        return Err(syntax("a character that XML does not allow", at));
    }
    let mut checker = Checker {
        text,
        at: 0,
        lenient,
        encoding,
        limits: *limits,
        has_illegal: survey.illegal.is_some(),
        // Where a character is illegal the survey ends.
        has_cdata_end: survey.has_cdata_end || survey.illegal.is_some(),
        open: Vec::new(),
        root_seen: false,
        child: 0,
        names: Vec::new(),
        outline: Outline::default(),
        made: None,
        copied: 0,
        repairs: Vec::new(),
    };
    checker.run()?;
    let text = checker.made.take().map(|mut made| {
        made.push_str(text.get(checker.copied..).unwrap_or(""));
        made
    });
    Ok(Checked { outline: checker.outline, text, repairs: checker.repairs })
}

fn syntax(what: &'static str, at: usize) -> DecodeError {
    DecodeError::new(SyntaxError::xml(what), at)
}

struct Checker<'a> {
    text: &'a str,
    /// Offset up to which the text is read.
    at: usize,
    lenient: bool,
    encoding: Encoding,
    limits: Limits,
    has_illegal: bool,
    has_cdata_end: bool,
    /// Names of the open elements.
    open: Vec<&'a str>,
    root_seen: bool,
    /// Start of the root's last child, in what is made.
    child: usize,
    /// Names of the attributes of one tag.
    names: Vec<&'a str>,
    outline: Outline,
    /// The repaired text, of the part of the text up to `copied`.
    made: Option<String>,
    copied: usize,
    repairs: Vec<XmlRepair>,
}

impl<'a> Checker<'a> {
    fn run(&mut self) -> Result<()> {
        loop {
            let rest = self.rest();
            let Some(len) = memchr(b'<', rest.as_bytes()) else {
                self.content(rest)?;
                return self.finish();
            };
            if len > 0 {
                self.content(rest.get(..len).unwrap_or(""))?;
            }
            self.markup()?;
        }
    }

    fn finish(&self) -> Result<()> {
        match self.open.len() {
            0 if self.root_seen => Ok(()),
            0 => Err(syntax("no element", self.at)),
            1 => Err(syntax("the text ends inside the root element", self.at)),
            _ => Err(syntax("the text ends inside an element", self.at)),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Reads a text between tags, up to its end.
    fn content(&mut self, text: &'a str) -> Result<()> {
        if !self.open.is_empty() {
            return self.references(text, true);
        }
        if !chars::is_all_blank(text) {
            let is_nul = |c: char| c == '\0' || c.is_ascii_whitespace();
            if !self.root_seen {
                return Err(syntax("text before the root element", self.at));
            } else if !text.chars().all(is_nul) {
                return Err(syntax("text after the root element", self.at));
            }
            self.repair(XmlRepairKind::TrailingBytes, self.at, text.len(), "")?;
        }
        self.at = self.at.saturating_add(text.len());
        Ok(())
    }

    /// Reads a text in which ampersands start references, up to its end.
    fn references(&mut self, text: &'a str, in_content: bool) -> Result<()> {
        let end = self.at.saturating_add(text.len());
        let mut rest = text;
        while let Some(len) = memchr(b'&', rest.as_bytes()) {
            let (before, from) = rest.split_at_checked(len).unwrap_or((rest, ""));
            self.characters(before, in_content)?;
            let at = self.at;
            // The longest legal one is "&#x0010FFFF;", give or take some zeros.
            let name =
                from.bytes().take(64).position(|b| b == b';').and_then(|end| from.get(1..end)).unwrap_or("");
            let whole = name.len().saturating_add(2);
            let len = match chars::resolve(name) {
                Reference::Char(_) => whole,
                Reference::Illegal => {
                    let what = "a reference to a character that XML does not allow";
                    self.fault(what, at, XmlRepairKind::CharacterReference, whole, "")?;
                    whole
                }
                Reference::Unknown => {
                    let what =
                        if name.is_empty() { "a bare ampersand" } else { "a reference to an unknown entity" };
                    self.fault(what, at, XmlRepairKind::Ampersand, 1, "&amp;")?;
                    1
                }
            };
            self.at = at.saturating_add(len);
            rest = from.get(len..).unwrap_or("");
        }
        self.characters(rest, in_content)?;
        self.at = end;
        Ok(())
    }

    /// Reads characters, up to the end of the text.
    fn characters(&mut self, text: &str, in_content: bool) -> Result<()> {
        let start = self.at;
        if self.has_illegal {
            self.each_character(text, in_content)?;
        } else if in_content && self.has_cdata_end {
            for at in memmem::find_iter(text.as_bytes(), b"]]>") {
                self.cdata_end(start.saturating_add(at))?;
            }
        }
        self.at = start.saturating_add(text.len());
        Ok(())
    }

    /// Takes out what XML does not allow.
    fn each_character(&mut self, text: &str, in_content: bool) -> Result<()> {
        let start = self.at;
        for (at, c) in text.char_indices() {
            let offset = start.saturating_add(at);
            if !chars::is_char(c) {
                self.repair(XmlRepairKind::Character, offset, c.len_utf8(), "")?;
            } else if in_content && c == ']' && text.get(at..).is_some_and(|rest| rest.starts_with("]]>")) {
                self.cdata_end(offset)?;
            }
        }
        Ok(())
    }

    fn cdata_end(&mut self, at: usize) -> Result<()> {
        self.fault("\"]]>\" outside of a CDATA section", at, XmlRepairKind::CdataEnd, 3, "]]&gt;")
    }

    /// An error in strict reading, else a repair.
    fn fault(
        &mut self,
        what: &'static str,
        at: usize,
        kind: XmlRepairKind,
        len: usize,
        instead: &str,
    ) -> Result<()> {
        if self.lenient { self.repair(kind, at, len, instead) } else { Err(syntax(what, at)) }
    }

    /// Puts another text in the place of `len` bytes.
    fn repair(&mut self, kind: XmlRepairKind, offset: usize, len: usize, instead: &str) -> Result<()> {
        self.replace(offset, len, instead);
        let held = self.made.as_ref().map_or(0, String::len);
        limits::check_len("inflated length", held, self.limits.inflated_len())
            .map_err(|limit| DecodeError::new(limit, offset))?;
        if let Some(last) = self.repairs.last_mut()
            && last.kind == kind
            && last.offset.checked_add(last.len) == Some(offset)
        {
            last.len = last.len.saturating_add(len);
            return Ok(());
        }
        let count = self.repairs.len().saturating_add(1);
        limits::check_len("repair count", count, self.limits.elements())
            .map_err(|limit| DecodeError::new(limit, offset))?;
        self.repairs.push(XmlRepair { kind, offset, len });
        Ok(())
    }

    fn replace(&mut self, offset: usize, len: usize, instead: &str) {
        let room = self.text.len().saturating_add(self.text.len() >> 4);
        let made = self.made.get_or_insert_with(|| String::with_capacity(room));
        // Nothing between two repairs of the same place is copied twice.
        made.push_str(self.text.get(self.copied..offset).unwrap_or(""));
        made.push_str(instead);
        self.copied = offset.saturating_add(len);
    }

    /// Returns the offset in what is made.
    fn made_at(&self, at: usize) -> usize {
        match &self.made {
            Some(made) => made.len().saturating_add(at.saturating_sub(self.copied)),
            None => at,
        }
    }
}

#[cfg(test)]
mod tests;
