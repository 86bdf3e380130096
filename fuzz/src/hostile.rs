//! Inputs that are meant to be expensive, in any size, and bounds of their cost.
//!
//! `tests/memory.rs` measures the heap that each takes, `tests/work.rs` the instructions.

pub(crate) mod case;

pub use self::case::{Case, Heap, is_full, nest, repeat};

/// Returns the cases of all crates.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    use crate::{glpi, inedo, inventory, netinv, oco, zbx};
    let of_netinv = netinv::hostile::CASES.iter().copied();
    of_netinv
        .chain([
            glpi::hostile::CASES,
            inedo::hostile::CASES,
            inventory::hostile::CASES,
            oco::hostile::CASES,
            zbx::hostile::CASES,
        ])
        .flatten()
}
