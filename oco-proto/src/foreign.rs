//! Bodies that another program than the server's agent API wrote, and what they probably are.

use crate::error::{DecodeErrorKind, Snippet};

/// Bytes of a body in which its kind is looked for.
const NEAR: usize = 1024;

/// The words with which PHP begins a message, in bold with `html_errors`.
const PHP_MESSAGES: [&str; 6] =
    ["Warning", "Notice", "Deprecated", "Fatal error", "Parse error", "Recoverable fatal error"];

/// Recognises a body that is not, or not only, the JSON of a reply (OCO-094).
///
/// Called where a body was refused already: nothing is accepted because of it.
pub(crate) fn recognise(body: &[u8]) -> Option<DecodeErrorKind> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    let (what, found) = if text.first() == Some(&b'{') {
        // Where the JSON ends is known only roughly: it was refused.
        let end = text.iter().rposition(|byte| *byte == b'}')?;
        ("a PHP message after the JSON", php_message(text.get(end..)?.strip_prefix(b"}")?)?)
    } else if let Some(message) = php_message(text) {
        let what = if text.ends_with(b"}") { "a PHP message before the JSON" } else { "a PHP message" };
        (what, message)
    } else {
        ("an HTML page", html_page(text)?)
    };
    Some(DecodeErrorKind::NotJson { what, found: Snippet::new(found.as_bytes()) })
}

/// Returns the text of a PHP message at the start, without tags.
fn php_message(text: &[u8]) -> Option<String> {
    let shown = without_tags(near(text));
    let message = shown.trim_start();
    let message = message.strip_prefix("PHP ").unwrap_or(message);
    PHP_MESSAGES
        .iter()
        .any(|word| message.strip_prefix(word).is_some_and(|rest| rest.starts_with(':')))
        .then(|| words(message))
}

/// Returns the title of an HTML page, or else its first words.
fn html_page(text: &[u8]) -> Option<String> {
    let text = near(text);
    let lower = text.to_ascii_lowercase();
    let is_html = lower.starts_with("<!doctype html") || lower.contains("<html") || lower.contains("<head");
    if !is_html {
        return None;
    }
    let title = lower.find("<title").and_then(|start| {
        let inside = text.get(start..)?.split_once('>')?.1;
        Some(inside.split_once('<').map_or(inside, |(title, _)| title))
    });
    Some(words(title.unwrap_or(&without_tags(text))))
}

fn near(text: &[u8]) -> &str {
    let near = text.get(..NEAR).unwrap_or(text);
    std::str::from_utf8(near)
        .or_else(|error| std::str::from_utf8(near.get(..error.valid_up_to()).unwrap_or(&[])))
        .unwrap_or("")
}

fn without_tags(text: &str) -> String {
    let mut is_tag = false;
    text.chars()
        .filter(|letter| {
            let is_shown = !is_tag && *letter != '<';
            is_tag = (is_tag || *letter == '<') && *letter != '>';
            is_shown
        })
        .collect()
}

/// The words of a text with one blank between.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> Option<String> {
        recognise(body.as_bytes()).map(|kind| kind.to_string())
    }

    // OCO-094
    #[test]
    fn a_php_message_is_told_with_its_place_and_without_its_tags() {
        let message = "<br />\n<b>Warning</b>:  Undefined key in <b>/srv/a.php</b> on line <b>7</b><br />\n";
        for (body, expected) in [
            (format!("{message}{{\"id\":1}}"), "a PHP message before the JSON"),
            (format!("{{\"id\":1}}\n{message}"), "a PHP message after the JSON"),
            (message.to_owned(), "a PHP message"),
        ] {
            let expected = format!("{expected} instead of JSON: \"Warning: Undefined key in /srv/a\"…");
            assert_eq!(told(&body).map(|text| text.replace("…\"", "\"…")), Some(expected));
        }
        let plain = "PHP Fatal error:  Out of memory in /srv/a.php on line 7";
        assert_eq!(
            told(plain)
                .as_deref()
                .map(|text| text.starts_with("a PHP message instead of JSON: \"Fatal error: Out")),
            Some(true)
        );
    }

    // OCO-094
    #[test]
    fn an_html_page_is_told_by_its_title_or_its_first_words() {
        for (page, found) in [
            ("<!DOCTYPE html>\n<html><head><TITLE lang=en> Log\n in </TITLE></head></html>", "Log in"),
            ("<html><body><h1>502</h1> <p>Bad Gateway</p></body></html>", "502 Bad Gateway"),
        ] {
            assert_eq!(told(page), Some(format!("an HTML page instead of JSON: \"{found}\"")));
        }
    }

    #[test]
    fn other_bodies_have_no_name() {
        for body in
            ["", "{", "{}", "{\"a\":1} x", "<xml/>", "Warning", "Warnings: none", "\u{feff}[]", "<", "<title"]
        {
            assert_eq!(told(body), None, "{body:?}");
        }
        assert!(recognise(b"\xff<html>").is_none());
    }
}
