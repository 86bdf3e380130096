//! Which characters and names XML 1.0 allows.

/// Whether XML allows the character in a document.
pub(crate) const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether a name may start with it.
pub(crate) const fn is_name_start(c: char) -> bool {
    matches!(c,
        ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Whether it may stand inside a name.
pub(crate) const fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Whether it is a name.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

/// Whether it is what XML calls white space.
pub(crate) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether there is nothing but white space.
pub(crate) fn is_all_blank(text: &str) -> bool {
    text.bytes().all(is_blank)
}

/// The first character that XML does not allow, with its offset.
///
/// Looks at every byte of every document, so it first asks in a form that the
/// compiler turns into vector instructions whether there can be one at all.
pub(crate) fn first_illegal(text: &str) -> Option<(usize, char)> {
    const CHUNK: usize = 4096;
    let mut start = 0_usize;
    for chunk in text.as_bytes().chunks(CHUNK) {
        // 0xEF starts U+F000 and up, the home of U+FFFE and U+FFFF.
        let suspicious = chunk.iter().fold(false, |found, &b| {
            found | (b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r') | (b == 0xEF)
        });
        if suspicious {
            // From a character's start: at most three bytes belong to one that began before.
            let from = (start.saturating_sub(3)..=start).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            let rest = text.get(from..).unwrap_or("");
            let limit = start.saturating_add(chunk.len()).saturating_sub(from);
            let found = rest.char_indices().take_while(|&(at, _)| at < limit).find(|&(_, c)| !is_char(c));
            if let Some((at, c)) = found {
                return Some((from.saturating_add(at), c));
            }
        }
        start = start.saturating_add(chunk.len());
    }
    None
}

/// What a reference stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A character.
    Char(char),
    /// A character that XML does not allow.
    Illegal,
    /// An entity that nobody declared, or no reference at all.
    Unknown,
}

/// What `&name;` stands for.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn illegal_characters_are_found_wherever_they_stand() {
        for at in [0, 1, 4095, 4096, 4097, 9000] {
            for c in ['\0', '\u{1b}', '\u{FFFE}', '\u{FFFF}'] {
                let text: String = "é".repeat(at / 2) + &"x".repeat(at % 2) + &c.to_string() + "tail";
                assert_eq!(first_illegal(&text), Some((at, c)), "{at} {c:?}");
            }
        }
        assert_eq!(first_illegal("tab\t line\n \r é \u{FFFD} \u{F900} \u{10FFFF} \u{7f}"), None);
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
}
