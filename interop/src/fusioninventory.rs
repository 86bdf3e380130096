//! The FusionInventory agent: started once against a server on loopback.

pub mod devices;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use glpi_proto::Compression;

use crate::{Dialogue, Program, Setup};

/// A text that the agent tells its server: its tag, and a variable of its environment.
pub const NOTE: &str = "Büro 7 & <Lager>";

/// The agent, its task for networks, and `snmpd`, as `interop/setup` has put them.
#[must_use]
pub fn setup() -> Setup {
    Setup::new("fusioninventory", "2.6")
}

/// One run of the agent: it asks the server what to do, does it and ends.
#[derive(Debug)]
pub struct Run<'r> {
    setup: &'r Setup,
    folder: &'r Path,
    port: u16,
    compression: Compression,
    tasks: &'r str,
}

impl<'r> Run<'r> {
    /// A run of these tasks, parted by commas, against a server at a port of loopback.
    #[must_use]
    pub fn new(dialogue: &'r Dialogue, setup: &'r Setup, port: u16, tasks: &'r str) -> Self {
        Self { setup, folder: dialogue.folder(), port, compression: Compression::Zlib, tasks }
    }

    /// Sets the compression of bodies; zlib is the agent's first choice.
    #[must_use]
    pub fn with_compression(self, compression: Compression) -> Self {
        Self { compression, ..self }
    }

    /// Starts it. Its log holds every message, as the agent saw it.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    pub fn start(&self) -> Program {
        let name = format!("agent-{}-{:?}", self.tasks, self.compression).to_lowercase();
        // Echo requests need raw sockets, which not every machine gives away.
        let mut hidden = vec!["Net/Ping.pm"];
        match self.compression {
            Compression::Zlib => {}
            // Its second choice.
            Compression::Gzip => hidden.push("Compress/Zlib.pm"),
            _ => {}
        }
        let mut command = agent(self.setup, &self.folder.join(&name), &hidden);
        command.args(["--server", &format!("http://127.0.0.1:{}/", self.port), "--tasks", self.tasks]);
        if self.compression == Compression::Plain {
            command.arg("--no-compression");
        }
        Program::start(command, self.folder.join(format!("{name}.log")))
    }
}

/// A command for the agent itself; where to and what for is still to be said.
///
/// # Panics
/// If files cannot be written.
#[must_use]
pub fn agent(setup: &Setup, state: &Path, hidden: &[&str]) -> Command {
    let mut command = command(setup, "fusioninventory-agent", state, hidden);
    command.args(["--debug", "--debug", "--logger", "stderr", "--timeout", "60", "--tag", NOTE]);
    command.arg("--conf-file").arg(file(state, "agent.cfg", "# the command line says it all\n"));
    // Is part of its inventory.
    command.env("INTEROP_NOTE", NOTE);
    command
}

/// A command for one of the agent's programs, which keeps its state in `state` and finds
/// modules of Perl, except for the hidden ones.
///
/// # Panics
/// If files cannot be written.
#[must_use]
pub fn command(setup: &Setup, program: &str, state: &Path, hidden: &[&str]) -> Command {
    let modules = state.join("perl");
    // The programs look for this module where they would be installed, so ours comes first.
    let share = setup.file("usr/share/fusioninventory");
    let text = format!(
        "package setup;\nuse parent 'Exporter';\nour @EXPORT = ('%setup');\n\
         our %setup = (datadir => '{0}', libdir => '{0}/lib', vardir => '{1}');\n1;\n",
        share.display(),
        state.join("var").display()
    );
    file(&modules, "setup.pm", &text);
    for module in hidden {
        file(&modules, module, "die \"hidden\\n\";\n");
    }
    let mut command = setup.command(&setup.find(program).unwrap_or_else(|| panic!("no {program}")));
    let mut path = OsString::from(&modules);
    for (_, value) in command.get_envs().filter(|(name, _)| *name == "PERL5LIB") {
        path.push(":");
        path.push(value.unwrap_or_default());
    }
    command.env("PERL5LIB", path).env("PERL5OPT", "-Msetup");
    // No proxy, and the tools of the system alone.
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("LC_ALL", "C.UTF-8").env("TMPDIR", state);
    command
}

/// Writes a file, and the folders to it.
fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    let written = fs::create_dir_all(path.parent().unwrap_or(folder)).and_then(|()| fs::write(&path, text));
    written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    path
}
