//! Results of network discovery and auto registration.

use std::borrow::Cow;
use std::num::NonZeroU64;

use super::rows::Row;
use crate::error::{DecodeError, DecodeErrorKind, Snippet};
use crate::json::{Extra, Member, Reader, Writer, object, open_enum};

open_enum! {
    /// The member `status` of a discovery row.
    pub enum DiscoveryStatus {
        /// The service or host answered; the member is left out.
        Up = 0,
        /// The service or host did not answer.
        Down = 1,
        /// The rule has finished (7.0 and later).
        Finished = 4,
    }
}

/// The member `dcheck` of a discovery row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum DiscoveryCheck {
    /// `null`: the row closes the host or the rule. From proxies whose buffer is the database.
    Host,
    /// 0: the same, from proxies of 7.0 and later whose buffer is in memory, as in the
    /// default mode `hybrid` (ZBX-095).
    HostInMemory,
    /// Id of the check that found the service.
    Check(NonZeroU64),
}

impl DiscoveryCheck {
    /// Returns true if the row closes the host or the rule.
    #[must_use]
    pub const fn is_host(self) -> bool {
        matches!(self, Self::Host | Self::HostInMemory)
    }
}

impl From<u64> for DiscoveryCheck {
    /// Returns the check with this id; 0 is none.
    fn from(id: u64) -> Self {
        NonZeroU64::new(id).map_or(Self::HostInMemory, Self::Check)
    }
}

object! {
    /// One row of `discovery data`.
    ///
    /// # Wire
    ///
    /// `port`, `value` and `status` are left out if they are 0, empty and
    /// [`Up`](DiscoveryStatus::Up); 7.0 leaves out an empty `dns` too. No daemon since
    /// 5.4 sends the `type` of the manual's samples; it is decoded nevertheless
    /// (ZBX-092).
    pub struct DiscoveredService<'a> {
        /// Time, in seconds since 1970.
        clock: u64 = "clock",
        /// Id of the discovery rule.
        drule: u64 = "drule",
        /// The check, or none in the row that closes the host.
        dcheck: DiscoveryCheck = "dcheck",
        /// The kind of check, in the manual's samples only.
        kind: Option<i64> = "type",
        /// The address; empty or absent in the row that closes the rule.
        ip: Option<Cow<'a, str>> = "ip",
        /// The DNS name.
        dns: Option<Cow<'a, str>> = "dns",
        /// The port.
        port: Option<u16> = "port",
        /// The value that the check returned.
        value: Option<Cow<'a, str>> = "value",
        /// The result; absent means [`Up`](DiscoveryStatus::Up).
        status: Option<DiscoveryStatus> = "status",
        /// The reason why the rule failed (7.0 and later).
        error: Option<Cow<'a, str>> = "error",
    }
}

impl<'a> DiscoveredService<'a> {
    /// Creates the row of a service that is up.
    #[must_use]
    pub fn new(clock: u64, drule: u64, dcheck: DiscoveryCheck, ip: impl Into<Cow<'a, str>>) -> Self {
        Self {
            clock,
            drule,
            dcheck,
            kind: None,
            ip: Some(ip.into()),
            dns: None,
            port: None,
            value: None,
            status: None,
            error: None,
            extra: Extra::EMPTY,
        }
    }
}

impl<'a> Row<'a> for DiscoveredService<'a> {
    const SECTION: &'static str = "discovery data";

    fn fault(&self, row: Reader<'a>) -> Option<DecodeError> {
        let needs_ip = self.status != Some(DiscoveryStatus::Finished);
        let missing = DecodeErrorKind::Missing("ip");
        (needs_ip && self.ip.is_none()).then(|| DecodeError::new(missing, row.offset()))
    }
}

impl<'a> Row<'a> for AutoRegistration<'a> {
    const SECTION: &'static str = "auto registration";

    fn fault(&self, row: Reader<'a>) -> Option<DecodeError> {
        let port = self.port.filter(|port| u16::try_from(port.number).is_err())?;
        let found = Snippet::new(port.number.to_string().as_bytes());
        Some(DecodeError::new(DecodeErrorKind::Unexpected { expected: PORT, found }, row.offset()))
    }
}

/// The values allowed for a port.
const PORT: &str = "a port, at most 65535";

impl Member<'_> for u16 {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = reader.offset();
        Self::try_from(reader.unsigned()?).map_err(|_| reader.unexpected(start, PORT))
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.unsigned((*self).into());
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Member<'_> for DiscoveryCheck {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.null()? { Ok(Self::Host) } else { reader.unsigned().map(Self::from) }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Host => writer.raw(b"null"),
            Self::HostInMemory => writer.unsigned(0),
            Self::Check(id) => writer.unsigned(id.get()),
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// A number that proxies up to 6.4 write as text and later ones as a number (ZBX-094).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MaybeQuoted {
    /// The number.
    pub number: u64,
    /// True if the number is quoted.
    pub quoted: bool,
}

impl MaybeQuoted {
    /// Creates a number as 7.0 and later write it.
    #[must_use]
    pub const fn bare(number: u64) -> Self {
        Self { number, quoted: false }
    }

    /// Creates a number as 5.4 to 6.4 write it.
    #[must_use]
    pub const fn quoted(number: u64) -> Self {
        Self { number, quoted: true }
    }
}

impl Member<'_> for MaybeQuoted {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let quoted = reader.at_string();
        Ok(Self { number: reader.unsigned()?, quoted })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        if self.quoted {
            writer.string(&self.number.to_string());
        } else {
            writer.unsigned(self.number);
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}

object! {
    /// One row of `auto registration`: an unknown agent that asked for its checks.
    ///
    /// All members but `clock` and `host` are left out if they are empty or 0. A server
    /// up to 6.4 requires `ip` unless `flags` is 2.
    pub struct AutoRegistration<'a> {
        /// Time, in seconds since 1970.
        clock: u64 = "clock",
        /// The agent's host name.
        host: Cow<'a, str> = "host",
        /// The agent's address.
        ip: Option<Cow<'a, str>> = "ip",
        /// The agent's DNS name.
        dns: Option<Cow<'a, str>> = "dns",
        /// The agent's port.
        port: Option<MaybeQuoted> = "port",
        /// Host metadata.
        host_metadata: Option<Cow<'a, str>> = "host_metadata",
        /// Connection to the agent: 0 as it connected, 1 by address, 2 by name.
        flags: Option<MaybeQuoted> = "flags",
        /// Encryption of the agent's connection: 1 none, 2 shared key, 4 certificate.
        tls_accepted: Option<u64> = "tls_accepted",
    }
}

impl<'a> AutoRegistration<'a> {
    /// Creates a row with the required members only.
    #[must_use]
    pub fn new(clock: u64, host: impl Into<Cow<'a, str>>) -> Self {
        Self {
            clock,
            host: host.into(),
            ip: None,
            dns: None,
            port: None,
            host_metadata: None,
            flags: None,
            tls_accepted: None,
            extra: Extra::EMPTY,
        }
    }
}
