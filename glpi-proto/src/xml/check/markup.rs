//! Everything that starts with `<` but tags of elements.

use memchr::memmem;

use super::{Checker, Result, syntax};
use crate::xml::chars;
use crate::xml::declaration::{self, is_declaration};
use crate::xml::repair::XmlRepairKind;

const UNENDED: &str = "a tag, comment or section without end";

impl<'a> Checker<'a> {
    pub(super) fn markup(&mut self) -> Result<()> {
        let rest = self.rest();
        match rest.as_bytes() {
            [b'<', b'/', ..] => self.end_tag(rest),
            [b'<', b'?', ..] => self.instruction(rest),
            [b'<', b'!', ..] if rest.starts_with("<!--") => self.comment(rest),
            [b'<', b'!', ..] if rest.starts_with("<![CDATA[") => self.cdata(rest),
            [b'<', b'!', ..] => self.doctype(rest),
            _ => self.start_tag(rest),
        }
    }

    /// Returns the length up to and with a mark, from an offset on.
    fn length(&self, rest: &str, from: usize, mark: &str) -> Result<usize> {
        let found = rest.get(from..).and_then(|rest| memmem::find(rest.as_bytes(), mark.as_bytes()));
        found
            .map(|at| at.saturating_add(from).saturating_add(mark.len()))
            .ok_or_else(|| syntax(UNENDED, self.at))
    }

    fn comment(&mut self, rest: &'a str) -> Result<()> {
        let len = self.length(rest, 4, "-->")?;
        let body = rest.get(4..len.saturating_sub(3)).unwrap_or("");
        let good = memmem::find(body.as_bytes(), b"--").is_none() && !body.ends_with('-');
        self.keep_or_drop(good, "a comment with \"--\" inside", len)
    }

    /// Drops broken markup, and takes the illegal characters out of the rest.
    fn keep_or_drop(&mut self, good: bool, what: &'static str, len: usize) -> Result<()> {
        if good {
            let text = self.rest().get(..len).unwrap_or("");
            return self.characters(text, false);
        }
        self.fault(what, self.at, XmlRepairKind::Markup, len, "")?;
        self.at = self.at.saturating_add(len);
        Ok(())
    }

    fn cdata(&mut self, rest: &'a str) -> Result<()> {
        if self.open.is_empty() {
            return Err(syntax("a CDATA section outside of the root element", self.at));
        }
        let len = self.length(rest, 9, "]]>")?;
        self.characters(rest.get(..len).unwrap_or(""), false)
    }

    /// A declaration of a document type is refused, which libxml2 takes: no program of this
    /// protocol writes one. Lenient reading drops one that declares nothing.
    fn doctype(&mut self, rest: &'a str) -> Result<()> {
        let len = self.length(rest, 2, ">")?;
        let markup = rest.get(..len).unwrap_or("");
        let is_plain = markup.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!DOCTYPE"))
            && !markup.contains('[')
            && !self.root_seen;
        if !is_plain {
            return Err(syntax("markup that is no comment, section, instruction or tag", self.at));
        }
        self.keep_or_drop(false, "a document type declaration", len)
    }

    fn instruction(&mut self, rest: &'a str) -> Result<()> {
        let len = self.length(rest, 2, "?>")?;
        let body = rest.get(2..len.saturating_sub(2)).unwrap_or("");
        let target = body.split(|c: char| c.is_ascii() && chars::is_blank(c as u8)).next().unwrap_or("");
        if target != "xml" {
            let good = chars::is_name(target) && !target.eq_ignore_ascii_case("xml");
            return self.keep_or_drop(good, "a processing instruction without a proper name", len);
        }
        let at = self.at;
        let what = match (at, is_declaration(body)) {
            (0, true) => {
                self.encoding(body)?;
                self.at = len;
                return Ok(());
            }
            (0, false) => "a broken XML declaration",
            _ => "an XML declaration that is not at the start",
        };
        self.fault(what, at, XmlRepairKind::Declaration, len, "")?;
        self.at = at.saturating_add(len);
        Ok(())
    }

    /// A declaration that names an encoding which the text did not come in contradicts it.
    fn encoding(&mut self, body: &str) -> Result<()> {
        let Some((at, name)) = declaration::encoding(body) else {
            return Ok(());
        };
        if self.encoding.may_be_called(name, self.text) {
            return Ok(());
        }
        let at = at.saturating_add(2);
        self.fault(
            "the declaration names another encoding than that of the text",
            at,
            XmlRepairKind::DeclaredEncoding,
            name.len(),
            name,
        )
    }
}
