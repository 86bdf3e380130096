//! Checks of values that a reader keeps as they came.

use std::borrow::Cow;

use memchr::memchr2;

use super::escape;
use super::rest::duplicate;
use super::scan;
use crate::error::{DecodeError, SyntaxError};
use crate::limits::{self, Limits};

/// An object or list that is open.
struct Open<'a> {
    is_object: bool,
    /// Names and their offsets.
    names: Vec<(Cow<'a, str>, usize)>,
}

/// Checks the numbers of elements and members everywhere in a well-formed value, which starts
/// at an offset.
pub(super) fn bounds(json: &str, start: usize, limits: &Limits) -> Result<(), DecodeError> {
    // Shorter than the shortest list that could be too long.
    let least = limits.elements().min(limits.members());
    if json.len() <= least {
        return Ok(());
    }
    let mut open: Vec<(bool, usize)> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = json.as_bytes().get(at) {
        match byte {
            b'"' => at = text_end(json, at),
            b'{' | b'[' => open.push((byte == b'{', 1)),
            b'}' | b']' => drop(open.pop()),
            b',' => {
                if let Some((is_object, count)) = open.last_mut() {
                    *count = count.saturating_add(1);
                    let (what, max) = if *is_object {
                        ("members", limits.members())
                    } else {
                        ("elements", limits.elements())
                    };
                    limits::check_len(what, *count, max)
                        .map_err(|limit| DecodeError::new(limit, start.saturating_add(at)))?;
                }
            }
            _ => {}
        }
        at = at.saturating_add(1);
    }
    Ok(())
}

/// Reports halves of surrogate pairs and members that are there twice, everywhere in a
/// well-formed value; `each` returns false to stop.
pub(crate) fn faults(json: &str, mut each: impl FnMut(DecodeError) -> bool) {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = json.as_bytes().get(at) {
        match byte {
            b'"' => {
                let end = text_end(json, at);
                let inner = json.get(at.saturating_add(1)..end).unwrap_or("");
                let after = json.get(end.saturating_add(1)..).unwrap_or("");
                match name(inner) {
                    Err(half) => {
                        let at = end.saturating_add(1).saturating_sub(half);
                        if !each(DecodeError::new(SyntaxError::json(scan::SURROGATE), at)) {
                            return;
                        }
                    }
                    Ok(name) => {
                        let is_name = scan::blank(after.as_bytes()).starts_with(b":");
                        if let Some(object) = open.last_mut().filter(|open| open.is_object && is_name) {
                            object.names.push((name, at));
                        }
                    }
                }
                at = end;
            }
            b'{' | b'[' => open.push(Open { is_object: byte == b'{', names: Vec::new() }),
            b'}' | b']' => {
                if let Some((name, at)) = open.pop().and_then(|object| repeated(object.names))
                    && !each(duplicate(&name, at))
                {
                    return;
                }
            }
            _ => {}
        }
        at = at.saturating_add(1);
    }
}

/// Returns what is between the quotes without escapes.
fn name(inner: &str) -> Result<Cow<'_, str>, usize> {
    if inner.contains('\\') { escape::unescape(inner).map(Cow::Owned) } else { Ok(Cow::Borrowed(inner)) }
}

/// Returns the first name that another one has before it.
fn repeated(mut names: Vec<(Cow<'_, str>, usize)>) -> Option<(Cow<'_, str>, usize)> {
    names.sort_unstable();
    let pairs = names.windows(2).filter_map(|pair| match pair {
        [one, two] if one.0 == two.0 => Some(two),
        _ => None,
    });
    pairs.min_by_key(|(_, at)| *at).cloned()
}

/// Returns the offset of the closing quote of the text at an offset.
fn text_end(json: &str, start: usize) -> usize {
    let mut at = start.saturating_add(1);
    while let Some(found) = json.as_bytes().get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at = at.saturating_add(found);
        if json.as_bytes().get(at) == Some(&b'"') {
            return at;
        }
        at = at.saturating_add(2);
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(json: &str) -> Vec<String> {
        let mut found = Vec::new();
        faults(json, |fault| {
            found.push(fault.to_string());
            true
        });
        found
    }

    // GLPI-049
    #[test]
    fn faults_are_found_at_every_level() {
        for good in ["{}", "[]", r#"{"a":1,"b":{"a":"a","c":["a","a"]}}"#, r#"["\ud83d\ude00","\\ud800"]"#] {
            assert!(all(good).is_empty(), "{good}");
        }
        assert_eq!(all(r#"[{"a":1,"b":2 , "\u0061" :3}]"#), ["duplicate member \"a\" at byte 16"]);
        let half = "malformed JSON: half of a surrogate pair in a text at byte";
        assert_eq!(all(r#"{"x":["\ud800","a\udc00"]}"#), [format!("{half} 7"), format!("{half} 17")]);
        assert_eq!(all(r#"{"\ud800":1}"#), [format!("{half} 2")]);
    }

    // GLPI-049
    #[test]
    fn numbers_are_bounded_at_every_level() {
        let limits = Limits::DEFAULT.with_elements(3).with_members(2);
        let over = |json: &str| bounds(json, 0, &limits).is_err();
        for good in ["[1,2,3]", r#"[[1,2,3],[1,"2,,,,",3]]"#, r#"{"a":1,"b":{"c":1,"d":2}}"#] {
            assert!(!over(good), "{good}");
        }
        for bad in ["[1,2,3,4]", "[[1,2,3,4]]", r#"{"a":[{"a":1,"b":2,"c":3}]}"#, r#"{"a":1,"b":2,"c":3}"#] {
            assert!(over(bad), "{bad}");
        }
    }
}
