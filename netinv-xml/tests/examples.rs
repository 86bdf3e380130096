//! Runs the examples.

use std::process::Command;

#[test]
fn the_server_example_plays_both_sides() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "netinv-xml", "--example", "server"])
        .output()
        .expect("cargo runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for expected in [
        "<AUTHENTICATION ID=\"1\" VERSION=\"2c\" COMMUNITY=\"open &amp; sesame\"/>",
        "the agent started",
        "the agent will look at 254 addresses",
        "SNMP communication error: no response from host 192.0.2.9",
        "the agent is done\nthe agent is done",
        "core-1: 5 ports, 1 neighbours",
        "printer-1: 1 ports, 0 neighbours (13 repairs)",
    ] {
        assert!(printed.contains(expected), "{expected} is not in\n{printed}");
    }
}
