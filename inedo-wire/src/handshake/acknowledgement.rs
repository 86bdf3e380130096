//! The server's answer to the hello.

use std::fmt;

use bytes::{BufMut, BytesMut};

use crate::assumptions::{Assumptions, VersionField};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::handshake::Encryption;
use crate::iv::Iv;
use crate::version::AgentVersion;

/// The server's answer to the hello (INW-012, INW-013).
///
/// # Wire
/// | at, with AES / without | type | |
/// |---|---|---|
/// | 0 | byte | 0 none, 1 SSL, 2 AES |
/// | 1 / absent | 16 bytes | the first IV |
/// | 17 / 1 | int32 | v1: session id, v2: protocol version |
/// | 21 / 5 | int32\[4\] | agent version: major, minor, build, revision |
///
/// It is not authenticated: a machine in the middle can turn AES into none. So a
/// client compares it with what it requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Acknowledgement {
    /// The encryption that the server asks for.
    pub announced: Announced,
    /// A session id or a protocol version: which of them, the rest tells.
    pub field: i32,
    /// The agent's version.
    pub version: ReportedVersion,
}

/// The encryption that an acknowledgement asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Announced {
    /// None.
    None,
    /// TLS, from the next byte on.
    Ssl,
    /// AES, with the first vector of its chain.
    Aes(Iv),
}

impl Announced {
    /// The encryption, without its vector.
    #[must_use]
    pub const fn encryption(self) -> Encryption {
        match self {
            Self::None => Encryption::None,
            Self::Ssl => Encryption::Ssl,
            Self::Aes(_) => Encryption::Aes,
        }
    }
}

/// The agent's version, in the form that [`VersionField`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportedVersion {
    /// Four int32.
    Four(AgentVersion),
    /// One int32, packed in an unknown way.
    One(i32),
}

impl ReportedVersion {
    /// The version, where it can be told.
    #[must_use]
    pub const fn agent_version(self) -> Option<AgentVersion> {
        match self {
            Self::Four(version) => Some(version),
            Self::One(_) => None,
        }
    }
}

impl fmt::Display for ReportedVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Four(version) => version.fmt(f),
            Self::One(packed) => write!(f, "{packed:#010x}"),
        }
    }
}

impl Acknowledgement {
    /// Returns the encoded length: 21 bytes, with AES 37; under
    /// [`VersionField::OneInt32`] 9 and 25.
    #[must_use]
    pub const fn wire_len(encryption: Encryption, field: VersionField) -> usize {
        match (encryption, field) {
            (Encryption::Aes, VersionField::FourInt32) => 37,
            (Encryption::Aes, VersionField::OneInt32) => 25,
            (_, VersionField::FourInt32) => 21,
            (_, VersionField::OneInt32) => 9,
        }
    }

    /// Returns the encoded length of this acknowledgement.
    #[must_use]
    pub const fn encoded_len(&self) -> usize {
        let field = match self.version {
            ReportedVersion::Four(_) => VersionField::FourInt32,
            ReportedVersion::One(_) => VersionField::OneInt32,
        };
        Self::wire_len(self.announced.encryption(), field)
    }

    /// Appends it to `dst`.
    pub fn encode(&self, dst: &mut BytesMut) {
        dst.reserve(self.encoded_len());
        match &self.announced {
            Announced::None => dst.put_u8(0),
            Announced::Ssl => dst.put_u8(1),
            Announced::Aes(iv) => {
                dst.put_u8(2);
                dst.put_slice(iv.as_bytes());
            }
        }
        dst.put_i32_le(self.field);
        match self.version {
            ReportedVersion::One(packed) => dst.put_i32_le(packed),
            ReportedVersion::Four(version) => {
                for part in [version.major, version.minor, version.build, version.revision] {
                    dst.put_i32_le(part);
                }
            }
        }
    }

    /// Reads the acknowledgement at the start of these bytes; it takes
    /// [`encoded_len`](Self::encoded_len) of them. `Ok(None)` if it is not all
    /// there yet.
    ///
    /// # Errors
    /// An encryption or a version that does not exist.
    pub fn decode(bytes: &[u8], assumptions: &Assumptions) -> Result<Option<Self>, DecodeError> {
        let Some((&mode, rest)) = bytes.split_first() else {
            return Ok(None);
        };
        let (announced, rest) = match mode {
            0 => (Announced::None, rest),
            1 => (Announced::Ssl, rest),
            2 => match rest.split_first_chunk() {
                Some((iv, rest)) => (Announced::Aes(Iv::new(*iv)), rest),
                None => return Ok(None),
            },
            other => return Err(DecodeError::new(DecodeErrorKind::UnknownEncryption(other), 0)),
        };
        let mut numbers =
            rest.chunks_exact(4).map_while(|chunk| chunk.first_chunk().copied()).map(i32::from_le_bytes);
        let Some(field) = numbers.next() else {
            return Ok(None);
        };
        let version = match assumptions.version_field() {
            VersionField::OneInt32 => numbers.next().map(ReportedVersion::One),
            VersionField::FourInt32 => {
                let mut part = || numbers.next();
                let (major, minor, build, revision) = (part(), part(), part(), part());
                let parts = major.zip(minor).zip(build.zip(revision));
                parts.map(|((major, minor), (build, revision))| {
                    ReportedVersion::Four(AgentVersion { major, minor, build, revision })
                })
            }
        };
        let Some(version) = version else { return Ok(None) };
        if let Some(part) = version.agent_version().and_then(AgentVersion::impossible_part) {
            let at = bytes.len().saturating_sub(rest.len()).saturating_add(4);
            return Err(DecodeError::new(DecodeErrorKind::ImpossibleVersion(part), at));
        }
        Ok(Some(Self { announced, field, version }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LITERAL: Assumptions = Assumptions::DEFAULT.with_version_field(VersionField::OneInt32);

    #[test]
    fn lengths_are_those_of_the_two_readings() {
        // INW-012
        let four =
            ReportedVersion::Four(AgentVersion { minor: 1, build: 2, revision: 3, ..AgentVersion::new(50) });
        for (version, assumptions) in
            [(four, Assumptions::DEFAULT), (ReportedVersion::One(0x3200_0000), LITERAL)]
        {
            for announced in [Announced::None, Announced::Ssl, Announced::Aes(Iv::new([9; 16]))] {
                let acknowledgement = Acknowledgement { announced, field: 2000, version };
                let mut bytes = BytesMut::new();
                acknowledgement.encode(&mut bytes);
                assert_eq!(bytes.len(), acknowledgement.encoded_len());
                for end in 0..bytes.len() {
                    assert_eq!(Acknowledgement::decode(&bytes[..end], &assumptions), Ok(None));
                }
                assert_eq!(Acknowledgement::decode(&bytes, &assumptions), Ok(Some(acknowledgement)));
                bytes.put_slice(b"more");
                assert_eq!(Acknowledgement::decode(&bytes, &assumptions), Ok(Some(acknowledgement)));
            }
        }
        assert_eq!(Acknowledgement::wire_len(Encryption::Aes, VersionField::FourInt32), 37);
        assert_eq!(Acknowledgement::wire_len(Encryption::None, VersionField::OneInt32), 9);
    }

    #[test]
    fn unknown_encryption_is_refused_at_its_byte() {
        let error = Acknowledgement::decode(&[3], &Assumptions::DEFAULT).unwrap_err();
        assert_eq!(error.to_string(), "unknown encryption mode 3: expected 0, 1 or 2 at byte 0");
    }

    #[test]
    fn a_version_that_cannot_be_is_refused() {
        let mut bytes = [0; 21];
        bytes[8] = 0x80;
        let error = Acknowledgement::decode(&bytes, &Assumptions::DEFAULT).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (&DecodeErrorKind::ImpossibleVersion(i32::MIN), 5));
    }
}
