//! Get Agent Root Path and its answer.

use bytes::Bytes;

use crate::agent_type::AgentType;
use crate::error::{DecodeError, EncodeError};
use crate::limits::Limits;
use crate::message::extra;
use crate::primitive::{Reader, Writer};

/// Request for the folder of a product's host process (INW-051).
///
/// # Wire
/// One byte: the [`AgentType`], documented for the three products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetAgentRootPath {
    /// The product.
    pub agent_type: AgentType,
    /// Bytes after the known fields, kept and written back. Empty so far.
    pub extra: Bytes,
}

impl GetAgentRootPath {
    /// Creates the request for this product.
    #[must_use]
    pub const fn new(agent_type: AgentType) -> Self {
        Self { agent_type, extra: Bytes::new() }
    }

    pub(super) fn decode(data: &Bytes, limits: &Limits) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(data, limits);
        let agent_type = reader.byte().map_err(|error| error.in_field("agent_type".to_owned()))?;
        Ok(Self { agent_type: agent_type.into(), extra: extra(data, &reader) })
    }

    pub(super) fn encode(&self, writer: &mut Writer<'_>) {
        writer.byte(self.agent_type.into()).raw(&self.extra);
    }
}

/// The folder of a product's host process on the agent's machine.
///
/// # Wire
/// A string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRootPath {
    /// The path as the agent writes it.
    pub path: String,
    /// Bytes after the known fields, kept and written back. Empty so far.
    pub extra: Bytes,
}

impl AgentRootPath {
    /// Creates the answer with this path.
    #[must_use]
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), extra: Bytes::new() }
    }

    pub(super) fn decode(data: &Bytes, limits: &Limits) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(data, limits);
        let path = reader.string().map_err(|error| error.in_field("path".to_owned()))?;
        Ok(Self { path: path.to_owned(), extra: extra(data, &reader) })
    }

    pub(super) fn encode(&self, writer: &mut Writer<'_>) -> Result<(), EncodeError> {
        writer.string(&self.path)?.raw(&self.extra);
        Ok(())
    }
}
