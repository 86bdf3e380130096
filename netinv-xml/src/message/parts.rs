//! The smaller parts of a device.

use crate::record::leaf::Leaf;
use crate::record::records;
use crate::value::date::Date;
use crate::value::number::Mebibytes;

records! {
    /// A firmware of a device: `FIRMWARES`, one element each.
    Firmware "FIRMWARES" {
        /// Date, in the vendor's spelling.
        "DATE" date: Option<Leaf<'a, Date>>,
        /// Description.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// Manufacturer.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Name of the part that it runs on.
        "NAME" name: Option<Leaf<'a>>,
        /// `device`, `modem`, `system`, `hardware`, …
        "TYPE" firmware_type: Option<Leaf<'a>>,
        /// Version.
        "VERSION" version: Option<Leaf<'a>>,
    }

    /// A modem of a router: `MODEMS`, one element each.
    Modem "MODEMS" {
        /// Description.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// The numbers by which networks know it, one for each of its radios.
        "IMEI" imeis: Vec<Leaf<'a>>,
        /// Manufacturer.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Name.
        "NAME" name: Option<Leaf<'a>>,
        /// Serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// Type, such as `4G`.
        "TYPE" modem_type: Option<Leaf<'a>>,
    }

    /// A SIM card of a router: `SIMCARDS`, one element each.
    SimCard "SIMCARDS" {
        /// The country of its operator.
        "COUNTRY" country: Option<Leaf<'a>>,
        /// Serial number of the card.
        "ICCID" iccid: Option<Leaf<'a>>,
        /// The number of its subscriber.
        "IMSI" imsi: Option<Leaf<'a>>,
        /// Another name of `PHONE_NUMBER`.
        "LINE_NUMBER" line_number: Option<Leaf<'a>>,
        /// The operator's code, such as `208.10`.
        "OPERATOR_CODE" operator_code: Option<Leaf<'a>>,
        /// The operator's name.
        "OPERATOR_NAME" operator_name: Option<Leaf<'a>>,
        /// Telephone number.
        "PHONE_NUMBER" phone_number: Option<Leaf<'a>>,
        /// The serial number of the device it is in.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// State, such as `ready`.
        "STATE" state: Option<Leaf<'a>>,
        /// Another name of `IMSI`.
        "SUBSCRIBER_ID" subscriber_id: Option<Leaf<'a>>,
    }

    /// A power strip for racks: `PDU` (NIX-012). The newest agents write `PLUGS` and `TYPE`; the
    /// other members are in the form that the servers' authors propose.
    Pdu "PDU" {
        /// The credentials that the device took, by their number.
        "CREDENTIALS" credentials: Option<Leaf<'a, u64>>,
        /// Model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Name.
        "NAME" name: Option<Leaf<'a>>,
        /// Outlets.
        "PLUGS" plugs: Vec<Plug<'a>>,
        /// Description by the device itself.
        "SYSDESCR" description: Option<Leaf<'a>>,
        /// Type, in the manufacturer's words.
        "TYPE" pdu_type: Option<Leaf<'a>>,
    }

    /// An outlet of a power strip: `PLUGS`, one element each.
    Plug "PLUGS" {
        /// Name.
        "NAME" name: Option<Leaf<'a>>,
        /// Number.
        "NUMBER" number: Option<Leaf<'a, u64>>,
        /// Type of connector, such as `IEC C13`.
        "TYPE" plug_type: Option<Leaf<'a>>,
    }

    /// A volume of a disk array: `DRIVES`, one element each. Agents write `FREE`, `TOTAL` and
    /// `VOLUMN` of one that they ask over the network; the others are those of their own
    /// computer's volumes.
    Drive "DRIVES" {
        /// Time of its creation.
        "CREATEDATE" created: Option<Leaf<'a>>,
        /// Description.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// Algorithm of the encryption.
        "ENCRYPT_ALGO" encryption_algorithm: Option<Leaf<'a>>,
        /// Program that encrypts it, such as `BitLocker`.
        "ENCRYPT_NAME" encryption: Option<Leaf<'a>>,
        /// State of the encryption: `Yes`, `No`, `Partially`.
        "ENCRYPT_STATUS" encryption_status: Option<Leaf<'a>>,
        /// Kind of encryption: by hardware or software.
        "ENCRYPT_TYPE" encryption_type: Option<Leaf<'a>>,
        /// File system, such as `ext4`.
        "FILESYSTEM" file_system: Option<Leaf<'a>>,
        /// Free space.
        "FREE" free: Option<Leaf<'a, Mebibytes>>,
        /// The name that someone gave it.
        "LABEL" label: Option<Leaf<'a>>,
        /// Drive letter on Windows.
        "LETTER" letter: Option<Leaf<'a>>,
        /// Serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// True if it holds Windows.
        "SYSTEMDRIVE" is_system: Option<Leaf<'a, bool>>,
        /// Size.
        "TOTAL" total: Option<Leaf<'a, Mebibytes>>,
        /// Mount point.
        "TYPE" mount_point: Option<Leaf<'a>>,
        /// Name of the volume; the element is spelt so.
        "VOLUMN" volume: Option<Leaf<'a>>,
    }

    /// A disk of a disk array: `STORAGES`, one element each.
    Storage "STORAGES" {
        /// Description.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// Size.
        "DISKSIZE" disk_size: Option<Leaf<'a, Mebibytes>>,
        /// Algorithm of the encryption.
        "ENCRYPT_ALGO" encryption_algorithm: Option<Leaf<'a>>,
        /// Program that encrypts it.
        "ENCRYPT_NAME" encryption: Option<Leaf<'a>>,
        /// State of the encryption.
        "ENCRYPT_STATUS" encryption_status: Option<Leaf<'a>>,
        /// Kind of encryption: by hardware or software.
        "ENCRYPT_TYPE" encryption_type: Option<Leaf<'a>>,
        /// The version of its firmware.
        "FIRMWARE" firmware: Option<Leaf<'a>>,
        /// Type of connection.
        "INTERFACE" interface: Option<Leaf<'a>>,
        /// Manufacturer.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Name.
        "NAME" name: Option<Leaf<'a>>,
        /// Channel on a SCSI bus.
        "SCSI_CHID" scsi_channel: Option<Leaf<'a>>,
        /// The controller of its SCSI bus.
        "SCSI_COID" scsi_controller: Option<Leaf<'a>>,
        /// Logical unit on a SCSI bus.
        "SCSI_LUN" scsi_lun: Option<Leaf<'a>>,
        /// Unit on a SCSI bus.
        "SCSI_UNID" scsi_unit: Option<Leaf<'a>>,
        /// Serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// Another name of `SERIAL`.
        "SERIALNUMBER" serial_number: Option<Leaf<'a>>,
        /// Type of the disk.
        "TYPE" storage_type: Option<Leaf<'a>>,
        /// World wide name.
        "WWN" wwn: Option<Leaf<'a>>,
    }
}
