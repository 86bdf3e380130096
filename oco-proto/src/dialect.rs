//! Dialects: the forms of the wire from one release to the next.

use std::fmt;

/// The forms in which one and the same request has been spoken.
///
/// | dialect | servers | method names | the agent's proof | the server's proof |
/// |---|---|---|---|---|
/// | `Client` | October–November 2020 | `oco.client_*` | `client-key` | none |
/// | `Flat` | 0.1.0–0.13.1, the protocol document | `oco.agent_*` | `agent-key` | `server-key` since 0.9.0 |
/// | `DottedEarly` | 0.13.2–0.14 | `oco.agent.*`, job states by the old name | `agent-key` | `server-key` |
/// | `Dotted` | 0.15.0–1.1.6 | `oco.agent.*` | `agent-key` | `server-key` |
/// | `Hmac` | since 1.1.7 (2025) | `oco.agent.*` | HMAC of the body | HMAC of the body |
///
/// In all but the last, keys go over the wire in clear with each message: TLS is
/// all that protects them.
///
/// `Dotted` grew while it was spoken: logins since a time and service checks came with
/// 0.15.3, passwords with 1.1.3, and servers before 1.0.4 answer 400 to a job state whose
/// return code is `null`. [`JobState::for_dialect`](crate::JobState::for_dialect) writes
/// what all of them take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Dialect {
    /// Before the first release: clients rather than agents.
    Client,
    /// The protocol document's; servers dropped it with 1.0.2 (OCO-001).
    Flat,
    /// Dotted names, with job states still called deploy status.
    DottedEarly,
    /// Dotted names, keys in clear.
    Dotted,
    /// Dotted names, signed bodies: what today's servers and agents speak.
    #[default]
    Hmac,
}

impl Dialect {
    /// All dialects, oldest first.
    pub const ALL: [Self; 5] = [Self::Client, Self::Flat, Self::DottedEarly, Self::Dotted, Self::Hmac];

    /// Returns true if keys go over the wire in clear.
    #[must_use]
    pub const fn is_plaintext(self) -> bool {
        !matches!(self, Self::Hmac)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Flat => "flat",
            Self::DottedEarly => "early dotted",
            Self::Dotted => "dotted",
            Self::Hmac => "HMAC",
        })
    }
}

/// The methods of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// The contact at regular intervals, answered with tasks.
    Hello,
    /// The inventory.
    Update,
    /// The state of a software job.
    JobState,
    /// Events of the system log.
    Events,
    /// New passwords of local accounts.
    Passwords,
    /// A package's archive.
    Download,
}

impl Method {
    /// All methods.
    pub const ALL: [Self; 6] =
        [Self::Hello, Self::Update, Self::JobState, Self::Events, Self::Passwords, Self::Download];

    /// Returns the name on the wire; `None` where the dialect does not have it (OCO-010).
    #[must_use]
    pub const fn name(self, dialect: Dialect) -> Option<&'static str> {
        Some(match (self, dialect) {
            (Self::Hello, Dialect::Client) => "oco.client_hello",
            (Self::Update, Dialect::Client) => "oco.client_update",
            (Self::Hello, Dialect::Flat) => "oco.agent_hello",
            (Self::Update, Dialect::Flat) => "oco.agent_update",
            (Self::JobState, Dialect::Client | Dialect::Flat) => "oco.update_deploy_status",
            (Self::JobState, Dialect::DottedEarly) => "oco.agent.update_deploy_status",
            (Self::Hello, _) => "oco.agent.hello",
            (Self::Update, _) => "oco.agent.update",
            (Self::JobState, _) => "oco.agent.update_job_state",
            (Self::Events, Dialect::Dotted | Dialect::Hmac) => "oco.agent.events",
            (Self::Passwords, Dialect::Dotted | Dialect::Hmac) => "oco.agent.passwords",
            (Self::Download, Dialect::Hmac) => "oco.agent.download",
            (Self::Events | Self::Passwords | Self::Download, _) => return None,
        })
    }

    /// The method and the oldest dialect that has this name for it. Upper and lower
    /// case differ.
    pub(crate) fn from_name(name: &str) -> Option<(Self, Dialect)> {
        Dialect::ALL.into_iter().find_map(|dialect| {
            let method = Self::ALL.into_iter().find(|method| method.name(dialect) == Some(name))?;
            Some((method, dialect))
        })
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hello => "hello",
            Self::Update => "update",
            Self::JobState => "job state",
            Self::Events => "events",
            Self::Passwords => "passwords",
            Self::Download => "download",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OCO-010
    #[test]
    fn each_name_means_one_method() {
        for dialect in Dialect::ALL {
            for method in Method::ALL {
                if let Some(name) = method.name(dialect) {
                    assert_eq!(Method::from_name(name).map(|(method, _)| method), Some(method), "{name}");
                }
            }
        }
        assert_eq!(Method::from_name("OCO.agent.hello"), None);
        assert_eq!(
            Method::from_name("oco.agent.update_deploy_status"),
            Some((Method::JobState, Dialect::DottedEarly))
        );
    }

    #[test]
    fn only_the_newest_dialect_keeps_keys_off_the_wire() {
        assert_eq!(Dialect::ALL.map(Dialect::is_plaintext), [true, true, true, true, false]);
    }

    #[test]
    fn dialects_and_methods_have_names_for_people() {
        let names = Dialect::ALL.map(|dialect| dialect.to_string());
        assert_eq!(names, ["client", "flat", "early dotted", "dotted", "HMAC"]);
        let names = Method::ALL.map(|method| method.to_string());
        assert_eq!(names, ["hello", "update", "job state", "events", "passwords", "download"]);
    }
}
