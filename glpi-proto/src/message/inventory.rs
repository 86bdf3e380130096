//! INVENTORY: the envelope around an inventory.

use crate::error::DecodeError;
use crate::json::{Flag, Form, Members, Reader, Scalar, object};
use crate::message::content::Content;

object! {
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
    pub struct Inventory<'a> {
        /// The kind of inventory; `None` where the member is absent, which means `inventory`.
        action: Option<String> = "action" => Action,
        /// The name of `action` in old formats (before 1.1.2).
        query: Option<String> = "query" => Action,
        /// The agent's name for itself, by which servers know it.
        device_id: String = "deviceid",
        /// The inventory.
        content: Content<'a> = "content",
        /// The type of the item that the inventory describes.
        itemtype: Option<String> = "itemtype",
        /// A mark that only some sections are there.
        partial: Option<Flag> = "partial",
        /// The job that led to the inventory.
        jobid: Option<Scalar> = "jobid" => WholeNumber,
        /// A word of the administrator's.
        tag: Option<String> = "tag",
        ..extra
    }
}

/// The values of `action` that carry an inventory. Servers accept the last two as old
/// names of `netinventory`.
const ACTIONS: [&str; 5] = ["inventory", "netdiscovery", "netinventory", "snmp", "snmpquery"];

impl<'a> Inventory<'a> {
    /// Creates the envelope of a computer's inventory.
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

    /// Returns true if an action carries an inventory. Servers compare exactly.
    pub(crate) fn is_action(action: &str) -> bool {
        ACTIONS.contains(&action)
    }

    /// Returns the kind of inventory: `inventory` unless the message says otherwise.
    #[must_use]
    pub fn action(&self) -> &str {
        self.action.as_deref().or(self.query.as_deref()).unwrap_or("inventory")
    }

    /// Returns the type of the item: `Computer` unless the message says otherwise
    /// (GLPI-072: so the specification and servers; the format's own schema says
    /// `Unmanaged`).
    #[must_use]
    pub fn itemtype(&self) -> &str {
        self.itemtype.as_deref().unwrap_or("Computer")
    }

    /// Returns true if only some sections are there.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.partial.is_some_and(Flag::value)
    }

    /// Returns the number of the job that led to it, if 64 bits hold it.
    #[must_use]
    pub fn job_id(&self) -> Option<i64> {
        self.jobid.as_ref()?.to_i64()
    }

    /// Returns the content as JSON, byte for byte.
    #[must_use]
    pub fn content_json(&self) -> &str {
        self.content.as_str()
    }

    /// Detaches the message from the payload.
    #[must_use]
    pub fn into_owned(self) -> Inventory<'static> {
        Inventory { content: self.content.into_owned(), ..self }
    }
}

/// The kind of an inventory.
struct Action;

impl<'a> Form<'a, Option<String>> for Action {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<String>, DecodeError> {
        reader.text().map(|text| Some(text.into()))
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Option<String>> {
        let action = *u.choose(&ACTIONS)?;
        Ok(if u.ratio(1, 2)? { Some(action.to_owned()) } else { None })
    }
}

/// A job's number (GLPI-075): of any size, as servers take it.
struct WholeNumber;

impl<'a> Form<'a, Option<Scalar>> for WholeNumber {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Scalar>, DecodeError> {
        use crate::json::Json;
        let start = reader.clone();
        match Scalar::read(reader) {
            Ok(job) if job.is_whole() => Ok(Some(job)),
            _ => Err(start.unexpected("a whole number")),
        }
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Option<Scalar>> {
        use arbitrary::Arbitrary;
        Ok(match u.int_in_range(0..=2)? {
            0 => None,
            1 => Some(i64::arbitrary(u)?.into()),
            _ => Some((*u.choose(&[" 12 ", "-7", "007"])?).into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::limits::Limits;
    use crate::message::{Content, Message, Request};
    use crate::transport::payload::Payload;

    #[test]
    fn it_is_written_as_it_was_read_and_the_content_is_copied() {
        for json in [
            r#"{"deviceid":"d","content":{}}"#,
            r#"{"action":"netinventory","query":"SNMP","deviceid":"d","content":{ "a" : [1.50] },"itemtype":"Unmanaged","partial":true,"jobid":7,"tag":"t\n"}"#,
            r#"{"deviceid":"d","content":{"a":"{}"},"colour":{}}"#,
            r#"{"deviceid":"d","content":{"a":1},"partial":1,"jobid":"12","extra":{}}"#,
        ] {
            let payload = Payload::from_text(json, &Limits::DEFAULT).unwrap();
            let Ok(Request::Inventory(mut inventory)) = Request::decode(&payload, &Limits::DEFAULT) else {
                panic!("{json}")
            };
            let mut written = b"before".to_vec();
            let content = inventory.content_json().to_owned();
            Request::from(inventory.clone()).encode(&mut written).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), format!("before{json}"));
            inventory.content = Content::parse(r#"{"b":2}"#, &Limits::DEFAULT).unwrap();
            let mut written = Vec::new();
            Request::from(inventory).encode(&mut written).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), json.replace(&content, r#"{"b":2}"#));
        }
    }
}
