//! Hostile input for `zbx-proxy-proto`.

use zbx_proxy_proto::Message;

use super::LIMITS;
use crate::hostile::{Case, Heap, repeat};

/// What the crate's documentation says of a decoded payload.
const MESSAGE: Heap = Heap::new(96, 64 << 10);

/// All of them.
pub const CASES: &[Case] = &[
    Case {
        name: "zbx/rows-empty",
        make: |n| repeat(r#"{"request":"proxy data","history data":["#, "{},", "{}]}", n),
        read: message,
        heap: MESSAGE,
    },
    Case {
        name: "zbx/rows-no-objects",
        make: |n| repeat(r#"{"request":"proxy data","history data":["#, "1,", "1]}", n),
        read: message,
        heap: MESSAGE,
    },
    Case {
        name: "zbx/members-unknown",
        make: |n| repeat(r#"{"request":"x","#, r#""":0,"#, r#""y":0}"#, n),
        read: message,
        heap: MESSAGE,
    },
];

fn message(input: &[u8]) {
    let _ = Message::decode_with(input, &LIMITS);
}
