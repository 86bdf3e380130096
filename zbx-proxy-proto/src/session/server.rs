//! The server's side of the protocol.

use super::answers::refusal;
use super::has_revisions;
use super::revision::Revision;
use crate::error::{DecodeErrorKind, SessionError};
use crate::message::task::Task;
use crate::version::Compatibility;
use crate::{
    Answer, AutoRegistration, ConfigRequest, ConfigRevision, Flags, HistoryValue, InterfaceAvailability,
    ProxyData, ProxyHeartbeat, ProxyReply, ProxyTasks, RawJson, Request, SessionToken, Upload, Version,
};

/// A server's state for one proxy; the caller stores it by the proxy's name.
///
/// An unknown proxy has no state: answer its data and heartbeats with
/// [`unknown_proxy`](super::unknown_proxy), and close on its requests for configuration.
#[derive(Debug, Clone)]
pub struct ProxyPeer {
    server: Version,
    state: PeerState,
    /// Tasks for the next answer to data or results.
    tasks: Vec<Task>,
}

/// State that has to survive a restart of the server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PeerState {
    /// Highest row id of each data session, the latest session last.
    pub sessions: Vec<(String, u64)>,
    /// Session and revision of the configuration that was sent to the proxy.
    pub config: Option<(String, u64)>,
    /// True if the proxy's last request was compressed.
    pub compressed: bool,
}

/// Maximum number of data sessions kept per proxy; a proxy starts one at every restart.
const SESSIONS: usize = 16;

/// A server's decision on `proxy config`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum ConfigDecision {
    /// Send a full configuration, without revision (5.4 and 6.0).
    Plain,
    /// Send a full configuration, with `full_sync` and this revision.
    ///
    /// For a member of a proxy group, add the whole host map in `proxy_group`.
    Full {
        /// The revision to send.
        revision: Revision,
    },
    /// Send the changes since a revision, with the present revision.
    ///
    /// If the host maps' revisions differ, add the changes of the host map in
    /// `proxy_group`. Either may be the only change.
    Delta {
        /// The proxy's revision.
        since: Revision,
        /// The revision to send.
        revision: Revision,
    },
    /// Send `{}`.
    Unchanged,
    /// Send this refusal.
    Refuse(Answer),
}

/// A server's decision on proxy data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct DataDecision<'d, 'a> {
    /// The answer to send.
    pub answer: Answer,
    /// True if the sections of the message are to be processed.
    pub take: bool,
    /// The history rows that are new, if they are to be processed.
    pub history: Vec<&'d HistoryValue<'a>>,
    /// Number of history rows that had been received before.
    pub duplicates: usize,
}

impl ProxyPeer {
    /// Creates the state of a proxy that has not connected yet.
    #[must_use]
    pub fn new(server: Version) -> Self {
        Self::from_state(server, PeerState { compressed: true, ..PeerState::default() })
    }

    /// Creates a proxy from its stored state.
    #[must_use]
    pub fn from_state(server: Version, state: PeerState) -> Self {
        Self { server, state, tasks: Vec::new() }
    }

    /// Returns the state to store.
    #[must_use]
    pub fn to_state(&self) -> PeerState {
        self.state.clone()
    }

    /// Adds a task for the next answer to data or results.
    pub fn queue_task(&mut self, task: Task) {
        self.tasks.push(task);
    }

    fn compatibility(&self, version: Option<&str>) -> Compatibility {
        self.server.compatibility_with(version.and_then(|text| text.parse().ok()))
    }

    /// Handles a heartbeat; `None` means to close without an answer, as servers do since
    /// 6.4 (ZBX-060).
    #[must_use]
    pub fn handle_heartbeat(&self, _heartbeat: &ProxyHeartbeat) -> Option<Answer> {
        (!has_revisions(self.server)).then(Answer::success)
    }

    /// Handles an active proxy's request for its configuration. `revision` is the present
    /// one, with the host map's for members of a proxy group (ZBX-059). The decision's
    /// revision is recorded as the proxy's until [`config_failed`](Self::config_failed).
    pub fn handle_config_request(
        &mut self,
        request: &ConfigRequest<'_>,
        revision: Revision,
    ) -> ConfigDecision {
        if !has_revisions(self.server) {
            return ConfigDecision::Plain;
        }
        if self.compatibility(request.version.as_deref()) != Compatibility::Current {
            let info = "proxy and server major versions do not match";
            return ConfigDecision::Refuse(Answer::failed(info).with_version(self.server.to_string()));
        }
        let missing = |what| Answer::failed(format!("cannot get {what} from proxy configuration request"));
        match (&request.session, request.config_revision) {
            (None, _) => ConfigDecision::Refuse(missing("session")),
            (_, None) => ConfigDecision::Refuse(match request.extra.member("config_revision") {
                None => missing("revision"),
                Some(bad) => Answer::failed(format!("invalid proxy configuration revision: {}", shown(bad))),
            }),
            (Some(session), Some(config)) => {
                let known = Revision { config, hostmap: request.hostmap_revision.unwrap_or(0) };
                self.decide(session, known, revision)
            }
        }
    }

    /// Decides on a configuration: full, unless the revision that the proxy has was sent
    /// to this session (ZBX-064).
    fn decide(&mut self, session: &str, known: Revision, revision: Revision) -> ConfigDecision {
        let sent =
            self.state.config.as_ref().is_some_and(|(to, sent)| to == session && *sent == known.config);
        self.state.config = Some((session.to_owned(), revision.config));
        let has_map = revision.hostmap == 0 || known.hostmap == revision.hostmap;
        if known.config == 0 || !sent {
            ConfigDecision::Full { revision }
        } else if known.config == revision.config && has_map {
            ConfigDecision::Unchanged
        } else {
            ConfigDecision::Delta { since: known, revision }
        }
    }

    /// Records that the configuration did not reach the proxy or was refused: the next
    /// one is full.
    pub fn config_failed(&mut self) {
        self.state.config = None;
    }

    /// Handles data from an active proxy.
    ///
    /// `cache_full` is true if the server cannot store values at the moment; `now` is in
    /// seconds since 1970, to drop expired tasks.
    pub fn handle_data<'d, 'a>(
        &mut self,
        data: &'d ProxyData<'a>,
        cache_full: bool,
        now: u64,
    ) -> DataDecision<'d, 'a> {
        let refuse = |answer| DataDecision { answer, take: false, history: Vec::new(), duplicates: 0 };
        let compatibility = self.compatibility(data.version.as_deref());
        if compatibility == Compatibility::Unsupported {
            let mut answer = Answer::success();
            answer.response = Some(crate::Status::Failed);
            if has_revisions(self.server) {
                answer = answer.with_upload(Upload::Disabled);
                answer = answer.with_info("current proxy version is not supported by server");
            }
            return refuse(answer);
        }
        if cache_full && (data.has_rows() || !self.server.is_at_least(6, 0)) {
            let mut answer = Answer::success().with_upload(Upload::Disabled);
            answer.response = Some(crate::Status::Failed);
            return refuse(answer);
        }
        match self.new_rows(data) {
            Err(info) => refuse(Answer::failed(info)),
            Ok((history, duplicates)) => {
                let upload = if cache_full { Upload::Disabled } else { Upload::Enabled };
                let tasks = self.take_tasks(compatibility, now);
                let answer = Answer::success().with_upload(upload).with_tasks(tasks);
                DataDecision { answer, take: true, history, duplicates }
            }
        }
    }

    /// Handles data from a passive proxy. The answer is the last leg and has no `upload`;
    /// `now` is in seconds since 1970.
    ///
    /// # Errors
    /// The proxy refused (ZBX-072): close the connection; the tasks stay queued.
    pub fn handle_passive_data<'d, 'a>(
        &mut self,
        reply: &'d ProxyReply<ProxyData<'a>>,
        now: u64,
    ) -> Result<DataDecision<'d, 'a>, SessionError> {
        let data = reply.given()?;
        let compatibility = self.compatibility(data.version.as_deref());
        let rows = if compatibility == Compatibility::Unsupported {
            Err(String::new())
        } else {
            self.new_rows(data)
        };
        // A server acknowledges data before it decodes them (ZBX-077).
        let answer = Answer::success().with_tasks(self.take_tasks(compatibility, now));
        Ok(match rows {
            Ok((history, duplicates)) => DataDecision { answer, take: true, history, duplicates },
            Err(_) => DataDecision { answer, take: false, history: Vec::new(), duplicates: 0 },
        })
    }

    /// Handles results of tasks from a passive proxy; the answer has new tasks. `now` is
    /// in seconds since 1970.
    ///
    /// # Errors
    /// The proxy refused (ZBX-072): close the connection; the tasks stay queued.
    pub fn handle_passive_tasks(
        &mut self,
        reply: &ProxyReply<ProxyTasks>,
        now: u64,
    ) -> Result<Answer, SessionError> {
        let compatibility = self.compatibility(reply.given()?.version.as_deref());
        Ok(Answer::success().with_tasks(self.take_tasks(compatibility, now)))
    }

    /// Returns a server's reason to refuse a message in which a row lacks a member
    /// (ZBX-090).
    fn missing_member(&self, data: &ProxyData<'_>) -> Option<String> {
        let missing_name = |name| format!("cannot find pair with name \"{name}\"");
        let has_state = |row: &InterfaceAvailability<'_>| row.available.is_some() || row.error.is_some();
        if let Some(row) = data.interface_availability.iter().find(|row| !has_state(row)) {
            return Some(format!("no availability data for \"interfaceid\":{}", row.interfaceid));
        }
        let faulty = data.discovery.faulty.iter().chain(&data.registrations.faulty);
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

    /// Returns the new rows, whose ids are above all earlier ones of their session or
    /// missing (ZBX-082), and the number of the other rows; or the reason to refuse the
    /// message.
    fn new_rows<'d, 'a>(
        &mut self,
        data: &'d ProxyData<'a>,
    ) -> Result<(Vec<&'d HistoryValue<'a>>, usize), String> {
        if let Some(info) = self.missing_member(data) {
            return Err(info);
        }
        let rows = &data.history.good;
        let Some(session) = data.session.as_deref().filter(|_| !rows.is_empty()) else {
            return Ok((rows.iter().collect(), 0));
        };
        if session.len() != SessionToken::LEN {
            return Err(format!("invalid session token length {}", session.len()));
        }
        let mut last = self.last_id(session);
        let fresh: Vec<_> = rows
            .iter()
            .filter(|row| match row.id.unwrap_or(0) {
                0 => true,
                id if id > last => {
                    last = id;
                    true
                }
                _ => false,
            })
            .collect();
        self.remember(session, last);
        let duplicates = rows.len().saturating_sub(fresh.len());
        Ok((fresh, duplicates))
    }

    fn last_id(&self, session: &str) -> u64 {
        self.state.sessions.iter().find(|(known, _)| known == session).map_or(0, |(_, id)| *id)
    }

    fn remember(&mut self, session: &str, last: u64) {
        let sessions = &mut self.state.sessions;
        sessions.retain(|(known, _)| known != session);
        if sessions.len() >= SESSIONS {
            sessions.remove(0);
        }
        sessions.push((session.to_owned(), last));
    }

    /// Removes the queued tasks and returns the valid ones. An outdated proxy gets no
    /// requests for data; for an unsupported proxy all tasks stay queued (ZBX-105).
    fn take_tasks(&mut self, compatibility: Compatibility, now: u64) -> Vec<Task> {
        if compatibility == Compatibility::Unsupported {
            return Vec::new();
        }
        let mut tasks = std::mem::take(&mut self.tasks);
        tasks.retain(|task| task.is_good_at(now));
        if compatibility == Compatibility::Outdated {
            tasks.retain(|task| !matches!(task, Task::DataRequest(_)));
        }
        tasks
    }

    /// Returns the flags to send an answer with. Call this exactly once for each request,
    /// with the flags of the request's frame (ZBX-027); `answer` is `None` for a
    /// configuration.
    ///
    /// Servers since 7.0 compress every success and every answer with `upload`. Older
    /// ones compress a success if the request was compressed, or, for data, if the
    /// proxy's previous request was. Other failures, and answers to agents and senders,
    /// are compressed if the request was.
    pub fn answer_flags(&mut self, request: &Request<'_>, flags: Flags, answer: Option<&Answer>) -> Flags {
        let asked = Flags::PLAIN.with_zlib(flags.is_zlib());
        let is_data = matches!(request, Request::ProxyData(_));
        if !is_data && !matches!(request, Request::ProxyConfig(_) | Request::ProxyHeartbeat(_)) {
            return asked;
        }
        let before = std::mem::replace(&mut self.state.compressed, flags.is_zlib());
        let success = answer.is_none_or(Answer::is_success);
        if self.server.is_at_least(7, 0) {
            let says_upload = answer.is_some_and(|answer| answer.upload.is_some());
            return if success || says_upload { Flags::COMPRESSED } else { asked };
        }
        if success && is_data { Flags::PLAIN.with_zlib(before) } else { asked }
    }
}

/// Returns the first 32 characters of a value that should be a number, without quotes.
fn shown(value: &RawJson<'_>) -> String {
    const MAX: usize = 32;
    let text = String::from_utf8_lossy(value.as_bytes());
    text.trim().trim_matches('"').chars().take(MAX).collect()
}

/// A server's configuration dialogue with a passive proxy of 6.4 or later, after the
/// server has sent `proxy config`, uncompressed: the proxy's revision comes next.
#[derive(Debug)]
#[must_use]
pub struct ConfigPoll {
    _private: (),
}

/// A configuration dialogue after the configuration: the proxy's confirmation comes next.
#[derive(Debug)]
#[must_use]
pub struct ConfigSent {
    _private: (),
}

impl ConfigPoll {
    /// Begins the dialogue: returns the request to send and the state that takes the
    /// answer.
    pub fn start() -> (Request<'static>, Self) {
        (ConfigRequest::default().into(), Self { _private: () })
    }

    /// Handles the proxy's revision; the decision has the configuration to send.
    ///
    /// # Errors
    /// The proxy refused, because it runs in active mode or is busy with another
    /// configuration (ZBX-072): close the connection.
    pub fn handle_revision(
        self,
        peer: &mut ProxyPeer,
        reply: &ProxyReply<ConfigRevision>,
        revision: Revision,
    ) -> Result<(ConfigDecision, ConfigSent), SessionError> {
        let proxy = reply.given()?;
        let mut request = ConfigRequest::new("", proxy.version.as_str())
            .with_revision(proxy.session.as_str(), proxy.config_revision);
        request.hostmap_revision = proxy.hostmap_revision;
        Ok((peer.handle_config_request(&request, revision), ConfigSent { _private: () }))
    }
}

impl ConfigSent {
    /// Handles the proxy's confirmation.
    ///
    /// # Errors
    /// The proxy refused; the next configuration is full.
    pub fn handle_answer(self, peer: &mut ProxyPeer, answer: &Answer) -> Result<(), SessionError> {
        if answer.is_success() {
            return Ok(());
        }
        peer.config_failed();
        Err(match refusal(answer) {
            SessionError::Refused { info } => SessionError::RefusedByProxy { info },
            other => other,
        })
    }
}
