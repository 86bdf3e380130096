//! Software jobs: what the server wants run, and how far it got.

use std::fmt;

use crate::Dialect;
use crate::json::{Member, Row, object};
use crate::scalar::{Flag, Int, Real, Scalar, Text, leaf};
use crate::secret::Hidden;

/// A leaf that is an id, and shows itself.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        leaf! { $(#[$meta])* $name }

        impl From<i64> for $name<'_> {
            fn from(number: i64) -> Self {
                Self(Scalar::Number(number.into()))
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.0 {
                    Scalar::Text(text) => fmt::Display::fmt(&text.escape_debug(), f),
                    other => fmt::Debug::fmt(other, f),
                }
            }
        }
    };
}

id! {
    /// A job's id: a number, its decimal text from servers on old PHP, or
    /// `dynamic-<n>`. Written back in the form in which it came.
    JobId
}

/// The meanings of a job's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobKind {
    /// A job of a job container.
    Static(i64),
    /// A job of a deployment rule.
    Dynamic(i64),
    /// Unknown to this crate.
    Other,
}

impl JobId<'_> {
    /// Returns the meaning.
    #[must_use]
    pub fn kind(&self) -> JobKind {
        match (self.0.to_i64(), prefixed(&self.0, "dynamic-")) {
            (Some(number), _) => JobKind::Static(number),
            (_, Some(number)) => JobKind::Dynamic(number),
            _ => JobKind::Other,
        }
    }
}

id! {
    /// The id of what a job belongs to: a number, its decimal text, or
    /// `deployment_rule::<n>`.
    ContainerId
}

/// The meanings of a container id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ContainerKind {
    /// A job container.
    Container(i64),
    /// A deployment rule.
    DeploymentRule(i64),
    /// Unknown to this crate.
    Other,
}

impl ContainerId<'_> {
    /// Returns the meaning.
    #[must_use]
    pub fn kind(&self) -> ContainerKind {
        match (self.0.to_i64(), prefixed(&self.0, "deployment_rule::")) {
            (Some(number), _) => ContainerKind::Container(number),
            (_, Some(number)) => ContainerKind::DeploymentRule(number),
            _ => ContainerKind::Other,
        }
    }

    /// Returns true if both mean the same, in any form.
    #[must_use]
    pub fn is_same(&self, other: &ContainerId<'_>) -> bool {
        self.key().is_some_and(|key| Some(key) == other.key())
    }

    /// Returns the key that all ids of one container share; `None` for a missing id.
    pub(crate) fn key(&self) -> Option<(ContainerKind, Vec<u8>)> {
        match self.kind() {
            ContainerKind::Other if !self.is_set() => None,
            ContainerKind::Other => {
                let mut text = Vec::new();
                self.0.write(&mut text);
                Some((ContainerKind::Other, text))
            }
            kind => Some((kind, Vec::new())),
        }
    }
}

fn prefixed(id: &Scalar<'_>, prefix: &str) -> Option<i64> {
    id.as_str()?.strip_prefix(prefix)?.parse().ok()
}

/// The state of a job (OCO-050).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// 0: no agent has taken it yet.
    WaitingForAgent,
    /// 1: the agent downloads, or unpacks, its package.
    DownloadStarted,
    /// 2: its procedure runs.
    ExecutionStarted,
    /// 3: its procedure ended. With this state the server looks at the return code.
    Succeeded,
    /// -1: it failed.
    Failed,
    /// -2: it was not taken in time.
    Expired,
    /// -3: the package is for another operating system.
    OsIncompatible,
    /// -4: another package is in its way.
    PackageConflict,
    /// -5: it is there already.
    AlreadyInstalled,
    /// A number of no known meaning. Real servers store any.
    Other(i64),
}

impl State {
    /// All states that have a meaning.
    pub const ALL: [Self; 9] = [
        Self::WaitingForAgent,
        Self::DownloadStarted,
        Self::ExecutionStarted,
        Self::Succeeded,
        Self::Failed,
        Self::Expired,
        Self::OsIncompatible,
        Self::PackageConflict,
        Self::AlreadyInstalled,
    ];

    /// The state with this number.
    #[must_use]
    pub fn from_code(code: i64) -> Self {
        Self::ALL.into_iter().find(|state| state.code() == code).unwrap_or(Self::Other(code))
    }

    /// Returns the number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::WaitingForAgent => 0,
            Self::DownloadStarted => 1,
            Self::ExecutionStarted => 2,
            Self::Succeeded => 3,
            Self::Failed => -1,
            Self::Expired => -2,
            Self::OsIncompatible => -3,
            Self::PackageConflict => -4,
            Self::AlreadyInstalled => -5,
            Self::Other(code) => code,
        }
    }

    /// Returns the name in the protocol's source; `None` for a number without a meaning.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::WaitingForAgent => "WAITING_FOR_AGENT",
            Self::DownloadStarted => "DOWNLOAD_STARTED",
            Self::ExecutionStarted => "EXECUTION_STARTED",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Expired => "EXPIRED",
            Self::OsIncompatible => "OS_INCOMPATIBLE",
            Self::PackageConflict => "PACKAGE_CONFLICT",
            Self::AlreadyInstalled => "ALREADY_INSTALLED",
            Self::Other(_) => return None,
        })
    }
}

/// The return code for a failure of the agent itself.
pub const RETURN_CODE_AGENT_ERROR: i64 = -9999;

/// The return code that a server gives to jobs after a failed one.
pub const RETURN_CODE_ABORTED: i64 = -8888;

/// The download progress while unpacking.
pub const PROGRESS_UNPACKING: i64 = 101;

object! {
    /// The progress of a job (`data` of a job state).
    pub struct JobState<'a> checked by JobState::check {
        /// The job, as the server called it.
        job_id: JobId<'a> = "job-id",
        /// The state's number: see [`state`](Self::state).
        state: Int<'a> = "state",
        /// The procedure's return code: up to 4294967295 on Windows. `null` while it runs;
        /// servers before 1.0.4 refuse that and get 0: see [`for_dialect`](Self::for_dialect).
        /// The member has to be there, but for servers before 0.4.0, which do not know it.
        return_code: Int<'a> = "return-code",
        /// Percent, or 101 while unpacking; since agents 1.1.0.
        download_progress: Real<'a> = "download-progress",
        /// All output so far, not just the new part.
        message: Text<'a> = "message",
    }
}

impl<'a> JobState<'a> {
    /// The report that a job is in this state, without return code and message.
    #[must_use]
    pub fn new(job_id: impl Into<JobId<'a>>, state: State) -> Self {
        Self {
            job_id: job_id.into(),
            state: state.code().into(),
            return_code: Int::NULL,
            message: "".into(),
            ..Self::default()
        }
    }

    /// Changes the report to a form that every server of this dialect takes (OCO-051):
    ///
    /// | dialect | return code `null` | download progress |
    /// |---|---|---|
    /// | HMAC | stays | stays |
    /// | dotted | becomes 0, as agents before 1.1.0 said: servers before 1.0.4 answer 400 to `null` | stays: older servers do not look at it |
    /// | older | becomes 0 | is left out |
    #[must_use]
    pub fn for_dialect(mut self, dialect: Dialect) -> Self {
        if dialect < Dialect::Hmac && matches!(self.return_code.as_scalar(), Scalar::Null) {
            self.return_code = 0.into();
        }
        if dialect < Dialect::Dotted {
            self.download_progress = Real::default();
        }
        self
    }

    /// Sets the return code.
    #[must_use]
    pub fn with_return_code(mut self, code: i64) -> Self {
        self.return_code = code.into();
        self
    }

    /// Sets the download progress.
    #[must_use]
    pub fn with_progress(mut self, percent: impl Into<Real<'a>>) -> Self {
        self.download_progress = percent.into();
        self
    }

    /// Sets the message: all output so far.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Text<'a>>) -> Self {
        self.message = message.into();
        self
    }

    /// Returns the state; `None` if the member is not a number.
    ///
    /// The names are those since servers 0.4.0. Before, 2 meant success, and in the client
    /// dialect 1; no message tells such a server or agent from later ones of its dialect.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        self.state.to_i64().map(State::from_code)
    }

    /// A real server answers 400 if one of these is not there (OCO-051). Whether the return
    /// code has to be, depends on the dialect, which the data does not tell.
    fn check(&mut self) -> Result<(), &'static str> {
        let there = [
            ("job-id", self.job_id.is_set()),
            ("state", self.state.is_set()),
            ("message", self.message.is_set()),
        ];
        there.iter().find(|(_, there)| !there).map_or(Ok(()), |(name, _)| Err(name))
    }
}

object! {
    /// A job that the server offers in its answer to a hello. Jobs that run already are
    /// offered again each time.
    pub struct SoftwareJob<'a> {
        /// The id.
        id: JobId<'a> = "id",
        /// The container that it belongs to; since servers 0.9.3.
        container_id: ContainerId<'a> = "container-id",
        /// The package to download.
        package_id: Int<'a> = "package-id",
        /// True if the package is to be downloaded.
        download: Flag<'a> = "download",
        /// The shell command. Blank: run nothing, report success.
        procedure: Text<'a> = "procedure",
        /// 0: go on after a failure. 1: skip the rest of the container. Since 0.9.2.
        sequence_mode: Int<'a> = "sequence-mode",
        /// The minutes after the job at which to restart the machine; since 0.5.0.
        restart: Int<'a> = "restart",
        /// The minutes after the job at which to shut the machine down; since 0.5.0.
        shutdown: Int<'a> = "shutdown",
        /// End the agent after the job, whatever the number; since 0.9.2.
        exit: Int<'a> = "exit",
    }
}

/// The protocol document shows one job without a list around it (OCO-044).
impl Row for SoftwareJob<'_> {
    const MAY_BE_ALONE: bool = true;

    fn is_one(&self) -> bool {
        self.id.is_set() || self.procedure.is_set()
    }
}

impl<'a> SoftwareJob<'a> {
    /// A job that runs a command, without download and without consequences.
    #[must_use]
    pub fn new(
        id: impl Into<JobId<'a>>,
        container: impl Into<ContainerId<'a>>,
        procedure: impl Into<Text<'a>>,
    ) -> Self {
        Self {
            id: id.into(),
            container_id: container.into(),
            download: false.into(),
            procedure: procedure.into(),
            sequence_mode: 0.into(),
            restart: Int::NULL,
            shutdown: Int::NULL,
            exit: Int::NULL,
            ..Self::default()
        }
    }

    /// Sets a package to be downloaded first.
    #[must_use]
    pub fn with_package(mut self, package_id: i64) -> Self {
        self.package_id = package_id.into();
        self.download = true.into();
        self
    }

    /// Makes a failure skip the rest of the container.
    #[must_use]
    pub fn with_abort_after_failed(mut self) -> Self {
        self.sequence_mode = 1.into();
        self
    }

    /// Returns true if a failure skips the rest of the container.
    #[must_use]
    pub fn aborts_after_failed(&self) -> bool {
        self.sequence_mode.to_i64() == Some(1)
    }
}

object! {
    /// The server's answer to a job state.
    pub struct JobStateReply<'a> {
        /// The server's key, in the plaintext dialects.
        server_key: Hidden = "server-key",
        /// Always `null`; a real HMAC server sends it to agents of older dialects.
        agent_key: Hidden = "agent-key",
        /// True if the job succeeded: the state was 3 and the return code is one that the
        /// package calls a success. `false` for reports of progress.
        job_succeeded: Flag<'a> = "job-succeeded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OCO-050
    #[test]
    fn states_have_the_numbers_and_names_of_the_protocol() {
        let numbers: Vec<_> = State::ALL.map(State::code).into();
        assert_eq!(numbers, [0, 1, 2, 3, -1, -2, -3, -4, -5]);
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), state);
            assert!(state.name().is_some());
        }
        assert_eq!((State::from_code(99), State::Other(99).name()), (State::Other(99), None));
    }

    #[test]
    fn ids_come_in_three_forms() {
        let kind = |json| crate::json::read::<JobId<'_>>(json).unwrap().kind();
        assert_eq!(kind("123"), JobKind::Static(123));
        assert_eq!(kind("\"123\""), JobKind::Static(123));
        assert_eq!(kind("\"dynamic-33\""), JobKind::Dynamic(33));
        assert_eq!(kind("\"dynamic-x\""), JobKind::Other);
        let container = |json| crate::json::read::<ContainerId<'_>>(json).unwrap();
        assert_eq!(container("\"deployment_rule::9\"").kind(), ContainerKind::DeploymentRule(9));
        assert!(container("12").is_same(&container("\"12\"")));
        assert!(!container("12").is_same(&container("\"deployment_rule::12\"")));
        assert!(!ContainerId::default().is_same(&ContainerId::default()));
        assert!(!ContainerId::NULL.is_same(&ContainerId::NULL));
        // An unknown one is still the same as itself.
        assert!(container("\"later::1\"").is_same(&container("\"later::1\"")));
        assert!(!container("\"later::1\"").is_same(&container("\"later::2\"")));
    }

    // OCO-051
    #[test]
    fn a_report_with_a_null_message_or_nothing_at_all_is_refused() {
        let read = |json| crate::json::read::<JobState<'_>>(json);
        assert!(read(r#"{"job-id":1,"state":2,"return-code":null,"message":""}"#).is_ok());
        assert!(read(r#"{"job-id":1,"state":2,"return-code":0,"message":null}"#).is_err());
        assert!(read("[]").is_err());
    }
}
