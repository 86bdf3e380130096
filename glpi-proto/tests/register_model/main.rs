//! A model of REGISTER in which everything that can happen between agents,
//! server, proxy and an attacker is tried, up to a depth.
//!
//! The sides are the machines that the crate ships, with real blocks. The attacker is
//! the network: each message reaches whom he likes, when he likes, as often as
//! he likes, or never. He knows every block that was ever sent and one that
//! nobody made (`junk`, for all of those), can put any of them into any message
//! of any kind in anybody's name, and can let time pass. He has no token, so he
//! makes no block of his own. After each step, everything that a side has come
//! to believe is compared with what the other sides really did.
//!
//! A proxy that relays without a token is not in the model: it can do nothing
//! that the attacker cannot.
//!
//! What the draft cannot give is not counted as false but counted: a key that
//! was swapped or taken out, a server that believes in an agent which never got
//! the last answer.

#![cfg(feature = "register")]

mod explore;
mod run;
mod site;
mod world;

use std::io::Write;

use explore::{Found, explore};
use world::{Scene, World};

/// A check that a side can lack. The machines always make it: the model hands them what a
/// machine without it would have taken it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    /// The server refuses its own challenge (GLPI-R31).
    Reflection,
    /// A challenge is over once it is answered (GLPI-R32).
    SingleUse,
    /// A challenge is over with time (GLPI-R33).
    Expiry,
    /// The agent opens the server's proof (GLPI-R21).
    Final,
}

/// Explores a scene and says what it came to, past the test's capture.
fn report(scene: Scene, without: Option<Check>, depth: usize, most: usize) -> Found {
    let found = explore(World::new(scene, without), depth, most);
    let limits = found.limits.iter().map(|(limit, count)| format!("{limit} {count}"));
    let line = format!(
        "REGISTER model, {scene:?}{}: depth {} of {depth}, {} states, {} steps; {}; limits of the draft seen: {}",
        without.map(|check| format!(" without {check:?}")).unwrap_or_default(),
        found.depth,
        found.states,
        found.steps,
        found
            .violation
            .as_ref()
            .map_or_else(|| "nothing false".to_owned(), |found| format!("FALSE: {found}")),
        limits.collect::<Vec<_>>().join(", "),
    );
    let _ = writeln!(std::io::stderr().lock(), "{line}");
    found
}

/// `GLPI_MODEL_DEPTH` and `GLPI_MODEL_STATES` take the exploration further than
/// the ordinary test run goes.
fn bound(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn holds(scene: Scene, depth: usize) {
    let found = report(scene, None, bound("GLPI_MODEL_DEPTH", depth), bound("GLPI_MODEL_STATES", 1_000_000));
    assert_eq!(found.violation, None);
    // A model in which nothing succeeds would find nothing either.
    assert!(found.limits.contains_key("(both sides registered)"), "nobody was ever registered");
}

// GLPI-R62
#[test]
fn nothing_false_is_believed_between_two_agents_and_a_server() {
    holds(Scene::Direct, 10);
}

// GLPI-R62
#[test]
fn nothing_false_is_believed_through_a_proxy_that_vouches() {
    holds(Scene::Vouching, 8);
}

// GLPI-R62
#[test]
fn nothing_false_is_believed_between_a_guard_and_a_server() {
    holds(Scene::Guarded, 10);
}

/// The false belief that the model finds where a check is missing.
fn fooled(scene: Scene, check: Check) -> String {
    let found = report(scene, Some(check), 9, 60_000);
    found.violation.unwrap_or_default()
}

#[test]
fn without_the_check_against_it_the_reflection_is_found() {
    for scene in [Scene::Direct, Scene::Vouching, Scene::Guarded] {
        let violation = fooled(scene, Check::Reflection);
        assert!(violation.starts_with("the server registered an agent that never answered"), "{violation}");
        // The shortest way: ask for a challenge, send it back.
        assert_eq!(violation.matches(" > ").count(), 2, "{violation}");
    }
}

#[test]
fn without_single_use_a_proof_is_found_to_count_twice() {
    let violation = fooled(Scene::Direct, Check::SingleUse);
    assert!(violation.starts_with("the server took one answer twice"), "{violation}");
}

#[test]
fn without_expiry_a_late_proof_is_found_to_count() {
    let violation = fooled(Scene::Direct, Check::Expiry);
    assert!(violation.starts_with("the server took an answer after its time"), "{violation}");
}

#[test]
fn without_the_last_check_a_false_server_is_found_to_be_believed() {
    let violation = fooled(Scene::Direct, Check::Final);
    assert!(violation.starts_with("an agent believes a server that did not register it"), "{violation}");
}
