//! `--convert`: network inventories as the JSON that GLPI stores.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use netinv_xml::glpi_json::{self, Conversion, Converted};
use netinv_xml::{Document, Limits, documents};

use crate::input::Input;
use crate::show::{self, Line};

/// Target format of the conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// The JSON that GLPI stores of a network inventory
    GlpiJson,
}

/// Dialect of the JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Compat {
    /// As the PHP converter writes it, faults included
    Php,
    /// Corrected, as a server needs it
    #[default]
    Fixed,
}

impl From<Compat> for Conversion {
    fn from(compat: Compat) -> Self {
        match compat {
            Compat::Php => Self::Php,
            Compat::Fixed => Self::Corrected,
        }
    }
}

/// Prints the JSON of every message in the files, one line each, and on standard
/// error what was left out. Returns false if a file could not be converted.
pub fn run(form: Form, compat: Compat, paths: &[PathBuf]) -> bool {
    let Form::GlpiJson = form;
    let mut good = true;
    for path in paths {
        if let Err(reason) = convert_file(path, compat) {
            Line::new().text(format_args!("error: {}: {reason}", path.display())).eprint();
            good = false;
        }
    }
    good
}

fn convert_file(path: &Path, compat: Compat) -> Result<(), String> {
    let input = Input::read(path).map_err(|error| error.to_string())?;
    let mut any = false;
    for bytes in documents(&input.bytes) {
        any = true;
        let made = convert(bytes, compat)?;
        for json in made.documents() {
            show::print_json(json);
        }
        for change in made.changes() {
            Line::new().text(format_args!("note: {}: {change}", input.name)).eprint();
        }
    }
    if any { Ok(()) } else { Err("no document found".to_owned()) }
}

/// Converts one document.
pub fn convert(bytes: &[u8], compat: Compat) -> Result<Converted, String> {
    let document = Document::decode(bytes, &Limits::DEFAULT).map_err(|error| error.to_string())?;
    glpi_json::convert(document.message(), compat.into()).map_err(|error| error.to_string())
}
