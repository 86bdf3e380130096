//! What stands behind a backslash.

/// The character that an escape means, and how many bytes it has without the backslash.
pub(super) fn escape(rest: &[u8]) -> Option<(char, usize)> {
    let character = match rest.first()? {
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(rest),
        _ => return None,
    };
    Some((character, 1))
}

/// `uXXXX`, or both halves of a pair.
fn unicode(rest: &[u8]) -> Option<(char, usize)> {
    let unit = |rest: &[u8]| match rest {
        [b'u', a, b, c, d, ..] => {
            let digits = [*a, *b, *c, *d].map(|digit| char::from(digit).to_digit(16));
            digits.into_iter().try_fold(0, |unit, digit| Some(unit << 4 | digit?))
        }
        _ => None,
    };
    let first = unit(rest)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 5));
    }
    let [b'\\', second @ ..] = rest.get(5..)? else { return None };
    let pair = [first, unit(second)?].map(|unit| u16::try_from(unit).unwrap_or_default());
    let character = char::decode_utf16(pair).next()?.ok()?;
    Some((character, 11))
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn each_escape_means_what_it_means_to_serde() {
        let units = [
            "0000", "0041", "00fC", "d7ff", "D83C", "dbff", "DC00", "df08", "dfff", "e000", "FFFF", "00g0",
            "+041", "04",
        ];
        let short = (0..=127_u8).map(|byte| char::from(byte).to_string());
        let long = units.map(|first| format!("u{first}"));
        let pairs = units.iter().flat_map(|first| units.map(|second| format!("u{first}\\u{second}")));
        for text in short.chain(long).chain(pairs) {
            let json = format!("\"\\{text}\"");
            let theirs: Option<String> = serde_json::from_str(&json).ok();
            let mut ours = Some(String::new());
            let mut rest = &json.as_bytes()[1..json.len() - 1];
            while let [first, behind @ ..] = rest {
                let read = if *first == b'\\' { escape(behind) } else { Some((char::from(*first), 0)) };
                ours = ours.zip(read).map(|(ours, (character, _))| format!("{ours}{character}"));
                rest = &behind[read.map_or(0, |(_, len)| len)..];
            }
            // A quote would end the text.
            assert!(ours == theirs || text == "\"", "{json}: {ours:?}, not {theirs:?}");
        }
    }
}
