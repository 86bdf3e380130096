//! How tasks ended.

use super::TaskType;
use crate::json::{Extra, object, open_enum};

open_enum! {
    /// How a task ended. The manual's 1 for failure is wrong (ZBX-104).
    pub enum TaskStatus {
        /// It was carried out.
        Succeeded = 0,
        /// It was not; `info` says why.
        Failed = -1,
    }
}

object! {
    /// How a task ended, from the proxy.
    ///
    /// Source: ZBX-103, ZBX-104, ZBX-106.
    pub struct TaskResult<const TYPE: i64> {
        /// 3 for a command, 8 for a request for data
        kind: TaskType<TYPE> = "type",
        /// When the result was made, in seconds since 1970.
        clock: u64 = "clock",
        /// 0
        ttl: u64 = "ttl",
        /// Whether the task was carried out.
        status: TaskStatus = "status",
        /// The command's output, the answer (JSON for diagnostic information), or the
        /// reason. The manual's `error` is never sent (ZBX-103).
        info: String = "info",
        /// The task at the server that wants the result.
        parent_taskid: u64 = "parent_taskid",
    }
}

/// How a remote command ended.
pub type RemoteCommandResult = TaskResult<3>;

/// How a request for data ended.
pub type DataResult = TaskResult<8>;

impl<const TYPE: i64> TaskResult<TYPE> {
    pub(super) fn new(parent_taskid: u64, status: TaskStatus, info: String, clock: u64) -> Self {
        Self { kind: TaskType, clock, ttl: 0, status, info, parent_taskid, extra: Extra::EMPTY }
    }
}
