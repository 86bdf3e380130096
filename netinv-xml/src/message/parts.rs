//! The smaller parts of a device.

use crate::record::leaf::Leaf;
use crate::record::records;
use crate::value::date::Date;
use crate::value::number::Mebibytes;

records! {
    /// A firmware of a device: `FIRMWARES`, one element each.
    Firmware "FIRMWARES" {
        /// Its day, in the vendor's spelling.
        "DATE" date: Option<Leaf<'a, Date>>,
        /// What it is.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// Who made it.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// What it runs on.
        "NAME" name: Option<Leaf<'a>>,
        /// `device`, `modem`, `system`, `hardware`, …
        "TYPE" firmware_type: Option<Leaf<'a>>,
        /// Its version.
        "VERSION" version: Option<Leaf<'a>>,
    }

    /// A modem of a router: `MODEMS`, one element each.
    Modem "MODEMS" {
        /// What it is.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// The numbers by which networks know it, one for each of its radios.
        "IMEI" imeis: Vec<Leaf<'a>>,
        /// Who made it.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Its model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Its name.
        "NAME" name: Option<Leaf<'a>>,
        /// Its serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// Its type, such as `4G`.
        "TYPE" modem_type: Option<Leaf<'a>>,
    }

    /// A SIM card of a router: `SIMCARDS`, one element each.
    SimCard "SIMCARDS" {
        /// The country of its operator.
        "COUNTRY" country: Option<Leaf<'a>>,
        /// Its serial number.
        "ICCID" iccid: Option<Leaf<'a>>,
        /// The number of its subscriber.
        "IMSI" imsi: Option<Leaf<'a>>,
        /// Another name of `PHONE_NUMBER`.
        "LINE_NUMBER" line_number: Option<Leaf<'a>>,
        /// The operator's code, such as `208.10`.
        "OPERATOR_CODE" operator_code: Option<Leaf<'a>>,
        /// The operator's name.
        "OPERATOR_NAME" operator_name: Option<Leaf<'a>>,
        /// Its telephone number.
        "PHONE_NUMBER" phone_number: Option<Leaf<'a>>,
        /// The serial number of the device it is in.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// Whether it is ready.
        "STATE" state: Option<Leaf<'a>>,
        /// Another name of `IMSI`.
        "SUBSCRIBER_ID" subscriber_id: Option<Leaf<'a>>,
    }

    /// A power strip for racks: `PDU` (NIX-012). The newest agents write `PLUGS` and `TYPE`; the
    /// other members stand in the form that the servers' authors propose.
    Pdu "PDU" {
        /// The credentials that the device took, by their number.
        "CREDENTIALS" credentials: Option<Leaf<'a, u64>>,
        /// Its model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Its name.
        "NAME" name: Option<Leaf<'a>>,
        /// Its outlets.
        "PLUGS" plugs: Vec<Plug<'a>>,
        /// What it says of itself.
        "SYSDESCR" description: Option<Leaf<'a>>,
        /// Its type, in the maker's words.
        "TYPE" pdu_type: Option<Leaf<'a>>,
    }

    /// An outlet of a power strip: `PLUGS`, one element each.
    Plug "PLUGS" {
        /// Its name.
        "NAME" name: Option<Leaf<'a>>,
        /// Its number.
        "NUMBER" number: Option<Leaf<'a, u64>>,
        /// What fits into it, such as `IEC C13`.
        "TYPE" plug_type: Option<Leaf<'a>>,
    }

    /// A volume of a disk array: `DRIVES`, one element each. Agents write `FREE`, `TOTAL` and
    /// `VOLUMN` of one that they ask over the network; the others are those of their own
    /// computer's volumes.
    Drive "DRIVES" {
        /// When it was made.
        "CREATEDATE" created: Option<Leaf<'a>>,
        /// What it is.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// By which algorithm it is encrypted.
        "ENCRYPT_ALGO" encryption_algorithm: Option<Leaf<'a>>,
        /// By what it is encrypted, such as `BitLocker`.
        "ENCRYPT_NAME" encryption: Option<Leaf<'a>>,
        /// Whether it is encrypted: `Yes`, `No`, `Partially`.
        "ENCRYPT_STATUS" encryption_status: Option<Leaf<'a>>,
        /// Whether hardware or software encrypts it.
        "ENCRYPT_TYPE" encryption_type: Option<Leaf<'a>>,
        /// Its file system, such as `ext4`.
        "FILESYSTEM" file_system: Option<Leaf<'a>>,
        /// What is free of it.
        "FREE" free: Option<Leaf<'a, Mebibytes>>,
        /// The name that someone gave it.
        "LABEL" label: Option<Leaf<'a>>,
        /// Its letter on Windows.
        "LETTER" letter: Option<Leaf<'a>>,
        /// Its serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// Whether Windows stands on it.
        "SYSTEMDRIVE" is_system: Option<Leaf<'a, bool>>,
        /// Its size.
        "TOTAL" total: Option<Leaf<'a, Mebibytes>>,
        /// Where it is mounted.
        "TYPE" mount_point: Option<Leaf<'a>>,
        /// Its name, under a name that is spelt so.
        "VOLUMN" volume: Option<Leaf<'a>>,
    }

    /// A disk of a disk array: `STORAGES`, one element each.
    Storage "STORAGES" {
        /// What it is.
        "DESCRIPTION" description: Option<Leaf<'a>>,
        /// Its size.
        "DISKSIZE" disk_size: Option<Leaf<'a, Mebibytes>>,
        /// By which algorithm it is encrypted.
        "ENCRYPT_ALGO" encryption_algorithm: Option<Leaf<'a>>,
        /// By what it is encrypted.
        "ENCRYPT_NAME" encryption: Option<Leaf<'a>>,
        /// Whether it is encrypted.
        "ENCRYPT_STATUS" encryption_status: Option<Leaf<'a>>,
        /// Whether hardware or software encrypts it.
        "ENCRYPT_TYPE" encryption_type: Option<Leaf<'a>>,
        /// The version of its firmware.
        "FIRMWARE" firmware: Option<Leaf<'a>>,
        /// How it is connected.
        "INTERFACE" interface: Option<Leaf<'a>>,
        /// Who made it.
        "MANUFACTURER" manufacturer: Option<Leaf<'a>>,
        /// Its model.
        "MODEL" model: Option<Leaf<'a>>,
        /// Its name.
        "NAME" name: Option<Leaf<'a>>,
        /// Its channel on a SCSI bus.
        "SCSI_CHID" scsi_channel: Option<Leaf<'a>>,
        /// The controller of its SCSI bus.
        "SCSI_COID" scsi_controller: Option<Leaf<'a>>,
        /// Its logical unit on a SCSI bus.
        "SCSI_LUN" scsi_lun: Option<Leaf<'a>>,
        /// Its unit on a SCSI bus.
        "SCSI_UNID" scsi_unit: Option<Leaf<'a>>,
        /// Its serial number.
        "SERIAL" serial: Option<Leaf<'a>>,
        /// Another name of `SERIAL`.
        "SERIALNUMBER" serial_number: Option<Leaf<'a>>,
        /// What kind of disk it is.
        "TYPE" storage_type: Option<Leaf<'a>>,
        /// Its world wide name.
        "WWN" wwn: Option<Leaf<'a>>,
    }
}
