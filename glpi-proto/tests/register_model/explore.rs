//! Breadth first through all that can happen.

use std::collections::{BTreeMap, HashSet};

use super::world::{Step, World};

/// The result of an exploration.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The number of steps from the start to the deepest state.
    pub(super) depth: usize,
    /// The number of different states that were seen.
    pub(super) states: usize,
    /// The number of steps that were tried.
    pub(super) steps: usize,
    /// The first false belief, with the way to it.
    pub(super) violation: Option<String>,
    /// In how many states each limit of the draft showed.
    pub(super) limits: BTreeMap<&'static str, usize>,
}

/// Tries every step in every state, up to a depth and a number of states. A
/// state that was reached before is not entered again.
pub(super) fn explore(start: World, depth: usize, most: usize) -> Found {
    let mut found = Found::default();
    let mut seen = HashSet::from([start.fingerprint()]);
    // The ways, to print one: each step with the one before it.
    let mut ways: Vec<(usize, Option<Step>)> = vec![(0, None)];
    let mut level = vec![(0, start)];
    for at in 1..=depth {
        let mut next = Vec::new();
        for (way, world) in &level {
            for step in world.steps() {
                found.steps += 1;
                let mut after = world.clone();
                let outcome = after.take(step);
                if let Err(violation) = outcome {
                    ways.push((*way, Some(step)));
                    let trail = trail(&ways);
                    found.states = seen.len();
                    found.depth = at;
                    found.violation = Some(format!("{violation}{trail}"));
                    return found;
                }
                if seen.len() < most && seen.insert(after.fingerprint()) {
                    for limit in after.limits() {
                        *found.limits.entry(limit).or_default() += 1;
                    }
                    ways.push((*way, Some(step)));
                    next.push((ways.len() - 1, after));
                    found.depth = at;
                }
            }
        }
        level = next;
    }
    found.states = seen.len();
    found
}

fn trail(ways: &[(usize, Option<Step>)]) -> String {
    let mut steps = Vec::new();
    let mut at = ways.len() - 1;
    while let (before, Some(step)) = ways[at] {
        steps.push(format!(" > {step:?}"));
        at = before;
    }
    steps.into_iter().rev().collect()
}
