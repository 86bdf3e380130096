//! What every answer says first.

use crate::json::text_enum;

text_enum! {
    /// The member `response` of an answer.
    ///
    /// Daemons compare the text exactly: `SUCCESS` is no success (ZBX-070).
    pub enum Status {
        /// The request was carried out.
        Success = "success",
        /// It was not; `info` may say why.
        Failed = "failed",
    }
}

text_enum! {
    /// The member `upload` of a server's answer to proxy data: whether the proxy
    /// may send more than empty messages and task results. It holds until the
    /// server says otherwise (ZBX-071).
    pub enum Upload {
        /// Rows are welcome.
        Enabled = "enabled",
        /// The server's history cache is full: keep the rows.
        Disabled = "disabled",
    }
}
