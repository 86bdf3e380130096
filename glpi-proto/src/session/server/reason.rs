//! The texts in which real servers say that an authorization is missing or wrong (GLPI-159).

/// The authorization is missing, or its token is not valid.
pub const NO_AUTHORIZATION: &str = "Authorization header required to send an inventory";
/// Basic authentication failed.
pub const WRONG_PASSWORD: &str = "Access denied. Wrong login or password for basic authentication.";
/// The token's client may not send inventories.
pub const WRONG_SCOPE: &str =
    "Access denied. Agent must authenticate using client credentials and have the \"inventory\" OAuth scope";
