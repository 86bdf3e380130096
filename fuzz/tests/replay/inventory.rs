//! Documents of `glpi-inventory`.

use fuzz::inventory::seeds::DOCUMENTS;
use fuzz::{inventory, seeds};

#[test]
fn documents_are_read() {
    for document in DOCUMENTS {
        seeds::neighbours(document.as_bytes()).for_each(|changed| inventory::read(&changed));
    }
}

#[test]
fn verdicts_are_those_of_a_validator() {
    for document in DOCUMENTS {
        inventory::verdict(document.as_bytes());
        seeds::neighbours(document.as_bytes()).step_by(7).for_each(|changed| inventory::verdict(&changed));
    }
}

#[test]
fn repaired_documents_are_taken() {
    for document in DOCUMENTS {
        seeds::neighbours(document.as_bytes()).step_by(3).for_each(|changed| inventory::repair(&changed));
    }
}

#[test]
fn roundtrips() {
    seeds::scripts(5000, 600).for_each(|script| inventory::roundtrip(&script));
}
