//! The content of an inventory: its sections.

use crate::release::Release::{V1_1_3, V1_1_31};
use crate::schema::{object, old};
use crate::section::device::{Battery, Controller, Cpu, Firmware, Memory, Port, PowerSupply, Sensor, Slot};
use crate::section::machine::{AccessLog, Bios, ErrorReport, Hardware, OperatingSystem, VersionProvider};
use crate::section::network::{
    Cartridge, Consumable, Network, NetworkComponent, NetworkDevice, NetworkPort, PageCounters,
};
use crate::section::peripheral::{Camera, Input, Modem, Monitor, Printer, SimCard, Sound, UsbDevice, Video};
use crate::section::software::{
    Antivirus, DatabaseService, Env, Firewall, LicenseInfo, LocalGroup, LocalUser, Process, RemoteMgmt,
    Software, User, VirtualMachine,
};
use crate::section::storage::{Drive, LogicalVolume, PhysicalVolume, Storage, VolumeGroup};
use crate::value::{List, Text};

object! {
    /// The content of an inventory: 49 sections.
    ///
    /// In a full inventory an absent section is empty; in a partial one it is unknown.
    pub struct Content<'a> in CONTENT closed (old::SECTIONS) {
        /// Last access to the machine.
        accesslog: AccessLog<'a>,
        /// Antivirus programs.
        antivirus: List<'a, Antivirus<'a>>,
        /// Batteries.
        batteries: List<'a, Battery<'a>>,
        /// Firmware, board and maker of the machine.
        bios: Bios<'a>,
        /// Cameras.
        cameras: List<'a, Camera<'a>>,
        /// Supplies of a printer.
        cartridges: List<'a, Cartridge<'a>>,
        /// Consumables of a printer.
        consumables: List<'a, Consumable<'a>>,
        /// Controllers on the PCI bus.
        controllers: List<'a, Controller<'a>>,
        /// Processors.
        cpus: List<'a, Cpu<'a>>,
        /// Database servers.
        databases_services: List<'a, DatabaseService<'a>> [since(V1_1_3)],
        /// File systems.
        drives: List<'a, Drive<'a>>,
        /// Environment variables.
        envs: List<'a, Env<'a>>,
        /// Report of an agent that found no device.
        error: ErrorReport<'a> [since(V1_1_31) loose()],
        /// Firewalls.
        firewalls: List<'a, Firewall<'a>>,
        /// Firmware.
        firmwares: List<'a, Firmware<'a>>,
        /// The machine as a whole.
        hardware: Hardware<'a>,
        /// Input devices.
        inputs: List<'a, Input<'a>>,
        /// Licences of programs.
        licenseinfos: List<'a, LicenseInfo<'a>>,
        /// Groups of users.
        local_groups: List<'a, LocalGroup<'a>>,
        /// User accounts.
        local_users: List<'a, LocalUser<'a>>,
        /// Logical volumes of LVM.
        logical_volumes: List<'a, LogicalVolume<'a>>,
        /// Memory slots.
        memories: List<'a, Memory<'a>>,
        /// Modems.
        modems: List<'a, Modem<'a>>,
        /// Screens.
        monitors: List<'a, Monitor<'a>>,
        /// Physical parts of a network device.
        network_components: List<'a, NetworkComponent<'a>>,
        /// A network device or printer as a whole.
        network_device: NetworkDevice<'a>,
        /// Ports of a network device.
        network_ports: List<'a, NetworkPort<'a>>,
        /// Network interfaces.
        networks: List<'a, Network<'a>>,
        /// The operating system.
        operatingsystem: OperatingSystem<'a>,
        /// Page counters of a printer.
        pagecounters: PageCounters<'a>,
        /// Physical volumes of LVM.
        physical_volumes: List<'a, PhysicalVolume<'a>>,
        /// Connectors on the outside.
        ports: List<'a, Port<'a>>,
        /// Power supplies.
        powersupplies: List<'a, PowerSupply<'a>>,
        /// Printers.
        printers: List<'a, Printer<'a>>,
        /// Running processes.
        processes: List<'a, Process<'a>>,
        /// Identities in programs for remote management.
        remote_mgmt: List<'a, RemoteMgmt<'a>>,
        /// Sensors.
        sensors: List<'a, Sensor<'a>>,
        /// SIM cards.
        simcards: List<'a, SimCard<'a>>,
        /// Expansion slots.
        slots: List<'a, Slot<'a>>,
        /// Programs and packages.
        softwares: List<'a, Software<'a>>,
        /// Sound devices.
        sounds: List<'a, Sound<'a>>,
        /// Storage devices.
        storages: List<'a, Storage<'a>>,
        /// Devices on the USB.
        usbdevices: List<'a, UsbDevice<'a>>,
        /// Users who are logged in.
        users: List<'a, User<'a>>,
        /// Name and version of the agent, such as `GLPI-Agent_v1.11`.
        versionclient: Text<'a> [required()],
        /// The program that made the inventory.
        versionprovider: VersionProvider<'a>,
        /// Graphics adapters.
        videos: List<'a, Video<'a>>,
        /// Virtual machines and containers.
        virtualmachines: List<'a, VirtualMachine<'a>>,
        /// Volume groups of LVM.
        volume_groups: List<'a, VolumeGroup<'a>>,
    }
}
