//! The machine's network interfaces, and the parts of a network device.

use crate::release::Release::{V1_0_9, V1_1_0, V1_1_12, V1_1_23, V1_1_31, V1_2_3};
use crate::schema::{Kind, object, old};
use crate::value::{
    Boolean, DeviceType, Integer, Ip, Ipv4, List, NetworkStatus, NetworkType, OneOrMany, Text, Within,
};

object! {
    /// A network interface.
    pub struct Network<'a> in NETWORK closed {
        /// Interface that an alias belongs to.
        base: Text<'a>,
        /// Name, such as `eth0`.
        description: Text<'a> as needed,
        /// Driver.
        driver: Text<'a>,
        /// Version of the firmware.
        firmware: Text<'a>,
        /// IPv4 address.
        ipaddress: Ipv4<'a>,
        /// IPv6 address, unchecked.
        ipaddress6: Text<'a>,
        /// Address of the DHCP server.
        ipdhcp: Text<'a>,
        /// Address of the gateway.
        ipgateway: Text<'a>,
        /// Network mask of IPv4.
        ipmask: Text<'a>,
        /// Network mask of IPv6.
        ipmask6: Text<'a>,
        /// Network of IPv4.
        ipsubnet: Text<'a>,
        /// Network of IPv6.
        ipsubnet6: Text<'a>,
        /// MAC address.
        mac: Text<'a>,
        /// True if it is an interface for remote management.
        management: Boolean<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Model.
        model: Text<'a>,
        /// Greatest packet in bytes.
        mtu: Integer<'a>,
        /// PCI ids as vendor, device and subsystem: `8086:100E:001E:8086`.
        pciid: Text<'a>,
        /// Place on the bus.
        pcislot: Text<'a>,
        /// Plug and play id in Windows.
        pnpdeviceid: Text<'a>,
        /// Interfaces that a bridge or an aggregate has, separated by `/`.
        slaves: Text<'a>,
        /// Speed in Mbit/s.
        speed: Text<'a>,
        /// State.
        status: NetworkStatus [was(old::STATUS, V1_1_23) required_until(V1_0_9)],
        /// Kind of interface.
        kind: NetworkType = "type",
        /// True if it is virtual.
        virtualdev: Boolean<'a>,
        /// MAC address of the access point.
        wifi_bssid: Text<'a>,
        /// Mode of the wireless network.
        wifi_mode: Text<'a>,
        /// Name of the wireless network.
        wifi_ssid: Text<'a>,
        /// Standard of the wireless network, such as `802.11ac`.
        wifi_version: Text<'a>,
        /// World Wide Name of a fibre channel interface.
        wwn: Text<'a>,
    }
}

object! {
    /// A supply of a printer: mostly a colour and its level, as members of their own.
    pub struct Cartridge<'a> in CARTRIDGE {
        /// Name of the supply.
        name: Text<'a>,
        /// Level of the supply.
        value: Text<'a>,
    }
}

object! {
    /// A consumable of a printer.
    pub struct Consumable<'a> in CONSUMABLE closed {
        /// Colour.
        color: Text<'a>,
        /// Level when full.
        max: Integer<'a>,
        /// Kind.
        kind: Text<'a> = "type",
        /// Unit of the level.
        unit: Text<'a>,
        /// Level.
        value: Text<'a>,
    }
}

object! {
    /// A physical part of a network device.
    pub struct NetworkComponent<'a> in NETWORK_COMPONENT closed {
        /// Index of the part that this one is in.
        contained_index: Integer<'a>,
        /// Description.
        description: Text<'a>,
        /// Version of the firmware.
        firmware: Text<'a> [since(V1_1_0)],
        /// 1 if it can be replaced on site, 2 if not.
        fru: Integer<'a>,
        /// Index of the part.
        index: Integer<'a>,
        /// Address.
        ip: Ip<'a> [is(Kind::TextIp) since(V1_1_0)],
        /// MAC address.
        mac: Text<'a> [since(V1_1_0)],
        /// Maker.
        manufacturer: Text<'a>,
        /// Model.
        model: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// Serial number.
        serial: Text<'a> [since(V1_1_0)],
        /// Place in a stack of switches.
        stack_number: Integer<'a> [since(V1_2_3)],
        /// Kind of part, such as `chassis` or `port`.
        kind: Text<'a> = "type" [since(V1_1_0)],
    }
}

object! {
    /// A network device or printer as a whole.
    pub struct NetworkDevice<'a> in NETWORK_DEVICE closed {
        /// Asset tag.
        assettag: Text<'a> [since(V1_1_31)],
        /// Person responsible.
        contact: Text<'a>,
        /// Load of the processor in percent.
        cpu: Integer<'a>,
        /// Number of the credentials that opened it.
        credentials: Integer<'a> [since(V1_1_12)],
        /// Description that the device gives.
        description: Text<'a>,
        /// Version of the firmware.
        firmware: Text<'a>,
        /// Addresses.
        ips: List<'a, Ip<'a>>,
        /// Place.
        location: Text<'a>,
        /// MAC address.
        mac: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Memory in MiB.
        memory: Integer<'a>,
        /// Model.
        model: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// Volatile memory in MiB.
        ram: Integer<'a>,
        /// Serial number.
        serial: Text<'a>,
        /// Kind of device.
        kind: DeviceType = "type" [was(old::DEVICE_TYPE, V1_1_23) required()],
        /// Time since its start, as the device prints it.
        uptime: Text<'a>,
    }
}

object! {
    /// A port of a network device.
    pub struct NetworkPort<'a> in NETWORK_PORT closed {
        /// Numbers of the ports that this one joins.
        aggregate: List<'a, Integer<'a>>,
        /// Devices at the other end.
        connections: List<'a, Connection<'a>> [is(Kind::List(&Kind::Any))],
        /// Alias that the owner gave it.
        ifalias: Text<'a> [since(V1_1_0)],
        /// Description that the device gives.
        ifdescr: Text<'a>,
        /// Number of bytes received.
        ifinbytes: Integer<'a>,
        /// Number of errors on reception.
        ifinerrors: Integer<'a>,
        /// State that it should have: 1 up, 2 down, 3 testing.
        ifinternalstatus: Within<'a, 1, 3>,
        /// Time of the last change, as the device prints it.
        iflastchange: Text<'a>,
        /// Greatest packet in bytes.
        ifmtu: Integer<'a>,
        /// Name.
        ifname: Text<'a>,
        /// Index of the interface.
        ifnumber: Integer<'a>,
        /// Number of bytes sent.
        ifoutbytes: Integer<'a>,
        /// Number of errors on sending.
        ifouterrors: Integer<'a>,
        /// Duplex: 1 unknown, 2 half, 3 full.
        ifportduplex: Within<'a, 1, 3>,
        /// Speed in bit/s.
        ifspeed: Integer<'a>,
        /// State: 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, 6 not present, 7 lower layer down.
        ifstatus: Within<'a, 1, 7>,
        /// Kind, as IANA numbers it.
        iftype: Integer<'a>,
        /// Addresses.
        ips: List<'a, Ip<'a>> [since(V1_1_0)],
        /// True if the connections are known by LLDP or CDP.
        lldp: Boolean<'a>,
        /// MAC address.
        mac: Text<'a>,
        /// True if it carries several VLANs tagged.
        trunk: Boolean<'a>,
        /// VLANs of the port.
        vlans: List<'a, Vlan<'a>> [is(Kind::List(&Kind::Any))],
    }
}

object! {
    /// A device at the other end of a port; the schema checks nothing in it.
    pub struct Connection<'a> in CONNECTION {
        /// Description of its port.
        ifdescr: Text<'a>,
        /// Index of its interface.
        ifnumber: Integer<'a>,
        /// Address.
        ip: Text<'a>,
        /// MAC address, or several.
        mac: OneOrMany<'a>,
        /// Model.
        model: Text<'a>,
        /// Description that it gives.
        sysdescr: Text<'a>,
        /// MAC address of the device.
        sysmac: Text<'a>,
        /// Name.
        sysname: Text<'a>,
    }
}

object! {
    /// A VLAN of a port; the schema checks nothing in it.
    pub struct Vlan<'a> in VLAN {
        /// Name.
        name: Text<'a>,
        /// Number.
        number: Integer<'a>,
        /// 1 if frames are tagged.
        tagged: Integer<'a>,
    }
}

object! {
    /// Page counters of a printer.
    pub struct PageCounters<'a> in PAGE_COUNTERS closed {
        /// Pages in black.
        black: Integer<'a>,
        /// Pages in colour.
        color: Integer<'a>,
        /// Copies in black.
        copyblack: Integer<'a>,
        /// Copies in black on A3.
        copyblack_a3: Integer<'a> [since(V1_1_23)],
        /// Copies in colour.
        copycolor: Integer<'a> [since(V1_1_23)],
        /// Copies in colour on A3.
        copycolor_a3: Integer<'a> [since(V1_1_23)],
        /// Copies.
        copytotal: Integer<'a>,
        /// Sheets printed on both sides.
        duplex: Integer<'a> [since(V1_1_23)],
        /// Pages faxed.
        faxtotal: Integer<'a> [since(V1_1_23)],
        /// Prints in black.
        printblack: Integer<'a>,
        /// Prints in colour.
        printcolor: Integer<'a>,
        /// Prints.
        printtotal: Integer<'a>,
        /// Sheets printed on both sides, in older agents.
        rectoverso: Integer<'a>,
        /// Pages scanned.
        scanned: Integer<'a>,
        /// All pages.
        total: Integer<'a>,
    }
}
