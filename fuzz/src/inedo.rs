//! Targets for `inedo-wire`.

mod encrypted;
mod grammar;
mod handshake;
pub mod hostile;
mod message;
mod roundtrip;
mod session;
mod setup;
mod stream;

pub use self::encrypted::encrypted;
pub use self::grammar::grammar;
pub use self::handshake::handshake;
pub use self::message::message;
pub use self::roundtrip::roundtrip;
pub use self::session::session;
pub use self::stream::stream;

use bytes::BytesMut;
use inedo_wire::{DecodeError, Frame, Limits};

/// Small limits, so that a false length often exceeds them.
const LIMITS: Limits =
    Limits::DEFAULT.with_to_agent_len(4096).with_to_client_len(2048).with_string_len(256).with_files(8);

/// All frames of a stream, and the result at the end.
type Read = (Vec<Frame>, Result<(), DecodeError>);

/// Decodes a stream that arrives in these pieces. After an error nothing more is decoded,
/// whatever arrives.
fn feed<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    mut decode: impl FnMut(&mut BytesMut) -> Result<Option<Frame>, DecodeError>,
) -> (Read, BytesMut) {
    let mut src = BytesMut::new();
    let mut frames = Vec::new();
    for piece in pieces {
        src.extend_from_slice(piece);
        loop {
            match decode(&mut src) {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => {
                    let left = src.len();
                    src.extend_from_slice(&[0; 64]);
                    assert_eq!(decode(&mut src), Err(error.clone()), "errors are sticky");
                    src.truncate(left);
                    return ((frames, Err(error)), src);
                }
            }
        }
    }
    ((frames, Ok(())), src)
}

/// Splits the stream at or next to the boundaries of the format; the first choice is the
/// number of lengths.
fn cut<'a>(bytes: &'a [u8], choices: &[u8; 5]) -> Vec<&'a [u8]> {
    const EDGES: [usize; 16] = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 32, 36, 37];
    let [count, choices @ ..] = choices;
    let lengths = choices.map(|choice| EDGES[usize::from(choice % 16)]);
    let lengths = &lengths[..=usize::from(count % 4)];
    let (mut pieces, mut rest) = (Vec::new(), bytes);
    for length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, tail) = rest.split_at((*length).min(rest.len()));
        pieces.push(piece);
        rest = tail;
    }
    pieces
}
