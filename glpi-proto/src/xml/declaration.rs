//! The grammar of XML declarations.

use crate::xml::chars::is_blank;

/// Encodings that are read as windows-1252.
pub(crate) const SINGLE_BYTE: [&str; 5] = ["ISO-8859-1", "ISO_8859-1", "LATIN1", "WINDOWS-1252", "CP1252"];

/// Returns true if this is allowed between `<?` and `?>` of a declaration: its
/// `version`, then `encoding` and `standalone` if they are there.
pub(crate) fn is_declaration(body: &str) -> bool {
    let Some(mut rest) = body.strip_prefix("xml") else {
        return false;
    };
    let mut expected = ["version", "encoding", "standalone"].into_iter();
    let mut is_first = true;
    loop {
        let start = rest.trim_start_matches(is_blank_char);
        if start.is_empty() {
            return !is_first;
        }
        let Some((name, value, after)) = attribute(start).filter(|_| start.len() < rest.len()) else {
            return false;
        };
        let is_good = match expected.find(|&expected| expected == name) {
            Some("version") => {
                value.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && is_number(minor))
            }
            Some("encoding") => !is_first && is_encoding(value),
            Some(_) => !is_first && ["yes", "no"].contains(&value),
            None => false,
        };
        if !is_good {
            return false;
        }
        is_first = false;
        rest = after;
    }
}

/// Returns the encoding that a declaration names, and its offset.
pub(crate) fn encoding(body: &str) -> Option<(usize, &str)> {
    let (_, rest) = body.split_once("encoding")?;
    let rest = rest.trim_start_matches(is_blank_char).strip_prefix('=')?.trim_start_matches(is_blank_char);
    let quote = rest.chars().next()?;
    let name = rest.get(1..)?.split(quote).next()?;
    let at = body.len().checked_sub(rest.len())?.checked_add(1)?;
    Some((at, name))
}

/// Returns true for the document of another encoding than UTF-8 of which each byte is a
/// character.
pub(crate) fn is_single_byte(bytes: &[u8]) -> bool {
    let Some(end) = bytes.strip_prefix(b"<?xml").and_then(|rest| memchr::memmem::find(rest, b"?>")) else {
        return false;
    };
    let body = bytes.get(2..end.saturating_add(5)).and_then(|body| std::str::from_utf8(body).ok());
    let is_known = |name: &str| SINGLE_BYTE.iter().any(|known| name.eq_ignore_ascii_case(known));
    body.filter(|body| is_declaration(body)).and_then(encoding).is_some_and(|(_, name)| is_known(name))
}

/// The name and value of the attribute at the start, and what follows.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('=')?;
    let rest = rest.trim_start_matches(is_blank_char);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, after) = rest.get(1..)?.split_once(quote)?;
    Some((name.trim_end_matches(is_blank_char), value, after))
}

fn is_blank_char(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_blank)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

// twin: xml-encoding-name
/// Returns true if it can be the name of an encoding.
pub(crate) fn is_encoding(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}
// end of twin

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-089
    #[test]
    fn declarations_as_libxml2_takes_them() {
        for good in [
            "xml version=\"1.0\"",
            "xml version='1.1' encoding='UTF-8' ",
            "xml  version = '1.0'\nencoding=\"a-B_1.2\" standalone='yes'",
            "xml version='1.0' standalone='no'",
        ] {
            assert!(is_declaration(good), "{good}");
        }
        for bad in [
            "xml",
            "xml ",
            "xml encoding='UTF-8'",
            "xml version='1'",
            "xml version='1.'",
            "xml version='1.x'",
            "xml version='2.0'",
            "xml version='1.0' encoding='8'",
            "xml version='1.0' encoding='U&8'",
            "xml version='1.0'encoding='UTF-8'",
            "xml version='1.0' version='1.0'",
            "xml version='1.0' standalone='no' encoding='UTF-8'",
            "xml version='1.0' standalone='1'",
            "xml version='1.0' /",
            "xml version='1.0' x",
        ] {
            assert!(!is_declaration(bad), "{bad}");
        }
    }

    #[test]
    fn the_encoding_is_found_at_its_place() {
        let body = "xml version='1.0' encoding = \"UTF-16\"";
        assert_eq!(encoding(body), Some((30, "UTF-16")));
        assert_eq!(&body[30..36], "UTF-16");
        assert_eq!(encoding("xml version='1.0'"), None);
    }
}
