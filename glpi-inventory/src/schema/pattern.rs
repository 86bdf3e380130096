//! Patterns of texts, and their regular expressions as the server prints them.

use std::fmt;

use super::Kind;

/// A pattern that a text must match.
///
/// As in the server, one line feed at the end is allowed, since `$` lets it pass (INV-031).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pattern {
    /// `YYYY-MM-DD`, without regard to the calendar.
    Date,
    /// A date, a blank, `T` or `|`, `hh:mm:ss`, and `Z` or an offset with seconds.
    DateTime,
    /// `YYYY-MM-DD hh:mm:ss`: the form of releases before 1.0.9.
    OldDateTime,
    /// A date, perhaps with a time.
    DateOrTime,
    /// A sign and four digits.
    Offset,
    /// One of these words. A letter `#` in a word is any digit, `*` at its end any text.
    Words(&'static [&'static str]),
    /// The types of items, to which a server adds its own.
    ItemType(&'static [&'static str]),
    /// Any text without a line feed inside: the alternatives before `.*` do not matter.
    Line(&'static [&'static str]),
}

pub(crate) const DATE: Kind = Kind::Pattern(Pattern::Date);
pub(crate) const DATE_TIME: Kind = Kind::Pattern(Pattern::DateTime);

impl Pattern {
    /// Returns true if a text matches. `extra` are more types of items.
    #[must_use]
    pub fn matches(self, text: &str, extra: &[&str]) -> bool {
        self.matches_bytes(text.as_bytes(), extra)
    }

    fn matches_bytes(self, text: &[u8], extra: &[&str]) -> bool {
        let line = text.strip_suffix(b"\n").unwrap_or(text);
        match self {
            Self::Date => date(line).is_some_and(<[u8]>::is_empty),
            Self::DateTime => date(line).and_then(time).is_some_and(zone),
            Self::OldDateTime => matches!(date(line), Some([b' ', rest @ ..])
                if hms(rest).is_some_and(<[u8]>::is_empty)),
            Self::DateOrTime => {
                date(line).is_some_and(|rest| rest.is_empty() || time(rest).is_some_and(zone))
            }
            Self::Offset => {
                matches!(line, [b'+' | b'-', digits @ ..] if is_digits(digits) && digits.len() == 4)
            }
            Self::Words(words) => words.iter().any(|word| is_word(line, text, word.as_bytes())),
            Self::ItemType(words) => words.iter().chain(extra).any(|word| line == word.as_bytes()),
            Self::Line(_) => !line.contains(&b'\n'),
        }
    }

    /// Returns the pattern in words.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::Date => "a date as YYYY-MM-DD".to_owned(),
            Self::DateTime | Self::OldDateTime => "a time as YYYY-MM-DD hh:mm:ss".to_owned(),
            Self::DateOrTime => "a date as YYYY-MM-DD, perhaps with hh:mm:ss".to_owned(),
            Self::Offset => "a sign and four digits, such as +0200".to_owned(),
            Self::Words(words) | Self::ItemType(words) => format!("one of {}", words.join(", ")),
            Self::Line(_) => "a text of one line".to_owned(),
        }
    }

    /// Returns the regular expression that the server prints, with more types of items.
    #[must_use]
    pub fn to_regex(self, extra: &[&str]) -> String {
        Regex(self, extra).to_string()
    }
}

/// Writes the regular expression.
struct Regex<'e>(Pattern, &'e [&'e str]);

const DAY: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const CLOCK: &str = "[ |T][0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+|-][0-9]{2}:[0-9]{2}:[0-9]{2})?";

impl fmt::Display for Regex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alternatives = |f: &mut fmt::Formatter<'_>, words: &[&str]| {
            for (at, word) in words.iter().enumerate() {
                f.write_str(if at == 0 { "" } else { "|" })?;
                f.write_str(&word.replace('#', "\\d").replace('*', ".*"))?;
            }
            Ok(())
        };
        match self.0 {
            Pattern::Date => write!(f, "^{DAY}$"),
            Pattern::DateTime => write!(f, "^{DAY}{CLOCK}$"),
            Pattern::OldDateTime => write!(f, "^{DAY} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}$"),
            Pattern::DateOrTime => write!(f, "^{DAY}({CLOCK})?$"),
            Pattern::Offset => f.write_str("^[+-][0-9]{4}$"),
            Pattern::Words(words) | Pattern::Line(words) => {
                f.write_str("^(")?;
                alternatives(f, words)?;
                f.write_str(")$")
            }
            Pattern::ItemType(words) => {
                f.write_str("^(")?;
                alternatives(f, words)?;
                for word in self.1 {
                    write!(f, "|{}", word.replace('\\', "\\\\"))?;
                }
                f.write_str(")$")
            }
        }
    }
}

/// Returns what follows a date.
fn date(text: &[u8]) -> Option<&[u8]> {
    let (day, rest) = text.split_at_checked(10)?;
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = day else { return None };
    is_digits(&[*y0, *y1, *y2, *y3, *m0, *m1, *d0, *d1]).then_some(rest)
}

/// Returns what follows a separator and a time of day.
fn time(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b' ' | b'|' | b'T', rest @ ..] => hms(rest),
        _ => None,
    }
}

fn hms(text: &[u8]) -> Option<&[u8]> {
    let (clock, rest) = text.split_at_checked(8)?;
    let [h0, h1, b':', m0, m1, b':', s0, s1] = clock else { return None };
    is_digits(&[*h0, *h1, *m0, *m1, *s0, *s1]).then_some(rest)
}

/// Returns true if a text is empty, `Z` or an offset with seconds.
fn zone(text: &[u8]) -> bool {
    match text {
        [] | [b'Z'] => true,
        [b'+' | b'|' | b'-', rest @ ..] => hms(rest).is_some_and(<[u8]>::is_empty),
        _ => false,
    }
}

fn is_digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

/// Compares a text with a word in which `#` is a digit, `[12]` one of these digits, `?` makes
/// what is before it optional, and `*` at the end is any text of one line.
fn is_word(line: &[u8], text: &[u8], word: &[u8]) -> bool {
    if let Some(start) = word.strip_suffix(b"*") {
        // The dot takes no line feed, but the end may have one.
        let is_line = |text: &[u8]| text.strip_prefix(start).is_some_and(|rest| !rest.contains(&b'\n'));
        return is_line(line) || is_line(text);
    }
    is_same(line, word)
}

/// Compares a text with a word; there are few optional letters, so trying both ways is cheap.
fn is_same(line: &[u8], word: &[u8]) -> bool {
    let (is_fit, rest): (fn(u8, &[u8]) -> bool, _) = match word {
        [] => return line.is_empty(),
        [b'#', rest @ ..] => (|own, _| own.is_ascii_digit(), rest),
        [b'[', b'1', b'2', b']', rest @ ..] => (|own, _| matches!(own, b'1' | b'2'), rest),
        [_, rest @ ..] => (|own, word| word.first() == Some(&own), rest),
    };
    let (rest, is_optional) = match rest {
        [b'?', rest @ ..] => (rest, true),
        rest => (rest, false),
    };
    let is_there = matches!(line, [own, after @ ..] if is_fit(*own, word) && is_same(after, rest));
    is_there || is_optional && is_same(line, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    // INV-030, INV-031
    #[test]
    fn dates_are_digits_in_places() {
        for (text, is_date, is_time, is_either) in [
            ("2024-03-09", true, false, true),
            ("2024-03-09\n", true, false, true),
            ("2024-03-09\n\n", false, false, false),
            ("9999-99-99", true, false, true),
            ("2024-3-9", false, false, false),
            ("2024-03-09 10:11:12", false, true, true),
            ("2024-03-09|10:11:12", false, true, true),
            ("2024-03-09T99:99:99Z\n", false, true, true),
            ("2024-03-09T10:11:12+02:00", false, false, false),
            ("2024-03-09T10:11:12+02:00:00", false, true, true),
            ("2024-03-09 10:11", false, false, false),
            ("", false, false, false),
        ] {
            let matches = |pattern: Pattern| pattern.matches(text, &[]);
            assert_eq!(
                (matches(Pattern::Date), matches(Pattern::DateTime), matches(Pattern::DateOrTime)),
                (is_date, is_time, is_either),
                "{text:?}"
            );
        }
        assert!(!Pattern::OldDateTime.matches("2024-03-09T10:11:12", &[]));
    }

    // INV-032
    #[test]
    fn words_are_whole_and_may_hold_a_digit_or_end_openly() {
        let arch = Pattern::Words(&["alpha", "i#86", "arm*"]);
        for (text, is_one) in [
            ("alpha", true),
            ("alpha\n", true),
            ("alpha ", false),
            ("Alpha", false),
            ("i686", true),
            ("ix86", false),
            ("arm", true),
            ("armv7l", true),
            ("arm\n\n", false),
            ("arm\nx", false),
        ] {
            assert_eq!(arch.matches(text, &[]), is_one, "{text:?}");
        }
        let zone = Pattern::Words(&["solaris ?zones?", "wsl[12]"]);
        for (text, is_one) in
            [("solariszone", true), ("solaris zones", true), ("wsl2", true), ("wsl3", false)]
        {
            assert_eq!(zone.matches(text, &[]), is_one, "{text:?}");
        }
        assert_eq!(arch.to_regex(&[]), r"^(alpha|i\d86|arm.*)$");
    }

    // INV-033
    #[test]
    fn a_server_may_have_more_types_of_items() {
        let types = Pattern::ItemType(&["Computer"]);
        assert!(types.matches("Computer\n", &[]) && !types.matches(r"Glpi\Tablet", &[]));
        assert!(types.matches(r"Glpi\Tablet", &[r"Glpi\Tablet"]));
        assert_eq!(types.to_regex(&[r"Glpi\Tablet"]), r"^(Computer|Glpi\\Tablet)$");
    }
}
