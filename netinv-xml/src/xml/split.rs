//! Several documents in a row, as agents print them and as files collect them.

use memchr::{memchr, memchr_iter, memmem};

use crate::xml::chars;
use crate::xml::repairer::document_start;

/// Splits a stream of documents (NIX-024).
///
/// A document ends with the end tag of its root element, or where the next XML
/// declaration is. The bytes between two documents stay with the one after,
/// blanks and NUL bytes with the one before; nothing gets lost.
///
/// ```
/// let stream = b"<?xml version=\"1.0\"?>\n<REPLY></REPLY>\n<?xml version=\"1.0\"?>\n<REPLY/>\n";
/// let lengths: Vec<_> = netinv_xml::documents(stream).map(<[u8]>::len).collect();
/// assert_eq!(lengths, [38, 31]);
/// ```
#[must_use]
pub fn documents(input: &[u8]) -> Documents<'_> {
    Documents { rest: input, comment_end: End::new(b"-->"), cdata_end: End::new(b"]]>") }
}

/// The documents of a stream; see [`documents`].
#[derive(Debug, Clone)]
pub struct Documents<'a> {
    rest: &'a [u8],
    comment_end: End,
    cdata_end: End,
}

impl<'a> Iterator for Documents<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.iter().all(|&b| is_filler(b)) {
            return None;
        }
        let end = document_end(self.rest, &mut self.comment_end, &mut self.cdata_end);
        let (document, after) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        let filler = after.iter().take_while(|&&b| is_filler(b)).count();
        let end = if document_start(after).is_some() { end.saturating_add(filler) } else { self.rest.len() };
        let (document, after) = self.rest.split_at_checked(end).unwrap_or((document, &[]));
        self.rest = after;
        Some(document)
    }
}

const fn is_filler(byte: u8) -> bool {
    chars::is_blank(byte) || byte == 0
}

/// Ends of comments and CDATA sections.
#[derive(Debug, Clone)]
struct End {
    mark: &'static [u8],
    /// True if there is none left in the whole stream, so that it is not searched for
    /// again, not in the next document either.
    is_missing: bool,
}

impl End {
    const fn new(mark: &'static [u8]) -> Self {
        Self { mark, is_missing: false }
    }

    /// Returns the end of the markup at `start`; `start` if it does not end.
    fn past(&mut self, stream: &[u8], start: usize) -> usize {
        if self.is_missing {
            return start;
        }
        let found = stream.get(start..).and_then(|rest| memmem::find(rest, self.mark));
        self.is_missing = found.is_none();
        found.map_or(start, |found| start.saturating_add(found).saturating_add(self.mark.len()))
    }
}

/// Returns the end of the first document of the stream.
fn document_end(stream: &[u8], comment_end: &mut End, cdata_end: &mut End) -> usize {
    let from = |at: usize| stream.get(at..).unwrap_or(&[]);
    let mut root: Option<&[u8]> = None;
    let mut passed = 0;
    for at in memchr_iter(b'<', stream) {
        if at < passed {
            continue;
        }
        let markup = from(at);
        match markup {
            [b'<', b'!', b'-', b'-', ..] => passed = comment_end.past(stream, at),
            [b'<', b'!', b'[', ..] => passed = cdata_end.past(stream, at),
            [b'<', b'?', b'x', b'm', b'l', blank, ..] if root.is_some() && chars::is_blank(*blank) => {
                return at;
            }
            [b'<', b'/', name @ ..] => {
                let end_of_root = root.and_then(|root| name.strip_prefix(root));
                if end_of_root
                    .is_some_and(|rest| rest.first().is_none_or(|&b| b == b'>' || chars::is_blank(b)))
                {
                    return memchr(b'>', markup)
                        .map_or(stream.len(), |end| at.saturating_add(end).saturating_add(1));
                }
            }
            [b'<', tag @ ..] if root.is_none() && tag.first().is_some_and(u8::is_ascii_alphabetic) => {
                let len = tag.iter().position(|&b| chars::is_blank(b) || matches!(b, b'/' | b'>'));
                let end = memchr(b'>', tag).unwrap_or(tag.len());
                if tag.get(..end).is_some_and(|tag| tag.ends_with(b"/")) {
                    return at.saturating_add(end).saturating_add(2);
                }
                root = tag.get(..len.unwrap_or(tag.len()));
            }
            _ => {}
        }
    }
    stream.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(stream: &str) -> Vec<&str> {
        let documents: Vec<_> =
            documents(stream.as_bytes()).map(|d| std::str::from_utf8(d).unwrap()).collect();
        if !documents.is_empty() {
            assert_eq!(documents.concat(), stream, "nothing gets lost");
        }
        documents
    }

    // NIX-024
    #[test]
    fn a_document_ends_with_its_root() {
        assert_eq!(split("<A><B/></A>\n<A/>\0\n<A >x</A >"), ["<A><B/></A>\n", "<A/>\0\n", "<A >x</A >"]);
        assert_eq!(split("<A></A>"), ["<A></A>"]);
        assert_eq!(split("<A></AB></A> tail"), ["<A></AB></A> tail"]);
        assert_eq!(split(" \n\0"), [""; 0]);
    }

    #[test]
    fn a_truncated_document_ends_before_the_next_declaration() {
        assert_eq!(
            split("<?xml version='1.0'?><A><B>1<?xml version='1.0'?><A/>"),
            ["<?xml version='1.0'?><A><B>1", "<?xml version='1.0'?><A/>"]
        );
    }

    #[test]
    fn comments_and_cdata_do_not_end_a_document() {
        let stream = "<A><!-- </A> --><![CDATA[</A><?xml ?>]]></A>";
        assert_eq!(split(stream), [stream]);
    }

    #[test]
    fn what_stands_between_goes_with_the_next() {
        assert_eq!(split("x<A/>y<A/>z"), ["x<A/>", "y<A/>z"]);
    }
}
