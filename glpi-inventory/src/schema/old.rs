//! Rules of older releases that the newest one does not have.

use super::pattern::{DATE_TIME, Pattern};
use super::table::{Kind, Member, Table};
use crate::release::Release::{V1_0_9, V1_1_0, V1_1_3, V1_1_8};

const fn words(words: &'static [&'static str]) -> Kind {
    Kind::Pattern(Pattern::Words(words))
}

/// Architectures before 1.1.14.
pub(crate) const ARCH: Kind = words(&[
    "mips",
    "mips64",
    "alpha",
    "sparc",
    "sparc64",
    "m68k",
    "i386",
    "x86_64",
    "powerpc",
    "powerpc64",
    "arm*",
    "aarch64",
]);
/// States of interfaces before 1.1.14.
pub(crate) const STATUS: Kind = words(&["up", "down"]);
/// Buses of storage devices before 1.1.20.
pub(crate) const INTERFACE: Kind = words(&["SCSI", "HDC", "IDE", "USB", "1394", "SATA", "SAS", "ATAPI"]);
/// Types of network devices before 1.1.23.
pub(crate) const DEVICE_TYPE: Kind =
    words(&["Computer", "Networking", "Printer", "Storage", "Power", "Phone", "Video", "KVM"]);
/// Types of items before 1.1.23.
pub(crate) const ITEM_TYPE: Kind =
    Kind::Pattern(Pattern::ItemType(&["Computer", "Phone", "NetworkEquipment", "Printer"]));
/// Kinds of virtualisation from 1.1.10 to 1.1.15.
pub(crate) const VM_TYPE: Kind = words(&[
    "physical",
    "xen",
    "virtualbox",
    "virtual machine",
    "vmware",
    "qemu",
    "solaris ?zones?",
    "vserver",
    "openvz",
    "bsdjail",
    "parallels",
    "hyperv",
    "aix_lpar",
    "docker",
    "libvirt",
    "lxd",
    "lxc",
    "virtuozzo",
    "kvm",
    "hpvm",
    "wsl[12]",
]);
/// Kinds of virtualisation before 1.1.10.
pub(crate) const OLDER_VM_TYPE: Kind = words(&[
    "physical",
    "xen",
    "virtualbox",
    "virtual machine",
    "vmware",
    "qemu",
    "solariszone",
    "vserver",
    "openvz",
    "bsdjail",
    "parallels",
    "hyperv",
    "aix_lpar",
    "docker",
    "libvirt",
    "lxd",
    "lxc",
    "virtuozzo",
]);
/// The root member `query` before 1.1.2.
pub(crate) const QUERY: Kind = words(&["INVENTORY", "SNMP"]);

/// The section `accountinfo` before 1.1.8.
static ACCOUNT_INFO: Table = Table::new(
    &[Member::new("keyname", Kind::Text).required(), Member::new("keyvalue", Kind::Text).required()],
    true,
);

/// An element of the section `databases` of 1.0.9.
static DATABASES: Table = Table::new(
    &[
        Member::new("creation_date", DATE_TIME),
        Member::new("instance_name", Kind::Text),
        Member::new("is_active", Kind::Boolean),
        Member::new("is_onbackup", Kind::Boolean),
        Member::new("last_boot_date", DATE_TIME),
        Member::new("manufacturer", Kind::Text),
        Member::new("name", Kind::Text).required(),
        Member::new("port", Kind::Integer).required_as(2),
        Member::new("size", Kind::Integer),
        Member::new("type", Kind::Text),
        Member::new("update_date", DATE_TIME),
        Member::new("version", Kind::Text).required_as(1),
    ],
    false,
);

/// An instance in the section `databases_servers` of 1.1.0.
static INSTANCES: Table = Table::new(
    &[
        Member::new("creation_date", DATE_TIME),
        Member::new("is_active", Kind::Boolean),
        Member::new("is_onbackup", Kind::Boolean),
        Member::new("last_backup_date", DATE_TIME),
        Member::new("last_boot_date", DATE_TIME),
        Member::new("name", Kind::Text).required(),
        Member::new("port", Kind::Integer).required(),
        Member::new("size", Kind::Integer),
        Member::new("update_date", DATE_TIME),
    ],
    false,
);

/// An element of the section `databases_servers` of 1.1.0.
static DATABASES_SERVERS: Table = Table::new(
    &[
        Member::new("instances", Kind::List(&INSTANCE)),
        Member::new("manufacturer", Kind::Text),
        Member::new("name", Kind::Text).required(),
        Member::new("type", Kind::Text),
        Member::new("version", Kind::Text).required(),
    ],
    true,
);

const DATABASE: Kind = Kind::Object(&DATABASES);
const INSTANCE: Kind = Kind::Object(&INSTANCES);
const DATABASES_SERVER: Kind = Kind::Object(&DATABASES_SERVERS);

/// Sections that only older releases know.
pub(crate) const SECTIONS: &[Member] = &[
    Member::new("accountinfo", Kind::Object(&ACCOUNT_INFO)).until(V1_1_8),
    Member::new("databases", Kind::List(&DATABASE)).since(V1_0_9).until(V1_1_0),
    Member::new("databases_servers", Kind::List(&DATABASES_SERVER)).since(V1_1_0).until(V1_1_3),
];
