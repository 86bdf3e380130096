//! The passive proxy's side: a server connects and asks.

use super::active_proxy::check_rows;
use super::has_revisions;
use super::revision::{ConfigChange, Revisions};
use crate::error::{EncodeError, SessionError};
use crate::{
    Answer, Clock, ConfigAnswer, ConfigRevision, ConfigUpdate, Nanoseconds, PlainConfig, ProxyData,
    ProxyTasks, Request, SessionToken, Task, Version,
};

/// What a passive proxy remembers between its exchanges.
#[derive(Debug, Clone)]
pub struct PassiveProxy {
    version: Version,
    session: SessionToken,
    revisions: Revisions,
}

/// What a server wants.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum PassiveStep<'r, 'a> {
    /// It has a configuration (6.4 and later). Send this, uncompressed; its answer
    /// goes to [`handle_config`](PassiveProxy::handle_config).
    SendRevision(ConfigRevision),
    /// Here is all of the configuration (5.4 and 6.0). Apply it and send
    /// [`accept`](PassiveProxy::accept) or [`refuse`](PassiveProxy::refuse).
    Replace(&'r PlainConfig<'a>),
    /// It wants what was collected: send [`data`](PassiveProxy::data). Its answer
    /// goes to [`handle_acknowledgement`].
    SendData,
    /// It wants results of tasks: send [`tasks`](PassiveProxy::tasks). Its answer
    /// goes to [`handle_acknowledgement`].
    SendTasks,
}

impl PassiveProxy {
    /// A proxy that has just started. `session` names this run.
    #[must_use]
    pub fn new(version: Version, session: SessionToken) -> Self {
        Self { version, session, revisions: Revisions::default() }
    }

    /// Takes the request with which a server starts.
    ///
    /// # Errors
    /// If it is none that a server sends to a passive proxy, or not one of this
    /// version. Send [`refuse`](Self::refuse) for a configuration, nothing otherwise.
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

    /// Takes what a server answers to a [`ConfigRevision`]. Apply an update, call
    /// [`config_applied`](Self::config_applied), and send [`accept`](Self::accept).
    ///
    /// # Errors
    /// If it is no update, or a part where everything was asked for. Send
    /// [`refuse`](Self::refuse).
    pub fn handle_config<'c, 'a>(
        &mut self,
        answer: &'c ConfigAnswer<'a>,
    ) -> Result<ConfigChange<'c, 'a>, SessionError> {
        self.revisions.handle(answer, self.version)
    }

    /// The update is applied: the next revision is its own.
    pub fn config_applied(&mut self, update: &ConfigUpdate<'_>) {
        self.revisions.applied(update);
    }

    /// The exchange failed, or the update could not be applied: ask for everything
    /// the next time.
    pub fn config_failed(&mut self) {
        self.revisions.failed();
    }

    /// Last leg of a configuration that was applied.
    #[must_use]
    pub fn accept(&self) -> Answer {
        Answer::success().with_version(self.version.to_string())
    }

    /// Last leg of a configuration that was not, and why.
    #[must_use]
    pub fn refuse(&self, info: impl Into<String>) -> Answer {
        Answer::failed(info).with_version(self.version.to_string())
    }

    /// What was collected, for [`PassiveStep::SendData`]: adds session, version and
    /// time.
    ///
    /// # Errors
    /// If a section has more than [`ActiveProxy::MAX_ROWS`](super::ActiveProxy::MAX_ROWS) rows.
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

    /// Results of tasks, for [`PassiveStep::SendTasks`].
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

/// Takes a server's last word on data or results: the tasks that it hands out.
///
/// A server says so before it looks at the rows, so a passive proxy never learns
/// what was wrong with them (ZBX-077).
///
/// # Errors
/// If it is not a success: keep rows and results, and send them again.
pub fn handle_acknowledgement(answer: &Answer) -> Result<&[Task], SessionError> {
    if answer.is_success() { Ok(&answer.tasks) } else { Err(super::active_proxy::refusal(answer)) }
}
