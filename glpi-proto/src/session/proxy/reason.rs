//! The texts in which proxies refuse (GLPI-168).

/// The request has no content type.
pub const NO_CONTENT_TYPE: &str = "Content-type not set";
/// The request has no body.
pub const NO_CONTENT: &str = "No content";
/// The body does not inflate, its type is unknown, or it is one for agents that say who
/// they are.
pub const CONTENT_TYPE: &str = "Unsupported Content-type";
/// The body is not a message.
pub const CONTENT: &str = "Unsupported content";
/// The request is of a kind that is not served.
pub const REQUEST: &str = "Unsupported request";
/// Nobody waits for an answer under that id.
pub const UNKNOWN: &str = "Unknown status";
/// The body of an agent that says who it is is neither JSON nor XML.
pub const FOREIGN: &str = "Unsupported Content";
/// The body should be JSON and is not.
pub const JSON: &str = "Unsupported JSON Content";
/// The body should be XML and is not.
pub const XML: &str = "Unsupported xml content";
/// The request in XML is neither PROLOG nor an inventory.
pub const QUERY: &str = "Unsupported query";
/// The request in XML is not a PROLOG, though its sender says who it is.
pub const NO_CONTACT: &str = "Not a legacy CONTACT";
/// The PROLOG of an agent that says who it is does not say of which device it is.
pub const CONTACT_WITHOUT_ID: &str = "No deviceid in CONTACT";
/// The PROLOG of another agent does not name its device.
pub const PROLOG_WITHOUT_ID: &str = "PROLOG query without deviceid";
/// The inventory does not name its device.
pub const INVENTORY_WITHOUT_ID: &str = "INVENTORY query without deviceid";
/// Too many requests are held.
pub const TOO_MANY: &str = "Too Many Requests";
/// The request could not be taken in.
pub const STORING: &str = "Proxy storing failure";

/// All texts that real proxies are known to send but two, which name something of their
/// own: the server (`Inventory not sent to …`) and the type of a gzip body that does not
/// inflate (`Unsupported … Content-type`).
pub const ALL: [&str; 24] = [
    NO_CONTENT_TYPE,
    NO_CONTENT,
    CONTENT_TYPE,
    CONTENT,
    REQUEST,
    UNKNOWN,
    FOREIGN,
    JSON,
    XML,
    QUERY,
    NO_CONTACT,
    CONTACT_WITHOUT_ID,
    PROLOG_WITHOUT_ID,
    INVENTORY_WITHOUT_ID,
    TOO_MANY,
    STORING,
    "Proxy local store missing",
    "Proxy local store not set",
    "Proxy failed to store json",
    "Proxy failed to store datas",
    "No local storage for inventory",
    "Proxy cannot store content",
    "Proxy content store failure",
    "Server configuration missing",
];
