//! Targets of messages.

use std::fmt;

/// The program that a message is for or about: the agent or a product's host process.
///
/// # Wire
/// One byte: in the header of version 1 frames to the agent (INW-031), and at the
/// start of both documented messages (INW-050).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(from = "u8", into = "u8"))]
#[non_exhaustive]
pub enum AgentType {
    /// 0: the agent itself.
    Meta,
    /// 1: the host process of Otter.
    Otter,
    /// 2: the host process of `BuildMaster`.
    BuildMaster,
    /// 3: the host process of Hedgehog.
    Hedgehog,
    /// Any other number, kept as it is. Make it with `AgentType::from`, which
    /// gives the four known numbers their names.
    Other(u8),
}

impl From<u8> for AgentType {
    fn from(byte: u8) -> Self {
        match byte {
            0 => Self::Meta,
            1 => Self::Otter,
            2 => Self::BuildMaster,
            3 => Self::Hedgehog,
            other => Self::Other(other),
        }
    }
}

impl From<AgentType> for u8 {
    fn from(agent_type: AgentType) -> Self {
        match agent_type {
            AgentType::Meta => 0,
            AgentType::Otter => 1,
            AgentType::BuildMaster => 2,
            AgentType::Hedgehog => 3,
            AgentType::Other(other) => other,
        }
    }
}

impl fmt::Display for AgentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Meta => f.write_str("meta"),
            Self::Otter => f.write_str("Otter"),
            Self::BuildMaster => f.write_str("BuildMaster"),
            Self::Hedgehog => f.write_str("Hedgehog"),
            Self::Other(other) => write!(f, "agent type {other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives() {
        for byte in 0..=u8::MAX {
            assert_eq!(u8::from(AgentType::from(byte)), byte);
        }
    }

    #[test]
    fn unknown_types_keep_their_number() {
        assert_eq!(AgentType::from(9), AgentType::Other(9));
        assert_eq!(AgentType::Other(9).to_string(), "agent type 9");
    }
}
