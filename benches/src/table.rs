//! Output of the figures: as a table, or one JSON object per line.

use std::fmt::Write;

use testkit::alloc::Used;

use crate::measure::{Group, MAX_SPREAD, Role, Timing};

/// A comparison of ours with one peer or limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The crate.
    pub krate: &'static str,
    /// The work.
    pub work: String,
    /// Our time.
    pub ours: Timing,
    /// The name of the peer or limit.
    pub peer: &'static str,
    /// True for a limit.
    pub is_limit: bool,
    /// The time of the peer or limit.
    pub theirs: Timing,
    /// The ratio that is the goal.
    pub goal: Option<f64>,
}

impl Row {
    /// Creates the rows of a measured group.
    #[must_use]
    pub fn of(group: &Group, timings: &[Timing]) -> Vec<Self> {
        let mut pairs = group.candidates.iter().zip(timings);
        let Some((_, &ours)) = pairs.next() else { return Vec::new() };
        pairs
            .map(|(candidate, &theirs)| Self {
                krate: group.krate,
                work: group.work.clone(),
                ours,
                peer: candidate.name,
                is_limit: candidate.role == Role::Limit,
                theirs,
                goal: candidate.goal(),
            })
            .collect()
    }

    /// Returns their time divided by ours.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.theirs.best / self.ours.best
    }

    /// Returns the larger of the two spreads.
    #[must_use]
    pub fn spread(&self) -> f64 {
        self.ours.spread().max(self.theirs.spread())
    }

    /// Returns true if the machine was quiet enough.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.spread() <= MAX_SPREAD
    }

    /// Returns true if the goal was reached; `None` if there is no goal or the row does not count.
    #[must_use]
    pub fn reached(&self) -> Option<bool> {
        self.goal.filter(|_| self.counts()).map(|goal| self.ratio() >= goal)
    }

    /// Formats the row as a JSON object: `crate`, `work`, `ours_ns`, `peer`, `peer_ns`, `ratio`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        format!(
            r#"{{"crate":{},"work":{},"ours_ns":{:.1},"peer":{},"peer_ns":{:.1},"ratio":{:.3}}}"#,
            text(self.krate),
            text(&self.work),
            self.ours.best,
            text(self.peer),
            self.theirs.best,
            self.ratio()
        )
    }

    /// Formats the row as a line of the table.
    #[must_use]
    pub fn to_line(&self) -> String {
        let verdict = match (self.goal, self.counts()) {
            (Some(goal), true) => {
                format!("goal {goal:.1}: {}", if self.ratio() >= goal { "reached" } else { "SHORT" })
            }
            (Some(goal), false) => format!("goal {goal:.1}: spread {:.2}, does not count", self.spread()),
            (None, true) => String::new(),
            (None, false) => format!("spread {:.2}, does not count", self.spread()),
        };
        let name = if self.is_limit { format!("(limit) {}", self.peer) } else { self.peer.to_owned() };
        let line = format!("  {name:<52} {:>10}  {:>6.2} x  {verdict}", time(self.theirs.best), self.ratio());
        line.trim_end().to_owned()
    }
}

/// Formats the line above a group's rows.
#[must_use]
pub fn heading(group: &Group, ours: Timing) -> String {
    let speed = group.bytes as f64 / ours.best;
    let name = format!("{}: {}", group.krate, group.work);
    format!("{name:<64} {:>10}  {speed:>6.2} GB/s", time(ours.best))
}

/// Formats a duration with three or four digits.
#[must_use]
pub fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 10e3 => format!("{ns:.0} ns"),
        ns if ns < 10e6 => format!("{:.1} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}

/// Formats the lines on a group's heap use: ours, with its goals, and that of the peers.
#[must_use]
pub fn memory(group: &Group, used: &[(&'static str, Used)]) -> String {
    let mut lines = format!("{}: {} ({} bytes)\n", group.krate, group.work, group.bytes);
    for (index, (name, used)) in used.iter().enumerate() {
        let share = used.peak as f64 / group.bytes.max(1) as f64;
        let (allocations, peak) = (used.allocations, used.peak);
        write!(lines, "  {name:<52} {allocations:>7} allocations {peak:>10} bytes  {share:>5.2} x")
            .expect("a string");
        if index == 0 {
            let verdict = |kept: bool| if kept { "reached" } else { "EXCEEDED" };
            if let Some(wanted) = group.wanted.0 {
                write!(lines, "  goal {wanted} allocations: {}", verdict(allocations <= wanted))
                    .expect("a string");
            }
            if let Some(wanted) = group.wanted.1 {
                write!(lines, "  goal {wanted} bytes: {}", verdict(peak <= wanted)).expect("a string");
            }
        }
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ours: f64, theirs: f64, median: f64) -> Row {
        Row {
            krate: "zbx",
            work: "say \"hello\"".to_owned(),
            ours: Timing { best: ours, median: ours },
            peer: "serde_json",
            is_limit: false,
            theirs: Timing { best: theirs, median },
            goal: Some(2.0),
        }
    }

    #[test]
    fn the_ratio_says_how_many_times_faster_ours_is() {
        let row = row(100.0, 250.0, 250.0);
        assert_eq!((row.ratio(), row.reached()), (2.5, Some(true)));
        assert_eq!(
            row.to_json(),
            r#"{"crate":"zbx","work":"say \"hello\"","ours_ns":100.0,"peer":"serde_json","peer_ns":250.0,"ratio":2.500}"#
        );
    }

    #[test]
    fn a_missed_goal_is_reported() {
        assert_eq!(row(100.0, 199.0, 199.0).reached(), Some(false));
        assert!(row(100.0, 199.0, 199.0).to_line().contains("SHORT"));
    }

    #[test]
    fn a_noisy_row_does_not_count() {
        let row = row(100.0, 250.0, 280.0);
        assert_eq!((row.counts(), row.reached()), (false, None));
        assert!(row.to_line().contains("spread 1.12, does not count"));
    }
}
