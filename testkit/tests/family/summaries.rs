//! A documentation summary starts with a verb in the third person or with a noun phrase.

use crate::sources::{ALL, below};

/// Openers that leave the reader with a riddle ("What is wrong.", "Who made it.").
const RIDDLES: [&str; 10] =
    ["What", "Who", "Whose", "Whom", "How", "Where", "Which", "Why", "The same", "Its"];

/// The first line of each documentation comment, with its line number.
fn summaries(lines: &[String]) -> impl Iterator<Item = (usize, &str)> {
    let text = |line: &'_ str| {
        let line = line.trim_start();
        ["///", "//!"].into_iter().find(|mark| line.starts_with(mark))
    };
    lines.iter().enumerate().filter_map(move |(at, line)| {
        let mark = text(line)?;
        let before = at.checked_sub(1).and_then(|before| text(&lines[before]));
        (before != Some(mark)).then(|| (at + 1, line.trim_start()[mark.len()..].trim()))
    })
}

fn is_riddle(summary: &str) -> bool {
    RIDDLES.iter().any(|riddle| {
        summary.strip_prefix(riddle).is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric()))
    })
}

#[test]
fn no_summary_is_a_riddle() {
    let mut found = Vec::new();
    for folder in ALL {
        for source in below(folder) {
            for (line, summary) in summaries(&source.lines).filter(|(_, summary)| is_riddle(summary)) {
                found.push(format!("{}:{line}: {summary}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "{} summaries:\n{}", found.len(), found.join("\n"));
}

#[test]
fn riddles_are_told_from_nouns_that_start_alike() {
    let lines: Vec<String> = ["/// What is wrong.", "/// Who.", "", "//! Whole text.", "    /// Its name."]
        .map(str::to_owned)
        .into();
    let found: Vec<_> = summaries(&lines).map(|(line, summary)| (line, is_riddle(summary))).collect();
    assert_eq!(found, [(1, true), (4, false), (5, true)]);
}
