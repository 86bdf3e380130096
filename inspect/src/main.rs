//! `inspect` decodes captures of this workspace's protocols and explains them; with
//! `--check` it verifies over whole folders that every decoded message encodes to the
//! same bytes.
//!
//! The program is thin: all knowledge of a protocol is in its crate, and
//! `protocol/<name>.rs` only turns decoded values into [`message::Message`]s.

#![allow(unreachable_pub, reason = "a program has no public API: `pub` marks the interface of a module")]

mod check;
mod convert;
mod explain;
mod golden;
mod hex;
mod input;
mod message;
mod protocol;
mod secrets;
mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

/// Decodes captures of IT-asset and monitoring protocols and explains them.
///
/// Without a file, explains the samples embedded in the program.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Files to decode, `-` for standard input; with --check, files or folders
    paths: Vec<PathBuf>,
    /// Protocol of the files, instead of detecting it
    #[arg(long, value_enum)]
    protocol: Option<protocol::Name>,
    /// Decode, encode and compare every file, recursing into folders
    #[arg(long, requires = "paths")]
    check: bool,
    /// Convert network inventories and print the result, one document per line
    #[arg(long, value_enum, requires = "paths", conflicts_with = "check")]
    convert: Option<convert::Form>,
    /// Convert the documents below one folder and compare each with the golden
    /// file of the same relative path and stem below another
    #[arg(long, num_args = 2, value_names = ["DIR_XML", "DIR_JSON"], conflicts_with_all = ["check", "convert", "paths"])]
    check_golden: Option<Vec<PathBuf>>,
    /// Dialect of the converted JSON
    #[arg(long, value_enum, default_value_t)]
    compat: convert::Compat,
    /// Output format: text, or one JSON object per message and line
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show the annotated bytes in addition to the fields, secrets among them
    #[arg(long)]
    hex: bool,
    #[command(flatten)]
    options: protocol::ProtocolOptions,
}

/// Output format of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let registry = match protocol::Registry::new(arguments.protocol, arguments.options) {
        Ok(registry) => registry,
        Err(error) => {
            show::Line::new().text(format_args!("error: {error}")).eprint();
            return ExitCode::FAILURE;
        }
    };
    let good = if let Some([documents, golden]) = arguments.check_golden.as_deref() {
        golden::run(documents, golden, arguments.compat)
    } else if let Some(form) = arguments.convert {
        convert::run(form, arguments.compat, &arguments.paths)
    } else if arguments.check {
        check::run(&registry, &arguments.paths)
    } else {
        explain::run(&registry, &arguments.paths, arguments.format, arguments.hex)
    };
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
