//! Proxy data: what a proxy collected, as an active proxy's request or a passive
//! proxy's answer, and what a server says to it.

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
    /// `proxy data`: request of an active proxy, or answer of a passive one.
    ///
    /// # Wire
    ///
    /// An active proxy names itself in `host`; a passive one, which is asked, does
    /// not. Empty sections are left out. Source: ZBX-074.
    ///
    /// A passive proxy may refuse instead: see [`ProxyReply`](crate::ProxyReply).
    #[derive(Default)]
    pub struct ProxyData<'a> {
        /// The active proxy's name.
        host: Option<Cow<'a, str>> = "host",
        /// The proxy's data session, 32 hexadecimal digits: row ids are unique in it.
        session: Option<Cow<'a, str>> = "session",
        /// Which interfaces could be reached (5.4 and later).
        interface_availability: Vec<InterfaceAvailability<'a>> = "interface availability",
        /// Which hosts could be reached (before 5.4).
        host_availability: Vec<HostAvailability<'a>> = "host availability",
        /// Values. A row that cannot be read does not cost the others.
        history: Rows<'a, HistoryValue<'a>> = "history data",
        /// What network discovery found. As with values, a bad row does not cost the
        /// others, but one that lacks a member does (ZBX-090).
        discovery: Rows<'a, DiscoveredService<'a>> = "discovery data",
        /// Agents that are not known yet, as with discovery.
        registrations: Rows<'a, AutoRegistration<'a>> = "auto registration",
        /// How the hosts' active checks are doing (6.4 and later).
        host_data: Vec<HostData> = "host data",
        /// Results of tasks.
        tasks: Vec<Task> = "tasks" lenient,
        /// 1 if more rows wait than one message takes (10 000 a section).
        more: Option<u64> = "more" lenient,
        /// The proxy's version.
        version: Option<Cow<'a, str>> = "version",
        /// When the message was made, in seconds since 1970.
        clock: Option<u64> = "clock" lenient,
        /// Nanoseconds to that.
        ns: Option<u64> = "ns" lenient,
        /// For how many seconds the oldest unsent value has waited (6.2 and later).
        proxy_delay: Option<u64> = "proxy_delay" lenient,
    }
}

impl<'a> ProxyData<'a> {
    /// The history rows in wire order: an error stands where a row could not be read.
    ///
    /// To walk the rows of a large message without a list, see
    /// [`HistoryRows`](crate::HistoryRows).
    pub fn history(&self) -> impl Iterator<Item = Result<&HistoryValue<'a>, &super::rows::FaultyRow<'a>>> {
        self.history.iter()
    }

    /// Whether it holds anything that a server refuses while its cache is full:
    /// any section but host data and tasks (ZBX-078).
    #[must_use]
    pub fn has_rows(&self) -> bool {
        !(self.history.is_empty()
            && self.discovery.is_empty()
            && self.registrations.is_empty()
            && self.interface_availability.is_empty()
            && self.host_availability.is_empty())
    }

    /// Whether more rows wait at the proxy.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.more == Some(1)
    }
}

object! {
    /// A passive proxy's answer to `proxy tasks`. The manual does not have it.
    ///
    /// It may refuse instead: see [`ProxyReply`](crate::ProxyReply).
    #[derive(Default)]
    pub struct ProxyTasks {
        /// Results of tasks.
        tasks: Vec<Task> = "tasks" lenient,
        /// The proxy's version.
        version: Option<String> = "version",
        /// When the message was made, in seconds since 1970.
        clock: Option<u64> = "clock" lenient,
        /// Nanoseconds to that.
        ns: Option<u64> = "ns" lenient,
    }
}

object! {
    /// The answer to nearly every request: to a heartbeat, to proxy data, to values
    /// of agents and senders, and to a configuration that was received or refused.
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
        /// Where the sender should go instead (7.0 and later).
        redirect: Option<Redirect> = "redirect",
        /// Whether the proxy may send rows.
        upload: Option<Upload> = "upload",
        /// Whether the request was carried out. Without it the request counts as failed.
        response: Option<Status> = "response",
        /// Counts for agent and sender data, the reason of a failure otherwise.
        info: Option<String> = "info",
        /// Tasks for the proxy.
        tasks: Vec<Task> = "tasks" lenient,
        /// The answering side's version.
        version: Option<String> = "version",
    }
}

impl Answer {
    fn of(response: Status) -> Self {
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

    /// `{"response":"success"}`
    #[must_use]
    pub fn success() -> Self {
        Self::of(Status::Success)
    }

    /// `{"response":"failed","info":…}`
    #[must_use]
    pub fn failed(info: impl Into<String>) -> Self {
        Self { info: Some(info.into()), ..Self::of(Status::Failed) }
    }

    /// `{"redirect":…,"response":"failed"}`, the form for agent and sender data.
    #[must_use]
    pub fn redirected(redirect: Redirect) -> Self {
        Self { redirect: Some(redirect), ..Self::of(Status::Failed) }
    }

    /// Says whether the proxy may send rows.
    #[must_use]
    pub fn with_upload(mut self, upload: Upload) -> Self {
        self.upload = Some(upload);
        self
    }

    /// Hands out tasks.
    #[must_use]
    pub fn with_tasks(mut self, tasks: Vec<Task>) -> Self {
        self.tasks = tasks;
        self
    }

    /// Adds the answering side's version.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Adds the text for `info`.
    #[must_use]
    pub fn with_info(mut self, info: impl Into<String>) -> Self {
        self.info = Some(info.into());
        self
    }

    /// Whether the request was carried out: `response` is exactly `success`.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.response == Some(Status::Success)
    }

    /// The counts in the answer to agent and sender data. A request succeeds even
    /// if every value in it failed: these say how many.
    #[must_use]
    pub fn counts(&self) -> Option<super::sender::Counts> {
        self.info.as_deref()?.parse().ok()
    }
}
