//! Encodings of XML other than UTF-8, as `libxml2` reads them (GLPI-079).

use crate::error::{DecodeError, SyntaxError};
use crate::xml::declaration;

/// The encoding that a text came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// Each byte is a character.
    SingleByte,
    Utf16,
}

impl Encoding {
    /// Returns true if a declaration may call the encoding of a text so.
    pub(crate) fn may_be_called(self, name: &str, text: &str) -> bool {
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        let is_single_byte = is(&declaration::SINGLE_BYTE);
        match self {
            Self::Utf8 => {
                is(&["UTF-8", "UTF8"]) || text.is_ascii() && (is_single_byte || is(&["US-ASCII", "ASCII"]))
            }
            // Servers do not say so, or call it UTF-8.
            Self::SingleByte => true,
            Self::Utf16 => is(&["UTF-16", "UTF-16LE", "UTF-16BE", "UTF16"]),
        }
    }
}

/// Returns the text of a document in UTF-16, which its first bytes tell; `None` for any other.
pub(crate) fn utf16(bytes: &[u8]) -> Option<Result<String, DecodeError>> {
    let (rest, start, is_big) = match (bytes, bytes.get(2..).unwrap_or_default()) {
        ([0xfe, 0xff, 0, b'<', ..], rest) => (rest, 2, true),
        ([0xff, 0xfe, b'<', 0, ..], rest) => (rest, 2, false),
        ([0, b'<', 0, b'?', ..], _) => (bytes, 0, true),
        ([b'<', 0, b'?', 0, ..], _) => (bytes, 0, false),
        _ => return None,
    };
    Some(from_units(rest, start, is_big))
}

fn from_units(bytes: &[u8], start: usize, is_big: bool) -> Result<String, DecodeError> {
    let broken = |at| DecodeError::new(SyntaxError::xml("bytes that are not UTF-16"), at);
    let (pairs, odd) = bytes.as_chunks::<2>();
    let unit = |pair: &[u8; 2]| if is_big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
    let mut text = String::with_capacity(bytes.len());
    let mut at: usize = start;
    for decoded in char::decode_utf16(pairs.iter().map(unit)) {
        let character = decoded.map_err(|_| broken(at))?;
        at = at.saturating_add(character.len_utf16().saturating_mul(2));
        text.push(character);
    }
    if odd.is_empty() { Ok(text) } else { Err(broken(at)) }
}

/// Returns the text of a document that says it is in ISO-8859-1 or windows-1252, which are
/// read as the latter; `None` for any other, and for one that is UTF-8 for all it says.
pub(crate) fn single_byte(bytes: &[u8]) -> Option<String> {
    let is_foreign = declaration::is_single_byte(bytes) && std::str::from_utf8(bytes).is_err();
    is_foreign.then(|| bytes.iter().map(|&byte| windows_1252(byte)).collect())
}

// twin: windows-1252
/// The character of a byte in windows-1252, where ISO-8859-1 only has controls
/// that no text holds; the five bytes that it leaves open stay these controls.
pub(crate) const fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F =>
        {
            #[expect(
                clippy::indexing_slicing,
                reason = "32 values, 32 entries; checked at compile time by the test"
            )]
            HIGH[(byte & 0x1F) as usize]
        }
        _ => byte as char,
    }
}
// end of twin

#[cfg(test)]
mod tests {
    use crate::limits::Limits;
    use crate::transport::body::Body;
    use crate::transport::payload::Reading;

    fn opened(bytes: Vec<u8>, reading: Reading) -> Result<String, String> {
        let body = Body::new(None, bytes);
        let payload = body.open_as(reading, &Limits::DEFAULT).map_err(|error| error.to_string())?;
        Ok(payload.text().to_owned())
    }

    // GLPI-079
    #[test]
    fn utf_16_is_told_by_its_first_bytes() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><REPLY><ERROR>é𝄞</ERROR></REPLY>";
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for reading in [Reading::Strict, Reading::Lenient] {
            for bytes in [
                big.clone(),
                little.clone(),
                [&[0xfe, 0xff], &big[..]].concat(),
                [&[0xff, 0xfe], &little[..]].concat(),
            ] {
                assert_eq!(opened(bytes, reading).as_deref(), Ok(text));
            }
            let odd = [&big[..], b"x"].concat();
            let error = opened(odd, reading).unwrap_err();
            assert_eq!(error, format!("malformed XML: bytes that are not UTF-16 at byte {}", big.len()));
        }
    }

    // GLPI-079
    #[test]
    fn a_declaration_counts_in_strict_reading() {
        let text = |encoding: &str, name: &[u8]| {
            let declaration = format!("<?xml version='1.0' encoding='{encoding}'?>");
            [declaration.as_bytes(), b"<REPLY><ERROR>", name, b"</ERROR></REPLY>"].concat()
        };
        let strict = |encoding, name: &[u8]| {
            let text = opened(text(encoding, name), Reading::Strict);
            text.map(|text| text.split(['>', '<']).nth(6).unwrap().to_owned())
        };
        assert_eq!(strict("ISO-8859-1", b"caf\xe9 \x80").as_deref(), Ok("café €"));
        assert_eq!(strict("utf-8", "café".as_bytes()).as_deref(), Ok("café"));
        assert_eq!(strict("US-ASCII", b"plain").as_deref(), Ok("plain"));
        for (encoding, name) in [
            ("US-ASCII", "é".as_bytes()),
            ("ISO-8859-1", "é".as_bytes()),
            ("UTF-16", b"x"),
            ("EUC-JP", b"x"),
            ("utf-8", b"\xe9"),
        ] {
            assert!(strict(encoding, name).is_err(), "{encoding}");
        }
        let mixed = "<?xml version='1.0' encoding='US-ASCII'?><REPLY/>";
        let mixed: Vec<u8> = mixed.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(opened(mixed.clone(), Reading::Strict).is_err() && opened(mixed, Reading::Lenient).is_ok());
        let lenient = opened(text("ISO-8859-1", "é".as_bytes()), Reading::Lenient).unwrap();
        assert!(lenient.contains("<ERROR>é<"), "{lenient}");
    }
}
