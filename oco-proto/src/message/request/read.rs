//! Requests, read in one go.

use super::{Call, Request};
use crate::error::{DecodeErrorKind, Snippet};
use crate::json::{Member, Read, Reader, in_member, object};
use crate::message::{Download, Gap, Host};
use crate::scalar::{Int, Real, Scalar, Text};
use crate::secret::Hidden;
use crate::wire::Any;
use crate::{Dialect, Limits, Method};

object! {
    envelope struct Envelope<'a> {
        jsonrpc: Scalar<'a> = "jsonrpc",
        id: Any<'a> = "id",
        method: Text<'a> = "method",
    }
}

object! {
    envelope struct Params<'a> {
        uid: Text<'a> = "uid",
        hostname: Text<'a> = "hostname",
        agent_key: Hidden = "agent-key",
        client_key: Hidden = "client-key",
        timestamp: Real<'a> = "timestamp",
        package_id: Int<'a> = "package-id",
    }
}

/// A method, and the oldest dialect that has its name.
type Named = (Method, Dialect);

/// The value of `params`.
#[derive(Default)]
struct Given<'a> {
    params: Params<'a>,
    call: Option<Call<'a>>,
    data: Gap,
}

/// Reads a body.
///
/// The method decides what `params` are. Where it comes after them it is guessed; if the
/// guess was wrong, they are read again from the place that was kept.
pub(super) fn request<'a>(body: &'a [u8], limits: &Limits) -> Read<Request<'a>> {
    let mut reader = Reader::new(body, limits)?;
    let mut envelope = Envelope::default();
    let (mut place, mut given) = (None, None);
    let (mut version_at, mut method_at) = (reader, reader);
    reader.members(|reader, name| {
        match &*name {
            "jsonrpc" => version_at = *reader,
            "method" => method_at = *reader,
            _ => {}
        }
        if name != "params" {
            return envelope.member(name, reader);
        }
        if place.replace(*reader).is_some() {
            return Err(reader.duplicate("params"));
        }
        match envelope.method.as_str().and_then(Method::from_name) {
            Some(method) => given = read_params(reader, method)?.map(|given| (method, given)),
            None => given = guess_params(reader, body)?,
        }
        Ok(())
    })?;
    reader.end()?;
    let method = envelope.check(&reader, &version_at, &method_at)?;
    let place = place.filter(|place| !place.is_null()).ok_or_else(|| missing(&reader, "params"))?;
    let given = match given {
        Some((guess, given)) if guess == method => given,
        _ => read_params(&mut { place }, method)?.unwrap_or_default(),
    };
    finish(envelope, given, method, &place)
}

/// Takes `params` as those of the method whose name is near the end of the body.
fn guess_params<'a>(reader: &mut Reader<'a>, body: &'a [u8]) -> Read<Option<(Named, Given<'a>)>> {
    const NEAR: usize = 256;
    let (_, tail) = body.split_at_checked(body.len().saturating_sub(NEAR)).unwrap_or_default();
    let mut words = tail.rsplit(|byte| *byte == b'"').filter_map(|word| std::str::from_utf8(word).ok());
    if let Some(method) = words.find_map(Method::from_name) {
        let mut ahead = *reader;
        if let Ok(Some(given)) = read_params(&mut ahead, method) {
            *reader = ahead;
            return Ok(Some((method, given)));
        }
    }
    reader.pass().map(|()| None)
}

impl Envelope<'_> {
    /// Checks version, id and method, and returns the method that the name means. A missing
    /// member is an error at the end.
    fn check(&self, end: &Reader<'_>, version_at: &Reader<'_>, method_at: &Reader<'_>) -> Read<Named> {
        if !self.jsonrpc.is_set() {
            return Err(missing(end, "jsonrpc"));
        }
        // PHP compares loosely: 2 and "2" are "2.0" as well (OCO-020).
        if self.jsonrpc.to_f64() != Some(2.0) && self.jsonrpc != Scalar::Bool(true) {
            return Err(in_member(version_at.fault(DecodeErrorKind::Version), "jsonrpc"));
        }
        if !self.id.is_set() {
            return Err(missing(end, "id"));
        }
        if !self.method.is_set() {
            return Err(missing(end, "method"));
        }
        let Some(name) = self.method.as_str() else {
            let mut at = *method_at;
            return Err(in_member(at.unexpected("the name of a method"), "method"));
        };
        Method::from_name(name).ok_or_else(|| {
            let unknown = DecodeErrorKind::UnknownMethod(Snippet::new(name.as_bytes()));
            in_member(method_at.fault(unknown), "method")
        })
    }
}

#[cold]
fn missing(at: &Reader<'_>, name: &'static str) -> Box<crate::DecodeError> {
    at.fault(DecodeErrorKind::Missing(name))
}

/// Takes `params`; `None` for `null`.
fn read_params<'a>(reader: &mut Reader<'a>, (method, _): Named) -> Read<Option<Given<'a>>> {
    if reader.is_null() {
        return reader.word("null").map(|()| None);
    }
    let mut given = Given::default();
    let read = reader.members(|reader, name| {
        if name != "data" || method == Method::Download {
            return given.params.member(name, reader);
        }
        if given.data != Gap::Absent {
            return Err(reader.duplicate("data"));
        }
        (given.data, given.call) = read_data(reader, method).map_err(|error| in_member(error, "data"))?;
        Ok(())
    });
    read.map(|_| Some(given)).map_err(|error| in_member(error, "params"))
}

/// Takes `data`, as the method decides.
fn read_data<'a>(reader: &mut Reader<'a>, method: Method) -> Read<(Gap, Option<Call<'a>>)> {
    if reader.is_null() {
        return reader.word("null").map(|()| (Gap::Null, None));
    }
    let call = match method {
        Method::Hello => Call::Hello(Member::read(reader)?),
        Method::Update => Call::Update(Box::new(Member::read(reader)?)),
        Method::JobState => Call::JobState(Member::read(reader)?),
        Method::Events => Call::Events(Member::read(reader)?),
        Method::Passwords => Call::Passwords(Member::read(reader)?),
        Method::Download => Call::Download(Download::default()),
    };
    Ok((Gap::Given, Some(call)))
}

/// Puts together what was read. `at` is the place of `params`, where errors are.
fn finish<'a>(
    envelope: Envelope<'a>,
    Given { mut params, call, mut data }: Given<'a>,
    named: Named,
    at: &Reader<'a>,
) -> Read<Request<'a>> {
    let (method, _) = named;
    let dialect = spoken(named, &params);
    let host_in_data = params.hostname.as_scalar().is_absent() && dialect == Dialect::Client;
    let in_params = |error| in_member(error, "params");
    let in_data = |error| in_params(in_member(error, "data"));
    if !params.hostname.is_set() && !host_in_data {
        return Err(in_params(missing(at, "hostname")));
    }
    let mut call = match call {
        Some(call) => call,
        // What is missing reads like an empty object (OCO-023).
        None => match read_data(&mut at.at_nothing(), method)
            .map_err(|error| in_data(Box::new(error.at(at.offset()))))?
        {
            (_, Some(call)) => call,
            (_, None) => return Err(in_data(missing(at, "data"))),
        },
    };
    if let Call::Download(download) = &mut call {
        if !params.package_id.is_set() {
            return Err(in_params(missing(at, "package-id")));
        }
        download.package_id = std::mem::take(&mut params.package_id);
        data = Gap::Absent;
    } else if !params.package_id.is_absent() {
        params.extra.insert("package-id", std::mem::take(&mut params.package_id).as_scalar().clone());
    }
    if host_in_data {
        params.hostname = call.take_hostname();
        // A job's id alone has to tell which host it is.
        if !params.hostname.is_set() && method != Method::JobState {
            return Err(in_data(missing(at, "hostname")));
        }
    }
    let request = Request {
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
        host_in_data,
    };
    if request.lacks_return_code() { Err(in_data(missing(at, "return-code"))) } else { Ok(request) }
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
