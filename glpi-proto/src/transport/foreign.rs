//! Recognising what is in the place of a message (GLPI-016).

use crate::error::{NotAMessage, Snippet, Title};
use crate::transport::content_type::ContentType;

/// The number of bytes of a page that are looked at.
const LOOKED_AT: usize = 64 << 10;

/// Returns the kind of HTML page, if it is one.
///
/// A content type of HTML alone makes no page: PHP says so of everything that does
/// not say otherwise.
pub(crate) fn page(bytes: &[u8], content_type: Option<&ContentType>) -> Option<NotAMessage> {
    let start = bytes.trim_ascii_start();
    if !start.starts_with(b"<") {
        return None;
    }
    let head = start.get(..LOOKED_AT).unwrap_or(start).to_ascii_lowercase();
    let root = without_prolog(&head);
    let is_said = content_type.is_some_and(ContentType::is_html) && root.starts_with(b"<");
    let is_message = [&b"<reply"[..], b"<request"].iter().any(|name| root.starts_with(name));
    if is_message || !is_said && !is_html(root) {
        return None;
    }
    if find(&head, b"inventory is disabled").is_some() {
        return Some(NotAMessage::InventoryDisabled);
    }
    let title = Title(title(&head, start));
    let signs: [&[u8]; 4] =
        [b"type=\"password\"", b"type='password'", b"samlrequest", b"name=\"login_name\""];
    if signs.iter().any(|sign| find(&head, sign).is_some()) {
        return Some(NotAMessage::LoginPage(title));
    }
    Some(NotAMessage::Html(title))
}

/// Returns true if lower-case text begins as an HTML page does.
fn is_html(root: &[u8]) -> bool {
    let starts: [&[u8]; 7] = [b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<br", b"<b>"];
    starts.iter().any(|start| root.starts_with(start))
}

/// Returns the text after the XML declaration and comments.
fn without_prolog(head: &[u8]) -> &[u8] {
    let mut rest = head;
    loop {
        let (open, close): (&[u8], &[u8]) =
            if rest.starts_with(b"<?") { (b"<?", b"?>") } else { (b"<!--", b"-->") };
        let Some(inner) = rest.strip_prefix(open) else {
            return rest;
        };
        let Some(end) = find(inner, close) else {
            return rest;
        };
        rest = inner.get(end.saturating_add(close.len())..).unwrap_or_default().trim_ascii_start();
    }
}

fn title(head: &[u8], original: &[u8]) -> Option<Snippet> {
    let open = find(head, b"<title")?;
    let start = open.saturating_add(find(head.get(open..)?, b">")?).saturating_add(1);
    let length = find(head.get(start..)?, b"</title")?;
    let text = original.get(start..start.saturating_add(length))?.trim_ascii();
    (!text.is_empty()).then(|| Snippet::new(text))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Returns what it is if it is neither JSON, XML nor a page.
pub(crate) fn other(bytes: &[u8]) -> NotAMessage {
    let snippet = Snippet::new(bytes);
    if is_text(bytes) { NotAMessage::Text(snippet) } else { NotAMessage::Binary(snippet) }
}

/// Returns true if it begins as text does.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..32).unwrap_or(bytes);
    let others = head.iter().filter(|byte| !byte.is_ascii()).count();
    // A character may be cut at the end.
    let is_utf8 = std::str::from_utf8(head).err().is_none_or(|error| error.error_len().is_none());
    let most = if is_utf8 { head.len() / 2 } else { head.len().saturating_sub(1) / 2 };
    head.iter().all(|&byte| byte >= 0x20 && byte != 0x7f || byte.is_ascii_whitespace()) && others <= most
}
