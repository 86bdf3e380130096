//! `inspect` decodes captures of the protocols of this workspace and explains
//! them; with `--check` it proves on whole folders that what was decoded can be
//! encoded again.
//!
//! It is thin: all knowledge of a protocol is in its crate, and
//! `protocol/<name>.rs` only turns decoded values into [`message::Message`]s.

#![allow(unreachable_pub, reason = "a program has no outside: `pub` says which items are a module's face")]

mod check;
mod convert;
mod explain;
mod golden;
mod hex;
mod input;
mod message;
mod protocol;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

/// Decodes captures of IT-asset and monitoring protocols and explains them.
///
/// Without a file it explains the samples embedded in the program.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Files to decode, `-` for standard input; with --check files or folders
    paths: Vec<PathBuf>,
    /// The protocol of the files, where it should not be detected
    #[arg(long, value_enum)]
    protocol: Option<protocol::Name>,
    /// Decode, encode and compare every file, folders recursively
    #[arg(long, requires = "paths")]
    check: bool,
    /// Convert network inventories and print the result, one document a line
    #[arg(long, value_enum, requires = "paths", conflicts_with = "check")]
    convert: Option<convert::Form>,
    /// Convert the documents below one folder and compare each with the golden
    /// file of the same relative path and stem below another
    #[arg(long, num_args = 2, value_names = ["DIR_XML", "DIR_JSON"], conflicts_with_all = ["check", "convert", "paths"])]
    check_golden: Option<Vec<PathBuf>>,
    /// Rules of the conversion
    #[arg(long, value_enum, default_value_t)]
    compat: convert::Compat,
    /// How to print: for a person, or one JSON object a message on one line
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show the annotated bytes beside the fields
    #[arg(long)]
    hex: bool,
    #[command(flatten)]
    options: protocol::ProtocolOptions,
}

/// How messages are printed.
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
            eprintln!("error: {error}");
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
