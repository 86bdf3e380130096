//! Every seed through every target of `oco-proto` that it fits, on stable Rust.

use fuzz::oco::seeds::{GRAMMARS, MESSAGES};
use fuzz::{oco, seeds};

/// What a fuzzer found once, by target: `seeds/<target>/<what it was>`.
fn found(target: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// Scripts of any length, always the same.
fn scripts(count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut state: u32 = 1;
    let mut byte = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(move |index| (0..index % 200).map(|_| byte()).collect())
}

type Body = fn(&[u8]);

#[test]
fn what_was_found_once_stays_mended() {
    let targets: [(&str, Body); 6] = [
        ("oco_crypto", oco::crypto),
        ("oco_grammar", oco::grammar),
        ("oco_message", oco::message),
        ("oco_roundtrip", oco::roundtrip),
        ("oco_session", oco::session),
        ("oco_trust", oco::trust),
    ];
    for (name, target) in targets {
        found(name).iter().for_each(|data| target(data));
    }
}

#[test]
fn oco_messages() {
    for message in MESSAGES {
        oco::message(message.as_bytes());
        seeds::neighbours(message.as_bytes()).for_each(|changed| oco::message(&changed));
    }
}

#[test]
fn oco_grammars() {
    for text in GRAMMARS {
        oco::grammar(text.as_bytes());
        seeds::neighbours(text.as_bytes()).for_each(|changed| oco::grammar(&changed));
    }
}

#[test]
fn oco_crypto() {
    scripts(2000).for_each(|script| oco::crypto(&script));
}

#[test]
fn oco_roundtrips() {
    scripts(10_000).for_each(|script| oco::roundtrip(&script));
}

#[test]
fn oco_sessions() {
    scripts(5000).for_each(|script| oco::session(&script));
}

#[test]
fn oco_trust() {
    scripts(3000).for_each(|script| oco::trust(&script));
}
