//! Policies: settings that the server wants applied.

use std::fmt;
use std::str::FromStr;

use crate::wire::{Any, Map};

/// Settings by scope and name, as in an answer to an update.
///
/// The scope is `machine` or a domain user's GUID, the name a [`PolicyName`]. An
/// agent has to undo what a later answer no longer has; the first answer to a new
/// host never has any, because the server does not know its system yet.
///
/// To real agents "no settings any more" is [`Policies::none`](Map::none), not
/// [`Policies::EMPTY`](Map::EMPTY) (OCO-054).
pub type Policies<'a> = Map<'a, Map<'a, Any<'a>>>;

/// Those of [`Policies`].
impl Map<'_, Map<'_, Any<'_>>> {
    /// No settings: whatever was applied before is to be undone. Written as
    /// `{"machine":[]}`, like a real server does.
    ///
    /// Without any scope the member is written as `[]`, which is a list to a real agent: it
    /// keeps the settings that it has, and older ones crash (OCO-054).
    #[must_use]
    pub fn none() -> Self {
        let mut policies = Self::EMPTY;
        policies.insert(MACHINE_SCOPE, Map::EMPTY);
        policies
    }
}

/// The scope of settings that are not for one user.
pub const MACHINE_SCOPE: &str = "machine";

/// Where a setting goes.
///
/// ```
/// use oco_proto::PolicyName;
/// let name: PolicyName = r"REGISTRY:Software\Policies\Demo:Level".parse()?;
/// assert_eq!(name, PolicyName::Registry { path: r"Software\Policies\Demo".into(), value: "Level".into() });
/// assert_eq!(name.to_string(), r"REGISTRY:Software\Policies\Demo:Level");
/// # Ok::<(), oco_proto::ParsePolicyNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyName {
    /// `REGISTRY:path:value`, Windows.
    Registry {
        /// The key, below the scope's hive.
        path: String,
        /// The value's name.
        value: String,
    },
    /// `DEFAULTS:domain:key`, macOS.
    Defaults {
        /// The preference domain.
        domain: String,
        /// The key.
        key: String,
    },
    /// `JSON:file:a\b\c`, a member of a JSON file.
    Json {
        /// The file.
        file: String,
        /// The names on the way to the member, outermost first.
        members: Vec<String>,
    },
}

/// A text is no policy's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a policy name: expected REGISTRY:, DEFAULTS: or JSON: and two more parts")]
pub struct ParsePolicyNameError(());

impl FromStr for PolicyName {
    type Err = ParsePolicyNameError;

    /// The first colon ends the kind and the last begins the name, so that a path may
    /// have colons (`C:\…`).
    fn from_str(text: &str) -> Result<Self, ParsePolicyNameError> {
        let error = || ParsePolicyNameError(());
        let (kind, rest) = text.split_once(':').ok_or_else(error)?;
        let (place, name) = rest.rsplit_once(':').ok_or_else(error)?;
        let (place, name) = (place.to_owned(), name.to_owned());
        match kind {
            "REGISTRY" => Ok(Self::Registry { path: place, value: name }),
            "DEFAULTS" => Ok(Self::Defaults { domain: place, key: name }),
            "JSON" => Ok(Self::Json { file: place, members: name.split('\\').map(str::to_owned).collect() }),
            _ => Err(error()),
        }
    }
}

impl fmt::Display for PolicyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry { path, value } => write!(f, "REGISTRY:{path}:{value}"),
            Self::Defaults { domain, key } => write!(f, "DEFAULTS:{domain}:{key}"),
            Self::Json { file, members } => write!(f, "JSON:{file}:{}", members.join("\\")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_shown() {
        for text in [r"JSON:/etc/demo.json:a\b\c", "DEFAULTS:com.example.demo:Key", r"JSON:C:\demo.json:a"] {
            assert_eq!(text.parse::<PolicyName>().unwrap().to_string(), text);
        }
        for text in ["", "REGISTRY", "REGISTRY:x", "SHELL:a:b"] {
            assert!(text.parse::<PolicyName>().is_err(), "{text}");
        }
    }
}
