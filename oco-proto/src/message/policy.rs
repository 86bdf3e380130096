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

/// The target of a setting: a kind, a place, and mostly a name there (OCO-056).
///
/// Here the last colon divides place and name. Real agents split at every colon, and take
/// the second and the third part: to them `JSON:C:\demo.json:a` is the member `\demo.json`
/// of a file `C`. So a place with a colon means to them something else than here, and a
/// name with one is not read as it was made.
///
/// ```
/// use oco_proto::PolicyName;
/// let name: PolicyName = r"REGISTRY:Software\Policies\Demo:Level".parse()?;
/// let path = r"Software\Policies\Demo".to_owned();
/// assert_eq!(name, PolicyName::Registry { path, value: Some("Level".into()) });
/// assert_eq!(name.to_string(), r"REGISTRY:Software\Policies\Demo:Level");
/// # Ok::<(), oco_proto::ParsePolicyNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyName {
    /// `REGISTRY:path:value`, Windows. Without a value's name, the setting is a list, whose
    /// items become the values `1`, `2` and so on below the path.
    Registry {
        /// The key, below the scope's hive.
        path: String,
        /// The value's name.
        value: Option<String>,
    },
    /// `DEFAULTS:domain:key`, macOS.
    Defaults {
        /// The preference domain.
        domain: String,
        /// The key, if there is one.
        key: Option<String>,
    },
    /// `JSON:file:a\b\c`, a member of a JSON file.
    Json {
        /// The file.
        file: String,
        /// The names on the way to the member, outermost first; empty if there are none.
        members: Vec<String>,
    },
}

/// The error for a text that is not the name of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a policy name: expected REGISTRY:, DEFAULTS: or JSON: and a place")]
pub struct ParsePolicyNameError(());

impl FromStr for PolicyName {
    type Err = ParsePolicyNameError;

    /// The first colon ends the kind and the last, if there is another, begins the name, so
    /// that a place may have colons (`C:\…`).
    fn from_str(text: &str) -> Result<Self, ParsePolicyNameError> {
        let error = || ParsePolicyNameError(());
        let (kind, rest) = text.split_once(':').ok_or_else(error)?;
        let (place, name) = match rest.rsplit_once(':') {
            Some((place, name)) => (place.to_owned(), Some(name.to_owned())),
            None => (rest.to_owned(), None),
        };
        match kind {
            "REGISTRY" => Ok(Self::Registry { path: place, value: name }),
            "DEFAULTS" => Ok(Self::Defaults { domain: place, key: name }),
            "JSON" => {
                let members = name.iter().flat_map(|name| name.split('\\')).map(str::to_owned).collect();
                Ok(Self::Json { file: place, members })
            }
            _ => Err(error()),
        }
    }
}

impl fmt::Display for PolicyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, place, name) = match self {
            Self::Registry { path, value } => ("REGISTRY", path, value.clone()),
            Self::Defaults { domain, key } => ("DEFAULTS", domain, key.clone()),
            Self::Json { file, members } if members.is_empty() => ("JSON", file, None),
            Self::Json { file, members } => ("JSON", file, Some(members.join("\\"))),
        };
        write!(f, "{kind}:{place}")?;
        name.map_or(Ok(()), |name| write!(f, ":{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OCO-056
    #[test]
    fn names_are_read_and_shown() {
        for text in [
            r"JSON:/etc/demo.json:a\b\c",
            "DEFAULTS:com.example.demo:Key",
            r"JSON:C:\demo.json:a",
            r"REGISTRY:Software\Policies\Demo\List",
            r"REGISTRY:Software\Policies\Demo\List:",
            "DEFAULTS:com.example.demo",
            "JSON:/etc/demo.json",
            "JSON:/etc/demo.json:",
            "JSON:",
        ] {
            assert_eq!(text.parse::<PolicyName>().unwrap().to_string(), text);
        }
        for text in ["", "REGISTRY", "registry:x", "SHELL:a:b"] {
            assert!(text.parse::<PolicyName>().is_err(), "{text}");
        }
    }

    // OCO-056
    #[test]
    fn a_name_after_the_place_is_optional() {
        let path = r"Software\Policies\Demo\List".to_owned();
        for (text, value) in [("", None), (":", Some("")), (":Level", Some("Level"))] {
            let name = format!("REGISTRY:{path}{text}").parse();
            assert_eq!(
                name,
                Ok(PolicyName::Registry { path: path.clone(), value: value.map(str::to_owned) })
            );
        }
        let json = |text: &str| match text.parse::<PolicyName>() {
            Ok(PolicyName::Json { file, members }) => (file, members),
            other => panic!("{other:?}"),
        };
        assert_eq!(json("JSON:/a"), ("/a".to_owned(), vec![]));
        assert_eq!(json("JSON:/a:"), ("/a".to_owned(), vec![String::new()]));
        assert_eq!(json(r"JSON:C:\a:b\c"), (r"C:\a".to_owned(), vec!["b".to_owned(), "c".to_owned()]));
    }
}
