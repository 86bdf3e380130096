//! The parts of a device.

use std::net::IpAddr;

use crate::record::leaf::Leaf;
use crate::record::records;
use crate::value::interface::TruthValue;
use crate::value::mac::MacAddr;
use crate::value::words::words;

records! {
    /// A part of a device: `COMPONENT` (NIX-007).
    ///
    /// Texts can hold line feeds, and bytes that a device left after the end of a string.
    Component "COMPONENT" {
        /// The number of the part that holds this one; 0 for the device itself.
        /// Odd devices say −1.
        "CONTAINEDININDEX" contained_in: Option<Leaf<'a, i64>>,
        /// Description, in the device's words.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// The version of its firmware.
        "FIRMWARE" firmware: Option<Leaf<'a>>,
        /// True if it can be replaced in the field.
        "FRU" replaceable: Option<Leaf<'a, TruthValue>>,
        /// Number of the component.
        "INDEX" index: Option<Leaf<'a, u64>>,
        /// The address of an access point.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// The hardware address of an access point.
        "MAC" mac: Option<Leaf<'a, MacAddr>>,
        /// Manufacturer.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Name.
        "NAME" name: Option<Leaf<'a>>,
        /// The revision of its hardware.
        "REVISION" revision: Option<Leaf<'a>>,
        /// Serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// The member of a stack that the component is, or belongs to.
        "STACK_NUMBER" stack_number: Option<Leaf<'a, u64>>,
        /// Type of the component.
        "TYPE" component_type: Option<Leaf<'a, ComponentType>>,
        /// The version of its software.
        "VERSION" version: Option<Leaf<'a>>,
    }
}

words! {
    /// `TYPE`: the type of a component (`PhysicalClass` of the ENTITY-MIB). The MIB's
    /// own `other` is an `Other` too.
    ComponentType {
        /// Nobody knows.
        Unknown "unknown",
        /// A box.
        Chassis "chassis",
        /// A board that other components plug into.
        Backplane "backplane",
        /// A place that another part can be put into.
        Container "container",
        /// A power supply.
        PowerSupply "powerSupply",
        /// A fan.
        Fan "fan",
        /// A thermometer, or the like.
        Sensor "sensor",
        /// A card.
        Module "module",
        /// An interface.
        Port "port",
        /// Several chassis that act as one.
        Stack "stack",
        /// A processor.
        Cpu "cpu",
    }
}
