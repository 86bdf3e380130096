//! What an agent asks for: one model for all dialects.

mod fast;

use serde::ser::{Serialize, Serializer};

use super::written::{Stamp, Written};
use super::{Download, Events, Gap, Hello, Host, Id, Inventory, JobState, Passwords, check, write};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Snippet};
use crate::fast::WriteFast;
use crate::json;
use crate::scalar::{Int, Real, Scalar, Text};
use crate::secret::Hidden;
use crate::wire::{Any, Extra, IntoOwned, Member, Raw, wire};
use crate::{CONTENT_TYPE, Dialect, Limits, Method};

/// A request, in whichever dialect.
#[derive(Debug, Clone, PartialEq)]
pub struct Request<'a> {
    /// The request's id.
    pub id: Id<'a>,
    /// Who sends it.
    pub host: Host<'a>,
    /// The agent's key in clear: plaintext dialects only.
    pub agent_key: Hidden,
    /// The key that all clients shared before the first release.
    pub client_key: Hidden,
    /// Unix seconds, HMAC dialect: has to grow from request to request.
    pub timestamp: Real<'a>,
    /// What it asks for.
    pub call: Call<'a>,
    /// Members of `params` that nobody has described.
    pub extra: Extra,
    /// Members beside `params` that nobody has described.
    pub envelope_extra: Extra,
    pub(super) jsonrpc: Scalar<'a>,
    dialect: Dialect,
    pub(super) data: Gap,
    /// The client dialect's place for the host's name.
    host_in_data: bool,
}

/// What a request asks for, with what it says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Call<'a> {
    /// "Here I am".
    Hello(Hello<'a>),
    /// The inventory.
    Update(Box<Inventory<'a>>),
    /// The state of a job.
    JobState(JobState<'a>),
    /// Events of the system log.
    Events(Events<'a>),
    /// New passwords.
    Passwords(Passwords<'a>),
    /// A package, please.
    Download(Download<'a>),
}

impl Call<'_> {
    /// Its method.
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

    fn untyped(&self) -> usize {
        match self {
            Self::Hello(data) => data.untyped(),
            Self::Update(data) => data.untyped(),
            Self::JobState(data) => data.untyped(),
            Self::Events(data) => data.untyped(),
            Self::Passwords(data) => data.untyped(),
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

/// Writes `data`. A download has none.
impl Serialize for Call<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Hello(data) => data.serialize(serializer),
            Self::Update(data) => data.serialize(serializer),
            Self::JobState(data) => data.serialize(serializer),
            Self::Events(data) => data.serialize(serializer),
            Self::Passwords(data) => data.serialize(serializer),
            Self::Download(_) => serializer.serialize_unit(),
        }
    }
}

impl WriteFast for Call<'_> {
    fn write_fast(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        match self {
            Self::Hello(data) => data.write_fast(out),
            Self::Update(data) => data.write_fast(out),
            Self::JobState(data) => data.write_fast(out),
            Self::Events(data) => data.write_fast(out),
            Self::Passwords(data) => data.write_fast(out),
            Self::Download(_) => serde_json::to_writer(out, self),
        }
    }
}

wire! {
    envelope struct Envelope<'a> {
        jsonrpc: Scalar<'a> = "jsonrpc",
        id: Any<'a> = "id",
        method: Text<'a> = "method",
        params: Raw<'a> = "params",
    }
}

wire! {
    envelope struct Params<'a> {
        uid: Text<'a> = "uid",
        hostname: Text<'a> = "hostname",
        agent_key: Hidden = "agent-key",
        client_key: Hidden = "client-key",
        timestamp: Real<'a> = "timestamp",
        package_id: Int<'a> = "package-id",
        data: Raw<'a> = "data",
    }
}

impl Envelope<'_> {
    /// Whether version, id and method are there as they have to be. `end` is the body's
    /// length, where an error is.
    fn check(&self, end: usize) -> Result<(), DecodeError> {
        let missing = |name: &str| Err(DecodeError::new(DecodeErrorKind::Missing(name.to_owned()), end, ""));
        if !self.jsonrpc.is_set() {
            return missing("jsonrpc");
        }
        // PHP compares loosely: 2 and "2" are "2.0" as well (OCO-020).
        if self.jsonrpc.to_f64() != Some(2.0) && self.jsonrpc != Scalar::Bool(true) {
            return Err(DecodeError::new(DecodeErrorKind::Version, end, "jsonrpc"));
        }
        if matches!(self.id, Any::Absent | Any::Other(serde_json::Value::Null)) {
            return missing("id");
        }
        if self.method.is_set() { Ok(()) } else { missing("method") }
    }
}

impl<'a> Request<'a> {
    /// A request without keys and timestamp: those are the trust machine's to add.
    #[must_use]
    pub fn new(host: Host<'a>, call: Call<'a>) -> Self {
        // A download says all beside the data.
        let data = if call.method() == Method::Download { Gap::Absent } else { Gap::Given };
        Self {
            id: Any::Other(1.into()),
            host,
            agent_key: Hidden::default(),
            client_key: Hidden::default(),
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

    /// "Here I am".
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

    /// A package, please.
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
    /// If the body goes over a limit, is not JSON, is no request of version 2.0, has an
    /// unknown method, lacks what the method needs, or a member holds something else
    /// than it should.
    pub fn decode(body: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let text = json::uncounted(body, limits)?;
        let quick = if json::has_few_values(text, limits) { fast::request(text, limits) } else { None };
        match quick {
            Some(request) => Ok(request),
            None => Self::decode_generally(text, limits),
        }
    }

    /// Reads a request of any layout, and says what is wrong with it.
    fn decode_generally(text: &'a str, limits: &Limits) -> Result<Self, DecodeError> {
        json::count(text, limits)?;
        let envelope: Envelope<'a> = json::parse(text, text, "")?;
        let error = |kind, path: &str| Err(DecodeError::new(kind, text.len(), path));
        let missing = |name: &str, path: &str| error(DecodeErrorKind::Missing(name.to_owned()), path);
        envelope.check(text.len())?;
        let params = match envelope.params.as_str() {
            Some(part) if envelope.params.is_set() => part,
            _ => return missing("params", ""),
        };
        let name = envelope.method.as_str().unwrap_or("");
        let Some(named) = Method::of_name(name) else {
            return error(DecodeErrorKind::UnknownMethod(Snippet::of(name.as_bytes())), "method");
        };
        let mut params: Params<'a> = json::parse(text, params, "params")?;
        let host_in_data =
            params.hostname.as_scalar().is_absent() && spoken(named, &params) == Dialect::Client;
        if !params.hostname.is_set() && !host_in_data {
            return missing("hostname", "params");
        }
        let path = "params.data";
        let (part, data) = Gap::of(params.data);
        let mut call = match named.0 {
            Method::Hello => Call::Hello(json::parse(text, part, path)?),
            Method::Update => Call::Update(json::parse(text, part, path)?),
            Method::JobState => Call::JobState(json::parse(text, part, path)?),
            Method::Events => Call::Events(json::parse(text, part, path)?),
            Method::Passwords => Call::Passwords(json::parse(text, part, path)?),
            Method::Download if !params.package_id.is_set() => return missing("package-id", "params"),
            Method::Download => {
                if let Some(data) = params.data.as_str() {
                    params.extra.insert("data", json::parse(text, data, path)?);
                }
                Call::Download(Download::new(std::mem::take(&mut params.package_id)))
            }
        };
        if host_in_data {
            params.hostname = call.take_hostname();
            // A job's id alone has to tell which host it is.
            if !params.hostname.is_set() && named.0 != Method::JobState {
                return missing("hostname", path);
            }
        }
        let request = Self { host_in_data, ..Self::of_parts(envelope, params, named, call, data) };
        if request.lacks_return_code() { missing("return-code", path) } else { Ok(request) }
    }

    /// Whether it is a job state without a return code, which only servers before 0.4.0
    /// take (OCO-051).
    fn lacks_return_code(&self) -> bool {
        match &self.call {
            Call::JobState(state) => {
                state.return_code.as_scalar().is_absent() && self.dialect > Dialect::Flat
            }
            _ => false,
        }
    }

    /// Whether the host's name stands in the data when it is written in this dialect: as it
    /// was read, or as servers of that time want it (OCO-013).
    pub(super) fn has_host_in_data(&self, dialect: Dialect) -> bool {
        let as_read = self.dialect != Dialect::Client || self.host_in_data;
        dialect == Dialect::Client && as_read && matches!(self.call, Call::Hello(_) | Call::Update(_))
    }

    /// What was read, put together. `named` is what the method's name means.
    fn of_parts(
        envelope: Envelope<'a>,
        mut params: Params<'a>,
        named: (Method, Dialect),
        call: Call<'a>,
        data: Gap,
    ) -> Self {
        let dialect = spoken(named, &params);
        if !params.package_id.is_absent() {
            let stray = serde_json::to_value(&params.package_id).unwrap_or_default();
            params.extra.insert("package-id", stray);
        }
        Self {
            id: envelope.id,
            host: Host { hostname: params.hostname, uid: params.uid },
            agent_key: params.agent_key,
            client_key: params.client_key,
            timestamp: params.timestamp,
            call,
            extra: params.extra,
            envelope_extra: envelope.extra,
            jsonrpc: envelope.jsonrpc,
            dialect,
            data,
            host_in_data: false,
        }
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
            return Err(DecodeError::new(DecodeErrorKind::ContentType, 0, ""));
        }
        Self::decode(body, limits)
    }

    /// Appends the request to `dst`, which stays as it is on an error.
    ///
    /// # Errors
    /// If the dialect does not have the method, a member or a value.
    pub fn encode(&self, dialect: Dialect, dst: &mut Vec<u8>) -> Result<(), EncodeError> {
        check::request(self, dialect)?;
        write(dst, |dst| Written { request: self, dialect, stamp: Stamp::of(self) }.write(dst))
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
        write(dst, |dst| Written { request: self, dialect, stamp }.write(dst))
    }

    /// Appends the request to `dst` just as it was read, whether that fits a dialect or
    /// not: for programs that pass requests on.
    ///
    /// # Errors
    /// Never, as far as anybody knows: what was read can be written.
    pub fn encode_as_read(&self, dst: &mut Vec<u8>) -> Result<(), EncodeError> {
        let written = Written { request: self, dialect: self.dialect, stamp: Stamp::of(self) };
        write(dst, |dst| written.write(dst))
    }

    /// How many members nobody has described are in it.
    #[must_use]
    pub fn untyped(&self) -> usize {
        self.call.untyped().saturating_add(self.extra.len()).saturating_add(self.envelope_extra.len())
    }

    /// The same, detached from the body.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        Request {
            id: self.id.into_owned(),
            host: Host { hostname: self.host.hostname.into_owned(), uid: self.host.uid.into_owned() },
            agent_key: self.agent_key,
            client_key: self.client_key,
            timestamp: self.timestamp.into_owned(),
            call: self.call.into_owned(),
            extra: self.extra,
            envelope_extra: self.envelope_extra,
            jsonrpc: self.jsonrpc.into_owned(),
            dialect: self.dialect,
            data: self.data,
            host_in_data: self.host_in_data,
        }
    }
}

/// The dialect of a request, from the oldest that has its method's name and from the
/// keys in it (OCO-012).
fn spoken((method, oldest): (Method, Dialect), params: &Params<'_>) -> Dialect {
    let has_key = !params.agent_key.is_absent();
    match oldest {
        Dialect::Client if has_key => Dialect::Flat,
        // Its old name says it all.
        Dialect::DottedEarly if method == Method::JobState => Dialect::DottedEarly,
        Dialect::DottedEarly | Dialect::Dotted if !has_key => Dialect::Hmac,
        // `oco.agent.hello` is as old as the early names, but agents that send a uid are not.
        Dialect::DottedEarly if !params.uid.is_absent() => Dialect::Dotted,
        oldest => oldest,
    }
}
