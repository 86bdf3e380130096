//! One document: read, looked at, written.

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Snippet};
use crate::limits::Limits;
use crate::message::reply::Reply;
use crate::message::request::{Query, Request};
use crate::record::Record;
use crate::xml::input::Input;
use crate::xml::parser::{Parser, Tag};
use crate::xml::repair::{Repair, RepairKind};
use crate::xml::writer::{Style, Writer};

/// A document: a message, its layout, and the repairs that were made to read it.
///
/// Borrows from the input unless something had to be repaired.
///
/// ```
/// use netinv_xml::{Document, Limits, Message};
/// let bytes = b"<REQUEST><CONTENT><DEVICE><INFO><NAME>R&D switch</NAME></INFO></DEVICE></CONTENT>\
///     <DEVICEID>agent</DEVICEID><QUERY>SNMPQUERY</QUERY></REQUEST>";
/// let document = Document::decode(bytes, &Limits::DEFAULT)?;
/// let Message::Inventory(result) = document.message() else { panic!() };
/// let info = result.devices().next().and_then(|device| device.info.as_ref());
/// assert_eq!(info.and_then(|info| info.name.as_ref()).map(|name| name.as_str()), Some("R&D switch"));
/// assert_eq!(document.repairs()[0].to_string(), "bare ampersand kept as text at byte 39");
/// # Ok::<(), netinv_xml::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<'a> {
    message: Message<'a>,
    style: Style,
    repairs: Vec<Repair>,
}

/// A message: the contents of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum Message<'a> {
    /// Results about devices, from an agent.
    Inventory(Request<'a>),
    /// Devices that an agent found.
    Discovery(Request<'a>),
    /// Progress of an agent's work on a job.
    Control(Request<'a>),
    /// A message of another of the agent's tasks.
    Other(Request<'a>),
    /// A server's answer: jobs.
    Reply(Reply<'a>),
}

impl<'a> Document<'a> {
    /// Decodes a document tolerantly: it is repaired where possible, and the repairs are listed
    /// in [`repairs`](Self::repairs).
    ///
    /// # Errors
    /// If a bound is exceeded, if there is a document type declaration, if there
    /// is nothing in it that could be saved, or if it is not a message of this
    /// protocol.
    pub fn decode(input: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut prepared = Input::new(input, limits, true)?;
        loop {
            match Self::read(&prepared, limits) {
                Ok(document) => return Ok(document),
                Err(error) => prepared.repair(error, limits)?,
            }
        }
    }

    /// Decodes a document that has to be well-formed XML, as libxml2 judges it.
    ///
    /// [`repairs`](Self::repairs) then only lists what was skipped.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), and if it is not well-formed.
    pub fn decode_strict(input: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let prepared = Input::new(input, limits, false)?;
        Self::read(&prepared, limits).map_err(|error| prepared.in_input(error))
    }

    /// Creates a document.
    #[must_use]
    pub fn new(message: Message<'a>) -> Self {
        Self { message, style: Style::default(), repairs: Vec::new() }
    }

    /// Sets the layout in which it is written. By default, a document that was read keeps its
    /// own.
    #[must_use]
    pub fn with_style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Returns the message.
    #[must_use]
    pub fn message(&self) -> &Message<'a> {
        &self.message
    }

    /// Returns the message by value.
    #[must_use]
    pub fn into_message(self) -> Message<'a> {
        self.message
    }

    /// The layout.
    #[must_use]
    pub fn style(&self) -> Style {
        self.style
    }

    /// Returns everything that was repaired or skipped, in the order of the input.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Returns the number of unknown members.
    #[must_use]
    pub fn unknown_members(&self) -> usize {
        match &self.message {
            Message::Inventory(request)
            | Message::Discovery(request)
            | Message::Control(request)
            | Message::Other(request) => request.unknown_members(),
            Message::Reply(reply) => reply.unknown_members(),
        }
    }

    /// Appends the document to `dst`, in the order and layout of the real writers: a document of
    /// an agent is encoded to the same bytes (NIX-015).
    ///
    /// # Errors
    /// If a text or name cannot be written in XML. `dst` is untouched then.
    pub fn encode(&self, dst: &mut Vec<u8>) -> Result<(), EncodeError> {
        let before = dst.len();
        let mut writer = Writer::new(dst, self.style);
        match &self.message {
            Message::Inventory(request)
            | Message::Discovery(request)
            | Message::Control(request)
            | Message::Other(request) => request.write(Request::TAG, &mut writer),
            Message::Reply(reply) => reply.write(Reply::TAG, &mut writer),
        }
        let result = writer.finish();
        if result.is_err() {
            dst.truncate(before);
        }
        result
    }

    /// Detaches the document from the input.
    #[must_use]
    pub fn into_owned(self) -> Document<'static> {
        Document { message: self.message.into_owned(), style: self.style, repairs: self.repairs }
    }

    fn read(prepared: &Input<'a>, limits: &Limits) -> Result<Self, DecodeError> {
        let mut document = match prepared.input_text() {
            Some(text) => Self::parse(text?, limits)?,
            None => Document::parse(prepared.text()?, limits)?.into_owned(),
        };
        document.repairs = prepared.repairs(document.repairs);
        Ok(document)
    }

    fn parse(text: &'a str, limits: &Limits) -> Result<Self, DecodeError> {
        Self::parse_with(Parser::new(text, *limits)?)
    }

    pub(crate) fn parse_with(mut parser: Parser<'a>) -> Result<Self, DecodeError> {
        let root = parser.root()?;
        let message = match root.name {
            Request::TAG => Message::from(request(&mut parser, root)?),
            Reply::TAG => Message::Reply(reply(&mut parser, root)?),
            name if name.eq_ignore_ascii_case(Request::TAG) => {
                parser.note(RepairKind::TagCase, root.offset, name.len())?;
                Message::from(request(&mut parser, root)?)
            }
            name if name.eq_ignore_ascii_case(Reply::TAG) => {
                parser.note(RepairKind::TagCase, root.offset, name.len())?;
                Message::Reply(reply(&mut parser, root)?)
            }
            name => {
                let found = Snippet::new(name.as_bytes());
                let kind = DecodeErrorKind::UnknownRoot { expected: "REQUEST or REPLY", found };
                // Not well-formed comes first.
                parser.skim(root)?;
                parser.finish()?;
                return Err(DecodeError::new(kind, root.offset));
            }
        };
        parser.finish()?;
        Ok(Self { message, style: style_of(parser.text()), repairs: parser.notes })
    }
}

impl<'a> From<Request<'a>> for Message<'a> {
    fn from(request: Request<'a>) -> Self {
        if request.is_control() {
            return Self::Control(request);
        }
        match request.query() {
            Query::Inventory => Self::Inventory(request),
            Query::Discovery => Self::Discovery(request),
            Query::Other => Self::Other(request),
        }
    }
}

impl Message<'_> {
    /// Detaches the message from the input.
    #[must_use]
    pub fn into_owned(self) -> Message<'static> {
        match self {
            Self::Inventory(request) => Message::Inventory(request.into_owned()),
            Self::Discovery(request) => Message::Discovery(request.into_owned()),
            Self::Control(request) => Message::Control(request.into_owned()),
            Self::Other(request) => Message::Other(request.into_owned()),
            Self::Reply(reply) => Message::Reply(reply.into_owned()),
        }
    }
}

fn request<'a>(parser: &mut Parser<'a>, root: Tag<'a>) -> Result<Request<'a>, DecodeError> {
    let mut request = Request::default();
    parser.record(root, &mut request)?;
    Ok(request)
}

fn reply<'a>(parser: &mut Parser<'a>, root: Tag<'a>) -> Result<Reply<'a>, DecodeError> {
    let mut reply = Reply::default();
    parser.record(root, &mut reply)?;
    Ok(reply)
}

/// Returns the layout of the writer, recognised by the beginning of the document.
fn style_of(text: &str) -> Style {
    let (declaration, rest) =
        text.split_once("?>").filter(|_| text.starts_with("<?xml")).unwrap_or(("", text));
    let root = rest.trim_start().split_once('>').map_or("", |(_, rest)| rest);
    if declaration.ends_with(' ') {
        Style::TreePp
    } else if !declaration.contains("encoding") && (!root.starts_with(['\n', '\r']) || root.trim().is_empty())
    {
        Style::Line
    } else {
        Style::LibXml
    }
}
