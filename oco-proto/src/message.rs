//! Requests and replies: one model for all dialects.

mod check;
mod download;
mod events;
mod hello;
mod host;
mod inventory;
mod job;
mod passwords;
mod policy;
mod reply;
mod request;
mod written;

use serde::ser::{Serialize, SerializeMap};

pub use download::{Download, PACKAGE_CONTENT_TYPE, PackageHead, PackageLink};
pub use events::{Event, EventCode, EventQuery, Events};
pub use hello::{Hello, Network, Service};
pub use host::Host;
pub use inventory::{Device, Inventory, Login, Partition, Printer, Screen, Software, User};
pub use job::{
    ContainerId, ContainerKind, JobId, JobKind, JobState, JobStateReply, PROGRESS_UNPACKING,
    RETURN_CODE_ABORTED, RETURN_CODE_AGENT_ERROR, SoftwareJob, State,
};
pub use passwords::{OpenError, PasswordEntry, PasswordForm, PasswordRule, Passwords, Sealed};
pub use policy::{MACHINE_SCOPE, ParsePolicyNameError, Policies, PolicyName};
pub use reply::{Answer, HelloReply, Receipt, Reply, Success};
pub use request::{Call, Request};
pub(crate) use written::Stamp;

use crate::error::EncodeError;
use crate::wire::{Any, Member, Raw};

/// A request's id: any JSON value but `null`. Real agents always send 1, servers
/// send back what they got.
pub type Id<'a> = Any<'a>;

/// Writes a member unless it is not there.
fn entry<M: SerializeMap>(
    map: &mut M,
    name: &'static str,
    member: &(impl Member + Serialize),
) -> Result<(), M::Error> {
    if member.is_absent() { Ok(()) } else { map.serialize_entry(name, member) }
}

/// Appends JSON to `dst`, which stays as it is on an error. In UTF-8, not in ASCII only
/// like real programs (OCO-027).
fn write(
    dst: &mut Vec<u8>,
    json: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>,
) -> Result<(), EncodeError> {
    let before = dst.len();
    json(dst).map_err(|_| {
        dst.truncate(before);
        EncodeError::Json
    })
}

/// How the map of a method's own members was missing, if it was (OCO-023).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    Given,
    Null,
    Absent,
}

impl Gap {
    /// The map's text, and how it was missing. What is missing reads like `{}`.
    fn of<'a>(raw: Raw<'a>) -> (&'a str, Self) {
        match raw.as_str() {
            Some(part) if raw.is_set() => (part, Self::Given),
            Some(_) => ("{}", Self::Null),
            None => ("{}", Self::Absent),
        }
    }

    /// Writes the map, or leaves it missing as it was if nothing was put into it.
    fn write<M: SerializeMap>(
        self,
        map: &mut M,
        name: &'static str,
        members: &impl Serialize,
        is_empty: bool,
    ) -> Result<(), M::Error> {
        match self {
            Self::Absent if is_empty => Ok(()),
            Self::Null if is_empty => map.serialize_entry(name, &()),
            _ => map.serialize_entry(name, members),
        }
    }
}
