//! The grammar of XML declarations.

use crate::xml::tag::StartTag;

/// Returns true if this is allowed between `<?` and `?>` of a declaration: its
/// `version`, then `encoding` and `standalone` if they are there.
pub(crate) fn is_declaration(body: &str) -> bool {
    // Looks like a tag, but for the order.
    let tag = format!("<{body}>");
    let Some(start) = StartTag::read(tag.as_bytes()).filter(|start| start.len == tag.len() && !start.empty)
    else {
        return false;
    };
    let mut expected = ["version", "encoding", "standalone"].into_iter();
    let mut is_first = true;
    for (name, value) in start.attributes {
        let (name, value) = (tag.get(name).unwrap_or(""), tag.get(value).unwrap_or(""));
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
    }
    !is_first
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

    // NIX-010
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
}
