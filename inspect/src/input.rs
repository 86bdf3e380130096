//! Where bytes come from: files, folders, standard input, the embedded samples.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Some bytes with a name.
#[derive(Debug)]
pub struct Input {
    /// What to call it in messages.
    pub name: String,
    /// Where it was read from; samples and standard input have no place.
    pub path: Option<PathBuf>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Input {
    /// A sample embedded in the program.
    pub fn sample(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.to_owned(), path: None, bytes: bytes.into() }
    }

    /// Reads a file, or standard input for `-`.
    pub fn read(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes)?;
            return Ok(Self { name: "standard input".to_owned(), path: None, bytes });
        }
        Ok(Self { name: path.display().to_string(), path: Some(path.to_owned()), bytes: fs::read(path)? })
    }

    /// The extension of its file name, or "".
    pub fn extension(&self) -> &str {
        self.path.as_deref().and_then(Path::extension).and_then(OsStr::to_str).unwrap_or("")
    }

    /// The content of the file that has the same name but for its extension.
    pub fn companion(&self, extension: &str) -> Option<Vec<u8>> {
        fs::read(self.path.as_ref()?.with_extension(extension)).ok()
    }
}

/// Files to check, and how many were passed over because they hold no message:
/// prose, tables, and the decoded payload beside a frame.
#[derive(Debug, Default)]
pub struct Collection {
    /// The files, in order.
    pub files: Vec<PathBuf>,
    /// Prose and tables.
    pub skipped: usize,
    /// Folders that could not be read, with the reason.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

impl Collection {
    /// All files below the given paths. A file that is named itself is never
    /// passed over.
    pub fn of(paths: &[PathBuf]) -> Self {
        let mut collection = Self::default();
        for path in paths {
            if path.is_dir() {
                collection.add_folder(path);
            } else {
                collection.files.push(path.clone());
            }
        }
        collection
    }

    fn add_folder(&mut self, folder: &Path) {
        let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable.push((folder.to_owned(), error)),
        };
        let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.add_folder(&path);
            } else if is_prose(&path) {
                self.skipped += 1;
            } else if !is_payload_of_a_frame(&path) {
                self.files.push(path);
            }
        }
    }
}

fn is_prose(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or("");
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or("");
    ["md", "tsv", "jsonl"].contains(&extension) || ["manifest.json", "KEYS.json", "LICENSE"].contains(&name)
}

/// A `.json` or `.txt` beside a `.bin` of the same stem: compared with what the
/// frame holds when the frame is checked, so no message of its own.
fn is_payload_of_a_frame(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "json" || e == "txt") && path.with_extension("bin").is_file()
}
