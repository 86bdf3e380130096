//! The passive proxy's side of the protocol.

use super::active_proxy::check_rows;
use super::has_revisions;
use super::revision::{ConfigChange, Revisions};
use crate::error::{EncodeError, SessionError};
use crate::{
    Answer, Clock, ConfigAnswer, ConfigRevision, ConfigUpdate, Nanoseconds, PlainConfig, ProxyData,
    ProxyTasks, Request, SessionToken, Task, Version,
};

/// State of a passive proxy between its exchanges.
#[derive(Debug, Clone)]
pub struct PassiveProxy {
    version: Version,
    session: SessionToken,
    revisions: Revisions,
}

/// A server's request, with the answer that it needs.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum PassiveStep<'r, 'a> {
    /// The server offers a configuration (6.4 and later). Send this, uncompressed; pass
    /// the answer to [`handle_config`](PassiveProxy::handle_config).
    SendRevision(ConfigRevision),
    /// The server sends a full configuration (5.4 and 6.0). Apply it and send
    /// [`accept`](PassiveProxy::accept) or [`refuse`](PassiveProxy::refuse).
    Replace(&'r PlainConfig<'a>),
    /// The server requests data: send [`data`](PassiveProxy::data), pass the answer to
    /// [`handle_acknowledgement`].
    SendData,
    /// The server requests results of tasks: send [`tasks`](PassiveProxy::tasks), pass
    /// the answer to [`handle_acknowledgement`].
    SendTasks,
}

impl PassiveProxy {
    /// Creates a proxy that has just started. `session` identifies this run.
    #[must_use]
    pub fn new(version: Version, session: SessionToken) -> Self {
        Self { version, session, revisions: Revisions::default() }
    }

    /// Handles the request with which a server starts.
    ///
    /// # Errors
    /// Servers do not send this request to a passive proxy, or not to one of this
    /// version. Send [`refuse`](Self::refuse) for `proxy config`, nothing for other
    /// requests.
    pub fn handle_request<'r, 'a>(
        &self,
        request: &'r Request<'a>,
    ) -> Result<PassiveStep<'r, 'a>, SessionError> {
        match request {
            Request::ProxyConfig(config) if config.host.is_none() => match &config.data {
                Some(data) if !has_revisions(self.version) => Ok(PassiveStep::Replace(data)),
                None if has_revisions(self.version) => Ok(PassiveStep::SendRevision(self.revision())),
                _ => Err(SessionError::WrongRequest(request.name().to_owned())),
            },
            Request::ProxyData(data) if data.host.is_none() => Ok(PassiveStep::SendData),
            Request::ProxyTasks(_) => Ok(PassiveStep::SendTasks),
            _ => Err(SessionError::WrongRequest(request.name().to_owned())),
        }
    }

    fn revision(&self) -> ConfigRevision {
        let mut revision =
            ConfigRevision::new(self.version.to_string(), self.session.to_string(), self.revisions.config());
        revision.hostmap_revision = self.revisions.hostmap();
        revision
    }

    /// Handles the server's answer to a [`ConfigRevision`]. Apply the update, call
    /// [`config_applied`](Self::config_applied), and send [`accept`](Self::accept).
    ///
    /// # Errors
    /// The answer is not an update, has no revision, or is incremental although a full
    /// one was requested. Send [`refuse`](Self::refuse).
    pub fn handle_config<'c, 'a>(
        &mut self,
        answer: &'c ConfigAnswer<'a>,
    ) -> Result<ConfigChange<'c, 'a>, SessionError> {
        self.revisions.handle(answer, self.version)
    }

    /// Records that the update is applied: its revision is the proxy's from now on.
    pub fn config_applied(&mut self, update: &ConfigUpdate<'_>) {
        self.revisions.applied(update);
    }

    /// Records that the exchange failed or the update could not be applied: the next
    /// exchange asks for a full configuration.
    pub fn config_failed(&mut self) {
        self.revisions.failed();
    }

    /// Returns the last leg after a configuration that was applied.
    #[must_use]
    pub fn accept(&self) -> Answer {
        Answer::success().with_version(self.version.to_string())
    }

    /// Returns the last leg after a configuration that was not applied, with the reason.
    #[must_use]
    pub fn refuse(&self, info: impl Into<String>) -> Answer {
        Answer::failed(info).with_version(self.version.to_string())
    }

    /// Creates the answer to [`PassiveStep::SendData`]: adds session, version and time.
    ///
    /// # Errors
    /// A section has more than [`ActiveProxy::MAX_ROWS`](super::ActiveProxy::MAX_ROWS)
    /// rows.
    pub fn data<'a>(
        &self,
        mut data: ProxyData<'a>,
        clock: Clock,
        ns: Nanoseconds,
    ) -> Result<ProxyData<'a>, EncodeError> {
        check_rows(&data)?;
        data.host = None;
        data.session = Some(self.session.to_string().into());
        data.version = Some(self.version.to_string().into());
        data.clock = Some(clock.seconds().into());
        data.ns = Some(ns.nanoseconds().into());
        Ok(data)
    }

    /// Creates the answer to [`PassiveStep::SendTasks`].
    #[must_use]
    pub fn tasks(&self, results: Vec<Task>, clock: Clock, ns: Nanoseconds) -> ProxyTasks {
        ProxyTasks {
            tasks: results,
            version: Some(self.version.to_string()),
            clock: Some(clock.seconds().into()),
            ns: Some(ns.nanoseconds().into()),
            ..ProxyTasks::default()
        }
    }
}

/// Handles a server's last leg after data or results; returns the tasks in it.
///
/// A server answers before it decodes the rows, so a passive proxy never learns of errors
/// in them (ZBX-077).
///
/// # Errors
/// The answer is not a success: keep rows and results, and send them again.
pub fn handle_acknowledgement(answer: &Answer) -> Result<&[Task], SessionError> {
    if answer.is_success() { Ok(&answer.tasks) } else { Err(super::answers::refusal(answer)) }
}
