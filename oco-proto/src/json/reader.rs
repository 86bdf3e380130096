//! Where the fast way stands in a body.

use super::escapes::escape;
use super::plain::plain_len;
use crate::Limits;

/// Goes through a body once. Each method takes what it names and the white space behind
/// it, and answers `None` where something else stands; the body is then left to the
/// general way.
///
/// Levels are counted as the general way does it (OCO-026), before they are entered.
/// Values are not: that there are not too many has to be sure before.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// How many more levels there may be.
    levels: usize,
}

impl<'a> Reader<'a> {
    /// At the start of a body.
    pub(crate) fn new(text: &'a str, limits: &Limits) -> Self {
        let mut reader = Self { text, at: 0, levels: limits.depth() };
        reader.skip_space();
        reader
    }

    /// The byte at which it stands.
    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[inline]
    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
        self.skip_space();
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at = self.at.saturating_add(1);
        }
    }

    /// Nothing but white space follows.
    pub(crate) fn end(&self) -> Option<()> {
        self.peek().is_none().then_some(())
    }

    /// A map or a list begins. Whether there is something in it.
    #[inline]
    pub(crate) fn open(&mut self, opening: u8, closing: u8) -> Option<bool> {
        if self.peek() != Some(opening) {
            return None;
        }
        self.levels = self.levels.checked_sub(1)?;
        self.skip(1);
        if self.peek() != Some(closing) {
            return Some(true);
        }
        self.close();
        Some(false)
    }

    #[inline]
    fn close(&mut self) {
        self.levels = self.levels.saturating_add(1);
        self.skip(1);
    }

    /// Behind a member or an element: whether another one follows.
    #[inline]
    pub(crate) fn more(&mut self, closing: u8) -> Option<bool> {
        match self.peek()? {
            b',' => {
                self.skip(1);
                Some(true)
            }
            byte if byte == closing => {
                self.close();
                Some(false)
            }
            _ => None,
        }
    }

    /// Whether the member that follows has this name, which stands in quotes. It is taken
    /// then.
    #[inline]
    pub(crate) fn is_member(&mut self, quoted: &str) -> bool {
        let is_it = self.rest().strip_prefix(quoted.as_bytes()).and_then(<[u8]>::first) == Some(&b':');
        if is_it {
            self.skip(quoted.len().saturating_add(1));
        }
        is_it
    }

    /// A member's name without escapes, and the colon.
    pub(crate) fn name(&mut self) -> Option<&'a str> {
        let name = self.plain()?;
        if self.peek() != Some(b':') {
            return None;
        }
        self.skip(1);
        Some(name)
    }

    /// A text without escapes. If it is another, the reader stays before it.
    #[inline]
    pub(crate) fn plain(&mut self) -> Option<&'a str> {
        let start = self.at.saturating_add(1);
        let end = start.saturating_add(plain_len(self.text.as_bytes().get(start..)?));
        if self.peek() != Some(b'"') || self.text.as_bytes().get(end) != Some(&b'"') {
            return None;
        }
        let text = self.text.get(start..end)?;
        self.at = end;
        self.skip(1);
        Some(text)
    }

    /// A text with escapes.
    pub(crate) fn escaped(&mut self) -> Option<String> {
        let mut rest = self.value()?.strip_prefix('"')?.strip_suffix('"')?;
        // No escape is shorter than its character.
        let mut text = String::with_capacity(rest.len());
        loop {
            let (plain, special) = rest.split_at_checked(plain_len(rest.as_bytes()))?;
            text.push_str(plain);
            let Some((b'\\', behind)) = special.as_bytes().split_first() else {
                return special.is_empty().then_some(text);
            };
            let (character, len) = escape(behind)?;
            text.push(character);
            rest = special.get(len.saturating_add(1)..)?;
        }
    }

    /// A number without sign and fraction that 64 bits hold. If it is another, the
    /// reader stays before it.
    pub(crate) fn integer(&mut self) -> Option<u64> {
        let rest = self.rest();
        let len = rest.iter().position(|byte| !byte.is_ascii_digit())?;
        if matches!(rest, [b'0', b'0'..=b'9', ..]) || matches!(rest.get(len), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        let number = self.text.get(self.at..self.at.saturating_add(len))?.parse().ok()?;
        self.skip(len);
        Some(number)
    }

    /// This word.
    pub(crate) fn literal(&mut self, word: &str) -> Option<()> {
        self.rest().starts_with(word.as_bytes()).then(|| self.skip(word.len()))
    }

    /// Any value as it stands there. Only its end is sure: whoever reads it finds out
    /// whether it is sound.
    pub(crate) fn value(&mut self) -> Option<&'a str> {
        let (start, levels) = (self.at, self.levels);
        loop {
            let byte = self.peek()?;
            self.at = self.at.saturating_add(1);
            match byte {
                b'"' => self.quoted()?,
                b'{' | b'[' => self.levels = self.levels.checked_sub(1)?,
                b'}' | b']' => self.levels = self.levels.saturating_add(1),
                _ => {}
            }
            let is_next_the_end =
                matches!(self.peek(), Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
            if self.levels >= levels && (is_next_the_end || self.peek().is_none()) {
                break;
            }
        }
        let value = self.text.get(start..self.at)?;
        self.skip_space();
        Some(value)
    }

    /// The rest of a text whose opening quote is taken.
    fn quoted(&mut self) -> Option<()> {
        loop {
            let plain = plain_len(self.rest());
            self.at = self.at.saturating_add(plain);
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at = self.at.saturating_add(2),
                _ => return None,
            }
        }
        self.at = self.at.saturating_add(1);
        Some(())
    }
}
