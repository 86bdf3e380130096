//! The measured work: ours as the crates' documentation recommends it, that of the
//! peers as their users write it, both on the same bytes with the same result.

pub mod glpi;
pub mod inedo;
pub mod inventory;
pub mod netinv;
pub mod oco;
pub mod zbx;

use crate::measure::Group;

/// The short names of the crates.
pub const CRATES: [&str; 6] = ["zbx", "glpi", "inventory", "oco", "netinv", "inedo"];

/// Returns a crate's groups, in the scoreboard's sizes.
///
/// # Panics
/// If ours and a peer do not find the same values in a payload.
#[must_use]
pub fn groups(krate: &str) -> Vec<Group> {
    match krate {
        "zbx" => zbx::groups(crate::payload::zbx::ROWS),
        "glpi" => glpi::groups(crate::payload::glpi::PROGRAMS),
        "inventory" => inventory::groups(crate::payload::inventory::PROGRAMS),
        "oco" => oco::groups(crate::payload::oco::PROGRAMS),
        "netinv" => netinv::groups(crate::payload::netinv::PORTS),
        "inedo" => inedo::groups(crate::payload::inedo::FRAMES, 16),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::measure::{Candidate, Effort};

    /// The constructors compare the results of both sides; one round runs every candidate.
    #[test]
    fn ours_and_peers_find_the_same_in_small_payloads() {
        let effort = Effort { time: Duration::ZERO, rounds: 1, tries: 1, round: Duration::ZERO };
        let all = [
            zbx::groups(200),
            glpi::groups(50),
            inventory::groups(50),
            oco::groups(20),
            netinv::groups(8),
            inedo::groups(50, 2),
        ];
        for mut group in all.into_iter().flatten() {
            for timing in group.times(effort) {
                assert!(timing.best > 0.0, "{}", group.work);
            }
        }
    }

    #[test]
    fn every_crate_has_work_with_a_goal() {
        for (krate, groups) in [("zbx", zbx::groups(10)), ("inedo", inedo::groups(10, 1))] {
            assert!(groups.iter().all(|group| group.krate == krate));
            let goals = groups.iter().flat_map(|group| &group.candidates).filter_map(Candidate::goal);
            assert!(goals.count() >= 3, "{krate}");
        }
    }
}
