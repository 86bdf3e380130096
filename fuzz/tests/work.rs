//! Test that twice the hostile input takes at most twice the instructions, within a tolerance.
//!
//! Instructions are counted by Valgrind, so the load of the machine does not matter. The
//! program runs itself under Valgrind: `work CASE SIZE` reads one input. The test takes
//! minutes and runs only with `HOSTILE=full` in the environment (`just hostile`) and with
//! Valgrind; otherwise it prints that it was skipped.

use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use fuzz::hostile::{self, Case};

/// Size of the smaller input; the larger one has twice the size.
const SIZE: usize = if cfg!(debug_assertions) { 8 << 10 } else { 256 << 10 };
/// Tolerance above twice: lists that grow by doubling may grow once more for the larger
/// input.
const TOLERANCE: f64 = 1.15;
/// Number of instructions below which an input was rejected at once and the ratio says nothing.
const AT_ONCE: u64 = 2_000_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [name, size] = &arguments[..]
        && let Some(case) = hostile::cases().find(|case| case.name == name)
    {
        case.run(&(case.make)(size.parse().expect("a size")));
        return ExitCode::SUCCESS;
    }
    if !hostile::is_full() {
        println!("work: skipped, HOSTILE=full is not set (`just hostile`)");
        return ExitCode::SUCCESS;
    }
    // Valgrind may be installed and fail, on a processor that it does not know.
    let probe = valgrind().arg("true").output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        println!("work: skipped, there is no valgrind that works");
        return ExitCode::SUCCESS;
    }
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-'));
    let cases: Vec<_> =
        hostile::cases().filter(|case| wanted.is_none_or(|name| case.name.contains(name))).collect();
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Relaxed)) {
                    failed.fetch_add(usize::from(!holds(case)), Relaxed);
                }
            });
        }
    });
    let failed = failed.into_inner();
    println!("work: {} passed, {failed} failed", cases.len() - failed);
    ExitCode::from(u8::from(failed > 0))
}

/// Returns true if twice the input takes at most twice the instructions; prints both counts.
fn holds(case: &Case) -> bool {
    let [once, twice] = [SIZE, 2 * SIZE].map(|size| instructions(case, size));
    #[expect(clippy::cast_precision_loss, reason = "a ratio for display")]
    let ratio = twice as f64 / once as f64;
    let holds = twice <= AT_ONCE || ratio <= 2.0 * TOLERANCE;
    let mark = if holds { "" } else { "  MORE THAN TWICE" };
    println!("{:40} {once:>12} {twice:>12}  {ratio:.2}{mark}", case.name);
    holds
}

fn valgrind() -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command
}

/// Returns the number of instructions for reading an input of this size, without creating it.
fn instructions(case: &Case, size: usize) -> u64 {
    let program = std::env::current_exe().expect("this program has a path");
    let output = valgrind()
        .arg("--toggle-collect=*hostile::case::Case::run*")
        .arg(program)
        .args([case.name, &size.to_string()])
        .output()
        .expect("valgrind can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", case.name);
    // `==123== Collected : 4567`
    let count = said.lines().find_map(|line| line.split_once("Collected :"));
    let count = count.and_then(|(_, count)| count.trim().parse().ok());
    // Nothing is counted if the function to collect in has another name.
    count.filter(|&count| count > 0).unwrap_or_else(|| panic!("no count in {said}"))
}
