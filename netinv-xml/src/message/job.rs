//! Rules by which agents take or skip jobs, and parts of them.

use std::time::Duration;

use crate::message::reply::{
    Authentication, CredentialsType, IpRange, JobOption, Param, SnmpVersion, Target,
};
use crate::record::leaf::Leaf;
use crate::secret::Secret;
use crate::value::mac::MacAddr;
use crate::value::number::JobNumber;

impl Authentication<'_> {
    /// SNMP version 3: the passphrase of the user, under either name; `None` if it is empty.
    #[must_use]
    pub fn auth_secret(&self) -> Option<&Secret> {
        first(&self.auth_passphrase, &self.auth_password)
    }

    /// SNMP version 3: the passphrase of the encryption, under either name; `None` if it is
    /// empty.
    #[must_use]
    pub fn priv_secret(&self) -> Option<&Secret> {
        first(&self.priv_passphrase, &self.priv_password)
    }

    /// The protocol that the credentials are for: SNMP unless `TYPE` says otherwise.
    #[must_use]
    pub fn credentials_type(&self) -> CredentialsType {
        self.credentials_type.as_ref().and_then(Leaf::value).unwrap_or(CredentialsType::Snmp)
    }

    /// Returns true if an agent tries the credentials (NIX-060).
    ///
    /// | `TYPE` | needs |
    /// |---|---|
    /// | absent, `snmp` | `USERNAME` with `VERSION` 3, else `COMMUNITY` |
    /// | `esx` | `USERNAME`, `PASSWORD` |
    /// | `ssh` | `USERNAME`; a `PORT`, if any, from 0 to 65535 |
    /// | `winrm` | `USERNAME`, `PASSWORD`; a `PORT`, if any, from 0 to 65535 |
    /// | others | never tried |
    #[must_use]
    pub fn is_usable(&self) -> bool {
        let has_user = is_set(&self.username);
        let has_password = has_text(&self.password);
        let has_good_port = !is_set(&self.ports)
            || self.ports.as_ref().is_some_and(|port| port.as_str().trim().parse::<u16>().is_ok());
        match self.credentials_type() {
            CredentialsType::Snmp if self.version.as_ref().and_then(Leaf::value) == Some(SnmpVersion::V3) => {
                has_user
            }
            CredentialsType::Snmp => has_text(&self.community),
            CredentialsType::Esx => has_user && has_password,
            CredentialsType::Ssh => has_user && has_good_port,
            CredentialsType::WinRm => has_user && has_password && has_good_port,
            CredentialsType::Other(_) => false,
        }
    }
}

impl Param<'_> {
    /// Number of devices or addresses to work on at once: 1 unless a number above 0 is given
    /// (NIX-061).
    #[must_use]
    pub fn threads(&self) -> u64 {
        let threads = self.threads_query.as_ref().or(self.threads_discovery.as_ref());
        threads.and_then(Leaf::value).filter(|&threads| threads > 0).unwrap_or(1)
    }

    /// Time to wait for a device: 60 seconds unless a number above 0 is given (NIX-061).
    #[must_use]
    pub fn timeout(&self) -> Duration {
        let seconds = self.timeout.as_ref().and_then(Leaf::value);
        Duration::from_secs(seconds.filter(|&seconds| seconds > 0).unwrap_or(60))
    }
}

impl<'a> JobOption<'a> {
    /// The name of an inventory.
    pub const SNMP_QUERY: &'static str = "SNMPQUERY";
    /// The name of a discovery.
    pub const NET_DISCOVERY: &'static str = "NETDISCOVERY";
    /// The name of an order to wake devices.
    pub const WAKE_ON_LAN: &'static str = "WAKEONLAN";

    /// The credentials with this number.
    #[must_use]
    pub fn authentication(&self, id: u64) -> Option<&Authentication<'a>> {
        self.authentications.iter().find(|auth| auth.id.as_ref().and_then(Leaf::value) == Some(id))
    }

    /// The credentials that an agent tries (NIX-060).
    pub fn usable_authentications(&self) -> impl Iterator<Item = &Authentication<'a>> {
        self.authentications.iter().filter(|authentication| authentication.is_usable())
    }

    /// The devices that an agent asks: those with an address, if there is a `PARAM`. Servers
    /// were seen to send jobs without either (NIX-036).
    ///
    /// An empty `PARAM` counts, although GLPI agents probably refuse such a job; it was never
    /// observed.
    pub fn targets(&self) -> impl Iterator<Item = &Target<'a>> {
        let is_job = !self.params.is_empty();
        self.devices.iter().filter(move |target| is_job && is_set(&target.ip))
    }

    /// The addresses that an agent searches: the ranges with both ends, if the first `PARAM`
    /// has the job's number (NIX-037).
    pub fn address_ranges(&self) -> impl Iterator<Item = &IpRange<'a>> {
        let is_job = self.params.first().is_some_and(|param| is_set(&param.pid));
        self.ranges.iter().filter(move |range| is_job && is_set(&range.first) && is_set(&range.last))
    }

    /// The hardware addresses that an agent wakes; texts that are not one are skipped
    /// (NIX-062).
    pub fn addresses_to_wake(&self) -> impl Iterator<Item = [u8; 6]> {
        self.params.iter().filter_map(|param| match param.mac.as_ref()?.value()? {
            MacAddr::Eui48(address) => Some(address),
            MacAddr::Wwn(_) => None,
        })
    }

    /// Returns true if an agent takes the job (NIX-062): an inventory with a device to ask, a
    /// discovery with a range to search, an order to wake with an address. Jobs of other names
    /// are not judged.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        match self.name.as_ref().map_or("", Leaf::as_str) {
            Self::SNMP_QUERY => self.targets().next().is_some(),
            Self::NET_DISCOVERY => self.address_ranges().next().is_some(),
            Self::WAKE_ON_LAN => self.addresses_to_wake().next().is_some(),
            _ => true,
        }
    }

    /// The job's number for one of its devices: the device's own in version 3 of the protocol,
    /// the job's in version 2 (NIX-034).
    #[must_use]
    pub fn job_number<'s>(&'s self, target: &'s Target<'a>) -> Option<&'s Leaf<'a, JobNumber>> {
        target.pid.as_ref().or_else(|| self.params.first().and_then(|param| param.pid.as_ref()))
    }
}

fn first<'s>(older: &'s Option<Secret>, newer: &'s Option<Secret>) -> Option<&'s Secret> {
    [older, newer].into_iter().flatten().find(|secret| !secret.is_empty())
}

fn is_set<T: ?Sized>(leaf: &Option<Leaf<'_, T>>) -> bool {
    leaf.as_ref().is_some_and(|leaf| !leaf.is_blank())
}

fn has_text(secret: &Option<Secret>) -> bool {
    secret.as_ref().is_some_and(|secret| !secret.expose().trim_ascii().is_empty())
}
