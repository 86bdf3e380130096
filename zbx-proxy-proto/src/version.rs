//! Versions and their compatibility.

use std::fmt;
use std::str::FromStr;

use crate::error::ParseVersionError;

/// A version such as `6.0.14` or `7.4.0alpha1`.
///
/// Compatibility depends on major and minor only. Daemons read these two and accept any
/// text after them (ZBX-130).
///
/// ```
/// use zbx_proxy_proto::Version;
/// let version: Version = "7.4.0alpha1".parse()?;
/// assert_eq!((version.major, version.minor, version.patch), (7, 4, 0));
/// assert_eq!("6.0".parse::<Version>()?, Version::new(6, 0, 0));
/// # Ok::<(), zbx_proxy_proto::ParseVersionError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Version {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number; 0 if absent.
    pub patch: u16,
}

/// A server's treatment of a proxy, by the proxy's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compatibility {
    /// The server accepts data and gives configuration.
    Current,
    /// The server accepts data and sends commands, but gives no configuration (6.4 and
    /// later).
    Outdated,
    /// The server accepts nothing.
    Unsupported,
}

impl Version {
    /// Creates a version.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// Returns true if this is the given major and minor version or a later one.
    #[must_use]
    pub const fn is_at_least(self, major: u16, minor: u16) -> bool {
        self.major > major || (self.major == major && self.minor >= minor)
    }

    /// Returns the treatment of a proxy by a server of this version (ZBX-131, ZBX-132).
    ///
    /// A proxy whose version is missing or malformed counts as 3.2, which no server
    /// accepts.
    #[must_use]
    pub const fn compatibility_with(self, proxy: Option<Self>) -> Compatibility {
        let Some(proxy) = proxy else {
            return Compatibility::Unsupported;
        };
        let same = proxy.major == self.major && proxy.minor == self.minor;
        if same {
            return Compatibility::Current;
        }
        let newer = proxy.is_at_least(self.major, self.minor);
        if newer {
            return Compatibility::Unsupported;
        }
        if !self.is_at_least(6, 4) {
            return if proxy.is_at_least(4, 2) { Compatibility::Current } else { Compatibility::Unsupported };
        }
        // Minor version 0 also accepts all of the previous major version.
        let previous = self.minor == 0 && proxy.major.saturating_add(1) == self.major;
        if proxy.major == self.major || previous {
            Compatibility::Outdated
        } else {
            Compatibility::Unsupported
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = ParseVersionError;

    fn from_str(text: &str) -> Result<Self, ParseVersionError> {
        let mut parts = text.splitn(3, '.');
        let mut number = || parts.next().ok_or(ParseVersionError).and_then(leading_number);
        let (major, minor) = (number()?, number()?);
        let patch = number().unwrap_or(0);
        Ok(Self { major, minor, patch })
    }
}

/// Parses the leading digits of a part: `0alpha1` is 0.
fn leading_number(part: &str) -> Result<u16, ParseVersionError> {
    let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    part.get(..end).and_then(|digits| digits.parse().ok()).ok_or(ParseVersionError)
}

#[cfg(test)]
mod tests {
    use super::Compatibility::{Current, Outdated, Unsupported};
    use super::*;

    #[test]
    fn what_a_server_takes() {
        for (server, proxy, expected) in [
            ("6.0.14", "4.0.0", Unsupported),
            ("6.0.14", "4.2.0", Current),
            ("6.0.14", "6.0.99", Current),
            ("6.0.14", "6.2.0", Unsupported),
            ("6.0.14", "3.2", Unsupported),
            ("6.4.4", "6.4.21", Current),
            ("6.4.4", "6.0.0", Outdated),
            ("6.4.4", "5.4.0", Unsupported),
            ("6.4.4", "7.0.0", Unsupported),
            ("7.0.9", "7.0.0", Current),
            ("7.0.9", "6.0.0", Outdated),
            ("7.0.9", "6.4.0", Outdated),
            ("7.0.9", "5.4.0", Unsupported),
            ("7.0.9", "7.2.0", Unsupported),
            ("7.4.0", "7.0.0", Outdated),
            ("7.4.0", "6.4.0", Unsupported),
        ] {
            let (server, proxy): (Version, Version) = (server.parse().unwrap(), proxy.parse().unwrap());
            assert_eq!(server.compatibility_with(Some(proxy)), expected, "{server} {proxy}");
        }
        assert_eq!(Version::new(6, 0, 0).compatibility_with(None), Unsupported);
    }

    #[test]
    fn garbage_is_no_version() {
        for bad in ["", "x", "6", "6.", ".0", "6.x", "-6.0", "99999.0"] {
            assert_eq!(bad.parse::<Version>(), Err(ParseVersionError), "{bad:?}");
        }
        for (good, version) in
            [("6.0", (6, 0, 0)), ("6.0.14rc1", (6, 0, 14)), ("6.0.x", (6, 0, 0)), ("7.4.0alpha1", (7, 4, 0))]
        {
            let (major, minor, patch) = version;
            assert_eq!(good.parse(), Ok(Version::new(major, minor, patch)), "{good}");
        }
    }
}
