//! Proxy data: the data that a proxy collected, as an active proxy's request or a passive
//! proxy's answer, and the server's answers.

use std::borrow::Cow;

use super::availability::{HostAvailability, HostData, InterfaceAvailability};
use super::discovery::{AutoRegistration, DiscoveredService};
use super::history::HistoryValue;
use super::redirect::Redirect;
use super::rows::Rows;
use super::status::{Status, Upload};
use super::task::Task;
use crate::json::{Extra, object};

object! {
    /// `proxy data`: the request of an active proxy, or the answer of a passive one.
    ///
    /// # Wire
    ///
    /// An active proxy sends its name in `host`, a passive one does not. Empty sections
    /// are left out. Source: ZBX-074.
    ///
    /// A passive proxy may refuse instead: see [`ProxyReply`](crate::ProxyReply).
    #[derive(Default)]
    pub struct ProxyData<'a> {
        /// The active proxy's name.
        host: Option<Cow<'a, str>> = "host",
        /// The proxy's data session, 32 hexadecimal digits; row ids are unique within it.
        session: Option<Cow<'a, str>> = "session",
        /// Availability of interfaces (5.4 and later). A faulty row does not affect the
        /// others (ZBX-096).
        interface_availability: Rows<'a, InterfaceAvailability<'a>> = "interface availability",
        /// Availability of hosts (before 5.4).
        host_availability: Rows<'a, HostAvailability<'a>> = "host availability",
        /// Values. A faulty row does not affect the others.
        history: Rows<'a, HistoryValue<'a>> = "history data",
        /// Results of network discovery. A faulty row does not affect the others, but one
        /// that lacks a member makes a server refuse the message (ZBX-090).
        discovery: Rows<'a, DiscoveredService<'a>> = "discovery data",
        /// Agents that are not known yet. Faulty rows are treated as in `discovery`.
        registrations: Rows<'a, AutoRegistration<'a>> = "auto registration",
        /// State of the hosts' active checks (6.4 and later).
        host_data: Rows<'a, HostData> = "host data",
        /// Results of tasks.
        tasks: Vec<Task> = "tasks" lenient,
        /// 1 if the proxy has more rows than one message holds (10 000 per section).
        more: Option<u64> = "more" lenient,
        /// The proxy's version.
        version: Option<Cow<'a, str>> = "version",
        /// Time of the message, in seconds since 1970.
        clock: Option<u64> = "clock" lenient,
        /// Nanoseconds after `clock`.
        ns: Option<u64> = "ns" lenient,
        /// Age of the oldest unsent value, in seconds (6.2 and later).
        proxy_delay: Option<u64> = "proxy_delay" lenient,
    }
}

impl<'a> ProxyData<'a> {
    /// The history rows in wire order, with an error in place of each faulty row.
    ///
    /// To walk the rows of a large message without building a list, see
    /// [`HistoryRows`](crate::HistoryRows).
    pub fn history(&self) -> impl Iterator<Item = Result<&HistoryValue<'a>, &super::rows::FaultyRow<'a>>> {
        self.history.iter()
    }

    /// Returns true if a section is not empty that a server refuses while its cache is
    /// full: any section but host data and tasks (ZBX-078).
    #[must_use]
    pub fn has_rows(&self) -> bool {
        !(self.history.is_empty()
            && self.discovery.is_empty()
            && self.registrations.is_empty()
            && self.interface_availability.is_empty()
            && self.host_availability.is_empty())
    }

    /// Returns true if the proxy has more rows.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.more == Some(1)
    }
}

object! {
    /// A passive proxy's answer to `proxy tasks`, which the manual does not describe.
    ///
    /// The proxy may refuse instead: see [`ProxyReply`](crate::ProxyReply).
    #[derive(Default)]
    pub struct ProxyTasks {
        /// Results of tasks.
        tasks: Vec<Task> = "tasks" lenient,
        /// The proxy's version.
        version: Option<String> = "version",
        /// Time of the message, in seconds since 1970.
        clock: Option<u64> = "clock" lenient,
        /// Nanoseconds after `clock`.
        ns: Option<u64> = "ns" lenient,
    }
}

object! {
    /// The answer to most requests: to a heartbeat, to proxy data, to values of agents
    /// and senders, and to a configuration that was received or refused.
    ///
    /// # Wire
    ///
    /// | answer to | members |
    /// |---|---|
    /// | heartbeat | `response` |
    /// | proxy data of an active proxy | `upload`, `response`, `info`, `tasks` |
    /// | proxy data or tasks of a passive proxy | `response`, `tasks` |
    /// | configuration sent to a passive proxy | `response`, `info`, `version` |
    /// | configuration asked for, on failure | `response`, `info`, `version` |
    /// | agent and sender data | `response`, `info`; or `redirect`, `response` |
    ///
    /// Source: ZBX-070 to ZBX-079.
    pub struct Answer {
        /// The address to use instead (7.0 and later).
        redirect: Option<Redirect> = "redirect",
        /// Permission to send rows.
        upload: Option<Upload> = "upload",
        /// The result of the request. Without it the request counts as failed.
        response: Option<Status> = "response",
        /// Counts for agent and sender data, the reason for a failure otherwise.
        info: Option<String> = "info",
        /// Tasks for the proxy.
        tasks: Vec<Task> = "tasks" lenient,
        /// The answering side's version.
        version: Option<String> = "version",
    }
}

impl Answer {
    fn from_response(response: Status) -> Self {
        Self {
            redirect: None,
            upload: None,
            response: Some(response),
            info: None,
            tasks: Vec::new(),
            version: None,
            extra: Extra::EMPTY,
        }
    }

    /// Creates `{"response":"success"}`.
    #[must_use]
    pub fn success() -> Self {
        Self::from_response(Status::Success)
    }

    /// Creates `{"response":"failed","info":…}`.
    #[must_use]
    pub fn failed(info: impl Into<String>) -> Self {
        Self { info: Some(info.into()), ..Self::from_response(Status::Failed) }
    }

    /// Creates `{"redirect":…,"response":"failed"}`, the form for agent and sender data.
    #[must_use]
    pub fn redirected(redirect: Redirect) -> Self {
        Self { redirect: Some(redirect), ..Self::from_response(Status::Failed) }
    }

    /// Sets the permission to send rows.
    #[must_use]
    pub fn with_upload(mut self, upload: Upload) -> Self {
        self.upload = Some(upload);
        self
    }

    /// Sets the tasks for the proxy.
    #[must_use]
    pub fn with_tasks(mut self, tasks: Vec<Task>) -> Self {
        self.tasks = tasks;
        self
    }

    /// Sets the answering side's version.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Sets `info`.
    #[must_use]
    pub fn with_info(mut self, info: impl Into<String>) -> Self {
        self.info = Some(info.into());
        self
    }

    /// Returns true if the request succeeded: `response` is exactly `success`.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.response == Some(Status::Success)
    }

    /// Returns the counts in the answer to agent and sender data. A request succeeds even
    /// if all its values failed, so only the counts show that.
    #[must_use]
    pub fn counts(&self) -> Option<super::sender::Counts> {
        self.info.as_deref()?.parse().ok()
    }
}
