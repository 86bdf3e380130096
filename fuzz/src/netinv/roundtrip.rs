//! Documents out of nothing, written and read.

use arbitrary::{Arbitrary, Unstructured};
use netinv_xml::Document;
use netinv_xml::glpi_json::{self, Conversion};

use super::convert::{check, check_json};
use super::{WIDE, encode, layouts_agree};

/// Every document that can be made is refused, or written to what is read strictly and
/// stays as it is. It has a JSON form, if it is a result.
pub fn roundtrip(data: &[u8]) {
    let Ok(document) = Document::arbitrary(&mut Unstructured::new(data)) else { return };
    assert_eq!(document.clone().into_owned(), document);
    layouts_agree(&document);
    let mut written = Vec::new();
    if document.encode(&mut written).is_ok() {
        let read = Document::decode_strict(&written, &WIDE).expect("what we write is well-formed");
        let again = encode(&read);
        let reread = Document::decode_strict(&again, &WIDE).expect("what we write is well-formed");
        assert_eq!(encode(&reread), again, "what was read once is written as it is");
    } else {
        assert!(written.is_empty(), "nothing is written on an error");
    }
    if let Ok(made) = glpi_json::convert(document.message(), Conversion::Corrected) {
        made.documents().iter().for_each(|json| check(json, document.unknown_members() == 0));
    }
    if let Ok(made) = glpi_json::convert(document.message(), Conversion::Php) {
        made.documents().iter().for_each(|json| drop(check_json(json)));
    }
}
