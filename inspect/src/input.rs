//! Sources of input: files, folders, standard input, the embedded samples.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Named input bytes.
#[derive(Debug)]
pub struct Input {
    /// The name in messages.
    pub name: String,
    /// The path of the file; `None` for samples and standard input.
    pub path: Option<PathBuf>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Input {
    /// Creates the input for a sample embedded in the program.
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

    /// Returns the extension of the file name, or "".
    pub fn extension(&self) -> &str {
        self.path.as_deref().and_then(Path::extension).and_then(OsStr::to_str).unwrap_or("")
    }

    /// Reads the file with the same stem and this extension.
    pub fn companion(&self, extension: &str) -> Option<Vec<u8>> {
        fs::read(self.path.as_ref()?.with_extension(extension)).ok()
    }
}

/// Files to check, and the number of files skipped as prose or tables. The decoded
/// payload next to a frame is left out as well.
#[derive(Debug, Default)]
pub struct Collection {
    /// The files, in order.
    pub files: Vec<PathBuf>,
    /// Number of skipped files: prose and tables.
    pub skipped: usize,
    /// Folders that could not be read, with the reason.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

impl Collection {
    /// Collects all files below the given paths. A path that is itself a file is never
    /// skipped.
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

/// Returns true for a `.json` or `.txt` next to a `.bin` of the same stem: it is compared
/// with the frame's content when the frame is checked, and is not a separate message.
fn is_payload_of_a_frame(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "json" || e == "txt") && path.with_extension("bin").is_file()
}
