//! Remedies.

use glpi_inventory::{Judge, Profile};

use super::{LIMITS, documents};

/// A document, or the members of a content. What was repaired is taken, unless faults without
/// a remedy are left; what is taken already stays as it is; repairing twice changes nothing.
pub fn repair(data: &[u8]) {
    for document in documents(data) {
        for &profile in Profile::ALL {
            let judge = Judge::from(profile);
            let Ok(repaired) = judge.repair(&document, &LIMITS) else { continue };
            let wide = LIMITS.with_document_len(1 << 20);
            let is_taken = judge.accepts(&repaired.document, &wide).expect("it is within the bounds");
            assert_eq!(is_taken, repaired.left.is_empty(), "{:?}", repaired.left);
            if judge.accepts(&document, &LIMITS).expect("it is within the bounds") {
                assert_eq!(repaired.document, document);
                assert!(repaired.applied.is_empty());
            }
            let again = judge.repair(&repaired.document, &wide).expect("it is within the bounds");
            assert!(!is_taken || again.document == repaired.document);
        }
    }
}
