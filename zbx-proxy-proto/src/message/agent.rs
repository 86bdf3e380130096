//! Active agents, which use the same port: their checks, values and heartbeats.

use std::borrow::Cow;

use super::redirect::Redirect;
use super::rows::{Row, Rows};
use super::status::{Status, Upload};
use super::time::{Clock, Nanoseconds};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Extra, Member, Reader, Writer, object, open_enum};
use crate::secret::Secret;

open_enum! {
    /// Which program an agent is.
    pub enum AgentVariant {
        /// The agent written in C.
        Agent = 1,
        /// Agent 2, written in Go.
        Agent2 = 2,
    }
}

object! {
    /// `active checks`: an agent asks what to check.
    ///
    /// Agents of 6.0 and before send `host`, `ip` and `port` only (agent 2 adds its
    /// version); 6.4 and later send all but what is empty (ZBX-110).
    pub struct ActiveChecksRequest {
        /// The agent's host name.
        host: String = "host",
        /// What the agent says about its host, for auto registration.
        host_metadata: Option<String> = "host_metadata",
        /// The interface to register.
        interface: Option<String> = "interface",
        /// The address at which the agent listens.
        ip: Option<String> = "ip",
        /// The port at which it listens.
        port: Option<u64> = "port",
        /// Revision of the checks that it has.
        config_revision: Option<u64> = "config_revision",
        /// The agent's session, 32 hexadecimal digits.
        session: Option<String> = "session",
        /// The agent's version.
        version: Option<String> = "version",
        /// Which program it is.
        variant: Option<AgentVariant> = "variant",
    }
}

object! {
    /// The answer to `active checks`.
    pub struct ActiveChecksAnswer {
        /// Whether there are checks for this agent.
        response: Option<Status> = "response",
        /// Why not.
        info: Option<String> = "info",
        /// Where the agent should go instead (7.0 and later).
        redirect: Option<Redirect> = "redirect",
        /// Revision of these checks (6.4 and later).
        config_revision: Option<u64> = "config_revision",
        /// The checks; absent if the agent has them already.
        data: Option<Vec<ActiveCheck>> = "data",
        /// Commands for the agent to run (7.0 and later).
        commands: Vec<ActiveCommand> = "commands",
        /// Whether the agent may send values; absent means that it may.
        upload: Option<Upload> = "upload",
        /// After how many seconds to try unsupported items again (older servers).
        refresh_unsupported: Option<u64> = "refresh_unsupported",
        /// Global regular expressions that the checks use.
        regexp: Vec<RegularExpression> = "regexp",
    }
}

object! {
    /// One item that an agent checks by itself.
    pub struct ActiveCheck {
        /// What to check.
        key: String = "key",
        /// The key before its macros were resolved (older servers, where it differs).
        key_orig: Option<String> = "key_orig",
        /// The item (for agents that give their version).
        itemid: Option<u64> = "itemid",
        /// How often: text for agents that give their version, seconds for others.
        delay: Delay = "delay",
        /// How far the log was read, in bytes.
        lastlogsize: Option<u64> = "lastlogsize",
        /// When the log was last changed, in seconds since 1970.
        mtime: Option<i64> = "mtime",
        /// How long the check may take (7.0 and later).
        timeout: Option<String> = "timeout",
    }
}

/// How often an item is checked, or how long that may take.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Delay {
    /// Seconds, as a number: for agents that do not give their version.
    Seconds(u64),
    /// Text with units and intervals, such as `1m` or `0;wd1-5h9-18`.
    Text(String),
}

object! {
    /// A command for an agent to run (7.0 and later).
    pub struct ActiveCommand {
        /// The command; it may hold passwords.
        command: Secret = "command",
        /// By which the agent names it in its answer.
        id: u64 = "id",
        /// Whether to wait for its end.
        wait: Option<u64> = "wait",
        /// For how many seconds it may run.
        timeout: Option<u64> = "timeout",
    }
}

object! {
    /// One expression of a global regular expression.
    pub struct RegularExpression {
        /// Name of the global expression that it belongs to.
        name: String = "name",
        /// The expression.
        expression: String = "expression",
        /// How it is matched.
        expression_type: Option<i64> = "expression_type",
        /// Delimiter of alternatives.
        exp_delimiter: Option<String> = "exp_delimiter",
        /// Whether case matters.
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
        /// The agent's session, 32 hexadecimal digits: value ids are unique in it.
        session: Option<Cow<'a, str>> = "session",
        /// The agent's version. Values name their item by id from 4.4 on, if `host` is there too.
        version: Option<Cow<'a, str>> = "version",
        /// Which program it is.
        variant: Option<AgentVariant> = "variant",
        /// The agent's host name.
        host: Option<Cow<'a, str>> = "host",
        /// The values. A row that cannot be read does not cost the others. The list is
        /// written even if it is empty (ZBX-111).
        data: Rows<'a, AgentValue<'a>> = "data" written,
        /// Answers to commands (7.0 and later).
        commands: Vec<CommandAnswer<'a>> = "commands",
        /// The agent's time, in seconds since 1970.
        clock: Option<u64> = "clock" lenient,
        /// Nanoseconds to that.
        ns: Option<u64> = "ns" lenient,
    }
}

object! {
    /// One value of an agent or a sender.
    ///
    /// It names its item by `itemid`, or by `host` and `key`.
    #[derive(Default)]
    pub struct AgentValue<'a> {
        /// The host.
        host: Option<Cow<'a, str>> = "host",
        /// The item's key.
        key: Option<Cow<'a, str>> = "key",
        /// The item.
        itemid: Option<u64> = "itemid",
        /// The value as text, or the reason why the item is not supported.
        value: Option<Cow<'a, str>> = "value" scalar,
        /// 1 if the item is not supported.
        state: Option<u64> = "state",
        /// How far the log was read, in bytes.
        lastlogsize: Option<u64> = "lastlogsize",
        /// When the log was last changed, in seconds since 1970.
        mtime: Option<i64> = "mtime",
        /// The record's own time, in seconds since 1970.
        timestamp: Option<u64> = "timestamp",
        /// Source of a Windows event.
        source: Option<Cow<'a, str>> = "source",
        /// Severity of a Windows event.
        severity: Option<i64> = "severity",
        /// Id of a Windows event.
        eventid: Option<i64> = "eventid",
        /// Value id, unique and ascending within the session.
        id: Option<u64> = "id",
        /// When the value was taken, in seconds since 1970.
        clock: Option<Clock> = "clock",
        /// Nanoseconds to that.
        ns: Option<Nanoseconds> = "ns",
    }
}

object! {
    /// What became of a command that an agent ran.
    pub struct CommandAnswer<'a> {
        /// The command.
        id: u64 = "id",
        /// Its output.
        value: Option<Cow<'a, str>> = "value",
        /// Why it failed.
        error: Option<Cow<'a, str>> = "error",
    }
}

object! {
    /// `active check heartbeat` (6.2 and later): an agent is alive.
    ///
    /// There is **no answer** to it, unless it is a redirect (ZBX-113).
    pub struct ActiveCheckHeartbeat {
        /// The agent's host name.
        host: String = "host",
        /// How often it comes, in seconds.
        heartbeat_freq: u64 = "heartbeat_freq",
        /// The agent's version.
        version: Option<String> = "version",
        /// Which program it is.
        variant: Option<AgentVariant> = "variant",
    }
}

impl<'a> AgentValue<'a> {
    /// A value of an item that is named by host and key, as senders do.
    #[must_use]
    pub fn new(
        host: impl Into<Cow<'a, str>>,
        key: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self { host: Some(host.into()), key: Some(key.into()), value: Some(value.into()), ..Self::default() }
    }

    /// A value of an item that is named by its id, as agents of 7.0 do.
    #[must_use]
    pub fn of_item(itemid: u64, value: impl Into<Cow<'a, str>>) -> Self {
        Self { itemid: Some(itemid), value: Some(value.into()), ..Self::default() }
    }

    /// Adds the time at which the value was taken.
    #[must_use]
    pub fn at(mut self, clock: Clock, ns: Nanoseconds) -> Self {
        self.clock = Some(clock);
        self.ns = Some(ns);
        self
    }
}

impl<'a> Row<'a> for AgentValue<'a> {
    const SECTION: &'static str = "data";

    fn fault(&self) -> Option<DecodeErrorKind> {
        match (self.itemid, &self.host, &self.key) {
            (Some(_), ..) | (None, Some(_), Some(_)) => None,
            (None, None, _) => Some(DecodeErrorKind::Missing("host")),
            (None, Some(_), None) => Some(DecodeErrorKind::Missing("key")),
        }
    }
}

impl ActiveChecksRequest {
    /// As an agent of 6.0 asks.
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
    fn of(response: Status) -> Self {
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

    /// The agent has the checks already.
    #[must_use]
    pub fn unchanged() -> Self {
        Self::of(Status::Success)
    }

    /// Checks for the agent.
    #[must_use]
    pub fn checks(checks: Vec<ActiveCheck>) -> Self {
        Self { data: Some(checks), ..Self::of(Status::Success) }
    }

    /// No checks, and why.
    #[must_use]
    pub fn failed(info: impl Into<String>) -> Self {
        Self { info: Some(info.into()), ..Self::of(Status::Failed) }
    }

    /// Another proxy is in charge of the agent.
    #[must_use]
    pub fn redirected(redirect: Redirect) -> Self {
        Self { redirect: Some(redirect), ..Self::of(Status::Failed) }
    }
}

impl ActiveCheck {
    /// A check for an agent that gave its version.
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
    /// A command whose answer is to name it by `id`.
    #[must_use]
    pub fn new(command: Secret, id: u64) -> Self {
        Self { command, id, wait: None, timeout: None, extra: Extra::EMPTY }
    }
}

impl RegularExpression {
    /// An expression that belongs to a global one of that name.
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
    /// The output of a command.
    #[must_use]
    pub fn value(id: u64, value: impl Into<Cow<'a, str>>) -> Self {
        Self { id, value: Some(value.into()), error: None, extra: Extra::EMPTY }
    }

    /// Why a command failed.
    #[must_use]
    pub fn error(id: u64, error: impl Into<Cow<'a, str>>) -> Self {
        Self { id, value: None, error: Some(error.into()), extra: Extra::EMPTY }
    }
}

impl ActiveCheckHeartbeat {
    /// An agent that comes back every `heartbeat_freq` seconds.
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
