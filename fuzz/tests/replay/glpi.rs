//! Messages and texts of `glpi-proto`.

use fuzz::glpi::seeds::{GRAMMARS, MESSAGES};
use fuzz::{glpi, seeds};

/// The start of a message and of what is made of it; longer ones tell nothing more.
fn neighbours(message: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    seeds::neighbours(&message[..message.len().min(250)])
}

#[test]
fn bodies() {
    for (index, message) in MESSAGES.iter().enumerate() {
        for mode in 0..4 {
            let choices = [index as u8, mode, index as u8, 0, 77, 1, mode];
            glpi::body(&[&choices[..], message].concat());
        }
        neighbours(message).for_each(|changed| glpi::body(&[&[index as u8, 0][..], &changed].concat()));
    }
}

#[test]
fn messages() {
    for message in MESSAGES {
        glpi::message(message);
        neighbours(message).for_each(|changed| glpi::message(&changed));
    }
}

#[test]
fn secrets() {
    for message in MESSAGES {
        for at in 0..message.len().min(200) {
            for name in 0..5 {
                glpi::secrets(&[&[name, at as u8][..], message].concat());
            }
        }
    }
}

#[test]
fn inventories() {
    for message in MESSAGES {
        glpi::inventory(message);
        neighbours(message).for_each(|changed| glpi::inventory(&changed));
    }
}

#[test]
fn grammars() {
    for text in GRAMMARS {
        glpi::grammar(text.as_bytes());
        seeds::neighbours(text.as_bytes()).for_each(|changed| glpi::grammar(&changed));
    }
}

#[test]
fn registers() {
    for message in MESSAGES {
        glpi::register(&[&[0][..], message].concat());
        neighbours(message).for_each(|changed| glpi::register(&[&[0][..], &changed].concat()));
    }
    seeds::scripts(3000, 200).for_each(|script| glpi::register(&script));
}

#[test]
fn roundtrips() {
    seeds::scripts(10_000, 200).for_each(|script| glpi::roundtrip(&script));
}

#[test]
fn sessions() {
    seeds::scripts(3000, 200).for_each(|script| glpi::session(&script));
}
