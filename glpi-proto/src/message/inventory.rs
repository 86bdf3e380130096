//! INVENTORY: the envelope around an inventory.

use serde::Serialize;

use crate::error::DecodeError;
use crate::json::{Object, Value};
use crate::limits::Limits;
use crate::members::Members;
use crate::message::content::Content;
use crate::message::control::{Control, DeviceError};
use crate::scalar::{Flag, Loose};

/// The envelope of an inventory in JSON (GLPI-070). The content is kept as it
/// came, byte for byte, in the payload that it was read from.
///
/// # Wire
/// | member | | |
/// |---|---|---|
/// | `action` | text, optional | `inventory` if absent, else `netdiscovery` or `netinventory` |
/// | `deviceid` | text | |
/// | `content` | object | |
/// | `itemtype` | text, optional | `Computer` if absent |
/// | `partial` | true or false, optional | only some sections are there |
/// | `jobid` | number, optional | the job that led to it |
/// | `tag` | text, optional | |
///
/// Real servers refuse any other member here, though not in the content
/// (GLPI-071); [`extra`](Self::extra) holds them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inventory<'a> {
    /// What kind it is; `None` where the member is absent, which means an inventory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The name of `action` in old formats (before 1.1.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// By which servers know the agent.
    #[serde(rename = "deviceid")]
    pub device_id: String,
    /// The inventory.
    pub content: Content<'a>,
    /// What kind of thing it describes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub itemtype: Option<String>,
    /// Whether only some sections are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial: Option<Flag>,
    /// The job that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jobid: Option<Loose<i64>>,
    /// A word of the administrator's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// The `action`s that carry an inventory. Servers accept the last two as old
/// names of `netinventory`.
const ACTIONS: [&str; 5] = ["inventory", "netdiscovery", "netinventory", "snmp", "snmpquery"];

impl<'a> Inventory<'a> {
    /// The envelope of a computer's inventory.
    #[must_use]
    pub fn new(device_id: &str, content: impl Into<Content<'a>>) -> Self {
        Self {
            action: Some("inventory".to_owned()),
            query: None,
            device_id: device_id.to_owned(),
            content: content.into(),
            itemtype: Some("Computer".to_owned()),
            partial: None,
            jobid: None,
            tag: None,
            extra: Members::default(),
        }
    }

    /// Whether an action carries an inventory. Servers compare exactly.
    pub(crate) fn is_action(action: &str) -> bool {
        ACTIONS.contains(&action)
    }

    /// What kind of inventory it is: `inventory` unless it says otherwise.
    #[must_use]
    pub fn action(&self) -> &str {
        self.action.as_deref().or(self.query.as_deref()).unwrap_or("inventory")
    }

    /// What kind of thing it describes: `Computer` unless it says otherwise
    /// (GLPI-072: so the specification and servers; the format's own schema says
    /// `Unmanaged`).
    #[must_use]
    pub fn itemtype(&self) -> &str {
        self.itemtype.as_deref().unwrap_or("Computer")
    }

    /// Whether only some sections are there.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.partial.is_some_and(Flag::value)
    }

    /// The content as JSON, byte for byte.
    #[must_use]
    pub fn content_json(&self) -> &str {
        self.content.as_str()
    }

    /// How far a network job is, if the content says so.
    #[must_use]
    pub fn to_control(&self) -> Option<Control> {
        Control::from_json(self.content_json(), &Limits::DEFAULT)
    }

    /// Why a device could not be asked, if the content says so.
    #[must_use]
    pub fn to_device_error(&self) -> Option<DeviceError> {
        DeviceError::from_json(self.content_json(), &Limits::DEFAULT)
    }

    /// The same, detached from the payload.
    #[must_use]
    pub fn into_owned(self) -> Inventory<'static> {
        Inventory { content: self.content.into_owned(), ..self }
    }

    pub(crate) fn take(mut object: Object<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            action: object.optional("action", Value::string)?,
            query: object.optional("query", Value::string)?,
            device_id: object.required("deviceid", Value::string)?,
            content: object.required("content", Content::of)?,
            itemtype: object.optional("itemtype", Value::string)?,
            partial: object.optional("partial", Flag::read)?,
            jobid: object.optional("jobid", |value| Loose::read(value, "a number"))?,
            tag: object.optional("tag", Value::string)?,
            extra: object.rest(),
        })
    }
}
