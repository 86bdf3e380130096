//! The active proxy's side of the protocol.

use super::has_revisions;
use super::revision::{ConfigChange, Revisions};
use crate::error::{EncodeError, LimitExceeded, SessionError};
use crate::{
    Answer, Clock, ConfigAnswer, ConfigRequest, ConfigUpdate, Nanoseconds, ProxyData, ProxyHeartbeat,
    ProxyName, Request, SessionToken, Task, Upload, Version,
};

/// State of an active proxy between its exchanges.
///
/// The crate's documentation has an example of a whole dialogue.
#[derive(Debug, Clone)]
pub struct ActiveProxy {
    name: ProxyName,
    version: Version,
    session: SessionToken,
    revisions: Revisions,
    upload: Upload,
}

/// The outcome of `proxy data`.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "rows must be kept until the server has accepted them"]
pub enum DataOutcome<'c> {
    /// The server has accepted the rows and results: forget them, and carry out these
    /// tasks.
    Taken(&'c [Task]),
    /// The server has not accepted them: send them again.
    Keep {
        /// The server's reason, if it gives one.
        info: Option<&'c str>,
    },
}

impl ActiveProxy {
    /// Maximum number of rows per section in one message; if there are more, set `more`
    /// (ZBX-012).
    pub const MAX_ROWS: usize = 10_000;

    /// Creates a proxy that has just started: without configuration, allowed to upload.
    ///
    /// `session` identifies this run; generate a new one at every start.
    #[must_use]
    pub fn new(name: ProxyName, version: Version, session: SessionToken) -> Self {
        Self { name, version, session, revisions: Revisions::default(), upload: Upload::Enabled }
    }

    /// Returns the heartbeat; `None` from 6.4 on, where servers do not answer it
    /// (ZBX-060).
    #[must_use]
    pub fn heartbeat(&self) -> Option<Request<'static>> {
        let due = !has_revisions(self.version);
        due.then(|| ProxyHeartbeat::new(self.name.as_str(), self.version.to_string()).into())
    }

    /// Returns the request for the configuration, or for its changes.
    ///
    /// Its revision is 0, which asks for a full configuration, until
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

    /// Handles a server's answer to [`config_request`](Self::config_request).
    ///
    /// The next request asks for a full configuration unless
    /// [`config_applied`](Self::config_applied) confirms the update.
    ///
    /// # Errors
    /// The server refused; the update has no revision, or is incremental although a full
    /// one was requested; or the proxy is of 6.4 or later and the configuration has the
    /// form of 6.0.
    pub fn handle_config<'c, 'a>(
        &mut self,
        answer: &'c ConfigAnswer<'a>,
    ) -> Result<ConfigChange<'c, 'a>, SessionError> {
        self.revisions.handle(answer, self.version)
    }

    /// Records that the update is applied: the next request has its revision.
    pub fn config_applied(&mut self, update: &ConfigUpdate<'_>) {
        self.revisions.applied(update);
    }

    /// Records that the exchange failed or the update could not be applied: the next
    /// request asks for a full configuration (ZBX-066).
    pub fn config_failed(&mut self) {
        self.revisions.failed();
    }

    /// Returns true if the server accepts rows at the moment. Otherwise send messages
    /// with results of tasks only, every second, until it does.
    #[must_use]
    pub fn may_upload(&self) -> bool {
        self.upload != Upload::Disabled
    }

    /// Creates a `proxy data` request: adds name, session, version and time.
    ///
    /// # Errors
    /// There are rows although the server has disabled uploading, or a section has more
    /// than [`MAX_ROWS`](Self::MAX_ROWS) rows.
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

    /// Handles a server's answer to [`data_request`](Self::data_request).
    ///
    /// The value of `upload` is valid until an answer has another one (ZBX-071).
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

/// Checks that no section has more rows than real proxies send.
pub(super) fn check_rows(data: &ProxyData<'_>) -> Result<(), EncodeError> {
    let sections = [
        data.interface_availability.good.len(),
        data.host_availability.good.len(),
        data.history.good.len(),
        data.discovery.good.len(),
        data.registrations.good.len(),
        data.host_data.good.len(),
    ];
    match sections.into_iter().find(|&rows| rows > ActiveProxy::MAX_ROWS) {
        None => Ok(()),
        Some(rows) => {
            let (found, max) = (rows as u64, ActiveProxy::MAX_ROWS as u64);
            Err(LimitExceeded { what: "number of rows in a section", found, max }.into())
        }
    }
}
