//! Exchanges that we wrote from the protocol's facts.

use crate::input::Input;

/// The embedded samples: one message a file.
pub fn all() -> Vec<Input> {
    macro_rules! sample {
        ($($name:literal)*) => {
            vec![$( Input::sample($name, *include_bytes!(concat!("../../../samples/oco/", $name))) ),*]
        };
    }
    sample! {
        "flat-hello.req.http"
        "flat-hello.resp.http"
        "flat-refusal.resp.http"
        "flat-link.req.http"
        "dotted-job-state.req.http"
        "hmac-hello.req.http"
        "hmac-hello.resp.http"
        "hmac-update.req.http"
        "hmac-update.resp.http"
        "hmac-passwords.req.http"
        "hmac-refusal.resp.http"
    }
}
