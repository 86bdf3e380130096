//! Real documents, through `CORPUS_DIR`.

use std::fmt::Write as _;
use std::path::Path;

use netinv_xml::{Document, Limits};
use testkit::corpus;

/// Reads, writes and reads again; says what is not as it should be.
fn fault(bytes: &[u8]) -> Option<String> {
    let document = match Document::decode(bytes, &Limits::DEFAULT) {
        Ok(document) => document,
        Err(error) => return Some(error.to_string()),
    };
    let mut written = Vec::new();
    if let Err(error) = document.encode(&mut written) {
        return Some(error.to_string());
    }
    if !document.repairs().is_empty() {
        return Some(format!(
            "repairs {:?}",
            &document.repairs()[..document.repairs().len().min(3)]
        ));
    }
    if document.untyped() > 0 {
        return Some(format!("untyped {}", document.untyped()));
    }
    if written != bytes {
        let at = written
            .iter()
            .zip(bytes)
            .position(|(a, b)| a != b)
            .unwrap_or(written.len().min(bytes.len()));
        let around = |bytes: &[u8]| {
            String::from_utf8_lossy(&bytes[at.saturating_sub(40)..(at + 40).min(bytes.len())]).into_owned()
        };
        return Some(format!(
            "differs at byte {at}:\n   read {:?}\n  wrote {:?}",
            around(bytes),
            around(&written)
        ));
    }
    None
}

fn check(folder: &str) {
    let Some(path) = corpus::folder(folder, &format!("netinv/{folder}")) else {
        return;
    };
    let files = corpus::files(&path, &["xml"]);
    let mut faults = String::new();
    for file in &files {
        if let Some(fault) = fault(&corpus::read(file)) {
            let _ = writeln!(faults, "{}: {fault}", name(file));
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
    corpus::covered(folder, files.len());
}

fn name(file: &Path) -> String {
    file.display().to_string()
}

macro_rules! folders {
    ($($test:ident $folder:literal)*) => { $(
        #[test]
        fn $test() {
            check($folder);
        }
    )* };
}

folders! {
    glpi_agent "gen-glpi-agent-1.12dev"
    glpi_agent_centreon "gen-glpi-agent-1.12dev-centreon"
    fusioninventory_agent "gen-fi-2.6-debian"
    agent_versions "agent-versions"
    discovery "netdiscovery-glpi-agent-1.12dev"
    live "live-snmp"
    control "messages-control"
    inventory_format "inventory_format-tests"
}
