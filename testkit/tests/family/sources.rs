//! The Rust sources of the workspace, as text.

use std::fs;
use std::path::{Path, PathBuf};

/// The library crates.
pub(crate) const LIBRARIES: &[&str] =
    &["glpi-inventory", "glpi-proto", "inedo-wire", "netinv-xml", "oco-proto", "zbx-proxy-proto"];

/// All folders with Rust sources of ours.
pub(crate) const ALL: &[&str] = &[
    "benches",
    "fuzz",
    "glpi-inventory",
    "glpi-proto",
    "inedo-wire",
    "inspect",
    "interop",
    "netinv-xml",
    "oco-proto",
    "testkit",
    "zbx-proxy-proto",
];

/// A source file: its path below the workspace and its lines.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) lines: Vec<String>,
}

/// All Rust files below a folder of the workspace, in a fixed order.
pub(crate) fn below(folder: &str) -> Vec<Source> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("testkit is in the workspace");
    let mut open = vec![workspace.join(folder)];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != "target") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    assert!(!paths.is_empty(), "no source below {folder}");
    paths
        .into_iter()
        .map(|path| Source {
            lines: fs::read_to_string(&path).expect("UTF-8").lines().map(str::to_owned).collect(),
            path: path.strip_prefix(workspace).expect("below the workspace").display().to_string(),
        })
        .collect()
}
