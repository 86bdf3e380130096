//! Requests of agents: one model for all dialects.

mod read;

use super::written::{Stamp, Written};
use super::{Download, Events, Gap, Hello, Host, Id, Inventory, JobState, Passwords, check};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::json::Member;
use crate::scalar::{Real, Scalar, Text};
use crate::secret::Hidden;
use crate::wire::Extra;
use crate::{CONTENT_TYPE, Dialect, Limits, Method};

/// A request, in whichever dialect.
#[derive(Debug, Clone, PartialEq)]
pub struct Request<'a> {
    /// The request's id.
    pub id: Id<'a>,
    /// The sender.
    pub host: Host<'a>,
    /// The agent's key in clear: plaintext dialects only.
    pub agent_key: Hidden,
    /// The key that all clients shared before the first release.
    pub client_key: Hidden,
    /// Unix seconds, HMAC dialect: has to grow from request to request.
    pub timestamp: Real<'a>,
    /// Returns the method.
    pub call: Call<'a>,
    /// Unknown members of `params`.
    pub extra: Extra<'a>,
    /// Unknown members next to `params`.
    pub envelope_extra: Extra<'a>,
    pub(super) jsonrpc: Scalar<'a>,
    dialect: Dialect,
    pub(super) data: Gap,
    /// The client dialect's place for the host's name.
    host_in_data: bool,
}

/// The method of a request, with its data.
#[derive(Debug, Clone, PartialEq)]
pub enum Call<'a> {
    /// The contact at regular intervals.
    Hello(Hello<'a>),
    /// The inventory.
    Update(Box<Inventory<'a>>),
    /// The state of a job.
    JobState(JobState<'a>),
    /// Events of the system log.
    Events(Events<'a>),
    /// New passwords.
    Passwords(Passwords<'a>),
    /// A package.
    Download(Download<'a>),
}

impl Call<'_> {
    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> Method {
        match self {
            Self::Hello(_) => Method::Hello,
            Self::Update(_) => Method::Update,
            Self::JobState(_) => Method::JobState,
            Self::Events(_) => Method::Events,
            Self::Passwords(_) => Method::Passwords,
            Self::Download(_) => Method::Download,
        }
    }

    /// The version that the agent says it has.
    pub(crate) fn agent_version(&self) -> Option<&Text<'_>> {
        match self {
            Self::Hello(hello) => Some(&hello.agent_version),
            Self::Update(inventory) => Some(&inventory.agent_version),
            _ => None,
        }
    }

    fn unknown_members(&self) -> usize {
        match self {
            Self::Hello(data) => data.unknown_members(),
            Self::Update(data) => data.unknown_members(),
            Self::JobState(data) => data.unknown_members(),
            Self::Events(data) => data.unknown_members(),
            Self::Passwords(data) => data.unknown_members(),
            Self::Download(_) => 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Hello(data) => data.is_empty(),
            Self::Update(data) => data.is_empty(),
            _ => false,
        }
    }

    /// Appends `data`. A download has none.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Hello(data) => data.write(out),
            Self::Update(data) => data.write(out),
            Self::JobState(data) => data.write(out),
            Self::Events(data) => data.write(out),
            Self::Passwords(data) => data.write(out),
            Self::Download(_) => out.extend_from_slice(b"null"),
        }
    }

    fn into_owned(self) -> Call<'static> {
        match self {
            Self::Hello(data) => Call::Hello(data.into_owned()),
            Self::Update(data) => Call::Update(Box::new(data.into_owned())),
            Self::JobState(data) => Call::JobState(data.into_owned()),
            Self::Events(data) => Call::Events(data.into_owned()),
            Self::Passwords(data) => Call::Passwords(data.into_owned()),
            Self::Download(data) => Call::Download(data.into_owned()),
        }
    }
}

impl<'a> Request<'a> {
    /// A request without keys and timestamp: those are the trust machine's to add.
    #[must_use]
    pub fn new(host: Host<'a>, call: Call<'a>) -> Self {
        // A download has no data.
        let data = if call.method() == Method::Download { Gap::Absent } else { Gap::Given };
        Self {
            id: 1_i64.into(),
            host,
            agent_key: Hidden::Absent,
            client_key: Hidden::Absent,
            timestamp: Real::default(),
            call,
            extra: Extra::default(),
            envelope_extra: Extra::default(),
            jsonrpc: Scalar::Text("2.0".into()),
            dialect: Dialect::default(),
            data,
            host_in_data: false,
        }
    }

    /// The contact at regular intervals.
    #[must_use]
    pub fn hello(host: Host<'a>, hello: Hello<'a>) -> Self {
        Self::new(host, Call::Hello(hello))
    }

    /// The inventory.
    #[must_use]
    pub fn update(host: Host<'a>, inventory: Inventory<'a>) -> Self {
        Self::new(host, Call::Update(Box::new(inventory)))
    }

    /// The state of a job.
    #[must_use]
    pub fn job_state(host: Host<'a>, state: JobState<'a>) -> Self {
        Self::new(host, Call::JobState(state))
    }

    /// Events of the system log.
    #[must_use]
    pub fn events(host: Host<'a>, events: Events<'a>) -> Self {
        Self::new(host, Call::Events(events))
    }

    /// New passwords.
    #[must_use]
    pub fn passwords(host: Host<'a>, passwords: Passwords<'a>) -> Self {
        Self::new(host, Call::Passwords(passwords))
    }

    /// A package.
    #[must_use]
    pub fn download(host: Host<'a>, download: Download<'a>) -> Self {
        Self::new(host, Call::Download(download))
    }

    /// The dialect in which it was read, as far as the bytes tell; HMAC for one that was
    /// made.
    ///
    /// Names and keys tell: a dotted request with a key in clear is of the dotted
    /// dialect, one without of the HMAC dialect. Whether it is signed is not part of the
    /// body.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Reads a request of any dialect. A server checks the content type as well: see
    /// [`decode_body`](Self::decode_body).
    ///
    /// # Errors
    /// If the body goes over a limit, is not JSON, is not a request of version 2.0, has an
    /// unknown method, lacks what the method needs, or a member holds something else
    /// than it should.
    pub fn decode(body: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        read::request(body, limits).map_err(|error| *error)
    }

    /// Returns true for a job state without a return code, which only servers before 0.4.0
    /// take (OCO-051).
    fn lacks_return_code(&self) -> bool {
        match &self.call {
            Call::JobState(state) => {
                state.return_code.as_scalar().is_absent() && self.dialect > Dialect::Flat
            }
            _ => false,
        }
    }

    /// Returns true if the host's name is in the data when it is written in this dialect: as it
    /// was read, or as servers of that time want it (OCO-013).
    pub(super) fn has_host_in_data(&self, dialect: Dialect) -> bool {
        let as_read = self.dialect != Dialect::Client || self.host_in_data;
        dialect == Dialect::Client && as_read && matches!(self.call, Call::Hello(_) | Call::Update(_))
    }

    /// Reads a request like a server: its content type has to be exactly
    /// `application/json`, without a charset (OCO-021).
    ///
    /// # Errors
    /// As [`decode`](Self::decode), or if the content type is another.
    pub fn decode_body(
        content_type: Option<&str>,
        body: &'a [u8],
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        if content_type != Some(CONTENT_TYPE) {
            return Err(DecodeError::new(DecodeErrorKind::ContentType, 0));
        }
        Self::decode(body, limits)
    }

    /// Appends the request to `dst`, which stays as it is on an error.
    ///
    /// # Errors
    /// If the dialect does not have the method, a member or a value.
    pub fn encode(&self, dialect: Dialect, dst: &mut Vec<u8>) -> Result<(), EncodeError> {
        check::request(self, dialect)?;
        Written { request: self, dialect, stamp: Stamp::from_request(self) }.write(dst);
        Ok(())
    }

    /// As [`encode`](Self::encode), with the trust machine's marks instead of the
    /// request's own.
    pub(crate) fn encode_stamped(
        &self,
        dialect: Dialect,
        stamp: Stamp<'_>,
        dst: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        check::request(self, dialect)?;
        Written { request: self, dialect, stamp }.write(dst);
        Ok(())
    }

    /// Appends the request to `dst` as it was read, whether that fits a dialect or not: for
    /// programs that pass requests on.
    pub fn encode_as_read(&self, dst: &mut Vec<u8>) {
        Written { request: self, dialect: self.dialect, stamp: Stamp::from_request(self) }.write(dst);
    }

    /// The number of unknown members in it.
    #[must_use]
    pub fn unknown_members(&self) -> usize {
        self.call.unknown_members().saturating_add(self.extra.len()).saturating_add(self.envelope_extra.len())
    }

    /// Detaches the value from the body.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        Request {
            id: self.id.into_owned(),
            host: Host { hostname: self.host.hostname.into_owned(), uid: self.host.uid.into_owned() },
            agent_key: self.agent_key,
            client_key: self.client_key,
            timestamp: self.timestamp.into_owned(),
            call: self.call.into_owned(),
            extra: self.extra.into_owned(),
            envelope_extra: self.envelope_extra.into_owned(),
            jsonrpc: self.jsonrpc.into_owned(),
            dialect: self.dialect,
            data: self.data,
            host_in_data: self.host_in_data,
        }
    }
}
