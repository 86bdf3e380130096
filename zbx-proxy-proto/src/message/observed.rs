//! Messages for observers that do not know the request.

use super::agent::ActiveChecksAnswer;
use super::config::{ConfigAnswer, ConfigRevision};
use super::data::{Answer, ProxyData, ProxyTasks};
use super::other::OtherAnswer;
use super::passive::{PassiveChecksAnswer, PlainAnswer};
use super::request::Request;
use crate::error::DecodeError;
use crate::json::{Member, Reader, cut_payload};
use crate::limits::Limits;

/// Any payload, recognised by its members alone.
///
/// For sniffers, relays and logs that see one direction only. The sides of an exchange
/// know the request and use the `decode` of the expected answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObservedMessage<'a> {
    /// A message with a member `request`.
    Request(Request<'a>),
    /// A message with a member `response`.
    Answer(Answer),
    /// An answer to `active checks` that has more members than an [`Answer`].
    ActiveChecksAnswer(ActiveChecksAnswer),
    /// An answer with `data` that are not checks.
    OtherAnswer(OtherAnswer<'a>),
    /// A configuration or a part of one.
    Config(ConfigAnswer<'a>),
    /// The revisions of a passive proxy's configuration.
    ConfigRevision(ConfigRevision),
    /// Data that a passive proxy collected.
    ProxyData(ProxyData<'a>),
    /// Results of tasks from a passive proxy.
    ProxyTasks(ProxyTasks),
    /// Values of a passive agent of 7.0 and later.
    PassiveChecksAnswer(PassiveChecksAnswer<'a>),
    /// A bare text: a key for an older agent, or its value.
    Plain(PlainAnswer<'a>),
}

/// The members of a message that tell its type.
#[derive(Default)]
struct Shape {
    /// Bit set of the names in [`KNOWN`] that were found.
    seen: u32,
    members: usize,
    request: bool,
    response: bool,
    response_first: bool,
    redirect: bool,
    active_checks: bool,
    data_is_list: bool,
    /// `data` holds something other than checks of an agent.
    other_data: bool,
    variant: bool,
    tables: bool,
    vault: bool,
    other_members: bool,
    update: bool,
    revision: bool,
    clock: bool,
    ns: bool,
    session: bool,
    sections: bool,
    version: bool,
}

/// Members that tell the type of a message.
const KNOWN: [&str; 25] = [
    "response",
    "redirect",
    "commands",
    "refresh_unsupported",
    "regexp",
    "variant",
    "data",
    "full_sync",
    "proxy_group",
    "del_hostids",
    "del_macro_hostids",
    "config_revision",
    "macro.secrets",
    "clock",
    "ns",
    "session",
    "version",
    "interface availability",
    "host availability",
    "history data",
    "discovery data",
    "auto registration",
    "host data",
    "tasks",
    "upload",
];

impl Shape {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut shape = Self::default();
        reader.object(|reader, name| {
            let known = KNOWN.iter().position(|known| name == *known);
            let bit = known.map_or(0, |index| 1 << index);
            if shape.seen & bit != 0 {
                // The first of two wins (ZBX-042), so it also decides the type.
                return reader.skip().map(drop);
            }
            shape.seen |= bit;
            // A member that counts as absent does not decide the type.
            let absent = name != "request" && (reader.null()? || (name != "data" && reader.empty_array()));
            match name.as_ref() {
                "request" => shape.request = true,
                _ if absent && known.is_some() => return Ok(()),
                "response" => {
                    shape.response = true;
                    shape.response_first = shape.members == 0;
                }
                "redirect" => shape.redirect = true,
                "commands" | "refresh_unsupported" | "regexp" => shape.active_checks = true,
                "variant" => shape.variant = true,
                "data" if reader.at_array() => {
                    shape.data_is_list = true;
                    shape.other_data = !lists_checks(&mut reader.clone()).unwrap_or(true);
                }
                "data" => (shape.update, shape.other_data) = (true, true),
                "full_sync" | "proxy_group" | "del_hostids" | "del_macro_hostids" => {
                    shape.update = true;
                }
                "config_revision" => (shape.update, shape.revision) = (true, true),
                "macro.secrets" => (shape.tables, shape.vault) = (true, true),
                "clock" => shape.clock = true,
                "ns" => shape.ns = true,
                "session" => shape.session = true,
                "version" => shape.version = true,
                "interface availability"
                | "host availability"
                | "history data"
                | "discovery data"
                | "auto registration"
                | "host data" => shape.sections = true,
                _ if !absent && reader.at_object() => shape.tables = true,
                _ => shape.other_members = true,
            }
            shape.members = shape.members.saturating_add(1);
            if absent { Ok(()) } else { reader.skip().map(drop) }
        })?;
        reader.finish()?;
        Ok(shape)
    }

    /// Returns true if the members mark the object as a message and cannot be a value of
    /// an agent by chance. Faults in it are errors then.
    fn is_marked(&self) -> bool {
        let from_proxy = self.session && self.version && (self.clock || self.revision);
        let from_agent = self.version && self.variant;
        self.request
            || self.response
            || self.sections
            || self.revision
            || self.vault
            || from_proxy
            || from_agent
    }
}

/// Returns true if the next array holds checks, judged by its first element.
fn lists_checks(reader: &mut Reader<'_>) -> Result<bool, DecodeError> {
    reader.enter_array()?;
    if !reader.next_element(true)? {
        return Ok(true);
    }
    let mut found = false;
    if reader.at_object() {
        reader.object(|reader, name| {
            found |= name == "key" || name == "delay";
            reader.skip().map(drop)
        })?;
    }
    Ok(found)
}

impl<'a> ObservedMessage<'a> {
    /// Decodes the payload of a frame.
    ///
    /// A payload that is not a JSON object is a bare text, and so is an object that
    /// resembles no message: agents send values that are JSON themselves (ZBX-119).
    ///
    /// # Errors
    /// The payload starts like a JSON object and is not one, is marked as a message and
    /// lacks a required member, or exceeds a limit.
    pub fn decode(payload: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let text = cut_payload(payload);
        if text.first() != Some(&b'{') {
            return Ok(Self::Plain(PlainAnswer::decode(payload)));
        }
        let reader = Reader::new(text, limits)?;
        let shape = Shape::read(&mut reader.clone())?;
        match Self::read_as(&shape, payload, reader, limits) {
            Ok(Some(message)) if shape.is_marked() || !message.is_guess() => Ok(message),
            Err(error) if shape.is_marked() || error.is_limit() => Err(error),
            _ => Ok(Self::Plain(PlainAnswer::decode(payload))),
        }
    }

    /// Reads the message that has this shape; `None` if no message has it.
    fn read_as(
        shape: &Shape,
        payload: &'a [u8],
        mut reader: Reader<'a>,
        limits: &Limits,
    ) -> Result<Option<Self>, DecodeError> {
        let reader = &mut reader;
        Ok(Some(match shape {
            Shape { request: true, .. } => Self::Request(Request::decode(payload, limits)?),
            // Only answers to active checks have a redirect after `response`.
            Shape { response: true, redirect: true, response_first: true, .. }
            | Shape { response: true, active_checks: true, .. }
            | Shape { response: true, revision: true, .. } => Self::ActiveChecksAnswer(Member::read(reader)?),
            Shape { response: true, redirect: true, .. } => Self::Answer(Member::read(reader)?),
            Shape { response: true, other_data: true, .. } => Self::OtherAnswer(Member::read(reader)?),
            Shape { response: true, data_is_list: true, .. } | Shape { response: true, update: true, .. } => {
                Self::ActiveChecksAnswer(Member::read(reader)?)
            }
            Shape { response: true, .. } | Shape { redirect: true, .. } => {
                Self::Answer(Member::read(reader)?)
            }
            Shape { version: true, variant: true, .. } | Shape { version: true, data_is_list: true, .. } => {
                Self::PassiveChecksAnswer(Member::read(reader)?)
            }
            Shape { session: true, revision: true, sections: false, .. }
            | Shape { version: true, revision: true, sections: false, .. } => {
                Self::ConfigRevision(Member::read(reader)?)
            }
            Shape { clock: true, session: true, version: true, .. } | Shape { sections: true, .. } => {
                Self::ProxyData(Member::read(reader)?)
            }
            Shape { clock: true, ns: true, version: true, .. } => Self::ProxyTasks(Member::read(reader)?),
            Shape { members: 0, .. } | Shape { revision: true, .. } | Shape { update: true, .. } => {
                Self::Config(Member::read(reader)?)
            }
            Shape { tables: true, other_members: false, .. } => Self::Config(Member::read(reader)?),
            _ => return Ok(None),
        }))
    }

    /// Returns true if the message may as well be a value of an agent: an unmarked
    /// configuration with members that are not tables.
    fn is_guess(&self) -> bool {
        matches!(self, Self::Config(answer) if answer.unknown_members() > 0)
    }

    /// Appends the payload to `dst`, byte for byte as the C daemons write it.
    pub fn encode(&self, dst: &mut Vec<u8>) {
        match self {
            Self::Request(request) => request.encode(dst),
            Self::Answer(answer) => answer.encode(dst),
            Self::ActiveChecksAnswer(answer) => answer.encode(dst),
            Self::OtherAnswer(answer) => answer.encode(dst),
            Self::Config(answer) => answer.encode(dst),
            Self::ConfigRevision(revision) => revision.encode(dst),
            Self::ProxyData(data) => data.encode(dst),
            Self::ProxyTasks(tasks) => tasks.encode(dst),
            Self::PassiveChecksAnswer(answer) => answer.encode(dst),
            Self::Plain(answer) => answer.encode(dst),
        }
    }

    /// Replaces everything that may be secret, so that the message can be logged. Unknown
    /// members count as secret.
    pub fn redact(&mut self) {
        match self {
            Self::Request(request) => request.redact(),
            Self::Answer(answer) => answer.redact(),
            Self::ActiveChecksAnswer(answer) => answer.redact(),
            Self::OtherAnswer(answer) => answer.redact(),
            Self::Config(answer) => answer.redact(),
            Self::ConfigRevision(revision) => revision.redact(),
            Self::ProxyData(data) => data.redact(),
            Self::ProxyTasks(tasks) => tasks.redact(),
            Self::PassiveChecksAnswer(answer) => answer.redact(),
            Self::Plain(_) => {}
        }
    }

    /// Number of unknown members, at all levels.
    #[must_use]
    pub fn unknown_members(&self) -> usize {
        match self {
            Self::Request(request) => request.unknown_members(),
            Self::Answer(answer) => answer.unknown_members(),
            Self::ActiveChecksAnswer(answer) => answer.unknown_members(),
            Self::OtherAnswer(answer) => answer.unknown_members(),
            Self::Config(answer) => answer.unknown_members(),
            Self::ConfigRevision(revision) => revision.unknown_members(),
            Self::ProxyData(data) => data.unknown_members(),
            Self::ProxyTasks(tasks) => tasks.unknown_members(),
            Self::PassiveChecksAnswer(answer) => answer.unknown_members(),
            Self::Plain(_) => 0,
        }
    }

    /// Copies the borrowed parts, so that the value outlives the payload.
    #[must_use]
    pub fn into_owned(self) -> ObservedMessage<'static> {
        match self {
            Self::Request(request) => ObservedMessage::Request(request.into_owned()),
            Self::Answer(answer) => ObservedMessage::Answer(answer),
            Self::ActiveChecksAnswer(answer) => ObservedMessage::ActiveChecksAnswer(answer),
            Self::OtherAnswer(answer) => ObservedMessage::OtherAnswer(answer.into_owned()),
            Self::Config(answer) => ObservedMessage::Config(answer.into_owned()),
            Self::ConfigRevision(revision) => ObservedMessage::ConfigRevision(revision),
            Self::ProxyData(data) => ObservedMessage::ProxyData(data.into_owned()),
            Self::ProxyTasks(tasks) => ObservedMessage::ProxyTasks(tasks),
            Self::PassiveChecksAnswer(answer) => ObservedMessage::PassiveChecksAnswer(answer.into_owned()),
            Self::Plain(answer) => ObservedMessage::Plain(answer.into_owned()),
        }
    }
}
