//! Disks, volumes and file systems.

use crate::release::Release::V1_1_23;
use crate::schema::{object, old};
use crate::value::{Boolean, Integer, Text};

object! {
    /// A file system.
    pub struct Drive<'a> in DRIVE closed {
        /// Time at which it was created, as the system prints it.
        createdate: Text<'a>,
        /// Description, such as `Removable Disk`.
        description: Text<'a>,
        /// Algorithm of the encryption.
        encrypt_algo: Text<'a>,
        /// Program that encrypts, such as `BitLocker` or `LUKS1`.
        encrypt_name: Text<'a>,
        /// State of the encryption, such as `Yes`.
        encrypt_status: Text<'a>,
        /// Kind of encryption.
        encrypt_type: Text<'a>,
        /// Kind of file system.
        filesystem: Text<'a>,
        /// Free space in MiB.
        free: Integer<'a>,
        /// Label.
        label: Text<'a>,
        /// Letter of the drive in Windows, such as `C:`.
        letter: Text<'a>,
        /// Serial number or UUID of the file system.
        serial: Text<'a>,
        /// True if Windows is on it.
        systemdrive: Boolean<'a>,
        /// Size in MiB.
        total: Integer<'a>,
        /// Mount point, or in Windows the kind of drive.
        kind: Text<'a> = "type",
        /// Device or network path: `/dev/sda1`, `host:/path`.
        volumn: Text<'a>,
    }
}

object! {
    /// A logical volume of LVM.
    pub struct LogicalVolume<'a> in LOGICAL_VOLUME closed {
        /// Attributes, as LVM prints them.
        attr: Text<'a>,
        /// Name.
        lv_name: Text<'a> as needed,
        /// UUID.
        lv_uuid: Text<'a> as needed,
        /// Number of segments.
        seg_count: Integer<'a>,
        /// Size in MiB.
        size: Integer<'a> as needed,
        /// Name of the volume group.
        vg_name: Text<'a>,
        /// UUID of the volume group.
        vg_uuid: Text<'a>,
    }
}

object! {
    /// A physical volume of LVM.
    pub struct PhysicalVolume<'a> in PHYSICAL_VOLUME closed {
        /// Attributes, as LVM prints them.
        attr: Text<'a>,
        /// Path of the device.
        device: Text<'a> as needed,
        /// Format, such as `lvm2`.
        format: Text<'a> as needed,
        /// Free space in MiB.
        free: Integer<'a> as needed,
        /// Size of an extent in MiB.
        pe_size: Integer<'a>,
        /// Number of extents.
        pv_pe_count: Integer<'a> as needed,
        /// UUID.
        pv_uuid: Text<'a> as needed,
        /// Size in MiB.
        size: Integer<'a> as needed,
        /// UUID of the volume group.
        vg_uuid: Text<'a>,
    }
}

object! {
    /// A disk or another storage device.
    pub struct Storage<'a> in STORAGE closed {
        /// Description, mostly the bus.
        description: Text<'a>,
        /// Size in MB.
        disksize: Integer<'a>,
        /// Algorithm of the encryption.
        encrypt_algo: Text<'a>,
        /// Program that encrypts.
        encrypt_name: Text<'a>,
        /// State of the encryption.
        encrypt_status: Text<'a>,
        /// Kind of encryption.
        encrypt_type: Text<'a>,
        /// Version of the firmware.
        firmware: Text<'a>,
        /// Bus, such as `SATA` or `NVME`; releases before 1.1.20 had a list of seven.
        interface: Text<'a> [was(old::INTERFACE, V1_1_23)],
        /// Maker.
        manufacturer: Text<'a>,
        /// Model.
        model: Text<'a>,
        /// Name that the system uses, such as `sda`.
        name: Text<'a>,
        /// SCSI channel.
        scsi_chid: Text<'a>,
        /// SCSI controller.
        scsi_coid: Text<'a>,
        /// SCSI logical unit.
        scsi_lun: Text<'a>,
        /// SCSI unit.
        scsi_unid: Text<'a>,
        /// Serial number.
        serial: Text<'a>,
        /// Kind of device, such as `disk`.
        kind: Text<'a> = "type",
        /// World Wide Name.
        wwn: Text<'a>,
    }
}

object! {
    /// A volume group of LVM.
    pub struct VolumeGroup<'a> in VOLUME_GROUP closed {
        /// Attributes, as LVM prints them.
        attr: Text<'a>,
        /// Free space in MiB.
        free: Integer<'a> as needed,
        /// Number of logical volumes.
        lv_count: Integer<'a> as needed,
        /// Number of physical volumes.
        pv_count: Integer<'a> as needed,
        /// Size in MiB.
        size: Integer<'a> as needed,
        /// Size of an extent in MiB, with decimals.
        vg_extent_size: Text<'a> as needed,
        /// Name.
        vg_name: Text<'a> as needed,
        /// UUID.
        vg_uuid: Text<'a> as needed,
    }
}
