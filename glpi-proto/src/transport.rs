//! HTTP's part: bodies, their compression and content type, and the protocol's headers.

pub(crate) mod body;
pub(crate) mod compression;
pub(crate) mod content_type;
pub(crate) mod format;
pub(crate) mod headers;
pub(crate) mod inflate;
pub(crate) mod payload;
pub(crate) mod proxy_chain;
pub(crate) mod request_id;

mod compress;
mod foreign;
