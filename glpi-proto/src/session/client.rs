//! The settings that all dialogues of an agent share.

use crate::compat::Compat;
use crate::limits::Limits;
use crate::transport::headers::Headers;

/// The settings of an agent's dialogues with one server: its headers, and what it accepts.
///
/// ```
/// use glpi_proto::{AgentId, Body, Client, Compression, Exchange, Format, Headers, Limits};
/// let client = Client::new(Headers::new(AgentId::from_bytes([7; 16])))
///     .with_limits(Limits::DEFAULT.with_body_len(1 << 20));
/// let body = Body::compress(r#"{"action":"inventory"}"#, Format::Json, Compression::Zlib)?;
/// let (outgoing, exchange) = Exchange::<glpi_proto::Answer>::start(&client, body);
/// assert_eq!(exchange.polls(), 0);
/// # Ok::<(), glpi_proto::EncodeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) headers: Headers,
    pub(super) limits: Limits,
    pub(super) compat: Compat,
    pub(super) max_retries: u32,
}

impl Client {
    /// Number of times that a [`Submission`](crate::Submission) is repeated by default.
    pub const DEFAULT_RETRIES: u32 = 24;

    /// Creates the settings of an agent that sends these headers.
    #[must_use]
    pub fn new(headers: Headers) -> Self {
        Self {
            headers,
            limits: Limits::DEFAULT,
            compat: Compat::Documented,
            max_retries: Self::DEFAULT_RETRIES,
        }
    }

    /// Sets the bounds on answers.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the meaning of HTTP statuses. With [`Compat::Deployed`] an answer with a status
    /// other than 2xx is an error whatever its body says, as it is to real agents; else the
    /// body's status decides and the HTTP status counts where there is none.
    #[must_use]
    pub fn with_compat(mut self, compat: Compat) -> Self {
        self.compat = compat;
        self
    }

    /// Sets the maximum number of times that a [`Submission`](crate::Submission) is repeated.
    #[must_use]
    pub fn with_max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }
}
