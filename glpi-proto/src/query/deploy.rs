//! The jobs of deploy.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::deploy_action::{Action, Check};
use super::deploy_file::DeployFile;
use super::deploy_question::UserInteraction;
use super::{list, map, text};
use crate::error::DecodeError;
use crate::json::Value;
use crate::json::members::Members;
use crate::message::written_as_json;
use crate::transport::payload::Payload;

/// The answer to `getJobs` of deploy (GLPI-101).
///
/// Real agents refuse the whole answer for what they look at before they begin, and so
/// does this: `associatedFiles` is an object and its files have their six members, each
/// job has `uuid`, `checks`, `actions` and `associatedFiles`. `{}` means no jobs, but `[]`
/// is refused. What else has another shape than is described loses nobody a job: it stays
/// in the `extra` of what holds it (GLPI-107).
///
/// # Wire
/// | member | |
/// |---|---|
/// | `jobs` | list of [`DeployJob`], optional |
/// | `associatedFiles` | object: a [`DeployFile`] for each SHA-512 |
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeployJobs {
    /// The jobs; absent and empty mean the same.
    pub jobs: Option<Vec<DeployJob>>,
    /// The files by SHA-512, in the order of the wire.
    pub files: Vec<(String, DeployFile)>,
    /// All other members.
    pub extra: Members,
    /// Whether it is `{}`.
    nothing: bool,
}

/// A package to install.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployJob {
    /// The job.
    pub uuid: String,
    /// What must hold before anything is done.
    pub checks: Vec<Check>,
    /// What to do, in order.
    pub actions: Vec<Action>,
    /// The SHA-512 of the files that are needed.
    pub associated_files: Vec<String>,
    /// What to ask the user.
    #[serde(rename = "userinteractions", skip_serializing_if = "Option::is_none")]
    pub user_interactions: Option<Vec<UserInteraction>>,
    /// What the agent must have done before, such as `softwares-inventory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires: Option<Members>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

written_as_json!(DeployJobs);

impl DeployJobs {
    /// The answer that there is no job: `{}`.
    #[must_use]
    pub fn none() -> Self {
        Self { nothing: true, ..Self::default() }
    }

    /// Reads the answer to `getJobs` of deploy.
    ///
    /// # Errors
    /// If it is no JSON object, or a member that agents insist on is missing or of another
    /// type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = Value::of(payload.text(), &payload.limits).object()?;
        if object.is_empty() {
            return Ok(Self::none());
        }
        // In the order of real agents: the files are looked at before the jobs.
        let files = object.required("associatedFiles", files)?;
        let jobs = object.optional("jobs", |value| list(value, DeployJob::read))?;
        Ok(Self { jobs, files, extra: object.rest(), nothing: false })
    }

    /// A file by its SHA-512.
    #[must_use]
    pub fn file(&self, sha512: &str) -> Option<&DeployFile> {
        self.files.iter().find_map(|(own, file)| (own == sha512).then_some(file))
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let jobs = self.jobs.iter().flatten().map(DeployJob::undescribed);
        let files = self.files.iter().map(|(_, file)| file.extra.len());
        jobs.chain(files).sum::<usize>().saturating_add(self.extra.len())
    }
}

fn files(value: Value<'_>) -> Result<Vec<(String, DeployFile)>, DecodeError> {
    let members = value.object()?.into_members().into_iter();
    let read = |(name, value): (String, Value<'_>)| {
        let file = DeployFile::read(value).map_err(|error| error.in_member(&name))?;
        Ok((name, file))
    };
    members.map(read).collect()
}

impl DeployJob {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            uuid: object.required("uuid", text)?,
            checks: object.required("checks", |value| list(value, Check::read))?,
            actions: object.required("actions", |value| value.list_of(Action::read))?,
            associated_files: object.required("associatedFiles", |value| list(value, text))?,
            user_interactions: object
                .fitting("userinteractions", |value| list(value, UserInteraction::read))?,
            requires: object.fitting("requires", map)?,
            extra: object.rest(),
        })
    }

    fn undescribed(&self) -> usize {
        let checks = self.checks.iter().map(|check| check.extra.len());
        let actions = self.actions.iter().map(Action::undescribed);
        let questions = self.user_interactions.iter().flatten().map(|question| question.extra.len());
        checks.chain(actions).chain(questions).sum::<usize>().saturating_add(self.extra.len())
    }
}

impl Serialize for DeployJobs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        if !self.nothing || self.jobs.is_some() || !self.files.is_empty() || !self.extra.is_empty() {
            if let Some(jobs) = &self.jobs {
                object.serialize_entry("jobs", jobs)?;
            }
            object.serialize_entry("associatedFiles", &Files(&self.files))?;
            self.extra.serialize_into(&mut object)?;
        }
        object.end()
    }
}

struct Files<'f>(&'f [(String, DeployFile)]);

impl Serialize for Files<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(sha512, file)| (sha512, file)))
    }
}
