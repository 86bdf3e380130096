//! Every seed through every target that it fits, on stable Rust.

use fuzz::{seeds, zbx};

fn frame(payload: &[u8], compressed: bool) -> Vec<u8> {
    let frame = zbx_proxy_proto::Frame::new(payload.to_vec());
    let frame = if compressed { frame.compressed() } else { frame };
    let mut wire = bytes::BytesMut::new();
    frame.encode(&mut wire).unwrap();
    wire.to_vec()
}

/// What a fuzzer found once, by target: `seeds/<target>/<what it was>`.
fn found(target: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn what_was_found_once_stays_mended() {
    let findings = found("zbx_message");
    assert!(!findings.is_empty());
    findings.iter().for_each(|data| zbx::message(data));
}

#[test]
fn zbx_streams() {
    for (index, payload) in seeds::zbx_payloads().enumerate() {
        let stream = [frame(payload, index % 2 == 0), frame(b"{}", index % 3 == 0)].concat();
        for changed in seeds::neighbours(&stream[..stream.len().min(120)]) {
            zbx::stream(&[&[index as u8], &changed[..]].concat());
        }
        zbx::stream(&[&[index as u8], &stream[..]].concat());
    }
}

#[test]
fn zbx_messages() {
    for payload in seeds::zbx_payloads() {
        zbx::message(payload);
        seeds::neighbours(&payload[..payload.len().min(300)]).for_each(|changed| zbx::message(&changed));
    }
}

#[test]
fn zbx_history() {
    for payload in seeds::zbx_payloads().filter(|payload| payload.starts_with(b"{\"request\":\"proxy data\""))
    {
        zbx::history(payload);
        seeds::neighbours(payload).for_each(|changed| zbx::history(&changed));
    }
}

#[test]
fn zbx_grammars() {
    for text in [
        "7.0.4",
        "6.0",
        "7.4.0alpha1",
        "paris-1",
        "",
        "processed: 1; failed: 2; total: 3; seconds spent: 0.1",
    ] {
        seeds::neighbours(text.as_bytes()).for_each(|changed| zbx::grammar(&changed));
    }
}

#[test]
fn zbx_sessions() {
    for script in scripts(3000, 48) {
        zbx::session(&script);
    }
}

#[test]
fn zbx_values_survive() {
    for script in scripts(2000, 400) {
        zbx::roundtrip(&script);
    }
}

#[test]
fn zbx_compressed_frames() {
    for script in scripts(3000, 60) {
        zbx::compressed(&script);
    }
}

/// That many inputs of up to that many bytes, always the same.
fn scripts(count: u32, length: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut state: u32 = 1;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(move |index| (0..index as usize % length).map(|_| next()).collect())
}
