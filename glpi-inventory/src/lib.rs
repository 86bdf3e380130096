//! The GLPI inventory format without I/O: typed sections, and the verdict of each release.
//!
//! # Scope
//!
//! In scope: `inventory_format` 1.0.0 to 1.2.3, the JSON document in which an agent describes
//! a computer, a telephone, a printer or a network device: its envelope, its 49 sections, and
//! which documents servers accept. Out of scope: how it gets to the server (`glpi-proto`), and
//! the XML jobs for the network and their results (`netinv-xml`).
//!
//! # Picture
//!
//! ```text
//!   bytes ── Inventory::decode ──▶ Inventory { content: Content { softwares, … } } ◀── Full, Partial
//!     ▲ │                                            │
//!     │ └─ Sections: one section, one entry at a time│
//!     ├───────────────── encode ─────────────────────┘
//!     │
//!     └─ Judge: accepts, judge ──▶ Verdict { findings, refusal }, repair ──▶ Repaired
//!
//!   schema: what each release allows, one description for all of the above
//! ```
//!
//! # Example
//!
//! ```
//! use glpi_inventory::{Inventory, Judge, Limits, Release, Software};
//!
//! let document = br#"{"deviceid":"pc-1","content":{"versionclient":"example_v1",
//!     "softwares":[{"name":"editor","version":"1.0"}]}}"#;
//! let mut inventory = Inventory::decode(document, &Limits::DEFAULT)?;
//! let softwares = inventory.content.softwares.get_or_insert_default();
//! assert_eq!(softwares[0].name, "editor");
//! softwares.push(Software::new("viewer"));
//! let mut json = Vec::new();
//! inventory.encode(&mut json);
//! assert!(json.ends_with(br#"{"name":"viewer"}]}}"#));
//!
//! // What a server says to it, and what to do about it.
//! let judge = Judge::new(Release::NEWEST);
//! assert!(judge.accepts(&json, &Limits::DEFAULT)?);
//! let faulty = br#"{"deviceid":"pc-1","content":{"versionclient":"v","cpus":[{"core":"four"}]}}"#;
//! let verdict = judge.judge(faulty, &Limits::DEFAULT)?;
//! assert_eq!(verdict.faults()[0].pointer, "/content/cpus/0/core");
//! let repaired = judge.repair(faulty, &Limits::DEFAULT)?;
//! assert!(repaired.left.is_empty());
//! # Ok::<(), glpi_inventory::DecodeError>(())
//! ```
//!
//! # Limits
//!
//! [`Limits`] bounds the document, its depth, the members of an object, the elements of a
//! list, and the findings that are kept.
//!
//! Heap taken at most, besides the input:
//!
//! | | at most |
//! |---|---|
//! | the model of a document as agents print it | 2 × the document, mostly 1 to 1.5 |
//! | the model of any document | 450 × the document and 64 KiB; the worst are empty objects in lists, three bytes of text each |
//! | [`Judge::accepts`] | 64 KiB for a document that is taken, else as for all findings |
//! | all findings | 1 KiB for each that is kept, and 32 × the largest object with a member twice |
//!
//! The number of instructions grows with the length of the document, and no faster.
//!
//! # Errors
//!
//! [`DecodeError`] is about a document that cannot be read at all, [`EncodeError`] about a
//! value of the caller's. A document that a server refuses is not an error: its faults are
//! [`Finding`]s. None of them shows what may be secret; a [`Refusal`] has the server's own
//! words, which may.
//!
//! # Features
//!
//! Nothing is on by default.
//!
//! * `arbitrary`: the model implements `arbitrary::Arbitrary`.
//! * `serde`: serde's traits for releases, profiles, categories, severities and JSON types. An
//!   inventory is JSON already.
//!
//! # Interoperability
//!
//! The rules are those of the server's own validator, which was run on thousands of documents
//! and single values.
//!
//! # Sources
//!
//! `SPEC.md` is the ledger of all rules, with the source, the code, the test and each
//! deviation.

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

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod address;
mod builder;
mod category;
mod content;
mod error;
mod inventory;
mod json;
mod kept;
mod lenient;
mod limits;
mod members;
mod object;
mod release;
pub mod schema;
mod section;
mod sections;
mod value;
mod verdict;

pub use builder::{Full, Partial};
pub use category::Category;
pub use content::Content;
pub use error::{DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, Snippet, SyntaxError};
pub use inventory::Inventory;
pub use kept::{Kept, KeptReason};
pub use limits::Limits;
pub use members::Members;
pub use release::{Profile, Release, Releases};
pub use section::device::{Battery, Controller, Cpu, Firmware, Memory, Port, PowerSupply, Sensor, Slot};
pub use section::machine::{
    AccessLog, Bios, ErrorReport, Hardware, OperatingSystem, Timezone, VersionProvider,
};
pub use section::network::{
    Cartridge, Connection, Consumable, Network, NetworkComponent, NetworkDevice, NetworkPort, PageCounters,
    Vlan,
};
pub use section::peripheral::{Camera, Input, Modem, Monitor, Printer, SimCard, Sound, UsbDevice, Video};
pub use section::software::{
    Antivirus, Database, DatabaseService, Env, Firewall, LicenseInfo, LocalGroup, LocalUser, Process,
    RemoteMgmt, Software, User, VirtualMachine,
};
pub use section::storage::{Drive, LogicalVolume, PhysicalVolume, Storage, VolumeGroup};
pub use sections::{Entries, Entry, Section, Sections};
pub use value::{
    Action, Arch, Boolean, Date, DateOrTime, DateTime, DeviceType, Faulty, Hidden, Integer, Ip, Ipv4, Ipv6,
    ItemType, List, NetworkStatus, NetworkType, Offset, OneOrMany, SecureBoot, SlotStatus, Text, VmStatus,
    Within,
};
pub use verdict::{Finding, Found, JsonType, Judge, Refusal, Remedy, Repaired, Rule, Severity, Verdict};
