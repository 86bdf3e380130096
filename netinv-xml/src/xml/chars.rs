//! The characters and names that XML 1.0 allows.

// twin: xml-characters
/// Returns true if XML allows the character in a document.
pub(crate) const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Returns true if a name may start with the character.
pub(crate) const fn is_name_start(c: char) -> bool {
    matches!(c,
        ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Returns true if the character may be inside a name.
pub(crate) const fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Returns true if the text is an XML name.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

/// Returns true if the byte is white space in XML.
pub(crate) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Returns true if the text is only white space.
pub(crate) fn is_all_blank(text: &str) -> bool {
    text.bytes().all(is_blank)
}

/// Result of one look at all characters of a text.
///
/// Looks at every byte of every document, so it first asks in a form that the
/// compiler turns into vector instructions whether there can be anything at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Offset of the first character that XML does not allow.
    pub(crate) illegal: Option<usize>,
    /// True if there is a `]]>`.
    pub(crate) has_cdata_end: bool,
    pub(crate) has_carriage_return: bool,
}

impl Survey {
    pub(crate) fn new(text: &str) -> Self {
        const CHUNK: usize = 4096;
        let mut has_bracket = false;
        let mut has_carriage_return = false;
        let mut start = 0_usize;
        for chunk in text.as_bytes().chunks(CHUNK) {
            // 0xEF starts U+F000 and up, the home of U+FFFE and U+FFFF.
            let is_notable = |b: u8| (b < 0x20 && b != b'\t' && b != b'\n') | (b == 0xEF) | (b == b']');
            if chunk.iter().fold(false, |found, &b| found | is_notable(b)) {
                has_bracket |= memchr::memchr(b']', chunk).is_some();
                has_carriage_return |= memchr::memchr(b'\r', chunk).is_some();
                let is_suspicious = |b: u8| is_notable(b) & (b != b']') & (b != b'\r');
                if chunk.iter().fold(false, |found, &b| found | is_suspicious(b))
                    && let Some(illegal) = first_illegal(text, start, chunk.len())
                {
                    return Self { illegal: Some(illegal), has_cdata_end: false, has_carriage_return };
                }
            }
            start = start.saturating_add(chunk.len());
        }
        let has_cdata_end = has_bracket && memchr::memmem::find(text.as_bytes(), b"]]>").is_some();
        Self { illegal: None, has_cdata_end, has_carriage_return }
    }
}

/// The first illegal character that begins before the end of the `len` bytes at
/// `start`, and reaches into them.
fn first_illegal(text: &str, start: usize, len: usize) -> Option<usize> {
    // From a character's start: at most three bytes belong to one that began before.
    let from = (start.saturating_sub(3)..=start).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let rest = text.get(from..).unwrap_or("");
    let limit = start.saturating_add(len).saturating_sub(from);
    let (at, _) = rest.char_indices().take_while(|&(at, _)| at < limit).find(|&(_, c)| !is_char(c))?;
    Some(from.saturating_add(at))
}

/// Meanings of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A character.
    Char(char),
    /// A character that XML does not allow.
    Illegal,
    /// An entity that was never declared, or not a reference.
    Unknown,
}

/// Resolves the reference `&name;`.
pub(crate) fn resolve(name: &str) -> Reference {
    let char = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let Some(number) = name.strip_prefix('#') else {
                return Reference::Unknown;
            };
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
            // `from_str_radix` would take a sign.
            if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
                return Reference::Unknown;
            }
            let code = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
            match code {
                Some(c) if is_char(c) => c,
                _ => return Reference::Illegal,
            }
        }
    };
    Reference::Char(char)
}
// end of twin

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn illegal_characters_are_found_wherever_they_stand() {
        for at in [0, 1, 4095, 4096, 4097, 9000] {
            for c in ['\0', '\u{1b}', '\u{FFFE}', '\u{FFFF}'] {
                let text: String = "é".repeat(at / 2) + &"x".repeat(at % 2) + &c.to_string() + "tail";
                assert_eq!(Survey::new(&text).illegal, Some(at), "{at} {c:?}");
            }
        }
        assert_eq!(Survey::new("tab\t line\n \r é \u{FFFD} \u{F900} \u{10FFFF} \u{7f}").illegal, None);
    }

    #[test]
    fn line_ends_and_section_ends_are_found_wherever_they_stand() {
        for at in [0, 1, 4094, 4095, 4096, 9000] {
            let text = |what: &str| "x".repeat(at) + what + "\u{FFFD} tail";
            let survey = |what: &str| Survey::new(&text(what));
            let nothing = Survey { illegal: None, has_cdata_end: false, has_carriage_return: false };
            assert_eq!(survey("] ]> ]>"), nothing);
            assert_eq!(survey("]]>"), Survey { has_cdata_end: true, ..nothing });
            assert_eq!(survey("\r\n"), Survey { has_carriage_return: true, ..nothing });
        }
    }

    #[test]
    fn references_resolve() {
        assert_eq!(resolve("amp"), Reference::Char('&'));
        assert_eq!(resolve("#233"), Reference::Char('é'));
        assert_eq!(resolve("#x2013"), Reference::Char('–'));
        for illegal in ["#0", "#27", "#xFFFF", "#xD800", "#99999999999"] {
            assert_eq!(resolve(illegal), Reference::Illegal, "{illegal}");
        }
        for unknown in ["", "b", "#", "#x", "#+5", "#X41", "nbsp"] {
            assert_eq!(resolve(unknown), Reference::Unknown, "{unknown}");
        }
    }

    #[test]
    fn names() {
        assert!(is_name("TONERBLACK2") && is_name("CARTRIDGEGRÜN") && is_name("a:b-c.d"));
        assert!(!is_name("") && !is_name("2X") && !is_name("A/2") && !is_name("50%") && !is_name("A B"));
    }

    /// Nothing but the characters looked for, so that nothing else calls for a closer look.
    #[test]
    fn what_is_looked_for_is_seen_without_anything_beside_it() {
        for text in ["\u{1}", "\u{1}\u{1}", "\u{1f}\u{1}\u{1f}", "\u{FFFE}", "\u{FFFF}\u{FFFF}"] {
            assert_eq!(Survey::new(text).illegal, Some(0), "{text:?}");
        }
        for brackets in [2, 4095, 4096, 4097, 8192] {
            assert!(Survey::new(&("]".repeat(brackets) + ">")).has_cdata_end, "{brackets}");
        }
        let line_ends = Survey { illegal: None, has_cdata_end: false, has_carriage_return: true };
        assert_eq!(Survey::new("\r\r"), line_ends);
    }

    #[test]
    fn blanks_are_those_of_xml() {
        assert!(is_all_blank("") && is_all_blank(" \t\r\n"));
        assert!(!is_all_blank(" x ") && !is_all_blank("\u{b}") && !is_all_blank("\u{a0}"));
    }
}
