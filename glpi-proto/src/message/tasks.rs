//! The configuration of the tasks.

use std::borrow::Cow;

use crate::error::DecodeError;
use crate::json::{Json, Members, Object, Reader, Rest, Scalar, anything, object};
use crate::message::task::Task;
use crate::message::usage::Usage;

/// The configuration of the tasks, in the order of the wire. PHP writes `[]` where there
/// is nothing, which is kept (GLPI-063).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tasks {
    /// The tasks.
    pub entries: Vec<(Task, TaskConfig)>,
    /// Entries that are not objects; agents ignore them.
    pub ignored: Members,
    empty_list: bool,
}

object! {
    /// The configuration of one task. A task's parameters are an open set.
    #[derive(Default)]
    pub struct TaskConfig or [] {
        /// The server of the task: `glpi` itself, or `glpiinventory`, its plugin.
        server: Option<String> = "server",
        /// The version of that.
        version: Option<String> = "version",
        /// Categories not to inventory, a comma between them; takes the place of the agent's
        /// own setting.
        no_category: Option<String> = "no-category",
        /// The parameters that the task is to fetch by `get_params`. Not in the
        /// specification. Agents skip what is not a list of objects; that is kept in
        /// [`parameters`](Self::parameters).
        params: Option<Vec<TaskParams>> = "params" lenient,
        /// The address for the task's requests. In the specification alone.
        url: Option<String> = "url",
        ..parameters except anything
    }
}

object! {
    /// Parameters that an inventory needs for some of its categories (GLPI-066). For each use
    /// that agents know they ask with [`GetParams`](crate::GetParams) those that name it.
    #[derive(Default)]
    pub struct TaskParams {
        /// The categories, a comma between them.
        category: Option<String> = "category" lenient,
        /// The ids for `get_params`, a comma between them.
        params_id: Option<Scalar> = "params_id" lenient,
        /// The purpose: agents pass over those that are not for the database at hand.
        usage: Option<Usage> = "use" lenient,
        /// The delay that a plugin has for partial inventories, in its own count. Agents do
        /// not look at it.
        delay: Option<Scalar> = "delay" lenient,
        ..extra texts is_use
    }
}

impl Tasks {
    /// Returns the configuration of a task.
    #[must_use]
    pub fn config(&self, task: &Task) -> Option<&TaskConfig> {
        self.entries.iter().find_map(|(own, config)| own.is_same(task).then_some(config))
    }
}

impl TaskConfig {
    /// Creates the configuration of a task that GLPI itself serves, or its plugin.
    #[must_use]
    pub fn new(server: &str, version: &str) -> Self {
        Self { server: Some(server.to_owned()), version: Some(version.to_owned()), ..Self::default() }
    }

    /// Returns true if agents take note of it: only with both a server and a version.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let is_set = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        is_set(&self.server) && is_set(&self.version)
    }
}

impl TaskParams {
    /// Returns the purpose of each id, in the place of [`usage`](Self::usage): the members
    /// `use[<id>]`, a comma between the values.
    pub fn uses(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.extra.iter().filter_map(|(name, _)| Some((use_id(name)?, self.extra.text(name)?)))
    }
}

/// The id in `use[<id>]`.
fn use_id(name: &str) -> Option<&str> {
    name.strip_prefix("use[")?.strip_suffix(']')
}

fn is_use(name: &str) -> bool {
    use_id(name).is_some()
}

impl<'a> Json<'a> for Tasks {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let empty_list = reader.is_empty_list();
        let (mut entries, mut ignored) = (Vec::new(), Vec::new());
        let mut rest = Rest::default();
        let mut inside = reader.open_object_or_empty_list()?;
        while let Some(name) = reader.next_member(&mut inside)? {
            let start = reader.clone();
            if Self::fits(reader) {
                match TaskConfig::read(reader) {
                    Ok(config) => entries.push((Task::from(&*name), config)),
                    Err(error) if error.is_misfit() => {
                        *reader = start.clone();
                        rest.misfit(reader, error.in_member(&name))?;
                    }
                    Err(error) => return Err(error.in_member(&name)),
                }
            } else {
                ignored.push(((&*name).into(), reader.raw()?.into()));
            }
            rest.note(name, &start, reader);
        }
        rest.check(reader)?;
        Ok(Self { entries, ignored: Members::from_raw(ignored), empty_list })
    }

    fn write(&self, out: &mut Vec<u8>) {
        if self.empty_list && self.entries.is_empty() && self.ignored.is_empty() {
            return out.extend_from_slice(b"[]");
        }
        let mut object = Object::new(out);
        for (task, config) in &self.entries {
            config.write(object.member(task.as_str()));
        }
        object.members(&self.ignored);
        object.end();
    }

    fn fits(reader: &Reader<'a, '_>) -> bool {
        reader.peek() == Some(b'{') || reader.is_empty_list()
    }

    fn unknown(&self) -> usize {
        self.ignored.len().saturating_add(self.entries.unknown())
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(Self { entries: Json::arbitrary(u)?, ..Self::default() })
    }
}
