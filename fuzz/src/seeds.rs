//! Seeds of the replay in addition to the crates' vectors: variants of inputs, and scripts.

/// Returns the payload vectors of `zbx-proxy-proto`.
pub fn zbx_payloads() -> impl Iterator<Item = &'static [u8]> {
    include_str!("../../zbx-proxy-proto/tests/vectors/payloads.tsv")
        .lines()
        .filter_map(|line| line.split('\t').nth(2))
        .map(str::as_bytes)
}

/// Returns the input truncated at every position, and with every byte changed in turn.
pub fn neighbours(input: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let cuts = (0..=input.len()).map(|length| input[..length].to_vec());
    let changes = (0..input.len()).flat_map(move |at| {
        [0x00, 0xff, b'"', b'{', b'}', b'0', b'\\'].into_iter().map(move |byte| {
            let mut changed = input.to_vec();
            changed[at] = byte;
            changed
        })
    });
    cuts.chain(changes)
}

/// Returns scripts below this length for targets that only take choices; always the same.
pub fn scripts(count: usize, length: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut state: u32 = 1;
    let mut byte = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(move |index| (0..index % length).map(|_| byte()).collect())
}
