//! The parts of a device.

use std::net::IpAddr;

use crate::interface::TruthValue;
use crate::leaf::{Leaf, Meaning};
use crate::mac::MacAddr;
use crate::record::records;

records! {
    /// A part of a device: `COMPONENT` (NIX-007).
    ///
    /// Texts can hold line feeds, and what a device left behind the end of a
    /// string.
    Component "COMPONENT" {
        /// The number of the part that holds this one; 0 for the device itself.
        /// Odd devices say −1.
        "CONTAINEDININDEX" contained_in: Option<Leaf<'a, i64>>,
        /// What it is, in the device's words.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// The version of its firmware.
        "FIRMWARE" firmware: Option<Leaf<'a>>,
        /// Whether it can be replaced in the field.
        "FRU" replaceable: Option<Leaf<'a, TruthValue>>,
        /// Its number.
        "INDEX" index: Option<Leaf<'a, u64>>,
        /// The address of an access point.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// The hardware address of an access point.
        "MAC" mac: Option<Leaf<'a, MacAddr>>,
        /// Who made it.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Its model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Its name.
        "NAME" name: Option<Leaf<'a>>,
        /// The revision of its hardware.
        "REVISION" revision: Option<Leaf<'a>>,
        /// Its serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// Which member of a stack it is, or belongs to.
        "STACK_NUMBER" stack_number: Option<Leaf<'a, u64>>,
        /// What it is.
        "TYPE" component_type: Option<Leaf<'a, ComponentType>>,
        /// The version of its software.
        "VERSION" version: Option<Leaf<'a>>,
    }
}

/// What a part of a device is (`PhysicalClass` of the ENTITY-MIB).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are the MIB's and say it all")]
pub enum ComponentType {
    Unknown,
    Chassis,
    Backplane,
    Container,
    PowerSupply,
    Fan,
    Sensor,
    Module,
    Port,
    Stack,
    Cpu,
    /// Another one, as it is spelt; the MIB itself has `other`.
    Other(String),
}

impl ComponentType {
    /// As it stands on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unknown => "unknown",
            Self::Chassis => "chassis",
            Self::Backplane => "backplane",
            Self::Container => "container",
            Self::PowerSupply => "powerSupply",
            Self::Fan => "fan",
            Self::Sensor => "sensor",
            Self::Module => "module",
            Self::Port => "port",
            Self::Stack => "stack",
            Self::Cpu => "cpu",
            Self::Other(name) => name,
        }
    }
}

impl Meaning for ComponentType {
    fn of(text: &str) -> Option<Self> {
        const KNOWN: [ComponentType; 11] = [
            ComponentType::Unknown,
            ComponentType::Chassis,
            ComponentType::Backplane,
            ComponentType::Container,
            ComponentType::PowerSupply,
            ComponentType::Fan,
            ComponentType::Sensor,
            ComponentType::Module,
            ComponentType::Port,
            ComponentType::Stack,
            ComponentType::Cpu,
        ];
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let known = KNOWN
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(text));
        Some(known.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

impl std::fmt::Display for ComponentType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
