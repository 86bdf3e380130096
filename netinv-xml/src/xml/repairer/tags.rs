//! Start and end tags.

use std::ops::Range;

use memchr::memchr;

use super::{Open, Repairer, Result};
use crate::error::{DecodeError, Snippet};
use crate::limits::check_len;
use crate::xml::chars;
use crate::xml::repair::RepairKind;
use crate::xml::source::windows_1252;
use crate::xml::tag::{MAX_ATTRIBUTES, StartTag};

impl<'i> Repairer<'i> {
    /// Copies the tag that starts here; `false` if it does not end.
    pub(super) fn tag(&mut self) -> Result<bool> {
        let rest = self.rest();
        let Some(end) = self.tag_len() else {
            // Either the document ends inside a tag, or this is not a tag.
            let text_follows = memchr(b'<', rest.get(1..).unwrap_or(&[])).is_some();
            return if text_follows { self.less_than() } else { Ok(false) };
        };
        if rest.starts_with(b"</") {
            return self.end_tag(rest, end);
        }
        if let Some(start) = StartTag::read(rest) {
            return self.start_tag(rest, &start);
        }
        self.odd_tag(rest, end)
    }

    fn less_than(&mut self) -> Result<bool> {
        if self.open.is_empty() {
            self.skip(RepairKind::Markup, 1)?;
        } else {
            self.replace(RepairKind::LessThan, 1, "&lt;")?;
        }
        Ok(true)
    }

    fn end_tag(&mut self, rest: &'i [u8], end: usize) -> Result<bool> {
        let raw = rest.get(2..end).unwrap_or(&[]).trim_ascii_end();
        if memchr(b'<', raw).is_some() {
            return self.less_than();
        }
        let Some(index) = self.open.iter().rposition(|open| open.raw == raw) else {
            self.skip(RepairKind::StrayEndTag, end.saturating_add(1))?;
            return Ok(true);
        };
        while self.open.len() > index.saturating_add(1) {
            self.repair(RepairKind::MissingEndTag, self.at, 0)?;
            self.close();
        }
        self.sync();
        self.close();
        self.at = self.at.saturating_add(end).saturating_add(1);
        self.child_ended();
        Ok(true)
    }

    /// Closes the innermost element in the output.
    pub(super) fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.sync();
            self.text.push_str("</");
            self.text.push_str(&open.name);
            self.text.push('>');
            self.child_ended();
        }
    }

    fn child_ended(&mut self) {
        let end = (self.text.len(), self.at);
        if let Some(parent) = self.open.last_mut() {
            parent.last_child = Some(end);
        }
    }

    fn start_tag(&mut self, rest: &'i [u8], start: &StartTag) -> Result<bool> {
        let part = |range: &Range<usize>| rest.get(range.clone()).unwrap_or(&[]);
        let raw = part(&start.name);
        self.enter()?;
        let input_start = self.at;
        let text_start = self.text.len();
        // Only a name that is one gets here.
        let name = std::str::from_utf8(raw).unwrap_or("_").to_owned();
        self.sync();
        self.text.push('<');
        self.text.push_str(&name);
        check_len("attribute count", start.attributes.len(), MAX_ATTRIBUTES)
            .map_err(|e| DecodeError::new(e, input_start))?;
        let mut seen: Vec<&[u8]> = Vec::new();
        for (name, value) in &start.attributes {
            if seen.contains(&part(name)) {
                self.repair(RepairKind::Markup, input_start.saturating_add(name.start), name.len())?;
                continue;
            }
            seen.push(part(name));
            self.text.push(' ');
            self.text.push_str(std::str::from_utf8(part(name)).unwrap_or("_"));
            self.text.push_str("=\"");
            self.at = input_start.saturating_add(value.start);
            self.attribute_value(part(value))?;
            self.text.push('"');
        }
        self.at = input_start.saturating_add(start.len);
        if start.empty {
            self.text.push_str("/>");
            self.child_ended();
        } else {
            self.text.push('>');
            self.open.push(Open { raw, name, input_start, text_start, last_child: None });
        }
        Ok(true)
    }

    fn attribute_value(&mut self, value: &[u8]) -> Result<()> {
        for piece in value.split_inclusive(|&b| b == b'<' || b == b'"') {
            let (text, special) = match piece.split_last() {
                Some((b'<', text)) => (text, "<"),
                Some((b'"', text)) => (text, "\""),
                _ => (piece, ""),
            };
            for chunk in text.utf8_chunks() {
                self.references(chunk.valid())?;
                self.foreign(chunk.invalid())?;
            }
            match special {
                "<" => self.replace(RepairKind::LessThan, 1, "&lt;")?,
                // Fine in the single quotes it came in.
                "\"" => {
                    self.sync();
                    self.text.push_str("&quot;");
                    self.at = self.at.saturating_add(1);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A tag whose name XML does not allow, or a `<` that starts none.
    ///
    /// It is a tag if it closes itself, or if the next tag is its end: such
    /// names are those of printer supplies (NIX-023).
    fn odd_tag(&mut self, rest: &'i [u8], end: usize) -> Result<bool> {
        let inner = rest.get(1..end).unwrap_or(&[]);
        let after = rest.get(end.saturating_add(1)..).unwrap_or(&[]);
        let (raw, empty) = match inner.strip_suffix(b"/") {
            Some(raw) => (raw.trim_ascii_end(), true),
            None => (inner, false),
        };
        let closed = || {
            let next = memchr(b'<', after).and_then(|at| after.get(at..)).unwrap_or(&[]);
            let end = next.strip_prefix(b"</").and_then(|next| next.strip_prefix(raw));
            end.is_some_and(|end| end.trim_ascii_start().starts_with(b">"))
        };
        let is_tag = self.root_seen
            && !raw.is_empty()
            && raw.len() <= 256
            && !raw.contains(&b'<')
            && !raw.first().is_some_and(u8::is_ascii_whitespace)
            && (empty || closed());
        if !is_tag {
            return self.less_than();
        }
        let decoded: String = raw
            .utf8_chunks()
            .flat_map(|chunk| chunk.valid().chars().chain(chunk.invalid().iter().map(|&b| windows_1252(b))))
            .collect();
        let name_at = self.at.saturating_add(1);
        let name = if chars::is_name(&decoded) {
            self.repair(RepairKind::Encoding, name_at, raw.len())?;
            decoded
        } else {
            let mut made: String =
                decoded.chars().map(|c| if chars::is_name_char(c) { c } else { '_' }).collect();
            if !made.starts_with(chars::is_name_start) {
                made.insert(0, '_');
            }
            let kind = RepairKind::TagName { found: Snippet::new(raw), made: made.clone() };
            self.repair(kind, name_at, raw.len())?;
            made
        };
        self.enter()?;
        self.sync();
        let open = Open { raw, input_start: self.at, text_start: self.text.len(), last_child: None, name };
        self.text.push('<');
        self.text.push_str(&open.name);
        self.at = self.at.saturating_add(end).saturating_add(1);
        if empty {
            self.text.push_str("/>");
            self.child_ended();
        } else {
            self.text.push('>');
            self.open.push(open);
        }
        Ok(true)
    }

    fn enter(&mut self) -> Result<()> {
        self.root_seen = true;
        check_len("depth", self.open.len().saturating_add(1), self.limits.depth())
            .map_err(|e| DecodeError::new(e, self.at))
    }
}
