//! Streams of documents.

use netinv_xml::{Document, documents};

use super::LIMITS;
use crate::Choices;

const DOCUMENTS: [&str; 7] = [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<REQUEST><CONTENT><AGENT><START>1</START></AGENT></CONTENT></REQUEST>",
    "<?xml version=\"1.0\" ?><REPLY/>",
    "<REPLY />",
    "<REQUEST><!-- <?xml ?></REQUEST> --><QUERY>x</QUERY></REQUEST>",
    "<REQUEST><QUERY><![CDATA[</REQUEST>]]></QUERY></REQUEST >",
    "<!-- a --><?x y?><REQUEST><REQUESTS/><REQUEST2></REQUEST2></REQUEST>",
    "<REPLY><OPTION><NAME>SNMPQUERY</NAME></OPTION></REPLY>",
];

/// A stream. Nothing of it is lost or doubled, every piece stays as it is when it is
/// split again; documents that were put together come out as they were.
pub fn split(data: &[u8]) {
    let mut choices = Choices::new(data);
    if choices.byte() & 1 == 0 {
        return whatever(choices.rest());
    }
    let (mut stream, mut expected) = (Vec::new(), Vec::new());
    while !choices.is_empty() {
        let document = DOCUMENTS[usize::from(choices.below(7))];
        let filler = ["", "\n", "\0", " \r\n\t", "\0\n"][usize::from(choices.below(5))];
        let piece = [document, filler].concat();
        stream.extend_from_slice(piece.as_bytes());
        expected.push(piece);
    }
    let pieces: Vec<_> = documents(&stream).collect();
    assert_eq!(pieces, expected.iter().map(String::as_bytes).collect::<Vec<_>>());
    for piece in pieces {
        let document = Document::decode(piece, &LIMITS).expect("a document");
        assert!(
            document.repairs().iter().all(|repair| super::is_note(&repair.kind)),
            "{:?}",
            document.repairs()
        );
    }
    whatever(&stream);
}

fn whatever(stream: &[u8]) {
    let pieces: Vec<_> = documents(stream).collect();
    let is_filler = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0);
    if stream.iter().all(is_filler) {
        assert!(pieces.is_empty());
    } else {
        assert_eq!(pieces.concat(), stream, "nothing is lost");
    }
    for piece in pieces {
        assert!(!piece.iter().all(is_filler), "an empty piece");
        assert_eq!(documents(piece).collect::<Vec<_>>(), [piece]);
    }
}
