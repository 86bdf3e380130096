//! Requests and answers.

mod answer;
mod contact;
mod contact_answer;
mod content;
mod control;
mod inventory;
mod job;
mod leaf;
mod leaked;
mod legacy;
mod params;
mod reply;
mod request;
mod response;
mod tasks;
mod usage;
mod xml_request;

pub use answer::{Answer, Status, token};
pub(crate) use answer::{encode_json, written_as_json};
pub use contact::{Contact, HttpdPlugin, HttpdPlugins};
pub use contact_answer::{ContactAnswer, Credential, Credentials, Disabled, Job, Jobs};
pub use content::Content;
pub use control::{Control, DeviceError, Progress};
pub use inventory::Inventory;
pub use job::{Authentication, Device, JobOption, Param, Range};
pub use leaf::Style;
pub use leaked::LeakedJobs;
pub use legacy::LegacyAnswer;
pub use params::{GetParams, ParamsAnswer, ParamsCredential};
pub use reply::Reply;
pub use request::{OtherRequest, Request};
pub use response::Response;
pub use tasks::{TaskConfig, TaskParams, Tasks};
pub use usage::Usage;
pub use xml_request::{Prolog, XmlRequest};
