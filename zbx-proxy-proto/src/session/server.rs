//! The server's side: what it remembers of each proxy.

use super::active_proxy::refusal;
use super::has_revisions;
use super::revision::Revision;
use crate::error::{DecodeErrorKind, SessionError};
use crate::message::task::Task;
use crate::version::Compatibility;
use crate::{
    Answer, AutoRegistration, ConfigRequest, ConfigRevision, Flags, HistoryValue, InterfaceAvailability,
    ProxyData, ProxyHeartbeat, ProxyReply, ProxyTasks, RawJson, Request, SessionToken, Upload, Version,
};

/// What a server remembers of one proxy, by whose name the caller finds it.
///
/// A proxy that the server does not know has none: send
/// [`unknown_proxy`](super::unknown_proxy) for data and heartbeats, and nothing at all for a
/// configuration.
#[derive(Debug, Clone)]
pub struct ProxyPeer {
    server: Version,
    state: PeerState,
    /// Handed out with the next answer to data.
    tasks: Vec<Task>,
}

/// What has to survive a restart of the server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PeerState {
    /// Highest row id of each data session, the latest session last.
    pub sessions: Vec<(String, u64)>,
    /// Session and revision of the configuration that was sent to the proxy.
    pub config: Option<(String, u64)>,
    /// Whether the proxy's last request was compressed.
    pub compressed: bool,
}

/// How many data sessions of a proxy are remembered: one a restart of the proxy.
const SESSIONS: usize = 16;

/// What to answer to `proxy config`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum ConfigDecision {
    /// All of it as tables, without revision (5.4 and 6.0).
    Plain,
    /// All of it, with `full_sync` and this revision.
    ///
    /// A member of a proxy group also gets the whole host map, in `proxy_group`.
    Full {
        /// The revision to send.
        revision: Revision,
    },
    /// What has changed since a revision, with the present one.
    ///
    /// If the host map's differ, changes of the host map too, in `proxy_group`. Either
    /// may be all that has changed.
    Delta {
        /// What the proxy has.
        since: Revision,
        /// The revision to send.
        revision: Revision,
    },
    /// `{}`
    Unchanged,
    /// There is none for this proxy.
    Refuse(Answer),
}

/// What to do with proxy data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct DataDecision<'d, 'a> {
    /// What to answer.
    pub answer: Answer,
    /// Whether the sections of the message are to be processed.
    pub take: bool,
    /// The history rows that are new, if they are to be processed.
    pub history: Vec<&'d HistoryValue<'a>>,
    /// How many history rows had come before.
    pub duplicates: usize,
}

impl ProxyPeer {
    /// A proxy of which nothing is known yet.
    #[must_use]
    pub fn new(server: Version) -> Self {
        Self::from_state(server, PeerState { compressed: true, ..PeerState::default() })
    }

    /// A proxy of which something is known.
    #[must_use]
    pub fn from_state(server: Version, state: PeerState) -> Self {
        Self { server, state, tasks: Vec::new() }
    }

    /// What is known, to be stored.
    #[must_use]
    pub fn to_state(&self) -> PeerState {
        self.state.clone()
    }

    /// Adds a task, to be handed out with the next answer to data or results.
    pub fn queue_task(&mut self, task: Task) {
        self.tasks.push(task);
    }

    fn compatibility(&self, version: Option<&str>) -> Compatibility {
        self.server.compatibility_with(version.and_then(|text| text.parse().ok()))
    }

    /// Answers a heartbeat; `None` means to close without an answer, as servers do
    /// since 6.4 (ZBX-060).
    #[must_use]
    pub fn handle_heartbeat(&self, _heartbeat: &ProxyHeartbeat) -> Option<Answer> {
        (!has_revisions(self.server)).then(Answer::success)
    }

    /// Decides what an active proxy gets that asks for its configuration, of which
    /// `revision` is the present one, with the host map's for members of a proxy group
    /// (ZBX-059). The proxy counts as having what the decision
    /// says; [`config_failed`](Self::config_failed) takes that back.
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

    /// Full unless the server itself sent this session what it says it has (ZBX-064).
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

    /// The configuration did not reach the proxy, or it refused it: it gets all of it
    /// the next time.
    pub fn config_failed(&mut self) {
        self.state.config = None;
    }

    /// Decides what becomes of data that an active proxy sends.
    ///
    /// `cache_full` says that the server can store nothing at the moment; `now` is
    /// in seconds since 1970, to drop tasks that are no longer good.
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

    /// Decides what becomes of data that a passive proxy answers with. The answer is
    /// the last leg; it has no `upload`.
    ///
    /// # Errors
    /// If the proxy gives none (ZBX-072): close, the tasks wait for the next time.
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
        // A server acknowledges before it looks (ZBX-077).
        let answer = Answer::success().with_tasks(self.take_tasks(compatibility, now));
        Ok(match rows {
            Ok((history, duplicates)) => DataDecision { answer, take: true, history, duplicates },
            Err(_) => DataDecision { answer, take: false, history: Vec::new(), duplicates: 0 },
        })
    }

    /// Answers the results of tasks of a passive proxy, and hands out new ones.
    ///
    /// # Errors
    /// If the proxy gives none (ZBX-072): close, the tasks wait for the next time.
    pub fn handle_passive_tasks(
        &mut self,
        reply: &ProxyReply<ProxyTasks>,
        now: u64,
    ) -> Result<Answer, SessionError> {
        let compatibility = self.compatibility(reply.given()?.version.as_deref());
        Ok(Answer::success().with_tasks(self.take_tasks(compatibility, now)))
    }

    /// What a server says to a message whose sections lack a member, which spoils all of
    /// it (ZBX-090).
    fn lack(&self, data: &ProxyData<'_>) -> Option<String> {
        let lacks = |name| format!("cannot find pair with name \"{name}\"");
        let said = |row: &InterfaceAvailability<'_>| row.available.is_some() || row.error.is_some();
        if let Some(row) = data.interface_availability.iter().find(|row| !said(row)) {
            return Some(format!("no availability data for \"interfaceid\":{}", row.interfaceid));
        }
        let faulty = data.discovery.faulty.iter().chain(&data.registrations.faulty);
        let missing = faulty.map(|row| row.error.kind()).find_map(|kind| match kind {
            DecodeErrorKind::Missing(name) => Some(*name),
            _ => None,
        });
        // Later servers know more rows without an address.
        let by_name = |row: &AutoRegistration<'_>| row.flags.is_some_and(|flags| flags.number == 2);
        let no_address = !self.server.is_at_least(7, 0)
            && (data.discovery.good.iter().any(|row| row.ip.is_none())
                || data.registrations.good.iter().any(|row| row.ip.is_none() && !by_name(row)));
        missing.or(no_address.then_some("ip")).map(lacks)
    }

    /// The rows of a message whose ids are above all that came before in its session
    /// (ZBX-082), and how many were not; or why the whole message is refused.
    fn new_rows<'d, 'a>(
        &mut self,
        data: &'d ProxyData<'a>,
    ) -> Result<(Vec<&'d HistoryValue<'a>>, usize), String> {
        if let Some(lack) = self.lack(data) {
            return Err(lack);
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

    /// The queued tasks that are still good; an outdated proxy gets no requests for
    /// data, one that is not supported gets none, and they wait (ZBX-105).
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

    /// How to frame the answer to a request: call it once for each, with the flags of
    /// the request's frame (ZBX-027). `answer` is what is said; `None` stands for a
    /// configuration.
    ///
    /// Servers since 7.0 compress what succeeds, and what says whether to upload. Older
    /// ones compress a success if the proxy did so the time before, where heartbeats and
    /// requests for configuration count at once. All answer another failure the way they
    /// were asked, and so whatever agents and senders ask.
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

/// The beginning of a value that should be a number, without the quotes around it.
fn shown(value: &RawJson<'_>) -> String {
    const MOST: usize = 32;
    let text = String::from_utf8_lossy(value.as_bytes());
    text.trim().trim_matches('"').chars().take(MOST).collect()
}

/// A server's dialogue with a passive proxy of 6.4 or later about its configuration:
/// it has sent `proxy config`, uncompressed, and waits for the revision.
#[derive(Debug)]
#[must_use]
pub struct ConfigPoll {
    _private: (),
}

/// The configuration is sent; the proxy has to confirm it.
#[derive(Debug)]
#[must_use]
pub struct ConfigSent {
    _private: (),
}

impl ConfigPoll {
    /// The request to send, and what waits for the answer.
    pub fn start() -> (Request<'static>, Self) {
        (ConfigRequest::default().into(), Self { _private: () })
    }

    /// Decides what the proxy gets.
    ///
    /// # Errors
    /// If the proxy wants none, because it runs in active mode or is busy with another
    /// (ZBX-072): close.
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
    /// Takes the proxy's last word.
    ///
    /// # Errors
    /// If the proxy refuses; it then gets everything the next time.
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
