//! Requests in XML: PROLOG, inventories, and the results of network jobs.

use std::borrow::Cow;
use std::fmt;

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Snippet};
use crate::json::{Json, Members, object};
use crate::limits::Limits;
use crate::transport::format::Format;
use crate::transport::payload::Payload;
use crate::xml::{self, Child, Element, Unrecognised};

/// PROLOG: the first message to a server of which nothing is known (GLPI-080).
///
/// # Wire
/// `REQUEST` with `DEVICEID`, `QUERY` = `PROLOG` and `TOKEN`, in any order. Servers take it
/// in JSON as well, with `action` = `prolog` and `deviceid`, though no agent sends that.
///
/// ```
/// use glpi_proto::{Compression, Message, Prolog, Request};
/// let body = Request::from(Prolog::new("laptop-42")).to_body(Compression::Plain)?;
/// let text = std::str::from_utf8(body.bytes())?;
/// assert!(text.contains("<DEVICEID>laptop-42</DEVICEID><QUERY>PROLOG</QUERY><TOKEN>12345678</TOKEN>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `Debug` shows no token.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Prolog {
    /// By which servers know the agent.
    pub device_id: String,
    /// A constant of OCS; servers ignore it.
    pub token: Option<String>,
    /// All other elements.
    pub extra: Vec<Element>,
    /// The contents of the described elements besides their values.
    pub unrecognised: Unrecognised,
    /// All other members of one in JSON, which has neither token nor elements; `None` is one
    /// in XML.
    pub json: Option<Members>,
}

object! {
    /// A PROLOG as JSON.
    pub struct JsonProlog tagged "action" or "query": "prolog" {
        device_id: String = "deviceid",
        ..extra
    }
}

/// Any other request in XML (GLPI-082). Its content is kept as it came, byte for
/// byte.
///
/// # Wire
/// `REQUEST` with `QUERY` (`INVENTORY` if absent; `NETDISCOVERY`, `SNMPQUERY`,
/// `SNMP`), `DEVICEID` and `CONTENT`. `Debug` shows the content's length alone.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct XmlRequest<'a> {
    /// The kind of request; `None` where the element is absent, which means an inventory.
    pub query: Option<String>,
    /// By which servers know the agent.
    pub device_id: Option<String>,
    /// The type of the item that an inventory describes; of newer agents.
    pub itemtype: Option<String>,
    /// The element `CONTENT`, its tags included.
    pub content: Option<Cow<'a, str>>,
    /// All other elements.
    pub extra: Vec<Element>,
    /// The contents of the described elements besides their values.
    pub unrecognised: Unrecognised,
}

impl fmt::Debug for Prolog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prolog")
            .field("device_id", &self.device_id)
            .field("token_len", &self.token.as_ref().map(String::len))
            .field("extra", &self.extra)
            .field("unrecognised", &self.unrecognised)
            .field("json", &self.json)
            .finish()
    }
}

impl fmt::Debug for XmlRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XmlRequest")
            .field("query", &self.query)
            .field("device_id", &self.device_id)
            .field("itemtype", &self.itemtype)
            .field("content_len", &self.content.as_ref().map(|content| content.len()))
            .field("extra", &self.extra)
            .field("unrecognised", &self.unrecognised)
            .finish()
    }
}

const TOKEN: &str = "12345678";

/// Reads a `REQUEST`: a PROLOG, or what else it is.
pub(crate) fn decode<'a>(
    payload: &'a Payload<'_>,
    limits: &Limits,
) -> Result<Result<Prolog, XmlRequest<'a>>, DecodeError> {
    let document = xml::document(payload, Some("CONTENT"), limits)?;
    if !document.root.is("REQUEST") {
        return Err(xml::unknown_root(&document));
    }
    let unrecognised = Unrecognised::new(document.root.attributes, document.root.text);
    let mut request = XmlRequest { unrecognised, ..XmlRequest::default() };
    for child in document.children {
        match child {
            Child::Raw(content) | Child::Empty(_, content) if request.content.is_none() => {
                request.content = Some(Cow::Borrowed(content));
            }
            Child::Raw(_) => {
                let kind = DecodeErrorKind::DuplicateMember(Snippet::new(b"CONTENT"));
                return Err(DecodeError::new(kind, document.offset));
            }
            Child::Element(element) => request.add(element),
            Child::Empty(element, _) => request.extra.push(element),
        }
    }
    if !request.query.as_deref().is_some_and(|query| query.eq_ignore_ascii_case("PROLOG")) {
        return Ok(Err(request));
    }
    let missing =
        || DecodeError::new(DecodeErrorKind::Missing("DEVICEID"), document.offset).in_member("REQUEST");
    let device_id = request.device_id.ok_or_else(missing)?;
    let (mut extra, mut unrecognised) = (request.extra, request.unrecognised);
    let token = extra.iter().position(|element| element.is("TOKEN")).map(|at| extra.remove(at));
    let token = token.map(|token| unrecognised.value_of(token));
    // It is written in capitals, so that the element has to say it so.
    let query = unrecognised.elements.iter_mut().filter(|element| element.is("QUERY"));
    query.for_each(|query| query.text = "PROLOG".to_owned());
    Ok(Ok(Prolog { device_id, token, extra, unrecognised, json: None }))
}

impl Prolog {
    /// Creates the PROLOG of an agent.
    #[must_use]
    pub fn new(device_id: &str) -> Self {
        Self { device_id: device_id.to_owned(), token: Some(TOKEN.to_owned()), ..Self::default() }
    }

    /// Appends it in the format that it has.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<Format, EncodeError> {
        let Some(extra) = &self.json else {
            out.extend_from_slice(self.to_xml()?.as_bytes());
            return Ok(Format::Xml);
        };
        JsonProlog { device_id: self.device_id.clone(), extra: extra.clone() }.write(out);
        Ok(Format::Json)
    }

    /// Returns the number of unknown members.
    pub(crate) fn unknown(&self) -> usize {
        [self.extra.len(), self.unrecognised.len(), self.json.as_ref().map_or(0, Members::len)].iter().sum()
    }

    fn to_xml(&self) -> Result<String, EncodeError> {
        let mut out = xml::DECLARATION.to_owned();
        self.unrecognised.start("REQUEST", &mut out)?;
        self.unrecognised.write("DEVICEID", &self.device_id, &mut out)?;
        self.unrecognised.write("QUERY", "PROLOG", &mut out)?;
        if let Some(token) = &self.token {
            self.unrecognised.write("TOKEN", token, &mut out)?;
        }
        self.extra.iter().try_for_each(|element| element.write(&mut out))?;
        out.push_str("</REQUEST>\n");
        Ok(out)
    }
}

impl From<JsonProlog> for Prolog {
    fn from(prolog: JsonProlog) -> Self {
        Self { device_id: prolog.device_id, json: Some(prolog.extra), ..Self::default() }
    }
}

impl<'a> XmlRequest<'a> {
    /// Returns the kind of request: `INVENTORY` unless it says otherwise (GLPI-082).
    #[must_use]
    pub fn query(&self) -> &str {
        self.query.as_deref().unwrap_or("INVENTORY")
    }

    /// Detaches the request from the payload.
    #[must_use]
    pub fn into_owned(self) -> XmlRequest<'static> {
        let content = self.content.map(|content| Cow::Owned(content.into_owned()));
        XmlRequest { content, ..self }
    }

    fn add(&mut self, element: Element) {
        let value = match element.name.to_ascii_uppercase().as_str() {
            "QUERY" if self.query.is_none() => &mut self.query,
            "DEVICEID" if self.device_id.is_none() => &mut self.device_id,
            "ITEMTYPE" if self.itemtype.is_none() => &mut self.itemtype,
            _ => return self.extra.push(element),
        };
        *value = Some(self.unrecognised.value_of(element));
    }

    pub(crate) fn to_xml(&self) -> Result<String, EncodeError> {
        let mut out = xml::DECLARATION.to_owned();
        self.unrecognised.start("REQUEST", &mut out)?;
        if let Some(content) = &self.content {
            if !xml::is_element(content, "CONTENT") {
                return Err(EncodeError::XmlElement("CONTENT"));
            }
            out.push_str(content);
        }
        for (name, text) in
            [("DEVICEID", &self.device_id), ("ITEMTYPE", &self.itemtype), ("QUERY", &self.query)]
        {
            if let Some(text) = text {
                self.unrecognised.write(name, text, &mut out)?;
            }
        }
        self.extra.iter().try_for_each(|element| element.write(&mut out))?;
        out.push_str("</REQUEST>\n");
        Ok(out)
    }
}
