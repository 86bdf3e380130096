//! What a deploy job checks and does.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{list, map, text};
use crate::error::DecodeError;
use crate::json::members::Members;
use crate::json::scalar::Scalar;
use crate::json::{Object, Value};

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
    /// What to look for; to agents its absence is an unknown one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
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
/// be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What to do.
    pub kind: ActionKind,
    /// What must hold before, where it stands beside what is to be done. Agents look into
    /// that: see [`Action::checks`].
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
    /// Anything else, and one of the above that lacks what it needs: the action's members
    /// are its `extra`.
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
    /// What must hold before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Vec<Check>>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// How to tell whether a command succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct ReturnCheck {
    /// `okCode`, `okPattern`, `errorCode` or `errorPattern`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Codes or patterns; `None` is `null`, which no result equals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Option<Scalar>>>,
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
    /// What must hold before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Vec<Check>>,
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
    /// What must hold before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Vec<Check>>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

fn checks(value: Value<'_>) -> Result<Vec<Check>, DecodeError> {
    list(value, Check::read)
}

fn code(value: Value<'_>) -> Result<Option<Scalar>, DecodeError> {
    if value.is_null() { Ok(None) } else { Scalar::read(value).map(Some) }
}

impl Check {
    pub(super) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            name: object.fitting("name", text)?,
            kind: object.fitting("type", text)?,
            path: object.fitting("path", text)?,
            value: object.fitting("value", Scalar::read)?,
            on_failure: object.fitting("return", text)?,
            extra: object.rest(),
        })
    }
}

impl Action {
    pub(super) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let checks = object.fitting("checks", checks)?;
        Ok(Self { kind: ActionKind::take(&mut object)?, checks, extra: object.rest() })
    }

    /// What must hold before: what agents look for, which is in what is to be done, and
    /// then what stands beside it (GLPI-106).
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.kind.checks().into_iter().chain(&self.checks).flatten()
    }

    pub(super) fn undescribed(&self) -> usize {
        let inner = match &self.kind {
            ActionKind::Command(command) => {
                let returns = command.ret_checks.iter().flatten().map(|check| check.extra.len());
                returns.sum::<usize>().saturating_add(command.extra.len())
            }
            ActionKind::Move(transfer) | ActionKind::Copy(transfer) => transfer.extra.len(),
            ActionKind::MakeDirectories(paths) | ActionKind::Delete(paths) => paths.extra.len(),
            ActionKind::Other => 0,
        };
        let checks = self.checks().map(|check| check.extra.len());
        checks.chain([inner, self.extra.len()]).sum()
    }
}

impl ActionKind {
    fn take(object: &mut Object<'_>) -> Result<Self, DecodeError> {
        if let Some(command) = object.fitting("cmd", Command::read)? {
            return Ok(Self::Command(command));
        }
        if let Some(transfer) = object.fitting("move", Transfer::read)? {
            return Ok(Self::Move(transfer));
        }
        if let Some(transfer) = object.fitting("copy", Transfer::read)? {
            return Ok(Self::Copy(transfer));
        }
        if let Some(paths) = object.fitting("mkdir", Paths::read)? {
            return Ok(Self::MakeDirectories(paths));
        }
        let delete = object.fitting("delete", Paths::read)?;
        Ok(delete.map_or(Self::Other, Self::Delete))
    }

    fn checks(&self) -> Option<&Vec<Check>> {
        match self {
            Self::Command(command) => command.checks.as_ref(),
            Self::Move(transfer) | Self::Copy(transfer) => transfer.checks.as_ref(),
            Self::MakeDirectories(paths) | Self::Delete(paths) => paths.checks.as_ref(),
            Self::Other => None,
        }
    }
}

impl Command {
    pub(super) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            exec: object.required("exec", text)?,
            name: object.fitting("name", text)?,
            log_line_limit: object.fitting("logLineLimit", Scalar::read)?,
            envs: object.fitting("envs", map)?,
            ret_checks: object.fitting("retChecks", |value| list(value, ReturnCheck::read))?,
            checks: object.fitting("checks", checks)?,
            extra: object.rest(),
        })
    }
}

impl ReturnCheck {
    pub(super) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            kind: object.fitting("type", text)?,
            values: object.fitting("values", |value| list(value, code))?,
            extra: object.rest(),
        })
    }
}

impl Transfer {
    pub(super) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            from: object.required("from", text)?,
            to: object.required("to", text)?,
            name: object.fitting("name", text)?,
            checks: object.fitting("checks", checks)?,
            extra: object.rest(),
        })
    }
}

impl Paths {
    pub(super) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            list: object.required("list", |value| list(value, text))?,
            name: object.fitting("name", text)?,
            checks: object.fitting("checks", checks)?,
            extra: object.rest(),
        })
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
