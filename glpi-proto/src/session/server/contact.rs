//! The answer of a server to the tasks of a CONTACT.

use std::collections::BTreeSet;

use crate::compat::Compat;
use crate::expiration::Expiration;
use crate::message::Task;
use crate::message::{Answer, Contact, ContactAnswer, Status, TaskConfig};

/// The tasks that are served: a server's part of the answer to CONTACT.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    tasks: Vec<(Task, TaskConfig)>,
}

impl Offer {
    /// Creates a server that itself serves `inventory` alone.
    #[must_use]
    pub fn new(version: &str) -> Self {
        Self::default().with_task(Task::Inventory, TaskConfig::new("glpi", version))
    }

    /// Adds a task, usually a plugin's.
    #[must_use]
    pub fn with_task(mut self, task: Task, config: TaskConfig) -> Self {
        self.tasks.push((task, config));
        self
    }

    /// Returns the answer and its HTTP status (GLPI-156): an entry for each enabled task
    /// that is served, a remark and an entry in `disabled` for each that is not.
    /// `inventory` is added where a task is enabled that produces inventories.
    ///
    /// With [`Compat::Deployed`] the name of an unknown task makes the status
    /// 400 and adds a remark, though the body says `ok`; else it is 200.
    #[must_use]
    pub fn answer(&self, contact: &Contact, expiration: Expiration, compat: Compat) -> (u16, ContactAnswer) {
        let mut answer = ContactAnswer::from(Answer::new(Status::Ok).with_expiration(expiration));
        let (mut status, mut unknown, mut remarks, mut disabled) = (200, Vec::new(), Vec::new(), Vec::new());
        // A task that is named twice is one: a member twice would be refused.
        let mut known = BTreeSet::new();
        let is_new = |task: &&Task| known.insert(task.as_str().to_ascii_lowercase());
        let mut tasks: Vec<Task> = contact.active_tasks().iter().filter(is_new).cloned().collect();
        let producing = [Task::Esx, Task::NetDiscovery, Task::NetInventory, Task::RemoteInventory];
        if !tasks.contains(&Task::Inventory) && tasks.iter().any(|task| producing.contains(task)) {
            tasks.push(Task::Inventory);
        }
        for task in tasks {
            if let Some((_, config)) = self.tasks.iter().find(|(own, _)| own.is_same(&task)) {
                answer = answer.with_task(task, config.clone());
                continue;
            }
            if compat == Compat::Deployed && !Task::REAL.contains(&task) {
                status = 400;
                unknown.push(format!("Task '{task}' is not supported."));
            }
            remarks.push(format!("{task} task not supported"));
            disabled.push(task);
        }
        unknown.extend(remarks);
        if !unknown.is_empty() {
            answer.message = Some(super::cut(&unknown.join(";")));
            answer = answer.with_disabled(disabled);
        }
        (status, answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-156
    #[test]
    fn each_enabled_task_is_served_or_disabled() {
        let offer = Offer::new("11.0.1").with_task(Task::Deploy, TaskConfig::new("glpiinventory", "1.6"));
        let contact = Contact::new("d", "n", "1").with_enabled_tasks([Task::Deploy, Task::Esx]);
        let (status, answer) = offer.answer(&contact, Expiration::from_hours(24), Compat::Deployed);
        assert_eq!(status, 200);
        assert_eq!(answer.message.as_deref(), Some("esx task not supported"));
        let tasks: Vec<_> =
            answer.tasks.iter().flat_map(|tasks| &tasks.entries).map(|(task, _)| task).collect();
        assert_eq!(tasks, [&Task::Deploy, &Task::Inventory]);
        assert!(answer.disables(&Task::Esx, false) && answer.needs_prolog());
    }

    // GLPI-156
    #[test]
    fn a_task_that_is_named_twice_is_answered_once() {
        use crate::message::Message as _;
        let twice = ["inventory", "foo", "Inventory", "inventory", "foo"].map(Task::from);
        let contact = Contact::new("d", "n", "1").with_enabled_tasks(twice);
        for compat in [Compat::Documented, Compat::Deployed] {
            let (_, answer) = Offer::new("11").answer(&contact, Expiration::from_hours(24), compat);
            let body = answer.to_body(crate::Compression::Plain).unwrap();
            let limits = crate::Limits::DEFAULT;
            assert_eq!(ContactAnswer::decode(&body.open(&limits).unwrap(), &limits).unwrap(), answer);
            assert_eq!(answer.tasks.map(|tasks| tasks.entries.len()), Some(1));
        }
    }

    #[test]
    fn real_servers_answer_an_unknown_task_with_400_and_ok() {
        let contact = Contact::new("d", "n", "1").with_enabled_tasks(["foo".into()]);
        let (status, answer) =
            Offer::new("11").answer(&contact, Expiration::from_hours(24), Compat::Deployed);
        assert_eq!((status, answer.status), (400, Some(Status::Ok)));
        assert_eq!(answer.message.as_deref(), Some("Task 'foo' is not supported.;foo task not supported"));
        let (status, _) = Offer::new("11").answer(&contact, Expiration::from_hours(24), Compat::Documented);
        assert_eq!(status, 200);
    }

    // GLPI-156
    #[test]
    fn inventory_is_added_once_and_only_for_tasks_that_produce_some() {
        use Task::{Deploy, Esx, Inventory};
        let offer =
            Offer::new("11").with_task(Deploy, TaskConfig::default()).with_task(Esx, TaskConfig::default());
        for (enabled, served) in [
            (vec![Deploy], vec![Deploy]),
            (vec![Esx], vec![Esx, Inventory]),
            (vec![Inventory, Esx], vec![Inventory, Esx]),
        ] {
            let contact = Contact::new("d", "n", "1").with_enabled_tasks(enabled);
            let (_, answer) = offer.answer(&contact, Expiration::from_hours(24), Compat::Documented);
            let tasks: Vec<_> =
                answer.tasks.into_iter().flat_map(|tasks| tasks.entries).map(|(task, _)| task).collect();
            assert_eq!(tasks, served);
        }
    }
}
