//! Steps for readers that predict what comes next: each is taken or not, and says no
//! more.

use super::Reader;

impl Reader<'_> {
    /// Whether another object or array may be opened.
    pub(crate) fn may_nest(&self) -> bool {
        self.depth < self.limits.depth()
    }

    /// Takes exactly these bytes if they come next.
    #[inline]
    pub(crate) fn after(&mut self, literal: &[u8]) -> Option<&mut Self> {
        if !self.bytes.get(self.at..)?.starts_with(literal) {
            return None;
        }
        self.at = self.at.saturating_add(literal.len());
        Some(self)
    }

    /// Takes a number of up to 19 digits, without zeros in front.
    #[inline]
    pub(crate) fn digits(&mut self) -> Option<u64> {
        let rest = self.bytes.get(self.at..)?;
        let mut number: u64 = 0;
        let mut length: usize = 0;
        for &byte in rest.iter().take(20) {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            number = number.wrapping_mul(10).wrapping_add(digit.into());
            length = length.wrapping_add(1);
        }
        // Twenty digits may not fit, and a zero may only stand alone.
        if length == 0 || length > 19 || (length > 1 && rest.first() == Some(&b'0')) {
            return None;
        }
        self.at = self.at.saturating_add(length);
        Some(number)
    }
}
