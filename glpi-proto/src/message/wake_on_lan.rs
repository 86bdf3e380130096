//! Waking a computer over the network.

use std::fmt;
use std::str::FromStr;

/// A hardware address.
///
/// ```
/// use glpi_proto::MacAddress;
/// let mac: MacAddress = "00-11-22-aa-bb-cc".parse()?;
/// assert_eq!(mac.to_string(), "00:11:22:aa:bb:cc");
/// # Ok::<(), glpi_proto::ParseMacAddressError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MacAddress(pub [u8; 6]);

/// The text is not a hardware address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hardware address has six pairs of hexadecimal digits")]
pub struct ParseMacAddressError(());

/// The packet that wakes a computer: six times FF, then its address sixteen
/// times (GLPI-110).
///
/// It is sent as the payload of an Ethernet frame of type
/// [`ETHER_TYPE`](Self::ETHER_TYPE) or as a UDP broadcast to port
/// [`UDP_PORT`](Self::UDP_PORT).
///
/// ```
/// use glpi_proto::{MacAddress, MagicPacket};
/// let packet = MagicPacket::new(MacAddress([0, 0x11, 0x22, 0xaa, 0xbb, 0xcc]));
/// assert_eq!(packet.to_bytes().len(), 102);
/// assert_eq!(MagicPacket::find(&packet.to_bytes()), Some(packet));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MagicPacket(MacAddress);

impl MagicPacket {
    /// The Ethernet type under which agents send it.
    pub const ETHER_TYPE: u16 = 0x0842;
    /// The UDP port to which agents send it.
    pub const UDP_PORT: u16 = 9;

    /// Creates the packet for an address.
    #[must_use]
    pub const fn new(target: MacAddress) -> Self {
        Self(target)
    }

    /// The device to wake.
    #[must_use]
    pub const fn target(&self) -> MacAddress {
        self.0
    }

    /// Returns the 102 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 102] {
        let mut bytes = [0xff; 102];
        for place in bytes.iter_mut().skip(6).zip(self.0.0.iter().cycle()) {
            *place.0 = *place.1;
        }
        bytes
    }

    /// Finds the first packet in a payload; a network card looks for it anywhere, and
    /// a password may follow.
    #[must_use]
    pub fn find(payload: &[u8]) -> Option<Self> {
        payload.windows(102).find_map(|window| {
            let (head, tail) = window.split_first_chunk::<6>()?;
            let target = *tail.first_chunk::<6>()?;
            let repeated = tail.chunks(6).all(|chunk| chunk == target);
            (*head == [0xff; 6] && repeated).then_some(Self(MacAddress(target)))
        })
    }
}

/// Six pairs of digits with `:` or `-` between them, in either case.
impl FromStr for MacAddress {
    type Err = ParseMacAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = ParseMacAddressError(());
        let mut bytes = [0; 6];
        let mut pairs = text.trim().split([':', '-']);
        for byte in &mut bytes {
            let pair = pairs.next().filter(|pair| pair.len() == 2).ok_or(error)?;
            if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(error);
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| error)?;
        }
        if pairs.next().is_some() { Err(error) } else { Ok(Self(bytes)) }
    }
}

impl fmt::Display for MacAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-110
    #[test]
    fn the_packet_is_six_ff_and_sixteen_addresses() {
        let mac: MacAddress = "0A:1b:2C:3d:4E:5f".parse().unwrap();
        let bytes = MagicPacket::new(mac).to_bytes();
        assert_eq!(bytes[..6], [0xff; 6]);
        assert_eq!(bytes[6..12], [0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f]);
        assert_eq!(bytes[96..], [0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f]);
        let mut embedded = vec![0, 1, 2];
        embedded.extend(bytes);
        embedded.extend(b"secret");
        assert_eq!(MagicPacket::find(&embedded).map(|p| p.target()), Some(mac));
        embedded[20] ^= 1;
        assert_eq!(MagicPacket::find(&embedded), None);
        assert_eq!(MagicPacket::find(&bytes[..101]), None);
    }

    #[test]
    fn what_is_no_hardware_address_is_refused() {
        for bad in [
            "",
            "00:11:22:33:44",
            "00:11:22:33:44:55:66",
            "0:11:22:33:44:55",
            "00:11:22:33:44:gg",
            "001122334455",
        ] {
            assert!(bad.parse::<MacAddress>().is_err(), "{bad}");
        }
    }
}
