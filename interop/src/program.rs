//! Real programs: where they are, and processes that end with their value.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::root;

/// How long a program may take to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(20);
/// How much of a log is shown after a failure.
const TAIL: usize = 60;

/// A folder into which `interop/setup` has unpacked programs.
#[derive(Debug, Clone)]
pub struct Setup {
    folder: PathBuf,
    series: String,
}

impl Setup {
    /// The folder `<name>-<series>`, there or not.
    #[must_use]
    pub fn new(name: &str, series: &str) -> Self {
        Self { folder: root().join(format!("{name}-{series}")), series: series.to_owned() }
    }

    /// The versions that it holds, such as `7.0`.
    #[must_use]
    pub fn series(&self) -> &str {
        &self.series
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Where a program is, if it is there.
    #[must_use]
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        ["usr/sbin", "usr/bin"]
            .iter()
            .map(|folder| self.folder.join(folder).join(program))
            .find(|p| p.exists())
    }

    /// What a program says its version is.
    #[must_use]
    pub fn version_of(&self, program: &str) -> Option<String> {
        let output = self.command(&self.find(program)?).arg("--version").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().next()?.split([' ', '(', ')']).rfind(|word| !word.is_empty()).map(str::to_owned)
    }

    /// A command for an unpacked program, which finds its libraries and leaves nothing
    /// behind outside.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        // Ended with us even if we are killed.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]).arg(program);
        command.env("LD_LIBRARY_PATH", libraries(&self.folder));
        command.env("PERL5LIB", perl_modules(&self.folder));
        command.stdin(Stdio::null());
        command
    }
}

/// Where the libraries of unpacked packages are.
pub(crate) fn libraries(folder: &Path) -> String {
    let [main, root] = ["usr/lib", "lib"].map(|lib| {
        folder.join(lib).join(format!("{}-linux-gnu", std::env::consts::ARCH)).display().to_string()
    });
    format!("{main}:{root}")
}

/// Where the modules of Perl of unpacked packages are: those of the agent, of packages,
/// and what the system lacks of Perl itself.
fn perl_modules(folder: &Path) -> String {
    let lib = format!("usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    [
        "usr/share/fusioninventory/lib".to_owned(),
        format!("{lib}/perl5/5.36"),
        "usr/share/perl5".to_owned(),
        format!("{lib}/perl/5.36"),
        "usr/share/perl/5.36".to_owned(),
        format!("{lib}/perl-base"),
    ]
    .map(|path| folder.join(path).display().to_string())
    .join(":")
}

/// A process that is ended, with its children, when the value is dropped. Its output is
/// a file, whose end is shown if the test fails.
#[derive(Debug)]
pub struct Program {
    child: Child,
    log: PathBuf,
    /// Goes with the process.
    scratch: Option<PathBuf>,
}

impl Program {
    /// Starts a command, its output going to `log`.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    pub fn start(mut command: Command, log: PathBuf) -> Self {
        use std::os::unix::process::CommandExt;
        let output = File::create(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let errors = output.try_clone().expect("a second handle");
        let child = command.stdout(output).stderr(errors).process_group(0).spawn();
        Self { child: child.unwrap_or_else(|error| panic!("{command:?}: {error}")), log, scratch: None }
    }

    /// A folder that is removed when the process has ended.
    #[must_use]
    pub fn with_scratch(mut self, folder: PathBuf) -> Self {
        self.scratch = Some(folder);
        self
    }

    /// What it has written so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Returns true if it has ended.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Waits for it to end by itself.
    ///
    /// # Panics
    /// If it takes longer than three minutes.
    pub fn wait(&mut self) -> std::process::ExitStatus {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(180) {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("{} does not end", self.log.display());
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(&mut self) {
        let start = Instant::now();
        if self.has_ended() {
            return;
        }
        // It ends its children itself; only if it does not, the whole group is killed.
        self.signal("TERM", "");
        while !self.has_ended() {
            if start.elapsed() > PATIENCE {
                self.signal("KILL", "-");
                let _ = self.child.kill();
                let _ = self.child.wait();
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn signal(&self, signal: &str, group: &str) {
        let command = format!("kill -s {signal} {group}{}", self.child.id());
        let _ = Command::new("sh").arg("-c").arg(command).stderr(Stdio::null()).status();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.stop();
        if let Some(scratch) = &self.scratch {
            let _ = fs::remove_dir_all(scratch);
        }
        if thread::panicking() {
            let log = self.log();
            let lines: Vec<_> = log.lines().filter(|line| !line.contains("thread stopped")).collect();
            let name = self.log.file_name().and_then(OsStr::to_str).unwrap_or_default();
            println!("--- {name}, the end of {} lines", lines.len());
            lines[lines.len().saturating_sub(TAIL)..].iter().for_each(|line| println!("{line}"));
        }
    }
}
