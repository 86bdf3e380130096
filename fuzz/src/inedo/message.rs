//! Messages in the data of frames.

use bytes::{Bytes, BytesMut};
use inedo_wire::{
    Assumptions, DecodeError, Frame, GuidOrder, Message, ProtocolVersion, Reader, Reply, Writer,
};

use super::LIMITS;
use crate::Choices;

const ASSUMED: Assumptions = Assumptions::DEFAULT;

/// Checks the data of a frame: decoded messages encode to a stable form that is not longer and
/// decodes to the same; unknown frames stay unchanged; errors are inside the data.
/// Fields are written as they were read, and a failed read does not advance.
pub fn message(data: &[u8]) {
    let mut choices = Choices::new(data);
    let command = i32::from(choices.below(5));
    let target = (choices.below(4) == 0).then(|| choices.byte().into());
    let data = Bytes::copy_from_slice(choices.rest());
    let frame = Frame::new(command, data.clone()).with_target(target);

    match Message::decode(&frame, &ASSUMED, &LIMITS) {
        Ok(message) => {
            for version in [ProtocolVersion::V1, ProtocolVersion::V2] {
                let once = message.to_frame(version, &ASSUMED, &LIMITS).expect("it was read");
                assert!(once.data().len() <= data.len());
                let again = Message::decode(&once, &ASSUMED, &LIMITS).expect("encoded messages decode");
                assert_eq!(again, message);
                assert_eq!(again.to_frame(version, &ASSUMED, &LIMITS), Ok(once));
            }
            if let Message::Other(other) = &message {
                assert_eq!(other, &frame);
            }
            if let Message::UpdateAgent(update) = &message {
                for file in update.assemblies.iter().chain(&update.extensions) {
                    let path = std::path::Path::new("folder").join(file.name.as_str());
                    assert_eq!(path.parent(), Some(std::path::Path::new("folder")));
                }
            }
        }
        Err(error) => inside(&error, &data),
    }
    match Reply::decode(&frame, &ASSUMED, &LIMITS) {
        Ok(reply) => {
            let once = reply.to_frame(&ASSUMED, &LIMITS).expect("it was read");
            assert!(once.data().len() <= data.len());
            assert_eq!(Reply::decode(&once, &ASSUMED, &LIMITS), Ok(reply));
        }
        Err(error) => inside(&error, &data),
    }
    fields(&data);
}

fn inside(error: &DecodeError, data: &[u8]) {
    assert!(error.offset() <= data.len(), "{error}");
    assert!(error.path().is_some(), "{error}");
}

/// Reads fields of chosen kinds and writes them again.
fn fields(data: &[u8]) {
    let kinds: Vec<u8> = data.iter().take(8).copied().collect();
    let mut reader = Reader::new(data, &LIMITS);
    let mut dst = BytesMut::new();
    for kind in kinds {
        let start = reader.offset();
        dst.clear();
        let mut writer = Writer::new(&mut dst, &LIMITS);
        let read = match kind % 8 {
            0 => reader.byte().map(|byte| writer.byte(byte)),
            1 => reader.int32().map(|number| writer.int32(number)),
            2 => reader.int64().map(|number| writer.int64(number)),
            3 => reader.guid(GuidOrder::DotNet).map(|guid| writer.guid(guid, GuidOrder::DotNet)),
            4 => reader.ticks().map(|ticks| writer.ticks(ticks)),
            5 => reader.string().map(|text| writer.string(text).expect("it was read")),
            6 => reader.bytes().map(|bytes| writer.bytes(bytes).expect("it was read")),
            _ => reader.count(3).map(|count| {
                assert!(count * 3 <= data.len() - start, "a count is safe to allocate for");
                writer.count(count).expect("it was read")
            }),
        }
        .map(|_| ());
        match read {
            Ok(()) => {
                let taken = &data[start..reader.offset()];
                // A string's prefix may have been longer than necessary.
                assert!(taken == &dst[..] || (kind % 8 == 5 && dst.len() < taken.len()));
            }
            Err(error) => {
                assert!((start..=data.len()).contains(&error.offset()), "{error}");
                assert_eq!(reader.offset(), start, "a failed read does not advance");
            }
        }
        assert_eq!(reader.rest(), &data[reader.offset()..]);
    }
}
