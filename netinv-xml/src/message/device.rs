//! Results about a device.

use std::net::IpAddr;

use crate::message::component::Component;
use crate::message::parts::{Drive, Firmware, Modem, Pdu, SimCard, Storage};
use crate::message::port::Port;
use crate::message::printer::{Cartridges, Consumable, PageCounters};
use crate::record::leaf::Leaf;
use crate::record::list::List;
use crate::record::records;
use crate::value::device_type::DeviceType;
use crate::value::mac::MacAddr;
use crate::value::number::Mebibytes;
use crate::value::uptime::Uptime;

records! {
    /// A device: `DEVICE`.
    ///
    /// The members of an inventory are records (`INFO`, `PORTS`, …), those of a
    /// discovery are texts directly below `DEVICE`; a device has one kind or the
    /// other (NIX-004). Members of a discovery are marked so.
    Device "DEVICE" {
        /// Discovery: the label that someone gave the device.
        "ASSETTAG" asset_tag: Option<Leaf<'a>>,
        /// Discovery: the port at which the device answered.
        "AUTHPORT" auth_port: Option<Leaf<'a, u16>>,
        /// Discovery: the transport over which the device answered.
        "AUTHPROTOCOL" auth_protocol: Option<Leaf<'a>>,
        /// Discovery: the credentials that the device took, by their number.
        "AUTHSNMP" auth_snmp: Option<Leaf<'a, u64>>,
        /// Supplies of a printer.
        "CARTRIDGES" cartridges: Option<Cartridges<'a>>,
        /// The parts of the device.
        "COMPONENTS" components: List<'a, Component<'a>>,
        /// Supplies of a printer in the protocol document's own form, which
        /// no agent writes.
        "CONSUMABLES" consumables: List<'a, Consumable<'a>>,
        /// Discovery: the person in charge.
        "CONTACT" contact: Option<Leaf<'a>>,
        /// Discovery: the description by the device itself (sysDescr).
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// Discovery: its name in the DNS.
        "DNSHOSTNAME" dns_host_name: Option<Leaf<'a>>,
        /// The volumes of a disk array.
        "DRIVES" drives: Vec<Drive<'a>>,
        /// Discovery: the entity that the job's address range belongs to.
        "ENTITY" entity: Option<Leaf<'a, u64>>,
        /// The error because of which there is nothing else.
        "ERROR" error: Option<DeviceError<'a>>,
        /// Discovery: the version of its firmware.
        "FIRMWARE" firmware: Option<Leaf<'a>>,
        /// The firmwares of the device.
        "FIRMWARES" firmwares: Vec<Firmware<'a>>,
        /// The device as a whole.
        "INFO" info: Option<Info<'a>>,
        /// Discovery: the address that answered.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// Discovery: all its addresses.
        "IPS" ips: List<'a, Leaf<'a, IpAddr>>,
        /// Discovery: the location.
        "LOCATION" location: Option<Leaf<'a>>,
        /// Discovery: its hardware address.
        "MAC" mac: Option<Leaf<'a, MacAddr>>,
        /// Discovery: who made it.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Discovery: its memory.
        "MEMORY" memory: Option<Leaf<'a, Mebibytes>>,
        /// Discovery: its model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Discovery: the model of questions that suits the device, of agents before 2.3.5.
        "MODELSNMP" model_snmp: Option<Leaf<'a>>,
        /// The modems of a router.
        "MODEMS" modems: Vec<Modem<'a>>,
        /// Discovery: its `NetBIOS` name.
        "NETBIOSNAME" netbios_name: Option<Leaf<'a>>,
        /// Discovery: who made it, going by its hardware address.
        "NETPORTVENDOR" net_port_vendor: Option<Leaf<'a>>,
        /// Page counts of a printer.
        "PAGECOUNTERS" page_counters: Option<PageCounters<'a>>,
        /// The outlets of a power strip.
        "PDU" pdu: Option<Box<Pdu<'a>>>,
        /// The interfaces of the device.
        "PORTS" ports: List<'a, Port<'a>>,
        /// Discovery: its serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// The SIM cards of a router.
        "SIMCARDS" sim_cards: Vec<SimCard<'a>>,
        /// Discovery: its own name for itself (sysName).
        "SNMPHOSTNAME" snmp_host_name: Option<Leaf<'a>>,
        /// Disks of a disk array, where they are inside the device. Agents
        /// put them [next to](crate::Content::storages) it.
        "STORAGES" storages: Vec<Storage<'a>>,
        /// Discovery: the type of the device.
        "TYPE" device_type: Option<Leaf<'a, DeviceType>>,
        /// Discovery: the uptime.
        "UPTIME" uptime: Option<Leaf<'a, Uptime>>,
        /// Discovery: who is logged in.
        "USERSESSION" user_session: Option<Leaf<'a>>,
        /// Discovery: its `NetBIOS` work group.
        "WORKGROUP" work_group: Option<Leaf<'a>>,
    }

    /// The error because of which a device was not inventoried: `ERROR`.
    DeviceError "ERROR" {
        /// The device's number in the job.
        "ID" id: Option<Leaf<'a, u64>>,
        /// Error message.
        "MESSAGE" message: Option<Leaf<'a>>,
        /// The type that the job gave.
        "TYPE" device_type: Option<Leaf<'a, DeviceType>>,
    }

    /// A device as a whole: `INFO` (NIX-011).
    Info "INFO" {
        /// The label that someone gave the device.
        "ASSETTAG" asset_tag: Option<Leaf<'a>>,
        /// Description by the device itself (sysDescr); [`Info::description`] also
        /// takes the other name.
        "COMMENTS" comments: Option<Leaf<'a>>,
        /// The person in charge.
        "CONTACT" contact: Option<Leaf<'a>>,
        /// Load of its processor in percent.
        "CPU" cpu: Option<Leaf<'a, u64>>,
        /// Another name of `COMMENTS`.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// The version of its firmware.
        "FIRMWARE" firmware: Option<Leaf<'a>>,
        /// The device's number in the job.
        "ID" id: Option<Leaf<'a, u64>>,
        /// IP addresses.
        "IPS" ips: List<'a, Leaf<'a, IpAddr>>,
        /// Location.
        "LOCATION" location: Option<Leaf<'a>>,
        /// Hardware address.
        "MAC" mac: Option<Leaf<'a, MacAddr>>,
        /// Another name of `MAC`, which no agent writes.
        "MACADDR" mac_addr: Option<Leaf<'a, MacAddr>>,
        /// Manufacturer.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Size of its storage.
        "MEMORY" memory: Option<Leaf<'a, Mebibytes>>,
        /// Model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Name that the device gives itself (sysName).
        "NAME" name: Option<Leaf<'a>>,
        /// Size of its memory.
        "RAM" ram: Option<Leaf<'a, Mebibytes>>,
        /// Serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// Type of the device. Often absent: the agent did not recognise it.
        "TYPE" device_type: Option<Leaf<'a, DeviceType>>,
        /// Uptime.
        "UPTIME" uptime: Option<Leaf<'a, Uptime>>,
        /// Another name of `MANUFACTURER`, of agents up to 2.3.16.
        "VENDOR" vendor: Option<Leaf<'a>>,
    }
}

impl Info<'_> {
    /// Returns the description by the device itself, under either name.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        first([&self.comments, &self.description])
    }

    /// Returns the manufacturer, under either name.
    #[must_use]
    pub fn maker(&self) -> Option<&str> {
        first([&self.manufacturer, &self.vendor])
    }
}

impl Device<'_> {
    /// Returns the type of the device, if it was recognised.
    #[must_use]
    pub fn kind(&self) -> Option<DeviceType> {
        let info = self.info.as_ref().and_then(|info| info.device_type.as_ref());
        info.or(self.device_type.as_ref()).and_then(Leaf::value)
    }

    /// Returns the device's name: its own, or for a discovery the first of
    /// its names in SNMP, `NetBIOS` and the DNS, as servers choose it (NIX-053).
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let info = self.info.as_ref().and_then(|info| first([&info.name]));
        info.or_else(|| first([&self.snmp_host_name, &self.netbios_name, &self.dns_host_name]))
    }
}

/// The first of the texts that is not blank.
fn first<'t, const N: usize>(texts: [&'t Option<Leaf<'_>>; N]) -> Option<&'t str> {
    texts.into_iter().flatten().find(|text| !text.is_blank()).map(Leaf::as_str)
}
