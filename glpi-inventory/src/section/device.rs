//! Parts inside the machine: processors, memory, controllers, power.

use crate::release::Release::{V1_1_12, V1_1_23, V1_1_31};
use crate::schema::{Kind, object, old};
use crate::value::{Arch, Boolean, Date, Integer, SlotStatus, Text};

object! {
    /// A battery.
    pub struct Battery<'a> in BATTERY closed {
        /// Capacity by design in mWh.
        capacity: Integer<'a>,
        /// Chemistry, such as `Li-ION`.
        chemistry: Text<'a>,
        /// Date of manufacture.
        date: Date<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Name that the battery reports.
        name: Text<'a>,
        /// Capacity that is left after ageing, in mWh.
        real_capacity: Integer<'a>,
        /// Serial number.
        serial: Text<'a>,
        /// Voltage by design in mV.
        voltage: Integer<'a>,
    }
}

object! {
    /// A controller on the PCI bus.
    pub struct Controller<'a> in CONTROLLER closed {
        /// Short name.
        caption: Text<'a>,
        /// Driver in use.
        driver: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Model.
        model: Text<'a> [since(V1_1_23)],
        /// Name.
        name: Text<'a>,
        /// PCI class as four hexadecimal digits.
        pciclass: Text<'a>,
        /// Place on the bus, such as `00:02.1`.
        pcislot: Text<'a>,
        /// Subsystem as vendor and device: `8086:2a40`.
        pcisubsystemid: Text<'a>,
        /// PCI device id as four hexadecimal digits.
        productid: Text<'a>,
        /// Revision.
        rev: Text<'a>,
        /// Serial number.
        serial: Text<'a> [since(V1_1_23)],
        /// Kind of controller, such as `Host bridge`.
        kind: Text<'a> = "type",
        /// PCI vendor id as four hexadecimal digits.
        vendorid: Text<'a>,
    }
}

object! {
    /// A processor.
    pub struct Cpu<'a> in CPU closed {
        /// Instruction set.
        arch: Arch<'a> [was(old::ARCH, V1_1_23)],
        /// Size of the cache, as the system prints it.
        cache: Text<'a>,
        /// Number of cores that are switched on.
        core: Integer<'a>,
        /// Number of cores that the processor has.
        corecount: Integer<'a>,
        /// Description with family, model and stepping.
        description: Text<'a>,
        /// Frequency of the external clock in MHz.
        external_clock: Integer<'a>,
        /// Name of the family, such as `Core i5`.
        familyname: Text<'a>,
        /// Number of the family.
        familynumber: Text<'a>,
        /// CPUID as hexadecimal bytes.
        id: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Number of the model.
        model: Text<'a>,
        /// Name that the processor reports.
        name: Text<'a>,
        /// Serial number.
        serial: Text<'a>,
        /// Frequency in MHz.
        speed: Integer<'a>,
        /// Number of the stepping.
        stepping: Integer<'a>,
        /// Number of threads of each core.
        thread: Integer<'a>,
    }
}

object! {
    /// A memory slot, with or without a module.
    pub struct Memory<'a> in MEMORY closed {
        /// Size in MiB.
        capacity: Integer<'a>,
        /// Name of the slot.
        caption: Text<'a>,
        /// Description of the module.
        description: Text<'a>,
        /// Form, as in WMI's `Win32_PhysicalMemory`.
        formfactor: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Kind of error correction, or `None`.
        memorycorrection: Text<'a>,
        /// Part number.
        model: Text<'a>,
        /// Number of the slot, counted from 1.
        numslots: Integer<'a>,
        /// Use of the slot, as in WMI's `Win32_PhysicalMemory`.
        purpose: Text<'a>,
        /// True if the module can be removed.
        removable: Boolean<'a> [was(Kind::Text, V1_1_12)],
        /// Serial number.
        serialnumber: Text<'a>,
        /// Transfer rate or frequency with its unit, as the system prints it.
        speed: Text<'a>,
        /// Technology, such as `DDR4`.
        kind: Text<'a> = "type",
    }
}

object! {
    /// A power supply.
    pub struct PowerSupply<'a> in POWER_SUPPLY closed {
        /// True if it can be replaced while the machine runs.
        hotreplaceable: Boolean<'a>,
        /// Place inside the machine.
        location: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Model.
        model: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// Part number.
        partnum: Text<'a>,
        /// True if it is connected.
        plugged: Boolean<'a>,
        /// Greatest power in W.
        power_max: Integer<'a>,
        /// Serial number.
        serialnumber: Text<'a>,
        /// State, as the system prints it.
        status: Text<'a>,
    }
}

object! {
    /// An expansion slot.
    pub struct Slot<'a> in SLOT closed {
        /// Kind of slot, such as `x16 PCI Express`.
        description: Text<'a> [required_until(V1_1_31)],
        /// Name on the board.
        designation: Text<'a>,
        /// Name of the slot.
        name: Text<'a> as needed,
        /// Use of the slot.
        status: SlotStatus,
    }
}

object! {
    /// A connector on the outside of the machine.
    pub struct Port<'a> in PORT closed {
        /// Kind of connector outside.
        caption: Text<'a>,
        /// Kind of connector inside.
        description: Text<'a>,
        /// Name on the board.
        name: Text<'a>,
        /// Kind of port, such as `USB`.
        kind: Text<'a> = "type" as needed,
    }
}

object! {
    /// A sensor of a phone or tablet.
    pub struct Sensor<'a> in SENSOR closed {
        /// Maker.
        manufacturer: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// Kind of sensor.
        kind: Text<'a> = "type",
        /// Version.
        version: Text<'a>,
    }
}

object! {
    /// Firmware of a device or of one of its parts.
    pub struct Firmware<'a> in FIRMWARE closed {
        /// Release date.
        date: Date<'a>,
        /// Description.
        description: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// Kind of firmware, such as `device` or `modem`.
        kind: Text<'a> = "type",
        /// Version.
        version: Text<'a>,
    }
}
