//! The texts in which proxies refuse (GLPI-168).

/// The request has no content type.
pub const NO_CONTENT_TYPE: &str = "Content-type not set";
/// The request has no body.
pub const NO_CONTENT: &str = "No content";
/// The body does not inflate, or its type is unknown.
pub const CONTENT_TYPE: &str = "Unsupported Content-type";
/// The body is no message.
pub const CONTENT: &str = "Unsupported content";
/// The request is of a kind that is not served.
pub const REQUEST: &str = "Unsupported request";
/// Nobody waits for an answer under that id.
pub const UNKNOWN: &str = "Unknown status";
/// Too many requests are held.
pub const TOO_MANY: &str = "Too Many Requests";
/// The request could not be taken in.
pub const STORING: &str = "Proxy storing failure";

/// All texts that real proxies are known to send; one names the server in its
/// middle and is not among them (`Inventory not sent to …`).
pub const ALL: [&str; 18] = [
    NO_CONTENT_TYPE,
    NO_CONTENT,
    CONTENT_TYPE,
    CONTENT,
    REQUEST,
    UNKNOWN,
    TOO_MANY,
    STORING,
    "Unsupported xml content",
    "Unsupported query",
    "PROLOG query without deviceid",
    "Not a legacy CONTACT",
    "No deviceid in CONTACT",
    "Unsupported JSON Content",
    "Proxy local store missing",
    "Proxy local store not set",
    "Proxy failed to store json",
    "Server configuration missing",
];
