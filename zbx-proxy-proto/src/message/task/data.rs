//! Data that one side asks of the other, or pushes to it.

use super::{DataResult, TaskStatus, TaskType};
use crate::json::{Extra, object, open_enum};
use crate::secret::Secret;

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

object! {
    /// Data, asked for by the server or pushed by the proxy.
    pub struct DataTask<const TYPE: i64> {
        /// 7 from the server, 9 from the proxy
        kind: TaskType<TYPE> = "type",
        /// When it was made, in seconds since 1970.
        clock: u64 = "clock",
        /// For how many seconds it is good, usually 30 from the server, 600 to reload the configuration; 0 for ever.
        ttl: u64 = "ttl",
        /// What it is about.
        data_kind: DataKind = "datatype",
        /// The task that this one belongs to.
        parent_taskid: u64 = "parent_taskid",
        /// Parameters, mostly JSON inside a text. An item test holds credentials.
        data: Secret = "data",
    }
}

/// A request for data, from the server.
pub type DataRequest = DataTask<7>;

/// Data for the server, from the proxy (6.4 and later).
pub type ProxyTaskData = DataTask<9>;

impl<const TYPE: i64> DataTask<TYPE> {
    fn of(parent_taskid: u64, data_kind: DataKind, data: String, clock: u64, ttl: u64) -> Self {
        let data = Secret::new(data);
        Self { kind: TaskType, clock, ttl, data_kind, parent_taskid, data, extra: Extra::EMPTY }
    }
}

impl DataRequest {
    /// Asks for `data_kind`; `data` is what that kind takes, mostly JSON.
    #[must_use]
    pub fn new(parent_taskid: u64, data_kind: DataKind, data: impl Into<String>, clock: u64) -> Self {
        let ttl = if data_kind == DataKind::ConfigReload { 600 } else { 30 };
        Self::of(parent_taskid, data_kind, data.into(), clock, ttl)
    }

    /// What a proxy tells in return (ZBX-106).
    #[must_use]
    pub fn result(&self, status: TaskStatus, info: impl Into<String>, clock: u64) -> DataResult {
        DataResult::new(self.parent_taskid, status, info.into(), clock)
    }
}

impl ProxyTaskData {
    /// Data for the server; `data` is what that kind takes, mostly JSON.
    #[must_use]
    pub fn new(parent_taskid: u64, data_kind: DataKind, data: impl Into<String>, clock: u64) -> Self {
        Self::of(parent_taskid, data_kind, data.into(), clock, 0)
    }
}
