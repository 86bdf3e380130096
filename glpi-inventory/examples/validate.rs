//! A server's side: judges inventories, says what is wrong with each, and mends them.
//!
//! `cargo run --example glpi-inventory-validate -- [--release 1.1.36] [--repair] FILE…`

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use glpi_inventory::{DecodeError, Judge, Limits, Release, Severity};

/// The report on one document, and whether the server takes it.
pub(crate) fn report(judge: Judge<'_>, document: &[u8]) -> Result<(String, bool), DecodeError> {
    let verdict = judge.judge(document, &Limits::DEFAULT)?;
    let mut text = String::new();
    for finding in verdict.findings() {
        let weight = match finding.severity {
            Severity::Refused => "refused",
            Severity::Ignored => "ignored",
            Severity::Suspicious => "suspicious",
        };
        let _ = write!(text, "  {weight}: {finding}");
        if let Some(remedy) = &finding.remedy {
            let _ = write!(text, "; {remedy}");
        }
        let newest = finding.refused_by.iter().last();
        let _ = match newest {
            Some(release) if release != Release::NEWEST => writeln!(text, " (refused up to {release})"),
            _ => writeln!(text),
        };
    }
    if verdict.omitted() > 0 {
        let _ = writeln!(text, "  and {} more", verdict.omitted());
    }
    if let Some(refusal) = verdict.refusal() {
        let _ = writeln!(text, "  the server answers: {}", refusal.response().trim_end().replace('\n', " "));
    }
    Ok((text, verdict.is_accepted()))
}

/// The document as it is taken, and the number of remedies; `None` if it cannot be mended.
pub(crate) fn repaired(judge: Judge<'_>, document: &[u8]) -> Result<Option<(Vec<u8>, usize)>, DecodeError> {
    let repaired = judge.repair(document, &Limits::DEFAULT)?;
    Ok(repaired.left.is_empty().then_some((repaired.document, repaired.applied.len())))
}

#[cfg_attr(test, expect(dead_code, reason = "the tests call the rest"))]
fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut release, mut is_repair, mut is_accepted) = (Release::NEWEST, false, true);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--release" => {
                let wanted = arguments.next().unwrap_or_default();
                let found = Release::ALL.iter().copied().find(|release| release.as_str() == wanted);
                release = found.ok_or("unknown release")?;
            }
            "--repair" => is_repair = true,
            path => {
                let document = std::fs::read(path)?;
                let judge = Judge::new(release);
                let (text, accepts) = report(judge, &document)?;
                println!("{path}: {}\n{text}", if accepts { "accepted" } else { "refused" });
                is_accepted &= accepts;
                if is_repair && let Some((mended, remedies)) = repaired(judge, &document)? {
                    let target = Path::new(path).with_extension("repaired.json");
                    std::fs::write(&target, mended)?;
                    println!("  {remedies} remedies: {}", target.display());
                }
            }
        }
    }
    Ok(if is_accepted { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
