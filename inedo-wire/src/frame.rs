//! Frames, the containers of messages.
//!
//! [`Header::parse`] is the kernel, over a slice; [`Frames`]
//! walks a slice with it, [`FrameDecoder`] and [`FrameEncoder`] work on a
//! `BytesMut` and know AES.

mod data;
mod decoder;
mod encoder;
mod header;
mod slice;

use std::fmt;

use bytes::Bytes;

use self::data::Data;
pub use self::decoder::FrameDecoder;
pub use self::encoder::FrameEncoder;
pub use self::header::Header;
pub use self::slice::{FrameRef, Frames};
use crate::agent_type::AgentType;
use crate::version::ProtocolVersion;

/// Directions of frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the product (the protocol's client) to the agent (its server).
    ToAgent,
    /// From the agent to the product.
    ToClient,
}

impl Direction {
    /// Returns the opposite direction.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::ToAgent => Self::ToClient,
            Self::ToClient => Self::ToAgent,
        }
    }
}

/// The fields of a frame, which depend on the version and the direction.
///
/// # Wire
/// | | fields, plain | fields inside AES |
/// |---|---|---|
/// | v1 to the agent | length, target, command, data | next IV, target, command, data |
/// | all others | length, command, data | next IV, command, data |
///
/// Length and command are int32, the target is a byte, the next IV 16 bytes. The
/// length of a plain frame counts its data alone. An encrypted frame is an int32
/// that counts the whole ciphertext, and the ciphertext.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Layout {
    version: ProtocolVersion,
    direction: Direction,
}

impl Layout {
    /// Creates the layout of this version's frames in this direction.
    #[must_use]
    pub const fn new(version: ProtocolVersion, direction: Direction) -> Self {
        Self { version, direction }
    }

    /// The version.
    #[must_use]
    pub const fn version(self) -> ProtocolVersion {
        self.version
    }

    /// The direction.
    #[must_use]
    pub const fn direction(self) -> Direction {
        self.direction
    }

    /// Returns true if frames have a target (INW-031).
    #[must_use]
    pub const fn has_target(self) -> bool {
        matches!((self.version, self.direction), (ProtocolVersion::V1, Direction::ToAgent))
    }

    /// Number of bytes before the data of a plain frame: 9 or 8.
    #[must_use]
    pub const fn header_len(self) -> usize {
        if self.has_target() { 9 } else { 8 }
    }
}

/// A message in transit: a command and its data.
///
/// The data is decoded by [`Message`](crate::Message) and
/// [`Reply`](crate::Reply), or by the product.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    target: Option<AgentType>,
    command: i32,
    data: Data,
}

impl Frame {
    /// A frame without a target.
    #[must_use]
    pub fn new(command: i32, data: impl Into<Bytes>) -> Self {
        Self { target: None, command, data: Data::Shared(data.into()) }
    }

    /// Sets the target: needed on version 1 connections to the agent, refused
    /// on all others.
    #[must_use]
    pub fn with_target(mut self, target: impl Into<Option<AgentType>>) -> Self {
        self.target = target.into();
        self
    }

    /// The target, where the frame's form has one.
    #[must_use]
    pub const fn target(&self) -> Option<AgentType> {
        self.target
    }

    /// The command. Negative ones are legal.
    #[must_use]
    pub const fn command(&self) -> i32 {
        self.command
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        self.data.as_slice()
    }

    /// Returns the data. More than 64 bytes share memory with the buffer that they were
    /// decoded from and keep that memory alive; fewer are a copy.
    #[must_use]
    pub fn into_data(self) -> Bytes {
        self.data.into_bytes()
    }

    /// Returns the data, shared if it is long, a copy if it is short.
    pub(crate) fn to_data(&self) -> Bytes {
        self.data.clone().into_bytes()
    }
}

impl fmt::Debug for Frame {
    /// Without the data, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("target", &self.target)
            .field("command", &self.command)
            .field("data_len", &self.data().len())
            .finish()
    }
}
