//! `proxy data` as serde types, with every member that the daemons send.

use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct ProxyData {
    pub(crate) request: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    #[serde(rename = "interface availability", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) interface_availability: Vec<InterfaceAvailability>,
    #[serde(rename = "history data", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) history: Vec<History>,
    #[serde(rename = "discovery data", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) discovery: Vec<Discovery>,
    #[serde(rename = "host data", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) host_data: Vec<HostData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ns: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_delay: Option<u64>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct InterfaceAvailability {
    interfaceid: u64,
    available: Option<u8>,
    error: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct History {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<u64>,
    pub(crate) itemid: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clock: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ns: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) severity: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) eventid: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lastlogsize: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mtime: Option<i64>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Discovery {
    clock: u64,
    drule: u64,
    dcheck: Option<u64>,
    ip: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dns: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u8>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct HostData {
    hostid: u64,
    active_status: Option<u8>,
}
