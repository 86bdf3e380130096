//! A plain layout: what the crate's own writer is compared with.

/// A document on one line, laid out as `XML::LibXML` does: a line for each element that
/// holds elements alone, two blanks a level.
///
/// It has no text next to elements, and `<` and `>` occur only in tags.
pub(super) fn laid_out(line: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0);
    let mut was_start = false;
    let body = line.trim_end().strip_prefix("<?xml version=\"1.0\"?>\n").expect("a declaration");
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        let is_end = tag.starts_with('/');
        if is_end {
            depth -= 1;
        }
        // The end of a text stays on its line.
        if !(is_end && was_start) {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
        out.push('<');
        out.push_str(piece);
        was_start = !is_end && !tag.ends_with('/');
        assert!(was_start || text.is_empty(), "text beside elements");
        depth += usize::from(was_start);
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{out}\n")
}
