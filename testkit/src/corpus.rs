//! Access to real captures, which are kept outside the repository.
//!
//! The environment variable `CORPUS_DIR` names their folder. A corpus test that cannot
//! run prints so, and one that can prints the number of files it covered; both lines
//! appear on the terminal even if the test passes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Returns the folder `folder` of the corpus. Without a corpus, prints that the test is
/// skipped and returns `None`.
///
/// `test` is the name of the calling test, for the printed lines.
///
/// # Panics
/// If `CORPUS_DIR` is set but has no such folder: a corpus test must not silently cover
/// nothing.
#[must_use]
pub fn folder(test: &str, folder: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("CORPUS_DIR") else {
        say(&format!("{test}: skipped, CORPUS_DIR is not set"));
        return None;
    };
    // Tests run in their crate's folder; a relative path is relative to the workspace.
    let mut path = PathBuf::from(root);
    if path.is_relative() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("testkit is in the workspace");
        path = workspace.join(path);
    }
    path.push(folder);
    assert!(path.is_dir(), "{test}: the corpus has no folder {folder}");
    Some(path)
}

/// Returns all files below `folder` with one of these extensions, in a fixed order.
///
/// # Panics
/// If a folder cannot be read.
#[must_use]
pub fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a readable corpus folder") {
            let path = entry.expect("a readable corpus entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.contains(&e)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Reads a corpus file.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Prints the number of files that a corpus test covered.
///
/// # Panics
/// If the number is 0.
pub fn covered(test: &str, files: usize) {
    assert_ne!(files, 0, "{test}: the corpus folder holds no file for this test");
    say(&format!("{test}: {files} corpus files covered"));
}

/// Writes a line past libtest's capture, which covers only the print macros.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
