//! `netinv-xml`.

mod convert;
mod document;
mod grammar;
pub mod hostile;
mod job;
mod json;
mod layout;
mod plain;
mod roundtrip;
mod split;
mod walk;

pub use self::convert::convert;
pub use self::document::{document, repair};
pub use self::grammar::grammar;
pub use self::job::job;
pub use self::json::glpi_json;
pub use self::roundtrip::roundtrip;
pub use self::split::split;
pub use self::walk::walk;

use netinv_xml::{DecodeError, Document, Limits, Repair, RepairKind, Style};

/// Small, so that they are met; and more, for the text that repairs add and writing spells out.
const LIMITS: Limits =
    Limits::DEFAULT.with_document_len(64 << 10).with_elements(2000).with_text_len(4096).with_repairs(300);
const WIDE: Limits = Limits::DEFAULT.with_depth(Limits::MAX_DEPTH);

/// An error lies inside the input, and is short.
fn inside(error: &DecodeError, data: &[u8]) {
    assert!(error.offset() <= data.len(), "{error}");
    assert!(error.to_string().len() < 80 * 128, "{error}");
}

/// Repairs lie inside the input, in its order.
fn repairs_inside(repairs: &[Repair], data: &[u8]) {
    for repair in repairs {
        let end = repair.offset.checked_add(repair.len).expect("no overflow");
        assert!(end <= data.len(), "{repair} with {} bytes", repair.len);
    }
    assert!(repairs.is_sorted_by_key(|repair| repair.offset));
}

/// True if it is also made where nothing has to be repaired.
fn is_note(kind: &RepairKind) -> bool {
    matches!(
        kind,
        RepairKind::ByteOrderMark
            | RepairKind::TrailingBytes
            | RepairKind::DeclaredEncoding
            | RepairKind::TagCase
            | RepairKind::Comment
            | RepairKind::Instruction
            | RepairKind::Attribute
    )
}

/// Checks that a document written in lines, where the crate has fast ways, is the document written
/// without any, laid out. An unknown element may hold texts next to elements.
fn layouts_agree(document: &Document<'_>) {
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    let results = [(Style::LibXml, &mut lines), (Style::Line, &mut line)]
        .map(|(style, dst)| document.clone().with_style(style).encode(dst));
    assert_eq!(results[0], results[1]);
    if results[0].is_ok() && document.unknown_members() == 0 {
        let line = str::from_utf8(&line).expect("UTF-8");
        assert_eq!(str::from_utf8(&lines), Ok(&*layout::laid_out(line)));
    }
}

/// The document as it is written; what was read always can be.
fn encode(document: &Document<'_>) -> Vec<u8> {
    let mut written = Vec::new();
    document.encode(&mut written).expect("what we read we can write");
    written
}
