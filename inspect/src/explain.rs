//! The default command: decode and explain, as text or as JSON lines.

use std::fmt::Write as _;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value, json};

use crate::Format;
use crate::hex;
use crate::input::Input;
use crate::message::{Failure, Message};
use crate::protocol::{Protocol, Registry};
use crate::secrets;
use crate::show::{self, Line};

const HEADLINE: Style = Style::new().bold();
const KIND: Style = AnsiColor::Cyan.on_default().bold();
const NAME: Style = AnsiColor::Blue.on_default();
const NOTE: Style = AnsiColor::Yellow.on_default();
const FAULT: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// Maximum number of list elements shown as text.
const SHOWN: usize = 5;
/// Maximum number of characters of a value shown as text.
const WIDTH: usize = 160;

/// Explains the files, or the embedded samples if there are none. Returns false if
/// one could not be decoded.
pub fn run(registry: &Registry, paths: &[PathBuf], format: Format, with_hex: bool) -> bool {
    let mut good = true;
    if paths.is_empty() {
        for (protocol, sample) in registry.samples() {
            good &= explain(protocol, &sample, format, with_hex);
        }
    }
    for path in paths {
        good &= match Input::read(path) {
            Err(error) => fail(&path.display().to_string(), "-", &Failure::new(error.to_string())),
            Ok(input) => match registry.of(&input) {
                None => fail(&input.name, "-", &Failure::at(0, "no known protocol recognises these bytes")),
                Some(protocol) => explain(protocol, &input, format, with_hex),
            },
        };
    }
    good
}

fn explain(protocol: &dyn Protocol, input: &Input, format: Format, with_hex: bool) -> bool {
    match protocol.decode(input) {
        Err(failure) => fail(&input.name, protocol.name().as_str(), &failure),
        Ok(mut messages) => {
            for message in &mut messages {
                secrets::hide(message);
                match format {
                    Format::Text => print_text(&input.name, message, with_hex),
                    Format::Json => print_json(&input.name, protocol, message, with_hex),
                }
            }
            true
        }
    }
}

/// Prints one line: file, protocol, offset, reason.
fn fail(name: &str, protocol: &str, failure: &Failure) -> bool {
    let offset = failure.offset.map_or_else(|| "-".to_owned(), |at| format!("byte {at}"));
    let reason = secrets::in_text(&failure.reason);
    Line::new()
        .styled(FAULT, "error")
        .text(format_args!(": {name}: {protocol}: {offset}: {reason}"))
        .eprint();
    false
}

fn print_json(name: &str, protocol: &dyn Protocol, message: &Message, with_hex: bool) {
    let mut object = json!({
        "file": name,
        "protocol": protocol.name().as_str(),
        "kind": message.kind,
        "headline": message.headline,
        "fields": message.fields,
        "notes": message.notes,
        "untyped": message.untyped,
    });
    if let (true, Some(object)) = (with_hex, object.as_object_mut()) {
        let parts = message.parts.iter().map(|part| {
            let hex: String = part.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({ "name": part.name, "meaning": part.meaning, "hex": hex })
        });
        object.insert("parts".to_owned(), parts.collect());
    }
    show::print_json(object);
}

fn print_text(name: &str, message: &Message, with_hex: bool) {
    Line::new().styled(QUIET, name).print();
    let kind = Line::new().text("  ").styled(KIND, &message.kind);
    kind.text("  ").styled(HEADLINE, &message.headline).print();
    if with_hex {
        for line in hex::dump(&message.parts).lines() {
            Line::new().styled(QUIET, line).print();
        }
    }
    print_fields(&message.fields, 4);
    for note in &message.notes {
        Line::new().text("    ").styled(NOTE, format_args!("! {note}")).print();
    }
    if let Err(reason) = &message.round_trip {
        let fault = format!("! encoding it again gives different bytes: {reason}");
        Line::new().text("    ").styled(FAULT, fault).print();
    }
    Line::new().print();
}

fn print_fields(fields: &Map<String, Value>, indent: usize) {
    let width = fields.keys().map(|key| key.chars().count()).max().unwrap_or(0);
    for (key, value) in fields {
        print_field(key, value, width, indent);
    }
}

fn print_field(key: &str, value: &Value, width: usize, indent: usize) {
    let pad = " ".repeat(indent);
    let gap = " ".repeat(width.saturating_sub(key.chars().count()));
    let line = Line::new().text(&pad).styled(NAME, key);
    match value {
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            line.text(format_args!("{gap}  {} entries", items.len())).print();
            for item in items.iter().take(SHOWN) {
                Line::new().text(format_args!("{pad}  - {}", one_line(item))).print();
            }
            if items.len() > SHOWN {
                let more = format!("… {} more", items.len() - SHOWN);
                Line::new().text(format_args!("{pad}  ")).styled(QUIET, more).print();
            }
        }
        Value::Object(map) if map.len() > 4 || map.values().any(|v| v.is_object() || v.is_array()) => {
            line.print();
            print_fields(map, indent + 2);
        }
        _ => line.text(format_args!("{gap}  {}", one_line(value))).print(),
    }
}

fn one_line(value: &Value) -> String {
    let full = match value {
        Value::String(text) => text.escape_debug().to_string(),
        Value::Object(map) => map.iter().fold(String::new(), |mut line, (key, value)| {
            let gap = if line.is_empty() { "" } else { "  " };
            let _ = write!(line, "{gap}{key}={}", one_line(value));
            line
        }),
        Value::Array(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    };
    match full.char_indices().nth(WIDTH) {
        None => full,
        Some((end, _)) => format!("{}… ({} characters)", &full[..end], full.chars().count()),
    }
}
