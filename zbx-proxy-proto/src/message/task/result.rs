//! Results of tasks.

use super::TaskType;
use crate::json::{Extra, object, open_enum};

open_enum! {
    /// The result of a task. The manual's 1 for failure is wrong (ZBX-104).
    pub enum TaskStatus {
        /// The task succeeded.
        Succeeded = 0,
        /// The task failed; `info` is the reason.
        Failed = -1,
    }
}

object! {
    /// The result of a task, from the proxy.
    ///
    /// Source: ZBX-103, ZBX-104, ZBX-106.
    pub struct TaskResult<const TYPE: i64> {
        /// The type: 3 for a command, 8 for a request for data.
        kind: TaskType<TYPE> = "type",
        /// Time of the result, in seconds since 1970.
        clock: u64 = "clock",
        /// Validity in seconds, 0.
        ttl: u64 = "ttl",
        /// The status.
        status: TaskStatus = "status",
        /// The command's output, the data (JSON for diagnostic information), or the
        /// reason for a failure. The manual's `error` is never sent (ZBX-103).
        info: String = "info",
        /// Id of the server's task that the result belongs to.
        parent_taskid: u64 = "parent_taskid",
    }
}

/// The result of a remote command.
pub type RemoteCommandResult = TaskResult<3>;

/// The answer to a request for data.
pub type DataResult = TaskResult<8>;

impl<const TYPE: i64> TaskResult<TYPE> {
    pub(super) fn new(parent_taskid: u64, status: TaskStatus, info: String, clock: u64) -> Self {
        Self { kind: TaskType, clock, ttl: 0, status, info, parent_taskid, extra: Extra::EMPTY }
    }
}
