//! Pseudo-random numbers and words, the same in every run.

/// The generator `SplitMix64`.
pub(super) struct Random(u64);

const WORDS: [&str; 32] = [
    "agent",
    "backup",
    "cache",
    "connection",
    "daemon",
    "device",
    "disk",
    "error",
    "failed",
    "filter",
    "from",
    "host",
    "index",
    "interface",
    "job",
    "kernel",
    "link",
    "memory",
    "network",
    "node",
    "packet",
    "port",
    "process",
    "queue",
    "reset",
    "server",
    "session",
    "started",
    "stopped",
    "timeout",
    "user",
    "volume",
];

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(super) fn word(&mut self) -> &'static str {
        WORDS[(self.next() % WORDS.len() as u64) as usize]
    }

    /// Returns words separated by spaces, at least `len` bytes.
    pub(super) fn words(&mut self, len: usize) -> String {
        let mut text = self.word().to_owned();
        while text.len() < len {
            text.push(' ');
            text.push_str(self.word());
        }
        text
    }

    pub(super) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::new();
        while text.len() < digits {
            text.push_str(&format!("{:016x}", self.next()));
        }
        text.truncate(digits);
        text
    }

    pub(super) fn mac(&mut self) -> String {
        let n = self.next();
        let byte = |at: u32| (n >> (8 * at)) & 0xff;
        format!("02:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", byte(0), byte(1), byte(2), byte(3), byte(4))
    }
}
