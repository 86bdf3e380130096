//! Tests of the command line.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn inspect(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_inspect")).args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Creates an empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

fn zabbix_frame(payload: &str) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short payload").to_le_bytes();
    [b"ZBXD\x01", &length[..], &[0; 4], payload.as_bytes()].concat()
}

const HEARTBEAT: &str = r#"{"request":"proxy heartbeat","host":"paris-1","version":"6.0.30"}"#;

#[test]
fn without_arguments_the_samples_are_explained() {
    let output = inspect(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("active proxy paris-1 (version 6.0.30) is alive"), "{said}");
    // Their secrets are not shown, and all can be encoded again.
    for secret in ["hunter2", "correct horse", "battery staple", "00112233445566778899aabbccddeeff"] {
        assert!(!said.contains(secret), "{secret}");
    }
    assert!(!said.contains("encoding it again"), "{said}");
}

#[test]
fn json_is_one_object_a_line() {
    let output = inspect(&["--format", "json", "--hex"]);
    assert!(output.status.success());
    for line in text(&output.stdout).lines() {
        let object: serde_json::Value = serde_json::from_str(line).expect("an object");
        assert!(
            object["kind"].is_string() && object["fields"].is_object() && object["parts"].is_array(),
            "{line}"
        );
        assert_eq!(object["untyped"], 0, "{line}");
    }
}

#[test]
fn standard_input_and_annotated_bytes() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_inspect"))
        .args(["--hex", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child
        .stdin
        .take()
        .expect("a piped input")
        .write_all(&zabbix_frame(HEARTBEAT))
        .expect("the program reads");
    let said = text(&child.wait_with_output().expect("the program ends").stdout);
    assert!(said.contains("5a 42 58 44"), "{said}");
    assert!(said.contains("length: 65 bytes on the wire"), "{said}");
}

#[test]
fn check_counts_and_names_what_falls_short() {
    let root = folder("check");
    let inner = root.join("inner");
    fs::create_dir(&inner).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(inner.join(name), bytes).unwrap();
    write("good.bin", &zabbix_frame(HEARTBEAT));
    write("good.json", HEARTBEAT.as_bytes());
    write("two.zbxd", &[zabbix_frame(HEARTBEAT), zabbix_frame("{\"response\":\"success\"}")].concat());
    write("README.md", b"prose");
    write("manifest.json", b"[]");
    let output = inspect(&["--check", root.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stdout));
    let said = text(&output.stdout);
    let last: Vec<_> = said.lines().rev().take(2).collect();
    assert_eq!(
        last,
        ["checked 2: 2 ok, 0 failed", "messages 3: proxy heartbeat 2, answer 1; untyped members 0"]
    );

    write("other.bin", &zabbix_frame(HEARTBEAT));
    write("other.json", b"{}");
    write("spaced.bin", &zabbix_frame("{\"response\": \"success\"}"));
    write("unknown.bin", &zabbix_frame("{\"request\":\"nope\",\"x\":1}"));
    write("cut.bin", &zabbix_frame(HEARTBEAT)[..30]);
    write("foreign.bin", b"GIF89a");
    let output = inspect(&["--check", root.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    for expected in [
        "other.bin: message 0 (proxy heartbeat): the payload differs from the one in the companion file",
        "spaced.bin: message 0 (answer): encoding it again differs from byte 12 of the payload on",
        "unknown.bin: message 0 (nope): unknown request \"nope\"",
        "cut.bin: zbx: the stream ended inside the payload: 48 more bytes expected at byte 30 (byte 30)",
        "foreign.bin: no known protocol recognises these bytes",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    assert!(said.ends_with("checked 7: 2 ok, 5 failed\n"), "{said}");
}

#[test]
fn what_cannot_be_read_gets_one_clear_line() {
    let root = folder("unreadable");
    let file = root.join("cut.bin");
    fs::write(&file, b"ZBXD\x09").unwrap();
    for (path, expected) in [
        (file.to_str().unwrap(), "zbx: byte 4: unsupported frame flags 0x09"),
        ("no/such/file", "No such file"),
    ] {
        let output = inspect(&[path]);
        assert_eq!(output.status.code(), Some(1));
        let said = text(&output.stderr);
        assert!(said.contains(path) && said.contains(expected), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

/// Returns true for what no terminal and no log may be given.
fn is_unsafe(character: char) -> bool {
    character.is_control() && character != '\n'
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn no_text_of_a_file_commands_the_terminal() {
    let root = folder("hostile");
    let write = |name: &str, bytes: &[u8]| {
        let path = root.join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let raw = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\u{2028}\u{200f}\u{2066}\u{85}";
    let escaped: String =
        raw.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>() + "\\nfake line";
    let file = |name: &str, text: String| write(name, text.as_bytes());
    let contact = format!(
        r#"{{"action":"contact","deviceid":"{escaped}","name":"{escaped}","version":"1","installed-tasks":["{escaped}"],"{escaped}":{{"{escaped}":1}}}}"#
    );
    let files = [
        file("error.json", format!(r#"{{"status":"error","message":"{escaped}","{escaped}":1}}"#)),
        file("contact.json", contact),
        file("other.json", format!(r#"{{"action":"{escaped}","deviceid":"x"}}"#)),
        file("end.xml", "<REQUEST><QUERY>PROLOG</QUERY></REQUEST\u{1b}]0;owned\u{7}\nfake>".to_owned()),
        file("name.xml", format!("<REQUEST><QUERY>PROLOG</QUERY><{raw}/></REQUEST>")),
        file("reply.xml", "<REPLY><ERROR>\u{9b}2J\u{202e}\u{2028}x\nfake line</ERROR></REPLY>".to_owned()),
        file(
            "netinv.xml",
            "<REQUEST><CONTENT><DEVICE><INFO><NAME>\u{9b}2J\u{202e}\nfake line</NAME></INFO></DEVICE></CONTENT>\
             <QUERY>SNMPQUERY</QUERY></REQUEST>"
                .to_owned(),
        ),
        write("request.bin", &zabbix_frame(&format!(r#"{{"request":"{escaped}","{escaped}":"x"}}"#))),
        write(
            "heartbeat.bin",
            &zabbix_frame(&format!(r#"{{"request":"proxy heartbeat","host":"{escaped}","version":"{escaped}"}}"#)),
        ),
    ];
    let outputs: [&[&str]; 4] = [&[], &["--hex"], &["--format", "json", "--hex"], &["--check"]];
    for file in &files {
        for arguments in outputs {
            let output = inspect(&[arguments, &[file]].concat());
            for said in [text(&output.stdout), text(&output.stderr)] {
                assert!(!said.contains(is_unsafe), "{file} {arguments:?}\n{said:?}");
                assert!(!said.lines().any(|line| line.starts_with("fake")), "{file} {arguments:?}\n{said}");
                if arguments.contains(&"json") && !said.starts_with("error") {
                    for line in said.lines() {
                        serde_json::from_str::<serde_json::Value>(line).expect("JSON");
                    }
                }
            }
        }
    }
    // In JSON it is still what it was.
    let output = inspect(&["--format", "json", &files[0]]);
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["fields"]["message"], format!("{raw}\nfake line"));
}

#[test]
fn secrets_are_shown_by_no_output() {
    let root = folder("secrets");
    let write = |name: &str, bytes: &[u8]| {
        let path = root.join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let session = r#"{"request":"agent data","session":"hush1","host":"a","version":"7.0.9","data":[]}"#;
    let checks = r#"{"response":"success","data":[{"key":"ssh.run[hush2,,hush3]","itemid":1,"delay":"1m"}]}"#;
    let files = [
        write(
            "grant.json",
            br#"{"access_token":"hush4","token_type":"Bearer","expires_in":3600,"refresh_token":"hush5","id_token":"hush6"}"#,
        ),
        write("address.json", br#"{"status":"error","message":"go to https://me:hush7@glpi.example.net/"}"#),
        write("query.txt", b"https://me:hush8@glpi.example.net/b/esx/?action=getJobs&machineid=m\n"),
        write("session.bin", &zabbix_frame(session)),
        write("checks.bin", &zabbix_frame(checks)),
        write("key.bin", &zabbix_frame("web.page.get[hush9]")),
    ];
    for file in &files {
        for arguments in [&[][..], &["--format", "json"], &["--check"]] {
            let output = inspect(&[arguments, &[file]].concat());
            let said = text(&output.stdout) + &text(&output.stderr);
            assert!(!said.contains("hush"), "{file} {arguments:?}\n{said}");
            assert!(output.status.success(), "{file} {arguments:?}\n{said}");
        }
    }
}
