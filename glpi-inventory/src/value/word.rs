//! Texts out of a list of words.

use std::borrow::Cow;
use std::fmt;

use super::Value;
use crate::error::{DecodeError, EncodeError};
use crate::json::{Reader, quote};
use crate::schema::{Kind, Pattern};

macro_rules! words {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$word_meta:meta])* $word:ident = $text:literal, )* }
    )*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$word_meta])* $word, )*
        }

        impl $name {
            /// All words.
            pub const ALL: &'static [Self] = &[$(Self::$word),*];

            /// Returns the word on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$word => $text, )* }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = EncodeError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                match text {
                    $( $text => Ok(Self::$word), )*
                    _ => Err(EncodeError::form(concat!("one of" $(, " ", $text)*), text)),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'a> Value<'a> for $name {
            const KIND: Kind = Kind::Pattern(Pattern::Words(&[$($text),*]));
            type Owned = Self;

            fn blank() -> Self {
                let [first, ..] = [$(Self::$word),*];
                first
            }

            fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
                Ok(reader.text()?.and_then(|text| Self::try_from(&*text).ok()))
            }

            fn write(&self, out: &mut Vec<u8>) {
                quote(self.as_str(), out);
            }

            fn detach(self) -> Self::Owned {
                self
            }

            #[cfg(feature = "arbitrary")]
            fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
                u.choose(Self::ALL).copied()
            }
        }
    )* };
}

words! {
    /// The state of secure boot.
    pub enum SecureBoot {
        /// It is on.
        Enabled = "enabled",
        /// It is off.
        Disabled = "disabled",
        /// The machine does not have it.
        Unsupported = "unsupported",
    }

    /// The state of a network interface.
    pub enum NetworkStatus {
        /// It works.
        Up = "up",
        /// It is switched off.
        Down = "down",
        /// It waits for an event.
        Dormant = "dormant",
        /// A part is missing.
        NotPresent = "notpresent",
        /// The interface below it is down.
        LowerLayerDown = "lowerlayerdown",
        /// The state is unknown.
        Unknown = "unknown",
        /// It is being tested.
        Testing = "testing",
    }

    /// The kind of a network interface.
    pub enum NetworkType {
        /// Ethernet.
        Ethernet = "ethernet",
        /// A wireless network.
        Wifi = "wifi",
        /// InfiniBand.
        Infiniband = "infiniband",
        /// Several interfaces as one.
        Aggregate = "aggregate",
        /// Another address of an interface.
        Alias = "alias",
        /// A dial-up connection.
        Dialup = "dialup",
        /// The interface of the machine with itself.
        Loopback = "loopback",
        /// A bridge.
        Bridge = "bridge",
        /// Fibre channel.
        FibreChannel = "fibrechannel",
        /// Bluetooth.
        Bluetooth = "bluetooth",
    }

    /// The use of a slot.
    pub enum SlotStatus {
        /// Nothing is in it.
        Free = "free",
        /// A card is in it.
        Used = "used",
    }

    /// The state of a virtual machine.
    pub enum VmStatus {
        /// It runs.
        Running = "running",
        /// It waits.
        Blocked = "blocked",
        /// It has nothing to do.
        Idle = "idle",
        /// It was paused.
        Paused = "paused",
        /// It is shutting down.
        Shutdown = "shutdown",
        /// It crashed.
        Crashed = "crashed",
        /// It is ending.
        Dying = "dying",
        /// It is off.
        Off = "off",
    }

    /// The type of a network device.
    pub enum DeviceType {
        /// Not known.
        Unmanaged = "Unmanaged",
        /// A computer.
        Computer = "Computer",
        /// A switch, router or the like.
        Networking = "Networking",
        /// A printer.
        Printer = "Printer",
        /// A storage system.
        Storage = "Storage",
        /// A power supply.
        Power = "Power",
        /// A telephone.
        Phone = "Phone",
        /// A video system.
        Video = "Video",
        /// A switch for keyboard, video and mouse.
        Kvm = "KVM",
    }
}

/// The type of the item that an inventory describes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ItemType<'a> {
    /// Not known.
    Unmanaged,
    /// A computer; servers take it where the member is absent.
    #[default]
    Computer,
    /// A telephone.
    Phone,
    /// A network device that is not a printer.
    NetworkEquipment,
    /// A printer.
    Printer,
    /// An asset class of one server, such as `Glpi\CustomAsset\TabletAsset`, which others
    /// refuse (INV-033).
    Other(Cow<'a, str>),
}

impl<'a> ItemType<'a> {
    const WORDS: &'static [&'static str] = &["Unmanaged", "Computer", "Phone", "NetworkEquipment", "Printer"];

    /// Returns the word on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unmanaged => "Unmanaged",
            Self::Computer => "Computer",
            Self::Phone => "Phone",
            Self::NetworkEquipment => "NetworkEquipment",
            Self::Printer => "Printer",
            Self::Other(text) => text,
        }
    }

    fn from_text(text: Cow<'a, str>) -> Self {
        match &*text {
            "Unmanaged" => Self::Unmanaged,
            "Computer" => Self::Computer,
            "Phone" => Self::Phone,
            "NetworkEquipment" => Self::NetworkEquipment,
            "Printer" => Self::Printer,
            _ => Self::Other(text),
        }
    }
}

impl<'a> From<&'a str> for ItemType<'a> {
    fn from(text: &'a str) -> Self {
        Self::from_text(Cow::Borrowed(text))
    }
}

impl<'a> Value<'a> for ItemType<'a> {
    const KIND: Kind = Kind::Pattern(Pattern::ItemType(Self::WORDS));
    type Owned = ItemType<'static>;

    fn blank() -> Self {
        Self::default()
    }

    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Self>, DecodeError> {
        Ok(reader.text()?.map(Self::from_text))
    }

    fn write(&self, out: &mut Vec<u8>) {
        quote(self.as_str(), out);
    }

    fn detach(self) -> Self::Owned {
        ItemType::from_text(Cow::Owned(self.as_str().to_owned()))
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        u.choose(Self::WORDS).map(|text| Self::from(*text))
    }
}
