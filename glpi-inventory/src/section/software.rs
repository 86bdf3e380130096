//! Programs, processes, users and licences.

use crate::release::Release::{V1_0_5, V1_0_9, V1_1_8, V1_1_12, V1_1_23, V1_1_31, V1_1_36};
use crate::schema::pattern::DATE;
use crate::schema::{Kind, Member, object, old};
use crate::section::machine::OperatingSystem;
use crate::value::{
    Boolean, Date, DateOrTime, DateTime, Hidden, Integer, Ip, Ipv4, Ipv6, List, Text, VmStatus,
};

object! {
    /// An antivirus program.
    pub struct Antivirus<'a> in ANTIVIRUS closed {
        /// Date of the signatures.
        base_creation: Date<'a> [was(Kind::Text, V1_1_31)],
        /// Version of the signatures.
        base_version: Text<'a>,
        /// Publisher.
        company: Text<'a>,
        /// True if it is switched on.
        enabled: Boolean<'a>,
        /// Date at which the licence ends.
        expiration: Date<'a>,
        /// Identifier in Windows.
        guid: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// True if the signatures are current.
        uptodate: Boolean<'a>,
        /// Version.
        version: Text<'a>,
    }
}

object! {
    /// A database of a service.
    pub struct Database<'a> in DATABASE {
        /// Time at which it was created.
        creation_date: DateTime<'a>,
        /// True if it is in use.
        is_active: Boolean<'a>,
        /// True if it is backed up.
        is_onbackup: Boolean<'a>,
        /// Time of the last backup.
        last_backup_date: DateTime<'a>,
        /// Name.
        name: Text<'a> as needed,
        /// Size in MiB.
        size: Integer<'a>,
        /// Time of the last change.
        update_date: DateTime<'a>,
    }
}

object! {
    /// A database server.
    pub struct DatabaseService<'a> in DATABASE_SERVICE closed {
        /// Databases of the service.
        databases: List<'a, Database<'a>>,
        /// True if it runs.
        is_active: Boolean<'a>,
        /// True if it is backed up.
        is_onbackup: Boolean<'a>,
        /// Time of the last backup.
        last_backup_date: DateTime<'a>,
        /// Time of the last start.
        last_boot_date: DateTime<'a>,
        /// Publisher.
        manufacturer: Text<'a>,
        /// Name of the service.
        name: Text<'a> as needed,
        /// Path of the service.
        path: Text<'a>,
        /// TCP port.
        port: Integer<'a>,
        /// Size in MiB.
        size: Integer<'a>,
        /// Kind of server, such as `postgresql`.
        kind: Text<'a> = "type",
        /// Version.
        version: Text<'a> as needed,
    }
}

object! {
    /// An environment variable; values may be secrets.
    pub struct Env<'a> in ENV closed {
        /// Name.
        key: Text<'a> as needed,
        /// Value.
        val: Text<'a> as needed [secret()],
    }
}

object! {
    /// A firewall, or one of its profiles.
    pub struct Firewall<'a> in FIREWALL closed {
        /// Connection that it protects, in Windows.
        description: Text<'a>,
        /// IPv4 address of the connection.
        ipaddress: Ipv4<'a>,
        /// IPv6 address of the connection.
        ipaddress6: Ipv6<'a>,
        /// Profile in Windows, such as `PublicProfile`.
        profile: Text<'a>,
        /// State, `on` or `off`.
        status: Text<'a> as needed,
    }
}

object! {
    /// A licence of a program.
    pub struct LicenseInfo<'a> in LICENSE_INFO closed {
        /// Time of the activation.
        activation_date: DateTime<'a>,
        /// Parts that the licence covers, separated by `/`.
        components: Text<'a>,
        /// Name of the program in full.
        fullname: Text<'a>,
        /// Licence key, which is a secret.
        key: Hidden<'a> [secret()],
        /// Name of the program.
        name: Text<'a>,
        /// Product id.
        productid: Text<'a>,
        /// True if it is for a trial.
        trial: Boolean<'a>,
        /// Updates that are applied.
        update: Text<'a>,
    }
}

object! {
    /// A group of users.
    pub struct LocalGroup<'a> in LOCAL_GROUP closed {
        /// Number or SID of the group.
        id: Text<'a> as needed,
        /// Login names of the members.
        members: List<'a, Text<'a>>,
        /// Name.
        name: Text<'a> as needed,
    }
}

object! {
    /// A user account of the machine.
    pub struct LocalUser<'a> in LOCAL_USER closed {
        /// Home folder.
        home: Text<'a>,
        /// Number or SID of the user.
        id: Text<'a> as needed,
        /// Login name.
        login: Text<'a>,
        /// Name in full.
        name: Text<'a>,
        /// Login shell.
        shell: Text<'a>,
    }
}

object! {
    /// A running process.
    pub struct Process<'a> in PROCESS closed {
        /// Command line, which may hold secrets.
        cmd: Text<'a> as needed [secret()],
        /// Share of a processor in percent.
        cpuusage: Text<'a>,
        /// Share of the memory in percent.
        mem: Text<'a>,
        /// Number.
        pid: Integer<'a> as needed,
        /// Time of the start.
        started: DateTime<'a>,
        /// Terminal.
        tty: Text<'a>,
        /// Login name of the owner.
        user: Text<'a> as needed,
        /// Virtual memory in KiB.
        virtualmemory: Integer<'a>,
    }
}

object! {
    /// An identity in a program for remote management.
    pub struct RemoteMgmt<'a> in REMOTE_MGMT closed {
        /// Number by which the program reaches the machine.
        id: Text<'a> as needed,
        /// Program, such as `teamviewer`.
        kind: Text<'a> = "type" as needed,
        /// Version of the program.
        version: Text<'a> [since(V1_0_5)],
    }
}

object! {
    /// A program or package.
    pub struct Software<'a> in SOFTWARE closed {
        /// Architecture that it is made for.
        arch: Text<'a>,
        /// Summary of the package.
        comments: Text<'a>,
        /// Installed size in bytes.
        filesize: Integer<'a>,
        /// Folder of the installation.
        folder: Text<'a>,
        /// Source of the information, such as `deb`, `rpm` or `registry`.
        from: Text<'a>,
        /// Identifier in Windows.
        guid: Text<'a>,
        /// Address of the help.
        helplink: Text<'a>,
        /// Date or time of the installation.
        install_date: DateOrTime<'a> [was(DATE, V1_0_9)],
        /// Name.
        name: Text<'a> as needed,
        /// True if it cannot be removed.
        no_remove: Boolean<'a>,
        /// Publisher.
        publisher: Text<'a>,
        /// Kind of release, such as `Update`.
        release_type: Text<'a>,
        /// Category of the packaging system.
        system_category: Text<'a>,
        /// Command that removes it.
        uninstall_string: Text<'a>,
        /// Address of the product.
        url_info_about: Text<'a>,
        /// Number or SID of the user that it is installed for.
        userid: Text<'a>,
        /// Name of the user that it is installed for.
        username: Text<'a>,
        /// Version.
        version: Text<'a>,
        /// Major version.
        version_major: Text<'a>,
        /// Minor version.
        version_minor: Text<'a>,
    }
}

object! {
    /// A user who is logged in.
    pub struct User<'a> in USER closed {
        /// Domain of the account.
        domain: Text<'a>,
        /// Login name.
        login: Text<'a>,
    }
}

object! {
    /// A virtual machine or container on this host.
    pub struct VirtualMachine<'a> in VIRTUAL_MACHINE closed (&[Member::new("vmid", Kind::Text).until(V1_1_8)]) {
        /// Comment.
        comment: Text<'a>,
        /// Image that it was made from.
        image: Text<'a>,
        /// Address of the machine.
        ipaddress: Ip<'a> [since(V1_1_36)],
        /// MAC address.
        mac: Text<'a>,
        /// Memory in MiB.
        memory: Integer<'a>,
        /// Name.
        name: Text<'a> as needed,
        /// Operating system inside.
        operatingsystem: Box<OperatingSystem<'a>> [since(V1_1_36)],
        /// Owner.
        owner: Text<'a>,
        /// Serial number.
        serial: Text<'a>,
        /// State.
        status: VmStatus,
        /// Program that runs it, such as `kvm`.
        subsystem: Text<'a>,
        /// UUID.
        uuid: Text<'a>,
        /// Number of virtual processors.
        vcpu: Integer<'a>,
        /// Kind of virtualisation; free text since 1.1.16.
        vmtype: Text<'a> [was(old::VM_TYPE, V1_1_23) was(old::OLDER_VM_TYPE, V1_1_12) required_until(V1_1_23)],
    }
}
