//! A private PostgreSQL server on a free port.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::listener::{free_port, wait_until};
use crate::program::{Program, libraries};
use crate::root;

/// PostgreSQL refuses to run as root; `nobody` is on every machine.
const NOBODY: &str = "65534";

const PROGRAMS: &str = "usr/lib/postgresql/15/bin";

/// A private PostgreSQL server on loopback without passwords; it is stopped when the value is dropped.
#[derive(Debug)]
pub struct Database {
    port: u16,
    unpacked: PathBuf,
    data: PathBuf,
    server: Option<Program>,
}

impl Database {
    /// Returns true if the programs are present.
    #[must_use]
    pub fn is_available() -> bool {
        unpacked().is_some()
    }

    /// Creates an empty database cluster and starts its server, which logs to `folder`.
    ///
    /// # Panics
    /// If that fails.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        let unpacked = unpacked().expect("PostgreSQL, see interop/setup");
        let port = free_port();
        // Next to the programs, where that user has access.
        let data = unpacked.join(format!("data-{port}"));
        fs::create_dir_all(&data).expect("a folder for the data");
        let mut database = Self { port, unpacked, data, server: None };
        let owned = Command::new("chown").arg(format!("{NOBODY}:{NOBODY}")).arg(&database.data).status();
        assert!(
            owned.is_ok_and(|status| status.success()),
            "cannot change the owner of {}",
            database.data.display()
        );

        let mut command = database.command("initdb");
        command.args([
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--username=postgres",
            "--no-sync",
            "-D",
        ]);
        command.arg(database.data.join("cluster"));
        let mut initdb = Program::start(command, folder.join("initdb.log"));
        assert!(initdb.wait().success(), "initdb failed: {}", initdb.log());

        let mut command = database.command("postgres");
        command.arg("-D").arg(database.data.join("cluster"));
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"] {
            command.arg("-c").arg(setting);
        }
        command.arg("-p").arg(port.to_string());
        database.server = Some(Program::start(command, folder.join("postgresql.log")));
        wait_until("PostgreSQL", || {
            database.psql("postgres", "select 1").output().ok()?.status.success().then_some(())
        });
        database
    }

    /// Returns the server's port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Executes statements and returns the selected rows, with cells separated by `|`.
    ///
    /// # Panics
    /// If they fail.
    #[must_use = "the selected rows"]
    pub fn query(&self, database: &str, sql: &str) -> String {
        let output = self.psql(database, sql).output().expect("psql");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{sql}\n{errors}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Executes statements.
    ///
    /// # Panics
    /// If they fail.
    pub fn execute(&self, database: &str, sql: &str) {
        let _ = self.query(database, sql);
    }

    /// Executes the statements of a compressed file.
    ///
    /// # Panics
    /// If the file cannot be read or the statements fail.
    pub fn import(&self, database: &str, file: &Path) {
        let mut zcat = Command::new("zcat").arg(file).stdout(Stdio::piped()).spawn().expect("zcat");
        let mut psql = self.psql_to(database);
        psql.arg("--single-transaction").stdin(zcat.stdout.take().expect("a piped output"));
        let output = psql.output().expect("psql");
        let unpacked = zcat.wait().expect("zcat").success();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(unpacked && output.status.success(), "{}: {errors}", file.display());
    }

    fn psql(&self, database: &str, sql: &str) -> Command {
        let mut psql = self.psql_to(database);
        psql.args(["-c", sql]).stdin(Stdio::null());
        psql
    }

    fn psql_to(&self, database: &str) -> Command {
        let mut psql = Command::new(self.unpacked.join(PROGRAMS).join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres"]);
        psql.args(["-p", &self.port.to_string(), "-d", database]);
        psql.env("LD_LIBRARY_PATH", libraries(&self.unpacked)).stdout(Stdio::piped()).stderr(Stdio::piped());
        psql
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        // INT makes PostgreSQL stop at once, without waiting for its clients.
        command.args(["--pdeathsig", "INT"]);
        command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
        command.arg(self.unpacked.join(PROGRAMS).join(program));
        command
            .env("LD_LIBRARY_PATH", libraries(&self.unpacked))
            .env("HOME", &self.data)
            .current_dir(&self.data);
        command.stdin(Stdio::null()).process_group(0);
        command
    }
}

/// Returns the folder of the unpacked packages: a link leads to it if the other user cannot
/// access the target folder.
fn unpacked() -> Option<PathBuf> {
    let folder = root().join("postgresql").canonicalize().ok()?;
    [folder.join("unpacked"), folder].into_iter().find(|folder| folder.join(PROGRAMS).exists())
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server = None;
        let _ = fs::remove_dir_all(&self.data);
    }
}
