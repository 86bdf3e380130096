//! Update Agent and its files.

use std::fmt;

use bytes::Bytes;

use crate::agent_type::AgentType;
use crate::error::{DecodeError, EncodeError};
use crate::file_name::{FileName, ParseFileNameError};
use crate::limits::{self, Limits};
use crate::message::extra;
use crate::primitive::{Reader, Writer};
use crate::ticks::Ticks;

/// Replaces the programs of the agent or of a product's host process (INW-051).
/// It is not answered.
///
/// # Wire
/// | type | |
/// |---|---|
/// | byte | [`AgentType`] |
/// | array of [`UpdateFile`] | assemblies |
/// | array of [`UpdateFile`] | extensions (`.upack`), for products only |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateAgent {
    /// The program that the update is for.
    pub agent_type: AgentType,
    /// The programs and libraries.
    pub assemblies: Vec<UpdateFile>,
    /// The product's extensions.
    pub extensions: Vec<UpdateFile>,
    /// Bytes after the known fields, kept and written back. Empty so far.
    pub extra: Bytes,
}

/// One file of an update.
///
/// # Wire
/// A string (the name), an int64 (ticks), an array of bytes (the contents).
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateFile {
    /// The name, which cannot leave the folder that the file is written to.
    pub name: FileName,
    /// The time of the last write.
    pub modified: Ticks,
    /// The contents; they share memory with the frame.
    pub contents: Bytes,
}

impl fmt::Debug for UpdateFile {
    /// Without the contents.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateFile")
            .field("name", &self.name)
            .field("modified", &self.modified)
            .field("contents_len", &self.contents.len())
            .finish()
    }
}

/// The fewest bytes of a file: an empty name, a time, no contents.
const SMALLEST_FILE: usize = 1 + 8 + 4;

impl UpdateAgent {
    /// Creates an update of this program without files.
    #[must_use]
    pub const fn new(agent_type: AgentType) -> Self {
        Self { agent_type, assemblies: Vec::new(), extensions: Vec::new(), extra: Bytes::new() }
    }

    pub(super) fn decode(data: &Bytes, limits: &Limits) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(data, limits);
        let agent_type = reader.byte().map_err(|error| error.in_field("agent_type".to_owned()))?.into();
        let assemblies = decode_files("assemblies", data, &mut reader, limits)?;
        let extensions = decode_files("extensions", data, &mut reader, limits)?;
        Ok(Self { agent_type, assemblies, extensions, extra: extra(data, &reader) })
    }

    pub(super) fn encode(&self, writer: &mut Writer<'_>, limits: &Limits) -> Result<(), EncodeError> {
        writer.byte(self.agent_type.into());
        for files in [&self.assemblies, &self.extensions] {
            limits::check_len("number of files", files.len(), limits.files())?;
            writer.count(files.len())?;
            for file in files {
                writer.string(file.name.as_str())?.ticks(file.modified).bytes(&file.contents)?;
            }
        }
        writer.raw(&self.extra);
        Ok(())
    }
}

impl UpdateFile {
    /// Reads the file that comes next in `data`, which `reader` reads.
    fn decode(data: &Bytes, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.offset();
        let field = |name: &'static str| move |error: DecodeError| error.in_field(name.to_owned());
        let name = reader.string().map_err(field("name"))?;
        let name =
            name.parse().map_err(|fault: ParseFileNameError| field("name")(DecodeError::new(fault, at)))?;
        let modified = reader.ticks().map_err(field("modified"))?;
        let contents = data.slice_ref(reader.bytes().map_err(field("contents"))?);
        Ok(Self { name, modified, contents })
    }
}

fn decode_files(
    list: &'static str,
    data: &Bytes,
    reader: &mut Reader<'_>,
    limits: &Limits,
) -> Result<Vec<UpdateFile>, DecodeError> {
    let at = reader.offset();
    let count = reader.count(SMALLEST_FILE).map_err(|error| error.in_field(list.to_owned()))?;
    limits::check_len("number of files", count, limits.files())
        .map_err(|limit| DecodeError::new(limit, at).in_field(list.to_owned()))?;
    let mut files = Vec::with_capacity(count);
    for index in 0..count {
        let file = UpdateFile::decode(data, reader).map_err(|error| {
            let path = format!("{list}[{index}].{}", error.path().unwrap_or_default());
            error.in_field(path)
        })?;
        files.push(file);
    }
    Ok(files)
}
