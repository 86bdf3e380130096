//! What a server answers to CONTACT.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::body::Body;
use crate::compression::Compression;
use crate::error::{DecodeError, EncodeError};
use crate::json::{Object, Value};
use crate::members::Members;
use crate::message::answer::{Answer, Status, encode_json};
use crate::message::contact::tasks;
use crate::message::leaked::LeakedJobs;
use crate::scalar::Scalar;
use crate::secret::Secret;
use crate::task::Task;

/// A server's answer to CONTACT (GLPI-062).
///
/// # Wire
/// | member | | in the field |
/// |---|---|---|
/// | `status`, `message`, `expiration` | see [`Answer`] | |
/// | `tasks` | object, optional: a [`TaskConfig`] a task; `[]` where there is none | yes |
/// | `disabled` | list of text, or one text, optional | yes |
/// | `jobs` | object of lists, optional | in the specification alone |
/// | `credentials` | object, optional, with numbers for names | in the specification alone |
/// | `0`, `1` and so on | jobs that real servers let slip in; agents ignore them | yes |
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct ContactAnswer {
    /// What all answers have, and all members that nobody has described.
    #[serde(flatten)]
    pub answer: Answer,
    /// What the server says to each task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Tasks>,
    /// The tasks that the agent is not to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// Jobs by task. No known program has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jobs: Option<Jobs>,
    /// Credentials that jobs refer to. No known program has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Credentials>,
    /// The members with numbers for names.
    #[serde(flatten)]
    pub leaked: LeakedJobs,
}

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
    /// What the task is to fetch by `get_params`. Not in the specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Vec<TaskParams>>,
    /// Where to send the task's requests. In the specification alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// All other members: a task's parameters are an open set.
    #[serde(flatten)]
    pub parameters: Members,
}

/// Parameters that an inventory needs for some of its categories (GLPI-066).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskParams {
    /// The categories, a comma between them.
    pub category: Option<String>,
    /// The ids for `get_params`, a comma between them.
    pub params_id: Option<Scalar>,
    /// What to use where there is no id.
    pub usage: Option<Scalar>,
    /// What each id is for: the members `use[<id>]`, a comma between the values.
    pub uses: Vec<(String, String)>,
    /// All other members.
    pub extra: Members,
}

/// The tasks that an agent is not to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disabled {
    /// A list, as servers write it.
    List(Vec<Task>),
    /// A single name, which agents accept as well.
    One(Task),
}

/// Jobs by task, in the order of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Jobs(pub Vec<(Task, Vec<Job>)>);

/// A job as the specification prints it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Job {
    /// The task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// The job's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jobid: Option<Scalar>,
    /// The names of the [`Credentials`] to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Vec<Scalar>>,
    /// All other members: a job's parameters are an open set.
    #[serde(flatten)]
    pub parameters: Members,
}

/// Credentials by number, in the order of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credentials(pub Vec<(String, Credential)>);

/// Credentials as the specification prints them.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Credential {
    /// `snmp`
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `v1`, `v2c`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The SNMP community.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub community: Option<Secret>,
    /// All other members: what credentials consist of is an open set.
    #[serde(flatten)]
    pub parameters: Members,
}

impl ContactAnswer {
    /// An answer with this common part.
    #[must_use]
    pub fn new(answer: Answer) -> Self {
        Self {
            answer,
            ..Self::default()
        }
    }

    /// The same with a word on a task.
    #[must_use]
    pub fn with_task(mut self, task: Task, config: TaskConfig) -> Self {
        self.tasks.get_or_insert_default().entries.push((task, config));
        self
    }

    /// The same with the tasks that the agent is not to run.
    #[must_use]
    pub fn with_disabled(mut self, tasks: impl IntoIterator<Item = Task>) -> Self {
        self.disabled = Some(Disabled::List(tasks.into_iter().collect()));
        self
    }

    /// Whether an agent is to leave a task out (GLPI-064). `remoteinventory` is
    /// never really disabled, and with `forced` neither is `inventory`.
    #[must_use]
    pub fn disables(&self, task: &Task, forced: bool) -> bool {
        let spared = match task {
            Task::RemoteInventory => true,
            Task::Inventory => forced,
            _ => false,
        };
        let named = self
            .disabled
            .iter()
            .flat_map(Disabled::tasks)
            .any(|disabled| disabled.is_same(task));
        named && !spared
    }

    /// Whether a plugin serves one of the tasks, or nothing is said about any: then
    /// jobs are fetched by a PROLOG without `GLPI-Agent-ID` (GLPI-092).
    #[must_use]
    pub fn needs_prolog(&self) -> bool {
        let entries = self.tasks.iter().flat_map(|tasks| &tasks.entries);
        let mut servers = entries
            .filter(|(_, config)| config.is_complete())
            .filter_map(|(_, c)| c.server.as_deref());
        match servers.next() {
            None => true,
            Some(first) => std::iter::once(first)
                .chain(servers)
                .any(|server| server == "glpiinventory"),
        }
    }

    /// Reads the answer to CONTACT.
    ///
    /// # Errors
    /// If it is no JSON object or a described member is of another type. A
    /// `tasks` or `disabled` of another type is kept in the common part's `extra`,
    /// as real agents ignore it.
    pub fn decode(payload: &crate::Payload<'_>) -> Result<Self, DecodeError> {
        Self::take(Value::of(payload.text(), &payload.limits)?.object_or_empty_list()?)
    }

    fn take(mut object: Object<'_>) -> Result<Self, DecodeError> {
        let is_tasks = |value: Value<'_>| value.is_object() || value.json() == "[]";
        let tasks = if object.peek("tasks").is_none_or(is_tasks) {
            object.optional("tasks", Tasks::read)?
        } else {
            None
        };
        let is_disabled = |value: Value<'_>| value.is_list() || value.is_string();
        let disabled = match object.peek("disabled").is_none_or(is_disabled) {
            true => object.optional("disabled", Disabled::read)?,
            false => None,
        };
        Ok(Self {
            tasks,
            disabled,
            jobs: object.optional("jobs", Jobs::read)?,
            credentials: object.optional("credentials", Credentials::read)?,
            leaked: LeakedJobs::take(&mut object),
            answer: Answer::take(object)?,
        })
    }

    /// The body of an answer with this content.
    ///
    /// # Errors
    /// If this build cannot write that compression.
    pub fn encode(&self, compression: Compression) -> Result<Body, EncodeError> {
        encode_json(self, compression)
    }

    /// How many members nobody has described. What a task or job takes as
    /// parameters is an open set and does not count.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let configs = self
            .tasks
            .iter()
            .flat_map(|tasks| &tasks.entries)
            .map(|(_, config)| config);
        let params = configs
            .flat_map(|config| config.params.iter().flatten())
            .map(|params| params.extra.len());
        let ignored = self.tasks.as_ref().map_or(0, |tasks| tasks.ignored.len());
        let counts = params.chain([ignored, self.answer.undescribed(), self.leaked.undescribed()]);
        counts.sum()
    }
}

impl From<Status> for ContactAnswer {
    fn from(status: Status) -> Self {
        Self::new(Answer::new(status))
    }
}

impl Tasks {
    /// What is said to a task.
    #[must_use]
    pub fn config(&self, task: &Task) -> Option<&TaskConfig> {
        self.entries
            .iter()
            .find_map(|(own, config)| own.is_same(task).then_some(config))
    }

    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut tasks = Self {
            empty_list: value.is_list(),
            ..Self::default()
        };
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
        Self {
            server: Some(server.to_owned()),
            version: Some(version.to_owned()),
            ..Self::default()
        }
    }

    /// Whether agents take note of it: only with both a server and a version.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let is_set = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        is_set(&self.server) && is_set(&self.version)
    }

    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object_or_empty_list()?;
        Ok(Self {
            server: object.optional("server", Value::string)?,
            version: object.optional("version", Value::string)?,
            no_category: object.optional("no-category", Value::string)?,
            params: object.optional("params", |value| value.list_of(TaskParams::read))?,
            url: object.optional("url", Value::string)?,
            parameters: object.rest(),
        })
    }
}

impl TaskParams {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        let (category, params_id, usage) = (
            object.optional("category", Value::string)?,
            object.optional("params_id", Scalar::read)?,
            object.optional("use", Scalar::read)?,
        );
        let (mut uses, mut extra) = (Vec::new(), Vec::new());
        for (name, value) in object.into_members() {
            match name.strip_prefix("use[").and_then(|rest| rest.strip_suffix(']')) {
                Some(id) => {
                    uses.push((
                        id.to_owned(),
                        value.string().map_err(|error| error.in_member(&name))?,
                    ));
                }
                None => extra.push((name, value.to_raw())),
            }
        }
        Ok(Self {
            category,
            params_id,
            usage,
            uses,
            extra: Members::from_raw(extra),
        })
    }
}

impl Disabled {
    /// The tasks.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        match self {
            Self::List(tasks) => tasks,
            Self::One(task) => std::slice::from_ref(task),
        }
    }

    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        if value.is_string() {
            value.string().map(|name| Self::One(name.into()))
        } else {
            tasks(value).map(Self::List)
        }
    }
}

impl Jobs {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut jobs = Vec::new();
        for (name, value) in value.object_or_empty_list()?.into_members() {
            let list = value.list_of(Job::read).map_err(|error| error.in_member(&name))?;
            jobs.push((name.into(), list));
        }
        Ok(Self(jobs))
    }
}

impl Job {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            task: object.optional("task", |value| value.string().map(Task::from))?,
            jobid: object.optional("jobid", Scalar::read)?,
            credentials: object.optional("credentials", |value| value.list_of(Scalar::read))?,
            parameters: object.rest(),
        })
    }
}

impl Credentials {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut credentials = Vec::new();
        for (name, value) in value.object_or_empty_list()?.into_members() {
            let credential = Credential::read(value).map_err(|error| error.in_member(&name))?;
            credentials.push((name, credential));
        }
        Ok(Self(credentials))
    }
}

impl Credential {
    fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        let mut object = value.object()?;
        Ok(Self {
            kind: object.optional("type", Value::string)?,
            version: object.optional("version", Value::string)?,
            community: object.optional("community", Secret::read)?,
            parameters: object.rest(),
        })
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
        for (id, usage) in &self.uses {
            map.serialize_entry(&format!("use[{id}]"), usage)?;
        }
        self.extra.serialize_into(&mut map)?;
        map.end()
    }
}

impl Serialize for Disabled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::List(tasks) => tasks.serialize(serializer),
            Self::One(task) => task.serialize(serializer),
        }
    }
}

impl Serialize for Jobs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(task, jobs)| (task, jobs)))
    }
}

impl Serialize for Credentials {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, credential)| (name, credential)))
    }
}
