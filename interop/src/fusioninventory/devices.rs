//! Devices that answer over SNMP: a real `snmpd` that reports this machine or made-up
//! values.

use std::fmt::Write;
use std::net::Ipv4Addr;

use crate::{Dialogue, Program, Setup, wait_until};

/// The community of the switch; its characters have to survive XML.
pub const SWITCH_COMMUNITY: &str = "ports & <wires>";
/// The community of the printer.
pub const PRINTER_COMMUNITY: &str = "paper";
/// The user of this machine, for version 3 of SNMP.
pub const MACHINE_USER: &str = "interop";
/// The passphrase of that user.
pub const MACHINE_PASSPHRASE: &str = "correct \"horse\" & battery";
/// The name that this machine reports over SNMP.
pub const MACHINE_NAME: &str = "machine-1.example";

/// The modules of `snmpd` that a device with made-up values needs. They reveal nothing about
/// the machine.
const BARE: &str = "override,vacm_conf,usmConf,snmpEngine,usmUser,usmStats";

/// The configuration of a device.
#[derive(Debug)]
pub struct Device {
    name: &'static str,
    config: String,
    bare: bool,
}

impl Device {
    /// Starts `snmpd`.
    ///
    /// # Panics
    /// If that fails.
    #[must_use]
    pub fn start(&self, dialogue: &Dialogue, setup: &Setup, address: Ipv4Addr, port: u16) -> Program {
        let folder = dialogue.folder().join(self.name);
        let config = format!("agentAddress udp:{address}:{port}\n{}", self.config);
        let config = super::file(&folder, "snmpd.conf", &config);
        let mut command = setup.command(&setup.find("snmpd").expect("snmpd"));
        // In the foreground, logging to its output, without other configuration or MIB files.
        command.args(["-f", "-Lo", "-C", "-c"]).arg(config).env("MIBS", "");
        command.env("SNMP_PERSISTENT_DIR", folder.join("state"));
        if self.bare {
            command.args(["-I", BARE]);
        }
        let mut program = Program::start(command, dialogue.folder().join(format!("{}.log", self.name)));
        wait_until(self.name, || {
            assert!(!program.has_ended(), "snmpd has ended");
            program.log().contains("NET-SNMP version").then_some(())
        });
        assert!(!program.log().contains("snmpd.conf: line"), "{}", program.log());
        program
    }

    fn made_up(name: &'static str, community: &str) -> Self {
        let config = format!("rocommunity \"{community}\" 127.0.0.0/8\ndontLogTCPWrappersConnects yes\n");
        Self { name, config, bare: true }
    }

    fn set(mut self, oid: &str, kind: &str, value: &str) -> Self {
        let written = writeln!(self.config, "override .{oid} {kind} {value}");
        written.expect("writing to a string");
        self
    }

    fn text(self, oid: &str, value: &str) -> Self {
        // As hexadecimal digits, so that every byte is possible.
        let digits: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
        self.set(oid, "octet_str", &format!("0x{digits}"))
    }

    fn bytes(self, oid: &str, digits: &str) -> Self {
        self.set(oid, "octet_str", &format!("0x{digits}"))
    }

    fn number(self, oid: &str, value: i32) -> Self {
        self.set(oid, "integer", &value.to_string())
    }

    fn count(self, oid: &str, value: u32) -> Self {
        self.set(oid, "counter", &value.to_string())
    }

    /// Adds the group `system`.
    fn system(self, description: &str, name: &str, location: &str, ticks: u32) -> Self {
        self.text("1.3.6.1.2.1.1.1.0", description)
            // Below the enterprise number for examples of RFC 5612.
            .set("1.3.6.1.2.1.1.2.0", "object_id", ".1.3.6.1.4.1.32473.7.1")
            .set("1.3.6.1.2.1.1.3.0", "timeticks", &ticks.to_string())
            .text("1.3.6.1.2.1.1.4.0", "operations@example.org")
            .text("1.3.6.1.2.1.1.5.0", name)
            .text("1.3.6.1.2.1.1.6.0", location)
    }

    /// Adds a row of `ifTable`: number (also the last byte of the address), name, type and status.
    fn port(self, number: u8, name: &str, kind: i32, status: i32) -> Self {
        let oid = |column: u8| format!("1.3.6.1.2.1.2.2.1.{column}.{number}");
        self.number(&oid(1), number.into())
            .text(&oid(2), name)
            .number(&oid(3), kind)
            .number(&oid(4), 1500)
            .set(&oid(5), "uinteger", "1000000000")
            .bytes(&oid(6), &format!("0200000000{number:02x}"))
            .number(&oid(7), 1)
            .number(&oid(8), status)
            .set(&oid(9), "timeticks", &format!("{}", 8_640_000 * u32::from(number) + 4_242))
            .count(&oid(10), u32::MAX)
            .count(&oid(14), 3)
            .count(&oid(16), 1_000)
            .count(&oid(20), 0)
            .text(&format!("1.3.6.1.2.1.31.1.1.1.1.{number}"), name)
    }
}

/// Returns this machine as `snmpd` reports it over version 3 of SNMP.
#[must_use]
pub fn machine() -> Device {
    let passphrase = MACHINE_PASSPHRASE.replace('"', "\\\"");
    let config = format!(
        "createUser {MACHINE_USER} SHA \"{passphrase}\"\nrouser {MACHINE_USER} auth\n\
         sysname {MACHINE_NAME}\nsyslocation \"below the desk\"\nsyscontact nobody@example.org\n\
         dontLogTCPWrappersConnects yes\n"
    );
    Device { name: "machine", config, bare: false }
}

/// Returns a switch with four ports: a trunk to an LLDP neighbour, a port with learnt
/// addresses, a bundle of the two, and a port to a CDP telephone.
#[must_use]
pub fn switch() -> Device {
    let lldp = |column: u8| format!("1.0.8802.1.1.2.1.4.1.1.{column}.0.1.1");
    let cdp = |column: u8| format!("1.3.6.1.4.1.9.9.23.1.2.1.1.{column}.4.1");
    let vlan = |column: u8| format!("1.3.6.1.2.1.17.7.1.4.3.1.{column}.10");
    let mut device = Device::made_up("switch", SWITCH_COMMUNITY)
        .system("Interop Switch, four ports\nline two", "sw-1.example", "Büro 7 & <Lager>", 293_555_959)
        .port(1, "Gi0/1", 6, 1)
        .port(2, "Gi0/2", 6, 1)
        .port(3, "Po1", 161, 7)
        .port(4, "1.10", 6, 2);
    // The port's speed does not fit into 32 bits, so it is given in millions.
    device = device
        .set("1.3.6.1.2.1.31.1.1.1.15.3", "uinteger", "40000")
        .text("1.3.6.1.2.1.31.1.1.1.18.1", "uplink, 1st floor")
        .number("1.3.6.1.2.1.10.7.2.1.19.1", 3)
        .number("1.3.6.1.2.1.10.7.2.1.19.2", 0);
    // The device's addresses (as texts, since `override` has no address type) and their ports.
    for (address, port) in [("192.0.2.1", 1), ("198.51.100.9", 1), ("192.0.2.200", 2)] {
        device = device
            .text(&format!("1.3.6.1.2.1.4.20.1.1.{address}"), address)
            .number(&format!("1.3.6.1.2.1.4.20.1.2.{address}"), port);
    }
    // The bridge: its address, its ports by number, and the addresses learnt on them.
    device = device.bytes("1.3.6.1.2.1.17.1.1.0", "020000000100");
    for port in 1..=4 {
        device = device.number(&format!("1.3.6.1.2.1.17.1.4.1.2.{port}"), port);
    }
    for last in [16, 17, 255] {
        device = device.number(&format!("1.3.6.1.2.1.17.7.1.2.2.1.2.10.2.0.0.0.1.{last}"), 2);
    }
    // VLAN 10: tagged at the first port, untagged at the second.
    device = device
        .text(&vlan(1), "office")
        .bytes(&vlan(2), "c0")
        .bytes(&vlan(4), "40")
        .number(&vlan(5), 1)
        .number("1.0.8802.1.1.2.1.5.32962.1.2.1.1.1.1", 0)
        .number("1.0.8802.1.1.2.1.5.32962.1.2.1.1.1.2", 10);
    // The bundle.
    for port in 1..=2 {
        device = device.number(&format!("1.2.840.10006.300.43.1.2.1.1.13.{port}"), 3);
    }
    device = device
        .number(&lldp(4), 4)
        .bytes(&lldp(5), "02000000ab01")
        .text(&lldp(7), "24")
        .text(&lldp(8), "down to sw-1")
        .text(&lldp(9), "core-1.example")
        .text(&lldp(10), "Interop core\nline two");
    device = device
        .bytes(&cdp(4), "c0000263")
        .text(&cdp(5), "Interop telephone 3")
        .text(&cdp(6), "phone-7")
        .text(&cdp(7), "Port 1")
        .text(&cdp(8), "IP-7");
    // The parts: a chassis, and a module in it.
    for (index, within, class, name, serial) in [(1, 0, 3, "chassis", "SN-0001"), (5, 1, 9, "slot 1", "")] {
        let oid = |column: u8| format!("1.3.6.1.2.1.47.1.1.1.1.{column}.{index}");
        device = device
            .text(&oid(2), "a part & more")
            .number(&oid(4), within)
            .number(&oid(5), class)
            .text(&oid(7), name)
            .text(&oid(8), "B")
            .text(&oid(9), "1.2")
            .text(&oid(10), "7.1.3")
            .text(&oid(11), serial)
            .text(&oid(12), "Example")
            .text(&oid(13), "IS-4")
            .number(&oid(16), 2);
    }
    device
}

/// Returns a printer with supplies in every notation.
#[must_use]
pub fn printer() -> Device {
    let supply = |column: u8, index: u8| format!("1.3.6.1.2.1.43.11.1.1.{column}.1.{index}");
    let mut device = Device::made_up("printer", PRINTER_COMMUNITY)
        .system("Interop Printer", "printer-1.example", "Straße 4", 2_315)
        .port(1, "eth0", 6, 1)
        .text("1.3.6.1.2.1.25.3.2.1.3.1", "IP 42")
        .text("1.3.6.1.2.1.43.5.1.1.17.1", "PRN-0042")
        .text("1.3.6.1.2.1.43.12.1.1.4.1.1", "black")
        .text("1.3.6.1.2.1.43.12.1.1.4.1.2", "cyan light")
        .count("1.3.6.1.2.1.43.10.2.1.4.1.1", 12_345);
    // Type, colour, unit, capacity and level of each supply.
    let supplies = [
        (3, 1, 19, 200, 84),
        (3, 2, 15, -2, 651),
        (4, 0, 19, 100, -2),
        (15, 0, 19, 100, -3),
        (20, 0, 8, -2, 300),
        (32, 0, 1, -2, 9),
    ];
    for (index, (kind, color, unit, capacity, level)) in (1..).zip(supplies) {
        device = device
            .number(&supply(3, index), color)
            .number(&supply(5, index), kind)
            .text(&supply(6, index), &format!("supply {index}"))
            .number(&supply(7, index), unit)
            .number(&supply(8, index), capacity)
            .number(&supply(9, index), level);
    }
    device
}
