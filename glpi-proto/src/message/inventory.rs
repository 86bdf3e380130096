//! INVENTORY: the envelope around an inventory.

use serde::Serialize;

use crate::error::{DecodeError, EncodeError};
use crate::json::members::Members;
use crate::json::scalar::{Flag, Scalar};
use crate::json::{Object, Value};
use crate::message::answer::write_json;
use crate::message::content::Content;

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
/// | `partial` | true or false, optional | only some sections are there; see [`Flag`] |
/// | `jobid` | whole number, perhaps as text, optional | the job that led to it |
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
    pub jobid: Option<Scalar>,
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

    /// The number of the job that led to it, if 64 bits hold it.
    #[must_use]
    pub fn job_id(&self) -> Option<i64> {
        self.jobid.as_ref()?.to_i64()
    }

    /// The content as JSON, byte for byte.
    #[must_use]
    pub fn content_json(&self) -> &str {
        self.content.as_str()
    }

    /// The same, detached from the payload.
    #[must_use]
    pub fn into_owned(self) -> Inventory<'static> {
        Inventory { content: self.content.into_owned(), ..self }
    }

    /// Appends the message as JSON. The content is copied as it is, whereas serde would
    /// read it once more to know that it is JSON.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let Self { action, query, device_id, content, itemtype, partial, jobid, tag, extra } = self;
        write_json(&Head { action, query, device_id }, out)?;
        out.pop();
        out.extend_from_slice(b",\"content\":");
        out.extend_from_slice(content.as_str().as_bytes());
        let brace = out.len();
        write_json(&Tail { itemtype, partial, jobid, tag, extra }, out)?;
        if out.ends_with(b"{}") {
            out.truncate(brace);
            out.push(b'}');
        } else if let Some(byte) = out.get_mut(brace) {
            *byte = b',';
        }
        Ok(())
    }

    pub(crate) fn take(mut object: Object<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            action: object.optional("action", Value::string)?,
            query: object.optional("query", Value::string)?,
            device_id: object.required("deviceid", Value::string)?,
            content: object.required("content", Content::of)?,
            itemtype: object.optional("itemtype", Value::string)?,
            partial: object.optional("partial", Flag::read)?,
            jobid: object.optional("jobid", job)?,
            tag: object.optional("tag", Value::string)?,
            extra: object.rest(),
        })
    }
}

/// A job's number (GLPI-075): of any size, as servers take it.
fn job(value: Value<'_>) -> Result<Scalar, DecodeError> {
    let expected = "a whole number";
    let job = Scalar::read(value).map_err(|_| value.unexpected(expected))?;
    if job.is_whole() { Ok(job) } else { Err(value.unexpected(expected)) }
}

/// What stands in front of the content.
#[derive(Serialize)]
struct Head<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    action: &'r Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: &'r Option<String>,
    #[serde(rename = "deviceid")]
    device_id: &'r str,
}

/// What stands behind it.
#[derive(Serialize)]
struct Tail<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    itemtype: &'r Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: &'r Option<Flag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jobid: &'r Option<Scalar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: &'r Option<String>,
    #[serde(flatten)]
    extra: &'r Members,
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use crate::limits::Limits;
    use crate::message::Request;
    use crate::transport::payload::Payload;

    #[test]
    fn it_is_written_as_serde_would() {
        for json in [
            r#"{"deviceid":"d","content":{}}"#,
            r#"{"action":"netinventory","query":"SNMP","deviceid":"d","content":{ "a" : [1.50] },"itemtype":"Unmanaged","partial":true,"jobid":7,"tag":"t\u00e9"}"#,
            r#"{"deviceid":"d","content":{"a":"{}"},"colour":{}}"#,
            r#"{"deviceid":"d","content":{"a":1},"partial":1,"extra":{},"jobid":"12"}"#,
        ] {
            let payload = Payload::of_text(json, &Limits::DEFAULT).unwrap();
            let Ok(Request::Inventory(mut inventory)) = Request::decode(&payload) else { panic!("{json}") };
            for _ in 0..2 {
                let mut written = b"before".to_vec();
                inventory.write(&mut written).unwrap();
                let expected = format!("before{}", serde_json::to_string(&inventory).unwrap());
                assert_eq!(String::from_utf8(written).unwrap(), expected);
                inventory.content = RawValue::from_string(r#"{"b":2}"#.to_owned()).unwrap().into();
            }
        }
    }
}
