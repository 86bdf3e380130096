//! Real captures, which stay outside the repository.
//!
//! The environment variable `CORPUS_DIR` names the folder that holds them. A
//! corpus test that cannot run says so, and one that can says how many files it
//! covered; both lines reach the terminal although the test passes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder `folder` of the corpus, or `None` (said on the terminal) when
/// there is no corpus to read.
///
/// `test` names the calling test in what is printed.
///
/// # Panics
/// If `CORPUS_DIR` is set but has no such folder: a corpus test that silently
/// covers nothing would be a lie.
#[must_use]
pub fn folder(test: &str, folder: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("CORPUS_DIR") else {
        say(&format!("{test}: skipped, CORPUS_DIR is not set"));
        return None;
    };
    // Tests run in their crate's folder; a relative path means the workspace's.
    let mut path = PathBuf::from(root);
    if path.is_relative() {
        let workspace =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("testkit lies in the workspace");
        path = workspace.join(path);
    }
    path.push(folder);
    assert!(path.is_dir(), "{test}: the corpus has no folder {folder}");
    Some(path)
}

/// All files below `folder` whose name ends with `.` and one of `extensions`,
/// in a fixed order.
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

/// The bytes of a corpus file.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Says how many files a corpus test covered.
///
/// # Panics
/// If it covered none.
pub fn covered(test: &str, files: usize) {
    assert_ne!(files, 0, "{test}: the corpus folder holds no file for this test");
    say(&format!("{test}: {files} corpus files covered"));
}

/// Writes past libtest's capture, which only holds what the print macros write.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
