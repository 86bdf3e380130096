//! Tasks from a server, and their results.

mod command;
mod data;
mod result;

pub use command::{CommandKind, ExecuteOn, RemoteCommand};
pub use data::{DataKind, DataRequest, DataTask, ProxyTaskData};
pub use result::{DataResult, RemoteCommandResult, TaskResult, TaskStatus};

use crate::error::{DecodeError, DecodeErrorKind, Snippet};
use crate::json::{Extra, Member, RawJson, Reader, Writer, object};

/// The member `type` of a task of known type. The manual's 0 and 1 do not exist
/// (ZBX-100).
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
            Err(reader.unexpected(start, "the type of this task"))
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
    /// A request to check an item at once, from the server.
    pub struct CheckNow {
        /// The type, 6.
        kind: TaskType<6> = "type",
        /// Creation time, in seconds since 1970.
        clock: u64 = "clock",
        /// Validity in seconds, usually 3600; 0 for unlimited.
        ttl: u64 = "ttl",
        /// Id of the item.
        itemid: u64 = "itemid",
    }
}

/// A task or a result.
///
/// Real daemons silently drop a task of an unknown type, or of a known type with a
/// missing member. Here they are [`Task::Unusable`], with their text (ZBX-102).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum Task {
    /// Type 2, from the server: a command to run.
    RemoteCommand(Box<RemoteCommand>),
    /// Type 3, from the proxy: the result of a command.
    RemoteCommandResult(RemoteCommandResult),
    /// Type 6, from the server: an item to check at once.
    CheckNow(CheckNow),
    /// Type 7, from the server: a request for data.
    DataRequest(DataRequest),
    /// Type 8, from the proxy: the answer to a request for data.
    DataResult(DataResult),
    /// Type 9, from the proxy (6.4 and later): data for the server.
    ProxyData(ProxyTaskData),
    /// A task that cannot be decoded.
    #[cfg_attr(feature = "arbitrary", arbitrary(skip))]
    Unusable(UnusableTask),
}

/// A task that cannot be decoded; real daemons drop it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableTask {
    /// The member `type`, if it can be decoded.
    pub kind: Option<i64>,
    /// The error.
    pub error: DecodeError,
    /// The task's text. It may hold secrets; `Debug` does not show it.
    pub raw: RawJson<'static>,
}

impl CheckNow {
    /// Creates a request to check an item at once; `clock` is in seconds since 1970,
    /// `ttl` in seconds.
    #[must_use]
    pub fn new(itemid: u64, clock: u64, ttl: u64) -> Self {
        Self { kind: TaskType, clock, ttl, itemid, extra: Extra::EMPTY }
    }
}

impl Task {
    /// Returns the creation time, in seconds since 1970, and the validity in seconds;
    /// `None` for an unusable task.
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

    /// Returns true if the task is valid at `now`, in seconds since 1970.
    #[must_use]
    pub fn is_good_at(&self, now: u64) -> bool {
        self.time().is_some_and(|(clock, ttl)| ttl == 0 || now <= clock.saturating_add(ttl))
    }
}

impl Member<'_> for Task {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (start, depth) = (reader.offset(), reader.depth());
        // The type may come after the members that depend on it.
        reader.skip()?;
        let end = reader.offset();
        reader.rewind(start, depth);
        let kind = task_type(reader);
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
            // Shows the number only: the rest of the task may hold secrets.
            Some(other) => {
                let (expected, found) = ("a known task type", Snippet::new(other.to_string().as_bytes()));
                return Err(DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, start));
            }
            None => return Err(DecodeError::new(DecodeErrorKind::Missing("type"), start)),
        })
    }
}

/// Finds the member `type` of a task.
fn task_type(reader: &mut Reader<'_>) -> Result<Option<i64>, DecodeError> {
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
