//! Requests and answers.

mod answer;
mod contact;
mod inventory;
mod params;
mod request;

pub use answer::{Answer, Status, token};
pub use contact::{Contact, HttpdPlugin, HttpdPlugins};
pub use inventory::Inventory;
pub use params::GetParams;
pub use request::{OtherRequest, Request};
