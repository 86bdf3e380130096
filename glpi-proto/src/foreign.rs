//! Telling what stands in the place of a message (GLPI-016).

use crate::content_type::ContentType;
use crate::error::{Foreign, Snippet, Title};

/// How much of a page is looked at.
const LOOKED_AT: usize = 64 << 10;

/// What kind of HTML page this is, if it is one.
pub(crate) fn page(bytes: &[u8], content_type: Option<&ContentType>) -> Option<Foreign> {
    let start = bytes.trim_ascii_start();
    let said = content_type.is_some_and(ContentType::is_html) && !start.starts_with(b"{");
    let head = start.get(..LOOKED_AT).unwrap_or(start).to_ascii_lowercase();
    if !said && !is_html(&head) {
        return None;
    }
    if find(&head, b"inventory is disabled").is_some() {
        return Some(Foreign::InventoryDisabled);
    }
    let title = Title(title(&head, start));
    let signs: [&[u8]; 4] = [
        b"type=\"password\"",
        b"type='password'",
        b"samlrequest",
        b"name=\"login_name\"",
    ];
    if signs.iter().any(|sign| find(&head, sign).is_some()) {
        return Some(Foreign::LoginPage(title));
    }
    Some(Foreign::Html(title))
}

/// Whether lower-case text begins as an HTML page does.
fn is_html(head: &[u8]) -> bool {
    let mut rest = head;
    // Comments may stand before the page.
    while let Some(comment) = rest.strip_prefix(b"<!--") {
        let Some(end) = find(comment, b"-->") else {
            return false;
        };
        rest = comment
            .get(end.saturating_add(3)..)
            .unwrap_or_default()
            .trim_ascii_start();
    }
    let starts: [&[u8]; 7] = [
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<body",
        b"<script",
        b"<br",
        b"<b>",
    ];
    let xhtml = rest.starts_with(b"<?xml") && find(rest, b"<html").is_some();
    xhtml || starts.iter().any(|start| rest.starts_with(start))
}

fn title(head: &[u8], original: &[u8]) -> Option<Snippet> {
    let open = find(head, b"<title")?;
    let start = open
        .saturating_add(find(head.get(open..)?, b">")?)
        .saturating_add(1);
    let length = find(head.get(start..)?, b"</title")?;
    let text = original.get(start..start.saturating_add(length))?.trim_ascii();
    (!text.is_empty()).then(|| Snippet::of(text))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// What it is if it is neither JSON, XML nor a page.
pub(crate) fn other(bytes: &[u8]) -> Foreign {
    let snippet = Snippet::of(bytes);
    if is_text(bytes) {
        Foreign::Text(snippet)
    } else {
        Foreign::Binary(snippet)
    }
}

/// Whether it begins as text does.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..32).unwrap_or(bytes);
    head.iter()
        .all(|&byte| byte >= 0x20 && byte != 0x7f || byte.is_ascii_whitespace())
        && head.iter().filter(|byte| !byte.is_ascii()).count() <= head.len() / 2
}
