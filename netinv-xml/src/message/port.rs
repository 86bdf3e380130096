//! The interfaces of a device, and their neighbours.

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
        /// Neighbours of the interface.
        "CONNECTIONS" connections: Option<Connections<'a>>,
        /// The administrator's name for it.
        "IFALIAS" alias: Option<Leaf<'a>>,
        /// Description, in the device's words.
        "IFDESCR" description: Option<Leaf<'a>>,
        /// Bytes that came in, under another name.
        "IFINBYTES" in_bytes: Option<Leaf<'a, u64>>,
        /// Packets that came in broken.
        "IFINERRORS" in_errors: Option<Leaf<'a, u64>>,
        /// Bytes that came in. Most devices count to 2³² and start again.
        "IFINOCTETS" in_octets: Option<Leaf<'a, u64>>,
        /// Status set by the administrator.
        "IFINTERNALSTATUS" admin_status: Option<Leaf<'a, IfAdminStatus>>,
        /// Uptime of the device at the last change of the interface. Not how long
        /// ago that was.
        "IFLASTCHANGE" last_change: Option<Leaf<'a, Uptime>>,
        /// The largest packet, in bytes.
        "IFMTU" mtu: Option<Leaf<'a, u64>>,
        /// Name.
        "IFNAME" name: Option<Leaf<'a>>,
        /// Number. Servers skip interfaces without one; it is not always unique.
        "IFNUMBER" number: Option<Leaf<'a, IfIndex>>,
        /// Bytes that went out, under another name.
        "IFOUTBYTES" out_bytes: Option<Leaf<'a, u64>>,
        /// Packets that could not go out.
        "IFOUTERRORS" out_errors: Option<Leaf<'a, u64>>,
        /// Bytes that went out. Most devices count to 2³² and start again.
        "IFOUTOCTETS" out_octets: Option<Leaf<'a, u64>>,
        /// Duplex mode.
        "IFPORTDUPLEX" duplex: Option<Leaf<'a, Duplex>>,
        /// Speed in bits per second. 4294967295 where the device cannot say
        /// that much.
        "IFSPEED" speed: Option<Leaf<'a, u64>>,
        /// Status.
        "IFSTATUS" status: Option<Leaf<'a, IfStatus>>,
        /// Type.
        "IFTYPE" port_type: Option<Leaf<'a, IfType>>,
        /// The last of its addresses.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// IP addresses.
        "IPS" ips: List<'a, Leaf<'a, IpAddr>>,
        /// Hardware address.
        "MAC" mac: Option<Leaf<'a, MacAddr>>,
        /// True if it carries several VLANs with tags.
        "TRUNK" trunk: Option<Leaf<'a, bool>>,
        /// The VLANs it carries.
        "VLANS" vlans: List<'a, Vlan<'a>>,
    }

    /// A VLAN of an interface: `VLAN`.
    Vlan "VLAN" {
        /// Name; absent or empty where unknown.
        "NAME" name: Option<Leaf<'a>>,
        /// Number, 1 to 4094.
        "NUMBER" number: Option<Leaf<'a, u16>>,
        /// True if its packets carry a tag.
        "TAGGED" tagged: Option<Leaf<'a, bool>>,
    }

    /// Neighbours of an interface: `CONNECTIONS` (NIX-006).
    ///
    /// Two different things: with `CDP` the one device that told its name over
    /// LLDP, CDP or EDP, without it the hardware addresses that the interface has
    /// heard of. See [`Port::neighbor`].
    Connections "CONNECTIONS" {
        /// True if the device at the other end told its name.
        "CDP" cdp: Option<Leaf<'a, bool>>,
        /// The device, or the addresses; old agents write one for each address.
        "CONNECTION" connections: Vec<Connection<'a>>,
    }

    /// A device at the other end, or hardware addresses heard of: `CONNECTION`.
    Connection "CONNECTION" {
        /// Interface of the neighbour, in its words.
        "IFDESCR" port_description: Option<Leaf<'a>>,
        /// Interface of the neighbour, by number.
        "IFNUMBER" port_number: Option<Leaf<'a, IfIndex>>,
        /// IP address.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// Addresses heard of; or that of its interface.
        "MAC" macs: Vec<Leaf<'a, MacAddr>>,
        /// Model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Description by the neighbour itself.
        "SYSDESCR" description: Option<Leaf<'a>>,
        /// Hardware address.
        "SYSMAC" mac: Option<Leaf<'a, MacAddr>>,
        /// Name. Old agents write the bytes of an address as `0x…`.
        "SYSNAME" name: Option<Leaf<'a>>,
    }
}
