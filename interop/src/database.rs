//! A PostgreSQL of our own, on a port of its own.

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

/// A private PostgreSQL server on loopback without passwords; ends with the value.
#[derive(Debug)]
pub struct Database {
    port: u16,
    unpacked: PathBuf,
    data: PathBuf,
    server: Option<Program>,
}

impl Database {
    /// Whether the programs are there.
    #[must_use]
    pub fn is_available() -> bool {
        unpacked().is_some()
    }

    /// Makes an empty database cluster and starts its server, whose log goes to
    /// `folder`.
    ///
    /// # Panics
    /// If that fails.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        let unpacked = unpacked().expect("PostgreSQL, see interop/setup");
        let port = free_port();
        // Beside the programs, where that user can go.
        let data = unpacked.join(format!("data-{port}"));
        fs::create_dir_all(&data).expect("a folder for the data");
        let mut database = Self { port, unpacked, data, server: None };
        let owned = Command::new("chown").arg(format!("{NOBODY}:{NOBODY}")).arg(&database.data).status();
        assert!(owned.is_ok_and(|status| status.success()), "cannot give away {}", database.data.display());

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

    /// The server's port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Carries out statements and gives what they select, cells parted by `|`.
    ///
    /// # Panics
    /// If they are refused.
    #[must_use = "what is selected"]
    pub fn query(&self, database: &str, sql: &str) -> String {
        let output = self.psql(database, sql).output().expect("psql");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{sql}\n{errors}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Carries out statements.
    ///
    /// # Panics
    /// If they are refused.
    pub fn execute(&self, database: &str, sql: &str) {
        let _ = self.query(database, sql);
    }

    /// Carries out the statements of a compressed file.
    ///
    /// # Panics
    /// If it cannot be read or they are refused.
    pub fn import(&self, database: &str, file: &Path) {
        let mut zcat = Command::new("zcat").arg(file).stdout(Stdio::piped()).spawn().expect("zcat");
        let mut psql = self.psql_to(database);
        psql.arg("--single-transaction").stdin(zcat.stdout.take().expect("its output"));
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
        // INT asks a PostgreSQL to end at once, without waiting for its clients.
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

/// Where the packages are unpacked: behind a link if the target folder is out of the
/// other user's reach.
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
