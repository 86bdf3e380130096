//! An update as one writes it down with serde.

use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Request {
    jsonrpc: String,
    id: u64,
    pub(crate) method: String,
    pub(crate) params: Params,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Params {
    uid: String,
    pub(crate) hostname: String,
    timestamp: f64,
    pub(crate) data: Inventory,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Inventory {
    hostname: String,
    agent_version: String,
    networks: Vec<Network>,
    os: String,
    os_version: String,
    os_license: String,
    os_language: String,
    kernel_version: String,
    architecture: String,
    cpu: String,
    ram: u64,
    gpu: String,
    serial: Option<String>,
    manufacturer: Option<String>,
    model: Option<String>,
    bios_version: Option<String>,
    uptime: f64,
    boot_type: String,
    secure_boot: String,
    domain: Option<String>,
    battery_level: NumberOrFalse,
    battery_status: NumberOrFalse,
    screens: Vec<Screen>,
    pub(crate) printers: Vec<Printer>,
    partitions: Vec<Partition>,
    pub(crate) software: Vec<Software>,
    logins: Vec<Login>,
    users: Vec<User>,
    devices: Vec<Device>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum NumberOrFalse {
    Number(f64),
    False(bool),
}

/// A number, or an empty text where it is not known.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum NumberOrText {
    Number(i64),
    Text(String),
}

#[derive(Debug, Deserialize, Serialize)]
struct Network {
    addr: String,
    netmask: String,
    broadcast: String,
    mac: String,
    interface: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct Screen {
    name: Option<String>,
    manufacturer: String,
    manufactured: String,
    resolution: String,
    size: String,
    r#type: String,
    serialno: String,
    technology: String,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Printer {
    pub(crate) name: String,
    driver: String,
    paper: String,
    dpi: Option<NumberOrText>,
    uri: String,
    status: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct Partition {
    device: String,
    mountpoint: String,
    filesystem: Option<String>,
    size: Option<u64>,
    free: Option<u64>,
    name: String,
    uuid: Option<String>,
    encrypted: Option<bool>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Software {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) description: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct Login {
    guid: Option<String>,
    display_name: String,
    username: String,
    console: String,
    timestamp: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct User {
    username: String,
    display_name: String,
    uid: i64,
    gid: Option<i64>,
    home: String,
    shell: String,
    disabled: bool,
}

#[derive(Debug, Deserialize, Serialize)]
struct Device {
    subsystem: String,
    vendor: u32,
    product: u32,
    serial: Option<String>,
    name: Option<String>,
}
