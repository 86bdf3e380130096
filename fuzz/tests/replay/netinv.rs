//! The samples of `netinv-xml`.

use fuzz::{TARGETS, netinv, seeds};

use super::files;

/// The sample truncated at regular distances, and with a byte changed at regular distances.
fn neighbours(sample: &[u8], step: usize) -> impl Iterator<Item = Vec<u8>> {
    let cuts = (0..=sample.len()).step_by(step).map(|length| sample[..length].to_vec());
    let changes =
        (0..sample.len()).step_by(step).zip(b"&<>\0\xe9/\"] ;1-".iter().cycle()).map(|(at, &byte)| {
            let mut changed = sample.to_vec();
            changed[at] = byte;
            changed
        });
    cuts.chain(changes)
}

/// Damage to many tags at once.
fn replaced(sample: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let text = String::from_utf8_lossy(sample).into_owned();
    [
        ("</", "<"),
        (">\n", ">"),
        ("<IF", "<if"),
        ("><", ">&#x20;<"),
        ("1", "&#49;"),
        ("0", "<![CDATA[0]]>"),
        ("<PORT>", "<PORT a='1'>"),
        ("UTF-8", "ISO-8859-1"),
        ("\n", "\r\n"),
        ("<PORTS>", "<PORTS><X/></PORTS><PORTS>"),
        ("<NAME>", "<NAME>a</NAME><NAME>"),
        ("<INFO>", "a<INFO>b"),
    ]
    .into_iter()
    .map(move |(from, to)| text.replace(from, to).into_bytes())
}

#[test]
fn samples_in_every_target() {
    let samples = files("../netinv-xml/samples");
    assert!(samples.len() > 6);
    for sample in samples {
        for (_, body) in TARGETS.iter().filter(|(name, _)| name.starts_with("netinv_")) {
            body(&sample);
            replaced(&sample).for_each(|data| body(&data));
            let step = 1 + sample.len() / 150;
            neighbours(&sample, step).for_each(|data| body(&data));
        }
    }
}

#[test]
fn streams() {
    seeds::scripts(3000, 20).for_each(|script| netinv::split(&script));
}

#[test]
fn grammars() {
    for text in [
        "(293555959) 33 days, 23:25:59.59",
        "4 hours, 01:35.23",
        "22 minutes, 57.91",
        "00:00:5e:00:53:01",
        "0000.5e00.5301",
        "2001:db8::1",
        "192.0.2.1",
        "Thu Mar 14 15:05:41 2013",
        "16-Sep-2019",
        "20131018",
        "up(1)",
        "7.5 GB",
        "65.1ml",
        "-75000",
        "9?",
        "1280265498/024",
        "18446744073709551616",
        "TONERBLACK2",
        "WASTETONER",
    ] {
        seeds::neighbours(text.as_bytes()).for_each(|changed| netinv::grammar(&changed));
    }
}
