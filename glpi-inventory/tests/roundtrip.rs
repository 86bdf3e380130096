//! Any model is written and read as the same.

use arbitrary::{Arbitrary, Unstructured};
use glpi_inventory::{Full, Inventory, Judge, Limits, Release, Software, VirtualMachine};
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_model_is_read_as_it_was_written(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
        let Ok(inventory) = Inventory::arbitrary(&mut Unstructured::new(&bytes)) else { return Ok(()) };
        let mut json = Vec::new();
        inventory.encode(&mut json);
        let again = Inventory::decode(&json, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(&again, &inventory);
        prop_assert_eq!(again.unknown_members(), 0);
        prop_assert_eq!(again.into_owned(), inventory);
    }

    #[test]
    fn any_entries_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let mut u = Unstructured::new(&bytes);
        let software = Software::arbitrary(&mut u);
        let machine = VirtualMachine::arbitrary(&mut u);
        let json = Full::new("d", "v").with_softwares(software).with_virtualmachines(machine).to_json();
        prop_assert!(Judge::new(Release::NEWEST).accepts(&json, &Limits::DEFAULT).unwrap());
    }

    #[test]
    fn any_bytes_get_one_verdict(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let judge = Judge::new(Release::NEWEST);
        let verdict = judge.judge(&bytes, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(verdict.is_accepted(), judge.accepts(&bytes, &Limits::DEFAULT).unwrap());
        prop_assert_eq!(verdict.is_accepted(), verdict.faults().is_empty());
    }
}
