//! The jobs that older servers and plugins hand out in a REPLY.

use std::time::Duration;

use crate::error::EncodeError;
use crate::message::leaf::{self, AsText, Style, Values, leaf};
use crate::message::wake_on_lan::MacAddress;
use crate::secret::Secret;
use crate::xml::{self, Element, Surplus};

/// An `OPTION` of a REPLY: one job, or several of a kind (GLPI-085).
///
/// # Wire
/// | `NAME` | elements |
/// |---|---|
/// | `NETDISCOVERY` | [`PARAM`](Param), [`RANGEIP`](Range), [`AUTHENTICATION`](Authentication) |
/// | `SNMPQUERY` | [`PARAM`](Param), [`DEVICE`](Device), [`AUTHENTICATION`](Authentication) |
/// | `WAKEONLAN` | [`PARAM`](Param) with `MAC`, one or more |
/// | `REGISTRY` | [`PARAM`](Param) with `NAME`, `REGKEY`, `REGTREE` and a text |
/// | `DOWNLOAD` | of OCS; agents ignore it |
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobOption {
    /// What kind of job it is.
    pub name: String,
    /// Its parameters; agents use the first, except for `WAKEONLAN` and `REGISTRY`.
    pub params: Vec<Param>,
    /// The devices to ask.
    pub devices: Vec<Device>,
    /// The address ranges to search.
    pub ranges: Vec<Range>,
    /// The credentials to try.
    pub authentications: Vec<Authentication>,
    /// `MODEL`, by which servers before 2.3.5 sent tables of object ids. Agents
    /// ignore it; it is kept as it is.
    pub models: Vec<Element>,
    /// All other elements.
    pub extra: Vec<Element>,
    /// What stands in the element, and in its name, beside the values.
    pub surplus: Surplus,
}

leaf! {
    /// The parameters of a job.
    Param = "PARAM" {
        /// How many devices to ask at once, see [`threads`](Self::threads).
        threads_query: String = "THREADS_QUERY",
        /// How many addresses to try at once, see [`threads`](Self::threads).
        threads_discovery: String = "THREADS_DISCOVERY",
        /// Seconds, see [`timeout`](Self::timeout).
        timeout: String = "TIMEOUT",
        /// The job's id, to be returned as `PROCESSNUMBER`.
        pid: String = "PID",
        /// Not to send the messages that a job began and ended.
        no_start_stop: String = "NO_START_STOP",
        /// Of servers before 2011; ignored.
        core_query: String = "CORE_QUERY",
        /// Of servers before 2011; ignored.
        core_discovery: String = "CORE_DISCOVERY",
        /// The hardware address to wake.
        mac: String = "MAC",
        /// The name under which a registry value is to be returned.
        name: String = "NAME",
        /// The registry key.
        regkey: String = "REGKEY",
        /// The registry's root, by number.
        regtree: String = "REGTREE",
        /// Of `DOWNLOAD`.
        on: String = "ON",
        /// Of `DOWNLOAD`.
        kind: String = "TYPE",
        /// Of `DOWNLOAD`.
        frag_latency: String = "FRAG_LATENCY",
        /// Of `DOWNLOAD`.
        period_latency: String = "PERIOD_LATENCY",
        /// Of `DOWNLOAD`.
        period_length: String = "PERIOD_LENGTH",
        /// Of `DOWNLOAD`.
        cycle_latency: String = "CYCLE_LATENCY",
    }
}

leaf! {
    /// A device to ask by SNMP.
    Device = "DEVICE" {
        /// `PRINTER`, `NETWORKING` and so on.
        kind: String = "TYPE",
        /// The server's id of the device, to be returned.
        id: String = "ID",
        /// Its address; a device without one is skipped.
        ip: String = "IP",
        /// Which [`Authentication`] to use.
        auth_snmp_id: String = "AUTHSNMP_ID",
        /// Which [`Authentication`] to use for IEC 61850.
        auth_iec_id: String = "AUTHIEC_ID",
        /// Ports to try, a comma between them.
        port: String = "PORT",
        /// Transport protocols to try, a comma between them.
        protocol: String = "PROTOCOL",
        /// The device's own job id.
        pid: String = "PID",
        /// A recorded walk to read in place of a device.
        file: String = "FILE",
        /// Of servers before 2.3.5; ignored.
        model_snmp_id: String = "MODELSNMP_ID",
    }
}

leaf! {
    /// A range of addresses to search.
    Range = "RANGEIP" {
        /// The server's id of the range.
        id: String = "ID",
        /// The first address.
        first: String = "IPSTART",
        /// The last address.
        last: String = "IPEND",
        /// The entity to which found devices belong, to be returned.
        entity: String = "ENTITY",
        /// Ports to try, a comma between them.
        port: String = "PORT",
        /// Transport protocols to try, a comma between them.
        protocol: String = "PROTOCOL",
        /// A name for the log.
        name: String = "NAME",
    }
}

leaf! {
    /// Credentials for SNMP or another protocol.
    Authentication = "AUTHENTICATION" {
        /// By which devices refer to it.
        id: String = "ID",
        /// `1`, `2c` or `3`.
        version: String = "VERSION",
        /// For versions 1 and 2c.
        community: Secret = "COMMUNITY",
        /// For version 3.
        username: String = "USERNAME",
        /// `MD5`, `SHA` and so on.
        auth_protocol: String = "AUTHPROTOCOL",
        /// The authentication passphrase, which agents prefer to the password.
        auth_passphrase: Secret = "AUTHPASSPHRASE",
        /// Its newer name.
        auth_password: Secret = "AUTHPASSWORD",
        /// `DES`, `AES` and so on.
        priv_protocol: String = "PRIVPROTOCOL",
        /// The privacy passphrase, which agents prefer to the password.
        priv_passphrase: Secret = "PRIVPASSPHRASE",
        /// Its newer name.
        priv_password: Secret = "PRIVPASSWORD",
        /// Ports to try, a comma between them.
        port: String = "PORT",
        /// Transport protocols to try, a comma between them.
        protocol: String = "PROTOCOL",
        /// `snmp`, `esx`, `ssh` or `winrm`.
        kind: String = "TYPE",
        /// Of newer agents.
        context_name: String = "CONTEXTNAME",
        /// Of newer agents, for other protocols than SNMP.
        password: Secret = "PASSWORD",
        /// Of newer agents.
        mode: String = "MODE",
    }
}

impl JobOption {
    /// An option of a kind, without elements.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The devices that agents ask: those with an address (GLPI-086).
    pub fn usable_devices(&self) -> impl Iterator<Item = &Device> {
        self.devices.iter().filter(|device| is_set(device.ip.as_deref()))
    }

    /// The ranges that agents search: those with both ends (GLPI-086).
    pub fn usable_ranges(&self) -> impl Iterator<Item = &Range> {
        self.ranges.iter().filter(|range| is_set(range.first.as_deref()) && is_set(range.last.as_deref()))
    }

    /// The credentials that agents try: with a user name for version 3, else with
    /// a community (GLPI-086).
    pub fn usable_authentications(&self) -> impl Iterator<Item = &Authentication> {
        self.authentications.iter().filter(|authentication| match authentication.version.as_deref() {
            Some("3") => is_set(authentication.username.as_deref()),
            _ => is_set(authentication.community.as_ref().map(Secret::expose)),
        })
    }

    /// The hardware addresses to wake; what is none is skipped (GLPI-086).
    pub fn macs(&self) -> impl Iterator<Item = MacAddress> {
        self.params.iter().filter_map(|param| param.mac.as_deref()?.parse().ok())
    }

    /// Whether an agent would take this job (GLPI-086): a search has parameters
    /// with a job id and a range, a query parameters and a device, waking an
    /// address. Jobs of other kinds are not judged.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        match self.name.as_str() {
            "NETDISCOVERY" => {
                let pid = self.params.first().and_then(|param| param.pid.as_deref());
                is_set(pid) && self.usable_ranges().next().is_some()
            }
            "SNMPQUERY" => !self.params.is_empty() && self.usable_devices().next().is_some(),
            "WAKEONLAN" => self.macs().next().is_some(),
            _ => true,
        }
    }

    pub(crate) fn read(element: Element) -> Self {
        let surplus = Surplus::of(element.attributes, element.text);
        let mut option = Self { surplus, ..Self::default() };
        for child in element.children {
            match child.name.to_ascii_uppercase().as_str() {
                "NAME" if option.name.is_empty() => option.name = option.surplus.value_of(child),
                "PARAM" => option.params.push(Param::read(child)),
                "DEVICE" => option.devices.push(Device::read(child)),
                "RANGEIP" => option.ranges.push(Range::read(child)),
                "AUTHENTICATION" => option.authentications.push(Authentication::read(child)),
                "MODEL" => option.models.push(child),
                _ => option.extra.push(child),
            }
        }
        option
    }

    pub(crate) fn write(&self, out: &mut String) -> Result<(), EncodeError> {
        self.surplus.start("OPTION", out)?;
        self.surplus.write("NAME", &self.name, out)?;
        self.params.iter().try_for_each(|param| param.write(out))?;
        self.devices.iter().try_for_each(|device| device.write(out))?;
        self.ranges.iter().try_for_each(|range| range.write(out))?;
        self.authentications.iter().try_for_each(|authentication| authentication.write(out))?;
        self.models.iter().chain(&self.extra).try_for_each(|element| element.write(out))?;
        xml::end("OPTION", out);
        Ok(())
    }

    pub(crate) fn undescribed(&self) -> usize {
        let leaves = self.params.iter().map(Param::undescribed);
        let leaves = leaves.chain(self.devices.iter().map(Device::undescribed));
        let leaves = leaves.chain(self.ranges.iter().map(Range::undescribed));
        let leaves = leaves.chain(self.authentications.iter().map(Authentication::undescribed));
        // Its own attributes are remarks for people, as in the agents' own samples.
        let surplus = self.surplus.len().saturating_sub(self.surplus.attributes.len());
        leaves.chain([self.extra.len(), surplus]).sum()
    }
}

impl Param {
    /// How many at once: 1 unless it says otherwise (GLPI-086).
    #[must_use]
    pub fn threads(&self) -> u32 {
        let written = self.threads_query.as_deref().or(self.threads_discovery.as_deref());
        written.and_then(|text| text.trim().parse().ok()).filter(|&threads| threads > 0).unwrap_or(1)
    }

    /// How long to wait for a device: 60 seconds unless it says otherwise
    /// (GLPI-086).
    #[must_use]
    pub fn timeout(&self) -> Duration {
        let written = self.timeout.as_deref().and_then(|text| text.trim().parse().ok());
        Duration::from_secs(written.filter(|&seconds| seconds > 0).unwrap_or(60))
    }
}

fn is_set(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}
