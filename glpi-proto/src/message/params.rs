//! `get_params`: parameters that an agent fetches just before it needs them.

use serde::Serialize;

use crate::error::DecodeError;
use crate::json::members::Members;
use crate::json::scalar::Scalar;
use crate::json::{Object, Value};
use crate::message::answer::{Answer, written_as_json};
use crate::message::usage::Usage;
use crate::secret::Secret;
use crate::transport::payload::Payload;

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

/// A server's answer to `get_params` (GLPI-068).
///
/// # Wire
/// The common members, and `credentials`: a list of [`ParamsCredential`]. Servers
/// without the plugin that knows them leave it out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ParamsAnswer {
    /// What all answers have, and all members that nobody has described.
    #[serde(flatten)]
    pub answer: Answer,
    /// The credentials that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Vec<ParamsCredential>>,
}

/// Credentials for a database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ParamsCredential {
    /// By which the plugin knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Scalar>,
    /// `login_password` is the one that agents know.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What they are for, such as `mysql`: what was asked for.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// The login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// Where the database is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// On which port, as number or text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<Scalar>,
    /// On which socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket: Option<String>,
    /// In which instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Which of the parameters that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params_id: Option<Scalar>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

written_as_json!(ParamsAnswer);

impl ParamsAnswer {
    /// Reads the answer to `get_params`.
    ///
    /// # Errors
    /// If it is no JSON object or a described member is of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = Value::of(payload.text(), &payload.limits).object_or_empty_list()?;
        Ok(Self {
            credentials: object.optional("credentials", |value| value.list_of(ParamsCredential::read))?,
            answer: Answer::take(object)?,
        })
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let inner: usize = self.credentials.iter().flatten().map(|credential| credential.extra.len()).sum();
        inner.saturating_add(self.answer.undescribed())
    }
}

impl ParamsCredential {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            id: object.optional("id", Scalar::read)?,
            kind: object.optional("type", Value::string)?,
            usage: object.optional("use", Usage::read)?,
            login: object.optional("login", Value::string)?,
            password: object.optional("password", Secret::read)?,
            host: object.optional("host", Value::string)?,
            port: object.optional("port", Scalar::read)?,
            socket: object.optional("socket", Value::string)?,
            instance: object.optional("instance", Value::string)?,
            params_id: object.optional("params_id", Scalar::read)?,
            extra: object.rest(),
        })
    }
}
