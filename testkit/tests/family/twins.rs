//! Copies between the crates are fine as long as they are copies.
//!
//! A block between `// twin: NAME` and `// end of twin` is the same, letter for letter, in
//! every crate that has a block of that name.

use std::collections::BTreeMap;

use crate::sources::{LIBRARIES, Source, below};

/// Blocks, and the crates that cannot do without them.
const REQUIRED: &[(&str, &[&str])] = &[
    ("decode-error", LIBRARIES),
    ("limit-exceeded", LIBRARIES),
    ("limits-check", LIBRARIES),
    ("limits-default", LIBRARIES),
    ("lints", LIBRARIES),
    ("secret", &["glpi-proto", "netinv-xml", "oco-proto", "zbx-proxy-proto"]),
    ("snippet", &["glpi-inventory", "glpi-proto", "netinv-xml", "oco-proto", "zbx-proxy-proto"]),
    ("syntax-error", &["glpi-inventory", "glpi-proto", "netinv-xml", "oco-proto", "zbx-proxy-proto"]),
];

/// The blocks of a file, by name.
fn blocks(source: &Source) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in &source.lines {
        if let Some(name) = line.trim().strip_prefix("// twin: ") {
            assert!(open.is_none(), "{}: twin in a twin", source.path);
            open = Some((name, String::new()));
        } else if line.trim() == "// end of twin" {
            found.push(open.take().unwrap_or_else(|| panic!("{}: an end without a twin", source.path)));
        } else if let Some((_, text)) = &mut open {
            text.push_str(line);
            text.push('\n');
        }
    }
    assert!(open.is_none(), "{}: a twin without an end", source.path);
    found
}

#[test]
fn marked_copies_are_copies() {
    // Name of the block -> its text -> the crates that have it so.
    let mut all: BTreeMap<String, BTreeMap<String, Vec<&str>>> = BTreeMap::new();
    for &library in LIBRARIES {
        for source in below(&format!("{library}/src")) {
            for (name, text) in blocks(&source) {
                all.entry(name.to_owned()).or_default().entry(text).or_default().push(library);
            }
        }
    }
    for (name, texts) in &all {
        let crates: Vec<_> = texts.values().collect();
        assert_eq!(texts.len(), 1, "twin {name} differs between {crates:?}");
        let crates = crates[0];
        assert!(crates.len() > 1, "twin {name} is in {crates:?} alone");
        assert!(crates.windows(2).all(|pair| pair[0] != pair[1]), "twin {name} twice in one of {crates:?}");
    }
    for &(name, crates) in REQUIRED {
        let have = all.get(name).and_then(|texts| texts.values().next()).map_or(&[][..], Vec::as_slice);
        for library in crates {
            assert!(have.contains(library), "{library} has no block {name}");
        }
    }
}
