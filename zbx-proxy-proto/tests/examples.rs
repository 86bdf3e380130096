//! The examples talk to each other over loopback.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Ends the program that it holds, also when a test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Cargo builds the examples beside the tests, unless it is asked for one test only.
fn example(name: &str) -> Command {
    let mut path = std::env::current_exe().expect("the test's own path");
    path.pop();
    path.pop();
    path.push("examples");
    path.push(name);
    assert!(path.exists(), "{name} is not built: run all tests of the crate, or `cargo build --examples`");
    Command::new(path)
}

fn server() -> (Running, BufReader<ChildStdout>, String) {
    let mut server =
        example("zbx-server").arg("127.0.0.1:0").stdout(Stdio::piped()).spawn().expect("the server starts");
    let mut lines = BufReader::new(server.stdout.take().expect("its output"));
    let mut first = String::new();
    lines.read_line(&mut first).expect("a first line");
    let address = first.trim().strip_prefix("listening on ").expect("its address").to_owned();
    (Running(server), lines, address)
}

fn line(lines: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    lines.read_line(&mut line).expect("another line");
    line.trim_end().to_owned()
}

#[test]
fn an_active_proxy_is_configured_and_its_values_arrive() {
    let (_server, mut lines, address) = server();
    let proxy =
        example("zbx-active-proxy").args([&address, "paris-1", "7.0.4"]).output().expect("the proxy runs");
    let said = String::from_utf8(proxy.stdout).expect("text");
    assert!(proxy.status.success(), "{said}");
    assert_eq!(said, "configuration: 0 tables, revision Some(1)\ndata: taken, 0 tasks\n");
    assert!(line(&mut lines).contains("asks for its configuration: Full { revision: 1 }"));
    assert_eq!(line(&mut lines), "item 9001: 1");
    assert_eq!(line(&mut lines), "item 9002: 2");
    assert_eq!(line(&mut lines), "item 9003: 3");
}

#[test]
fn a_proxy_of_another_version_gets_no_configuration() {
    let (_server, _lines, address) = server();
    let proxy =
        example("zbx-active-proxy").args([&address, "paris-1", "7.2.0"]).output().expect("the proxy runs");
    assert!(!proxy.status.success());
    let said = String::from_utf8(proxy.stderr).expect("text");
    assert!(said.contains("proxy and server major versions do not match"), "{said}");
}
