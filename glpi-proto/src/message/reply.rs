//! REPLY: what older servers and plugins answer in XML.

use crate::compat::Compat;
use crate::error::{DecodeError, EncodeError};
use crate::expiration::Expiration;
use crate::limits::Limits;
use crate::message::answer::Status;
use crate::message::codec::Message;
use crate::message::reply_option::ReplyOption;
use crate::transport::format::Format;
use crate::transport::payload::Payload;
use crate::xml::{self, Child, Element, Unrecognised};

/// An answer in XML (GLPI-081).
///
/// # Wire
/// | element | |
/// |---|---|
/// | `PROLOG_FREQ` | hours until the next contact |
/// | `RESPONSE` | `SEND`: do the inventory; also the bare acknowledgement |
/// | `ERROR` | a reason |
/// | `PROCESSNUMBER` | of servers before 2011 |
/// | `OPTION` | [`ReplyOption`], any number |
/// | `status`, `message`, `expiration` | as in [`Answer`](crate::Answer), to an inventory with `GLPI-Agent-ID` |
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// Hours until the next contact.
    pub prolog_freq: Option<Expiration>,
    /// The order to the agent: `SEND`.
    pub response: Option<String>,
    /// The reason for which the request was refused.
    pub error: Option<String>,
    /// The job's id.
    pub process_number: Option<String>,
    /// The jobs.
    pub options: Vec<ReplyOption>,
    /// The status, as in an answer in JSON.
    pub status: Option<Status>,
    /// A remark for the log.
    pub message: Option<String>,
    /// The time for which the answer holds, as in an answer in JSON.
    pub expiration: Option<Expiration>,
    /// All other elements.
    pub extra: Vec<Element>,
    /// The contents of the described elements besides their values.
    pub unrecognised: Unrecognised,
}

impl Reply {
    /// Creates the answer to a PROLOG: come again after these hours, and send the
    /// inventory.
    #[must_use]
    pub fn prolog(hours: u64) -> Self {
        Self {
            prolog_freq: Some(Expiration::from_hours(hours)),
            response: Some("SEND".to_owned()),
            ..Self::default()
        }
    }

    /// Creates the answer to an inventory without `GLPI-Agent-ID`.
    #[must_use]
    pub fn send() -> Self {
        Self { response: Some("SEND".to_owned()), ..Self::default() }
    }

    /// Creates the answer to an inventory with `GLPI-Agent-ID`.
    #[must_use]
    pub fn ok(expiration: Expiration) -> Self {
        Self { status: Some(Status::Ok), expiration: Some(expiration.without_quotes()), ..Self::default() }
    }

    /// Creates a refusal.
    #[must_use]
    pub fn error(reason: &str) -> Self {
        Self { error: Some(reason.to_owned()), ..Self::default() }
    }

    fn add(&mut self, mut element: Element) {
        let delay =
            Expiration::from_text(element.value(), Compat::Deployed).ok().map(Expiration::without_quotes);
        let is_free = match element.name.as_str() {
            "PROLOG_FREQ" => self.prolog_freq.is_none() && delay.is_some(),
            "RESPONSE" => self.response.is_none(),
            "ERROR" => self.error.is_none(),
            "PROCESSNUMBER" => self.process_number.is_none(),
            "status" => self.status.is_none(),
            "message" => self.message.is_none(),
            "expiration" => self.expiration.is_none() && delay.is_some(),
            _ => false,
        };
        if !is_free {
            return self.extra.push(element);
        }
        let name = element.name.clone();
        if let (Some(delay), "PROLOG_FREQ" | "expiration") = (delay, name.as_str()) {
            element.text = delay.to_string();
        }
        let text = Some(self.unrecognised.value_of(element));
        match name.as_str() {
            "PROLOG_FREQ" => self.prolog_freq = delay,
            "RESPONSE" => self.response = text,
            "ERROR" => self.error = text,
            "PROCESSNUMBER" => self.process_number = text,
            "status" => self.status = text.map(Status::from),
            "message" => self.message = text,
            _ => self.expiration = delay,
        }
    }

    fn to_xml(&self) -> Result<String, EncodeError> {
        let mut out = xml::DECLARATION.to_owned();
        self.unrecognised.start("REPLY", &mut out)?;
        let expiration = |expiration: Option<Expiration>| expiration.map(|delay| delay.to_string());
        let texts = [
            ("PROLOG_FREQ", expiration(self.prolog_freq)),
            ("RESPONSE", self.response.clone()),
            ("ERROR", self.error.clone()),
            ("PROCESSNUMBER", self.process_number.clone()),
            ("expiration", expiration(self.expiration)),
            ("status", self.status.as_ref().map(ToString::to_string)),
            ("message", self.message.clone()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                self.unrecognised.write(name, &text, &mut out)?;
            }
        }
        self.options.iter().for_each(|option| out.push_str(option.xml()));
        self.extra.iter().try_for_each(|element| element.write(&mut out))?;
        out.push_str("</REPLY>\n");
        Ok(out)
    }
}

impl<'a> Message<'a> for Reply {
    fn decode(payload: &'a Payload<'_>, limits: &Limits) -> Result<Self, DecodeError> {
        let document = xml::document(payload, Some("OPTION"), limits)?;
        if !document.root.is("REPLY") {
            return Err(xml::unknown_root(&document));
        }
        let unrecognised = Unrecognised::new(document.root.attributes, document.root.text);
        let mut reply = Self { unrecognised, ..Self::default() };
        for child in document.children {
            match child {
                Child::Element(element) => reply.add(element),
                Child::Raw(option) | Child::Empty(_, option) => {
                    reply.options.push(ReplyOption::from_element(option));
                }
            }
        }
        Ok(reply)
    }

    fn encode(&self, text: &mut Vec<u8>) -> Result<Format, EncodeError> {
        text.extend_from_slice(self.to_xml()?.as_bytes());
        Ok(Format::Xml)
    }

    fn unknown_members(&self) -> usize {
        self.extra.len().saturating_add(self.unrecognised.len())
    }
}
