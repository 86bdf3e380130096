//! The judgement on a POST: what real proxies look at, in their order (GLPI-169).

use super::reason;
use crate::compat::Compat;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Json, Members, Reader};
use crate::limits::{self, Limits};
use crate::message::{Message, Request, XmlRequest};
use crate::transport::body::Body;
use crate::transport::content_type::ContentType;
use crate::transport::format::Format;
use crate::transport::headers::Headers;
use crate::transport::payload::Payload;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// It is not a message for this proxy.
    Refuse(&'static str),
    /// A PROLOG of an agent that says who it is: it is asked for CONTACT (GLPI-162).
    AskForContact,
    /// A PROLOG of an agent that does not: it is answered in XML.
    AnswerProlog,
    /// It goes on, and its sender comes back for the answer.
    Forward,
    /// It goes on, and its sender does not come back.
    ForwardAndForget,
}

use Judgement::{AnswerProlog, AskForContact, Forward, ForwardAndForget, Refuse};

pub(super) fn judge(headers: &Headers, body: &Body, limits: &Limits, compat: Compat) -> Judgement {
    let named = headers.agent_id.is_some();
    if headers.crypto_key_id.is_some() && named {
        // Nothing is read of it, but it is held and forwarded.
        return match limits::check("body length", body.bytes().len() as u64, limits.body_len()) {
            Ok(()) => Forward,
            Err(_) => Refuse(reason::CONTENT),
        };
    }
    let Some(content_type) = body.content_type() else {
        return Refuse(reason::NO_CONTENT_TYPE);
    };
    if body.is_empty() {
        return Refuse(reason::NO_CONTENT);
    }
    let payload = match body.open(limits) {
        Ok(payload) => payload,
        Err(error) => return Refuse(unreadable(&error, content_type, named)),
    };
    if compat == Compat::Deployed && !is_read(content_type, payload.format(), named) {
        return Refuse(if named { reason::FOREIGN } else { reason::CONTENT_TYPE });
    }
    match (payload.format(), named) {
        (Format::Json, true) => json(&payload, limits),
        (Format::Json, false) => Refuse(reason::CONTENT_TYPE),
        (Format::Xml, true) => named_xml(&payload, limits, compat),
        (Format::Xml, false) => xml(&payload, limits, compat),
    }
}

/// Returns the reason for which a body cannot be opened.
fn unreadable(error: &DecodeError, content_type: &ContentType, named: bool) -> &'static str {
    match error.kind() {
        DecodeErrorKind::Limit(_) => reason::CONTENT,
        DecodeErrorKind::Inflate { .. } | DecodeErrorKind::Unavailable(_) => reason::CONTENT_TYPE,
        DecodeErrorKind::Syntax(error) if !named && error.language() == "XML" => reason::XML,
        _ if !named => reason::CONTENT,
        _ if content_type.format() == Some(Format::Json) => reason::JSON,
        _ => reason::FOREIGN,
    }
}

/// Returns true if real proxies read a body of this type, which they compare whole: they inflate
/// zlib and gzip alone, and a type with a parameter is unknown.
fn is_read(content_type: &ContentType, format: Format, named: bool) -> bool {
    let is = |name: &str| content_type.as_str().eq_ignore_ascii_case(name);
    let compressed = ["application/x-compress", "application/x-compress-zlib", "application/x-compress-gzip"];
    compressed.into_iter().any(is)
        || match (format, named) {
            (Format::Json, _) => is("application/json"),
            (Format::Xml, true) => !is("application/json"),
            (Format::Xml, false) => is("application/xml"),
        }
}

/// A relay looks no further than it must: what its server makes of the members is for the
/// server to say.
fn json(payload: &Payload<'_>, limits: &Limits) -> Judgement {
    match action(&mut Reader::new(payload.text(), limits)) {
        Ok(None | Some(b'"' | b'n')) => Forward,
        Err(error) if error.is_limit() => Refuse(reason::CONTENT),
        _ => Refuse(reason::JSON),
    }
}

/// Checks that a text is one object, and returns the first byte of its `action`.
fn action(reader: &mut Reader<'_, '_>) -> Result<Option<u8>, DecodeError> {
    let action = reader.member("action")?.and_then(|action| action.peek());
    Members::read(reader)?;
    reader.finish()?;
    Ok(action)
}

fn named_xml(payload: &Payload<'_>, limits: &Limits, compat: Compat) -> Judgement {
    match Request::decode(payload, limits) {
        Ok(Request::Prolog(prolog)) if !prolog.device_id.is_empty() => AskForContact,
        Ok(Request::Prolog(_)) => Refuse(reason::CONTACT_WITHOUT_ID),
        Err(error) if lacks_id(&error) => Refuse(reason::CONTACT_WITHOUT_ID),
        Ok(_) if compat == Compat::Deployed => Refuse(reason::NO_CONTACT),
        Ok(_) => Forward,
        Err(error) if error.is_limit() => Refuse(reason::CONTENT),
        Err(_) => Refuse(reason::FOREIGN),
    }
}

fn xml(payload: &Payload<'_>, limits: &Limits, compat: Compat) -> Judgement {
    match Request::decode(payload, limits) {
        Ok(Request::Prolog(prolog)) if !prolog.device_id.is_empty() => AnswerProlog,
        Ok(Request::Prolog(_)) => Refuse(reason::PROLOG_WITHOUT_ID),
        Err(error) if lacks_id(&error) => Refuse(reason::PROLOG_WITHOUT_ID),
        Ok(Request::Xml(request)) if compat == Compat::Deployed => real_xml(&request),
        Ok(_) => ForwardAndForget,
        Err(error) if error.is_limit() => Refuse(reason::CONTENT),
        Err(_) => Refuse(reason::XML),
    }
}

/// Real proxies take inventories alone, and want to know whose they are.
fn real_xml(request: &XmlRequest<'_>) -> Judgement {
    let is_inventory = request.query.as_deref().is_some_and(|query| query.ends_with("INVENTORY"));
    match (is_inventory, request.device_id.as_deref()) {
        (false, _) => Refuse(reason::QUERY),
        (true, None | Some("")) => Refuse(reason::INVENTORY_WITHOUT_ID),
        (true, Some(_)) => ForwardAndForget,
    }
}

/// Returns true if a PROLOG does not name its device.
fn lacks_id(error: &DecodeError) -> bool {
    matches!(error.kind(), DecodeErrorKind::Missing("DEVICEID"))
}
