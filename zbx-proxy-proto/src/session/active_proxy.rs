//! The active proxy's side.

use super::has_revisions;
use super::revision::{ConfigChange, Revisions};
use crate::error::{EncodeError, LimitExceeded, SessionError};
use crate::{
    Answer, Clock, ConfigAnswer, ConfigRequest, ConfigUpdate, Nanoseconds, ProxyData, ProxyHeartbeat,
    ProxyName, Request, SessionToken, Status, Task, Upload, Version,
};

/// What an active proxy remembers between its exchanges.
///
/// See the crate's first page for a whole dialogue.
#[derive(Debug, Clone)]
pub struct ActiveProxy {
    name: ProxyName,
    version: Version,
    session: SessionToken,
    revisions: Revisions,
    upload: Upload,
}

/// What a server's answer to `proxy data` means.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "rows must be kept unless the server has taken them"]
pub enum DataOutcome<'c> {
    /// The rows and results are at the server: forget them, and do these tasks.
    Taken(&'c [Task]),
    /// They are not: send them again.
    Keep {
        /// Why, if the server says so.
        info: Option<&'c str>,
    },
}

impl ActiveProxy {
    /// The most rows of each section in one message; if more wait, set `more`
    /// (ZBX-012).
    pub const MAX_ROWS: usize = 10_000;

    /// A proxy that has just started: no configuration, uploading allowed.
    ///
    /// `session` names this run; take a new one at every start.
    #[must_use]
    pub fn new(name: ProxyName, version: Version, session: SessionToken) -> Self {
        Self { name, version, session, revisions: Revisions::default(), upload: Upload::Enabled }
    }

    /// The heartbeat; `None` from 6.4 on, where servers do not answer it (ZBX-060).
    #[must_use]
    pub fn heartbeat(&self) -> Option<Request<'static>> {
        let due = !has_revisions(self.version);
        due.then(|| ProxyHeartbeat::new(self.name.as_str(), self.version.to_string()).into())
    }

    /// Asks for the configuration, or for what has changed.
    ///
    /// The revision in it is 0, which asks for everything, until
    /// [`config_applied`](Self::config_applied), and again after every failure.
    #[must_use]
    pub fn config_request(&self) -> Request<'static> {
        let mut request = ConfigRequest::new(self.name.to_string(), self.version.to_string());
        if has_revisions(self.version) {
            request = request.with_revision(self.session.to_string(), self.revisions.config());
            request.hostmap_revision = self.revisions.hostmap();
        }
        request.into()
    }

    /// Takes a server's answer to [`config_request`](Self::config_request).
    ///
    /// From here on the next request asks for everything, unless an update is
    /// confirmed by [`config_applied`](Self::config_applied).
    ///
    /// # Errors
    /// If the server refuses, or sends an update that does not fit what was asked, or
    /// all tables without a revision to a proxy of 6.4 or later.
    pub fn handle_config<'c, 'a>(
        &mut self,
        answer: &'c ConfigAnswer<'a>,
    ) -> Result<ConfigChange<'c, 'a>, SessionError> {
        self.revisions.handle(answer, self.version)
    }

    /// The update is applied: the next request starts from its revision.
    pub fn config_applied(&mut self, update: &ConfigUpdate<'_>) {
        self.revisions.applied(update);
    }

    /// The exchange failed, or the update could not be applied: the next request
    /// asks for everything (ZBX-066).
    pub fn config_failed(&mut self) {
        self.revisions.failed();
    }

    /// Whether the server takes rows at the moment. While it does not, send
    /// messages with nothing but results of tasks, each second, until it does.
    #[must_use]
    pub fn may_upload(&self) -> bool {
        self.upload != Upload::Disabled
    }

    /// Makes a `proxy data` request of what was collected: adds name, session,
    /// version and time.
    ///
    /// # Errors
    /// If there are rows while the server takes none, or more than
    /// [`MAX_ROWS`](Self::MAX_ROWS) in a section.
    pub fn data_request<'a>(
        &self,
        mut data: ProxyData<'a>,
        clock: Clock,
        ns: Nanoseconds,
    ) -> Result<Request<'a>, EncodeError> {
        if data.has_rows() && !self.may_upload() {
            return Err(EncodeError::UploadDisabled);
        }
        check_rows(&data)?;
        data.host = Some(self.name.to_string().into());
        data.session = Some(self.session.to_string().into());
        data.version = Some(self.version.to_string().into());
        data.clock = Some(clock.seconds().into());
        data.ns = Some(ns.nanoseconds().into());
        Ok(data.into())
    }

    /// Takes a server's answer to [`data_request`](Self::data_request).
    ///
    /// What `upload` says holds until an answer says otherwise (ZBX-071).
    pub fn handle_data<'c>(&mut self, answer: &'c Answer) -> DataOutcome<'c> {
        match &answer.upload {
            Some(Upload::Enabled) => self.upload = Upload::Enabled,
            Some(Upload::Disabled) => self.upload = Upload::Disabled,
            Some(Upload::Other(_)) | None => {}
        }
        if answer.is_success() {
            DataOutcome::Taken(&answer.tasks)
        } else {
            DataOutcome::Keep { info: answer.info.as_deref() }
        }
    }
}

/// Why a server did not do what it was asked.
pub(super) fn refusal(answer: &Answer) -> SessionError {
    match &answer.response {
        None => SessionError::NoResponse,
        Some(Status::Success | Status::Failed | Status::Other(_)) => {
            SessionError::Refused { info: answer.info.clone() }
        }
    }
}

/// No section may have more rows than real proxies send.
pub(super) fn check_rows(data: &ProxyData<'_>) -> Result<(), EncodeError> {
    let sections = [
        data.interface_availability.len(),
        data.host_availability.len(),
        data.history.good.len(),
        data.discovery.good.len(),
        data.registrations.good.len(),
        data.host_data.len(),
    ];
    match sections.into_iter().find(|&rows| rows > ActiveProxy::MAX_ROWS) {
        None => Ok(()),
        Some(rows) => {
            let (found, max) = (rows as u64, ActiveProxy::MAX_ROWS as u64);
            Err(LimitExceeded { what: "rows of a section", found, max }.into())
        }
    }
}
