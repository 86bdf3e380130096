//! Generated values: encoded ones are decoded to themselves.

use arbitrary::{Arbitrary, Unstructured};
use bytes::BytesMut;
use zbx_proxy_proto::{
    ActiveChecksAnswer, Answer, ConfigAnswer, ConfigRevision, Counts, Frame, FrameDecoder, Limits,
    PassiveChecksAnswer, ProxyData, ProxyName, ProxyTasks, Request, SessionToken, Version,
};

/// Claims about generated values: a message is decoded to itself, alone and from a frame;
/// so are frames and the small grammars.
pub fn roundtrip(data: &[u8]) {
    let Some((&kind, rest)) = data.split_first() else { return };
    let u = &mut Unstructured::new(rest);
    macro_rules! same {
        ($message:ident) => {{
            let Ok(message) = $message::arbitrary(u) else { return };
            let mut payload = Vec::new();
            message.encode(&mut payload);
            assert_eq!($message::decode(&payload, &zbx_proxy_proto::Limits::DEFAULT).as_ref(), Ok(&message));
            let frame = Frame::from(&message);
            assert_eq!(frame.payload(), &payload);
        }};
    }
    macro_rules! same_text {
        ($value:ident) => {{
            let Ok(value) = $value::arbitrary(u) else { return };
            assert_eq!(value.to_string().parse::<$value>().as_ref(), Ok(&value));
        }};
    }
    match kind % 16 {
        0 => same!(Answer),
        1 => same!(ActiveChecksAnswer),
        2 => same!(ConfigRevision),
        3 => same!(ProxyData),
        4 => same!(ProxyTasks),
        5 => same!(PassiveChecksAnswer),
        6 | 7 => same!(ConfigAnswer),
        8 => frames(u),
        9 => {
            same_text!(Counts);
            same_text!(ProxyName);
            same_text!(SessionToken);
            same_text!(Version);
        }
        _ => same!(Request),
    }
}

/// Checks that consecutive frames are decoded to themselves.
fn frames(u: &mut Unstructured<'_>) {
    let Ok(frames) = Vec::<Frame>::arbitrary(u) else { return };
    let mut wire = BytesMut::new();
    for frame in &frames {
        frame.encode(&mut wire).expect("short frames");
    }
    let mut decoder = FrameDecoder::new().with_limits(Limits::DEFAULT);
    for frame in &frames {
        assert_eq!(decoder.decode(&mut wire).as_ref(), Ok(&Some(frame.clone())));
    }
    assert_eq!(decoder.finish(&wire), Ok(()));
}
