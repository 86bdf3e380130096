//! Messages of active agents, which use the same port: checks, values and heartbeats.

use std::borrow::Cow;

use super::redirect::Redirect;
use super::rows::{Row, Rows};
use super::status::{Status, Upload};
use super::time::{Clock, Nanoseconds};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Extra, Member, Reader, Writer, object, open_enum};
use crate::secret::Secret;

open_enum! {
    /// Agent programs.
    pub enum AgentVariant {
        /// The agent written in C.
        Agent = 1,
        /// Agent 2, written in Go.
        Agent2 = 2,
    }
}

object! {
    /// `active checks`: an agent's request for its checks.
    ///
    /// Agents up to 6.0 send `host`, `ip` and `port` only (agent 2 adds its version); 6.4
    /// and later send all members that are not empty (ZBX-110).
    pub struct ActiveChecksRequest {
        /// The agent's host name.
        host: String = "host",
        /// Host metadata, for auto registration.
        host_metadata: Option<String> = "host_metadata" lenient,
        /// The interface to register.
        interface: Option<String> = "interface",
        /// The address at which the agent listens.
        ip: Option<String> = "ip",
        /// The port at which the agent listens.
        port: Option<u64> = "port",
        /// Revision of the checks that the agent has.
        config_revision: Option<u64> = "config_revision",
        /// The agent's session, 32 hexadecimal digits.
        session: Option<String> = "session",
        /// The agent's version.
        version: Option<String> = "version",
        /// The program.
        variant: Option<AgentVariant> = "variant" lenient,
    }
}

object! {
    /// The answer to `active checks`.
    pub struct ActiveChecksAnswer {
        /// The result: success if there are checks for this agent.
        response: Option<Status> = "response",
        /// The reason for a failure.
        info: Option<String> = "info",
        /// The address to use instead (7.0 and later).
        redirect: Option<Redirect> = "redirect",
        /// Revision of these checks (6.4 and later).
        config_revision: Option<u64> = "config_revision",
        /// The checks; absent if they have not changed.
        data: Option<Vec<ActiveCheck>> = "data",
        /// Commands for the agent to run (7.0 and later).
        commands: Vec<ActiveCommand> = "commands",
        /// Permission to send values; absent means enabled.
        upload: Option<Upload> = "upload",
        /// Seconds until unsupported items are tried again (older servers).
        refresh_unsupported: Option<u64> = "refresh_unsupported",
        /// Global regular expressions that the checks use.
        regexp: Vec<RegularExpression> = "regexp",
    }
}

object! {
    /// An item that an agent checks on its own schedule.
    pub struct ActiveCheck {
        /// The item's key.
        key: String = "key",
        /// The key before its macros were resolved (older servers, where it differs).
        key_orig: Option<String> = "key_orig",
        /// Id of the item (for agents that send their version).
        itemid: Option<u64> = "itemid",
        /// The interval: text for agents that send their version, seconds for others.
        delay: Delay = "delay",
        /// Number of bytes of the log that were read.
        lastlogsize: Option<u64> = "lastlogsize",
        /// Time of the log's last change, in seconds since 1970.
        mtime: Option<i64> = "mtime",
        /// Timeout of the check (7.0 and later).
        timeout: Option<String> = "timeout",
    }
}

/// An interval or a timeout.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Delay {
    /// Seconds, as a number: for agents that do not send their version.
    Seconds(u64),
    /// Text with units and intervals, such as `1m` or `0;wd1-5h9-18`.
    Text(String),
}

object! {
    /// A command for an agent to run (7.0 and later).
    pub struct ActiveCommand {
        /// The command; it may hold passwords.
        command: Secret = "command",
        /// Id, which the agent repeats in its answer.
        id: u64 = "id",
        /// 1 to wait for its end.
        wait: Option<u64> = "wait",
        /// Timeout in seconds.
        timeout: Option<u64> = "timeout",
    }
}

object! {
    /// An expression of a global regular expression.
    pub struct RegularExpression {
        /// Name of the global expression.
        name: String = "name",
        /// The expression.
        expression: String = "expression",
        /// Type of matching.
        expression_type: Option<i64> = "expression_type",
        /// Delimiter of alternatives.
        exp_delimiter: Option<String> = "exp_delimiter",
        /// 1 if case matters.
        case_sensitive: Option<u64> = "case_sensitive",
    }
}

object! {
    /// `agent data`: values from an active agent.
    ///
    /// C agents up to 6.2 send `session`, `data`, `clock`, `ns`; later ones add
    /// `version`, `variant` and `host`. Agent 2 puts `data` first (ZBX-112).
    #[derive(Default)]
    pub struct AgentData<'a> {
        /// The agent's session, 32 hexadecimal digits; value ids are unique within it.
        session: Option<Cow<'a, str>> = "session",
        /// The agent's version. From 4.4 on, with `host` present, values have an item id.
        version: Option<Cow<'a, str>> = "version",
        /// The program.
        variant: Option<AgentVariant> = "variant" lenient,
        /// The agent's host name.
        host: Option<Cow<'a, str>> = "host",
        /// The values. A faulty row does not affect the others. The list is written even
        /// if it is empty (ZBX-111).
        data: Rows<'a, AgentValue<'a>> = "data" written,
        /// Answers to commands (7.0 and later). A faulty one does not affect the others.
        commands: Rows<'a, CommandAnswer<'a>> = "commands",
        /// The agent's time, in seconds since 1970.
        clock: Option<u64> = "clock" lenient,
        /// Nanoseconds after `clock`.
        ns: Option<u64> = "ns" lenient,
    }
}

object! {
    /// A value of an agent or a sender.
    ///
    /// The item is given by `itemid`, or by `host` and `key`. An undecodable number other
    /// than `itemid`, `clock` and, next to a clock, `ns` does not cost the value: it counts
    /// as absent and is kept in `extra` (ZBX-084).
    #[derive(Default)]
    pub struct AgentValue<'a> {
        /// The host's name.
        host: Option<Cow<'a, str>> = "host",
        /// The item's key.
        key: Option<Cow<'a, str>> = "key",
        /// Id of the item.
        itemid: Option<u64> = "itemid",
        /// The value as text, or the reason why the item is not supported.
        value: Option<Cow<'a, str>> = "value" scalar,
        /// 1 if the item is not supported.
        state: Option<u64> = "state" lenient,
        /// Number of bytes of the log that were read.
        lastlogsize: Option<u64> = "lastlogsize" lenient,
        /// Time of the log's last change, in seconds since 1970.
        mtime: Option<i64> = "mtime" lenient,
        /// Time of the log record, in seconds since 1970.
        timestamp: Option<u64> = "timestamp" lenient,
        /// Source of a Windows event.
        source: Option<Cow<'a, str>> = "source",
        /// Severity of a Windows event.
        severity: Option<i64> = "severity" lenient,
        /// Id of a Windows event.
        eventid: Option<i64> = "eventid" lenient,
        /// Value id, unique and ascending within the session.
        id: Option<u64> = "id" lenient,
        /// Time of the value, in seconds since 1970.
        clock: Option<Clock> = "clock",
        /// Nanoseconds after `clock`; without a clock they mean nothing.
        ns: Option<Nanoseconds> = "ns" lenient,
    }
}

object! {
    /// The result of a command that an agent ran.
    pub struct CommandAnswer<'a> {
        /// Id of the command.
        id: u64 = "id",
        /// Output of the command.
        value: Option<Cow<'a, str>> = "value",
        /// The reason for a failure.
        error: Option<Cow<'a, str>> = "error",
    }
}

object! {
    /// `active check heartbeat` (6.2 and later): the heartbeat of an agent.
    ///
    /// It is **not answered**, except by a redirect (ZBX-113).
    pub struct ActiveCheckHeartbeat {
        /// The agent's host name.
        host: String = "host",
        /// Interval of the heartbeats in seconds.
        heartbeat_freq: u64 = "heartbeat_freq",
        /// The agent's version.
        version: Option<String> = "version",
        /// The program.
        variant: Option<AgentVariant> = "variant" lenient,
    }
}

impl<'a> AgentValue<'a> {
    /// Creates a value of an item given by host and key, as from senders.
    #[must_use]
    pub fn new(
        host: impl Into<Cow<'a, str>>,
        key: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self { host: Some(host.into()), key: Some(key.into()), value: Some(value.into()), ..Self::default() }
    }

    /// Creates a value of an item given by its id, as from agents of 7.0.
    #[must_use]
    pub fn from_item(itemid: u64, value: impl Into<Cow<'a, str>>) -> Self {
        Self { itemid: Some(itemid), value: Some(value.into()), ..Self::default() }
    }

    /// Sets the time of the value.
    #[must_use]
    pub fn at(mut self, clock: Clock, ns: Nanoseconds) -> Self {
        self.clock = Some(clock);
        self.ns = Some(ns);
        self
    }
}

impl<'a> Row<'a> for AgentValue<'a> {
    const SECTION: &'static str = "data";

    fn fault(&self, row: Reader<'a>) -> Option<DecodeError> {
        let missing = match (self.itemid, &self.host, &self.key) {
            (Some(_), ..) | (None, Some(_), Some(_)) => {
                let has_bad_ns = self.clock.is_some() && self.extra.member("ns").is_some();
                return has_bad_ns.then(|| bad_ns(row)).flatten();
            }
            (None, None, _) => "host",
            (None, Some(_), None) => "key",
        };
        Some(DecodeError::new(DecodeErrorKind::Missing(missing), row.offset()))
    }
}

/// Returns the fault of the first `ns` of a row.
fn bad_ns(mut row: Reader<'_>) -> Option<DecodeError> {
    let mut fault = None;
    row.object(|reader, name| {
        if name == "ns" && fault.is_none() {
            let at = reader.clone();
            fault =
                Some(<Option<Nanoseconds>>::read(&mut at.clone()).err().map(|error| error.in_member("ns")));
        }
        reader.skip().map(|_| ())
    })
    .ok()?;
    fault.flatten()
}

impl<'a> Row<'a> for CommandAnswer<'a> {
    const SECTION: &'static str = "commands";
}

impl ActiveChecksRequest {
    /// Creates a request as agents of 6.0 send it.
    #[must_use]
    pub fn new(host: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            host_metadata: None,
            interface: None,
            ip: None,
            port: None,
            config_revision: None,
            session: None,
            version: None,
            variant: None,
            extra: Extra::EMPTY,
        }
    }
}

impl ActiveChecksAnswer {
    fn from_response(response: Status) -> Self {
        Self {
            response: Some(response),
            info: None,
            redirect: None,
            config_revision: None,
            data: None,
            commands: Vec::new(),
            upload: None,
            refresh_unsupported: None,
            regexp: Vec::new(),
            extra: Extra::EMPTY,
        }
    }

    /// Creates the answer for an agent that has the current checks.
    #[must_use]
    pub fn unchanged() -> Self {
        Self::from_response(Status::Success)
    }

    /// Creates an answer with checks.
    #[must_use]
    pub fn checks(checks: Vec<ActiveCheck>) -> Self {
        Self { data: Some(checks), ..Self::from_response(Status::Success) }
    }

    /// Creates the answer that there are no checks, with the reason.
    #[must_use]
    pub fn failed(info: impl Into<String>) -> Self {
        Self { info: Some(info.into()), ..Self::from_response(Status::Failed) }
    }

    /// Creates an answer that sends the agent to another proxy.
    #[must_use]
    pub fn redirected(redirect: Redirect) -> Self {
        Self { redirect: Some(redirect), ..Self::from_response(Status::Failed) }
    }
}

impl ActiveCheck {
    /// Creates a check for an agent that sends its version.
    #[must_use]
    pub fn new(key: impl Into<String>, itemid: u64, delay: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            key_orig: None,
            itemid: Some(itemid),
            delay: Delay::Text(delay.into()),
            lastlogsize: Some(0),
            mtime: Some(0),
            timeout: None,
            extra: Extra::EMPTY,
        }
    }
}

impl ActiveCommand {
    /// Creates a command whose answer repeats `id`.
    #[must_use]
    pub fn new(command: Secret, id: u64) -> Self {
        Self { command, id, wait: None, timeout: None, extra: Extra::EMPTY }
    }
}

impl RegularExpression {
    /// Creates an expression of the global expression `name`.
    #[must_use]
    pub fn new(name: impl Into<String>, expression: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            expression: expression.into(),
            expression_type: None,
            exp_delimiter: None,
            case_sensitive: None,
            extra: Extra::EMPTY,
        }
    }
}

impl<'a> CommandAnswer<'a> {
    /// Creates the answer to a command that succeeded, with its output.
    #[must_use]
    pub fn value(id: u64, value: impl Into<Cow<'a, str>>) -> Self {
        Self { id, value: Some(value.into()), error: None, extra: Extra::EMPTY }
    }

    /// Creates the answer to a command that failed, with the reason.
    #[must_use]
    pub fn error(id: u64, error: impl Into<Cow<'a, str>>) -> Self {
        Self { id, value: None, error: Some(error.into()), extra: Extra::EMPTY }
    }
}

impl ActiveCheckHeartbeat {
    /// Creates the heartbeat of an agent that sends one every `heartbeat_freq` seconds.
    #[must_use]
    pub fn new(host: impl Into<String>, heartbeat_freq: u64) -> Self {
        Self { host: host.into(), heartbeat_freq, version: None, variant: None, extra: Extra::EMPTY }
    }
}

impl Member<'_> for Delay {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.at_string() {
            reader.text().map(|text| Self::Text(text.into_owned()))
        } else {
            reader.unsigned().map(Self::Seconds)
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Seconds(seconds) => writer.unsigned(*seconds),
            Self::Text(text) => writer.string(text),
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}
