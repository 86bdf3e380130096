//! Hellos: the contact of an agent every minute.

use crate::json::{Row, object};
use crate::scalar::{Flag, Int, Real, Scalar, Text};
use crate::wire::{Any, List};

object! {
    /// The agent's report of itself at each contact (`data` of a hello).
    ///
    /// # Wire
    /// | member | since |
    /// |---|---|
    /// | `agent_version`, `networks` | always |
    /// | `services`, `uptime` | dotted (0.15.3, 1.0.2) |
    /// | `battery_*`, `force_update` | HMAC |
    pub struct Hello<'a> {
        /// The agent's version. Must not be left out: a real HMAC server then takes the
        /// host for an old one, and refuses its next signed request (OCO-090).
        agent_version: Text<'a> = "agent_version",
        /// Network addresses; `null` was seen.
        networks: List<Network<'a>> = "networks",
        /// Results of service checks; `null` where there are none to run.
        services: List<Service<'a>> = "services",
        /// Seconds since the machine started.
        uptime: Real<'a> = "uptime",
        /// The battery's charge from 0 to 1, or `false`.
        battery_level: Real<'a> = "battery_level",
        /// 1 on mains, 2 on battery, or `false`.
        battery_status: Int<'a> = "battery_status",
        /// Asks the server for `update: 1`.
        force_update: Flag<'a> = "force_update",
    }
}

impl<'a> Hello<'a> {
    /// A hello of an agent of this version, with an empty list of networks.
    #[must_use]
    pub fn new(agent_version: impl Into<Text<'a>>) -> Self {
        Self { agent_version: agent_version.into(), networks: List::EMPTY, ..Self::default() }
    }

    /// Sets the networks.
    #[must_use]
    pub fn with_networks(mut self, networks: impl Into<List<Network<'a>>>) -> Self {
        self.networks = networks.into();
        self
    }

    /// Sets the results of service checks.
    #[must_use]
    pub fn with_services(mut self, services: impl Into<List<Service<'a>>>) -> Self {
        self.services = services.into();
        self
    }
}

object! {
    /// One address of a network interface. `-` means unknown.
    pub struct Network<'a> {
        /// The address. One version of the real documentation calls it `address`; no
        /// program does.
        addr: Text<'a> = "addr",
        /// The mask; with IPv6 followed by a prefix length, as in `ffff::/16`.
        netmask: Text<'a> = "netmask",
        /// The broadcast address.
        broadcast: Text<'a> = "broadcast",
        /// The hardware address.
        mac: Text<'a> = "mac",
        /// The interface's name; a GUID on Windows.
        interface: Text<'a> = "interface",
    }
}

impl Row for Network<'_> {}

object! {
    /// The result of one service check.
    pub struct Service<'a> checked by Service::settle {
        /// 0 OK, 1 WARN, 2 CRIT, 3 UNKNOWN; real agents send it as text.
        status: Int<'a> = "status",
        /// The check's name.
        name: Text<'a> = "name",
        /// Measured values, as in `load=73;80;90`.
        ///
        /// Every real agent since 2022 spells it `merics`, which real servers ignore. It is
        /// read under both names and written as `metrics` (OCO-043).
        metrics: Text<'a> = "metrics",
        /// The check's output.
        details: Text<'a> = "details",
    }
}

impl Row for Service<'_> {}

impl Service<'_> {
    /// The name under which real agents send the metrics.
    const MISSPELT: &'static str = "merics";

    #[expect(clippy::unnecessary_wraps, reason = "the shape of all checks")]
    fn settle(&mut self) -> Result<(), &'static str> {
        if self.metrics.as_scalar().is_absent()
            && let Some(Any::Text(text)) = self.extra.member(Self::MISSPELT)
        {
            self.metrics = Scalar::Text(text.clone()).into();
            self.extra.remove(Self::MISSPELT);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OCO-043
    #[test]
    fn the_misspelt_metrics_are_read_and_the_right_name_is_written() {
        let service: Service<'_> =
            crate::json::read(r#"{"status":"2","name":"disk","merics":"a=1"}"#).unwrap();
        assert_eq!((service.metrics.as_str(), service.status.to_i64()), (Some("a=1"), Some(2)));
        assert!(service.extra.is_empty());
        assert_eq!(crate::json::written(&service), r#"{"status":"2","name":"disk","metrics":"a=1"}"#);
    }

    #[test]
    fn both_spellings_at_once_are_kept_apart() {
        let json = r#"{"metrics":"a=1","merics":"b=2"}"#;
        let service: Service<'_> = crate::json::read(json).unwrap();
        assert_eq!(service.metrics.as_str(), Some("a=1"));
        assert_eq!(crate::json::written(&service), json);
    }
}
