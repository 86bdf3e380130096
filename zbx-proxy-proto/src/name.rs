//! Names of proxies.

use std::fmt;
use std::str::FromStr;

use crate::error::ParseProxyNameError;

/// A proxy's name: 1 to 128 letters, digits, spaces, dots, underscores and hyphens.
///
/// `Proxy #12`, the name in the manual's samples, is not valid: real servers refuse it
/// (ZBX-133).
///
/// ```
/// use zbx_proxy_proto::ProxyName;
/// assert!("paris-1".parse::<ProxyName>().is_ok());
/// assert_eq!(
///     "Proxy #12".parse::<ProxyName>().unwrap_err().to_string(),
///     "name contains invalid character '#'",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct ProxyName(String);

impl ProxyName {
    /// Maximum number of characters.
    pub const MAX_LEN: usize = 128;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<ProxyName> for String {
    fn from(name: ProxyName) -> Self {
        name.0
    }
}

impl TryFrom<String> for ProxyName {
    type Error = ParseProxyNameError;

    fn try_from(name: String) -> Result<Self, ParseProxyNameError> {
        name.parse()
    }
}

impl fmt::Display for ProxyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ProxyName {
    type Err = ParseProxyNameError;

    fn from_str(name: &str) -> Result<Self, ParseProxyNameError> {
        if name.is_empty() {
            return Err(ParseProxyNameError::Empty);
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-');
        if let Some(invalid) = name.chars().find(|&c| !allowed(c)) {
            return Err(ParseProxyNameError::InvalidCharacter(invalid));
        }
        if name.len() > Self::MAX_LEN {
            return Err(ParseProxyNameError::TooLong(name.len()));
        }
        Ok(Self(name.to_owned()))
    }
}
