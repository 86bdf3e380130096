//! The interfaces of a device, and what they are connected to.

use std::net::IpAddr;

use crate::record::leaf::Leaf;
use crate::record::list::{List, ListedMeaning};
use crate::record::records;
use crate::value::interface::{Duplex, IfAdminStatus, IfStatus, IfType};
use crate::value::mac::MacAddr;
use crate::value::number::IfIndex;
use crate::value::uptime::Uptime;
use crate::xml::writer::{Name, name};

impl ListedMeaning for IpAddr {
    const NAME: &Name = name!("IP");
}

impl ListedMeaning for IfIndex {
    const NAME: &Name = name!("PORT");
}

records! {
    /// An interface: `PORT` (NIX-005).
    Port "PORT" {
        /// The interfaces that act as one with this one, in the order of their
        /// digits as text.
        "AGGREGATE" aggregate: List<'a, Leaf<'a, IfIndex>>,
        /// What it is connected to.
        "CONNECTIONS" connections: Option<Connections<'a>>,
        /// The administrator's name for it.
        "IFALIAS" alias: Option<Leaf<'a>>,
        /// What it is, in the device's words.
        "IFDESCR" description: Option<Leaf<'a>>,
        /// Bytes that came in, under another name.
        "IFINBYTES" in_bytes: Option<Leaf<'a, u64>>,
        /// Packets that came in broken.
        "IFINERRORS" in_errors: Option<Leaf<'a, u64>>,
        /// Bytes that came in. Most devices count to 2³² and start again.
        "IFINOCTETS" in_octets: Option<Leaf<'a, u64>>,
        /// What the administrator wants of it.
        "IFINTERNALSTATUS" admin_status: Option<Leaf<'a, IfAdminStatus>>,
        /// The uptime of the device when the interface last changed. Not how long
        /// ago that was.
        "IFLASTCHANGE" last_change: Option<Leaf<'a, Uptime>>,
        /// The largest packet, in bytes.
        "IFMTU" mtu: Option<Leaf<'a, u64>>,
        /// Its name.
        "IFNAME" name: Option<Leaf<'a>>,
        /// Its number. Servers pass over interfaces without; not always unique.
        "IFNUMBER" number: Option<Leaf<'a, IfIndex>>,
        /// Bytes that went out, under another name.
        "IFOUTBYTES" out_bytes: Option<Leaf<'a, u64>>,
        /// Packets that could not go out.
        "IFOUTERRORS" out_errors: Option<Leaf<'a, u64>>,
        /// Bytes that went out. Most devices count to 2³² and start again.
        "IFOUTOCTETS" out_octets: Option<Leaf<'a, u64>>,
        /// In how many directions at once packets pass.
        "IFPORTDUPLEX" duplex: Option<Leaf<'a, Duplex>>,
        /// Its speed in bits per second. 4294967295 where the device cannot say
        /// that much.
        "IFSPEED" speed: Option<Leaf<'a, u64>>,
        /// Whether it works.
        "IFSTATUS" status: Option<Leaf<'a, IfStatus>>,
        /// Its type.
        "IFTYPE" port_type: Option<Leaf<'a, IfType>>,
        /// The last of its addresses.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// Its addresses.
        "IPS" ips: List<'a, Leaf<'a, IpAddr>>,
        /// Its hardware address.
        "MAC" mac: Option<Leaf<'a, MacAddr>>,
        /// Whether it carries several VLANs with tags.
        "TRUNK" trunk: Option<Leaf<'a, bool>>,
        /// The VLANs it carries.
        "VLANS" vlans: List<'a, Vlan<'a>>,
    }

    /// A VLAN of an interface: `VLAN`.
    Vlan "VLAN" {
        /// Its name; absent or empty where it is not known.
        "NAME" name: Option<Leaf<'a>>,
        /// Its number, 1 to 4094.
        "NUMBER" number: Option<Leaf<'a, u16>>,
        /// Whether its packets carry a tag.
        "TAGGED" tagged: Option<Leaf<'a, bool>>,
    }

    /// What an interface is connected to: `CONNECTIONS` (NIX-006).
    ///
    /// Two different things: with `CDP` the one device that told its name over
    /// LLDP, CDP or EDP, without it the hardware addresses that the interface has
    /// heard of. See [`Port::neighbor`].
    Connections "CONNECTIONS" {
        /// Whether the device at the other end told its name.
        "CDP" cdp: Option<Leaf<'a, bool>>,
        /// The device, or the addresses; old agents write one for each address.
        "CONNECTION" connections: Vec<Connection<'a>>,
    }

    /// A device at the other end, or hardware addresses heard of: `CONNECTION`.
    Connection "CONNECTION" {
        /// Its interface, in its words.
        "IFDESCR" port_description: Option<Leaf<'a>>,
        /// Its interface, by number.
        "IFNUMBER" port_number: Option<Leaf<'a, IfIndex>>,
        /// Its address.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// Addresses heard of; or that of its interface.
        "MAC" macs: Vec<Leaf<'a, MacAddr>>,
        /// Its model.
        "MODEL" model: Option<Leaf<'a>>,
        /// What it says of itself.
        "SYSDESCR" description: Option<Leaf<'a>>,
        /// Its hardware address.
        "SYSMAC" mac: Option<Leaf<'a, MacAddr>>,
        /// Its name. Old agents write the bytes of an address as `0x…`.
        "SYSNAME" name: Option<Leaf<'a>>,
    }
}
