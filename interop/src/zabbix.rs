//! Zabbix: releases, configuration files, and the tables of a proxy's configuration.

pub mod server;
mod tables;

use std::fmt::Display;
use std::fs;
use std::path::Path;

use zbx_proxy_proto::Version;

use crate::{Dialogue, Program, Setup, free_port};

pub use tables::{HOST_ID, HOST_NAME, Item, TRAPPED_KEY, host_tables, proxy_tables};

/// Releases available in Debian 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// 6.0, from Debian 12 itself.
    V6_0,
    /// 7.0, from its backports.
    V7_0,
}

impl Release {
    /// Returns the installation made by `interop/setup`.
    #[must_use]
    pub fn setup(self) -> Setup {
        Setup::new("zabbix", if self == Self::V6_0 { "6.0" } else { "7.0" })
    }

    /// Returns the version that our side sends: one of the same series.
    #[must_use]
    pub const fn version(self) -> Version {
        match self {
            Self::V6_0 => Version::new(6, 0, 21),
            Self::V7_0 => Version::new(7, 0, 4),
        }
    }
}

/// A configuration file: the lines common to all daemons, and more.
#[derive(Debug)]
pub struct Config(String);

impl Config {
    /// Creates the configuration of a daemon in the foreground, on a port of loopback.
    #[must_use]
    pub fn new(port: u16) -> Self {
        Self(String::new()).set("LogType", "console").set("ListenIP", "127.0.0.1").set("ListenPort", port)
    }

    /// Adds a parameter.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Display) -> Self {
        self.0.push_str(&format!("{name}={value}\n"));
        self
    }
}

/// Starts a Zabbix daemon with its configuration.
///
/// # Panics
/// The program cannot be started.
#[must_use]
pub fn start(dialogue: &Dialogue, setup: &Setup, daemon: &str, config: Config) -> Program {
    let folder = dialogue.folder();
    // The path of a socket may have at most 107 bytes.
    let sockets = std::env::temp_dir().join(format!("interop-{}-{}", std::process::id(), free_port()));
    fs::create_dir_all(&sockets).expect("a folder for sockets");
    let mut config = config.set("PidFile", folder.join(format!("{daemon}.pid")).display());
    // Only these daemons have processes that communicate through sockets.
    if ["zabbix_proxy", "zabbix_server"].contains(&daemon) {
        config = config.set("SocketDir", sockets.display()).set("StartPingers", 0);
    }
    if daemon != "zabbix_agent2" {
        config = config.set("AllowRoot", 1);
    }
    let file = folder.join(format!("{daemon}.conf"));
    fs::write(&file, config.0).expect("a configuration file");
    let program = setup.find(daemon).unwrap_or_else(|| panic!("no {daemon}"));
    let mut command = setup.command(&program);
    command.arg("-f").arg("-c").arg(&file).env("SNMP_PERSISTENT_DIR", folder.join("snmp"));
    Program::start(command, folder.join(format!("{daemon}.log"))).with_scratch(sockets)
}

/// Runs `zabbix_sender`, verbose, against a port of loopback.
///
/// # Panics
/// The program cannot be started.
#[must_use]
pub fn send(setup: &Setup, port: u16, arguments: &[&str], folder: &Path) -> Program {
    let mut command = setup.command(&setup.find("zabbix_sender").expect("zabbix_sender"));
    command.args(["-vv", "-z", "127.0.0.1", "-p", &port.to_string()]).args(arguments);
    Program::start(command, folder.join("zabbix_sender.log"))
}
