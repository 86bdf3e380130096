//! Probes that were sent to real servers, replayed against the crate's server side: both
//! have to accept, refuse with an answer or drop the same ones.
//!
//! The probes and the servers' reactions are in the corpus (`experiments/`). Deliberate
//! differences are listed in [`DIFFERENCES`], each with its row in `SPEC.md`.

use std::path::Path;

use bytes::BytesMut;
use serde_json::Value;
use zbx_proxy_proto::session::{ConfigDecision, ProxyPeer, Received, Revision, Server};
use zbx_proxy_proto::{
    Answer, ConfigAnswer, FlagReading, Frame, FrameDecoder, Limits, Nanoseconds, Request, Version,
};

/// A server's reaction to a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// It answered with success.
    Taken,
    /// It answered with a failure.
    Refused,
    /// It closed without an answer.
    Dropped,
    /// It took the text for its old text protocol and answered `OK` without a header.
    Legacy,
}
use Verdict::{Dropped, Legacy, Refused, Taken};

/// Deliberate differences: version, probe, the real server's verdict, ours, row in
/// `SPEC.md`.
const DIFFERENCES: &[(&str, &str, Verdict, Verdict, &str)] = &[
    // The text protocol from before JSON, which servers still support, is not offered.
    ("6.0.14", "f22d-payload-leading-ws", Legacy, Dropped, "ZBX-048"),
    ("6.0.14", "f22e-bom", Legacy, Dropped, "ZBX-048"),
    ("6.0.14", "j26-top-array", Legacy, Dropped, "ZBX-048"),
    ("6.0.14", "j27b-hello:world:1", Legacy, Dropped, "ZBX-048"),
    ("7.0.9", "f22d-payload-leading-ws", Legacy, Dropped, "ZBX-048"),
    ("7.0.9", "f22e-bom", Legacy, Dropped, "ZBX-048"),
    ("7.0.9", "j26-top-array", Legacy, Dropped, "ZBX-048"),
    ("7.0.9", "j27b-hello:world:1", Legacy, Dropped, "ZBX-048"),
    // 6.0 accepts a document with half a surrogate pair; 7.0 and we do not.
    ("6.0.14", "j22-lone-surrogate", Taken, Refused, "ZBX-049"),
    // Real servers do not see members after a name of more than 2047 bytes.
    ("6.0.14", "j32-long-key", Dropped, Taken, "ZBX-050"),
    ("7.0.9", "j32-long-key", Dropped, Taken, "ZBX-050"),
    // The list of proxies and their modes is the caller's.
    ("6.0.14", "p01-host-passive", Refused, Taken, "ZBX-065"),
    ("7.0.9", "p01-host-passive", Refused, Taken, "ZBX-065"),
    // 7.0.9 does not check registrations that it does not use.
    ("7.0.9", "r09-autoreg-missing-host", Taken, Refused, "ZBX-090"),
];

/// Receives a probe as the server did, which its name tells: all at once and then closed,
/// or with a pause after the frame.
fn receive(name: &str, bytes: &[u8], version: &str) -> Option<Frame> {
    // The bounds of real receivers: signed flags, large frames, 16 GiB.
    let limits = Limits::PROTOCOL.with_depth(if version.starts_with("6.0") {
        usize::MAX
    } else {
        Limits::DEFAULT.depth()
    });
    let mut decoder = FrameDecoder::new()
        .with_limits(limits.with_frame_len(16 << 30).with_payload_len(usize::MAX))
        .with_flag_reading(FlagReading::SignedByte)
        .with_single_frame(true);
    let mut src = BytesMut::new();
    let pieces: Vec<&[u8]> = match name {
        "f16-drip" => bytes.chunks(1).collect(),
        "f12b-trailing-late" => {
            let length = u32::from_le_bytes(bytes[5..9].try_into().unwrap()) as usize;
            let (frame, late) = bytes.split_at(13 + length);
            vec![frame, late]
        }
        _ => vec![bytes],
    };
    let mut frame = None;
    for piece in pieces {
        src.extend_from_slice(piece);
        match decoder.decode(&mut src) {
            Ok(Some(next)) => frame = Some(next),
            Ok(None) => {}
            Err(_) => return None,
        }
    }
    frame
}

/// A reaction: the verdict, the text in the answer and the answer's flags.
#[derive(Debug, PartialEq, Eq)]
struct Reaction {
    verdict: Verdict,
    info: Option<String>,
    flags: Option<u8>,
}

impl Reaction {
    const DROPPED: Self = Self { verdict: Dropped, info: None, flags: None };

    fn answered(frame: &Frame) -> Self {
        let answer = Answer::decode(frame.payload(), &Limits::DEFAULT).unwrap();
        let verdict = if answer.is_success() { Taken } else { Refused };
        Self { verdict, info: answer.info, flags: Some(frame.flags().byte()) }
    }
}

/// Runs the server side as a program would that knows one proxy.
fn ours(name: &str, bytes: &[u8], version: &str, peer: &mut ProxyPeer) -> Reaction {
    let Some(frame) = receive(name, bytes, version) else {
        return Reaction::DROPPED;
    };
    let depth = if version.starts_with("6.0") { usize::MAX } else { Limits::DEFAULT.depth() };
    let server = Server::new().with_limits(Limits::PROTOCOL.with_depth(depth));
    let asked = match server.receive(&frame) {
        Received::Proxy(asked) => asked,
        Received::Answer { frame, .. } => return Reaction::answered(&frame),
        Received::Close { .. } | Received::Agent(_) => return Reaction::DROPPED,
    };
    let known = asked.name().as_str().starts_with("px-");
    let sent = match asked.request() {
        Request::ProxyHeartbeat(heartbeat) if peer.handle_heartbeat(heartbeat).is_none() => None,
        _ if !known => asked.unknown(),
        Request::ProxyConfig(config) => match peer.handle_config_request(config, Revision::new(53)) {
            ConfigDecision::Refuse(answer) => Some(asked.answer(peer, &answer)),
            // Which configuration does not matter here.
            _ => {
                let frame = asked.configuration(peer, &ConfigAnswer::Unchanged);
                return Reaction { verdict: Taken, info: None, flags: Some(frame.flags().byte()) };
            }
        },
        Request::ProxyHeartbeat(_) => Some(asked.answer(peer, &Answer::success())),
        Request::ProxyData(data) => {
            let decision = peer.handle_data(data, false, 0);
            let answer = peer.commit(decision);
            Some(asked.answer(peer, &answer))
        }
        other => panic!("{other:?} is not of a proxy"),
    };
    sent.map_or(Reaction::DROPPED, |frame| Reaction::answered(&frame))
}

/// Reads the real server's reaction.
fn theirs(probe: &Value) -> Reaction {
    match probe["resp"].as_array().and_then(|legs| legs.first()) {
        None => Reaction::DROPPED,
        Some(leg) if leg[0] == "RAW" => Reaction { verdict: Legacy, info: None, flags: None },
        Some(leg) => {
            let answer: Value = serde_json::from_str(leg[1].as_str().unwrap()).unwrap();
            let flags = leg[0].as_str().and_then(|flags| flags.strip_prefix("0x")).unwrap();
            let failed = answer.get("response").is_some_and(|response| response != "success");
            Reaction {
                verdict: if failed { Refused } else { Taken },
                info: answer["info"].as_str().map(str::to_owned),
                flags: Some(u8::from_str_radix(flags, 16).unwrap()),
            }
        }
    }
}

/// Returns the verdict, as if the probe's proxy had been known: a failure because it was
/// not is an answer to a valid request.
fn verdict_for_known_proxy(reaction: Reaction) -> Verdict {
    let unknown = reaction.info.is_some_and(|info| info.ends_with("\"px-test\" not found"));
    if unknown { Taken } else { reaction.verdict }
}

fn replay(folder: &Path, version: &str) -> usize {
    let results = testkit::corpus::read(&folder.join("results.json"));
    let results: Vec<Value> = serde_json::from_slice(&results).unwrap();
    let mut replayed = 0;
    let new = || ProxyPeer::new(version.parse::<Version>().unwrap());
    let mut remembered = new();
    for probe in &results {
        let name = probe["name"].as_str().unwrap();
        if !name.starts_with(['f', 'j', 'p', 'r']) {
            continue;
        }
        let bytes = testkit::corpus::read(&folder.join(format!("{name}.c2s.bin")));
        let different = DIFFERENCES.iter().any(|difference| (difference.0, difference.1) == (version, name));
        let (theirs, ours) = if name.starts_with(['p', 'r']) {
            // The requests of one proxy, in order: all answers have to agree.
            let (theirs, ours) = (theirs(probe), ours(name, &bytes, version, &mut remembered));
            if !different {
                assert_eq!(ours, theirs, "{version} {name}");
            }
            (theirs.verdict, ours.verdict)
        } else {
            (verdict_for_known_proxy(theirs(probe)), ours(name, &bytes, version, &mut new()).verdict)
        };
        match DIFFERENCES.iter().find(|difference| (difference.0, difference.1) == (version, name)) {
            Some((.., real, own, row)) => {
                assert_eq!((&theirs, &ours), (real, own), "{version} {name}, {row}");
                let spec = include_str!("../SPEC.md");
                assert!(spec.contains(&format!("| {row} |")), "SPEC.md has no row {row}");
            }
            None => assert_eq!(ours, theirs, "{version} {name}"),
        }
        replayed += 1;
    }
    replayed
}

#[test]
fn probes_agree_with_real_servers() {
    const TEST: &str = "zbx-proxy-proto probes";
    let Some(root) = testkit::corpus::folder(TEST, "zabbix") else {
        return;
    };
    let replayed =
        ["6.0.14", "7.0.9"].map(|version| replay(&root.join(version).join("experiments"), version));
    testkit::corpus::covered(TEST, replayed.iter().sum());
}

/// Compares the values that the servers stored for each history row with ours.
#[test]
fn stored_values_agree_with_real_servers() {
    const TEST: &str = "zbx-proxy-proto stored values";
    let Some(root) = testkit::corpus::folder(TEST, "zabbix") else {
        return;
    };
    let mut compared = 0;
    for version in ["6.0.14", "7.0.9"] {
        let folder = root.join(version).join("experiments");
        let results: Vec<Value> =
            serde_json::from_slice(&testkit::corpus::read(&folder.join("results.json"))).unwrap();
        for probe in &results {
            let (name, stored) = (probe["name"].as_str().unwrap(), probe["db"].as_str().unwrap());
            // `clock|ns|value`; other forms are for probes with several rows.
            let [clock, ns, value] = stored.splitn(3, '|').collect::<Vec<_>>()[..] else {
                continue;
            };
            if !name.starts_with('j') || name == "j20-u0000" {
                // The server truncates a value at an escaped NUL, we keep it (ZBX-051).
                continue;
            }
            let bytes = testkit::corpus::read(&folder.join(format!("{name}.c2s.bin")));
            let frame = receive(name, &bytes, version).unwrap();
            let Ok(Request::ProxyData(data)) = Request::decode(frame.payload(), &Limits::DEFAULT) else {
                panic!("{version} {name}")
            };
            let row = data.history.good.first().unwrap_or_else(|| panic!("{version} {name}: no row"));
            assert_eq!(row.value.as_deref(), Some(value), "{version} {name}");
            assert_eq!(
                row.clock.map(|clock| clock.seconds().to_string()).as_deref(),
                Some(clock),
                "{version} {name}"
            );
            // Without `ns`, a server counts from 0.
            assert_eq!(row.ns.map_or(0, Nanoseconds::nanoseconds).to_string(), ns, "{version} {name}");
            compared += 1;
        }
    }
    testkit::corpus::covered(TEST, compared);
}
