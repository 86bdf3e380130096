//! Frames in a slice, for people with their own buffers.

use std::fmt;
use std::iter::FusedIterator;

use bytes::Bytes;

use crate::agent_type::AgentType;
use crate::error::DecodeError;
use crate::frame::{Frame, Header, Layout};
use crate::limits::Limits;

/// A plain frame that borrows its data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FrameRef<'a> {
    /// The target, where the layout has the field.
    pub target: Option<AgentType>,
    /// The command.
    pub command: i32,
    /// The data.
    pub data: &'a [u8],
}

impl FrameRef<'_> {
    /// Copies the data into a frame that owns it.
    #[must_use]
    pub fn into_owned(self) -> Frame {
        Frame::new(self.command, Bytes::copy_from_slice(self.data)).with_target(self.target)
    }
}

impl fmt::Debug for FrameRef<'_> {
    /// Without the data, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameRef")
            .field("target", &self.target)
            .field("command", &self.command)
            .field("data_len", &self.data.len())
            .finish()
    }
}

/// The plain frames in a slice, one after the other, without copying.
///
/// It ends before a frame that is not whole; [`rest`](Self::rest) is where to go
/// on when more bytes are there. After an error there is nothing more.
///
/// ```
/// use inedo_wire::{Direction, Frames, Layout, Limits, ProtocolVersion};
/// let layout = Layout::new(ProtocolVersion::V2, Direction::ToClient);
/// let mut frames = Frames::new(b"\x02\0\0\0\x09\0\0\0ok\x05\0", layout, &Limits::DEFAULT);
/// let frame = frames.next().unwrap()?;
/// assert_eq!((frame.command, frame.data), (9, &b"ok"[..]));
/// assert!(frames.next().is_none());
/// assert_eq!(frames.rest(), b"\x05\0");
/// # Ok::<(), inedo_wire::DecodeError>(())
/// ```
///
/// Many frames to be kept, or sent to another thread, are kept best as the block
/// that they lie in: one reference count for all, and no copy.
///
/// ```
/// use bytes::BytesMut;
/// # use inedo_wire::{Direction, Frames, Layout, Limits, ProtocolVersion};
/// # let layout = Layout::new(ProtocolVersion::V2, Direction::ToClient);
/// let mut src = BytesMut::from(&b"\x02\0\0\0\x09\0\0\0ok\0\0\0\0\x07\0\0\0\x05\0"[..]);
/// let mut frames = Frames::new(&src, layout, &Limits::DEFAULT);
/// frames.try_for_each(|frame| frame.map(drop))?;
/// let len = src.len() - frames.rest().len();
/// let block = src.split_to(len).freeze();
/// let kept = std::thread::spawn(move || Frames::new(&block, layout, &Limits::DEFAULT).count());
/// assert_eq!(kept.join().unwrap(), 2);
/// assert_eq!(&src[..], b"\x05\0");
/// # Ok::<(), inedo_wire::DecodeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Frames<'a> {
    rest: &'a [u8],
    layout: Layout,
    limits: Limits,
    failed: bool,
}

impl<'a> Frames<'a> {
    /// The frames of this layout in these bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8], layout: Layout, limits: &Limits) -> Self {
        Self { rest: bytes, layout, limits: *limits, failed: false }
    }

    /// The bytes after the last frame that was given out.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<FrameRef<'a>, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let header = match Header::parse(self.rest, self.layout, &self.limits) {
            Ok(Some(header)) => header,
            Ok(None) => return None,
            Err(error) => {
                self.failed = true;
                return Some(Err(error));
            }
        };
        let (data, rest) = self.rest.get(self.layout.header_len()..)?.split_at_checked(header.data_len)?;
        self.rest = rest;
        Some(Ok(FrameRef { target: header.target, command: header.command, data }))
    }
}

impl FusedIterator for Frames<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Direction;
    use crate::version::ProtocolVersion;

    const V1: Layout = Layout::new(ProtocolVersion::V1, Direction::ToAgent);

    #[test]
    fn walks_frames_and_leaves_the_incomplete_one() {
        let bytes = b"\x01\0\0\0\x02\x07\0\0\0a\0\0\0\0\0\x08\0\0\0\x02\0\0\0\x00\x09\0\0\0b";
        let mut frames = Frames::new(bytes, V1, &Limits::DEFAULT);
        let first = frames.next().unwrap().unwrap();
        assert_eq!((first.target, first.command, first.data), (Some(AgentType::BuildMaster), 7, &b"a"[..]));
        assert_eq!(first.into_owned().data(), &b"a"[..]);
        assert_eq!(frames.next().unwrap().unwrap().command, 8);
        assert!(frames.next().is_none());
        assert_eq!(frames.rest().len(), 10);
    }

    #[test]
    fn an_error_is_the_last_thing() {
        let mut frames = Frames::new(&[0xff; 20], V1, &Limits::DEFAULT);
        assert!(frames.next().unwrap().is_err());
        assert!(frames.next().is_none());
        assert_eq!(frames.rest().len(), 20);
    }
}
