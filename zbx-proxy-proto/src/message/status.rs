//! Members that answers have in common.

use crate::json::text_enum;

text_enum! {
    /// The member `response` of an answer.
    ///
    /// Daemons compare the text exactly: `SUCCESS` is not a success (ZBX-070).
    pub enum Status {
        /// The request succeeded.
        Success = "success",
        /// The request failed; `info` may hold the reason.
        Failed = "failed",
    }
}

text_enum! {
    /// The member `upload` of a server's answer to proxy data: the permission to send
    /// more than empty messages and task results. It is valid until the server sends
    /// another one (ZBX-071).
    pub enum Upload {
        /// The proxy may send rows.
        Enabled = "enabled",
        /// The server's history cache is full: the proxy has to keep its rows.
        Disabled = "disabled",
    }
}
