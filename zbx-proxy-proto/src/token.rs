//! Session tokens.

use std::fmt;
use std::str::FromStr;

use crate::error::ParseSessionTokenError;

/// Id of one run of a proxy: 32 hexadecimal digits, generated at every start.
///
/// Row ids are unique within a session, and a server recognises by the token that a proxy
/// still has the configuration that it was sent. The token is not a secret.
///
/// ```
/// use zbx_proxy_proto::SessionToken;
/// let token = SessionToken::from_random([0x5a; 16]);
/// assert_eq!(token.to_string(), "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct SessionToken(String);

impl SessionToken {
    /// Number of digits. Servers refuse history with a token of another length (ZBX-076).
    pub const LEN: usize = 32;

    /// Creates a token from the caller's random bytes.
    #[must_use]
    pub fn from_random(random: [u8; 16]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<SessionToken> for String {
    fn from(token: SessionToken) -> Self {
        token.0
    }
}

impl TryFrom<String> for SessionToken {
    type Error = ParseSessionTokenError;

    fn try_from(token: String) -> Result<Self, ParseSessionTokenError> {
        token.parse()
    }
}

impl fmt::Display for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SessionToken {
    type Err = ParseSessionTokenError;

    fn from_str(token: &str) -> Result<Self, ParseSessionTokenError> {
        if token.len() == Self::LEN && token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(token.to_owned()))
        } else {
            Err(ParseSessionTokenError)
        }
    }
}
