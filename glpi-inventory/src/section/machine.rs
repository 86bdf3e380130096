//! The machine as a whole: firmware, hardware, operating system.

use crate::release::Release::{V1_0_9, V1_1_0, V1_1_3, V1_1_8};
use crate::schema::pattern::{DATE, DATE_TIME};
use crate::schema::{Kind, Member, object};
use crate::value::{DateOrTime, DateTime, Hidden, Integer, List, Offset, SecureBoot, Text};

object! {
    /// Last access to the machine.
    pub struct AccessLog<'a> in ACCESS_LOG closed {
        /// Time of the last login.
        logdate: DateTime<'a> as needed,
        /// Login name of the user who logged in last.
        userid: Text<'a>,
    }
}

object! {
    /// Firmware, board and maker of the machine.
    pub struct Bios<'a> in BIOS closed {
        /// Asset tag that the owner gave the machine.
        assettag: Text<'a>,
        /// Release date of the firmware.
        bdate: DateOrTime<'a> [was(DATE, V1_0_9)],
        /// Serial number of the firmware itself.
        biosserial: Text<'a>,
        /// Maker of the firmware.
        bmanufacturer: Text<'a>,
        /// Version of the firmware.
        bversion: Text<'a>,
        /// Serial number of the enclosure.
        enclosureserial: Text<'a>,
        /// Maker of the main board.
        mmanufacturer: Text<'a>,
        /// Model of the main board.
        mmodel: Text<'a>,
        /// Serial number of the main board.
        msn: Text<'a>,
        /// State of secure boot.
        secure_boot: SecureBoot [since(V1_1_3)],
        /// Stock keeping unit, the maker's order number.
        skunumber: Text<'a>,
        /// Maker of the system.
        smanufacturer: Text<'a>,
        /// Model of the system.
        smodel: Text<'a>,
        /// Serial number of the system; the server finds the machine by it.
        ssn: Text<'a>,
    }
}

object! {
    /// The machine as a whole.
    pub struct Hardware<'a> in HARDWARE closed (&[
        Member::new("etime", Kind::Integer).until(V1_0_9),
        Member::new("ipaddr", Kind::Text).until(V1_0_9),
        Member::new("oscomments", Kind::Text).until(V1_1_8),
        Member::new("vmhostserial", Kind::Text).until(V1_1_3),
        Member::new("vmname", Kind::Text).until(V1_1_3),
    ]) {
        /// Form of the chassis, such as `Laptop` or `Server`.
        chassis_type: Text<'a>,
        /// Time of the last login, as the system prints it.
        datelastloggeduser: Text<'a>,
        /// Address of the default gateway.
        defaultgateway: Text<'a>,
        /// Comment that the system keeps about the machine.
        description: Text<'a>,
        /// Addresses of the name servers, separated by `/`.
        dns: Text<'a>,
        /// Login name of the user who logged in last.
        lastloggeduser: Text<'a>,
        /// Main memory in MiB.
        memory: Integer<'a>,
        /// Host name; the server finds the machine by it.
        name: Text<'a>,
        /// Swap space in MiB.
        swap: Integer<'a>,
        /// Kind of hardware.
        kind: Text<'a> = "type",
        /// UUID of the machine; the server finds the machine by it.
        uuid: Text<'a>,
        /// Kind of virtual machine that this is, or `Physical`.
        vmsystem: Text<'a>,
        /// Company that Windows is registered for.
        wincompany: Text<'a>,
        /// Language of Windows.
        winlang: Text<'a>,
        /// Person that Windows is registered for.
        winowner: Text<'a>,
        /// Product id of Windows.
        winprodid: Text<'a>,
        /// Product key of Windows, which is a secret.
        winprodkey: Hidden<'a> [secret()],
        /// Workgroup or domain.
        workgroup: Text<'a>,
    }
}

object! {
    /// Time zone of the machine.
    pub struct Timezone<'a> in TIMEZONE {
        /// Name of the zone, such as `Europe/Paris`.
        name: Text<'a> as needed,
        /// Distance from UTC as sign, hours and minutes: `+0200`.
        offset: Offset<'a> as needed,
    }
}

object! {
    /// The operating system.
    pub struct OperatingSystem<'a> in OPERATING_SYSTEM closed {
        /// Architecture that the system is made for.
        arch: Text<'a>,
        /// Time of the last start.
        boot_time: DateTime<'a>,
        /// DNS domain of the machine.
        dns_domain: Text<'a>,
        /// Host name with domain.
        fqdn: Text<'a>,
        /// Name with version, as the system shows it.
        full_name: Text<'a>,
        /// Host id, as the command `hostid` prints it.
        hostid: Text<'a>,
        /// Date or time at which the system was installed.
        install_date: DateOrTime<'a> [was(DATE_TIME, V1_1_0)],
        /// Name of the kernel, such as `linux`.
        kernel_name: Text<'a>,
        /// Version of the kernel.
        kernel_version: Text<'a>,
        /// Name of the system or distribution.
        name: Text<'a>,
        /// Service pack of Windows, or the patch level.
        service_pack: Text<'a>,
        /// Public key of the SSH server.
        ssh_key: Text<'a>,
        /// Time zone of the machine.
        timezone: Timezone<'a>,
        /// Version of the system or distribution.
        version: Text<'a>,
    }
}

object! {
    /// The program that made the inventory.
    pub struct VersionProvider<'a> in VERSION_PROVIDER closed {
        /// Lines about the build of the program.
        comments: List<'a, Text<'a>>,
        /// Time that the inventory took, in seconds.
        etime: Integer<'a> [since(V1_0_9)],
        /// Name of the program.
        name: Text<'a>,
        /// Arguments of the Perl interpreter.
        perl_args: Text<'a>,
        /// Configuration of the Perl interpreter, one line each.
        perl_config: List<'a, Text<'a>>,
        /// Path of the Perl interpreter.
        perl_exe: Text<'a>,
        /// Folders from which Perl loads modules, separated by `:`.
        perl_inc: Text<'a>,
        /// Perl modules in use with their versions.
        perl_module: List<'a, Text<'a>>,
        /// Version of Perl.
        perl_version: Text<'a>,
        /// Path of the program.
        program: Text<'a>,
        /// Version of the program.
        version: Text<'a>,
    }
}

object! {
    /// Report of an agent that found no device.
    pub struct ErrorReport<'a> in ERROR_REPORT {
        /// Number of the error.
        id: Integer<'a>,
        /// Text of the error.
        message: Text<'a>,
        /// Kind of error, such as `ERROR`.
        kind: Text<'a> = "type",
    }
}
