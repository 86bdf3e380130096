//! Numbers of the MIB for interfaces: status, duplex, type.

use std::fmt;

use crate::record::leaf::Meaning;

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $( $(#[$doc:meta])* $variant:ident = $code:literal $word:literal, )* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$doc])* $variant, )*
            /// A number that the MIB does not have, as old agents let through.
            Other(i64),
        }

        impl $name {
            /// The number on the wire.
            #[must_use]
            pub const fn code(self) -> i64 {
                match self {
                    $( Self::$variant => $code, )*
                    Self::Other(code) => code,
                }
            }

            /// Returns the meaning of a number.
            #[must_use]
            pub const fn from_code(code: i64) -> Self {
                match code {
                    $( $code => Self::$variant, )*
                    other => Self::Other(other),
                }
            }
        }

        impl Meaning for $name {
            /// A number, alone or as in `up(1)`, or the MIB's word for it (NIX-047).
            fn from_text(text: &str) -> Option<Self> {
                let word = text.trim();
                $( if word.eq_ignore_ascii_case($word) {
                    return Some(Self::$variant);
                } )*
                i64::from_text(text).map(Self::from_code)
            }
        }

        impl fmt::Display for $name {
            /// The number, as on the wire.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.code().fmt(f)
            }
        }
    };
}

coded! {
    /// `IFSTATUS`: the status of an interface (`ifOperStatus`).
    IfStatus {
        /// Ready to pass packets.
        Up = 1 "up",
        /// Not passing packets.
        Down = 2 "down",
        /// In a test mode.
        Testing = 3 "testing",
        /// The device cannot tell.
        Unknown = 4 "unknown",
        /// Waiting for something outside.
        Dormant = 5 "dormant",
        /// Some of its hardware is missing.
        NotPresent = 6 "notPresent",
        /// Down because of an interface below it.
        LowerLayerDown = 7 "lowerLayerDown",
    }
}

coded! {
    /// `IFINTERNALSTATUS`: the status set by the administrator (`ifAdminStatus`).
    IfAdminStatus {
        /// Ready to pass packets.
        Up = 1 "up",
        /// Not passing packets.
        Down = 2 "down",
        /// In a test mode.
        Testing = 3 "testing",
    }
}

coded! {
    /// `IFPORTDUPLEX`: the duplex mode of an interface (`dot3StatsDuplexStatus`).
    Duplex {
        /// The device cannot tell.
        Unknown = 1 "unknown",
        /// One direction at a time.
        Half = 2 "halfDuplex",
        /// Both directions at once.
        Full = 3 "fullDuplex",
    }
}

coded! {
    /// `FRU`: the truth value of SNMP, where 2 is no, for a component that can be replaced in
    /// the field.
    TruthValue {
        /// Yes.
        True = 1 "true",
        /// No.
        False = 2 "false",
    }
}

/// `IFTYPE`: the type of an interface (`IANAifType`), an open set of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IfType(pub u32);

impl IfType {
    /// Any other type.
    pub const OTHER: Self = Self(1);
    /// Ethernet of any speed.
    pub const ETHERNET: Self = Self(6);
    /// Token ring.
    pub const TOKEN_RING: Self = Self(9);
    /// A T1 or E1 line.
    pub const DS1: Self = Self(18);
    /// Point to point.
    pub const PPP: Self = Self(23);
    /// The loopback of the device itself.
    pub const LOOPBACK: Self = Self(24);
    /// A serial line.
    pub const RS232: Self = Self(33);
    /// ATM.
    pub const ATM: Self = Self(37);
    /// Virtual, of the device's own making.
    pub const VIRTUAL: Self = Self(53);
    /// Fibre Channel.
    pub const FIBRE_CHANNEL: Self = Self(56);
    /// Fast Ethernet, which should be 6 nowadays.
    pub const FAST_ETHERNET: Self = Self(62);
    /// Wireless LAN.
    pub const WIRELESS: Self = Self(71);
    /// ADSL.
    pub const ADSL: Self = Self(94);
    /// Gigabit Ethernet, which should be 6 nowadays.
    pub const GIGABIT_ETHERNET: Self = Self(117);
    /// A tunnel.
    pub const TUNNEL: Self = Self(131);
    /// A VLAN on layer 2.
    pub const L2_VLAN: Self = Self(135);
    /// A VLAN on layer 3.
    pub const L3_VLAN: Self = Self(136);
    /// Several links that act as one.
    pub const AGGREGATE: Self = Self(161);
    /// Several interfaces that are bridged.
    pub const BRIDGE: Self = Self(209);

    /// Returns true if packets of a LAN pass through a socket or an antenna.
    #[must_use]
    pub const fn is_physical(self) -> bool {
        matches!(
            self,
            Self::ETHERNET
                | Self::TOKEN_RING
                | Self::FIBRE_CHANNEL
                | Self::FAST_ETHERNET
                | Self::WIRELESS
                | Self::GIGABIT_ETHERNET
        )
    }
}

impl Meaning for IfType {
    fn from_text(text: &str) -> Option<Self> {
        u32::from_text(text).map(Self)
    }
}

impl fmt::Display for IfType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_from_number_word_or_both() {
        assert_eq!(["1", "up", "up(1)", " UP "].map(IfStatus::from_text), [Some(IfStatus::Up); 4]);
        assert_eq!(IfStatus::from_text("7"), Some(IfStatus::LowerLayerDown));
        assert_eq!(IfAdminStatus::from_text("7"), Some(IfAdminStatus::Other(7)));
        assert_eq!(Duplex::from_text("0"), Some(Duplex::Other(0)));
        assert_eq!(IfStatus::from_text(""), None);
        assert_eq!(IfStatus::from_code(5).to_string(), "5");
        assert_eq!(TruthValue::from_text("2"), Some(TruthValue::False));
    }

    #[test]
    fn the_type_is_an_open_set() {
        assert_eq!(IfType::from_text("ethernetCsmacd(6)"), Some(IfType::ETHERNET));
        assert_eq!(IfType::from_text("9999"), Some(IfType(9999)));
        assert!(IfType::ETHERNET.is_physical() && !IfType::LOOPBACK.is_physical());
    }

    #[test]
    fn types_print_as_their_number() {
        assert_eq!([IfType::ETHERNET, IfType(9999)].map(|kind| kind.to_string()), ["6", "9999"]);
    }
}
