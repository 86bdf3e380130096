//! From a body to a value: bounds first, then JSON, then where it went wrong.

use serde::Deserialize;
use serde::de::Error;
use serde_json::error::Category;
use serde_path_to_error::{Segment, Track};

use crate::error::{DecodeError, DecodeErrorKind, Snippet};
use crate::limits::{Limits, check};

/// Marks the messages of our own visitors inside `serde_json`'s errors, so that
/// [`explain`] can tell them from others. No such byte is in a JSON error text.
const MARK: char = '\u{1}';

/// How long a path may grow before its rest is left out.
const PATH_LEN: usize = 200;

/// A visitor met something else than it wanted. Names kinds, never values: the
/// value could be a key.
pub(crate) fn unexpected<E: Error>(expected: &str, found: &str) -> E {
    E::custom(format_args!("{MARK}unexpected{MARK}{expected}{MARK}{found}"))
}

/// A member that has to be there is not.
pub(crate) fn missing<E: Error>(name: &str) -> E {
    E::custom(format_args!("{MARK}missing{MARK}{name}{MARK}"))
}

/// A member stands in its map twice (OCO-024).
pub(crate) fn twice<E: Error>(name: &str) -> E {
    E::custom(format_args!("{MARK}twice{MARK}{}{MARK}", Snippet::of(name.as_bytes()).as_str()))
}

/// The body as text, if it keeps the limits.
pub(crate) fn text<'a>(body: &'a [u8], limits: &Limits) -> Result<&'a str, DecodeError> {
    let text = uncounted(body, limits)?;
    count(text, limits)?;
    Ok(text)
}

/// The body as text, if it is not too long. Its levels and values are not yet counted.
pub(crate) fn uncounted<'a>(body: &'a [u8], limits: &Limits) -> Result<&'a str, DecodeError> {
    let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
    check("body length", length, limits.body_len()).map_err(|e| DecodeError::new(e, 0, ""))?;
    std::str::from_utf8(body).map_err(|e| DecodeError::new(DecodeErrorKind::NotUtf8, e.valid_up_to(), ""))
}

/// Counts levels and values without building any (OCO-026). Knows just enough of JSON to
/// tell what is inside a string.
pub(crate) fn count(body: &str, limits: &Limits) -> Result<(), DecodeError> {
    let (mut depth, mut values, mut in_string, mut escaped) = (0_usize, 1_usize, false, false);
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            _ if escaped => {
                escaped = false;
                continue;
            }
            b'\\' if in_string => {
                escaped = true;
                continue;
            }
            b'"' => {
                in_string = !in_string;
                continue;
            }
            _ if in_string => continue,
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                values = values.saturating_add(1);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => values = values.saturating_add(1),
            _ => continue,
        }
        let result = check("nesting depth", wide(depth), wide(limits.depth()));
        let result = result.and(check("values", wide(values), wide(limits.values())));
        result.map_err(|e| DecodeError::new(e, at, ""))?;
    }
    Ok(())
}

/// Whether a body of this size, or with so many braces, brackets and commas wherever they
/// stand, can hold no more values than allowed. Mostly that is enough to know, and takes
/// much less time than [`count`].
pub(crate) fn has_few_values(body: &str, limits: &Limits) -> bool {
    if body.len() < limits.values() {
        return true;
    }
    // In steps whose count a byte holds: many bytes are looked at by one instruction then.
    let begins_one = |byte: u8| u8::from((byte == b'{') | (byte == b'[') | (byte == b','));
    let count = |step: &[u8]| step.iter().fold(0_u8, |sum, byte| sum.wrapping_add(begins_one(*byte)));
    let most: usize = body.as_bytes().chunks(255).map(|step| usize::from(count(step))).sum();
    most < limits.values()
}

fn wide(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Reads `part`, a stretch of `body` that stands in the member `path`.
///
/// The good case reads once and tracks nothing. The bad one reads again and finds
/// out where it was.
pub(crate) fn parse<'a, T: Deserialize<'a>>(body: &str, part: &'a str, path: &str) -> Result<T, DecodeError> {
    serde_json::from_str(part).map_err(|error| explain::<T>(body, part, path, &error))
}

fn explain<'a, T: Deserialize<'a>>(
    body: &str,
    part: &'a str,
    path: &str,
    error: &serde_json::Error,
) -> DecodeError {
    let mut track = Track::new();
    let mut json = serde_json::Deserializer::from_str(part);
    let tracked = T::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track));
    let mut full = path.to_owned();
    if tracked.is_err() {
        for segment in &track.path() {
            if full.len() > PATH_LEN {
                full.push('…');
                break;
            }
            match segment {
                Segment::Seq { index } => full.push_str(&format!("[{index}]")),
                Segment::Map { key } => {
                    if !full.is_empty() {
                        full.push('.');
                    }
                    full.push_str(Snippet::of(key.as_bytes()).as_str());
                }
                Segment::Enum { .. } | Segment::Unknown => {}
            }
        }
    }
    let offset = offset_in(body, part).saturating_add(position(part, error.line(), error.column()));
    DecodeError::new(kind(error), offset, full)
}

fn kind(error: &serde_json::Error) -> DecodeErrorKind {
    let text = error.to_string();
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&suffix).unwrap_or(&text);
    let mut parts = text.split(MARK).skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some("unexpected"), Some(expected), Some(found)) => {
            DecodeErrorKind::Unexpected { expected: expected.to_owned(), found: found.to_owned() }
        }
        (Some("missing"), Some(name), _) => DecodeErrorKind::Missing(name.to_owned()),
        (Some("twice"), Some(name), _) => DecodeErrorKind::Twice(Snippet::escaped(name)),
        _ => match error.classify() {
            // These texts are constants of `serde_json`, they quote nothing.
            Category::Syntax | Category::Eof => DecodeErrorKind::Syntax(text.to_owned()),
            // Would quote the value, and no visitor of ours says it.
            Category::Data | Category::Io => DecodeErrorKind::Syntax("a value of the wrong type".to_owned()),
        },
    }
}

/// Where `part` begins in `body`, of which it is a stretch.
pub(crate) fn offset_in(body: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(body.as_ptr().addr()).min(body.len())
}

/// The byte that a line and a column (both from 1) mean.
fn position(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    start.saturating_add(column.saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_and_column_become_a_byte() {
        let body = "{\n \"a\": x}";
        let error = parse::<serde_json::Value>(body, body, "").unwrap_err();
        assert_eq!((error.offset(), &body[error.offset()..=error.offset()]), (8, "x"));
    }

    #[test]
    fn braces_in_strings_are_no_levels() {
        let limits = Limits::DEFAULT.with_depth(1).with_values(2);
        assert!(text(br#"{"a":"{[\"{[,,,"}"#, &limits).is_ok());
        let error = text(b"[[1]]", &limits).unwrap_err();
        assert_eq!(error.to_string(), "nesting depth 2 exceeds the limit of 1 at byte 1");
        assert_eq!(
            text(b"[1,2,3]", &limits).unwrap_err().to_string(),
            "values 3 exceeds the limit of 2 at byte 2"
        );
    }

    #[test]
    fn a_value_of_the_peer_is_never_quoted() {
        let body = r#""hunter2""#;
        let error = parse::<bool>(body, body, "password").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }

    // OCO-026
    #[test]
    fn a_backslash_outside_of_a_text_hides_no_level() {
        let limits = Limits::DEFAULT.with_depth(1);
        assert!(text(br"\[[", &limits).unwrap_err().is_limit());
    }

    // OCO-026
    #[test]
    fn few_values_are_sure_where_braces_brackets_and_commas_are_few() {
        let body = |begins: &str| format!("{begins}{}", " ".repeat(600));
        for (begins, count) in [
            ("", 0),
            ("{", 1),
            ("[", 1),
            (",", 1),
            ("[{,", 3),
            // More than fit one step of counting, or a byte.
            (&"[".repeat(255), 255),
            (&",".repeat(300), 300),
        ] {
            assert!(has_few_values(&body(begins), &Limits::DEFAULT.with_values(count + 1)), "{begins}");
            assert!(!has_few_values(&body(begins), &Limits::DEFAULT.with_values(count)), "{begins}");
        }
        // By the length alone: each value has a byte, and none is left for one more.
        assert!(has_few_values("[[[", &Limits::DEFAULT.with_values(4)));
        assert!(!has_few_values("[[[", &Limits::DEFAULT.with_values(3)));
    }

    #[test]
    fn a_path_ends_behind_200_bytes() {
        let long = "n".repeat(32);
        let mut names = vec![long.as_str(); 6];
        names.extend(["ab", "c", "d", "e"]);
        let body = names.iter().map(|name| format!("{{\"{name}\":")).collect::<String>() + "x";
        let error = parse::<serde_json::Value>(&body, &body, "").unwrap_err();
        let whole = names[..7].join(".");
        assert_eq!((whole.len(), error.path()), (200, Some(format!("{whole}.c…").as_str())));
    }
}
