//! A body cut into named parts.

use glpi_proto::{Body, Compression, Payload, Repair};

use crate::message::Part;

/// The parts of a body: dirt, the wrapper of its compression, the message.
pub fn of(body: &Body, payload: &Payload<'_>) -> Vec<Part> {
    let bytes: &[u8] = body.bytes();
    let dirt = payload.repairs().iter().find_map(|repair| match repair {
        Repair::Leading(count) => Some(*count),
        _ => None,
    });
    let trailing = payload.repairs().iter().find_map(|repair| match repair {
        Repair::Trailing(count) => Some(*count),
        _ => None,
    });
    let (dirt, rest) = bytes.split_at(dirt.unwrap_or(0).min(bytes.len()));
    let (rest, tail) = rest.split_at(rest.len() - trailing.unwrap_or(0).min(rest.len()));
    let inflated = format!("inflates to {} bytes", payload.text().len());
    let mut parts = Vec::new();
    let mut push = |name, meaning: String, bytes: &[u8]| {
        if !bytes.is_empty() {
            parts.push(Part { name, meaning, bytes: bytes.to_vec() });
        }
    };
    push("dirt", "blanks or a byte order mark that do not belong here".to_owned(), dirt);
    match payload.compression() {
        Compression::Zlib if rest.len() >= 6 => {
            let (header, rest) = rest.split_at(2);
            let (stream, checksum) = rest.split_at(rest.len() - 4);
            let level = match header[1] >> 6 {
                0 => "fastest",
                1 => "fast",
                2 => "default",
                _ => "best",
            };
            push(
                "zlib header",
                format!("window {} bytes, {level} level", 256_u32 << (header[0] >> 4)),
                header,
            );
            push("deflate stream", inflated, stream);
            push("checksum", "Adler-32 of the text".to_owned(), checksum);
        }
        Compression::Gzip if rest.len() >= 18 => {
            let (header, rest) = rest.split_at(10);
            let (stream, trailer) = rest.split_at(rest.len() - 8);
            let (checksum, length) = trailer.split_at(4);
            push("gzip header", "magic, method, flags, time, system".to_owned(), header);
            push("deflate stream", inflated, stream);
            push("checksum", "CRC-32 of the text".to_owned(), checksum);
            push("length", format!("{} bytes of text", payload.text().len()), length);
        }
        Compression::Plain => push("text", format!("{} bytes", rest.len()), rest),
        other => push("stream", format!("{other}, {inflated}"), rest),
    }
    push("dirt", "blanks that do not belong here".to_owned(), tail);
    parts
}
