//! Authentication by `OAuth2`, as GLPI servers ask for it.
//!
//! Not in the specification. A server that wants it answers HTTP 401; the agent
//! fetches a token from the server's API and repeats the request with
//! `Authorization: Bearer …`, a header of HTTP that the caller sets, as with Basic
//! authentication.

use crate::json::{Members, NumberOrText, object};
use crate::message::codec::json_messages;
use crate::secret::Secret;

object! {
    /// An agent's request for a token (GLPI-170).
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `grant_type` | `client_credentials` |
    /// | `client_id`, `client_secret` | from the agent's settings |
    /// | `scope` | `inventory` |
    pub struct TokenRequest {
        /// `client_credentials`
        grant_type: String = "grant_type",
        /// The client's id.
        client_id: String = "client_id",
        /// The proof of the client's identity.
        client_secret: Secret = "client_secret",
        /// The purpose of the token.
        scope: Option<String> = "scope",
        ..extra
    }
}

object! {
    /// A token (GLPI-171).
    ///
    /// # Wire
    /// | member | |
    /// |---|---|
    /// | `token_type` | `Bearer` |
    /// | `access_token` | the text after `Bearer` in `Authorization` |
    /// | `expires_in` | seconds; 60 if absent |
    pub struct TokenGrant {
        /// `Bearer`
        token_type: String = "token_type",
        /// The token.
        access_token: Secret = "access_token",
        /// The number of seconds for which the token holds.
        expires_in: Option<NumberOrText<u64>> = "expires_in",
        ..extra
    }
}

json_messages!(TokenRequest, TokenGrant);

impl TokenRequest {
    /// Creates the request for a token to send inventories with.
    #[must_use]
    pub fn new(client_id: &str, client_secret: Secret) -> Self {
        Self {
            grant_type: "client_credentials".to_owned(),
            client_id: client_id.to_owned(),
            client_secret,
            scope: Some("inventory".to_owned()),
            extra: Members::default(),
        }
    }
}

impl TokenGrant {
    /// Seconds for which a token holds that does not say.
    pub const DEFAULT_SECONDS: u64 = 60;

    /// Returns the number of seconds for which the token holds.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.expires_in.map_or(Self::DEFAULT_SECONDS, NumberOrText::value)
    }
}

/// Returns the path at which a server grants tokens, from the path at which it takes
/// messages (GLPI-172): `api.php/token` below what precedes `marketplace` or
/// `plugins`, or before the last part of the path.
///
/// ```
/// use glpi_proto::oauth::token_path;
/// assert_eq!(token_path("/glpi/marketplace/glpiinventory/"), "/glpi/api.php/token");
/// assert_eq!(token_path("/front/inventory.php"), "/api.php/token");
/// assert_eq!(token_path("/"), "/api.php/token");
/// ```
#[must_use]
pub fn token_path(path: &str) -> String {
    let end = ["marketplace", "plugins", "front", "Inventory"]
        .iter()
        .filter_map(|part| path.find(&format!("/{part}")))
        .min();
    let base = end.and_then(|end| path.get(..end)).unwrap_or_else(|| path.trim_end_matches('/'));
    format!("{base}/api.php/token")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::message::Message as _;
    use crate::transport::compression::Compression;
    use crate::transport::payload::Payload;

    // GLPI-170, GLPI-171
    #[test]
    fn a_token_is_asked_for_and_granted() {
        let request = TokenRequest::new("agent", Secret::new("not-a-real-one"));
        let body = request.to_body(Compression::Plain).unwrap();
        let expected = r#"{"grant_type":"client_credentials","client_id":"agent","client_secret":"not-a-real-one","scope":"inventory"}"#;
        assert_eq!(body.bytes(), expected);
        assert_eq!(
            TokenRequest::decode(&body.open(&Limits::DEFAULT).unwrap(), &Limits::DEFAULT).unwrap(),
            request
        );
        assert!(!format!("{request:?}").contains("not-a-real-one"));
        let grant = |json: &str| {
            TokenGrant::decode(&Payload::from_text(json, &Limits::DEFAULT).unwrap(), &Limits::DEFAULT)
        };
        let read = grant(r#"{"token_type":"Bearer","expires_in":"3600","access_token":"t"}"#).unwrap();
        assert_eq!((read.seconds(), read.access_token.expose()), (3600, "t"));
        assert_eq!(grant(r#"{"token_type":"Bearer","access_token":"t"}"#).unwrap().seconds(), 60);
        assert!(grant(r#"{"token_type":"Bearer"}"#).is_err());
    }

    // GLPI-172
    #[test]
    fn the_token_is_fetched_below_the_servers_root() {
        for (path, token) in [
            ("/glpi/marketplace/glpiinventory/", "/glpi/api.php/token"),
            ("/glpi/plugins/glpiinventory/", "/glpi/api.php/token"),
            ("/front/inventory.php", "/api.php/token"),
            ("/Inventory", "/api.php/token"),
            ("/glpi/", "/glpi/api.php/token"),
            ("", "/api.php/token"),
        ] {
            assert_eq!(token_path(path), token, "{path}");
        }
    }
}
