//! Documents to the model and back.

use glpi_inventory::{Inventory, Sections, Software};
use serde_json::Value;

use super::{LIMITS, documents};

/// A document, or the members of a content. What is read is written again to what
/// `serde_json` finds the same; owned equals borrowed; the sections one by one have the
/// entries of the whole.
pub fn read(data: &[u8]) {
    documents(data).iter().for_each(|document| model(document));
}

fn model(document: &[u8]) {
    let Ok(inventory) = Inventory::decode(document, &LIMITS) else { return };
    let mut written = Vec::new();
    inventory.encode(&mut written);
    // The reader of the peer goes less deep, and has no infinite numbers.
    if let Ok(value) = serde_json::from_slice::<Value>(document) {
        assert_eq!(serde_json::from_slice::<Value>(&written).expect("what we write is JSON"), value);
    }
    let again =
        Inventory::decode(&written, &LIMITS.with_document_len(1 << 20)).expect("what we write we can read");
    assert_eq!(again, inventory);
    let mut kept = Vec::new();
    inventory.for_each_kept(|one| kept.push((one.pointer, one.reason)));
    assert!(inventory.unknown_members() <= kept.len());
    let owned = inventory.clone().into_owned();
    assert_eq!(owned, inventory);
    walk(document, &inventory);
}

/// Of sections and contents that are there twice the last counts, which a walk does not know.
fn walk(document: &[u8], inventory: &Inventory<'_>) {
    let mut sections = Sections::new(document, &LIMITS).expect("it was read");
    let (mut found, mut seen) = (None, Vec::new());
    while let Some(section) = sections.next_section().expect("it was read") {
        seen.push(section.name().to_owned());
        if section.name() == "softwares" {
            let typed =
                section.entries::<Software<'_>>(&LIMITS).filter_map(|entry| entry.expect("it was read").ok());
            found = Some(typed.collect::<Vec<_>>());
        }
    }
    let is_once = document.windows(9).filter(|part| part == b"\"content\"").count() == 1
        && seen.iter().filter(|name| *name == "softwares").count() == 1;
    if is_once && let (Some(found), Some(softwares)) = (found, &inventory.content.softwares) {
        assert_eq!(found, **softwares);
    }
}
