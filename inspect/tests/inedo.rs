//! Tests of the options for the Inedo agent protocol.

use std::io::Write;
use std::process::{Command, Output, Stdio};

const SESSION: &str = include_str!("../../inedo-wire/samples/aes-v2.txt");

/// Runs the program with `input` on its standard input.
fn inspect(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_inspect"))
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("a piped input").write_all(input).expect("the program reads");
    child.wait_with_output().expect("the program ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Returns the sample session without the line with its key, and the key.
fn sealed() -> (String, String) {
    let key = SESSION.lines().find_map(|line| line.strip_prefix("key ")).expect("a key");
    (SESSION.replace(&format!("key {key}\n"), ""), key.to_owned())
}

#[test]
fn a_key_opens_a_session_and_is_not_shown() {
    let (session, key) = sealed();
    let output = inspect(&[], session.as_bytes());
    assert!(output.status.success());
    assert!(text(&output.stdout).contains("32 encrypted bytes; give --key to read them"));

    let output = inspect(&["--key", &key], session.as_bytes());
    let said = text(&output.stdout);
    assert!(output.status.success() && said.contains("where are the files of Otter?"), "{said}");
    assert!(!said.contains(&key));
}

#[test]
fn a_wrong_key_is_one_clear_line() {
    let (session, key) = sealed();
    let output = inspect(&["--key", &"00".repeat(32)], session.as_bytes());
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("the frame cannot be decrypted"));

    let output = inspect(&["--key", &key[1..]], session.as_bytes());
    let said = text(&output.stderr);
    assert!(said.contains("32 or 64 hexadecimal digits, not 63 characters"), "{said}");
    assert!(!said.contains(&key[1..]));
}

#[test]
fn a_captured_acknowledgement_says_which_readings_it_supports() {
    let four = b"\x00\xd0\x07\0\0\x33\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    for (capture, supported, contradicted) in [
        (&four[..], "four int32", "one int32"),
        (b"00 d0070000 33000000 00000000 00000000 00000000\n", "four int32", "one int32"),
        (b"> 4ed2\n< 00 d0070000 00000033\n", "one int32", "four int32"),
    ] {
        let said = text(&inspect(&["--acknowledgement"], capture).stdout);
        assert!(said.contains(&format!("supports \"{supported}\"")), "{said}");
        assert!(said.contains(&format!("contradicts \"{contradicted}\"")), "{said}");
    }
    let said = text(&inspect(&["--acknowledgement"], b"").stdout);
    assert!(said.contains("contradicts \".NET's order\""), "{said}");
}
