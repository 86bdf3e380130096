//! Replay of the vectors of `inedo-wire`.

use fuzz::{inedo, seeds};

/// Returns all hexadecimal texts of the vectors: frames, handshakes, bodies, valid and invalid.
fn vectors() -> Vec<Vec<u8>> {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../../inedo-wire/tests/vectors.json")).unwrap();
    let mut found = Vec::new();
    hexadecimal(&vectors, &mut found);
    assert!(found.len() > 50, "{}", found.len());
    found
}

fn hexadecimal(value: &serde_json::Value, found: &mut Vec<Vec<u8>>) {
    match value {
        serde_json::Value::String(text) => {
            let digits = text.bytes().map(|digit| char::from(digit).to_digit(16).map(|digit| digit as u8));
            if let Some(digits) = digits.collect::<Option<Vec<_>>>() {
                found.push(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect());
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| hexadecimal(item, found)),
        serde_json::Value::Object(members) => members.values().for_each(|item| hexadecimal(item, found)),
        _ => {}
    }
}

/// Returns the body with 64 different sets of choices before it.
fn with_choices(body: &[u8], count: u8) -> impl Iterator<Item = Vec<u8>> {
    (0..64_u8).map(move |index| {
        let choices = (0..count).map(|at| index.wrapping_mul(at.wrapping_mul(37) | 1));
        choices.chain(body.iter().copied()).collect()
    })
}

#[test]
fn streams() {
    for vector in vectors() {
        with_choices(&vector, 7).for_each(|data| inedo::stream(&data));
    }
    seeds::scripts(2000, 64).for_each(|script| inedo::stream(&script));
}

#[test]
fn encrypted_streams() {
    for vector in vectors() {
        with_choices(&vector, 9).take(16).for_each(|data| inedo::encrypted(&data));
    }
    seeds::scripts(1000, 64).for_each(|script| inedo::encrypted(&script));
}

#[test]
fn handshakes() {
    seeds::scripts(10_000, 48).for_each(|script| inedo::handshake(&script));
}

#[test]
fn messages() {
    for vector in vectors() {
        with_choices(&vector, 3).for_each(|data| inedo::message(&data));
    }
    // Two files in two lists, truncated and altered at every position.
    let file = [&b"\x05a.dll"[..], &[1; 7], &[0], &3_i32.to_le_bytes(), b"abc"].concat();
    let list = [&1_i32.to_le_bytes()[..], &file].concat();
    for changed in seeds::neighbours(&[&[2, 1][..], &[1], &list, &list, b"more"].concat()) {
        inedo::message(&changed);
    }
}

#[test]
fn sessions() {
    seeds::scripts(2000, 96).for_each(|script| inedo::session(&script));
}

#[test]
fn arbitrary_values() {
    seeds::scripts(10_000, 96).for_each(|script| inedo::roundtrip(&script));
}

#[test]
fn grammars() {
    for text in [
        "2019-07-19T12:34:56.1234567Z",
        "Agent.Core.dll",
        "..",
        "CON.txt",
        "00112233445566778899aabbccddeeff",
        "A5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
    ] {
        seeds::neighbours(text.as_bytes()).for_each(|changed| inedo::grammar(&changed));
    }
}
