//! The answer of a server to CONTACT.

use crate::error::DecodeError;
use crate::expiration::Expiration;
use crate::json::{Json, Reader, Scalar, anything, object};
use crate::message::answer::{Answer, Status, common_answers, is_described};
use crate::message::codec::json_messages;
use crate::message::task::Task;
use crate::message::tasks::{TaskConfig, Tasks};
use crate::message::xml_jobs_in_json::XmlJobsInJson;
use crate::secret::Secret;

object! {
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
    /// | `0`, `1` and so on | see [`xml_jobs`](Self::xml_jobs) | yes |
    #[derive(Default)]
    pub struct ContactAnswer or [] {
        /// The status; agents do not accept an answer without one.
        status: Option<Status> = "status" filled,
        /// A reason or remark for the log.
        message: Option<String> = "message",
        /// The time after which the agent is to come again.
        expiration: Option<Expiration> = "expiration" lenient,
        /// The configuration of each task. A value of another type is kept with the other
        /// members, as real agents ignore it.
        tasks: Option<Tasks> = "tasks" shaped,
        /// The tasks that the agent is not to run. A value of another type is kept with the
        /// other members, as real agents ignore it.
        disabled: Option<Disabled> = "disabled" shaped,
        /// Jobs by task, in the order of the wire. No known program has them.
        jobs: Option<Vec<(Task, Vec<Job>)>> = "jobs",
        /// Credentials that jobs refer to, by number. No known program has them.
        credentials: Option<Vec<(String, Credential)>> = "credentials",
        ..extra except is_described
    }
}

object! {
    /// A job as the specification prints it. Its parameters are an open set.
    #[derive(Default)]
    pub struct Job {
        /// The task.
        task: Option<Task> = "task",
        /// The job's id.
        jobid: Option<Scalar> = "jobid",
        /// The names of the [`credentials`](ContactAnswer::credentials) to use.
        credentials: Option<Vec<Scalar>> = "credentials",
        ..parameters except anything
    }
}

object! {
    /// Credentials as the specification prints them. Their parts are an open set.
    #[derive(Default)]
    pub struct Credential {
        /// `snmp`
        kind: Option<String> = "type",
        /// `v1`, `v2c`
        version: Option<String> = "version",
        /// The SNMP community.
        community: Option<Secret> = "community",
        ..parameters except anything
    }
}

/// The tasks that an agent is not to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disabled {
    /// A list, as servers write it.
    List(Vec<Task>),
    /// A single name, which agents accept as well.
    One(Task),
}

json_messages!(ContactAnswer);
common_answers!(ContactAnswer);

impl ContactAnswer {
    /// Creates the answer of a proxy that only stores inventories (GLPI-069): the agent is to
    /// do the inventory, without some categories perhaps, and nothing else. Such a
    /// proxy is a [`Server`](crate::server::Server) with this one answer.
    #[must_use]
    pub fn from_storing_proxy(no_category: Option<&str>) -> Self {
        let config = TaskConfig { no_category: no_category.map(ToOwned::to_owned), ..TaskConfig::default() };
        let message = Some("contact on only storing proxy agent".to_owned());
        let expiration = Some(Expiration::from_hours(24));
        Self { status: Some(Status::Ok), message, expiration, ..Self::default() }
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

    /// Adds the configuration of a task.
    #[must_use]
    pub fn with_task(mut self, task: Task, config: TaskConfig) -> Self {
        self.tasks.get_or_insert_default().entries.push((task, config));
        self
    }

    /// Sets the tasks that the agent is not to run.
    #[must_use]
    pub fn with_disabled(mut self, tasks: impl IntoIterator<Item = Task>) -> Self {
        self.disabled = Some(Disabled::List(tasks.into_iter().collect()));
        self
    }

    /// Returns true if an agent is to leave a task out (GLPI-064). `remoteinventory` is
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

    /// Returns true if a plugin serves one of the tasks, or no task is served: then jobs are
    /// fetched by a PROLOG without `GLPI-Agent-ID` (GLPI-092).
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

    /// Returns the XML jobs that real servers write into the answer (GLPI-067).
    #[must_use]
    pub fn xml_jobs(&self) -> XmlJobsInJson<'_> {
        XmlJobsInJson::new(&self.extra)
    }
}

impl From<Status> for ContactAnswer {
    fn from(status: Status) -> Self {
        Self { status: Some(status), ..Self::default() }
    }
}

impl From<Answer> for ContactAnswer {
    fn from(answer: Answer) -> Self {
        let Answer { status, message, expiration, extra } = answer;
        Self { status, message, expiration, extra, ..Self::default() }
    }
}

impl Disabled {
    /// Returns the tasks.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        match self {
            Self::List(tasks) => tasks,
            Self::One(task) => std::slice::from_ref(task),
        }
    }
}

impl<'a> Json<'a> for Disabled {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        match reader.peek() {
            Some(b'"') => Task::read(reader).map(Self::One),
            _ => Vec::read(reader).map(Self::List),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::List(tasks) => tasks.write(out),
            Self::One(task) => task.write(out),
        }
    }

    fn fits(reader: &Reader<'a, '_>) -> bool {
        matches!(reader.peek(), Some(b'"' | b'['))
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        if u.ratio(1, 2)? { Json::arbitrary(u).map(Self::List) } else { Json::arbitrary(u).map(Self::One) }
    }
}
