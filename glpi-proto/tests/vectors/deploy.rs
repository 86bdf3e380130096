//! Packages to deploy, as servers hand them out and as old rows of their databases have them.

use glpi_proto::query::{DeployFile, DeployJobs};
use glpi_proto::Compression;

use crate::{payload, plain};

/// An answer with one file, whose retention is this JSON.
fn with_retention(json: &str) -> String {
    format!(
        r#"{{"jobs":[],"associatedFiles":{{"ff":{{"name":"f","p2p":"","p2p-retention-duration":{json},"uncompress":0,"mirrors":[],"multiparts":[]}}}}}}"#
    )
}

// GLPI-100, GLPI-105
#[test]
fn a_retention_that_is_no_number_is_the_agents_own() {
    for (json, minutes) in [
        ("\"\"", None),
        ("\"soon\"", None),
        ("0", None),
        ("\"0\"", None),
        ("-5", None),
        ("\"60\"", Some(60)),
        ("90", Some(90)),
    ] {
        let text = with_retention(json);
        let jobs = DeployJobs::decode(&payload(&text)).unwrap_or_else(|error| panic!("{json}: {error}"));
        assert_eq!(jobs.file("ff").and_then(DeployFile::retention_minutes), minutes, "{json}");
        assert_eq!(plain(jobs.encode(Compression::Plain)), text);
    }
    let error = DeployJobs::decode(&payload(&with_retention("null"))).unwrap_err().to_string();
    assert!(error.contains("no member \"p2p-retention-duration\""), "{error}");
}
