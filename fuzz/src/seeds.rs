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
