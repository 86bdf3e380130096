//! Which configuration a proxy has: the same rules for active and passive ones.

use super::active_proxy::refusal;
use crate::error::SessionError;
use crate::{ConfigAnswer, ConfigUpdate, PlainConfig};

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
    ) -> Result<ConfigChange<'c, 'a>, SessionError> {
        let asked_for_all = self.config() == 0;
        let change = match answer {
            ConfigAnswer::Unchanged => return Ok(ConfigChange::Unchanged),
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
        if let Some(revision) = update.proxy_group.as_ref().and_then(|group| group.hostmap_revision) {
            self.hostmap = revision;
        }
    }

    /// Something went wrong: ask for everything.
    pub(super) fn failed(&mut self) {
        *self = Self::default();
    }
}
