//! Commands that a server has a proxy run.

use super::{RemoteCommandResult, TaskStatus, TaskType};
use crate::json::{Extra, object, open_enum};
use crate::secret::Secret;

open_enum! {
    /// Kinds of remote commands.
    pub enum CommandKind {
        /// A script on an agent, the server or the proxy.
        Script = 0,
        /// An IPMI command.
        Ipmi = 1,
        /// A command over SSH.
        Ssh = 2,
        /// A command over Telnet.
        Telnet = 3,
        /// A global script.
        Global = 4,
    }
}

open_enum! {
    /// The program that runs a remote command.
    pub enum ExecuteOn {
        /// The agent.
        Agent = 0,
        /// The server.
        Server = 1,
        /// The proxy.
        Proxy = 2,
    }
}

object! {
    /// A command to run, from the server.
    ///
    /// Real daemons require all members: they drop the manual's samples, which lack
    /// `port` and `alertid` (ZBX-101).
    pub struct RemoteCommand {
        /// The type, 2.
        kind: TaskType<2> = "type",
        /// Creation time, in seconds since 1970.
        clock: u64 = "clock",
        /// Validity in seconds, usually 600; 0 for unlimited.
        ttl: u64 = "ttl",
        /// The kind of command.
        command_kind: CommandKind = "commandtype",
        /// The command; it may hold passwords.
        command: Secret = "command",
        /// The program that runs it.
        execute_on: ExecuteOn = "execute_on",
        /// The port; 0 if unused.
        port: u64 = "port",
        /// Authentication: 0 with the password, 1 with the key.
        authtype: i64 = "authtype",
        /// The user name.
        username: String = "username",
        /// The password.
        password: Secret = "password",
        /// File name of the public key.
        publickey: String = "publickey",
        /// File name of the private key, or the key itself.
        privatekey: Secret = "privatekey",
        /// Id of the alert, or 0.
        alertid: u64 = "alertid",
        /// Id of the server's task that the result belongs to.
        parent_taskid: u64 = "parent_taskid",
        /// Id of the host.
        hostid: u64 = "hostid",
    }
}

impl RemoteCommand {
    /// Creates a script for `execute_on`; for other kinds of commands, set more fields.
    /// `clock` is the creation time, in seconds since 1970.
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

    /// Creates the result of the command, from the proxy (ZBX-106). `clock` is the time
    /// of the result, in seconds since 1970.
    #[must_use]
    pub fn result(&self, status: TaskStatus, info: impl Into<String>, clock: u64) -> RemoteCommandResult {
        RemoteCommandResult::new(self.parent_taskid, status, info.into(), clock)
    }
}
