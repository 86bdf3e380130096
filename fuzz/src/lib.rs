//! The bodies of the fuzz targets.
//!
//! Each is an ordinary function over bytes that panics if a property is violated, so
//! that `cargo test -p fuzz` replays every seed on stable Rust. `README.md` lists the
//! targets and their properties.

pub mod glpi;
pub mod hostile;
pub mod inedo;
pub mod inventory;
pub mod netinv;
pub mod oco;
pub mod seeds;
pub mod zbx;

/// The body of a target, called with an input.
pub type Body = fn(&[u8]);

/// All targets by their names.
pub const TARGETS: &[(&str, Body)] = &[
    ("glpi_body", glpi::body),
    ("glpi_grammar", glpi::grammar),
    ("glpi_inventory", glpi::inventory),
    ("glpi_message", glpi::message),
    ("glpi_register", glpi::register),
    ("glpi_roundtrip", glpi::roundtrip),
    ("glpi_secrets", glpi::secrets),
    ("glpi_session", glpi::session),
    ("inedo_encrypted", inedo::encrypted),
    ("inedo_grammar", inedo::grammar),
    ("inedo_handshake", inedo::handshake),
    ("inedo_message", inedo::message),
    ("inedo_roundtrip", inedo::roundtrip),
    ("inedo_session", inedo::session),
    ("inedo_stream", inedo::stream),
    ("inventory_read", inventory::read),
    ("inventory_repair", inventory::repair),
    ("inventory_roundtrip", inventory::roundtrip),
    ("inventory_verdict", inventory::verdict),
    ("netinv_convert", netinv::convert),
    ("netinv_document", netinv::document),
    ("netinv_glpi_json", netinv::glpi_json),
    ("netinv_grammar", netinv::grammar),
    ("netinv_job", netinv::job),
    ("netinv_repair", netinv::repair),
    ("netinv_roundtrip", netinv::roundtrip),
    ("netinv_split", netinv::split),
    ("netinv_walk", netinv::walk),
    ("oco_crypto", oco::crypto),
    ("oco_grammar", oco::grammar),
    ("oco_message", oco::message),
    ("oco_roundtrip", oco::roundtrip),
    ("oco_session", oco::session),
    ("oco_trust", oco::trust),
    ("zbx_compressed", zbx::compressed),
    ("zbx_grammar", zbx::grammar),
    ("zbx_history", zbx::history),
    ("zbx_message", zbx::message),
    ("zbx_roundtrip", zbx::roundtrip),
    ("zbx_session", zbx::session),
    ("zbx_stream", zbx::stream),
];

/// Defines a fuzz target with this body; without a fuzzer it is a program that does nothing.
#[macro_export]
macro_rules! target {
    ($body:path) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $body(data));
        #[cfg(not(fuzzing))]
        fn main() {}
    };
}

/// Choices of a structured target, taken from the start of its input.
#[derive(Debug)]
pub struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    /// Creates choices from these bytes; after their end all are 0.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    /// Takes one byte.
    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((&first, rest)) => {
                self.0 = rest;
                first
            }
            None => 0,
        }
    }

    /// Takes `N` bytes.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    /// Takes a number below `count`.
    pub fn below(&mut self, count: u8) -> u8 {
        self.byte().checked_rem(count).unwrap_or(0)
    }

    /// Returns the remaining bytes.
    #[must_use]
    pub fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Returns true if no bytes remain.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
