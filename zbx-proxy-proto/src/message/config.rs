//! Configuration: a proxy's requests and a server's answers, of all versions.

use std::borrow::Cow;

use super::data::Answer;
use super::secrets::MacroSecrets;
use super::table::Tables;
use crate::error::DecodeError;
use crate::json::{Extra, Member, Reader, Writer, object};

object! {
    /// `proxy config`: an active proxy's request for its configuration, or a server's
    /// request to a passive proxy.
    ///
    /// # Wire
    ///
    /// | sender | members |
    /// |---|---|
    /// | active proxy 5.4, 6.0 | `host`, `version` |
    /// | active proxy 6.4 and later | these, `session`, `config_revision`; 7.0 `hostmap_revision` if not 0 |
    /// | server 5.4, 6.0 to passive proxy | `data`, with all tables and `macro.secrets` |
    /// | server 6.4 and later to passive proxy | none: the proxy answers with a [`ConfigRevision`] |
    ///
    /// Source: ZBX-061 to ZBX-066.
    #[derive(Default)]
    pub struct ConfigRequest<'a> {
        /// The active proxy's name.
        host: Option<Cow<'a, str>> = "host",
        /// The active proxy's version.
        version: Option<Cow<'a, str>> = "version",
        /// The active proxy's session, 32 hexadecimal digits, generated at every start.
        session: Option<Cow<'a, str>> = "session",
        /// Revision of the proxy's configuration; 0 at the start and after a failure. A
        /// value that is not a number is kept in `extra` (ZBX-061).
        config_revision: Option<u64> = "config_revision" lenient,
        /// Revision of the proxy's host map, for members of a proxy group.
        hostmap_revision: Option<u64> = "hostmap_revision" lenient,
        /// The whole configuration, for a passive proxy of 5.4 or 6.0.
        data: Option<PlainConfig<'a>> = "data",
    }
}

impl<'a> ConfigRequest<'a> {
    /// Creates a request as active proxies of 5.4 and 6.0 send it.
    #[must_use]
    pub fn new(host: impl Into<Cow<'a, str>>, version: impl Into<Cow<'a, str>>) -> Self {
        Self { host: Some(host.into()), version: Some(version.into()), ..Self::default() }
    }

    /// Adds the members that 6.4 and later send.
    #[must_use]
    pub fn with_revision(mut self, session: impl Into<Cow<'a, str>>, config_revision: u64) -> Self {
        self.session = Some(session.into());
        self.config_revision = Some(config_revision);
        self
    }
}

object! {
    /// Second leg of the passive configuration dialogue of 6.4 and later: the revisions
    /// that the proxy has. The proxy may refuse instead: see
    /// [`ProxyReply`](crate::ProxyReply).
    pub struct ConfigRevision {
        /// The proxy's version.
        version: String = "version",
        /// The proxy's session, 32 hexadecimal digits.
        session: String = "session",
        /// Revision of the proxy's configuration; 0 asks for a full one.
        config_revision: u64 = "config_revision",
        /// Revision of the proxy's host map, for members of a proxy group (7.0 and
        /// later).
        hostmap_revision: Option<u64> = "hostmap_revision",
    }
}

impl ConfigRevision {
    /// Creates the revision of a proxy that is not a member of a proxy group.
    #[must_use]
    pub fn new(version: impl Into<String>, session: impl Into<String>, config_revision: u64) -> Self {
        let (version, session) = (version.into(), session.into());
        Self { version, session, config_revision, hostmap_revision: None, extra: Extra::EMPTY }
    }
}

/// A full configuration as 5.4 and 6.0 send it: the tables, then `macro.secrets`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainConfig<'a> {
    /// The tables.
    pub tables: Tables<'a>,
    /// Secrets from the vault; servers always send the member, even if it is empty.
    pub macro_secrets: Option<MacroSecrets>,
}

object! {
    /// A configuration as 6.4 and later send it: full or incremental.
    #[derive(Default)]
    pub struct ConfigUpdate<'a> {
        /// 1 if the configuration is full.
        full_sync: Option<u64> = "full_sync",
        /// The tables; in an incremental update, those that changed. Tables of a group
        /// (hosts to item parameters) are always sent together. A proxy requires every
        /// table of the group and every column of its own schema (ZBX-068).
        data: Option<Tables<'a>> = "data",
        /// Data for members of a proxy group (7.0 and later).
        proxy_group: Option<ProxyGroup> = "proxy_group",
        /// Ids of hosts that the proxy no longer monitors.
        del_hostids: Vec<u64> = "del_hostids",
        /// Ids of hosts whose macros were removed; 0 is for the global macros.
        del_macro_hostids: Vec<u64> = "del_macro_hostids",
        /// Secrets from the vault, if they are part of this update.
        macro_secrets: Option<MacroSecrets> = "macro.secrets",
        /// The revision of the configuration after this update.
        config_revision: Option<u64> = "config_revision",
    }
}

impl<'a> ConfigUpdate<'a> {
    /// Creates a full configuration.
    #[must_use]
    pub fn full(data: Tables<'a>, config_revision: u64) -> Self {
        Self { full_sync: Some(1), ..Self::delta(data, config_revision) }
    }

    /// Creates an incremental update, which may change nothing but the revision.
    #[must_use]
    pub fn delta(data: Tables<'a>, config_revision: u64) -> Self {
        Self { data: Some(data), config_revision: Some(config_revision), ..Self::default() }
    }

    /// Returns true if the configuration is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full_sync == Some(1)
    }
}

object! {
    /// Data about a proxy group for its members (7.0 and later).
    #[derive(Default)]
    pub struct ProxyGroup {
        /// 1 if the host map is complete.
        full_sync: Option<u64> = "full_sync",
        /// Revision of the host map.
        hostmap_revision: Option<u64> = "hostmap_revision",
        /// Time without server after which a proxy counts as lost, such as `1m`.
        failover_delay: Option<String> = "failover_delay",
        /// Ids of rows that were removed from the host map.
        del_hostproxyids: Vec<u64> = "del_hostproxyids",
    }
}

/// A server's answer to `proxy config`, which is also the third leg of the passive
/// dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigAnswer<'a> {
    /// `{}`: the configuration has not changed.
    Unchanged,
    /// A full configuration, as 5.4 and 6.0 send it.
    Plain(PlainConfig<'a>),
    /// A full or incremental configuration, as 6.4 and later send it.
    Update(ConfigUpdate<'a>),
    /// A refusal, with the reason. A server that does not know the proxy closes without
    /// an answer instead.
    Failed(Answer),
}

impl<'a> Member<'a> for PlainConfig<'a> {
    type Owned = PlainConfig<'static>;

    fn redact(&mut self) {
        self.tables.redact();
        self.macro_secrets.redact();
    }

    fn unknown_members(&self) -> usize {
        self.tables.unknown_members()
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let mut config = Self::default();
        reader.object(|reader, name| {
            if name == "macro.secrets" {
                // The first of two wins (ZBX-042).
                match config.macro_secrets {
                    None => config.macro_secrets = Some(Member::read(reader)?),
                    Some(_) => drop(reader.skip()?),
                }
                return Ok(());
            }
            config.tables.read_member(reader, name)
        })?;
        Ok(config)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.object(|writer| {
            self.tables.write_members(writer);
            if let Some(secrets) = &self.macro_secrets {
                writer.name("macro.secrets");
                secrets.write(writer);
            }
        });
    }

    fn into_owned(self) -> Self::Owned {
        PlainConfig { tables: self.tables.into_owned(), macro_secrets: self.macro_secrets }
    }
}

impl<'a> Member<'a> for ConfigAnswer<'a> {
    type Owned = ConfigAnswer<'static>;

    fn redact(&mut self) {
        match self {
            Self::Unchanged => {}
            Self::Plain(config) => config.redact(),
            Self::Update(update) => update.redact(),
            Self::Failed(answer) => answer.redact(),
        }
    }

    fn unknown_members(&self) -> usize {
        match self {
            Self::Unchanged => 0,
            Self::Plain(config) => config.unknown_members(),
            Self::Update(update) => update.unknown_members(),
            Self::Failed(answer) => answer.unknown_members(),
        }
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        const UPDATE: [&str; 6] =
            ["full_sync", "data", "proxy_group", "del_hostids", "del_macro_hostids", "config_revision"];
        let (start, depth) = (reader.offset(), reader.depth());
        let (mut members, mut is_update, mut is_answer) = (0_usize, false, None);
        reader.object(|reader, name| {
            members = members.saturating_add(1);
            // `null` counts as absent.
            let absent = reader.null()?;
            if name == "response" {
                is_answer.get_or_insert(!absent);
            }
            if !absent {
                is_update |= UPDATE.contains(&name.as_ref());
                reader.skip()?;
            }
            Ok(())
        })?;
        if members == 0 {
            return Ok(Self::Unchanged);
        }
        reader.rewind(start, depth);
        if is_answer == Some(true) {
            Member::read(reader).map(Self::Failed)
        } else if is_update {
            Member::read(reader).map(Self::Update)
        } else {
            Member::read(reader).map(Self::Plain)
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Unchanged => writer.object(|_| {}),
            Self::Plain(config) => config.write(writer),
            Self::Update(update) => update.write(writer),
            Self::Failed(answer) => answer.write(writer),
        }
    }

    fn into_owned(self) -> Self::Owned {
        match self {
            Self::Unchanged => ConfigAnswer::Unchanged,
            Self::Plain(config) => ConfigAnswer::Plain(Member::into_owned(config)),
            Self::Update(update) => ConfigAnswer::Update(Member::into_owned(update)),
            Self::Failed(answer) => ConfigAnswer::Failed(Member::into_owned(answer)),
        }
    }
}
