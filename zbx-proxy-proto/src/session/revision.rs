//! Which configuration a proxy has: the same rules for active and passive ones.

use super::active_proxy::refusal;
use super::has_revisions;
use crate::error::SessionError;
use crate::{ConfigAnswer, ConfigUpdate, PlainConfig, Version};

/// The state of what a server has for a proxy, or of what a proxy has of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Revision {
    /// Of the configuration; 0 stands for none.
    pub config: u64,
    /// Of the host map of the proxy's group (7.0 and later); 0 outside of any group.
    pub hostmap: u64,
}

impl Revision {
    /// Of a configuration, outside of any proxy group.
    #[must_use]
    pub const fn new(config: u64) -> Self {
        Self { config, hostmap: 0 }
    }

    /// Adds the host map's.
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
    /// A configuration came and nobody has said yet that it is applied.
    pending: bool,
}

/// What a server's configuration changes.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a configuration that is not applied has to be asked for again"]
pub enum ConfigChange<'c, 'a> {
    /// Nothing.
    Unchanged,
    /// Everything (5.4 and 6.0): this replaces the configuration.
    Replace(&'c PlainConfig<'a>),
    /// What the update says (6.4 and later), which may be nothing but a new revision
    /// (ZBX-069). Once it is applied, call
    /// `config_applied`.
    Update(&'c ConfigUpdate<'a>),
}

impl Revisions {
    /// The configuration's revision to name; 0 asks for everything.
    pub(super) const fn config(self) -> u64 {
        if self.pending { 0 } else { self.config }
    }

    /// The host map's revision to name, which is left out if it is 0.
    pub(super) const fn hostmap(self) -> Option<u64> {
        if self.pending || self.hostmap == 0 { None } else { Some(self.hostmap) }
    }

    /// Takes a configuration. Until it is confirmed everything is asked for, so that
    /// whatever goes wrong now leads to a full sync (ZBX-066).
    pub(super) fn handle<'c, 'a>(
        &mut self,
        answer: &'c ConfigAnswer<'a>,
        version: Version,
    ) -> Result<ConfigChange<'c, 'a>, SessionError> {
        let asked_for_all = self.config() == 0;
        let change = match answer {
            ConfigAnswer::Unchanged => return Ok(ConfigChange::Unchanged),
            // A server of another version: nobody knows what has changed since.
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

    /// The update is applied.
    pub(super) fn applied(&mut self, update: &ConfigUpdate<'_>) {
        self.pending = false;
        self.config = update.config_revision.unwrap_or(0);
        let hostmap = update.proxy_group.as_ref().and_then(|group| group.hostmap_revision);
        // A full configuration without a group says that the proxy is in none.
        let unsaid = if update.is_full() { 0 } else { self.hostmap };
        self.hostmap = hostmap.unwrap_or(unsaid);
    }

    /// Something went wrong: ask for everything.
    pub(super) fn failed(&mut self) {
        *self = Self::default();
    }
}
