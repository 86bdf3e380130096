//! The older query-string protocol, which collect, deploy and ESX still use.
//!
//! The specification leaves these tasks to the future. What exists is a protocol
//! of its own: requests are GETs with everything in the query string, or forms
//! ([`Query`], which a server reads with [`Query::decode`]), answers are JSON objects that name no type, so the asker says
//! what is to be read:
//!
//! | request | answer |
//! |---|---|
//! | `getConfig` | [`Config`]: which tasks have jobs, and where |
//! | `getJobs` of collect | [`CollectJobs`] |
//! | `setAnswer` | [`TokenAnswer`] |
//! | `getJobs` of ESX | [`EsxJobs`] |
//! | `getJobs` of deploy | [`DeployJobs`] |
//! | `setLog`, `setStatus`, `setUserEvent`, `jobsDone` | nothing of interest |
//! | `getFilePart` | the bytes of a part of a file |
//!
//! Not in this form, and therefore not here: `netdiscovery` and `netinventory`
//! (their jobs come as [`ReplyOption`](crate::ReplyOption)), `wakeonlan` (likewise), `remoteinventory` (configured on
//! the agent alone; its results are ordinary inventories) and CONFIGURATION,
//! which nobody has implemented.

mod collect;
mod config;
mod deploy;
mod deploy_action;
mod deploy_file;
mod deploy_question;
mod esx;
mod percent;
mod request;

pub use collect::{CollectFilter, CollectJob, CollectJobs, Function, TokenAnswer};
pub use config::{Config, ScheduledTask};
pub use deploy::{DeployJob, DeployJobs};
pub use deploy_action::{Action, ActionKind, Check, Command, Paths, ReturnCheck, Transfer};
pub use deploy_file::{DeployFile, part_path};
pub use deploy_question::UserInteraction;
pub use esx::{EsxJob, EsxJobs};
pub use request::{ParseQueryError, Query};

use crate::error::DecodeError;
use crate::json::members::Members;
use crate::json::{Object, Value};
use crate::transport::payload::Payload;

/// The object that an answer is; `[]` is one without members, as PHP writes it.
fn root<'a>(payload: &'a Payload<'_>) -> Result<Object<'a>, DecodeError> {
    Value::of(payload.text(), &payload.limits).object_or_empty_list()
}

/// A list, or none for the `{}` that PHP writes for a list without elements.
fn list<'a, T>(
    value: Value<'a>,
    read: impl FnMut(Value<'a>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    if value.is_object() && value.object()?.is_empty() {
        return Ok(Vec::new());
    }
    value.list_of(read)
}

/// A text, kept as it is.
fn text(value: Value<'_>) -> Result<String, DecodeError> {
    value.string()
}

/// Members by name, or none for `[]`.
fn map(value: Value<'_>) -> Result<Members, DecodeError> {
    value.object_or_empty_list().map(Object::rest)
}
