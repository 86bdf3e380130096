//! Devices attached to the machine: screens, printers, cameras, USB.

use crate::release::Release::{V1_0_5, V1_1_0, V1_1_12, V1_1_31};
use crate::schema::{Kind, Member, object};
use crate::value::{Boolean, Integer, List, OneOrMany, Text};

object! {
    /// A camera of a phone or tablet.
    pub struct Camera<'a> in CAMERA closed (&[Member::new("focallenght", Kind::Text).until(V1_1_0)]) {
        /// Name or number.
        designation: Text<'a> [since(V1_0_5)],
        /// True if it has a flash.
        flashunit: Boolean<'a>,
        /// Focal lengths in mm.
        focallength: Text<'a> [since(V1_1_0)],
        /// Formats of the pictures.
        imageformats: List<'a, Text<'a>>,
        /// Direction of the lens, such as `BACK`.
        lensfacing: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Model.
        model: Text<'a>,
        /// Rotation of the sensor in degrees.
        orientation: Text<'a>,
        /// Sizes of the pictures in pixels, such as `4032x3024`.
        resolution: List<'a, Text<'a>> [was(Kind::Text, V1_0_5)],
        /// Sizes of films in pixels, such as `1920x1080`.
        resolutionvideo: List<'a, Text<'a>> [was(Kind::Text, V1_0_5)],
        /// Size of the sensor in mm.
        sensorsize: Text<'a>,
        /// Functions.
        supports: List<'a, Text<'a>>,
    }
}

object! {
    /// A keyboard, a mouse or another input device.
    pub struct Input<'a> in INPUT closed {
        /// Short name.
        caption: Text<'a>,
        /// Description.
        description: Text<'a>,
        /// Connection, such as `USB`.
        interface: Text<'a>,
        /// Layout of the keyboard.
        layout: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// Kind of pointing device.
        pointingtype: Text<'a>,
        /// Kind of device.
        kind: Text<'a> = "type",
    }
}

object! {
    /// A modem.
    pub struct Modem<'a> in MODEM closed {
        /// Description.
        description: Text<'a>,
        /// International mobile equipment identity, or several.
        imei: OneOrMany<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Model.
        model: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// Serial number.
        serial: Text<'a>,
        /// Kind of modem.
        kind: Text<'a> = "type",
    }
}

object! {
    /// A screen.
    pub struct Monitor<'a> in MONITOR closed {
        /// Serial number by another rule of the maker, where it differs.
        altserial: Text<'a>,
        /// EDID block in Base64.
        base64: Text<'a>,
        /// Name that the screen reports.
        caption: Text<'a>,
        /// Week and year of manufacture.
        description: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// Connector, such as `HDMI`.
        port: Text<'a> [was(Kind::Integer, V1_1_12)],
        /// Serial number.
        serial: Text<'a>,
        /// Kind of screen.
        kind: Text<'a> = "type",
        /// EDID block, uuencoded.
        uuencode: Text<'a>,
    }
}

object! {
    /// A printer that is set up on the machine.
    pub struct Printer<'a> in PRINTER closed {
        /// Comment.
        comment: Text<'a>,
        /// Description.
        description: Text<'a>,
        /// Driver.
        driver: Text<'a>,
        /// Error state, as the system prints it.
        errstatus: Text<'a>,
        /// Name of the queue.
        name: Text<'a> as needed,
        /// True if it is a network printer.
        network: Boolean<'a>,
        /// Port or address.
        port: Text<'a>,
        /// Print processor of Windows.
        printprocessor: Text<'a>,
        /// Resolution in dots per inch, such as `600x600`.
        resolution: Text<'a>,
        /// Serial number.
        serial: Text<'a>,
        /// Server that shares it.
        servername: Text<'a>,
        /// True if the machine shares it.
        shared: Boolean<'a>,
        /// Name under which it is shared.
        sharename: Text<'a>,
        /// State, as the system prints it.
        status: Text<'a>,
    }
}

object! {
    /// A SIM card.
    pub struct SimCard<'a> in SIM_CARD closed (&[Member::new("imsi", Kind::Text).until(V1_1_31)]) {
        /// Country as two letters.
        country: Text<'a>,
        /// Number of the card.
        iccid: Text<'a>,
        /// Code of the operator: country and network.
        operator_code: Text<'a>,
        /// Name of the operator.
        operator_name: Text<'a>,
        /// Telephone number.
        phone_number: Text<'a>,
        /// Serial number.
        serial: Text<'a> [since(V1_1_31)],
        /// State, as the system prints it.
        state: Text<'a>,
        /// International mobile subscriber identity.
        subscriber_id: Text<'a> [since(V1_1_31)],
    }
}

object! {
    /// A sound device.
    pub struct Sound<'a> in SOUND closed {
        /// Short name.
        caption: Text<'a>,
        /// Description, mostly the revision.
        description: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Name.
        name: Text<'a>,
    }
}

object! {
    /// A device on the USB.
    pub struct UsbDevice<'a> in USB_DEVICE closed {
        /// Short name.
        caption: Text<'a>,
        /// USB class.
        class: Text<'a>,
        /// Maker.
        manufacturer: Text<'a>,
        /// Name.
        name: Text<'a>,
        /// USB product id as hexadecimal digits.
        productid: Text<'a>,
        /// Serial number.
        serial: Text<'a>,
        /// USB subclass.
        subclass: Text<'a>,
        /// USB vendor id as hexadecimal digits.
        vendorid: Text<'a>,
    }
}

object! {
    /// A graphics adapter.
    pub struct Video<'a> in VIDEO closed {
        /// Chip, or the class of the device.
        chipset: Text<'a>,
        /// Memory in MiB.
        memory: Integer<'a>,
        /// Name.
        name: Text<'a>,
        /// Place on the bus.
        pcislot: Text<'a>,
        /// Size of the picture in pixels, such as `1920x1080`.
        resolution: Text<'a>,
    }
}
