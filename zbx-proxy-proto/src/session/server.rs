//! The server's side of the protocol.

mod agents;
mod data;
mod port;
mod state;

pub use self::agents::{AgentPeer, ValuesDecision};
pub use self::data::DataDecision;
pub use self::port::{Asked, ProxyAsked, Received, Refused, Server};
#[cfg(feature = "serde")]
pub use self::state::ExposedPeerState;
pub use self::state::PeerState;
use super::answers::refusal;
use super::has_revisions;
use super::revision::Revision;
use crate::error::SessionError;
use crate::message::task::Task;
use crate::version::Compatibility;
use crate::{
    Answer, ConfigRequest, ConfigRevision, Flags, ProxyHeartbeat, ProxyReply, RawJson, Request, SessionToken,
    Version,
};

/// A server's state for one proxy; the caller stores it by the proxy's name.
///
/// An unknown proxy has no state: answer its data and heartbeats with
/// [`unknown_proxy`](super::unknown_proxy), and close on its requests for configuration.
#[derive(Debug, Clone)]
pub struct ProxyPeer {
    server: Version,
    state: PeerState,
}

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

impl ProxyPeer {
    /// Creates the state of a proxy that has not connected yet.
    #[must_use]
    pub fn new(server: Version) -> Self {
        Self::from_state(server, PeerState { compressed: true, ..PeerState::default() })
    }

    /// Creates a proxy from its stored state.
    #[must_use]
    pub fn from_state(server: Version, state: PeerState) -> Self {
        Self { server, state }
    }

    /// Returns the state to store, before an answer is sent.
    #[must_use]
    pub fn to_state(&self) -> PeerState {
        self.state.clone()
    }

    /// Adds a task for the next answer to data or results.
    pub fn queue_task(&mut self, task: Task) {
        self.state.tasks.push(task);
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
        // A token is a peer's text: what is longer than a token is not kept.
        let keep = session.len() <= SessionToken::LEN;
        self.state.config = keep.then(|| (session.to_owned(), revision.config));
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
