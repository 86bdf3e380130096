//! Start and end tags.

use memchr::memchr;

use super::{Checker, LARGE, Result, syntax};
use crate::error::DecodeError;
use crate::limits;
use crate::xml::chars;
use crate::xml::repair::XmlRepairKind;

const BAD_ATTRIBUTE: &str = "an attribute without name, quotes or value, or one that is there twice";
const MISMATCH: &str = "an end tag without its start tag, or the other way round";
const UNENDED: &str = "a tag, comment or section without end";

/// The number of attributes up to which each is compared with each.
const FEW: usize = 16;

impl<'a> Checker<'a> {
    pub(super) fn end_tag(&mut self, rest: &'a str) -> Result<()> {
        let Some(len) = memchr(b'>', rest.as_bytes()) else {
            return Err(syntax(UNENDED, self.at));
        };
        let name = rest.get(2..len).unwrap_or("");
        match self.open.pop() {
            Some(open) if name == open || name.trim_end_matches(is_blank_char) == open => {
                if let Some(made) = self.possible_name(open) {
                    self.replace(self.at.saturating_add(2), open.len(), &made);
                }
            }
            _ => return Err(syntax(MISMATCH, self.at)),
        }
        self.at = self.at.saturating_add(len).saturating_add(1);
        self.note_child();
        Ok(())
    }

    /// Remembers the end of the root, or of a large child of it.
    fn note_child(&mut self) {
        let end = self.made_at(self.at);
        if self.open.is_empty() {
            self.outline.end = end;
        }
        if self.open.len() == 1 && end.saturating_sub(self.child) >= LARGE {
            self.outline.large.push((self.child, end));
        }
    }

    pub(super) fn start_tag(&mut self, rest: &'a str) -> Result<()> {
        let start = self.at;
        if self.open.is_empty() && self.root_seen {
            return Err(syntax("a second root element", start));
        }
        self.enter(start)?;
        let name = self.name(rest, 1)?;
        let (end, empty) = self.attributes(rest, name.len().saturating_add(1))?;
        self.at = start.saturating_add(end);
        if empty {
            self.note_child();
        } else {
            self.open.push(name);
        }
        Ok(())
    }

    fn enter(&mut self, start: usize) -> Result<()> {
        self.root_seen = true;
        let depth = self.open.len().saturating_add(1);
        let at = self.made_at(start);
        limits::check_len("depth", depth, self.limits.depth())
            .map_err(|limit| DecodeError::new(limit, start))?;
        if depth > self.outline.deepest.0 {
            self.outline.deepest = (depth, at);
        }
        if depth == 2 {
            self.child = at;
        }
        Ok(())
    }

    /// Reads the name of a tag; an impossible one is replaced.
    fn name(&mut self, rest: &'a str, from: usize) -> Result<&'a str> {
        let name = name_at(rest, from);
        if chars::is_name(name) {
            return Ok(name);
        }
        let at = self.at.saturating_add(from);
        if name.is_empty() {
            return Err(syntax("a tag without a name", at));
        }
        match self.possible_name(name) {
            Some(made) if self.lenient => self.repair(XmlRepairKind::TagName, at, name.len(), &made)?,
            _ => return Err(syntax("a tag name that XML does not allow", at)),
        }
        Ok(name)
    }

    /// Returns the name to be read instead of an impossible one.
    fn possible_name(&self, name: &str) -> Option<String> {
        if !self.lenient || chars::is_name(name) {
            return None;
        }
        let mut made: String = name.chars().map(|c| if chars::is_name_char(c) { c } else { '_' }).collect();
        if !made.starts_with(chars::is_name_start) {
            made.insert(0, '_');
        }
        Some(made)
    }

    /// Reads the attributes of a tag from an offset on. Returns the length of the tag, and
    /// true if it is also the end.
    fn attributes(&mut self, rest: &'a str, from: usize) -> Result<(usize, bool)> {
        let start = self.at;
        let bytes = rest.as_bytes();
        let mut at = from;
        self.names.clear();
        loop {
            let next = skip_blanks(bytes, at);
            match bytes.get(next..) {
                Some([b'>', ..]) => {
                    self.check_names(start)?;
                    return Ok((next.saturating_add(1), false));
                }
                Some([b'/', b'>', ..]) => {
                    self.check_names(start)?;
                    return Ok((next.saturating_add(2), true));
                }
                Some([] | [b'/']) | None => return Err(syntax(UNENDED, start)),
                Some(_) if next == at => return Err(syntax(BAD_ATTRIBUTE, start)),
                Some(_) => {}
            }
            let name = name_at(rest, next);
            let value = value_start(bytes, next.saturating_add(name.len()));
            let (true, Some((value, quote))) = (chars::is_name(name), value) else {
                return Err(syntax(BAD_ATTRIBUTE, start));
            };
            let Some(len) = bytes.get(value..).and_then(|rest| memchr(quote, rest)) else {
                return Err(syntax(UNENDED, start));
            };
            let end = value.saturating_add(len);
            self.names.push(name);
            limits::check_len("attributes", self.names.len(), self.limits.members())
                .map_err(|limit| DecodeError::new(limit, start))?;
            self.at = start.saturating_add(value);
            self.value(rest.get(value..end).unwrap_or(""))?;
            at = end.saturating_add(1);
        }
    }

    /// Reads the value of an attribute.
    fn value(&mut self, value: &'a str) -> Result<()> {
        let mut rest = value;
        while let Some(len) = memchr(b'<', rest.as_bytes()) {
            self.references(rest.get(..len).unwrap_or(""), false)?;
            let what = "\"<\" in the value of an attribute";
            self.fault(what, self.at, XmlRepairKind::LessThan, 1, "&lt;")?;
            self.at = self.at.saturating_add(1);
            rest = rest.get(len.saturating_add(1)..).unwrap_or("");
        }
        self.references(rest, false)
    }

    fn check_names(&mut self, start: usize) -> Result<()> {
        let names = &mut self.names;
        let twice = if names.len() <= FEW {
            names
                .iter()
                .enumerate()
                .any(|(index, name)| names.iter().skip(index.saturating_add(1)).any(|n| n == name))
        } else {
            names.sort_unstable();
            names.windows(2).any(|pair| pair.first() == pair.last())
        };
        if twice { Err(syntax(BAD_ATTRIBUTE, start)) } else { Ok(()) }
    }
}

/// Returns everything from an offset up to what ends a name.
fn name_at(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or("");
    let ends = |b: u8| chars::is_blank(b) || matches!(b, b'/' | b'>' | b'=' | b'<');
    let len = rest.bytes().position(ends).unwrap_or(rest.len());
    rest.get(..len).unwrap_or("")
}

/// Returns the start of an attribute's value after its name, and the quote around it.
fn value_start(bytes: &[u8], from: usize) -> Option<(usize, u8)> {
    let at = skip_blanks(bytes, from);
    if bytes.get(at) != Some(&b'=') {
        return None;
    }
    let at = skip_blanks(bytes, at.checked_add(1)?);
    let quote = *bytes.get(at).filter(|&&b| matches!(b, b'"' | b'\''))?;
    Some((at.checked_add(1)?, quote))
}

fn skip_blanks(bytes: &[u8], start: usize) -> usize {
    let blanks = bytes.iter().skip(start).take_while(|&&b| chars::is_blank(b)).count();
    start.saturating_add(blanks)
}

fn is_blank_char(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}
