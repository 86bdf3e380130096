//! Headers and ends of gzip members (RFC 1952).

use crate::error::InflateFault;

/// The first bytes of every member.
pub(super) const MAGIC: &[u8] = &[0x1f, 0x8b];

const HEADER_CHECK: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;
const RESERVED: u8 = 0xe0;

/// Returns the length of the header of a member, whose first bytes are known.
pub(super) fn header_len(member: &[u8]) -> Result<usize, InflateFault> {
    let &[_, _, method, flags, ..] = member else { return Err(InflateFault::Truncated) };
    if method != 8 || flags & RESERVED != 0 {
        return Err(InflateFault::Corrupt);
    }
    let mut at = 10;
    if flags & EXTRA != 0 {
        let length = usize::from(u16::from_le_bytes(bytes_at(member, at)?));
        at = at.saturating_add(2).saturating_add(length);
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let rest = member.get(at..).ok_or(InflateFault::Truncated)?;
            let length = memchr::memchr(0, rest).ok_or(InflateFault::Truncated)?;
            at = at.saturating_add(length).saturating_add(1);
        }
    }
    if flags & HEADER_CHECK != 0 {
        let expected = u16::from_le_bytes(bytes_at(member, at)?);
        let found = crc(member.get(..at).unwrap_or_default()) & 0xffff;
        if found != u32::from(expected) {
            return Err(InflateFault::Corrupt);
        }
        at = at.saturating_add(2);
    }
    if at > member.len() { Err(InflateFault::Truncated) } else { Ok(at) }
}

/// Compares what a member inflated to with what its end says, and returns its whole length.
pub(super) fn check(member: &[u8], end: usize, text: &[u8]) -> Result<usize, InflateFault> {
    let sum = u32::from_le_bytes(bytes_at(member, end)?);
    let length = u32::from_le_bytes(bytes_at(member, end.saturating_add(4))?);
    // The length is that of the text modulo 2^32.
    if sum != crc(text) || u64::from(length) != text.len() as u64 & u64::from(u32::MAX) {
        return Err(InflateFault::Checksum);
    }
    Ok(end.saturating_add(8))
}

fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], InflateFault> {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().ok_or(InflateFault::Truncated)
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[cfg(test)]
mod tests {
    use super::super::inflate;
    use crate::error::{DecodeErrorKind, InflateFault};
    use crate::limits::Limits;
    use crate::transport::compress::compress;
    use crate::transport::compression::Compression;

    fn member(text: &[u8]) -> Vec<u8> {
        compress(Compression::Gzip, text).unwrap()
    }

    fn inflated(bytes: &[u8]) -> Result<Vec<u8>, InflateFault> {
        match inflate(bytes, Compression::Gzip, &Limits::DEFAULT.with_ratio(usize::MAX)) {
            Ok(inflated) => {
                assert_eq!(inflated.used, bytes.len());
                Ok(inflated.text)
            }
            Err(DecodeErrorKind::Inflate { fault, .. }) => Err(fault),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn members_after_the_first_are_read_as_the_first_is() {
        let plain = member(b"tail");
        let parts: [(u8, &[u8]); 5] =
            [(1, b""), (4, b"\x03\0abc"), (8, b"name\0"), (16, b"remark\0"), (28, b"\x01\0xname\0remark\0")];
        for (flags, fields) in parts {
            let mut second = [&plain[..10], fields, &plain[10..]].concat();
            second[3] = flags;
            for first in [&b""[..], b"one", &[b'x'; 100_000]] {
                let whole = [member(first), second.clone()].concat();
                assert_eq!(inflated(&whole).unwrap(), [first, b"tail"].concat(), "{flags}");
                for cut in 2..second.len() {
                    let cut = &whole[..whole.len() - second.len() + cut];
                    assert_eq!(inflated(cut), Err(InflateFault::Truncated), "{flags}");
                }
            }
        }
        let two = [plain.clone(), plain.clone()].concat();
        let changed = |at: usize, byte: u8| {
            let mut two = two.clone();
            two[at] = byte;
            inflated(&two)
        };
        assert_eq!(changed(plain.len() + 2, 7), Err(InflateFault::Corrupt));
        assert_eq!(changed(plain.len() + 3, 0x20), Err(InflateFault::Corrupt));
        assert_eq!(changed(two.len() - 1, 1), Err(InflateFault::Checksum));
        assert_eq!(changed(two.len() - 5, !two[two.len() - 5]), Err(InflateFault::Checksum));
    }

    #[test]
    fn the_header_has_a_checksum_of_its_own() {
        let plain = member(b"tail");
        let mut header = plain[..10].to_vec();
        header[3] = 2;
        let sum = super::crc(&header).to_le_bytes();
        let second = [&header, &sum[..2], &plain[10..]].concat();
        assert_eq!(inflated(&[plain.clone(), second.clone()].concat()).unwrap(), b"tailtail");
        let mut wrong = second;
        wrong[10] ^= 1;
        assert_eq!(inflated(&[plain, wrong].concat()), Err(InflateFault::Corrupt));
    }

    /// A new state for each took a hundred times as long.
    #[test]
    fn many_small_members_cost_what_one_large_does() {
        let many = member(b"").repeat(100_000);
        let started = std::time::Instant::now();
        assert_eq!(inflated(&many).unwrap(), b"");
        let took = started.elapsed();
        let one = member(&vec![b'x'; many.len()]);
        let started = std::time::Instant::now();
        assert!(inflated(&one).is_ok());
        println!("100,000 members: {took:?}, one of the same size: {:?}", started.elapsed());
        assert!(took < std::time::Duration::from_secs(2), "{took:?}");
    }
}
