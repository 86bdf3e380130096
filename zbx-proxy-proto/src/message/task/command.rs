//! Commands that a server has run by a proxy.

use super::{RemoteCommandResult, TaskStatus, TaskType};
use crate::json::{Extra, object, open_enum};
use crate::secret::Secret;

open_enum! {
    /// What kind of remote command to run.
    pub enum CommandKind {
        /// A script on agent, server or proxy.
        Script = 0,
        /// An IPMI command.
        Ipmi = 1,
        /// Over SSH.
        Ssh = 2,
        /// Over Telnet.
        Telnet = 3,
        /// A global script.
        Global = 4,
    }
}

open_enum! {
    /// Where to run a remote command.
    pub enum ExecuteOn {
        /// On the agent.
        Agent = 0,
        /// On the server.
        Server = 1,
        /// On the proxy.
        Proxy = 2,
    }
}

object! {
    /// A command to run, from the server.
    ///
    /// All members are mandatory to real daemons: the manual's samples, which lack
    /// `port` and `alertid`, are dropped by them (ZBX-101).
    pub struct RemoteCommand {
        /// 2
        kind: TaskType<2> = "type",
        /// When it was made, in seconds since 1970.
        clock: u64 = "clock",
        /// For how many seconds it is good, usually 600; 0 for ever.
        ttl: u64 = "ttl",
        /// What kind of command it is.
        command_kind: CommandKind = "commandtype",
        /// The command; it may hold passwords.
        command: Secret = "command",
        /// Where to run it.
        execute_on: ExecuteOn = "execute_on",
        /// The port; 0 if unused.
        port: u64 = "port",
        /// How to log in: 0 with the password, 1 with the key.
        authtype: i64 = "authtype",
        /// Who logs in.
        username: String = "username",
        /// The password.
        password: Secret = "password",
        /// Name of the public key's file.
        publickey: String = "publickey",
        /// Name of the private key's file, or the key.
        privatekey: Secret = "privatekey",
        /// The alert that it belongs to, or 0.
        alertid: u64 = "alertid",
        /// The task at the server that wants the result.
        parent_taskid: u64 = "parent_taskid",
        /// The host.
        hostid: u64 = "hostid",
    }
}

impl RemoteCommand {
    /// A script for `execute_on`; other kinds of commands set more of its fields.
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

    /// What a proxy tells when it has carried out the command (ZBX-106).
    #[must_use]
    pub fn result(&self, status: TaskStatus, info: impl Into<String>, clock: u64) -> RemoteCommandResult {
        RemoteCommandResult::new(self.parent_taskid, status, info.into(), clock)
    }
}
