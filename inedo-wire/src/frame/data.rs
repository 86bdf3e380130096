//! The data of a frame that owns it.

use bytes::Bytes;

/// Bytes that are copied if there are few, and shared with the buffer they came from
/// otherwise.
///
/// Two atomic operations for each frame cost more than copying this much, and a short frame
/// keeps no large buffer alive.
#[derive(Clone)]
pub(super) enum Data {
    Short { bytes: [u8; Self::SHORT], len: u8 },
    Shared(Bytes),
}

impl Data {
    /// Number of bytes that are copied at most.
    pub(super) const SHORT: usize = 64;

    /// Copies data, if it is short.
    #[inline]
    pub(super) fn short(data: &[u8]) -> Option<Self> {
        let mut bytes = [0; Self::SHORT];
        bytes.get_mut(..data.len())?.copy_from_slice(data);
        Some(Self::Short { bytes, len: u8::try_from(data.len()).ok()? })
    }

    #[inline]
    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Short { bytes, len } => bytes.get(..usize::from(*len)).unwrap_or_default(),
            Self::Shared(bytes) => bytes,
        }
    }

    pub(super) fn into_bytes(self) -> Bytes {
        match self {
            Self::Short { .. } => Bytes::copy_from_slice(self.as_slice()),
            Self::Shared(bytes) => bytes,
        }
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Data {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_64_bytes_are_copied_and_nothing_is_lost() {
        for len in [0, 1, 63, 64] {
            let text = vec![7; len];
            let data = Data::short(&text).unwrap();
            assert_eq!(data.as_slice(), text);
            assert!(data == Data::Shared(text.clone().into()));
            assert_eq!(data.into_bytes(), text);
        }
        assert!(Data::short(&[7; 65]).is_none());
    }
}
