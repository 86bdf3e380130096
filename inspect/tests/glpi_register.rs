//! Tests of the options for REGISTER.

use std::io::Write;
use std::process::{Command, Output, Stdio};

const EXCHANGE: &str = include_str!("../../glpi-proto/samples/register.json");
const TOKEN: &str = "5d0c8a41-77f0-4f3e-9b1c-2e6ad81f9004";
const AGENT: &str = "c4f7a2d0-1b63-4e58-8f29-70a1d3b5e6c7";

/// Runs the program with `input` on its standard input.
fn inspect(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_inspect"))
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // A program that rejects its arguments ends before it reads: that is not a fault.
    let _ = child.stdin.take().expect("a piped input").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

fn said(arguments: &[&str], input: &str) -> String {
    let output = inspect(arguments, input);
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn an_exchange_is_explained_and_not_opened_without_the_token() {
    let said = said(&[], EXCHANGE);
    for words in ["register hello", "register challenge", "register proof", "register end", "give --token"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(!said.contains("opened"), "{said}");
}

#[test]
fn a_token_opens_the_challenges_and_neither_it_nor_the_key_is_shown() {
    let said = said(&["--token", TOKEN, "--agent-id", AGENT], EXCHANGE);
    for words in [
        "challenge opened: server a0a1a2a3a4a5a6a7, agent id's half 8f2970a1d3b5e6c7",
        &format!("the challenge is for {AGENT}"),
        "answer opened: server a0a1a2a3a4a5a6a7, agent 5051525354555657",
        "the server's secret is that of the message before",
        "last opened: agent 5051525354555657, server a0a1a2a3a4a5a6a7",
        "the agent's secret is that of the message before",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    for secret in [TOKEN, &TOKEN.replace('-', ""), "c0c1c2c3"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}

#[test]
fn another_agent_or_token_is_told() {
    let other = said(&["--token", TOKEN, "--agent-id", TOKEN], EXCHANGE);
    assert!(other.contains("the challenge is not for"), "{other}");
    let other = said(&["--token", AGENT, "--agent-id", AGENT], EXCHANGE);
    assert!(other.contains("the server's secret is NOT that of the message before"), "{other}");
    let other = said(&["--token", TOKEN, "--agent-id", AGENT, "--little-endian"], EXCHANGE);
    assert!(other.contains("or not under this token"), "{other}");
}

#[test]
fn a_wrong_token_is_one_line_that_does_not_show_it() {
    let output = inspect(&["--token", &TOKEN[1..]], EXCHANGE);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!output.status.success() && said.starts_with("error: --token: a token has the form"), "{said}");
    assert!(!said.contains(&TOKEN[1..]));
}

#[test]
fn a_reflection_is_told_without_the_token() {
    let block = "aa83a1df-02bf-9afc-ed8f-61504346faef";
    let lines = format!(
        "{{\"status\":\"pending\",\"expiration\":\"1m\",\"challenge\":\"{block}\"}}\n\
         {{\"action\":\"register\",\"challenge\":\"{block}\"}}\n"
    );
    assert!(said(&[], &lines).contains("this is the server's challenge sent back"));
}
