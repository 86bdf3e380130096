//! The fields before a plain frame's data.

use crate::agent_type::AgentType;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::frame::Layout;
use crate::limits::{self, Limits};

/// The fields before a plain frame's data.
///
/// ```
/// use inedo_wire::{Direction, Header, Layout, Limits, ProtocolVersion};
/// let layout = Layout::new(ProtocolVersion::V2, Direction::ToAgent);
/// let header = Header::parse(b"\x01\0\0\0\x03\0\0\0\x02", layout, &Limits::DEFAULT)?.unwrap();
/// assert_eq!((header.command, header.data_len, layout.header_len()), (3, 1, 8));
/// # Ok::<(), inedo_wire::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The target, where the layout has the field.
    pub target: Option<AgentType>,
    /// The command.
    pub command: i32,
    /// Number of data bytes that follow.
    pub data_len: usize,
}

impl Header {
    /// Reads the header at the start of these bytes. `Ok(None)` if there are too
    /// few of them yet.
    ///
    /// # Errors
    /// As soon as the length is there: if it is negative (INW-033) or over the
    /// [`Limits`] for the direction (INW-034).
    #[inline]
    pub fn parse(bytes: &[u8], layout: Layout, limits: &Limits) -> Result<Option<Self>, DecodeError> {
        let Some(data_len) = length(bytes, layout, limits)? else {
            return Ok(None);
        };
        // INW-030, INW-031, INW-032: the command is at 4, or at 5 after the target.
        let fields = bytes.get(4..).unwrap_or_default();
        let (target, fields) = match fields.split_first() {
            Some((&target, rest)) if layout.has_target() => (Some(AgentType::from(target)), rest),
            _ => (None, fields),
        };
        let Some(command) = fields.first_chunk() else {
            return Ok(None);
        };
        Ok(Some(Self { target, command: i32::from_le_bytes(*command), data_len }))
    }
}

/// A frame's length field, checked; `Ok(None)` if it is not there yet.
#[inline]
pub(super) fn length(bytes: &[u8], layout: Layout, limits: &Limits) -> Result<Option<usize>, DecodeError> {
    let Some(&field) = bytes.first_chunk() else {
        return Ok(None);
    };
    let field = u32::from_le_bytes(field);
    // A negative number is larger than any limit that an int32 allows.
    let max = limits.frame_len(layout.direction()).min(i32::MAX.unsigned_abs().into());
    if u64::from(field) > max {
        return Err(refused(field, max));
    }
    Ok(usize::try_from(field).ok())
}

#[cold]
fn refused(field: u32, max: u64) -> DecodeError {
    let found = field.cast_signed();
    match limits::check("frame length", field.into(), max) {
        Err(limit) if found >= 0 => DecodeError::new(limit, 0),
        _ => DecodeError::new(DecodeErrorKind::Negative { what: "frame length", found }, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Direction;
    use crate::version::ProtocolVersion;

    const V1: Layout = Layout::new(ProtocolVersion::V1, Direction::ToAgent);
    const V2: Layout = Layout::new(ProtocolVersion::V2, Direction::ToAgent);

    fn parse(bytes: &[u8], layout: Layout) -> Result<Option<Header>, DecodeError> {
        Header::parse(bytes, layout, &Limits::DEFAULT)
    }

    #[test]
    fn only_version_1_to_the_agent_has_a_target() {
        // INW-031
        for (version, direction, expected) in [
            (ProtocolVersion::V1, Direction::ToAgent, 9),
            (ProtocolVersion::V1, Direction::ToClient, 8),
            (ProtocolVersion::V2, Direction::ToAgent, 8),
            (ProtocolVersion::V2, Direction::ToClient, 8),
        ] {
            assert_eq!(Layout::new(version, direction).header_len(), expected);
        }
        let header = parse(b"\x05\0\0\0\x01\x64\0\0\0", V1).unwrap().unwrap();
        assert_eq!((header.target, header.command, header.data_len), (Some(AgentType::Otter), 100, 5));
        let header = parse(b"\x01\0\0\0\xfb\xff\xff\xff", V2).unwrap().unwrap();
        assert_eq!((header.target, header.command, header.data_len), (None, -5, 1));
    }

    #[test]
    fn short_headers_wait() {
        for layout in [V1, V2] {
            let bytes = [0; 9];
            for end in 0..layout.header_len() {
                assert_eq!(parse(&bytes[..end], layout), Ok(None));
            }
            assert!(parse(&bytes[..layout.header_len()], layout).unwrap().is_some());
        }
    }

    #[test]
    fn a_bad_length_is_refused_before_the_command_is_there() {
        // INW-033, INW-034
        let error = parse(&[0xff; 4], V2).unwrap_err();
        assert_eq!(error.to_string(), "negative frame length: -1 at byte 0");
        let error = parse(&(64_u32 << 20 | 1).to_le_bytes(), V2).unwrap_err();
        assert_eq!(error.to_string(), "frame length 67108865 exceeds the limit of 67108864 at byte 0");
        assert!(error.is_limit());
        let error =
            Header::parse(&[0, 0, 0, 0x80], V2, &Limits::DEFAULT.with_to_agent_len(u64::MAX)).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::Negative { what: "frame length", found: i32::MIN });
    }
}
