//! The protocol's id, and .NET Guids on the wire.

use uuid::{Uuid, uuid};

/// The protocol's id, which a client's first 16 bytes are
/// (INW-010).
pub const PROTOCOL_ID: Uuid = uuid!("6cebd24e-4af7-4a13-b9af-81d3dfc644be");

/// Order of the 16 bytes of a Guid on the wire.
///
/// The documentation says "Guid" and no more (INW-002).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum GuidOrder {
    /// The order of .NET's `Guid.ToByteArray`: the first three groups
    /// little-endian, the rest as written. Inferred, strongly: all numbers of the
    /// protocol are little-endian, and its writer has no other way for a Guid.
    #[default]
    DotNet,
    /// As written, left to right (RFC 9562).
    BigEndian,
}

impl GuidOrder {
    /// Returns the Guid's bytes in this order.
    #[must_use]
    pub const fn to_bytes(self, guid: Uuid) -> [u8; 16] {
        match self {
            Self::DotNet => guid.to_bytes_le(),
            Self::BigEndian => guid.into_bytes(),
        }
    }

    /// Returns the Guid that these bytes mean in this order.
    #[must_use]
    pub const fn from_bytes(self, bytes: [u8; 16]) -> Uuid {
        match self {
            Self::DotNet => Uuid::from_bytes_le(bytes),
            Self::BigEndian => Uuid::from_bytes(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotnet_order_swaps_the_first_three_groups() {
        // INW-002
        let bytes = GuidOrder::DotNet.to_bytes(PROTOCOL_ID);
        assert_eq!(bytes[..8], [0x4e, 0xd2, 0xeb, 0x6c, 0xf7, 0x4a, 0x13, 0x4a]);
        assert_eq!(bytes[8..], [0xb9, 0xaf, 0x81, 0xd3, 0xdf, 0xc6, 0x44, 0xbe]);
        assert_eq!(GuidOrder::DotNet.from_bytes(bytes), PROTOCOL_ID);
    }

    #[test]
    fn big_endian_order_is_as_written() {
        let bytes = GuidOrder::BigEndian.to_bytes(PROTOCOL_ID);
        assert_eq!(bytes[..4], [0x6c, 0xeb, 0xd2, 0x4e]);
        assert_eq!(GuidOrder::BigEndian.from_bytes(bytes), PROTOCOL_ID);
    }
}
