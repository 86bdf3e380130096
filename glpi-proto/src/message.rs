//! Requests and answers.

mod answer;
mod contact;
mod contact_answer;
mod content;
mod inventory;
mod legacy;
pub mod oauth;
mod params;
mod reply;
mod reply_option;
mod request;
mod response;
mod task;
mod tasks;
mod usage;
mod wake_on_lan;
mod xml_jobs_in_json;
mod xml_request;

pub use answer::{Answer, Status, token};
pub(crate) use answer::{encode_json, written_as_json};
pub use contact::{Contact, HttpdPlugin, HttpdPlugins};
pub use contact_answer::{ContactAnswer, Credential, Credentials, Disabled, Job, Jobs};
pub use content::Content;
pub use inventory::Inventory;
pub use legacy::LegacyAnswer;
pub use params::{GetParams, ParamsAnswer, ParamsCredential};
pub use reply::Reply;
pub use reply_option::ReplyOption;
pub use request::{OtherRequest, Request};
pub use response::Response;
pub use task::Task;
pub use tasks::{TaskConfig, TaskParams, Tasks};
pub use usage::Usage;
pub use wake_on_lan::{MacAddress, MagicPacket, ParseMacAddressError};
pub use xml_jobs_in_json::XmlJobsInJson;
pub use xml_request::{Prolog, XmlRequest};
