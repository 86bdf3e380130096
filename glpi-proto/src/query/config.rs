//! The answer to `getConfig`.

use serde::Serialize;

use super::{list, root, text};
use crate::error::DecodeError;
use crate::json::Value;
use crate::json::members::Members;
use crate::json::scalar::Loose;
use crate::message::written_as_json;
use crate::transport::payload::Payload;

/// Which tasks have jobs, and where to ask for them (GLPI-093). Proxies answer
/// `{}`.
///
/// # Wire
/// | member | |
/// |---|---|
/// | `configValidityPeriod` | seconds for which the answer holds |
/// | `schedule` | list of [`ScheduledTask`] |
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Config {
    /// Seconds for which the answer holds.
    #[serde(rename = "configValidityPeriod", skip_serializing_if = "Option::is_none")]
    pub validity: Option<Loose<u64>>,
    /// The tasks that have jobs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Vec<ScheduledTask>>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// A task that has jobs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ScheduledTask {
    /// `Collect`, `Deploy` or `ESX`.
    pub task: String,
    /// Where to ask for the jobs: an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<String>,
    /// Seconds between two runs; ESX has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub periodicity: Option<Loose<u64>>,
    /// Seconds to wait before the first run; ESX has it.
    #[serde(rename = "delayStartup", skip_serializing_if = "Option::is_none")]
    pub delay_startup: Option<Loose<u64>>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

written_as_json!(Config);

impl Config {
    /// Reads the answer to `getConfig`.
    ///
    /// # Errors
    /// If it is no JSON object or a described member is of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = root(payload)?;
        Ok(Self {
            validity: object.optional("configValidityPeriod", seconds)?,
            schedule: object.optional("schedule", |value| list(value, ScheduledTask::read))?,
            extra: object.rest(),
        })
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let tasks: usize = self.schedule.iter().flatten().map(|task| task.extra.len()).sum();
        tasks.saturating_add(self.extra.len())
    }
}

impl ScheduledTask {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            task: object.required("task", text)?,
            remote: object.optional("remote", text)?,
            periodicity: object.optional("periodicity", seconds)?,
            delay_startup: object.optional("delayStartup", seconds)?,
            extra: object.rest(),
        })
    }
}

fn seconds(value: Value<'_>) -> Result<Loose<u64>, DecodeError> {
    Loose::read(value, "a number of seconds")
}
