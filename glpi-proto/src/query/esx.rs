//! The jobs of ESX.

use serde::Serialize;

use super::{list, root, text};
use crate::error::DecodeError;
use crate::json::Value;
use crate::json::members::Members;
use crate::message::written_as_json;
use crate::secret::Secret;
use crate::transport::payload::Payload;

/// The answer to `getJobs` of ESX (GLPI-094); `{}` and `[]` mean no jobs. Each
/// host's result is an ordinary [`Inventory`](crate::Inventory).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct EsxJobs {
    /// The jobs; absent and empty mean the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jobs: Option<Vec<EsxJob>>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// A host to inventory.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct EsxJob {
    /// The job.
    pub uuid: String,
    /// The host's name or address.
    pub host: String,
    /// The login; plugins write `null` once the credentials are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The password, or none for the same reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

written_as_json!(EsxJobs);

impl EsxJobs {
    /// Reads the answer to `getJobs` of ESX.
    ///
    /// # Errors
    /// If it is no JSON object or a described member is missing or of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = root(payload)?;
        Ok(Self { jobs: object.optional("jobs", |value| list(value, EsxJob::read))?, extra: object.rest() })
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let jobs: usize = self.jobs.iter().flatten().map(|job| job.extra.len()).sum();
        jobs.saturating_add(self.extra.len())
    }
}

impl EsxJob {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            uuid: object.required("uuid", text)?,
            host: object.required("host", text)?,
            user: object.optional("user", text)?,
            password: object.optional("password", Secret::read)?,
            extra: object.rest(),
        })
    }
}
