//! Native documents are read without loss, and little in them has no type.

use std::collections::BTreeMap;
use std::path::Path;

use glpi_inventory::{Inventory, Judge, KeptReason, Limits, Release};
use serde_json::Value;
use testkit::corpus;

/// The native documents: those of the corpus and the examples of the format.
fn documents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let formats = folder.parent().unwrap().join("glpi/inventory_format");
    let folders = [folder.join("docs/json"), formats.join("examples"), formats.join("tests-data")];
    let files = folders.iter().flat_map(|folder| corpus::files(folder, &["json"]));
    files
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), corpus::read(&path)))
        .collect()
}

#[test]
fn native_documents_are_read_and_written_again() {
    let Some(folder) = corpus::folder("inventory model", "inventory") else { return };
    let documents = documents(&folder);
    let mut different = Vec::new();
    for (name, document) in &documents {
        let inventory = Inventory::decode(document, &Limits::DEFAULT).unwrap();
        let mut written = Vec::new();
        inventory.into_owned().encode(&mut written);
        // Maps keep their order here, so that texts are equal only if the order is.
        let text = |json: &[u8]| serde_json::from_slice::<Value>(json).unwrap().to_string();
        if text(document) != text(&written) {
            different.push(name);
        }
    }
    crate::tell("round trips", documents.len() - different.len(), different.len());
    assert!(different.is_empty(), "{different:?}");
}

/// Colours of cartridges are never in the schema; a Perl number in the place of a text is
/// what agents print by mistake. Documents of our own have unknown members on purpose.
#[test]
fn all_members_of_native_documents_have_a_type() {
    let Some(folder) = corpus::folder("inventory unknown members", "inventory") else { return };
    let (mut typed, mut untyped, mut misfits) = (0, BTreeMap::new(), BTreeMap::new());
    for (name, document) in documents(&folder).into_iter().filter(|(name, _)| !name.starts_with("own-")) {
        let inventory = Inventory::decode(&document, &Limits::DEFAULT).unwrap();
        let mut unknown = 0;
        inventory.for_each_kept(|kept| match kept.reason {
            KeptReason::Unknown => {
                unknown += 1;
                untyped.insert(format!("{name} {}", kept.pointer), ());
            }
            KeptReason::Open => {}
            _ => drop(misfits.insert(format!("{name} {}", kept.pointer), kept.json.to_owned())),
        });
        assert_eq!(inventory.unknown_members(), unknown);
        typed += usize::from(unknown == 0);
    }
    crate::tell("typed documents", typed, untyped.len());
    assert!(untyped.is_empty(), "{untyped:?}");
    let is_number = |json: &String| json.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    assert!(misfits.values().all(is_number), "{misfits:?}");
}

#[test]
fn the_model_knows_whether_the_server_takes_it() {
    let Some(folder) = corpus::folder("inventory judged while read", "inventory") else { return };
    let documents = documents(&folder);
    let judge = Judge::new(Release::NEWEST);
    let mut different = Vec::new();
    for (name, document) in &documents {
        let (_, is_accepted) = judge.decode(document, &Limits::DEFAULT).unwrap();
        if is_accepted != judge.accepts(document, &Limits::DEFAULT).unwrap() {
            different.push(name);
        }
    }
    crate::tell("verdicts while read", documents.len() - different.len(), different.len());
    assert!(different.is_empty(), "{different:?}");
}
