//! The JSON that GLPI stores of a network inventory.
//!
//! GLPI servers convert the documents of agents to JSON with a converter in PHP, and store
//! the result. [`convert`] does it in one of two ways ([`Conversion`]):
//!
//! ```
//! use netinv_xml::glpi_json::{self, Conversion};
//! use netinv_xml::{Document, Limits};
//! let xml = b"<REQUEST><CONTENT><DEVICE>\
//!     <INFO><NAME>sw-1</NAME><TYPE>NETWORKING</TYPE></INFO>\
//!     <PORTS><PORT><IFNUMBER>1</IFNUMBER><IFSTATUS>0</IFSTATUS></PORT></PORTS>\
//!     </DEVICE><MODULEVERSION>6.4</MODULEVERSION></CONTENT>\
//!     <DEVICEID>agent</DEVICEID><QUERY>SNMPQUERY</QUERY></REQUEST>";
//! let document = Document::decode(xml, &Limits::DEFAULT)?;
//!
//! let stored = glpi_json::convert(document.message(), Conversion::Corrected)?;
//! assert_eq!(
//!     stored.documents(),
//!     [concat!(
//!         r#"{"content":{"network_ports":[{"ifnumber":1}],"#,
//!         r#""network_device":{"name":"sw-1","type":"Networking"},"versionclient":"6.4"},"#,
//!         r#""deviceid":"agent","action":"netinventory","itemtype":"NetworkEquipment"}"#,
//!     )]
//! );
//! // No status is 0, and one such value would cost the server the whole document.
//! assert_eq!(stored.changes()[0].to_string(), "content.network_ports[0].ifstatus: left out, out of range");
//!
//! // And back.
//! let message = glpi_json::decode(stored.documents()[0].as_bytes(), &Limits::DEFAULT)?;
//! # let netinv_xml::Message::Inventory(message) = message else { panic!() };
//! assert_eq!(message.devices().count(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod change;
mod convert;
mod device;
mod fields;
mod fill;
mod generic;
pub mod job;
mod offset;
mod php;
mod php_date;
mod read;
mod tree;
mod values;
mod writer;

pub use change::{Change, ChangeKind, Conversion, ConvertError};
pub use convert::{Converted, convert};
pub use read::decode;
