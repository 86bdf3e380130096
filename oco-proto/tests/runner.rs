//! The order of jobs: each edge of the diagram in `runner`.

use oco_proto::runner::{PostAction, Runner, SkipReason, Step};
use oco_proto::{Dialect, Host, JobState, Limits, Request, SessionError, SoftwareJob, State};

fn job(id: i64, procedure: &'static str) -> SoftwareJob<'static> {
    SoftwareJob::new(id, 12, procedure)
}

/// A job, its state, return code and progress.
fn line(report: &JobState<'_>) -> (Option<i64>, State, Option<i64>, Option<f64>) {
    (
        report.job_id.as_scalar().to_i64(),
        report.state().unwrap(),
        report.return_code.to_i64(),
        report.download_progress.to_f64(),
    )
}

/// Runs all jobs to the end and lists what happened. `outcome` says for each job what
/// its procedure returns, and what the server makes of it.
fn run(
    jobs: Vec<SoftwareJob<'static>>,
    outcome: impl Fn(i64) -> (i64, Option<bool>),
) -> (Vec<String>, Runner) {
    let (mut runner, mut step) = Runner::start(Dialect::Hmac, jobs);
    let mut log = Vec::new();
    loop {
        let id = runner.current().and_then(|job| job.id.as_scalar().to_i64()).unwrap_or(0);
        step = match step {
            Step::Report(report) => {
                let (_, state, ..) = line(&report);
                log.push(format!("{id}:{}", state.code()));
                let succeeded = if state == State::Succeeded { outcome(id).1 } else { Some(false) };
                runner.handle_report(succeeded).unwrap()
            }
            Step::Download { .. } => runner.handle_download().unwrap(),
            Step::Unpack => runner.handle_unpacked().unwrap(),
            Step::Execute { procedure } => {
                log.push(format!("{id}:{procedure}"));
                runner.handle_exit(outcome(id).0, "").unwrap()
            }
            Step::Schedule(action) => {
                log.push(format!("{id}:{action:?}"));
                runner.handle_scheduled(true).unwrap()
            }
            Step::Exit => {
                log.push(format!("{id}:exit"));
                return (log, runner);
            }
            Step::Done => return (log, runner),
        };
    }
}

fn good(_: i64) -> (i64, Option<bool>) {
    (0, Some(true))
}

#[test]
fn a_job_with_a_package_reports_as_real_agents_do() {
    let (mut runner, step) = Runner::start(Dialect::Hmac, [job(7, "setup.exe").with_package(1234)]);
    let report = |step: Step| match step {
        Step::Report(report) => line(&report),
        other => panic!("{other:?}"),
    };
    assert_eq!(report(step), (Some(7), State::DownloadStarted, None, Some(0.0)));
    assert_eq!(runner.handle_report(Some(false)).unwrap(), Step::Download { package_id: 1234 });
    let progress = runner.handle_progress(51.25).unwrap();
    assert_eq!(line(&progress), (Some(7), State::DownloadStarted, None, Some(51.25)));
    let step = runner.handle_download().unwrap();
    assert_eq!(report(step), (Some(7), State::DownloadStarted, None, Some(101.0)));
    assert_eq!(runner.handle_report(None).unwrap(), Step::Unpack);
    let step = runner.handle_unpacked().unwrap();
    assert_eq!(report(step), (Some(7), State::ExecutionStarted, None, Some(100.0)));
    let step = runner.handle_report(Some(false)).unwrap();
    assert_eq!(step, Step::Execute { procedure: "setup.exe".into() });
    let output = runner.handle_output("half").unwrap();
    assert_eq!(
        (line(&output), output.message.as_str()),
        ((Some(7), State::ExecutionStarted, None, None), Some("half"))
    );
    let step = runner.handle_exit(3010, "all of it").unwrap();
    assert_eq!(report(step), (Some(7), State::Succeeded, Some(3010), None));
    assert_eq!(runner.handle_report(Some(true)).unwrap(), Step::Done);
}

// OCO-053
#[test]
fn sequence_mode_1_takes_the_rest_of_the_container_along() {
    let jobs = vec![
        job(1, "a").with_abort_after_failed(),
        SoftwareJob::new("dynamic-2".to_owned(), "deployment_rule::12".to_owned(), "other container"),
        // The same container, named as old PHP names it.
        SoftwareJob::new(3, "12".to_owned(), "b").with_abort_after_failed(),
        job(4, ""),
    ];
    let (log, runner) = run(jobs, |id| (5, Some(id != 1)));
    assert_eq!(log, ["1:2", "1:a", "1:3", "0:2", "0:other container", "0:3"]);
    let skipped: Vec<_> =
        runner.skipped().iter().map(|skip| (skip.job_id.to_string(), skip.reason)).collect();
    assert_eq!(skipped, [("3".to_owned(), SkipReason::Aborted), ("4".to_owned(), SkipReason::Aborted)]);
}

#[test]
fn sequence_mode_0_goes_on_and_so_does_a_server_that_says_nothing() {
    let (log, _) = run(vec![job(1, "a"), job(2, "b")], |_| (5, Some(false)));
    assert_eq!(log, ["1:2", "1:a", "1:3", "2:2", "2:b", "2:3"]);
    let jobs = vec![job(1, "a").with_abort_after_failed(), job(2, "b")];
    let (log, _) = run(jobs, |_| (5, None));
    assert_eq!(log.len(), 6);
}

#[test]
fn after_a_scheduled_restart_only_blank_jobs_are_dealt_with() {
    let restart = SoftwareJob { restart: 20.into(), ..job(1, "a") };
    let (log, runner) = run(vec![restart, job(2, "b"), job(3, "  ")], good);
    assert_eq!(log, ["1:2", "1:a", "1:3", "1:Restart { minutes: 20 }", "3:3"]);
    assert_eq!(runner.skipped()[0].reason, SkipReason::GoingDown);
}

#[test]
fn a_restart_that_could_not_be_scheduled_stops_nothing() {
    let shutdown = SoftwareJob { shutdown: "15".into(), ..job(1, "a") };
    let (mut runner, _) = Runner::start(Dialect::Hmac, [shutdown, job(2, "b")]);
    let _ = runner.handle_report(None).unwrap();
    let _ = runner.handle_exit(0, "").unwrap();
    assert_eq!(
        runner.handle_report(Some(true)).unwrap(),
        Step::Schedule(PostAction::Shutdown { minutes: 15 })
    );
    assert!(matches!(runner.handle_scheduled(false).unwrap(), Step::Report(_)));
}

// OCO-053
#[test]
fn no_consequence_follows_an_aborted_job_and_exit_ends_all() {
    let failing = SoftwareJob { restart: 1.into(), ..job(1, "a").with_abort_after_failed() };
    let exit = SoftwareJob { exit: 1.into(), ..SoftwareJob::new(2, 13, "b") };
    let (log, _) = run(vec![failing, exit, SoftwareJob::new(3, 14, "c")], |id| (0, Some(id != 1)));
    assert_eq!(log, ["1:2", "1:a", "1:3", "2:2", "2:b", "2:3", "2:exit"]);
}

#[test]
fn a_job_that_the_agent_cannot_run_is_reported_and_aborts() {
    let jobs =
        [job(1, "a").with_package(1).with_abort_after_failed(), job(2, "b"), SoftwareJob::new(3, 13, "c")];
    let (mut runner, _) = Runner::start(Dialect::Hmac, jobs);
    let _ = runner.handle_report(None).unwrap();
    let Step::Report(report) = runner.handle_failure("no room left").unwrap() else { panic!() };
    assert_eq!(line(&report), (Some(1), State::Failed, Some(-9999), None));
    assert_eq!(report.message.as_str(), Some("no room left"));
    let Step::Report(next) = runner.handle_report(Some(false)).unwrap() else { panic!() };
    assert_eq!(line(&next).0, Some(3));
    assert_eq!(runner.skipped()[0].reason, SkipReason::Aborted);
}

#[test]
fn invalid_jobs_are_passed_over() {
    let no_id = SoftwareJob { procedure: "x".into(), ..SoftwareJob::default() };
    let no_procedure = SoftwareJob { id: 1.into(), ..SoftwareJob::default() };
    let no_package = SoftwareJob { download: true.into(), ..job(2, "x") };
    let (mut runner, step) = Runner::start(Dialect::Hmac, [no_id, no_procedure, no_package]);
    assert!(matches!(step, Step::Report(_)));
    assert_eq!(runner.skipped().len(), 2);
    // Nothing can be downloaded without a package's number.
    let Step::Report(report) = runner.handle_report(None).unwrap() else { panic!() };
    assert_eq!(line(&report), (Some(2), State::Failed, Some(-9999), None));
}

/// A report as a server of the dialect reads it.
fn said(report: JobState<'static>, dialect: Dialect) -> (Option<i64>, Option<f64>) {
    let mut out = Vec::new();
    Request::job_state(Host::new("demo-01"), report).encode(dialect, &mut out).unwrap();
    let read = Request::decode(&out, &Limits::DEFAULT).unwrap();
    let oco_proto::Call::JobState(state) = read.call else { panic!() };
    (state.return_code.to_i64(), state.download_progress.to_f64())
}

// OCO-051
#[test]
fn each_report_fits_the_dialect_of_the_runner() {
    for dialect in Dialect::ALL {
        let nothing = if dialect == Dialect::Hmac { None } else { Some(0) };
        let percent = |percent: f64| if dialect < Dialect::Dotted { None } else { Some(percent) };
        let (mut runner, step) =
            Runner::start(dialect, [job(7, "a").with_package(88), job(8, ""), job(9, "b")]);
        let reported = |step: Step| match step {
            Step::Report(report) => said(report, dialect),
            other => panic!("{other:?}"),
        };
        assert_eq!(reported(step), (nothing, percent(0.0)), "{dialect}");
        let _ = runner.handle_report(None).unwrap();
        assert_eq!(said(runner.handle_progress(50.5).unwrap(), dialect), (nothing, percent(50.5)));
        assert_eq!(reported(runner.handle_download().unwrap()), (nothing, percent(101.0)));
        let _ = runner.handle_report(None).unwrap();
        assert_eq!(reported(runner.handle_unpacked().unwrap()), (nothing, percent(100.0)));
        let _ = runner.handle_report(None).unwrap();
        assert_eq!(said(runner.handle_output("half").unwrap(), dialect), (nothing, None));
        assert_eq!(reported(runner.handle_exit(3010, "all").unwrap()), (Some(3010), None));
        assert_eq!(reported(runner.handle_report(Some(true)).unwrap()), (Some(0), None));
        assert_eq!(reported(runner.handle_report(None).unwrap()), (nothing, percent(100.0)));
        let _ = runner.handle_report(None).unwrap();
        assert_eq!(reported(runner.handle_failure("broken").unwrap()), (Some(-9999), None));
    }
}

#[test]
fn what_comes_at_the_wrong_moment_is_refused_and_changes_nothing() {
    let (mut runner, step) = Runner::start(Dialect::Hmac, [job(1, "a")]);
    assert!(matches!(step, Step::Report(_)));
    assert_eq!(runner.handle_download().unwrap_err(), SessionError::OutOfOrder);
    assert_eq!(runner.handle_unpacked().unwrap_err(), SessionError::OutOfOrder);
    assert_eq!(runner.handle_exit(0, "").unwrap_err(), SessionError::OutOfOrder);
    assert_eq!(runner.handle_failure("").unwrap_err(), SessionError::OutOfOrder);
    assert_eq!(runner.handle_scheduled(true).unwrap_err(), SessionError::OutOfOrder);
    assert_eq!(runner.handle_progress(1.0).unwrap_err(), SessionError::OutOfOrder);
    assert_eq!(runner.handle_output("").unwrap_err(), SessionError::OutOfOrder);
    assert!(matches!(runner.handle_report(None).unwrap(), Step::Execute { .. }));
    assert_eq!(runner.handle_report(None).unwrap_err(), SessionError::OutOfOrder);
}
