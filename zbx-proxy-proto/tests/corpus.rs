//! Real captures, read through `CORPUS_DIR`.

use std::path::{Path, PathBuf};

use bytes::BytesMut;
use zbx_proxy_proto::{Frame, FrameDecoder, Limits, ObservedMessage, Request};

const LINKS: [&str; 4] = ["active", "passive", "agent-sender", "passive-agent"];

fn frames(path: &Path) -> Vec<Frame> {
    let mut src = BytesMut::from(&testkit::corpus::read(path)[..]);
    let mut decoder = FrameDecoder::new().with_limits(Limits::PROTOCOL);
    let mut frames = Vec::new();
    while let Some(frame) =
        decoder.decode(&mut src).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    {
        frames.push(frame);
    }
    decoder.finish(&src).unwrap();
    frames
}

/// Returns true if C daemons wrote the capture, which is then reproduced byte for byte.
/// The file names tell the others: agent 2 is written in Go, and one link carries probes
/// of a script.
fn written_in_c(path: &Path) -> bool {
    !path.file_name().unwrap().to_str().unwrap().contains("agent2")
}

fn check(path: &Path, frame: &Frame) {
    let name = path.display();
    let message =
        ObservedMessage::decode(frame.payload(), &Limits::PROTOCOL).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(message.unknown_members(), 0, "{name}");
    assert!(!matches!(message, ObservedMessage::Request(Request::Other(_))), "{name}");
    let mut again = Vec::new();
    message.encode(&mut again);
    if written_in_c(path) {
        assert!(again == frame.payload()[..], "{name}: other bytes");
    }
    assert!(
        ObservedMessage::decode(&again, &Limits::PROTOCOL).unwrap() == message,
        "{name}: another message"
    );
}

#[test]
fn every_captured_frame_is_understood_and_written_again() {
    const TEST: &str = "zbx-proxy-proto frames";
    let Some(root) = testkit::corpus::folder(TEST, "zabbix") else {
        return;
    };
    let files: Vec<PathBuf> = ["6.0.14", "7.0.9"]
        .iter()
        .flat_map(|version| LINKS.map(|link| root.join(version).join(link)))
        .flat_map(|folder| testkit::corpus::files(&folder, &["bin"]))
        .collect();
    for path in &files {
        let frames = frames(path);
        assert_eq!(frames.len(), 1, "{}", path.display());
        for extension in ["json", "txt"] {
            let companion = path.with_extension(extension);
            if companion.is_file() {
                assert!(testkit::corpus::read(&companion) == frames[0].payload()[..], "{}", path.display());
            }
        }
        check(path, &frames[0]);
    }
    testkit::corpus::covered(TEST, files.len());
}

#[test]
fn every_captured_stream_is_understood_and_written_again() {
    const TEST: &str = "zbx-proxy-proto streams";
    let Some(root) = testkit::corpus::folder(TEST, "zabbix/streams") else {
        return;
    };
    let files = testkit::corpus::files(&root, &["zbxd"]);
    for path in &files {
        let frames = frames(path);
        assert!(frames.len() > 1, "{}", path.display());
        frames.iter().for_each(|frame| check(path, frame));
    }
    testkit::corpus::covered(TEST, files.len());
}

#[test]
fn real_secrets_do_not_show() {
    const TEST: &str = "zbx-proxy-proto secrets";
    // Dummy secrets in the captures.
    const SECRETS: [&str; 3] = ["s3cr3t-value", "v@ult", "ss/word1"];
    let Some(root) = testkit::corpus::folder(TEST, "zabbix") else {
        return;
    };
    let mut seen = 0;
    let files = testkit::corpus::files(&root, &["bin"]);
    let files: Vec<_> = files.iter().filter(|path| !path.to_str().unwrap().contains("experiments")).collect();
    for path in &files {
        for frame in frames(path) {
            let payload = String::from_utf8_lossy(frame.payload());
            if !SECRETS.iter().any(|secret| payload.contains(secret)) {
                continue;
            }
            let mut message = ObservedMessage::decode(frame.payload(), &Limits::PROTOCOL).unwrap();
            if !matches!(
                message,
                ObservedMessage::Config(_)
                    | ObservedMessage::Request(Request::ProxyConfig(_))
                    | ObservedMessage::Answer(_)
            ) {
                continue;
            }
            seen += 1;
            let shown = format!("{message:?} {frame:?}");
            message.redact();
            let mut redacted = Vec::new();
            message.encode(&mut redacted);
            let redacted = String::from_utf8(redacted).unwrap();
            for secret in SECRETS {
                assert!(!shown.contains(secret), "{} shows {secret}", path.display());
                assert!(!redacted.contains(secret), "{} keeps {secret}", path.display());
            }
        }
    }
    assert!(seen > 0, "no capture holds a secret");
    testkit::corpus::covered(TEST, files.len());
}
