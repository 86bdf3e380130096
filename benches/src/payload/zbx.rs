//! Data of a Zabbix proxy that could not reach its server for a while.

use std::fmt::Write;

use bytes::BytesMut;
use zbx_proxy_proto::{Frame, FrameEncoder};

use super::json::string;
use super::random::Random;

/// Maximum number of rows that a proxy puts into one message.
pub const ROWS: usize = 10_000;

const CLOCK: u64 = 1_790_000_000;

/// Creates a `proxy data` request of an active proxy 7.0 with `rows` history rows, and a
/// fiftieth of its bytes in the other sections: about 135 bytes per row.
///
/// Of 100 rows, 68 are numbers, 16 texts, 14 log lines (two of them Windows events), one
/// is not supported and one has only a log position. Strings are escaped as by the
/// daemons, which do not escape `/`.
#[must_use]
pub fn proxy_data(rows: usize) -> Vec<u8> {
    let mut random = Random::new(1);
    let mut out = String::with_capacity(rows * 140 + 4096);
    let session = random.hex(32);
    write!(out, r#"{{"request":"proxy data","host":"px-bench-01","session":"{session}""#).expect("a string");
    section(&mut out, "interface availability", rows / 200, |out, index| {
        let (available, error) =
            if index % 5 == 0 { (2, "Get value from agent failed: timed out") } else { (1, "") };
        let id = 30_000 + index;
        write!(out, r#"{{"interfaceid":{id},"available":{available},"error":"{error}"}}"#).expect("a string");
    });
    section(&mut out, "history data", rows, |out, index| row(out, index, &mut random));
    section(&mut out, "discovery data", rows / 200, |out, index| {
        let (clock, ip) = (CLOCK + index as u64, index % 250);
        write!(out, r#"{{"clock":{clock},"drule":7,"dcheck":{},"ip":"192.0.2.{ip}","#, 11 + index % 3)
            .and_then(|()| write!(out, r#""dns":"node-{ip}.example","port":10050,"value":"bench"}}"#))
            .expect("a string");
    });
    section(&mut out, "host data", rows / 200, |out, index| {
        write!(out, r#"{{"hostid":{},"active_status":1}}"#, 10_600 + index).expect("a string");
    });
    write!(out, r#","more":1,"version":"7.0.9","clock":{},"ns":417002113,"proxy_delay":31}}"#, CLOCK + 400)
        .expect("a string");
    out.into_bytes()
}

/// Puts the payload into a frame as proxies send it: zlib, level 6.
#[must_use]
pub fn compressed_frame(payload: &[u8]) -> Vec<u8> {
    let mut wire = BytesMut::new();
    let frame = Frame::new(payload.to_vec()).compressed();
    FrameEncoder::new().encode(&frame, &mut wire).expect("it is not too long");
    wire.to_vec()
}

fn section(out: &mut String, name: &str, rows: usize, mut row: impl FnMut(&mut String, usize)) {
    if rows == 0 {
        return;
    }
    write!(out, r#","{name}":["#).expect("a string");
    for index in 0..rows {
        if index > 0 {
            out.push(',');
        }
        row(out, index);
    }
    out.push(']');
}

fn row(out: &mut String, index: usize, random: &mut Random) {
    let (id, item) = (5_000_001 + index, 41_000 + random.below(3000));
    let (clock, ns) = (CLOCK + index as u64 / 25, random.below(1_000_000_000));
    write!(out, r#"{{"id":{id},"itemid":{item},"clock":{clock},"ns":{ns}"#).expect("a string");
    let value = |out: &mut String, text: &str| {
        out.push_str(",\"value\":");
        string(text, false, out);
    };
    let position = format!(r#","lastlogsize":{},"mtime":{}"#, 1_000_000 + 180 * index, clock - 3);
    match index * 37 % 100 {
        0..40 => value(out, &random.below(1 << 34).to_string()),
        40..68 => value(out, &format!("{}.{:06}", random.below(100), random.below(1_000_000))),
        68..80 => value(out, &random.words(120)),
        80..84 => value(out, &format!("{} \"{}\"\n{}", random.words(60), random.word(), random.words(60))),
        84..96 => {
            let (path, line) = (random.word(), random.words(130));
            value(
                out,
                &format!("Sep 21 13:07:{:02} node-7 {path}[4711]: /srv/{path}/log: {line}", index % 60),
            );
            out.push_str(&position);
        }
        96..98 => {
            let severity = [1, 2, 4][index % 3];
            write!(out, r#","timestamp":{clock},"source":"Service Control Manager","severity":{severity}"#)
                .and_then(|()| write!(out, r#","eventid":{}"#, 7000 + index % 50))
                .expect("a string");
            value(out, &format!("The service {} entered the {} state.", random.words(40), random.word()));
            out.push_str(&position);
        }
        98 => {
            out.push_str(",\"state\":1");
            value(out, &format!("Cannot obtain \"{}\" information: file not found.", random.word()));
        }
        _ => out.push_str(&position),
    }
    out.push('}');
}
