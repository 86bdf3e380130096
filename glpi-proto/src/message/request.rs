//! A request in any of its forms.

use std::borrow::Cow;

use crate::error::{DecodeError, EncodeError};
use crate::json::{Json, Members, Object, Reader, text};
use crate::limits::Limits;
use crate::message::codec::Message;
use crate::message::contact::Contact;
use crate::message::inventory::Inventory;
use crate::message::params::GetParams;
use crate::message::xml_request::{self, JsonProlog, Prolog, XmlRequest};
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A request with an action for which this crate has no type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRequest {
    /// The action.
    pub action: String,
    /// All other members, as they came.
    pub extra: Members,
}

impl<'a> Message<'a> for Request<'a> {
    /// Decodes a request. An inventory's content stays in the payload.
    fn decode(payload: &'a Payload<'_>, limits: &Limits) -> Result<Self, DecodeError> {
        if payload.format() == Format::Xml {
            return xml_request::decode(payload, limits).map(|read| match read {
                Ok(prolog) => Self::Prolog(prolog),
                Err(request) => Self::Xml(request),
            });
        }
        let mut reader = Reader::new(payload.text(), limits);
        let request = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(request)
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<Format, EncodeError> {
        match self {
            Self::Contact(contact) => contact.write(out),
            Self::GetParams(params) => params.write(out),
            Self::Inventory(inventory) => inventory.write(out),
            Self::Prolog(prolog) => return prolog.write(out),
            Self::Xml(request) => {
                out.extend_from_slice(request.to_xml()?.as_bytes());
                return Ok(Format::Xml);
            }
            Self::Other(other) => other.write(out),
        }
        Ok(Format::Json)
    }

    fn unknown_members(&self) -> usize {
        match self {
            Self::Contact(contact) => contact.unknown(),
            Self::GetParams(params) => params.unknown(),
            Self::Inventory(inventory) => inventory.unknown(),
            Self::Prolog(prolog) => prolog.unknown(),
            Self::Xml(request) => request.extra.len().saturating_add(request.unrecognised.len()),
            Self::Other(other) => other.extra.len(),
        }
    }
}

impl<'a> Request<'a> {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let action = action(reader)?;
        match &*action {
            "contact" => Contact::read(reader).map(Self::Contact),
            "get_params" => GetParams::read(reader).map(Self::GetParams),
            "prolog" => JsonProlog::read(reader).map(|prolog| Self::Prolog(prolog.into())),
            _ if Inventory::is_action(&action) => Inventory::read(reader).map(Self::Inventory),
            _ => OtherRequest::read(reader, action.into()).map(Self::Other),
        }
    }

    /// Returns the agent's name for itself, where the request has it.
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

    /// Detaches the request from the payload.
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

/// Reads the action ahead. Without `action`, servers look for `query`, and without either it
/// is an inventory (GLPI-050).
fn action<'a>(reader: &mut Reader<'a, '_>) -> Result<Cow<'a, str>, DecodeError> {
    for name in ["action", "query"] {
        let value = reader.member(name)?;
        if let Some(mut value) = value.filter(|value| !value.clone().null()) {
            return value.text().map_err(|error| error.in_member(name));
        }
    }
    Ok(Cow::Borrowed("inventory"))
}

impl OtherRequest {
    fn read(reader: &mut Reader<'_, '_>, action: String) -> Result<Self, DecodeError> {
        let mut extra = Members::read(reader)?;
        if extra.remove("action").is_none() {
            extra.remove("query");
        }
        Ok(Self { action, extra })
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        text(&self.action, object.member("action"));
        object.members(&self.extra);
        object.end();
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
