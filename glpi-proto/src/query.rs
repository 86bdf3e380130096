//! The older query-string protocol, which collect, deploy and ESX still use.
//!
//! The specification leaves these tasks to the future. What exists is another
//! protocol: requests are GETs with everything in the query string, or forms
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
//! which is not implemented anywhere.

mod collect;
mod config;
mod deploy;
mod deploy_action;
mod deploy_file;
mod deploy_question;
mod esx;
mod percent;
mod request;

pub use collect::{
    CollectFilter, CollectJob, CollectJobs, FindFileJob, OtherJob, RegistryJob, TokenAnswer, WmiJob,
};
pub use config::{Config, ScheduledTask};
pub use deploy::{DeployJob, DeployJobs};
pub use deploy_action::{Action, ActionKind, Check, Command, Paths, ReturnCheck, Transfer};
pub use deploy_file::{DeployFile, part_path};
pub use deploy_question::UserInteraction;
pub use esx::{EsxJob, EsxJobs};
pub use request::{ParseQueryError, Query};
