//! Tasks that a server hands out, and their results.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Extra, Member, RawJson, Reader, Writer, object, open_enum};
use crate::secret::Secret;

open_enum! {
    /// What kind of remote command to run.
    pub enum CommandKind {
        /// A script on agent, server or proxy.
        Script = 0,
        /// An IPMI command.
        Ipmi = 1,
        /// Over SSH.
        Ssh = 2,
        /// Over Telnet.
        Telnet = 3,
        /// A global script.
        Global = 4,
    }
}

open_enum! {
    /// Where to run a remote command.
    pub enum ExecuteOn {
        /// On the agent.
        Agent = 0,
        /// On the server.
        Server = 1,
        /// On the proxy.
        Proxy = 2,
    }
}

open_enum! {
    /// What a data request asks for.
    pub enum DataKind {
        /// Test an item; `data` is JSON with `options`, `item` and `host`.
        ItemTest = 0,
        /// Diagnostic information; `data` is JSON with the statistics to report.
        DiagnosticInfo = 1,
        /// Ids of proxies (inside a server only, 6.4 and later).
        ProxyIds = 2,
        /// A passive proxy asks for its configuration; `data` is JSON with `proxy_name`.
        ProxyName = 3,
        /// Reload the configuration; `data` is empty.
        ConfigReload = 4,
    }
}

open_enum! {
    /// How a task ended. The manual's 1 for failure is wrong (ZBX-104).
    pub enum TaskStatus {
        /// It was carried out.
        Succeeded = 0,
        /// It was not; `info` says why.
        Failed = -1,
    }
}

/// The member `type` of a task whose type is known. The manual's 0 and 1 do not
/// exist (ZBX-100).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskType<const NUMBER: i64>;

impl<const NUMBER: i64> Member<'_> for TaskType<NUMBER> {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = reader.offset();
        if reader.signed()? == NUMBER {
            Ok(Self)
        } else {
            Err(reader.unexpected(start, "another type of task"))
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.signed(NUMBER);
    }

    fn into_owned(self) -> Self {
        self
    }
}

object! {
    /// A command to run, from the server.
    ///
    /// All members are mandatory to real daemons: the manual's samples, which lack
    /// `port` and `alertid`, are dropped by them (ZBX-101).
    pub struct RemoteCommand {
        /// 2
        kind: TaskType<2> = "type",
        /// When it was made, in seconds since 1970.
        clock: u64 = "clock",
        /// For how many seconds it is good, usually 600; 0 for ever.
        ttl: u64 = "ttl",
        /// What kind of command it is.
        command_kind: CommandKind = "commandtype",
        /// The command; it may hold passwords.
        command: Secret = "command",
        /// Where to run it.
        execute_on: ExecuteOn = "execute_on",
        /// The port; 0 if unused.
        port: u64 = "port",
        /// How to log in: 0 with the password, 1 with the key.
        authtype: i64 = "authtype",
        /// Who logs in.
        username: String = "username",
        /// The password.
        password: Secret = "password",
        /// Name of the public key's file.
        publickey: String = "publickey",
        /// Name of the private key's file, or the key.
        privatekey: Secret = "privatekey",
        /// The alert that it belongs to, or 0.
        alertid: u64 = "alertid",
        /// The task at the server that wants the result.
        parent_taskid: u64 = "parent_taskid",
        /// The host.
        hostid: u64 = "hostid",
    }
}

object! {
    /// How a remote command ended, from the proxy.
    pub struct RemoteCommandResult {
        /// 3
        kind: TaskType<3> = "type",
        /// When the result was made, in seconds since 1970.
        clock: u64 = "clock",
        /// 0
        ttl: u64 = "ttl",
        /// Whether the task was carried out.
        status: TaskStatus = "status",
        /// Its output, or the reason. The manual's `error` is never sent (ZBX-103).
        info: String = "info",
        /// The task at the server that wants the result.
        parent_taskid: u64 = "parent_taskid",
    }
}

object! {
    /// How a data request ended, from the proxy.
    pub struct DataResult {
        /// 8
        kind: TaskType<8> = "type",
        /// When the result was made, in seconds since 1970.
        clock: u64 = "clock",
        /// 0
        ttl: u64 = "ttl",
        /// Whether the task was carried out.
        status: TaskStatus = "status",
        /// The answer, JSON for diagnostic information, or the reason. The manual's `error` is never sent (ZBX-103).
        info: String = "info",
        /// The task at the server that wants the result.
        parent_taskid: u64 = "parent_taskid",
    }
}

object! {
    /// An item to check at once, from the server.
    pub struct CheckNow {
        /// 6
        kind: TaskType<6> = "type",
        /// When it was made, in seconds since 1970.
        clock: u64 = "clock",
        /// For how many seconds it is good, usually 3600; 0 for ever.
        ttl: u64 = "ttl",
        /// The item.
        itemid: u64 = "itemid",
    }
}

object! {
    /// A request for data, from the server.
    pub struct DataRequest {
        /// 7
        kind: TaskType<7> = "type",
        /// When it was made, in seconds since 1970.
        clock: u64 = "clock",
        /// For how many seconds it is good, usually 30; 0 for ever.
        ttl: u64 = "ttl",
        /// What is asked for.
        data_kind: DataKind = "datatype",
        /// The task that this one belongs to.
        parent_taskid: u64 = "parent_taskid",
        /// Parameters, mostly JSON inside a text. An item test holds credentials.
        data: Secret = "data",
    }
}

object! {
    /// Data for the server, from the proxy (6.4 and later).
    pub struct ProxyTaskData {
        /// 9
        kind: TaskType<9> = "type",
        /// When it was made, in seconds since 1970.
        clock: u64 = "clock",
        /// For how many seconds it is good; 0 for ever.
        ttl: u64 = "ttl",
        /// What it is about.
        data_kind: DataKind = "datatype",
        /// The task that this one belongs to.
        parent_taskid: u64 = "parent_taskid",
        /// Parameters, mostly JSON inside a text. An item test holds credentials.
        data: Secret = "data",
    }
}

impl ProxyTaskData {
    /// Data for the server; `data` is what that kind takes, mostly JSON.
    #[must_use]
    pub fn new(parent_taskid: u64, data_kind: DataKind, data: impl Into<String>, clock: u64) -> Self {
        let data = Secret::new(data);
        Self { kind: TaskType, clock, ttl: 0, data_kind, parent_taskid, data, extra: Extra::EMPTY }
    }
}

/// A task or a result.
///
/// A task of an unknown type, and one of a known type that lacks a member, are
/// dropped silently by real daemons. Here they are [`Task::Unusable`], with all that
/// they hold (ZBX-102).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Task {
    /// Type 2, from the server: run a command.
    RemoteCommand(Box<RemoteCommand>),
    /// Type 3, from the proxy: how the command ended.
    RemoteCommandResult(RemoteCommandResult),
    /// Type 6, from the server: check an item now.
    CheckNow(CheckNow),
    /// Type 7, from the server: answer a request for data.
    DataRequest(DataRequest),
    /// Type 8, from the proxy: the answer.
    DataResult(DataResult),
    /// Type 9, from the proxy (6.4 and later): data for the server.
    ProxyData(ProxyTaskData),
    /// None of these.
    Unusable(UnusableTask),
}

/// A task that real daemons drop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableTask {
    /// The member `type`, where there is one.
    pub kind: Option<i64>,
    /// What is wrong with it.
    pub error: DecodeError,
    /// The task as it came. It may hold secrets; `Debug` does not show it.
    pub raw: RawJson<'static>,
}

impl RemoteCommand {
    /// A script for `execute_on`; other kinds of commands set more of its fields.
    #[must_use]
    pub fn script(
        parent_taskid: u64,
        hostid: u64,
        command: impl Into<String>,
        execute_on: ExecuteOn,
        clock: u64,
    ) -> Self {
        Self {
            kind: TaskType,
            clock,
            ttl: 600,
            command_kind: CommandKind::Script,
            command: Secret::new(command),
            execute_on,
            port: 0,
            authtype: 0,
            username: String::new(),
            password: Secret::default(),
            publickey: String::new(),
            privatekey: Secret::default(),
            alertid: 0,
            parent_taskid,
            hostid,
            extra: Extra::EMPTY,
        }
    }

    /// What a proxy tells when it has carried out the command (ZBX-106).
    #[must_use]
    pub fn result(&self, status: TaskStatus, info: impl Into<String>, clock: u64) -> RemoteCommandResult {
        RemoteCommandResult {
            kind: TaskType,
            clock,
            ttl: 0,
            status,
            info: info.into(),
            parent_taskid: self.parent_taskid,
            extra: Extra::EMPTY,
        }
    }
}

impl CheckNow {
    /// Asks for a value of an item at once.
    #[must_use]
    pub fn new(itemid: u64, clock: u64, ttl: u64) -> Self {
        Self { kind: TaskType, clock, ttl, itemid, extra: Extra::EMPTY }
    }
}

impl DataRequest {
    /// Asks for `data_kind`; `data` is what that kind takes, mostly JSON.
    #[must_use]
    pub fn new(parent_taskid: u64, data_kind: DataKind, data: impl Into<String>, clock: u64) -> Self {
        Self {
            kind: TaskType,
            clock,
            ttl: 30,
            data_kind,
            parent_taskid,
            data: Secret::new(data),
            extra: Extra::EMPTY,
        }
    }

    /// What a proxy tells in return (ZBX-106).
    #[must_use]
    pub fn result(&self, status: TaskStatus, info: impl Into<String>, clock: u64) -> DataResult {
        DataResult {
            kind: TaskType,
            clock,
            ttl: 0,
            status,
            info: info.into(),
            parent_taskid: self.parent_taskid,
            extra: Extra::EMPTY,
        }
    }
}

impl Task {
    /// When the task was made and for how many seconds it is good.
    #[must_use]
    pub fn time(&self) -> Option<(u64, u64)> {
        Some(match self {
            Self::RemoteCommand(task) => (task.clock, task.ttl),
            Self::RemoteCommandResult(task) => (task.clock, task.ttl),
            Self::CheckNow(task) => (task.clock, task.ttl),
            Self::DataRequest(task) => (task.clock, task.ttl),
            Self::DataResult(task) => (task.clock, task.ttl),
            Self::ProxyData(task) => (task.clock, task.ttl),
            Self::Unusable(_) => return None,
        })
    }

    /// Whether the task is still good at `now`, in seconds since 1970.
    #[must_use]
    pub fn is_good_at(&self, now: u64) -> bool {
        self.time().is_some_and(|(clock, ttl)| ttl == 0 || now <= clock.saturating_add(ttl))
    }
}

impl Member<'_> for Task {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (start, depth) = (reader.offset(), reader.depth());
        // The type may stand behind the members that it explains.
        reader.skip()?;
        let end = reader.offset();
        reader.rewind(start, depth);
        let kind = kind_of(reader);
        reader.rewind(start, depth);
        let (kind, task) = match kind {
            Err(error) => (None, Err(error)),
            Ok(kind) => (kind, Self::read_as(reader, kind, start)),
        };
        task.or_else(|error| match error.kind() {
            DecodeErrorKind::Limit(_) => Err(error),
            _ => {
                reader.rewind(end, depth);
                let raw = reader.keep_unknown(start)?.into_owned();
                Ok(Self::Unusable(UnusableTask { kind, error, raw }))
            }
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::RemoteCommand(task) => task.write(writer),
            Self::RemoteCommandResult(task) => task.write(writer),
            Self::CheckNow(task) => task.write(writer),
            Self::DataRequest(task) => task.write(writer),
            Self::DataResult(task) => task.write(writer),
            Self::ProxyData(task) => task.write(writer),
            Self::Unusable(task) => writer.raw(task.raw.as_bytes()),
        }
    }

    fn into_owned(self) -> Self {
        self
    }

    fn redact(&mut self) {
        match self {
            Self::RemoteCommand(task) => task.redact(),
            Self::RemoteCommandResult(task) => task.redact(),
            Self::CheckNow(task) => task.redact(),
            Self::DataRequest(task) => task.redact(),
            Self::DataResult(task) => task.redact(),
            Self::ProxyData(task) => task.redact(),
            Self::Unusable(task) => task.raw.redact(),
        }
    }

    fn untyped(&self) -> usize {
        match self {
            Self::RemoteCommand(task) => task.untyped(),
            Self::RemoteCommandResult(task) => task.untyped(),
            Self::CheckNow(task) => task.untyped(),
            Self::DataRequest(task) => task.untyped(),
            Self::DataResult(task) => task.untyped(),
            Self::ProxyData(task) => task.untyped(),
            Self::Unusable(_) => 1,
        }
    }
}

impl Task {
    fn read_as(reader: &mut Reader<'_>, number: Option<i64>, start: usize) -> Result<Self, DecodeError> {
        Ok(match number {
            Some(2) => Self::RemoteCommand(Box::new(Member::read(reader)?)),
            Some(3) => Self::RemoteCommandResult(Member::read(reader)?),
            Some(6) => Self::CheckNow(Member::read(reader)?),
            Some(7) => Self::DataRequest(Member::read(reader)?),
            Some(8) => Self::DataResult(Member::read(reader)?),
            Some(9) => Self::ProxyData(Member::read(reader)?),
            Some(_) => return Err(reader.unexpected(start, "a type of task that is known")),
            None => return Err(DecodeError::new(DecodeErrorKind::Missing("type"), start)),
        })
    }
}

/// The member `type` of a task, whatever else it has.
fn kind_of(reader: &mut Reader<'_>) -> Result<Option<i64>, DecodeError> {
    let mut kind = None;
    reader.object(|reader, name| {
        if name == "type" && kind.is_none() {
            kind = Some(reader.signed()?);
        } else {
            reader.skip()?;
        }
        Ok(())
    })?;
    Ok(kind)
}
