//! `--check`: decode, encode, compare, over whole folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use crate::input::{Collection, Input};
use crate::protocol::Registry;
use crate::secrets;
use crate::show::Line;

/// Checks every file below the paths, prints a line for each that fails, then the totals.
/// Returns false if any failed.
pub fn run(registry: &Registry, paths: &[PathBuf]) -> bool {
    let collection = Collection::of(paths);
    let mut totals = Totals::default();
    for (path, error) in &collection.unreadable {
        totals.fail(path, &[error.to_string()]);
    }
    // Drawn on a terminal only.
    let bar = ProgressBar::new(collection.files.len() as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}").expect("a constant template"));
    for path in &collection.files {
        bar.inc(1);
        bar.suspend(|| totals.check(registry, path));
    }
    bar.finish_and_clear();
    totals.print(collection.skipped);
    totals.failed == 0
}

#[derive(Default)]
struct Totals {
    kinds: BTreeMap<String, usize>,
    messages: usize,
    untyped: usize,
    ok: usize,
    failed: usize,
}

impl Totals {
    fn check(&mut self, registry: &Registry, path: &Path) {
        match self.faults(registry, path) {
            faults if faults.is_empty() => self.ok += 1,
            faults => self.fail(path, &faults),
        }
    }

    /// Returns the faults of one file.
    fn faults(&mut self, registry: &Registry, path: &Path) -> Vec<String> {
        let input = match Input::read(path) {
            Ok(input) => input,
            Err(error) => return vec![error.to_string()],
        };
        let Some(protocol) = registry.of(&input) else {
            return vec!["no known protocol recognises these bytes".to_owned()];
        };
        match protocol.decode(&input) {
            Err(failure) => {
                let at = failure.offset.map(|at| format!(" (byte {at})")).unwrap_or_default();
                vec![format!("{}: {}{at}", protocol.name().as_str(), secrets::in_text(&failure.reason))]
            }
            Ok(messages) => {
                let mut faults = Vec::new();
                for (index, mut message) in messages.into_iter().enumerate() {
                    secrets::hide(&mut message);
                    self.messages += 1;
                    self.untyped += message.untyped;
                    if protocol.lists_notes() {
                        for note in &message.notes {
                            let place = format!("{}: message {index} ({})", path.display(), message.kind);
                            Line::new().text(format_args!("{place}: {note}")).print();
                        }
                    }
                    if let Err(fault) = message.round_trip {
                        faults.push(format!("message {index} ({}): {fault}", message.kind));
                    }
                    *self.kinds.entry(message.kind).or_default() += 1;
                }
                faults
            }
        }
    }

    fn fail(&mut self, path: &Path, faults: &[String]) {
        self.failed += 1;
        Line::new().text(format_args!("{}: {}", path.display(), faults.join("; "))).print();
    }

    fn print(&self, skipped: usize) {
        if skipped > 0 {
            Line::new().text(format_args!("skipped {skipped} files of prose and tables")).print();
        }
        let mut kinds: Vec<_> = self.kinds.iter().collect();
        kinds.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let kinds: Vec<_> = kinds.into_iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        Line::new()
            .text(format_args!(
                "messages {}: {}; untyped members {}",
                self.messages,
                kinds.join(", "),
                self.untyped
            ))
            .print();
        Line::new()
            .text(format_args!("checked {}: {} ok, {} failed", self.ok + self.failed, self.ok, self.failed))
            .print();
    }
}
