//! Data of a proxy: a decision first, and its effects once the rows are stored.

use super::state::{last_id, remember};
use super::{ProxyPeer, has_revisions};
use crate::error::{DecodeErrorKind, SessionError};
use crate::message::task::Task;
use crate::version::Compatibility;
use crate::{
    Answer, AutoRegistration, HistoryValue, InterfaceAvailability, ProxyData, ProxyReply, ProxyTasks,
    SessionToken, Status, Upload,
};

/// A server's decision on proxy data or results, which changes nothing yet.
///
/// Store the rows (and results), then call [`ProxyPeer::commit`], which returns the answer;
/// store [`ProxyPeer::to_state`], and only then send the answer. A decision that is dropped
/// leaves everything as before: the proxy sends the rows again, and they are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "store the rows, then commit: until then nothing has changed"]
pub struct DataDecision<'d, 'a> {
    /// True if the sections of the message are to be processed.
    pub take: bool,
    /// The history rows that are new, if they are to be processed.
    pub history: Vec<&'d HistoryValue<'a>>,
    /// Number of history rows that had been received before.
    pub duplicates: usize,
    /// The answer, without tasks.
    answer: Answer,
    /// Session and row id to remember.
    last: Option<(String, u64)>,
    /// The proxy and the time for which tasks are handed out.
    tasks_for: Option<(Compatibility, u64)>,
}

impl DataDecision<'_, '_> {
    fn refuse(answer: Answer) -> Self {
        Self { take: false, history: Vec::new(), duplicates: 0, answer, last: None, tasks_for: None }
    }

    /// The answer as it will be, but for its tasks.
    #[must_use]
    pub const fn answer(&self) -> &Answer {
        &self.answer
    }
}

/// New rows, the number of duplicates, and the session and row id to remember.
type NewRows<'d, 'a> = (Vec<&'d HistoryValue<'a>>, usize, Option<(String, u64)>);

impl ProxyPeer {
    /// Decides on data from an active proxy.
    ///
    /// `cache_full` is true if the server cannot store values at the moment; `now` is in
    /// seconds since 1970, to drop expired tasks.
    pub fn handle_data<'d, 'a>(
        &self,
        data: &'d ProxyData<'a>,
        cache_full: bool,
        now: u64,
    ) -> DataDecision<'d, 'a> {
        let compatibility = self.compatibility(data.version.as_deref());
        if compatibility == Compatibility::Unsupported {
            let mut answer = Answer::success();
            answer.response = Some(Status::Failed);
            if has_revisions(self.server) {
                answer = answer.with_upload(Upload::Disabled);
                answer = answer.with_info("current proxy version is not supported by server");
            }
            return DataDecision::refuse(answer);
        }
        if cache_full && (data.has_rows() || !self.server.is_at_least(6, 0)) {
            let mut answer = Answer::success().with_upload(Upload::Disabled);
            answer.response = Some(Status::Failed);
            return DataDecision::refuse(answer);
        }
        match self.new_rows(data) {
            Err(info) => DataDecision::refuse(Answer::failed(info)),
            Ok((history, duplicates, last)) => {
                let upload = if cache_full { Upload::Disabled } else { Upload::Enabled };
                let answer = Answer::success().with_upload(upload);
                let tasks_for = Some((compatibility, now));
                DataDecision { take: true, history, duplicates, answer, last, tasks_for }
            }
        }
    }

    /// Decides on data from a passive proxy. The answer is the last leg and has no
    /// `upload`; `now` is in seconds since 1970.
    ///
    /// # Errors
    /// The proxy refused (ZBX-072): close the connection; the tasks stay queued.
    pub fn handle_passive_data<'d, 'a>(
        &self,
        reply: &'d ProxyReply<ProxyData<'a>>,
        now: u64,
    ) -> Result<DataDecision<'d, 'a>, SessionError> {
        let data = reply.given()?;
        let compatibility = self.compatibility(data.version.as_deref());
        let rows = if compatibility == Compatibility::Unsupported { None } else { self.new_rows(data).ok() };
        // A server acknowledges data that it does not take (ZBX-077).
        let (take, answer, tasks_for) = (rows.is_some(), Answer::success(), Some((compatibility, now)));
        let (history, duplicates, last) = rows.unwrap_or_default();
        Ok(DataDecision { take, history, duplicates, answer, last, tasks_for })
    }

    /// Decides on results of tasks from a passive proxy; the answer has new tasks. `now` is
    /// in seconds since 1970.
    ///
    /// # Errors
    /// The proxy refused (ZBX-072): close the connection; the tasks stay queued.
    pub fn handle_passive_tasks(
        &self,
        reply: &ProxyReply<ProxyTasks>,
        now: u64,
    ) -> Result<DataDecision<'static, 'static>, SessionError> {
        let compatibility = self.compatibility(reply.given()?.version.as_deref());
        Ok(DataDecision {
            take: true,
            history: Vec::new(),
            duplicates: 0,
            answer: Answer::success(),
            last: None,
            tasks_for: Some((compatibility, now)),
        })
    }

    /// Carries out a decision whose rows are stored: records their ids, takes the tasks
    /// for the proxy from the queue, and returns the answer to send.
    ///
    /// Store [`to_state`](Self::to_state) before sending it. If it cannot be sent, call
    /// [`data_failed`](Self::data_failed).
    #[must_use = "send the answer, or call `data_failed`"]
    pub fn commit(&mut self, decision: DataDecision<'_, '_>) -> Answer {
        if let Some((session, last)) = decision.last {
            remember(&mut self.state.sessions, session, last);
        }
        match decision.tasks_for {
            None => decision.answer,
            Some((compatibility, now)) => decision.answer.with_tasks(self.take_tasks(compatibility, now)),
        }
    }

    /// Records that the answer of [`commit`](Self::commit) could not be sent: its tasks
    /// are handed out with the next one. The rows stay stored; the proxy sends them again
    /// and they are duplicates (ZBX-082).
    pub fn data_failed(&mut self, answer: Answer) {
        self.state.tasks.splice(0..0, answer.tasks);
    }

    /// Returns a server's reason to refuse a message in which a row lacks a member
    /// (ZBX-090).
    fn missing_member(&self, data: &ProxyData<'_>) -> Option<String> {
        let missing_name = |name| format!("cannot find pair with name \"{name}\"");
        let has_state = |row: &InterfaceAvailability<'_>| row.available.is_some() || row.error.is_some();
        if let Some(row) = data.interface_availability.good.iter().find(|row| !has_state(row)) {
            return Some(format!("no availability data for \"interfaceid\":{}", row.interfaceid));
        }
        let faulty = data.interface_availability.faulty.iter();
        let faulty = faulty.chain(&data.discovery.faulty).chain(&data.registrations.faulty);
        let missing = faulty.map(|row| row.error.kind()).find_map(|kind| match kind {
            DecodeErrorKind::Missing(name) => Some(*name),
            _ => None,
        });
        // Servers since 7.0 accept more rows without an address.
        let by_name = |row: &AutoRegistration<'_>| row.flags.is_some_and(|flags| flags.number == 2);
        let no_address = !self.server.is_at_least(7, 0)
            && (data.discovery.good.iter().any(|row| row.ip.is_none())
                || data.registrations.good.iter().any(|row| row.ip.is_none() && !by_name(row)));
        missing.or(no_address.then_some("ip")).map(missing_name)
    }

    /// Returns the new rows (ZBX-082): those without an id, and those whose id is above
    /// the last one of their session before this message; or the reason to refuse the
    /// message.
    fn new_rows<'d, 'a>(&self, data: &'d ProxyData<'a>) -> Result<NewRows<'d, 'a>, String> {
        if let Some(info) = self.missing_member(data) {
            return Err(info);
        }
        let rows = &data.history.good;
        let Some(session) = data.session.as_deref().filter(|_| !rows.is_empty()) else {
            return Ok((rows.iter().collect(), 0, None));
        };
        if session.len() != SessionToken::LEN {
            return Err(format!("invalid session token length {}", session.len()));
        }
        let before = last_id(&self.state.sessions, session);
        let id = |row: &HistoryValue<'_>| row.id.filter(|&id| id != 0);
        let fresh: Vec<_> = rows.iter().filter(|row| id(row).is_none_or(|id| id > before)).collect();
        let last = fresh.iter().rev().find_map(|row| id(row)).map(|last| (session.to_owned(), last));
        let duplicates = rows.len().saturating_sub(fresh.len());
        Ok((fresh, duplicates, last))
    }

    /// Removes the queued tasks and returns the valid ones. An outdated proxy gets no
    /// requests for data; for an unsupported proxy all tasks stay queued (ZBX-105).
    fn take_tasks(&mut self, compatibility: Compatibility, now: u64) -> Vec<Task> {
        if compatibility == Compatibility::Unsupported {
            return Vec::new();
        }
        let mut tasks = std::mem::take(&mut self.state.tasks);
        tasks.retain(|task| task.is_good_at(now));
        if compatibility == Compatibility::Outdated {
            tasks.retain(|task| !matches!(task, Task::DataRequest(_)));
        }
        tasks
    }
}
