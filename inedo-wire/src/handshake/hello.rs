//! The client's first 24 bytes.

use crate::assumptions::Assumptions;
use crate::error::{DecodeError, DecodeErrorKind, SessionError};
use crate::guid::PROTOCOL_ID;
use crate::version::{ProtocolVersion, Versions};

/// The client's first 24 bytes (INW-010, INW-011).
///
/// # Wire
/// | at | type | version 1 | version 2 |
/// |---|---|---|---|
/// | 0 | Guid | [`PROTOCOL_ID`] | the same |
/// | 16 | int32 | 1000 | lowest version |
/// | 20 | int32 | session id | highest version |
///
/// Nothing says which of the two it is; see [`SessionError`] for what a server
/// makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hello {
    /// The protocol version, or the lowest one offered.
    pub first: i32,
    /// The session id, or the highest version offered.
    pub second: i32,
}

/// A server's decision on a hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Negotiated {
    pub(crate) version: ProtocolVersion,
    /// The number for the acknowledgement: a session id or the version.
    pub(crate) field: i32,
    /// The session that a version 1 client asked for.
    pub(crate) session_id: Option<i32>,
}

impl Hello {
    /// The length on the wire.
    pub const LEN: usize = 24;

    /// The offset after the protocol's id.
    const ID_LEN: usize = 16;

    /// The hello of a version 1 client. Agents ignore the session id, but from 1000
    /// on newer agents may take it for a version.
    #[must_use]
    pub const fn v1(session_id: i32) -> Self {
        Self { first: ProtocolVersion::V1.number(), second: session_id }
    }

    /// The hello that offers these versions, in the form of version 2.
    #[must_use]
    pub const fn offer(versions: Versions) -> Self {
        Self { first: versions.min().number(), second: versions.max().number() }
    }

    /// Returns the bytes.
    #[must_use]
    pub fn encode(self, assumptions: &Assumptions) -> [u8; Self::LEN] {
        let id = assumptions.guid_order().to_bytes(PROTOCOL_ID);
        let fields = id.into_iter().chain(self.first.to_le_bytes()).chain(self.second.to_le_bytes());
        let mut bytes = [0; Self::LEN];
        bytes.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
        bytes
    }

    /// Reads the hello at the start of these bytes. `Ok(None)` if it is not all
    /// there yet.
    ///
    /// # Errors
    /// [`WrongProtocolId`](DecodeErrorKind::WrongProtocolId), as soon as the id is
    /// there.
    pub fn decode(bytes: &[u8], assumptions: &Assumptions) -> Result<Option<Self>, DecodeError> {
        let Some((id, rest)) = bytes.split_first_chunk::<{ Self::ID_LEN }>() else {
            return Ok(None);
        };
        let found = assumptions.guid_order().from_bytes(*id);
        if found != PROTOCOL_ID {
            return Err(DecodeError::new(DecodeErrorKind::WrongProtocolId { found }, 0));
        }
        let Some((first, rest)) = rest.split_first_chunk() else {
            return Ok(None);
        };
        let Some(second) = rest.first_chunk() else {
            return Ok(None);
        };
        Ok(Some(Self { first: i32::from_le_bytes(*first), second: i32::from_le_bytes(*second) }))
    }

    /// Returns the decision of a server that speaks `versions` (INW-014).
    ///
    /// `knows_ranges` is false for agents before 43, for whom the second number is
    /// a session id, whatever it is.
    pub(crate) fn negotiate(
        self,
        versions: Versions,
        knows_ranges: bool,
    ) -> Result<Negotiated, SessionError> {
        let Self { first, second } = self;
        let none = SessionError::NoCommonVersion { min: first, max: second };
        let v1 = ProtocolVersion::V1.number();
        // 1000 and less than that, or an agent that knows nothing else: version 1.
        if first == v1 && (!knows_ranges || second < v1) {
            return if versions.contains(ProtocolVersion::V1) {
                Ok(Negotiated { version: ProtocolVersion::V1, field: second, session_id: Some(second) })
            } else {
                Err(none)
            };
        }
        if !knows_ranges {
            return Err(none);
        }
        [ProtocolVersion::V2, ProtocolVersion::V1]
            .into_iter()
            .find(|&version| versions.contains(version) && (first..=second).contains(&version.number()))
            .map(|version| Negotiated { version, field: version.number(), session_id: None })
            .ok_or(none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negotiate(first: i32, second: i32) -> Option<(ProtocolVersion, i32)> {
        let negotiated = Hello { first, second }.negotiate(Versions::ALL, true).ok()?;
        Some((negotiated.version, negotiated.field))
    }

    #[test]
    fn an_agent_that_knows_ranges_picks_the_highest_common_version() {
        // INW-014
        assert_eq!(negotiate(1000, 2000), Some((ProtocolVersion::V2, 2000)));
        assert_eq!(negotiate(2000, 2000), Some((ProtocolVersion::V2, 2000)));
        assert_eq!(negotiate(1000, 9000), Some((ProtocolVersion::V2, 2000)));
        assert_eq!(negotiate(1000, 1999), Some((ProtocolVersion::V1, 1000)));
        assert_eq!(negotiate(500, 1000), Some((ProtocolVersion::V1, 1000)));
        assert_eq!(negotiate(3000, 3500), None);
        assert_eq!(negotiate(1001, 1999), None);
        assert_eq!(negotiate(2000, 1000), None);
    }

    #[test]
    fn an_agent_that_knows_ranges_recognises_version_1_clients() {
        for session_id in [0, 7, 999, -1, i32::MIN] {
            assert_eq!(negotiate(1000, session_id), Some((ProtocolVersion::V1, session_id)));
        }
        assert!(Hello::v1(7).negotiate(Versions::V2, true).is_err());
        // The range from 1000 to 1000 is not a session id.
        let negotiated = Hello { first: 1000, second: 1000 }.negotiate(Versions::ALL, true).unwrap();
        assert_eq!(
            (negotiated.version, negotiated.field, negotiated.session_id),
            (ProtocolVersion::V1, 1000, None)
        );
    }

    #[test]
    fn an_old_agent_takes_the_second_number_for_a_session() {
        // INW-015
        let negotiated = Hello::offer(Versions::ALL).negotiate(Versions::V1, false).unwrap();
        assert_eq!((negotiated.version, negotiated.field), (ProtocolVersion::V1, 2000));
        assert!(Hello::offer(Versions::V2).negotiate(Versions::V1, false).is_err());
    }

    #[test]
    fn a_newer_agent_that_is_told_to_speak_version_1_says_so() {
        let negotiated = Hello::offer(Versions::ALL).negotiate(Versions::V1, true).unwrap();
        assert_eq!((negotiated.version, negotiated.field), (ProtocolVersion::V1, 1000));
    }
}
