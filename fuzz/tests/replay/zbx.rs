//! The vectors of `zbx-proxy-proto`.

use fuzz::{seeds, zbx};

fn frame(payload: &[u8], compressed: bool) -> Vec<u8> {
    let frame = zbx_proxy_proto::Frame::new(payload.to_vec());
    let frame = if compressed { frame.compressed() } else { frame };
    let mut wire = bytes::BytesMut::new();
    frame.encode(&mut wire).unwrap();
    wire.to_vec()
}

#[test]
fn streams() {
    for (index, payload) in seeds::zbx_payloads().enumerate() {
        let stream = [frame(payload, index % 2 == 0), frame(b"{}", index % 3 == 0)].concat();
        for changed in seeds::neighbours(&stream[..stream.len().min(120)]) {
            zbx::stream(&[&[index as u8], &changed[..]].concat());
        }
        zbx::stream(&[&[index as u8], &stream[..]].concat());
    }
}

#[test]
fn messages() {
    for payload in seeds::zbx_payloads() {
        zbx::message(payload);
        seeds::neighbours(&payload[..payload.len().min(300)]).for_each(|changed| zbx::message(&changed));
    }
}

#[test]
fn history() {
    for payload in seeds::zbx_payloads().filter(|payload| payload.starts_with(b"{\"request\":\"proxy data\""))
    {
        zbx::history(payload);
        seeds::neighbours(payload).for_each(|changed| zbx::history(&changed));
    }
}

#[test]
fn grammars() {
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
fn sessions() {
    for script in seeds::scripts(3000, 48) {
        zbx::session(&script);
    }
}

#[test]
fn values_survive() {
    for script in seeds::scripts(2000, 400) {
        zbx::roundtrip(&script);
    }
}

#[test]
fn compressed_frames() {
    for script in seeds::scripts(3000, 60) {
        zbx::compressed(&script);
    }
}
