//! What the replay starts from, beside the vectors of the crates: inputs that are
//! small and strange.

/// Vectors of `zbx-proxy-proto`: payloads.
pub fn zbx_payloads() -> impl Iterator<Item = &'static [u8]> {
    include_str!("../../zbx-proxy-proto/tests/vectors/payloads.tsv")
        .lines()
        .filter_map(|line| line.split('\t').nth(2))
        .map(str::as_bytes)
}

/// Each input, cut short at every place, and with every byte changed in turn.
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

/// Scripts for targets that take choices alone, up to that length; always the same.
pub fn scripts(count: usize, length: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut state: u32 = 1;
    let mut byte = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(move |index| (0..index % length).map(|_| byte()).collect())
}
