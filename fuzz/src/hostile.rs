//! Inputs that are meant to cost much, in any size, and what they may cost.
//!
//! `tests/memory.rs` measures the heap that each takes, `tests/work.rs` the instructions.

/// One kind of hostile input and the call that has to bear it.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What it is: `crate/input`.
    pub name: &'static str,
    /// Makes about that many bytes.
    pub make: fn(usize) -> Vec<u8>,
    /// Reads them as a user would, and drops what came of it.
    pub read: fn(&[u8]),
    /// The heap that reading may take.
    pub heap: Heap,
}

/// The most heap that a call may hold at once, beside its input.
#[derive(Debug, Clone, Copy)]
pub struct Heap {
    /// Bytes for each byte of the input.
    pub factor: usize,
    /// Bytes whatever the input.
    pub constant: usize,
}

impl Heap {
    /// At most so many bytes for each byte of the input, and so many whatever its length.
    #[must_use]
    pub const fn new(factor: usize, constant: usize) -> Self {
        Self { factor, constant }
    }

    /// The bound for an input of so many bytes.
    #[must_use]
    pub const fn of(self, input: usize) -> usize {
        self.factor * input + self.constant
    }
}

impl Case {
    /// Runs the case. Never inlined, because instructions are counted from here on.
    #[inline(never)]
    pub fn run(&self, input: &[u8]) {
        (self.read)(input);
    }
}

/// Returns true if the environment asks for all sizes and for counted work.
#[must_use]
pub fn is_full() -> bool {
    std::env::var_os("HOSTILE").is_some_and(|value| value == "full")
}

/// The cases of all crates.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    use crate::{glpi, inedo, netinv, oco, zbx};
    let of_netinv = netinv::hostile::CASES.iter().copied();
    of_netinv
        .chain([glpi::hostile::CASES, inedo::hostile::CASES, oco::hostile::CASES, zbx::hostile::CASES])
        .flatten()
}

/// `unit` over and over between `head` and `tail`, about `length` bytes.
#[must_use]
pub fn repeat(head: &str, unit: &str, tail: &str, length: usize) -> Vec<u8> {
    let count = length.saturating_sub(head.len() + tail.len()).checked_div(unit.len()).unwrap_or(0);
    [head, &unit.repeat(count), tail].concat().into_bytes()
}

/// `open` over and over, then `close` as often.
#[must_use]
pub fn nest(head: &str, open: &str, close: &str, tail: &str, length: usize) -> Vec<u8> {
    let count = length.saturating_sub(head.len() + tail.len()) / (open.len() + close.len());
    [head, &open.repeat(count), &close.repeat(count), tail].concat().into_bytes()
}
