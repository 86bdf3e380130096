//! Annotated bytes: each named part with its meaning, 16 bytes per line.

use std::fmt::Write;

use crate::message::Part;

/// Maximum number of bytes shown of a part.
const SHOWN: usize = 256;

/// Formats the parts as lines of `offset  bytes  text   name: meaning`.
pub fn dump(parts: &[Part]) -> String {
    let mut out = String::new();
    let mut offset = 0;
    for part in parts {
        let shown = &part.bytes[..part.bytes.len().min(SHOWN)];
        let mut label = format!("{}: {}", part.name, part.meaning);
        if shown.is_empty() {
            let _ = writeln!(out, "    {offset:06x}  {:<48} {:<16}  {label}", "", "");
        }
        for (line, bytes) in shown.chunks(16).enumerate() {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x} ")).collect();
            let text: String = bytes
                .iter()
                .map(|&b| if b.is_ascii_graphic() || b == b' ' { char::from(b) } else { '.' })
                .collect();
            let at = offset + line * 16;
            let _ = writeln!(out, "    {at:06x}  {hex:<48} {text:<16}  {label}");
            label.clear();
        }
        if shown.len() < part.bytes.len() {
            let _ = writeln!(out, "            … {} more bytes", part.bytes.len() - shown.len());
        }
        offset += part.bytes.len();
    }
    out
}
