//! Redirects of proxy groups (7.0 and later).

use crate::json::{Extra, object};

object! {
    /// A redirect of an agent or sender to another address.
    ///
    /// A client ignores a redirect with an older `revision` than the one it knows,
    /// connects again once, and treats a second redirect in a row as an error (ZBX-115).
    #[derive(Default)]
    pub struct Redirect {
        /// Revision of the redirect.
        revision: Option<u64> = "revision",
        /// `host` or `host:port`; the default port is 10051.
        address: Option<String> = "address",
        /// True to forget all redirects, because the proxy has lost its server.
        reset: Option<bool> = "reset",
    }
}

impl Redirect {
    /// Creates a redirect to another proxy.
    #[must_use]
    pub fn to(address: impl Into<String>, revision: u64) -> Self {
        Self { revision: Some(revision), address: Some(address.into()), reset: None, extra: Extra::EMPTY }
    }

    /// Creates a redirect back to the configured addresses.
    #[must_use]
    pub fn reset() -> Self {
        Self { reset: Some(true), ..Self::default() }
    }

    /// Returns host and port of the address; the default port is 10051. IPv6 addresses
    /// are in brackets if a port follows.
    #[must_use]
    pub fn host_and_port(&self) -> Option<(&str, u16)> {
        const DEFAULT_PORT: u16 = 10051;
        let address = self.address.as_deref()?;
        if let Some(rest) = address.strip_prefix('[') {
            let (host, port) = rest.split_once(']')?;
            let port = if port.is_empty() { DEFAULT_PORT } else { port.strip_prefix(':')?.parse().ok()? };
            return Some((host, port));
        }
        match address.split_once(':') {
            Some((host, port)) if !port.contains(':') => Some((host, port.parse().ok()?)),
            // No colon, or several: a bare IPv6 address.
            _ => Some((address, DEFAULT_PORT)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_lack_its_port() {
        for (address, expected) in [
            ("10.0.0.1:22812", Some(("10.0.0.1", 22812))),
            ("10.0.0.1", Some(("10.0.0.1", 10051))),
            ("[::1]:7", Some(("::1", 7))),
            ("[::1]", Some(("::1", 10051))),
            ("::1", Some(("::1", 10051))),
            ("host:99999", None),
            ("[::1", None),
        ] {
            assert_eq!(Redirect::to(address, 1).host_and_port(), expected, "{address}");
        }
        assert_eq!(Redirect::reset().host_and_port(), None);
    }
}
