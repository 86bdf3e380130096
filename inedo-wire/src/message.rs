//! Messages to and from the agent itself.
//!
//! Two commands are documented; messages of the products are not, and may change
//! with every release. Unknown messages are kept as bytes.

mod root_path;
mod update;

use bytes::{Bytes, BytesMut};

pub use self::root_path::{AgentRootPath, GetAgentRootPath};
pub use self::update::{UpdateAgent, UpdateFile};
use crate::agent_type::AgentType;
use crate::assumptions::Assumptions;
use crate::error::{DecodeError, EncodeError};
use crate::frame::Frame;
use crate::limits::Limits;
use crate::primitive::{Reader, Writer};
use crate::version::ProtocolVersion;

/// A message from the product to the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// Replaces the programs of an agent.
    UpdateAgent(UpdateAgent),
    /// Requests the folder of a product's host process.
    GetAgentRootPath(GetAgentRootPath),
    /// Anything else: for a product's host process, or an undocumented
    /// command. Kept as it came.
    Other(Frame),
}

impl Message {
    /// Decodes a frame to the agent (INW-050).
    ///
    /// A frame whose target is not the agent itself is
    /// [`Other`](Self::Other), whatever its command; a frame without a target
    /// (version 2) is taken for one to the agent.
    ///
    /// # Errors
    /// A documented command whose data does not fit it, or a file name that must
    /// not be written (INW-052).
    pub fn decode(frame: &Frame, assumptions: &Assumptions, limits: &Limits) -> Result<Self, DecodeError> {
        let command = frame.command();
        if frame.target().is_some_and(|target| target != AgentType::Meta) {
            Ok(Self::Other(frame.clone()))
        } else if command == assumptions.update_agent_code() {
            UpdateAgent::decode(&frame.to_data(), limits).map(Self::UpdateAgent)
        } else if command == assumptions.get_agent_root_path_code() {
            GetAgentRootPath::decode(&frame.to_data(), limits).map(Self::GetAgentRootPath)
        } else {
            Ok(Self::Other(frame.clone()))
        }
    }

    /// Encodes the message as a frame of this version of the protocol.
    ///
    /// # Errors
    /// If a list or a string is too long to be written.
    pub fn to_frame(
        &self,
        version: ProtocolVersion,
        assumptions: &Assumptions,
        limits: &Limits,
    ) -> Result<Frame, EncodeError> {
        let mut data = BytesMut::new();
        let mut writer = Writer::new(&mut data, limits);
        let command = match self {
            Self::Other(frame) => return Ok(frame.clone()),
            Self::UpdateAgent(message) => {
                message.encode(&mut writer, limits)?;
                assumptions.update_agent_code()
            }
            Self::GetAgentRootPath(message) => {
                message.encode(&mut writer);
                assumptions.get_agent_root_path_code()
            }
        };
        let target = (version == ProtocolVersion::V1).then_some(AgentType::Meta);
        Ok(Frame::new(command, data.freeze()).with_target(target))
    }
}

/// A message from the agent to the product.
///
/// The protocol has no request ids: a reply is a message like any other, and the
/// request it belongs to follows from its command and content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// The answer to [`GetAgentRootPath`].
    AgentRootPath(AgentRootPath),
    /// Anything else, kept as it came.
    Other(Frame),
}

impl Reply {
    /// Decodes a frame to the product.
    ///
    /// # Errors
    /// A documented command whose data does not fit it.
    pub fn decode(frame: &Frame, assumptions: &Assumptions, limits: &Limits) -> Result<Self, DecodeError> {
        if frame.command() == assumptions.root_path_answer_code() {
            AgentRootPath::decode(&frame.to_data(), limits).map(Self::AgentRootPath)
        } else {
            Ok(Self::Other(frame.clone()))
        }
    }

    /// Encodes the reply as a frame.
    ///
    /// # Errors
    /// If a string is too long to be written.
    pub fn to_frame(&self, assumptions: &Assumptions, limits: &Limits) -> Result<Frame, EncodeError> {
        match self {
            Self::Other(frame) => Ok(frame.clone()),
            Self::AgentRootPath(answer) => {
                let mut data = BytesMut::new();
                answer.encode(&mut Writer::new(&mut data, limits))?;
                Ok(Frame::new(assumptions.root_path_answer_code(), data.freeze()))
            }
        }
    }
}

/// Returns the rest of a message's data after the known fields: later
/// versions may append some (INW-053).
fn extra(data: &Bytes, reader: &Reader<'_>) -> Bytes {
    data.slice_ref(reader.rest())
}
