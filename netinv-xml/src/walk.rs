//! Large results, one interface at a time.

use std::borrow::Cow;
use std::mem::take;

use crate::error::{DecodeError, DecodeErrorKind, Snippet};
use crate::limits::Limits;
use crate::message::component::Component;
use crate::message::device::Device;
use crate::message::port::Port;
use crate::message::request::{Content, Request};
use crate::record::Record;
use crate::xml::input::Input;
use crate::xml::parser::{Parser, Tag};
use crate::xml::repair::Repair;

/// A document that was checked to be well-formed, or repaired, to be walked.
///
/// A well-formed document is not copied; one that has to be repaired is, once.
#[derive(Debug)]
pub struct Checked<'a> {
    text: Cow<'a, str>,
    repairs: Vec<Repair>,
}

impl<'a> Checked<'a> {
    /// Checks a document, and repairs it where necessary, as
    /// [`Document::decode`](crate::Document::decode) does.
    ///
    /// # Errors
    /// If a bound is exceeded, if there is a document type declaration, or if
    /// there is nothing in it that could be saved.
    pub fn decode(input: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut prepared = Input::new(input, limits, true)?;
        loop {
            match prepared.text().and_then(|text| check(text, limits)) {
                Ok(notes) => {
                    let repairs = prepared.repairs(notes);
                    return Ok(Self { text: prepared.into_text()?, repairs });
                }
                Err(error) => prepared.repair(error, limits)?,
            }
        }
    }

    /// Returns everything that was repaired or skipped, in the order of the input.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The document as well-formed XML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Walks through the results in it.
    ///
    /// # Errors
    /// If a bound is exceeded, which a document that was checked with the same
    /// bounds never does.
    pub fn walk(&self, limits: &Limits) -> Result<Walk<'_>, DecodeError> {
        Ok(Walk {
            parser: Parser::new(&self.text, *limits)?,
            state: State::Start,
            request: Request::default(),
            content: Content::default(),
            device: Device::default(),
        })
    }
}

/// Reads everything and keeps only the notes.
fn check(text: &str, limits: &Limits) -> Result<Vec<Repair>, DecodeError> {
    let mut parser = Parser::new(text, *limits)?;
    let root = parser.root()?;
    parser.skim(root)?;
    parser.finish()?;
    Ok(parser.notes)
}

/// A part of a document with results.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part<'a> {
    /// An interface of the device that comes later.
    Port(Box<Port<'a>>),
    /// A part of the device that comes later.
    Component(Box<Component<'a>>),
    /// The end of a device: everything but its interfaces and parts.
    Device(Box<Device<'a>>),
    /// The end of the document: everything but its devices.
    Request(Request<'a>),
}

/// Walks through a document with results, part by part, in its order.
///
/// Holds no more than one interface, one part and the rest of one device at a
/// time, so a document of 20 MB takes no more memory than its text. Agents sort
/// the members of a device by name: its type and name come after its parts.
///
/// ```
/// use netinv_xml::{Checked, Limits, Part};
/// let bytes = b"<REQUEST><CONTENT><DEVICE><PORTS><PORT><IFNUMBER>1</IFNUMBER></PORT>\
///     <PORT><IFNUMBER>2</IFNUMBER></PORT></PORTS></DEVICE></CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>";
/// let checked = Checked::decode(bytes, &Limits::DEFAULT)?;
/// let mut numbers = Vec::new();
/// for part in checked.walk(&Limits::DEFAULT)? {
///     if let Part::Port(port) = part? {
///         numbers.extend(port.number.and_then(|number| number.value()).map(|number| number.0));
///     }
/// }
/// assert_eq!(numbers, [1, 2]);
/// # Ok::<(), netinv_xml::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Walk<'a> {
    parser: Parser<'a>,
    state: State,
    request: Request<'a>,
    content: Content<'a>,
    device: Device<'a>,
}

/// The open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Request,
    Content,
    Device,
    Ports,
    Components,
    Finished,
}

impl<'a> Iterator for Walk<'a> {
    type Item = Result<Part<'a>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.state != State::Finished {
            match self.step() {
                Ok(None) => {}
                Ok(Some(part)) => return Some(Ok(part)),
                Err(error) => {
                    self.state = State::Finished;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

impl<'a> Walk<'a> {
    fn step(&mut self) -> Result<Option<Part<'a>>, DecodeError> {
        let parser = &mut self.parser;
        match self.state {
            State::Start => {
                let root = parser.root()?;
                if !is(root, Request::TAG) {
                    let found = Snippet::new(root.name.as_bytes());
                    let kind = DecodeErrorKind::UnknownRoot { expected: Request::TAG, found };
                    return Err(DecodeError::new(kind, root.offset));
                }
                self.state = State::Request;
                if !parser.enter(root, &mut self.request)? {
                    return self.end_request();
                }
            }
            State::Request => match parser.child(&mut self.request, &mut 0)? {
                None => return self.end_request(),
                Some(tag) if is(tag, Content::TAG) => {
                    self.state = State::Content;
                    if !parser.enter(tag, &mut self.content)? {
                        self.end_content();
                    }
                }
                Some(tag) => parser.member(tag, &mut self.request, &mut 0)?,
            },
            State::Content => match parser.child(&mut self.content, &mut 0)? {
                None => self.end_content(),
                Some(tag) if is(tag, Device::TAG) => {
                    self.state = State::Device;
                    if !parser.enter(tag, &mut self.device)? {
                        return Ok(Some(self.end_device()));
                    }
                }
                Some(tag) => parser.member(tag, &mut self.content, &mut 0)?,
            },
            State::Device => match parser.child(&mut self.device, &mut 0)? {
                None => return Ok(Some(self.end_device())),
                Some(tag) if is(tag, "PORTS") => {
                    if parser.enter(tag, &mut self.device.ports)? {
                        self.state = State::Ports;
                    }
                }
                Some(tag) if is(tag, "COMPONENTS") => {
                    if parser.enter(tag, &mut self.device.components)? {
                        self.state = State::Components;
                    }
                }
                Some(tag) => parser.member(tag, &mut self.device, &mut 0)?,
            },
            State::Ports => match parser.child(&mut self.device.ports, &mut 0)? {
                None => self.state = State::Device,
                Some(tag) => {
                    parser.member(tag, &mut self.device.ports, &mut 0)?;
                    return Ok(self.device.ports.pop().map(Box::new).map(Part::Port));
                }
            },
            State::Components => match parser.child(&mut self.device.components, &mut 0)? {
                None => self.state = State::Device,
                Some(tag) => {
                    parser.member(tag, &mut self.device.components, &mut 0)?;
                    return Ok(self.device.components.pop().map(Box::new).map(Part::Component));
                }
            },
            State::Finished => {}
        }
        Ok(None)
    }

    fn end_device(&mut self) -> Part<'a> {
        self.state = State::Content;
        Part::Device(Box::new(take(&mut self.device)))
    }

    fn end_content(&mut self) {
        self.state = State::Request;
        self.request.contents.push(take(&mut self.content));
    }

    fn end_request(&mut self) -> Result<Option<Part<'a>>, DecodeError> {
        self.parser.finish()?;
        self.state = State::Finished;
        Ok(Some(Part::Request(take(&mut self.request))))
    }
}

/// Real agents write upper case; others are read too.
fn is(tag: Tag<'_>, name: &str) -> bool {
    tag.name.eq_ignore_ascii_case(name)
}
