//! Availability of interfaces and hosts, as seen by a proxy.

use std::borrow::Cow;

use super::rows::Row;
use crate::json::{Extra, object, open_enum};

open_enum! {
    /// Availability of an interface, a host or its active checks.
    pub enum Availability {
        /// Unknown: not tried yet.
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
    /// A server requires `interfaceid` and at least one of the others, or refuses the
    /// whole message (ZBX-090).
    pub struct InterfaceAvailability<'a> {
        /// Id of the interface.
        interfaceid: u64 = "interfaceid",
        /// The availability.
        available: Option<Availability> = "available",
        /// The reason why it is not available; empty if it is.
        error: Option<Cow<'a, str>> = "error",
    }
}

object! {
    /// One row of `host data` (6.4 and later): the state of a host's active checks.
    pub struct HostData {
        /// Id of the host. Ids of linked templates occur too and are harmless.
        hostid: u64 = "hostid",
        /// Availability of its active checks.
        active_status: Option<Availability> = "active_status",
    }
}

object! {
    /// One row of `host availability`, which proxies before 5.4 sent instead of
    /// `interface availability`.
    pub struct HostAvailability<'a> {
        /// Id of the host.
        hostid: u64 = "hostid",
        /// Availability of the Zabbix agent.
        available: Option<Availability> = "available",
        /// The reason why the Zabbix agent is not available.
        error: Option<Cow<'a, str>> = "error",
        /// Availability of the SNMP agent.
        snmp_available: Option<Availability> = "snmp_available",
        /// The reason why the SNMP agent is not available.
        snmp_error: Option<Cow<'a, str>> = "snmp_error",
        /// Availability of the IPMI agent.
        ipmi_available: Option<Availability> = "ipmi_available",
        /// The reason why the IPMI agent is not available.
        ipmi_error: Option<Cow<'a, str>> = "ipmi_error",
        /// Availability of the JMX agent.
        jmx_available: Option<Availability> = "jmx_available",
        /// The reason why the JMX agent is not available.
        jmx_error: Option<Cow<'a, str>> = "jmx_error",
    }
}

impl<'a> Row<'a> for InterfaceAvailability<'a> {
    const SECTION: &'static str = "interface availability";
}

impl<'a> Row<'a> for HostAvailability<'a> {
    const SECTION: &'static str = "host availability";
}

impl Row<'_> for HostData {
    const SECTION: &'static str = "host data";
}

impl<'a> InterfaceAvailability<'a> {
    /// Creates a row as proxies send it: `error` is empty if the interface is available.
    #[must_use]
    pub fn new(interfaceid: u64, available: Availability, error: impl Into<Cow<'a, str>>) -> Self {
        Self { interfaceid, available: Some(available), error: Some(error.into()), extra: Extra::EMPTY }
    }
}

impl HostData {
    /// Creates a row.
    #[must_use]
    pub fn new(hostid: u64, active_status: Availability) -> Self {
        Self { hostid, active_status: Some(active_status), extra: Extra::EMPTY }
    }
}

impl HostAvailability<'_> {
    /// Creates a row without any availability.
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
