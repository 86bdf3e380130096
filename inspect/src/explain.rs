//! The default command: decode and explain, as text or as JSON lines.

use std::fmt::Write as _;
use std::path::PathBuf;

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use crate::Format;
use crate::hex;
use crate::input::Input;
use crate::message::{Failure, Message};
use crate::protocol::{Protocol, Registry};

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
        Ok(messages) => {
            for message in &messages {
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
    eprintln!("{FAULT}error{FAULT:#}: {name}: {protocol}: {offset}: {}", failure.reason);
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
    println!("{object}");
}

fn print_text(name: &str, message: &Message, with_hex: bool) {
    println!("{QUIET}{name}{QUIET:#}");
    println!("  {KIND}{}{KIND:#}  {HEADLINE}{}{HEADLINE:#}", message.kind, message.headline);
    if with_hex {
        println!("{QUIET}{}{QUIET:#}", hex::dump(&message.parts).trim_end());
    }
    let width = message.fields.keys().map(|key| key.chars().count()).max().unwrap_or(0);
    for (key, value) in &message.fields {
        print_field(key, value, width, 4);
    }
    for note in &message.notes {
        println!("    {NOTE}! {note}{NOTE:#}");
    }
    if let Err(reason) = &message.round_trip {
        println!("    {FAULT}! encoding it again gives different bytes: {reason}{FAULT:#}");
    }
    println!();
}

fn print_field(key: &str, value: &Value, width: usize, indent: usize) {
    let pad = " ".repeat(indent);
    let gap = " ".repeat(width.saturating_sub(key.chars().count()));
    match value {
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            println!("{pad}{NAME}{key}{NAME:#}{gap}  {} entries", items.len());
            for item in items.iter().take(SHOWN) {
                println!("{pad}  - {}", one_line(item));
            }
            if items.len() > SHOWN {
                println!("{pad}  {QUIET}… {} more{QUIET:#}", items.len() - SHOWN);
            }
        }
        Value::Object(map) if map.len() > 4 || map.values().any(|v| v.is_object() || v.is_array()) => {
            println!("{pad}{NAME}{key}{NAME:#}");
            let width = map.keys().map(|key| key.chars().count()).max().unwrap_or(0);
            for (key, value) in map {
                print_field(key, value, width, indent + 2);
            }
        }
        _ => println!("{pad}{NAME}{key}{NAME:#}{gap}  {}", one_line(value)),
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
