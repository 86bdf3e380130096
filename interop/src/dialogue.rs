//! Dialogues: a folder and a line in the results for each.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::Setup;
use crate::root;

/// A dialogue with a real program. Its result is written on drop: passed, unless the test
/// panics.
#[derive(Debug)]
pub struct Dialogue {
    name: String,
    peer: String,
    ours: &'static str,
    exchanged: Vec<&'static str>,
    folder: PathBuf,
}

impl Dialogue {
    /// Starts the dialogue of our side `ours` with the peer `program`; prints that it is skipped
    /// and returns `None` if the program is absent.
    ///
    /// # Panics
    /// If its folder cannot be created.
    #[must_use]
    pub fn start(ours: &'static str, setup: &Setup, program: &str) -> Option<Self> {
        let name = format!("{program}-{}-{}", setup.series(), ours.replace(' ', "-"));
        let Some(version) = setup.version_of(program) else {
            println!("skipped: {name}: {program} {} is absent, see interop/setup", setup.series());
            write_result(&name, &format!("{program}\t{}\t{ours}\t\tskipped", setup.series()));
            return None;
        };
        let folder = root().join("run").join(&name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Some(Self { name, peer: format!("{program}\t{version}"), ours, exchanged: Vec::new(), folder })
    }

    /// Returns the folder for all files of this dialogue.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Records an exchange that was proved on both sides.
    pub fn proved(&mut self, what: &'static str) {
        println!("{}: {what}", self.name);
        self.exchanged.push(what);
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        let result = if std::thread::panicking() { "failed" } else { "passed" };
        let exchanged = self.exchanged.join("; ");
        write_result(&self.name, &format!("{}\t{}\t{exchanged}\t{result}", self.peer, self.ours));
        if result == "passed" {
            let _ = fs::remove_dir_all(&self.folder);
        } else {
            println!("{} failed; its files are in {}", self.name, self.folder.display());
        }
    }
}

fn write_result(name: &str, line: &str) {
    let folder = root().join("results");
    let written = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join(format!("{name}.tsv")), format!("{line}\n")));
    if let Err(error) = written {
        println!("{name}: the result was not written: {error}");
    }
}
