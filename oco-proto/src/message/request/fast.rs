//! Requests as real agents write them, read in one go.

use super::{Call, Envelope, Params, Request};
use crate::fast::{Fast, Reader};
use crate::message::Gap;
use crate::{Limits, Method};

/// The request, if version, id and method stand before `params`, as real agents write
/// them, and nothing is wrong with it.
pub(super) fn request<'a>(text: &'a str, limits: &Limits) -> Option<Request<'a>> {
    let mut reader = Reader::new(text, limits);
    let mut envelope = Envelope::default();
    let mut rest = None;
    let mut is_more = reader.open(b'{', b'}')?;
    while is_more {
        match reader.name()? {
            "params" if rest.is_none() => {
                envelope.check(text.len()).ok()?;
                let named = Method::of_name(envelope.method.as_str()?)?;
                let (params, call) = params(&mut reader, named.0)?;
                rest = Some((named, params, call));
            }
            "params" => return None,
            name => envelope.member(name, &mut reader)?,
        }
        is_more = reader.more(b'}')?;
    }
    reader.end()?;
    let (named, params, call) = rest?;
    Some(Request::of_parts(envelope, params, named, call, Gap::Given))
}

/// The members of `params`, with `data` read as what the method says.
fn params<'a>(reader: &mut Reader<'a>, method: Method) -> Option<(Params<'a>, Call<'a>)> {
    let mut params = Params::default();
    let mut call = None;
    let mut is_more = reader.open(b'{', b'}')?;
    while is_more {
        match reader.name()? {
            "data" if call.is_none() => call = Some(data(reader, method)?),
            "data" => return None,
            name => params.member(name, reader)?,
        }
        is_more = reader.more(b'}')?;
    }
    params.hostname.is_set().then_some((params, call?))
}

fn data<'a>(reader: &mut Reader<'a>, method: Method) -> Option<Call<'a>> {
    Some(match method {
        Method::Hello => Call::Hello(Fast::fast(reader)?),
        Method::Update => Call::Update(Box::new(Fast::fast(reader)?)),
        Method::JobState => Call::JobState(Fast::fast(reader)?),
        Method::Events => Call::Events(Fast::fast(reader)?),
        Method::Passwords => Call::Passwords(Fast::fast(reader)?),
        // All that it says stands beside the data.
        Method::Download => return None,
    })
}
