//! An inventory as one writes it down with serde: whole, or the envelope alone.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The envelope, its content left as it is.
#[derive(Debug, Deserialize)]
pub(crate) struct Envelope<'a> {
    pub(crate) action: Option<String>,
    pub(crate) deviceid: String,
    pub(crate) itemtype: Option<String>,
    pub(crate) tag: Option<String>,
    #[serde(borrow)]
    pub(crate) content: &'a RawValue,
}

/// A CONTACT request.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Contact {
    pub(crate) action: String,
    pub(crate) deviceid: String,
    pub(crate) enabled_tasks: Option<Vec<String>>,
    pub(crate) installed_tasks: Vec<String>,
    pub(crate) name: String,
    pub(crate) tag: Option<String>,
    pub(crate) version: String,
}
