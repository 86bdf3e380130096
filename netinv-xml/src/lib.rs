//! Network inventory of GLPI and FusionInventory agents.

#![forbid(unsafe_code)]
#![warn(
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
)]
#![cfg_attr(
    test,
    allow(
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
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod chars;
mod date;
mod device_type;
mod document;
mod error;
pub mod glpi_json;
mod interface;
pub mod job;
mod leaf;
mod limits;
mod list;
mod mac;
mod mend;
mod message;
mod node;
mod number;
mod parser;
mod record;
mod repair;
mod secret;
mod source;
mod split;
mod supply;
mod tag;
mod topology;
mod uptime;
mod walk;
mod writer;

pub use date::Date;
pub use device_type::DeviceType;
pub use document::{Document, Message};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, LimitExceeded, ParseValueError, Snippet};
pub use interface::{Duplex, IfAdminStatus, IfStatus, IfType, TruthValue};
pub use leaf::{Leaf, Meaning};
pub use limits::Limits;
pub use list::List;
pub use mac::MacAddr;
pub use message::component::{Component, ComponentType};
pub use message::device::{Device, DeviceError, Info};
pub use message::parts::{Drive, Firmware, Modem, SimCard, Storage};
pub use message::port::{Connection, Connections, Port, Vlan};
pub use message::printer::{Cartridge, Cartridges, Consumable, PageCounters, PaperRoll};
pub use message::reply::{Authentication, IpRange, JobOption, Model, ModelObject, Param, Reply, Target};
pub use message::request::{Agent, Content, Control, Query, Request};
pub use node::{Element, Node};
pub use number::{IfIndex, JobNumber, Mebibytes};
pub use record::Form;
pub use repair::{Repair, RepairKind};
pub use secret::Secret;
pub use split::{Documents, documents};
pub use supply::{Amount, Measure, Supply, SupplyKind, SupplyLevel};
pub use topology::{Neighbor, StackMember};
pub use uptime::Uptime;
pub use walk::{Checked, Part, Walk};
pub use writer::Style;
