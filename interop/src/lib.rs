//! What the dialogues with real programs share: where the programs are, how they are
//! started and ended, and where results go.
//!
//! A dialogue is an integration test of this package, one file a kind of peer:
//!
//! ```text
//!  setup ──▶ target/interop/zabbix-6.0/…            the programs
//!  test  ──▶ target/interop/run/<dialogue>/…        their configuration, data and logs
//!        ──▶ target/interop/results/<dialogue>.tsv  what was exchanged, and the result
//!  run   ──▶ target/interop/table.md                the README's table
//! ```
//!
//! [`Dialogue`] stands for one of them, [`Program`] for a process that ends with the
//! value, [`Listener`] for a port at which a real program is awaited.

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

/// `target/interop`, wherever the target folder is.
#[must_use]
pub fn root() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // A relative folder counts from the workspace, as it does in the scripts.
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let root = workspace.join(target).join("interop");
    root.canonicalize().unwrap_or(root)
}
