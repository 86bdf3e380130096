//! A document in both modes, and its repairs.

use netinv_xml::{Checked, Document, RepairKind};

use super::{LIMITS, WIDE, encode, inside, is_note, layouts_agree, plain, repairs_inside};

/// A document. What strict reading takes tolerant reading takes too and reads the same;
/// where it does not, the repairs say what was done. What is read is written to a form
/// that is read strictly and stays. A plain reading finds the same texts in the same
/// elements of the input and of what was written. Errors and repairs lie inside the input.
pub fn document(data: &[u8]) {
    let strict = Document::decode_strict(data, &LIMITS);
    let lenient = Document::decode(data, &LIMITS);
    if let Err(error) = &strict {
        inside(error, data);
    }
    let lenient = match lenient {
        Ok(lenient) => lenient,
        Err(error) => {
            inside(&error, data);
            assert!(strict.is_err(), "tolerant reading refuses what strict reading takes: {error}");
            return;
        }
    };
    repairs_inside(lenient.repairs(), data);
    let is_lie = lenient.repairs().iter().any(|repair| repair.kind == RepairKind::DeclaredEncoding);
    match &strict {
        Ok(strict) => {
            assert!(strict.repairs().iter().all(|repair| is_note(&repair.kind)), "{:?}", strict.repairs());
            // Tolerant reading takes UTF-8 for UTF-8, whatever the declaration says.
            if !is_lie {
                assert_eq!(strict, &lenient);
            }
        }
        Err(error) => assert!(error.is_malformed() && !lenient.repairs().is_empty(), "{error}"),
    }
    assert_eq!(lenient.clone().into_owned(), lenient);

    let written = encode(&lenient);
    let again = Document::decode_strict(&written, &WIDE).expect("what we write is well-formed");
    assert_eq!(encode(&again), written, "what is written stays");
    assert_eq!(again.unknown_members(), lenient.unknown_members());
    layouts_agree(&lenient);

    let Ok(text) = std::str::from_utf8(data) else { return };
    let is_plain = strict.is_ok() && (text.is_ascii() || !text.contains("encoding"));
    // Attributes of elements that hold only a text are skipped, and noted.
    let all_kept = !lenient.repairs().iter().any(|repair| repair.kind == RepairKind::Attribute);
    if is_plain && all_kept {
        let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\0', ' ', '\t', '\r', '\n']);
        let seen = plain::read(text).expect("strict reading is stricter than quick-xml");
        let written = std::str::from_utf8(&written).expect("UTF-8");
        assert_eq!(plain::read(written), Ok(seen), "{written}");
    }
}

/// Repairs. The result is well-formed to everybody, repairing it again changes nothing,
/// and it says what the input said.
pub fn repair(data: &[u8]) {
    let checked = match Checked::decode(data, &LIMITS) {
        Ok(checked) => checked,
        Err(error) => {
            inside(&error, data);
            assert!(Document::decode(data, &LIMITS).is_err(), "{error}");
            return;
        }
    };
    repairs_inside(checked.repairs(), data);
    let text = checked.as_str();
    let is_repaired = checked.repairs().iter().any(|repair| !is_note(&repair.kind));
    if let Err(error) = plain::read(text.trim_end_matches(['\0', ' ', '\t', '\r', '\n'])) {
        panic!("{error}: {text}");
    }
    let again = Checked::decode(text.as_bytes(), &WIDE).expect("it was checked");
    if is_repaired {
        assert_eq!(again.as_str(), text, "repairing again changes nothing");
    }
    assert!(again.repairs().iter().all(|repair| is_note(&repair.kind)), "{:?}: {text}", again.repairs());
    match (Document::decode(data, &LIMITS), Document::decode(text.as_bytes(), &WIDE)) {
        (Ok(document), Ok(repaired)) => {
            assert_eq!(document.message(), repaired.message());
            assert!(document.repairs().len() >= checked.repairs().len());
        }
        // It is XML, but no message of this protocol.
        (Err(error), repaired) => {
            assert!(!error.is_malformed() && (repaired.is_err() || error.is_limit()), "{error}");
        }
        (Ok(_), Err(error)) => panic!("{error}: {text}"),
    }
}
