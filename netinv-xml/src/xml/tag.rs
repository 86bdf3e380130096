//! The grammar of start tags.

use std::ops::Range;

use memchr::memchr;

use crate::xml::chars;

/// The most attributes of one element; the protocol has none with more than 16.
pub(crate) const MAX_ATTRIBUTES: usize = 64;

/// A start tag that is one, as ranges of the bytes from its `<` on.
#[derive(Debug)]
pub(crate) struct StartTag {
    pub(crate) name: Range<usize>,
    /// Names and values, the values without their quotes.
    pub(crate) attributes: Vec<(Range<usize>, Range<usize>)>,
    /// True if it is also the end: `<X/>`.
    pub(crate) empty: bool,
    /// Length from `<` to `>`.
    pub(crate) len: usize,
}

impl StartTag {
    /// Reads a start tag; `None` if it is not one.
    pub(crate) fn read(rest: &[u8]) -> Option<Self> {
        let name = 1..name_end(rest, 1)?;
        let mut attributes = Vec::new();
        let mut at = name.end;
        loop {
            let blank_end = skip_blanks(rest, at);
            match rest.get(blank_end)? {
                b'>' => {
                    return Some(Self { name, attributes, empty: false, len: blank_end.checked_add(1)? });
                }
                b'/' if rest.get(blank_end.checked_add(1)?) == Some(&b'>') => {
                    return Some(Self { name, attributes, empty: true, len: blank_end.checked_add(2)? });
                }
                _ if blank_end == at => return None,
                _ => {}
            }
            let key = blank_end..name_end(rest, blank_end)?;
            at = skip_blanks(rest, key.end);
            if rest.get(at) != Some(&b'=') {
                return None;
            }
            at = skip_blanks(rest, at.checked_add(1)?);
            let quote = *rest.get(at).filter(|&&b| b == b'"' || b == b'\'')?;
            let value_start = at.checked_add(1)?;
            let value_end = value_start.checked_add(memchr(quote, rest.get(value_start..)?)?)?;
            // One too many tells that there are too many.
            if attributes.len() <= MAX_ATTRIBUTES {
                attributes.push((key, value_start..value_end));
            }
            at = value_end.checked_add(1)?;
        }
    }
}

/// Returns the end of the name at `start`; `None` if there is no name.
fn name_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    let len = rest.iter().position(|&b| chars::is_blank(b) || matches!(b, b'/' | b'>' | b'=' | b'<'))?;
    let name = std::str::from_utf8(rest.get(..len)?).ok()?;
    if chars::is_name(name) { start.checked_add(len) } else { None }
}

fn skip_blanks(bytes: &[u8], start: usize) -> usize {
    let blanks =
        bytes.get(start..).map_or(0, |rest| rest.iter().take_while(|&&b| chars::is_blank(b)).count());
    start.saturating_add(blanks)
}
