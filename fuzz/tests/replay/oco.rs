//! Messages and texts of `oco-proto`.

use fuzz::oco::seeds::{GRAMMARS, MESSAGES};
use fuzz::{oco, seeds};

#[test]
fn messages() {
    for message in MESSAGES {
        oco::message(message.as_bytes());
        seeds::neighbours(message.as_bytes()).for_each(|changed| oco::message(&changed));
    }
}

#[test]
fn grammars() {
    for text in GRAMMARS {
        oco::grammar(text.as_bytes());
        seeds::neighbours(text.as_bytes()).for_each(|changed| oco::grammar(&changed));
    }
}

#[test]
fn crypto() {
    seeds::scripts(2000, 200).for_each(|script| oco::crypto(&script));
}

#[test]
fn roundtrips() {
    seeds::scripts(10_000, 200).for_each(|script| oco::roundtrip(&script));
}

#[test]
fn sessions() {
    seeds::scripts(5000, 200).for_each(|script| oco::session(&script));
}

#[test]
fn trust() {
    seeds::scripts(3000, 200).for_each(|script| oco::trust(&script));
}
