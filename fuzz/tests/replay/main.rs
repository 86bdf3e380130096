//! Replay of the crates' vectors and samples, their variants, and all findings through every
//! target that accepts them, on stable Rust.

mod glpi;
mod inedo;
mod inventory;
mod netinv;
mod oco;
mod zbx;

use std::collections::BTreeSet;
use std::path::Path;

use fuzz::TARGETS;

/// Returns the names in a folder of this package, without extensions.
fn names(folder: &str) -> BTreeSet<String> {
    let entries = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).read_dir().unwrap();
    entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// Reads the files of a folder, which is relative to this package.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).read_dir() else {
        return Vec::new();
    };
    entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// A finding is a file `seeds/<target>/<fault>`.
#[test]
fn findings_stay_fixed() {
    for (name, body) in TARGETS {
        files(&format!("seeds/{name}")).iter().for_each(|data| body(data));
    }
}

#[test]
fn every_target_is_listed() {
    let listed: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed, names("fuzz_targets"));
    assert!(names("seeds").is_subset(&listed), "{:?}", names("seeds"));
    let manifest = include_str!("../../Cargo.toml");
    let readme = include_str!("../../README.md");
    for name in listed {
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name} is not a program");
        assert!(readme.contains(&format!("| `{name}` |")), "{name} is not in the README");
    }
}
