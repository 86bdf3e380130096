//! Which interfaces and hosts a proxy could reach.

use std::borrow::Cow;

use crate::json::{Extra, object, open_enum};

open_enum! {
    /// Whether something could be reached.
    pub enum Availability {
        /// Nobody has tried yet.
        Unknown = 0,
        /// The last try was answered.
        Available = 1,
        /// The last try failed.
        Unavailable = 2,
    }
}

object! {
    /// One row of `interface availability` (5.4 and later).
    ///
    /// A server wants `interfaceid` and at least one of the others, or refuses the
    /// whole message (ZBX-090).
    pub struct InterfaceAvailability<'a> {
        /// The interface.
        interfaceid: u64 = "interfaceid",
        /// Whether it could be reached.
        available: Option<Availability> = "available",
        /// Why not; empty where it could.
        error: Option<Cow<'a, str>> = "error",
    }
}

object! {
    /// One row of `host data` (6.4 and later): how active checks of a host are doing.
    pub struct HostData {
        /// The host. Ids of linked templates occur too; they do no harm.
        hostid: u64 = "hostid",
        /// Whether its active checks arrive.
        active_status: Option<Availability> = "active_status",
    }
}

object! {
    /// One row of `host availability`, which proxies before 5.4 sent instead of
    /// `interface availability`.
    pub struct HostAvailability<'a> {
        /// The host.
        hostid: u64 = "hostid",
        /// Its Zabbix agent.
        available: Option<Availability> = "available",
        /// Why the agent could not be reached.
        error: Option<Cow<'a, str>> = "error",
        /// Its SNMP agent.
        snmp_available: Option<Availability> = "snmp_available",
        /// Why the SNMP agent could not be reached.
        snmp_error: Option<Cow<'a, str>> = "snmp_error",
        /// Its IPMI agent.
        ipmi_available: Option<Availability> = "ipmi_available",
        /// Why the IPMI agent could not be reached.
        ipmi_error: Option<Cow<'a, str>> = "ipmi_error",
        /// Its JMX agent.
        jmx_available: Option<Availability> = "jmx_available",
        /// Why the JMX agent could not be reached.
        jmx_error: Option<Cow<'a, str>> = "jmx_error",
    }
}

impl<'a> InterfaceAvailability<'a> {
    /// A row as proxies send it: `error` is empty where the interface is available.
    #[must_use]
    pub fn new(interfaceid: u64, available: Availability, error: impl Into<Cow<'a, str>>) -> Self {
        Self { interfaceid, available: Some(available), error: Some(error.into()), extra: Extra::EMPTY }
    }
}

impl HostData {
    /// A row.
    #[must_use]
    pub fn new(hostid: u64, active_status: Availability) -> Self {
        Self { hostid, active_status: Some(active_status), extra: Extra::EMPTY }
    }
}

impl HostAvailability<'_> {
    /// A host of which nothing is said yet.
    #[must_use]
    pub fn new(hostid: u64) -> Self {
        Self {
            hostid,
            available: None,
            error: None,
            snmp_available: None,
            snmp_error: None,
            ipmi_available: None,
            ipmi_error: None,
            jmx_available: None,
            jmx_error: None,
            extra: Extra::EMPTY,
        }
    }
}
