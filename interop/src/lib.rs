//! Support for the dialogues with real programs: finding the programs, starting and stopping
//! them, and recording results.
//!
//! A dialogue is an integration test of this package, one file per kind of peer:
//!
//! ```text
//!  setup ──▶ target/interop/zabbix-6.0/…            the programs
//!  test  ──▶ target/interop/run/<dialogue>/…        their configuration, data and logs
//!        ──▶ target/interop/results/<dialogue>.tsv  what was exchanged, and the result
//!  run   ──▶ target/interop/table.md                the README's table
//! ```
//!
//! [`Dialogue`] represents one dialogue, [`Program`] a process that is stopped when the value
//! is dropped, [`Listener`] a port on which a real program is expected to connect.

mod database;
mod dialogue;
pub mod fusioninventory;
mod listener;
#[expect(clippy::missing_errors_doc, reason = "it is shown in the documentation of a crate")]
pub mod network_jobs;
mod program;
pub mod zabbix;

pub use database::Database;
pub use dialogue::Dialogue;
pub use listener::{Listener, free_port, wait_until};
pub use program::{Program, Setup};

use std::path::{Path, PathBuf};

/// Returns the path of `target/interop`, wherever the target folder is.
#[must_use]
pub fn root() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // A relative path is relative to the workspace, as in the scripts.
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let root = workspace.join(target).join("interop");
    root.canonicalize().unwrap_or(root)
}
