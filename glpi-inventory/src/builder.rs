//! Building inventories that every server of the newest release takes.

use crate::category::Category;
use crate::content::Content;
use crate::error::EncodeError;
use crate::inventory::Inventory;
use crate::value::{Action, DeviceType, Integer, ItemType, Text, Value as _};
use crate::{
    AccessLog, Antivirus, Battery, Bios, Camera, Cartridge, Consumable, Controller, Cpu, DatabaseService,
    Drive, Env, ErrorReport, Firewall, Firmware, Hardware, Input, LicenseInfo, LocalGroup, LocalUser,
    LogicalVolume, Memory, Modem, Monitor, Network, NetworkComponent, NetworkDevice, NetworkPort,
    OperatingSystem, PageCounters, PhysicalVolume, Port, PowerSupply, Printer, Process, RemoteMgmt, Sensor,
    SimCard, Slot, Software, Sound, Storage, UsbDevice, User, VersionProvider, Video, VirtualMachine,
    VolumeGroup,
};

/// An inventory of the whole machine: a section that is absent is empty on the machine, and
/// the server removes what it had (INV-070).
///
/// What it needs are arguments, dates and words are types: it cannot be one that the server
/// refuses.
///
/// ```
/// use glpi_inventory::{Full, Judge, Limits, Release, Software};
/// let inventory = Full::new("pc-1", "example_v1").with_softwares([Software::new("editor")]);
/// let json = inventory.to_json();
/// assert!(Judge::new(Release::NEWEST).with_leniency(false).accepts(&json, &Limits::DEFAULT)?);
/// # Ok::<(), glpi_inventory::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Full<'a>(Inventory<'a>);

/// An inventory of some sections: one that is absent is unknown, and the server leaves what
/// it had (INV-070).
///
/// It has a name or UUID, by which the server finds the machine. With programs comes the
/// operating system, to which the server ties them.
///
/// ```
/// use glpi_inventory::{Battery, Hardware, Partial};
/// let hardware = Hardware { name: Some("pc-1".into()), ..Hardware::default() };
/// let battery = Battery { real_capacity: Some(40_000.into()), ..Battery::default() };
/// let inventory = Partial::new("pc-1", "example_v1", hardware)?.with_batteries([battery]);
/// assert!(inventory.inventory().is_partial());
/// # Ok::<(), glpi_inventory::EncodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Partial<'a>(Inventory<'a>);

macro_rules! sections {
    (
        $( $(#[$list_meta:meta])* $with_list:ident $list:ident: [$entry:ident], )*
        ;
        $( $(#[$map_meta:meta])* $with_map:ident $map:ident: $object:ident, )*
    ) => {
        sections! { @both Full: $( $(#[$list_meta])* $with_list $list: [$entry], )* ; $( $(#[$map_meta])* $with_map $map: $object, )* }
        sections! { @both Partial: $( $(#[$list_meta])* $with_list $list: [$entry], )* ; $( $(#[$map_meta])* $with_map $map: $object, )* }

        impl Content<'_> {
            /// Removes the sections for which `is_kept` is false. The version of the agent stays.
            pub fn retain_sections(&mut self, is_kept: impl Fn(&str) -> bool) {
                $( if !is_kept(stringify!($list)) { self.$list = None; } )*
                $( if !is_kept(stringify!($map)) { self.$map = None; } )*
                if !is_kept("softwares") {
                    self.softwares = None;
                }
                if !is_kept("hardware") {
                    self.hardware = None;
                }
                if !is_kept("operatingsystem") {
                    self.operatingsystem = None;
                }
                if !is_kept("network_device") {
                    self.network_device = None;
                }
            }
        }
    };
    (@both $name:ident:
        $( $(#[$list_meta:meta])* $with_list:ident $list:ident: [$entry:ident], )*
        ;
        $( $(#[$map_meta:meta])* $with_map:ident $map:ident: $object:ident, )*
    ) => {
        impl<'a> $name<'a> {
            $(
                $(#[$list_meta])*
                #[must_use]
                pub fn $with_list(mut self, entries: impl IntoIterator<Item = $entry<'a>>) -> Self {
                    self.0.content.$list = Some(entries.into_iter().collect());
                    self
                }
            )*
            $(
                $(#[$map_meta])*
                #[must_use]
                pub fn $with_map(mut self, section: $object<'a>) -> Self {
                    self.0.content.$map = Some(section);
                    self
                }
            )*
        }
    };
}

sections! {
    /// Sets the section `antivirus`: antivirus programs.
    with_antivirus antivirus: [Antivirus],
    /// Sets the section `batteries`: batteries.
    with_batteries batteries: [Battery],
    /// Sets the section `cameras`: cameras.
    with_cameras cameras: [Camera],
    /// Sets the section `cartridges`: supplies of a printer.
    with_cartridges cartridges: [Cartridge],
    /// Sets the section `consumables`: consumables of a printer.
    with_consumables consumables: [Consumable],
    /// Sets the section `controllers`: controllers on the PCI bus.
    with_controllers controllers: [Controller],
    /// Sets the section `cpus`: processors.
    with_cpus cpus: [Cpu],
    /// Sets the section `databases_services`: database servers.
    with_databases_services databases_services: [DatabaseService],
    /// Sets the section `drives`: file systems.
    with_drives drives: [Drive],
    /// Sets the section `envs`: environment variables.
    with_envs envs: [Env],
    /// Sets the section `firewalls`: firewalls.
    with_firewalls firewalls: [Firewall],
    /// Sets the section `firmwares`: firmware.
    with_firmwares firmwares: [Firmware],
    /// Sets the section `inputs`: input devices.
    with_inputs inputs: [Input],
    /// Sets the section `licenseinfos`: licences of programs.
    with_licenseinfos licenseinfos: [LicenseInfo],
    /// Sets the section `local_groups`: groups of users.
    with_local_groups local_groups: [LocalGroup],
    /// Sets the section `local_users`: user accounts.
    with_local_users local_users: [LocalUser],
    /// Sets the section `logical_volumes`: logical volumes of LVM.
    with_logical_volumes logical_volumes: [LogicalVolume],
    /// Sets the section `memories`: memory slots.
    with_memories memories: [Memory],
    /// Sets the section `modems`: modems.
    with_modems modems: [Modem],
    /// Sets the section `monitors`: screens.
    with_monitors monitors: [Monitor],
    /// Sets the section `network_components`: physical parts of a network device.
    with_network_components network_components: [NetworkComponent],
    /// Sets the section `network_ports`: ports of a network device.
    with_network_ports network_ports: [NetworkPort],
    /// Sets the section `networks`: network interfaces.
    with_networks networks: [Network],
    /// Sets the section `physical_volumes`: physical volumes of LVM.
    with_physical_volumes physical_volumes: [PhysicalVolume],
    /// Sets the section `ports`: connectors on the outside.
    with_ports ports: [Port],
    /// Sets the section `powersupplies`: power supplies.
    with_powersupplies powersupplies: [PowerSupply],
    /// Sets the section `printers`: printers.
    with_printers printers: [Printer],
    /// Sets the section `processes`: running processes.
    with_processes processes: [Process],
    /// Sets the section `remote_mgmt`: identities in programs for remote management.
    with_remote_mgmt remote_mgmt: [RemoteMgmt],
    /// Sets the section `sensors`: sensors.
    with_sensors sensors: [Sensor],
    /// Sets the section `simcards`: SIM cards.
    with_simcards simcards: [SimCard],
    /// Sets the section `slots`: expansion slots.
    with_slots slots: [Slot],
    /// Sets the section `sounds`: sound devices.
    with_sounds sounds: [Sound],
    /// Sets the section `storages`: storage devices.
    with_storages storages: [Storage],
    /// Sets the section `usbdevices`: devices on the USB.
    with_usbdevices usbdevices: [UsbDevice],
    /// Sets the section `users`: users who are logged in.
    with_users users: [User],
    /// Sets the section `videos`: graphics adapters.
    with_videos videos: [Video],
    /// Sets the section `virtualmachines`: virtual machines and containers.
    with_virtualmachines virtualmachines: [VirtualMachine],
    /// Sets the section `volume_groups`: volume groups of LVM.
    with_volume_groups volume_groups: [VolumeGroup],
    ;
    /// Sets the section `accesslog`: last access to the machine.
    with_accesslog accesslog: AccessLog,
    /// Sets the section `bios`: firmware, board and maker of the machine.
    with_bios bios: Bios,
    /// Sets the section `error`: report of an agent that found no device.
    with_error error: ErrorReport,
    /// Sets the section `pagecounters`: page counters of a printer.
    with_pagecounters pagecounters: PageCounters,
    /// Sets the section `versionprovider`: the program that made the inventory.
    with_versionprovider versionprovider: VersionProvider,
}

impl<'a> Full<'a> {
    /// Creates the inventory of a computer, with the agent's name for itself and its version.
    #[must_use]
    pub fn new(device_id: impl Into<Text<'a>>, version_client: impl Into<Text<'a>>) -> Self {
        Self(envelope(device_id.into(), version_client.into()))
    }

    /// Sets the section `hardware`.
    #[must_use]
    pub fn with_hardware(mut self, hardware: Hardware<'a>) -> Self {
        self.0.content.hardware = Some(hardware);
        self
    }

    /// Sets the section `softwares`.
    #[must_use]
    pub fn with_softwares(mut self, softwares: impl IntoIterator<Item = Software<'a>>) -> Self {
        self.0.content.softwares = Some(softwares.into_iter().collect());
        self
    }

    /// Sets the section `operatingsystem`.
    #[must_use]
    pub fn with_operatingsystem(mut self, system: OperatingSystem<'a>) -> Self {
        self.0.content.operatingsystem = Some(system);
        self
    }

    /// Leaves the sections of some categories, with what identifies the machine. With
    /// programs comes the operating system.
    ///
    /// # Errors
    /// If the machine has neither a name nor a UUID.
    pub fn into_partial(self, categories: &[Category]) -> Result<Partial<'a>, EncodeError> {
        let mut inventory = self.0;
        let is_chosen =
            |section: &str| categories.iter().any(|category| category.sections().contains(&section));
        inventory
            .content
            .retain_sections(|section| ["bios", "hardware"].contains(&section) || is_chosen(section));
        partial(inventory)
    }
}

impl<'a> Partial<'a> {
    /// Creates the inventory of a computer, with the agent's name for itself, its version, and
    /// a name or UUID.
    ///
    /// # Errors
    /// If the hardware has neither a name nor a UUID.
    pub fn new(
        device_id: impl Into<Text<'a>>,
        version_client: impl Into<Text<'a>>,
        hardware: Hardware<'a>,
    ) -> Result<Self, EncodeError> {
        let mut inventory = envelope(device_id.into(), version_client.into());
        inventory.content.hardware = Some(hardware);
        partial(inventory)
    }

    /// Sets the sections `softwares` and `operatingsystem`, to which the server ties programs.
    #[must_use]
    pub fn with_softwares(
        mut self,
        system: OperatingSystem<'a>,
        softwares: impl IntoIterator<Item = Software<'a>>,
    ) -> Self {
        self.0.content.operatingsystem = Some(system);
        self.0.content.softwares = Some(softwares.into_iter().collect());
        self
    }

    /// Sets the section `operatingsystem`.
    #[must_use]
    pub fn with_operatingsystem(mut self, system: OperatingSystem<'a>) -> Self {
        self.0.content.operatingsystem = Some(system);
        self
    }
}

fn envelope<'a>(device_id: Text<'a>, version_client: Text<'a>) -> Inventory<'a> {
    let mut inventory = Inventory::blank();
    inventory.action = Action::new("inventory").ok();
    inventory.deviceid = Some(device_id);
    inventory.itemtype = Some(ItemType::Computer);
    inventory.content.versionclient = Some(version_client);
    inventory
}

fn partial(mut inventory: Inventory<'_>) -> Result<Partial<'_>, EncodeError> {
    let hardware = inventory.content.hardware.as_ref();
    if !hardware.is_some_and(|hardware| hardware.name.is_some() || hardware.uuid.is_some()) {
        return Err(EncodeError::form("hardware with a name or UUID", "none"));
    }
    inventory.partial = Some(true.into());
    Ok(Partial(inventory))
}

macro_rules! common {
    ($($name:ident)*) => { $(
        impl<'a> $name<'a> {
            /// Sets the kind of inventory; `inventory` if it is not set.
            #[must_use]
            pub fn with_action(mut self, action: Action<'a>) -> Self {
                self.0.action = Some(action);
                self
            }

            /// Sets the type of the item; a computer if it is not set. One that is not of the
            /// format is taken only by servers that have it.
            #[must_use]
            pub fn with_itemtype(mut self, itemtype: ItemType<'a>) -> Self {
                self.0.itemtype = Some(itemtype);
                self
            }

            /// Sets the number of the job that led to it.
            #[must_use]
            pub fn with_jobid(mut self, jobid: impl Into<Integer<'a>>) -> Self {
                self.0.jobid = Some(jobid.into());
                self
            }

            /// Sets a word of the administrator's.
            #[must_use]
            pub fn with_tag(mut self, tag: impl Into<Text<'a>>) -> Self {
                self.0.tag = Some(tag.into());
                self
            }

            /// Sets the section `network_device` with the type of the device.
            #[must_use]
            pub fn with_network_device(mut self, kind: DeviceType, mut device: NetworkDevice<'a>) -> Self {
                device.kind = Some(kind);
                self.0.content.network_device = Some(device);
                self
            }

            /// Returns the inventory.
            #[must_use]
            pub fn inventory(&self) -> &Inventory<'a> {
                &self.0
            }

            /// Returns the inventory, to be changed at will.
            #[must_use]
            pub fn into_inventory(self) -> Inventory<'a> {
                self.0
            }

            /// Returns the inventory as JSON.
            #[must_use]
            pub fn to_json(&self) -> Vec<u8> {
                let mut json = Vec::new();
                self.0.encode(&mut json);
                json
            }
        }
    )* };
}

common! { Full Partial }
