//! The jobs of deploy.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::deploy_file::DeployFile;
use super::{list, map, text};
use crate::body::Body;
use crate::compression::Compression;
use crate::error::{DecodeError, EncodeError};
use crate::json::{Object, Value};
use crate::members::Members;
use crate::message::encode_json;
use crate::payload::Payload;
use crate::scalar::Scalar;

/// The answer to `getJobs` of deploy (GLPI-101).
///
/// Read as strictly as real agents do, which refuse the whole answer for one
/// missing member; `{}` means no jobs, but `[]` is refused.
///
/// # Wire
/// | member | |
/// |---|---|
/// | `jobs` | list of [`DeployJob`] |
/// | `associatedFiles` | object: a [`DeployFile`] for each SHA-512 |
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeployJobs {
    /// The jobs.
    pub jobs: Vec<DeployJob>,
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

/// Something that must hold (GLPI-102).
///
/// `type` is one of `directoryExists`, `directoryMissing`, `fileExists`,
/// `fileMissing`, `fileSizeEquals`, `fileSizeGreater`, `fileSizeLower`,
/// `fileSHA512`, `fileSHA512mismatch`, `freespaceGreater` (in MiB), `winkeyExists`,
/// `winkeyMissing`, `winkeyEquals`, `winkeyNotEquals`, `winvalueExists`,
/// `winvalueMissing`, `winvalueType`; agents take an unknown one for fulfilled.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Check {
    /// A name for the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What to look for.
    #[serde(rename = "type")]
    pub kind: String,
    /// The file, folder, key or value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What to compare with: text; in old rows a number or `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Scalar>,
    /// What to do if it does not hold: `error`, `skip`, `startnow`, `info`,
    /// `warning`, `ignore`; `ko` if absent.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// A step (GLPI-103): on the wire an object with one member, named for what is to
/// be done, and perhaps `checks`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What to do.
    pub kind: ActionKind,
    /// What must hold before.
    pub checks: Option<Vec<Check>>,
    /// All other members.
    pub extra: Members,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActionKind {
    /// `cmd`
    Command(Command),
    /// `move`
    Move(Transfer),
    /// `copy`
    Copy(Transfer),
    /// `mkdir`
    MakeDirectories(Paths),
    /// `delete`
    Delete(Paths),
    /// Anything else: the action's members are its `extra`.
    Other,
}

/// A command to run.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Command {
    /// The command line.
    pub exec: String,
    /// A name for the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many lines of output to report; −1 means all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_line_limit: Option<Scalar>,
    /// The environment's variables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub envs: Option<Members>,
    /// How to tell success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ret_checks: Option<Vec<ReturnCheck>>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// How to tell whether a command succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct ReturnCheck {
    /// `okCode`, `okPattern`, `errorCode` or `errorPattern`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Codes or patterns.
    pub values: Vec<Scalar>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// Files to move or copy.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Transfer {
    /// Which, as a pattern.
    pub from: String,
    /// Where to.
    pub to: String,
    /// A name for the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// Folders to make, or files and folders to delete.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Paths {
    /// The paths.
    pub list: Vec<String>,
    /// A name for the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// A question to the user (GLPI-104).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserInteraction {
    /// The described members that are texts or numbers, by their names on the
    /// wire: `name`, `title`, `text`, `type`, `platform`, `timeout`, `buttons`,
    /// `icon`, `wait`, `retry_after`, `nb_max_retry`.
    pub settings: Vec<(&'static str, Scalar)>,
    /// What to do on an event, such as `on_yes`:
    /// `<local>:<server>` or `<local>:<server>:<message>`, where local is
    /// `continue`, `stop` or `ask` and server `continue`, `stop` or `postpone`.
    pub events: Vec<(String, String)>,
    /// All other members.
    pub extra: Members,
}

/// The members of a question that are not events.
const SETTINGS: [&str; 11] = [
    "name",
    "title",
    "text",
    "type",
    "platform",
    "timeout",
    "buttons",
    "icon",
    "wait",
    "retry_after",
    "nb_max_retry",
];

impl DeployJobs {
    /// The answer that there is no job: `{}`.
    #[must_use]
    pub fn none() -> Self {
        Self {
            nothing: true,
            ..Self::default()
        }
    }

    /// Reads the answer to `getJobs` of deploy.
    ///
    /// # Errors
    /// If it is no JSON object, or a described member is missing or of another
    /// type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = Value::of(payload.text(), &payload.limits)?.object()?;
        if object.is_empty() {
            return Ok(Self::none());
        }
        // In the order of real agents: the files are looked at before the jobs.
        let jobs = object.required("jobs", Ok)?;
        let files = object.required("associatedFiles", files)?;
        let jobs = list(jobs, DeployJob::read).map_err(|error| error.in_member("jobs"))?;
        Ok(Self {
            jobs,
            files,
            extra: object.rest(),
            nothing: false,
        })
    }

    /// A file by its SHA-512.
    #[must_use]
    pub fn file(&self, sha512: &str) -> Option<&DeployFile> {
        self.files
            .iter()
            .find_map(|(own, file)| (own == sha512).then_some(file))
    }

    /// The body of an answer with this content.
    ///
    /// # Errors
    /// If this build cannot write that compression.
    pub fn encode(&self, compression: Compression) -> Result<Body, EncodeError> {
        encode_json(self, compression)
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let jobs = self.jobs.iter().map(DeployJob::undescribed);
        let files = self.files.iter().map(|(_, file)| file.extra.len());
        jobs.chain(files).sum::<usize>().saturating_add(self.extra.len())
    }
}

fn files(value: Value<'_>) -> Result<Vec<(String, DeployFile)>, DecodeError> {
    let members = value.object_or_empty_list()?.into_members().into_iter();
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
            checks: object.required("checks", |value| value.list_of(Check::read))?,
            actions: object.required("actions", |value| value.list_of(Action::read))?,
            associated_files: object.required("associatedFiles", |value| list(value, text))?,
            user_interactions: object
                .optional("userinteractions", |value| list(value, UserInteraction::read))?,
            requires: object.optional("requires", map)?,
            extra: object.rest(),
        })
    }

    fn undescribed(&self) -> usize {
        let checks = self.checks.iter().map(|check| check.extra.len());
        let actions = self.actions.iter().map(Action::undescribed);
        let questions = self
            .user_interactions
            .iter()
            .flatten()
            .map(|question| question.extra.len());
        checks
            .chain(actions)
            .chain(questions)
            .sum::<usize>()
            .saturating_add(self.extra.len())
    }
}

impl Check {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            name: object.optional("name", text)?,
            kind: object.required("type", text)?,
            path: object.optional("path", text)?,
            value: object.optional("value", Scalar::read)?,
            on_failure: object.optional("return", text)?,
            extra: object.rest(),
        })
    }
}

impl Action {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let checks = object.optional("checks", |value| list(value, Check::read))?;
        Ok(Self {
            kind: ActionKind::take(&mut object)?,
            checks,
            extra: object.rest(),
        })
    }

    fn undescribed(&self) -> usize {
        let inner = match &self.kind {
            ActionKind::Command(command) => {
                let returns = command.ret_checks.iter().flatten().map(|check| check.extra.len());
                returns.sum::<usize>().saturating_add(command.extra.len())
            }
            ActionKind::Move(transfer) | ActionKind::Copy(transfer) => transfer.extra.len(),
            ActionKind::MakeDirectories(paths) | ActionKind::Delete(paths) => paths.extra.len(),
            ActionKind::Other => 0,
        };
        let checks = self.checks.iter().flatten().map(|check| check.extra.len());
        checks.chain([inner, self.extra.len()]).sum()
    }
}

impl ActionKind {
    fn take(object: &mut Object<'_>) -> Result<Self, DecodeError> {
        if let Some(command) = object.optional("cmd", Command::read)? {
            return Ok(Self::Command(command));
        }
        if let Some(transfer) = object.optional("move", Transfer::read)? {
            return Ok(Self::Move(transfer));
        }
        if let Some(transfer) = object.optional("copy", Transfer::read)? {
            return Ok(Self::Copy(transfer));
        }
        if let Some(paths) = object.optional("mkdir", Paths::read)? {
            return Ok(Self::MakeDirectories(paths));
        }
        let delete = object.optional("delete", Paths::read)?;
        Ok(delete.map_or(Self::Other, Self::Delete))
    }
}

impl Command {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            exec: object.required("exec", text)?,
            name: object.optional("name", text)?,
            log_line_limit: object.optional("logLineLimit", Scalar::read)?,
            envs: object.optional("envs", map)?,
            ret_checks: object.optional("retChecks", |value| list(value, ReturnCheck::read))?,
            extra: object.rest(),
        })
    }
}

impl ReturnCheck {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            kind: object.required("type", text)?,
            values: object.required("values", |value| list(value, Scalar::read))?,
            extra: object.rest(),
        })
    }
}

impl Transfer {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            from: object.required("from", text)?,
            to: object.required("to", text)?,
            name: object.optional("name", text)?,
            extra: object.rest(),
        })
    }
}

impl Paths {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            list: object.required("list", |value| list(value, text))?,
            name: object.optional("name", text)?,
            extra: object.rest(),
        })
    }
}

impl UserInteraction {
    /// A member that is no event, by its name on the wire.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings
            .iter()
            .find_map(|(own, value)| (*own == name).then(|| value.as_str()))
    }

    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let mut settings = Vec::new();
        for name in SETTINGS {
            if let Some(value) = object.optional(name, Scalar::read)? {
                settings.push((name, value));
            }
        }
        let (mut events, mut extra) = (Vec::new(), Vec::new());
        for (name, value) in object.into_members() {
            if name.starts_with("on_") && value.is_string() {
                events.push((name, value.string()?));
            } else {
                extra.push((name, value.to_raw()));
            }
        }
        Ok(Self {
            settings,
            events,
            extra: Members::from_raw(extra),
        })
    }
}

impl Serialize for DeployJobs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        if !self.nothing || !self.jobs.is_empty() {
            object.serialize_entry("jobs", &self.jobs)?;
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

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        match &self.kind {
            ActionKind::Command(command) => object.serialize_entry("cmd", command)?,
            ActionKind::Move(transfer) => object.serialize_entry("move", transfer)?,
            ActionKind::Copy(transfer) => object.serialize_entry("copy", transfer)?,
            ActionKind::MakeDirectories(paths) => object.serialize_entry("mkdir", paths)?,
            ActionKind::Delete(paths) => object.serialize_entry("delete", paths)?,
            ActionKind::Other => {}
        }
        if let Some(checks) = &self.checks {
            object.serialize_entry("checks", checks)?;
        }
        self.extra.serialize_into(&mut object)?;
        object.end()
    }
}

impl Serialize for UserInteraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in &self.settings {
            object.serialize_entry(name, value)?;
        }
        for (name, value) in &self.events {
            object.serialize_entry(name, value)?;
        }
        self.extra.serialize_into(&mut object)?;
        object.end()
    }
}
