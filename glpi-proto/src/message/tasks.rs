//! What a server says to each task.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::error::DecodeError;
use crate::json::Value;
use crate::json::members::Members;
use crate::json::scalar::Scalar;
use crate::message::task::Task;
use crate::message::usage::Usage;

/// What a server says to each task, in the order of the wire. PHP writes `[]`
/// where there is nothing, which is kept (GLPI-063).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tasks {
    /// The tasks.
    pub entries: Vec<(Task, TaskConfig)>,
    /// Entries that are no object; agents ignore them.
    pub ignored: Members,
    empty_list: bool,
}

/// What a server says to one task.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TaskConfig {
    /// What serves the task: `glpi` itself, or `glpiinventory`, its plugin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The version of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Categories not to inventory, a comma between them; takes the place of the
    /// agent's own setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_category: Option<String>,
    /// What the task is to fetch by `get_params`. Not in the specification. Agents skip
    /// what is no list of objects; that is among the [`parameters`](Self::parameters).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Vec<TaskParams>>,
    /// Where to send the task's requests. In the specification alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// All other members: a task's parameters are an open set.
    #[serde(flatten)]
    pub parameters: Members,
}

/// Parameters that an inventory needs for some of its categories (GLPI-066). For each use
/// that agents know they ask with [`GetParams`](crate::GetParams) those that name it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskParams {
    /// The categories, a comma between them.
    pub category: Option<String>,
    /// The ids for `get_params`, a comma between them.
    pub params_id: Option<Scalar>,
    /// What they are for: agents pass over those that are not for the database at hand.
    pub usage: Option<Usage>,
    /// The delay that a plugin has for partial inventories, in its own count. Agents do not
    /// look at it.
    pub delay: Option<Scalar>,
    /// What each id is for, in the place of [`usage`](Self::usage): the members
    /// `use[<id>]`, a comma between the values.
    pub uses: Vec<(String, String)>,
    /// All other members.
    pub extra: Members,
}

impl Tasks {
    /// What is said to a task.
    #[must_use]
    pub fn config(&self, task: &Task) -> Option<&TaskConfig> {
        self.entries.iter().find_map(|(own, config)| own.is_same(task).then_some(config))
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut tasks = Self { empty_list: value.is_list(), ..Self::default() };
        let mut ignored = Vec::new();
        for (name, value) in value.object_or_empty_list()?.into_members() {
            if value.is_object() || value.json() == "[]" {
                let config = TaskConfig::read(value).map_err(|error| error.in_member(&name))?;
                tasks.entries.push((name.into(), config));
            } else {
                ignored.push((name, value.to_raw()));
            }
        }
        tasks.ignored = Members::from_raw(ignored);
        Ok(tasks)
    }
}

impl TaskConfig {
    /// A task that GLPI itself serves, or its plugin.
    #[must_use]
    pub fn new(server: &str, version: &str) -> Self {
        Self { server: Some(server.to_owned()), version: Some(version.to_owned()), ..Self::default() }
    }

    /// Whether agents take note of it: only with both a server and a version.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let is_set = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        is_set(&self.server) && is_set(&self.version)
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object_or_empty_list()?;
        Ok(Self {
            server: object.optional("server", Value::string)?,
            version: object.optional("version", Value::string)?,
            no_category: object.optional("no-category", Value::string)?,
            params: object.fitting("params", |value| value.list_of(TaskParams::read))?,
            url: object.optional("url", Value::string)?,
            parameters: object.rest(),
        })
    }
}

impl TaskParams {
    pub(crate) fn undescribed(&self) -> usize {
        self.extra.len()
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let category = object.fitting("category", Value::string)?;
        let params_id = object.fitting("params_id", Scalar::read)?;
        let usage = object.fitting("use", Usage::read)?;
        let delay = object.fitting("delay", Scalar::read)?;
        let (mut uses, mut extra) = (Vec::new(), Vec::new());
        for (name, value) in object.into_members() {
            match name.strip_prefix("use[").and_then(|rest| rest.strip_suffix(']')) {
                Some(id) if value.is_string() => {
                    uses.push((id.to_owned(), value.string().map_err(|error| error.in_member(&name))?));
                }
                _ => extra.push((name, value.to_raw())),
            }
        }
        Ok(Self { category, params_id, usage, delay, uses, extra: Members::from_raw(extra) })
    }
}

impl Serialize for Tasks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.empty_list && self.entries.is_empty() && self.ignored.is_empty() {
            return serializer.serialize_seq(Some(0))?.end();
        }
        let mut map = serializer.serialize_map(None)?;
        for (task, config) in &self.entries {
            map.serialize_entry(task, config)?;
        }
        self.ignored.serialize_into(&mut map)?;
        map.end()
    }
}

impl Serialize for TaskParams {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(category) = &self.category {
            map.serialize_entry("category", category)?;
        }
        if let Some(id) = &self.params_id {
            map.serialize_entry("params_id", id)?;
        }
        if let Some(usage) = &self.usage {
            map.serialize_entry("use", usage)?;
        }
        if let Some(delay) = &self.delay {
            map.serialize_entry("delay", delay)?;
        }
        for (id, usage) in &self.uses {
            map.serialize_entry(&format!("use[{id}]"), usage)?;
        }
        self.extra.serialize_into(&mut map)?;
        map.end()
    }
}
