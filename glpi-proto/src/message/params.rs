//! `get_params`: parameters that an agent fetches just before it needs them.

use serde::Serialize;

use crate::error::DecodeError;
use crate::json::{Object, Value};
use crate::members::Members;
use crate::scalar::Scalar;

/// An agent's request for parameters (GLPI-065). Not in the specification; real
/// agents use it to fetch database credentials, which only a plugin of the
/// server answers.
///
/// # Wire
/// | member | |
/// |---|---|
/// | `action` | `get_params` |
/// | `deviceid`, `name`, `version` | text |
/// | `params_id` | the ids of the parameters, a comma between them |
/// | `use` | what they are for, such as `mysql` |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GetParams {
    /// By which servers know the agent.
    #[serde(rename = "deviceid")]
    pub device_id: String,
    /// The program's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The program's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Which parameters; text or number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params_id: Option<Scalar>,
    /// What they are for.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

impl GetParams {
    /// The request for the parameters with this id.
    #[must_use]
    pub fn new(device_id: &str, params_id: &str, usage: &str) -> Self {
        Self {
            device_id: device_id.to_owned(),
            name: None,
            version: None,
            params_id: Some(params_id.into()),
            usage: Some(usage.to_owned()),
            extra: Members::default(),
        }
    }

    pub(crate) fn take(mut object: Object<'_>) -> Result<Self, DecodeError> {
        if object.take("action").is_none() {
            object.take("query");
        }
        Ok(Self {
            device_id: object.required("deviceid", Value::string)?,
            name: object.optional("name", Value::string)?,
            version: object.optional("version", Value::string)?,
            params_id: object.optional("params_id", Scalar::read)?,
            usage: object.optional("use", Value::string)?,
            extra: object.rest(),
        })
    }
}
