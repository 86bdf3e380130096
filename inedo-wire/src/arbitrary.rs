//! `arbitrary::Arbitrary` for what can be written: every value that comes out can
//! be encoded and decoded to itself, on a connection of its kind.

use arbitrary::{Arbitrary, Result, Unstructured};
use bytes::Bytes;

use crate::agent_type::AgentType;
use crate::assumptions::Assumptions;
use crate::file_name::FileName;
use crate::frame::{Direction, Frame, Layout};
use crate::handshake::{Acknowledgement, Announced, Hello, ReportedVersion};
use crate::iv::Iv;
use crate::key::AesKey;
use crate::message::{AgentRootPath, GetAgentRootPath, Message, Reply, UpdateAgent, UpdateFile};
use crate::ticks::Ticks;
use crate::version::{AgentVersion, ProtocolVersion};

fn bytes(u: &mut Unstructured<'_>) -> Result<Bytes> {
    Ok(Vec::<u8>::arbitrary(u)?.into())
}

impl Arbitrary<'_> for AgentType {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(u8::arbitrary(u)?.into())
    }
}

impl Arbitrary<'_> for Hello {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { first: u.arbitrary()?, second: u.arbitrary()? })
    }
}

impl Arbitrary<'_> for Iv {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self::new(u.arbitrary()?))
    }
}

impl Arbitrary<'_> for AesKey {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(if u.arbitrary()? {
            Self::from_bytes_128(u.arbitrary()?)
        } else {
            Self::from_bytes_256(u.arbitrary()?)
        })
    }
}

impl Arbitrary<'_> for AgentVersion {
    /// Generates a version that an assembly can have.
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let (major, minor) = (u.int_in_range(0..=i32::MAX)?, u.int_in_range(0..=i32::MAX)?);
        let (build, revision) = (u.int_in_range(-1..=i32::MAX)?, u.int_in_range(-1..=i32::MAX)?);
        Ok(Self { major, minor, build, revision })
    }
}

impl Arbitrary<'_> for ReportedVersion {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(if u.arbitrary()? { Self::Four(u.arbitrary()?) } else { Self::One(u.arbitrary()?) })
    }
}

impl Arbitrary<'_> for Announced {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::None,
            1 => Self::Ssl,
            _ => Self::Aes(u.arbitrary()?),
        })
    }
}

impl Arbitrary<'_> for Acknowledgement {
    /// The version's form is the one that it has to be decoded in.
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { announced: u.arbitrary()?, field: u.arbitrary()?, version: u.arbitrary()? })
    }
}

impl Arbitrary<'_> for Layout {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let version = if u.arbitrary()? { ProtocolVersion::V1 } else { ProtocolVersion::V2 };
        let direction = if u.arbitrary()? { Direction::ToAgent } else { Direction::ToClient };
        Ok(Self::new(version, direction))
    }
}

impl Arbitrary<'_> for Ticks {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let ticks = u.int_in_range(0..=Self::MAX.as_i64())?;
        Self::new(ticks).ok_or(arbitrary::Error::IncorrectFormat)
    }
}

impl Arbitrary<'_> for FileName {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Self::try_from(String::arbitrary(u)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

impl Arbitrary<'_> for Frame {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self::new(u.arbitrary()?, bytes(u)?).with_target(Option::<AgentType>::arbitrary(u)?))
    }
}

impl Arbitrary<'_> for UpdateFile {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { name: u.arbitrary()?, modified: u.arbitrary()?, contents: bytes(u)? })
    }
}

impl Arbitrary<'_> for UpdateAgent {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let (agent_type, assemblies, extensions) = (u.arbitrary()?, u.arbitrary()?, u.arbitrary()?);
        Ok(Self { agent_type, assemblies, extensions, extra: bytes(u)? })
    }
}

impl Arbitrary<'_> for GetAgentRootPath {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { agent_type: u.arbitrary()?, extra: bytes(u)? })
    }
}

impl Arbitrary<'_> for AgentRootPath {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { path: u.arbitrary()?, extra: bytes(u)? })
    }
}

impl Arbitrary<'_> for Message {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::UpdateAgent(u.arbitrary()?),
            1 => Self::GetAgentRootPath(u.arbitrary()?),
            _ => {
                let frame = Frame::arbitrary(u)?;
                let known = [
                    Assumptions::DEFAULT.update_agent_code(),
                    Assumptions::DEFAULT.get_agent_root_path_code(),
                ];
                if known.contains(&frame.command()) {
                    return Err(arbitrary::Error::IncorrectFormat);
                }
                Self::Other(frame)
            }
        })
    }
}

impl Arbitrary<'_> for Reply {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        if u.arbitrary()? {
            return Ok(Self::AgentRootPath(u.arbitrary()?));
        }
        let frame = Frame::arbitrary(u)?.with_target(None);
        if frame.command() == Assumptions::DEFAULT.root_path_answer_code() {
            return Err(arbitrary::Error::IncorrectFormat);
        }
        Ok(Self::Other(frame))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::version::ProtocolVersion;

    #[test]
    fn what_comes_out_is_written_and_read_again() {
        let (assumptions, limits) = (Assumptions::DEFAULT, Limits::DEFAULT);
        let noise: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mut seen = 0;
        for start in 0..2000 {
            let mut u = Unstructured::new(&noise[start..]);
            let Ok(message) = Message::arbitrary(&mut u) else {
                continue;
            };
            let frame = message.to_frame(ProtocolVersion::V1, &assumptions, &limits).unwrap();
            assert_eq!(Message::decode(&frame, &assumptions, &limits).unwrap(), message);
            seen += 1;
        }
        assert!(seen > 100, "{seen}");
    }
}
