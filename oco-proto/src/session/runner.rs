//! The order of jobs: which comes next, and what to report.
//!
//! ```text
//!  start ─▶ next job ─▶ report 1/0 % ─▶ Download ─▶ report 1/101 % ─▶ Unpack ─┐
//!    ▲          │  └────────────────────(no package)─────────────────────────▶┴▶ report 2 ─▶ Execute
//!    │          │ (blank procedure)                                                            │
//!    │          └────▶ report 3, code 0 ──────────────┐     handle_failure: report -1, -9999 ◀─┤
//!    │                                                ▼                     │                  │ handle_exit
//!    └── handle_scheduled ◀─ Schedule ◀─ after the report was answered ◀────┴──────── report 3 ◀┘
//!                                                     └─▶ Exit
//! ```
//!
//! A job with sequence mode 1 that did not succeed takes the rest of its container
//! with it. Once a restart or shutdown is scheduled, no further procedure starts.

use std::collections::{BTreeSet, VecDeque};

use crate::Dialect;
use crate::error::SessionError;
use crate::message::{
    ContainerKind, JobId, JobState, PROGRESS_UNPACKING, RETURN_CODE_AGENT_ERROR, SoftwareJob, State,
};

/// The jobs of one hello.
#[derive(Debug, Clone)]
pub struct Runner {
    queue: VecDeque<SoftwareJob<'static>>,
    current: Option<SoftwareJob<'static>>,
    stage: Stage,
    /// By what their ids have in common.
    aborted: BTreeSet<(ContainerKind, Vec<u8>)>,
    dialect: Dialect,
    halted: bool,
    skipped: Vec<Skipped>,
}

/// The event that the runner waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The answer to a report, and what follows it.
    Report(AfterReport),
    Download,
    Unpack,
    Execute,
    Schedule,
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AfterReport {
    Download,
    Unpack,
    Execute,
    /// The procedure has ended.
    Exit,
    /// The job could not be run to its end.
    Failure,
    /// There was nothing to run.
    Blank,
}

/// The next thing to do.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Step {
    /// Send this state; then [`Runner::handle_report`].
    Report(JobState<'static>),
    /// Download the package; then [`Runner::handle_download`] or
    /// [`Runner::handle_failure`].
    Download {
        /// The package's number.
        package_id: i64,
    },
    /// Unpack it; then [`Runner::handle_unpacked`] or [`Runner::handle_failure`].
    Unpack,
    /// Run this shell command; then [`Runner::handle_exit`] or
    /// [`Runner::handle_failure`].
    Execute {
        /// The command.
        procedure: String,
    },
    /// Schedule this; then [`Runner::handle_scheduled`].
    Schedule(PostAction),
    /// End the agent: it is to be replaced. No step follows.
    Exit,
    /// All jobs are dealt with.
    Done,
}

/// A consequence of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostAction {
    /// Restart the machine.
    Restart {
        /// The minutes to wait, if somebody is logged in; at once otherwise.
        minutes: u32,
    },
    /// Shut it down.
    Shutdown {
        /// The minutes to wait, if somebody is logged in; at once otherwise.
        minutes: u32,
    },
}

/// A job that was not run.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// The job.
    pub job_id: JobId<'static>,
    /// The reason.
    pub reason: SkipReason,
}

/// Reasons for not running a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// It has no id or no procedure.
    Invalid,
    /// A job before it in the container failed, in sequence mode 1.
    Aborted,
    /// The machine is about to go down.
    GoingDown,
}

impl Runner {
    /// Begins with the first of these jobs. What it reports fits the dialect: see
    /// [`JobState::for_dialect`].
    #[must_use = "the step is the first thing to do"]
    pub fn start(dialect: Dialect, jobs: impl IntoIterator<Item = SoftwareJob<'static>>) -> (Self, Step) {
        let mut runner = Self {
            queue: jobs.into_iter().collect(),
            current: None,
            stage: Stage::Done,
            aborted: BTreeSet::new(),
            dialect,
            halted: false,
            skipped: Vec::new(),
        };
        let step = runner.advance();
        (runner, step)
    }

    /// The job at hand.
    #[must_use]
    pub fn current(&self) -> Option<&SoftwareJob<'static>> {
        self.current.as_ref()
    }

    /// The jobs that were not run, and why.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The server has answered a report: whether it says that the job succeeded, or
    /// `None` for no answer or a refusal, which do not stop an agent (a job may have been
    /// deleted meanwhile).
    ///
    /// # Errors
    /// If no report was to be sent.
    pub fn handle_report(&mut self, job_succeeded: Option<bool>) -> Result<Step, SessionError> {
        let Stage::Report(after) = self.stage else {
            return Err(SessionError::OutOfOrder);
        };
        Ok(match after {
            AfterReport::Download => {
                self.stage = Stage::Download;
                // Without a number there is nothing to ask for.
                match self.current.as_ref().and_then(|job| job.package_id.to_i64()) {
                    Some(package_id) => Step::Download { package_id },
                    None => return self.handle_failure("the job has no package-id"),
                }
            }
            AfterReport::Unpack => {
                self.stage = Stage::Unpack;
                Step::Unpack
            }
            AfterReport::Execute => {
                self.stage = Stage::Execute;
                let procedure =
                    self.current.as_ref().and_then(|job| job.procedure.as_str()).unwrap_or("").to_owned();
                Step::Execute { procedure }
            }
            AfterReport::Blank => self.advance(),
            AfterReport::Exit if job_succeeded == Some(false) && self.aborts() => self.advance(),
            AfterReport::Exit => self.post_action(),
            AfterReport::Failure => {
                self.aborts();
                self.advance()
            }
        })
    }

    /// Some of the package has come: a state to report meanwhile, in percent, which only
    /// servers of the dotted dialect and later hear of. Its answer does not matter. How one
    /// `Trust` does both at a time is described at [`Trust::verify`](super::agent::Trust::verify).
    ///
    /// # Errors
    /// If no package is to be downloaded.
    pub fn handle_progress(&self, percent: f64) -> Result<JobState<'static>, SessionError> {
        match self.stage {
            Stage::Download => {
                let report = self.report(State::DownloadStarted).with_progress(percent);
                Ok(report.for_dialect(self.dialect))
            }
            _ => Err(SessionError::OutOfOrder),
        }
    }

    /// The package is there.
    ///
    /// # Errors
    /// If no package is to be downloaded.
    pub fn handle_download(&mut self) -> Result<Step, SessionError> {
        self.leave(Stage::Download)?;
        let report = self.report(State::DownloadStarted).with_progress(PROGRESS_UNPACKING);
        Ok(self.send(report, AfterReport::Unpack))
    }

    /// The package is unpacked.
    ///
    /// # Errors
    /// If nothing is to be unpacked.
    pub fn handle_unpacked(&mut self) -> Result<Step, SessionError> {
        self.leave(Stage::Unpack)?;
        Ok(self.execute())
    }

    /// The procedure has said something: a state to report meanwhile, with *all* that it
    /// has said so far. Its answer does not matter. Real agents do it every five seconds.
    ///
    /// # Errors
    /// If no procedure runs.
    pub fn handle_output(&self, all_output: &str) -> Result<JobState<'static>, SessionError> {
        match self.stage {
            Stage::Execute => {
                let report = self.report(State::ExecutionStarted).with_message(all_output.to_owned());
                Ok(report.for_dialect(self.dialect))
            }
            _ => Err(SessionError::OutOfOrder),
        }
    }

    /// The procedure has ended with this return code and output. Whether that is a
    /// success is for the server to say.
    ///
    /// # Errors
    /// If no procedure runs.
    pub fn handle_exit(&mut self, return_code: i64, all_output: &str) -> Result<Step, SessionError> {
        self.leave(Stage::Execute)?;
        let report = self.report(State::Succeeded).with_return_code(return_code);
        Ok(self.send(report.with_message(all_output.to_owned()), AfterReport::Exit))
    }

    /// The agent itself could not download, unpack or run it.
    ///
    /// # Errors
    /// If nothing of that was to be done.
    pub fn handle_failure(&mut self, why: &str) -> Result<Step, SessionError> {
        if !matches!(self.stage, Stage::Download | Stage::Unpack | Stage::Execute) {
            return Err(SessionError::OutOfOrder);
        }
        let report = self.report(State::Failed).with_return_code(RETURN_CODE_AGENT_ERROR);
        Ok(self.send(report.with_message(why.to_owned()), AfterReport::Failure))
    }

    /// The restart or shutdown is scheduled, or could not be.
    ///
    /// # Errors
    /// If nothing was to be scheduled.
    pub fn handle_scheduled(&mut self, scheduled: bool) -> Result<Step, SessionError> {
        self.leave(Stage::Schedule)?;
        self.halted |= scheduled;
        Ok(self.advance())
    }

    fn leave(&self, stage: Stage) -> Result<(), SessionError> {
        if self.stage == stage { Ok(()) } else { Err(SessionError::OutOfOrder) }
    }

    fn report(&self, state: State) -> JobState<'static> {
        JobState::new(self.current.as_ref().map(|job| job.id.clone()).unwrap_or_default(), state)
    }

    fn send(&mut self, report: JobState<'static>, after: AfterReport) -> Step {
        self.stage = Stage::Report(after);
        Step::Report(report.for_dialect(self.dialect))
    }

    /// Ends the container of the current job, if that is its sequence mode (OCO-053).
    fn aborts(&mut self) -> bool {
        match &self.current {
            Some(job) if job.aborts_after_failed() => {
                self.aborted.extend(job.container_id.key());
                true
            }
            _ => false,
        }
    }

    fn is_aborted(&self, job: &SoftwareJob<'_>) -> bool {
        job.container_id.key().is_some_and(|container| self.aborted.contains(&container))
    }

    fn execute(&mut self) -> Step {
        let report = self.report(State::ExecutionStarted).with_progress(100);
        self.send(report, AfterReport::Execute)
    }

    /// Takes the next job that is to be run, in the order of real agents: a blank
    /// procedure is reported even when the machine is going down (OCO-052).
    fn advance(&mut self) -> Step {
        while let Some(job) = self.queue.pop_front() {
            let procedure = job.procedure.as_str().map(str::trim);
            let reason = match procedure {
                None => Some(SkipReason::Invalid),
                _ if !job.id.is_set() => Some(SkipReason::Invalid),
                _ if self.is_aborted(&job) => Some(SkipReason::Aborted),
                Some(procedure) if !procedure.is_empty() && self.halted => Some(SkipReason::GoingDown),
                _ => None,
            };
            if let Some(reason) = reason {
                self.skipped.push(Skipped { job_id: job.id, reason });
                continue;
            }
            let is_blank = procedure.is_none_or(str::is_empty);
            let downloads = job.download.to_bool() == Some(true);
            self.current = Some(job);
            return if is_blank {
                let report = self.report(State::Succeeded).with_return_code(0);
                self.send(report, AfterReport::Blank)
            } else if downloads {
                let report = self.report(State::DownloadStarted).with_progress(0);
                self.send(report, AfterReport::Download)
            } else {
                self.execute()
            };
        }
        self.current = None;
        self.stage = Stage::Done;
        Step::Done
    }

    fn post_action(&mut self) -> Step {
        let minutes =
            |member: &crate::Int<'_>| member.to_i64().and_then(|minutes| u32::try_from(minutes).ok());
        let Some(job) = &self.current else {
            return self.advance();
        };
        if let Some(minutes) = minutes(&job.restart) {
            self.stage = Stage::Schedule;
            return Step::Schedule(PostAction::Restart { minutes });
        }
        if let Some(minutes) = minutes(&job.shutdown) {
            self.stage = Stage::Schedule;
            return Step::Schedule(PostAction::Shutdown { minutes });
        }
        if minutes(&job.exit).is_some() {
            self.stage = Stage::Done;
            return Step::Exit;
        }
        self.advance()
    }
}
