//! Network inventory and network discovery of GLPI and FusionInventory agents: XML results and jobs, read with repairs and written as agents do, without I/O.
//!
//! # Scope
//!
//! * In scope: the XML that agents send about devices asked over SNMP (`SNMPQUERY`,
//!   `NETDISCOVERY` and control messages), the jobs that servers send them in a [`Reply`],
//!   with the rules by which agents take or skip them, the values in both, and the JSON that
//!   GLPI stores (feature `glpi-json`).
//! * Out of scope: HTTP, compression, SNMP, inventories of the agent's own computer, and
//!   `PROLOG`, with which an agent asks for its jobs: they belong to the agent protocol.
//!
//! # Picture
//!
//! ```text
//!            bytes                           text                          values
//!   ┌──────────────────────┐  UTF-8   ┌───────────────────┐  tags   ┌──────────────────────┐
//!   │ documents(): a stream│─────────▶│ strict parser     │────────▶│ Document             │
//!   │ taken apart          │ encoding │ judges as libxml2 │         │  Message: Request,   │
//!   └──────────────────────┘          └───────────────────┘         │   Reply; typed Leafs │
//!                                       │ not well-formed ▲         │  repairs, style      │
//!                                       ▼                 │         └──────────────────────┘
//!                                     ┌───────────────────┐           │ encode      ▲ or one
//!                                     │ repair: one copy, │           ▼             │ by one
//!                                     │ each repair noted │         agents' bytes  Checked::walk
//!                                     └───────────────────┘
//! ```
//!
//! # Example
//!
//! ```
//! use netinv_xml::{Authentication, Control, Document, JobOption, Leaf, Limits, Message, Param, Reply, Secret, Target};
//!
//! // The server has a job: ask 192.0.2.1, with these credentials.
//! let option = JobOption {
//!     name: Some(Leaf::new("SNMPQUERY")),
//!     params: vec![Param { pid: Some(Leaf::new("7")), ..Param::default() }],
//!     devices: vec![Target { id: Some(Leaf::new("86")), ip: Some(Leaf::new("192.0.2.1")), ..Target::default() }],
//!     authentications: vec![Authentication { community: Some(Secret::new("public")), ..Authentication::default() }],
//!     ..JobOption::default()
//! };
//! let mut body = Vec::new();
//! Document::new(Message::Reply(Reply { options: vec![option], ..Reply::default() })).encode(&mut body)?;
//!
//! // The agent reads it …
//! let job = Document::decode(&body, &Limits::DEFAULT)?;
//! let Message::Reply(reply) = job.message() else { panic!() };
//! let device = &reply.options[0].devices[0];
//! assert_eq!(device.ip.as_ref().and_then(Leaf::value), "192.0.2.1".parse().ok());
//!
//! // … says that it starts, answers, and says that it is done. Real agents make mistakes.
//! let answers = [
//!     "<REQUEST><CONTENT><AGENT><START>1</START></AGENT></CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>",
//!     "<REQUEST><CONTENT><DEVICE><INFO><ID>86</ID><NAME>R&D&#0;</NAME></INFO></DEVICE></CONTENT>\
//!      <QUERY>SNMPQUERY</QUERY></REQUEST>",
//!     "<REQUEST><CONTENT><AGENT><END>1</END></AGENT></CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>",
//! ];
//! let mut log = Vec::new();
//! for answer in answers {
//!     let document = Document::decode(answer.as_bytes(), &Limits::DEFAULT)?;
//!     match document.message() {
//!         Message::Control(control) if control.control() == Some(Control::Start) => log.push("start".to_owned()),
//!         Message::Control(_) => log.push("end".to_owned()),
//!         Message::Inventory(result) => {
//!             let info = result.devices().next().and_then(|device| device.info.as_ref());
//!             let name = info.and_then(|info| info.name.as_ref()).map_or("", |name| name.as_str());
//!             log.push(format!("{name}, {} repairs", document.repairs().len()));
//!         }
//!         _ => {}
//!     }
//! }
//! assert_eq!(log, ["start", "R&D, 2 repairs", "end"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! [`Limits`] bounds the size of a document (default 64 MiB), the depth (32) and number of its
//! elements (4 million), the size of a text (1 MiB) and the number of repairs (100 000). Values
//! borrow from the input, so a document takes about as much as its lists; a document that has
//! to be repaired is copied. [`Checked::walk`] holds one interface at a time.
//!
//! Memory as a multiple of the document's size, and 64 KiB for any size; the package `fuzz`
//! measures it on documents made to cost much:
//!
//! | | at most |
//! |---|---|
//! | results of real agents | 2 |
//! | any document, repaired or not: the worst are empty devices and interfaces, 9 and 7 bytes of text each | 400, and not more than 64 and 64 MiB |
//! | the same walked with [`Checked::walk`] | nothing but 16 KiB; 2 where it has to be repaired |
//! | [`documents`] | nothing |
//! | the JSON form, read, converted and written again (`glpi_json`): the worst are empty interfaces | 600 |
//! | jobs in JSON (`glpi_json::job`) | 400 |
//!
//! On a port that is open to all, lower [`Limits::with_elements`]: an element takes at most
//! 4 KB while its list grows, and the largest real document has half a million. The number of
//! instructions grows linearly with the size of the document.
//!
//! # Errors
//!
//! [`DecodeError`] has the kind of fault, the offset in the input and the elements around it;
//! never a text of the document. Tolerant decoding fails only on limits, document type
//! declarations, other documents, and input without a complete element. [`EncodeError`] is for
//! values that XML cannot express.
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `glpi-json` | `glpi_json`: conversion to and from the JSON that GLPI stores; jobs in JSON |
//! | `serde` | `Serialize` for messages, for logs; never for secrets |
//! | `arbitrary` | `arbitrary::Arbitrary` for documents |
//!
//! # Interoperability
//!
//! Results of GLPI agent 1.0 to 1.12 and FusionInventory agent 2.3.10 to 2.6 on recordings of
//! several hundred devices, with their control messages and discoveries, and jobs of the
//! FusionInventory and GLPI Inventory plugins, are encoded to the same bytes. FusionInventory
//! agent 2.6 did jobs that this crate wrote, on devices over SNMP, and its results were read
//! without an unknown member. The verdict of strict decoding was compared with libxml2 on 80
//! edge cases, the JSON with the PHP converter 1.2.3 on 400 documents.
//!
//! # Sources
//!
//! The protocol documents are the FusionInventory project's pages on network inventory and
//! network discovery. `SPEC.md` has the source of each rule.

// twin: lints
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
// Library code may not panic or do I/O; unit tests may.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::disallowed_methods,
        clippy::disallowed_types,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]
// end of twin

/// The example of the README, compiled as one of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod document;
mod error;
#[cfg(feature = "glpi-json")]
pub mod glpi_json;
mod limits;
mod message;
mod record;
mod secret;
mod value;
mod walk;
mod xml;

pub use document::{Document, Message};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, ParseValueError, Snippet};
pub use limits::Limits;
pub use message::component::{Component, ComponentType};
pub use message::device::{Device, DeviceError, Info};
pub use message::parts::{Drive, Firmware, Modem, Pdu, Plug, SimCard, Storage};
pub use message::port::{Connection, Connections, Port, Vlan};
pub use message::printer::{Cartridge, Cartridges, Consumable, PageCounters, PaperRoll};
pub use message::reply::{
    Authentication, CredentialsType, IpRange, JobOption, Model, ModelObject, Param, Reply, SnmpVersion,
    Target,
};
pub use message::request::{Agent, Content, Control, Query, Request};
pub use message::topology::{Neighbor, StackMember};
pub use record::Form;
pub use record::leaf::{Leaf, Meaning};
pub use record::list::List;
pub use secret::Secret;
pub use value::date::Date;
pub use value::device_type::DeviceType;
pub use value::interface::{Duplex, IfAdminStatus, IfStatus, IfType, TruthValue};
pub use value::mac::MacAddr;
pub use value::number::{IfIndex, JobNumber, Mebibytes};
pub use value::ports::Ports;
pub use value::supply::{Amount, Measure, Supply, SupplyKind, SupplyLevel};
pub use value::uptime::Uptime;
pub use walk::{Checked, Part, Walk};
pub use xml::node::{Element, Node};
pub use xml::repair::{Repair, RepairKind};
pub use xml::split::{Documents, documents};
pub use xml::writer::Style;
