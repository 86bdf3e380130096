//! The lenient pass: makes well-formed XML of what agents and servers send.
//!
//! Runs only when strict reading has failed, copies the document once and notes
//! each repair with its place. What comes out is read strictly (NIX-020).

mod tags;

use memchr::{memchr, memmem};

use crate::error::{DecodeError, DecodeErrorKind};
use crate::limits::{Limits, check_len};
use crate::xml::chars::{self, Reference};
use crate::xml::repair::{Repair, RepairKind};
use crate::xml::source::windows_1252;

type Result<T> = std::result::Result<T, DecodeError>;

/// A document that was made well-formed.
#[derive(Debug)]
pub(crate) struct Repaired {
    pub(crate) text: String,
    /// In the order of the input, with places in the input.
    pub(crate) repairs: Vec<Repair>,
    /// Offsets in the text at which the distance to the input changes, with the offset there.
    shifts: Vec<(usize, usize)>,
}

impl Repaired {
    /// Returns the offset in the input of a byte of the text.
    pub(crate) fn original(&self, at: usize) -> usize {
        original(&self.shifts, at)
    }
}

fn original(shifts: &[(usize, usize)], at: usize) -> usize {
    let index = shifts.partition_point(|&(out, _)| out <= at);
    let (out, input) = index.checked_sub(1).and_then(|index| shifts.get(index)).copied().unwrap_or((0, 0));
    input.saturating_add(at.saturating_sub(out))
}

/// Makes the document well-formed.
pub(crate) fn repair(input: &[u8], limits: &Limits) -> Result<Repaired> {
    let mut repairer = Repairer {
        input,
        limits: *limits,
        at: 0,
        tag_end: Some(0),
        // Room for some escapes, or the last of them would double it.
        text: String::with_capacity(input.len().saturating_add(input.len() >> 4)),
        open: Vec::new(),
        root_seen: false,
        repairs: Vec::new(),
        shifts: Vec::new(),
    };
    repairer.run()?;
    repairer.repairs.sort_by_key(|repair| repair.offset);
    Ok(Repaired { text: repairer.text, repairs: repairer.repairs, shifts: repairer.shifts })
}

/// An element that is open.
#[derive(Debug)]
struct Open<'i> {
    /// Name as spelt in the input.
    raw: &'i [u8],
    /// Name in the output.
    name: String,
    /// Start in the input and in the output.
    input_start: usize,
    text_start: usize,
    /// End of the last child in the output and in the input.
    last_child: Option<(usize, usize)>,
}

#[derive(Debug)]
struct Repairer<'i> {
    input: &'i [u8],
    limits: Limits,
    /// Offset up to which the input is read.
    at: usize,
    /// Offset of the next `>` found, or the offset from which to look for it.
    tag_end: Option<usize>,
    text: String,
    open: Vec<Open<'i>>,
    root_seen: bool,
    repairs: Vec<Repair>,
    shifts: Vec<(usize, usize)>,
}

impl<'i> Repairer<'i> {
    fn run(&mut self) -> Result<()> {
        self.leading()?;
        while !(self.root_seen && self.open.is_empty()) {
            let rest = self.rest();
            let Some(text_len) = memchr(b'<', rest) else {
                return self.truncated();
            };
            let text_end = self.at.saturating_add(text_len);
            self.content(text_end)?;
            if !self.markup()? {
                return self.truncated();
            }
        }
        self.trailing()
    }

    fn rest(&self) -> &'i [u8] {
        self.input.get(self.at..).unwrap_or(&[])
    }

    /// Distance to the next `>`. Looks at each byte once, whatever the number
    /// of tags that do not end.
    fn tag_len(&mut self) -> Option<usize> {
        let known = self.tag_end?;
        if known < self.at || self.input.get(known) != Some(&b'>') {
            let from = known.max(self.at);
            let found = memchr(b'>', self.input.get(from..).unwrap_or(&[]));
            self.tag_end = found.and_then(|found| from.checked_add(found));
        }
        self.tag_end?.checked_sub(self.at)
    }

    /// Returns the bytes between here and `end`.
    fn until(&self, end: usize) -> &'i [u8] {
        self.input.get(self.at..end).unwrap_or(&[])
    }

    /// Everything before the document.
    fn leading(&mut self) -> Result<()> {
        let start = document_start(self.input)
            .ok_or_else(|| DecodeError::new(DecodeErrorKind::NoElement, self.input.len()))?;
        let before = self.until(start);
        let declared = self.input.get(start..).is_some_and(|rest| rest.starts_with(b"<?xml"));
        if start > 0 && (declared || !before.iter().all(|&b| chars::is_blank(b))) {
            self.repair(RepairKind::LeadingBytes, 0, start)?;
        }
        self.at = start;
        Ok(())
    }

    /// Everything after the root element.
    fn trailing(&mut self) -> Result<()> {
        let rest = self.rest();
        let next = document_start(rest).unwrap_or(rest.len());
        let (between, document) = rest.split_at_checked(next).unwrap_or((rest, &[]));
        if !between.iter().all(|&b| chars::is_blank(b)) {
            self.repair(RepairKind::TrailingBytes, self.at, between.len())?;
        }
        if !document.is_empty() {
            self.repair(RepairKind::AnotherDocument, self.at.saturating_add(next), document.len())?;
        }
        self.text.push('\n');
        Ok(())
    }

    /// The document ends here, inside an element. Keeps what is complete.
    fn truncated(&mut self) -> Result<()> {
        let mut loss = self.at;
        match self.open.last() {
            None => return Err(DecodeError::new(DecodeErrorKind::NoElement, self.input.len())),
            Some(last) => match last.last_child {
                Some((end, input_end)) => {
                    self.text.truncate(end);
                    // A text after it goes as well.
                    let text = self.input.get(input_end..loss).unwrap_or_default();
                    if !text.iter().all(|&b| chars::is_blank(b)) {
                        loss = input_end;
                    }
                }
                None if self.open.len() > 1 => {
                    loss = last.input_start;
                    self.text.truncate(last.text_start);
                    self.open.pop();
                }
                None => {
                    return Err(DecodeError::syntax("it ends before anything is complete", self.input.len()));
                }
            },
        }
        let kept = self.text.len();
        self.shifts.retain(|&(out, _)| out <= kept);
        self.repairs.retain(|repair| repair.offset < loss || repair.kind == RepairKind::AnotherDocument);
        self.repair(RepairKind::Truncated, loss, self.input.len().saturating_sub(loss))?;
        self.at = self.input.len();
        while !self.open.is_empty() {
            self.close();
        }
        Ok(())
    }

    /// Copies text up to `end`.
    fn content(&mut self, end: usize) -> Result<()> {
        if self.open.is_empty() {
            let text = self.until(end);
            if !text.iter().all(|&b| chars::is_blank(b)) {
                self.repair(RepairKind::LeadingBytes, self.at, text.len())?;
            }
            self.at = end;
            return Ok(());
        }
        for chunk in self.until(end).utf8_chunks() {
            self.references(chunk.valid())?;
            self.foreign(chunk.invalid())?;
        }
        Ok(())
    }

    /// Copies a text in which ampersands start references.
    fn references(&mut self, text: &str) -> Result<()> {
        let mut rest = text;
        while let Some(at) = memchr(b'&', rest.as_bytes()) {
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.characters(before, true)?;
            // The longest legal one is "&#x0010FFFF;", give or take some zeros.
            let end = from.bytes().take(16).position(|b| b == b';');
            let name = end.and_then(|end| from.get(1..end));
            let len = name.map_or(1, |name| name.len().saturating_add(2));
            match name.map(chars::resolve) {
                Some(Reference::Char(_)) => {
                    self.copy(from.get(..len).unwrap_or(""));
                    rest = from.get(len..).unwrap_or("");
                }
                Some(Reference::Illegal) => {
                    self.skip(RepairKind::CharacterReference, len)?;
                    rest = from.get(len..).unwrap_or("");
                }
                Some(Reference::Unknown) | None => {
                    self.replace(RepairKind::Ampersand, 1, "&amp;")?;
                    rest = from.get(1..).unwrap_or("");
                }
            }
        }
        self.characters(rest, true)
    }

    /// Copies characters, without those that XML does not allow.
    fn characters(&mut self, text: &str, in_content: bool) -> Result<()> {
        let mut copied = 0;
        for (at, c) in text.char_indices() {
            let is_cdata_end =
                c == ']' && in_content && text.get(at..).is_some_and(|rest| rest.starts_with("]]>"));
            if chars::is_char(c) && !is_cdata_end {
                continue;
            }
            self.copy(text.get(copied..at).unwrap_or(""));
            if is_cdata_end {
                self.replace(RepairKind::CdataEnd, 3, "]]&gt;")?;
                copied = at.saturating_add(3);
            } else {
                self.skip(RepairKind::Character, c.len_utf8())?;
                copied = at.saturating_add(c.len_utf8());
            }
        }
        self.copy(text.get(copied..).unwrap_or(""));
        Ok(())
    }

    /// Copies bytes that are not UTF-8.
    fn foreign(&mut self, bytes: &[u8]) -> Result<()> {
        for &byte in bytes {
            let mut buffer = [0; 4];
            self.replace(RepairKind::Encoding, 1, windows_1252(byte).encode_utf8(&mut buffer))?;
        }
        Ok(())
    }

    /// Copies the markup that starts here; `false` if it does not end.
    fn markup(&mut self) -> Result<bool> {
        let rest = self.rest();
        let end_of = |start: usize, end: &[u8]| {
            let found = memmem::find(rest.get(start..)?, end)?;
            found.checked_add(start)?.checked_add(end.len())
        };
        if rest.starts_with(b"<!--") {
            let Some(len) = end_of(4, b"-->") else {
                return Ok(false);
            };
            let body = rest.get(4..len.saturating_sub(3)).unwrap_or(&[]);
            let good = memmem::find(body, b"--").is_none() && !body.ends_with(b"-");
            self.copy_or_drop(len, good)?;
        } else if rest.starts_with(b"<![CDATA[") {
            let Some(len) = end_of(9, b"]]>") else {
                return Ok(false);
            };
            if self.open.is_empty() {
                self.skip(RepairKind::Markup, len)?;
            } else {
                for chunk in rest.get(..len).unwrap_or(&[]).utf8_chunks() {
                    self.characters(chunk.valid(), false)?;
                    self.foreign(chunk.invalid())?;
                }
            }
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!DOCTYPE")) {
            return Err(DecodeError::new(DecodeErrorKind::Doctype, self.at));
        } else if is_declaration(rest) {
            // Also where its end lacks the question mark.
            let Some(end) = self.tag_len() else {
                return Ok(false);
            };
            let len = end.saturating_add(1);
            let body = rest.get(2..end).unwrap_or(&[]);
            if !self.open.is_empty() {
                // The next document, where this one was cut off.
                self.repair(RepairKind::AnotherDocument, self.at, rest.len())?;
                self.input = self.input.get(..self.at).unwrap_or(self.input);
                return Ok(false);
            }
            let body = body.strip_suffix(b"?").and_then(|body| std::str::from_utf8(body).ok());
            if self.text.is_empty() && body.is_some_and(crate::xml::declaration::is_declaration) {
                self.copy_or_drop(len, true)?;
            } else {
                self.skip(RepairKind::Declaration, len)?;
            }
        } else if rest.starts_with(b"<?") {
            let Some(len) = end_of(2, b"?>") else {
                return Ok(false);
            };
            let body = rest.get(2..len.saturating_sub(2)).unwrap_or(&[]);
            let target = body.split(|&b| chars::is_blank(b)).next().unwrap_or(&[]);
            let is_reserved = target.eq_ignore_ascii_case(b"xml");
            let good = !is_reserved && std::str::from_utf8(target).is_ok_and(chars::is_name);
            self.copy_or_drop(len, good)?;
        } else {
            return self.tag();
        }
        Ok(true)
    }

    /// Copies a comment or instruction if it is good and XML allows all of it.
    fn copy_or_drop(&mut self, len: usize, good: bool) -> Result<()> {
        let markup = self.rest().get(..len).and_then(|markup| std::str::from_utf8(markup).ok());
        match markup {
            Some(markup) if good && markup.chars().all(chars::is_char) => {
                self.copy(markup);
                Ok(())
            }
            _ => self.skip(RepairKind::Markup, len),
        }
    }

    /// Copies the next piece.
    fn copy(&mut self, text: &str) {
        if !text.is_empty() {
            self.sync();
            self.text.push_str(text);
            self.at = self.at.saturating_add(text.len());
        }
    }

    /// Passes over `len` bytes.
    fn skip(&mut self, kind: RepairKind, len: usize) -> Result<()> {
        self.replace(kind, len, "")
    }

    /// Writes `text` for `len` bytes.
    fn replace(&mut self, kind: RepairKind, len: usize, text: &str) -> Result<()> {
        self.repair(kind, self.at, len)?;
        self.sync();
        self.text.push_str(text);
        self.at = self.at.saturating_add(len);
        Ok(())
    }

    /// Remembers which place of the input comes next in the output.
    fn sync(&mut self) {
        let out = self.text.len();
        if original(&self.shifts, out) != self.at {
            self.shifts.push((out, self.at));
        }
    }

    fn repair(&mut self, kind: RepairKind, offset: usize, len: usize) -> Result<()> {
        if let Some(last) = self.repairs.last_mut()
            && last.kind == kind
            && len > 0
            && last.offset.checked_add(last.len) == Some(offset)
        {
            last.len = last.len.saturating_add(len);
            return Ok(());
        }
        check_len("repair count", self.repairs.len().saturating_add(1), self.limits.repairs())
            .map_err(|e| DecodeError::new(e, offset))?;
        self.repairs.push(Repair { kind, offset, len });
        Ok(())
    }
}

/// Returns true if it starts as an XML declaration does.
fn is_declaration(markup: &[u8]) -> bool {
    markup.strip_prefix(b"<?xml").and_then(<[u8]>::first).is_some_and(|&b| chars::is_blank(b))
}

/// Returns the start of a document: its declaration, a comment, or an element.
pub(crate) fn document_start(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'<', bytes).find(|at| {
        let next = at.checked_add(1).and_then(|next| bytes.get(next)).copied().unwrap_or(0);
        next == b'?' || next == b'!' || next == b'_' || next.is_ascii_alphabetic() || next >= 0x80
    })
}
