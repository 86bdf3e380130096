//! Jobs of a server, run by an agent to which anything can happen.

use oco_proto::runner::{PostAction, Runner, SkipReason, Step};
use oco_proto::{ContainerId, Dialect, Host, JobId, Request, SessionError, SoftwareJob, State};

use crate::Choices;

/// Jobs and what becomes of them. Each is executed at most once and in order, none of a
/// container after it was aborted, none once the machine goes down; each is reported or
/// skipped; each report fits the dialect; what does not belong to the moment is refused and
/// changes nothing.
pub fn session(data: &[u8]) {
    let mut choices = Choices::new(data);
    let jobs: Vec<_> = (0..choices.below(6)).map(|index| job(i64::from(index), &mut choices)).collect();
    let dialect = Dialect::ALL[jobs.len() % Dialect::ALL.len()];
    let (mut runner, step) = Runner::start(dialect, jobs.clone());
    let mut run = Run { dialect, jobs, step, next: 0, finished: 0, aborted: Vec::new(), going_down: false };
    run.check(&runner);
    while !choices.is_empty() {
        run.advance(&mut runner, &mut choices);
    }
    // Whatever happened, it comes to an end.
    for _ in 0..100 {
        if matches!(run.step, Step::Done | Step::Exit) {
            break;
        }
        run.advance(&mut runner, &mut Choices::new(&[0]));
    }
    match run.step {
        Step::Exit => {}
        Step::Done => assert_eq!(run.finished + runner.skipped().len(), run.jobs.len()),
        _ => panic!("it goes on for ever"),
    }
}

fn job(index: i64, choices: &mut Choices<'_>) -> SoftwareJob<'static> {
    let which = choices.byte();
    let containers = [ContainerId::from(1), "1".into(), "deployment_rule::1".into(), ContainerId::NULL];
    let container = containers[usize::from(choices.below(4))].clone();
    let procedure = [format!("run-{index}"), " \t".to_owned()][usize::from(which & 1)].clone();
    let mut job = SoftwareJob::new(index + 1, container, procedure);
    if which & 2 == 2 {
        job = job.with_package(index);
    }
    if which & 4 == 4 {
        job = job.with_abort_after_failed();
    }
    match which >> 3 & 7 {
        0 => job.restart = 5.into(),
        1 => job.shutdown = "0".into(),
        2 => job.exit = 0.into(),
        3 => job.restart = (-1).into(),
        4 => job.id = JobId::NULL,
        5 => job.package_id = "x".into(),
        _ => {}
    }
    job
}

struct Run {
    dialect: Dialect,
    jobs: Vec<SoftwareJob<'static>>,
    step: Step,
    /// Returns the earliest job that may come next.
    next: usize,
    finished: usize,
    aborted: Vec<ContainerId<'static>>,
    going_down: bool,
}

impl Run {
    fn advance(&mut self, runner: &mut Runner, choices: &mut Choices<'_>) {
        let before = format!("{runner:?}");
        let which = choices.byte();
        let succeeded = [Some(true), Some(false), None][usize::from(which >> 4) % 3];
        let scheduled = which >> 7 == 0;
        let (fits, result) = match which & 7 {
            // What is asked for, more often than not.
            0..=2 => (true, self.as_asked(runner, succeeded, scheduled)),
            3 => (matches!(self.step, Step::Report(_)), runner.handle_report(succeeded)),
            4 => (matches!(self.step, Step::Download { .. }), runner.handle_download()),
            5 => (matches!(self.step, Step::Execute { .. }), runner.handle_exit(7, "out")),
            6 => {
                let runs = matches!(self.step, Step::Download { .. } | Step::Unpack | Step::Execute { .. });
                (runs, runner.handle_failure("broken"))
            }
            _ => (matches!(self.step, Step::Schedule(_)), runner.handle_scheduled(scheduled)),
        };
        match result {
            Ok(step) => {
                assert!(fits);
                self.note(succeeded, scheduled);
                self.step = step;
                self.check(runner);
            }
            Err(error) => {
                assert_eq!(error, SessionError::OutOfOrder);
                assert!(!fits || matches!(self.step, Step::Done | Step::Exit));
                assert_eq!(format!("{runner:?}"), before);
            }
        }
    }

    fn as_asked(
        &self,
        runner: &mut Runner,
        succeeded: Option<bool>,
        scheduled: bool,
    ) -> Result<Step, SessionError> {
        match &self.step {
            Step::Report(_) => runner.handle_report(succeeded),
            Step::Download { .. } => {
                runner.handle_progress(12.5)?;
                runner.handle_download()
            }
            Step::Unpack => runner.handle_unpacked(),
            Step::Execute { .. } => {
                runner.handle_output("out")?;
                runner.handle_exit(0, "out")
            }
            Step::Schedule(_) => runner.handle_scheduled(scheduled),
            Step::Exit | Step::Done => Err(SessionError::OutOfOrder),
        }
    }

    /// The step that follows.
    fn note(&mut self, succeeded: Option<bool>, scheduled: bool) {
        let job = self.next.checked_sub(1).and_then(|at| self.jobs.get(at));
        match &self.step {
            Step::Report(report) => {
                let state = report.state();
                let failed = state == Some(State::Failed)
                    || state == Some(State::Succeeded) && succeeded == Some(false) && !is_blank(job);
                if failed && let Some(job) = job.filter(|job| job.aborts_after_failed()) {
                    self.aborted.push(job.container_id.clone());
                }
                self.finished += usize::from([Some(State::Failed), Some(State::Succeeded)].contains(&state));
            }
            Step::Schedule(_) => self.going_down |= scheduled,
            _ => {}
        }
    }

    /// The job that is at work comes after the last one, and may be at work.
    fn check(&mut self, runner: &Runner) {
        let Some(current) = runner.current() else {
            return assert!(matches!(self.step, Step::Done));
        };
        let at = self.jobs.iter().position(|job| job == current).expect("one of ours");
        assert!(at + 1 >= self.next, "jobs are run in order");
        self.next = at + 1;
        match &self.step {
            Step::Report(report) => {
                assert_eq!(report.job_id, current.id);
                let request = Request::job_state(Host::new("x"), report.clone());
                request.encode(self.dialect, &mut Vec::new()).expect("it fits the dialect");
            }
            Step::Download { package_id } => assert_eq!(current.package_id.to_i64(), Some(*package_id)),
            Step::Execute { procedure } => {
                assert_eq!(current.procedure.as_str(), Some(procedure.as_str()));
                assert!(!self.going_down && !is_blank(Some(current)));
                assert!(!self.aborted.iter().any(|container| container.is_same(&current.container_id)));
            }
            Step::Schedule(PostAction::Restart { minutes } | PostAction::Shutdown { minutes }) => {
                assert!([0, 5].contains(minutes));
            }
            _ => {}
        }
        for skipped in runner.skipped() {
            assert!(skipped.reason != SkipReason::GoingDown || self.going_down);
            assert!(skipped.reason != SkipReason::Aborted || !self.aborted.is_empty());
        }
    }
}

fn is_blank(job: Option<&SoftwareJob<'_>>) -> bool {
    job.and_then(|job| job.procedure.as_str()).is_some_and(|procedure| procedure.trim().is_empty())
}
