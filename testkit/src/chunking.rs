//! The ways in which a network can split a stream.

/// Returns the stream in pieces of `size` bytes.
///
/// # Panics
/// If `size` is 0.
pub fn sized(bytes: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    bytes.chunks(size)
}

/// Returns every split of the stream into two pieces, including those with an empty piece.
pub fn splits(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    (0..=bytes.len()).map(|at| bytes.split_at(at))
}

/// Returns every proper prefix of the stream: what arrives if the peer closes the connection early.
pub fn truncations(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..bytes.len()).map(|at| &bytes[..at])
}

/// Splits the stream into pieces of these lengths, which are repeated until the end; a
/// length of 0 yields an empty piece. If all are 0, the stream is one piece.
#[must_use]
pub fn by_lengths<'a>(bytes: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    if lengths.iter().any(|&length| length > 0) {
        for &length in lengths.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, tail) = rest.split_at(length.min(rest.len()));
            pieces.push(piece);
            rest = tail;
        }
    } else if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_keeps_every_byte() {
        let bytes = b"abcdefghij";
        for lengths in [&[1][..], &[3], &[2, 0, 5], &[0], &[100]] {
            assert_eq!(by_lengths(bytes, lengths).concat(), bytes, "{lengths:?}");
        }
        assert_eq!(splits(bytes).count(), 11);
        assert_eq!(truncations(bytes).count(), 10);
    }
}
