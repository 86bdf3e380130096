//! Authentication by `OAuth2`, as GLPI servers ask for it.
//!
//! Not in the specification. A server that wants it answers HTTP 401; the agent
//! fetches a token from the server's API and repeats the request with
//! `Authorization: Bearer …`, which is a header of HTTP's and stays with the
//! caller, as does Basic authentication.

use serde::Serialize;

use crate::error::DecodeError;
use crate::json::Value;
use crate::json::members::Members;
use crate::json::scalar::Loose;
use crate::message::written_as_json;
use crate::secret::Secret;
use crate::transport::payload::Payload;

/// What an agent sends for a token (GLPI-170).
///
/// # Wire
/// | member | |
/// |---|---|
/// | `grant_type` | `client_credentials` |
/// | `client_id`, `client_secret` | from the agent's settings |
/// | `scope` | `inventory` |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenRequest {
    /// `client_credentials`
    pub grant_type: String,
    /// Who asks.
    pub client_id: String,
    /// Proves it.
    pub client_secret: Secret,
    /// For what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// A token (GLPI-171).
///
/// # Wire
/// | member | |
/// |---|---|
/// | `token_type` | `Bearer` |
/// | `access_token` | what stands behind `Bearer` in `Authorization` |
/// | `expires_in` | seconds; 60 if absent |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenGrant {
    /// `Bearer`
    pub token_type: String,
    /// The token.
    pub access_token: Secret,
    /// For how many seconds it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<Loose<u64>>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

written_as_json!(TokenRequest);

impl TokenRequest {
    /// The request for a token to send inventories with.
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

    /// Reads a request for a token.
    ///
    /// # Errors
    /// If it is no JSON object, or a described member is missing or of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = Value::of(payload.text(), &payload.limits).object()?;
        Ok(Self {
            grant_type: object.required("grant_type", Value::string)?,
            client_id: object.required("client_id", Value::string)?,
            client_secret: object.required("client_secret", Secret::read)?,
            scope: object.optional("scope", Value::string)?,
            extra: object.rest(),
        })
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        self.extra.len()
    }
}

written_as_json!(TokenGrant);

impl TokenGrant {
    /// Seconds for which a token holds that does not say.
    pub const DEFAULT_SECONDS: u64 = 60;

    /// Reads a token.
    ///
    /// # Errors
    /// If it is no JSON object, or a described member is missing or of another type.
    pub fn decode(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        let mut object = Value::of(payload.text(), &payload.limits).object()?;
        Ok(Self {
            token_type: object.required("token_type", Value::string)?,
            access_token: object.required("access_token", Secret::read)?,
            expires_in: object.optional("expires_in", |value| Loose::read(value, "a number of seconds"))?,
            extra: object.rest(),
        })
    }

    /// For how many seconds it holds.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.expires_in.map_or(Self::DEFAULT_SECONDS, Loose::value)
    }

    /// How many members nobody has described.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        self.extra.len()
    }
}

/// Where the token of a server is fetched, from the path at which it takes
/// messages (GLPI-172): `api.php/token` below what stands before `marketplace` or
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
    use crate::transport::compression::Compression;

    // GLPI-170, GLPI-171
    #[test]
    fn a_token_is_asked_for_and_granted() {
        let request = TokenRequest::new("agent", Secret::new("not-a-real-one"));
        let body = request.encode(Compression::Plain).unwrap();
        let expected = r#"{"grant_type":"client_credentials","client_id":"agent","client_secret":"not-a-real-one","scope":"inventory"}"#;
        assert_eq!(body.bytes(), expected);
        assert_eq!(TokenRequest::decode(&body.open(&Limits::DEFAULT).unwrap()).unwrap(), request);
        assert!(!format!("{request:?}").contains("not-a-real-one"));
        let grant = |json: &str| TokenGrant::decode(&Payload::of_text(json, &Limits::DEFAULT).unwrap());
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
