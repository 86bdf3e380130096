//! What all requests share.

use serde::Serialize;

use crate::error::{DecodeError, EncodeError};
use crate::json::members::Members;
use crate::json::{Object, Value};
use crate::message::answer::write_json;
use crate::message::contact::Contact;
use crate::message::inventory::Inventory;
use crate::message::params::GetParams;
use crate::message::xml_request::{self, Prolog, XmlRequest};
use crate::transport::body::Body;
use crate::transport::compression::Compression;
use crate::transport::format::Format;
use crate::transport::payload::Payload;

/// A request as an agent sends it in the body of a POST.
///
/// The query-string requests of the older protocol are
/// [`Query`](crate::query::Query).
///
/// # Wire
/// | `action` | |
/// |---|---|
/// | `contact` | [`Contact`] |
/// | `get_params` | [`GetParams`] |
/// | `prolog` | [`Prolog`] |
/// | none, `inventory`, `netdiscovery`, `netinventory`, `snmp`, `snmpquery` | [`Inventory`] |
/// | anything else | [`OtherRequest`] |
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Request<'a> {
    /// CONTACT
    Contact(Contact),
    /// `get_params`
    GetParams(GetParams),
    /// An inventory of a computer or another device.
    Inventory(Inventory<'a>),
    /// PROLOG
    Prolog(Prolog),
    /// Any other request in XML.
    Xml(XmlRequest<'a>),
    /// Any other action, for which real servers answer with HTTP 501.
    Other(OtherRequest),
}

/// A request with an action that this crate gives no type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherRequest {
    /// What is asked for.
    pub action: String,
    /// All other members.
    #[serde(flatten)]
    pub extra: Members,
}

/// A request with its action in front.
#[derive(Serialize)]
pub(crate) struct Tagged<'r, T> {
    pub(crate) action: &'r str,
    #[serde(flatten)]
    pub(crate) request: &'r T,
}

impl<'a> Request<'a> {
    /// Reads a request. An inventory's content stays in the payload.
    ///
    /// # Errors
    /// If it is no well-formed request, or a member that is described is missing
    /// or of another type.
    pub fn decode(payload: &'a Payload<'_>) -> Result<Self, DecodeError> {
        match payload.format() {
            Format::Json => Self::take(Value::of(payload.text(), &payload.limits).object()?),
            Format::Xml => xml_request::decode(payload).map(|read| match read {
                Ok(prolog) => Self::Prolog(prolog),
                Err(request) => Self::Xml(request),
            }),
        }
    }

    fn take(object: Object<'a>) -> Result<Self, DecodeError> {
        // GLPI-050: without `action`, servers look for `query`, and without either
        // it is an inventory.
        let action = match (object.peek("action"), object.peek("query")) {
            (Some(action), _) if !action.is_null() => action.string().map_err(|e| e.in_member("action"))?,
            (_, Some(query)) if !query.is_null() => query.string().map_err(|e| e.in_member("query"))?,
            _ => "inventory".to_owned(),
        };
        match action.as_str() {
            "contact" => Contact::take(object).map(Self::Contact),
            "get_params" => GetParams::take(object).map(Self::GetParams),
            "prolog" => Prolog::take(object).map(Self::Prolog),
            _ if Inventory::is_action(&action) => Inventory::take(object).map(Self::Inventory),
            _ => OtherRequest::take(object, action).map(Self::Other),
        }
    }

    /// The body of a request with this content.
    ///
    /// # Errors
    /// If this build cannot write that compression, or a text holds what XML
    /// cannot carry.
    pub fn encode(&self, compression: Compression) -> Result<Body, EncodeError> {
        let mut text = Vec::new();
        let format = self.encode_text(&mut text)?;
        Body::compress_bytes(text, format, compression)
    }

    /// Appends the request as text that is not compressed, and says in which format. In
    /// JSON that takes no memory but the buffer's.
    ///
    /// # Errors
    /// If a text holds what XML cannot carry. The buffer then holds a part of the request.
    pub fn encode_text(&self, out: &mut Vec<u8>) -> Result<Format, EncodeError> {
        match self {
            Self::Contact(contact) => write_json(&Tagged { action: "contact", request: contact }, out)?,
            Self::GetParams(params) => write_json(&Tagged { action: "get_params", request: params }, out)?,
            Self::Inventory(inventory) => inventory.write(out)?,
            Self::Prolog(prolog) => return prolog.write(out),
            Self::Xml(request) => {
                out.extend_from_slice(request.to_xml()?.as_bytes());
                return Ok(Format::Xml);
            }
            Self::Other(other) => write_json(other, out)?,
        }
        Ok(Format::Json)
    }
}

impl Request<'_> {
    /// How many members nobody has described. A plugin's settings and an
    /// inventory's content are open by nature and do not count.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        match self {
            Self::Contact(contact) => contact.extra.len(),
            Self::GetParams(params) => params.extra.len(),
            Self::Inventory(inventory) => inventory.extra.len(),
            Self::Prolog(prolog) => prolog.undescribed(),
            Self::Xml(request) => request.extra.len().saturating_add(request.unrecognised.len()),
            Self::Other(other) => other.extra.len(),
        }
    }

    /// By which servers know the agent, where the request says it.
    #[must_use]
    pub fn device_id(&self) -> Option<&str> {
        match self {
            Self::Contact(contact) => Some(&contact.device_id),
            Self::GetParams(params) => Some(&params.device_id),
            Self::Inventory(inventory) => Some(&inventory.device_id),
            Self::Prolog(prolog) => Some(&prolog.device_id),
            Self::Xml(request) => request.device_id.as_deref(),
            Self::Other(_) => None,
        }
    }

    /// The same, detached from the payload.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        match self {
            Self::Contact(contact) => Request::Contact(contact),
            Self::GetParams(params) => Request::GetParams(params),
            Self::Inventory(inventory) => Request::Inventory(inventory.into_owned()),
            Self::Prolog(prolog) => Request::Prolog(prolog),
            Self::Xml(request) => Request::Xml(request.into_owned()),
            Self::Other(other) => Request::Other(other),
        }
    }
}

impl OtherRequest {
    fn take(mut object: Object<'_>, action: String) -> Result<Self, DecodeError> {
        if object.take("action").is_none() {
            object.take("query");
        }
        Ok(Self { action, extra: object.rest() })
    }
}

impl From<Contact> for Request<'_> {
    fn from(contact: Contact) -> Self {
        Self::Contact(contact)
    }
}

impl From<GetParams> for Request<'_> {
    fn from(params: GetParams) -> Self {
        Self::GetParams(params)
    }
}

impl<'a> From<Inventory<'a>> for Request<'a> {
    fn from(inventory: Inventory<'a>) -> Self {
        Self::Inventory(inventory)
    }
}

impl From<Prolog> for Request<'_> {
    fn from(prolog: Prolog) -> Self {
        Self::Prolog(prolog)
    }
}

impl<'a> From<XmlRequest<'a>> for Request<'a> {
    fn from(request: XmlRequest<'a>) -> Self {
        Self::Xml(request)
    }
}
