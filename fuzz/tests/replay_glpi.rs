//! Every seed through every target of `glpi-proto` that it fits, on stable Rust.

use fuzz::glpi::seeds::{GRAMMARS, MESSAGES};
use fuzz::{glpi, seeds};

/// What a fuzzer found once, by target: `seeds/<target>/<what it was>`.
fn found(target: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// The start of a message and of what is made of it; longer ones tell nothing more.
fn neighbours(message: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    seeds::neighbours(&message[..message.len().min(250)])
}

type Body = fn(&[u8]);

#[test]
fn what_was_found_once_stays_mended() {
    let targets: [(&str, Body); 8] = [
        ("glpi_body", glpi::body),
        ("glpi_message", glpi::message),
        ("glpi_secrets", glpi::secrets),
        ("glpi_inventory", glpi::inventory),
        ("glpi_grammar", glpi::grammar),
        ("glpi_register", glpi::register),
        ("glpi_roundtrip", glpi::roundtrip),
        ("glpi_session", glpi::session),
    ];
    for (name, target) in targets {
        found(name).iter().for_each(|data| target(data));
    }
}

#[test]
fn glpi_bodies() {
    for (index, message) in MESSAGES.iter().enumerate() {
        for mode in 0..4 {
            let choices = [index as u8, mode, index as u8, 0, 77, 1, mode];
            glpi::body(&[&choices[..], message].concat());
        }
        neighbours(message).for_each(|changed| glpi::body(&[&[index as u8, 0][..], &changed].concat()));
    }
}

#[test]
fn glpi_messages() {
    for message in MESSAGES {
        glpi::message(message);
        neighbours(message).for_each(|changed| glpi::message(&changed));
    }
}

#[test]
fn glpi_secrets() {
    for message in MESSAGES {
        for at in 0..message.len().min(200) {
            for name in 0..5 {
                glpi::secrets(&[&[name, at as u8][..], message].concat());
            }
        }
    }
}

#[test]
fn glpi_inventories() {
    for message in MESSAGES {
        glpi::inventory(message);
        neighbours(message).for_each(|changed| glpi::inventory(&changed));
    }
}

#[test]
fn glpi_grammars() {
    for text in GRAMMARS {
        glpi::grammar(text.as_bytes());
        seeds::neighbours(text.as_bytes()).for_each(|changed| glpi::grammar(&changed));
    }
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

#[test]
fn glpi_registers() {
    for message in MESSAGES {
        glpi::register(&[&[0][..], message].concat());
        neighbours(message).for_each(|changed| glpi::register(&[&[0][..], &changed].concat()));
    }
    scripts(3000).for_each(|script| glpi::register(&script));
}

#[test]
fn glpi_roundtrips() {
    scripts(10_000).for_each(|script| glpi::roundtrip(&script));
}

#[test]
fn glpi_sessions() {
    scripts(3000).for_each(|script| glpi::session(&script));
}
