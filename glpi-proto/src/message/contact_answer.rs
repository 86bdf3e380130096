//! What a server answers to CONTACT.

use serde::ser::{Serialize, Serializer};

use crate::error::DecodeError;
use crate::expiration::Expiration;
use crate::json::members::Members;
use crate::json::scalar::Scalar;
use crate::json::{Object, Value};
use crate::message::answer::{Answer, Status, written_as_json};
use crate::message::contact::tasks;
use crate::message::task::Task;
use crate::message::tasks::{TaskConfig, TaskParams, Tasks};
use crate::message::xml_jobs_in_json::XmlJobsInJson;
use crate::secret::Secret;

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
    pub xml_jobs: XmlJobsInJson,
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

written_as_json!(ContactAnswer);

impl ContactAnswer {
    /// An answer with this common part.
    #[must_use]
    pub fn new(answer: Answer) -> Self {
        Self { answer, ..Self::default() }
    }

    /// What a proxy answers that only stores inventories (GLPI-069): the agent is to
    /// do the inventory, without some categories perhaps, and nothing else. Such a
    /// proxy is a [`Server`](crate::server::Server) with this one answer.
    #[must_use]
    pub fn from_storing_proxy(no_category: Option<&str>) -> Self {
        let config = TaskConfig { no_category: no_category.map(ToOwned::to_owned), ..TaskConfig::default() };
        let answer = Answer::ok().with_message("contact on only storing proxy agent");
        Self::new(answer.with_expiration(Expiration::from_hours(24)))
            .with_task(Task::Inventory, config)
            .with_disabled([
                Task::NetDiscovery,
                Task::NetInventory,
                Task::Esx,
                Task::Collect,
                Task::Deploy,
                Task::WakeOnLan,
            ])
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
        let named = self.disabled.iter().flat_map(Disabled::tasks).any(|disabled| disabled.is_same(task));
        named && !spared
    }

    /// Whether a plugin serves one of the tasks, or nothing is said about any: then
    /// jobs are fetched by a PROLOG without `GLPI-Agent-ID` (GLPI-092).
    #[must_use]
    pub fn needs_prolog(&self) -> bool {
        let entries = self.tasks.iter().flat_map(|tasks| &tasks.entries);
        let mut servers =
            entries.filter(|(_, config)| config.is_complete()).filter_map(|(_, c)| c.server.as_deref());
        match servers.next() {
            None => true,
            Some(first) => std::iter::once(first).chain(servers).any(|server| server == "glpiinventory"),
        }
    }

    /// Reads the answer to CONTACT.
    ///
    /// # Errors
    /// If it is no JSON object or a described member is of another type. A
    /// `tasks` or `disabled` of another type is kept in the common part's `extra`,
    /// as real agents ignore it.
    pub fn decode(payload: &crate::Payload<'_>) -> Result<Self, DecodeError> {
        Self::take(Value::of(payload.text(), &payload.limits).object_or_empty_list()?)
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
            xml_jobs: XmlJobsInJson::take(&mut object),
            answer: Answer::take(object)?,
        })
    }

    /// How many members nobody has described. What a task or job takes as
    /// parameters is an open set and does not count.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        let configs = self.tasks.iter().flat_map(|tasks| &tasks.entries).map(|(_, config)| config);
        let params = configs.flat_map(|config| config.params.iter().flatten()).map(TaskParams::undescribed);
        let ignored = self.tasks.as_ref().map_or(0, |tasks| tasks.ignored.len());
        let counts = params.chain([ignored, self.answer.undescribed()]);
        counts.sum()
    }
}

impl From<Status> for ContactAnswer {
    fn from(status: Status) -> Self {
        Self::new(Answer::new(status))
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
