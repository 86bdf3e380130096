//! Tasks that a server hands out, and their results.

mod command;
mod data;
mod result;

pub use command::{CommandKind, ExecuteOn, RemoteCommand};
pub use data::{DataKind, DataRequest, DataTask, ProxyTaskData};
pub use result::{DataResult, RemoteCommandResult, TaskResult, TaskStatus};

use crate::error::{DecodeError, DecodeErrorKind, Snippet};
use crate::json::{Extra, Member, RawJson, Reader, Writer, object};

/// The member `type` of a task whose type is known. The manual's 0 and 1 do not
/// exist (ZBX-100).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
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

/// A task or a result.
///
/// A task of an unknown type, and one of a known type that lacks a member, are
/// dropped silently by real daemons. Here they are [`Task::Unusable`], with all that
/// they hold (ZBX-102).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
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
    #[cfg_attr(feature = "arbitrary", arbitrary(skip))]
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

impl CheckNow {
    /// Asks for a value of an item at once.
    #[must_use]
    pub fn new(itemid: u64, clock: u64, ttl: u64) -> Self {
        Self { kind: TaskType, clock, ttl, itemid, extra: Extra::EMPTY }
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
            Self::Unusable(task) => {
                task.raw.redact();
                task.error.redact();
            }
        }
    }

    fn unknown_members(&self) -> usize {
        match self {
            Self::RemoteCommand(task) => task.unknown_members(),
            Self::RemoteCommandResult(task) => task.unknown_members(),
            Self::CheckNow(task) => task.unknown_members(),
            Self::DataRequest(task) => task.unknown_members(),
            Self::DataResult(task) => task.unknown_members(),
            Self::ProxyData(task) => task.unknown_members(),
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
            // Shows the number alone: nobody knows what else the task holds.
            Some(other) => {
                let (expected, found) =
                    ("a type of task that is known", Snippet::new(other.to_string().as_bytes()));
                return Err(DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, start));
            }
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
