//! The JSON form of an inventory, read.

use netinv_xml::glpi_json::{self, Conversion};
use netinv_xml::{DecodeErrorKind, Document};
use serde_json::Value;

use super::convert::{check, check_json};
use super::{LIMITS, WIDE, inside};

/// JSON. What is read is JSON to everybody, an object with `content`, and can be converted
/// again to what stays; if XML can hold it, it is read from there as the same.
pub fn glpi_json(data: &[u8]) {
    let message = match glpi_json::decode(data, &LIMITS) {
        Ok(message) => message,
        Err(error) => {
            inside(&error, data);
            assert!(
                error.is_limit()
                    || error.is_malformed()
                    || matches!(error.kind(), DecodeErrorKind::NotAnInventory(_)),
                "{error}"
            );
            return;
        }
    };
    let value: Value = serde_json::from_slice(data).expect("JSON to everybody");
    assert!(value["content"].is_object());
    assert_eq!(message.clone().into_owned(), message);

    let document = Document::new(message);
    let once = glpi_json::convert(document.message(), Conversion::Corrected).expect("an inventory");
    once.documents().iter().for_each(|json| check(json, document.unknown_members() == 0));
    let _ = glpi_json::convert(document.message(), Conversion::Php).map(|made| {
        made.documents().iter().for_each(|json| drop(check_json(json)));
    });
    let mut written = Vec::new();
    if document.encode(&mut written).is_ok() {
        Document::decode_strict(&written, &WIDE).expect("what we write is well-formed");
    }
}
