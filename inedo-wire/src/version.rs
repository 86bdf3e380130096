//! Protocol versions and agent versions.

use std::fmt;

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ProtocolVersion {
    /// 1000: what agents up to 42 speak.
    V1,
    /// 2000: what agents from 43 on speak.
    V2,
}

impl ProtocolVersion {
    /// The number on the wire: 1000 or 2000 (INW-011).
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::V1 => 1000,
            Self::V2 => 2000,
        }
    }

    /// The version with this number.
    #[must_use]
    pub const fn from_number(number: i32) -> Option<Self> {
        match number {
            1000 => Some(Self::V1),
            2000 => Some(Self::V2),
            _ => None,
        }
    }
}

impl fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        })
    }
}

/// The protocol versions that one side speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Versions {
    min: ProtocolVersion,
    max: ProtocolVersion,
}

impl Versions {
    /// Version 1 alone, as agents up to 42 and the products of their time.
    pub const V1: Self = Self { min: ProtocolVersion::V1, max: ProtocolVersion::V1 };
    /// Version 2 alone.
    pub const V2: Self = Self { min: ProtocolVersion::V2, max: ProtocolVersion::V2 };
    /// Versions 1 and 2, the highest preferred.
    pub const ALL: Self = Self { min: ProtocolVersion::V1, max: ProtocolVersion::V2 };

    /// The lowest version.
    #[must_use]
    pub const fn min(self) -> ProtocolVersion {
        self.min
    }

    /// The highest version.
    #[must_use]
    pub const fn max(self) -> ProtocolVersion {
        self.max
    }

    /// Returns true if this version is in the range.
    #[must_use]
    pub fn contains(self, version: ProtocolVersion) -> bool {
        (self.min..=self.max).contains(&version)
    }
}

impl Default for Versions {
    fn default() -> Self {
        Self::ALL
    }
}

/// The assembly version of an agent.
///
/// Agents count in whole numbers, 17 to 51 so far, so [`major`](Self::major) is
/// what people call the agent's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AgentVersion {
    /// The agent's version as people say it: 51.
    pub major: i32,
    /// The second part.
    pub minor: i32,
    /// The third part; -1 where .NET leaves it undefined.
    pub build: i32,
    /// The fourth part; -1 where .NET leaves it undefined.
    pub revision: i32,
}

impl AgentVersion {
    /// Version `major`.0.0.0.
    #[must_use]
    pub const fn new(major: i32) -> Self {
        Self { major, minor: 0, build: 0, revision: 0 }
    }

    /// The first part that no assembly version can have: .NET allows no negative
    /// parts, but for -1 in the last two, which means "none".
    pub(crate) fn impossible_part(self) -> Option<i32> {
        let low = [self.major, self.minor].into_iter().find(|&part| part < 0);
        low.or_else(|| [self.build, self.revision].into_iter().find(|&part| part < -1))
    }
}

impl fmt::Display for AgentVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.major, self.minor, self.build, self.revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_thousands() {
        for version in [ProtocolVersion::V1, ProtocolVersion::V2] {
            assert_eq!(ProtocolVersion::from_number(version.number()), Some(version));
        }
        assert_eq!(ProtocolVersion::from_number(3000), None);
        assert_eq!(format!("{} {}", ProtocolVersion::V1, ProtocolVersion::V2), "v1 v2");
    }

    #[test]
    fn undefined_build_is_possible_and_negative_major_is_not() {
        let version = AgentVersion { build: -1, revision: -1, ..AgentVersion::new(40) };
        assert_eq!(version.impossible_part(), None);
        assert_eq!(AgentVersion::new(-7).impossible_part(), Some(-7));
        assert_eq!(AgentVersion { revision: -2, ..version }.impossible_part(), Some(-2));
    }

    #[test]
    fn versions_contain_what_lies_between() {
        assert!(Versions::ALL.contains(ProtocolVersion::V1) && Versions::ALL.contains(ProtocolVersion::V2));
        assert!(!Versions::V1.contains(ProtocolVersion::V2) && !Versions::V2.contains(ProtocolVersion::V1));
    }
}
