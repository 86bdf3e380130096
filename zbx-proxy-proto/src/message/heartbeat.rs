//! The heartbeat of active proxies up to 6.0.

use crate::json::{Extra, object};

object! {
    /// `proxy heartbeat`: the heartbeat of active proxies up to 6.0.
    ///
    /// Servers since 6.4 close the connection without an answer (ZBX-060).
    pub struct ProxyHeartbeat {
        /// The proxy's name.
        host: String = "host",
        /// The proxy's version; optional for servers.
        version: Option<String> = "version",
    }
}

impl ProxyHeartbeat {
    /// Creates a heartbeat as proxies send it.
    #[must_use]
    pub fn new(host: impl Into<String>, version: impl Into<String>) -> Self {
        Self { host: host.into(), version: Some(version.into()), extra: Extra::EMPTY }
    }
}
