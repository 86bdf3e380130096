//! The bodies of the fuzz targets.
//!
//! Each is an ordinary function over bytes that panics if something does not hold, so
//! that `cargo test -p fuzz` replays every seed on stable Rust. `README.md` lists the
//! targets and what they assert.

pub mod glpi;
pub mod hostile;
pub mod inedo;
pub mod netinv;
pub mod oco;
pub mod seeds;
pub mod zbx;

/// Makes a fuzz target of a body; without a fuzzer it is a program that does nothing.
#[macro_export]
macro_rules! target {
    ($body:path) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $body(data));
        #[cfg(not(fuzzing))]
        fn main() {}
    };
}

/// Takes choices for a structured target off the front of its input.
#[derive(Debug)]
pub struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    /// Choices made by these bytes; behind their end all are 0.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    /// One byte.
    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((&first, rest)) => {
                self.0 = rest;
                first
            }
            None => 0,
        }
    }

    /// That many bytes.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    /// One of that many.
    pub fn below(&mut self, count: u8) -> u8 {
        self.byte().checked_rem(count).unwrap_or(0)
    }

    /// All that is left.
    #[must_use]
    pub fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
