//! The inventory: everything that the server shows of a host.
//!
//! The protocol document shows several numbers as text (`ram`, `uptime`, `dpi`) and
//! a flag as number (`secure_boot`); real agents do it the other way round. Windows
//! sends `null` for what WMI does not know. All forms are read and kept.

use super::hello::Network;
use crate::json::{Row, object};
use crate::scalar::{Flag, Int, Real, Text};
use crate::wire::List;

object! {
    /// A host's inventory (`data` of an update).
    ///
    /// # Wire
    /// All members were in the protocol document but: `hostname`, `logins[].guid` and
    /// `logins[].display_name` (dotted), `logins` itself (always, undocumented), `users`,
    /// `devices`, `battery_*`, `partitions[].uuid` and `partitions[].encrypted` (HMAC).
    pub struct Inventory<'a> {
        /// The host name again.
        hostname: Text<'a> = "hostname",
        /// The agent's version. Must not be left out: see [`Hello::agent_version`](super::Hello::agent_version).
        agent_version: Text<'a> = "agent_version",
        /// Operating system.
        os: Text<'a> = "os",
        /// The version.
        os_version: Text<'a> = "os_version",
        /// The activation of Windows: "1", "0", or "-" elsewhere.
        os_license: Text<'a> = "os_license",
        /// Language: "0407" on Windows, a locale on macOS, "-" on Linux.
        os_language: Text<'a> = "os_language",
        /// Kernel version; "-" on Windows.
        kernel_version: Text<'a> = "kernel_version",
        /// Such as `x86_64`.
        architecture: Text<'a> = "architecture",
        /// Processor model.
        cpu: Text<'a> = "cpu",
        /// Memory in bytes.
        ram: Int<'a> = "ram",
        /// Graphics card; several are joined by line feeds.
        gpu: Text<'a> = "gpu",
        /// The machine's serial number.
        serial: Text<'a> = "serial",
        /// The manufacturer.
        manufacturer: Text<'a> = "manufacturer",
        /// The model.
        model: Text<'a> = "model",
        /// Version of its BIOS.
        bios_version: Text<'a> = "bios_version",
        /// Seconds since it started.
        uptime: Real<'a> = "uptime",
        /// `UEFI`, `Legacy` or `?`.
        boot_type: Text<'a> = "boot_type",
        /// "1", "0", or "?" on macOS.
        secure_boot: Flag<'a> = "secure_boot",
        /// Domain.
        domain: Text<'a> = "domain",
        /// Network addresses.
        networks: List<Network<'a>> = "networks",
        /// Screens.
        screens: List<Screen<'a>> = "screens",
        /// Printers.
        printers: List<Printer<'a>> = "printers",
        /// Partitions.
        partitions: List<Partition<'a>> = "partitions",
        /// Installed software: the bulk of it all.
        software: List<Software<'a>> = "software",
        /// Logins since the server's `logins-since`.
        logins: List<Login<'a>> = "logins",
        /// Local accounts.
        users: List<User<'a>> = "users",
        /// The battery's charge from 0 to 1, or `false`.
        battery_level: Real<'a> = "battery_level",
        /// 1 on mains, 2 on battery, or `false`.
        battery_status: Int<'a> = "battery_status",
        /// USB devices.
        devices: List<Device<'a>> = "devices",
    }
}

impl<'a> Inventory<'a> {
    /// An inventory by an agent of this version, with nothing else in it yet.
    #[must_use]
    pub fn new(agent_version: impl Into<Text<'a>>) -> Self {
        Self { agent_version: agent_version.into(), ..Self::default() }
    }
}

object! {
    /// A screen, as its EDID describes it.
    pub struct Screen<'a> {
        /// The name; may be `null`.
        name: Text<'a> = "name",
        /// The manufacturer.
        manufacturer: Text<'a> = "manufacturer",
        /// In which year.
        manufactured: Text<'a> = "manufactured",
        /// Such as `1920 x 1080`.
        resolution: Text<'a> = "resolution",
        /// In centimetres, such as `52.0 x 32.0`.
        size: Text<'a> = "size",
        /// Product number.
        r#type: Text<'a> = "type",
        /// Serial number.
        serialno: Text<'a> = "serialno",
        /// Technology, or `-`.
        technology: Text<'a> = "technology",
    }
}

object! {
    /// A printer.
    pub struct Printer<'a> {
        /// The name.
        name: Text<'a> = "name",
        /// The driver.
        driver: Text<'a> = "driver",
        /// Paper sizes, joined by commas.
        paper: Text<'a> = "paper",
        /// Resolution: a number or `null` on Windows, empty with CUPS.
        dpi: Int<'a> = "dpi",
        /// The address at which it is connected.
        uri: Text<'a> = "uri",
        /// Such as `Idle`.
        status: Text<'a> = "status",
    }
}

object! {
    /// A partition.
    pub struct Partition<'a> {
        /// Device path.
        device: Text<'a> = "device",
        /// The mount point.
        mountpoint: Text<'a> = "mountpoint",
        /// The file system; may be `null` on Windows.
        filesystem: Text<'a> = "filesystem",
        /// Bytes in all: a number, its decimal text or `null` on Windows.
        size: Int<'a> = "size",
        /// Bytes free, likewise.
        free: Int<'a> = "free",
        /// The label.
        name: Text<'a> = "name",
        /// The serial number, before HMAC agents.
        serial: Text<'a> = "serial",
        /// The UUID, since HMAC agents.
        uuid: Text<'a> = "uuid",
        /// True if it is encrypted, since HMAC agents.
        encrypted: Flag<'a> = "encrypted",
    }
}

object! {
    /// An installed program. All three members have to be there: a real server answers
    /// 500 otherwise.
    pub struct Software<'a> {
        /// The name.
        name: Text<'a> = "name",
        /// The version.
        version: Text<'a> = "version",
        /// The purpose or the publisher; may be empty.
        description: Text<'a> = "description",
    }
}

impl<'a> Software<'a> {
    /// A program with these three.
    #[must_use]
    pub fn new(
        name: impl Into<Text<'a>>,
        version: impl Into<Text<'a>>,
        description: impl Into<Text<'a>>,
    ) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            description: description.into(),
            ..Self::default()
        }
    }
}

object! {
    /// A login.
    pub struct Login<'a> {
        /// The domain account's GUID, `null` for a local one; not there on macOS.
        guid: Text<'a> = "guid",
        /// The account's display name.
        display_name: Text<'a> = "display_name",
        /// The account's name.
        username: Text<'a> = "username",
        /// A terminal or an address.
        console: Text<'a> = "console",
        /// The time in UTC, as `YYYY-MM-DD HH:MM:SS`.
        timestamp: Text<'a> = "timestamp",
    }
}

object! {
    /// A local account.
    pub struct User<'a> {
        /// The name.
        username: Text<'a> = "username",
        /// The display name.
        display_name: Text<'a> = "display_name",
        /// The number; on Windows a SID.
        uid: Int<'a> = "uid",
        /// The group's number; `null` on Windows.
        gid: Int<'a> = "gid",
        /// Home directory.
        home: Text<'a> = "home",
        /// Login shell.
        shell: Text<'a> = "shell",
        /// True if it is disabled.
        disabled: Flag<'a> = "disabled",
    }
}

object! {
    /// A device on a bus.
    pub struct Device<'a> {
        /// The bus: `usb`.
        subsystem: Text<'a> = "subsystem",
        /// Vendor number.
        vendor: Int<'a> = "vendor",
        /// Product number.
        product: Int<'a> = "product",
        /// Serial number, may be `null`.
        serial: Text<'a> = "serial",
        /// Name, may be `null`.
        name: Text<'a> = "name",
    }
}

impl Row for Screen<'_> {}
impl Row for Printer<'_> {}
impl Row for Partition<'_> {}
impl Row for Software<'_> {}
impl Row for Login<'_> {}
impl Row for User<'_> {}
impl Row for Device<'_> {}
