//! One hostile input, and what makes such inputs.

/// A kind of hostile input and the call that has to withstand it.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The name: `crate/input`.
    pub name: &'static str,
    /// Creates an input of about this many bytes.
    pub make: fn(usize) -> Vec<u8>,
    /// Reads the input as a user would, and drops the result.
    pub read: fn(&[u8]),
    /// Maximum heap for reading.
    pub heap: Heap,
}

/// Maximum heap that a call may hold at once, in addition to its input.
#[derive(Debug, Clone, Copy)]
pub struct Heap {
    /// Bytes for each byte of the input.
    pub factor: usize,
    /// Bytes for any input.
    pub constant: usize,
}

impl Heap {
    /// Creates a bound of `factor` bytes for each byte of the input, and `constant` bytes in addition.
    #[must_use]
    pub const fn new(factor: usize, constant: usize) -> Self {
        Self { factor, constant }
    }

    /// Returns the bound for an input of this length.
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

/// Repeats `unit` between `head` and `tail`, to about `length` bytes.
#[must_use]
pub fn repeat(head: &str, unit: &str, tail: &str, length: usize) -> Vec<u8> {
    let count = length.saturating_sub(head.len() + tail.len()).checked_div(unit.len()).unwrap_or(0);
    [head, &unit.repeat(count), tail].concat().into_bytes()
}

/// Repeats `open`, then `close` equally often, between `head` and `tail`, to about `length` bytes.
#[must_use]
pub fn nest(head: &str, open: &str, close: &str, tail: &str, length: usize) -> Vec<u8> {
    let count = length.saturating_sub(head.len() + tail.len()) / (open.len() + close.len());
    [head, &open.repeat(count), &close.repeat(count), tail].concat().into_bytes()
}
