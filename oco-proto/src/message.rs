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

use crate::wire::Any;

/// A request's id: any JSON value but `null`. Real agents always send 1, servers
/// send back what they got.
pub type Id<'a> = Any<'a>;

/// The way in which the object of a method's own members was missing, if it was (OCO-023).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Gap {
    Given,
    Null,
    #[default]
    Absent,
}

impl Gap {
    /// Appends the object, or leaves it missing as it was if nothing was put into it.
    fn write(
        self,
        out: &mut Vec<u8>,
        name: &'static str,
        is_empty: bool,
        members: impl FnOnce(&mut Vec<u8>),
    ) {
        match self {
            Self::Absent if is_empty => {}
            Self::Null if is_empty => {
                out.extend_from_slice(name.as_bytes());
                out.extend_from_slice(b"null");
            }
            _ => {
                out.extend_from_slice(name.as_bytes());
                members(out);
            }
        }
    }
}
