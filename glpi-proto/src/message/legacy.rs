//! What servers answer in JSON to requests without `GLPI-Agent-ID`.

use serde::Serialize;

use crate::error::DecodeError;
use crate::json::members::Members;
use crate::json::scalar::Loose;
use crate::json::{Object, Value};
use crate::message::answer::written_as_json;
use crate::message::xml_jobs_in_json::XmlJobsInJson;

/// The answer to a request in JSON without `GLPI-Agent-ID`: the names of the XML
/// answer, written in JSON (GLPI-073). It has no status, so agents take it for none.
///
/// # Wire
/// | member | |
/// |---|---|
/// | `PROLOG_FREQ` | hours until the next contact |
/// | `RESPONSE` | `SEND` |
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LegacyAnswer {
    /// Hours until the next contact.
    #[serde(rename = "PROLOG_FREQ", skip_serializing_if = "Option::is_none")]
    pub prolog_freq: Option<Loose<u64>>,
    /// `SEND`
    #[serde(rename = "RESPONSE", skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// Jobs of a plugin.
    #[serde(flatten)]
    pub xml_jobs: XmlJobsInJson,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

written_as_json!(LegacyAnswer);

impl LegacyAnswer {
    /// The answer to an inventory.
    #[must_use]
    pub fn send() -> Self {
        Self { response: Some("SEND".to_owned()), ..Self::default() }
    }

    /// Whether an object is such an answer.
    pub(crate) fn fits(object: &Object<'_>) -> bool {
        !object.has("status") && (object.has("RESPONSE") || object.has("PROLOG_FREQ"))
    }

    pub(crate) fn take(mut object: Object<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            prolog_freq: object.optional("PROLOG_FREQ", |value| Loose::read(value, "a number of hours"))?,
            response: object.optional("RESPONSE", Value::string)?,
            xml_jobs: XmlJobsInJson::take(&mut object),
            extra: object.rest(),
        })
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        self.extra.len()
    }
}
