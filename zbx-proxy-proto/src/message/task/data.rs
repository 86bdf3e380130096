//! Data that one side requests from the other or pushes to it.

use super::{DataResult, TaskStatus, TaskType};
use crate::json::{Extra, object, open_enum};
use crate::secret::Secret;

open_enum! {
    /// Kinds of data.
    pub enum DataKind {
        /// A test of an item; `data` is JSON with `options`, `item` and `host`.
        ItemTest = 0,
        /// Diagnostic information; `data` is JSON with the statistics to report.
        DiagnosticInfo = 1,
        /// Ids of proxies (inside a server only, 6.4 and later).
        ProxyIds = 2,
        /// A passive proxy's request for its configuration; `data` is JSON with
        /// `proxy_name`.
        ProxyName = 3,
        /// A request to reload the configuration; `data` is empty.
        ConfigReload = 4,
    }
}

object! {
    /// Data requested by the server or pushed by the proxy.
    pub struct DataTask<const TYPE: i64> {
        /// The type: 7 from the server, 9 from the proxy.
        kind: TaskType<TYPE> = "type",
        /// Creation time, in seconds since 1970.
        clock: u64 = "clock",
        /// Validity in seconds: from the server usually 30, or 600 to reload the
        /// configuration; 0 for unlimited.
        ttl: u64 = "ttl",
        /// The kind of data.
        data_kind: DataKind = "datatype",
        /// Id of the task that this one belongs to.
        parent_taskid: u64 = "parent_taskid",
        /// Parameters, mostly JSON as text. Those of an item test contain credentials.
        data: Secret = "data",
    }
}

/// A request for data, from the server.
pub type DataRequest = DataTask<7>;

/// Data for the server, from the proxy (6.4 and later).
pub type ProxyTaskData = DataTask<9>;

impl<const TYPE: i64> DataTask<TYPE> {
    fn from_parts(parent_taskid: u64, data_kind: DataKind, data: String, clock: u64, ttl: u64) -> Self {
        let data = Secret::new(data);
        Self { kind: TaskType, clock, ttl, data_kind, parent_taskid, data, extra: Extra::EMPTY }
    }
}

impl DataRequest {
    /// Creates a request; `data` are the parameters of this kind, mostly JSON, and
    /// `clock` is the creation time, in seconds since 1970.
    #[must_use]
    pub fn new(parent_taskid: u64, data_kind: DataKind, data: impl Into<String>, clock: u64) -> Self {
        let ttl = if data_kind == DataKind::ConfigReload { 600 } else { 30 };
        Self::from_parts(parent_taskid, data_kind, data.into(), clock, ttl)
    }

    /// Creates the answer, from the proxy (ZBX-106). `clock` is the time of the answer,
    /// in seconds since 1970.
    #[must_use]
    pub fn result(&self, status: TaskStatus, info: impl Into<String>, clock: u64) -> DataResult {
        DataResult::new(self.parent_taskid, status, info.into(), clock)
    }
}

impl ProxyTaskData {
    /// Creates data for the server; `data` are the parameters of this kind, mostly JSON,
    /// and `clock` is the creation time, in seconds since 1970.
    #[must_use]
    pub fn new(parent_taskid: u64, data_kind: DataKind, data: impl Into<String>, clock: u64) -> Self {
        Self::from_parts(parent_taskid, data_kind, data.into(), clock, 0)
    }
}
