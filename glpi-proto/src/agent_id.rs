//! The identity of an agent.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// An agent's identity: 128 bits, as the text of a UUID in `GLPI-Agent-ID`,
/// `GLPI-Proxy-ID` and `GLPI-CryptoKey-ID` (GLPI-001).
///
/// Text is read in either case and printed in lower case. Neither version nor
/// variant is checked: real agents use version 1, the protocol asks for no version.
///
/// ```
/// use glpi_proto::AgentId;
/// let id: AgentId = "3A609A2E-947F-4E6A-9AF9-32C024AC3944".parse()?;
/// assert_eq!(id.to_string(), "3a609a2e-947f-4e6a-9af9-32c024ac3944");
/// assert_eq!(id.as_bytes()[..2], [0x3a, 0x60]);
/// # Ok::<(), glpi_proto::ParseAgentIdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentId(Uuid);

/// The text is not a UUID of 36 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an agent id has the form 8-4-4-4-12 hexadecimal digits")]
pub struct ParseAgentIdError(());

impl AgentId {
    /// Creates the identity with these bytes, in the order of the text.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// Returns the 16 bytes, in the order of the text.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// Returns the identity as a UUID.
    #[must_use]
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }

    /// Returns true if all bits are 0: no agent has this identity.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }
}

impl From<Uuid> for AgentId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl FromStr for AgentId {
    type Err = ParseAgentIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The length alone tells the hyphenated form from the others `uuid` reads.
        if text.len() != uuid::fmt::Hyphenated::LENGTH {
            return Err(ParseAgentIdError(()));
        }
        Uuid::try_parse(text).map(Self).map_err(|_| ParseAgentIdError(()))
    }
}

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AgentId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-001
    #[test]
    fn only_the_hyphenated_form_in_either_case_is_an_agent_id() {
        let id = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
        let parsed: AgentId = id.to_uppercase().parse().unwrap();
        assert_eq!(parsed.to_string(), id);
        assert_eq!(parsed.as_bytes()[0], 0x0f);
        for bad in [
            "",
            "failure",
            "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "{0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0}",
            "urn:uuid:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
            "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\n",
            " 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
            "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f",
            "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f00",
            "0f1e2d3c4b5a-6978-8796-a5b4-c3d2e1f0",
            "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1fg",
        ] {
            assert!(bad.parse::<AgentId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn any_bits_are_an_agent_id() {
        let all = AgentId::from_bytes([0xff; 16]);
        assert_eq!(all.to_string().parse(), Ok(all));
        assert!(AgentId::from_bytes([0; 16]).is_nil());
    }
}
