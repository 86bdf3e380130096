//! Revisions of a proxy's configuration, for active and passive proxies.

use super::answers::refusal;
use super::has_revisions;
use crate::error::SessionError;
use crate::{ConfigAnswer, ConfigUpdate, PlainConfig, Version};

/// Revisions of a configuration, at the server or at the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Revision {
    /// Revision of the configuration; 0 for no configuration.
    pub config: u64,
    /// Revision of the host map of the proxy's group (7.0 and later); 0 outside of any
    /// group.
    pub hostmap: u64,
}

impl Revision {
    /// Creates the revision of a configuration, outside of any proxy group.
    #[must_use]
    pub const fn new(config: u64) -> Self {
        Self { config, hostmap: 0 }
    }

    /// Sets the host map's revision.
    #[must_use]
    pub const fn with_hostmap(mut self, hostmap: u64) -> Self {
        self.hostmap = hostmap;
        self
    }
}

/// Revisions of what a proxy has applied.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Revisions {
    config: u64,
    hostmap: u64,
    /// True if a configuration was received and is not confirmed yet.
    pending: bool,
}

/// Change of the configuration by a server's answer.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a configuration that is not applied has to be requested again"]
pub enum ConfigChange<'c, 'a> {
    /// No change.
    Unchanged,
    /// A full configuration (5.4 and 6.0) that replaces the present one.
    Replace(&'c PlainConfig<'a>),
    /// An update (6.4 and later), full or incremental, which may hold nothing but a new
    /// revision (ZBX-069). Call `config_applied` after applying it.
    Update(&'c ConfigUpdate<'a>),
}

impl Revisions {
    /// Returns the configuration's revision to send; 0 asks for a full one.
    pub(super) const fn config(self) -> u64 {
        if self.pending { 0 } else { self.config }
    }

    /// Returns the host map's revision to send, which is left out if it is 0.
    pub(super) const fn hostmap(self) -> Option<u64> {
        if self.pending || self.hostmap == 0 { None } else { Some(self.hostmap) }
    }

    /// Handles a configuration. Until it is confirmed, requests ask for a full one, so
    /// that every failure leads to a full sync (ZBX-066).
    pub(super) fn handle<'c, 'a>(
        &mut self,
        answer: &'c ConfigAnswer<'a>,
        version: Version,
    ) -> Result<ConfigChange<'c, 'a>, SessionError> {
        let asked_for_all = self.config() == 0;
        let change = match answer {
            ConfigAnswer::Unchanged => return Ok(ConfigChange::Unchanged),
            // A server of another version: without revisions, later changes are unknown.
            ConfigAnswer::Plain(_) if has_revisions(version) => Err(SessionError::NoRevision),
            ConfigAnswer::Plain(config) => Ok(ConfigChange::Replace(config)),
            ConfigAnswer::Failed(answer) => Err(refusal(answer)),
            ConfigAnswer::Update(update) if update.config_revision.is_none() => Err(SessionError::NoRevision),
            ConfigAnswer::Update(update) if asked_for_all && !update.is_full() => Err(SessionError::NotFull),
            ConfigAnswer::Update(update) => Ok(ConfigChange::Update(update)),
        };
        match change {
            Ok(_) => self.pending = true,
            Err(_) => self.failed(),
        }
        change
    }

    /// Records that the update is applied.
    pub(super) fn applied(&mut self, update: &ConfigUpdate<'_>) {
        self.pending = false;
        self.config = update.config_revision.unwrap_or(0);
        let hostmap = update.proxy_group.as_ref().and_then(|group| group.hostmap_revision);
        // A full configuration without a group means that the proxy is not in a group.
        let otherwise = if update.is_full() { 0 } else { self.hostmap };
        self.hostmap = hostmap.unwrap_or(otherwise);
    }

    /// Records a failure: the next request asks for a full configuration.
    pub(super) fn failed(&mut self) {
        *self = Self::default();
    }
}
