//! Measures the library crates against the usual alternatives.

use std::path::PathBuf;
use std::process::ExitCode;

use benches::measure::{Effort, Group};
use benches::table::{self, Row};
use benches::{payload, work};
use clap::Parser;
use testkit::alloc::Meter;

/// Counts only while memory is measured; while time is measured, it costs a load and a branch.
#[global_allocator]
static METER: Meter = Meter::new();

/// Measures the library crates against the usual alternatives.
///
/// Ratios are the peer's best round divided by ours; a row with a spread (median divided
/// by best) above 1.10 does not count.
#[derive(Debug, Parser)]
struct Arguments {
    /// Print one JSON object for each peer: crate, work, `ours_ns`, peer, `peer_ns`, ratio; without memory.
    #[arg(long)]
    json: bool,
    /// Measure only this crate.
    #[arg(long, value_name = "CRATE", value_parser = work::CRATES)]
    only: Option<String>,
    /// Run fewer rounds: shows that it works, not how fast it is.
    #[arg(long)]
    quick: bool,
    /// Fail if a row that counts misses its goal.
    #[arg(long)]
    check: bool,
    /// Only write the payloads into this folder, for programs in other languages.
    #[arg(long, value_name = "DIR")]
    write_payloads: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(folder) = &arguments.write_payloads {
        return match payload::write_all(folder) {
            Ok(files) => {
                files.iter().for_each(|(name, bytes)| println!("{bytes:>9} {name}"));
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{}: {error}", folder.display());
                ExitCode::FAILURE
            }
        };
    }
    let effort = if arguments.quick { Effort::QUICK } else { Effort::FULL };
    let mut rows = Vec::new();
    let mut memory = String::new();
    for krate in work::CRATES {
        if arguments.only.as_ref().is_some_and(|only| only != krate) {
            continue;
        }
        for mut group in work::groups(krate) {
            rows.extend(measure(&mut group, effort, arguments.json));
            if !arguments.json {
                let used = group.memory(&METER);
                memory.push_str(&table::memory(&group, &used));
            }
        }
    }
    if !arguments.json {
        println!("Heap: number of allocations, and maximum number of bytes held at once\n\n{memory}");
        println!("{}", summary(&rows));
    }
    let missed = rows.iter().any(|row| row.reached() == Some(false));
    if arguments.check && missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Measures a group and prints its rows immediately.
fn measure(group: &mut Group, effort: Effort, json: bool) -> Vec<Row> {
    let timings = group.times(effort);
    let rows = Row::of(group, &timings);
    if json {
        for row in &rows {
            println!("{}", row.to_json());
            if !row.counts() {
                eprintln!("{}, {}: spread {:.2}, does not count", row.work, row.peer, row.spread());
            }
        }
    } else {
        println!("{}", table::heading(group, timings[0]));
        rows.iter().for_each(|row| println!("{}", row.to_line()));
        println!();
    }
    rows
}

fn summary(rows: &[Row]) -> String {
    let goals = rows.iter().filter(|row| row.goal.is_some());
    let (mut reached, mut short, mut noisy) = (0, 0, 0);
    for row in goals {
        match row.reached() {
            Some(true) => reached += 1,
            Some(false) => short += 1,
            None => noisy += 1,
        }
    }
    format!("Goals: {reached} reached, {short} short, {noisy} not counting (machine too busy)")
}
